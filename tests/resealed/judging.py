"""What becomes of a changed file: seen, the same, no more than could be typed, or a hole."""

from typing import Literal

import msgspec
from factories.records import NOW, Home
from msgspec import Struct
from msgspec.structs import replace
from resealed.typing_again import CannotBeTyped, type_again

from checklists.definitions.model import Checklist
from checklists.errors import Refused
from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.records.codec import TooLarge, Unreadable, read_record, write_record
from checklists.records.reviews import read_review, write_review
from checklists.review.rules import make_cold_read, make_review
from checklists.session.model import Account, Actor, Session
from checklists.session.review import COLD_READ, ColdAnswer, Review

Fate = Literal[
    "no session", "unreadable", "not ready", "named by verify", "the same", "could be typed", "hole"
]


class Judged(Struct, frozen=True):
    """What became of one file, and why."""

    fate: Fate
    why: str = ""


def says_the_same(before: Session, after: Session) -> bool:
    """Whether what a reviewer reads and what is posted is unchanged, to the letter.

    Everything counts: id, author, type, case number, texts, platforms, media, people, every answer
    with its evidence, times and accounts, questions, marks, postings and the history. What does not
    is `revision`, and what was typed or filled in and never accepted.
    """
    return _what_it_says(before) == _what_it_says(after)


def _what_it_says(session: Session) -> bytes:
    said = replace(
        session, revision=0, entered=(), kept=(), draft=replace(session.draft, typed=None)
    )
    # As text: two times of one moment in two zones are read as two.
    return msgspec.json.encode(said, order="sorted")


def judge(before: Session, after: Session, home: Home, *, quickly: bool = False) -> Judged:
    """What becomes of a file that its author put in the place of another one.

    `quickly`: what is not READY as it is need not be written and read back.
    """
    if (
        quickly
        and not status_of(after, home.checklist_of(after), home.context(after), NOW).is_ready
    ):
        return Judged("not ready")
    try:
        data = write_record(after)
        session = read_record(data, f"{before.id}.toml")
    except (TooLarge, Unreadable) as problem:
        return Judged("unreadable", problem.message)
    except (TypeError, ValueError) as error:
        return Judged("no session", str(error))
    if session.author_uid != before.author_uid:
        return Judged("unreadable", "copied: the file is another's")
    context = home.context(session)
    return _judged(before, session, home, context)


def _judged(before: Session, session: Session, home: Home, context: SessionContext) -> Judged:
    checklist = home.checklist_of(session)
    found = status_of(session, checklist, context, NOW)
    if not found.is_ready:
        return Judged("not ready", found.status)
    named = findings(session, checklist, context, NOW)
    if named:
        return Judged("named by verify", f"{named[0].where}: {named[0].what}")
    if says_the_same(before, session):
        return Judged("the same")
    try:
        type_again(session, home)
    except CannotBeTyped as why:
        return Judged("hole", f"{found.status}, and {why}")
    return Judged("could be typed")


def judge_review(session: Session, before: Review, after: Review, home: Home) -> Judged:
    """What becomes of a session when a supervisor changes the file of a review of it."""
    try:
        review = read_review(write_review(after), "a review")
    except Unreadable as problem:
        return Judged("unreadable", problem.message)
    except (TypeError, ValueError) as error:
        return Judged("no session", str(error))
    if review.by.uid != before.by.uid:
        return Judged("unreadable", "the file is another's")
    others = [found for found in home.reviews[session.id] if found is not before]
    # The kernel says when it was changed, whatever it says itself.
    changed = replace(review, kernel_ns=int(NOW.timestamp()) * 10**9)
    context = home.context(session, reviews=[*others, changed])
    checklist = home.checklist_of(session)
    found = status_of(session, checklist, context, NOW)
    without = status_of(session, checklist, home.context(session, reviews=others), NOW)
    if not (found.is_ready and not without.is_ready) and not (
        found.may_be_posted and not without.may_be_posted
    ):
        return Judged("not ready", "it opens nothing")
    named = findings(session, checklist, context, NOW)
    if named:
        return Judged("named by verify", f"{named[0].where}: {named[0].what}")
    if replace(review, kernel_ns=before.kernel_ns) == before:
        return Judged("the same")
    return _could_be_given(session, review, others, home)


def _could_be_given(session: Session, review: Review, others: list[Review], home: Home) -> Judged:
    """Whether the program gives this word: by this account, of some state that the session had.

    When it was given a supervisor's own file says; the kernel's time of the file stands beside it.
    """
    why = "no such state"
    for state in home.states[session.id]:
        checklist = home.checklists[state.incident_type, state.checklist_revision]
        try:
            given = _given(state, checklist, review, others, home)
        except Refused as problem:
            why = f"refused: {problem.message}"
            continue
        if _said(given) == _said(review):
            return Judged("could be typed")
        why = "it would be another"
    return Judged("hole", why)


def _given(
    state: Session, checklist: Checklist, review: Review, others: list[Review], home: Home
) -> Review:
    context = home.context(state, state.updated_at, others)
    actor, now = _actor(review.by), max(state.updated_at, review.at)
    if review.verdict == COLD_READ:
        says = _cold(review)
        return make_cold_read(
            state, checklist, context, says, shown=review.digest, actor=actor, now=now
        )
    return make_review(
        state,
        checklist,
        context,
        review.verdict,
        shown=review.digest,
        known=others,
        actor=actor,
        now=now,
        step=review.step,
        comment=review.comment,
        comments=review.comments,
    )


def _cold(review: Review) -> dict[str, bool]:
    """What it says to each question: the first answer counts, in whatever order."""
    return {found.question: found.yes for found in reversed(review.cold_read)}


def _said(review: Review) -> Review:
    cold = tuple(ColdAnswer(*said) for said in sorted(_cold(review).items()))
    return replace(review, at=NOW, history_length=0, history_digest="", kernel_ns=0, cold_read=cold)


def _actor(by: Account) -> Actor:
    return Actor(by.login, by.uid, login_uid=by.login_uid, stated=by.stated)
