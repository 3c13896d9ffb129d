"""A supervisor's office: a home in which root reviews what another account wrote.

The author is another account than the supervisor's, and a review counts only where root owns the
home, so these need root.
"""

import os
from datetime import timedelta

import pytest
from drivers.pilot import SessionPrompt
from factories import sessions
from msgspec.structs import replace

from checklists import changes
from checklists.gate.context import SessionContext
from checklists.records.codec import write_record
from checklists.session.fingerprints import content_digest
from checklists.session.model import Actor, Session

AUTHOR = Actor("mruiz", 1004)

NEEDS_ROOT = pytest.mark.skipif(
    os.getuid() != 0 and os.environ.get("CLEARTOPOST_NO_SKIPS") != "1",
    reason="needs root: the author of a session is another account than its reviewer",
)

ONE_ON_CALL = """
schema = 1
supervisors = "daemon"
needs_approval = ["traffic-serious"]
phone_approval = true

[[on_call]]
uid = 1
name = "Lt. Chen"
phone = "555 0134"
"""
"""A policy with one supervisor to call, an account that every system has."""


def make_office(desk: SessionPrompt) -> SessionPrompt:
    """A home that root owns, with a policy that asks for an approval of every post."""
    desk.places.reviews.mkdir(parents=True)
    desk.places.reviews.chmod(0o3775)
    desk.places.policy.write_text(
        'schema = 1\nsupervisors = "root"\nneeds_approval = ["*"]\n', encoding="utf-8"
    )
    return desk


def put(desk: SessionPrompt, session: Session) -> None:
    """Put a session of the author's on disk."""
    folder = desk.places.sessions / AUTHOR.login / f"{session.id[:4]}-{session.id[4:6]}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{session.id}.toml"
    path.write_bytes(write_record(session))
    os.chown(path, AUTHOR.uid, AUTHOR.uid)


def walked(desk: SessionPrompt, incident_type: str, number: int, minutes_ago: int) -> sessions.Walk:
    then = desk.clock.time - timedelta(minutes=minutes_ago)
    walk = sessions.answered(incident_type, then, AUTHOR)
    identity = f"{then:%Y%m%d-%H%M}-{incident_type}-{number:04d}"
    walk.session = replace(walk.session, id=identity, revision=1)
    return walk


def waits_for_approval(
    desk: SessionPrompt, incident_type: str, number: int = 0, minutes_ago: int = 10
) -> str:
    walk = walked(desk, incident_type, number, minutes_ago)
    session = changes.mark_ready(
        walk.session,
        walk.checklist,
        SessionContext(family_first=False),
        shown=content_digest(walk.session),
        actor=AUTHOR,
        now=walk.now,
    )
    put(desk, session)
    return session.id


def waits_for_exception(
    desk: SessionPrompt, incident_type: str, number: int = 0, minutes_ago: int = 10
) -> str:
    walk = walked(desk, incident_type, number, minutes_ago)
    step = next(step.id for step in walk.checklist.steps if step.victim_related)
    session = changes.ask_exception(
        walk.session,
        walk.checklist,
        step,
        "Two calls, one visit; nobody was home",
        actor=AUTHOR,
        now=walk.now,
    )
    put(desk, session)
    return session.id
