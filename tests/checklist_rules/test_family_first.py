"""Where policy says `family_before_closure`, no road closure goes out on a promise to tell them."""

import pytest
from factories.sessions import Walk, answered

from checklists.gate.blockers import blockers
from checklists.gate.context import SUPERVISOR, SessionContext
from checklists.session.review import NO_APPROVAL_NEEDED

CLOSURE = "traffic-advisory"
CALL = "kin-followup-set"


def closure(answer, *, family_first=True):
    """A closure with every step answered, and who was hurt."""
    walk = Walk(CLOSURE).case_number().write().post_on("facebook")
    walk.family_first = family_first
    walk.choose("injury-status", "answer", answer).questions_no()
    return walk.answer_everything().confirm(CALL)


@pytest.mark.parametrize("answer", ["serious-or-fatal", "unknown"])
def test_a_promise_is_enough_only_where_policy_does_not_say_otherwise(answer):
    assert closure(answer, family_first=False).codes() == []
    walk = closure(answer)
    assert walk.codes() == [f"held-value {CALL}"]
    assert (
        "Policy: the family is told before a road closure is posted." in walk.blockers()[0].reason
    )


def test_without_anything_that_says_so_a_promise_is_not_enough():
    walk = closure("unknown")
    context = SessionContext(approval=NO_APPROVAL_NEEDED)
    found = blockers(walk.session, walk.checklist, context, walk.now)
    assert [(blocker.code, blocker.step) for blocker in found] == [("held-value", CALL)]


def test_nobody_hurt_leaves_no_family_to_wait_for():
    walk = Walk(CLOSURE).case_number().write().post_on("facebook")
    walk.family_first = True
    walk.choose("injury-status", "answer", "none").questions_no().answer_everything()
    assert walk.codes() == []
    assert walk.mark_ready().status == "ready"


def test_who_learns_later_that_nobody_is_hurt_says_that_it_does_not_apply():
    walk = closure("unknown").choose("injury-status", "answer", "none")
    assert walk.codes() == [f"held-value {CALL}"]
    assert walk.does_not_apply(CALL, "no-death-injury").codes() == []


def test_a_supervisor_may_let_it_out():
    walk = closure("serious-or-fatal").ask_exception(CALL)
    assert walk.codes() == [f"not-granted {CALL}"]
    assert {found.ask for found in walk.blockers()} == {SUPERVISOR}
    assert walk.review("exception-granted", CALL).codes() == []
    assert closure("unknown").ask_exception(CALL).review("exception-refused", CALL).codes() != []


@pytest.mark.parametrize("incident_type", ["traffic-serious", "holding-statement"])
def test_a_crash_after_the_call_and_a_holding_statement_go_out_as_before(incident_type):
    walk = answered(incident_type)
    walk.family_first = True
    assert walk.codes() == []
