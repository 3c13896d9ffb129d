"""A shared home with years of sessions, in which everything is the file of whoever wrote it.

Made by root, who purges; the accounts are only numbers.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli_w
from factories.sessions import SOMEBODY, FixedRules, Walk, answered, catalog
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace

from checklists import changes
from checklists.digests import digest_of
from checklists.export.purge import Export, Outcome, Purger
from checklists.records import completions, holds, reviews
from checklists.records.codec import write_record
from checklists.records.completions import write_completion
from checklists.records.layout import month_of
from checklists.records.review_names import file_name
from checklists.records.reviews import write_review
from checklists.records.store import Store
from checklists.session.completion import NOT_OWED, Completion
from checklists.session.fingerprints import content_digest, history_digest
from checklists.session.hold import Hold
from checklists.session.model import Account, Actor, Session
from checklists.session.review import Review
from checklists.workstation.paths import Places, places_in
from checklists.workstation.policy import Policy
from checklists.workstation.retention import KeepShape, RetentionShape

ROOT, AUTHOR = Actor("root", 0), Actor("mruiz", 7101, ("Maria Ruiz",))
CHEN, DIAZ = Account("lchen", 7103), Account("rdiaz", 7104)
SUPERVISORS = (CHEN.uid, DIAZ.uid)
KEPT = (
    KeepShape(years=10, types=("traffic-advisory",)),
    KeepShape(years=5, status="posted"),
    KeepShape(years=1, status="canceled"),
)
POLICY = Policy(
    blank_after=timedelta(minutes=5), supervisors="sups", retention=RetentionShape(keep=KEPT)
)
LONG_AGO = datetime(2010, 5, 3, 9, tzinfo=UTC)
LATER = datetime(2022, 6, 1, 9, tzinfo=UTC)


def as_supervisors(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two supervisors are in their group, and nobody else."""
    for module in (completions, holds, reviews):
        monkeypatch.setattr(module, "is_member", lambda uid, _: uid in SUPERVISORS)


@cache
def posted_at(incident_type: str, at: datetime) -> Session:
    session = posted(answered(incident_type, at, AUTHOR).mark_ready(), at=at)
    # What went out early waits for a supervisor.
    in_time = (replace(one, early="", reason="", ordered_by="") for one in session.posted)
    return replace(session, posted=tuple(in_time))


def a_post(at: datetime, incident_type: str = "community-post", name: str = "k7q2") -> Session:
    """A post of which nothing is owed, or a closure, which owes something."""
    return _named(posted_at(incident_type, at), at, name)


def canceled(at: datetime, name: str = "k7q2", incident_type: str = "community-post") -> Session:
    walk = Walk(incident_type, at, AUTHOR).case_number()
    session = changes.withdraw(walk.session, "Not to be posted", actor=AUTHOR, now=at)
    return _named(session, at, name)


def begun(at: datetime, name: str = "k7q2") -> Session:
    return _named(Walk("community-post", at, AUTHOR).case_number().session, at, name)


def _named(session: Session, at: datetime, name: str) -> Session:
    return replace(session, id=f"{at:%Y%m%d-%H%M}-{session.incident_type}-{name}", revision=1)


class Archive:
    """The home, and what is put there."""

    def __init__(self, home: Path, policy: Policy = POLICY) -> None:
        self.places: Places = places_in("shared", home, home)
        self.policy = policy
        places = self.places
        for folder in (home, places.sessions, places.purged, places.sessions / AUTHOR.login):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o750)
        for folder in (places.reviews, places.completions, places.audit, places.holds):
            folder.mkdir()
            folder.chmod(0o3775)
        self._made = 0

    @property
    def store(self) -> Store:
        """The store as a program that begins now has it."""
        return Store(self.places, ROOT, FixedRules(self.places, self.policy))

    def path(self, session: Session) -> Path:
        month = self.places.sessions / session.author / month_of(session.id)
        return month / f"{session.id}.toml"

    def put(self, session: Session, seen_at: datetime | None = None) -> Path:
        """Put a session there, as its author's; `seen_at` is when root noted it, if ever."""
        path = self.path(session)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._write(path, write_record(session), session.author_uid, 0o640)
        if seen_at is not None:
            self.note(session, seen_at)
        return path

    def note(self, session: Session, at: datetime) -> None:
        """Note a session as it is, as root's timer does."""
        found = {"at": at, "by": 0, "session": session.id, "uid": session.author_uid}
        found |= {"revision": session.revision, "history": session.history_digest}
        found |= {"digest": hashlib.sha256(self.path(session).read_bytes()).hexdigest()}
        with (self.places.audit / f"{month_of(session.id)}.0.log").open("ab") as log:
            log.write(msgspec.json.encode(found) + b"\n")

    def is_now(self, now: datetime) -> None:
        """Something was saved and noted now: the clock is right."""
        self.put(begun(now, f"now{self._number % 10}"), now)

    def hold(self, case_number: str, by: Account, at: datetime, lifts: Hold | None = None) -> Path:
        """Place a hold, or lift one."""
        digest = digest_of(lifts) if lifts is not None else ""
        hold = Hold(case_number, at, by, "Smith v. City", digest)
        table: dict[str, Any] = msgspec.to_builtins(hold, builtin_types=(datetime,))
        path = self.places.holds / f"20100101T0000000{self._number:05}-{by.uid}.toml"
        data = tomli_w.dumps({"schema": 1, **table}).encode()
        return self._write(path, data, by.uid, 0o644)

    def complete(self, session: Session, at: datetime) -> list[Path]:
        """Say of everything that a post owes that it is owed no longer, as a supervisor may."""
        made = []
        for item in session.follow_ups:
            given = Completion(
                session.id, item.id, digest_of(item), NOT_OWED, at, at, CHEN, SOMEBODY, note="Done"
            )
            name = f"{session.id}.{item.id}.20100101T0000000{self._number:05}-{CHEN.uid}.toml"
            path = self.places.completions / name
            made.append(self._write(path, write_completion(given), CHEN.uid, 0o640))
        return made

    def review(self, session: Session, at: datetime) -> Path:
        """Review what went out."""
        review = Review(
            session.id,
            "confirmed-after",
            content_digest(session),
            at,
            CHEN,
            history_length=len(session.history),
            history_digest=history_digest(session.history),
        )
        path = self.places.reviews / file_name(session.id, at, CHEN.uid)
        return self._write(path, write_review(review), CHEN.uid, 0o644)

    @property
    def _number(self) -> int:
        self._made += 1
        return self._made

    def _write(self, path: Path, data: bytes, uid: int, mode: int) -> Path:
        path.write_bytes(data)
        path.chmod(mode)
        os.chown(path, uid, 0)
        return path

    def purge(
        self, now: datetime, *, dry_run: bool = False, export: Export | None = None
    ) -> list[Outcome]:
        """What root's purge says."""
        purger = Purger(self.store, catalog(), lambda: now, dry_run=dry_run, export=export)
        return list(purger.purge())

    def files(self) -> set[str]:
        """Every file in the home, but for the audit log."""
        home = self.places.home
        every = (path.relative_to(home) for path in home.rglob("*") if path.is_file())
        return {path.as_posix() for path in every if path.parts[0] != "audit"}

    def below(self, *paths: Path) -> set[str]:
        return {path.relative_to(self.places.home).as_posix() for path in paths}

    def noted(self) -> Iterable[dict[str, Any]]:
        """Every note in the audit log, read without the program."""
        for log in self.places.audit.glob("*.log"):
            yield from map(json.loads, filter(None, log.read_bytes().split(b"\n")))
