"""Wording for a post that waits for an approval: whom to call, and what else is possible."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from checklists.gate.context import SessionContext
from checklists.gate.phone_approval import confirm_due
from checklists.gate.status import Status
from checklists.session.model import PhoneApproval
from checklists.session.review import OnCall
from checklists.text import show_text
from checklists.times import show_time
from tui.wording.questions import Option
from tui.wording.words import digest_words


class WhileWaiting(NamedTuple):
    """What is pressed or typed for each thing that is possible while a post waits."""

    smaller: str
    phone: str
    posted: str


KEYS = WhileWaiting("s", "p", "l")
WORDS = WhileWaiting("smaller", "phone", "posted")

CALL = "This post needs a supervisor's approval. Call, in this order:"
NOBODY_LISTED = (
    "This post needs a supervisor's approval. Your policy lists nobody to call (on_call)."
)


def whom_to_call(context: SessionContext, press: WhileWaiting) -> list[str]:
    """Return whom to call while a post waits, and what to do where nobody can be reached."""
    lines = [CALL, *(f"  {call_words(one)}" for one in context.on_call)]
    if not context.on_call:
        lines = [NOBODY_LISTED]
    if context.approval.by_phone and context.on_call:
        lines.append(f"{press.phone} records that one of them approved it by phone.")
    return [
        *lines,
        f"Nobody reached? {press.smaller} starts a shorter statement; this post keeps waiting.",
        f"Posted anyway? {press.posted} records it, with the reason and who ordered it.",
    ]


def call_words(one: OnCall) -> str:
    """Return whom to call, and where."""
    return f"{show_text(one.name)}, {show_text(one.phone)}"


def waiting_line(
    found: Status, context: SessionContext, at: datetime | None, now: datetime, ready: str
) -> str:
    """Return the status of a post that waits for an approval, with the first to call."""
    since = f" since {show_time(at, now)}" if at else ""
    if not context.on_call:
        return f"READY{since}. {found.awaits_approval} {ready}: more."
    return f"READY{since}, needs approval. Call {call_words(context.on_call[0])}. {ready}: more."


SMALLER = "Post a shorter statement for now"
SMALLER_WHY = (
    "This starts a new session with the same case number and its own checks. Write less in it. "
    "This post keeps its people list and keeps waiting for its approval."
)
NOT_WAITING = "This works only for a post that is ready and waiting for an approval."
NO_SMALLER_TYPE = "Neither a closure nor a holding statement can be used now."

WHO_APPROVED = "Approved by phone"
WHO_APPROVED_WHY = (
    "Call back the number that your policy lists. Read the whole text and the digest aloud. It "
    "counts only if they say yes, and the supervisor confirms it from their own "
    "account within 12 hours."
)
WHEN_THEY_SAID_YES = "When they said yes"
WHEN_HINT = "a time such as 02:45, or empty for now"


def on_call_options(listed: Iterable[OnCall]) -> tuple[Option, ...]:
    """Return the supervisors who may be called back."""
    return tuple(Option(str(one.uid), call_words(one)) for one in listed)


def records_call(one: OnCall, digest: str) -> str:
    """Return the whole of what is recorded of a call, but for when it was."""
    heard = f"heard this text and its digest, {digest_words(digest)}, and said yes"
    call = f"{show_text(one.name)}, called back at {show_text(one.phone)}"
    return f"Recorded as stated by you: {call}, {heard}."


def attests_call(one: OnCall, digest: str, when: str) -> str:
    """Return the sentence that is confirmed of a call."""
    return f"{records_call(one, digest)} When: {show_text(when) or 'now'}"


def phone_words(found: PhoneApproval, now: datetime) -> str:
    """Return an approval by phone, which the author alone states."""
    who, at = show_text(found.supervisor), show_time(found.at, now)
    return f"{who} at {show_text(found.phone)}, {at}, stated by {show_text(found.by.called)}"


def to_confirm_words(found: PhoneApproval, now: datetime) -> str:
    """Return an approval by phone that its giver has not confirmed yet."""
    due = show_time(confirm_due(found), now)
    return f"{phone_words(found, now)}; to be confirmed by {due}"
