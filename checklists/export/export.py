"""Writes an export: the pages, the list, the verifier, for a case the originals, then a manifest.

Reads what a reader may, and changes no record. What cannot be read is named.
"""

import hashlib
import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from checklists.definitions.catalog import Catalog
from checklists.errors import WrongUsage
from checklists.export.fields import Recorded, blocks_of
from checklists.export.originals import NotRead, Original, Originals
from checklists.export.page import page
from checklists.export.redaction import Purpose, Redactor, counted
from checklists.export.table import Row, as_csv, as_json_lines, row_of
from checklists.export.target import Target, open_target
from checklists.gate.audit.findings import findings
from checklists.gate.carried_answers import origins
from checklists.gate.status import status_of
from checklists.records.audit_log import Difference
from checklists.records.layout import SESSION_ID
from checklists.records.store import Broken, Store, Stored
from checklists.records.tombstones import Tombstone
from checklists.session.state_notes import StateNotes

FORMAT = 1
VERIFIER = "verify_export.py"
_NO_ID = "a file that has no session's name"
_UNREADABLE = "it cannot be read"


class Wanted(NamedTuple):
    """What is exported: the files that fit, and what could not be read and may fit.

    `missing` are sessions that the audit log has and the disk has not; `purged` are those of the
    days asked for. `asked` says in words what was asked for.
    """

    paths: tuple[Path, ...]
    not_read: tuple[NotRead, ...]
    missing: tuple[Difference, ...]
    asked: str
    purged: tuple[Tombstone, ...] = ()


class Exported(NamedTuple):
    """What was written, and what is wrong with it."""

    sessions: int
    files: int
    manifest_digest: str
    left_out: dict[str, int]
    not_read: tuple[NotRead, ...]
    differences: tuple[Difference, ...]


class Exporter:
    """One export from a home, as one account sees it."""

    def __init__(
        self, store: Store, catalog: Catalog, notes: StateNotes, purpose: Purpose, now: datetime
    ) -> None:
        """Keep what it reads by. Raises WrongUsage where the rules of release have a mistake."""
        problems = catalog.release.problems
        if purpose == "public" and problems:
            raise WrongUsage(
                "No public copy",
                f"The rules of what is released have a mistake: {problems[0]}.",
                "Fix it; `cleartopost check` names every mistake.",
            )
        self._store = store
        self._catalog = catalog
        self._redactor = Redactor(purpose, catalog.release, notes)
        self._now = now
        self._is_whole = purpose == "case"
        self._originals = Originals(store)
        self._same_id: Counter[str] = Counter()
        self._files: list[dict[str, Any]] = []
        self._sessions: list[dict[str, Any]] = []
        self._rows: list[Row] = []
        self._not_read: list[NotRead] = []
        self._differences: list[Difference] = []

    def export(self, wanted: Wanted, to: Path, made_with: str) -> Exported:
        """Write the export. Raises WrongUsage or CannotReadOrWrite."""
        self._not_read += wanted.not_read
        self._differences += wanted.missing
        with open_target(to, self._store.places.home) as target:
            for path in wanted.paths:
                self._export(target, path)
            self._write(target, "list.csv", as_csv(self._rows))
            self._write(target, "list.jsonl", as_json_lines(self._rows))
            self._write(target, VERIFIER, (Path(__file__).with_name(VERIFIER)).read_bytes())
            manifest = json.dumps(self._manifest(wanted, made_with), indent=1).encode() + b"\n"
            target.finish(manifest)
        return Exported(
            len(self._sessions),
            len(self._files) + 1,
            hashlib.sha256(manifest).hexdigest(),
            dict(sum((Counter(row.left_out) for row in self._rows), Counter[str]())),
            tuple(dict.fromkeys(self._not_read)),
            tuple(self._differences),
        )

    def _export(self, target: Target, path: Path) -> None:
        stored, files = self._read(path)
        for found in files:
            if isinstance(found, NotRead):
                self._not_read.append(found)
            else:
                self._write(target, found.path, found.data, found)
        if isinstance(stored, Broken):
            self._not_read.append(NotRead(stored.id, stored.problem))
            return
        difference = self._store.audit.look_at(path)
        self._differences += [difference] if difference is not None else []
        session = stored.session
        context = self._store.context_now(stored)
        completions = self._store.completions.of(session)
        checklist = self._catalog.checklists.get(session.incident_type)
        recorded = Recorded(
            session,
            checklist,
            status_of(session, checklist, context, self._now).status,
            (*context.reviews, *context.cold_reads),
            completions.fit,
            is_unsure=bool(context.unfit or completions.unfit),
        )
        parts = self._redactor.parts(blocks_of(recorded), session.incident_type)
        left_out = counted(parts)
        same = self._same_id[session.id]
        self._same_id[session.id] += 1
        name = f"pages/{session.id}{f'-{same + 1}' if same else ''}.html"
        self._write(target, name, page(session.id, self._redactor.purpose, parts))
        self._rows.append(row_of(parts, left_out, name))
        row: dict[str, Any] = {"id": session.id, "page": name, "left_out": left_out}
        if self._is_whole:
            unfit = (*context.unfit, *completions.unfit)
            row |= {
                "status": recorded.status,
                "file": files[0].path if isinstance(files[0], Original) else "",
                "sealed": session.sealed,
                "does_not_count": [{"file": one.name, "why": one.what} for one in unfit],
                "findings": [
                    {"where": one.where, "what": one.what}
                    for one in findings(session, checklist, context, self._now)
                ],
                "refers_to": list(origins(session)),
            }
        self._sessions.append(row)

    def _read(self, path: Path) -> tuple[Stored | Broken, list[Original | NotRead]]:
        """Return a session, and for a case copy its files, all of the same moment."""
        while True:
            stored = self._store.look(path)
            if not self._is_whole:
                return stored, []
            files = list(self._originals.of(path))
            first = files[0]
            if isinstance(stored, Broken) or isinstance(first, NotRead):
                return stored, files
            if hashlib.sha256(first.data).hexdigest() == stored.bytes_digest:
                return stored, files

    def _write(
        self, target: Target, path: str, data: bytes, original: Original | None = None
    ) -> None:
        target.write(path, data)
        entry: dict[str, Any] = {
            "path": path,
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        if original is not None:
            entry |= {
                "owner": original.owner,
                "owner_uid": original.owner_uid,
                "changed": original.changed,
            }
        self._files.append(entry)

    def _manifest(self, wanted: Wanted, made_with: str) -> dict[str, Any]:
        found: dict[str, Any] = {
            "format": FORMAT,
            "copy": self._redactor.purpose,
            "made_at": self._now.isoformat(),
            "made_with": made_with,
        }
        if self._is_whole:
            found |= {"made_by": str(self._store.actor.account), "asked_for": wanted.asked}
        return found | {
            "sessions": self._sessions,
            "purged": [
                {"id": one.session, "at": one.purged_at.isoformat(), "rule": one.rule}
                for one in wanted.purged
            ],
            "not_read": [self._named(*one) for one in dict.fromkeys(self._not_read)],
            "differs_from_audit_log": [*map(self._difference, self._differences)],
            "files": self._files,
        }

    def _named(self, name: str, why: str) -> dict[str, str]:
        """Return what was not read, for a public copy without what its name or reason may say."""
        if self._is_whole:
            return {"name": name, "why": why}
        named = name if SESSION_ID.fullmatch(name) else _NO_ID
        return {"name": named, "why": _UNREADABLE}

    def _difference(self, found: Difference) -> dict[str, Any]:
        note = found.note
        entry: dict[str, Any] = {"id": note.session, "how": found.how}
        if self._is_whole:
            entry |= {
                "revision": found.revision,
                "seen_revision": note.revision,
                "seen_at": note.at.isoformat(),
                "seen_by_uid": note.by,
                "owner_uid": note.uid,
            }
        return entry
