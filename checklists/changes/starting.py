"""Making a session: a new one, one that continues a colleague's, or the same post as another type.

Nobody writes in a colleague's file, and no session changes its type: both make a new session with
its own author. The draft and the people are copied as they are; nobody is dropped, and no label is
used twice.
"""

from datetime import datetime

from msgspec.structs import replace

from checklists.changes.history import history_entry, refuse_if_over, with_entry
from checklists.definitions.model import Checklist
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.session.evidence import is_the_author
from checklists.session.fingerprints import answer_digest, content_digest, draft_digest
from checklists.session.model import (
    LONGEST_CASE_NUMBER,
    Account,
    Actor,
    Answer,
    Continues,
    EventKind,
    Session,
)
from checklists.text import accept_text


def start(
    checklist: Checklist, session_id: str, *, actor: Actor, now: datetime, case_number: str = ""
) -> Session:
    """Return a new session of one incident type."""
    session = Session(
        id=session_id,
        incident_type=checklist.id,
        checklist_revision=checklist.revision,
        revision=0,
        started_at=now,
        author=actor.login,
        author_uid=actor.uid,
        case_number=accept_text(
            case_number, "The case number", longest=LONGEST_CASE_NUMBER, field="case"
        ),
    )
    return with_entry(session, history_entry(actor, now, "started", item=checklist.id))


def set_case_number(session: Session, case_number: str, *, actor: Actor, now: datetime) -> Session:
    """Change the case number."""
    accepted = accept_text(
        case_number, "The case number", longest=LONGEST_CASE_NUMBER, field="case"
    )
    if accepted == session.case_number:
        return session
    entry = history_entry(actor, now, "case-number", note=session.case_number)
    return with_entry(replace(session, case_number=accepted), entry)


def continue_session(
    original: Session, checklist: Checklist, session_id: str, *, actor: Actor, now: datetime
) -> Session:
    """Return a new session for the same post, with its draft, people and answers so far.

    Each answer names the session in which it was given and keeps its time. Exceptions, reviews, the
    ready mark and the answers to questions are not copied: they are given again in the new session.
    """
    refuse_if_over(original)
    if original.posted:
        raise Refused("Posted", "This post already went out.", "Start a new session.")
    session = start(checklist, session_id, actor=actor, now=now, case_number=original.case_number)
    continues = Continues(
        session=original.id,
        by=Account(original.author, original.author_uid),
        digest=content_digest(original),
    )
    entry = history_entry(actor, now, "continued", item=original.id, digest=digest_of(continues))
    session = with_entry(replace(session, continues=continues), entry)
    session = _with_post(session, original, actor, now)
    for answer in original.steps:
        if _is_carried(answer, checklist):
            session = _with_answer(session, original, answer, actor, now)
    return session


def start_instead(
    original: Session, checklist: Checklist, session_id: str, *, actor: Actor, now: datetime
) -> Session:
    """Return a new session of another type for the same post.

    The case number, the draft and all the people are copied. No answer is, because none was given
    to this type's steps. A person whose class this type does not list stays on the list and blocks
    posting until the class is changed, or until the person is taken off with a reason.
    """
    # A posted session is not refused: it may have to be recorded for another platform while its
    # own record is full.
    refuse_if_over(original, posting=True)
    session = start(checklist, session_id, actor=actor, now=now, case_number=original.case_number)
    return _with_post(session, original, actor, now)


def _with_post(session: Session, original: Session, actor: Actor, now: datetime) -> Session:
    """Return the new session with the original's draft and every row of its people list."""
    for person in original.people:
        if person.removed and is_the_author(person.removed_verified_by, actor):
            raise Refused(
                "Somebody else must continue it",
                f"You verified that {person.label} was taken off the people list.",
                "Whoever verified that cannot become the author. Ask a colleague.",
            )
    note = f"from {original.id}"
    if draft_digest(original.draft) != draft_digest(session.draft):
        digest = draft_digest(original.draft)
        session = with_entry(session, history_entry(actor, now, "draft", digest=digest, note=note))
    session = replace(session, draft=original.draft)
    for person in original.people:
        did: EventKind = "person-removed" if person.removed else "person-added"
        entry = history_entry(
            actor, now, did, item=person.label, digest=digest_of(person), note=note
        )
        session = with_entry(replace(session, people=(*session.people, person)), entry)
    return session


def _is_carried(answer: Answer, checklist: Checklist) -> bool:
    step = checklist.step(answer.id)
    return (
        answer.outcome != "exception"
        and step is not None
        and step.prompt == answer.prompt
        and step.victim_related == answer.victim_related
    )


def _with_answer(
    session: Session, original: Session, answer: Answer, actor: Actor, now: datetime
) -> Session:
    carried = answer
    if not answer.carried_from:
        carried = replace(answer, carried_from=original.id, carried_uid=original.author_uid)
    entry = history_entry(
        actor, now, "carried", step=answer.id, digest=answer_digest(carried), item=original.id
    )
    return with_entry(replace(session, steps=(*session.steps, carried)), entry)
