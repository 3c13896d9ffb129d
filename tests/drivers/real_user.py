"""What a person does on the screens, done by a real user: every change goes through OpenSession.

real_user.py walk [TYPE]          a new session, walked until it is marked ready; prints its ID
real_user.py mend ID              answers the returned steps anew and marks it ready again
real_user.py letter ID            changes one letter of the text
real_user.py ready ID             confirms what is stale and marks it ready
real_user.py every ID             the same, with every step that a question adds
real_user.py add ID COUNT NAME    so many changes, each after taking the pen anew
real_user.py hold ID              opens it and keeps it until a line is read; prints how it stands
real_user.py wait ID              opens it a second time; prints who holds it, and when it is free
real_user.py approve ID           approves what it was shown before a line is read
real_user.py posts COUNT          so many answered holding statements; prints their IDs
real_user.py carry ID...          continues each in one of one's own, answered; prints their IDs
real_user.py mark ID...           marks each ready
real_user.py canceled DAYS        a session that was canceled so many days ago; prints its ID
real_user.py again ID STEP        opens it, and answers a step once more when a line is read
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from factories import sessions
from msgspec.structs import replace

from checklists import changes
from checklists.definitions.catalog import load_catalog
from checklists.errors import Problem
from checklists.gate.blockers import step_blockers
from checklists.records.store import Store, new_id
from checklists.review.queue import returned_steps
from checklists.session.fingerprints import content_digest
from checklists.session.model import Session
from checklists.workspace.give_review import give_review, read_for_review
from checklists.workspace.open_session import OpenSession
from checklists.workspace.sessions import Workspace
from checklists.workstation.account import current_actor
from checklists.workstation.clock import local_now
from checklists.workstation.paths import find_places
from checklists.workstation.trust import definitions_trust

ACTOR = current_actor()
PLACES = find_places()
STORE = Store(PLACES, ACTOR)
WORKSPACE = Workspace(STORE, ACTOR)
CATALOG = load_catalog(PLACES.checklists, trust=definitions_trust(PLACES))


def do(opened: OpenSession, change: Callable[[sessions.Walk], object]) -> None:
    """One change, the way a screen makes it."""

    def changed(session: Session) -> Session:
        checklist = opened.known_checklist()
        walk = sessions.Walk.going_on(checklist, session, opened.clock(), ACTOR)
        walk.reviews = opened.reviews
        change(walk)
        return walk.session

    opened.apply(changed)


def opened(session_id: str) -> OpenSession:
    stored = STORE.read(STORE.find(session_id))
    return OpenSession(STORE, stored, ACTOR)


def answer_what_holds(session: OpenSession) -> None:
    checklist = session.known_checklist()
    for step in checklist.steps:
        if step_blockers(session.session, checklist, step, session.context, session.clock()):
            do(session, partial(_confirm, step_id=step.id))


def _confirm(walk: sessions.Walk, step_id: str) -> None:
    walk.confirm(step_id)


def walk(incident_type: str = "traffic-serious") -> None:
    checklist = CATALOG.checklists[incident_type]
    now = local_now()
    STORE.prepare(now)
    started = changes.start(checklist, new_id(incident_type, now), actor=ACTOR, now=now)
    session = OpenSession.create(STORE, started, ACTOR)
    do(session, lambda w: w.case_number())
    do(session, lambda w: w.write().post_on("facebook", "x").add_photo().questions_no())
    do(session, lambda w: w.list_who_is_needed())
    answer_what_holds(session)
    session.mark_ready(content_digest(session.session))
    assert session.status().is_ready
    session.close()
    print(session.session.id)


def mend(session_id: str) -> None:
    session = opened(session_id)
    steps = returned_steps(session.session, session.context)
    print("returned:", *steps)
    for step_id in steps:
        do(session, partial(_confirm, step_id=step_id))
    session.mark_ready(content_digest(session.session))
    session.close()
    print(session.status().status)


def letter(session_id: str) -> None:
    session = opened(session_id)
    text = session.session.draft.text + "."
    do(session, lambda w: w.write(text, changes_meaning=False))
    session.close()


def ready(session_id: str, *, every: bool = False) -> None:
    session = opened(session_id)
    do(session, lambda w: w.every_step_asked() if every else w.questions_no())
    answer_what_holds(session)
    session.mark_ready(content_digest(session.session))
    session.close()
    print(session.status().status)


def every(session_id: str) -> None:
    ready(session_id, every=True)


def add(session_id: str, count: str, writer: str) -> None:
    session = opened(session_id)
    session.close()
    for number in range(int(count)):
        while not session.try_lock():
            time.sleep(random.uniform(0.001, 0.004))  # noqa: S311  # no secret
        saved = session.apply(partial(changes.type_draft, text=f"{writer}-{number}", variants={}))
        print(saved.revision)
        session.close()


def hold(session_id: str) -> None:
    session = opened(session_id)
    print("reads" if session.read_only else "writes", flush=True)
    sys.stdin.readline()


def wait(session_id: str) -> None:
    session = opened(session_id)
    holder = session.holder
    assert holder is not None
    print(holder.by, holder.pid, holder.since.isoformat(), flush=True)
    until = time.monotonic() + 20
    while not session.try_lock():
        assert time.monotonic() < until
        time.sleep(0.01)
    print(f"{time.time():.3f}", flush=True)


def approve(session_id: str) -> None:
    path = STORE.find(session_id)
    found = read_for_review(STORE, path)
    print("shown", flush=True)
    sys.stdin.readline()
    shown, known = content_digest(found.session), found.context.reviews
    try:
        give_review(STORE, path, "approved", shown=shown, known=known, actor=ACTOR, now=local_now())
    except Problem as problem:
        print(f"{type(problem).__name__}: {problem.message}")
    else:
        print("approved")


LONG_TEXT = "\n".join(["Police are at Mill Road.", *["Keep away."] * 14, "Kestrel Lane is open."])
"""Its last line is on no first page but that of the bare text."""


def posts(count: str) -> None:
    for _ in range(int(count)):
        session = WORKSPACE.start("holding-statement")
        do(session, lambda w: w.case_number())
        do(session, lambda w: w.write(LONG_TEXT).post_on("facebook", "x"))
        answer_what_holds(session)
        session.close()
        print(session.session.id)


def carry(*ids: str) -> None:
    for session_id in ids:
        session = WORKSPACE.continue_session(STORE.read(STORE.find(session_id)).session)
        answer_what_holds(session)
        assert not session.blockers(), session.blockers()
        session.close()
        print(session.session.id)


def mark(*ids: str) -> None:
    for session_id in ids:
        with opened(session_id) as session:
            session.mark_ready(content_digest(session.session))


def canceled(days: str) -> None:
    now = local_now() - timedelta(days=int(days))
    started = changes.start(
        CATALOG.checklists["community-post"], new_id("community-post", now), actor=ACTOR, now=now,
        case_number="26-1182",
    )  # fmt: skip
    STORE.prepare(now)
    session = changes.withdraw(started, "Not to be posted", actor=ACTOR, now=now)
    print(STORE.create(replace(session, revision=1)).session.id)


def again(session_id: str, step_id: str) -> None:
    session = opened(session_id)
    print("open", flush=True)
    sys.stdin.readline()
    do(session, partial(_confirm, step_id=step_id))
    print("answered", flush=True)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
