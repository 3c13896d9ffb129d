"""Four accounts at one workstation, played by root: each thing is done as the account that does it.

four_accounts.py honest SEED COUNT    so many honest operations; two supervisors and root look on
four_accounts.py false SEED COUNT     so many deletions, rollbacks, and replacements by authors

Between them two supervisors' queues, `verify`, and root's timer read the sessions. Prints a line of
JSON: how often what was done, and what the audit log then said.
"""

import contextlib
import json
import os
import pwd
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from factories import sessions

from checklists import changes
from checklists.errors import CannotReadOrWrite, Problem
from checklists.gate.blockers import step_blockers
from checklists.index.index import Index
from checklists.index.reader import SessionReader
from checklists.index.watch import QueueWatch
from checklists.records import atomic
from checklists.records.audit_log import Difference
from checklists.records.codec import write_record
from checklists.records.store import Store
from checklists.session.fingerprints import content_digest
from checklists.session.model import Actor, Session
from checklists.workspace.open_session import OpenSession
from checklists.workspace.sessions import Workspace
from checklists.workstation.clock import local_now
from checklists.workstation.paths import find_places

T = TypeVar("T")
PLACES = find_places()
AUTHORS = ("t_pio1", "t_pio2", "t_sup1", "t_sup2")
WATCHERS = ("t_sup1", "t_sup2", "root")
TYPES = ("traffic-advisory", "holding-statement", "community-post")


@contextlib.contextmanager
def as_account(login: str) -> Iterator[Actor]:
    """Be an account, as the kernel sees it, for as long as this lasts."""
    entry = pwd.getpwnam(login)
    os.setgroups(os.getgrouplist(login, entry.pw_gid))
    os.setegid(entry.pw_gid)
    os.seteuid(entry.pw_uid)
    try:
        yield Actor(login, entry.pw_uid)
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups([0])


class Agency:
    """Everybody's programs, each open for the whole shift."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # no secret
        self.done: Counter[str] = Counter()
        self.looked: Counter[str] = Counter()
        self.stores: dict[str, Store] = {}
        self.watches: dict[str, QueueWatch] = {}
        for login in {*AUTHORS, *WATCHERS}:
            entry = pwd.getpwnam(login)
            self.stores[login] = Store(PLACES, Actor(login, entry.pw_uid))
        for login in WATCHERS:
            store = self.stores[login]
            cache = Path(pwd.getpwnam(login).pw_dir, ".cache", "four-accounts.sqlite")
            index = Index(
                PLACES, partial(SessionReader, store, store.rules.catalog), cache, "a shift"
            )
            self.watches[login] = QueueWatch(index, store.actor, audit=store.audit)

    # Honest work

    def start(self, login: str) -> None:
        with as_account(login) as who, self.workspace(login).start(self.one_of(TYPES), "At") as it:
            self.do(it, who, lambda walk: walk.case_number())
        self.done["started"] += 1

    def work_on(self, login: str) -> None:
        """One thing that is done in an open session of one's own."""
        path = self.own(login)
        if path is None:
            return self.start(login)
        with as_account(login) as who:
            store = self.stores[login]
            with OpenSession(store, store.read(path), who) as it:
                if it.session.withdrawn is not None or it.session.posted:
                    return None
                self.one_thing(it, who)
        return None

    def one_thing(self, it: OpenSession, who: Actor) -> None:
        number = self.random.randrange(10**6)
        checklist = it.known_checklist()
        things: dict[str, Callable[[], object]] = {
            "typed": lambda: it.perform(changes.type_draft, f"Typed {number}", {}),
            "wrote": lambda: self.do(it, who, lambda w: w.write(f"Kestrel Lane, {number}.")),
            "platforms": lambda: self.do(it, who, lambda w: w.post_on("facebook", "x")),
            "photo": lambda: self.do(it, who, lambda w: w.add_photo()),
            "questions": lambda: self.do(it, who, lambda w: w.questions_no()),
            "person": lambda: self.do(it, who, lambda w: w.list_who_is_needed()),
            "answered": lambda: self.do(
                it, who, lambda w: w.confirm(self.one_of(checklist.steps).id)
            ),
            "all": lambda: self.answer_all(it, who),
            "full disk": lambda: self.on_a_full_disk(it, number),
            "by hand": lambda: self.edit_by_hand(it),
            "ready": lambda: self.make_ready(it, who),
            "posted": lambda: self.post(it, who),
            "canceled": lambda: it.perform(changes.withdraw, f"Not needed, {number}"),
            "restarted": lambda: (
                self.workspace(who.login).change_type(it, self.one_of(TYPES)).close()
            ),
        }
        grave = ("posted", "canceled", "restarted", "by hand")
        weights = [1 if name in grave else 4 for name in things]
        [name] = self.random.choices(list(things), weights)
        try:
            things[name]()
            self.done[name] += 1
        except Problem:
            self.done[f"{name}, refused"] += 1

    def do(self, it: OpenSession, who: Actor, change: Callable[[sessions.Walk], object]) -> None:
        def changed(session: Session) -> Session:
            walk = sessions.Walk.going_on(it.known_checklist(), session, it.clock(), who)
            change(walk)
            return walk.session

        it.apply(changed)

    def answer_all(self, it: OpenSession, who: Actor) -> None:
        for step in it.known_checklist().steps:
            found = (it.session, it.known_checklist(), step, it.context, it.clock())
            if step_blockers(*found):
                self.do(it, who, lambda w, name=step.id: w.confirm(name))

    def make_ready(self, it: OpenSession, who: Actor) -> None:
        self.do(it, who, lambda w: w.write().post_on("facebook").questions_no())
        self.do(it, who, lambda w: w.list_who_is_needed())
        self.answer_all(it, who)
        it.mark_ready(content_digest(it.session))

    def post(self, it: OpenSession, who: Actor) -> None:
        self.make_ready(it, who)
        at = local_now() - timedelta(seconds=1)
        it.record_posted(
            "facebook", at=at, reason="The chief said so", ordered_by="Chief Boyd, police"
        )

    def on_a_full_disk(self, it: OpenSession, number: int) -> None:
        """A save that reaches the disk and cannot be flushed, seen by all, then others after it."""
        real, calls = os.fsync, Counter[str]()

        def fails(descriptor: int) -> None:
            calls["fsync"] += 1
            if calls["fsync"] == 2:
                raise OSError(28, "No space left on device")
            real(descriptor)

        atomic.os.fsync = fails  # type: ignore[attr-defined]
        try:
            with contextlib.suppress(CannotReadOrWrite):
                it.perform(changes.type_draft, f"Nearly saved {number}", {})
        finally:
            atomic.os.fsync = real  # type: ignore[attr-defined]
        self.as_root(self.look_on)
        it.perform(changes.type_draft, f"Saved after that {number}", {})

    def edit_by_hand(self, it: OpenSession) -> None:
        path = Path(it.path)
        text = path.read_text()
        path.write_text(text.replace("26-1182", "26-1183"))
        self.as_root(self.look_on)
        if self.random.random() < 0.5:
            path.write_text(text)
        else:
            it.refresh()
            it.perform(changes.take_over_hand_edit)
        it.refresh()

    def carry_on(self, login: str) -> None:
        other = self.own(self.one_of(AUTHORS))
        if other is not None:
            with as_account(login):
                found = self.stores[login].read(other)
                with contextlib.suppress(Problem):
                    self.workspace(login).continue_session(found.session).close()
                    self.done["continued"] += 1

    def as_root(self, act: Callable[[], object]) -> None:
        """Do something as root in the middle of what an account does, and be it again."""
        before = os.geteuid(), os.getegid(), os.getgroups()
        os.seteuid(0)
        try:
            act()
        finally:
            os.seteuid(0)
            os.setgroups(before[2])
            os.setegid(before[1])
            os.seteuid(before[0])

    # Looking on

    def look_on(self) -> None:
        """Somebody's queue, `verify` of one session, or root's timer."""
        login = self.one_of(WATCHERS)
        with as_account(login):
            if self.random.random() < 0.5:
                self.refresh(login)
            else:
                path = self.any_file()
                if path is not None:
                    self.stores[login].audit.look_at(path)
                    self.looked["verified"] += 1

    def refresh(self, login: str) -> tuple[Difference, ...]:
        for _ in self.watches[login].refresh(local_now()):
            pass
        self.looked["queue"] += 1
        assert not self.watches[login].not_noted, self.watches[login].not_noted
        return self.watches[login].differences

    def everybody_sees(self) -> dict[str, list[Difference]]:
        """What each watcher's queue says, by session."""
        found: dict[str, list[Difference]] = {}
        for login in WATCHERS:
            with as_account(login):
                for difference in self.refresh(login):
                    found.setdefault(difference.note.session, []).append(difference)
        return found

    # Dishonest work

    def do_false(self, kept: dict[Path, list[bytes]]) -> tuple[str, str] | None:
        """What an author does to a file of theirs that others have seen: which, and what."""
        login = self.one_of(AUTHORS)
        path = self.own(login)
        earlier = kept.get(path, []) if path is not None else []
        if path is not None and earlier and how_much(earlier[0]) == how_much(earlier[-1]):
            # What was typed and not accepted is no part of the history.
            earlier = []
        is_begun = path in kept and how_much(kept[path][-1]) == 1
        how = self.one_of(("deleted", "put back", "put back and gone on", "replaced", "resealed"))
        if path is None or path not in kept or (how.startswith("put back") and len(earlier) < 2):
            return None
        if how == "replaced" and is_begun:
            # Of one that was only begun, the history says nothing that another does not.
            return None
        with as_account(login) as who:
            if how == "deleted":
                path.unlink()
            elif how == "put back":
                path.write_bytes(self.one_of(earlier[:-1]))
            elif how == "put back and gone on":
                path.write_bytes(earlier[0])
                self.type_until(path, who, len(earlier) + 3)
            elif how == "replaced":
                self.replace(path, who)
            else:
                session = self.stores[login].read(path).session
                path.write_bytes(write_record(_with_other_case(session)))
        return path.stem, how

    def type_until(self, path: Path, who: Actor, count: int) -> None:
        store = self.stores[who.login]
        with OpenSession(store, store.read(path), who) as it:
            if it.session.withdrawn is not None or it.session.posted:
                path.unlink()
                return
            for number in range(count):
                self.do(it, who, lambda w, n=number: w.write(f"Another story, {n}"))

    def replace(self, path: Path, who: Actor) -> None:
        """Another session under the same ID, as if the first had never been."""
        store = self.stores[who.login]
        before = store.read(path).session
        checklist = store.rules.catalog.checklists[before.incident_type]
        made = changes.start(checklist, before.id, actor=who, now=before.started_at)
        path.unlink()
        with OpenSession.create(store, made, who) as it:
            for number in range(40):
                self.do(it, who, lambda w, n=number: w.write(f"It was always so, {n}"))

    # What is there

    def workspace(self, login: str) -> Workspace:
        return Workspace(self.stores[login], self.stores[login].actor)

    def own(self, login: str) -> Path | None:
        files = sorted((PLACES.sessions / login).glob("*/[!.]*.toml"))
        return self.one_of(files[-8:]) if files else None

    def any_file(self) -> Path | None:
        files = sorted(PLACES.sessions.glob("*/*/[!.]*.toml"))
        return self.one_of(files) if files else None

    def one_of(self, things: Sequence[T]) -> T:
        return things[self.random.randrange(len(things))]


def how_much(data: bytes) -> int:
    """How many entries a history has."""
    return data.count(b"[[history]]")


def _with_other_case(session: Session) -> Session:
    from msgspec.structs import replace  # noqa: PLC0415  # for this alone

    return replace(session, case_number=f"{session.case_number[:20]}-9")


def honest(seed: str, count: str) -> None:
    agency = Agency(int(seed))
    said: dict[str, list[Difference]] = {}
    while agency.done.total() < int(count):
        login = agency.one_of(AUTHORS)
        act = agency.random.choices((agency.start, agency.work_on, agency.carry_on), (1, 12, 1))[0]
        act(login)
        if agency.random.random() < 0.4:
            agency.look_on()
        if agency.random.random() < 0.02:
            said |= agency.everybody_sees()
    said |= agency.everybody_sees()
    words = {name: [found.how for found in differences] for name, differences in said.items()}
    print(json.dumps({"done": agency.done, "looked": agency.looked, "alarms": words}))


def false(seed: str, count: str) -> None:
    agency = Agency(int(seed))
    kept: dict[Path, list[bytes]] = {}
    harmed: dict[str, str] = {}
    hows: Counter[str] = Counter()
    unnamed: list[tuple[str, str]] = []
    while len(harmed) < int(count):
        for _ in range(6):
            login = agency.one_of(AUTHORS)
            own = agency.own(login)
            agency.start(login) if own is None or own.stem in harmed else agency.work_on(login)
        agency.everybody_sees()
        for path in PLACES.sessions.glob("*/*/[!.]*.toml"):
            data = path.read_bytes()
            states = kept.setdefault(path, [])
            if not states or states[-1] != data:
                states.append(data)
        for _ in range(4):
            did = agency.do_false({p: s for p, s in kept.items() if p.stem not in harmed})
            if did is None or did[0] in harmed:
                continue
            name, how = did
            harmed[name] = how
            hows[how] += 1
            said = agency.everybody_sees()
            if not said.get(name):
                unnamed.append(did)
    said = agency.everybody_sees()
    wrongly = sorted(name for name in said if name not in harmed)
    forgotten = sorted(name for name in harmed if name not in said)
    print(json.dumps({"harmed": hows, "unnamed": unnamed, "forgotten": forgotten,
                      "wrongly": wrongly}))  # fmt: skip


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
