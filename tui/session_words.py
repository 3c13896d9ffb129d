"""What is said of an open session, for the screens and the plain prompts alike: where a step
stands, who writes, what a session is in a list, and the last look before it is marked ready."""

from collections.abc import Iterable, Mapping

from checklists.catalog import Platform, Source
from checklists.clean_text import show_text
from checklists.definition import Checklist, Step
from checklists.digests import content_digest
from checklists.entered_time import show_time
from checklists.gate import Blocker, step_blockers
from checklists.open_session import OpenSession
from checklists.platforms import lengths
from checklists.problems import Problem
from checklists.record import LARGEST
from checklists.returning import StillReturned, return_that_holds
from checklists.review_queue import comments_on
from checklists.session import Session
from checklists.standing import Standing
from checklists.step_states import StepState
from tui.marks import STEP_WORDS
from tui.words import answer_words, comment_words, digest_words, length_words, verdict_lines

# Problems and saving


def problem_words(problem: Problem) -> str:
    """Why something was refused."""
    return f"{problem.title}: {problem.message} {problem.what_to_do}".strip()


def not_saved_words(why: Problem) -> str:
    """What happened to the last change, and that it is not on disk."""
    return f"NOT SAVED: {why.message}"


def read_only_words(opened: OpenSession) -> str:
    """Where it stands, and who writes, where one can only read."""
    stands, holder = opened.standing().status.upper(), opened.holder
    if not opened.is_own:
        return f"{stands}. READ ONLY: {show_text(opened.session.author)} writes in it."
    if holder is None:
        return f"{stands}. READ ONLY: it is written elsewhere."
    where = f" on {show_text(holder.terminal)}" if holder.terminal else ""
    return f"{stands}. READ ONLY: {show_text(holder.by)} writes since {holder.since:%H:%M}{where}."


PEN_FREE = "The other terminal has left: you write here now."
WRITES_ALREADY = "You write here already."
WRITES_NOW = "You write here now; the other terminal has left."
IS_YOURS = "This session is yours: you go on in it."


def full_words() -> str:
    """The record comes near its limit."""
    return f"RECORD NEARLY FULL ({LARGEST // 1024} KiB at most). "


# Steps

NOBODY_LEFT = "nobody is left to ask here; other steps excuse all."


def no_call_words(call: Mapping[str, object]) -> str:
    """Why nothing of the last call can be filled in."""
    if call:
        return "This step asks for nothing that the last call answers."
    return "There is no earlier answer to take who and when from."


def kind_words(step: Step) -> str:
    """What kind of step it is."""
    return "VICTIM STEP" if step.victim_related else "STEP"


def state_line(opened: OpenSession, checklist: Checklist, step: Step, state: StepState) -> str:
    """How the step stands and why, in words; empty while it is just open."""
    answer = opened.session.answer(step.id)
    now = opened.clock()
    if answer is None:
        return ""
    if state in ("stale", "held"):
        found = step_blockers(
            opened.session, checklist, step, opened.reviews, now, opened.originals
        )
        reasons = " ".join(dict.fromkeys(show_text(blocker.reason) for blocker in found))
        return f"{STEP_WORDS[state].upper()}: {reasons}"
    return f"{answer_words(answer, step)} ({show_time(answer.at, now)})"


def supervisor_lines(opened: OpenSession, step: Step) -> list[str]:
    """What supervisors said of the step, a line each."""
    return [
        f"SUPERVISOR {show_text(by)}: {comment_words(words)}"
        for by, words in comments_on(step.id, opened.session, opened.beside)
    ]


def why_lines(step: Step, sources: dict[str, Source], *, with_sources: bool) -> list[str]:
    """Why the step is asked, and where it comes from."""
    lines = ["", f"Why: {step.why}"]
    if with_sources:
        for name in step.sources:
            source = sources.get(name)
            lines.append(f"- {source.title if source else name}")
    return lines


# Sessions in a list


def out_words(why_out: Iterable[str]) -> str:
    """The types that cannot be used."""
    names = ", ".join(show_text(name) for name in sorted(why_out))
    return f"Out: {names}. `cleartopost check` says why; the others work."


# Before and after it is marked ready


def blocker_mark(blocker: Blocker, checklist: Checklist) -> str:
    """The mark of one reason why a session is not ready."""
    step = checklist.step(blocker.step)
    return "[!]" if step is None or step.victim_related else "[ ]"


def how_many_hold(number: int) -> str:
    """The heading of why it is not ready."""
    return f"NOT READY: {number} {'thing holds' if number == 1 else 'things hold'} it"


ALREADY_READY = "It is marked ready already."
LAST_LOOK = "The last look: is this what is to be posted?"


def marked_ready_words(found: Standing) -> str:
    """The heading once it is marked ready."""
    if found.awaits_approval:
        return f"{found.status.upper()}: not to be posted before a supervisor approves it"
    return f"{found.status.upper()}: this exact text may be posted"


def last_look_lines(
    opened: OpenSession, platforms: dict[str, Platform], text_hint: str
) -> list[str]:
    """Exactly what the session holds, to be read before it is marked ready. The lines are safe to
    show; `text_hint` says how to get the bare text."""
    session, checklist = opened.session, opened.known_checklist()
    now, standing = opened.clock(), opened.standing()
    returned = return_that_holds(session, opened.reviews)
    lines: list[str] = []
    if session.ready is not None and standing.is_ready:
        until = session.ready.at + checklist.fresh_for
        since = show_time(session.ready.at, now)
        lines += [
            f"READY since {since} by {show_text(session.ready.by)}.",
            f"It lapses at {show_time(until, now)}. {standing.awaits_approval or text_hint}",
            "",
        ]
    elif returned is not None:
        said = verdict_lines(returned, checklist)
        lines += [show_text(problem_words(StillReturned(returned))), *said, ""]
    elif standing.lapsed_because:
        lines += [f"LAPSED: {standing.lapsed_because}", ""]
    lines += [f"Digest {digest_words(content_digest(session))}", ""]
    lines += [length_words(length) for length in lengths(session.draft, platforms)]
    lines += ["", *show_text(session.draft.text, lines=True).split("\n")]
    for name, text in session.draft.variants.items():
        lines += ["", f"For {show_text(name)} only:", *show_text(text, lines=True).split("\n")]
    for media in session.draft.media:
        lines += ["", f"{show_text(media.label)} {media.kind}: {show_text(media.description)}"]
    for answer in session.steps:
        if answer.outcome == "exception":
            step = checklist.step(answer.id)
            lines += ["", f"By exception: {step.short if step else show_text(answer.id)}"]
    not_applying = [a.id for a in session.steps if a.outcome in ("does-not-apply", "not-done")]
    if not_applying:
        shorts = [step.short for step in checklist.steps if step.id in not_applying]
        lines += ["", "Does not apply or not done: " + ", ".join(shorts)]
    return lines


def bare_texts(session: Session) -> str:
    """The accepted text, and after it the texts for single platforms."""
    draft = session.draft
    return "\n\n".join([draft.text, *draft.variants.values()])
