"""The night at the prompts: whom to call, a smaller statement, and an approval by phone."""

import pytest
from factories.reviews import ONE_ON_CALL
from needs import need_root

from checklists.records.store import Broken


@pytest.fixture
def night(desk):
    need_root()
    desk.home.mkdir(parents=True, exist_ok=True)
    desk.places.policy.write_text(ONE_ON_CALL, encoding="utf-8")
    return desk


def test_it_says_whom_to_call_and_what_to_type(night):
    session_id = night.save(night.walk("traffic-serious").mark_ready())
    said = night.talk("ready", session_id=session_id).flowing
    assert "Call, in this order: Lt. Chen, 555 0134" in said
    for word in ("phone records", "smaller starts", "posted records"):
        assert word in said


def test_a_smaller_statement_is_begun_with_the_case_and_the_post_keeps_waiting(night):
    session_id = night.save(night.walk("traffic-serious").mark_ready())
    night.later(minutes=1)
    said = night.talk("smaller", "2", "Route 9: we are there. More at 6.", session_id=session_id)
    assert "Post a shorter statement for now" in said.text
    found = [night.store.look(path) for path in night.store.paths()]
    sessions = {f.session.id: f.session for f in found if not isinstance(f, Broken)}
    waiting = sessions.pop(session_id)
    assert (waiting.withdrawn, bool(waiting.ready)) == (None, True)
    (smaller,) = sessions.values()
    assert (smaller.incident_type, smaller.case_number) == ("holding-statement", "26-1182")


def test_an_approval_by_phone_is_confirmed_with_yes_and_nothing_else(night):
    session_id = night.save(night.walk("traffic-serious").mark_ready())
    said = night.talk("ready", "phone", "1", "now", "no", session_id=session_id)
    assert "Confirm: Recorded as stated by you: Lt. Chen, called back at 555 0134" in said.flowing
    assert said.session.by_phone == ()
    said = night.talk("ready", "phone", "1", "now", "yes", session_id=session_id)
    assert [found.supervisor for found in said.session.by_phone] == ["Lt. Chen"]
    assert "this exact text may be posted" in said.flowing
