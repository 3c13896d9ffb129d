"""`export`: copies of sessions to hand out, for a case or for the public."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from checklists.errors import ExitCode, WrongUsage
from checklists.export.export import Exported, Exporter, Wanted
from checklists.export.originals import NotRead
from checklists.export.redaction import Purpose
from checklists.export.target import MANIFEST
from checklists.index.index import Rows
from checklists.records.audit_log import Difference
from checklists.records.tombstones import Tombstone
from checklists.session.list_row import case_key, is_case
from checklists.text import show_text
from checklists.workstation.account import login_of
from tui import __version__
from tui.cli.context import CommandContext, Printed
from tui.prompts.console import tell
from tui.wording.list_words import how_many
from tui.wording.review_words import difference_words
from tui.wording.wrapping import wrapped

TO_CHECK = "To check it anywhere: python3 verify_export.py, then this SHA-256."


class Asked(NamedTuple):
    """Which sessions: one ID, a case number, or a span of days; the others are empty."""

    session_id: str = ""
    case_number: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def words(self) -> str:
        """Return what was asked for, as the manifest has it."""
        if self.session_id:
            return f"session {self.session_id}"
        if self.case_number:
            return f"case {self.case_number}"
        return f"days {self.since or ''} to {self.until or ''}"

    def has_day_of(self, session_id: str) -> bool:
        """Return whether a session began in the span; whatever has no day in its name may have."""
        day = session_id[:8]
        if not day.isdecimal() or len(day) < 8:
            return True
        first, last = (found.isoformat().replace("-", "") if found else "" for found in self[2:])
        return first <= day and (not last or day <= last)


def export_sessions(here: CommandContext, asked: Asked, purpose: Purpose, to: str) -> Printed:
    """Export what was asked for to a folder; return what was written, and what is wrong with it."""
    _check(asked)
    exporter = Exporter(here.store, here.catalog, here.rules.state_notes, purpose, here.now)
    wanted = _wanted(here, asked)
    if not wanted.paths:
        raise WrongUsage(
            "Nothing to export",
            f"No session fits; {how_many(len(wanted.not_read), 'file')} could not be read.",
            "See `cleartopost list`.",
        )
    done = exporter.export(wanted, Path(to), f"cleartopost {__version__}")
    wrong = [*_wrong(here, done)]
    code = ExitCode.DOES_NOT_HOLD if wrong else ExitCode.DONE
    purged = [f"Purged before: {one.session}." for one in wanted.purged]
    return Printed((*_said(done, purpose, to), *purged, *wrong, TO_CHECK), code)


def _check(asked: Asked) -> None:
    spans = asked.since is not None or asked.until is not None
    if bool(asked.session_id) + bool(asked.case_number) + spans != 1:
        raise WrongUsage(
            "Which sessions?",
            "Name an ID, --case N, or --since and --until.",
            "Give exactly one of the three.",
        )
    if asked.case_number and not case_key(asked.case_number):
        raise WrongUsage(
            "No case number", "It has no letter and no number.", "Type it like 26-1182."
        )


def _wanted(here: CommandContext, asked: Asked) -> Wanted:
    missing = [d for d in here.store.audit.differences() if d.how == "missing"]
    if asked.session_id:
        path = here.find(asked.session_id)
        same = tuple(d for d in missing if d.note.session == path.stem)
        return Wanted((path,), (), same, asked.words)

    # Not `rows_of_case`: it leaves out what could not be read.
    def keep(_folder: Path, rows: Rows) -> Iterable[str]:
        return [name for name in rows if asked.has_day_of(name)]

    tell(here.index.refresh(here.now))
    paths: list[Path] = []
    not_read: list[NotRead] = []
    for found in here.index.newest(here.now, keep=keep):
        row = found.listed
        if row.problem:
            not_read.append(NotRead(row.id, row.problem))
        elif not asked.case_number or is_case(row.case_number, asked.case_number):
            paths.append(found.path)
    # Nobody knows the case of what is missing or cannot be read.
    may_fit = tuple(d for d in missing if asked.has_day_of(d.note.session))
    # Nor of what was purged: only days can be asked of it.
    purged = here.store.tombstones.every() if not asked.case_number else ()
    of_days = (
        one for one in purged if isinstance(one, Tombstone) and asked.has_day_of(one.session)
    )
    return Wanted(tuple(paths), tuple(not_read), may_fit, asked.words, tuple(of_days))


def _said(done: Exported, purpose: Purpose, to: str) -> Iterator[str]:
    yield f"{how_many(done.sessions, 'session')} in {show_text(to)}: the {purpose} copy."
    if done.left_out:
        total = sum(done.left_out.values())
        by_class = ", ".join(f"{name} {count}" for name, count in sorted(done.left_out.items()))
        yield from wrapped(f"Left out: {total} values ({show_text(by_class)}).", "")
    yield f"For the cover letter, the SHA-256 of {MANIFEST}:"
    yield done.manifest_digest


def _wrong(here: CommandContext, done: Exported) -> Iterator[str]:
    for found in done.not_read:
        yield show_text(f"Could not be exported: {found.name}: {found.why}.")
    for difference in done.differences:
        yield _different(here, difference)


def _different(here: CommandContext, found: Difference) -> str:
    how = difference_words(found, login_of(found.note.by), here.now)
    return show_text(f"{found.note.session}: audit log: {how}.")
