"""Making a session: a new one, one that continues another, changes a post, or has another type.

Nobody writes in a colleague's file or in that of a post, and no session changes its type: each
makes a new session with its own author. The draft and the people are copied as they are; nobody is
dropped, and no label is used twice.
"""

from datetime import datetime

from msgspec.structs import replace

from checklists.changes.history import history_entry, refuse_if_over, with_entry
from checklists.definitions.model import Checklist, How
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.gate.updates import draft_to_change
from checklists.session.evidence import is_the_author
from checklists.session.fingerprints import answer_digest, content_digest, draft_digest
from checklists.session.model import (
    LONGEST_CASE_NUMBER,
    Account,
    Actor,
    Answer,
    Continues,
    Draft,
    EventKind,
    Session,
    Updates,
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
    session = _started_as(original, checklist, session_id, actor, now)
    continues = Continues(
        session=original.id,
        by=Account(original.author, original.author_uid),
        digest=content_digest(original),
    )
    entry = history_entry(actor, now, "continued", item=original.id, digest=digest_of(continues))
    session = with_entry(replace(session, continues=continues), entry)
    session = _with_post(session, original, original.draft, actor, now)
    return _with_answers(session, original, checklist, actor, now)


def update_session(
    original: Session,
    checklist: Checklist,
    session_id: str,
    how: How,
    *,
    actor: Actor,
    now: datetime,
) -> Session:
    """Return a new session that updates or corrects a posted one.

    It has the people and the answers of that one under the rules of continuing, and its text as
    typed: what was answered for the text is stale until the same text is accepted. The `checklist`
    is that of an update or a correction.
    """
    refuse_if_over(original, posting=True)
    if not original.posted:
        raise Refused(
            "Not posted",
            "Only a post that went out can be updated or corrected.",
            "Until then, change its draft.",
        )
    session = start(checklist, session_id, actor=actor, now=now, case_number=original.case_number)
    updates = Updates(
        session=original.id,
        how=how,
        by=Account(original.author, original.author_uid),
        digest=content_digest(original),
    )
    session = _with_updates(session, updates, actor, now)
    session = _with_post(session, original, draft_to_change(original.draft), actor, now)
    return _with_answers(session, original, checklist, actor, now)


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
    session = _started_as(original, checklist, session_id, actor, now)
    return _with_post(session, original, original.draft, actor, now)


def _started_as(
    original: Session, checklist: Checklist, session_id: str, actor: Actor, now: datetime
) -> Session:
    """Return a new session with the case number of another one, and the post that it changes."""
    session = start(checklist, session_id, actor=actor, now=now, case_number=original.case_number)
    if original.updates is None:
        return session
    return _with_updates(session, original.updates, actor, now)


def _with_updates(session: Session, updates: Updates, actor: Actor, now: datetime) -> Session:
    entry = history_entry(
        actor, now, "updates", item=updates.session, digest=digest_of(updates), note=updates.how
    )
    return with_entry(replace(session, updates=updates), entry)


def _with_post(
    session: Session, original: Session, draft: Draft, actor: Actor, now: datetime
) -> Session:
    """Return the new session with a draft of the original and every row of its people list."""
    for person in original.people:
        if person.removed and is_the_author(person.removed_verified_by, actor):
            raise Refused(
                "Somebody else must continue it",
                f"You verified that {person.label} was taken off the people list.",
                "Whoever verified that cannot become the author. Ask a colleague.",
            )
    note = f"from {original.id}"
    digest = draft_digest(draft)
    if digest != draft_digest(session.draft):
        entry = history_entry(
            actor, now, "draft", digest=digest, note=note, checked=original.checked
        )
        session = with_entry(session, entry)
    session = replace(session, draft=draft)
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


def _with_answers(
    session: Session, original: Session, checklist: Checklist, actor: Actor, now: datetime
) -> Session:
    for answer in original.steps:
        if _is_carried(answer, checklist):
            session = _with_answer(session, original, answer, actor, now)
    return session


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
