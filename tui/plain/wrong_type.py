"""The wrong-type questions: asked at the start, and again when the draft changes."""

from checklists import changes
from checklists.clean_text import show_text
from checklists.definition import Guard
from checklists.digests import changed_inputs
from checklists.session import GuardAnswer, Session
from tui.plain.desk import Desk
from tui.plain.moves import Skip, StartAgain
from tui.questions import (
    NOTHING_STALE,
    OTHER_TYPE,
    REASON,
    RIGHT_TYPE,
    WHY_THIS_TYPE,
    changed_since,
    guard_options,
    points_to,
)


def visit_questions(desk: Desk) -> None:
    """Every question that waits; where none does, the answers."""
    desk.say(RIGHT_TYPE)
    waiting = [guard for guard in desk.checklist.guards if _waits(desk, guard)]
    if desk.only_shown or not waiting:
        _show(desk)
    if desk.only_shown:
        raise Skip
    if not waiting and desk.checklist.guards:
        _anew(desk)
    for guard in waiting:
        while _waits(desk, guard):
            _ask(desk, guard)


def _anew(desk: Desk) -> None:
    """All are answered: any can be answered anew."""
    guards = desk.checklist.guards
    while True:
        found = desk.ask("All are answered for this draft. A number answers anew, or done:")
        text = found.text
        if text.casefold() == "done":
            return
        if text.isdecimal() and len(text) < 3 and 1 <= int(text) <= len(guards):
            _ask(desk, guards[int(text) - 1])
            _show(desk)
        else:
            desk.say(f"! A number from 1 to {len(guards)}, or done.")


def _waits(desk: Desk, guard: Guard) -> bool:
    answer = desk.session.guard_answer(guard.id)
    return answer is None or bool(changed_inputs(desk.session, answer.given_for, guard.binds))


def _show(desk: Desk) -> None:
    for number, guard in enumerate(desk.checklist.guards, start=1):
        answer = desk.session.guard_answer(guard.id)
        mark = "[ ]" if answer is None else "[~]" if _waits(desk, guard) else "[x]"
        word = "" if answer is None else " yes" if answer.yes else " no"
        reason = f" ({show_text(answer.reason)})" if answer is not None and answer.reason else ""
        desk.say(f"{mark} {number}{word} {guard.question}{reason}")


def _ask(desk: Desk, guard: Guard) -> None:
    answer = desk.session.guard_answer(guard.id)
    if answer is not None:
        desk.say(changed_since(yes=answer.yes))
    again = " or same" if answer is not None else ""

    def why(_with_sources: bool) -> list[str]:  # noqa: FBT001 (its one meaning is its name)
        return [points_to(guard)]

    desk.say(guard.question)
    found = desk.ask(f"yes or no{again}:", why=why, words="yes, no, same")
    if found.text.casefold() == "same" and not found.literal:
        _same(desk)
    elif found.is_no:
        _answer(desk, guard, yes=False)
    elif found.is_yes:
        with desk.dialogue():
            _yes(desk, guard)
    else:
        desk.say("! Type yes or no; nothing is answered for you.")


def _yes(desk: Desk, guard: Guard) -> None:
    """The other type, or a reason to stay."""
    options = guard_options(guard, usable=guard.suggests in desk.catalog.checklists)
    if desk.choose(OTHER_TYPE, options) == "change":
        raise StartAgain(guard.suggests, withdraws=True)
    desk.say(WHY_THIS_TYPE)
    _answer(desk, guard, yes=True, reason=desk.ask_words(REASON))


def _answer(desk: Desk, guard: Guard, *, yes: bool, reason: str = "") -> None:
    desk.save(lambda session: _answered(desk, session, guard.id, yes=yes, reason=reason))


def _answered(desk: Desk, session: Session, guard_id: str, *, yes: bool, reason: str) -> Session:
    return changes.answer_guard(
        session,
        desk.checklist,
        guard_id,
        yes=yes,
        reason=reason,
        actor=desk.opened.actor,
        now=desk.opened.clock(),
    )


def _same(desk: Desk) -> None:
    """The same answers as before, for those that the changed draft made stale."""
    stale: list[GuardAnswer] = [
        answer
        for guard in desk.checklist.guards
        for answer in (desk.session.guard_answer(guard.id),)
        if answer is not None and _waits(desk, guard)
    ]
    if not stale:
        desk.say(f"! {NOTHING_STALE}")
        return

    def same(session: Session) -> Session:
        for answer in stale:
            session = _answered(desk, session, answer.id, yes=answer.yes, reason=answer.reason)
        return session

    desk.save(same)
