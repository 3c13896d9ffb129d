"""The final check: why the post is not ready, or what is to be posted and marking it ready."""

import os
from collections.abc import Callable

from checklists.changes.lifecycle import StillReturned
from checklists.errors import CannotShow, Problem
from checklists.gate.status import Status, return_in_force
from checklists.session.fingerprints import content_digest
from tui.flows.awaiting_approval import approved_by_phone
from tui.flows.posting import mark_ready, not_posted_yet, ready_session, record_on, text_to_post
from tui.prompts.commands import GoTo, number_in
from tui.prompts.dialog import PostingDialog, run
from tui.prompts.looking import reason_lines
from tui.prompts.session_prompt import SessionPrompt
from tui.terminal.clipboard import NotSent, to_clipboard
from tui.wording.approval_words import WORDS
from tui.wording.program_words import problem_words
from tui.wording.questions import (
    CLIPBOARD_NO_TERMINAL,
    CLIPBOARD_OFF,
    CLIPBOARD_SENT,
    CLIPBOARD_WORD,
)
from tui.wording.session_words import (
    FINAL_REVIEW,
    final_review_lines,
    lapsed_words,
    marked_ready_words,
    part_of,
)
from tui.wording.words import verdict_lines

TEXT_HINT = "text shows the text to copy."
POSTED = "posted records where and when it went out"


def visit_ready(desk: SessionPrompt) -> None:
    """Show the final check until the user goes elsewhere."""
    read_out = ""
    while True:
        # A supervisor may have reviewed it since.
        desk.opened.refresh()
        if desk.session.withdrawn is not None:
            desk.say(desk.status_line())
            desk.ask("This session is canceled. list, home, or quit:")
        elif desk.status().is_ready:
            _is_ready(desk, read_out)
        elif desk.opened.blockers():
            _why_not(desk)
        else:
            read_out = _final_review(desk)


def _ask(desk: SessionPrompt, prompt: str, words: str, *, anew: bool = False) -> str | None:
    """Ask for a line and return it; None if a post was recorded instead.

    `posted` is accepted in every state: nothing may prevent recording what went out.
    """
    typed = desk.ask(prompt, words=f"{words}; {POSTED}", anew=anew)
    if typed.text.casefold() != "posted" or desk.only_shown:
        return typed.text.casefold()
    _record_posted(desk)
    return None


def _why_not(desk: SessionPrompt) -> None:
    found = desk.opened.blockers()
    desk.say(*lapsed_words(desk.status()), *reason_lines(desk.opened))
    text = _ask(desk, "Enter a number to go there:", "the number of a reason")
    if text is None:
        return
    if number := number_in(text, len(found)):
        blocker = found[number - 1]
        raise GoTo(blocker.step or part_of(blocker))
    desk.say(f"! A number from 1 to {len(found)}.")


def _say_content(desk: SessionPrompt, read_out: str = "") -> str:
    """Show everything that a ready mark covers; return its digest.

    If exactly this was just read out, only since when it is ready: the first paragraph.
    """
    shown = content_digest(desk.session)
    lines = final_review_lines(desk.opened, desk.catalog.platforms, TEXT_HINT, WORDS)
    for line in lines if shown != read_out else lines[: lines.index("")]:
        # Without wrapping: a text to be approved keeps its own line breaks.
        desk.talk.bare(line)
    return shown


def _final_review(desk: SessionPrompt) -> str:
    """Show exactly what is to be posted; only the word ready marks it ready.

    A session that a supervisor returned may not be posted: their review is shown instead. Returns
    the digest of what was shown, so that nobody has to listen to the same again.
    """
    returned = return_in_force(desk.session, desk.opened.reviews)
    if returned is None:
        desk.say(FINAL_REVIEW)
        shown = _say_content(desk)
        prompt = "Type ready to mark exactly this post ready:"
    else:
        said = problem_words(StillReturned(returned))
        desk.say(said, *verdict_lines(returned, desk.checklist))
        shown = content_digest(desk.session)
        prompt = "list, draft, or quit:"
    if desk.only_shown:
        desk.ask("list, home, or quit:")
        return shown
    try:
        if _ask(desk, prompt, "ready marks it ready", anew=True) is not None:
            desk.say("! That does not mark it ready.")
    except GoTo as move:
        if move.place != "ready":
            raise
        run(mark_ready(desk.dialog, shown))
    return shown if returned is None else ""


def _record_posted(desk: SessionPrompt) -> None:
    """Ask where and when the post went out, and record it; `back` leaves."""

    def save(act: Callable[[], object]) -> None:
        problem = desk.carry_out(act)
        if problem is not None:
            raise problem

    def read(prompt: str, anew: bool) -> str:  # noqa: FBT001 (called by position)
        return desk.ask(prompt, anew=anew).text

    dialog = PostingDialog(desk.opened, desk.talk, read, save)
    with desk.dialogue():
        try:
            for platform in not_posted_yet(desk.opened):
                run(record_on(dialog, platform))
        except Problem as problem:
            desk.tell(problem)


def _text(desk: SessionPrompt, give: Callable[[SessionPrompt, str], None]) -> None:
    """Give out the text to post, as `cleartopost text` prints it."""

    def why_not(found: Status) -> str:
        return found.why_not_posted

    session = run(ready_session(desk.dialog, why_not))
    if session is None:
        return
    flow = text_to_post(desk.dialog, session, desk.catalog.platforms, why_not)
    found = desk.dialog.follow(flow)
    if found is None:
        return
    try:
        give(desk, found.text)
    except (CannotShow, NotSent) as problem:
        desk.tell(problem)


def _print_text(desk: SessionPrompt, text: str) -> None:
    desk.talk.exactly(text)


def _copy_text(desk: SessionPrompt, text: str) -> None:
    if not desk.clipboard_is_on:
        desk.dialog.tell(CLIPBOARD_OFF)
    elif desk.talk.send(to_clipboard(text, os.environ.get("TERM", ""))):
        desk.say(CLIPBOARD_SENT)
    else:
        desk.dialog.tell(CLIPBOARD_NO_TERMINAL)


def _is_ready(desk: SessionPrompt, read_out: str) -> None:
    found = desk.status()
    open_to_post = found.may_be_posted and found.status != "posted"
    desk.say(marked_ready_words(desk.opened) if open_to_post else desk.status_line())
    shown = _say_content(desk, read_out)
    while True:
        copy, means = ("copy, ", f"; {CLIPBOARD_WORD}") if desk.clipboard_is_on else ("", "")
        try:
            prompt = f"text, {copy}posted, or quit:"
            text = _ask(desk, prompt, f"text shows the text to copy{means}", anew=True)
        except GoTo as move:
            if move.place != "ready":
                raise
            run(mark_ready(desk.dialog, shown))
        else:
            if text is None:
                return
            if text == "text":
                _text(desk, _print_text)
            elif text == "copy":
                _text(desk, _copy_text)
            elif text == WORDS.phone:
                desk.dialog.follow(approved_by_phone(desk.dialog, shown))
                return
            else:
                desk.say(f"! {TEXT_HINT}")
        if not desk.status().is_ready:
            # It lapsed while it was displayed.
            return
