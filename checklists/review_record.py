"""A review as TOML text, and back. One small file, written once and never changed."""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import tomli
import tomli_w

from checklists.record import Unreadable
from checklists.record_limits import unfit_value
from checklists.review import Review

SCHEMA = 1
LARGEST = 64 * 1024
_NAME = re.compile(r"(?P<session>[0-9a-z-]{1,90})\.[0-9]{8}T[0-9]{12}-(?P<uid>[0-9]{1,10})\.toml")
_KEEP = "It counts for nothing; another review can be given."


def file_name(session_id: str, at: datetime, uid: int) -> str:
    """`SESSION-ID.TIME-UID.toml`; the time in UTC with microseconds, so that no two are one."""
    return f"{session_id}.{at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{uid}.toml"


def session_of(name: str) -> str:
    """The session that a file in the folder of reviews is about; empty when it is none."""
    found = _NAME.fullmatch(name)
    return found["session"] if found else ""


def uid_of(name: str) -> int:
    """Whose review a file's name says that it is; -1 when it says none."""
    found = _NAME.fullmatch(name)
    return int(found["uid"]) if found else -1


def write_review(review: Review) -> bytes:
    """The review as the bytes of its file."""
    table: dict[str, Any] = msgspec.to_builtins(review, builtin_types=(datetime,))
    comments = table.pop("comments", [])
    text = tomli_w.dumps({"schema": SCHEMA, **table}, multiline_strings=True)
    for comment in comments:
        text += "\n[[comments]]\n" + tomli_w.dumps(comment, multiline_strings=True)
    return text.encode()


def read_review(data: bytes, name: str) -> Review:
    """The review that the bytes of a file hold. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(name, f"larger than {LARGEST // 1024} KiB", _KEEP)
    try:
        tables = tomli.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise Unreadable(name, "not whole, or not TOML", _KEEP) from None
    if unfit_value(tables) is not None:
        raise Unreadable(name, "holds what no review may hold", _KEEP)
    if tables.pop("schema", None) != SCHEMA:
        raise Unreadable(name, "of a schema that is not known", _KEEP)
    try:
        return msgspec.convert(tables, Review, strict=True)
    except msgspec.ValidationError:
        raise Unreadable(name, "not a review", _KEEP) from None
