"""Starting a session, and its case number."""

from datetime import datetime

from msgspec.structs import replace

from checklists.changes._history import history_entry, with_entry
from checklists.clean_text import accept_text
from checklists.definition import Checklist
from checklists.session import Actor, Session

LONGEST_CASE_NUMBER = 40


def start(
    checklist: Checklist, session_id: str, *, actor: Actor, now: datetime, case_number: str = ""
) -> Session:
    """A new session of one incident type."""
    session = Session(
        id=session_id,
        incident_type=checklist.id,
        checklist_revision=checklist.revision,
        revision=0,
        started_at=now,
        author=actor.login,
        author_uid=actor.uid,
        case_number=accept_text(case_number, "The case number", longest=LONGEST_CASE_NUMBER),
    )
    return with_entry(session, history_entry(actor, now, "started", item=checklist.id))


def set_case_number(session: Session, case_number: str, *, actor: Actor, now: datetime) -> Session:
    """Change the case number."""
    accepted = accept_text(case_number, "The case number", longest=LONGEST_CASE_NUMBER)
    if accepted == session.case_number:
        return session
    entry = history_entry(actor, now, "case-number", note=session.case_number)
    return with_entry(replace(session, case_number=accepted), entry)
