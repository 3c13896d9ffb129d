"""A home with as many sessions as an agency gathers in ten years, made within a minute.

Ten users, 120 months up to now; nearly every session is posted or withdrawn. Whatever the size, the
same few wait for a supervisor and the same few of one's own are unfinished: what the queue and home
show does not grow with the archive. A file has 5 to 23 KB, as a whole walk leaves it.

As root the other users' files belong to other accounts, the home has a policy, and what needed an
approval has one: root is then a supervisor who may review. As anybody else all files are one's
own, and nothing can be reviewed.
"""

import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.prototypes import NEEDS_APPROVAL, Cast, Mould, State, moulds
from factories.sessions import ZONE

from checklists.records.atomic import FILE_MODE
from checklists.records.store import FOLDER_MODE
from checklists.workstation.account import current_actor
from checklists.workstation.paths import Places, find_places

YEARS = 10
USERS = 10
FIRST_UID = 61_001
"""Of the other users, where root can give files away. Nobody's, on an ordinary machine."""
WAITING, UNFINISHED = 40, 10
WORD = "Quillfeather"
"""A place that stands in the text of one session in two hundred."""
SHARES: dict[str, int] = {
    "traffic-advisory": 24,
    "life-safety-alert": 4,
    "holding-statement": 9,
    "missing-person": 8,
    "crime-trend": 14,
    "agency-initiative": 16,
    "unidentified-suspect": 9,
    "traffic-serious": 5,
    "arrest-charge": 6,
}
"""Of a hundred sessions, how many of each type are posted. The others are withdrawn."""

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_ROADS = ("Mill", "Oak", "Station", "Harbor", "Chapel", "Quarry", "Lake", "Depot", "Elm", "North")
_ENDS = ("Road", "Street", "Avenue", "Lane", "Bridge", "Square", "Park", "School", "Mall", "Ramp")


class Tree(NamedTuple):
    """What was made, in how many seconds. `mine` is how many are this account's."""

    home: Path
    sessions: int
    mine: int
    megabytes: float
    seconds: float

    @property
    def cache(self) -> Path:
        """Where the program keeps what it can make again: in a home that the variable names."""
        return self.home / "cache"


class User(NamedTuple):
    """Whose sessions they are."""

    login: str
    uid: int


def make_tree(
    home: Path, sessions: int, *, waiting: int = WAITING, unfinished: int = UNFINISHED
) -> Tree:
    """Make a home of so many sessions, of which the newest wait or are unfinished."""
    begun = time.perf_counter()
    places = find_places({"CLEARTOPOST_HOME": str(home)})
    as_root = os.getuid() == 0
    _make_policy(places, as_root=as_root)
    users = _users(as_root=as_root)
    written, mine = 0, 0
    folders = _Folders(places)
    for mould, own in _castings(sessions, waiting, unfinished, users):
        data, review = mould.cast(own)
        _write(folders.of(own) / f"{own.id}.toml", data, own.uid, own.ended)
        written += len(data)
        mine += own.login == users[0].login
        # Nobody reviews their own.
        if review and as_root and own.uid != os.getuid():
            at = own.ended - mould.reviewed
            name = f"{own.id}.{at.astimezone(UTC):%Y%m%dT%H%M%S%f}-0.toml"
            _write(places.reviews / name, review, 0, at, 0o644)
    folders.age()
    return Tree(home, sessions, mine, written / 1e6, time.perf_counter() - begun)


# Which sessions


def _castings(
    sessions: int, waiting: int, unfinished: int, users: tuple[User, ...]
) -> Iterator[tuple[Mould, Cast]]:
    """The oldest first. What waits is of the last half hour, and of others; so nothing has
    lapsed while it is measured."""
    # The same tree every time.
    chance = random.Random(5)  # noqa: S311  # nothing is kept secret with it
    now = datetime.now(ZONE).replace(second=0, microsecond=0)
    waiting = min(waiting, sessions)
    unfinished = min(unfinished, sessions - waiting)
    done = sessions - waiting - unfinished
    finished = [(m, _share(m)) for m in moulds() if m.state in ("posted", "withdrawn")]
    kinds = chance.choices([m for m, _ in finished], [share for _, share in finished], k=done)
    span = timedelta(days=YEARS * 365.25)
    # Not before yesterday, lest one has a time that lies ahead.
    newest = now - timedelta(days=1)
    for number, mould in enumerate(kinds):
        minutes = int(span / timedelta(minutes=1) * (done - number - chance.random()) / done)
        ended = newest - timedelta(minutes=minutes, seconds=-chance.randrange(60))
        yield mould, _cast(number, mould, users[chance.randrange(len(users))], ended, chance)
    recent = [*_in_turns("unfinished", unfinished), *_in_turns("exception", waiting // 3)]
    recent += _in_turns("approval", waiting - waiting // 3)
    for number, mould in enumerate(recent, start=done):
        others = users[1:] or users
        user = users[0] if mould.state == "unfinished" else others[number % len(others)]
        ended = now - timedelta(minutes=1 + chance.randrange(25))
        yield mould, _cast(number, mould, user, ended, chance)


def _share(mould: Mould) -> float:
    if mould.state == "posted":
        return SHARES[mould.incident_type]
    return (100 - sum(SHARES.values())) / sum(m.state == "withdrawn" for m in moulds())


def _in_turns(state: State, wanted: int) -> list[Mould]:
    kinds = [mould for mould in moulds() if mould.state == state]
    return [kinds[number % len(kinds)] for number in range(wanted)]


def _cast(number: int, mould: Mould, user: User, ended: datetime, chance: random.Random) -> Cast:
    begun = ended - mould.lasted
    place = f"{chance.choice(_ROADS)} {chance.choice(_ENDS)}"
    if chance.randrange(200) == 0:
        place = f"{WORD} {chance.choice(_ENDS)}"
    return Cast(
        id=f"{begun:%Y%m%d-%H%M}-{mould.incident_type}-{_tail(number)}",
        login=user.login,
        uid=user.uid,
        case_number=f"{begun:%y}-{number:06d}",
        place=place,
        ended=ended,
    )


def _tail(number: int) -> str:
    """Four letters, others for each of the first 900,000 numbers, and in no order."""
    size = len(_LETTERS)
    left, tail = number * 514_229 % size**4, ""
    for _ in range(4):
        left, letter = divmod(left, size)
        tail += _LETTERS[letter]
    return tail


# On disk


def _users(*, as_root: bool) -> tuple[User, ...]:
    """This account first."""
    me = current_actor()
    uids = range(FIRST_UID, FIRST_UID + USERS - 1)
    others = (User(f"pio{uid - FIRST_UID + 1}", uid if as_root else me.uid) for uid in uids)
    return (User(me.login, me.uid), *others)


def _make_policy(places: Places, *, as_root: bool) -> None:
    places.reviews.mkdir(parents=True)
    if not as_root:
        return
    places.reviews.chmod(0o3775)
    needed = ", ".join(f'"{name}"' for name in NEEDS_APPROVAL)
    places.policy.write_text(
        f'schema = 1\nsupervisors = "root"\nneeds_approval = [{needed}]\n', encoding="utf-8"
    )


class _Folders:
    """The users' folders, each made when its first session comes."""

    def __init__(self, places: Places) -> None:
        self._root = places.sessions
        self._newest: dict[Path, datetime] = {}

    def of(self, own: Cast) -> Path:
        folder = self._root / own.login / f"{own.id[:4]}-{own.id[4:6]}"
        if folder not in self._newest:
            folder.mkdir(parents=True)
            for made in (folder, folder.parent):
                os.chown(made, own.uid, -1)
                made.chmod(FOLDER_MODE)
        self._newest[folder] = own.ended
        return folder

    def age(self) -> None:
        """Let each month's folder be as old as its newest session, as in an archive."""
        for folder, newest in self._newest.items():
            moment = newest.timestamp()
            os.utime(folder, (moment, moment))


def _write(path: Path, data: bytes, uid: int, at: datetime, mode: int = FILE_MODE) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        os.fchmod(descriptor, mode)
        os.write(descriptor, data)
        if uid != os.getuid():
            os.fchown(descriptor, uid, -1)
        moment = at.timestamp()
        os.utime(descriptor, (moment, moment))
    finally:
        os.close(descriptor)
