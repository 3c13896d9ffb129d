"""`review`: list what waits for a review, or review one session by line prompts."""

from collections.abc import Iterator

from checklists.errors import ExitCode, WrongUsage
from checklists.index.watch import QueueWatch
from checklists.review.queue import QueueRow
from checklists.review.report import review_view
from checklists.workspace.give_review import read_for_review
from tui.cli.context import CommandContext, Printed
from tui.prompts.console import Console, EndOfInput, tell
from tui.prompts.reviewing import ReviewContext, log_words, read_and_answer
from tui.wording.list_words import unreadable_words
from tui.wording.review_words import (
    NOTHING_WAITS,
    WAITS_WORDS,
    only_read_words,
    page_lines,
    stands_words,
    waiting_words,
)
from tui.wording.wrapping import wrapped


def queue_lines(here: CommandContext) -> Printed:
    """Return what waits for a supervisor, the most serious and oldest first."""
    watch = QueueWatch(here.index, here.actor, audit=here.store.audit)
    tell(watch.refresh(here.now))
    inaccessible = [
        line for folder in watch.inaccessible for line in wrapped(unreadable_words(folder))
    ]
    log = [line for words in log_words(watch, here.now) for line in wrapped(words)]
    if not watch.rows:
        return Printed((NOTHING_WAITS, *log, *inaccessible), errors=here.no_folder)
    rows = (line for row in watch.rows for line in _row_lines(row))
    return Printed((*rows, *log, *inaccessible))


def _row_lines(row: QueueRow) -> Iterator[str]:
    yield f"{row.session:<48}  {WAITS_WORDS[row.waits_for]}"
    yield from wrapped(waiting_words(row), "  ")


def brief_lines(here: CommandContext, session_id: str) -> Printed:
    """Return what decides on one session, as the first page of its review has it."""
    if not session_id:
        raise WrongUsage("Which session?", "--brief is about one session.", "Name it: review ID.")
    found = read_for_review(here.store, here.find(session_id))
    linter = here.store.rules.linter(found.session.incident_type)
    view = review_view(found.session, found.checklist, found.context, here.now, linter)
    lines = page_lines("brief", view, found.checklist, here.now)
    stands = stands_words(view)
    return Printed(
        (
            *wrapped(stands),
            *(words for line in lines for words in wrapped(line.text, "", " " * line.hang)),
        )
    )


def converse(here: CommandContext, session_id: str, console: Console) -> Printed:
    """Show one session and record a supervisor's reviews of it.

    The exit code is that of the last review: 0 if it was saved.
    """
    context = ReviewContext(here.store, here.actor, lambda: here.author)
    code, refusal = ExitCode.DONE, ""
    try:
        for said in read_and_answer(context, here.find(session_id), console):
            code, refusal = said
    except EndOfInput:
        pass
    console.end()
    return Printed(code=code, errors=wrapped(only_read_words(refusal)) if refusal else ())
