"""The table of keys, from which bindings, footers and help are made.

Printable keys only select and open: text that was pasted or typed into the wrong place answers and
marks nothing. What answers, confirms or marks is F5, or Ctrl+R where a terminal has no function
keys: Ctrl+R is no flow control (Ctrl+Q, Ctrl+S), no prefix of tmux or screen (Ctrl+A, Ctrl+B), no
key that terminals send for another (Ctrl+H, I, J, M), and no character that word processors leave
in what is pasted (Ctrl+K, L, N, S, T, U and the like). Letters are commands in lists only, because
in a form they are text, and mean the same with Caps Lock. Escape only goes back.
"""

from typing import NamedTuple

from tui.wording.list_words import FIND_WORDS


class Key(NamedTuple):
    """One action of a screen and the keys for it.

    `label` is for the footer, and empty if the key is not shown there (at most six fit in 80
    columns); `tells` is for the help.
    """

    keys: str
    shown: str
    action: str
    tells: str
    label: str = ""


OF_THE_LIST = ("open", "fold")
"""Actions that only a list with the focus has: the table names them for the help."""

COMMIT = "f5,ctrl+r"
"""The keys that answer, confirm and mark, and the only ones that do."""

_HELP = Key("f1", "F1", "help", "this screen's keys and what the marks mean", "keys")
_HELP_SHOWN = "F1 keys"
_LEAVE = Key("escape", "Esc", "leave", "go back; everything is already saved", "back")
_SAVE = Key("ctrl+s", "Ctrl+S", "save", "show when you last saved; try again if a save failed")

PLACES: dict[str, tuple[Key, ...]] = {
    "home": (
        _HELP,
        Key(
            "enter",
            "Enter",
            "open",
            "open the session, start one of this type, or complete what is due",
            "open",
        ),
        Key("slash", "/", "search", FIND_WORDS, "find"),
        Key("w,f9", "w F9", "withdraw", "cancel the unfinished session under the cursor"),
        Key("escape", "Esc", "leave", "end the search, or leave the program", "leave"),
    ),
    "asked": (
        _HELP,
        Key("enter", "Enter", "open", "complete what is under the cursor", "complete"),
        Key("escape", "Esc", "leave", "leave the program", "leave"),
    ),
    "walk": (
        _HELP,
        Key("enter", "Enter", "open", "open the form of this step, or this part", "open"),
        Key(
            COMMIT, "F5 ^R", "confirm", "confirm this step, or this person's part of it", "confirm"
        ),
        Key(
            "f6",
            "F6",
            "same_call",
            "copy who, how, and when from the last call; press again for everyone left",
        ),
        Key(
            "f7,o",
            "F7 o",
            "other",
            'answer "does not apply" or "not done", or ask for an exception',
            "other answer",
        ),
        Key("f8,r", "F8 r", "ready", "see what blocks posting, or mark the post ready", "ready"),
        Key("f2,p", "F2 p", "part('people')", "open the people list"),
        Key("f3,d", "F3 d", "part('draft')", "open the post: text, platforms, media, case number"),
        Key("f4,c", "F4 c", "calls", "open the call sheet: open steps by who can answer them"),
        Key("f9,g", "F9 g", "part('questions')", "open the questions"),
        Key("f10,n", "F10 n", "next_open", "go to the next open step"),
        Key(
            "tab",
            "Tab",
            "open",
            "into the form, then to the next field; Shift+Tab: back; Esc: list",
        ),
        Key("right,left", "-> <-", "fold", "in the list: show or hide a finished section's steps"),
        Key("pageup", "PgUp", "step(-1)", "go to the previous step, even from inside a form"),
        Key("pagedown", "PgDn", "step(1)", "go to the next step, even from inside a form"),
        Key("question_mark", "?", "why", "see why this is asked; press again for the sources"),
        Key(
            "left_square_bracket,ctrl+p",
            "[ ^P",
            "person(-1)",
            "go to the previous person, where each person has a form",
        ),
        Key("right_square_bracket,ctrl+n", "] ^N", "person(1)", "go to the next person"),
        Key("w", "w", "withdraw", "in the list: cancel this session, with a reason"),
        Key(
            "s",
            "s",
            "smaller",
            "while it waits for approval: post a shorter statement for now",
        ),
        Key("l", "l", "posted", "record where and when the post went out"),
        Key("x", "x", "take_down", "record that a post was taken down"),
        Key("u", "u", "update", "update or correct a post that went out, in a new session"),
        Key(
            "t",
            "t",
            "take_over",
            "read only: work here instead; your other terminal saves and closes",
        ),
        Key("k", "k", "continue", "read only: continue a colleague's session as your own"),
        _SAVE,
        Key(
            "escape",
            "Esc",
            "leave",
            "go from the form to the list, or from the list to home",
            "leave",
        ),
    ),
    "draft": (
        _HELP,
        Key(
            COMMIT,
            "F5 ^R",
            "accept",
            "accept this text for posting, then continue",
            "accept",
        ),
        Key("f2", "F2", "platforms", "choose where to post it", "platforms"),
        Key("f3", "F3", "media", "add or remove an image or clip", "media"),
        Key("f4", "F4", "variant", "write a shorter text for one platform", "other text"),
        Key("f8", "F8", "first", "see the post that this one changes, and which words differ"),
        Key("f9", "F9", "earlier", "bring back an earlier text, accepted or discarded"),
        Key("f10", "F10", "case_number", "enter the case number"),
        # No character that word processors leave in what is pasted: a key moves or changes text.
        Key("f11,ctrl+g", "F11 ^G", "next_finding", "check this: go to the next finding"),
        Key(
            "f12,ctrl+o",
            "F12 ^O",
            "say_instead",
            "replace the words with what to say instead; Ctrl+Z undoes it",
        ),
        Key("ctrl+p", "^P", "keep_finding", "keep the words; grave ones need a reason"),
        _SAVE,
        _LEAVE,
    ),
    "people": (
        _HELP,
        Key("a", "a", "add", "add a person: their class and who they are linked to", "add"),
        Key(
            "x,delete",
            "x",
            "remove",
            "take a person off the list; the entry stays on record",
            "remove",
        ),
        Key("c", "c", "reclassify", "change a person's class", "class"),
        Key("l", "l", "link", "change who a person is linked to", "link"),
        _SAVE,
        _LEAVE,
    ),
    "questions": (
        _HELP,
        Key("y", "y", "select(True)", "select yes", "yes"),
        Key("n", "n", "select(False)", "select no", "no"),
        Key(COMMIT, "F5 ^R", "answer", "confirm the answer you selected", "answer"),
        Key(
            "f6",
            "F6",
            "same",
            "give the same answers as before the draft changed",
            "same as before",
        ),
        _SAVE,
        _LEAVE,
    ),
    "calls": (
        _HELP,
        Key("enter", "Enter", "open", "go to this step", "go there"),
        _LEAVE,
    ),
    "why-not-ready": (
        _HELP,
        Key("enter", "Enter", "open", "go there", "go there"),
        Key("c,f4", "c F4", "calls", "the call sheet", "call sheet"),
        _LEAVE,
    ),
    "mark-ready": (
        _HELP,
        # Not the key that opens this screen: on a slow line people press that one twice.
        Key(COMMIT, "F5 ^R", "mark", "mark exactly this post ready", "mark ready"),
        Key(
            "t",
            "t",
            "text",
            "show only the text to copy; Ctrl+Y there copies it if policy allows",
            "text to copy",
        ),
        Key(
            "s",
            "s",
            "smaller",
            "while it waits for approval: post a shorter statement for now",
        ),
        Key("p", "p", "phone", "while it waits for approval: record an approval given by phone"),
        Key("l", "l", "posted", "record where and when the post went out", "posted"),
        Key("x", "x", "take_down", "record that a post was taken down"),
        Key("u", "u", "update", "update or correct a post that went out, in a new session"),
        _LEAVE,
    ),
    "queue": (
        _HELP,
        Key("enter", "Enter", "open", "read this session", "read"),
        Key("slash", "/", "search", "find as you type: case, type, author, status", "find"),
        Key(
            "f",
            "f",
            "filter",
            "filter by author, type, what it waits for, status, or day",
            "filter",
        ),
        Key("a", "a", "all", "show all again", "all"),
        _LEAVE,
    ),
    "review": (
        _HELP,
        Key("right", "->", "turn(1)", "the next page", "next page"),
        Key("left", "<-", "turn(-1)", "the previous page"),
        *(Key(str(n), str(n), f"go({n})", f"page {n}") for n in range(1, 7)),
        Key(
            "a",
            "a",
            "approve",
            "show the pages you have not read, then approve the post",
            "approve",
        ),
        Key("e", "e", "return", "return it to the author, with your comments", "return"),
        Key("c", "c", "comment", "comment on the selected step", "comment"),
        Key("g", "g", "grant", "grant the selected exception"),
        Key("r", "r", "refuse", "refuse the selected exception"),
        Key("n", "n", "note", "leave a note without deciding"),
        Key("p", "p", "confirm_after", "after-post review: confirm that the post is right"),
        Key("x", "x", "correct_after", "after-post review: record what had to be corrected"),
        Key("escape", "Esc", "leave", "go back; you are first asked about unsent comments", "back"),
    ),
    "ask": (Key("escape", "Esc", "leave", "go back without changing anything", "back"),),
}

EDITOR_KEYS = {
    "Ctrl+Z": "undo the last typing, paste, or cut",
    "Ctrl+Y": "redo it",
    "Shift": "hold it with an arrow, Home, or End to select",
    "F6": "select the line",
    "F7": "select the whole text",
    "Ctrl+X": "cut the selection, or the line if nothing is selected",
    "Ctrl+V": "paste what you cut here",
    "Home End": "go to the start or the end of the line",
    "Ctrl <-": "go to the previous word; Ctrl ->: to the next word",
    "Ctrl+W": "delete the word before the cursor",
    "Ctrl+U": "delete to the start of the line; Ctrl+K to its end",
}
"""What keys do in the text of the draft, where that is not printed on them."""


def footer(place: str, width: int = 80, *, without: str = "") -> str:
    """Return the footer of a screen: what can be done, as many keys as fit.

    Then always the help (F1), which lists the others, and the key to go back. `without` is an
    action that does nothing now.
    """
    keys = [key for key in PLACES[place] if key.label and key.action not in (without, "help")]
    *shown, last = [f"{key.shown.split()[0]} {key.label}" for key in keys]
    return _fitting(shown, last, width)


def form_footer(width: int = 80) -> str:
    """Return the footer of a walk while a form is open: first how to get to the next field."""
    shown = [f"{key.shown.split()[0]} {key.label}" for key in PLACES["walk"] if key.label]
    confirm, other = (next(s for s in shown if s.startswith(k)) for k in ("F5", "F7"))
    return _fitting(["Tab next field", confirm, other, "Shift+Tab back"], "Esc list", width)


def findings_footer(width: int = 80) -> str:
    """Return the footer of a draft with findings: how to go through them, and to accept."""
    return _fitting(["F5 accept", "^G next", "^O say instead", "^P keep"], "Esc back", width)


def reading_footer(width: int = 80, *, own: bool) -> str:
    """Return the footer of a read-only walk, which says how to get to write."""
    how = "t take over here" if own else "k continue it as yours"
    return _fitting([how, "F8 ready"], "Esc leave", width)


def exceptions_footer(width: int = 80) -> str:
    """Return the footer of the page with exception requests."""
    shown = ["g grant", "r refuse", "-> next page", "e return"]
    return _fitting(shown, "Esc back", width)


def _fitting(shown: list[str], last: str, width: int) -> str:
    ends = [_HELP_SHOWN, last]
    while shown and len("  ".join([*shown, *ends])) > width - 2:
        shown.pop()
    return "  ".join([*shown, *ends])


def help_lines(place: str) -> list[str]:
    """Return a line of help for each key of a screen."""
    return [f"{key.shown:<8} {key.tells}" for key in PLACES[place]]
