"""Answers that were given in somebody else's session, and whether they are still there.

Nobody writes in a colleague's file: who takes over starts a session that carries the answers, each
with the session it was given in and that file's owner. Such an answer counts only while the
original, which is passed in as it was read, still has exactly that answer.
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from checklists.session.fingerprints import answer_digest
from checklists.session.model import Answer, Session

_LOST = ("lost",)
"""The `given_for` of an answer that its original no longer has: no input has this name. (An empty
`given_for` says that a step depends on nothing.)"""


def origins(session: Session) -> tuple[str, ...]:
    """Return the IDs of the sessions that this one says it changes, continues, or carries from."""
    return tuple(dict.fromkeys(name for name, _ in _claimed(session)))


def _claimed(session: Session) -> Iterator[tuple[str, int]]:
    """Yield each session that this one says it carries from, with the owner that it names."""
    for link in (session.updates, session.continues):
        if link is not None:
            yield link.session, link.by.uid
    earlier = (e.superseded for e in session.history if e.superseded is not None)
    for answer in (*session.steps, *earlier):
        if answer.carried_from:
            yield answer.carried_from, answer.carried_uid


def writers(session: Session, originals: Iterable[Session]) -> frozenset[int]:
    """Return the user IDs of everybody who wrote in a session: none of them may review it.

    The giver of a carried answer counts only where that session exists and is theirs: otherwise an
    author could name a supervisor in the file and so choose who does not review it.
    """
    there = {(original.id, original.author_uid) for original in originals}
    owners = {uid for name, uid in _claimed(session) if (name, uid) in there}
    accounts = [account for _, account in session.accounts]
    accounts += [answer.by for answer in session.steps if answer.carried_uid in owners]
    logins = {account.login_uid for account in accounts if account.login_uid is not None}
    return frozenset({session.author_uid, *owners, *logins})


def given_here(session: Session, answer: Answer) -> bool:
    """Return whether an answer is the author's own, or names whose file it was carried from."""
    giver = answer.carried_uid if answer.carried_from else session.author_uid
    return giver == answer.by.uid


def is_in_original(answer: Answer, originals: Iterable[Session]) -> bool:
    """Return whether the original, owned by the account that is named, still has this answer."""
    return any(
        original.id == answer.carried_from
        and original.author_uid == answer.carried_uid
        and original.sealed
        and original.started_at <= answer.at
        and (found := original.answer(answer.id)) is not None
        # Compared by digest: the same time in another zone counts as another one.
        and answer_digest(found) == answer_digest(answer.as_given)
        for original in originals
    )


def lost(session: Session, originals: Iterable[Session]) -> tuple[Answer, ...]:
    """Return the carried answers that their original no longer has.

    A session that changes or continues no other one carries nothing.
    """
    carries = session.continues is not None or session.updates is not None
    known = tuple(originals) if carries else ()
    return tuple(a for a in session.steps if a.carried_from and not is_in_original(a, known))


def invalidate_lost_answers(session: Session, originals: Iterable[Session]) -> Session:
    """Return a copy in which carried answers missing from their original are stale.

    Marks their `given_for`, so that the gate reports them everywhere.
    """
    gone = {answer.id for answer in lost(session, originals)}
    if not gone:
        return session
    steps = (replace(a, given_for=_LOST) if a.id in gone else a for a in session.steps)
    return replace(session, steps=tuple(steps))


def is_lost(answer: Answer) -> bool:
    """Return whether an answer of such a copy is one that was lost."""
    return answer.given_for == _LOST
