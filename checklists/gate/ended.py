"""Whether anything can still come of a session while its author does nothing: of itself alone."""

from checklists.session.model import Session


def has_ended(session: Session) -> bool:
    """Return whether nothing comes of a session any more, whatever the clock and reviews say.

    It was withdrawn, or is posted wherever it was to be, and no supervisor has to look at it.
    """
    if session.withdrawn is not None:
        return True
    return session.is_out and not may_wait(session)


def may_wait(session: Session) -> bool:
    """Return whether a session can wait for a supervisor while its author does nothing.

    A cheap check, so that the status is derived only for these.
    """
    if session.withdrawn is not None:
        return False
    if session.posted:
        return bool(session.by_phone) or is_to_be_reviewed(session)
    return session.ready is not None or any(a.outcome == "exception" for a in session.steps)


def is_to_be_reviewed(session: Session) -> bool:
    """Return whether a supervisor has to review what went out."""
    return any(posted.early or posted.review_due for posted in session.posted)
