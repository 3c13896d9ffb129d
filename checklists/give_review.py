"""Giving a review: read anew what is reviewed, ask the rules, write the file."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from checklists.beside import Beside
from checklists.definition import Checklist
from checklists.problems import Refused
from checklists.review import Review, StepComment, Verdict
from checklists.reviewing import make_review
from checklists.session import Actor, Session
from checklists.store import Store


class Reviewed(Struct, frozen=True):
    """A session as it was read to be reviewed, with what lies beside it."""

    session: Session
    beside: Beside
    path: Path


def read_for_review(store: Store, path: Path) -> Reviewed:
    """The session as it stands on disk now. Raises Unreadable."""
    session = store.read(path).session
    return Reviewed(session, store.beside(session), path)


def give_review(
    store: Store,
    path: Path,
    checklist: Checklist | None,
    verdict: Verdict,
    *,
    shown: str,
    actor: Actor,
    now: datetime,
    step: str = "",
    comment: str = "",
    comments: tuple[StepComment, ...] = (),
) -> Review:
    """Give a review of exactly what was `shown` and save it.

    `shown` is the content digest of what was displayed; for an exception the request's digest. The
    session is read again here: where it is no longer that, ChangedWhileRead is raised. A change
    that lands after this look makes the review one of something else, and it counts for nothing.
    """
    if checklist is None:
        raise Refused(
            "The checklist is out",
            "This incident type cannot be used now.",
            "`cleartopost check` says why; the session stays as it is.",
        )
    found = read_for_review(store, path)
    review = make_review(
        found.session,
        checklist,
        found.beside.standing(found.session, checklist, now),
        found.beside.requests(found.session, checklist, now),
        verdict,
        shown=shown,
        actor=actor,
        now=now,
        step=step,
        comment=comment,
        comments=comments,
    )
    store.reviews.write(review)
    return review
