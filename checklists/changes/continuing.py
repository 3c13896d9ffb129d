"""Going on with a session that another PIO began, or with one whose file is full.

Nobody writes in a colleague's file: this makes a new session with its own author.
"""

from datetime import datetime

from msgspec.structs import replace

from checklists.changes._history import history_entry, refuse_if_over, with_entry
from checklists.changes.starting import start
from checklists.definition import Checklist
from checklists.digests import answer_digest, content_digest, digest_of, draft_digest
from checklists.evidence import is_the_author
from checklists.problems import Refused
from checklists.session import Actor, Answer, Continues, Did, Session


def continue_session(
    original: Session, checklist: Checklist, session_id: str, *, actor: Actor, now: datetime
) -> Session:
    """A new session for the same post, with the draft, the people and the answers so far.

    Each answer says in whose session it was given and keeps its time. Exceptions, reviews, the
    ready mark and the wrong-type questions do not come along: they are given anew, in this one.
    """
    refuse_if_over(original)
    if original.posted:
        raise Refused("Posted", "This post went out already.", "Start a new session.")
    for person in original.people:
        if person.removed and is_the_author(person.removed_verified_by, actor):
            raise Refused(
                "Somebody else must continue it",
                f"You verified that {person.label} was taken off its list.",
                "An author cannot be who verified that; ask a colleague.",
            )
    session = start(checklist, session_id, actor=actor, now=now, case_number=original.case_number)
    continues = Continues(
        session=original.id,
        by=f"{original.author} ({original.author_uid})",
        uid=original.author_uid,
        digest=content_digest(original),
    )
    entry = history_entry(actor, now, "continued", item=original.id, digest=digest_of(continues))
    session = with_entry(replace(session, continues=continues), entry)
    session = _with_post(session, original, actor, now)
    for answer in original.steps:
        if _comes_along(answer, checklist):
            session = _with_answer(session, original, answer, actor, now)
    return session


def _with_post(session: Session, original: Session, actor: Actor, now: datetime) -> Session:
    if original.draft != session.draft:
        digest = draft_digest(original.draft)
        entry = history_entry(actor, now, "draft", digest=digest, note=f"from {original.id}")
        session = with_entry(replace(session, draft=original.draft), entry)
    for person in original.people:
        did: Did = "person-removed" if person.removed else "person-added"
        entry = history_entry(
            actor, now, did, item=person.label, digest=digest_of(person), note=f"from {original.id}"
        )
        session = with_entry(replace(session, people=(*session.people, person)), entry)
    return session


def _comes_along(answer: Answer, checklist: Checklist) -> bool:
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
