"""Completing a follow-up, and recording a removal: what must be said of it."""

from collections.abc import Container
from datetime import datetime

from checklists.definitions.model import TAKEDOWN
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.follow_ups.ledger import Entry, not_before
from checklists.session.completion import DOWN, NOT_OWED, Completion
from checklists.session.evidence import LONGEST_PERSON, names_somebody
from checklists.session.model import LONGEST_NOTE, Actor, Owed, Session
from checklists.text import accept_text

HOW = {
    "in-person": "In person",
    "phone": "By phone, speaking with them",
    "video": "Video call",
    "written": "In writing, and they answered",
    "lawyer": "Through their lawyer or guardian",
}
"""How somebody is told, and what that is called."""


def asks_how(item: Owed, outcome: str) -> bool:
    """Return whether it is asked how somebody was told."""
    came = item.outcome(outcome)
    return item.tells and came is not None and came.told


def asks_why(item: Owed, outcome: str) -> bool:
    """Return whether a note must say why nobody was told, or why it is no longer owed."""
    return outcome == NOT_OWED or (item.tells and not asks_how(item, outcome))


def find_entry(entries: tuple[Entry, ...], name: str) -> Entry:
    """Return the follow-up with this name that can be completed. Raises Refused."""
    found = next((entry for entry in entries if entry.item.id == name), None)
    still = [entry.item.id for entry in entries if entry.due is not None]
    see = f"Still owed: {', '.join(still)}." if still else "No follow-ups are owed for this post."
    if found is None:
        raise Refused("No such follow-up", "This post has no follow-up with that name.", see)
    if not found.possible:
        what = (
            "So far, nothing calls for this follow-up." if found.state == "waits" else "It is done."
        )
        raise Refused("Nothing to complete", what, see)
    return found


def make_completion(
    session: Session,
    entry: Entry,
    outcome: str,
    *,
    done_at: datetime,
    who: str = "",
    how: str = "",
    platform: str = "",
    note: str = "",
    again: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> Completion:
    """Return the record that a follow-up was done. Raises Refused where something is missing."""
    item = entry.item
    allowed = [one.id for one in entry.possible] + ([NOT_OWED] if entry.due is not None else [])
    if outcome not in allowed:
        what = "It is done." if entry.due is None else "This follow-up cannot have that outcome."
        raise Refused("Not an outcome", what, "Choose one from the list.")
    if item.each_post and outcome != NOT_OWED and platform not in entry.left:
        left = ", ".join(entry.left)
        raise Refused(
            "For which post?",
            "Complete this follow-up once for each post.",
            f"Still to do: {left}.",
        )
    if asks_how(item, outcome) and how not in HOW:
        raise Refused("How?", "Say how they were told.", "Choose one from the list.")
    name, said = _name(who), accept_text(note, "The note", longest=LONGEST_NOTE, field="note")
    if asks_why(item, outcome) and not said:
        why = "You must give a reason to mark a follow-up as no longer owed."
        if outcome != NOT_OWED:
            why = "Nobody was told: the note must say what was tried, or who decided and why."
        raise Refused("A reason is needed", why, "Say why.", field="note")
    came = item.outcome(outcome)
    if came is not None and came.again and (again is None or again <= now):
        what = "This outcome needs a time when it is due again."
        raise Refused("When again?", what, "Enter a later time.", field="again")
    since = "the session began" if item.tells else "the post went out"
    moment = _moment(done_at, not_before(session, item), since, now)
    return Completion(
        session=session.id,
        item=item.id,
        digest=digest_of(item),
        outcome=outcome,
        done_at=moment,
        at=now,
        by=actor.account,
        who=name,
        how=how if asks_how(item, outcome) else "",
        platform=platform if outcome != NOT_OWED else "",
        note=said,
        again=again.replace(microsecond=0) if came is not None and came.again and again else None,
    )


def not_down(session: Session, gone: Container[str]) -> tuple[str, ...]:
    """Return the platforms where a post may still be seen. Raises Refused where there is none."""
    left = tuple(p.platform for p in session.posted if p.platform not in gone)
    if not left:
        what = (
            "Every post is already recorded as taken down."
            if session.posted
            else "Nothing was posted."
        )
        raise Refused("Nothing to take down", what, "See `show`.")
    return left


def make_removal(
    session: Session,
    gone: Container[str],
    platform: str,
    *,
    done_at: datetime,
    who: str,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> Completion:
    """Return the record that a post was taken down on one platform.

    No step, no approval, and nobody's account but the one that writes it can hold that back.
    """
    left = not_down(session, gone)
    posted = session.posted_on(platform)
    if posted is None or platform not in left:
        raise Refused(
            "Which post?",
            "This session has no live post there.",
            f"Still there: {', '.join(left)}.",
        )
    name, said = _name(who), accept_text(note, "The note", longest=LONGEST_NOTE, field="note")
    return Completion(
        session=session.id,
        item=TAKEDOWN,
        digest=digest_of(posted),
        outcome=DOWN,
        done_at=_moment(done_at, posted.at, "the post went out", now),
        at=now,
        by=actor.account,
        who=name,
        platform=platform,
        note=said,
    )


def _name(who: str) -> str:
    name = accept_text(who, "Who did it", longest=LONGEST_PERSON, field="who")
    if not names_somebody(name):
        what = "Enter the name and role of whoever did it, such as Cpl. Ito, patrol."
        raise Refused("Who?", what, "Never enter a victim's name.", field="who")
    return name


def _moment(done_at: datetime, earliest: datetime, since: str, now: datetime) -> datetime:
    moment = done_at.replace(microsecond=0)
    if moment > now:
        what = "This time is in the future."
        raise Refused("Not yet", what, "Enter the time it was done.", field="at")
    if moment < earliest:
        what = f"This time is before {since}."
        raise Refused("Too early", what, "Enter the time it was done.", field="at")
    return moment
