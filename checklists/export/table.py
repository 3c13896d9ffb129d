"""The list of what was exported: a row a session, as CSV and as JSON lines."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from checklists.export.redaction import Part

COLUMNS = (
    "id",
    "incident_type",
    "status",
    "author",
    "case_number",
    "started_at",
    "updated_at",
)
"""The fields of a session that the list has, as far as the copy has them."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OF_A_POST = ("platform", "at", "link")


class Row(NamedTuple):
    """One session: its fields, where it was posted, and how much is left out of each class."""

    values: Mapping[str, str]
    posts: tuple[Mapping[str, str], ...]
    left_out: Mapping[str, int]
    page: str


def row_of(parts: Iterable[Part], left_out: Mapping[str, int], page: str) -> Row:
    """Return the row of a session from what its page shows."""
    values: dict[str, str] = {}
    posts: list[Mapping[str, str]] = []
    for part in parts:
        for group in part.groups:
            if part.heading == "Session":
                values |= {f.name: f.value for f in group if f.name in COLUMNS}
            elif part.heading == "Posts":
                fields = ((field.name.rpartition(".")[2], field.value) for field in group)
                posts.append({name: value for name, value in fields if name in _OF_A_POST})
    return Row(values, tuple(posts), left_out, page)


def as_csv(rows: Iterable[Row]) -> bytes:
    """Return the rows for a spreadsheet, which takes none of them for a formula."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow((*COLUMNS, "posts", "left_out", "page"))
    for row in rows:
        posts = "; ".join(" ".join(post.values()) for post in row.posts)
        cells = (*(row.values.get(name, "") for name in COLUMNS), posts)
        writer.writerow((*map(_as_text, cells), sum(row.left_out.values()), row.page))
    return made.getvalue().encode()


def as_json_lines(rows: Iterable[Row]) -> bytes:
    """Return the rows as JSON, one a line."""
    lines = (
        json.dumps(
            {
                **{name: row.values.get(name) for name in COLUMNS},
                "posts": row.posts,
                "left_out": row.left_out,
                "page": row.page,
            }
        )
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
