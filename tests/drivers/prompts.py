"""A PIO at the line prompts: lines in, lines out, in this process and without a terminal.

    said = desk.talk("no", "26-1182", start="traffic-advisory")   # then the input ends
    said.code, said.text, said.session
    desk.talk(*script_for("missing-person"), start="missing-person")

The clock stands still until a test lets time pass. Textual is not imported.
"""

import io
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import pytest
from factories import sessions
from msgspec.structs import replace

from checklists.definitions.model import Question, Step
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.records.store import Broken, Store
from checklists.session.model import Actor, Session
from checklists.workspace.open_session import OpenSession
from checklists.workstation.paths import find_places
from tui.launch_options import LaunchOptions
from tui.prompts.console import Console
from tui.prompts.fields import Asked, asked_of_record
from tui.prompts.prompt_app import PromptApp

AT_NIGHT = datetime(2026, 11, 22, 2, 14, 7, tzinfo=timezone(timedelta(hours=-5)))
TEXT = ("Route 9 is closed at Mill Road.", "Please use Route 4.")

ADVISORY: tuple[tuple[str, ...], ...] = (
    ("26-1182",),
    ("Route 9 is closed at Mill Road.",),
    ("",),
    ("Open again about 6 a.m.",),
    (".",),
    ("1 2",),
    ("yes",),
    ("no",),
    ("3",),
    ("Sgt. Brown, patrol",),
    ("n",),
    ("yes",),
    ("Lt. Cole, investigations",),
    ("+2h",),
    ("yes",),
    ("1",),
    ("yes",),
    ("1",),
    ("yes",),
    ("Sgt. Brown, patrol",),
    ("n",),
    ("yes",),
    ("1",),
    ("yes",),
    ("Lt. Cole, investigations",),
    ("Capt. Diaz",),
    ("yes",),
    ("ready",),
)
"""A road closure from its case number to READY, in groups of lines that are saved as one."""


class Said(NamedTuple):
    """How a conversation went: its exit code, all that was said, and what is on disk then."""

    code: int
    text: str
    session: Session | None

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def flowing(self) -> str:
        """All that was said as running text: where lines are broken does not matter."""
        return " ".join(self.text.split())


class Reader(io.StringIO):
    """Lines to be read; `before` is called before each, with what is then about to be read."""

    def __init__(self, lines: tuple[str, ...], before: Callable[[], None] | None = None) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))
        self._before = before

    def readline(self, size: int = -1, /) -> str:
        if self._before is not None:
            self._before()
        return super().readline(size)


class PlainDesk:
    """One PIO's home, and the prompts opened in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.places = find_places({"CLEARTOPOST_HOME": str(home)})
        self.actor = Actor("mruiz", os.getuid(), ("Maria Ruiz",))
        self.now = AT_NIGHT

    @property
    def store(self) -> Store:
        return Store(self.places, self.actor)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def opening(self, *, start: str = "", session_id: str = "") -> LaunchOptions:
        return LaunchOptions(
            places=self.places,
            actor=self.actor,
            store=self.store,
            incident_type=start,
            session_id=session_id,
        )

    def talk(
        self,
        *lines: str,
        start: str = "",
        session_id: str = "",
        interactive: bool = False,
        before: Callable[[], None] | None = None,
        writer: io.StringIO | None = None,
    ) -> Said:
        """Say these lines; then the input ends."""
        writer = writer if writer is not None else io.StringIO()
        talk = Console(Reader(lines, before), writer, interactive=interactive)
        opening = self.opening(start=start, session_id=session_id)
        code = PromptApp(opening, talk, nullcontext, clock=lambda: self.now).run()
        return Said(code, writer.getvalue(), self.newest())

    def newest(self) -> Session | None:
        """The session that was begun last, from the disk."""
        found = [self.store.look(path) for path in self.store.paths()]
        sessions = [f.session for f in found if not isinstance(f, Broken)]
        return max(sessions, key=lambda s: (s.started_at, s.id)) if sessions else None

    def save(self, walk: sessions.Walk) -> str:
        """Put a walk on disk, as this account's; gives back its ID."""
        walk.session = replace(
            walk.session, author=self.actor.login, author_uid=self.actor.uid, revision=1
        )
        return self.store.create(walk.session).session.id

    def walk(self, incident_type: str = "traffic-serious", *, answered: bool = True):
        """A walk by this account, at the time of this desk."""
        make = sessions.answered if answered else sessions.Walk
        walk = make(incident_type, self.now - timedelta(minutes=10))
        walk.actor = self.actor
        # Another account answered it; here it is this one.
        walk.session = sessions.as_if_by(walk.session, self.actor)
        return walk

    def open_elsewhere(self, session_id: str) -> OpenSession:
        stored = self.store.read(self.store.find(session_id))
        # A process of its own has the login of whoever runs the tests.
        actor = replace(self.actor, login=stored.session.author)
        return OpenSession(Store(self.places, actor), stored, actor, lambda: self.now)

    def context(self, session: Session) -> SessionContext:
        """What decides with a session, from the disk."""
        return self.store.context(self.store.read(self.store.find(session.id)))

    def status(self, session: Session) -> str:
        checklist = sessions.checklist(session.incident_type)
        return status_of(session, checklist, self.context(session), self.now).status


@contextmanager
def in_zone(zone: str) -> Iterator[None]:
    """Typed times are in the zone of the workstation."""
    with pytest.MonkeyPatch.context() as held:
        held.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()


# Scripts


def flat(groups: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Groups of lines as lines."""
    return tuple(line for group in groups for line in group)


COMMENTS, CLOSURE_ONLY, AS_OF = (at for at, line in enumerate(flat(ADVISORY)) if line == "1")
"""Where in these lines steps are answered that have one choice and nothing else."""


def each_no(questions: Iterable[Question], verified_by: str = "Det. Okafor") -> tuple[str, ...]:
    """What is typed to answer each question with no, verified where it takes out a step."""
    return flat(tuple(("no", verified_by, "yes") if q.adds else ("no",) for q in questions))


class Values(NamedTuple):
    """What is said where a step asks for a person, a note or a later time."""

    person: str = sessions.SOMEBODY
    note: str = "Case note 12"
    ahead: str = "+1h"

    def said(self, asked: Asked, listed: int) -> str:
        """The line that gives a field a whole value."""
        match asked.kind:
            case "choice":
                return str(asked.choices.index(sessions.first_that_counts(asked.choices)) + 1)
            case "checks":
                return " ".join(str(n + 1) for n in range(len(asked.checks)))
            case "time":
                return self.ahead if asked.future else "n"
            case "person":
                return self.person
            case "count":
                return str(listed if asked.field.equals_people else max(asked.field.min, 1))
            case _:
                return self.note


USUAL = Values()


def step_lines(
    step: Step,
    *,
    whose: int = 1,
    listed: int = 0,
    values: Values = USUAL,
    optional: bool = False,
) -> list[str]:
    """What answers a step with whole evidence: its required fields, then what is optional where
    that is wanted, then yes; for each person."""
    lines: list[str] = []
    for _ in range(whose if step.per_person else 1):
        record: dict[str, object] = {}
        while missing := [
            a for a in asked_of_record(step, record) if a.required and a.key not in record
        ]:
            asked = missing[0]
            choice = (
                sessions.first_that_counts(asked.choices).id if asked.kind == "choice" else True
            )
            record[asked.key] = choice
            lines.append(values.said(asked, listed))
        if optional:
            fields = asked_of_record(step, record)
            lines += [
                f"{fields.index(asked) + 1} {values.said(asked, listed)}"
                for asked in fields
                if asked.key not in record and asked.kind != "checks"
            ]
        lines.append("yes")
    return lines


def people_lines(incident_type: str) -> list[str]:
    """What lists the fewest people with whom every step can be confirmed."""
    walk = sessions.Walk(incident_type)
    if not walk.checklist.classes:
        return []
    walk.list_who_is_needed()
    added = [f"add {p.person_class} {p.stands_for}".strip() for p in walk.session.people]
    return ["people", *added, "done"] if added else []


def post_lines(incident_type: str, text: tuple[str, ...] = TEXT) -> list[str]:
    """What a new session asks before its first step: the post, then the questions about it."""
    found = sessions.checklist(incident_type)
    case = ["26-1182"] if found.needs_case_number else []
    answers = ("yes" if question.adds else "no" for question in found.questions)
    return [*case, *text, ".", "1 2", "yes", *answers]


def script_for(incident_type: str, text: tuple[str, ...] = TEXT) -> tuple[str, ...]:
    """A walk of any shipped type from its case number to READY."""
    found = sessions.checklist(incident_type)
    walk = sessions.Walk(incident_type)
    if found.classes:
        walk.list_who_is_needed()
    lines = [*post_lines(incident_type, text), *people_lines(incident_type)]
    left_out = walk.write("\n".join(text)).status_now.not_needed
    for step in found.steps:
        if step.id in left_out:
            continue
        people = walk.session.listed
        asked = [person for person in people if person.person_class in step.per_person]
        lines += step_lines(step, whose=len(asked), listed=len(people))
    return (*lines, "ready")
