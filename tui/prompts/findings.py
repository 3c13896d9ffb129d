"""The findings in a draft at the prompts: listed, and changed or kept by their number."""

import re
from collections import Counter
from typing import NamedTuple

from checklists import changes
from checklists.errors import ExitCode
from checklists.lint.draft import InText
from checklists.text import show_text
from tui.flows.draft import texts_of, texts_with
from tui.flows.findings import keep, reasons_in
from tui.prompts.commands import Quit, number_in
from tui.prompts.dialog import run
from tui.prompts.session_prompt import SessionPrompt
from tui.wording.finding_words import (
    ACCEPTED_ALREADY,
    CHECK_THIS,
    MOST_LISTED,
    NO_WORDS,
    NOT_A_FINDING,
    WHY_IN_A_PIPE,
    more_findings,
    place_line,
)

_ORDER = re.compile(r"(say|keep)\s+(\d{1,3})(?:\s+(.+))?", re.IGNORECASE)


class Listed(NamedTuple):
    """A finding, and the text that it is in; `platform` is empty for the text for all."""

    platform: str
    text: str
    one: InText


def findings(desk: SessionPrompt) -> list[Listed]:
    """Return what is found in the texts as they were typed last, each text's worst first."""
    texts, find = texts_of(desk.session.draft).items(), desk.opened.linter.find
    return [Listed(name, text, one) for name, text in texts for one in find(text)]


def list_findings(desk: SessionPrompt) -> None:
    """Say what is found, the first few; nothing is said where nothing is found."""
    every, reasons = findings(desk), reasons_in(desk.session)
    desk.pointed_at |= Counter(listed.one.found.rule for listed in every)
    if every:
        desk.say(f"{CHECK_THIS}. {NOT_A_FINDING}")
    for number, (platform, _, one) in enumerate(every[:MOST_LISTED], start=1):
        where = f"{number}. {show_text(platform)}".strip()
        desk.say(f"{where} {place_line(one, reasons)}; {show_text(one.finding.say_instead)}")
    desk.say(*more_findings(len(every) - MOST_LISTED))


def act_on_finding(desk: SessionPrompt, line: str) -> bool:
    """Change or keep the finding that a line names; return whether it was such a line."""
    order = _ORDER.fullmatch(line)
    if order is None:
        return False
    every = findings(desk)
    number = number_in(order[2], len(every))
    if not number:
        desk.say(f"! {NOT_A_FINDING}")
    elif order[1].casefold() == "say":
        _say_instead(desk, every[number - 1])
    elif desk.session.draft.typed is None:
        desk.say(f"! {ACCEPTED_ALREADY}")
    else:
        with desk.dialogue():
            run(keep(desk.dialog, every[number - 1].one, order[3] or ""))
    return True


def _say_instead(desk: SessionPrompt, listed: Listed) -> None:
    words, finding = listed.one.says_instead, listed.one.finding
    if not words:
        desk.say(f"! {NO_WORDS}")
        return
    text = listed.text[: finding.start] + words + listed.text[finding.end :]
    desk.save(changes.type_draft, *texts_with(desk.session.draft, listed.platform, text))


def refuse_unanswered(desk: SessionPrompt) -> None:
    """End a pipe that accepts grave findings without a reason: its next line is for another."""
    reasons, grave = reasons_in(desk.session), (f.one.found for f in findings(desk))
    if not desk.talk.interactive and any(f.grave and f.about not in reasons for f in grave):
        desk.say(f"! {WHY_IN_A_PIPE}")
        raise Quit(ExitCode.WRONG_USAGE)
