"""How a prompt is left other than by an answer."""


class Move(Exception):
    """Somewhere else was asked for."""


class GoTo(Move):
    """To a part of the post, a step, or the last look."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


class Back(Move):
    """One question back."""


class Skip(Move):
    """On, leaving this as it is."""


class Other(Move):
    """Another answer to this step than its evidence."""


class Home(Move):
    """Out of the session."""


class Anew(Move):
    """From where it was left: what can be done here is not what it was."""


class ContinueIt(Exception):
    """A colleague's session, in a new one of one's own."""


class StartAgain(Exception):
    """The same post as another session; `withdraws` the one it was."""

    def __init__(self, incident_type: str, *, withdraws: bool) -> None:
        super().__init__(incident_type)
        self.incident_type = incident_type
        self.withdraws = withdraws


class Quit(Exception):
    """Out of the program, with everything on disk unless the code says otherwise."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code
