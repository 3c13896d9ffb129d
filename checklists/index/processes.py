"""Reads sessions for a first index in several processes: one core takes two minutes for 100,000.

Plain processes at the end of pipes, not `multiprocessing`: they load nothing of the program that
started them, and one whose parent was killed finds its pipe closed and ends. What one of them does
not answer, the parent reads itself.
"""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from typing import IO, cast

from checklists.index.protocol import Reading
from checklists.records.store import Store

READER = "checklists.index.reader"
"""The module that answers at the other end of a pipe."""
MOST = 4
AT_ONCE = 32
"""Files in one request. A process has one at a time: with more, where pipes are small, it and its
parent could each wait for the other to read."""

_Process = subprocess.Popen[bytes]


def read_each(
    store: Store, paths: Iterable[Path], now: datetime, read: Callable[[Path, datetime], Reading]
) -> Iterator[Reading]:
    """Yield what each file has, in their order; `read` reads one in this process."""
    with ExitStack() as ends:
        begin = (store.places, store.actor, store.rules.fingerprint, now)
        number = min(os.cpu_count() or 1, MOST)
        processes: list[_Process] = []
        with suppress(OSError):
            # Fewer, or none, where no more can be started.
            processes += (ends.enter_context(_process(begin)) for _ in range(number))
        asked: deque[tuple[_Process, list[Path]]] = deque()
        files = iter(paths)
        if not processes:
            yield from (read(path, now) for path in files)
        for process in cycle(processes):
            batch = list(islice(files, AT_ONCE))
            if batch:
                _send(process, batch)
                asked.append((process, batch))
            if not asked:
                return
            if not batch or len(asked) >= len(processes):
                yield from _answer(*asked.popleft(), lambda path: read(path, now))


@contextmanager
def _process(begin: object) -> Iterator[_Process]:
    # Not in the terminal's group: Ctrl-C is for the program. `-P`: nothing from the current folder.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(os.path.isabs, sys.path))}
    with subprocess.Popen(  # noqa: S603  # this interpreter
        [sys.executable, "-P", "-m", READER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        process_group=0,
    ) as process:
        try:
            _send(process, begin)
            yield process
        finally:
            # It only reads.
            process.kill()
            with suppress(OSError):
                process.communicate()


def _send(process: _Process, what: object) -> None:
    # One that has ended does not answer either.
    with suppress(OSError):
        requests = cast("IO[bytes]", process.stdin)
        requests.write(pickle.dumps(what))
        requests.flush()


def _answer(
    process: _Process, batch: list[Path], read: Callable[[Path], Reading]
) -> Iterable[Reading]:
    answers = cast("IO[bytes]", process.stdout)
    with suppress(Exception):
        found: list[Reading] = pickle.load(answers)  # noqa: S301  # from our own process
        if [reading.listed.id for reading in found] == [path.stem for path in batch]:
            return found
    # What else it says is of no use either: it may be the answer to another request.
    process.kill()
    return map(read, batch)
