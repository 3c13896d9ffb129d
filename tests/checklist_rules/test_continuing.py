"""A colleague goes on: answers come along with whose they are, and count while they stand there."""

from datetime import timedelta

import pytest
from factories.sessions import NOON, Walk, actor, answered, checklist, in_file, ready
from msgspec.structs import replace

from checklists import changes
from checklists.errors import Refused
from checklists.gate.audit.findings import findings
from checklists.gate.blockers import blockers
from checklists.gate.carried_answers import is_in_original, writers
from checklists.gate.context import KnownAuthor, SessionContext
from checklists.gate.status import status_of
from checklists.records.codec import read_record, write_record
from checklists.session.fingerprints import content_digest
from checklists.session.model import Account

TYPE = "traffic-serious"
COLLEAGUE = actor("tdiaz", 1007, "Tomas Diaz")
LATER = NOON + timedelta(minutes=5)


def continued(original, now=LATER, who=COLLEAGUE):
    return changes.continue_session(
        original, checklist(TYPE), f"20261122-1205-{TYPE}-m3p9", actor=who, now=now
    )


def going_on(original, now=LATER):
    """The colleague's walk, once the wrong-type questions are answered anew."""
    walk = Walk.going_on(checklist(TYPE), continued(original, now), now, COLLEAGUE)
    return walk.questions_no()


def codes(session, originals, now=LATER):
    found = blockers(session, checklist(TYPE), SessionContext(originals=originals), now)
    return [f"{b.code} {b.step or b.item}".rstrip() for b in found]


def test_everything_that_was_answered_comes_along_and_holds_the_gate_open():
    original = ready(TYPE).session
    walk = going_on(original)
    assert codes(walk.session, (original,)) == []
    assert walk.session.ready is None
    assert (walk.session.author, walk.session.author_uid) == ("tdiaz", 1007)
    assert walk.session.draft == original.draft
    assert walk.session.people == original.people
    assert walk.session.case_number == original.case_number
    assert [a.as_given for a in walk.session.steps] == list(original.steps)
    assert {(a.carried_from, a.carried_uid) for a in walk.session.steps} == {(original.id, 1004)}
    assert (
        findings(walk.session, checklist(TYPE), SessionContext(originals=(original,)), LATER) == ()
    )


def test_without_the_original_nothing_that_was_carried_counts():
    original = answered(TYPE).session
    session = going_on(original).session
    assert {code.split()[0] for code in codes(session, ())} == {"stale"}
    taken_out = {step for answer in session.questions for step in answer.takes_out}
    asked = {answer.id for answer in session.steps} - taken_out
    assert {code.split()[1] for code in codes(session, ())} == asked
    assert status_of(session, checklist(TYPE), SessionContext(), LATER).status == "in-progress"


@pytest.mark.parametrize(
    "change",
    [
        lambda walk: walk.later(minutes=1).confirm("kin-notified"),
        lambda walk: walk.ask_exception("kin-notified"),
    ],
)
def test_an_answer_that_the_original_does_not_hold_any_more_is_stale(change):
    walk = answered(TYPE)
    session = going_on(walk.session).session
    change(walk)
    assert codes(session, (walk.session,)) == ["stale kin-notified"]
    (found,) = findings(session, checklist(TYPE), SessionContext(originals=(walk.session,)), LATER)
    assert found.where == "step kin-notified"
    (blocker,) = blockers(
        session, checklist(TYPE), SessionContext(originals=(walk.session,)), LATER
    )
    assert "from mruiz, whose" in blocker.reason


def test_the_original_counts_only_as_its_owners_whole_file():
    original = answered(TYPE).session
    answer = going_on(original).session.steps[0]
    assert is_in_original(answer, (original,))
    for other in (
        replace(original, author_uid=1005),
        replace(original, sealed=False),
        replace(original, id=original.id[:-4] + "zzzz"),
    ):
        assert not is_in_original(answer, (other,))


def test_one_letter_of_a_carried_answer_altered_is_found():
    original = answered(TYPE).session
    session = going_on(original).session
    note = replace(session.steps[3], given_for=(*session.steps[3].given_for, "x"))
    altered = replace(session, steps=tuple(note if s.id == note.id else s for s in session.steps))
    assert f"stale {note.id}" in codes(altered, (original,))
    found = findings(altered, checklist(TYPE), SessionContext(originals=(original,)), LATER)
    assert {f.where for f in found} == {f"step {note.id}"}
    assert any(f.what.startswith(f"it was carried from {original.id}") for f in found)


def test_a_colleagues_answer_that_does_not_say_where_from_counts_for_nothing():
    original = answered(TYPE).session
    session = going_on(original).session
    bare = replace(session, steps=tuple(answer.as_given for answer in session.steps))
    assert {code.split()[0] for code in codes(bare, (original,))} == {"edited-outside", "open"}
    found = findings(bare, checklist(TYPE), SessionContext(originals=(original,)), LATER)
    whose = [f.where for f in found if f.what == "it names an account other than the author's"]
    assert whose == [f"step {answer.id}" for answer in bare.steps]


def test_exceptions_marks_and_questions_do_not_come_along():
    walk = answered(TYPE).ask_exception("kin-notified").review("exception-granted", "kin-notified")
    walk.mark_ready()
    session = continued(walk.session)
    assert session.ready is None
    assert session.questions == ()
    assert session.answer("kin-notified") is None
    assert "open kin-notified" in codes(session, (walk.session,))


def test_fresh_for_runs_from_the_first_time():
    walk = answered(TYPE)
    step = next(s for s in walk.checklist.steps if s.fresh_for is not None)
    late = NOON + step.fresh_for + timedelta(minutes=1)
    session = going_on(walk.session, late).session
    assert f"stale {step.id}" in codes(session, (walk.session,), late)


def test_what_was_carried_twice_still_names_the_first():
    first = answered(TYPE).session
    second = going_on(first)
    second.later(minutes=1).confirm("kin-notified")
    third = changes.continue_session(
        second.session,
        checklist(TYPE),
        f"20261122-1210-{TYPE}-w8x2",
        actor=actor("lchen", 1001),
        now=second.now,
    )
    uids = {answer.id: answer.carried_uid for answer in third.steps}
    assert uids.pop("kin-notified") == 1007
    assert set(uids.values()) == {1004}
    walk = Walk.going_on(checklist(TYPE), third, second.now, actor("lchen", 1001)).questions_no()
    assert codes(walk.session, (first, second.session), second.now) == []
    assert "stale kin-notified" in codes(walk.session, (first,), second.now)


def test_an_own_answer_takes_a_carried_ones_place_and_the_history_keeps_it():
    original = answered(TYPE).session
    walk = going_on(original).later(minutes=1).confirm("kin-notified")
    answer = walk.answer("kin-notified")
    assert (answer.by, answer.carried_from) == (Account("tdiaz", 1007), "")
    assert walk.session.history[-1].superseded.carried_uid == 1004
    assert (
        findings(walk.session, walk.checklist, SessionContext(originals=(original,)), walk.now)
        == ()
    )


def test_nobody_may_be_the_other_person_of_their_own_step():
    walk = answered(TYPE)
    step, field = next((s, f) for s in walk.checklist.steps for f in s.fields if f.not_author)
    records = walk.whole(step.id, **{field.id: "Tomas Diaz, PIO"})
    walk.confirm(step.id, *records)
    assert walk.codes() == []
    session = going_on(walk.session).session
    as_login = walk.confirm(step.id, *walk.whole(step.id, **{field.id: "tdiaz, PIO"})).session
    assert codes(going_on(as_login).session, (as_login,)) == [f"open {step.id}"]
    assert codes(session, (walk.session,)) == [f"stale {step.id}"]


GIVER = KnownAuthor(1004, ("mruiz", "mgarcia"), ("Maria Ruiz",))


def carried_with(step, **values):
    """Codes of a session that carries an answer which was edited by hand where it was given."""
    walk = answered(TYPE).does_not_apply("travel-details", "road-open")
    original = in_file(walk, step, **values).session
    session = going_on(original).session
    context = SessionContext(originals=(original,), givers=(GIVER,))
    found = blockers(session, checklist(TYPE), context, LATER)
    return [f"{b.code} {b.step}" for b in found]


@pytest.mark.parametrize("name", ["mruiz", "Lt. Maria Ruiz", "M. Mgarcia"])
def test_nobody_verified_a_carried_answer_of_their_own_under_any_name(name):
    assert carried_with("travel-details", verified_by="Det. Okafor") == []
    assert carried_with("travel-details", verified_by=name) == ["open travel-details"]


def test_a_carried_answer_names_its_giver_by_a_login_of_theirs():
    assert carried_with("travel-details", by=Account("mgarcia", 1004)) == []
    assert carried_with("travel-details", by=Account("lchen", 1004)) == ["open travel-details"]


def test_who_verified_a_removal_does_not_continue_it():
    walk = answered(TYPE)
    label = walk.list_person("witness")
    walk.session = changes.remove_person(
        walk.session,
        label,
        because="Not there",
        verified_by="Tomas Diaz",
        actor=walk.actor,
        now=walk.now,
    )
    with pytest.raises(Refused, match="Somebody else must continue it"):
        continued(walk.session)


def test_what_is_over_is_not_continued():
    for over in (ready(TYPE).withdraw().session, replace(ready(TYPE).session, sealed=False)):
        with pytest.raises(Refused):
            continued(over)


def test_ones_own_full_session_can_be_continued():
    original = answered(TYPE).session
    session = continued(original, who=actor())
    walk = Walk.going_on(checklist(TYPE), session, LATER, actor()).questions_no()
    assert codes(walk.session, (original,)) == []


def test_it_is_written_and_read_again():
    original = ready(TYPE).session
    session = replace(going_on(original).session, revision=3)
    data = write_record(session)
    assert read_record(data, "x.toml") == session
    assert b"[continues]\n" in data
    assert f'carried_from = "{original.id}"\ncarried_uid = 1004\n'.encode() in data
    assert content_digest(session) != content_digest(original)
    assert writers(session, (original,)) == {1004, 1007}
    assert writers(session, ()) == {1007}


def test_a_carried_answer_from_before_its_original_began_counts_for_nothing():
    original = answered(TYPE).session
    kept = next(a for a in original.steps if checklist(TYPE).step(a.id).fresh_for is None)
    early = replace(kept, at=original.started_at - timedelta(days=1))
    steps = tuple(early if found.id == early.id else found for found in original.steps)
    original = replace(original, steps=steps)
    assert f"stale {early.id}" in codes(going_on(original).session, (original,))
