"""What was done of a post's follow-ups, and what is due next: items joined with completions."""

from collections.abc import Container, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from checklists.definitions.model import TAKEDOWN, WRONG_PICTURE
from checklists.digests import digest_of
from checklists.session.completion import DOWN, NOT_OWED, Completion
from checklists.session.model import Owed, OwedOutcome, Posted, Session

State = Literal["waits", "open", "overdue", "done"]
"""`waits`: nothing has opened it yet."""


class Entry(Struct, frozen=True):
    """One follow-up of a post as it stands: when it is due next, and what was done of it.

    `due` is None where it is done, or waits for another follow-up's outcome. `left` are the
    platforms for which it is still owed, where it is owed for each.
    """

    item: Owed
    state: State
    due: datetime | None
    done: tuple[Completion, ...]
    left: tuple[str, ...] = ()

    @property
    def possible(self) -> tuple[OwedOutcome, ...]:
        """Return what can be recorded now: of one that is done, news that changes the post."""
        if self.due is not None:
            return self.item.outcomes
        known = {found.outcome for found in self.done}
        is_done = self.state == "done"
        return tuple(o for o in self.item.outcomes if is_done and o.post and o.id not in known)


def ledger(session: Session, completions: Iterable[Completion], now: datetime) -> tuple[Entry, ...]:
    """Return each follow-up of a post; `completions` are those of this session that count."""
    given = sorted(completions, key=lambda found: (found.done_at, found.at))
    gone = removals(session, given)
    return tuple(_entry(session, item, given, gone, now) for item in session.follow_ups)


def removals(session: Session, completions: Iterable[Completion]) -> dict[str, Completion]:
    """Return the first record of each platform from which the post was taken down.

    A completed follow-up of a wrong picture is one, too.
    """
    found: dict[str, Completion] = {}
    for given in sorted(completions, key=lambda one: (one.done_at, one.at)):
        for posted in session.posted:
            if _is_removal(given, session, posted):
                found.setdefault(posted.platform, given)
    return found


def _is_removal(given: Completion, session: Session, posted: Posted) -> bool:
    if given.item == TAKEDOWN:
        return (
            (given.session, given.platform) == (session.id, posted.platform)
            and given.digest == digest_of(posted)
            and given.outcome == DOWN
            and posted.at <= given.done_at <= given.at
        )
    name = f"{WRONG_PICTURE}-{posted.platform}"
    item = next((item for item in posted.follow_ups if item.id == given.item == name), None)
    return item is not None and given.outcome == DOWN and _is_of(given, session, item)


def open_entries(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return those that are still owed, the one that is due first at the top."""
    left = [(entry.due, entry) for entry in entries if entry.due is not None]
    return tuple(entry for _, entry in sorted(left, key=lambda found: found[0]))


def _entry(
    session: Session,
    item: Owed,
    given: Sequence[Completion],
    gone: Container[str],
    now: datetime,
) -> Entry:
    done = tuple(found for found in given if _is_of(found, session, item))
    left = tuple(name for name in _left(session, item, done) if name not in gone)
    due = None
    if not (_is_down(session, item, gone) or any(_ends(item, found) for found in done)):
        due = _next_due(session, item, given, done) if not item.each_post or left else None
    if due is not None:
        return Entry(item, "overdue" if due < now else "open", due, done, left)
    waits = not item.due and not done and _opened_at(session, item, given) is None
    return Entry(item, "waits" if waits else "done", None, done, left)


def _is_down(session: Session, item: Owed, gone: Container[str]) -> bool:
    """Return whether what a follow-up is about was taken down, which is all that it asks for."""
    if item.removal:
        return all(posted.platform in gone for posted in session.posted)
    name = item.id.removeprefix(f"{WRONG_PICTURE}-")
    return name != item.id and name in gone


def _is_of(found: Completion, session: Session, item: Owed) -> bool:
    """Return whether a completion is of this very follow-up, as it was frozen."""
    outcome = item.outcome(found.outcome)
    if outcome is not None and outcome.again:
        known = found.again is not None and found.again > found.done_at
    else:
        known = found.again is None and (found.outcome == NOT_OWED or outcome is not None)
    return (
        found.session == session.id
        and found.item == item.id
        and found.digest == digest_of(item)
        and known
        and not_before(session, item) <= found.done_at <= found.at
    )


def not_before(session: Session, item: Owed) -> datetime:
    """Return the earliest time at which a follow-up can have been done.

    Somebody may have been told while the post was prepared; comments are read once it is there.
    """
    return session.started_at if item.tells else session.posted[0].at


def _ends(item: Owed, found: Completion) -> bool:
    outcome = item.outcome(found.outcome)
    return found.outcome == NOT_OWED or (outcome is not None and outcome.ends)


def _left(session: Session, item: Owed, done: Iterable[Completion]) -> tuple[str, ...]:
    if not item.each_post:
        return ()
    settled = {found.platform for found in done}
    return tuple(p.platform for p in session.posted if p.platform not in settled)


def _opened_at(session: Session, item: Owed, given: Iterable[Completion]) -> datetime | None:
    """Return when the last outcome opened a follow-up that has no time of its own."""
    opening = {
        (other.id, outcome.id)
        for other in session.follow_ups
        for outcome in other.outcomes
        if outcome.opens == item.id
    }
    by_id = {other.id: other for other in session.follow_ups}
    times = [
        found.done_at
        for found in given
        if (found.item, found.outcome) in opening and _is_of(found, session, by_id[found.item])
    ]
    return max(times, default=None)


def _next_due(
    session: Session, item: Owed, given: Sequence[Completion], done: Sequence[Completion]
) -> datetime | None:
    """Return when it is due next; None where everything that was due is done."""
    if done and done[-1].again is not None:
        return done[-1].again
    if not item.due:
        opened = _opened_at(session, item, given)
        if opened is None:
            return None
        is_done = any(found.done_at >= opened for found in done) and not item.each_post
        return None if is_done else opened + timedelta(seconds=item.within)
    settled = 0
    for found in done:
        settled = _settled(item, settled, found.done_at)
    return _due(item, settled)


def _settled(item: Owed, settled: int, at: datetime) -> int:
    """Return how many times it is done once it was done at a time as well.

    That settles every time that had come, or else the next one: but not one after the next, so that
    nobody does a week of checks in a minute.
    """
    come = _come(item, at)
    if come > settled:
        return come
    return settled + 1 if come == settled else settled


def _come(item: Owed, at: datetime) -> int:
    """Return how many of the times at which it is due had come at a time."""
    come = sum(due <= at for due in item.due)
    last = item.due[-1]
    if item.every and at > last:
        come += int((at - last).total_seconds() // item.every)
    return come


def _due(item: Owed, settled: int) -> datetime | None:
    """Return when it is due after it was settled so often."""
    if settled < len(item.due):
        return item.due[settled]
    if not item.every:
        return None
    return item.due[-1] + timedelta(seconds=item.every * (settled - len(item.due) + 1))
