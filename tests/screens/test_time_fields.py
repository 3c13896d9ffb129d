"""What a time field takes, says, and replaces."""

import pytest
from drivers.pilot import SessionPrompt

FACTS = "facts-verified"


@pytest.fixture
def begun(desk: SessionPrompt) -> str:
    """A crash post whose text was accepted at 02:04; it is 02:14."""
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    return desk.save(walk)


async def test_over_a_time_n_selects_it_and_a_second_n_replaces_it(desk: SessionPrompt, begun: str):
    """A letter in a time would be neither a time nor what was meant."""
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to(FACTS)
        await pio.press("enter", "tab")
        await pio.types("02:10")
        await pio.press("n")
        assert pio.form.fields[1].text == "02:10"
        await pio.sees("Press n again to replace it with the time now.")
        await pio.press("n")
        assert pio.form.fields[1].text == "02:14"
        pio.sees_not("Press n again")
        await pio.press("n")
        await pio.types("0209")
        assert pio.form.fields[1].text == "0209"


async def test_a_time_field_says_from_when_on_a_time_counts(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to(FACTS)
        await pio.press("enter")
        await pio.sees("n for now; not before 02:04")


async def test_a_time_that_is_too_early_says_so_once_it_is_left(desk: SessionPrompt, begun: str):
    """Nobody should learn it from F5, with another step in mind."""
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to(FACTS)
        await pio.press("enter", "tab")
        await pio.types("01:30")
        pio.sees_not("after this time")
        await pio.press("shift+tab")
        await pio.sees("The post changed at 02:04, after this time.", "then type n.")
        await pio.press("tab", "n", "n")
        pio.sees_not("after this time")


async def test_a_name_of_one_word_says_so_once_it_is_left(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to(FACTS)
        await pio.press("enter")
        await pio.types("Ito")
        await pio.press("tab")
        await pio.sees("Enter a name and a role, such as Cpl. Ito, patrol")


async def test_a_number_goes_back_to_what_is_still_needed(desk: SessionPrompt, begun: str):
    """Where the answers below it are there or hidden, what is left stands above it."""
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victim-services-engaged")
        await pio.press("enter", "tab", "1", "1")
        assert pio.form.fields[0].has_focus_within
