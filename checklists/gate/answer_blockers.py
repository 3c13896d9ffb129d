"""Why the answer to one step does not open the gate: a part of `blockers`.

What is asked, what is victim-related and what is accepted comes from the checklist, never from the
session's own copies, so that editing the file gains nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from checklists.definitions.model import Input, Reason, Step
from checklists.gate.carried_answers import given_here, is_lost
from checklists.gate.context import SUPERVISOR, Basis, Blocker, Code
from checklists.gate.exceptions import REFUSED, is_granted, newest_verdict, was_refused
from checklists.remembered import remembered
from checklists.session.evidence import (
    FieldProblem,
    choices_made,
    detail_key,
    facts_known_since,
    is_the_author,
    names_somebody,
    outcome_of,
    passed_times,
    problems_in_record,
    span_words,
    still_needed,
)
from checklists.session.fingerprints import changed_inputs, earlier_answers
from checklists.session.model import PERSON_KEY, Actor, Answer, Evidence, Person, QuestionAnswer
from checklists.session.moments import not_before
from checklists.session.people import (
    covers,
    excused_elsewhere,
    excuses,
    listed_for,
    problems_in_list,
    record_for,
    without_next_of_kin,
    without_other_kin,
)
from checklists.session.post_length import has_link
from checklists.text import shows_nothing

PROMISED_IN_A_CLOSURE = ("traffic-advisory", "kin-followup-set")
"""The type and the step with which a road closure goes out before the family is told."""

FAMILY_FIRST = (
    "Policy: the family is told before a road closure is posted. Ask for an "
    "exception, or post this as a serious crash once they know."
)


def answer_blockers(basis: Basis, step: Step) -> tuple[Blocker, ...]:
    """Return every reason why the answer to a step, or its absence, blocks posting."""
    answer = basis.session.answer(step.id)
    if answer is None:
        return (_blocker(step, "open", "Not answered yet."),)
    if not _is_givers_own(basis, answer):
        return (
            _blocker(step, "open", f"{answer.by.called} gave this answer but is not the author."),
        )
    if _has_foreign_fields(step, answer):
        return (
            _blocker(
                step,
                "open",
                "The saved answer has fields that do not belong there. Answer it again.",
            ),
        )
    if answer.outcome == "does-not-apply":
        return tuple(_reason_blockers(basis, step, answer))
    found = list(_evidence_or_words(basis, step, answer))
    stale = _stale(basis, step, answer, step.binds)
    return (*([_blocker(step, "stale", stale)] if stale else []), *found)


def _has_foreign_fields(step: Step, answer: Answer) -> bool:
    """Return whether an answer has fields that no answer of its kind has: by hand only."""
    if bool(answer.carried_uid) and not answer.carried_from:
        return True
    if answer.outcome == "does-not-apply":
        reason = step.reason(answer.reason)
        is_proved = reason is not None and reason.proved_by_program
        return bool(answer.evidence or answer.note or (is_proved and answer.verified_by))
    words_alone = answer.outcome in ("not-done", "exception") and not answer.evidence
    return bool(answer.reason or answer.verified_by or (answer.note and not words_alone))


def _blocker(step: Step, code: Code, reason: str, *, ask: str = "", person: str = "") -> Blocker:
    return Blocker(code, step.short, reason, ask or step.ask.label, step.id, person)


def _stale(basis: Basis, step: Step, answer: Answer, binds: tuple[Input, ...]) -> str:
    if is_lost(answer):
        return (
            f"This was carried over from {answer.by.called}, whose record no longer has "
            "it. Answer it here."
        )
    changed = changed_inputs(basis.session, answer.given_for, binds)
    if changed:
        words = {"meaning": "what a victim was told"}
        return (
            "Changed since you answered: "
            + ", ".join(words.get(name, name) for name in changed)
            + "."
        )
    if answer.at > basis.now:
        return "The answer's time is in the future; the clock may be wrong. Answer it again."
    if answer.at < basis.session.started_at and not answer.carried_from:
        return "The answer is older than the session. Answer it again."
    if step.fresh_for is not None:
        known = facts_known_since(step, answer.evidence, answer.at)
        if basis.now - known > step.fresh_for:
            return f"This is older than {span_words(step.fresh_for)}. Check it again."
    return ""


def _reason_blockers(basis: Basis, step: Step, answer: Answer) -> Iterator[Blocker]:
    reason = step.reason(answer.reason)
    if reason is None:
        yield _blocker(step, "open", "This step does not list that reason. Choose another.")
        return
    if not reason.proved_by_program and not is_verified(basis, answer.verified_by, answer):
        yield _blocker(
            step, "open", "The answer does not say that anyone other than the author verified it."
        )
        return
    stale = _stale(basis, step, answer, (*step.binds, *reason.binds))
    stale = stale or unmet_need(basis, reason)
    if stale:
        yield _blocker(step, "stale", stale)


def _is_givers_own(basis: Basis, answer: Answer) -> bool:
    """Return whether an answer names its giver, by a login of theirs where the system knows it.

    The author's own login is checked with the file as a whole.
    """
    givers = basis.context.givers_of(answer) if answer.carried_from else ()
    known = [login for giver in givers for login in giver.logins]
    return given_here(basis.session, answer) and (not known or answer.by.login in known)


_NOTHING_ENTERED: Evidence = {}

_author = lru_cache(100)(Actor)
"""The same one again for the same account: what is remembered of it is found by its identity."""


def _authors(basis: Basis, answer: Answer | QuestionAnswer | None) -> tuple[Actor, ...]:
    """Return who may not be named as somebody else: the author, and who gave a carried answer."""
    session, context = basis.session, basis.context
    author = _author(session.author, session.author_uid, context.author_names(session, answer))
    if not isinstance(answer, Answer) or not answer.carried_from:
        return (author,)
    known = tuple(name for g in context.givers_of(answer) for name in (*g.logins, *g.names))
    return (author, _author(answer.by.login, answer.by.uid, known))


def is_verified(
    basis: Basis, verified_by: str, answer: Answer | QuestionAnswer | None = None
) -> bool:
    """Return whether somebody other than the author is named as having verified something.

    Nor may it be whoever gave the answer.
    """
    return names_somebody(verified_by) and not any(
        is_the_author(verified_by, author) for author in _authors(basis, answer)
    )


def unmet_need(basis: Basis, reason: Reason, *, unblocked: bool = True) -> str:
    """Return why a does-not-apply reason does not count now, in a sentence; empty where it does.

    The step that it needs must be confirmed and current, and where it must be `unblocked`, nothing
    may block it.
    """
    needs = reason.needs
    listed = [p for p in basis.session.listed if p.person_class in needs.nobody_of]
    if listed:
        labels = ", ".join(person.label for person in listed)
        return f'"{reason.label}" does not fit: the people list has {labels}.'
    for step_id in (needs.confirmed, needs.answer.step if needs.answer else ""):
        needed = basis.checklist.step(step_id) if step_id else None
        if needed is None:
            continue
        found = basis.session.answer(step_id)
        if (
            found is None
            or found.outcome != "confirmed"
            or _stale(basis, needed, found, needed.binds)
            or (unblocked and answer_blockers(basis, needed))
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
    if needs.empty and getattr(basis.session.draft, needs.empty):
        return f'"{reason.label}" does not fit: the draft has {needs.empty}.'
    if needs.no_link and has_link(basis.session.draft):
        return f'"{reason.label}" does not fit: a link preview shows a picture.'
    return ""


def _evidence_or_words(basis: Basis, step: Step, answer: Answer) -> Iterator[Blocker]:
    if not answer.evidence:
        yield from _without_evidence(basis, step, answer)
        return
    yield from _evidence_blockers(basis, step, answer)
    yield from _missing_people(basis, step, answer)
    yield from _effects(basis, step, answer)
    if (
        basis.context.family_first
        and (basis.checklist.id, step.id) == PROMISED_IN_A_CLOSURE
        and answer.outcome == "confirmed"
    ):
        yield _blocker(step, "held-value", FAMILY_FIRST)


def _evidence_blockers(basis: Basis, step: Step, answer: Answer) -> Iterator[Blocker]:
    if answer.outcome != outcome_of(step, answer.evidence):
        yield _blocker(step, "open", "The outcome does not match the details. Answer it again.")
    # The times of a carried answer were compared with the text where it was given.
    earliest = None if answer.carried_from else not_before(basis.session, step, answer.at)
    authors = _authors(basis, answer)
    for record in _wrong_records(step, answer, earliest, authors[0], authors[-1]):
        for problem in dict.fromkeys(
            problem
            for author in authors
            for problem in problems_in_record(
                step, record, at=answer.at, author=author, not_before=earliest
            )
        ):
            yield _blocker(step, "open", problem.sentence, person=problem.person)
        for problem in _passed_when_given(basis, step, answer, record):
            yield _blocker(step, "open", problem.sentence, person=problem.person)
    # What was done for somebody who was taken off the list since stays true.
    for problem in problems_in_list(basis.session.people, step, answer.evidence):
        yield _blocker(step, "open", problem.sentence, person=problem.person)


@remembered(100)
def _wrong_records(
    step: Step, answer: Answer, earliest: datetime | None, *authors: Actor
) -> tuple[Evidence, ...]:
    """Return the records that are not valid for one of the authors, or may not have been."""
    return tuple(
        record
        for record in answer.evidence
        if passed_times(step, record, at=answer.at, kept=None)
        or any(
            problems_in_record(step, record, at=answer.at, author=a, not_before=earliest)
            for a in authors
        )
    )


@remembered(20)
def _supports_others(basis: Basis, step: Step, answer: Answer) -> bool:
    """Return whether other steps may rely on an excuse or a grant in an answer.

    They never rely on an answer that does not count itself.
    """
    return (
        answer.outcome in ("confirmed", "exception")
        and _is_givers_own(basis, answer)
        and not _has_foreign_fields(step, answer)
        and not _stale(basis, step, answer, step.binds)
        and not any(_evidence_blockers(basis, step, answer))
    )


def _passed_when_given(
    basis: Basis, step: Step, answer: Answer, record: Evidence
) -> Iterator[FieldProblem]:
    """Yield the times that should lie ahead and had passed when the answer was given.

    A time that an earlier answer gave while it lay ahead may be repeated.
    """
    passed = tuple(passed_times(step, record, at=answer.at, kept=None))
    if not passed:
        return
    files = basis.context.originals if answer.carried_from else (basis.session,)
    earlier = [before for file in files for before in earlier_answers(file, step.id)]
    for problem in passed:
        value, whose = record.get(problem.field), record.get(PERSON_KEY)
        if not any(
            isinstance(value, datetime) and before.at < value
            for before in earlier
            for said in before.evidence
            if (said.get(problem.field), said.get(PERSON_KEY)) == (value, whose)
        ):
            yield problem


def _without_evidence(basis: Basis, step: Step, answer: Answer) -> Iterator[Blocker]:
    has_words = not shows_nothing(answer.note)
    if step.per_person and answer.outcome == "exception":
        yield _blocker(step, "open", "Ask for an exception for each person, in the form.")
    elif answer.outcome == "exception" and has_words and step.victim_related:
        if not is_granted(step, answer, basis.context.reviews):
            yield _not_granted(basis, step, answer)
    elif answer.outcome == "not-done" and has_words and not step.victim_related:
        pass
    elif answer.outcome == "not-done" and step.victim_related:
        yield _blocker(step, "open", "This step was not done. A victim-related step must be done.")
    elif step.per_person and answer.outcome == "confirmed":
        # Everybody may be excused by another step.
        yield from _missing_people(basis, step, answer)
    else:
        yield _blocker(step, "open", "The details are missing.")


def _missing_people(basis: Basis, step: Step, answer: Answer) -> Iterator[Blocker]:
    for field in step.fields:
        if field.equals_people:
            listed = len(basis.session.listed)
            said = (record.get(field.id) for record in answer.evidence)
            other = [number for number in said if number != listed]
            if other:
                yield _blocker(
                    step, "person-missing", f"The list has {listed}; the answer says {other[0]}."
                )
    if not step.per_person:
        return
    if not listed_for(basis.session, step):
        yield _blocker(step, "person-missing", "Nobody this step asks about is on the list.")
    yield from _without_record(basis, step, answer)
    for person in without_next_of_kin(basis.session, step):
        yield _blocker(
            step,
            "person-missing",
            f"No next of kin is listed for {person.label}.",
            person=person.label,
        )
    for person in without_other_kin(basis.session, step, answer):
        yield _blocker(
            step,
            "person-missing",
            f"Another next of kin must be told instead of {person.label}.",
            person=person.label,
        )


def _without_record(basis: Basis, step: Step, answer: Answer) -> Iterator[Blocker]:
    excused = excused_elsewhere(basis.session, basis.checklist, step)
    for person in listed_for(basis.session, step):
        sources = excused.get(person.label, ())
        if record_for(answer, person.label) is None and not any(
            _is_excused(basis, step, source, person) for source in sources
        ):
            reason = _what_is_missing(basis, step, person)
            if sources:
                reason = _why_not_excused(basis, step, sources[0], person)
            yield _blocker(step, "person-missing", reason, person=person.label)


def _what_is_missing(basis: Basis, step: Step, person: Person) -> str:
    """Return which fields are empty for one person, over what was filled in so far."""
    entered = basis.session.entered_in(step.id)
    record = next((r for r in entered if r.get(PERSON_KEY) == person.label), _NOTHING_ENTERED)
    missing = still_needed(step, record)
    if not missing:
        return f"{person.label} is filled in but not yet confirmed."
    return f"{person.label} still needs: {', '.join(missing)}."


def _is_excused(basis: Basis, step: Step, source: Step, person: Person) -> bool:
    """Return whether the answer that excuses somebody from a step counts.

    A granted exception covers exactly the steps that it names, and none on which a request was
    refused, whatever it said: asked again, that step needs a grant of its own.
    """
    answer = basis.session.answer(source.id)
    record = record_for(answer, person.label)
    if answer is None or record is None or not _supports_others(basis, source, answer):
        return False
    if excuses(source, record) and person not in without_other_kin(basis.session, source, answer):
        return True
    reviews = basis.context.reviews
    return (
        covers(source, record, step)
        and is_granted(source, answer, reviews)
        and not was_refused(step, reviews)
    )


def _why_not_excused(basis: Basis, step: Step, source: Step, person: Person) -> str:
    record = record_for(basis.session.answer(source.id), person.label)
    if record is not None and covers(source, record, step):
        return f'"{source.short}": the exception for {person.label} is not yet granted.'
    return f'"{source.short}" excused {person.label}, but that answer no longer counts.'


@remembered(100)
def _with_effects(step: Step, answer: Answer) -> tuple[Evidence, ...]:
    """Return the records with a choice that does not simply count."""
    return tuple(
        record
        for record in answer.evidence
        if any(choice.effect != "counts" for _, choice in choices_made(step, record))
    )


def _effects(basis: Basis, step: Step, answer: Answer) -> Iterator[Blocker]:
    for record in _with_effects(step, answer):
        label = str(record.get(PERSON_KEY, ""))
        for field, choice in choices_made(step, record):
            if choice.effect == "blocks":
                yield _blocker(step, "held-value", f"{field.label}: {choice.label}.", person=label)
            elif choice.effect == "holds-until":
                until = record.get(detail_key(field.id))
                if isinstance(until, datetime) and until.tzinfo is not None and until > basis.now:
                    when = until.astimezone(basis.now.tzinfo)
                    day = "" if when.date() == basis.now.date() else f" on {when:%Y-%m-%d}"
                    yield _blocker(
                        step,
                        "on-hold",
                        f"{label or choice.label}: not before {when:%H:%M}{day}.",
                        person=label,
                    )
            elif choice.effect == "needs-exception" and not is_granted(
                step, answer, basis.context.reviews
            ):
                yield _not_granted(basis, step, answer, label)


def _not_granted(basis: Basis, step: Step, answer: Answer, label: str = "") -> Blocker:
    refused = newest_verdict(step, answer, basis.context.reviews) == REFUSED
    what = f"The exception for {label}" if label else "The exception"
    reason = f"{what} was refused." if refused else f"{what} is not yet granted."
    return _blocker(step, "not-granted", reason, ask=SUPERVISOR, person=label)
