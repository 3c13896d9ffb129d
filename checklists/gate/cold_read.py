"""The cold read: what a supervisor said of the post alone, before the program showed the record.

It is a file of its own, written before anything else is shown. An approval counts only with one by
the same account of this very post, and with a word on each answer that differs from the record.
"""

from collections.abc import Iterable, Iterator

from checklists.definitions.model import Checklist, ColdRead
from checklists.digests import digest_of
from checklists.gate.context import SessionContext
from checklists.session.fingerprints import input_digest
from checklists.session.model import Session
from checklists.session.review import Review


def post_digest(session: Session) -> str:
    """Return the digest of what a cold read is of: the texts and media, and nothing else."""
    return digest_of([input_digest(session, "text"), input_digest(session, "media")])


def cold_read_by(uid: int, session: Session, reviews: Iterable[Review]) -> Review | None:
    """Return the cold read of this very post by an account: its first one, or None."""
    post = post_digest(session)
    found = (r for r in reviews if r.by.uid == uid and r.digest == post)
    return min(found, key=lambda review: review.at, default=None)


def still_asked(
    session: Session, checklist: Checklist, context: SessionContext, uid: int
) -> tuple[ColdRead, ...]:
    """Return the questions that an account still has to answer before the record is shown."""
    given = cold_read_by(uid, session, context.cold_reads)
    return tuple(q for q in checklist.cold_read if given is None or given.said_cold(q.id) is None)


def differing(session: Session, checklist: Checklist, given: Review | None) -> Iterator[ColdRead]:
    """Yield each question whose answer is not what the record says."""
    if given is None:
        return
    for question in checklist.cold_read:
        said = given.said_cold(question.id)
        if said is not None and said != record_says(session, question):
            yield question


def record_says(session: Session, question: ColdRead) -> bool:
    """Return what the author's answer says to a question: yes only with one of its choices."""
    answer = session.answer(question.step)
    records = answer.evidence if answer is not None else ()
    return any(record.get(question.field) in question.yes for record in records)


def why_not_cold(
    review: Review, session: Session, checklist: Checklist | None, context: SessionContext
) -> str:
    """Return why an approval does not count for its cold read; empty where it does."""
    if checklist is None or review.verdict != "approved" or not checklist.cold_read:
        return ""
    before = [r for r in context.cold_reads if r.at <= review.at]
    given = cold_read_by(review.by.uid, session, before)
    if given is None or any(given.said_cold(q.id) is None for q in checklist.cold_read):
        return "It was approved without a cold read of this post."
    if any(not review.comment_on(q.step) for q in differing(session, checklist, given)):
        return "It was approved without a comment on a cold read that differs from the record."
    return ""
