"""Where a command runs. Each part is found when it is first asked for, so that a command pays only
for what it uses: `where` reads no definition, an empty `list` neither."""

from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checklists.catalog import Catalog
    from checklists.definition import Checklist
    from checklists.index import Index
    from checklists.index_reading import Reading
    from checklists.places import Places
    from checklists.reading import SessionReader
    from checklists.session import Actor, Session
    from checklists.store import Store


class Surroundings:
    """The places, the account, the sessions and the definitions of this run."""

    def __init__(
        self, *, theme: str = "terminal", mouse: bool = False, plain: bool = False
    ) -> None:
        """All three are for the commands that draw; `plain` asks for line prompts instead."""
        self.theme = theme
        self.mouse = mouse
        self._plain = plain

    @cached_property
    def now(self) -> datetime:
        """The local time with its offset, in whole seconds: one moment for the whole command."""
        return datetime.now().astimezone().replace(microsecond=0)

    @cached_property
    def places(self) -> "Places":
        """Where everything is kept."""
        from checklists.places import find_places

        return find_places()

    @cached_property
    def actor(self) -> "Actor":
        """Who is at the keyboard."""
        from checklists.account import current_actor

        return current_actor()

    @cached_property
    def author(self) -> "Actor":
        """Who will have written: where several people use the login, whoever says that they are
        there. Asks, so only for what is about to write."""
        from checklists.account import is_shared, stated_as

        if not is_shared(self.actor, self.store.policy):
            return self.actor
        from tui.plain.run import talk_here

        talk = talk_here()
        talk.say(f"Several people use the login {self.actor.login}.")
        return stated_as(self.actor, talk.read("Your name, recorded as stated:"))

    @cached_property
    def store(self) -> "Store":
        """The sessions, and the policy."""
        from checklists.store import Store

        self._begin_to_read()
        return Store(self.places, self.actor)

    @cached_property
    def rests_on(self) -> str:
        """What the rows of the index rest on, from before anything of it is read."""
        from checklists.index_basis import basis

        return basis(self.places)

    def _begin_to_read(self) -> None:
        # Half a millisecond, also for commands that ask no list: taken after policy or definitions,
        # old rules would be kept as the new ones'.
        _ = self.rests_on

    @cached_property
    def index(self) -> "Index":
        """The rows of every session. Raises NotAllowed where one may not enter the shared home."""
        from checklists.index import Index
        from checklists.places import check_entry, index_file

        check_entry(self.places)
        reader = _ReaderWhenNeeded(self)
        return Index(self.places, reader, index_file(self.places), self.rests_on)

    @cached_property
    def catalog(self) -> "Catalog":
        """The definitions, shipped and the agency's."""
        from checklists.catalog import load_catalog

        self._begin_to_read()
        return load_catalog(self.places.checklists)

    @property
    def plain(self) -> bool:
        """Whether this user gets line prompts: by their choice, or by policy."""
        return self._plain or self.actor.login in self.store.policy.plain

    def checklist_of(self, session: "Session") -> "Checklist | None":
        """The checklist of a session; None when its type cannot be used."""
        return self.catalog.checklist_of(session)


class _ReaderWhenNeeded:
    """Reads sessions for the index; what reads them is imported with the first."""

    def __init__(self, here: Surroundings) -> None:
        self._here = here

    @cached_property
    def _reader(self) -> "SessionReader":
        from checklists.reading import SessionReader

        return SessionReader(self._here.store, self._here.catalog)

    @property
    def supervisors(self) -> str:
        """The group whose members' reviews count."""
        return self._reader.supervisors

    @property
    def knows_the_rules(self) -> bool:
        """Whether policy and definitions could be read."""
        return self._reader.knows_the_rules

    def read(self, path: Path, now: datetime) -> "Reading":
        """What a file holds."""
        return self._reader.read(path, now)
