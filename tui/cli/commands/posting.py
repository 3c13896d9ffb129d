"""`posted ID`: record that a post went out, platform by platform.

Times, links and reasons are asked for, never given as arguments: every user of the machine can read
the process list.
"""

from checklists.errors import ExitCode, Refused
from checklists.session.model import Session
from checklists.workspace.open_session import OpenSession
from tui.cli.context import CommandContext, Printed
from tui.flows.posting import not_posted_yet, record_on
from tui.prompts.console import Console, EndOfInput
from tui.prompts.dialog import PostingDialog, run
from tui.wording.lines import posted_words
from tui.wording.wrapping import problem_lines


def record_posted(here: CommandContext, session_id: str, console: Console) -> Printed:
    """Ask when the post went out on each chosen platform, and record the answers."""
    stored = here.store.read(here.find(session_id))
    with OpenSession(here.store, stored, here.author) as opened:
        return _ask_each(here, opened, console)


def _ask_each(here: CommandContext, opened: OpenSession, console: Console) -> Printed:
    before = opened.session.posted
    open_platforms = not_posted_yet(opened)
    opened.apply(_rehearsal)

    def read(prompt: str, anew: bool) -> str:  # noqa: FBT001 (called by position)
        return console.read(prompt, anew=anew).strip()

    dialog = PostingDialog(opened, console, read, lambda act: act())
    code = ExitCode.DONE
    errors: tuple[str, ...] = ()
    try:
        for platform in open_platforms:
            run(record_on(dialog, platform))
    except EndOfInput:
        pass
    except Refused as problem:
        code, errors = problem.exit_code, problem_lines(problem)
    zone = here.now.tzinfo
    new = opened.session.posted[len(before) :]
    lines = tuple(f"Recorded: {posted_words(posted, zone)}" for posted in new)
    return Printed(lines or ("Nothing was recorded.",), code, errors)


def _rehearsal(session: Session) -> Session:
    """Return the session unchanged.

    Applying it before the first question raises whatever would keep the record from being saved.
    """
    return session
