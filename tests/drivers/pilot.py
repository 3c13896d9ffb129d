"""A PIO at the screen: keys in, what a person sees out.

    async with desk.at_the_screen() as pio:
        await pio.press("enter")             # keys, one after another
        await pio.types("Cpl. Ito")          # as fast as a terminal delivers it
        await pio.sees("NOT READY")          # waits, with a limit
        await pio.golden("home")             # the whole screen, compared with a file

The mouse is never used. The clock stands still but for a few seconds at each confirming key, and
until a test lets time pass.
"""

import asyncio
import difflib
import os
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from drivers.undrawn import Undrawn, running
from factories import sessions
from msgspec.structs import replace
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from checklists.gate.context import SessionContext
from checklists.records import audit_log, store
from checklists.records.store import Store
from checklists.session.model import Actor, Session
from checklists.workspace.open_session import OpenSession
from checklists.workstation import clock as this_clock
from checklists.workstation.paths import find_places
from tui.launch_options import LaunchOptions
from tui.screens.ask import AskOverText
from tui.screens.session_screen import SessionScreen
from tui.screens.walk import Walk
from tui.widgets.evidence_form import EvidenceForm
from tui.widgets.field import Field, TimeField
from tui.widgets.picker import ChecksField, ChoiceField
from tui.widgets.row_list import RowList

GOLDEN = Path(__file__).parents[1] / "screens" / "golden"
REWRITE = "CLEARTOPOST_WRITE_GOLDEN"
"""Set to 1 to write the golden screens instead of comparing: then read the diff before a commit."""

PATIENCE = 40.0
"""Seconds. A limit, not a pause: everything goes on as soon as it is there."""

LIEUTENANT = Actor("tchen", 0)
AT_NIGHT = datetime(2026, 11, 22, 2, 14, 7, tzinfo=timezone(timedelta(hours=-5)))
FOUR_LINES = (
    "Crash on Route 9 at Mill Road around 10:40 p.m.\n"
    "Both directions are closed. Please use Route 4.\n"
    "One person died and one was badly hurt. Their families come first;\n"
    "we will not give names tonight."
)


# The clock


class StillClock:
    """Stands in for `datetime` where the program asks for the time: one place for all screens."""

    def __init__(self) -> None:
        self.time = AT_NIGHT

    def now(self) -> datetime:
        return self.time

    def later(self, **span: float) -> None:
        self.time += timedelta(**span)


def hold_the_clock(monkeypatch: pytest.MonkeyPatch) -> StillClock:
    """Make it a quarter past two, five hours behind Greenwich, for every screen and field."""
    clock = StillClock()
    for asks in (this_clock, audit_log):
        monkeypatch.setattr(asks, "datetime", clock)
    monkeypatch.setenv("TZ", "EST5")
    time.tzset()
    # IDs that a golden screen can hold.
    monkeypatch.setattr(store, "_LETTERS", "k")
    return clock


# The desk


class SessionPrompt:
    """One PIO's home, and the program opened in it."""

    def __init__(self, home: Path, clock: StillClock) -> None:
        self.places = find_places({"CLEARTOPOST_HOME": str(home)})
        self.actor = Actor("mruiz", os.getuid(), ("Maria Ruiz",))
        self.store = Store(self.places, self.actor)
        self.clock = clock

    def walk(
        self, incident_type: str, *, answered: bool = True, minutes_ago: int = 10
    ) -> sessions.Walk:
        """A walk by this account; every step answered, unless told otherwise."""
        then = self.clock.time - timedelta(minutes=minutes_ago)
        make = sessions.answered if answered else sessions.Walk
        walk = make(incident_type, then, self.actor)
        walk.session = replace(walk.session, revision=1)
        return walk

    def save(self, walk: sessions.Walk) -> str:
        """Put a walk on disk; gives back its ID."""
        return self.store.create(walk.session).session.id

    def on_disk(self, session_id: str) -> Session:
        """What is on disk now."""
        return self.store.read(self.store.find(session_id)).session

    def context(self, session_id: str) -> SessionContext:
        """What decides with a session, from the disk."""
        return self.store.context(self.store.read(self.store.find(session_id)))

    def open_elsewhere(self, session_id: str) -> OpenSession:
        """The same session, held open by another terminal."""
        stored = self.store.read(self.store.find(session_id))
        return OpenSession(self.store, stored, self.actor)

    @asynccontextmanager
    async def at_the_screen(
        self,
        session_id: str = "",
        *,
        start: str = "",
        size: tuple[int, int] = (80, 24),
        made: "type[Pio] | None" = None,
    ) -> AsyncIterator["Pio"]:
        """The program on a screen: home, one session, or a new one of a type."""
        opening = LaunchOptions(
            places=self.places,
            actor=self.actor,
            store=self.store,
            incident_type=start,
            session_id=session_id,
        )
        # The signals belong to the test run here; tests/real_terminal has them.
        async with running(opening, size) as pilot:
            pio = (made or Pio)(self, pilot)
            await pio.settle()
            yield pio
            # The end of a process frees its lock; several programs share this one.
            for screen in pio.app.screen_stack:
                if isinstance(screen, SessionScreen):
                    screen.opened.close()


def screen_text(app: Undrawn) -> str:
    """What a person sees, without colour: every line, its end stripped."""
    if app.is_away:
        return app.printed.text
    rows = ["".join(part.text for part in row) for row in app.screen._compositor.render_strips()]
    return "\n".join(row.rstrip() for row in rows) + "\n"


class Pio:
    """Somebody at the keyboard."""

    def __init__(self, desk: SessionPrompt, pilot: Pilot[int]) -> None:
        assert isinstance(pilot.app, Undrawn)
        self.desk = desk
        self.app = pilot.app
        self._typed_at = 0.0
        """Seconds on the clock of whoever types: a busy machine changes nothing in them."""
        self.pilot = pilot

    # Doing

    async def press(self, *keys: str) -> None:
        """Press keys, a second apart, waiting for each to have done what it does."""
        for key in keys:
            if key == "f5":
                self.desk.clock.later(seconds=20)
            self._typed_at += 1.0
            self._send(key)
            await self.settle()

    async def at_once(self, *keys: str) -> None:
        """Keys with no time to read between them: a key that is held down, or a stalled line."""
        self._typed_at += 1.0
        for key in keys:
            self._send(key)
            await self.settle()

    async def choose_row(self, label: str) -> None:
        """Choose a row of the open dialog by its first words, with the arrows and its own key."""
        rows = self.app.screen.query_one(RowList)
        at = next(n for n, row in enumerate(rows.rows) if label in row.text)
        over_text = isinstance(self.app.screen, AskOverText)
        await self.press("home", *["down"] * at, "enter" if over_text else "f5")

    async def in_one_read(self, *keys: str) -> None:
        """Keys that were pressed a second apart and come together, as on a slow line."""
        for key in keys:
            self._typed_at += 1.0
            self._send(key)
        await self.settle()

    async def types(self, text: str) -> None:
        """Type letters, as fast as a terminal delivers them."""
        for character in text:
            self._send(character)
        await self.settle()

    async def pastes(self, text: str) -> None:
        """Paste, as a terminal with bracketed paste does it."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def erase_line(self) -> None:
        """Empty the text field under the cursor."""
        await self.press("end", "ctrl+u")

    def _send(self, key: str) -> None:
        name = _character_to_key(key) if len(key) == 1 else key
        character = key if len(key) == 1 else {"enter": "\r", "space": " "}.get(key)
        event = events.Key(name, character)
        event.time = self._typed_at
        self.app.post_message(event)

    async def go_to(self, row_id: str) -> None:
        """Go to a row of the walk's list by keys; Enter unfolds the section that it is in."""
        steps = self.walk.steps
        section = next(s for s in steps.sections if any(row.id == row_id for row in s.rows))
        if section.heading_id in [row.id for row in steps.rows if row.selectable]:
            await self._move_to(section.heading_id)
            self._send("enter")
            await self.settle()
        await self._move_to(row_id)
        assert steps.row.id == row_id, f"Not at {row_id}:\n{self.screen}"

    async def _move_to(self, row_id: str) -> None:
        ids = [row.id for row in self.walk.steps.rows if row.selectable]
        by = ids.index(row_id) - ids.index(self.walk.steps.row.id)
        for _ in range(abs(by)):
            self._send("down" if by > 0 else "up")
        await self.settle()

    # Seeing

    @property
    def screen(self) -> str:
        """The whole screen as text."""
        return screen_text(self.app)

    def line(self, number: int) -> str:
        """One line of the screen; -1 is the footer, -2 the line of where things stand."""
        return self.screen.splitlines()[number].strip()

    @property
    def status(self) -> str:
        """The line that says where things stand."""
        return self.line(-2)

    @property
    def cursor_row(self) -> str:
        """The row of the walk's list under the cursor, mark and name."""
        row = self.walk.steps.row
        assert row is not None
        return row.text

    @property
    def form(self) -> EvidenceForm:
        """The open form."""
        found = self.walk.form
        assert found is not None, f"No form is open:\n{self.screen}"
        return found

    @property
    def has_walk(self) -> bool:
        """Whether a session is open."""
        return any(isinstance(screen, Walk) for screen in self.app.screen_stack)

    @property
    def walk(self) -> Walk:
        """The walk, under whatever is open."""
        return next(s for s in reversed(self.app.screen_stack) if isinstance(s, Walk))

    @property
    def opened(self) -> OpenSession:
        """The open session."""
        stack = reversed(self.app.screen_stack)
        return next(s.opened for s in stack if isinstance(s, SessionScreen))

    @property
    def session(self) -> Session:
        """What is on disk of the open session, read from the disk."""
        return self.desk.on_disk(self.opened.session.id)

    # Waiting

    async def settle(self) -> None:
        """Wait until every message is handled, nothing is being saved, and nothing is drawn."""
        before, same = None, 0
        for _ in range(400):
            await self._pause(0.005)
            if not self.app.is_running:
                return
            now = (self.app.drawn, self.app.focused, len(self.app.screen_stack))
            busy = self.app.saving.locked() or self.app.is_typing
            busy = busy or (self.app.is_away and not self.app.printed.waits)
            same = same + 1 if now == before and not busy else 0
            if same >= 20 or (same and not self._form_without_focus()):
                return
            before = now
        pytest.fail(f"The screen does not come to rest:\n{self.screen}")

    async def _pause(self, seconds: float) -> None:
        """Let time pass, then whatever can be done at once.

        The pilot's own pause sends every widget a message and waits for all: half of what a test
        costs.
        """
        await asyncio.sleep(seconds)
        ready = asyncio.get_running_loop()._ready
        for _ in range(10_000):
            if not ready:
                break
            await asyncio.sleep(0)
        self.app.screen._on_timer_update()

    def _form_without_focus(self) -> bool:
        """Whether a form is being opened: it is drawn a moment before it takes the keys."""
        forms = self.app.screen.query(EvidenceForm)
        return any(not form.has_focus_within for form in forms)

    async def until(self, found: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Wait, with a limit, until something is so."""
        end = time.monotonic() + patience
        while not found():
            if time.monotonic() > end:
                pytest.fail(f"Waited in vain for: {what}\n{self.screen}")
            await self._pause(0.01)

    async def sees(self, *texts: str) -> None:
        """Wait until all of this stands on the screen. Line breaks and spaces do not matter."""
        for text in texts:
            wanted = " ".join(text.split())
            await self.until(lambda wanted=wanted: wanted in self._flowing(), text)

    def sees_not(self, *texts: str) -> None:
        """None of this stands on the screen."""
        for text in texts:
            assert " ".join(text.split()) not in self._flowing(), f"{text}\n{self.screen}"

    def _flowing(self) -> str:
        """The screen with the card's text, broken over lines beside the list, as running text."""
        lines = self.screen.splitlines()
        card = [line.partition("│")[2] for line in lines if "│" in line]
        return " ".join(" ".join(["\n".join(lines), *card]).split())

    async def golden(self, name: str) -> None:
        """Compare the whole screen with its golden file."""
        await self.settle()
        if os.environ.get(REWRITE) != "1":
            path = GOLDEN / f"{name}.txt"
            kept = path.read_text(encoding="utf-8") if path.exists() else None
            end = time.monotonic() + 2
            while self._anybodys_screen() != kept and time.monotonic() < end:
                await self._pause(0.02)
        assert_golden(self._anybodys_screen(), name)

    def _anybodys_screen(self) -> str:
        """The screen without its digest, in which the user ID of whoever runs the tests is."""
        return re.sub(r"Digest [0-9a-f]{4} [0-9a-f]{4}", "Digest 0123 4567", self.screen)

    # Filling in, as somebody does who has the answers

    async def fill_form(self) -> None:
        """Fill every empty field of the open form with whole evidence, by keys alone."""
        await self.until(lambda: self.walk.form is not None, "an open form")
        for _ in range(20):
            empty = [field for field in self.form.fields if not self._filled(field)]
            if not empty:
                return
            if not empty[0].has_focus_within:
                await self._go_to(empty[0])
            await self._fill(empty[0])
        pytest.fail(f"The form cannot be filled:\n{self.screen}")

    async def _go_to(self, field: Field) -> None:
        for _ in range(60):
            if field.has_focus_within:
                return
            fields = self.form.fields
            here = next((i for i, found in enumerate(fields) if found.has_focus_within), -1)
            await self.press("tab" if here < fields.index(field) else "shift+tab")
        pytest.fail(f"Tab does not reach {field.label}:\n{self.screen}")

    async def _fill(self, field: Field) -> None:
        match field:
            case ChoiceField():
                number = next(
                    i for i, c in enumerate(field.definition.choices, 1) if c.effect == "counts"
                )
                await self.press(str(number))
            case ChecksField():
                ticked = field.value() or []
                checks = enumerate(field.definition.checks, 1)
                await self.press(*(str(n) for n, check in checks if check.id not in ticked))
                await self.press("enter")
            case TimeField():
                if "later" in field._hint:
                    await self.types("+4h")
                else:
                    await self.press("n")
                await self.press("enter")
            case _:
                await self.types(self._words_for(field))
                await self.press("enter")

    def _words_for(self, field: Field) -> str:
        kind = getattr(field, "kind", "")
        if kind == "count":
            defined = self.form.step.field(field.key)
            asks_people = defined is not None and defined.equals_people
            return str(len(self.session.listed) if asks_people else 1)
        return "Cpl. Ito" if kind == "person" else "Note 12"

    @staticmethod
    def _filled(field: Field) -> bool:
        if isinstance(field, ChecksField) and field.definition.need == 0:
            return True
        value = field.value()
        if isinstance(field, ChecksField) and isinstance(value, list):
            return len(value) == len(field.definition.checks)
        return value is not None

    async def asks_to_approve(self, key: str = "a", title: str = "Approve exactly this") -> None:
        """Press the key that approves, until all pages were shown and it asks for the words."""
        for _ in range(60):
            await self.press(key)
            if title in self.screen:
                return
        pytest.fail(f"It never asks:\n{self.screen}")

    async def answer_step(self) -> None:
        """Answer the step under the cursor, for every person whom it asks."""
        step = self.walk.step
        assert step is not None, f"Not on a step:\n{self.screen}"
        for _ in range(8):
            if self.walk.form is None:
                await self.press("enter")
            await self.fill_form()
            await self.sees("F5 Confirm:")
            before = self.opened.session.revision
            await self.press("f5")
            await self.until(lambda b=before: self.opened.session.revision > b, "a save")
            await self.settle()
            if self.walk.step is not step:
                return
            if self.opened.states()[step.id] not in ("open", "stale"):
                return
        pytest.fail(f"{step.id} is not answered:\n{self.screen}")

    async def answer_all(self) -> None:
        """Answer step after step, where the walk leads, until nothing waits."""
        for _ in range(40):
            left = {blocker.code for blocker in self.opened.blockers() if blocker.step}
            if not left & {"open", "stale", "person-missing"}:
                return
            await self.answer_step()
        pytest.fail(f"The walk does not end:\n{self.screen}")


@asynccontextmanager
async def at_the_queue(desk: SessionPrompt, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pio]:
    """The review queue on a screen, once it is read; the lieutenant is at it."""
    opening = LaunchOptions(
        places=desk.places,
        actor=LIEUTENANT,
        store=desk.store,
        review=True,
    )
    async with running(opening, size) as pilot:
        supervisor = Pio(desk, pilot)
        await supervisor.until(
            lambda: "Reading the sessions" not in supervisor.screen, "the queue, read", 300
        )
        await supervisor.settle()
        yield supervisor


def assert_golden(text: str, name: str) -> None:
    """The screen is the one that was approved; on a difference, say which lines differ."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get(REWRITE) == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    assert path.exists(), f"There is no {path.name}: write it with {REWRITE}=1 and read it.\n{text}"
    kept = path.read_text(encoding="utf-8")
    if text != kept:
        lines = difflib.unified_diff(
            kept.splitlines(), text.splitlines(), f"{name} (approved)", f"{name} (now)", lineterm=""
        )
        pytest.fail("\n".join(lines))
