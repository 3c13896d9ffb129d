"""Purging: removes what the policy no longer keeps, and leaves a tombstone of each session.

Everything is asked again before each removal, under the lock that whoever places a hold waits for.
The tombstone is on disk before the first file goes, and the session's file goes before its reviews:
killed at any moment, a session is whole or explained, and the next run ends what was begun.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from checklists.definitions.catalog import Catalog
from checklists.errors import CannotReadOrWrite, NotAllowed, Refused
from checklists.export.survey import Survey
from checklists.gate.ended import may_wait
from checklists.gate.list_rows import listed, with_completions
from checklists.records.atomic import read_safely
from checklists.records.codec import LARGEST
from checklists.records.holds import Holds
from checklists.records.layout import month_of, raise_inaccessible, users
from checklists.records.lock import kept_closed
from checklists.records.store import Broken, Store, Stored
from checklists.records.tombstones import Tombstone
from checklists.session.fingerprints import content_digest
from checklists.session.hold import case_keys
from checklists.session.list_row import LEGAL_HOLD
from checklists.session.model import Session
from checklists.workstation.retention import KeepShape, why_no_copies, years_after

LONGEST_JUMP = timedelta(days=1)
"""How far the clock may be past the newest note: one that jumped would end every retention."""
NOT_READ = "part of it cannot be read"

Export = Callable[[Path], str]
"""Exports a session; returns the SHA-256 of the manifest. Raises Problem where it is not whole."""


class Outcome(NamedTuple):
    """What became of a session whose time is over: purged, or kept for a reason.

    `rule` is empty where only files were left beside one that a killed run had purged.
    """

    session: str
    rule: str = ""
    kept: str = ""


class _Due(NamedTuple):
    """A session that may go, by which rule, and when something was last recorded of it."""

    stored: Stored
    rule: KeepShape
    last_at: datetime


class Purger:
    """One purge of a home."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        clock: Callable[[], datetime],
        *,
        dry_run: bool,
        export: Export | None = None,
    ) -> None:
        """Keep what it works by. `export` is called before each removal."""
        self._store = store
        self._places = store.places
        self._catalog = catalog
        self._clock = clock
        self._now = clock()
        self._is_dry = dry_run
        self._export = export
        self._survey = Survey(store)

    def purge(self) -> Iterator[Outcome]:
        """Purge what is due, the newest first, and yield what became of each.

        Raises Refused, NotAllowed, or CannotReadOrWrite; what was yielded until then is done.
        """
        holds = self._store.holds
        if not self._is_dry and not holds.is_home_owner:
            raise NotAllowed(
                "Not allowed", "Only the owner of the home can purge.", "sudo cleartopost purge"
            )
        paths = self._survey.look(lambda found: self._rule(found, found.updated_at) is not None)
        self._check()
        if not self._is_dry:
            holds.keep()
        for session_id in self._begun():
            with nullcontext() if self._is_dry else holds.lock():
                self._remove_rest(session_id)
            yield Outcome(session_id)
        for path in sorted(paths, key=lambda found: found.name, reverse=True):
            with nullcontext() if self._is_dry else holds.lock():
                outcome = self._purge(path)
            if outcome is not None:
                yield outcome
        if not self._is_dry:
            self._store.audit.prune()

    def _check(self) -> None:
        """Raise Refused where nothing may be purged at all."""
        policy = self._store.policy
        newest = self._store.audit.newest()
        if newest is None and self._places.kind != "shared":
            newest = self._survey.newest
        known = {*self._survey.types, *self._catalog.checklists, *self._catalog.why_out}
        why, do = "", ""
        if policy.untrusted or policy.problems:
            why, do = "The policy does not count, or has a mistake.", "See `cleartopost check`."
        elif not policy.retention.keep:
            why, do = "The policy has no [retention] rules.", "See `cleartopost help retention`."
        elif unknown := sorted(policy.retention.types - known):
            why = f"The policy keeps the type {unknown[0]}, which no session and no checklist has."
            do = "Correct it under [retention]."
        elif no_copies := why_no_copies(policy.retention, self._places.kind):
            why, do = f"No copies can be made: {no_copies.why}.", f"As root: {no_copies.fix}"
        elif self._survey.types and (newest is None or self._now > newest + LONGEST_JUMP):
            why = "The clock is more than a day past the newest note in the audit log."
            do = "If the clock is right, purge on a day on which a session was saved and noted."
        if why:
            raise Refused("Nothing was purged", why, do)
        self._holds()

    def _holds(self) -> Holds:
        found = self._store.holds.read()
        if found.unread:
            what = f"holds/{found.unread[0].name} may be a legal hold, and cannot be read."
            raise Refused("Purging stopped", what, "`cleartopost verify --all` says more.")
        return found

    # Deciding

    def _rule(self, session: Session, last_at: datetime) -> KeepShape | None:
        """Return the rule by which a session may go; None while its time is not over.

        The author wrote the times in the file. Its ID is what others noted, and has a day.
        """
        status = "withdrawn" if session.withdrawn is not None else "posted"
        rule = self._store.policy.retention.rule(session.incident_type, status)
        if rule is None or (status == "posted" and not session.posted):
            return None
        with suppress(ValueError):
            last = max(date.fromisoformat(session.id[:8]), last_at.date())
            return rule if years_after(last, rule.years) < self._now.date() else None
        return None

    def _decide(self, path: Path) -> _Due | Outcome | None:
        """Read a session again; return that it may go, why it is kept, or None: it is not due."""
        self._survey.look()
        stored = self._store.look(path)
        if isinstance(stored, Broken):
            return Outcome(path.stem, kept=NOT_READ)
        session = stored.session
        context, found = self._store.context_now(stored), self._store.completions.of(session)
        recorded = [one.recorded_at for one in session.posted]
        recorded += [one.at for one in (*context.reviews, *context.cold_reads)]
        last_at = max((session.updated_at, *recorded, *(one.at for one in found.fit)))
        rule = self._rule(session, last_at)
        if rule is None:
            return None
        checklist = self._catalog.checklist(session.incident_type, session.how)
        row = with_completions(listed(session, checklist, context, self._now), session, found.fit)
        tombstone = self._store.tombstones.of(session.id)
        is_another = tombstone is not None and tombstone.file_digest != stored.bytes_digest
        unread = any(unfit.is_transient for unfit in found.unfit) or context.is_transient
        depends = next(self._survey.depending_on(session.id), "")
        reasons = {
            LEGAL_HOLD: self._holds().on(case_keys(session)),
            "unfinished": row.is_unfinished,
            "it waits for a supervisor": row.waits_for or (may_wait(session) and not checklist),
            "a follow-up is open": row.owed,
            f"{depends} depends on it": depends,
            "it was changed outside the program": not session.sealed,
            "it differs from what the audit log has seen": self._store.audit.compared(path),
            "two files have its ID": len(self._store.files_of(session.id, unsure=True)) != 1,
            "another session with its ID was purged": is_another,
            NOT_READ: unread,
        }
        kept = next((why for why, is_so in reasons.items() if is_so), "")
        return Outcome(path.stem, kept=kept) if kept else _Due(stored, rule, last_at)

    # Removing

    def _purge(self, path: Path) -> Outcome | None:
        """Purge one session if it may go. Under the lock."""
        try:
            with (
                self._store.open_folder(path.parent) as folder,
                kept_closed(folder, path.stem) as is_closed,
            ):
                found = self._decide(path)
                export = ""
                if isinstance(found, _Due) and not self._is_dry and self._export is not None:
                    export = self._export(path)
                    # That takes a while, in which a hold may be placed.
                    found = self._decide(path)
                if isinstance(found, _Due) and not is_closed:
                    found = Outcome(path.stem, kept="it is open in a terminal")
                if not isinstance(found, _Due):
                    self._take_back(path)
                    return found
                if not self._is_dry and not self._remove(folder, found, export):
                    return Outcome(path.stem, kept="it was just changed")
                self._survey.gone.add(path)
                return Outcome(path.stem, found.rule.words)
        except OSError as error:
            raise _not_whole(path.name, error) from None

    def _remove(self, folder: int, due: _Due, export: str) -> bool:
        session, name = due.stored.session, due.stored.path.name
        tombstone = Tombstone(
            session=session.id,
            incident_type=session.incident_type,
            status="posted" if session.withdrawn is None else "withdrawn",
            author_uid=session.author_uid,
            started_at=session.started_at,
            last_at=due.last_at,
            # Not when this run began: what the export noted of it came before.
            purged_at=self._clock(),
            by=self._store.actor.account,
            rule=due.rule.words,
            digest=content_digest(session),
            file_digest=due.stored.bytes_digest,
            export=export,
        )
        self._store.tombstones.write(tombstone)
        if self._store.tombstones.of(session.id) != tombstone:
            what = f"The tombstone in {self._places.purged} would not count."
            raise Refused("Purging stopped", what, "Run `cleartopost setup`; `doctor` says more.")
        if _digest(read_safely(folder, name, LARGEST)[0]) != due.stored.bytes_digest:
            self._store.tombstones.take_back(session.id)
            return False
        os.unlink(name, dir_fd=folder)
        os.fsync(folder)
        self._remove_rest(session.id)
        return True

    def _take_back(self, path: Path) -> None:
        """Remove the tombstone of a kept session, where a run that was killed left it whole.

        Otherwise it would explain whatever becomes of the session.
        """
        found = self._store.tombstones.of(path.stem)
        is_whole = found is not None and found.file_digest == _digest(self._store.bytes_of(path))
        if is_whole and not self._is_dry:
            self._store.tombstones.take_back(path.stem)

    def _begun(self) -> Iterator[str]:
        """Yield the sessions of which a run that was killed has left something."""
        for found in self._store.tombstones.every():
            if isinstance(found, Tombstone) and any(self._beside(found.session)):
                yield found.session

    def _beside(self, session_id: str) -> Iterator[tuple[Path, list[str]]]:
        """Yield what lies beside a session whose file is gone, by folder; nothing while it is."""
        if self._store.files_of(session_id, unsure=True):
            return
        own = re.escape(session_id)
        beside = re.compile(
            rf"{own}\.toml\.edited-.*|\.{own}\.toml\..*\.tmp|\.{own}\.(?:lock|holder)"
        )
        for user in users(self._places, raise_inaccessible):
            month = user / month_of(session_id)
            with suppress(FileNotFoundError), self._store.open_folder(month) as folder:
                if names := [name for name in os.listdir(folder) if beside.fullmatch(name)]:  # noqa: PTH208
                    yield month, names
        for kind in (self._store.reviews.names, self._store.completions.names):
            if names := kind.by_session().get(session_id, []):
                yield kind.folder, names

    def _remove_rest(self, session_id: str) -> None:
        if self._is_dry:
            return
        for where, names in list(self._beside(session_id)):
            try:
                with self._store.open_folder(where) as folder:
                    for name in names:
                        os.unlink(name, dir_fd=folder)
                    os.fsync(folder)
            except OSError as error:
                raise _not_whole(session_id, error) from None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _not_whole(name: str, error: OSError) -> CannotReadOrWrite:
    return CannotReadOrWrite(
        "Only partly purged",
        f"{name}: {(error.strerror or 'failed').lower()}.",
        "Fix that, then run the purge again. It finishes what it began.",
    )
