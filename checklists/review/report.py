"""What a supervisor reads of a session, in the order in which it should be read. Pure.

What decides first, on one page (`brief`). Then the post alone, as the public will see it. Then what
is out of the ordinary: requested
exceptions, steps said not to apply, what was not done, what went stale, answers given faster than
anybody reads, the same words under several steps. Then the people, the whole list, and the
timeline.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from checklists.definitions.model import Checklist, ColdRead, Question, Step
from checklists.follow_ups.ledger import Entry, ledger, removals
from checklists.gate.answer_history import TooFast, WentStale, too_fast, went_stale
from checklists.gate.cold_read import cold_read_by, differing
from checklists.gate.context import Blocker, SessionContext
from checklists.gate.not_needed import NotNeeded
from checklists.gate.status import Status, read_at, status_to_read
from checklists.gate.step_states import (
    ExceptionRequest,
    StepState,
    exception_requests,
    not_asked,
    step_states,
)
from checklists.gate.updates import EarlierText, earlier_texts
from checklists.lint.record import Beside, found_beside
from checklists.review.brief import Brief, brief_of
from checklists.session.completion import Completion
from checklists.session.evidence import choices_made
from checklists.session.fingerprints import content_digest
from checklists.session.model import (
    Account,
    Answer,
    Checked,
    Continues,
    Evidence,
    HistoryEntry,
    Media,
    Person,
    Posted,
    QuestionAnswer,
    Session,
    Updates,
)
from checklists.session.people import record_for
from checklists.session.review import Review

if TYPE_CHECKING:
    from checklists.lint.draft import DraftLinter

LEAST_WORDS = 3
"""Shorter notes are the same by chance: `Yes`, `Case note 12`."""

DIFFERENCES = (
    "The text of earlier drafts is not kept, only a fingerprint of each and a count of changed "
    "words. You can see here that two drafts differ, but not how."
)


class PostText(Struct, frozen=True):
    """The text for one platform."""

    platform: str
    text: str
    own: bool


class NotApplying(Struct, frozen=True):
    """A step that is said not to apply: why, and who verified it (empty: the draft proves it)."""

    step: Step
    reason: str
    verified_by: str
    by: Account
    at: datetime


class Pasted(Struct, frozen=True):
    """The same words under several steps."""

    text: str
    steps: tuple[Step, ...]


class PersonRecords(Struct, frozen=True):
    """Somebody on the list, and what each step recorded of them."""

    person: Person
    records: tuple[tuple[Step, Evidence], ...]


class StepLine(Struct, frozen=True):
    """One step of the whole list; of whom it did not ask, with the step whose answer says why."""

    step: Step
    state: StepState
    answer: Answer | None
    not_asked: dict[str, Step]
    blockers: tuple[Blocker, ...]


class AddedSteps(Struct, frozen=True):
    """A question that adds steps, its answer, and which of them are asked and which taken out."""

    question: Question
    answer: QuestionAnswer | None
    asked: tuple[Step, ...]
    taken_out: tuple[Step, ...]


class DraftChange(Struct, frozen=True):
    """One change of the draft: how much, and whether it changed what a victim was told."""

    at: datetime
    by: Account
    did: str
    digest: str
    words_changed: int | None
    changes_meaning: bool | None


class NotableChoice(Struct, frozen=True):
    """A choice in the evidence that does more than count: a hold, an excuse, an honest no."""

    step: Step
    person: str
    label: str
    effect: str


class ReviewView(Struct, frozen=True):
    """Everything there is to read, part by part, in this order."""

    digest: str
    status: Status
    brief: Brief
    texts: tuple[PostText, ...]
    media: tuple[Media, ...]
    posted: tuple[Posted, ...]
    gone: tuple[tuple[str, Completion], ...]
    follow_ups: tuple[Entry, ...]
    is_out: bool
    updates: Updates | None
    earlier: tuple[EarlierText, ...]
    continues: Continues | None
    exceptions: tuple[ExceptionRequest, ...]
    not_applying: tuple[NotApplying, ...]
    added: tuple[AddedSteps, ...]
    not_needed: tuple[tuple[Step, NotNeeded], ...]
    not_done: tuple[tuple[Step, Answer], ...]
    notable_choices: tuple[NotableChoice, ...]
    went_stale: tuple[WentStale, ...]
    too_fast: tuple[TooFast, ...]
    pasted: tuple[Pasted, ...]
    carried: tuple[tuple[Step, Answer], ...]
    people: tuple[PersonRecords, ...]
    removed: tuple[Person, ...]
    steps: tuple[StepLine, ...]
    drafts: tuple[DraftChange, ...]
    timeline: tuple[HistoryEntry, ...]
    reviews: tuple[Review, ...]
    cold: tuple[tuple[Review, tuple[ColdRead, ...]], ...] = ()
    checked: Checked | None = None
    beside: tuple[Beside, ...] = ()
    about_drafts: str = DIFFERENCES


def review_view(
    session: Session,
    checklist: Checklist,
    context: SessionContext,
    now: datetime,
    linter: "DraftLinter | None" = None,
) -> ReviewView:
    """Return what a supervisor reads of one session as it is now.

    Without a linter, notes, details, and descriptions of media are not looked through.
    """
    found = status_to_read(session, checklist, context, now)
    states = step_states(session, checklist, context, read_at(session, now))
    return ReviewView(
        digest=content_digest(session),
        status=found,
        brief=brief_of(session, checklist, context, found),
        texts=_texts(session),
        media=session.draft.media,
        posted=session.posted,
        gone=tuple(removals(session, context.completions).items()),
        follow_ups=ledger(session, context.completions, now),
        is_out=session.is_out,
        updates=session.updates,
        earlier=earlier_texts(session, context.originals),
        continues=session.continues,
        exceptions=exception_requests(session, checklist, context, now),
        not_applying=tuple(_not_applying(session, checklist)),
        added=added_steps(session, checklist, found),
        not_needed=tuple(
            (step, why)
            for step in checklist.steps
            if (why := found.not_needed.get(step.id)) and (why.said_by or step.victim_related)
        ),
        not_done=tuple(_not_done(session, checklist)),
        notable_choices=tuple(_notable_choices(session, checklist)),
        went_stale=tuple(went_stale(session, checklist, found)),
        too_fast=tuple(too_fast(session, checklist)),
        pasted=tuple(_pasted(session, checklist)),
        carried=tuple((s, a) for s, a in _answers(session, checklist) if a.carried_from),
        people=tuple(_people(session, checklist)),
        removed=tuple(person for person in session.people if person.removed),
        steps=tuple(
            StepLine(
                step,
                states[step.id],
                session.answer(step.id),
                not_asked(session, checklist, step),
                tuple(b for b in found.blockers if b.step == step.id),
            )
            for step in checklist.steps
        ),
        drafts=tuple(_drafts(session)),
        timeline=session.history,
        reviews=context.reviews,
        cold=tuple(_cold(session, checklist, context)),
        checked=session.checked,
        beside=found_beside(session, checklist, linter) if linter is not None else (),
    )


def _cold(
    session: Session, checklist: Checklist, context: SessionContext
) -> Iterator[tuple[Review, tuple[ColdRead, ...]]]:
    """Yield each supervisor's cold read of this post with the questions on which it differs."""
    for uid in dict.fromkeys(found.by.uid for found in context.cold_reads):
        given = cold_read_by(uid, session, context.cold_reads)
        if given is not None and (others := tuple(differing(session, checklist, given))):
            yield given, others


def added_steps(session: Session, checklist: Checklist, found: Status) -> tuple[AddedSteps, ...]:
    """Return what each question that adds steps came to, given the session's status."""
    return tuple(
        AddedSteps(
            question,
            session.question_answer(question.id),
            tuple(s for s in checklist.added_by(question) if not _is_taken_out(s, found)),
            tuple(s for s in checklist.added_by(question) if _is_taken_out(s, found)),
        )
        for question in checklist.questions
        if question.adds
    )


def _is_taken_out(step: Step, found: Status) -> bool:
    why = found.not_needed.get(step.id)
    return why is not None and why.question is not None


def _texts(session: Session) -> tuple[PostText, ...]:
    draft = session.draft
    return tuple(
        PostText(platform, draft.for_platform(platform), bool(draft.variants.get(platform)))
        for platform in draft.platforms
    ) or (PostText("", draft.text, own=False),)


def _answers(session: Session, checklist: Checklist) -> Iterator[tuple[Step, Answer]]:
    for step in checklist.steps:
        answer = session.answer(step.id)
        if answer is not None:
            yield step, answer


def _not_applying(session: Session, checklist: Checklist) -> Iterator[NotApplying]:
    for step, answer in _answers(session, checklist):
        if answer.outcome == "does-not-apply":
            reason = step.reason(answer.reason)
            label = reason.label if reason is not None else answer.reason
            yield NotApplying(step, label, answer.verified_by, answer.by, answer.at)


def _not_done(session: Session, checklist: Checklist) -> Iterator[tuple[Step, Answer]]:
    """Yield what was not done; first the steps that an approver must see."""
    found = [(s, a) for s, a in _answers(session, checklist) if a.outcome == "not-done"]
    yield from sorted(found, key=lambda pair: not pair[0].approver_sees_not_done)


def _notable_choices(session: Session, checklist: Checklist) -> Iterator[NotableChoice]:
    for step, answer in _answers(session, checklist):
        for record in answer.evidence:
            for field, choice in choices_made(step, record):
                if choice.effect != "counts":
                    label = f"{field.label}: {choice.label}"
                    yield NotableChoice(step, str(record.get("person", "")), label, choice.effect)


def _pasted(session: Session, checklist: Checklist) -> Iterator[Pasted]:
    """Yield free text that occurs under more than one step, word for word."""
    places: dict[str, dict[str, Step]] = {}
    texts: dict[str, str] = {}
    for step, answer in _answers(session, checklist):
        for text in _free_text(step, answer):
            key = " ".join(text.casefold().split())
            if len(key.split()) >= LEAST_WORDS:
                texts.setdefault(key, text)
                places.setdefault(key, {})[step.id] = step
    for key, steps in places.items():
        if len(steps) > 1:
            yield Pasted(texts[key], tuple(steps.values()))


def _free_text(step: Step, answer: Answer) -> Iterator[str]:
    if answer.note:
        yield answer.note
    for record in answer.evidence:
        for field in step.fields:
            value = record.get(field.id)
            if field.kind in ("note", "reference") and isinstance(value, str):
                yield value


def _people(session: Session, checklist: Checklist) -> Iterator[PersonRecords]:
    for person in session.listed:
        records = (
            (step, record_for(answer, person.label))
            for step, answer in _answers(session, checklist)
        )
        yield PersonRecords(person, tuple((s, r) for s, r in records if r is not None))


def _drafts(session: Session) -> Iterator[DraftChange]:
    for entry in session.history:
        if entry.did in ("draft", "platforms", "media-added", "media-removed"):
            yield DraftChange(
                entry.at,
                entry.by,
                entry.did,
                entry.digest,
                entry.words_changed,
                entry.changes_meaning,
            )
