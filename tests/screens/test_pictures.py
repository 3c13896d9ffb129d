"""The pictures in the manual are today's screens; CLEARTOPOST_WRITE_GOLDEN=1 writes them."""

import html
import os
import re

from drivers.pilot import GOLDEN, REWRITE, Pio, SessionPrompt, at_the_queue
from drivers.undrawn import picture_of
from factories.reviews import NEEDS_ROOT, waits_for_approval

PICTURES = GOLDEN.parents[2] / "tui" / "manual" / "pictures"
LARGEST = 60_000
"""Bytes. All six together stay smaller than the program that they show."""
LEFT_OPEN = ("kin-notified", "support-contact", "no-identifiers", "travel-details")
_TEXT = re.compile(r'<text [^>]*x="([^"]+)" y="([^"]+)"[^>]*>([^<]*)</text>')


def said(picture: str) -> list[tuple[float, float, str]]:
    """Every run of text in a picture with its place; of a digest, not which one."""
    found = [(float(y), float(x), html.unescape(t)) for x, y, t in _TEXT.findall(picture)]
    masked = [(y, x, re.sub("[0-9a-f]{4}.[0-9a-f]{4}", "0123 4567", t)) for y, x, t in found]
    return sorted(masked)


async def is_in_the_manual(pio: Pio, name: str) -> None:
    """The picture of a name shows what stands on the screen now."""
    pio.app.theme = "night"
    await pio.settle()
    path, picture = PICTURES / f"{name}.svg", picture_of(pio.app)
    if os.environ.get(REWRITE) == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(picture, encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    assert len(said(kept)) > 20
    assert said(kept) == said(picture), f"{path.name} is of another day: {REWRITE}=1 writes it."
    assert len(kept) < LARGEST
    assert "http" not in kept.replace("http://www.w3.org/2000/svg", "")


async def test_what_an_author_sees(desk: SessionPrompt):
    done = desk.save(desk.walk("traffic-serious", minutes_ago=9))
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").add_photo().questions_no().list_who_is_needed()
    for step in walk.checklist.steps:
        if step.id not in LEFT_OPEN:
            walk.confirm(step.id)
    half = desk.save(walk)
    async with desk.at_the_screen() as pio:
        await pio.until(lambda: "Reading the sessions" not in pio.screen, "every session, read")
        await is_in_the_manual(pio, "home")
    async with desk.at_the_screen(half) as pio:
        await pio.press("tab")
        await is_in_the_manual(pio, "walk")
        await pio.press("escape", "f9")
        await is_in_the_manual(pio, "questions")
        await pio.press("escape", "f3")
        await is_in_the_manual(pio, "post")
    async with desk.at_the_screen(done) as pio:
        await pio.press("f8")
        await is_in_the_manual(pio, "final-review")


@NEEDS_ROOT
async def test_what_a_supervisor_sees(office: SessionPrompt):
    waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "3")
        await is_in_the_manual(supervisor, "review")


def test_the_manual_shows_every_picture_that_there_is():
    page = (PICTURES.parent / "pictures.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(pictures/([\w-]+)\.svg\)", page)
    assert sorted(shown) == sorted(path.stem for path in PICTURES.glob("*.svg"))
    assert len(shown) == 6
