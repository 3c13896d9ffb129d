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

_HELP = Key("f1", "F1", "help", "the keys of this screen and what the marks mean", "keys")
_LEAVE = Key("escape", "Esc", "leave", "back; everything is saved already", "back")
_SAVE = Key("ctrl+s", "Ctrl+S", "save", "show what is saved; retry what was not")

PLACES: dict[str, tuple[Key, ...]] = {
    "home": (
        _HELP,
        Key("enter", "Enter", "open", "open the session, or start one of this type", "open"),
        Key("slash", "/", "search", FIND_WORDS, "find"),
        Key("f9,w", "F9 w", "withdraw", "cancel an unfinished session, with a reason"),
        Key("escape", "Esc", "leave", "end the search; or leave the program", "leave"),
    ),
    "walk": (
        _HELP,
        Key(
            COMMIT, "F5 ^R", "confirm", "confirm this step, or save this person's record", "confirm"
        ),
        Key(
            "f6",
            "F6",
            "same_call",
            "same person, same call: fill in who, how and when",
            "same call",
        ),
        Key(
            "f7,o",
            "F7 o",
            "other",
            "does not apply, not done, or ask for an exception",
            "other answer",
        ),
        Key("f8,r", "F8 r", "ready", "why not ready; or mark ready", "ready"),
        Key("f2,p", "F2 p", "part('people')", "the people list"),
        Key("f3,d", "F3 d", "part('draft')", "the post: its text, platforms, media, case number"),
        Key("f4,c", "F4 c", "calls", "the call sheet: what is open, by who can answer"),
        Key("f9,g", "F9 g", "part('questions')", "the questions"),
        Key("f10,n", "F10 n", "next_open", "go to the next open step"),
        Key("tab,enter", "Tab", "open", "from the list into the form, and from field to field"),
        Key("right,left", "-> <-", "fold", "in the list: unfold a finished section; fold it again"),
        Key("pageup", "PgUp", "step(-1)", "the step before, also from inside a form"),
        Key("pagedown", "PgDn", "step(1)", "the step after, also from inside a form"),
        Key("question_mark", "?", "why", "why this is asked; again for the sources"),
        Key(
            "left_square_bracket,ctrl+p",
            "[ ^P",
            "person(-1)",
            "the person before, in a step with a form for each",
        ),
        Key("right_square_bracket,ctrl+n", "] ^N", "person(1)", "the person after"),
        Key("w", "w", "withdraw", "cancel this session, with a reason"),
        Key("l", "l", "posted", "record that it was posted: where and when"),
        Key(
            "t",
            "t",
            "take_over",
            "read only: take over here, after asking; your other terminal closes",
        ),
        Key("k", "k", "continue", "read only: continue a colleague's session in one of yours"),
        _SAVE,
        Key("escape", "Esc", "leave", "from the form to the list, from the list home", "leave"),
    ),
    "draft": (
        _HELP,
        Key(
            COMMIT,
            "F5 ^R",
            "accept",
            "accept the text as what will be posted; then continue",
            "accept",
        ),
        Key("f2", "F2", "platforms", "choose where it is to be posted", "platforms"),
        Key("f3", "F3", "media", "add or remove an image or clip", "media"),
        Key("f4", "F4", "variant", "a shorter text for one platform", "other text"),
        Key("f9", "F9", "earlier", "bring back an earlier text, accepted or discarded"),
        Key("f10", "F10", "case_number", "the case number"),
        _SAVE,
        _LEAVE,
    ),
    "people": (
        _HELP,
        Key("a", "a", "add", "add somebody: a class, and whom they are linked to", "add"),
        Key("x,delete", "x", "remove", "take somebody off; the entry stays on record", "remove"),
        Key("c", "c", "reclassify", "change somebody's class", "class"),
        Key("l", "l", "link", "change whom somebody is linked to", "link"),
        _SAVE,
        _LEAVE,
    ),
    "questions": (
        _HELP,
        Key("y", "y", "select(True)", "yes: another type may be the right one", "yes"),
        Key("n", "n", "select(False)", "no", "no"),
        Key(COMMIT, "F5 ^R", "answer", "answer what was selected with y or n", "answer"),
        Key("f6", "F6", "same", "the same answers as before the draft changed", "same as before"),
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
        Key(COMMIT, "F5 ^R", "mark", "mark exactly this ready", "mark ready"),
        Key(
            "t",
            "t",
            "text",
            "print the bare text, to select and copy; Ctrl+Y there: to the clipboard, if allowed",
            "bare text",
        ),
        Key("l", "l", "posted", "record that it was posted: where and when", "posted"),
        _LEAVE,
    ),
    "queue": (
        _HELP,
        Key("enter", "Enter", "open", "read this one", "read"),
        Key("slash", "/", "search", "find while you type: case, type, author, status", "find"),
        Key("f", "f", "filter", "filter by author, type, waits for, status, day", "filter"),
        Key("a", "a", "all", "show all again", "all"),
        _LEAVE,
    ),
    "review": (
        _HELP,
        Key("right", "->", "turn(1)", "the next page", "next page"),
        Key("left", "<-", "turn(-1)", "the page before"),
        *(Key(str(n), str(n), f"go({n})", f"page {n}") for n in range(1, 7)),
        Key(
            "a",
            "a",
            "approve",
            "show what you have not seen yet; then approve exactly that",
            "approve",
        ),
        Key("e", "e", "return", "return it to the author, with your comments", "return"),
        Key("c", "c", "comment", "comment on the step under the cursor", "comment"),
        Key("g", "g", "grant", "grant the exception under the cursor"),
        Key("r", "r", "refuse", "refuse the exception under the cursor"),
        Key("n", "n", "note", "leave a note without a decision"),
        Key("escape", "Esc", "leave", "back; asks first if comments are not sent", "back"),
    ),
    "ask": (Key("escape", "Esc", "leave", "back, and nothing is changed", "back"),),
}

EDITOR_KEYS = {
    "Ctrl+Z": "undo what was typed, pasted, or cut last",
    "Ctrl+Y": "redo it",
    "Shift": "with an arrow, Home, or End: select",
    "F6": "select the line",
    "F7": "select the whole text",
    "Ctrl+X": "cut what is selected, or else the line",
    "Ctrl+V": "paste what was cut here",
    "Home End": "to the start, or the end, of the line",
    "Ctrl <-": "to the word before; Ctrl -> to the next",
    "Ctrl+W": "delete the word before the cursor",
    "Ctrl+U": "delete to the start of the line; Ctrl+K to its end",
}
"""What keys do in the text of the draft, where that is not printed on them."""


def footer(place: str, width: int = 80, *, without: str = "") -> str:
    """Return the footer of a screen: as many keys as fit, and always the one to go back.

    The help (F1) lists the others. `without` is an action that does nothing now.
    """
    keys = [key for key in PLACES[place] if key.label and key.action != without]
    *shown, last = [f"{key.shown.split()[0]} {key.label}" for key in keys]
    return _fitting(shown, last, width)


def reading_footer(width: int = 80, *, own: bool) -> str:
    """Return the footer of a read-only walk, which says how to get to write."""
    how = "t take over here" if own else "k continue it as yours"
    return _fitting(["F1 keys", how, "F8 ready"], "Esc leave", width)


def exceptions_footer(width: int = 80) -> str:
    """Return the footer of the page with exception requests."""
    shown = ["F1 keys", "g grant", "r refuse", "-> next page", "e return"]
    return _fitting(shown, "Esc back", width)


def _fitting(shown: list[str], last: str, width: int) -> str:
    while shown and len("  ".join([*shown, last])) > width - 2:
        shown.pop()
    return "  ".join([*shown, last])


def help_lines(place: str) -> list[str]:
    """Return a line of help for each key of a screen."""
    return [f"{key.shown:<8} {key.tells}" for key in PLACES[place]]
