"""Completing a follow-up: what came of it, how, who, and when; and recording a removal."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from checklists.definitions.model import TAKEDOWN
from checklists.errors import Problem, Refused
from checklists.follow_ups.completing import HOW, asks_how, asks_why, find_entry, not_down
from checklists.follow_ups.ledger import Entry
from checklists.records.store import Store
from checklists.session.completion import NOT_OWED
from checklists.session.model import Actor
from checklists.workspace.follow_up import (
    check_asked,
    complete_follow_up,
    may_take_back,
    read_follow_ups,
    record_removal,
)
from tui.flows.dialog import Blank, LineDialog, Values, time_in
from tui.wording.follow_up_words import (
    AGAIN_HINT,
    DETAILS,
    DETAILS_WHY,
    HOW_TOLD,
    HOW_TOLD_WHY,
    NOT_OWED_LABEL,
    NOT_OWED_MEANS,
    NOT_TOLD_HINT,
    NOTE,
    NOTE_HINT,
    POST_THEN,
    REASON,
    REASON_HINT,
    RECORDS,
    TAKEN_DOWN,
    TAKEN_DOWN_WHY,
    WHAT_CAME,
    WHEN,
    WHEN_HINT,
    WHICH_DOWN,
    WHICH_POST,
    WHICH_POST_WHY,
    WHO,
    WHO_HINT,
    WHO_TOLD,
    WHO_TRIED,
    demanded_words,
    people_words,
    taken_down_on,
)
from tui.wording.questions import NOW, Option


class CompletingDialog(LineDialog, Protocol):
    """Whoever completes a follow-up."""

    async def choose(self, title: str, explanation: str, options: tuple[Option, ...]) -> str:
        """Return the id of the option that was chosen. Raises WentBack."""


class Completing(NamedTuple):
    """Where a follow-up is completed, by whom, and by which clock."""

    store: Store
    actor: Actor
    clock: Callable[[], datetime]


async def _record(
    dialog: CompletingDialog, here: Completing, save: Callable[..., object], values: Values
) -> Problem | None:
    """Save what was filled in of who did it, and when; return what keeps it from being saved."""
    now, again = here.clock(), {}
    try:
        at = time_in(values, "at", now)
        if "again" in values:
            again = {"again": time_in(values, "again", now, future=True)}
    except Refused as problem:
        return problem
    who, note = values["who"], values["note"]
    return await dialog.carry_out(
        partial(save, actor=here.actor, now=now, done_at=at, who=who, note=note, **again)
    )


async def complete(dialog: CompletingDialog, here: Completing, path: Path, name: str) -> bool:
    """Ask what came of a follow-up and record it; return whether that is on disk.

    Raises, before anything is asked, what keeps it from being completed.
    """
    here.store.completions.check_writable()
    found = read_follow_ups(here.store, path, here.clock())
    entry = find_entry(found.entries, name)
    check_asked(here.store, found.session, name, here.actor)
    item = entry.item
    may = entry.due is not None and not may_take_back(here.store, found.session, here.actor)
    options = tuple(Option(o.id, o.label, POST_THEN[o.post]) for o in entry.possible)
    taken_back = (Option(NOT_OWED, NOT_OWED_LABEL, NOT_OWED_MEANS),) if may else ()
    outcome = await dialog.choose(WHAT_CAME, item.owed, (*options, *taken_back))
    chosen = next(option.label for option in (*options, *taken_back) if option.id == outcome)
    platform = how = ""
    if item.each_post and outcome != NOT_OWED:
        platform = await dialog.choose(
            WHICH_POST, WHICH_POST_WHY, tuple(Option(name, name) for name in entry.left)
        )
    if asks_how(item, outcome):
        ways = tuple(Option(name, label) for name, label in HOW.items())
        how = await dialog.choose(HOW_TOLD, HOW_TOLD_WHY, ways)

    save = partial(complete_follow_up, here.store, path, name, outcome, how=how, platform=platform)
    attempt = partial(_record, dialog, here, save)
    said = "; ".join(filter(None, (chosen, platform, HOW.get(how, ""), people_words(item.people))))

    def attests(values: Values) -> str:
        then = f"; {came.again} {values['again']}" if came is not None and came.again else ""
        return f"{said}; {values['who']}, {values['at'] or NOW}{then}"

    came = item.outcome(outcome)
    then = demanded_words(came, found.session.id) if came is not None else ""
    explanation = " ".join(filter(None, (f"{said}.", then, DETAILS_WHY)))
    blanks = tuple(_blanks(entry, outcome))
    return await dialog.fill(DETAILS, explanation, blanks, attempt, attests=attests, does=RECORDS)


async def take_down(dialog: CompletingDialog, here: Completing, path: Path) -> bool:
    """Ask which post was taken down, by whom and when, and record it; return whether it is on disk.

    Raises, before anything is asked, what keeps it from being recorded.
    """
    here.store.completions.check_writable()
    found = read_follow_ups(here.store, path, here.clock())
    platform, *others = not_down(found.session, found.gone)
    check_asked(here.store, found.session, TAKEDOWN, here.actor)
    if others:
        names = (platform, *others)
        options = tuple(Option(name, name) for name in names)
        platform = await dialog.choose(WHICH_DOWN, WHICH_POST_WHY, options)

    attempt = partial(_record, dialog, here, partial(record_removal, here.store, path, platform))

    def attests(values: Values) -> str:
        return f"{taken_down_on(platform)}; {values['who']}, {values['at'] or NOW}"

    blanks = (
        Blank("who", WHO, hint=WHO_HINT),
        Blank("at", WHEN, hint=WHEN_HINT),
        Blank("note", NOTE, hint=NOTE_HINT),
    )
    explanation = f"{taken_down_on(platform)}. {TAKEN_DOWN_WHY}"
    return await dialog.fill(
        TAKEN_DOWN, explanation, blanks, attempt, attests=attests, does=RECORDS
    )


def _blanks(entry: Entry, outcome: str) -> Iterator[Blank]:
    item, came = entry.item, entry.item.outcome(outcome)
    why = asks_why(item, outcome)
    who = WHO_TOLD if asks_how(item, outcome) else WHO_TRIED if came is not None and why else WHO
    reason = NOT_TOLD_HINT if came is not None else REASON_HINT
    yield Blank("who", who, hint=WHO_HINT)
    yield Blank("at", WHEN, hint=WHEN_HINT)
    if came is not None and came.again:
        yield Blank("again", came.again, hint=AGAIN_HINT)
    yield Blank("note", REASON if why else NOTE, hint=reason if why else NOTE_HINT)
