"""`text ID`: exactly what is to be posted, and only while it may be."""

from checklists.problems import ExitCode
from checklists.session import Draft
from checklists.standing import Standing
from tui.commands.lines import blocker_lines
from tui.commands.nearest import not_found
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings

_WHY_NOT = {
    "withdrawn": "It was withdrawn.",
    "posted": "It was posted already.",
    "returned": "The supervisor returned it.",
    "in-progress": "It was not marked ready.",
}


def text_to_post(here: Surroundings, session_id: str, platform: str) -> Printed:
    """The accepted text, for one platform where it is named; refused with every blocker."""
    session = here.store.read(here.store.find(session_id)).session
    beside = here.store.beside(session)
    found = beside.standing(session, here.checklist_of(session), here.now)
    if not found.may_be_posted:
        return Printed(code=ExitCode.DOES_NOT_HOLD, errors=_refusal(found))
    if platform:
        platform = _chosen(session.draft, platform)
    text = session.draft.for_platform(platform) if platform else session.draft.text
    # Each line is printed with its line feed: the text keeps the one it ends with, or gets one.
    return Printed((text.removesuffix("\n"),), exact=True)


def _refusal(found: Standing) -> tuple[str, ...]:
    why = found.lapsed_because or found.awaits_approval or _WHY_NOT.get(found.status, "")
    blockers = tuple(blocker_lines(found.blockers)) if found.blockers else ()
    return (f"Not to be posted: {why}".rstrip(": "), *blockers)


def _chosen(draft: Draft, platform: str) -> str:
    """The platform that was meant, whatever its capitals."""
    if platform.casefold() in draft.platforms:
        return platform.casefold()
    chosen = f"It goes to: {', '.join(draft.platforms)}."
    raise not_found("platform in this session", platform, draft.platforms, chosen)
