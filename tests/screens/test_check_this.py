"""Findings beside the text while it is written: marked, gone through, changed, and kept."""

import threading
from collections.abc import Iterable

import pytest
from drivers.pilot import Pio, SessionPrompt
from textual.widgets import TextArea

from checklists.lint.draft import DraftLinter, InText
from tui.wording.keys import PLACES

TEXT = (
    "Two cars were in an accident at 12 Elm Street tonight.\n"
    "One man committed suicide, and a 9-year-old boy from Lincoln School is safe."
)
CLEAN = "Route 9 is closed at Mill Road."
WHY = "the family uses these words"


def text(pio: Pio) -> str:
    return pio.app.screen.query_one(TextArea).text


def cursor(pio: Pio) -> tuple[int, int]:
    return pio.app.screen.query_one(TextArea).cursor_location


def underlined(pio: Pio) -> list[str]:
    """The words that are underlined on the screen."""
    strips: Iterable = pio.app.screen._compositor.render_strips()
    parts = (part for row in strips for part in row)
    return [part.text for part in parts if part.style and part.style.underline]


async def test_the_words_are_marked_and_the_gravest_finding_is_named(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-serious") as pio:
        await pio.pastes(TEXT)
        await pio.sees('Check this 1 of 5: GRAVE 2:9 "committed suicide"', "died by suicide")
        assert underlined(pio) == [
            "accident",
            "12 Elm Street",
            "committed suicide",
            "9-year-old",
            "Lincoln School",
        ]
        assert "^O say instead  ^P keep" in pio.line(-1)
        # Saved now, and not two seconds after the last letter.
        await pio.press("ctrl+s")
        await pio.golden("findings-80x24")


async def test_from_100_columns_all_findings_stand_beside_the_text(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-serious", size=(120, 40)) as pio:
        await pio.pastes(TEXT)
        await pio.sees("Check this: 5 findings", '> GRAVE 2:9 "committed suicide"')
        # Saved now, and not two seconds after the last letter.
        await pio.press("ctrl+s")
        await pio.golden("findings-120x40")


async def test_nothing_found_is_not_shown_as_safe(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-serious", size=(120, 40)) as pio:
        await pio.pastes(CLEAN)
        await pio.sees("The rules found nothing. That does not make the post safe")


async def test_one_key_goes_from_one_finding_to_the_next(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-serious") as pio:
        await pio.pastes(TEXT)
        places = []
        for key in ("f11", "ctrl+g", "f11", "f11", "f11", "f11"):
            await pio.press(key)
            places.append(cursor(pio))
        assert places == [(1, 8), (1, 33), (0, 20), (0, 32), (1, 53), (1, 8)]
        assert text(pio) == TEXT


@pytest.mark.parametrize("key", ["f12", "ctrl+o"])
async def test_one_key_puts_in_what_to_say_and_one_takes_it_back(desk: SessionPrompt, key: str):
    async with desk.at_the_screen(start="traffic-serious") as pio:
        await pio.pastes(TEXT)
        await pio.press(key)
        assert text(pio) == TEXT.replace("committed suicide", "died by suicide")
        await pio.types("!")
        await pio.press("ctrl+z", "ctrl+z")
        assert text(pio) == TEXT
        await pio.sees("Check this", "of 5: GRAVE")


async def test_a_finding_without_words_to_put_in_says_so(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-serious") as pio:
        await pio.pastes("At 12 Elm Street.")
        await pio.press("ctrl+o")
        await pio.sees("This rule has no words to put in.")
        assert text(pio) == "At 12 Elm Street."


async def test_a_key_with_nothing_found_says_so_and_changes_nothing(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-serious") as pio:
        await pio.pastes(CLEAN)
        for key in ("ctrl+g", "ctrl+o", "ctrl+p"):
            await pio.press(key)
            await pio.sees("The rules found nothing to check in this text.")
        assert text(pio) == CLEAN


async def test_typing_waits_for_no_look_and_looks_are_rare(
    desk: SessionPrompt, monkeypatch: pytest.MonkeyPatch
):
    looks: list[str] = []
    drawing, threads = threading.get_ident(), set[int]()
    may_end = threading.Event()

    def slow(self: DraftLinter, text: str) -> tuple[InText, ...]:
        looks.append(text)
        threads.add(threading.get_ident())
        may_end.wait(0 if drawing in threads else 20)
        return ()

    async with desk.at_the_screen(start="traffic-serious") as pio:
        await pio.pastes(CLEAN)
        monkeypatch.setattr(DraftLinter, "find", slow)
        try:
            await pio.types("Stay away. " * 10)
            assert text(pio).endswith("Stay away. ")
            await pio.until(lambda: bool(looks), "a look that does not end")
            await pio.types("Please.")
            await pio.sees("Please.")
        finally:
            may_end.set()
        await pio.until(lambda: looks[-1] == text(pio), "a look at the text as it is")
        assert len(looks) < 12
        assert drawing not in threads


async def test_keep_asks_why_and_accepting_asks_no_more(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-serious") as pio:
        await pio.pastes("He committed suicide.")
        await pio.press("ctrl+p")
        await pio.sees("Why do these words stay?")
        await pio.types(WHY)
        await pio.press("enter")
        await pio.sees(f'GRAVE 1:4 "committed suicide" kept: {WHY}')
        assert pio.session.kept[0].reason == WHY
        await pio.press("f5")
        await pio.sees("Enter or F5 saves", "Case number")
        assert pio.session.draft.text == "He committed suicide."
        assert pio.session.checked.found[0].reason == WHY


async def test_f5_asks_once_for_grave_words_and_escape_accepts_nothing(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-serious") as pio:
        await pio.pastes("He committed suicide. An accident.")
        await pio.press("f5")
        await pio.sees("Why do these words stay?")
        await pio.press("escape")
        await pio.sees("Check this 1 of 2")
        assert pio.app.screen.query_one(TextArea).has_focus
        await pio.press("f5")
        await pio.types(WHY)
        await pio.press("f5")
        await pio.sees("Case number")
        assert pio.session.draft.text == "He committed suicide. An accident."


async def test_a_text_without_a_finding_costs_no_key_more(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-serious") as pio:
        await pio.pastes(CLEAN)
        await pio.press("f5")
        assert pio.session.draft.text == CLEAN
        assert pio.session.checked.found == ()


async def test_what_was_changed_is_in_the_record_without_its_words(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-serious") as pio:
        await pio.pastes("He committed suicide near 12 Elm Street.")
        await pio.press("ctrl+o")
        await pio.sees('1:25 "12 Elm Street"')
        await pio.press("f5")
        assert pio.session.checked.changed == {"committed-suicide": 1}
        assert [one.words for one in pio.session.checked.found] == ["12 Elm Street"]


async def test_the_step_that_a_finding_concerns_shows_it_and_stays_open(desk: SessionPrompt):
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().post_on("x").questions_no()
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.press("f3")
        await pio.pastes("An accident.")
        await pio.press("f5", "escape", "escape")
        await pio.go_to("crash-wording")
        await pio.sees('Check this: "accident" (accident), left')
        assert pio.session.answer("crash-wording") is None


async def test_the_step_of_the_images_says_what_their_files_tell(desk: SessionPrompt):
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").add_photo().questions_no()
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.go_to("media-package")
        await pio.sees("M1 image: ")
        assert pio.session.answer("media-package") is None


def test_no_printable_key_acts_on_a_finding():
    acts = ("next_finding", "say_instead", "keep_finding")
    keys = [key.keys.split(",") for key in PLACES["draft"] if key.action in acts]
    assert len(keys) == len(acts)
    assert all(len(name) > 1 for names in keys for name in names)
