"""A purge that is killed, or fails, at any system call: the session is whole or it is explained,
and the next purge ends as if nothing had happened."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from drivers.save_process import LATER
from drivers.saves import Call, Outcome, Saver, Template, saver
from factories.homes import ID, PIO, TrialHome

from checklists.export.purge import Purger
from checklists.records.store import Store

pytestmark = pytest.mark.slow

ONLY_LOOK = {
    *(
        "close",
        "fcntl",
        "newfstatat",
        "lseek",
        "getdents64",
        "fstat",
        "read",
        "readlink",
        "ioctl",
        "access",
    ),
    *("getrandom", "geteuid", "getuid", "getpid", "gettid", "brk", "mmap", "munmap", "futex"),
}
"""Calls after which the disk is as it was: killed before one is killed before the next other."""


SAID = {"CannotReadOrWrite", "FolderInaccessible", "Refused"}


def beside(home: TrialHome) -> set[str]:
    """The names of all that a purge removes with the session's file."""
    places = home.places
    folders = (home.path().parent, places.reviews, places.completions)
    every = {path.name for folder in folders for path in folder.iterdir() if ID in path.name}
    return every - {home.path().name}


def files(home: TrialHome) -> set[str]:
    return {str(path.relative_to(home.places.home)) for path in home.places.home.rglob("*")}


def purge(home: TrialHome) -> None:
    store = Store(home.places, PIO)
    list(Purger(store, store.rules.catalog, lambda: LATER, dry_run=False).purge())


def is_whole_or_explained(home: TrialHome, all_beside: set[str]) -> None:
    tombstone = home.store.tombstones.of(ID)
    if home.path().exists():
        assert beside(home) == all_beside
    else:
        assert tombstone is not None
        assert home.store.tombstones.explains(ID, PIO.uid, LATER)


def calls_of(driver: Saver, template: Template) -> list[Call]:
    calls = driver.calls("purge", template.copy())
    assert {call.name for call in calls} >= {"unlink", "fsync", "rename"} or {
        call.name for call in calls
    } >= {"unlinkat", "fsync", "renameat"}
    return [call for call in calls if call.name not in ONLY_LOOK]


def each_fault(
    folder: Path, fault: str, check: Callable[[TrialHome, Outcome], None]
) -> tuple[int, int]:
    """Make one fault at each call; return how many, and after how many the session was there."""
    template = Template("purge", folder)
    untouched = template.copy()
    all_beside = beside(untouched)
    purge(untouched)
    assert not untouched.path().exists()
    assert beside(untouched) == set()
    wanted = files(untouched)
    whole = 0
    with saver(folder / "driver") as driver:
        calls = calls_of(driver, template)
        for call in calls:
            home = template.copy()
            inject = f"inject={call.name}:{fault}:when={call.number}"
            outcome = driver.save("purge", home, "-e", f"trace={call.name}", "-e", inject)
            whole += home.path().exists()
            is_whole_or_explained(home, all_beside)
            check(home, outcome)
            purge(home)
            left = {name for name in files(home) if not name.endswith(".tmp")}
            assert left == wanted, call
            assert home.store.tombstones.of(ID) is not None
    return len(calls), whole


def test_killed_at_any_call_it_is_whole_or_explained_and_ends_the_next_time(
    tmp_path: Path, counted: Callable[[str], None]
) -> None:
    def was_killed(_home: TrialHome, outcome: Outcome) -> None:
        assert outcome.was_killed, outcome

    calls, whole = each_fault(tmp_path, "signal=SIGKILL", was_killed)
    assert 0 < whole < calls
    counted(f"SIGKILL before every call of a purge: {calls} kills, {whole} with the session there")


def test_an_error_at_any_call_is_said_and_the_next_try_ends_it(
    tmp_path: Path, counted: Callable[[str], None]
) -> None:
    refused = 0

    def is_said(home: TrialHome, outcome: Outcome) -> None:
        nonlocal refused
        assert outcome.code == 0, outcome
        said = [json.loads(line) for line in outcome.lines if line.startswith("{")]
        assert all(one["kind"] in SAID for one in said), said
        refused += bool(said)

    calls, _ = each_fault(tmp_path, "error=EIO", is_said)
    assert refused > 0
    counted(f"EIO at every call of a purge: {calls} errors, {refused} said, none harmful")
