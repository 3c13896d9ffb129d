"""`text ID`, the text to copy on the screens, the word `text` at the prompts: the same bytes."""

import io
import random
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from drivers.pilot import Pio, SessionPrompt
from drivers.prompts import PlainDesk
from factories import sessions
from msgspec.structs import replace

from checklists.records.store import Store
from checklists.text import clean_text
from checklists.workstation.account import current_actor
from tui.cli import context
from tui.cli.main import main
from tui.wording.questions import COPY_HINT

TYPE = "traffic-advisory"
DRAFTS = sorted((Path(sessions.__file__).parent / "drafts").glob("*.txt"))
PROMPT = "text, posted, or quit: \n"
PARTS = 10
"""Of the five hundred generated texts."""
LONGEST = 1_500
"""Characters of a generated text."""
PIECES = (
    "Route 9 is closed.", " ", "  ", "\n", "\n\n", "\u00a0", "\u200d", "\u200b", "\u2060", "\ufe0f",
    "\u26a0\ufe0f", "\U0001f44d\U0001f3fd", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f1fa\U0001f1f8", "\u0939\u093f\u0928\u094d\u0926\u0940", "\u0645\u06cc\u200c\u062e",
    "\u05e9\u05dc\u05d5\u05dd", "e\u0301\u0302", "\u6f22\u5b57", "\u3164", "\ue000", "\u00ad",
    "\u201cquoted\u201d \u2013 and \u2026", "<U+200D>", "[b]&amp;[/b]", "\\n %s {x}", "\u2003",
    "https://www.examplecity.gov/police/" + "road-closures/" * 20, "x" * 300,
)  # fmt: skip


class Desks:
    """One home, and the three ways in which its text is seen."""

    def __init__(self, desk: SessionPrompt) -> None:
        # The command asks the kernel who owns the file.
        desk.actor = current_actor()
        desk.store = Store(desk.places, desk.actor)
        self.desk = desk
        self.plain = PlainDesk(desk.places.home)
        self.plain.actor = desk.actor

    def ready(self, text: str) -> str:
        """The ID of a session whose accepted text this is, marked ready."""
        walk = sessions.Walk(TYPE, self.desk.clock.time, self.desk.actor)
        walk.case_number().write(text).post_on("facebook").questions_no()
        walk.list_who_is_needed().answer_everything().mark_ready()
        walk.session = replace(walk.session, revision=1)
        return self.desk.save(walk)

    def command(self, session_id: str) -> str:
        # While the screens are open, the framework has the output.
        with redirect_stdout(io.StringIO()) as out:
            assert main(["text", session_id]) == 0
        return out.getvalue()

    def prompts(self, session_id: str) -> str:
        said = self.plain.talk("text", session_id=session_id)
        _, _, after = said.text.partition(PROMPT)
        text, prompt, _ = after.rpartition(PROMPT)
        assert prompt
        return text

    async def screens(self, pio: Pio, session_id: str) -> str:
        await pio.app.open_walk(session_id)
        await pio.settle()
        await pio.press("f8", "t")
        await pio.until(lambda: pio.app.is_away and bool(pio.app.printed.text), "the text")
        text, hint, rest = pio.app.printed.text.rpartition(f"\n{COPY_HINT}\n")
        assert (bool(hint), rest) == (True, "")
        await pio.press("enter")
        await pio.until(lambda: not pio.app.is_away, "the drawn screen")
        await pio.press("escape", "escape")
        return text


@pytest.fixture
def desks(desk: SessionPrompt, monkeypatch: pytest.MonkeyPatch) -> Desks:
    monkeypatch.setenv("CLEARTOPOST_HOME", str(desk.places.home))
    monkeypatch.setattr(context, "datetime", desk.clock)
    return Desks(desk)


async def is_the_same_everywhere(desks: Desks, pio: Pio, text: str) -> None:
    session_id = desks.ready(text)
    path = desks.desk.store.find(session_id)
    accepted = desks.desk.on_disk(session_id).draft.text
    printed = desks.command(session_id)
    assert printed.encode() == (accepted.removesuffix("\n") + "\n").encode()
    assert (await desks.screens(pio, session_id)).encode() == printed.encode()
    assert desks.prompts(session_id).encode() == printed.encode()
    path.unlink()


@pytest.mark.sweep
@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.stem)
async def test_a_release_out_of_a_word_processor(desks: Desks, path: Path):
    async with desks.desk.at_the_screen() as pio:
        await is_the_same_everywhere(desks, pio, clean_text(release(path), lines=True).text)


def release(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
async def test_generated_texts(desks: Desks, soak, part: int):
    async with desks.desk.at_the_screen() as pio:
        for seed in soak.seeds(500 // PARTS, part):
            made = random.Random(seed)  # noqa: S311  # no secret
            pieces = made.choices(PIECES, k=made.randint(1, 40))
            text = "".join(["A", *pieces])[:LONGEST]
            await is_the_same_everywhere(desks, pio, text)
