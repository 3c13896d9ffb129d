"""Sections of the walk that are finished fold to one line; what needs something never hides."""

from typing import Literal

import pytest
from drivers.pilot import Pio, SessionPrompt
from factories import sessions

from checklists import changes
from checklists.gate.step_states import waits

State = Literal["stale", "held", "asked"]


def rows(pio: Pio) -> list[str]:
    """What the list says, every row of it."""
    return [" ".join(row.text.split()) for row in pio.walk.steps.rows]


def with_open(desk: SessionPrompt, *left: str) -> sessions.Walk:
    """A crash in which all but these steps are confirmed."""
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").add_photo().questions_no().list_who_is_needed()
    for step in walk.checklist.steps:
        if step.id not in left:
            walk.confirm(step.id)
    return walk


def assert_nothing_open_is_hidden(pio: Pio) -> None:
    """Every step that needs something, and the row under the cursor, stands in the list."""
    steps = pio.walk.steps
    listed = {row.id for row in steps.rows}
    waiting = {step for step, state in pio.opened.states().items() if waits(state)}
    assert waiting <= listed
    assert steps.row is not None
    assert steps.row.id in listed
    top = int(steps.scroll_offset.y)
    at = steps.rows.index(steps.row)
    assert top <= at < top + steps.size.height, pio.screen


async def test_a_finished_section_is_one_line_and_another_says_how_many_are_open(
    desk: SessionPrompt,
):
    session = desk.save(with_open(desk, "kin-notified", "support-contact", "no-identifiers"))
    async with desk.at_the_screen(session) as pio:
        shown = rows(pio)
        assert shown[:4] == [
            "The post done",
            "Facts done",
            "Who is affected done",
            "Family told 1 open",
        ]
        assert "[x] facts verified" not in shown
        # Of a section that is not finished the answered steps stay, too.
        assert "Privacy and safety 1 open" in shown
        assert "[x] scene not recognizable" in shown
        assert_nothing_open_is_hidden(pio)


async def test_the_last_answer_of_a_section_folds_it_and_the_walk_goes_on(desk: SessionPrompt):
    session = desk.save(with_open(desk, "facts-verified", "no-identifiers"))
    async with desk.at_the_screen(session) as pio:
        await pio.go_to("facts-verified")
        await pio.answer_step()
        assert "Facts done" in rows(pio)
        assert pio.walk.step.id == "no-identifiers"
        await pio.answer_step()
        # Nothing is open now: the cursor stays, and so does the section that it is in.
        assert pio.walk.step.id == "no-identifiers"
        assert [row for row in rows(pio) if row.startswith("[")] == [
            "[x] scene not recognizable",
            "[x] victim safety",
            "[x] no medical details",
            "[x] name release basis",
            "[x] no identifiers",
        ]


@pytest.mark.parametrize("key", ["enter", "right", "tab"])
async def test_a_folded_section_opens_by_a_key_and_every_answer_in_it_can_be_looked_at(
    desk: SessionPrompt, key: str
):
    session = desk.save(with_open(desk, "kin-notified"))
    async with desk.at_the_screen(session) as pio:
        await pio.press("up", "up", "up")
        await pio.sees("Facts: done", "[x] partner agencies agree")
        await pio.sees("Enter or Right shows its steps.")
        await pio.press(key)
        assert pio.walk.form is None
        assert pio.cursor_row == "[x] facts verified"
        await pio.press("down")
        await pio.sees("Facts, step 2 of 28", "Press Enter to change the answer.")
        await pio.press("down", "down")
        # The cursor has left: it folds again, and the cursor is where the key led.
        assert rows(pio)[1:3] == ["Facts done", "Who is affected done"]
        assert pio.cursor_row.startswith("Who is affected")


async def test_left_folds_a_finished_section_and_nothing_else(desk: SessionPrompt):
    session = desk.save(with_open(desk, "kin-notified"))
    async with desk.at_the_screen(session) as pio:
        await pio.press("left")
        assert pio.walk.step.id == "kin-notified"
        await pio.go_to("agency-lead")
        await pio.press("left")
        assert pio.cursor_row.startswith("Facts ")
        await pio.sees("Facts: done")
        await pio.press("right", "left", "left")
        assert pio.cursor_row.startswith("Facts ")


async def test_no_printable_key_and_no_f5_unfolds_or_answers_anything(desk: SessionPrompt):
    session = desk.save(with_open(desk, "kin-notified"))
    async with desk.at_the_screen(session) as pio:
        await pio.press("up", "up")
        before, shown = pio.session, rows(pio)
        await pio.press("space", "x", "1", "y", "f5")
        await pio.sees("Enter or Right shows its steps.")
        assert rows(pio) == shown
        assert pio.session == before


@pytest.mark.parametrize("state", ["stale", "held", "asked"])
async def test_a_section_with_a_step_that_needs_something_never_folds(
    desk: SessionPrompt, state: State
):
    walk = desk.walk("traffic-serious")
    if state == "stale":
        walk.write("Another text.", changes_meaning=False).questions_no()
    elif state == "held":
        hold = {"answer-detail": desk.clock.time + sessions.AN_HOUR}
        walk.choose("family-window", "answer", "hold-until", **hold)
    elif state == "asked":
        walk.ask_exception("kin-notified")
    session = desk.save(walk)
    async with desk.at_the_screen(session) as pio:
        assert_nothing_open_is_hidden(pio)
        await pio.press("home")
        assert_nothing_open_is_hidden(pio)


async def test_what_needs_something_again_unfolds_under_the_cursor(desk: SessionPrompt):
    """The heading is no row to stand on then: the cursor goes to the first step."""
    session = desk.save(with_open(desk, "kin-notified"))
    async with desk.at_the_screen(session) as pio:
        await pio.go_to("crash-wording")
        await pio.press("left")
        assert pio.cursor_row.startswith("Words and images ")
        pio.opened.perform(changes.accept_draft, "Another text.", {}, changes_meaning=False)
        pio.walk.redraw()
        await pio.settle()
        assert pio.walk.step.section == "Words and images"
        assert_nothing_open_is_hidden(pio)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12)], ids=str)
async def test_the_cursor_is_never_lost(desk: SessionPrompt, size: tuple[int, int]):
    session = desk.save(with_open(desk, "kin-notified", "travel-details"))
    keys = [*["down"] * 12, "end", "right", "end", "left", "home", "enter", "pagedown"]
    keys += ["pageup", *["up"] * 3, "home", "right", *["down"] * 8, "pagedown", "pagedown", "left"]
    async with desk.at_the_screen(session, size=size) as pio:
        for key in keys:
            await pio.press(key)
            if pio.walk.form is None:
                assert_nothing_open_is_hidden(pio)


async def test_page_down_in_a_form_goes_through_every_step_folded_or_not(desk: SessionPrompt):
    session = desk.save(with_open(desk, "kin-notified"))
    async with desk.at_the_screen(session) as pio:
        await pio.go_to("facts-verified")
        await pio.press("enter")
        seen = [pio.walk.step.id]
        for _ in pio.walk.steps.checklist.steps[1:]:
            await pio.press("pagedown")
            seen.append(pio.walk.step.id)
        assert seen == [step.id for step in pio.walk.steps.checklist.steps]


async def test_the_next_open_step_is_looked_for_from_a_folded_section_on(desk: SessionPrompt):
    session = desk.save(with_open(desk, "facts-verified", "support-contact", "no-identifiers"))
    async with desk.at_the_screen(session) as pio:
        await pio.go_to("rights-and-wishes")
        await pio.press("left")
        assert pio.cursor_row.startswith("Wishes ")
        await pio.press("f10")
        assert pio.walk.step.id == "no-identifiers"


async def test_what_the_cursor_leaves_is_folded_before_the_next_key(desk: SessionPrompt):
    """A page up that was typed ahead counts the rows that are seen then, not those before."""
    session, ended = desk.save(with_open(desk, "facts-verified")), []
    for ahead in (False, True):
        async with desk.at_the_screen(session) as pio:
            pio.walk.steps.go_to("part:people")
            await pio.settle()
            if ahead:
                await pio.in_one_read("down", "pageup")
            else:
                await pio.press("down")
                await pio.press("pageup")
            ended.append((pio.walk.steps.row.id, rows(pio)))
    assert ended[0] == ended[1]
