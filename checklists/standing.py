"""Where a session stands: derived each time from the session, its reviews and the clock."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from checklists.definition import Checklist
from checklists.digests import content_digest
from checklists.evidence import span_words
from checklists.gate import Blocker, blockers
from checklists.review import Review
from checklists.session import Session

Status = Literal[
    "unreadable",
    "withdrawn",
    "posted",
    "returned",
    "lapsed",
    "approved",
    "ready",
    "in-progress",
]


class Standing(Struct, frozen=True):
    """The status, why a ready mark no longer counts, and what holds the gate."""

    status: Status
    lapsed_because: str
    blockers: tuple[Blocker, ...]

    @property
    def may_be_posted(self) -> bool:
        """Whether the text may leave the program."""
        return self.status in ("ready", "approved")


def standing(
    session: Session,
    checklist: Checklist | None,
    reviews: tuple[Review, ...],
    now: datetime,
) -> Standing:
    """Where the session stands now. `checklist` is None when its type cannot be used."""
    if checklist is None:
        found: tuple[Blocker, ...] = (
            Blocker(
                "checklist-changed",
                "checklist missing",
                f"The type {session.incident_type} cannot be used; see `cleartopost check`.",
                "Whoever keeps the checklists",
            ),
        )
    else:
        found = blockers(session, checklist, reviews, now)
    because = _lapsed_because(session, checklist, found, now)
    return Standing(_status(session, found, because, reviews), because, found)


def _lapsed_because(
    session: Session, checklist: Checklist | None, found: tuple[Blocker, ...], now: datetime
) -> str:
    ready = session.ready
    if ready is None:
        return ""
    if ready.digest != content_digest(session):
        return "The content changed after it was marked ready."
    if found:
        return "It was marked ready and something holds it now."
    if ready.at > now:
        return "It was marked ready at a time that has not come yet: the clock was set back."
    if checklist is not None and now - ready.at > checklist.fresh_for:
        return f"It was marked ready more than {span_words(checklist.fresh_for)} ago."
    return ""


def _status(
    session: Session, found: tuple[Blocker, ...], because: str, reviews: tuple[Review, ...]
) -> Status:
    if session.withdrawn is not None:
        return "withdrawn"
    verdict = _newest_verdict(session, reviews)
    if verdict == "returned":
        return "returned"
    if session.ready is None:
        return "in-progress"
    if because or found:
        return "lapsed"
    return "approved" if verdict == "approved" else "ready"


def _newest_verdict(session: Session, reviews: tuple[Review, ...]) -> str:
    """The newest approval or return of this exact content; of one second, the return counts."""
    verdicts = [review for review in reviews if review.verdict in ("approved", "returned")]
    if not verdicts:
        return ""
    digest = content_digest(session)
    given = [review for review in verdicts if review.digest == digest]
    newest = max(given, key=lambda review: (review.at, review.verdict == "returned"), default=None)
    return newest.verdict if newest else ""
