"""Files that count for their place and owner, never for what they say: reviews, completions."""

import os
import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import tomli

from checklists.gate.context import UnfitReview
from checklists.records.atomic import NotAFile, NotAFolder, folder_descriptor, read_safely
from checklists.records.codec import Unreadable
from checklists.records.limits import unfit_value
from checklists.records.review_names import ReviewNames
from checklists.records.upgrades import OtherSchema, Step, steps_from, upgraded

T = TypeVar("T")


def tables_in(
    data: bytes, name: str, *, what: str, steps: Sequence[Step], largest: int, keep: str
) -> dict[str, Any]:
    """Return the tables of a file as of the newest schema, without its number. Raises Unreadable.

    `what` it must be, such as "review"; `keep` is what to do where it is not. `steps` bring one of
    an older schema up to date.
    """
    if len(data) > largest:
        raise Unreadable(name, f"it is larger than {largest // 1024} KiB", keep)
    try:
        tables = tomli.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise Unreadable(name, "it is incomplete or not TOML", keep) from None
    try:
        missing = steps_from(tables.pop("schema", None), steps)
        if unfit_value(tables) is not None:
            raise Unreadable(name, f"has content that no {what} can have", keep)
        return upgraded(tables, missing)
    except OtherSchema as problem:
        # A newer version's may be a return: until that version reads it, it counts as unread.
        raise Unreadable(name, str(problem), keep, is_transient=problem.is_newer) from None


def read_owned(
    folder: Path,
    home: Path,
    name: str,
    read: Callable[[bytes, str], T],
    *,
    largest: int,
    untrusted: str,
) -> tuple[T, os.stat_result] | UnfitReview:
    """Return what a file has, and its state; or why it does not count.

    `untrusted` is why its folder is not safe, if it is not. `read` raises Unreadable.
    """
    if untrusted:
        return UnfitReview(name, f"its folder is not safe: {untrusted}")
    try:
        with folder_descriptor(folder, below=home) as descriptor:
            data, state = read_safely(descriptor, name, largest)
    except (NotAFile, NotAFolder) as error:
        return UnfitReview(name, str(error.strerror))
    except OSError as error:
        what = (error.strerror or "cannot be opened").lower()
        return UnfitReview(name, what, is_transient=True)
    try:
        return read(data, name), state
    except Unreadable as problem:
        return UnfitReview(name, problem.what, is_transient=problem.is_transient)


def why_not_theirs(state: os.stat_result, *, says: int, named: int) -> str:
    """Return why a file may be another account's than it `says` and its name names."""
    if state.st_nlink != 1:
        return "the file has more than one name"
    if state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "accounts other than its owner can write to it"
    if state.st_uid != says or state.st_uid != named:
        return f"it says user ID {says}, but the file belongs to user ID {state.st_uid}"
    return ""


def strays(names: ReviewNames, known: Iterable[str]) -> tuple[UnfitReview, ...]:
    """Return the files that are about no `known` session, or whose name is none of theirs."""
    sessions = set(known)
    return tuple(
        UnfitReview(name, "no session has this ID")
        for session_id, found in sorted(names.by_session().items())
        if session_id not in sessions
        for name in found
    )
