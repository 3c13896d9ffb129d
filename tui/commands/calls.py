"""`calls ID`: the call sheet, what is open grouped by who can answer it."""

from collections.abc import Iterator

from checklists.call_sheet import Call, call_sheet
from tui.commands.lines import blocker_lines
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings
from tui.commands.wrapping import wrapped


def call_lines(here: Surroundings, session_id: str) -> Printed:
    """What is open in one session, a heading for each who can answer it."""
    session = here.store.read(here.store.find(session_id)).session
    checklist = here.checklist_of(session)
    found = here.store.beside(session).standing(session, checklist, here.now).blockers
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
