"""Answers that were given in somebody else's session, and whether they still stand there.

Nobody writes in a colleague's file: who takes over starts a session that carries the answers, each
with the session it was given in and that file's owner. Such an answer counts only while the
original, which is handed in as it was read, still holds exactly it.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from checklists.session import Answer, Session, uids_named


def origins(session: Session) -> tuple[str, ...]:
    """The sessions in which the carried answers were given."""
    return tuple(dict.fromkeys(a.carried_from for a in session.steps if a.carried_from))


def given_here(session: Session, answer: Answer) -> bool:
    """Whether an answer is the author's own, or says whose file it was carried from."""
    giver = answer.carried_uid if answer.carried_from else session.author_uid
    return giver in uids_named(answer.by)


def still_held(answer: Answer, originals: Iterable[Session]) -> bool:
    """Whether the original, owned by the account that is named, still holds this answer."""
    return any(
        original.id == answer.carried_from
        and original.author_uid == answer.carried_uid
        and original.sealed
        and original.answer(answer.id) == answer.as_given
        for original in originals
    )


def lost(session: Session, originals: Iterable[Session]) -> tuple[Answer, ...]:
    """The carried answers that their original does not hold any more."""
    known = tuple(originals)
    return tuple(a for a in session.steps if a.carried_from and not still_held(a, known))


def without_ground_where_lost(session: Session, originals: Iterable[Session]) -> Session:
    """The session for the gate: a carried answer that is lost was given for nothing, so that it is
    stale wherever it is looked at."""
    gone = {answer.id for answer in lost(session, originals)}
    if not gone:
        return session
    steps = (replace(a, given_for=()) if a.id in gone else a for a in session.steps)
    return replace(session, steps=tuple(steps))


def is_lost(answer: Answer) -> bool:
    """Whether an answer of such a session is one that was lost."""
    return bool(answer.carried_from) and not answer.given_for
