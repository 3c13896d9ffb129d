"""A review as TOML text, and back. One small file, written once and never changed."""

from datetime import datetime
from typing import Any

import msgspec
import tomli
import tomli_w

from checklists.records.codec import Unreadable
from checklists.records.limits import unfit_value
from checklists.session.review import NOT_IN_FILE, ON_ONE_STEP, Review

SCHEMA = 1
LARGEST = 64 * 1024
_KEEP = "It counts for nothing; another review can be given."


def write_review(review: Review) -> bytes:
    """Return the review as the bytes of its file."""
    table: dict[str, Any] = msgspec.to_builtins(review, builtin_types=(datetime,))
    comments = table.pop("comments", [])
    for name in NOT_IN_FILE:
        table.pop(name, None)
    text = tomli_w.dumps({"schema": SCHEMA, **table}, multiline_strings=True)
    for comment in comments:
        text += "\n[[comments]]\n" + tomli_w.dumps(comment, multiline_strings=True)
    return text.encode()


def read_review(data: bytes, name: str) -> Review:
    """Return the review in the bytes of a file. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(name, f"larger than {LARGEST // 1024} KiB", _KEEP)
    try:
        tables = tomli.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise Unreadable(name, "not whole, or not TOML", _KEEP) from None
    if unfit_value(tables) is not None:
        raise Unreadable(name, "holds what no review may hold", _KEEP)
    if set(NOT_IN_FILE) & set(tables):
        raise Unreadable(name, "not a review", _KEEP)
    if tables.pop("schema", None) != SCHEMA:
        raise Unreadable(name, "of a schema that is not known", _KEEP)
    try:
        review = msgspec.convert(tables, Review, strict=True)
    except msgspec.ValidationError:
        raise Unreadable(name, "not a review", _KEEP) from None
    if (review.verdict in ON_ONE_STEP) != bool(review.step):
        raise Unreadable(name, "not a review", _KEEP)
    return review
