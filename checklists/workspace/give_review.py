"""Giving a review: read again what is reviewed, check the rules, write the file."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from checklists.definitions.model import Checklist
from checklists.errors import Problem, Refused
from checklists.gate.context import SessionContext
from checklists.records.store import Store
from checklists.review.rules import ReviewRefused, make_cold_read, make_review, review_conflict
from checklists.session.model import Actor, Session
from checklists.session.review import Review, StepComment, Verdict


class Reviewed(Struct, frozen=True):
    """A session as it was read to be reviewed, with its checklist and context."""

    session: Session
    checklist: Checklist
    context: SessionContext


def read_for_review(store: Store, path: Path) -> Reviewed:
    """Return the session as it is on disk now, by the rules of now.

    Raises Unreadable, and Refused where its type cannot be used.
    """
    store.rules.read_anew()
    stored = store.read(path)
    checklist = store.rules.catalog.checklist(stored.session.incident_type, stored.session.how)
    if checklist is None:
        raise Refused(
            "Type unavailable",
            "This incident type cannot be used now.",
            "`cleartopost check` says why; the session stays as it is.",
        )
    return Reviewed(stored.session, checklist, store.context(stored))


def why_no_review(store: Store, session: Session, context: SessionContext, actor: Actor) -> str:
    """Return why this account can give no review of a session at all; empty where it can."""
    refusal = review_conflict(session, context, actor)
    refusal = refusal or _conflict_by_policy(store, session, context, actor)
    if refusal:
        return refusal
    try:
        store.reviews.check_writable(actor.uid)
    except Problem as problem:
        return f"{problem.message} {problem.what_to_do}"
    return ""


def _conflict_by_policy(
    store: Store, session: Session, context: SessionContext, actor: Actor
) -> str:
    if actor.account.uids & store.writers(session, context.originals):
        return (
            "The policy or the directory lists your account and one that wrote in this session as "
            "the same person's."
        )
    return ""


def give_review(
    store: Store,
    path: Path,
    verdict: Verdict,
    *,
    shown: str,
    known: Iterable[Review],
    actor: Actor,
    now: datetime,
    step: str = "",
    comment: str = "",
    comments: tuple[StepComment, ...] = (),
) -> Review:
    """Give a review of exactly what was `shown` and save it.

    `shown` is the content digest of what was displayed; for an exception the request's digest.
    `known` are the reviews that were displayed with it. Session, reviews, policy and definitions
    are read again here: where they are no longer what was shown, ChangedWhileRead is raised. A
    change that is saved after this check makes the review one of something else, and it does not
    count.
    """
    found = _read_to_review(store, path, actor)
    review = make_review(
        found.session,
        found.checklist,
        found.context,
        verdict,
        shown=shown,
        known=known,
        actor=actor,
        now=now,
        step=step,
        comment=comment,
        comments=comments,
    )
    store.reviews.write(review)
    return review


def _read_to_review(store: Store, path: Path, actor: Actor) -> Reviewed:
    """Read a session that somebody reviews. Raises ReviewRefused where they may not."""
    found = read_for_review(store, path)
    refusal = _conflict_by_policy(store, found.session, found.context, actor)
    if refusal:
        raise ReviewRefused("Not yours to review", refusal, "Another supervisor can review it.")
    return found


def give_cold_read(
    store: Store, path: Path, answers: dict[str, bool], *, shown: str, actor: Actor, now: datetime
) -> Review:
    """Save what a reviewer said of the post that was `shown`, by its own digest; once."""
    found = _read_to_review(store, path, actor)
    review = make_cold_read(
        found.session, found.checklist, found.context, answers, shown=shown, actor=actor, now=now
    )
    store.reviews.write(review)
    return review
