"""What each thing that a PIO does costs on the line, counted at a real terminal.

Bytes are not noisy: the same is sent on a fast machine and on a busy one. So these counts are also
held to the limits by a test (`tests/real_terminal/test_byte_limits.py`).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from drivers.prompts import ADVISORY
from drivers.terminal import Terminal
from factories import sessions
from msgspec.structs import replace

from checklists.definitions.catalog import load_catalog
from checklists.definitions.model import Step
from checklists.records.store import Store
from checklists.workstation.account import current_actor
from checklists.workstation.paths import find_places

LIMITS = {
    "first paint: home": 10_000,
    "first paint: walk": 14_000,
    "a move in the list of home": 600,
    "a move in the walk, where a card follows": 2_200,
    "Tab between fields": 600,
    "a letter in a field": 200,
    "a letter in the draft": 2_000,
    "confirming a step": 2_500,
    "idle for 10 seconds": 0,
    "plain: a prompt, beyond its wording": 120,
}
"""Of 80x24 with 256 colours."""
IDLE = 10.0


class Count(NamedTuple):
    """The most that one of these cost."""

    what: str
    bytes: int


def begun_session(home: Path, incident_type: str = "traffic-serious", minutes_ago: int = 5) -> str:
    """A session of this account: draft and people are there, and a crash's facts."""
    now = datetime.now().astimezone().replace(microsecond=0)
    walk = sessions.Walk(incident_type, now - timedelta(minutes=minutes_ago), current_actor())
    walk.case_number().write().post_on("facebook", "x").questions_no().list_who_is_needed()
    if incident_type == "traffic-serious":
        walk.confirm("facts-verified").confirm("agency-lead").confirm("case-integrity")
    return _store(home).create(replace(walk.session, revision=1)).session.id


def _store(home: Path) -> Store:
    return Store(find_places({"CLEARTOPOST_HOME": str(home)}), current_actor())


def count_screens(folder: Path, size: tuple[int, int], idle: float = IDLE) -> list[Count]:
    """The most bytes of each thing, on the screens."""
    home = folder / f"home-{size[0]}"
    session_id = begun_session(home)
    begun_session(home, "missing-person")
    store = _store(home)
    counts: dict[str, int] = {}

    def most(what: str, sent: bytes) -> None:
        counts[what] = max(counts.get(what, 0), len(sent))

    def each(terminal: Terminal, what: str, *keys: str) -> None:
        for key in keys:
            most(what, terminal.sent_for(key))

    with Terminal(home, *size).run() as terminal:
        terminal.sees_words("Start a checklist")
        terminal.rest()
        most("first paint: home", terminal.bytes)
        moves = [*["down"] * 16, *["up"] * 16]
        each(terminal, "a move in the list of home", *moves)
        # Home looks at the disk meanwhile, as a session does.
        terminal.rest(quiet=1.0)
        most("idle for 10 seconds", terminal.sent_in(idle))
    with Terminal(home, *size).run("resume", session_id) as terminal:
        terminal.sees_words("[!] who is affected")
        terminal.rest()
        most("first paint: walk", terminal.bytes)
        most("idle for 10 seconds", terminal.sent_in(idle))
        move = "a move in the walk, where a card follows"
        each(terminal, move, *["down"] * 8, *["up"] * 8)
        _answer(terminal, each)
        terminal.keys("escape", "f3")
        terminal.sees_words("The text below is accepted")
        each(terminal, "a letter in the draft", *"More at noon, here.")
        # A finding appears, and goes on being marked while more is typed before and after it.
        each(terminal, "a letter in the draft", *" No accident; an accident on 9.")
        each(terminal, "a letter in the draft", "up", *"again")
        # What was typed is saved after two quiet seconds: that is not idle yet.
        record = store.find(session_id)
        terminal.until(lambda: "again" in record.read_text(), "what was typed, on disk")
        terminal.rest(quiet=1.0)
        most("idle for 10 seconds", terminal.sent_in(idle))
    return [Count(what, found) for what, found in counts.items()]


def _answer(terminal: Terminal, each: Callable[..., None]) -> None:
    """Three steps of a crash post, from the first open one on."""
    tab, letter, confirm = "Tab between fields", "a letter in a field", "confirming a step"
    terminal.sees_words(">[!] who is affected")
    terminal.keys("enter", "3")
    each(terminal, tab, "tab", "shift+tab", "tab")
    each(terminal, letter, *"Det. Okafor")
    each(terminal, tab, "tab", "shift+tab", "tab")
    terminal.keys("n", "enter")
    terminal.sees_words("F5 Confirm: 3, Det. Okafor")
    each(terminal, confirm, "f5")
    terminal.sees_words("[x] who is affected", ">[!] victim services told")
    each(terminal, letter, *"Adv. Moreno")
    each(terminal, tab, "tab", "tab", "shift+tab", "shift+tab", "tab")
    terminal.keys("1", "1")
    terminal.sees_words("F5 Confirm: Adv. Moreno")
    each(terminal, confirm, "f5")
    terminal.sees_words("Who is affected done")
    # The same person on the same call: as most steps are answered.
    terminal.keys("f6")
    each(terminal, tab, "tab", "shift+tab")


def count_plain(folder: Path) -> Count:
    """The most that a prompt costs beyond the words of the definitions and of whoever types."""
    home = folder / "home-plain"
    checklist = load_catalog().checklists["traffic-advisory"]
    groups = list(ADVISORY)
    costs = []
    with Terminal(home).run("--plain", "start", "traffic-advisory") as terminal:
        terminal.rest()
        for group in groups:
            for line in group:
                terminal.keys(f"{line}\r")
        blocks = terminal.bytes.decode().split(f" of {len(checklist.steps)}. ")
    assert b"\x1b" not in terminal.bytes
    # The post has no image, so that its images are not asked about.
    asked = [step for step in checklist.steps if step.id != "media-package"]
    for step, block in zip(asked, blocks[1:], strict=True):
        said = block.partition("Final review")[0]
        # Each prompt ends where somebody typed: in front of them stands its colon.
        prompts = said.count(": ") - said.count("ask: ") - said.count("Confirm: ") - 1
        words = sum(len(word.encode()) for word in _words_of(step))
        costs.append(round((len(said.encode()) - words) / max(1, prompts)))
    return Count("plain: a prompt, beyond its wording", max(costs))


def _words_of(step: Step) -> list[str]:
    """The wording of a step, as the definitions have it."""
    words = [step.prompt, step.short, step.ask.label]
    for field in step.fields:
        words += [field.label, *(choice.label for choice in field.choices)]
        words += [check.label for check in field.checks]
    return words
