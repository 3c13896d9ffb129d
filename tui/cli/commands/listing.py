"""`list`: list sessions with their current status.

Rows come from the index. Where it is up to date, no session is read and no module that reads one is
imported.
"""

import pwd
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checklists.errors import WrongUsage
from checklists.index.index import Found
from checklists.records.layout import belongs_to
from checklists.session.list_row import LEGAL_HOLD, Listed, case_key, is_case
from checklists.text import show_text
from tui.cli.context import CommandContext, Printed, as_json
from tui.prompts.console import tell
from tui.wording.list_words import (
    cannot_be_read_words,
    case_number_words,
    down_words,
    status_word,
)
from tui.wording.wrapping import day_and_time, wrapped

if TYPE_CHECKING:
    from checklists.index.index import Rows, Whose

BEGUN = "begun"
"""The default order."""


class Wanted(NamedTuple):
    """The filters and the order of a list; an empty filter matches every session.

    `since` is the earliest start date; `text` must occur in the draft or the case number.
    """

    status: str = ""
    incident_type: str = ""
    by: str = ""
    since: date | None = None
    case_number: str = ""
    text: str = ""
    limit: int | None = None
    sort: str = BEGUN


def list_sessions(here: CommandContext, wanted: Wanted, *, json: bool) -> Printed:
    """Return the matching sessions as text lines or as JSON."""
    if wanted.incident_type:
        here.check_type(wanted.incident_type)
    if wanted.case_number and not case_key(wanted.case_number):
        raise WrongUsage(
            "No case number", "It has no letter and no number.", "Type it like 26-1182."
        )
    rows = islice(_sorted(_wanted(here, wanted), wanted.sort), wanted.limit)
    if json:
        return Printed(_json_lines(rows), errors=here.no_folder)
    first = next(rows, None)
    if first is None:
        asked = wanted._replace(sort=BEGUN) != Wanted()
        nothing = "No sessions match." if asked else "No sessions yet."
        return Printed((" ".join((nothing, *here.no_folder)),))
    return Printed(_lines(first, rows, here.now.tzinfo))


def _wanted(here: CommandContext, wanted: Wanted) -> Iterator[Listed]:
    """Yield the matching rows, newest first.

    The cheap filters come first: the ID and the case number before any file is read, then the
    words, which few files have. Whether these are in the draft is asked only of what passes every
    other filter.
    """
    # Not `strftime("%Y")`, which writes the year 999 with three digits.
    first = wanted.since.isoformat().replace("-", "") if wanted.since else ""

    def among(folder: Path, names: list[str]) -> list[str]:
        names = [name for name in names if name[:8] >= first]
        in_text = wanted.text and not wanted.case_number
        return _with_words(here, folder, names, wanted.text) if in_text else names

    def keep(folder: Path, rows: "Rows") -> Iterable[str]:
        return _of_case(folder, rows, wanted.case_number) if wanted.case_number else rows

    is_filtered = bool(wanted.since or wanted.text)
    whose = _whose(wanted.by) if wanted.by else None
    reads_all = wanted.limit is None and not is_filtered
    if reads_all or wanted.status or wanted.case_number or wanted.sort != BEGUN:
        # In several processes where many are new, saying how far it has come.
        tell(here.index.refresh(here.now, whose=whose))
    for found in here.index.newest(
        here.now, whose=whose, among=among if is_filtered else None, keep=keep
    ):
        if (
            (not wanted.incident_type or wanted.incident_type == _type_of(found.listed))
            and (not wanted.status or wanted.status == found.listed.status)
            and (not wanted.case_number or is_case(found.listed.case_number, wanted.case_number))
            and (not wanted.text or _has_words(here, found, wanted.text))
            and (here.asked is None or here.asked.sees(found.listed))
        ):
            yield found.listed


def _whose(login: str) -> "Whose":
    """Return which users' folders belong to a login: also those of its former logins."""
    try:
        uid = pwd.getpwnam(login).pw_uid
    except KeyError:
        uid = -1
    return lambda folder: belongs_to(folder, login, uid)


def _type_of(found: Listed) -> str:
    """Return the incident type, taken from the ID where the file cannot be read."""
    return found.incident_type or found.type_in_id


def _with_words(here: CommandContext, folder: Path, names: list[str], text: str) -> list[str]:
    from checklists.records.search import files_with, folded

    return files_with(here.store, folder, dict.fromkeys(names, (folded(text),)))


def _has_words(here: CommandContext, found: Found, text: str) -> bool:
    from checklists.records.search import folded, session_with

    return session_with(here.store, found.path, (folded(text),)) is not None


def _of_case(folder: Path, rows: "Rows", case_number: str) -> "Rows":
    from checklists.index.cases import rows_of_case

    return rows_of_case(folder, rows, case_number)


def _sorted(rows: Iterator[Listed], by: str) -> Iterator[Listed]:
    """Return the rows in the order asked for.

    Any order but the newest first reads every row before the first is shown.
    """
    if by == BEGUN:
        return rows
    if by == "changed":
        return iter(sorted(rows, key=_changed, reverse=True))
    words = {"case": "case_number", "type": "short", "author": "author", "status": "status"}
    return iter(sorted(rows, key=lambda row: str(getattr(row, words[by])).casefold()))


def _changed(row: Listed) -> float:
    return datetime.fromisoformat(row.updated_at).timestamp() if row.updated_at else 0.0


def _json_lines(rows: Iterable[Listed]) -> Iterator[str]:
    """Yield the lines of a JSON array, indented as `as_json` does.

    One row at a time, because there may be a hundred thousand.
    """
    before = "["
    for row in rows:
        yield from (before, *(f"  {line}" for line in as_json(in_json(row)).split("\n")[:-1]))
        before = "  },"
    yield from ("[]",) if before == "[" else ("  }", "]")


def in_json(row: Listed) -> dict[str, object]:
    """Return a row with the keys that scripts rely on.

    `victim_steps_open` is null if the incident type is out of use, and so are both counts of a
    session that has ended. A file that cannot be read has its ID, the status `unreadable` and a
    `problem`; its other keys are null.
    """
    if row.problem:
        names = ("author", "case_number", "started_at", "updated_at", "revision")
        others = ("legal_hold", "taken_down", "victim_steps_open", "blockers")
        return {
            "id": row.id,
            "incident_type": None,
            "status": row.status,
            **dict.fromkeys((*names, *others)),
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
        "legal_hold": row.held,
        "taken_down": [{"platform": platform, "at": at} for platform, at in row.taken_down],
    }


def _lines(first: Listed, rows: Iterable[Listed], zone: tzinfo | None) -> Iterator[str]:
    yield from _in_lines(first, zone)
    for row in rows:
        yield from _in_lines(row, zone)


def _in_lines(row: Listed, zone: tzinfo | None) -> tuple[str, ...]:
    """Return a session as two lines, and a third where its post was taken down.

    A whole ID, type and case number do not fit on one.
    """
    if row.problem:
        return (
            f"{show_text(row.id):<48} {status_word(row.status):<12}",
            *wrapped(cannot_be_read_words(row.problem), "  "),
        )
    updated_at = datetime.fromisoformat(row.updated_at)
    return (
        f"{show_text(row.id):<48}  {status_word(row.status):<11}  {day_and_time(updated_at, zone)}",
        f"  {show_text(row.short):<34}  {show_text(row.author):<12}"
        f"  {_cut(case_number_words(row.case_number), 28)}".rstrip(),
        *((f"  {LEGAL_HOLD}",) if row.held else ()),
        *(wrapped(down_words(row.taken_down, zone), "  ") if row.down else ()),
    )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 3] + "..."
