"""Who may give which review, and of what. Pure, so that screens and prompts refuse alike."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from checklists.definitions.model import Checklist, ColdRead
from checklists.errors import ExitCode, Refused
from checklists.gate.carried_answers import writers
from checklists.gate.cold_read import cold_read_by, differing, post_digest, still_asked
from checklists.gate.context import SessionContext
from checklists.gate.status import Status, status_of
from checklists.gate.step_states import ExceptionRequest, exception_requests
from checklists.session.fingerprints import content_digest, history_digest
from checklists.session.model import Actor, Session
from checklists.session.review import (
    AFTER_POST,
    COLD_READ,
    ON_ONE_STEP,
    ColdAnswer,
    Review,
    StepComment,
    Verdict,
    accept_comment,
    conflict_in,
)
from checklists.text import shows_nothing


class ReviewRefused(Refused):
    """A review that the account may not give, or not of the session as it is."""

    exit_code = ExitCode.NOT_ALLOWED


class ChangedWhileRead(Refused):
    """The session is no longer what was displayed."""


class ReviewedWhileRead(ChangedWhileRead):
    """Reviews of it came that were not displayed; `reviews` has them."""

    def __init__(self, reviews: tuple[Review, ...]) -> None:
        came = "; ".join(f"{found.by.called}: {found.verdict}" for found in reviews)
        super().__init__(
            "It was reviewed while you were reading",
            f"There is another review that you have not read ({came}).",
            "Your review is not saved. Read the other review before you decide.",
        )
        self.reviews = reviews


def review_conflict(session: Session, context: SessionContext, reviewer: Actor) -> str:
    """Return why somebody may not review a session at all; empty where they may."""
    return conflict_in(session.author_uid, writers(session, context.originals), reviewer)


def check_may_give(
    session: Session, context: SessionContext, found: Status, verdict: Verdict, actor: Actor
) -> None:
    """Raise ReviewRefused where this verdict cannot be given, before any words are asked for.

    The reason is this account, or the session's status.
    """
    refusal = review_conflict(session, context, actor)
    if refusal:
        raise ReviewRefused("Not yours to review", refusal, "Another supervisor can review it.")
    if verdict == "approved":
        _check_approvable(found)
    if verdict in AFTER_POST and found.status != "posted":
        what = "This session is not recorded as posted."
        raise ReviewRefused(
            "Not posted", what, "Before it is posted, approve or return it instead."
        )
    if verdict == "returned" and session.withdrawn is not None:
        raise ReviewRefused("Canceled", "There is nothing to return.", "Leave it as it is.")


def make_review(
    session: Session,
    checklist: Checklist,
    context: SessionContext,
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
    """Return the review of exactly what was `shown`.

    That is a content digest; for an exception, the request's digest. `known` are the reviews that
    were displayed with it: nothing is given over one that was not. Raises ReviewRefused with the
    reason, ChangedWhileRead, or Refused for what is missing in it.
    """
    if verdict not in ON_ONE_STEP and shown != content_digest(session):
        raise _changed()
    found = status_of(session, checklist, context, now)
    check_may_give(session, context, found, verdict, actor)
    unseen = unknown_reviews(context.reviews, known)
    if unseen:
        raise ReviewedWhileRead(unseen)
    said = _accepted(checklist, verdict, step, comment, comments)
    if verdict == "approved":
        _check_cold_read(session, checklist, context, actor, (*said[1],))
    if verdict in ON_ONE_STEP:
        requests = exception_requests(session, checklist, context, now)
        check_request(requests, step, shown)
    return Review(
        session=session.id,
        verdict=verdict,
        digest=shown,
        at=now,
        by=actor.account,
        step=step,
        comment=said[0],
        comments=said[1],
        history_length=len(session.history),
        history_digest=history_digest(session.history),
    )


def cold_read_asked(
    session: Session, checklist: Checklist, context: SessionContext, reviewer: Actor
) -> tuple[ColdRead, ...]:
    """Return what a reviewer answers of the post alone before the record is shown to them.

    Nothing of a post that is not written yet, or is over, or that they cannot review.
    """
    if session.posted or session.withdrawn is not None or shows_nothing(session.draft.text):
        return ()
    if review_conflict(session, context, reviewer):
        return ()
    return still_asked(session, checklist, context, reviewer.uid)


def make_cold_read(
    session: Session,
    checklist: Checklist,
    context: SessionContext,
    answers: dict[str, bool],
    *,
    shown: str,
    actor: Actor,
    now: datetime,
) -> Review:
    """Return what somebody says of the post that was `shown`, before they saw the record.

    It is given once: what they answered is refused, and so is half of it.
    """
    refusal = review_conflict(session, context, actor)
    if refusal:
        raise ReviewRefused("Not yours to review", refusal, "Another supervisor can review it.")
    if shown != post_digest(session):
        raise _changed()
    asked = still_asked(session, checklist, context, actor.uid)
    if not asked or set(answers) != {question.id for question in asked}:
        raise Refused("Answered already", "A cold read is given only once.", "Read the record.")
    return Review(
        session=session.id,
        verdict=COLD_READ,
        digest=shown,
        at=now,
        by=actor.account,
        history_length=len(session.history),
        history_digest=history_digest(session.history),
        cold_read=tuple(ColdAnswer(question, yes) for question, yes in answers.items()),
    )


def _check_cold_read(
    session: Session,
    checklist: Checklist,
    context: SessionContext,
    actor: Actor,
    comments: tuple[StepComment, ...],
) -> None:
    """Raise what keeps an approval from counting: no cold read, or no word where it differs."""
    if still_asked(session, checklist, context, actor.uid):
        what = "This type is read cold: you answer from the post alone before you see the record."
        raise ReviewRefused("No cold read", what, "Leave, then open the review again.")
    given = cold_read_by(actor.uid, session, context.cold_reads)
    worded = {comment.step for comment in comments}
    for question in differing(session, checklist, given):
        if question.step not in worded:
            what = "Your cold read differs from the record."
            raise Refused("Say why", what, "One sentence is enough.", field=question.step)


def unknown_reviews(reviews: Iterable[Review], known: Iterable[Review]) -> tuple[Review, ...]:
    """Return the reviews that are none of those that are known."""
    seen = {_as_given(review) for review in known}
    return tuple(review for review in reviews if _as_given(review) not in seen)


def _as_given(review: Review) -> Review:
    """Return a review without what is only determined where its file is read."""
    return replace(review, kernel_ns=0, fits_history=True)


def _changed() -> ChangedWhileRead:
    return ChangedWhileRead(
        "It changed while you were reading",
        "The session changed after it was shown to you.",
        "It is shown again. Read it before you decide.",
    )


def _accepted(
    checklist: Checklist,
    verdict: Verdict,
    step: str,
    comment: str,
    comments: tuple[StepComment, ...],
) -> tuple[str, tuple[StepComment, ...]]:
    for step_id in (*(found.step for found in comments), *([step] if step else [])):
        if checklist.step(step_id) is None:
            raise Refused("Not a step", f"This type has no step {step_id}.", "Choose another.")
    if (verdict in ON_ONE_STEP) != bool(step):
        raise Refused("Which step?", "An exception belongs to one step.", "Name it.", field="step")
    accepted = accept_comment(comment)
    on_steps = tuple(StepComment(c.step, accept_comment(c.comment)) for c in comments)
    on_steps = tuple(found for found in on_steps if found.comment)
    if verdict in ("returned", "exception-refused", "noted", "corrected-after") and not (
        accepted or on_steps
    ):
        raise Refused(
            "A comment is needed",
            "The author needs to know why.",
            "Say what to fix; one sentence is enough.",
            field="comment",
        )
    return accepted, on_steps


def check_request(requests: tuple[ExceptionRequest, ...], step: str, shown: str) -> None:
    """Raise Refused, or a subclass, unless a step has a current request as it was `shown`."""
    request = next((found for found in requests if found.step == step), None)
    if request is None:
        raise Refused(
            "Not asked for", "Nobody asked for an exception on this step.", "See the list."
        )
    if request.digest != shown:
        raise _changed()
    if request.state == "stale":
        raise ReviewRefused(
            "Changed since",
            "Something the request depends on has changed.",
            "The author must ask again.",
        )


def _check_approvable(found: Status) -> None:
    if found.may_be_approved:
        return
    if found.status == "posted":
        why = "It is already posted. It can still have its after-post review."
    elif found.status == "withdrawn":
        why = "The session was canceled."
    elif found.lapsed_because:
        why = found.lapsed_because
    elif found.blockers:
        why = f"Still blocking it ({len(found.blockers)}): " + ", ".join(
            dict.fromkeys(blocker.short for blocker in found.blockers)
        )
    else:
        why = "The author has not marked it ready."
    raise ReviewRefused("Cannot be approved", why, "Return it with a comment, or wait.")
