"""Reading and reviewing a session as a supervisor, at the prompts."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from checklists.definitions.model import Checklist, Step
from checklists.errors import ExitCode, Problem, Refused
from checklists.gate.cold_read import post_digest
from checklists.gate.step_states import ExceptionRequest
from checklists.index.updates import find_changed_by
from checklists.index.watch import QueueWatch
from checklists.records.store import Store
from checklists.review.report import ReviewView, review_view
from checklists.review.rules import ChangedWhileRead, check_request, cold_read_asked
from checklists.session.model import Actor
from checklists.session.review import Review, StepComment, Verdict
from checklists.text import nearest_words, show_text
from checklists.workspace.give_review import (
    Reviewed,
    give_cold_read,
    give_review,
    read_for_review,
    why_no_review,
)
from checklists.workstation.account import login_of
from checklists.workstation.clock import local_now
from tui.flows.dialog import Attempt, Blank
from tui.flows.review import UnderReview, give_verdict, read_cold
from tui.prompts.commands import REVIEWING, REVIEWING_RULES, SAY_YOUR_WORD, Back, Typed, typed
from tui.prompts.console import Console
from tui.prompts.dialog import run
from tui.wording.lines import blocker_lines
from tui.wording.list_words import VERDICT_WORDS
from tui.wording.program_words import problem_words
from tui.wording.review_words import (
    COLD_READ,
    COLD_READ_WHY,
    MOST_DIFFERENT,
    NAME_IT,
    NOTHING_GIVEN,
    PAGES,
    SAME_WORDS,
    WORDS_KEPT,
    WORDS_LEFT,
    difference_words,
    exception_words,
    more_different,
    no_such_step,
    not_noted_words,
    page_lines,
    stands_words,
    tried_lines,
)
from tui.wording.update_words import changed_words
from tui.wording.wrapping import problem_lines, wrapped

LEAVES = ("leave", "back", "quit")


class ReviewContext(NamedTuple):
    """The store with the sessions, who reads, and who gives the review.

    `author` is called only for a review, because it asks who it is where several people share the
    login.
    """

    store: Store
    actor: Actor
    author: Callable[[], Actor]


def log_words(watch: QueueWatch, now: datetime) -> Iterator[str]:
    """Yield what the queue found to be missing, or not what the audit log says of it."""
    for found in watch.differences[:MOST_DIFFERENT]:
        how = difference_words(found, login_of(found.note.by), now)
        yield f"{show_text(found.note.session)}: {how}."
    if more := len(watch.differences[MOST_DIFFERENT:]):
        yield more_different(more)
    if watch.not_noted:
        yield not_noted_words(watch.not_noted)


def review_text(view: ReviewView, checklist: Checklist, now: datetime) -> Iterator[str]:
    """Yield the session as a supervisor reads it, part by part, the post itself first."""
    for page, title in PAGES:
        yield from ("", title.upper())
        bar = "| " if page == "post" else ""
        for line in page_lines(page, view, checklist, now):
            if line.heading or not bar:
                yield from wrapped(line.text, "", " " * (line.hang or 6))
            else:
                yield bar + line.text
            if line.request:
                yield f"      grant {line.request}  or  refuse {line.request}"
    yield from ("", *wrapped(stands_words(view)))
    yield from blocker_lines(view.status.blockers, is_out=view.is_out)


def read_and_answer(
    office: ReviewContext, path: Path, talk: Console
) -> Iterator[tuple[ExitCode, str]]:
    """Show a session and carry out a supervisor's commands until they leave.

    Yields the exit code of each command with an empty string. Yields a single code and the reason
    if this account may only read. Raises EndOfInput.
    """
    try:
        desk = _Desk(office, path, talk)
    except Back:
        yield ExitCode.DONE, ""
        return
    if desk.refusal:
        yield ExitCode.NOT_ALLOWED, desk.refusal
        return
    talk.say(SAY_YOUR_WORD)
    while not desk.leaves(said := typed(talk.read("Your decision:", anew=True))):
        if said.text and not explained(said, talk):
            yield _take(desk, said.text, talk), ""


def explained(said: Typed, talk: Console) -> bool:
    """Show the help if it was asked for; return whether it was."""
    word = said.text.casefold()
    if said.literal or word not in ("help", "?", "??"):
        return False
    if word == "help":
        talk.say(*(f"{name}: {tells}" for name, tells in REVIEWING.items()), *REVIEWING_RULES)
    else:
        talk.say(SAY_YOUR_WORD)
    return True


def _take(desk: "_Desk", said: str, talk: Console) -> ExitCode:
    """Carry out a command and show its result; return its exit code."""
    word, _, about = said.partition(" ")
    try:
        saved = desk.do(word.casefold(), about.strip())
    except Back:
        talk.say(NOTHING_GIVEN)
        return ExitCode.DONE
    except Problem as problem:
        talk.say(*problem_lines(problem))
        if isinstance(problem, ChangedWhileRead):
            desk.show()
        desk.say_kept(WORDS_KEPT)
        return problem.exit_code
    if saved:
        talk.say(f"Saved: {saved}")
    return ExitCode.DONE


_ON_ALL: dict[str, Verdict] = {
    "approve": "approved",
    "return": "returned",
    "note": "noted",
    "confirm-after": "confirmed-after",
    "correct-after": "corrected-after",
}
_ON_A_STEP: dict[str, Verdict] = {"grant": "exception-granted", "refuse": "exception-refused"}
_NEEDS_WORDS = ("returned", "noted", "exception-refused", "corrected-after")


Words = tuple[str, tuple[StepComment, ...]]
"""The comment of a verdict, and the comments on steps."""


class _VerdictDialog:
    """How the words of one verdict are read; raises the problem that prevents it."""

    def __init__(self, words: Callable[[], Words], ask: Callable[[Blank], str]) -> None:
        self._words = words
        self._ask = ask
        self.comments: tuple[StepComment, ...] = ()

    async def fill(
        self,
        title: str,  # noqa: ARG002 (the command that was typed says it)
        explanation: str,  # noqa: ARG002
        blanks: tuple[Blank, ...],
        attempt: Attempt,
        **more: object,  # noqa: ARG002
    ) -> bool:
        """Read the comment and the comments on steps, and give the verdict with them."""
        comment, self.comments = self._words()
        values = {blank.key: self._ask(blank) for blank in blanks if blank.key != "comment"}
        problem = await attempt({**values, "comment": comment})
        if problem is not None:
            raise problem
        return True

    async def carry_out(self, act: Callable[[], object]) -> Problem | None:
        """Save the review."""
        act()
        return None


class _Desk:
    """One session under review: what was displayed, and the verdicts on exactly that."""

    def __init__(self, office: ReviewContext, path: Path, talk: Console) -> None:
        self._office = office
        self._path = path
        self._talk = talk
        self._found: Reviewed
        self._checklist: Checklist
        self._view: ReviewView
        self.refusal = ""
        self._kept: Words = ("", ())
        """What was typed for a verdict that is not on disk."""
        self._given: list[Review] = []
        """The reviews of it that were given here, which nobody has to be shown again."""
        self.show()

    def _answer(self, blank: Blank) -> str:
        """Return what is answered to one question. Raises Back."""
        self._talk.say(blank.asks)
        said = typed(self._talk.read(f"{blank.hint.capitalize()}:"))
        if not said.literal and said.text.casefold() in LEAVES:
            raise Back
        return said.text

    def _read_cold(self, found: Reviewed) -> bool:
        """Show the post alone and ask what it says, until that is on disk.

        Returns whether anything was asked. Raises Back, and Refused where a pipe said neither.
        """
        store, actor, session = self._office.store, self._office.actor, found.session
        questions = cold_read_asked(session, found.checklist, found.context, actor)
        if not questions or why_no_review(store, session, found.context, actor):
            return False
        view = review_view(session, found.checklist, found.context, local_now())
        for line in page_lines("post", view, found.checklist, local_now()):
            self._talk.bare(line.text if line.heading else f"| {line.text}")
        self._talk.say(COLD_READ, COLD_READ_WHY)
        asking = _VerdictDialog(lambda: ("", ()), self._answer)

        def give(answers: dict[str, bool]) -> None:
            give_cold_read(
                store,
                self._path,
                answers,
                shown=post_digest(session),
                actor=self._office.author(),
                now=local_now(),
            )

        while True:
            try:
                return run(read_cold(asking, questions, give))
            except Refused as problem:
                if not self._talk.interactive or not problem.field:
                    raise
                self._talk.say(f"! {problem_words(problem)}")

    def show(self) -> None:
        """Read the session from disk and show all of it; verdicts apply to this version.

        First the post alone, where it is read cold.
        """
        found = read_for_review(self._office.store, self._path)
        while self._read_cold(found):
            found = read_for_review(self._office.store, self._path)
        self._found = found
        self._checklist = found.checklist
        linter = self._office.store.rules.linter(found.session.incident_type)
        self._view = review_view(found.session, found.checklist, found.context, local_now(), linter)
        by = find_changed_by(self._office.store, found.session, local_now())
        self._talk.say(*(" ".join(changed_words(one)) for one in by))
        for line in review_text(self._view, self._checklist, local_now()):
            self._talk.bare(line)
        self.refusal = why_no_review(
            self._office.store, found.session, found.context, self._office.actor
        )

    def leaves(self, said: Typed) -> bool:
        """Return whether the user leaves; words that are not on disk are not left at once."""
        if said.text.casefold() not in LEAVES:
            return False
        if not any(self._kept) or not self._talk.interactive:
            return True
        self.say_kept(WORDS_LEFT)
        self._kept = ("", ())
        return False

    def say_kept(self, sentence: str) -> None:
        """Say something about the words that are not on disk, if there are any, and show them."""
        comment, comments = self._kept
        if not any(self._kept):
            return
        self._talk.say(sentence)
        on_steps = (f"{found.step}: {found.comment}" for found in comments)
        self._talk.quote("\n".join([*([comment] if comment else []), *on_steps]))

    def do(self, word: str, about: str) -> str:
        """Carry out a command; return which review was saved, if any.

        Raises the problem that prevents it, and Back if the comment is abandoned.
        """
        if word == "show":
            self.show()
        elif word in _ON_A_STEP:
            return self._judge(_ON_A_STEP[word], about)
        elif word in _ON_ALL:
            return self._give(_ON_ALL[word])
        else:
            raise Refused(
                "Not understood", f"{show_text(word)} is not a command here.", "Try help."
            )
        return ""

    def _judge(self, verdict: Verdict, named: str) -> str:
        """Show what an exception is about and what was tried, and give the verdict on it."""
        step = step_named(self._checklist, named)
        if step is None:
            near = nearest(self._checklist, named)
            raise Refused("Not a step", no_such_step(named, near), "`show` has the list.")
        request = next((found for found in self._view.exceptions if found.step == step.id), None)
        shown = request.digest if request is not None else ""
        check_request(self._view.exceptions, step.id, shown)
        if request is None:
            return ""
        about = exception_words(request, self._view, self._checklist)
        self._talk.say(about, *tried_lines(request, self._checklist, local_now()))
        return f"{self._give(verdict, request)}: {about}"

    def _give(self, verdict: Verdict, request: ExceptionRequest | None = None) -> str:
        """Ask for the words that a verdict needs, and save the review."""
        store, actor = self._office.store, self._office.actor
        words = self._words if verdict in _NEEDS_WORDS else lambda: ("", ())
        dialog = _VerdictDialog(words, self._answer)

        def give(verdict: Verdict, *, known: Iterable[Review], **more: Any) -> None:
            given = give_review(
                store,
                self._path,
                verdict,
                known=(*known, *self._given),
                actor=self._office.author(),
                now=local_now(),
                **{"comments": dialog.comments, **more},
            )
            self._given.append(given)

        shown = UnderReview(
            self._found,
            self._view,
            local_now(),
            actor,
            lambda: store.reviews.check_writable(actor.uid),
            give,
        )
        run(give_verdict(dialog, shown, verdict, request))
        if verdict in _NEEDS_WORDS:
            self._kept = ("", ())
        return VERDICT_WORDS[verdict]

    def _words(self) -> Words:
        """Return the words of a verdict, and keep them until it is on disk.

        Those that are kept from before are offered again.
        """
        self.say_kept(SAME_WORDS)
        found = self._read_words()
        if any(found):
            self._kept = found
        return found

    def _read_words(self) -> Words:
        """Return the comment, read until an empty line, and the comments on steps.

        A line that only nearly names a step is asked for again. A pipe cannot correct it, so
        Refused is raised and no review is given.
        """
        lines: list[str] = []
        comments: list[StepComment] = []
        missed: Refused | None = None
        while (said := typed(self._talk.read("Comment:"))).text:
            if explained(said, self._talk):
                continue
            if said.text.casefold() == "back" and not said.literal:
                raise Back
            if (
                said.text == "="
                and not said.literal
                and any(self._kept)
                and not (lines or comments)
            ):
                return self._kept
            name, colon, rest = said.text.partition(":")
            step = step_named(self._checklist, name) if colon and not said.literal else None
            near = nearest(self._checklist, name) if colon and not said.literal else None
            if step is not None:
                comments.append(StepComment(step.id, rest.strip()))
            elif near is not None:
                missed = Refused("Not used", no_such_step(name, near), NAME_IT)
                self._talk.say(f"! {problem_words(missed)}")
            else:
                lines.append(said.text)
        if missed is not None and not self._talk.interactive:
            raise missed
        return "\n".join(lines), tuple(comments)


NEAR = 0.75
"""Similarity from which text counts as a misspelled name: one letter in six, or an ending."""
SHORTEST = 4
"""Fewest letters of the beginning of a name that match it; fewer match by chance."""


def step_named(checklist: Checklist, typed: str) -> Step | None:
    """Return the step with this ID or short name, ignoring case.

    A short name that two steps share matches neither of them.
    """
    word = _plain(typed)
    by_name = [step for step in checklist.steps if _plain(step.short) == word]
    return checklist.step(word) or (by_name[0] if len(by_name) == 1 else None)


def nearest(checklist: Checklist, typed: str) -> Step | None:
    """Return the step that may have been meant; None if no name is similar."""
    word = _plain(typed)
    names = {name: s for s in checklist.steps for name in (_plain(s.short), s.id)}
    near = nearest_words(word, names, cutoff=NEAR)
    if near:
        return names[near[0]]
    begun = [name for name in names if name.startswith((f"{word} ", f"{word}-"))]
    return names[begun[0]] if begun and len(word) >= SHORTEST else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
