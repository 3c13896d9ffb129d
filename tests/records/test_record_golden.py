"""Files that the program wrote once, and must read and write the same for ever.

They lie in people's folders for years. A change that makes one of these tests fail needs a new
schema number and a migration, never another golden file in place of an old one.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from factories.sessions import NOON

from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.records.codec import read_record, write_record
from checklists.session.fingerprints import content_digest, draft_digest

GOLDEN = Path(__file__).parent / "golden"
NAMES = ("ready", "lapsed", "superseded", "continued", "corrected")


def golden(name):
    return (GOLDEN / f"{name}.toml").read_bytes()


def test_every_golden_file_is_looked_at():
    assert sorted(NAMES) == sorted(path.stem for path in GOLDEN.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_it_is_read_and_written_again_byte_for_byte(name):
    session = read_record(golden(name), f"{name}.toml")
    assert session.sealed
    assert write_record(session) == golden(name)


@pytest.mark.parametrize("name", sorted({*NAMES} - {"continued", "corrected"}))
def test_its_record_holds_without_the_checklist_that_it_was_made_with(name):
    assert (
        findings(
            read_record(golden(name), f"{name}.toml"),
            None,
            SessionContext(),
            NOON + timedelta(days=9),
        )
        == ()
    )


def test_the_ready_one_is_ready_for_exactly_this_content():
    session = read_record(golden("ready"), "ready.toml")
    assert session.ready.digest == content_digest(session)
    assert session.ready.at == NOON
    assert (session.author, session.author_uid, session.revision) == ("mruiz", 1004, 57)
    assert session.draft.text == (
        "Crash on Route 9 at Mill Road.\nUse Route 4.\n\nMore at noon. \U0001f6a7\n"
    )
    assert session.draft.for_platform("x") == "Route 9 closed; use Route 4."
    assert session.draft.meaning == 2
    people = {p.label: (p.person_class, p.stands_for, p.removed) for p in session.people}
    assert people == {
        "D1": ("deceased", "", False),
        "V1": ("victim", "", True),
        "K1": ("next-of-kin", "D1", False),
        "K2": ("next-of-kin", "D1", False),
        "C1": ("co-victim", "", True),
        "H1": ("seriously-hurt", "", False),
        "K3": ("next-of-kin", "H1", False),
    }
    assert [g.reason for g in session.questions if g.yes] == ["Only the tow company"]
    assert session.answer("travel-details").reason == "road-open"
    assert session.answer("publish-package").outcome == "not-done"
    told = session.answer("kin-notified").evidence
    assert [record["person"] for record in told] == ["K1", "K2", "K3"]
    assert told[0]["when"] == NOON - timedelta(minutes=5)
    assert session.answer("victims-identified").evidence[0]["how-many"] == 5
    assert len(session.answer("media-package").evidence[0]["checked"]) == 4
    assert session.entered_in("media-handoff") == ({"contact": "Lt. Brown"},)


def test_the_lapsed_one_keeps_the_mark_and_its_content_is_another():
    session = read_record(golden("lapsed"), "lapsed.toml")
    assert session.ready.digest != content_digest(session)
    assert session.draft.typed.text.endswith("Half a sent")
    entry = session.history[-1]
    assert (entry.did, entry.words_changed, entry.changes_meaning) == ("draft", 1, False)
    assert entry.digest == draft_digest(session.draft)


def test_the_one_with_superseded_answers_keeps_each_whole():
    session = read_record(golden("superseded"), "superseded.toml")
    given = [entry for entry in session.history if entry.step == "injury-status"]
    answers = [entry.superseded.evidence[0]["answer"] for entry in given if entry.superseded]
    assert answers == ["none", "unknown"]
    assert session.answer("injury-status").evidence[0]["answer"] == "serious-or-fatal"
    assert session.withdrawn.reason == "It is a serious crash: another type"


def test_the_continued_one_says_whose_each_answer_is_and_that_it_went_out_early():
    session = read_record(golden("continued"), "continued.toml")
    assert (session.continues.by.uid, session.author_uid) == (1004, 1007)
    own = [answer.id for answer in session.steps if not answer.carried_from]
    assert own == ["kin-notified"]
    carried = {(a.carried_from, a.carried_uid) for a in session.steps if a.carried_from}
    assert carried == {(session.continues.session, 1004)}
    (posted,) = session.posted
    assert (posted.platform, posted.early) == ("facebook", "ready")
    assert posted.digest == content_digest(session)
    # Without the original it and each carried answer is a finding, and nothing else is.
    found = findings(session, None, SessionContext(), NOON + timedelta(days=9))
    (missing,) = [finding for finding in found if finding.where == "continues"]
    assert "no longer has that session" in missing.what
    found = tuple(finding for finding in found if finding.where.startswith("step "))
    assert len(found) == len(session.steps) - 1
    assert all("no longer has it" in finding.what for finding in found)


def test_the_corrected_one_says_which_post_it_corrects_and_who_is_told_by_whom():
    session = read_record(golden("corrected"), "corrected.toml")
    assert (session.updates.how, session.updates.by.uid, session.author_uid) == (
        "correction",
        1004,
        1007,
    )
    assert session.history[1].did == "updates"
    assert session.draft.text == "Correction: it was at Hill Road. Please use Route 4."
    told = {record["person"]: record for record in session.answer("correction-told").evidence}
    assert told.keys() == {"V1", "K1", "P1"}
    assert told["P1"]["outcome"] == "caller-named"
    assert told["P1"]["outcome-detail"] == NOON + timedelta(hours=1, minutes=5)
    assert session.ready.digest == content_digest(session)
    # Without the post, the link and each carried answer is a finding, and nothing else is.
    found = findings(session, None, SessionContext(), NOON + timedelta(days=9))
    carried = {f"step {answer.id}" for answer in session.steps if answer.carried_from}
    assert {finding.where for finding in found} == {"updates", *carried}
