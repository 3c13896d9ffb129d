"""The other answers to a step: every way through, and what each leaves on disk."""

import pytest
from drivers.scripted_dialog import BACK, FakeDialog
from msgspec.structs import replace

from checklists import changes
from checklists.workspace.open_session import OpenSession
from tui.flows.other_answers import other_answer
from tui.wording.questions import EXCEPTION_IN_FORM, other_options


def step_with_a_verifier(opened: OpenSession):
    """A step, and a reason why it does not apply that somebody else must have verified."""
    checklist = opened.known_checklist()
    pairs = ((step, reason) for step in checklist.steps for reason in step.does_not_apply)
    return next((step, reason) for step, reason in pairs if not reason.proved_by_program)


def step_proved_by_the_program(opened: OpenSession):
    checklist = opened.known_checklist()
    pairs = ((step, reason) for step in checklist.steps for reason in step.does_not_apply)
    return next((step, reason) for step, reason in pairs if reason.proved_by_program)


def test_a_reason_is_saved_with_who_verified_it(opened: OpenSession):
    step, reason = step_with_a_verifier(opened)
    dialog = FakeDialog(
        opened,
        f"reason:{reason.id}",
        {"verified-by": "me"},
        {"verified-by": "Sgt. Brown, patrol"},
    )
    assert dialog.follow(other_answer(dialog, step)) is True
    assert dialog.refused == ["Somebody else must verify it"]
    assert opened.session.answer(step.id).verified_by == "Sgt. Brown, patrol"
    assert dialog.attested[-1] == (
        f"{step.short}: Does not apply: {reason.label}, verified by Sgt. Brown, patrol"
    )


def test_what_the_program_can_prove_asks_for_nobody_and_is_refused_where_it_is_not_so(
    opened: OpenSession,
):
    step, reason = step_proved_by_the_program(opened)
    before = opened.session
    dialog = FakeDialog(opened, f"reason:{reason.id}")
    saved = dialog.follow(other_answer(dialog, step))
    assert dialog.attested == [f"{step.short}: Does not apply: {reason.label}"]
    assert saved is (not dialog.refused)
    assert (opened.session == before) is not saved


@pytest.mark.parametrize("victim_related", [True, False])
def test_an_exception_or_not_done_needs_words(opened: OpenSession, victim_related: bool):
    steps = opened.known_checklist().steps
    step = next(found for found in steps if found.victim_related is victim_related)
    outcome = "exception" if victim_related else "not-done"
    dialog = FakeDialog(opened, outcome, {"note": " "}, {"note": "Rang twice"})
    assert dialog.follow(other_answer(dialog, step)) is True
    assert dialog.refused == ["Not complete"]
    answer = opened.session.answer(step.id)
    assert (answer.outcome, answer.note) == (outcome, "Rang twice")
    assert dialog.attested[-1].endswith("Rang twice")


def test_an_exception_is_asked_in_the_form_where_a_step_asks_each_person(opened: OpenSession):
    step = next(found for found in opened.known_checklist().steps if found.per_person)
    assert "exception" not in {option.id for option in other_options(step)}
    dialog = FakeDialog(opened)
    assert dialog.follow(other_answer(dialog, replace(step, does_not_apply=()))) is False
    assert dialog.told == [EXCEPTION_IN_FORM]


@pytest.mark.parametrize("answers", [(BACK,), ("exception", BACK)])
def test_going_back_answers_nothing(opened: OpenSession, answers: tuple[str, ...]):
    step = next(found for found in opened.known_checklist().steps if found.victim_related)
    before = opened.session
    dialog = FakeDialog(opened, *answers)
    assert dialog.follow(other_answer(dialog, step)) == BACK
    assert opened.session == before


def test_what_was_said_before_is_there_to_be_kept(opened: OpenSession):
    step = next(found for found in opened.known_checklist().steps if found.victim_related)
    opened.perform(changes.ask_exception, step.id, "Rang twice")
    dialog = FakeDialog(opened, "exception", {})
    assert dialog.follow(other_answer(dialog, step)) is True
    assert opened.session.answer(step.id).note == "Rang twice"
