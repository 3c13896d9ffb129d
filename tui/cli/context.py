"""What a command is given, where it runs, for whom, what it reads, and what it returns.

Each part is created on first use, so that a command pays only for what it needs: `where` reads no
definitions, and neither does an empty `list`.
"""

import os
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checklists.definitions.catalog import Catalog
    from checklists.definitions.model import Checklist
    from checklists.index.asked import Asked
    from checklists.index.index import Index
    from checklists.index.reader import SessionReader
    from checklists.index.updates import ChangedBy
    from checklists.records.store import Store
    from checklists.session.model import Actor, Session
    from checklists.workstation.paths import Places
    from checklists.workstation.rules import Rules

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from checklists.errors import ExitCode, WrongUsage
from checklists.text import nearest_words


class Printed(NamedTuple):
    """Lines for standard output and standard error, and the exit code.

    `lines` may be generated while they are printed. `exact` raises an error, instead of printing an
    escape, for a character that the terminal's character set lacks: the lines are the text to
    post and nothing else.
    """

    lines: Iterable[str] = ()
    code: ExitCode = ExitCode.DONE
    errors: tuple[str, ...] = ()
    exact: bool = False


def not_found(
    what: str, typed: str, known: Iterable[str], see: str, meant: str | None = None
) -> WrongUsage:
    """Return the error for an unknown word, with the one that is meant or the nearest known ones.

    `what` is the kind of word, such as `incident type`; `see` says where all of them are listed.
    """
    words = tuple(known)
    parts = [word for word in words if len(typed) >= 3 and typed in word]
    near = [meant] if meant else parts or nearest_words(typed, words)
    nearest = f"Nearest: {', '.join(near[:3])}. " if near else ""
    return WrongUsage(f"No such {what}", f"There is no {typed!r}.", f"{nearest}{see}")


def plain(value: object) -> object:
    """Return the value as types that `json` can encode.

    A struct keeps every field, including those at their default, so that scripts find the same keys
    in each object.
    """
    # Not `isinstance`: an indexed list has no structs, and must not import msgspec to ask.
    fields = getattr(value, "__struct_fields__", None)
    if fields is not None:
        names = zip(getattr(value, "__struct_encode_fields__", fields), fields, strict=True)
        return {name: plain(getattr(value, field)) for name, field in names}
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def as_json(value: object) -> str:
    """Return the value as indented JSON, with control and non-ASCII characters escaped."""
    # Imported here: most commands print lines.
    import json

    text = json.dumps(plain(value), ensure_ascii=True, indent=2)
    # `ensure_ascii` leaves this one control character as it is. It occurs only inside strings.
    return text.replace("\x7f", "\\u007f")


class CommandContext:
    """The paths, account, sessions and definitions of one run."""

    def __init__(
        self, *, theme: str = "terminal", mouse: bool = False, plain: bool = False
    ) -> None:
        """Set the options of the commands that draw.

        `plain` asks for line prompts instead of screens.
        """
        self.theme = theme
        self.mouse = mouse
        self._plain = plain

    @cached_property
    def now(self) -> datetime:
        """The local time with its offset, in whole seconds; the same for the whole command."""
        return datetime.now().astimezone().replace(microsecond=0)

    @cached_property
    def places(self) -> "Places":
        """The paths at which everything is stored."""
        from checklists.workstation.paths import find_places

        return find_places()

    @property
    def no_folder(self) -> tuple[str, ...]:
        """Say that there is no folder of sessions, where that is why nothing is found.

        Of a shared home that is an error.
        """
        from checklists.text import show_text
        from checklists.workstation.file_state import is_gone

        gone = self.places.kind != "shared" and is_gone(self.places.sessions)
        return (f"There is no folder {show_text(str(self.places.sessions))}.",) if gone else ()

    @cached_property
    def actor(self) -> "Actor":
        """The account that runs the program."""
        from checklists.workstation.account import current_actor

        return current_actor()

    @cached_property
    def author(self) -> "Actor":
        """The person recorded as the author of changes.

        On a login that several people share, asks for their name. Use it only before writing.
        """
        from checklists.workstation.account import is_shared, stated_as

        if not is_shared(self.actor, self.store.policy):
            return self.actor
        from tui.prompts.run import console_here

        console = console_here()
        console.say(f"Several people use the login {self.actor.login}.")
        return stated_as(self.actor, console.read("Your name, recorded as stated:"))

    @cached_property
    def store(self) -> "Store":
        """The store of sessions and reviews."""
        from checklists.records.store import Store

        return Store(self.places, self.actor, self.rules)

    @cached_property
    def rules(self) -> "Rules":
        """The policy and the definitions, each read on first use."""
        from checklists.workstation.rules import Rules

        return Rules(self.places)

    @cached_property
    def index(self) -> "Index":
        """The index of all sessions.

        Raises NotAllowed if this account may not enter the shared home.
        """
        from checklists.index.index import Index
        from checklists.workstation.paths import check_entry, index_file

        check_entry(self.places)
        kept_in, fingerprint = index_file(self.places), self.rules.fingerprint
        return Index(self.places, self._session_reader, kept_in, fingerprint)

    def _session_reader(self) -> "SessionReader":
        """Return what reads sessions; imported when the first is read."""
        from checklists.index.reader import SessionReader

        return SessionReader(self.store, self.catalog)

    @cached_property
    def asked(self) -> "Asked | None":
        """What of each row this account sees, where it is victim services'; else None.

        Asked of the index: whoever answers a list from it need not read the policy.
        """
        from checklists.workstation.file_state import is_gone

        if is_gone(self.places.sessions):
            # Of an empty home no index is made.
            return None
        from checklists.index.asked import asked_of

        return asked_of(self.index, os.getuid())

    def find(self, typed: str) -> Path:
        """Return the file of a session by its ID, by the end of it, or by its case number.

        Raises SeveralFit with a line about each where more than one session fits. Victim services
        find only what asks them.
        """
        if self.store.is_advocate:
            return self._find_asked(typed)
        from checklists.records.store import SeveralFit

        try:
            return self.store.find(typed, self._of_case)
        except SeveralFit as several:
            from tui.wording.list_words import fitting_words

            named = {f"{session_id}.toml" for session_id in several.fitting}
            rows = self.index.newest(self.now, keep=lambda _, rows: named & rows.keys())
            several.lines = fitting_words(
                found.listed for found in rows if found.path.name in named
            )
            raise

    def _find_asked(self, typed: str) -> Path:
        from checklists.records.store import SeveralFit
        from checklists.session.list_row import is_case
        from tui.prompts.console import tell
        from tui.wording.list_words import fitting_words

        tell(self.index.refresh(self.now))
        seen = [
            found
            for found in self.index.newest(self.now)
            if self.asked is not None and self.asked.sees(found.listed)
        ]
        exact = [found for found in seen if found.listed.id == typed]
        fitting = exact or [
            found
            for found in seen
            if (len(typed) >= 4 and found.listed.id.endswith(typed))
            or is_case(found.listed.case_number, typed)
        ]
        if len(fitting) == 1:
            return fitting[0].path
        if fitting:
            several = SeveralFit(found.listed.id for found in fitting)
            several.lines = fitting_words(found.listed for found in fitting)
            raise several
        raise WrongUsage(
            "No such session",
            "No session that asks victim services for something has this ID or case number.",
            "See `cleartopost list`.",
        )

    def _of_case(self, case_number: str) -> "Iterator[str]":
        """Yield the IDs of the sessions with a case number."""
        from checklists.index.cases import sessions_of_case
        from tui.prompts.console import tell

        tell(self.index.refresh(self.now))
        for found in sessions_of_case(self.index, case_number, self.now):
            yield found.path.stem

    def changed_by(self, session: "Session") -> "tuple[ChangedBy, ...]":
        """Return the sessions that update or correct a posted one."""
        if not session.posted:
            return ()
        from checklists.index.updates import changed_by

        return changed_by(self.index, self.store, session, self.now)

    def close(self) -> None:
        """Close the index, if it was opened."""
        if "index" in vars(self):
            self.index.close()

    @property
    def catalog(self) -> "Catalog":
        """The shipped and the agency's definitions."""
        return self.rules.catalog

    @property
    def plain(self) -> bool:
        """Whether to use line prompts, by the user's choice or by policy."""
        return self._plain or self.actor.login in self.store.policy.plain

    def checklist_of(self, session: "Session") -> "Checklist | None":
        """Return a session's checklist, or None if its type is out of use."""
        return self.catalog.checklist(session.incident_type, session.how)

    def check_type(self, incident_type: str) -> None:
        """Raise WrongUsage unless the incident type exists, whether usable or out of use."""
        known = (*self.catalog.checklists, *self.catalog.why_out)
        if incident_type not in known:
            raise not_found("incident type", incident_type, known, "See `cleartopost types`.")
