"""`followups`, `complete` and `waiting`: what is owed after posts, from the index alone."""

import os
import pwd
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checklists.errors import ExitCode
from checklists.index.asked import asked_in
from checklists.records.layout import belongs_to
from tui.cli.context import CommandContext, Printed, as_json
from tui.prompts.console import tell
from tui.wording.follow_up_words import (
    HOW_TO_COMPLETE,
    NOT_UP,
    NOTHING_ASKED,
    NOTHING_OWED,
    NOTHING_OWED_BY_ANYBODY,
    due_words,
    owed_words,
    waiting_in_all,
    waiting_line,
    where_words,
)
from tui.wording.wrapping import wrapped

if TYPE_CHECKING:
    from checklists.index.index import Found
    from checklists.session.list_row import Due, Listed


def follow_up_lines(here: CommandContext, *, everybody: bool, json: bool) -> Printed:
    """Return what is owed after one's own posts, or everybody's; what is due first at the top.

    For victim services, what asks them after anybody's.
    """
    found = sorted(_owed(here, everybody=everybody), key=lambda one: _moment(one[1]))
    if json:
        return Printed((as_json([_in_json(here, row, due) for row, due in found]),))
    if not found:
        nothing = NOTHING_OWED_BY_ANYBODY if everybody else NOTHING_OWED
        nothing = NOTHING_ASKED if here.asked is not None else nothing
        return Printed((" ".join((nothing, *here.no_folder)),))
    lines = (line for row, due in found for line in _lines(here, row, due))
    return Printed((*lines, "", HOW_TO_COMPLETE))


def _moment(due: "Due") -> float:
    from datetime import datetime

    return datetime.fromisoformat(due.at).timestamp()


def _live(here: CommandContext, *, everybody: bool) -> "Iterator[Found]":
    """Yield the sessions of which something may still come: one's own, or everybody's."""
    login, uid = _account(here)
    whose = None if everybody else lambda folder: belongs_to(folder, login, uid)
    tell(here.index.refresh(here.now, whose=whose))
    yield from here.index.live(here.now)


def _account(here: CommandContext) -> tuple[str, int]:
    """Return who asks. The whole account is not needed, and takes longer than the answer."""
    uid = os.getuid()
    try:
        return pwd.getpwuid(uid).pw_name, uid
    except KeyError:
        return here.actor.login, uid


def _owed(here: CommandContext, *, everybody: bool) -> "Iterator[tuple[Listed, Due]]":
    asked = here.asked
    for found in _live(here, everybody=everybody or asked is not None):
        row = found.listed
        if asked is not None:
            yield from ((row, due) for due in asked_in(row))
        elif everybody or row.author_uid == os.getuid():
            yield from ((row, due) for due in row.due)


def _in_json(here: CommandContext, row: "Listed", due: "Due") -> dict[str, object]:
    return {
        "id": row.id,
        "item": due.item,
        "owed": due.owed,
        "who": due.who,
        "ask": due.ask,
        "people": list(due.people),
        "due": due.at,
        "overdue": due.is_overdue(here.now),
        "case_number": row.case_number,
        "author": row.author,
    }


def _lines(here: CommandContext, row: "Listed", due: "Due") -> Iterator[str]:
    yield f"{due.item:<20} {due_words(due, here.now)}"
    yield from wrapped(owed_words(due), "  ")
    yield from wrapped(where_words(row.id, row.case_number), "  ")


def complete_one(here: CommandContext, session_id: str, item: str) -> Printed:
    """Ask what came of one follow-up, and record it."""
    from checklists.workstation.clock import local_now
    from tui.flows.dialog import WentBack
    from tui.flows.follow_up import Completing, complete
    from tui.prompts.completing import ConsoleDialog
    from tui.prompts.console import EndOfInput
    from tui.prompts.dialog import run
    from tui.prompts.run import console_here
    from tui.wording.questions import NOTHING_CHANGED

    path = here.find(session_id)
    completing = Completing(here.store, here.author, local_now)
    console = console_here()
    try:
        run(complete(ConsoleDialog(console), completing, path, item))
    except (WentBack, EndOfInput):
        return Printed((NOTHING_CHANGED,))
    finally:
        console.end()
    return Printed((f"Completed: {item}",))


def take_down(here: CommandContext, session_id: str) -> Printed:
    """Ask which post was taken down, by whom and when, and record it."""
    from checklists.workstation.clock import local_now
    from tui.flows.dialog import WentBack
    from tui.flows.follow_up import Completing
    from tui.flows.follow_up import take_down as asked
    from tui.prompts.completing import ConsoleDialog
    from tui.prompts.console import EndOfInput
    from tui.prompts.dialog import run
    from tui.prompts.run import console_here
    from tui.wording.questions import NOTHING_CHANGED

    path = here.find(session_id)
    completing = Completing(here.store, here.author, local_now)
    console = console_here()
    try:
        run(asked(ConsoleDialog(console), completing, path))
    except (WentBack, EndOfInput):
        return Printed((NOTHING_CHANGED,))
    finally:
        console.end()
    return Printed((NOT_UP,))


def waiting(here: CommandContext, *, everybody: bool) -> Printed:
    """Return one line: what waits for oneself, or in the whole home; 1 where something is overdue.

    No case, person or word of a post is in it: it is for a login message and a status line. Victim
    services are told of what asks them, and of nothing else.
    """
    uid, asked = os.getuid(), here.asked
    supervises = asked is None and _supervises(here, uid)
    overdue = soon = returned = reviews = late_reviews = posts = 0
    for found in _live(here, everybody=everybody or supervises or asked is not None):
        row = found.listed
        due = row.due
        if asked is not None:
            due = asked_in(row)
        elif row.waits_for and (
            everybody or (supervises and uid not in (*row.uids, row.author_uid))
        ):
            reviews += 1
            late_reviews += row.is_review_late(here.now)
        if asked is None and not everybody and row.author_uid != uid:
            continue
        returned += asked is None and row.status == "returned"
        late = sum(one.is_overdue(here.now) for one in due)
        soon += sum(one.is_soon(here.now) for one in due) - late
        overdue += late
        posts += late > 0
    if everybody:
        line = waiting_in_all(overdue, posts, soon, reviews, late_reviews)
    else:
        line = waiting_line(overdue, soon, returned, reviews, late_reviews)
    is_late = overdue or late_reviews
    return Printed((line,), ExitCode.DOES_NOT_HOLD if is_late else ExitCode.DONE)


def _supervises(here: CommandContext, uid: int) -> bool:
    from checklists.workstation.file_state import is_gone
    from checklists.workstation.system_lists import is_member

    # Where nobody reviews, no index is made to ask who does.
    group = "" if is_gone(here.places.reviews) else here.index.groups[0]
    return bool(group) and is_member(uid, group)
