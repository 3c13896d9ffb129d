"""`list`: the sessions, the newest first, with how each stands now."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from checklists.clean_text import show_text
from checklists.session import Session
from checklists.standing import Standing
from checklists.store import Broken, Stored
from tui.commands.lines import day_and_time, wrapped
from tui.commands.nearest import not_found
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings
from tui.words import case_words


class Wanted(NamedTuple):
    """Which sessions to list. Empty: all. `since` is the first day on which one may have begun."""

    status: str = ""
    incident_type: str = ""
    by: str = ""
    since: date | None = None
    limit: int | None = None


class Row(NamedTuple):
    """One session that could be read, and how it stands."""

    session: Session
    standing: Standing
    short: str
    victim_steps_open: int | None


def list_sessions(here: Surroundings, wanted: Wanted, *, json: bool) -> Printed:
    """The sessions that are wanted, for people or for a script."""
    if wanted.incident_type:
        _check_type(here, wanted.incident_type)
    rows = tuple(islice(_wanted_rows(here, wanted), wanted.limit))
    if json:
        from tui.commands.as_json import as_json

        return Printed((as_json([in_json(row) for row in rows]),))
    if not rows:
        return Printed(("No session is like that." if wanted != Wanted() else "No session yet.",))
    zone = here.now.tzinfo
    return Printed(tuple(line for row in rows for line in _in_lines(row, zone)))


def _check_type(here: Surroundings, incident_type: str) -> None:
    known = (*here.catalog.checklists, *here.catalog.why_out)
    if incident_type not in known:
        raise not_found("incident type", incident_type, known, "See `cleartopost types`.")


def _wanted_rows(here: Surroundings, wanted: Wanted) -> Iterator[Row | Broken]:
    for path in here.store.paths():
        if wanted.by and _folder_of_user(path) != wanted.by:
            continue
        if wanted.since is not None and path.name[:8] < f"{wanted.since:%Y%m%d}":
            continue
        found = here.store.look(path)
        if wanted.incident_type and wanted.incident_type != _type_of(found):
            continue
        row = row_of(here, found) if isinstance(found, Stored) else found
        if not wanted.status or wanted.status == status_of(row):
            yield row


def _type_of(found: Stored | Broken) -> str:
    """The incident type. An ID says it too, so that what cannot be read is listed with its kind."""
    if isinstance(found, Stored):
        return found.session.incident_type
    return found.id[len("20261122-0214-") : -len("-k7q2")]


def _folder_of_user(path: Path) -> str:
    return path.parent.parent.name


def status_of(row: Row | Broken) -> str:
    """The status of a row of the list."""
    return row.standing.status if isinstance(row, Row) else "unreadable"


def row_of(here: Surroundings, stored: Stored) -> Row:
    """How a session that could be read stands now."""
    session = stored.session
    checklist = here.checklist_of(session)
    stands = here.store.beside(session).standing(session, checklist, here.now)
    if checklist is None:
        return Row(session, stands, session.incident_type, None)
    # A step waits exactly while something in it holds the gate.
    waiting = {blocker.step for blocker in stands.blockers}
    victim_steps_open = sum(s.victim_related for s in checklist.steps if s.id in waiting)
    return Row(session, stands, checklist.short, victim_steps_open)


def in_json(row: Row | Broken) -> dict[str, object]:
    """A row with the keys that scripts rely on; `victim_steps_open` is null where the type is out.

    What cannot be read has its id, the status `unreadable`, a `problem`, and else only nulls.
    """
    if isinstance(row, Broken):
        names = ("author", "case_number", "started_at", "updated_at", "revision")
        return {
            "id": row.id,
            "incident_type": None,
            "status": "unreadable",
            **dict.fromkeys((*names, "victim_steps_open", "blockers")),
            "problem": row.problem,
        }
    session = row.session
    return {
        "id": session.id,
        "incident_type": session.incident_type,
        "status": row.standing.status,
        "author": session.author,
        "case_number": session.case_number,
        "started_at": session.started_at,
        "updated_at": session.updated_at,
        "revision": session.revision,
        "victim_steps_open": row.victim_steps_open,
        "blockers": len(row.standing.blockers),
    }


def _in_lines(row: Row | Broken, zone: tzinfo | None) -> tuple[str, ...]:
    """Two lines a session: whole IDs, types and case numbers do not fit beside each other."""
    if isinstance(row, Broken):
        return (
            f"{show_text(row.id):<48} {'unreadable':<12}",
            *wrapped(f"Cannot be read: {row.problem}.", "  "),
        )
    session = row.session
    return (
        _columns(session.id, row.standing.status, session.updated_at, zone),
        f"  {show_text(row.short):<34}  {show_text(session.author):<12}"
        f"  {_cut(case_words(session), 28)}".rstrip(),
    )


def _columns(session_id: str, status: str, updated_at: datetime, zone: tzinfo | None) -> str:
    return f"{show_text(session_id):<48}  {status:<11}  {day_and_time(updated_at, zone)}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 3] + "..."
