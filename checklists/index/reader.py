"""Reads sessions for the index: everything that a row needs, derived by the rules.

Many are read by several processes: this module, as a program, answers what files have. Plain
processes at the end of pipes, not `multiprocessing`: they load nothing of the program that started
them, and one whose parent was killed finds its pipe closed and ends. What one of them does not
answer, the parent reads itself.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import IO, cast

from checklists.definitions.catalog import Catalog
from checklists.gate.carried_answers import origins
from checklists.gate.context import SessionContext
from checklists.gate.ended import has_ended
from checklists.gate.list_rows import listed, with_completions
from checklists.gate.status import next_status_change
from checklists.index.database import Reading
from checklists.records.audit_log import Read
from checklists.records.store import Store, Stored
from checklists.session.list_row import unreadable
from checklists.workstation.account import account_of

MANY = 500
"""Files for which it is worth starting other processes."""
MOST = 4
"""Processes."""
AT_ONCE = 32
"""Files in one request. A process has one at a time: with more, where pipes are small, it and its
parent could each wait for the other to read."""

_Process = subprocess.Popen[bytes]


class SessionReader:
    """The sessions of a store, with the checklists that they are walked by."""

    def __init__(self, store: Store, catalog: Catalog) -> None:
        self.store = store
        self._catalog = catalog

    @property
    def knows_the_rules(self) -> bool:
        """Return whether policy and definitions could be read."""
        return not (self.store.policy.unread or self._catalog.unread)

    def look(self, path: Path, now: datetime) -> Reading:
        """Return what a file has, or why it cannot be read.

        What the disk failed to deliver is valid no longer than this moment.
        """
        found = self.store.look(path, for_a_list=True)
        if not isinstance(found, Stored):
            until = now if found.is_transient else None
            return Reading(unreadable(found.id, found.problem), until)
        session = found.session
        done = self.store.completions.of(session).fit
        seen = Read(session, found.bytes_digest).sighting(path)
        checklist = self._catalog.checklist(session.incident_type, session.how)
        if has_ended(session):
            context = SessionContext(author=self.store.author_of(session))
            row = listed(session, checklist, context, now)
            return Reading(with_completions(row, session, done), seen=seen)
        context = self.store.context_now(found)
        row = with_completions(listed(session, checklist, context, now), session, done)
        writers = self.store.rules.people.uids(row.uids)
        return Reading(
            row._replace(uids=tuple(sorted(writers))),
            # Who is on call is not among what a row is checked against.
            now
            if context.is_transient or (session.by_phone and not session.posted)
            else next_status_change(session, checklist, context, now),
            origins(session),
            seen,
        )

    def look_each(self, paths: Iterable[Path], now: datetime, total: int) -> Iterator[Reading]:
        """Yield what each file has, in their order; in several processes where they are many."""
        files = iter(paths)
        with ExitStack() as ends:
            processes: list[_Process] = []
            number = min(os.cpu_count() or 1, MOST) if total >= MANY else 0
            begin = (self.store.places, self.store.actor, self.store.rules.fingerprint, now)
            with suppress(OSError):
                # Fewer, or none, where no more can be started.
                processes += (ends.enter_context(_process(begin)) for _ in range(number))
            if not processes:
                yield from (self.look(path, now) for path in files)
            asked: deque[tuple[_Process, list[Path]]] = deque()
            for process in cycle(processes):
                batch = list(islice(files, AT_ONCE))
                if batch:
                    _send(process, batch)
                    asked.append((process, batch))
                if not asked:
                    return
                if not batch or len(asked) >= len(processes):
                    yield from _answer(*asked.popleft(), lambda path: self.look(path, now))


@contextmanager
def _process(begin: object) -> Iterator[_Process]:
    # Not in the terminal's group: Ctrl-C is for the program. `-P`: nothing from the current folder.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(os.path.isabs, sys.path))}
    with subprocess.Popen(  # this interpreter
        [sys.executable, "-P", "-m", "checklists.index.reader"],
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
    """Return what a process has found in these files; where it does not answer, what `read` has."""
    with suppress(Exception):
        found: list[Reading] = pickle.load(cast("IO[bytes]", process.stdout))  # noqa: S301  # ours
        if [reading.listed.id for reading in found] == [path.stem for path in batch]:
            return found
    # What else it says is of no use either: it may be the answer to another request.
    process.kill()
    return map(read, batch)


def main() -> None:
    """Answer each list of files with what they have, until the pipe is closed."""
    gc.set_threshold(50_000, 20, 20)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What else is printed is no answer.
    os.dup2(2, 1)
    with suppress(EOFError, BrokenPipeError):
        places, actor, fingerprint, now = pickle.load(requests)  # noqa: S301  # from our parent
        # Of a few accounts there are thousands of files: each is looked up once.
        store = Store(places, actor, account=cache(account_of))
        reader = SessionReader(store, store.rules.catalog)
        if store.rules.fingerprint != fingerprint or not reader.knows_the_rules:
            return
        while batch := pickle.load(requests):  # noqa: S301  # as above
            pickle.dump([reader.look(path, now) for path in batch], answers)
            answers.flush()


if __name__ == "__main__":
    main()
