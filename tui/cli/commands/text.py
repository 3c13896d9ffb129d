"""`text ID`: print the exact text to post, only while it may be posted."""

from checklists.errors import ExitCode
from checklists.gate.status import Status, status_of
from checklists.session.model import Draft
from tui.cli.context import CommandContext, Printed, not_found
from tui.wording.lines import blocker_lines, printed_text


def text_to_post(here: CommandContext, session_id: str, platform: str) -> Printed:
    """Return the accepted text, or the one for a platform if that is named.

    If it may not be posted, returns every blocker and a failing exit code instead.
    """
    stored = here.store.read(here.find(session_id))
    session = stored.session
    found = status_of(session, here.checklist_of(session), here.store.context(stored), here.now)
    if not found.may_be_posted:
        return Printed(code=ExitCode.DOES_NOT_HOLD, errors=_refusal(found))
    if platform:
        platform = _chosen(session.draft, platform)
    # Printing adds the line feed at the end.
    return Printed((printed_text(session.draft, platform).removesuffix("\n"),), exact=True)


def _refusal(found: Status) -> tuple[str, ...]:
    blockers = tuple(blocker_lines(found.blockers)) if found.blockers else ()
    return (f"Not to be posted: {found.why_not_posted}".rstrip(": "), *blockers)


def _chosen(draft: Draft, platform: str) -> str:
    """Return the platform of the draft that was meant, ignoring case.

    Raises WrongUsage if the draft does not go there.
    """
    if platform.casefold() in draft.platforms:
        return platform.casefold()
    chosen = f"It goes to: {', '.join(draft.platforms)}."
    raise not_found("platform in this session", platform, draft.platforms, chosen)
