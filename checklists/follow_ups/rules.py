"""What a post owes: from its session's answers at the moment at which it is recorded, and once."""

from collections.abc import Iterator
from datetime import datetime

from checklists.definitions.model import (
    AUTHOR_ROLE,
    WRONG_PICTURE,
    Checklist,
    FollowUpRule,
    FollowUpTime,
    FollowUpWhen,
    Step,
)
from checklists.digests import digest_of
from checklists.session.completion import DOWN
from checklists.session.evidence import detail_key, says
from checklists.session.model import (
    PERSON_KEY,
    Evidence,
    Owed,
    OwedOutcome,
    Posted,
    Session,
)
from checklists.session.people import asked_of, record_for

DERIVED_BY = 3
"""Counts up whenever another version of this module would derive something else: what was frozen
before is then not compared with it."""

CONTACTED = "self"
"""The contact of a class whose members are told themselves."""


def rules_digest(checklist: Checklist) -> str:
    """Return the digest of what a type can owe, and of how much of it."""
    most = checklist.most_follow_ups
    return digest_of({"by": DERIVED_BY, "rules": checklist.follow_ups, "most": most})


def owed_after(session: Session, checklist: Checklist, posted_at: datetime) -> tuple[Owed, ...]:
    """Return what the post owes.

    What is not for safety is left out beyond the type's limit, in the order of the definitions; and
    what another follow-up opens, where that one is left out.
    """
    found: list[Owed] = []
    others = 0
    for rule in checklist.follow_ups:
        owed = _owed(rule, session, checklist, posted_at)
        if owed is None:
            continue
        if not rule.safety:
            others += 1
            if others > checklist.most_follow_ups:
                continue
        found.append(owed)
    return tuple(owed for owed in found if owed.due or _is_opened(owed.id, found))


def owed_for_picture(session: Session, posted: Posted) -> tuple[Owed, ...]:
    """Return what a post with a wrong picture owes: that it is taken down, at once.

    No definition says so: it is owed also where the type cannot be used.
    """
    if posted.live != WRONG_PICTURE:
        return ()
    owed = Owed(
        id=f"{WRONG_PICTURE}-{posted.platform}",
        owed=f"The post with the wrong picture is down on {posted.platform}.",
        who=_author_of(session),
        ask=AUTHOR_ROLE,
        outcomes=(OwedOutcome(DOWN, "Down; checked while logged out"),),
        due=(posted.at,),
        safety=True,
    )
    return (owed,)


def _author_of(session: Session) -> str:
    return f"{session.author}, the author"


def _is_opened(name: str, found: list[Owed]) -> bool:
    return any(outcome.opens == name for owed in found for outcome in owed.outcomes)


def _owed(
    rule: FollowUpRule, session: Session, checklist: Checklist, posted_at: datetime
) -> Owed | None:
    """Return one follow-up; None where this session does not owe it."""
    records = [record for when in rule.when for record in _fitting(when, session, checklist)]
    if rule.when and not records:
        return None
    named = [(record, at) for time in rule.due_in for record, at in _times(time, session)]
    if rule.due_in and not named:
        return None
    records += [record for record, _ in named]
    due = sorted({posted_at + span for span in rule.after_post} | {at for _, at in named})
    labels = {str(record[PERSON_KEY]) for record in records if PERSON_KEY in record}
    return Owed(
        id=rule.id,
        owed=rule.owed,
        who=_who(rule, session),
        ask=rule.ask.id,
        outcomes=tuple(
            OwedOutcome(one.id, one.label, one.opens, one.ends, one.post, one.again, one.told)
            for one in rule.outcomes
        ),
        due=tuple(due),
        every=int(rule.every.total_seconds()) if rule.every else 0,
        within=int(rule.within.total_seconds()) if rule.within else 0,
        people=_people(session, checklist, labels, everybody=rule.people),
        safety=rule.safety,
        tells=rule.tells,
        each_post=rule.each_post,
        removal=rule.removal,
    )


def _records(session: Session, step_id: str) -> tuple[Evidence, ...]:
    """Return what was recorded with the answer to a step that applies."""
    answer = session.answer(step_id)
    if answer is None or answer.outcome not in ("confirmed", "exception"):
        return ()
    return answer.evidence or ({},)


def _fitting(when: FollowUpWhen, session: Session, checklist: Checklist) -> Iterator[Evidence]:
    """Yield each record by which a condition holds; an empty one where it is about no answer."""
    if when.listed and session.listed:
        yield {}
    if when.media and session.draft.media:
        yield {}
    if when.open:
        yield from _unanswered(when.step, session, checklist)
    if when.open or not when.step:
        return
    for record in _records(session, when.step):
        value = record.get(when.field)
        given = value if isinstance(value, list) else [value]
        if not when.field or any(one in when.among for one in given):
            yield record


def _unanswered(step_id: str, session: Session, checklist: Checklist) -> Iterator[Evidence]:
    """Yield whom a step that is asked has no record of; an empty record where it is about nobody.

    A post that was held to the gate has none: this is what one owes that went out early.
    """
    step, answer = checklist.step(step_id), session.answer(step_id)
    if step is None or (answer is not None and answer.outcome == "does-not-apply"):
        return
    for person in asked_of(session, checklist, step):
        if record_for(answer, person.label) is None:
            yield {PERSON_KEY: person.label}
    if not step.per_person and answer is None and not _is_said_elsewhere(step, session, checklist):
        yield {}


def _is_said_elsewhere(step: Step, session: Session, checklist: Checklist) -> bool:
    """Return whether another answer says what makes a step unnecessary."""
    for rule in step.not_needed_if:
        source, answer = checklist.step(rule.step), session.answer(rule.step)
        if source is not None and answer is not None and says(source, answer, rule.answer):
            return True
    return False


def _times(time: FollowUpTime, session: Session) -> Iterator[tuple[Evidence, datetime]]:
    """Yield each record that says when something is due, with that time."""
    for record in _records(session, time.step):
        if time.choice and record.get(time.field) != time.choice:
            continue
        at = record.get(detail_key(time.field) if time.choice else time.field)
        if isinstance(at, datetime):
            yield record, at


def _who(rule: FollowUpRule, session: Session) -> str:
    """Return who was named for it, where somebody was; else who can do it."""
    if rule.named_in is not None:
        step_id, field_id = rule.named_in
        for record in _records(session, step_id):
            name = record.get(field_id)
            if isinstance(name, str) and name:
                return name
    return _author_of(session) if rule.ask.id == AUTHOR_ROLE else rule.ask.label


def _people(
    session: Session, checklist: Checklist, labels: set[str], *, everybody: bool
) -> tuple[str, ...]:
    """Return the labels of those whom the answers are about, or of all who are contacted."""
    if labels or not everybody:
        return tuple(person.label for person in session.people if person.label in labels)
    contacted = {found.id for found in checklist.classes if found.contact == CONTACTED}
    return tuple(p.label for p in session.listed if p.person_class in contacted)
