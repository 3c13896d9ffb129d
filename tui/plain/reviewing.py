"""A session read and answered by a supervisor, in lines."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from checklists.clean_text import show_text
from checklists.definition import Checklist
from checklists.give_review import give_review, read_for_review
from checklists.open_session import local_now
from checklists.problems import ExitCode, Problem, Refused
from checklists.review import StepComment, Verdict
from checklists.review_view import ReviewView, review_view
from checklists.reviewing import ChangedWhileRead, check_may_give, check_request, own_part
from checklists.session import Actor, Session
from checklists.store import Store
from tui.commands.lines import blocker_lines
from tui.commands.wrapping import wrapped
from tui.plain.commands import REVIEWING, REVIEWING_RULES, SAY_YOUR_WORD, Typed, typed
from tui.plain.moves import Back
from tui.plain.naming import nearest, step_named
from tui.plain.talk import Talk
from tui.problem_lines import problem_lines
from tui.review_words import (
    NAME_IT,
    NOTHING_GIVEN,
    PAGES,
    exception_words,
    no_such_step,
    page_lines,
    stands_words,
    tried_lines,
)
from tui.session_words import problem_words
from tui.words import VERDICT_WORDS

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
    if desk.refusal:
        yield ExitCode.NOT_ALLOWED, desk.refusal
        return
    talk.say(SAY_YOUR_WORD)
    while (said := typed(talk.read("Your word:"))).text.casefold() not in LEAVES:
        if said.text and not explained(said, talk):
            yield _take(desk, said.text, talk), ""


def explained(said: Typed, talk: Talk) -> bool:
    """Say what can be typed here, where that is what was asked for."""
    word = said.text.casefold()
    if said.literal or word not in ("help", "?", "??"):
        return False
    if word == "help":
        talk.say(*(f"{name}: {tells}" for name, tells in REVIEWING.items()), *REVIEWING_RULES)
    else:
        talk.say(SAY_YOUR_WORD)
    return True


def _take(desk: "_Desk", said: str, talk: Talk) -> ExitCode:
    """Do what was typed and say what came of it."""
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
        return problem.exit_code
    if saved:
        talk.say(f"Saved: {saved}")
    return ExitCode.DONE


_ON_ALL: dict[str, Verdict] = {"approve": "approved", "return": "returned", "note": "noted"}
_ON_A_STEP: dict[str, Verdict] = {"grant": "exception-granted", "refuse": "exception-refused"}
_NEEDS_WORDS = ("returned", "noted", "exception-refused")


class _Desk:
    """One session before a supervisor: what was shown, and what they may say to exactly that."""

    def __init__(self, office: Office, path: Path, talk: Talk) -> None:
        self._office = office
        self._path = path
        self._talk = talk
        self._checklist: Checklist
        self._session: Session
        self._view: ReviewView
        self.refusal = ""
        self.show()

    def show(self) -> None:
        """Read it from disk and show it whole; what is said next is said of this."""
        found = read_for_review(self._office.store, self._path)
        checklist = self._office.checklist_of(found.session)
        if checklist is None:
            raise Refused("The checklist is out", "It cannot be shown.", "See `check`.")
        self._checklist, self._session = checklist, found.session
        self._view = review_view(found.session, checklist, found.beside, local_now())
        for line in review_text(self._view, self._checklist, local_now()):
            self._talk.bare(line)
        self.refusal = own_part(self._session, self._office.actor)
        if not self.refusal:
            try:
                self._office.store.reviews.check_writable(self._office.actor.uid)
            except Problem as problem:
                self.refusal = f"{problem.message} {problem.what_to_do}"

    def do(self, word: str, about: str) -> str:
        """Do what was typed; gives back which review was saved. Raises what refuses it, and Back
        where its words are taken back."""
        if word == "show":
            self.show()
        elif word in _ON_A_STEP:
            return self._judge(_ON_A_STEP[word], about)
        elif word in _ON_ALL:
            return self._give(_ON_ALL[word])
        else:
            raise Refused("Not understood", f"{show_text(word)} is none of the words.", "Try help.")
        return ""

    def _judge(self, verdict: Verdict, named: str) -> str:
        """Say what an exception is about and what was tried, and give the word on it."""
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
        return f"{self._give(verdict, step.id, shown)}: {about}"

    def _give(self, verdict: Verdict, step: str = "", shown: str = "") -> str:
        """Ask for the words that a verdict needs, and save it. What cannot be given is refused
        before."""
        check_may_give(self._session, self._view.standing, verdict, self._office.actor)
        comment, comments = self._words() if verdict in _NEEDS_WORDS else ("", ())
        give_review(
            self._office.store,
            self._path,
            self._checklist,
            verdict,
            shown=shown or self._view.digest,
            actor=self._office.author(),
            now=local_now(),
            step=step,
            comment=comment,
            comments=comments,
        )
        return VERDICT_WORDS[verdict]

    def _words(self) -> tuple[str, tuple[StepComment, ...]]:
        """Lines until an empty one, and those on a step apart. A line that only nearly names a step
        is asked for again; from a pipe nobody can give it again, so nothing is given."""
        lines: list[str] = []
        comments: list[StepComment] = []
        missed: Refused | None = None
        while (said := typed(self._talk.read("Words:"))).text:
            if explained(said, self._talk):
                continue
            if said.text.casefold() == "back" and not said.literal:
                raise Back
            name, colon, rest = said.text.partition(":")
            step = step_named(self._checklist, name) if colon and not said.literal else None
            near = nearest(self._checklist, name) if colon and not said.literal else None
            if step is not None:
                comments.append(StepComment(step.id, rest.strip()))
            elif near is not None:
                missed = Refused("Not taken", no_such_step(name, near), NAME_IT)
                self._talk.say(f"! {problem_words(missed)}")
            else:
                lines.append(said.text)
        if missed is not None and not self._talk.interactive:
            raise missed
        return "\n".join(lines), tuple(comments)
