"""60x20 and 40x12: the list gives way to the card, and the whole walk can be done."""

import re
from collections.abc import Callable

import pytest
from drivers.pilot import Pio, SessionPrompt

from tui.flows.dialog import Blank
from tui.screens.ask import AskChoice, AskLines
from tui.wording.questions import Option

SMALL = pytest.mark.parametrize("size", [(40, 12), (60, 20)], ids=["40x12", "60x20"])


def assert_fits(pio: Pio, size: tuple[int, int]) -> None:
    """The screen is as wide and as high as the terminal, and its last two lines stay."""
    lines = pio.screen.splitlines()
    assert len(lines) == size[1]
    assert max(map(len, lines)) <= size[0]


async def keys_go_where_one_looks(pio: Pio) -> None:
    """The line that keys go to is in sight."""

    def in_sight() -> bool:
        focused = pio.app.focused
        shown = pio.walk.query_one("#sheet").region
        line = focused.region.y + getattr(focused, "cursor_line", 0)
        return shown.y <= line < shown.bottom

    await pio.until(in_sight, "the line that keys go to")


@pytest.mark.slow
@SMALL
async def test_the_walk_completes(desk: SessionPrompt, size: tuple[int, int]):
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").add_photo().questions_no()
    died = walk.list_person("deceased")
    walk.list_person("next-of-kin", died)
    walk.list_person("next-of-kin", died)
    for step in walk.checklist.steps:
        if step.id not in ("kin-notified", "whom-to-call", "no-identifiers", "travel-details"):
            walk.confirm(step.id)
    session_id = desk.save(walk)
    name = f"{size[0]}x{size[1]}"
    async with desk.at_the_screen(session_id, size=size) as pio:
        await pio.golden(f"small-{name}-list")
        assert_fits(pio, size)
        await pio.press("enter")
        await pio.golden(f"small-{name}-card")
        await keys_go_where_one_looks(pio)
        await pio.answer_all()
        await pio.press("f8")
        await pio.golden(f"small-{name}-final-review")
        assert_fits(pio, size)
        await pio.press("end", "f5")
        assert pio.session.ready is not None


@pytest.mark.sweep
@SMALL
async def test_the_field_that_takes_the_keys_is_in_sight(
    desk: SessionPrompt, size: tuple[int, int]
):
    walk = desk.walk("arrest-charge", answered=False)
    walk.case_number().write().post_on("x").questions_no()
    for _ in range(6):
        walk.list_person("victim")
    walk.confirm("victims-identified").confirm("victim-services-engaged")
    async with desk.at_the_screen(desk.save(walk), size=size) as pio:
        await pio.go_to("support-contact")
        await pio.press("enter")
        await keys_go_where_one_looks(pio)
        await pio.press("1")
        await pio.types("Cpl. Ito")
        for key in ("enter", "n", "enter"):
            await pio.press(key)
            await keys_go_where_one_looks(pio)
        await pio.press("f6")
        await pio.sees("F5 Confirm: V1, V2, V3, V4, V5, V6")
        await keys_go_where_one_looks(pio)
        await pio.press("f5")
        assert len(pio.session.answer("support-contact").evidence) == 6


@pytest.mark.sweep
@SMALL
async def test_a_hint_is_in_sight_in_the_form_that_f5_led_to(
    desk: SessionPrompt, size: tuple[int, int]
):
    """The form before was scrolled when this one opened."""
    walk = desk.walk("traffic-advisory", answered=False)
    walk.case_number().write().post_on("x").questions_no()
    async with desk.at_the_screen(desk.save(walk), size=size) as pio:
        await pio.go_to("injury-status")
        await pio.press("enter", "3")
        await pio.answer_step()
        await pio.types("Lt. Cole")
        await pio.press("enter")
        hint = "(later: +2h or tomorrow 10:00)"
        await pio.until(lambda: hint in pio.screen, "the whole hint")
        await keys_go_where_one_looks(pio)


async def test_where_the_card_is_hidden_f5_shows_it_before_anything_is_confirmed(
    desk: SessionPrompt,
):
    walk = desk.walk("traffic-serious")
    walk.write("Another text.", changes_meaning=False).questions_no()
    session_id = desk.save(walk)
    async with desk.at_the_screen(session_id, size=(60, 20)) as pio:
        await pio.go_to("dignity-language")
        pio.sees_not("F5 Confirm:")
        await pio.press("f5")
        assert pio.opened.states()["dignity-language"] == "stale"
        await pio.sees("F5 Confirm: Cpl. Ito, patrol, Nothing found")
        await pio.press("f5")
        assert pio.opened.states()["dignity-language"] == "confirmed"


async def test_the_screen_may_change_its_size_on_the_way(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious", answered=False))
    async with desk.at_the_screen(session_id) as pio:
        await pio.go_to("facts-verified")
        await pio.press("enter")
        await pio.types("Det. Okafor")
        await pio.pilot.resize_terminal(40, 12)
        await pio.settle()
        assert_fits(pio, (40, 12))
        await keys_go_where_one_looks(pio)
        await pio.pilot.resize_terminal(132, 50)
        await pio.settle()
        assert_fits(pio, (132, 50))
        await pio.sees("[Det. Okafor", "[!] who is affected")
        await pio.press("enter", "n", "f5")
        assert pio.session.answer("facts-verified").outcome == "confirmed"


async def test_home_says_where_each_session_stands_whatever_the_size(desk: SessionPrompt):
    for incident_type in ("traffic-serious", "missing-person"):
        desk.save(desk.walk(incident_type, answered=False))
    desk.save(desk.walk("arrest-charge").mark_ready())
    async with desk.at_the_screen(size=(40, 12)) as pio:
        await pio.golden("small-40x12-home")
        assert_fits(pio, (40, 12))
        await pio.pilot.resize_terminal(80, 24)
        await pio.sees("26-1182", "Start a checklist")
        await pio.pilot.resize_terminal(60, 20)
        await pio.golden("small-60x20-home")
        assert_fits(pio, (60, 20))


LOWEST = pytest.mark.parametrize("size", [(40, 7), (40, 12), (80, 24)], ids=str)


async def reads_on_with_f5(pio: Pio, text: str, *, is_done: Callable[[], bool]) -> None:
    """F5 shows one part after another of a question, each word of it, before it counts."""
    left = set(text.split())
    for _ in range(40):
        left -= set(re.findall("[-a-z0-9]+", pio.screen))
        if not left:
            break
        assert not is_done(), f"not read: {left}"
        await pio.press("f5")
    assert left == set(), pio.screen
    for _ in range(3):
        if not is_done():
            await pio.press("f5")
    assert is_done(), pio.screen


@pytest.mark.sweep
@LOWEST
async def test_what_f5_commits_in_a_choice_is_read_to_its_end_first(
    desk: SessionPrompt, size: tuple[int, int]
):
    async with desk.at_the_screen(size=size) as pio:
        words = " ".join(f"reason-{number}" for number in range(60))
        options = (
            Option("yes", "Carry it over", "Then answer the changed steps again.", commits=True),
        )
        chosen = []
        pio.app.push_screen(AskChoice("The checklist was changed", words, options), chosen.append)
        await pio.settle()
        await pio.sees("1 Carry it over", "Then answer the changed steps again.")
        await reads_on_with_f5(pio, words, is_done=lambda: bool(chosen))
        assert chosen == ["yes"]


@pytest.mark.sweep
@LOWEST
async def test_what_f5_commits_in_a_form_is_read_to_its_end_first(
    desk: SessionPrompt, size: tuple[int, int]
):
    async with desk.at_the_screen(size=size) as pio:
        words = " ".join(f"reason-{number}" for number in range(60))
        kept = []

        async def attempt(values: dict[str, str]) -> None:
            kept.append(values)

        blanks = (Blank("when", "When"), Blank("link", "Link"), Blank("comment", "Comment"))
        pio.app.push_screen(AskLines("Approve exactly this", words, blanks, attempt))
        await pio.settle()
        for word in ("now", "none", "Good"):
            await pio.types(word)
            await pio.sees(f"[{word}")
            await pio.press("enter")
        await reads_on_with_f5(pio, words, is_done=lambda: bool(kept))
        assert kept == [{"when": "now", "link": "none", "comment": "Good"}]
