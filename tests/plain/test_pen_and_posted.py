"""Who writes in a session, how one comes to write in it, and recording that it went out."""

import os
import signal

import pytest
from drivers.prompt_process import begin, say, until
from drivers.prompts import PlainDesk, each_no
from factories.sessions import actor, answered, checklist
from msgspec.structs import replace
from needs import need_root

from checklists.records.codec import write_record
from checklists.session.fingerprints import content_digest
from checklists.workstation.account import current_actor

# One's own other terminal

BOYD = "Chief Boyd, police"


def test_a_second_terminal_takes_over_and_the_first_leaves(desk):
    desk.actor = current_actor()
    session_id = desk.save(
        desk.walk("traffic-serious", answered=False).case_number().write().post_on("x")
    )
    with begin(desk, "resume", session_id) as first:
        until(first, b"yes or no")
        with begin(desk, "resume", session_id) as second:
            said = until(second, b"write here.")
            assert b"IN-PROGRESS. READ ONLY: " in said
            say(second, "take over")
            until(second, b"Type yes")
            assert first.poll() is None
            say(second, "yes")
            until(second, b"You can now make changes here. The other terminal has closed.")
            assert first.wait(timeout=10) == 128 + signal.SIGHUP
            until(second, b"yes or no")
            say(second, "no")
            until(second, b"yes or no")
            second.stdin.close()
            assert second.wait(timeout=10) == 0
    assert len(desk.newest().questions) == 1


def test_the_pen_comes_with_the_next_line_once_the_other_terminal_has_left(desk):
    session_id = desk.save(
        desk.walk("traffic-serious", answered=False).case_number().write().post_on("x")
    )
    elsewhere = desk.open_elsewhere(session_id)
    lines = []

    def before():
        lines.append(True)
        if len(lines) == 2:
            elsewhere.close()

    said = desk.talk("list", "list", "no", session_id=session_id, before=before)
    assert "READ ONLY" in said.text
    assert "The other terminal has closed. You can now make changes here." in said.text
    assert len(said.session.questions) == 1


def test_whoever_writes_already_is_told_so(desk):
    session_id = desk.save(desk.walk("traffic-serious", answered=False))
    said = desk.talk("take over", "continue", session_id=session_id)
    assert "! You can already make changes at this terminal." in said.text
    assert "! This is your own session. Resume it instead." in said.text


def test_a_process_that_does_not_leave_is_named_and_nothing_is_taken(desk):
    """Here both are this process, which asks itself nothing."""
    session_id = desk.save(desk.walk("traffic-serious", answered=False))
    elsewhere = desk.open_elsewhere(session_id)
    try:
        said = desk.talk("take over", "yes", "no", session_id=session_id)
    finally:
        elsewhere.close()
    assert "! Still locked: " in said.text
    assert said.session.questions == ()


# A colleague's


def of_a_colleague(desk: PlainDesk) -> str:
    need_root()
    walk = answered("traffic-serious", desk.now)
    session = replace(walk.session, revision=1)
    folder = desk.places.sessions / "mruiz" / f"{session.id[:4]}-{session.id[4:6]}"
    folder.mkdir(parents=True)
    path = folder / f"{session.id}.toml"
    path.write_bytes(write_record(session))
    os.chown(path, actor().uid, actor().uid)
    desk.actor = replace(desk.actor, login="root", names=("Root",))
    return session.id


def test_a_colleagues_session_is_continued_in_one_of_ones_own_up_to_ready(desk):
    original = of_a_colleague(desk)
    no = each_no(checklist("traffic-serious").questions)
    said = desk.talk("take over", "continue", *no, "ready", session_id=original)
    assert "READY. READ ONLY" not in said.text
    assert "Not yours to take over" in said.text
    store = desk.store
    before = store.read(store.find(original)).session
    assert len(before.history) == len(answered("traffic-serious", desk.now).session.history)
    (path,) = (path for path in store.paths() if path.stem != original)
    session = store.read(path).session
    assert session.continues.session == original
    assert session.author == "root"
    assert session.ready is not None, said.text[-2000:]
    assert session.ready.digest == content_digest(session)


# Posted


def test_posted_is_recorded_platform_by_platform_from_the_final_review(desk):
    session_id = desk.save(desk.walk("traffic-serious"))
    lines = ("ready", "posted", "https://example.org/1", "now", "3", "", "posted", "-", "now", "3")
    said = desk.talk(*lines, session_id=session_id)
    assert [posted.platform for posted in said.session.posted] == ["facebook", "x"]
    assert said.session.posted[0].link == "https://example.org/1"
    assert not any(posted.early for posted in said.session.posted)
    assert "POSTED" in said.text


def test_what_is_no_time_is_refused_and_back_records_nothing(desk):
    session_id = desk.save(desk.walk("traffic-serious"))
    said = desk.talk("ready", "posted", "-", "soon", "posted", "back", session_id=session_id)
    assert "! Not a time" in said.text
    assert "Nothing was changed." in said.text
    assert said.session.posted == ()
    assert said.session.ready is not None


def test_the_link_is_asked_for_first_and_a_time_there_is_refused(desk):
    session_id = desk.save(desk.walk("traffic-serious"))
    said = desk.talk("ready", "posted", "now", session_id=session_id)
    assert said.text.index("facebook: what is the link to the post") < said.text.index(
        "! Not a link"
    )
    assert said.session.posted == ()


def test_what_went_out_before_it_was_ready_is_recorded_with_the_reason(desk):
    session_id = desk.save(desk.walk("traffic-serious"))
    lines = ("ready", "posted", "-", "02:00", "The mayor was asked on air", BOYD, "3")
    said = desk.talk(*lines, session_id=session_id)
    assert (
        "The post went out before it was marked ready. It is recorded as it happened." in said.text
    )
    assert said.session.posted[0].early == "ready"
    assert said.session.posted[0].reason == "The mayor was asked on air"
    assert "Who ordered it (name and role" in said.text
    assert said.session.posted[0].ordered_by == BOYD


@pytest.mark.sweep(2)
@pytest.mark.parametrize("cut", range(1, 8))
def test_posted_cut_after_any_line_keeps_what_was_recorded(desk, cut):
    lines = ("ready", "posted", "https://example.org/1", "now", "3", "-", "now", "3")
    session_id = desk.save(desk.walk("traffic-serious"))
    said = desk.talk(*lines[:cut], session_id=session_id)
    assert said.code == 0
    assert len(said.session.posted) == (cut >= 5)
