"""Nothing that is drawn ends the program, at any size from one column and one line."""

import itertools

import pytest
from drivers.pilot import SessionPrompt, at_the_queue
from factories.reviews import NEEDS_ROOT, make_office, waits_for_approval

SIZES = ((22, 8), (10, 4), (1, 1), (2, 1), (1, 24), (80, 1), (3, 3), (21, 24), (5, 50), (200, 60))
DRAWN = 0.05
"""Seconds. Below ten columns the framework's scroll bars may come and go without end."""
KEYS = (
    (), ("enter",), ("f10", "enter", "x"), ("f2",), ("f2", "a"), ("f3",), ("f3", "!", "escape"),
    ("f3", "f2"), ("f3", "f3"), ("f4",), ("f7",), ("f8",), ("f8", "t"), ("f8", "l", "1"), ("f9",),
    ("f1",), ("w",), ("escape",),
)  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize("keys", KEYS, ids=" ".join)
async def test_a_screen_of_the_author_is_drawn_at_any_size(desk: SessionPrompt, keys):
    session_id = desk.save(desk.walk("traffic-serious").mark_ready())
    async with desk.at_the_screen(session_id) as pio:
        await pio.press(*keys)
        for size in SIZES:
            await pio.pilot.resize_terminal(*size)
            await pio.pilot.pause(DRAWN)
            assert pio.app.is_running
        await pio.pilot.resize_terminal(80, 24)
        await pio.press("escape")


@NEEDS_ROOT
@pytest.mark.sweep(1)
@pytest.mark.parametrize(
    "keys",
    [("enter", "5", "end", "6", "end", "a", "a", "a"), ("enter", "c"), ("slash", "x"), ("f",), ()],
)
async def test_a_screen_of_the_supervisor_is_drawn_at_any_size(desk: SessionPrompt, keys):
    make_office(desk)
    waits_for_approval(desk, "traffic-serious")
    async with at_the_queue(desk) as supervisor:
        await supervisor.press(*keys)
        for size in SIZES:
            await supervisor.pilot.resize_terminal(*size)
            await supervisor.pilot.pause(DRAWN)
            assert supervisor.app.is_running


@pytest.mark.slow
async def test_a_storm_of_sizes_while_answers_are_saved_loses_none(desk: SessionPrompt):
    walk = desk.walk("life-safety-alert")
    session_id = desk.save(walk.write("Another text.", changes_meaning=False).questions_no())
    sizes = itertools.cycle(((80, 24), (1, 1), (40, 12), (120, 40)))
    async with desk.at_the_screen(session_id) as pio:
        states = pio.opened.states()
        # A step that has a time keeps none once the words changed: F5 alone does not answer it.
        stale = [
            step.id
            for step in walk.checklist.steps
            if states[step.id] == "stale" and "time" not in {field.kind for field in step.fields}
        ]
        assert stale
        for step in stale:
            await pio.go_to(step)
            for _ in range(6):
                await pio.pilot.resize_terminal(*next(sizes))
                await pio.press("f5")
            await pio.pilot.resize_terminal(80, 24)
            await pio.press("escape") if pio.walk.form is not None else None
        states = pio.opened.states()
        assert {states[step] for step in stale} == {"confirmed"}
