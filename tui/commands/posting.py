"""`posted ID`: record that a post went out, platform by platform.

Times, links and reasons are asked for and never arguments: everybody sees the process list.
"""

from checklists.open_session import OpenSession
from checklists.problems import ExitCode, Refused
from checklists.session import Session
from tui.commands.lines import posted_words
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings
from tui.plain.posting import Asking, ask_posted, not_posted_yet
from tui.plain.talk import EndOfInput, Talk
from tui.problem_lines import problem_lines


def record_posted(here: Surroundings, session_id: str, talk: Talk) -> Printed:
    """Ask for each chosen platform when it went out there, and record it."""
    stored = here.store.read(here.store.find(session_id))
    opened = OpenSession(here.store, stored, here.checklist_of(stored.session), here.author)
    try:
        return _ask_each(here, opened, talk)
    finally:
        opened.close()


def _ask_each(here: Surroundings, opened: OpenSession, talk: Talk) -> Printed:
    before = opened.session.posted
    open_platforms = not_posted_yet(opened)
    opened.apply(_rehearsal)
    asking = Asking(lambda prompt: talk.read(prompt).strip(), talk.say, opened.apply)
    code = ExitCode.DONE
    errors: tuple[str, ...] = ()
    try:
        for platform in open_platforms:
            ask_posted(opened, platform, asking)
    except EndOfInput:
        pass
    except Refused as problem:
        code, errors = problem.exit_code, problem_lines(problem)
    zone = here.now.tzinfo
    new = opened.session.posted[len(before) :]
    lines = tuple(f"Recorded: {posted_words(posted, zone)}" for posted in new)
    return Printed(lines or ("Nothing was recorded.",), code, errors)


def _rehearsal(session: Session) -> Session:
    """Nothing: raises, before the first question, where nothing can be written."""
    return session
