"""taskwarrior and todoman with as many items as we have sessions: the whole list, and 200 of it."""

import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.measured import Failed, Row, compared, in_turns, not_measured
from benchmarks.peers import TASKWARRIOR, TODOMAN
from benchmarks.running import CLEARTOPOST, seconds
from benchmarks.trees import Tree

Command = tuple[str, ...]
SAYS = "Crash at Mill Road, both directions closed"


def measure(folder: Path, tree: Tree, rounds: int) -> Iterator[Row]:
    """Our list of a tree against each of theirs."""
    ours = (*CLEARTOPOST, "list")
    newest = (*ours, "--limit", "200")
    for name, peer in (("taskwarrior", _tasks), ("todoman", _todos)):
        place = folder / f"{name}-{tree.sessions}"
        whole = f"list, {tree.sessions:,} sessions"
        try:
            version, theirs, theirs_newest = peer(place, tree.sessions)
            yield _row(whole, tree, ours, theirs, (rounds, version))
            if theirs_newest:
                what = f"list --limit 200, {tree.sessions:,} sessions"
                yield _row(what, tree, newest, theirs_newest, (rounds, version))
        except Failed as failure:
            yield not_measured(f"{whole}, against {name}", str(failure))


def _row(what: str, tree: Tree, ours: Command, theirs: Command, how: tuple[int, str]) -> Row:
    rounds, version = how
    sides: dict[str, Callable[[], float]] = {
        "ours": partial(seconds, tree.home, ours),
        "theirs": partial(seconds, tree.home, theirs),
    }
    found = in_turns(sides, rounds)
    return compared(what, found["ours"] * 1e3, found["theirs"] * 1e3, "ms", beside=version)


def _tasks(place: Path, items: int) -> tuple[str, Command, Command]:
    """taskwarrior's own import of JSON."""
    program = TASKWARRIOR.program
    place.mkdir()
    tasks = place / "tasks.json"
    made = [
        {
            "description": f"{SAYS} {number}",
            "project": "traffic",
            "status": "pending",
            "entry": f"2026{1 + number % 9:02}{1 + number % 27:02}T120000Z",
            "uuid": f"00000000-0000-4000-8000-{number:012d}",
        }
        for number in range(items)
    ]
    tasks.write_text(json.dumps(made), encoding="utf-8")
    task = (program, "rc:/dev/null", f"rc.data.location={place / 'data'}", "rc.confirmation=off")
    seconds(place / "home", (*task, "import", str(tasks)))
    version = TASKWARRIOR.version(place)
    return version, (*task, "list"), (*task, "limit:200", "list")


def _todos(place: Path, items: int) -> tuple[str, Command, Command]:
    """A folder of calendar files, one an item, as todoman keeps them; its index is warm."""
    program = TODOMAN.program
    calendar = place / "calendars" / "posts"
    calendar.mkdir(parents=True)
    for number in range(items):
        due = f"2026{1 + number % 9:02}{1 + number % 27:02}T120000Z"
        (calendar / f"{number}.ics").write_text(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nBEGIN:VTODO\r\n"
            f"UID:{number}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:{SAYS} {number}\r\n"
            f"DUE:{due}\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
            encoding="utf-8",
        )
    config = place / "config.py"
    config.write_text(
        f"path = {os.fspath(place / 'calendars' / '*')!r}\n"
        f"cache_path = {os.fspath(place / 'cache.sqlite')!r}\n",
        encoding="utf-8",
    )
    todo = (program, "--config", str(config), "list")
    seconds(place / "home", todo)
    return TODOMAN.version(place), todo, ()
