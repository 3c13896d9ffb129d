"""The gate: every reason why a session is not ready. `blockers` alone decides it.

`blockers` is a pure function of the session, its checklist, its context and the time. What is
asked, what is victim-related and what is accepted comes from the checklist, never from the
session's own copies, so that editing the file gains nothing. The call sheet has the same reasons by
who can answer them: one call to the investigator answers up to eight steps.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from checklists.definitions.model import Checklist, Step
from checklists.gate.answer_blockers import answer_blockers, is_verified
from checklists.gate.carried_answers import invalidate_lost_answers
from checklists.gate.context import AUTHOR, Basis, Blocker, SessionContext, misnamed_author
from checklists.gate.not_needed import NotNeeded, not_needed
from checklists.gate.question_answers import question_blockers
from checklists.gate.updates import update_blockers
from checklists.session.model import Draft, Session
from checklists.session.people import link_problems
from checklists.session.post_length import lengths
from checklists.text import shows_nothing


class Decision(NamedTuple):
    """Every reason why a session is not ready, and the steps that are not needed, by id."""

    blockers: tuple[Blocker, ...]
    not_needed: dict[str, NotNeeded]


def blockers(
    session: Session, checklist: Checklist, context: SessionContext, now: datetime
) -> tuple[Blocker, ...]:
    """Return every reason why the session is not ready, in walking order. Ready means none.

    Without its original in `context` a carried answer does not count.
    """
    return decision(session, checklist, context, now).blockers


def decision(
    session: Session, checklist: Checklist, context: SessionContext, now: datetime
) -> Decision:
    """Return what `blockers` returns, with the steps that are not needed."""
    basis = _basis(session, checklist, context, now)
    asked: list[Blocker] = []
    left_out: dict[str, NotNeeded] = {}
    for step in checklist.steps:
        found = answer_blockers(basis, step)
        why = not_needed(basis, step, found)
        if why is None:
            asked += found
        else:
            left_out[step.id] = why
    whole = (
        *_file_blockers(basis),
        *_post_blockers(basis),
        *_people_blockers(basis),
        *update_blockers(basis),
    )
    return Decision((*whole, *asked), left_out)


def step_blockers(
    session: Session, checklist: Checklist, step: Step, context: SessionContext, now: datetime
) -> tuple[Blocker, ...]:
    """Return every reason why one step blocks posting."""
    basis = _basis(session, checklist, context, now)
    found = answer_blockers(basis, step)
    return () if not_needed(basis, step, found) else found


def _basis(session: Session, checklist: Checklist, context: SessionContext, now: datetime) -> Basis:
    return Basis(invalidate_lost_answers(session, context.originals), checklist, context, now)


def _file_blockers(basis: Basis) -> Iterator[Blocker]:
    session, checklist, context, _ = basis
    misnamed = misnamed_author(session, context)
    if misnamed:
        yield Blocker("edited-outside", "author", f"{misnamed}.", "An administrator")
    foreign = next(accounts_of_others(session, context), "")
    if foreign:
        yield Blocker(
            "edited-outside",
            "file was edited",
            (f"The file says that somebody other than its author made its {foreign}. Start over."),
            AUTHOR,
        )
    if not session.sealed:
        yield Blocker(
            "edited-outside",
            "file was edited",
            "The file was changed outside the program. Accept it as it is, or start over.",
            AUTHOR,
        )
    if session.incident_type != checklist.id or session.checklist_revision != checklist.revision:
        yield Blocker(
            "checklist-changed",
            "checklist changed",
            "The checklist was changed after this session began. Carry the answers over.",
            AUTHOR,
        )


def _post_blockers(basis: Basis) -> Iterator[Blocker]:
    if basis.checklist.needs_case_number and shows_nothing(basis.session.case_number):
        yield Blocker("no-case-number", "case number", "The case number is missing.", AUTHOR)
    draft = basis.session.draft
    texts = [draft.text, *(draft.for_platform(platform) for platform in draft.platforms)]
    if any(shows_nothing(text) for text in texts):
        yield Blocker("draft-empty", "draft", "There is no accepted text to post.", AUTHOR)
    if draft.typed is not None and not _is_accepted(draft):
        yield Blocker("draft-unaccepted", "draft", "Text was typed but not yet accepted.", AUTHOR)
    if not draft.platforms:
        yield Blocker("no-platform", "platforms", "No platform is chosen.", AUTHOR)
    for length in lengths(draft, {found.id: found for found in basis.checklist.platforms}):
        if length.over and length.is_confirmed:
            size = f"{length.used} of {length.limit} {length.unit}"
            sentence = f"The text for {length.title} has {size}: {length.over} too many."
            yield Blocker("too-long", "draft", sentence, AUTHOR, item=length.platform)
    yield from question_blockers(basis)


def _people_blockers(basis: Basis) -> Iterator[Blocker]:
    for person in basis.session.people:
        # Only an edit by hand can do this: the change that removes somebody requires both.
        if person.removed and not (
            not shows_nothing(person.removed_because)
            and is_verified(basis, person.removed_verified_by)
        ):
            yield Blocker(
                "person-missing",
                "people list",
                (f"{person.label} was taken off the list without a reason, or nobody verified it."),
                AUTHOR,
                person=person.label,
            )
    for problem in link_problems(basis.session.people, basis.checklist):
        # Carried from another type, or edited by hand: the changes refuse it.
        yield Blocker(
            "person-missing", "people list", problem.sentence, AUTHOR, person=problem.label
        )
    need = basis.checklist.people_need_one_of
    if need and not any(person.person_class in need for person in basis.session.listed):
        titles = " or ".join(c.title.lower() for c in basis.checklist.classes if c.id in need)
        yield Blocker("person-missing", "people list", f"The list needs a {titles}.", AUTHOR)


def accounts_of_others(session: Session, context: SessionContext) -> Iterator[str]:
    """Yield each part of the file that names another account than its author's.

    Only the author writes in a file. The givers of carried answers are checked elsewhere.
    """
    known = context.author.logins if context.author is not None else ()
    logins = {session.author, *known}
    for where, account in session.accounts:
        if account.uid != session.author_uid or account.login not in logins:
            yield where


def _is_accepted(draft: Draft) -> bool:
    typed = draft.typed
    return typed is None or (typed.text, typed.variants) == (draft.text, draft.variants)


class CallItem(Struct, frozen=True):
    """One thing to ask: the step, its statement, and why it is open.

    `step` is empty for what belongs to the whole session.
    """

    step: str
    short: str
    prompt: str
    reasons: tuple[str, ...]
    to_note: tuple[str, ...]
    victim_related: bool


class Call(Struct, frozen=True):
    """Everything that one role can answer."""

    ask: str
    items: tuple[CallItem, ...]


def call_sheet(checklist: Checklist, found: tuple[Blocker, ...]) -> tuple[Call, ...]:
    """Return the open items by who can answer them, in walking order."""
    calls: dict[str, dict[str, CallItem]] = {}
    for blocker in found:
        items = calls.setdefault(blocker.ask, {})
        step = checklist.step(blocker.step)
        key = blocker.step or f"{blocker.code} {blocker.item}"
        before = items.get(key)
        items[key] = CallItem(
            step=blocker.step,
            short=blocker.short,
            prompt=step.prompt if step else blocker.reason,
            reasons=(*(before.reasons if before else ()), blocker.reason),
            to_note=tuple(field.label for field in step.fields) if step else (),
            victim_related=step.victim_related if step else False,
        )
    return tuple(Call(ask, tuple(items.values())) for ask, items in calls.items())
