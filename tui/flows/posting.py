"""Marking ready what was shown, the text that may be posted, and recording where it went out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import NamedTuple, Protocol

from checklists.definitions.model import Platform
from checklists.errors import Problem, Refused
from checklists.gate.status import Status
from checklists.session.model import Session
from checklists.times import parse_time
from checklists.workspace.open_session import NotToBePosted, OpenSession
from tui.flows.dialog import Blank, Dialog, LineDialog, Values, time_in
from tui.wording.lines import printed_text
from tui.wording.posted_words import (
    LIVE,
    LIVE_OPTIONS,
    LIVE_TEXT,
    LIVE_TEXT_WHY,
    LIVE_WHY,
    TAKE_IT_DOWN,
)
from tui.wording.questions import (
    ALL_RECORDED,
    LINK,
    LINK_HINT,
    NO_LINK,
    NO_MEDIA,
    NO_PLATFORM,
    NOT_A_LINK,
    ONLY_IF_EARLY,
    ORDERED_ASKED,
    ORDERED_BY,
    ORDERED_HINT,
    POSTED,
    POSTED_WHEN,
    POSTED_WHEN_HINT,
    POSTED_WHY,
    TEXT_FOR_ALL,
    WHEN_ASKED,
    WHERE_POSTED,
    WHERE_POSTED_WHY,
    WHICH_TEXT,
    WHICH_TEXT_WHY,
    WHY_ASKED,
    WHY_SO_EARLY,
    Option,
    link_on,
    posted_on_options,
    text_options,
)


async def mark_ready(dialog: Dialog, shown: str) -> bool:
    """Mark ready exactly what was `shown`, by its digest; return whether that is on disk."""

    async def attempt(_: Values) -> Problem | None:
        return await dialog.carry_out(partial(dialog.opened.mark_ready, shown))

    return await dialog.fill("", "", (), attempt)


class ReadyText(NamedTuple):
    """The text to post, as it is printed, and the session that was found ready with it."""

    session: Session
    text: str


async def ready_session(dialog: Dialog, why_not: Callable[[Status], str]) -> Session | None:
    """Return the session whose text may be posted now, all of it read anew; None if it may not.

    `why_not` says why, by where it stands.
    """
    read: list[Session] = []
    problem = await dialog.carry_out(lambda: read.append(dialog.opened.check_may_be_posted()))
    if problem is None:
        return read[0]
    if isinstance(problem, NotToBePosted):
        dialog.tell(why_not(problem.status))
    else:
        dialog.refuse(problem)
    return None


async def text_to_post(
    dialog: Dialog,
    session: Session,
    platforms: Mapping[str, Platform],
    why_not: Callable[[Status], str],
) -> ReadyText | None:
    """Return the text of a session that was found ready; None if it may not be posted any more.

    Asks for which platform, where one has a text of its own.
    """
    own = [name for name in session.draft.platforms if name in session.draft.variants]
    if not own:
        return ReadyText(session, printed_text(session.draft))
    options = (TEXT_FOR_ALL, *text_options(own, platforms))
    chosen = await dialog.choose(WHICH_TEXT, WHICH_TEXT_WHY, options)
    # It may have taken a while to choose.
    found = await ready_session(dialog, why_not)
    platform = "" if chosen == TEXT_FOR_ALL.id else chosen
    return None if found is None else ReadyText(found, printed_text(found.draft, platform))


class RecordingDialog(LineDialog, Protocol):
    """One open session and whoever says where it was posted."""

    @property
    def opened(self) -> OpenSession:
        """The session; its `session` is what is on disk."""

    async def choose(self, title: str, explanation: str, options: tuple[Option, ...]) -> str:
        """Return the id of the option that was chosen. Raises WentBack."""

    async def write(self, title: str, explanation: str) -> str:
        """Return a text of several lines. Raises WentBack."""

    def tell(self, sentence: str) -> None:
        """Say what is still needed."""


def not_posted_yet(opened: OpenSession) -> tuple[str, ...]:
    """Return the chosen platforms for which nothing is recorded.

    Raises Refused if there are none.
    """
    session = opened.session
    left = tuple(name for name in session.draft.platforms if session.posted_on(name) is None)
    if not left:
        why = ALL_RECORDED if session.draft.platforms else NO_PLATFORM
        raise Refused("Nothing to record", why, "See `show`.")
    return left


async def record_posted(dialog: Dialog, platforms: Mapping[str, Platform]) -> None:
    """Ask where the post went out, then its link and when, and record it."""
    opened = dialog.opened
    try:
        left = not_posted_yet(opened)
    except Refused as nothing:
        dialog.tell(nothing.message)
        return
    options = posted_on_options(opened.session, platforms, opened.clock())
    chosen = await dialog.choose(WHERE_POSTED, WHERE_POSTED_WHY, options)
    if chosen in left:
        await record_on(dialog, chosen)
    else:
        dialog.tell(next(option.label for option in options if option.id == chosen))


async def record_on(dialog: RecordingDialog, platform: str) -> bool:
    """Ask for a post's link on a platform, when it went out, and what the live post shows.

    Returns whether that is on disk. The link comes first: it waits in the clipboard, and a paste
    must not land elsewhere. Only recording it shows whether that was too early: only then does the
    reason count.
    """
    opened = dialog.opened
    record = partial(opened.record_posted, platform)

    async def attempt(values: Values) -> Problem | None:
        nonlocal record
        link = values["link"].strip()
        if _is_time(link, opened.clock()):
            return Refused(*NOT_A_LINK, field="link")
        try:
            at = time_in(values, "at", opened.clock())
        except Refused as problem:
            return problem
        link = "" if link == NO_LINK else link
        record = partial(opened.record_posted, platform, at=at, link=link)
        for line, key in (("reason", "reason"), ("ordered-by", "ordered_by")):
            refused = await dialog.carry_out(partial(record, only_checks=True))
            if refused is None or getattr(refused, "field", "") != line:
                return refused
            if line not in values:
                dialog.tell(refused.message)
            record = partial(record, **{key: values[line]})
        return await dialog.carry_out(partial(record, only_checks=True))

    blanks = (
        Blank("link", LINK, hint=LINK_HINT, asks=link_on(platform)),
        Blank("at", POSTED_WHEN, hint=POSTED_WHEN_HINT, asks=WHEN_ASKED),
        Blank("reason", WHY_SO_EARLY, hint=ONLY_IF_EARLY, asks=WHY_ASKED),
        Blank("ordered-by", ORDERED_BY, hint=ORDERED_HINT, asks=ORDERED_ASKED),
    )
    why = POSTED_WHY if opened.session.draft.media else f"{NO_MEDIA}\n{POSTED_WHY}"
    if not await dialog.fill(POSTED, why, blanks, attempt, does="continues"):
        return False
    record = await _with_live(dialog, record)

    async def save(_: Values) -> Problem | None:
        return await dialog.carry_out(record)

    is_saved = await dialog.fill("", "", (), save)
    found = opened.session.posted_on(platform)
    if is_saved and found is not None and found.live == "wrong-picture":
        dialog.tell(TAKE_IT_DOWN)
    return is_saved


async def _with_live(dialog: RecordingDialog, record: "partial[Session]") -> "partial[Session]":
    """Ask what the live post shows, until that can be recorded; return how it is."""
    while True:
        live = await dialog.choose(LIVE, LIVE_WHY, LIVE_OPTIONS)
        text = await dialog.write(LIVE_TEXT, LIVE_TEXT_WHY) if live == "text-differs" else ""
        saying = partial(record, live=live, text=text)
        refused = await dialog.carry_out(partial(saying, only_checks=True))
        if refused is None or getattr(refused, "field", "") != "text":
            # Whatever else refuses it is said when it is saved.
            return saying
        dialog.tell(refused.message)


def _is_time(typed: str, now: datetime) -> bool:
    try:
        parse_time(typed, now, future=False)
    except Refused:
        return False
    return True
