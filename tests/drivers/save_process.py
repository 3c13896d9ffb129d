"""A process that saves, for `saves.py` to kill and to give errors to.

It reads lines `WHAT HOME` and forks for each, so that a fault costs no start of Python. The child
gets everything ready, says `ready PID`, waits for GO, and then does WHAT between two looks at
names that are not there: a trace shows by them which calls the save made. It says `saved REVISION`
as soon as a save was acknowledged, and what went wrong as one line of JSON.
"""

import json
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from factories.homes import CHECKLIST, ID, PIO, TrialHome
from factories.sessions import NOON, Walk, answered
from msgspec.structs import replace

from checklists import changes
from checklists.errors import Problem
from checklists.export.purge import Purger
from checklists.gate.context import EMPTY_CONTEXT
from checklists.records.reviews import ReviewFolder
from checklists.session.fingerprints import content_digest, history_digest
from checklists.session.model import Account, Actor, Session
from checklists.session.post_length import load_for_links_and_emoji
from checklists.session.review import Review
from checklists.workspace.open_session import OpenSession
from checklists.workstation import file_state
from checklists.workstation.policy import Policy
from checklists.workstation.system_lists import is_member

BEGIN, END = "/the-save-begins", "/the-save-ends"
STEP = "facts-verified"
LATER = NOON + timedelta(days=1200)
"""When the session of a purge is due."""
AUTHOR = Actor("mruiz", 1004, ("Maria Ruiz",))
"""The author of the session that is reviewed; the reviewer is whoever runs this."""
GO = signal.SIGUSR1
SUPERVISORS = Policy(blank_after=timedelta(minutes=5), supervisors="root")


def an_answer(session: Session) -> Session:
    """Confirm one step."""
    return Walk.going_on(CHECKLIST, session, NOON, PIO).confirm(STEP).session


def a_ready_mark(session: Session) -> Session:
    """Mark the session ready."""
    return changes.mark_ready(
        session, CHECKLIST, EMPTY_CONTEXT, shown=content_digest(session), actor=PIO, now=NOON
    )


CHANGES = {"answer": an_answer, "ready": a_ready_mark}


def a_session(author: Actor = PIO) -> Session:
    """A session with everything answered."""
    walk = answered("traffic-serious", NOON, author)
    return replace(walk.session, id=ID, revision=1)


def unanswered() -> Session:
    """A session in which nothing but the steps is missing."""
    walk = Walk("traffic-serious", NOON, PIO)
    walk.case_number().write().post_on("facebook").questions_no().list_who_is_needed()
    return replace(walk.session, id=ID, revision=1)


def a_review(session: Session) -> Review:
    """An approval of a session as it stands."""
    return Review(
        session=session.id,
        verdict="approved",
        digest=content_digest(session),
        at=NOON,
        by=Account("root", PIO.uid),
        history_length=len(session.history),
        history_digest=history_digest(session.history),
    )


def say(word: object) -> None:
    """A line that is out before the next call."""
    os.write(1, f"{word}\n".encode())


class Child:
    """One save, with everything that comes before it done."""

    def __init__(self, what: str, folder: Path) -> None:
        self._home = TrialHome(folder)
        self._what = what
        self.opened: OpenSession | None = None
        self._tries = 0
        self.act, self.again = self._prepared()

    def _prepared(self) -> tuple[Callable[[], object], Callable[[], object]]:
        home = self._home
        if self._what == "create":
            return self._create, self._create
        stored = home.stored()
        if self._what == "open":

            def open_it() -> int:
                self.opened = OpenSession(home.store, stored, PIO, lambda: NOON)
                return self.opened.session.revision

            return open_it, open_it
        if self._what == "purge":
            # Policy and definitions are read before: that is no part of it. How old a folder is
            # makes no difference, so that each run makes the same calls.
            file_state.GRAIN_NS = 0
            prepared = (home.store.policy, home.store.rules.catalog)

            def purge() -> int:
                purger = Purger(home.store, prepared[1], lambda: LATER, dry_run=False)
                return sum(not found.kept for found in purger.purge())

            return purge, purge
        if self._what == "review":
            reviews = ReviewFolder(home.places, lambda: SUPERVISORS)
            review = a_review(stored.session)
            return lambda: reviews.write(review).name, lambda: reviews.write(review).name
        opened = self.opened = OpenSession(home.store, stored, PIO, lambda: NOON)

        def again() -> int:
            assert opened.retry()
            return opened.session.revision

        return lambda: opened.apply(CHANGES[self._what]).revision, again

    def _create(self) -> int:
        # A second try is a new session, as on the screen.
        session_id = ID if not self._tries else f"{ID[:-1]}{self._tries}"
        self._tries += 1
        session = changes.start(CHECKLIST, session_id, actor=PIO, now=NOON)
        self.opened = OpenSession.create(self._home.store, session, PIO, lambda: NOON)
        return self.opened.session.revision

    def run(self) -> None:
        """Save; where it fails, say so and try again, the fault being gone."""
        os.access(BEGIN, os.F_OK)
        try:
            say(f"saved {self.act()}")
        except Problem as problem:
            say(json.dumps(self._told(problem)))
            say(f"saved {self.again()}")
        os.access(END, os.F_OK)
        if self.opened is not None and self.opened.read_only:
            say("read only")

    def _told(self, problem: Problem) -> dict[str, object]:
        opened = self.opened
        return {
            "kind": type(problem).__name__,
            "message": problem.message,
            "do": problem.what_to_do,
            "waits": opened is not None and opened.unsaved is not None,
            "shown": opened.session.revision if opened is not None else 0,
        }


def main() -> None:
    """Serve until the other end closes."""
    # The lists of accounts are read once: what the system loads for that is no part of a save.
    is_member(PIO.uid, SUPERVISORS.supervisors)
    load_for_links_and_emoji()
    with open(0, "rb", buffering=0, closefd=False) as asked:
        while line := asked.readline().decode().split():
            what, folder = line
            signal.pthread_sigmask(signal.SIG_BLOCK, {GO})
            child = os.fork()
            if child == 0:
                prepared = Child(what, Path(folder))
                say(f"ready {os.getpid()}")
                # No call that a save makes too: the trace counts each by its name.
                signal.sigwait({GO})
                try:
                    prepared.run()
                except BaseException as error:  # noqa: BLE001  # whatever it is, it is told
                    say(f"escaped {type(error).__name__}: {error}")
                os._exit(0)
            _, status = os.waitpid(child, 0)
            say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
