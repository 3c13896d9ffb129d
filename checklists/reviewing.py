"""Who may give which review, and of what: pure, so that screens and prompts refuse alike."""

from collections.abc import Iterable
from datetime import datetime

from checklists.clean_text import accept_text
from checklists.definition import Checklist
from checklists.digests import content_digest, history_digest
from checklists.problems import ExitCode, Refused
from checklists.review import ON_ONE_STEP, Review, StepComment, Verdict
from checklists.session import Actor, Session
from checklists.standing import Standing
from checklists.step_states import ExceptionRequest

LONGEST_COMMENT = 2000


class ReviewRefused(Refused):
    """This account may not give this review, or not of this session as it stands."""

    exit_code = ExitCode.NOT_ALLOWED


class ChangedWhileRead(Refused):
    """What was displayed is no longer what the session holds."""


def own_part(session: Session, reviewer: Actor) -> str:
    """Why somebody may not review a session at all; empty when they may."""
    return part_in(session.author_uid, session.uids, reviewer)


def part_in(author_uid: int, uids: Iterable[int], reviewer: Actor) -> str:
    """The same, of what an author wrote and a record that names these accounts.

    Nobody reviews what they wrote, answered in, or wrote under another login.
    """
    if reviewer.uid == author_uid:
        return "It was written with your account: nobody reviews their own session."
    mine = {reviewer.uid, *(() if reviewer.came_as is None else (reviewer.came_as,))}
    if mine & set(uids):
        return "Your account appears in this session: whoever answered in it does not review it."
    return ""


def check_may_give(session: Session, standing: Standing, verdict: Verdict, actor: Actor) -> None:
    """Raise ReviewRefused, before any words are asked for, where this verdict cannot be given by
    this account or of what the session is now."""
    refusal = own_part(session, actor)
    if refusal:
        raise ReviewRefused("Not yours to review", refusal, "Another supervisor can.")
    if verdict == "approved":
        _check_approvable(standing)
    if verdict == "returned" and session.withdrawn is not None:
        raise ReviewRefused("Withdrawn", "There is nothing to return.", "Leave it so.")


def make_review(
    session: Session,
    checklist: Checklist,
    standing: Standing,
    requests: tuple[ExceptionRequest, ...],
    verdict: Verdict,
    *,
    shown: str,
    actor: Actor,
    now: datetime,
    step: str = "",
    comment: str = "",
    comments: tuple[StepComment, ...] = (),
) -> Review:
    """The review, of exactly what was `shown` (a content digest; of an exception, the request's).

    Raises ReviewRefused with the reason, ChangedWhileRead, or Refused for what is missing in it.
    """
    if verdict not in ON_ONE_STEP and shown != content_digest(session):
        raise _changed()
    check_may_give(session, standing, verdict, actor)
    said = _accepted(checklist, verdict, step, comment, comments)
    if verdict in ON_ONE_STEP:
        check_request(requests, step, shown)
    return Review(
        session=session.id,
        verdict=verdict,
        digest=shown,
        at=now,
        by=actor.label,
        by_uid=actor.uid,
        step=step,
        comment=said[0],
        comments=said[1],
        history_length=len(session.history),
        history_digest=history_digest(session.history),
    )


def _changed() -> ChangedWhileRead:
    return ChangedWhileRead(
        "It changed while you read it",
        "What was shown is no longer what the session holds.",
        "It is shown anew; read it again before you decide.",
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
        raise Refused("Which step?", "An exception is on one step.", "Name it.", field="step")
    accepted = _comment(comment)
    on_steps = tuple(StepComment(c.step, _comment(c.comment)) for c in comments)
    on_steps = tuple(found for found in on_steps if found.comment)
    if verdict in ("returned", "exception-refused", "noted") and not (accepted or on_steps):
        raise Refused(
            "Words are needed",
            "The author must learn why.",
            "Say what to mend; a sentence is enough.",
            field="comment",
        )
    return accepted, on_steps


def _comment(text: str) -> str:
    return accept_text(text, "The comment", lines=True, longest=LONGEST_COMMENT).strip()


def check_request(requests: tuple[ExceptionRequest, ...], step: str, shown: str) -> None:
    """Raise Refused, or what it is, where no exception is asked for on a step as it was `shown`."""
    request = next((found for found in requests if found.step == step), None)
    if request is None:
        raise Refused("Not asked for", "No exception is asked for on this step.", "See the list.")
    if request.digest != shown:
        raise _changed()
    if request.state == "stale":
        raise ReviewRefused(
            "Its ground changed",
            "The request is stale: what it was given for changed since.",
            "The author must ask anew.",
        )


def _check_approvable(standing: Standing) -> None:
    if standing.may_be_approved:
        return
    if standing.status == "posted":
        why = "It was posted already; a note can still be left."
    elif standing.status == "withdrawn":
        why = "It was withdrawn."
    elif standing.lapsed_because:
        why = standing.lapsed_because
    elif standing.blockers:
        why = f"{len(standing.blockers)} still hold it: " + ", ".join(
            dict.fromkeys(blocker.short for blocker in standing.blockers)
        )
    else:
        why = "The author has not marked it ready."
    raise ReviewRefused("Not to be approved", why, "Return it with a comment, or wait.")
