"""The agency's notes on its own law: shown with why a step is asked, and they answer nothing."""

import pytest
from drivers.pilot import SessionPrompt

NOTES = """
[[note]]
id = "next-of-kin"
steps = ["kin-notified"]
types = ["traffic-serious"]
text = "Only the [b]medical examiner[/b] names the dead,\\nand only after the family was told."
citation = "Example Code 12-345(b)"
effective = 2019-07-01
reviewed = {reviewed}
{more}
"""
LAW = "State law: Only the [b]medical examiner[/b]"


def noted(desk: SessionPrompt, reviewed: str = "2026-11-02", more: str = "") -> str:
    """Write the agency's notes, and save a crash."""
    desk.places.state_notes.parent.mkdir(parents=True, exist_ok=True)
    text = NOTES.format(reviewed=reviewed, more=more)
    desk.places.state_notes.write_text(text, encoding="utf-8")
    walk = desk.walk("traffic-serious", answered=False).case_number().write().post_on("x")
    return desk.save(walk.list_who_is_needed())


@pytest.mark.parametrize(
    ("reviewed", "more", "said"),
    [
        ("2026-11-02", "", ("read 2026-11-02.",)),
        ("2025-01-03", "", ("read 2025-01-03, more than 12", "months ago.")),
        (
            "2025-01-03",
            "review_by = 2026-11-21",
            ("months ago; due to be read again by", "OVERDUE."),
        ),
    ],
)
async def test_why_has_the_note_its_law_and_how_old_it_is(
    desk: SessionPrompt, reviewed: str, more: str, said: tuple[str, ...]
):
    async with desk.at_the_screen(noted(desk, reviewed, more), size=(120, 40)) as pio:
        await pio.go_to("kin-notified")
        await pio.sees("? for why, state law")
        pio.sees_not("State law")
        await pio.press("?")
        await pio.sees(LAW, "Example Code 12-345(b). In effect since", *said)
        assert pio.session.answer("kin-notified") is None
        await pio.go_to("family-window")
        await pio.press("?")
        await pio.sees("Why:")
        pio.sees_not("tate law")


async def test_a_law_that_is_not_in_effect_yet_says_so(desk: SessionPrompt):
    session_id = noted(desk)
    text = desk.places.state_notes.read_text(encoding="utf-8")
    desk.places.state_notes.write_text(text.replace("2019-07-01", "2027-01-01"), encoding="utf-8")
    async with desk.at_the_screen(session_id, size=(120, 40)) as pio:
        await pio.go_to("kin-notified")
        await pio.press("?")
        await pio.sees("NOT LAW BEFORE")


async def test_at_the_smallest_size_why_opens_with_the_note(desk: SessionPrompt):
    async with desk.at_the_screen(noted(desk), size=(50, 20)) as pio:
        await pio.go_to("kin-notified")
        await pio.press("?")
        await pio.sees("State law: Only the [b]")


async def test_notes_with_a_mistake_say_so_where_they_would_be_and_keep_nobody_from_working(
    desk: SessionPrompt,
):
    async with desk.at_the_screen(noted(desk, more='tpyes = ["x"]')) as pio:
        await pio.go_to("kin-notified")
        await pio.press("?")
        await pio.sees("The state law notes have mistakes; some may be missing.")
        pio.sees_not("State law: ")
        await pio.press("enter")
        await pio.until(lambda: pio.walk.form is not None, "an open form")
