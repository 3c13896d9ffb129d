"""`show ID`: print everything there is of one session."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from checklists.definitions.model import Checklist, Section, Step
from checklists.errors import ExitCode
from checklists.follow_ups.ledger import ledger, removals
from checklists.gate.context import SessionContext
from checklists.gate.list_rows import listed
from checklists.gate.phone_approval import to_confirm
from checklists.gate.status import Status, read_at, status_to_read
from checklists.gate.step_states import StepState, not_asked, step_states
from checklists.gate.updates import earlier_texts
from checklists.records.codec import Unreadable
from checklists.records.store import Broken, Stored
from checklists.review.report import added_steps
from checklists.session.completion import Completion
from checklists.session.fingerprints import content_digest
from checklists.session.list_row import LEGAL_HOLD, Listed
from checklists.session.model import PERSON_KEY, Answer, Evidence, OwedOutcome, Session
from checklists.session.people import record_for
from checklists.session.post_length import Length, lengths
from checklists.text import show_text
from tui.cli.context import CommandContext, Printed
from tui.wording.approval_words import phone_words, to_confirm_words
from tui.wording.finding_words import CHECK_THIS, checked_lines
from tui.wording.follow_up_words import (
    AFTER_THE_POST,
    demanded_words,
    done_words,
    entry_words,
    item_words,
    news_words,
    removal_words,
)
from tui.wording.lines import blocker_lines, entry_line, posted_words, review_lines
from tui.wording.list_words import status_word
from tui.wording.marks import STEP_WORDS, step_mark
from tui.wording.media_words import media_line
from tui.wording.posted_words import differing_words
from tui.wording.update_words import changed_words, changes_words, earlier_lines
from tui.wording.words import (
    added_words,
    answer_words,
    case_words,
    digest_words,
    length_words,
    not_asked_words,
    not_needed_because,
    person_words,
    record_lines,
)
from tui.wording.wrapping import day_and_time, problem_lines, quoted, wrapped

if TYPE_CHECKING:
    from checklists.index.updates import ChangedBy


class Shown(NamedTuple):
    """A session, its checklist, the state of each step, and its length on each platform."""

    session: Session
    status: Status
    listed: Listed
    checklist: Checklist | None
    states: dict[str, StepState]
    lengths: tuple[Length, ...]
    context: SessionContext
    changed_by: "tuple[ChangedBy, ...]"

    def is_changed(self, outcome: OwedOutcome, done: Completion) -> bool:
        """Return whether a session was begun since that changes the post as an outcome asks."""
        return any(
            found.how == outcome.post
            and found.listed.status != "withdrawn"
            and datetime.fromisoformat(found.listed.started_at) >= done.done_at
            for found in self.changed_by
        )

    @property
    def not_asked(self) -> Iterator[Answer]:
        """The answers to steps that the current checklist does not have."""
        return (answer for answer in self.session.steps if answer.id not in self.states)


def derive(here: CommandContext, stored: Stored) -> Shown:
    """Return a session with everything that `show` shows of it."""
    session = stored.session
    checklist = here.checklist_of(session)
    context = here.store.context(stored)
    return Shown(
        session=session,
        status=status_to_read(session, checklist, context, here.now),
        listed=listed(session, checklist, context, here.now)._replace(held=context.is_held),
        checklist=checklist,
        states=step_states(session, checklist, context, read_at(session, here.now)),
        lengths=lengths(session.draft, here.catalog.platforms),
        context=context,
        changed_by=here.changed_by(session),
    )


def _follow_ups(here: CommandContext, shown: Shown) -> Iterator[str]:
    """Yield what the post owes, and what was done of it."""
    session = shown.session
    for number, entry in enumerate(ledger(session, shown.context.completions, here.now)):
        yield from ("", AFTER_THE_POST) if number == 0 else ()
        yield f"  {show_text(entry.item.id)}  {entry_words(entry, here.now)}"
        yield from wrapped(item_words(entry.item), _UNDER)
        for done in entry.done:
            yield from wrapped(done_words(done, entry.item, here.now), _UNDER)
            outcome = entry.item.outcome(done.outcome)
            if outcome is not None and outcome.post and not shown.is_changed(outcome, done):
                yield from wrapped(demanded_words(outcome, session.id), _UNDER)
        if entry.due is None and entry.possible:
            yield from wrapped(news_words(entry, session.id), _UNDER)


_NOT_ASKED = "[?]"
_UNDER = " " * 6


def show_session(here: CommandContext, session_id: str, *, json: bool) -> Printed:
    """Return one session as text or as JSON.

    Raises WrongUsage if there is no such session. Raises Unreadable if its file cannot be read and
    text was asked for.
    """
    path = here.find(session_id)
    try:
        stored = here.store.read(path)
    except Unreadable as problem:
        if not json:
            raise
        from tui.cli.commands.showing_json import broken_in_json
        from tui.cli.context import as_json

        broken = broken_in_json(Broken(path.stem, path, problem.what))
        return Printed((as_json(broken),), ExitCode.CANNOT_READ_OR_WRITE, problem_lines(problem))
    shown = derive(here, stored)
    if json:
        from tui.cli.commands.showing_json import session_in_json
        from tui.cli.context import as_json

        return Printed((as_json(session_in_json(shown)),))
    return Printed(tuple(_in_lines(here, shown)))


def _in_lines(here: CommandContext, shown: Shown) -> Iterator[str]:
    yield from _header(here, shown)
    yield from _draft(shown)
    for line in earlier_lines(earlier_texts(shown.session, shown.context.originals)):
        yield f"  {line}".rstrip()
    yield from _people(shown)
    yield from _questions(shown, here.now)
    if shown.checklist is not None:
        for section in shown.checklist.sections:
            yield from _section(here, shown, shown.checklist, section)
    others = tuple(shown.not_asked)
    if others:
        yield from ("", "Answers to steps that are no longer on the checklist")
    for answer in others:
        yield f"  {_NOT_ASKED} {show_text(answer.id)}  {answer.outcome}"
        yield from wrapped(answer.prompt, _UNDER)
        yield from _answer(here, answer, None)
    yield from ("", *blocker_lines(shown.status.blockers, is_out=shown.session.is_out))
    yield from _follow_ups(here, shown)
    yield from _reviews(here, shown)
    yield from ("", "History")
    for entry in shown.session.history:
        yield "  " + entry_line(entry, shown.checklist, here.now.tzinfo)


def _what_went_out(here: CommandContext, shown: Shown) -> Iterator[str]:
    unconfirmed = to_confirm(shown.session, shown.context.reviews)
    for found in shown.session.by_phone:
        words = to_confirm_words if found in unconfirmed else phone_words
        yield from _field("By phone", words(found, here.now))
    for posted in shown.session.posted:
        yield from _field("Posted", posted_words(posted, here.now.tzinfo))
        for line in differing_words(posted.differs):
            yield from _field("", line)
    for platform, removal in removals(shown.session, shown.context.completions).items():
        yield from _field("Taken down", removal_words(platform, removal, here.now))


def _header(here: CommandContext, shown: Shown) -> Iterator[str]:
    session, zone = shown.session, here.now.tzinfo
    digest = f"  (content {digest_words(content_digest(session))})"
    status = shown.status.status
    word = status_word(status)
    yield show_text(session.id)
    yield from _field("Type", shown.checklist.title if shown.checklist else session.incident_type)
    yield from _field("Status", word.upper() if status == "lapsed" else word, digest)
    if shown.status.awaits_approval:
        yield from _field("", shown.status.awaits_approval)
    yield from _what_went_out(here, shown)
    yield from _links(shown)
    if shown.status.lapsed_because:
        yield from _field("", shown.status.lapsed_because)
    if session.ready is not None:
        ready = f"{day_and_time(session.ready.at, zone)} by {session.ready.by}"
        yield from _field("Ready mark", ready, f"  (for {digest_words(session.ready.digest)})")
    if session.withdrawn is not None:
        by = f"{day_and_time(session.withdrawn.at, zone)} by {session.withdrawn.by}"
        yield from _field("Canceled", f"{by}: {session.withdrawn.reason}")
    held = f", {LEGAL_HOLD}" if shown.context.is_held else ""
    yield from _field("Case number", case_words(session) + held)
    yield from _field("Author", f"{shown.listed.author} ({session.author_uid})")
    yield from _field("Started", day_and_time(session.started_at, zone))
    yield from _field("Last change", day_and_time(session.updated_at, zone))
    if not session.sealed:
        yield from _field("File", "CHANGED OUTSIDE THE PROGRAM; `cleartopost verify` says where")


def _links(shown: Shown) -> Iterator[str]:
    """Yield the sessions that it changes, that change it, and that it continues."""
    session = shown.session
    if session.updates is not None:
        yield from _field(*changes_words(session.updates))
    for found in shown.changed_by:
        yield from _field(*changed_words(found))
    if session.continues is not None:
        told = f"{session.continues.session} of {session.continues.by}"
        yield from _field("Continues", told)


def _field(name: str, value: str, after: str = "") -> tuple[str, ...]:
    return wrapped(value + after, f"{name:<13}", " " * 13)


def _reviews(here: CommandContext, shown: Shown) -> Iterator[str]:
    context = shown.context
    if context.reviews or context.unfit:
        yield from ("", "Reviews")
    for review in context.reviews:
        yield from review_lines(review, shown.checklist, here.now.tzinfo)
    for unfit in context.unfit:
        yield from wrapped(f"DOES NOT COUNT: {unfit.name}: {unfit.what}", "  ", "    ")


def _draft(shown: Shown) -> Iterator[str]:
    draft = shown.session.draft
    yield from ("", "Draft")
    yield from quoted(draft.text, "  ") if draft.text else ("  (no accepted text)",)
    for platform, text in draft.variants.items():
        yield f"  For {show_text(platform)}:"
        yield from quoted(text, "  ")
    if draft.typed is not None:
        yield "  Typed and NOT ACCEPTED yet:"
        yield from quoted(draft.typed.text, "  ")
        for platform, text in draft.typed.variants.items():
            yield f"  Typed for {show_text(platform)} and NOT ACCEPTED yet:"
            yield from quoted(text, "  ")
    for length in shown.lengths:
        yield f"  {length_words(length)}"
    if not shown.lengths:
        yield "  (no platform chosen)"
    for line in checked_lines(shown.session.checked):
        yield from wrapped(f"{CHECK_THIS}: {line}", "  ", "     ")
    for media in draft.media:
        yield from wrapped(media_line(media), "  ", "     ")


def _people(shown: Shown) -> Iterator[str]:
    yield from ("", "People")
    for person in shown.session.people:
        yield from wrapped(person_words(person, shown.checklist), "  ", "     ")
    if not shown.session.people:
        yield "  (nobody listed)"


def _questions(shown: Shown, now: datetime) -> Iterator[str]:
    """Yield the answered questions, and what each that adds steps came to.

    Other unanswered ones are among the blockers.
    """
    checklist, session = shown.checklist, shown.session
    added = added_steps(session, checklist, shown.status) if checklist is not None else ()
    if session.questions or added:
        yield from ("", "Questions about the draft")
    for found in added:
        yield from wrapped(added_words(found, now), "  ", "    ")
    for answer in session.questions:
        question = checklist.question(answer.id) if checklist is not None else None
        if question is not None and question.adds:
            continue
        said = "Yes" if answer.yes else "No"
        said += f", type kept: {answer.reason}" if answer.reason else ""
        yield from wrapped(f"{question.prompt if question else answer.id} {said}", "  ", "    ")


def _section(
    here: CommandContext, shown: Shown, checklist: Checklist, section: Section
) -> Iterator[str]:
    yield from ("", section.title)
    for step in section.steps:
        state = shown.states[step.id]
        kind = "  victim step" if step.victim_related else ""
        yield f"  {step_mark(step, state)} {step.short:<22}  {STEP_WORDS[state]}{kind}"
        left_out = shown.status.not_needed.get(step.id)
        if left_out is not None:
            because = not_needed_because(left_out, here.now)
            yield from wrapped(f"not needed: {because}", _UNDER, _UNDER + "  ")
        answer = shown.session.answer(step.id)
        if answer is not None:
            yield from _answer(here, answer, step)
            if skipped := not_asked(shown.session, checklist, step):
                yield from wrapped(not_asked_words(skipped), _UNDER, _UNDER + "  ")
        for record in begun_records(shown, step, answer):
            yield from _record(here, record, step, "NOT CONFIRMED yet: ")


def begun_records(shown: Shown, step: Step, answer: Answer | None) -> Iterator[Evidence]:
    """Yield what was filled in and not confirmed; not of somebody whom another answer settled."""
    is_open = answer is None or any(found.step == step.id for found in shown.status.blockers)
    for record in shown.session.entered_in(step.id):
        if is_open or record_for(answer, str(record.get(PERSON_KEY, ""))) is not None:
            yield record


def _answer(here: CommandContext, answer: Answer, step: Step | None) -> Iterator[str]:
    for record in answer.evidence:
        yield from _record(here, record, step)
    said = f"{answer_words(answer, step)}; {day_and_time(answer.at, here.now.tzinfo)}"
    said += f" by {answer.by}"
    if answer.carried_from:
        said += f", carried from {answer.carried_from}"
    yield from wrapped(said, _UNDER, _UNDER + "  ")


def _record(
    here: CommandContext, record: Evidence, step: Step | None, before: str = ""
) -> tuple[str, ...]:
    if step is not None:
        pairs = record_lines(step, record, here.now)
    else:
        pairs = [(key, str(value)) for key, value in record.items() if key != PERSON_KEY]
    label = str(record.get(PERSON_KEY, ""))
    said = "; ".join(f"{name}: {value}" for name, value in pairs if value)
    return wrapped(before + (f"{label} - {said}" if label else said), _UNDER, _UNDER + "  ")
