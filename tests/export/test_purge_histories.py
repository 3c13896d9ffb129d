"""Years of a home with posts, holds, follow-ups, purges, and clocks, against an independent check:
what is held or owed stays, what is due goes and leaves its tombstone, and nothing else disappears.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from factories.archives import (
    AUTHOR,
    CHEN,
    DIAZ,
    LONG_AGO,
    Archive,
    a_post,
    as_supervisors,
    begun,
    canceled,
)
from msgspec.structs import replace
from needs import need_root

from checklists import changes
from checklists.errors import Refused
from checklists.session.hold import Hold
from checklists.session.model import Account, Continues, Session

HISTORIES, PARTS, STEPS = 5, 100, 14
CASES = ("26-1182", "26-7", "26-8")
YEARS = {("traffic-advisory", "posted"): 10, ("traffic-advisory", "canceled"): 10}


class Known(NamedTuple):
    """What the check knows of a session: it was told when it was made, and reads no file."""

    session: Session
    status: str
    cases: frozenset[str]
    carries: str
    last: datetime
    owes: bool
    beside: tuple[Path, ...]
    is_edited: bool = False


class World:
    """The home, and what the check knows of it."""

    def __init__(self, home: Path, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # no secret
        self.archive = Archive(home)
        self.now = LONG_AGO
        self.known: dict[str, Known] = {}
        self.holds: list[tuple[Hold, Path]] = []
        self.lifted: set[Hold] = set()
        self.kept: set[Hold] = set()
        self.purged: set[str] = set()
        self.other: set[Path] = set()
        self.did: Counter[str] = Counter()

    # What is done

    def step(self) -> None:
        self.now += timedelta(days=self.random.choice((1, 3, 40, 400, 1300)))
        does = (self.write, self.write, self.hold, self.lift, self.settle, self.edit)
        operation = self.random.choice((*does, self.remove_hold, self.purge, self.purge))
        self.did[f"{operation.__name__}: {operation()}"] += 1

    def write(self) -> str:
        at, name = self.now, f"a{len(self.known):03}"
        kind = self.random.choice(("post", "closure", "canceled", "canceled closure", "begun"))
        if kind == "begun":
            session = begun(at, name)
        elif "canceled" in kind:
            of_type = "traffic-advisory" if "closure" in kind else "community-post"
            session = canceled(at, name, of_type)
        else:
            of_type = "traffic-advisory" if kind == "closure" else "community-post"
            session = replace(a_post(at, of_type, name))
        cases = {"26-1182"}
        if kind == "begun" and self.random.random() < 0.7:
            for case in self.random.sample(CASES[1:], self.random.randrange(3)):
                session = changes.set_case_number(session, case, actor=AUTHOR, now=at)
                cases.add(case)
            session = changes.withdraw(session, "No", actor=AUTHOR, now=at)
            kind = "canceled after another number"
        carries = ""
        if "canceled" in kind and self.known and self.random.random() < 0.5:
            carries = self.random.choice(sorted(self.known))
            by = Account("mruiz", AUTHOR.uid)
            session = replace(session, continues=Continues(carries, by, "sha256:0"))
        status = {"post": "posted", "closure": "posted", "begun": ""}.get(kind, "canceled")
        self.archive.put(session, at)
        owes = bool(session.follow_ups)
        self.known[session.id] = Known(session, status, frozenset(cases), carries, at, owes, ())
        return kind

    def hold(self) -> str:
        case, by = self.random.choice(CASES), self.random.choice((CHEN, DIAZ))
        path = self.archive.hold(case, by, self.now)
        self.holds.append((Hold(case, self.now, by, "Smith v. City"), path))
        return "done"

    def lift(self) -> str:
        if not self.holds:
            return "nothing held"
        hold, _ = self.random.choice(self.holds)
        by = self.random.choice((CHEN, DIAZ))
        self.other.add(self.archive.hold(hold.case_number, by, self.now, hold))
        if by == hold.by:
            return "by whoever placed it"
        self.lifted.add(hold)
        return "by another"

    def remove_hold(self) -> str:
        there = [found for found in self.holds if found[1].exists()]
        if not there:
            return "nothing there"
        found = self.random.choice(there)
        found[1].unlink()
        if found[0] not in self.kept:
            self.holds.remove(found)
            return "before root has copied it"
        return "after root has copied it"

    def settle(self) -> str:
        owing = [found for found in self.known.values() if found.owes]
        if not owing:
            return "nothing owed"
        found = self.random.choice(owing)
        paths = self.archive.complete(found.session, self.now)
        self._is(found, owes=False, last=self.now, beside=tuple(paths))
        return "done"

    def edit(self) -> str:
        if not self.known:
            return "nothing there"
        found = self.random.choice(list(self.known.values()))
        path = self.archive.path(found.session)
        path.write_bytes(b"# mine\n" + path.read_bytes())
        self._is(found, is_edited=True)
        return "done"

    def _is(self, found: Known, **more: Any) -> None:
        self.known[found.session.id] = found._replace(**more)

    # Purging, and what must come of it

    def purge(self) -> str:
        if self.random.random() < 0.8:
            self.write_begun()
        newest = max((self._at(note) for note in self.archive.noted()), default=None)
        before = self.files()
        dry = None
        try:
            dry = self.archive.purge(self.now, dry_run=True)
            assert self.files() == before, "a dry run changes nothing"
            said = self.archive.purge(self.now)
        except Refused:
            assert self.files() == before
            assert self.known
            assert newest is None or self.now > newest + timedelta(days=1)
            return "refused for the clock"
        assert said == dry
        assert not self.known or self.now <= newest + timedelta(days=1)
        self.kept |= {hold for hold, path in self.holds if path.exists()}
        self.did["kept"] += sum(bool(one.kept) for one in said)
        self.did["held"] += sum(one.kept == "legal hold" for one in said)
        gone = {one.session for one in said if not one.kept}
        assert gone == self.expected()
        for name in gone:
            found = self.known.pop(name)
            tombstone = self.archive.store.tombstones.of(name)
            assert tombstone is not None
            assert tombstone.last_at == found.last
            assert tombstone.purged_at == self.now
        self.purged |= gone
        self.did["purged"] += len(gone)
        return "done"

    @staticmethod
    def _at(note: Mapping[str, Any]) -> datetime:
        return datetime.fromisoformat(note["at"])

    def write_begun(self) -> None:
        session = begun(self.now, "now0")
        self.archive.put(session, self.now)
        known = Known(session, "", frozenset({"26-1182"}), "", self.now, owes=False, beside=())
        self.known[session.id] = known

    def expected(self) -> set[str]:
        """Which sessions go, by the words of the manual, the newest first."""
        left = dict(self.known)
        for name in sorted(self.known, reverse=True):
            if self.may_go(left[name], left):
                del left[name]
        return self.known.keys() - left.keys()

    def may_go(self, found: Known, left: Mapping[str, Known]) -> bool:
        if found.status == "" or found.owes or found.is_edited:
            return False
        if any(other.carries == found.session.id for other in left.values()):
            return False
        if any(
            hold.case_number in found.cases and hold not in self.lifted for hold, _ in self.holds
        ):
            return False
        usual = {"posted": 5, "canceled": 1}[found.status]
        years = YEARS.get((found.session.incident_type, found.status), usual)
        day = found.last.date()
        over = day.replace(year=day.year + years, day=min(day.day, 28))
        return over + timedelta(days=day.day - min(day.day, 28)) < self.now.date()

    def files(self) -> set[str]:
        return self.archive.files()

    def check(self) -> None:
        """Every file that should be there is, and no other; and nobody is told of a missing one."""
        archive = self.archive
        there = [archive.path(found.session) for found in self.known.values()]
        there += [path for found in self.known.values() for path in found.beside]
        there += [archive.places.purged / f"{name}.toml" for name in self.purged]
        there += [path for _, path in self.holds if path.exists()] + list(self.other)
        copies = {path for path in archive.places.holds.iterdir() if path.name.startswith("kept.")}
        assert self.files() == archive.below(*there, *copies)
        assert [
            d.note.session for d in archive.store.audit.differences() if d.how == "missing"
        ] == []


@pytest.mark.sweep(1)
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_held_or_owed_goes_and_what_goes_leaves_its_tombstone(
    part: int,
    soak: Any,
    monkeypatch: pytest.MonkeyPatch,
    tallied: Callable[[Mapping[str, int]], None],
) -> None:
    need_root()
    as_supervisors(monkeypatch)
    did: Counter[str] = Counter()
    for seed in soak.seeds(HISTORIES, part):
        with tempfile.TemporaryDirectory() as home:
            world = World(Path(home), seed)
            for _ in range(STEPS):
                world.step()
                world.check()
            did += world.did + Counter({"histories": 1})
    assert did["purge: done"] > 0
    tallied(did)
