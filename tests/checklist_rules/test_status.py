"""Where a session stands: derived each time, the first status that fits."""

import pytest
from factories.sessions import A_MINUTE, TEXT, Walk, answered, ready
from msgspec.structs import replace

from checklists import changes
from checklists.changes.lifecycle import StillReturned
from checklists.errors import Refused
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of

TYPE = "traffic-serious"


def test_before_it_is_marked_ready_it_is_in_progress():
    assert Walk(TYPE).status == "in-progress"
    walk = answered(TYPE)
    assert walk.codes() == []
    assert walk.status == "in-progress"
    assert not walk.status_now.may_be_posted


def test_marked_ready_it_is_ready_and_may_be_posted():
    walk = ready(TYPE)
    assert walk.status == "ready"
    assert walk.status_now.may_be_posted


def test_any_change_of_the_content_withdraws_the_mark():
    def by(change):
        walk = ready(TYPE)
        change(walk)
        return walk.status, walk.status_now.may_be_posted

    for change in (
        lambda walk: walk.case_number("26-1183"),
        lambda walk: walk.type("Something else"),
        lambda walk: walk.write(TEXT + "x", changes_meaning=False),
        lambda walk: walk.post_on("x", "facebook"),
        lambda walk: walk.remove_photo(changes_meaning=False),
        lambda walk: walk.list_person("witness"),
        lambda walk: walk.question("police-force", yes=True, reason="The sheriff posts that"),
        lambda walk: walk.later(minutes=1).confirm("crash-wording"),
        lambda walk: walk.not_done("publish-package"),
    ):
        assert by(change) == ("lapsed", False)


def test_a_lapsed_session_says_why():
    assert ready(TYPE).case_number("26-1183").status_now.lapsed_because == (
        "The content changed after it was marked ready."
    )
    held = ready(TYPE).later(minutes=26)
    assert held.status == "lapsed"
    assert held.status_now.lapsed_because == "It was marked ready, but something blocks it now."


def test_a_mark_made_by_hand_on_an_unfinished_session_counts_for_nothing():
    walk = ready(TYPE)
    unfinished = Walk(TYPE)
    unfinished.session = replace(unfinished.session, ready=walk.session.ready)
    assert unfinished.status == "lapsed"
    assert not unfinished.status_now.may_be_posted


def test_a_mark_of_a_time_before_the_session_began_counts_for_nothing():
    walk = ready(TYPE)
    early = replace(walk.session.ready, at=walk.session.started_at - A_MINUTE)
    walk.session = replace(walk.session, ready=early)
    assert walk.status == "lapsed"
    assert "older than the session" in walk.status_now.lapsed_because


def test_a_supervisors_approval_and_return():
    assert ready(TYPE).review("approved").status == "approved"
    assert ready(TYPE).review("approved").status_now.may_be_posted
    returned = ready(TYPE).review("returned")
    assert returned.status == "returned"
    assert not returned.status_now.may_be_posted


def test_a_note_changes_nothing():
    assert ready(TYPE).review("noted").status == "ready"


def test_the_newer_verdict_beats_the_older_one():
    walk = ready(TYPE).review("approved").later(minutes=1).review("returned")
    assert walk.status == "returned"
    assert walk.later(minutes=1).review("approved").status == "approved"


def test_an_approval_of_a_time_to_come_takes_no_other_one_away():
    walk = ready(TYPE).later(minutes=5).review("approved").later(minutes=-4)
    assert walk.status == "ready"
    assert walk.review("approved").status == "approved"


@pytest.mark.parametrize("order", [("approved", "returned"), ("returned", "approved")])
def test_two_verdicts_of_the_same_second_are_a_return(order):
    walk = ready(TYPE)
    for verdict in order:
        walk.review(verdict)
    assert walk.status == "returned"


def test_a_verdict_counts_only_for_the_content_it_was_given_for():
    walk = ready(TYPE).review("approved").case_number("26-1183")
    assert walk.status == "lapsed"
    assert walk.mark_ready().status == "ready"
    walk = ready(TYPE).review("returned").case_number("26-1183").mark_ready()
    assert walk.status == "ready"


@pytest.mark.parametrize("marked", [True, False])
def test_what_was_returned_is_not_marked_ready_as_it_was(marked):
    walk = (ready(TYPE) if marked else answered(TYPE)).later(minutes=1).review("returned")
    before = walk.session
    for _ in range(3):
        with pytest.raises(StillReturned) as refused:
            walk.later(minutes=1).mark_ready()
        assert refused.value.title == "Returned by lchen"
        assert "Answer the returned steps again, or change the draft" in refused.value.message
    assert walk.session == before
    assert walk.status == "returned"


@pytest.mark.parametrize(
    "mend",
    [
        lambda walk: walk.confirm("crash-wording"),
        lambda walk: walk.write(TEXT + " More.", changes_meaning=False).answer_everything(),
        lambda walk: walk.case_number("26-1183"),
    ],
)
def test_what_was_returned_and_mended_is_marked_ready_again(mend):
    walk = ready(TYPE).review("returned").later(minutes=1)
    mend(walk)
    assert walk.questions_no().mark_ready().status == "ready"


def test_what_was_returned_and_then_approved_is_marked_ready_again():
    walk = ready(TYPE).review("returned").later(minutes=1).review("approved").later(minutes=1)
    assert walk.mark_ready().status == "approved"


def test_what_holds_the_gate_is_said_before_that_it_was_returned():
    walk = answered(TYPE).ask_exception("kin-notified").review("returned")
    with pytest.raises(changes.NotReady):
        walk.mark_ready()


def test_an_approval_does_not_outlive_the_gate():
    walk = ready(TYPE).review("approved").later(minutes=26)
    assert walk.status == "lapsed"
    assert not walk.status_now.may_be_posted


def test_an_approval_makes_nothing_ready():
    walk = answered(TYPE).review("approved")
    assert walk.status == "in-progress"


def test_what_was_returned_stays_returned_when_time_passes():
    assert ready(TYPE).review("returned").later(hours=5).status == "returned"


def test_withdrawn_is_the_end():
    walk = ready(TYPE).review("approved").withdraw()
    assert walk.status == "withdrawn"
    assert not walk.status_now.may_be_posted
    for change in (
        lambda: walk.case_number("26-1183"),
        lambda: walk.write("Another", changes_meaning=False),
        lambda: walk.type("Another"),
        lambda: walk.post_on("x"),
        lambda: walk.add_photo(changes_meaning=False),
        lambda: walk.list_person("witness"),
        lambda: walk.confirm("crash-wording"),
        lambda: walk.not_done("publish-package"),
        lambda: walk.ask_exception("kin-notified"),
        walk.questions_no,
        walk.mark_ready,
        walk.withdraw,
    ):
        with pytest.raises(Refused, match="Canceled"):
            change()


def test_typed_text_of_a_withdrawn_session_stays_as_it_was():
    walk = ready(TYPE).type("Something else").withdraw()
    with pytest.raises(Refused, match="Canceled"):
        changes.drop_typed(walk.session, actor=walk.actor, now=walk.now)


def test_giving_up_needs_a_reason():
    with pytest.raises(Refused, match="A reason is needed"):
        ready(TYPE).withdraw(" ")


def test_a_type_that_cannot_be_used_is_never_ready():
    walk = ready(TYPE)
    stands = status_of(walk.session, None, SessionContext(), walk.now)
    assert stands.status == "lapsed"
    assert [found.code for found in stands.blockers] == ["checklist-changed"]


def test_carrying_over_and_taking_over_take_the_mark_away():
    walk = ready(TYPE)
    other = replace(walk.checklist, revision="sha256:" + "0" * 64)
    carried = changes.carry_to_checklist(walk.session, other, actor=walk.actor, now=walk.now)
    assert carried.ready is None
    edited = replace(walk.session, sealed=False)
    assert status_of(edited, walk.checklist, SessionContext(), walk.now).status == "lapsed"
    taken = changes.take_over_hand_edit(edited, actor=walk.actor, now=walk.now)
    assert taken.ready is None
    assert status_of(taken, walk.checklist, SessionContext(), walk.now).status == "in-progress"


def test_nothing_but_taking_it_over_changes_an_edited_session():
    walk = answered(TYPE)
    walk.type("Something else")
    walk.session = replace(walk.session, sealed=False)
    for change in (
        lambda: walk.case_number("26-1183"),
        lambda: walk.confirm("crash-wording"),
        lambda: walk.type("Another"),
        lambda: changes.drop_typed(walk.session, actor=walk.actor, now=walk.now),
        lambda: walk.write(TEXT, changes_meaning=False),
        walk.withdraw,
    ):
        with pytest.raises(Refused, match="Changed outside the program"):
            change()
