"""Exceptions that leave a prompt other than by an answer."""

from tui.flows.dialog import WentBack


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


class StartAgain(Exception):
    """A request to continue the same post in a new session.

    `withdraws` says whether the old session is withdrawn.
    """

    def __init__(self, incident_type: str, *, withdraws: bool) -> None:
        super().__init__(incident_type)
        self.incident_type = incident_type
        self.withdraws = withdraws


class Quit(Exception):
    """A request to leave the program, with everything on disk unless the code says otherwise."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code
