"""A line with too much in it, or with what may not be entered, is refused at that line: whoever
typed it is asked for it again, and what they type next answers nothing else."""

import pytest
from drivers.scripted_dialog import FakeDialog
from factories.sessions import PHOTO

from checklists import changes
from checklists.workspace.open_session import OpenSession
from tui.flows import people
from tui.flows.draft import answer_question
from tui.flows.media import change_media
from tui.flows.other_answers import other_answer
from tui.flows.whole_session import ask_case_number, withdraw

WRONG = pytest.mark.parametrize("wrong", ["x" * 5000, "a\x1b[2Jb"], ids=["too long", "an escape"])


@WRONG
def test_of_the_whole_session(opened: OpenSession, wrong: str):
    dialog = FakeDialog(opened, {"case": wrong}, {"case": "26-1182"})
    dialog.follow(ask_case_number(dialog))
    assert opened.session.case_number == "26-1182"
    dialog = FakeDialog(opened, {"reason": wrong}, {"reason": "Not needed"})
    dialog.follow(withdraw(dialog))
    assert opened.session.withdrawn.reason == "Not needed"


@WRONG
def test_of_somebody_on_the_list(opened: OpenSession, wrong: str):
    opened.perform(changes.add_person, "deceased")
    said = {"reason": "Not family", "verified-by": "Det. Okafor"}
    dialog = FakeDialog(opened, said | {"reason": wrong}, said | {"verified-by": wrong}, said)
    dialog.follow(people.remove(dialog, "D1"))
    assert opened.session.person("D1").removed


@WRONG
def test_of_an_image(opened: OpenSession, wrong: str):
    dialog = FakeDialog(opened, "image", {"description": wrong}, {"description": PHOTO})
    assert dialog.follow(change_media(dialog)) == "M1"


@WRONG
def test_of_an_answer_and_a_question(opened: OpenSession, wrong: str):
    checklist = opened.known_checklist()
    ordinary = next(step for step in checklist.steps if not step.victim_related)
    dialog = FakeDialog(opened, "not-done", {"note": wrong}, {"note": "No time"})
    assert dialog.follow(other_answer(dialog, ordinary)) is True
    step, reason = next(
        (step, reason)
        for step in checklist.steps
        for reason in step.does_not_apply
        if not reason.proved_by_program and not reason.needs.confirmed
    )
    dialog = FakeDialog(
        opened, f"reason:{reason.id}", {"verified-by": wrong}, {"verified-by": "Det. Okafor"}
    )
    dialog.follow(other_answer(dialog, step))
    dialog = FakeDialog(opened, "stay", {"reason": wrong}, {"reason": "Only the tow company"})
    assert (
        dialog.follow(answer_question(dialog, checklist.questions[0], yes=True, usable=True)) == ""
    )
