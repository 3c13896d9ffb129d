"""Printable keys only select: text that lands in the wrong place answers, confirms and marks
nothing. F5 does, or Ctrl+R, once for each that could be read."""

import random
import string
from collections.abc import Callable
from typing import NamedTuple

import pytest
from drivers.pilot import SessionPrompt
from factories.sessions import Walk

from checklists.session.model import Session
from tui.widgets.frame import Lines
from tui.wording.keys import PLACES

LETTERS = string.ascii_letters + string.digits + string.punctuation
PASTED = ("EXIT 14 CLOSED", "[<0;33;12m", "0n", "yes. no, 1 2 3: X m P", "Xx")


class Start(NamedTuple):
    """Where the text lands: which session is open, and the keys that lead there."""

    walk: Callable[[Walk], Walk]
    keys: tuple[str, ...] = ()


def stale(walk: Walk) -> Walk:
    """Every step waits to be confirmed again, and its evidence is whole."""
    return walk.write("Another text.", changes_meaning=False).questions_no()


def asked_again(walk: Walk) -> Walk:
    return walk.write("Another text.", changes_meaning=False)


def as_it_is(walk: Walk) -> Walk:
    return walk


STARTS = {
    "a step": Start(stale, ("f10",)),
    "a form": Start(stale, ("f10", "enter")),
    "a question": Start(asked_again, ("f9",)),
    "the final review": Start(as_it_is, ("f8",)),
    "ready": Start(Walk.mark_ready, ("f8",)),
    "the people list": Start(as_it_is, ("f2",)),
    "another class": Start(as_it_is, ("f2", "c")),
    "another answer": Start(stale, ("f10", "f7")),
    "what people were told": Start(as_it_is, ("f3", "!", "f5")),
    "images": Start(as_it_is, ("f3", "f3")),
    "giving it up": Start(as_it_is, ("w",)),
}

QUICK = ("a step",)


def on_record(session: Session) -> tuple[object, ...]:
    """What was answered, attested, decided or marked; what is typed on is none of it."""
    draft = session.draft
    return (
        session.steps, session.questions, session.people, session.ready, session.posted,
        session.withdrawn, session.case_number, draft.text, draft.variants, draft.media,
    )  # fmt: skip


async def nothing_is_recorded(desk: SessionPrompt, start: Start, texts: tuple[str, ...]) -> None:
    session_id = desk.save(start.walk(desk.walk("traffic-serious")))
    for text in texts:
        async with desk.at_the_screen(session_id) as pio:
            before = on_record(desk.on_disk(session_id))
            await pio.press(*start.keys)
            for letter in text:
                await pio.press({"\r": "enter", "\t": "tab"}.get(letter, letter))
                if not pio.app.is_running:
                    break
            assert on_record(desk.on_disk(session_id)) == before, text


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(start, id=name, marks=() if name in QUICK else pytest.mark.slow)
        for name, start in STARTS.items()
    ],
)
async def test_text_that_lands_there_records_nothing(desk: SessionPrompt, start: Start):
    await nothing_is_recorded(desk, start, PASTED)


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
async def test_lines_of_any_text_that_land_there_record_nothing(
    desk: SessionPrompt, start: Start, soak
):
    texts = tuple(_any_text(seed) for seed in soak.seeds(10))
    await nothing_is_recorded(desk, start, texts)


def _any_text(seed: int) -> str:
    drawn = random.Random(seed)  # noqa: S311
    return "".join(drawn.choices(LETTERS + "\r\t", k=30))


@pytest.mark.parametrize("commit", ["f5", "ctrl+r"])
async def test_one_key_answers_the_question_that_was_selected(desk: SessionPrompt, commit: str):
    walk = desk.walk("traffic-serious", answered=False).case_number().write().post_on("x")
    session_id = desk.save(walk)
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f9", commit)
        await pio.sees("Select y or n. F5 answers this one")
        await pio.press("n", "y", "n")
        await pio.sees("no?", "F5 answers: no.")
        assert desk.on_disk(session_id).questions == ()
        await pio.press(commit)
        (answer,) = desk.on_disk(session_id).questions
        assert not answer.yes


async def test_f5_soon_after_another_does_nothing_whatever_came_between(desk: SessionPrompt):
    walk = desk.walk("missing-person", answered=False).case_number().write().post_on("x")
    session_id = desk.save(walk)
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f9", "n")
        await pio.at_once("f5", "n", "ctrl+r")
        await pio.sees("You pressed that too fast. Read this, then press again.")
        assert len(desk.on_disk(session_id).questions) == 1
        await pio.press("f5")
        assert len(desk.on_disk(session_id).questions) == 2


async def test_enter_and_a_digit_go_on_where_nothing_is_saved_by_it(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious", answered=False).write())
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f3", "f3")
        await pio.sees("Add: An image or graphic", "Enter or a number chooses")
        await pio.press("enter")
        await pio.sees("Describe it in one sentence.")
        await pio.press("escape", "f3", "2")
        await pio.sees("A video clip", "Describe it in one sentence.")


async def test_f5_records_what_a_digit_selected(desk: SessionPrompt):
    walk = desk.walk("traffic-serious", answered=False).case_number().write().post_on("x")
    session_id = desk.save(walk.questions_no())
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f2", "a", "3", "enter")
        await pio.sees("F5 confirms it")
        assert desk.on_disk(session_id).people == ()
        await pio.press("f5")
        assert [person.label for person in desk.on_disk(session_id).people] == ["D1"]


async def test_capitals_do_what_letters_do(desk: SessionPrompt):
    for place, keys in PLACES.items():
        letters = [name for key in keys for name in key.keys.split(",") if len(name) == 1]
        assert all(letter.islower() or letter.isdecimal() for letter in letters), place
    session_id = desk.save(desk.walk("traffic-serious"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("P")
        await pio.sees("People list")
        await pio.press("escape", "R")
        await pio.sees("Final review")


# What F5 confirms could be read whole


@pytest.mark.sweep
@pytest.mark.parametrize("size", [(80, 24), (40, 7), (40, 12), (80, 8)])
async def test_what_is_confirmed_is_shown_whole_before_it_counts(
    desk: SessionPrompt, size: tuple[int, int]
):
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no()
    died = walk.list_person("deceased")
    for _ in range(9):
        walk.list_person("next-of-kin", died)
    walk.confirm("kin-notified").list_person("next-of-kin", died)
    session_id = desk.save(walk)
    async with desk.at_the_screen(session_id, size=size) as pio:
        await pio.go_to("kin-notified")
        await pio.press("enter")
        await pio.fill_form()
        confirms = set(pio.walk.card.query_one("#attest", Lines).shown.split())
        shown = set[str]()
        for _ in range(20):
            shown |= set(pio.screen.split())
            await pio.press("f5")
            if "There is more to read." not in pio.screen:
                break
        assert len(desk.on_disk(session_id).answer("kin-notified").evidence) == 10
        assert confirms <= shown


async def test_a_long_text_is_shown_to_its_end_before_it_is_marked(desk: SessionPrompt):
    walk = desk.walk("traffic-serious", answered=False).case_number().post_on("facebook")
    walk.write("\n".join(f"Line {number}." for number in range(40))).questions_no()
    session_id = desk.save(walk.list_who_is_needed().answer_everything())
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f8")
        pio.sees_not("Line 39.")
        await pio.press("f5")
        await pio.sees("More below: F5 shows it.")
        assert desk.on_disk(session_id).ready is None
        await pio.press("end")
        await pio.sees("Line 39.")
        await pio.press("home")
        await pio.sees("Line 1.")
        pio.sees_not("Line 39.")
        await pio.press("end")
        await pio.sees("Line 39.")
        await pio.press("f5")
        assert desk.on_disk(session_id).ready is not None


# A key that was pressed before what it would confirm was there


@pytest.mark.sweep(2)
@pytest.mark.parametrize("keys", [("f8", "f5"), ("f10", "f5"), ("down", "f5"), ("f9", "n", "f5")])
async def test_f5_does_nothing_over_what_came_after_it_was_pressed(
    desk: SessionPrompt, keys: tuple[str, ...]
):
    walk = desk.walk("traffic-serious")
    session_id = desk.save(walk if keys[0] == "f8" else asked_again(walk))
    async with desk.at_the_screen(session_id) as pio:
        before = on_record(desk.on_disk(session_id))
        await pio.in_one_read(*keys)
        await pio.sees("You pressed that too fast. Read this, then press again.")
        assert on_record(desk.on_disk(session_id)) == before
