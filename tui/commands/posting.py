"""`posted ID`: record that a post went out, platform by platform.

Times, links and reasons are asked for and never arguments: everybody sees the process list.
"""

from checklists import changes
from checklists.entered_time import parse_time
from checklists.open_session import OpenSession
from checklists.problems import ExitCode, Refused
from checklists.session import Session
from tui.commands.lines import posted_words
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings
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
    open_platforms = [p for p in opened.session.draft.platforms if not opened.session.posted_on(p)]
    if not open_platforms:
        raise Refused("Nothing to record", "It is recorded for every platform.", "See `show`.")
    opened.apply(_rehearsal)
    code = ExitCode.DONE
    errors: tuple[str, ...] = ()
    try:
        for platform in open_platforms:
            _ask(opened, platform, talk)
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


def _ask(opened: OpenSession, platform: str, talk: Talk) -> None:
    typed = talk.read(f"{platform}: when did it go out (02:45, now; empty: it did not)?").strip()
    if not typed:
        return
    now = opened.clock()
    at = now if typed == "now" else parse_time(typed, now, future=False)
    link = talk.read("The link to it (may be empty):").strip()
    reason = ""
    early = changes.too_early(opened.session, opened.standing(), at)
    if early:
        missing = "it was marked ready" if early == "ready" else "a supervisor approved it"
        talk.say(f"It went out before {missing}. That is recorded as it was.")
        reason = talk.read("Why (the supervisor sees it):").strip()
    opened.apply(
        lambda session: changes.record_posted(
            session,
            opened.beside.standing(session, opened.checklist, now),
            platform,
            at=at,
            link=link,
            reason=reason,
            actor=opened.actor,
            now=now,
        )
    )
