"""A large incident on the screen: a key costs what it changes, not the whole list of people."""

from collections import Counter

import pytest
from drivers.pilot import SessionPrompt
from factories.sessions import checklist
from textual import content

from checklists.records import store
from checklists.workspace import open_session
from checklists.workstation.clock import local_now
from tui.screens import walk_card

PEOPLE = 60
TOLD = "kin-notified"
OUTCOMES = [
    choice.id for choice in checklist("traffic-serious").step(TOLD).field("outcome").choices
]
NOT_REACHED = str(OUTCOMES.index("not-reached") + 1)


@pytest.fixture
def half_told(desk: SessionPrompt) -> str:
    """A fatal crash in which half of so many next of kin were told, everything else answered."""
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no()
    died = walk.list_person("deceased")
    for _ in range(PEOPLE):
        walk.list_person("next-of-kin", died)
    for step in walk.checklist.steps:
        records = walk.whole(step.id)
        walk.confirm(step.id, *(records[: PEOPLE // 2] if step.id == TOLD else records))
    return desk.save(walk)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of these was done since it was emptied last."""
    times: Counter[str] = Counter()

    def counted(where: object, name: str) -> None:
        does = getattr(where, name)

        def counts(*values, **more):
            times[name] += 1
            return does(*values, **more)

        monkeypatch.setattr(where, name, counts)

    counted(content, "divide_line")
    counted(store, "read_record")
    counted(open_session, "status_of")
    counted(walk_card, "person_rows")
    return times


async def test_confirming_the_next_of_many_wraps_only_the_lines_that_changed(
    desk: SessionPrompt, half_told: str, done: Counter[str]
):
    async with desk.at_the_screen(half_told) as pio:
        await pio.press("enter", "f6", "1")
        await pio.sees("F5 Confirm: K31 Told")
        done.clear()
        await pio.press("f5")
        await pio.until(lambda: len(pio.opened.session.answer(TOLD).evidence) == 31, "a save")
        await pio.settle()
        assert pio.form.person == "K32"
        # The status, and the form's own; the list alone has 60, and stands over no form.
        assert 0 < done["divide_line"] < PEOPLE // 2
        assert done["person_rows"] == 0


async def test_of_many_people_those_around_the_current_one_are_shown(
    desk: SessionPrompt, half_told: str
):
    async with desk.at_the_screen(half_told, size=(80, 60)) as pio:
        await pio.sees("(24 more before)", "K25 next of kin for D1 Told", ">K31", "(24 more after)")
        await pio.sees("30 of 60 answered.")
        pio.sees_not("K24 next", "K37 next")
        await pio.press("right_square_bracket")
        await pio.sees("(25 more before)", ">K32")


async def test_the_next_persons_form_has_nothing_of_the_one_before(
    desk: SessionPrompt, half_told: str
):
    async with desk.at_the_screen(half_told) as pio:
        await pio.press("enter", NOT_REACHED)
        # A choice with fields of its own, changed before it was confirmed.
        await pio.sees("The attempts")
        await pio.press("shift+tab", "1")
        first = pio.form
        await pio.press("f6", "f5")
        await pio.until(lambda: pio.form is not None and pio.form.person == "K32", "the next form")
        await pio.settle()
        assert pio.form is first
        assert pio.form.record() == ({}, ())
        pio.sees_not("The attempts")
        assert [field.key for field in pio.form.fields if field.has_focus_within] == ["outcome"]
        await pio.press(NOT_REACHED)
        await pio.sees("The attempts")


async def test_what_the_program_saved_itself_is_not_read_as_if_it_were_new(
    desk: SessionPrompt, half_told: str, done: Counter[str]
):
    """For two seconds after a save each check of the disk took as long as opening the session."""
    async with desk.at_the_screen(half_told) as pio:
        await pio.press("enter", "f6")
        saved, status = pio.opened.session, pio.opened.status()
        done.clear()
        assert not pio.opened.refresh()
        assert pio.opened.session is saved
        assert pio.opened.status() is status
        assert done["read_record"] == done["status_of"] == 0


def test_a_moment_is_one_object_by_which_what_is_remembered_of_it_is_found(desk: SessionPrompt):
    now = local_now()
    assert local_now() is now
    desk.clock.later(seconds=1)
    assert local_now() > now
