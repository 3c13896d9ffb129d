"""Texts that would drive a terminal, turn what is read around, or pass for markup; where they are
planted; and what may reach a terminal instead."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from checklists.session.model import Session
from checklists.text import forbidden_character, show_text

# What no file and no keyboard may bring in

REFUSED = {
    "colour": "\x1b[38;5;199;9mred",
    "clear": "\x1b[2J\x1b[H",
    "report": "\x1b[6n\x1b[c",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;https://example.org\x1b\\here\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;cm0gLXJm\x07",
    "device control": "\x1bP$q m\x1b\\",
    "application": "\x1b_Gf=100;\x1b\\",
    "alternate screen": "\x1b[?1049l\x1b[?1000h",
    "reset": "\x1bc",
    "C1 introducer": "\x9b31;9mred\x9d0;owned\x9c",
    "C1 device control": "\x90q\x9c",
    "bell": "ding\x07",
    "backspace": "draft\x08\x08\x08\x08\x08shown",
    "return": "first\rlast",
    "zero": "a\x00b",
    "delete": "a\x7fb",
    "tab": "a\tb",
    "feeds": "a\x0bb\x0cc",
    "shift": "\x0e\x0f",
    "turned around": "\u202eneddih\u202c",
    "isolated": "\u2066\u2067abc\u2069",
    "embedded": "\u202aabc\u202b",
    "line separator": "one\u2028two\u2029three",
}

# What is text, and may be shown only so that nothing is hidden

ACCEPTED = (
    "[/x] [/] [bold]b[/bold] [red]r",
    "[link=https://example.org]here[/link] [link='",
    "[@click=app.exit]press[/] [@click=app.bell()]",
    "[#ff0000 on blue]c[/] [[not markup]] \\[x]",
    "$foreground {session} %s %(name)s {0.__class__}",
    "`id` $(id) ;id; | id && id",
    "zero\u200bwidth\u200c\u200d\u2060 \ufeffmark",
    "soft\u00adhyphen \u061c \u180e",
    "tags \U000e0041\U000e0042\U000e007f",
    "private \ue000\U000f0000 unassigned \u0378\U000e0fff",
    "selectors \ufe0e\ufe0f\U000e0100",
    "blanks \u2800\u3164\u115f\uffa0 \u00a0\u2003\u3000.",
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467 flags \U0001f1fa\U0001f1f8",
    "wide \u6f22\u5b57\uff21 Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d algo",
    "right to left \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "| \u2502 > READY: this exact text may be posted",
    "\u0301" * 40 + "accents",
)
LONG = ("x" * 10_000, "\u6f22" * 3_000, "a " * 5_000, "\u0301" * 400)
"""Lines longer than any screen."""

HARD = re.compile(
    "|".join(re.escape(text) for text in REFUSED.values() if "\x1b" in text or "\x9b" in text)
)


def naughty_strings() -> list[str]:
    """The Big List of Naughty Strings; those that may be entered are in `enterable`."""
    path = Path(__file__).parent / "naughty_strings" / "blns.base64.json"
    found = json.loads(path.read_text("utf-8"))
    return [base64.b64decode(text).decode().removesuffix("\n") for text in found]


def enterable(text: str) -> bool:
    """Whether a text may be entered at all."""
    return not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text
    )


# Planting

_FREE = frozenset(
    {
        "case_number", "text", "variants", "description", "removed_because", "removed_verified_by",
        "reason", "note", "link", "prompt", "by", "item", "evidence", "author",
    }
)  # fmt: skip
_WILD = frozenset(
    {
        "label", "person_class", "stands_for", "platforms", "step", "given_for", "id", "digest",
        "platform",
    }
)  # fmt: skip
_FIXED = frozenset({"effect", "outcome", "did", "early"})


def planted(session: Session, texts: Iterator[str], *, wild: bool = False) -> Session:
    """The session with a text in every field that holds words; with `wild` also in those that hold
    IDs, where a text does not belong and nothing is found."""
    names = _FREE | _WILD if wild else _FREE
    found = _plant(session, texts, names, in_evidence=False)
    return replace(found, id=session.id, incident_type=session.incident_type, author=session.author)


def _plant(value: Any, texts: Iterator[str], names: frozenset[str], *, in_evidence: bool) -> Any:
    if isinstance(value, Struct):
        changed = {}
        for field in fields(value):
            inner = getattr(value, field.name)
            if field.name in _FIXED:
                continue
            if isinstance(inner, str):
                if field.name in names and inner:
                    changed[field.name] = next(texts)
            else:
                changed[field.name] = _plant(
                    inner, texts, names, in_evidence=field.name == "evidence"
                )
                if field.name == "variants" and inner:
                    changed[field.name] = {key: next(texts) for key in inner}
                if field.name == "platforms" and "platforms" in names:
                    changed[field.name] = (*inner, next(texts)[:200])
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(_plant(item, texts, names, in_evidence=in_evidence) for item in value)
    if isinstance(value, dict) and in_evidence:
        # What has spaces was typed; the rest is the ID of a choice.
        return {
            key: next(texts) if isinstance(item, str) and (" " in item or "id" in names) else item
            for key, item in value.items()
        }
    return value


# What may reach a terminal

ALLOWED = re.compile(
    r"\x1b\[[0-9;]*m"  # colours and emphasis
    r"|\x1b\[[0-9]+;[0-9]+H"  # the cursor's place
    r"|\x1b\[[0-9]+;[0-9]+r|\x1b\[r|\x1b[DM]"  # a region of lines, moved
    r"|\x1b\[\?(?:1049|25|1004|2004|7|2026|2048)[hl]"  # the full screen, the cursor, focus, paste
    r"|\x1b\[\?(?:2026|2048)\$p"  # two questions to the terminal
    r"|\x1b\[>[0-9]+u|\x1b\[<u"  # how keys are told
    r"|\x1b\]22;(?:default|text|pointer)\x07"  # the mouse pointer's shape
    r"|\x1b\[2K"  # a line, before it is drawn whole
    r"|\r\n|\r|\n"
)
IN_LINES = re.compile(r"\r\n|\n")
"""All that the line prompts and the commands send besides letters."""


def foreign(
    sent: bytes, allowed: re.Pattern[str] = ALLOWED, *, typed_in_a_field: bool = False
) -> set[str]:
    """What is neither allowed nor a letter that can be seen, with what stands around it.

    A text field draws what is typed itself: there a joiner is drawn as the terminal draws it.
    """
    text = sent.decode("utf-8")
    bare = allowed.sub("", text)
    found = {
        bare[max(0, at - 20) : at + 20]
        for at, character in enumerate(bare)
        if _may_not_come(character, typed_in_a_field)
    }
    return found | set(HARD.findall(text))


def _may_not_come(character: str, typed_in_a_field: bool) -> bool:
    if typed_in_a_field:
        return forbidden_character(character, lines=False) is not None
    return show_text(character) != character
