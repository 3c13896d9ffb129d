"""What a person does on the screens, done by a real user: every change goes through OpenSession.

driver.py walk [TYPE]          a new session, walked until it is marked ready; prints its ID
driver.py mend ID              answers the returned steps anew and marks it ready again
driver.py letter ID            changes one letter of the text
driver.py ready ID             confirms what is stale and marks it ready
driver.py add ID COUNT NAME    so many changes, each after taking the pen anew
driver.py hold ID              opens it and keeps it until a line is read; prints how it stands
driver.py wait ID              opens it a second time; prints who holds it, and when it is free
driver.py approve ID           approves what it was shown before a line is read
"""

import random
import sys
import time
from collections.abc import Callable
from functools import partial

import practice

from checklists import changes
from checklists.account import current_actor
from checklists.catalog import load_catalog
from checklists.digests import content_digest
from checklists.gate import step_blockers
from checklists.give_review import give_review, read_for_review
from checklists.open_session import OpenSession, local_now
from checklists.places import find_places
from checklists.problems import Problem
from checklists.review_queue import returned_steps
from checklists.session import Session
from checklists.store import Store, new_id

ACTOR = current_actor()
STORE = Store(find_places(), ACTOR)
CATALOG = load_catalog(find_places().checklists)


def do(opened: OpenSession, change: Callable[[practice.Walk], object]) -> None:
    """One change, the way a screen makes it."""

    def changed(session: Session) -> Session:
        checklist = opened.known_checklist()
        walk = practice.Walk.going_on(checklist, session, opened.clock(), ACTOR)
        walk.reviews = opened.reviews
        change(walk)
        return walk.session

    opened.apply(changed)


def opened(session_id: str) -> OpenSession:
    stored = STORE.read(STORE.find(session_id))
    return OpenSession(STORE, stored, CATALOG.checklists[stored.session.incident_type], ACTOR)


def answer_what_holds(session: OpenSession) -> None:
    checklist = session.known_checklist()
    for step in checklist.steps:
        found = step_blockers(
            session.session, checklist, step, session.reviews, session.clock(), session.originals
        )
        if found:
            do(session, partial(_confirm, step_id=step.id))


def _confirm(walk: practice.Walk, step_id: str) -> None:
    walk.confirm(step_id)


def walk(incident_type: str = "traffic-serious") -> None:
    checklist = CATALOG.checklists[incident_type]
    now = local_now()
    STORE.prepare(now)
    started = changes.start(checklist, new_id(incident_type, now), actor=ACTOR, now=now)
    session = OpenSession.create(STORE, started, checklist, ACTOR)
    do(session, lambda w: w.case_number())
    do(session, lambda w: w.write().post_on("facebook", "x").add_photo().guards_no())
    do(session, lambda w: w.list_who_is_needed())
    answer_what_holds(session)
    do(session, lambda w: w.mark_ready())
    assert session.standing().is_ready
    session.close()
    print(session.session.id)


def mend(session_id: str) -> None:
    session = opened(session_id)
    steps = returned_steps(session.session, session.beside)
    print("returned:", *steps)
    for step_id in steps:
        do(session, partial(_confirm, step_id=step_id))
    do(session, lambda w: w.mark_ready())
    session.close()
    print(session.standing().status)


def letter(session_id: str) -> None:
    session = opened(session_id)
    text = session.session.draft.text + "."
    do(session, lambda w: w.write(text, changes_meaning=False))
    session.close()


def ready(session_id: str) -> None:
    session = opened(session_id)
    do(session, lambda w: w.guards_no())
    answer_what_holds(session)
    originals = session.originals
    session.apply(
        lambda s: changes.mark_ready(
            s, session.known_checklist(), session.reviews, shown=content_digest(s),
            actor=ACTOR, now=session.clock(), originals=originals,
        )
    )  # fmt: skip
    session.close()
    print(session.standing().status)


def add(session_id: str, count: str, writer: str) -> None:
    session = opened(session_id)
    session.close()
    for number in range(int(count)):
        while not session.try_pen():
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
    while not session.try_pen():
        assert time.monotonic() < until
        time.sleep(0.01)
    print(f"{time.time():.3f}", flush=True)


def approve(session_id: str) -> None:
    path = STORE.find(session_id)
    found = read_for_review(STORE, path)
    print("shown", flush=True)
    sys.stdin.readline()
    checklist = CATALOG.checklists[found.session.incident_type]
    shown = content_digest(found.session)
    try:
        give_review(STORE, path, checklist, "approved", shown=shown, actor=ACTOR, now=local_now())
    except Problem as problem:
        print(f"{type(problem).__name__}: {problem.message}")
    else:
        print("approved")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
