"""`list`: the sessions, the newest first or as asked for, with how each stands now.

Answered by the index: where it knows every row, no session is read and nothing that reads one is
imported.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from itertools import islice
from typing import NamedTuple

from checklists.clean_text import show_text
from checklists.index_reading import Found
from checklists.listed import Listed
from tui.commands.as_json import as_json
from tui.commands.nearest import not_found
from tui.commands.printed import Printed
from tui.commands.progress import tell
from tui.commands.surroundings import Surroundings
from tui.commands.wrapping import day_and_time, wrapped
from tui.list_words import case_number_words

BEGUN = "begun"
"""The order of a list that is not asked for in another."""


class Wanted(NamedTuple):
    """Which sessions to list, and in which order. Empty: all. `since` is the first day on which one
    may have begun, `text` what its draft must hold."""

    status: str = ""
    incident_type: str = ""
    by: str = ""
    since: date | None = None
    text: str = ""
    limit: int | None = None
    sort: str = BEGUN


def list_sessions(here: Surroundings, wanted: Wanted, *, json: bool) -> Printed:
    """The sessions that are wanted, for people or for a script."""
    if wanted.incident_type:
        _check_type(here, wanted.incident_type)
    rows = islice(_sorted(_wanted(here, wanted), wanted.sort), wanted.limit)
    if json:
        return Printed(_json_lines(rows))
    first = next(rows, None)
    if first is None:
        asked = wanted._replace(sort=BEGUN) != Wanted()
        return Printed(("No session is like that." if asked else "No session yet.",))
    return Printed(_lines(first, rows, here.now.tzinfo))


def _check_type(here: Surroundings, incident_type: str) -> None:
    known = (*here.catalog.checklists, *here.catalog.why_out)
    if incident_type not in known:
        raise not_found("incident type", incident_type, known, "See `cleartopost types`.")


def _wanted(here: Surroundings, wanted: Wanted) -> Iterator[Listed]:
    """Those that are wanted, the newest first. What an ID says is asked before a file is looked
    at, and a draft is read only of what everything else lets through."""
    # Not `%Y`, which writes the year 999 with three digits.
    first = wanted.since.isoformat().replace("-", "") if wanted.since else ""

    def keep(session_id: str) -> bool:
        return session_id[:8] >= first

    if wanted.status or wanted.sort != BEGUN:
        tell(here.index.refresh(here.now, user=wanted.by))
    for found in here.index.newest(here.now, user=wanted.by, keep=keep):
        if (
            (not wanted.incident_type or wanted.incident_type == _type_of(found.listed))
            and (not wanted.status or wanted.status == found.listed.status)
            and (not wanted.text or _draft_holds(here, found, wanted.text))
        ):
            yield found.listed


def _type_of(found: Listed) -> str:
    """The incident type; of what cannot be read, as its ID says it."""
    return found.incident_type or found.type_in_id


def _draft_holds(here: Surroundings, found: Found, text: str) -> bool:
    from checklists.draft_search import draft_holds

    return draft_holds(here.store, found.path, text)


def _sorted(rows: Iterator[Listed], by: str) -> Iterator[Listed]:
    """In another order than the newest first: then all must be there before the first is shown."""
    if by == BEGUN:
        return rows
    if by == "changed":
        return iter(sorted(rows, key=_changed, reverse=True))
    words = {"case": "case_number", "type": "short", "author": "author", "status": "status"}
    return iter(sorted(rows, key=lambda row: str(getattr(row, words[by])).casefold()))


def _changed(row: Listed) -> float:
    return datetime.fromisoformat(row.updated_at).timestamp() if row.updated_at else 0.0


# For scripts


def _json_lines(rows: Iterable[Listed]) -> Iterator[str]:
    """An array of objects, indented as `as_json` does; a row at a time, since there may be a
    hundred thousand."""
    before = "["
    for row in rows:
        yield from (before, *(f"  {line}" for line in as_json(in_json(row)).split("\n")[:-1]))
        before = "  },"
    yield from ("[]",) if before == "[" else ("  }", "]")


def in_json(row: Listed) -> dict[str, object]:
    """A row with the keys that scripts rely on; `victim_steps_open` is null where the type is out.

    What cannot be read has its id, the status `unreadable`, a `problem`, and else only nulls.
    """
    if row.problem:
        names = ("author", "case_number", "started_at", "updated_at", "revision")
        return {
            "id": row.id,
            "incident_type": None,
            "status": row.status,
            **dict.fromkeys((*names, "victim_steps_open", "blockers")),
            "problem": row.problem,
        }
    return {
        "id": row.id,
        "incident_type": row.incident_type,
        "status": row.status,
        "author": row.author,
        "case_number": row.case_number,
        "started_at": row.started_at,
        "updated_at": row.updated_at,
        "revision": row.revision,
        "victim_steps_open": row.victim_steps_open,
        "blockers": row.blockers,
    }


# For people


def _lines(first: Listed, rows: Iterable[Listed], zone: tzinfo | None) -> Iterator[str]:
    yield from _in_lines(first, zone)
    for row in rows:
        yield from _in_lines(row, zone)


def _in_lines(row: Listed, zone: tzinfo | None) -> tuple[str, ...]:
    """Two lines a session: whole IDs, types and case numbers do not fit beside each other."""
    if row.problem:
        return (
            f"{show_text(row.id):<48} {row.status:<12}",
            *wrapped(f"Cannot be read: {row.problem}.", "  "),
        )
    updated_at = datetime.fromisoformat(row.updated_at)
    return (
        f"{show_text(row.id):<48}  {row.status:<11}  {day_and_time(updated_at, zone)}",
        f"  {show_text(row.short):<34}  {show_text(row.author):<12}"
        f"  {_cut(case_number_words(row.case_number), 28)}".rstrip(),
    )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 3] + "..."
