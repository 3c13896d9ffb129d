"""The follow-ups of one post: read as they stand now, and completed."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from checklists.definitions.model import TAKEDOWN
from checklists.errors import NotAllowed
from checklists.follow_ups.completing import find_entry, make_completion, make_removal
from checklists.follow_ups.ledger import Entry, ledger, removals
from checklists.gate.context import UnfitReview
from checklists.records.store import Store
from checklists.session.completion import NOT_OWED, Completion
from checklists.session.model import Actor, Session


class FollowUps(Struct, frozen=True):
    """A posted session, its follow-ups, where it was taken down, and unfit files."""

    session: Session
    entries: tuple[Entry, ...]
    gone: dict[str, Completion]
    unfit: tuple[UnfitReview, ...]


def read_follow_ups(store: Store, path: Path, now: datetime) -> FollowUps:
    """Return the follow-ups of a session as they are on disk now. Raises Unreadable."""
    session = store.read(path).session
    found = store.completions.of(session)
    gone = removals(session, found.fit)
    return FollowUps(session, ledger(session, found.fit, now), gone, found.unfit)


def may_take_back(store: Store, session: Session, actor: Actor) -> str:
    """Return why this account may not say that something is not owed; empty where it may."""
    return store.completions.why_not_taken_back(actor.account, session)


def check_asked(store: Store, session: Session, item: str, actor: Actor) -> None:
    """Raise NotAllowed for an account of victim services that was not asked for this."""
    why = store.completions.why_not_asked(actor.uid, item, session)
    if why:
        what = f"{why[0].upper()}{why[1:]}; your account completes only what is asked of them."
        raise NotAllowed("Not yours to complete", what, "Ask a PIO or a supervisor to record it.")


def complete_follow_up(
    store: Store,
    path: Path,
    item: str,
    outcome: str,
    *,
    actor: Actor,
    now: datetime,
    done_at: datetime,
    who: str,
    how: str = "",
    platform: str = "",
    note: str = "",
    again: datetime | None = None,
) -> Completion:
    """Record that a follow-up was done, by what is on disk now, and save it.

    Raises Refused where it is done already or something is missing, NotAllowed for whoever may not
    write here or was not asked, and CannotReadOrWrite.
    """
    store.rules.read_anew()
    found = read_follow_ups(store, path, now)
    check_asked(store, found.session, item, actor)
    entry = find_entry(found.entries, item)
    refusal = may_take_back(store, found.session, actor) if outcome == NOT_OWED else ""
    if refusal:
        what = f"{refusal[0].upper()}{refusal[1:]}."
        raise NotAllowed("You cannot do this", what, "A supervisor can.")
    completion = make_completion(
        found.session,
        entry,
        outcome,
        done_at=done_at,
        who=who,
        how=how,
        platform=platform,
        note=note,
        again=again,
        actor=actor,
        now=now,
    )
    store.completions.write(completion)
    return completion


def record_removal(
    store: Store,
    path: Path,
    platform: str,
    *,
    actor: Actor,
    now: datetime,
    done_at: datetime,
    who: str,
    note: str = "",
) -> Completion:
    """Record that a post was taken down on one platform, and save it.

    Raises Refused where that is known or something is missing, NotAllowed for whoever may not write
    here and for victim services, and CannotReadOrWrite.
    """
    store.rules.read_anew()
    found = read_follow_ups(store, path, now)
    check_asked(store, found.session, TAKEDOWN, actor)
    removal = make_removal(
        found.session,
        found.gone,
        platform,
        done_at=done_at,
        who=who,
        note=note,
        actor=actor,
        now=now,
    )
    store.completions.write(removal)
    return removal
