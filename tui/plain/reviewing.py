"""A session read and answered by a supervisor, in lines."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from checklists.definition import Checklist
from checklists.give_review import give_review, read_for_review
from checklists.problems import ExitCode, Problem, Refused
from checklists.review import Review, StepComment, Verdict
from checklists.review_view import ReviewView, review_view
from checklists.reviewing import ChangedWhileRead, own_part
from checklists.session import Actor, Session
from checklists.store import Store
from tui.commands.lines import blocker_lines
from tui.commands.wrapping import wrapped
from tui.plain.talk import Talk
from tui.problem_lines import problem_lines
from tui.review_words import PAGES, page_lines, stands_words
from tui.words import VERDICT_WORDS

_HOW = (
    "approve; return; grant STEP; refuse STEP; note; show: read it anew; leave. After return, "
    "refuse and note come your words: lines, and an empty one at the end. A line `STEP: words` is "
    "about that step."
)


LEAVES = ("leave", "back", "quit")


class Office(NamedTuple):
    """Where a review is given: the sessions, their checklists, who reads, and who will have given
    it (asked only where several people use the login)."""

    store: Store
    checklist_of: Callable[[Session], Checklist | None]
    actor: Actor
    author: Callable[[], Actor]


def review_text(view: ReviewView, checklist: Checklist, now: datetime) -> Iterator[str]:
    """The session as a supervisor reads it, part by part: the post alone first."""
    for page, title in PAGES:
        yield from ("", title.upper())
        bar = "| " if page == "post" else ""
        for line in page_lines(page, view, checklist, now):
            if line.heading or not bar:
                yield from wrapped(line.text, "", "      ")
            else:
                yield bar + line.text
            if line.request:
                yield f"      grant {line.request}  or  refuse {line.request}"
    yield from ("", *wrapped(stands_words(view.standing)))
    yield from blocker_lines(view.standing.blockers)


def read_and_answer(office: Office, path: Path, talk: Talk) -> Iterator[tuple[ExitCode, str]]:
    """Show a session and take a supervisor's words on it until they leave. Gives, after each word,
    how it ended, and why one can only read. Raises EndOfInput."""
    desk = _Desk(office, path, talk)
    desk.show()
    if desk.refusal:
        yield ExitCode.NOT_ALLOWED, desk.refusal
        return
    talk.say(_HOW)
    while (typed := talk.read("Your word:").strip()) not in LEAVES:
        if typed:
            yield _take(desk, typed, talk), ""


def _take(desk: "_Desk", typed: str, talk: Talk) -> ExitCode:
    """Do what was typed and say what came of it."""
    word, _, about = typed.partition(" ")
    try:
        review = desk.do(word, about.strip())
    except Problem as problem:
        talk.say(*problem_lines(problem))
        if isinstance(problem, ChangedWhileRead):
            desk.show()
        return problem.exit_code
    if review is not None:
        talk.say(f"Saved: {VERDICT_WORDS[review.verdict]} {review.step}".rstrip())
    return ExitCode.DONE


_WITH_WORDS: dict[str, Verdict] = {
    "return": "returned",
    "note": "noted",
    "refuse": "exception-refused",
}


class _Desk:
    """One session before a supervisor: what was shown, and what they may say to exactly that."""

    def __init__(self, office: Office, path: Path, talk: Talk) -> None:
        self._office = office
        self._path = path
        self._talk = talk
        self._shown = ""
        self._requests: dict[str, str] = {}
        self._checklist: Checklist | None = None
        self.refusal = ""

    def show(self) -> None:
        """Read it from disk and show it whole; what is said next is said of this."""
        found = read_for_review(self._office.store, self._path)
        session, now = found.session, datetime.now().astimezone().replace(microsecond=0)
        checklist = self._office.checklist_of(session)
        if checklist is None:
            raise Refused("The checklist is out", "It cannot be shown.", "See `check`.")
        self._checklist = checklist
        view = review_view(session, checklist, found.beside, now)
        for line in review_text(view, checklist, now):
            self._talk.bare(line)
        self._shown = view.digest
        self._requests = {request.step: request.digest for request in view.exceptions}
        self.refusal = own_part(session, self._office.actor)
        if not self.refusal:
            try:
                self._office.store.reviews.check_writable(self._office.actor.uid)
            except Problem as problem:
                self.refusal = f"{problem.message} {problem.what_to_do}"

    def do(self, word: str, about: str) -> Review | None:
        """What was typed. Raises what refuses it."""
        if word == "show":
            self.show()
            return None
        if word == "approve":
            return self._give("approved")
        if word == "grant":
            return self._give("exception-granted", step=about)
        if word in _WITH_WORDS:
            step = about if word == "refuse" else ""
            comment, comments = self._words()
            return self._give(_WITH_WORDS[word], step=step, comment=comment, comments=comments)
        raise Refused("Not understood", f"{word} is none of the words.", _HOW)

    def _words(self) -> tuple[str, tuple[StepComment, ...]]:
        lines: list[str] = []
        comments: list[StepComment] = []
        while line := self._talk.read("Words:").strip():
            step_id, colon, rest = line.partition(":")
            if colon and self._checklist is not None and self._checklist.step(step_id.strip()):
                comments.append(StepComment(step_id.strip(), rest.strip()))
            else:
                lines.append(line)
        return "\n".join(lines), tuple(comments)

    def _give(
        self,
        verdict: Verdict,
        *,
        step: str = "",
        comment: str = "",
        comments: tuple[StepComment, ...] = (),
    ) -> Review:
        return give_review(
            self._office.store,
            self._path,
            self._checklist,
            verdict,
            shown=self._requests.get(step, "") if step else self._shown,
            actor=self._office.author(),
            now=datetime.now().astimezone().replace(microsecond=0),
            step=step,
            comment=comment,
            comments=comments,
        )
