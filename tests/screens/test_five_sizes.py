"""Six screens at five sizes, each compared whole with a picture that somebody looked at."""

import pytest
from drivers.pilot import Pio, SessionPrompt, at_the_queue
from factories.reviews import NEEDS_ROOT, waits_for_approval

SIZES = pytest.mark.parametrize(
    "size",
    [(80, 24), (60, 20), (40, 12), (120, 40), (200, 60)],
    ids=lambda size: f"{size[0]}x{size[1]}",
)
LEFT_OPEN = ("kin-notified", "support-contact", "no-identifiers", "travel-details")


async def is_as_approved(pio: Pio, size: tuple[int, int], name: str) -> None:
    """The screen is the approved one, and fits the terminal."""
    await pio.golden(f"size-{size[0]}x{size[1]}-{name}")
    lines = pio.screen.splitlines()
    assert len(lines) == size[1]
    assert max(map(len, lines)) <= size[0]


@pytest.mark.sweep
@SIZES
async def test_what_the_author_sees(desk: SessionPrompt, size: tuple[int, int]):
    done = desk.save(desk.walk("traffic-serious", minutes_ago=9))
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").add_photo().questions_no().list_who_is_needed()
    for step in walk.checklist.steps:
        if step.id not in LEFT_OPEN:
            walk.confirm(step.id)
    half = desk.save(walk)
    async with desk.at_the_screen(size=size) as pio:
        await pio.until(lambda: "Reading the sessions" not in pio.screen, "every session, read")
        await is_as_approved(pio, size, "home")
    async with desk.at_the_screen(half, size=size) as pio:
        await is_as_approved(pio, size, "walk")
        await pio.press("f9")
        await is_as_approved(pio, size, "questions")
        await pio.press("escape", "f3")
        await is_as_approved(pio, size, "post")
    async with desk.at_the_screen(done, size=size) as pio:
        await pio.press("f8")
        await is_as_approved(pio, size, "final-review")


@NEEDS_ROOT
@pytest.mark.sweep
@SIZES
async def test_what_the_supervisor_sees(office: SessionPrompt, size: tuple[int, int]):
    waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office, size) as supervisor:
        await supervisor.press("enter")
        await is_as_approved(supervisor, size, "review")
