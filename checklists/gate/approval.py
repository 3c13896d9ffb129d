"""Whether a post needs a supervisor's approval, by what the policy asks of its type.

The policy names types, each alone or with a condition: `arrest-charge if child`. What a condition
looks at and cannot tell yet makes it hold: what is unknown is read as strictly as it can be.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from checklists.definitions.model import Checklist
from checklists.session.model import Session
from checklists.session.review import ApprovalRule

EVERY_TYPE = "*"
NEVER_BY_PHONE = ("custody-death", "officer-incident", "release-status")
"""The types that nobody approves by phone, whatever policy says; nor is one that is read cold."""
_IF = " if "
LISTED = "listed"


class _Asked(NamedTuple):
    """The field that decides a condition, and the choices with which it does not hold."""

    step: str
    field: str
    no: tuple[str, ...]


_ASKED = {
    "child": _Asked("apparent-child", "answer", ("nobody",)),
    "booking-photo": _Asked("suspect-release-limits", "photo", ("none", "other")),
    "hurt": _Asked("injury-status", "answer", ("none",)),
}
CONDITIONS = (LISTED, *_ASKED)
"""Somebody is on the people list; a child may be shown; a booking photo is; somebody is dead or
seriously hurt, or that is not known."""


def parts_of(entry: str) -> tuple[str, str]:
    """Return the type that an entry of the policy names, and its condition, empty without one."""
    incident_type, _, condition = entry.partition(_IF)
    return incident_type.strip(), condition.strip()


def step_asked(condition: str) -> str:
    """Return the step whose answer decides a condition; empty where none does."""
    return _ASKED[condition].step if condition in _ASKED else ""


def approval_rule(
    needed: Iterable[str],
    afterward: Iterable[str],
    valid_for: timedelta,
    session: Session,
    checklist: Checklist | None,
    *,
    by_phone: bool = False,
) -> ApprovalRule:
    """Return what the policy asks of one session: `needed` before it is posted, or `afterward`.

    `by_phone`: policy lets an on-call supervisor approve by phone, where the type may be.
    """
    before = any(_fits(entry, session, checklist) for entry in needed)
    return ApprovalRule(
        needed=before,
        valid_for=valid_for,
        afterward=not before and any(_fits(entry, session, checklist) for entry in afterward),
        by_phone=by_phone and before and _may_be_by_phone(session, checklist),
    )


def _may_be_by_phone(session: Session, checklist: Checklist | None) -> bool:
    is_known = checklist is not None and not checklist.cold_read
    return is_known and session.incident_type not in NEVER_BY_PHONE


def _fits(entry: str, session: Session, checklist: Checklist | None) -> bool:
    incident_type, condition = parts_of(entry)
    if incident_type not in (EVERY_TYPE, session.incident_type):
        return False
    return not condition or _holds(condition, session, checklist)


def _holds(condition: str, session: Session, checklist: Checklist | None) -> bool:
    """Return whether a condition holds, or may: only an answer that says no ends it."""
    if condition == LISTED:
        return bool(session.listed)
    asked = _ASKED.get(condition)
    if asked is None or checklist is None or checklist.step(asked.step) is None:
        return True
    answer = session.answer(asked.step)
    if answer is None:
        return not _is_taken_out(asked.step, session, checklist)
    if answer.outcome == "does-not-apply":
        return False
    given = [record.get(asked.field) for record in answer.evidence]
    return answer.outcome != "confirmed" or not given or any(one not in asked.no for one in given)


def _is_taken_out(step_id: str, session: Session, checklist: Checklist) -> bool:
    """Return whether each question that adds a step was answered with a no that takes it out."""
    questions = checklist.questions_adding.get(step_id, ())
    answers = [session.question_answer(question.id) for question in questions]
    return bool(answers) and all(a is not None and step_id in a.takes_out for a in answers)
