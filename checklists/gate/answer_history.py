"""What the history shows about how steps were answered: again, stale, or implausibly fast. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from checklists.definitions.model import Checklist, Step
from checklists.gate.status import Status
from checklists.session.model import Answer, HistoryEntry, Session

TOO_FAST = timedelta(seconds=3)
"""Nobody reads a step, asks somebody and writes it down in less."""

_ANSWERED = ("confirmed", "does-not-apply", "not-done", "exception")


class WentStale(Struct, frozen=True):
    """A step in which something was answered more than once, or that is stale now."""

    step: Step
    times_answered: int
    stale_now: str
    earlier: tuple[Answer, ...]


class TooFast(Struct, frozen=True):
    """An answer that came implausibly soon after the one before it."""

    step: Step
    at: datetime
    after: timedelta


def went_stale(session: Session, checklist: Checklist, found: Status) -> Iterator[WentStale]:
    """Yield the steps in which something was answered again, and those that are stale now."""
    stale = {b.step: b.reason for b in found.blockers if b.code == "stale"}
    for step in checklist.steps:
        earlier = _replaced(session, step)
        if earlier or step.id in stale:
            yield WentStale(step, len(earlier) + 1, stale.get(step.id, ""), earlier)


def _replaced(session: Session, step: Step) -> tuple[Answer, ...]:
    """Return the answers that another answer to the same question has replaced.

    A per-person step is answered person by person: adding a person's record replaces nothing.
    """
    found = []
    after = session.answer(step.id)
    for entry in reversed([e for e in session.history if e.step == step.id]):
        before = entry.superseded
        if before is None:
            continue
        if entry.did in _ANSWERED and after is not None and not _only_adds(before, after):
            found.append(before)
        after = before
    return tuple(reversed(found))


def _only_adds(before: Answer, after: Answer) -> bool:
    # Records that did not change are mostly the same objects.
    same = set(map(id, after.evidence))
    return 0 < len(before.evidence) < len(after.evidence) and all(
        id(record) in same or record in after.evidence for record in before.evidence
    )


def too_fast(session: Session, checklist: Checklist) -> Iterator[TooFast]:
    """Yield the answers that came too soon after another step's: each needs its own reading.

    An answer that only confirms again what it said before is left out.
    """
    before: HistoryEntry | None = None
    for entry in session.history:
        if entry.did not in _ANSWERED:
            continue
        step = checklist.step(entry.step)
        if (
            before is not None
            and step is not None
            and before.step != entry.step
            and timedelta() <= entry.at - before.at < TOO_FAST
            and not _says_the_same(session, entry)
        ):
            yield TooFast(step, entry.at, entry.at - before.at)
        before = entry


def _says_the_same(session: Session, entry: HistoryEntry) -> bool:
    answer = session.answer(entry.step)
    return (
        answer is not None
        and entry.superseded is not None
        and answer.at == entry.at
        and answer.evidence == entry.superseded.evidence
        and bool(answer.evidence)
    )
