"""`hold CASE` and `lift-hold CASE`: a case of which nothing is purged, and the end of that.

The reason is asked for, never given as an argument: arguments show in the process list.
"""

from collections.abc import Callable

from checklists.digests import digest_of
from checklists.errors import NotAllowed, Refused, WrongUsage
from checklists.session.hold import Hold
from checklists.session.list_row import case_key
from checklists.session.model import LONGEST_CASE_NUMBER, LONGEST_NOTE
from checklists.text import accept_text, show_text
from tui.cli.context import CommandContext, Printed
from tui.prompts.console import tell
from tui.wording.list_words import how_many
from tui.wording.retention_words import hold_words, unread_words

AskReason = Callable[[], str]
"""Asks for one line; returns an empty string at the end of the input."""


def hold_case(here: CommandContext, case_number: str, ask_reason: AskReason) -> Printed:
    """Ask for the reason, and place a hold; say how many sessions it binds."""
    typed = _case_number(case_number)
    holds = here.store.holds
    # Before the question: nobody writes a reason that cannot be kept.
    holds.check_writable(here.actor.uid)
    for found in holds.read().in_force:
        if found.key == case_key(typed) and here.actor.uid in found.by.uids:
            raise Refused("Already held", hold_words(found, here.now), "Nothing was changed.")
    reason = _reason(ask_reason)
    holds.write(Hold(typed, here.now, here.author.account, reason))
    try:
        # What was being purged when the hold was placed is gone by then.
        with holds.lock():
            count = _count(here, typed)
    except Refused as busy:
        kept = "The hold was placed."
        raise Refused(busy.title, f"{kept} {busy.message}", "Check `cleartopost list`.") from None
    binds = f"{how_many(count, 'session')} with this number" if count else "no session has it yet"
    return Printed((f"Legal hold placed: case {show_text(typed)}, {binds}.", *_unread(here)))


def lift_hold(here: CommandContext, case_number: str, ask_reason: AskReason) -> Printed:
    """Ask for the reason, and lift the holds on a case that another supervisor placed."""
    typed = _case_number(case_number)
    holds = here.store.holds
    holds.check_writable(here.actor.uid)
    on_case = [h for h in holds.read().in_force if h.key == case_key(typed)]
    if not on_case:
        raise WrongUsage("No legal hold", "No hold on this case is in force.", "Check the number.")
    liftable, refusal = [], None
    for hold in on_case:
        try:
            holds.check_may_lift(hold, here.author.account.uids)
            liftable.append(hold)
        except NotAllowed as refused:
            refusal = refused
    if refusal is not None and not liftable:
        raise refusal
    reason = _reason(ask_reason)
    for hold in liftable:
        lift = Hold(hold.case_number, here.now, here.author.account, reason, digest_of(hold))
        holds.write(lift)
    left = [h for h in holds.read().in_force if h.key == case_key(typed)]
    still = tuple(f"Still in force: {hold_words(hold, here.now)}" for hold in left)
    return Printed((f"Legal hold lifted: case {show_text(typed)}.", *still, *_unread(here)))


def _case_number(typed: str) -> str:
    if not case_key(typed):
        raise WrongUsage(
            "No case number", "It has no letter and no number.", "Type it like 26-1182."
        )
    return accept_text(typed, "The case number", longest=LONGEST_CASE_NUMBER)


def _reason(ask: AskReason) -> str:
    reason = accept_text(ask(), "The reason", longest=LONGEST_NOTE)
    if not reason:
        raise Refused("A reason is needed", "You entered no reason.", "Nothing was changed.")
    return reason


def _count(here: CommandContext, case_number: str) -> int:
    tell(here.index.refresh(here.now))
    key = case_key(case_number)
    return sum(key in found.listed.cases.split() for found in here.index.newest(here.now))


def _unread(here: CommandContext) -> tuple[str, ...]:
    return tuple(map(unread_words, here.store.holds.read().unread))
