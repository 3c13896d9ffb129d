"""Wording for an open session, shared by the screens and the line prompts.

The state of a step, who may write, and the final review before a session is marked ready.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime

from checklists.changes.lifecycle import StillReturned
from checklists.definitions.model import AUTHOR_ROLE, Checklist, Platform, Question, Source, Step
from checklists.gate.blockers import step_blockers
from checklists.gate.context import Blocker
from checklists.gate.status import Status, return_in_force
from checklists.gate.step_states import StepState, not_asked
from checklists.lint.record import found_beside
from checklists.records.codec import LARGEST
from checklists.review.queue import NewReview, comments_on, new_reviews
from checklists.session.fingerprints import changed_inputs, content_digest
from checklists.session.form import people_left, people_to_ask
from checklists.session.model import Evidence, QuestionAnswer, Session
from checklists.session.post_length import lengths
from checklists.session.review import Review
from checklists.text import show_text
from checklists.times import show_time
from checklists.workspace.open_session import OpenSession
from tui.wording.approval_words import (
    WhileWaiting,
    to_confirm_words,
    waiting_line,
    whom_to_call,
)
from tui.wording.finding_words import CHECK_THIS, beside_lines
from tui.wording.list_words import VERDICT_WORDS, comment_words, status_word
from tui.wording.marks import STEP_WORDS, part_mark, step_mark
from tui.wording.media_words import media_line
from tui.wording.program_words import problem_words
from tui.wording.questions import (
    ONLY_WHEN_BLOCKING,
    PARTS,
    changed_since,
    or_else,
    platform_title,
)
from tui.wording.state_note_words import note_lines
from tui.wording.words import (
    answer_words,
    digest_words,
    in_runs,
    length_words,
    not_asked_words,
    not_needed_because,
    person_words,
    record_words,
    standing_line,
    verdict_lines,
)

# Problems and saving


def read_only_words(opened: OpenSession) -> str:
    """Return a session's status, and who writes in it, for a read-only view."""
    stands, holder = status_word(opened.status().status).upper(), opened.holder
    misnamed = opened.misnamed_author
    if misnamed and opened.session.author_uid == opened.actor.uid:
        return f"{stands}. READ ONLY: {show_text(misnamed)}."
    if not opened.is_own:
        return f"{stands}. READ ONLY: {show_text(opened.session.author)} is the author."
    if holder is None:
        return f"{stands}. READ ONLY: this session is open elsewhere."
    where = f" on {show_text(holder.terminal)}" if holder.terminal else ""
    return f"{stands}. READ ONLY: open in your other terminal since {holder.since:%H:%M}{where}."


LOCK_FREE = "The other terminal has closed. You can now make changes here."
WRITES_ALREADY = "You can already make changes at this terminal."
WRITES_NOW = "You can now make changes here. The other terminal has closed."
IS_YOURS = "This is your own session. Resume it instead."


def full_words() -> str:
    """Return the warning that the record is near its size limit."""
    return f"RECORD NEARLY FULL ({LARGEST // 1024} KiB at most). "


# The wrong-type questions


def questions_that_wait(opened: OpenSession) -> dict[str, str]:
    """Return the reason why each waiting question is asked, by its ID."""
    waiting = blockers_of("questions", opened.blockers())
    return {blocker.item: blocker.reason for blocker in waiting}


def asked_again_words(
    opened: OpenSession, question: Question, answer: QuestionAnswer, why: str
) -> str:
    """Return why an answered question is asked again."""
    if changed_inputs(opened.session, answer.given_for, question.binds):
        return changed_since(yes=answer.yes)
    return f"{show_text(why.removesuffix(question.prompt)).rstrip(': ')}."


# Steps

ANSWER_AGAIN = "Press Enter to change the answer."
ANSWER_ANYWAY = "Not needed. Press Enter to answer it anyway."
DIRECTORY_MISTAKES = "The directory has mistakes; names may be missing. Run cleartopost check."

NOBODY_LEFT = "nobody is left to ask, because other answers excuse everyone."


def call_offered_words(who: object, when: datetime | None, at: datetime) -> str:
    """Return what F6 would copy of the last call: with whom, and when."""
    words = [show_text(str(who)), *([show_time(when, at)] if when else [])]
    return f"Same contact? F6: {', '.join(words)}"


def also_offered_words(labels: Iterable[str]) -> str:
    """Return for whom else F6 would let F5 confirm the same record."""
    return f"Same contact for {in_runs(labels)} too? F6"


def no_call_words(call: Mapping[str, object], step: Step) -> str:
    """Return why nothing can be filled in from the last call."""
    if call or not any(field.kind == "person" for field in step.fields):
        return "The last call has nothing that this step asks for."
    return "There is no earlier call to copy: nobody in this role is named yet."


def copied_words(
    source: tuple[Step, str] | None, step: Step, values: Evidence, at: datetime
) -> str:
    """Return what was filled in from a call and from which one, also what is out of sight."""
    if source is None:
        where = "your account" if step.ask.id == AUTHOR_ROLE else "the directory"
    else:
        where = source[0].short + (f" ({show_text(source[1])})" if source[1] else "")
    return f"From {where}: {record_words(step, values, at)}."


def same_for_words(labels: Iterable[str]) -> str:
    """Return for whom else F5 confirms the same record."""
    return f"F5 now confirms the same contact for {in_runs(labels)} too."


def kind_words(step: Step) -> str:
    """Return the kind of a step, for its card."""
    return "VICTIM STEP" if step.victim_related else "STEP"


WHY_HINT = "? for why"
WHY_FROM_FORM = "Esc, then ? for why"
"""In a form, where a question mark is text."""

MOST_REASONS = 3
"""In the card of a step. A large incident has one for each person; F8 lists them all."""


def state_line(opened: OpenSession, checklist: Checklist, step: Step, state: StepState) -> str:
    """Return a step's state and the reason for it; empty if it is open without an answer."""
    answer = opened.session.answer(step.id)
    now = opened.clock()
    left_out = opened.status().not_needed.get(step.id)
    if left_out is not None:
        return f"Not needed: {not_needed_because(left_out, now)}"
    if answer is None:
        return ""
    if state in ("stale", "held", "open"):
        # Of those who are not asked yet, the form says what they still need.
        left = people_left(opened.session, checklist, step) if state == "open" else ()
        found = step_blockers(opened.session, checklist, step, opened.context, now)
        reasons = [show_text(blocker.reason) for blocker in found if blocker.person not in left]
        reasons = list(dict.fromkeys(reasons))
        more = len(reasons) - MOST_REASONS
        said = [*reasons[:MOST_REASONS], *([f"And {more} more."] if more > 0 else [])]
        done = part_done(opened.session, checklist, step)
        head = f"{done} answered." if left else f"{STEP_WORDS[state].upper()}:"
        return " ".join([head, *said])
    return f"{answer_words(answer, step)} ({show_time(answer.at, now)})"


def part_done(session: Session, checklist: Checklist, step: Step) -> str:
    """Return for how many of those whom a step asks about it is answered, where not for all."""
    left = len(people_left(session, checklist, step))
    of = len(people_to_ask(session, checklist, step))
    return f"{of - left} of {of}" if 0 < left < of else ""


def about_words(opened: OpenSession, step: Step, label: str) -> str:
    """Return whom a form is about, and who comes after: `K1 next of kin for D1, then K2`."""
    checklist, person = opened.known_checklist(), opened.session.person(label)
    left = people_left(opened.session, checklist, step)
    then = in_runs(other for other in left if other != label)
    whom = person_words(person, checklist) if person is not None else show_text(label)
    return f"{whom}, then {then}" if then else whom


def still_needed_words(step: Step, person: str, missing: Iterable[str]) -> str:
    """Return what a record still lacks and whose it is, and how to say that it does not apply."""
    whose = f" for {show_text(person)}" if person else ""
    needed = f"Still needed{whose}: {', '.join(missing)}"
    return "\n".join(filter(None, [needed, or_else(step, "F7")]))


def supervisor_lines(opened: OpenSession, step: Step) -> list[str]:
    """Return a line for each comment of a supervisor on the step."""
    return [
        f"SUPERVISOR {show_text(by.called)}: {comment_words(words)}"
        for by, words in comments_on(step.id, opened.session, opened.context)
    ]


def why_lines(
    opened: OpenSession, step: Step, sources: dict[str, Source], *, with_sources: bool
) -> list[str]:
    """Return why a step is asked, with the state law notes, optionally with its sources."""
    checklist = opened.known_checklist()
    lines = ["", f"Why: {step.why}", *note_lines(opened, step.id)]
    adding = checklist.questions_adding.get(step.id, ())
    lines += [f"Added unless you answer no: {question.prompt}" for question in adding]
    if with_sources:
        for name in step.sources:
            source = sources.get(name)
            lines.append(f"- {source_words(source) if source else name}")
    return lines


def source_words(source: Source) -> str:
    """Return what a source is, what for, and a question mark if nobody read the original yet."""
    mark = " (? original not read)" if source.unchecked else ""
    return f"{source.title}{mark}" + (f": {source.cited_for}" if source.cited_for else "")


# Sessions in a list


# Before and after it is marked ready


def blocker_mark(blocker: Blocker, checklist: Checklist) -> str:
    """Return the mark of a blocker."""
    step = checklist.step(blocker.step)
    return part_mark(blocks=True) if step is None else step_mark(step, "open")


def who_can_answer(blocker: Blocker) -> str:
    """Return who can settle a blocker."""
    return f"Who can answer: {blocker.ask}"


def how_many_hold(number: int) -> str:
    """Return the heading of the list of blockers."""
    return f"NOT READY: {number} {'item is' if number == 1 else 'items are'} blocking it"


def lapsed_words(found: Status) -> list[str]:
    """Return a line that says why a ready mark no longer counts, where one does not."""
    return [f"EXPIRED: {found.lapsed_because}"] if found.lapsed_because else []


FINAL_REVIEW = "Final review: is this what will be posted?"
MARKS_THIS = "F5 marks exactly this post ready."
MORE_TO_MARK = "More below: F5 shows it. At the end, F5 marks this post ready."


def standing_words(opened: OpenSession, ready: str = "F8") -> str:
    """Return a session's status, and what to do about it.

    `ready` is what leads to the final check: a key, or the prompts' word.
    """
    session, found, now = opened.session, opened.status(), opened.clock()
    if found.status == "posted":
        return posted_words(opened)
    returned = return_in_force(session, opened.reviews)
    if found.status == "returned" and returned is not None and not found.blockers:
        return _returned_words(returned, opened.known_checklist(), ready)
    at = session.ready.at if session.ready else None
    if found.is_ready and found.awaits_approval and opened.is_own:
        return waiting_line(found, opened.context, at, now, ready)
    return standing_line(found, now, at, ready=ready)


def _returned_words(review: Review, checklist: Checklist, ready: str) -> str:
    by = f"RETURNED by {show_text(review.by.login)}"
    steps = [checklist.step(comment.step) for comment in review.comments]
    names = ", ".join(step.short for step in steps if step is not None)
    if not names:
        return f"{by}: {comment_words(review.comment)} Change that, then use {ready}."
    return f"{by}: {names}. Answer {'it' if len(steps) == 1 else 'them'} again, then use {ready}."


NO_STATUS_SAYS = (
    "exception-granted",
    "exception-refused",
    "noted",
    "confirmed-after",
    "corrected-after",
)
"""Verdicts that may leave a session's status as it was."""


def reviewed_since(
    opened: OpenSession, told: tuple[NewReview, ...]
) -> tuple[tuple[NewReview, ...], str]:
    """Return the reviews since the author last did something that no status names, and their words.

    Without words where they are those that were `told` before.
    """
    found = new_reviews(opened.session, opened.context) if opened.is_own else ()
    reviews = tuple(review for review in found if review.verdict in NO_STATUS_SAYS)
    is_told = not reviews or reviews == told
    return reviews, "" if is_told else _reviewed_words(reviews, opened.known_checklist())


def _reviewed_words(reviews: Sequence[NewReview], checklist: Checklist) -> str:
    """Return what the newest of some reviews says, and how many more there are."""
    newest, *others = reviews
    steps = (checklist.step(step) for step in newest.steps)
    names = ", ".join(step.short for step in steps if step is not None)
    said = [VERDICT_WORDS[newest.verdict] + (f": {names}" if names else "")]
    said += [comment_words(newest.comment)] if newest.comment else []
    said += [f"Earlier reviews: {len(others)}"] if others else []
    return f"{show_text(newest.by.called)} {'. '.join(said)}."


def posted_words(opened: OpenSession) -> str:
    """Return where a post went out, and where it still may."""
    session, found, now = opened.session, opened.status(), opened.clock()
    checklist = opened.checklist
    platforms = {found.id: found for found in checklist.platforms} if checklist else {}

    def title(name: str) -> str:
        return show_text(platform_title(name, platforms))

    went = [f"{title(posted.platform)} {show_time(posted.at, now)}" for posted in session.posted]
    head = f"POSTED on {', '.join(went)}"
    left = [title(name) for name in session.draft.platforms if session.posted_on(name) is None]
    if not left:
        return f"{head}. Start a correction or update to say more."
    if found.awaits_approval:
        return f"{head}. The other platforms need an approval: {', '.join(left)}."
    if not found.may_be_posted:
        return f"{head}. It may not be posted now on: {', '.join(left)}."
    return f"{head}; {', '.join(left)} still to post."


def marked_ready_words(opened: OpenSession) -> str:
    """Return the heading of a session that is marked ready."""
    found = opened.status()
    if found.status == "posted":
        return posted_words(opened)
    if found.awaits_approval:
        return f"{found.status.upper()}: do not post it until a supervisor approves it"
    return f"{found.status.upper()}: this exact text may be posted"


def _why_waiting_lines(opened: OpenSession, text_hint: str, press: WhileWaiting) -> list[str]:
    """Return since when a session is ready and what it waits for, or why it is not any more."""
    session, now, status = opened.session, opened.clock(), opened.status()
    checklist, returned = opened.known_checklist(), return_in_force(session, opened.reviews)
    if session.ready is not None and status.is_ready:
        until = session.ready.at + checklist.fresh_for
        since = show_time(session.ready.at, now)
        lines = [
            f"READY since {since} by {show_text(session.ready.by.called)}.",
            f"Expires at {show_time(until, now)}. {status.awaits_approval or text_hint}",
        ]
        if status.awaits_approval:
            lines += whom_to_call(opened.context, press)
        if status.by_phone is not None:
            lines.append(f"Approved by phone: {to_confirm_words(status.by_phone, now)}.")
        return [*lines, ""]
    if returned is not None:
        said = verdict_lines(returned, checklist)
        return [show_text(problem_words(StillReturned(returned))), *said, ""]
    return [*lapsed_words(status), ""] if status.lapsed_because else []


def final_review_lines(
    opened: OpenSession, platforms: dict[str, Platform], text_hint: str, press: WhileWaiting
) -> list[str]:
    """Return everything to be read before a session is marked ready, safe to print.

    `text_hint` says how to get the bare text, `press` what to do while it waits for an approval.
    """
    session, checklist = opened.session, opened.known_checklist()
    status = opened.status()
    lines = _why_waiting_lines(opened, text_hint, press)
    lines += [f"Digest {digest_words(content_digest(session))}", ""]
    lines += [length_words(length) for length in lengths(session.draft, platforms)]
    lines += ["", *show_text(session.draft.text, lines=True).split("\n")]
    for name, text in session.draft.variants.items():
        lines += ["", f"For {show_text(name)} only:", *show_text(text, lines=True).split("\n")]
    for media in session.draft.media:
        lines += ["", show_text(media_line(media))]
    for answer in session.steps:
        step = checklist.step(answer.id)
        short = step.short if step else show_text(answer.id)
        if answer.outcome == "exception":
            lines += ["", f"{short}: {answer_words(answer, step)}"]
        if step is not None and (left_out := not_asked(session, checklist, step)):
            lines += ["", f"{short}: {not_asked_words(left_out)}"]
    beside = beside_lines(found_beside(session, checklist, opened.linter))
    lines += ["", *(f"{CHECK_THIS}: {words}" for words in beside)] if beside else []
    not_applying = [
        a.id
        for a in session.steps
        if a.outcome in ("does-not-apply", "not-done") and a.id not in status.not_needed
    ]
    if not_applying:
        shorts = [step.short for step in checklist.steps if step.id in not_applying]
        lines += ["", "Does not apply or not done: " + ", ".join(shorts)]
    lines += ["", *not_needed_lines(opened)] if status.not_needed else []
    return lines


def not_needed_lines(opened: OpenSession, but: Container[str] = ()) -> list[str]:
    """Return a line for each reason why steps are not needed: which, why, and who said so."""
    found, now = opened.status().not_needed, opened.clock()
    steps: dict[str, list[str]] = {}
    for step in opened.known_checklist().steps:
        if step.id in found and step.id not in but:
            steps.setdefault(not_needed_because(found[step.id], now), []).append(step.short)
    return [f"Not needed: {', '.join(names)}: {why}" for why, names in steps.items()]


TEXT_ONCE_READY = "Mark the post ready first (F5). Then t shows the text to copy."


def text_taken_away_words(found: Status) -> str:
    """Return why the text to copy was taken away."""
    return f"The text may no longer be posted. {found.why_not_posted}"


def part_of(blocker: Blocker) -> str:
    """Return the part that settles a blocker, or an empty string if a step does."""
    if blocker.step:
        return ""
    return next((part for part, (_, codes) in PARTS.items() if blocker.code in codes), "")


def blockers_of(part: str, blockers: Iterable[Blocker]) -> list[Blocker]:
    """Return the blockers that a part settles."""
    return [blocker for blocker in blockers if part_of(blocker) == part]


def is_empty_list(opened: OpenSession, part: str) -> bool:
    """Return whether a part is the people list, with nobody on it: that is not done yet."""
    return part == "people" and not opened.session.listed


def parts_shown(opened: OpenSession) -> list[tuple[str, str, bool]]:
    """Return the parts that a list of the session shows: ID, name, and whether it blocks."""
    blocked = {part_of(blocker) for blocker in opened.blockers()}
    hidden = parts_not_asked(opened.known_checklist(), opened.session)
    hidden |= set(ONLY_WHEN_BLOCKING) - blocked
    return [
        (part, title, part in blocked) for part, (title, _) in PARTS.items() if part not in hidden
    ]


def left_words(left: int) -> str:
    """Return how many rows of a section still need something."""
    return f"{left} open" if left else "done"


def parts_not_asked(checklist: Checklist, session: Session) -> set[str]:
    """Return the parts that an incident type does not need.

    The people list is needed wherever it is not empty: its entries may come from another type.
    """
    asked = {
        "questions": bool(checklist.questions),
        "case": checklist.needs_case_number,
        "people": bool(checklist.classes or session.people),
    }
    return {part for part, is_asked in asked.items() if not is_asked}
