"""`calls ID`: print the call sheet, the open items grouped by who can answer them."""

from collections.abc import Iterator

from checklists.gate.blockers import Call, call_sheet
from checklists.gate.status import status_of
from tui.cli.context import CommandContext, Printed
from tui.wording.lines import blocker_lines
from tui.wording.wrapping import wrapped


def call_lines(here: CommandContext, session_id: str) -> Printed:
    """Return the open items of a session under a heading for each person to ask."""
    stored = here.store.read(here.find(session_id))
    checklist = here.checklist_of(stored.session)
    found = status_of(stored.session, checklist, here.store.context(stored), here.now).blockers
    if checklist is None or not found:
        return Printed(tuple(blocker_lines(found)))
    sheet = call_sheet(checklist, found)
    return Printed(tuple(line for call in sheet for line in _call(call))[:-1])


def _call(call: Call) -> Iterator[str]:
    yield from wrapped(f"{call.ask}: {len(call.items)} to answer")
    for item in call.items:
        kind = " (victim step)" if item.victim_related else ""
        yield from wrapped(f"{item.short}{kind}: {item.prompt}", "  - ", "    ")
        for reason in item.reasons:
            if reason != item.prompt:
                yield from wrapped(f"now: {reason}", "    ", "      ")
        if item.to_note:
            yield from wrapped(f"note: {', '.join(item.to_note)}", "    ", "      ")
    yield ""
