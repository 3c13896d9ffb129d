"""The gate: every reason why a session is not ready. The only home of that rule.

`blockers` is a pure function of the session, its checklist, the reviews that count, and the time.
What is asked, what is victim-related and what is accepted comes from the checklist, never from
the session's own copies, so an edited file gains nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from checklists.carrying import given_here, is_lost, without_ground_where_lost
from checklists.contacts import (
    asked_of,
    listed_for,
    problems_in_list,
    record_for,
    uncovered,
    without_another,
)
from checklists.definition import Checklist, Input, Reason, Step
from checklists.digests import changed_inputs
from checklists.evidence import (
    choices_made,
    detail_key,
    facts_known_since,
    is_the_author,
    outcome_of,
    problems_in_record,
    span_words,
)
from checklists.granting import REFUSED, is_granted, is_granted_for_person, newest_word
from checklists.review import Review
from checklists.session import PERSON_KEY, Actor, Answer, Session, uids_named

Code = Literal[
    "open",
    "stale",
    "not-granted",
    "person-missing",
    "on-hold",
    "held-value",
    "draft-empty",
    "draft-unaccepted",
    "no-platform",
    "no-case-number",
    "guard",
    "checklist-changed",
    "edited-outside",
]

AUTHOR = "You, the author"
SUPERVISOR = "A supervisor"


class Blocker(Struct, frozen=True):
    """One named reason why a session is not ready.

    `step` is empty for a reason that belongs to the whole session; `short` names the place in at
    most 22 columns; `ask` says who can answer it.
    """

    code: Code
    short: str
    reason: str
    ask: str
    step: str = ""
    person: str = ""
    item: str = ""


def blockers(
    session: Session,
    checklist: Checklist,
    reviews: tuple[Review, ...],
    now: datetime,
    originals: tuple[Session, ...] = (),
) -> tuple[Blocker, ...]:
    """Every reason why the session is not ready, in walking order. Ready means: none.

    `originals` are the sessions that carried answers were given in, as their files hold them now;
    without its original a carried answer counts for nothing.
    """
    grounded = without_ground_where_lost(session, originals)
    return (
        *_session_blockers(grounded, checklist),
        *(
            blocker
            for step in checklist.steps
            for blocker in _step_blockers(grounded, checklist, step, reviews, now)
        ),
    )


def _session_blockers(session: Session, checklist: Checklist) -> Iterator[Blocker]:
    if not session.sealed:
        yield Blocker(
            "edited-outside",
            "file was edited",
            "The file was changed outside the program; take it over as it stands, or start anew.",
            AUTHOR,
        )
    if session.incident_type != checklist.id or session.checklist_revision != checklist.revision:
        yield Blocker(
            "checklist-changed",
            "checklist changed",
            "The checklist was changed after this session began; carry the answers over.",
            AUTHOR,
        )
    if checklist.needs_case_number and not session.case_number.strip():
        yield Blocker("no-case-number", "case number", "The case number is missing.", AUTHOR)
    draft = session.draft
    if not draft.text.strip():
        yield Blocker("draft-empty", "draft", "There is no accepted text to post.", AUTHOR)
    if draft.typed is not None:
        yield Blocker("draft-unaccepted", "draft", "Text was typed and not accepted yet.", AUTHOR)
    if not draft.platforms:
        yield Blocker("no-platform", "platforms", "No platform is chosen.", AUTHOR)
    yield from _guard_blockers(session, checklist)
    for person in session.people:
        # By hand only: the change that removes somebody asks for both.
        if person.removed and not (
            person.removed_because.strip() and is_verified(person.removed_verified_by, session)
        ):
            yield Blocker(
                "person-missing",
                "people list",
                f"{person.label} was taken off without a reason, or nobody verified it.",
                AUTHOR,
                person=person.label,
            )
    need = checklist.people_need_one_of
    if need and not any(person.person_class in need for person in session.listed):
        titles = " or ".join(c.title.lower() for c in checklist.classes if c.id in need)
        yield Blocker("person-missing", "people list", f"The list needs a {titles}.", AUTHOR)


def _guard_blockers(session: Session, checklist: Checklist) -> Iterator[Blocker]:
    for guard in checklist.guards:
        answer = session.guard_answer(guard.id)
        if answer is None:
            sentence = f"Not answered: {guard.question}"
        elif session.author_uid not in uids_named(answer.by):
            sentence = f"Answered by somebody who is not the author: {guard.question}"
        elif changed_inputs(session, answer.given_for, guard.binds):
            sentence = f"The draft changed since this was answered: {guard.question}"
        elif answer.yes and not answer.reason.strip():
            sentence = f"Answered yes without a reason to stay with this type: {guard.question}"
        else:
            continue
        yield Blocker("guard", "wrong-type question", sentence, AUTHOR, item=guard.id)


def step_blockers(
    session: Session,
    checklist: Checklist,
    step: Step,
    reviews: tuple[Review, ...],
    now: datetime,
    originals: tuple[Session, ...] = (),
) -> tuple[Blocker, ...]:
    """Every reason why one step holds the gate."""
    grounded = without_ground_where_lost(session, originals)
    return _step_blockers(grounded, checklist, step, reviews, now)


def _step_blockers(
    session: Session,
    checklist: Checklist,
    step: Step,
    reviews: tuple[Review, ...],
    now: datetime,
) -> tuple[Blocker, ...]:
    answer = session.answer(step.id)
    if answer is None:
        return (_blocker(step, "open", "Not answered yet."),)
    if not given_here(session, answer):
        return (_blocker(step, "open", f"Given by {answer.by}, who is not the author."),)
    if answer.outcome == "does-not-apply":
        return tuple(_reason_blockers(session, checklist, step, answer, now))
    found = list(_answer_blockers(session, checklist, step, answer, reviews, now))
    stale = _stale(session, step, answer, step.binds, now)
    return (*([_blocker(step, "stale", stale)] if stale else []), *found)


def _blocker(step: Step, code: Code, reason: str, *, ask: str = "", person: str = "") -> Blocker:
    return Blocker(code, step.short, reason, ask or step.ask.label, step.id, person)


def _stale(
    session: Session, step: Step, answer: Answer, binds: tuple[Input, ...], now: datetime
) -> str:
    if is_lost(answer):
        return f"Carried over from {answer.by}, whose record does not hold it now: answer it here."
    changed = changed_inputs(session, answer.given_for, binds)
    if changed:
        words = {"meaning": "what a victim was told"}
        return "Changed since: " + ", ".join(words.get(name, name) for name in changed) + "."
    if step.fresh_for is not None:
        known = facts_known_since(step, answer.evidence, answer.at)
        if answer.at > now:
            return "Answered at a time that has not come yet: the clock was set back."
        if now - known > step.fresh_for:
            return f"Older than {span_words(step.fresh_for)}: check it again."
    return ""


def _reason_blockers(
    session: Session, checklist: Checklist, step: Step, answer: Answer, now: datetime
) -> Iterator[Blocker]:
    reason = step.reason(answer.reason)
    if reason is None:
        yield _blocker(step, "open", "The reason is not one that this step lists.")
        return
    if not reason.proved_by_program and not is_verified(answer.verified_by, session):
        yield _blocker(step, "open", "Nobody but the author is named as having verified it.")
        return
    stale = _stale(session, step, answer, (*step.binds, *reason.binds), now)
    stale = stale or unmet_need(session, checklist, reason, now)
    if stale:
        yield _blocker(step, "stale", stale)


def _authors(session: Session, answer: Answer) -> tuple[Actor, ...]:
    """Who may not be named as somebody else: the author, and who gave a carried answer."""
    author = Actor(session.author, session.author_uid)
    if not answer.carried_from:
        return (author,)
    return (author, Actor(answer.by.partition(" (")[0], answer.carried_uid))


def is_verified(verified_by: str, session: Session) -> bool:
    """Whether a reason names somebody, and not the author, as having verified it."""
    author = Actor(session.author, session.author_uid)
    return bool(verified_by.strip()) and not is_the_author(verified_by, author)


def unmet_need(session: Session, checklist: Checklist, reason: Reason, now: datetime) -> str:
    """Why a does-not-apply reason does not count now, in a sentence; empty when it does."""
    needs = reason.needs
    listed = [p for p in session.listed if p.person_class in needs.nobody_of]
    if listed:
        labels = ", ".join(person.label for person in listed)
        return f'"{reason.label}" does not fit: {labels} on the people list.'
    for step_id in (needs.confirmed, needs.answer.step if needs.answer else ""):
        needed = checklist.step(step_id) if step_id else None
        if needed is None:
            continue
        found = session.answer(step_id)
        if (
            found is None
            or found.outcome != "confirmed"
            or _stale(session, needed, found, needed.binds, now)
        ):
            return f'"{reason.label}" needs "{needed.short}" confirmed first.'
        if (
            needs.answer
            and step_id == needs.answer.step
            and not any(
                record.get(needs.answer.field) == needs.answer.choice for record in found.evidence
            )
        ):
            return f'"{reason.label}" does not fit the answer to "{needed.short}".'
    if needs.empty and getattr(session.draft, needs.empty):
        return f'"{reason.label}" does not fit: the draft has {needs.empty}.'
    return ""


def _answer_blockers(
    session: Session,
    checklist: Checklist,
    step: Step,
    answer: Answer,
    reviews: tuple[Review, ...],
    now: datetime,
) -> Iterator[Blocker]:
    if not answer.evidence:
        yield from _without_evidence(session, checklist, step, answer, reviews)
        return
    if answer.outcome != outcome_of(step, answer.evidence):
        yield _blocker(step, "open", "The outcome is not what the evidence amounts to.")
    for record in answer.evidence:
        for problem in dict.fromkeys(
            problem
            for author in _authors(session, answer)
            for problem in problems_in_record(step, record, at=answer.at, author=author)
        ):
            yield _blocker(step, "open", problem.sentence, person=problem.person)
    # Of somebody who was taken off the list since, what was done stays true.
    for problem in problems_in_list(session.people, step, answer.evidence):
        yield _blocker(step, "open", problem.sentence, person=problem.person)
    yield from _missing_people(session, checklist, step, answer)
    yield from _effects(session, checklist, step, answer, reviews, now)


def _without_evidence(
    session: Session,
    checklist: Checklist,
    step: Step,
    answer: Answer,
    reviews: tuple[Review, ...],
) -> Iterator[Blocker]:
    if answer.outcome == "exception" and answer.note.strip() and step.victim_related:
        if not is_granted(step, answer, reviews):
            yield _not_granted(step, answer, reviews)
    elif answer.outcome == "not-done" and answer.note.strip() and not step.victim_related:
        pass
    elif answer.outcome == "not-done" and step.victim_related:
        yield _blocker(step, "open", "Not done; a victim-related step must be.")
    elif step.per_person and answer.outcome == "confirmed":
        # Everybody may be excused by another step.
        yield from _missing_people(session, checklist, step, answer)
    else:
        yield _blocker(step, "open", "The evidence is missing.")


def _missing_people(
    session: Session, checklist: Checklist, step: Step, answer: Answer
) -> Iterator[Blocker]:
    for field in step.fields:
        if field.equals_people and answer.evidence:
            said, listed = answer.evidence[0].get(field.id), len(session.listed)
            if said != listed:
                yield _blocker(
                    step, "person-missing", f"The list has {listed}; the answer says {said}."
                )
    if not step.per_person:
        return
    if not listed_for(session, step):
        yield _blocker(step, "person-missing", "Nobody of the people it asks for is listed.")
    for person in asked_of(session, checklist, step):
        if record_for(answer, person.label) is None:
            yield _blocker(
                step, "person-missing", f"No record for {person.label}.", person=person.label
            )
    for person in uncovered(session, step):
        yield _blocker(
            step,
            "person-missing",
            f"No next of kin is listed for {person.label}.",
            person=person.label,
        )
    for person in without_another(session, step, answer):
        yield _blocker(
            step,
            "person-missing",
            f"Instead of {person.label}, another next of kin must be told.",
            person=person.label,
        )


def _effects(
    session: Session,
    checklist: Checklist,
    step: Step,
    answer: Answer,
    reviews: tuple[Review, ...],
    now: datetime,
) -> Iterator[Blocker]:
    for record in answer.evidence:
        label = str(record.get(PERSON_KEY, ""))
        for field, choice in choices_made(step, record):
            if choice.effect == "blocks":
                yield _blocker(step, "held-value", f"{field.label}: {choice.label}.")
            elif choice.effect == "holds-until":
                until = record.get(detail_key(field.id))
                if isinstance(until, datetime) and until.tzinfo is not None and until > now:
                    when = until.astimezone(now.tzinfo)
                    day = "" if when.date() == now.date() else f" on {when:%Y-%m-%d}"
                    yield _blocker(
                        step,
                        "on-hold",
                        f"{label or choice.label}: not before {when:%H:%M}{day}.",
                        person=label,
                    )
            elif choice.effect == "needs-exception" and not (
                is_granted(step, answer, reviews)
                or is_granted_for_person(session, checklist, step, label, reviews)
            ):
                yield _not_granted(step, answer, reviews, label)


def _not_granted(
    step: Step, answer: Answer, reviews: tuple[Review, ...], label: str = ""
) -> Blocker:
    refused = newest_word(step, answer, reviews) == REFUSED
    what = f"The exception for {label}" if label else "The exception"
    reason = f"{what} was refused." if refused else f"{what} is not granted yet."
    return _blocker(step, "not-granted", reason, ask=SUPERVISOR, person=label)
