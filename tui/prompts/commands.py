"""The commands that every prompt understands, and the moves that some of them request."""

from collections.abc import Container
from typing import NamedTuple

from checklists.definitions.model import How
from checklists.session.directory import names_beginning
from tui.flows.dialog import WentBack
from tui.wording.questions import Option


class Move(Exception):
    """A request to go somewhere else in the program."""


class GoTo(Move):
    """A request to go to a part of the post, a step, or the final check."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


class Back(Move, WentBack):
    """A request to go back one question, or out of a flow without changing anything."""


class Skip(Move):
    """A request to go on and leave this as it is."""


class Other(Move):
    """A request to answer a step other than by its evidence."""


class Home(Move):
    """A request to leave the session for home."""


class Anew(Move):
    """A request to resume the session again, because it has become writable."""


class ContinueIt(Exception):
    """A request to continue a colleague's session in a new one of the user's own."""


class UpdateIt(Exception):
    """A request to update or correct a posted session in a new one of the user's own."""

    def __init__(self, how: How) -> None:
        super().__init__(how)
        self.how = how


class GoOnElsewhere(Exception):
    """A request to go on with the same post in a new session, because the record is full."""


class StartAgain(Exception):
    """A request to start the same post as another type, and to withdraw this session."""

    def __init__(self, incident_type: str) -> None:
        super().__init__(incident_type)
        self.incident_type = incident_type


class StartSmaller(StartAgain):
    """A request for a smaller statement on the case of this post, which keeps waiting."""


class Quit(Exception):
    """A request to leave the program, with everything on disk unless the code says otherwise."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


COMMANDS = {
    "?": "why this is asked; once more, for the sources",
    "help": "these commands",
    "list": "every part and step, with its status",
    "calls": "the call sheet: what is open, by who can answer it",
    "ready": "why it is not ready; or the final review, to mark it ready",
    "draft": "the post: its text, platforms, images and clips",
    "people": "the people list",
    "questions": "the questions",
    "case": "the case number",
    "go": "go 4: to step 4 of the list; its name works too",
    "other": "for a step: does not apply, not done, or ask for an exception",
    "back": "one question back; from the first, to where you came from",
    "skip": "leave this open and move on",
    "smaller": "while it waits for approval: post a shorter statement for now",
    "takedown": "record that a post was taken down",
    "update": "say what is new after this post, in a new session of yours",
    "correct": "correct what was wrong in this post, in a new session of yours",
    "cancel": "cancel this session, with a reason",
    "take over": "read only: take over here; your other terminal saves and closes",
    "continue": "read only: continue a colleague's session in a new one of yours",
    "home": "the unfinished sessions and the incident types",
    "quit": "leave; everything is already saved",
}
"""Each command and what it does."""

RULES = (
    "A line with one of these alone is a command. To use it as an answer, put a space first.",
    "Enter alone leaves a value as it is. It never means yes and never confirms.",
    "For a value: - clears it; = copies who, how or when from the last answer.",
    "For a name, type its first letters and =, such as Sgt. Br=, to take the known name.",
    "Lists take a number or a name; items to check take numbers: 1 3, or -3 to clear one.",
    "Each answer is saved before the next question. When the input ends, nothing changes.",
)

REVIEWING = {
    "approve": "exactly what was shown",
    "return": "return it to the author, with your comment",
    "grant": "grant STEP: grant the exception asked for there",
    "refuse": "refuse STEP: refuse that exception, with your comment",
    "note": "leave a note without deciding",
    "confirm-after": "after-post review: confirm that the post is right",
    "correct-after": "after-post review: record what had to be corrected",
    "show": "read it again",
    "leave": "go back; everything shown as saved is on disk",
    "help": "these commands",
}
"""Each command of a supervisor who reviews a session, and what it does."""

REVIEWING_RULES = (
    "STEP is the name of a step in the whole list, or its ID.",
    "Write your comment; an empty line ends it; back discards it.",
    "A comment that could not be saved is kept until you leave: = alone uses it.",
    "A line `STEP: comment` is about that step.",
    "back, help or ? alone on a line is a command. To use it as text, put a space first.",
)

SAY_YOUR_WORD = (
    "approve; return; grant STEP; refuse STEP; note; show: read it again; leave. Once posted: "
    "confirm-after; correct-after. After return, refuse, note and correct-after, write your "
    "comment; an empty line ends it. A line `STEP: comment` is about that step."
)

QUEUE_WORDS = "Here: the number of a session opens it; back goes home; quit leaves."


class Typed(NamedTuple):
    """What was typed, without surrounding spaces.

    `literal` is true if it began with a space: then it is an answer, never a command.
    """

    text: str
    literal: bool = False

    @property
    def is_yes(self) -> bool:
        """Return whether the whole word yes was typed."""
        return self.text.casefold() == "yes" and not self.literal

    @property
    def is_no(self) -> bool:
        """Return whether the whole word no was typed."""
        return self.text.casefold() == "no" and not self.literal


def typed(line: str) -> Typed:
    """Return what was typed in a line."""
    return Typed(line.strip(), line[:1] in (" ", "\t"))


def names_wanted(found: Typed, names: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the names that begin as a line which ends with `=`; None for any other line."""
    if found.literal or not found.text.endswith("="):
        return None
    return names_beginning(names, found.text.removesuffix("=").rstrip())


def command_in(found: Typed, places: Container[str]) -> tuple[str, str] | None:
    """Return the command in a line and its argument; None for a line that is an answer.

    `places` are the numbers and names that `go` accepts; `go` with other words is an answer.
    """
    if found.literal:
        return None
    word = found.text.casefold()
    if word in ("??", "why"):
        return "?", ""
    if word in COMMANDS:
        return word, ""
    name, _, place = word.partition(" ")
    if name == "go" and place.strip() in places:
        return "go", place.strip()
    return None


def number_in(text: str, count: int) -> int:
    """Return the number from 1 to `count` that was typed; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 6 and 1 <= int(text) <= count else 0


def picked(found: Typed, options: tuple[Option, ...]) -> str:
    """Return the ID of the option chosen by number or ID; empty if it is none of them."""
    number = number_in(found.text, len(options))
    if number:
        return options[number - 1].id
    word = found.text.casefold()
    return next((option.id for option in options if option.id.casefold() == word), "")
