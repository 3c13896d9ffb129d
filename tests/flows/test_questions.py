"""The wrong-type questions: a yes leads to the other type, or stays with a reason."""

import pytest
from drivers.scripted_dialog import BACK, FakeDialog

from checklists import changes
from checklists.workspace.open_session import OpenSession
from tui.flows.draft import answer_question, answer_same


def first(opened: OpenSession):
    return opened.known_checklist().questions[0]


def test_the_other_type_is_named_and_nothing_is_saved_here(opened: OpenSession):
    before, question = opened.session, first(opened)
    dialog = FakeDialog(opened, "change")
    assert (
        dialog.follow(answer_question(dialog, question, yes=True, usable=True)) == question.suggests
    )
    assert opened.session == before


def test_a_type_that_cannot_be_started_is_not_offered(opened: OpenSession):
    dialog = FakeDialog(opened, "change")
    with pytest.raises(AssertionError, match="change is not offered"):
        dialog.follow(answer_question(dialog, first(opened), yes=True, usable=False))


def test_to_stay_needs_a_reason(opened: OpenSession):
    question = first(opened)
    dialog = FakeDialog(opened, "stay", {"reason": " "}, {"reason": "Only the tow company"})
    assert dialog.follow(answer_question(dialog, question, yes=True, usable=True)) == ""
    assert dialog.refused == ["A reason is needed"]
    answer = opened.session.question_answer(question.id)
    assert (answer.yes, answer.reason) == (True, "Only the tow company")


@pytest.mark.parametrize("answers", [(BACK,), ("stay", BACK)])
def test_going_back_answers_nothing(opened: OpenSession, answers: tuple[str, ...]):
    before = opened.session
    dialog = FakeDialog(opened, *answers)
    assert dialog.follow(answer_question(dialog, first(opened), yes=True, usable=True)) == BACK
    assert opened.session == before


def test_the_same_answers_are_given_only_where_there_were_any(opened: OpenSession):
    dialog = FakeDialog(opened)
    assert dialog.follow(answer_same(dialog)) is False
    assert dialog.told == ["No question needs to be answered again."]


def test_the_same_answers_are_saved_as_one(opened: OpenSession):
    for question in opened.known_checklist().questions:
        opened.perform(
            changes.answer_question, question.id, yes=True, reason="Only the tow company"
        )
    opened.perform(changes.accept_draft, "Crash on Route 9.", {})
    revision = opened.session.revision
    dialog = FakeDialog(opened)
    assert dialog.follow(answer_same(dialog)) is True
    assert opened.session.revision == revision + 1
    suggesting = {q.id for q in opened.known_checklist().questions if q.suggests}
    for answer in opened.session.questions:
        assert answer.yes
        assert answer.reason == ("Only the tow company" if answer.id in suggesting else "")
    again = FakeDialog(opened)
    assert again.follow(answer_same(again)) is False
