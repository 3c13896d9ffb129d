"""`review`: what waits, and one session read and answered in lines."""

from collections.abc import Iterator

from checklists.problems import ExitCode
from checklists.queue_watch import QueueWatch
from checklists.review_queue import QueueRow
from tui.commands.printed import Printed
from tui.commands.progress import tell
from tui.commands.surroundings import Surroundings
from tui.commands.wrapping import wrapped
from tui.list_words import unreadable_words
from tui.plain.reviewing import Office, read_and_answer
from tui.plain.talk import EndOfInput, Talk
from tui.review_words import NOTHING_WAITS, WAITS_WORDS, waiting_words


def queue_lines(here: Surroundings) -> Printed:
    """What waits for a supervisor, the gravest and oldest first."""
    watch = QueueWatch(here.index, here.actor)
    tell(watch.refresh(here.now))
    shut = [line for folder in watch.shut for line in wrapped(unreadable_words(folder))]
    if not watch.rows:
        return Printed((NOTHING_WAITS, *shut))
    return Printed((*(line for row in watch.rows for line in _row_lines(row)), *shut))


def _row_lines(row: QueueRow) -> Iterator[str]:
    yield f"{row.session:<48}  {WAITS_WORDS[row.waits_for]}"
    yield from wrapped(waiting_words(row), "  ")


def converse(here: Surroundings, session_id: str, talk: Talk) -> Printed:
    """Show one session and take a supervisor's words on it, one after another.

    The exit code is that of the last word: 0 where it was saved.
    """
    office = Office(here.store, here.checklist_of, here.actor, lambda: here.author)
    code, refusal = ExitCode.DONE, ""
    try:
        for said in read_and_answer(office, here.store.find(session_id), talk):
            code, refusal = said
    except EndOfInput:
        pass
    talk.end()
    return Printed(code=code, errors=wrapped(f"Reading only: {refusal}") if refusal else ())
