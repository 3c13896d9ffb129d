"""What a supervisor must see of a session in its first half minute. Pure.

It is what decides, gathered from answers, people, and times; the other pages have all of it. What
it does not have was not recorded, and that is not the same as clear.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from checklists.definitions.model import Checklist, Choice, Step
from checklists.gate.context import Blocker, SessionContext
from checklists.gate.phone_approval import to_confirm
from checklists.gate.status import Status
from checklists.session.evidence import choices_made, fields_asked, is_called, is_the_author
from checklists.session.model import (
    PERSON_KEY,
    Actor,
    Answer,
    Evidence,
    Person,
    PhoneApproval,
    Posted,
    Session,
)
from checklists.session.people import covers, excuses, record_for

TOLD_BY = "told-or-tried-by"
"""The field of a step in which people are told something: who told them, or tried."""
READ_BY = "release-authority"
"""The step in which somebody else read the post."""
ABOUT: dict[str, tuple[str, ...]] = {
    "children": ("apparent-child",),
    "protected": ("protected-victim", "victim-safety"),
    "suspect": ("suspect-release-limits", "identity-verified"),
}
"""The steps that say whether a child, a protected victim, or a suspect is shown or named."""

Heard = Literal["not-told", "tried", "excused", "told"]
"""Whether somebody was told: not yet; no, and it was tried or is held back; they need or want no
call; yes. In the order in which a supervisor should read it."""
_ORDER: tuple[Heard, ...] = ("not-told", "tried", "excused", "told")
_HELD = ("on-hold", "held-value")


class Told(Struct, frozen=True):
    """Somebody whom the post affects, and what they have heard: the worst of all their calls."""

    person: Person
    heard: Heard
    step: Step
    record: Evidence | None = None


class Late(Struct, frozen=True):
    """Somebody who was told only after the post had gone out."""

    label: str
    step: Step
    at: datetime
    posted: Posted


class Brief(Struct, frozen=True):
    """The first page of a review.

    `told_and_read` has the names of those who told people and read the text second; `unlisted`
    those who are not in the directory, with the steps in which an in-house role named them. `alone`
    are the victim-related steps, of `asked`, that were confirmed without naming anybody but the
    author.
    """

    incident_type: str
    case_number: str
    is_held: bool
    author: str
    second_readers: tuple[str, ...]
    told_and_read: tuple[str, ...]
    unlisted: dict[str, tuple[Step, ...]]
    told: tuple[Told, ...]
    holds: tuple[Blocker, ...]
    about: dict[str, tuple[tuple[Step, Answer], ...]]
    early: tuple[Posted, ...]
    to_confirm: tuple[PhoneApproval, ...]
    late: tuple[Late, ...]
    alone: tuple[Step, ...]
    asked: int


def brief_of(
    session: Session, checklist: Checklist, context: SessionContext, found: Status
) -> Brief:
    """Return the first page of a session whose status was `found`."""
    asked = [s for s in checklist.steps if s.victim_related and s.id not in found.not_needed]
    answers = {answer.id: answer for answer in session.steps}
    readers = tuple(_named(checklist.step(READ_BY), answers.get(READ_BY)))
    return Brief(
        incident_type=checklist.short,
        case_number=session.case_number,
        is_held=context.is_held,
        author=context.login_of_author(session),
        second_readers=readers,
        told_and_read=tuple(_also_told(readers, session, checklist)),
        unlisted=_unlisted(session, checklist, context, found),
        told=tuple(
            sorted(
                _told(session, checklist, found),
                key=lambda told: _ORDER.index(told.heard),
            )
        ),
        holds=tuple(blocker for blocker in found.blockers if blocker.code in _HELD),
        about={
            what: tuple(
                (step, answers[step.id])
                for step in checklist.steps
                if step.id in ids and step.id in answers and step.id not in found.not_needed
            )
            for what, ids in ABOUT.items()
        },
        early=tuple(posted for posted in session.posted if posted.early),
        to_confirm=tuple(
            dict.fromkeys(
                (
                    *([found.by_phone] if found.by_phone and not session.posted else []),
                    *to_confirm(session, context.reviews),
                )
            )
        ),
        late=tuple(_late(session, checklist)),
        alone=tuple(
            step
            for step in asked
            if (answer := answers.get(step.id)) is not None
            and answer.outcome == "confirmed"
            and not _names_another(session, context, step, answer)
        ),
        asked=len(asked),
    )


def _told(session: Session, checklist: Checklist, found: Status) -> Iterator[Told]:
    telling = [
        step
        for step in checklist.steps
        if step.field(TOLD_BY) is not None
        and step.id not in found.not_needed
        and not _is_left_out(session.answer(step.id))
    ]
    for person in session.listed:
        calls = [step for step in telling if person.person_class in step.per_person]
        heard = (_heard(session, checklist, person, step) for step in calls)
        worst = min(heard, key=lambda told: _ORDER.index(told.heard), default=None)
        if worst is not None:
            yield worst


def _is_left_out(answer: Answer | None) -> bool:
    return answer is not None and answer.outcome == "does-not-apply"


def _heard(session: Session, checklist: Checklist, person: Person, step: Step) -> Told:
    record = record_for(session.answer(step.id), person.label)
    if record is None:
        for other in checklist.steps:
            elsewhere = record_for(session.answer(other.id), person.label)
            if not other.is_contact or elsewhere is None:
                continue
            if excuses(other, elsewhere):
                return Told(person, "excused", other, elsewhere)
            if covers(other, elsewhere, step):
                return Told(person, "tried", other, elsewhere)
        return Told(person, "not-told", step)
    if excuses(step, record):
        return Told(person, "excused", step, record)
    made = [choice for _, choice in choices_made(step, record)]
    counts = all(c.effect == "counts" and not _is_promised(step, c) for c in made)
    return Told(person, "told" if counts else "tried", step, record)


def _is_promised(step: Step, choice: Choice) -> bool:
    """Return whether a choice says that somebody will be told, at a time to come."""
    past = {field.id for field in step.fields if field.kind == "time" and not field.future}
    return choice.then is not None and choice.then.future and not past.isdisjoint(choice.waives)


def _late(session: Session, checklist: Checklist) -> Iterator[Late]:
    """Yield whoever was told after the first post: a correction is no reason to look away."""
    first = min(session.posted, key=lambda posted: posted.at, default=None)
    if first is None:
        return
    for step in checklist.steps:
        answer = session.answer(step.id)
        if answer is None or step.field(TOLD_BY) is None:
            continue
        for record in answer.evidence:
            times = (
                record.get(field.id)
                for field in fields_asked(step, record)
                if field.kind == "time" and not field.future
            )
            at = max((at for at in times if isinstance(at, datetime)), default=None)
            if at is not None and at > first.at:
                yield Late(str(record.get(PERSON_KEY, "")), step, at, first)


def _named(step: Step | None, answer: Answer | None) -> Iterator[str]:
    """Yield whom an answer names, once each."""
    if step is None or answer is None:
        return
    people = [field.id for field in step.fields if field.kind == "person"]
    names = [record.get(name) for record in answer.evidence for name in people]
    yield from dict.fromkeys(name for name in names if isinstance(name, str) and name)


def _also_told(readers: tuple[str, ...], session: Session, checklist: Checklist) -> Iterator[str]:
    """Yield those of the second readers who told somebody whom the post affects."""
    telling = (step for step in checklist.steps if step.per_person and step.field(TOLD_BY))
    records = [r for s in telling if (a := session.answer(s.id)) is not None for r in a.evidence]
    told = {name for r in records if isinstance(name := r.get(TOLD_BY), str)}
    for reader in readers:
        own = reader.partition(",")[0]
        if any(is_called(name, own) or is_called(reader, name.partition(",")[0]) for name in told):
            yield reader


def _unlisted(
    session: Session, checklist: Checklist, context: SessionContext, found: Status
) -> dict[str, tuple[Step, ...]]:
    """Return who is named for an in-house role and not in the directory, and in which steps."""
    names: dict[str, tuple[Step, ...]] = {}
    for step in checklist.steps:
        answer = session.answer(step.id)
        if answer is None or step.id in found.not_needed:
            continue
        if context.directory.is_in_house(step.ask):
            verifier = [answer.verified_by] if answer.verified_by else []
            for name in dict.fromkeys((*verifier, *_named(step, answer))):
                if not context.directory.lists(name):
                    names[name] = (*names.get(name, ()), step)
    return names


def _names_another(session: Session, context: SessionContext, step: Step, answer: Answer) -> bool:
    names = context.author_names(session, answer)
    author = Actor(session.author, session.author_uid, names)
    return any(not is_the_author(name, author) for name in _named(step, answer))
