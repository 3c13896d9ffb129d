"""`review`: the queue, and one session read and answered in lines."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from checklists.clean_text import show_text
from checklists.definition import Checklist
from checklists.give_review import give_review, read_for_review
from checklists.problems import ExitCode, Problem, Refused
from checklists.queue_watch import QueueWatch
from checklists.review import Review, StepComment, Verdict
from checklists.review_queue import QueueRow
from checklists.review_view import ReviewView, review_view
from checklists.reviewing import ChangedWhileRead, own_part
from tui.commands.lines import blocker_lines
from tui.commands.printed import Printed
from tui.commands.progress import tell
from tui.commands.surroundings import Surroundings
from tui.commands.wrapping import wrapped
from tui.plain.talk import EndOfInput, Talk
from tui.problem_lines import problem_lines
from tui.review_words import PAGES, WAITS_WORDS, age_words, page_lines, stands_words
from tui.words import VERDICT_WORDS

_HOW = (
    "approve; return; grant STEP; refuse STEP; note; show: read it anew; leave. After return, "
    "refuse and note come your words: lines, and an empty one at the end. A line `STEP: words` is "
    "about that step."
)


# The queue


def queue_lines(here: Surroundings) -> Printed:
    """What waits for a supervisor, the gravest and oldest first."""
    watch = QueueWatch(here.index, here.actor)
    tell(watch.refresh(here.now))
    if not watch.rows:
        return Printed(("Nothing waits for review.",))
    return Printed(tuple(line for row in watch.rows for line in _row_lines(row)))


def _row_lines(row: QueueRow) -> Iterator[str]:
    yield f"{row.session:<48}  {WAITS_WORDS[row.waits_for]}"
    marks = [
        age_words(row.age),
        row.short,
        "URGENT" if row.urgent else "",
        f"{row.deaths} dead" if row.deaths else "",
        f"{row.exceptions} asked for" if row.exceptions else "",
        show_text(row.author),
        show_text(row.case_number),
        "yours: not to review" if row.not_yours else "",
    ]
    yield from wrapped(", ".join(mark for mark in marks if mark), "  ")


# What is read


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


# The conversation


def converse(here: Surroundings, session_id: str, talk: Talk) -> Printed:
    """Show one session and take a supervisor's words on it, one after another.

    The exit code is that of the last word: 0 where it was saved.
    """
    desk = _Desk(here, here.store.find(session_id), talk)
    desk.show()
    if desk.refusal:
        talk.end()
        return Printed(code=ExitCode.NOT_ALLOWED, errors=wrapped(f"Reading only: {desk.refusal}"))
    talk.say(_HOW)
    code = ExitCode.DONE
    try:
        while (typed := talk.read("Your word:").strip()) != "leave":
            if typed:
                code = _take(desk, typed, talk)
    except EndOfInput:
        pass
    talk.end()
    return Printed(code=code)


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

    def __init__(self, here: Surroundings, path: Path, talk: Talk) -> None:
        self._here = here
        self._path = path
        self._talk = talk
        self._shown = ""
        self._requests: dict[str, str] = {}
        self._checklist: Checklist | None = None
        self.refusal = ""

    def show(self) -> None:
        """Read it from disk and show it whole; what is said next is said of this."""
        found = read_for_review(self._here.store, self._path)
        session, now = found.session, datetime.now().astimezone().replace(microsecond=0)
        checklist = self._here.checklist_of(session)
        if checklist is None:
            raise Refused("The checklist is out", "It cannot be shown.", "See `check`.")
        self._checklist = checklist
        view = review_view(session, checklist, found.beside, now)
        for line in review_text(view, checklist, now):
            self._talk.bare(line)
        self._shown = view.digest
        self._requests = {request.step: request.digest for request in view.exceptions}
        self.refusal = own_part(session, self._here.actor)
        if not self.refusal:
            try:
                self._here.store.reviews.check_writable(self._here.actor.uid)
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
            self._here.store,
            self._path,
            self._checklist,
            verdict,
            shown=self._requests.get(step, "") if step else self._shown,
            actor=self._here.author,
            now=datetime.now().astimezone().replace(microsecond=0),
            step=step,
            comment=comment,
            comments=comments,
        )
