"""What can be seen without colour, and what can be pressed."""

from itertools import combinations

import pytest
from drivers.pilot import SessionPrompt
from factories import sessions
from textual.binding import Binding

from tui.screens.app import Blanked
from tui.screens.ask import AskChoice, AskLines
from tui.screens.asked import Asked
from tui.screens.call_sheet import CallSheet
from tui.screens.draft import DraftScreen
from tui.screens.help import Help
from tui.screens.home import Home
from tui.screens.mark_ready import MarkReady
from tui.screens.people import People
from tui.screens.questions import Questions
from tui.screens.review_queue import ReviewQueue
from tui.screens.review_session import ReviewSession
from tui.screens.walk import Walk
from tui.screens.walk_list import StepList
from tui.screens.why_not_ready import WhyNotReady
from tui.terminal.lexing_parser import LeftOut
from tui.widgets.row_list import RowList
from tui.wording import keys
from tui.wording.marks import LEGEND, STEP_MARKS, STEP_WORDS, VICTIM_OPEN

SCREENS = {
    "home": Home,
    "asked": Asked,
    "walk": Walk,
    "draft": DraftScreen,
    "people": People,
    "questions": Questions,
    "calls": CallSheet,
    "why-not-ready": WhyNotReady,
    "mark-ready": MarkReady,
    "queue": ReviewQueue,
    "review": ReviewSession,
    "ask": AskChoice,
}

BY_THE_TERMINAL = {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+b", "ctrl+a", "ctrl+enter"}
"""Backspace, Tab, Enter and Enter; tmux and screen; few terminals send the last."""


# Marks


ALL_MARKS = [*dict.fromkeys(STEP_MARKS.values()), VICTIM_OPEN]
"""Each once: what does not apply and what is not needed have one, and differ in their words."""


@pytest.mark.parametrize(("one", "other"), list(combinations(ALL_MARKS, 2)))
def test_every_two_marks_differ_as_text(one: str, other: str):
    assert one != other
    assert len(one) == len(other) == 3
    assert (one + other).isascii()


def test_every_state_has_its_own_word_and_stands_in_the_legend():
    assert len(set(STEP_WORDS.values())) == len(STEP_WORDS) == len(STEP_MARKS)
    legend = "\n".join(LEGEND)
    for mark in (*STEP_MARKS.values(), VICTIM_OPEN):
        assert mark in legend


async def test_every_state_can_be_told_from_the_text_of_the_screen(desk: SessionPrompt):
    """One step in each state, side by side: the rows differ without colour."""
    walk = desk.walk("traffic-serious")
    walk.add_photo(changes_meaning=False).questions_no()
    stale = walk.stale()
    assert "rights-and-wishes" in stale
    walk.confirm("rights-and-wishes").not_done("publish-package")
    walk.does_not_apply("name-release-basis", "name-not-released")
    walk.ask_exception("whom-to-call").review("exception-granted", "whom-to-call")
    hold = {"answer-detail": desk.clock.time + sessions.AN_HOUR}
    walk.choose("family-window", "answer", "hold-until", **hold)
    session_id = desk.save(walk)
    async with desk.at_the_screen(session_id) as pio:
        states = pio.opened.states()
        rows = {row.id: row.text for found in pio.walk.steps.sections for row in found.rows}
    marks = {state: rows[step][:3] for step, state in states.items()}
    # What is not needed does not apply either, and its card says because of which answer.
    assert marks.pop("not-needed") == marks["does-not-apply"]
    wanted = {"confirmed", "stale", "held", "not-done", "does-not-apply"}
    assert wanted <= set(marks)
    assert len(set(marks.values())) == len(marks)


async def test_ticks_and_choices_are_drawn_as_text(desk: SessionPrompt):
    walk = desk.walk("life-safety-alert", answered=False)
    session_id = desk.save(walk.write().post_on("x").questions_no())
    async with desk.at_the_screen(session_id) as pio:
        await pio.go_to("protective-action")
        await pio.press("enter")
        await pio.sees("[ ] 1 Who is warning", "[ ] 2 What the danger is")
        await pio.press("2")
        await pio.sees("[ ] 1 Who is warning", "[x] 2 What the danger is")
        await pio.press("escape")
        await pio.go_to("victims-minimum")
        await pio.press("enter")
        await pio.sees("( ) 1 None in the post", "( ) 2 Only what is needed")
        await pio.press("2")
        await pio.sees("[Only what is needed]")


# Keys


def test_every_place_has_its_screen():
    assert set(keys.PLACES) == set(SCREENS)
    for place, screen in SCREENS.items():
        assert getattr(screen, "place", place) in ("", place)


@pytest.mark.parametrize("place", SCREENS)
def test_every_key_of_the_table_does_something(place: str):
    for key in keys.PLACES[place]:
        name = key.action.partition("(")[0]
        by_a_list = name in keys.OF_THE_LIST and hasattr(StepList, f"action_{name}")
        assert by_a_list or callable(getattr(SCREENS[place], f"action_{name}", None)), key


@pytest.mark.parametrize("place", keys.PLACES)
def test_no_key_means_two_things_in_one_place(place: str):
    names = [name for key in keys.PLACES[place] for name in key.keys.split(",")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("place", keys.PLACES)
def test_a_footer_fits_80_columns_with_at_most_six_keys(place: str):
    shown = [key for key in keys.PLACES[place] if key.label]
    assert 1 <= len(shown) <= 6
    assert len(" " + keys.footer(place)) <= 80


@pytest.mark.parametrize("place", keys.PLACES)
def test_the_help_has_every_key_of_its_place(place: str):
    lines = keys.help_lines(place)
    for key, line in zip(keys.PLACES[place], lines, strict=True):
        assert line.startswith(key.shown)
        assert key.tells in line


@pytest.mark.parametrize(
    "screen", [*SCREENS.values(), AskLines, Help, Blanked, RowList], ids=lambda s: s.__name__
)
def test_keys_that_a_terminal_cannot_send_are_not_bound(screen: type):
    bound = set()
    for found in screen.BINDINGS:
        names = found.key if isinstance(found, Binding) else found[0]
        bound |= {name.strip().lower() for name in names.split(",")}
    assert not bound & BY_THE_TERMINAL


async def test_f1_shows_every_key_of_the_walk_and_the_marks(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f1")
        await pio.golden("help-walk")
        seen = pio.screen
        for _ in range(4):
            await pio.press("pagedown")
            seen += pio.screen
        seen = " ".join(seen.split())
        for line in (*keys.help_lines("walk"), *LEGEND):
            assert " ".join(line.split()) in seen, line
        await pio.press("escape")
        assert pio.app.screen is pio.walk


async def test_function_keys_and_ctrl_s_work_inside_a_text_field(desk: SessionPrompt):
    walk = desk.walk("traffic-serious", answered=False)
    session_id = desk.save(walk.case_number().write().post_on("x").questions_no())
    async with desk.at_the_screen(session_id) as pio:
        await pio.go_to("facts-verified")
        await pio.press("enter")
        await pio.types("Xroswpdcgn?")
        assert pio.form.fields[0].text == "Xroswpdcgn?"
        for key, place in (("f1", "ask"), ("f2", "people"), ("f3", "draft"), ("f4", "calls")):
            await pio.press(key)
            await pio.until(lambda: pio.app.screen is not pio.walk, f"a screen for {key}")
            if key != "f1":
                assert pio.app.screen.place == place
            await pio.press("escape")
            await pio.until(lambda: pio.app.screen is pio.walk, "the walk again")
            assert pio.form.fields[0].has_focus_within
        await pio.press("ctrl+s")
        await pio.sees("Saved:")


# Blank


async def test_after_five_quiet_minutes_the_screen_is_blanked(
    desk: SessionPrompt, monkeypatch: pytest.MonkeyPatch
):
    session_id = desk.save(desk.walk("traffic-serious"))
    async with desk.at_the_screen(session_id) as pio:
        assert pio.app.opening.store.policy.blank_after.total_seconds() == 300
        # Five minutes are long for a test: let them be over now.
        pio.app._blank()
        await pio.golden("blank")
        pio.sees_not("26-1182", "Route 9", "Cpl. Ito", "mruiz")
        await pio.press("ctrl+r")
        await pio.until(lambda: pio.app.screen is pio.walk, "the walk again")
        assert desk.on_disk(session_id).revision == 1


async def test_a_paste_over_the_blank_goes_nowhere_and_that_is_said(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f3")
        pio.app._blank()
        await pio.settle()
        await pio.pastes("Exit 14 closed")
        await pio.sees("Ignored: You pasted it while the screen was blank. Paste it again.")
        pio.sees_not("Exit 14")
        await pio.pastes(" Exit 14 closed")
        await pio.sees("Exit 14 closed")


async def test_keys_that_were_taken_for_the_terminals_are_said_to_be_left_out(
    desk: SessionPrompt,
):
    async with desk.at_the_screen(desk.save(desk.walk("traffic-serious"))) as pio:
        pio.app.post_message(LeftOut())
        await pio.sees(
            "Ignored: That came with Alt, or right after Esc or an F-key. Type it again."
        )


async def test_the_blank_comes_by_itself_and_typing_puts_it_off(desk: SessionPrompt):
    policy = desk.places.policy
    policy.parent.mkdir(parents=True)
    policy.write_text('schema = 1\nblank_after = "1m"\n')
    async with desk.at_the_screen() as pio:
        assert pio.app.opening.store.policy.blank_after.total_seconds() == 60
        timer = pio.app._idle
        assert timer is not None
        await pio.press("down")
        assert pio.app._idle is not timer
