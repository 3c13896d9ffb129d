"""`show ID`: one session, whole."""

from collections.abc import Iterator

from checklists.clean_text import show_text
from checklists.definition import Section, Step
from checklists.digests import content_digest
from checklists.problems import ExitCode
from checklists.record import Unreadable
from checklists.session import PERSON_KEY, Answer, Evidence
from checklists.store import Broken
from tui.commands.lines import blocker_lines, entry_line, posted_words, review_lines
from tui.commands.printed import Printed
from tui.commands.shown import Shown, derive
from tui.commands.surroundings import Surroundings
from tui.commands.wrapping import day_and_time, quoted, wrapped
from tui.marks import STEP_WORDS, step_mark
from tui.problem_lines import problem_lines
from tui.words import (
    answer_words,
    case_words,
    digest_words,
    length_words,
    person_words,
    record_lines,
)

_NOT_ASKED = "[?]"
_UNDER = " " * 6


def show_session(here: Surroundings, session_id: str, *, json: bool) -> Printed:
    """One session, readable or for a script. Raises WrongUsage and Unreadable."""
    path = here.store.find(session_id)
    try:
        stored = here.store.read(path)
    except Unreadable as problem:
        if not json:
            raise
        from tui.commands.as_json import as_json
        from tui.commands.showing_json import broken_in_json

        broken = broken_in_json(Broken(path.stem, path, problem.what))
        return Printed((as_json(broken),), ExitCode.CANNOT_READ_OR_WRITE, problem_lines(problem))
    shown = derive(here, stored)
    if json:
        from tui.commands.as_json import as_json
        from tui.commands.showing_json import session_in_json

        return Printed((as_json(session_in_json(shown)),))
    return Printed(tuple(_in_lines(here, shown)))


def _in_lines(here: Surroundings, shown: Shown) -> Iterator[str]:
    yield from _header(here, shown)
    yield from _draft(shown)
    yield from _people(shown)
    yield from _guards(shown)
    if shown.checklist is not None:
        for section in shown.checklist.sections:
            yield from _section(here, shown, section)
    others = tuple(shown.not_asked)
    if others:
        yield from ("", "Answers to steps that the checklist does not have now")
    for answer in others:
        yield f"  {_NOT_ASKED} {show_text(answer.id)}  {answer.outcome}"
        yield from wrapped(answer.prompt, _UNDER)
        yield from _answer(here, answer, None)
    yield from ("", *blocker_lines(shown.standing.blockers))
    yield from _reviews(here, shown)
    yield from ("", "History")
    for entry in shown.session.history:
        yield "  " + entry_line(entry, shown.checklist, here.now.tzinfo)


def _header(here: Surroundings, shown: Shown) -> Iterator[str]:
    session, zone = shown.session, here.now.tzinfo
    digest = f"  (content {digest_words(content_digest(session))})"
    status = shown.standing.status
    yield show_text(session.id)
    yield from _field("Type", shown.checklist.title if shown.checklist else session.incident_type)
    yield from _field("Status", status.upper() if status == "lapsed" else status, digest)
    if shown.standing.awaits_approval:
        yield from _field("", shown.standing.awaits_approval)
    for posted in session.posted:
        yield from _field("Posted", posted_words(posted, zone))
    if session.continues is not None:
        told = f"{session.continues.session} of {session.continues.by}"
        yield from _field("Continues", told)
    if shown.standing.lapsed_because:
        yield from _field("", shown.standing.lapsed_because)
    if session.ready is not None:
        ready = f"{day_and_time(session.ready.at, zone)} by {session.ready.by}"
        yield from _field("Ready mark", ready, f"  (for {digest_words(session.ready.digest)})")
    if session.withdrawn is not None:
        by = f"{day_and_time(session.withdrawn.at, zone)} by {session.withdrawn.by}"
        yield from _field("Withdrawn", f"{by}: {session.withdrawn.reason}")
    yield from _field("Case number", case_words(session))
    yield from _field("Author", f"{session.author} ({session.author_uid})")
    yield from _field("Started", day_and_time(session.started_at, zone))
    yield from _field("Last change", day_and_time(session.updated_at, zone))
    if not session.sealed:
        yield from _field("File", "CHANGED OUTSIDE THE PROGRAM; `cleartopost verify` says where")


def _field(name: str, value: str, after: str = "") -> tuple[str, ...]:
    return wrapped(value + after, f"{name:<13}", " " * 13)


def _reviews(here: Surroundings, shown: Shown) -> Iterator[str]:
    beside = shown.beside
    if beside.reviews or beside.unfit:
        yield from ("", "Reviews")
    for review in beside.reviews:
        yield from review_lines(review, shown.checklist, here.now.tzinfo)
    for unfit in beside.unfit:
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
    for media in draft.media:
        yield from wrapped(f"{media.label} {media.kind}: {media.description}", "  ", "     ")


def _people(shown: Shown) -> Iterator[str]:
    yield from ("", "People")
    for person in shown.session.people:
        yield from wrapped(person_words(person, shown.checklist), "  ", "     ")
    if not shown.session.people:
        yield "  (nobody listed)"


def _guards(shown: Shown) -> Iterator[str]:
    """The wrong-type questions that were answered; one that was not is among the blockers."""
    if shown.session.guards:
        yield from ("", "Wrong-type questions")
    for answer in shown.session.guards:
        guard = shown.checklist.guard(answer.id) if shown.checklist is not None else None
        said = "Yes" if answer.yes else "No"
        said += f", and this type is right: {answer.reason}" if answer.reason else ""
        yield from wrapped(f"{guard.question if guard else answer.id} {said}", "  ", "    ")


def _section(here: Surroundings, shown: Shown, section: Section) -> Iterator[str]:
    yield from ("", section.title)
    for step in section.steps:
        state = shown.states[step.id]
        kind = "  victim step" if step.victim_related else ""
        yield f"  {step_mark(step, state)} {step.short:<22}  {STEP_WORDS[state]}{kind}"
        answer = shown.session.answer(step.id)
        if answer is not None:
            yield from _answer(here, answer, step)
        entered = shown.session.entered_in(step.id)
        for record in entered:
            yield from _record(here, record, step, "NOT CONFIRMED yet: ")


def _answer(here: Surroundings, answer: Answer, step: Step | None) -> Iterator[str]:
    for record in answer.evidence:
        yield from _record(here, record, step)
    said = f"{answer_words(answer, step)}; {day_and_time(answer.at, here.now.tzinfo)}"
    said += f" by {answer.by}"
    if answer.carried_from:
        said += f", carried from {answer.carried_from}"
    yield from wrapped(said, _UNDER, _UNDER + "  ")


def _record(
    here: Surroundings, record: Evidence, step: Step | None, before: str = ""
) -> tuple[str, ...]:
    if step is not None:
        pairs = record_lines(step, record, here.now)
    else:
        pairs = [(key, str(value)) for key, value in record.items() if key != PERSON_KEY]
    label = str(record.get(PERSON_KEY, ""))
    said = "; ".join(f"{name}: {value}" for name, value in pairs if value)
    return wrapped(before + (f"{label} - {said}" if label else said), _UNDER, _UNDER + "  ")
