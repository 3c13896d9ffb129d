"""Sessions as an agency has them, each walked once by the program's own changes, and then a mould.

    mould = moulds()[0]
    session, review = mould.cast(Cast(id="20200101-0930-traffic-serious-k7q2", ...))

A walk and its writing take some 5 ms, a casting a tenth of that: a tree of 100,000 is then made in
a minute. In a casting the ID, the author, the case number, a place in the text and every time are
others. So is every digest that covers one of them: while a prototype is walked, what each digest
was taken over is kept, and it is taken again over the same with the new values. `verify` therefore
finds nothing in a casting.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Literal, NamedTuple
from unittest.mock import patch

from factories import sessions
from msgspec.structs import replace

from checklists import changes, digests
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.records.codec import write_record
from checklists.records.reviews import write_review
from checklists.session.fingerprints import content_digest, history_digest
from checklists.session.model import Actor, Session
from checklists.session.review import ApprovalRule, Review

State = Literal["posted", "withdrawn", "approval", "exception", "unfinished"]
"""How it ended, or what it waits for."""

NEEDS_APPROVAL = ("traffic-serious", "death-investigation", "officer-incident", "arrest-charge")
"""The types that the policy of these trees wants approved before they are posted."""
SUPERVISOR = Actor("root", 0)
"""Where root owns the home, a review by root counts."""

# What a casting replaces. No session of these words holds any of them by chance.
LOGIN, UID, CASE, PLACE = "loginhole", 1_987_654_321, "26-909090", "PLACEHOLE"
TEXT = (
    f"Officers are at {PLACE} this evening and will be there for several hours. Please keep away "
    "from the area and leave the road to emergency vehicles; buses are diverted over Route 4.\n"
    "\nWe know that many of you are worried. The families come first: we give no names, no "
    "pictures and no details until they have heard from us in person, and not before they agree.\n"
    "\nIf you saw something, call the desk at 555-0142. Do not post what you saw. The next update "
    "is here at 6 a.m. \U0001f6a7"
)
SHORT = f"Please keep away from {PLACE}. Next update here at 6 a.m. Saw something? 555-0142."

_TIME = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d-05:00"
_SEAL = re.compile(rb'\n\[seal\]\ndigest = "sha256:([0-9a-f]{64})"\n\Z')


class Cast(NamedTuple):
    """What is a session's own. `ended` is when its last entry was made."""

    id: str
    login: str
    uid: int
    case_number: str
    place: str
    ended: datetime


class Mould(NamedTuple):
    """A prototype with holes. `lasted` is from its start to its last entry.

    `times` are the names of holes with the time before the end and the separator of its form;
    `digests` the names of holes with what the digest is taken over, each after those it covers.
    """

    incident_type: str
    state: State
    lasted: timedelta
    times: tuple[tuple[bytes, timedelta, str], ...]
    digests: tuple[tuple[bytes, bytes], ...]
    body: bytes
    seal: bytes
    review: bytes
    reviewed: timedelta

    def cast(self, own: Cast) -> tuple[bytes, bytes]:
        """The bytes of a session's file, and of its review's (empty where it has none)."""
        values = {
            b"id": own.id.encode(),
            b"login": own.login.encode(),
            b"uid": b"%d" % own.uid,
            b"case": own.case_number.encode(),
            b"place": own.place.encode(),
        }
        for name, before, separator in self.times:
            values[name] = (own.ended - before).isoformat(separator).encode()
        for name, covered in self.digests:
            values[name] = hashlib.sha256(covered % values).hexdigest().encode()
        body = self.body % values
        seal = self.seal % {b"seal": hashlib.sha256(body).hexdigest().encode()}
        return body + seal, self.review % values if self.review else b""


@cache
def moulds() -> tuple[Mould, ...]:
    """One of each kind that a tree is made of."""
    posted = (
        "traffic-advisory",
        "life-safety-alert",
        "holding-statement",
        "missing-person",
        "crime-trend",
        "agency-initiative",
        "unidentified-suspect",
        "traffic-serious",
        "arrest-charge",
    )
    found = [_mould(name, "posted", _post) for name in posted]
    found += [_mould(name, "withdrawn", _give_up) for name in ("missing-person", "crime-trend")]
    # Types without an answer that goes stale within the half hour of a run.
    found += [_mould(n, "approval", _all) for n in ("officer-incident", "death-investigation")]
    found += [_mould(n, "exception", _ask) for n in ("officer-incident", "traffic-serious")]
    found += [_mould(n, "unfinished", _begin) for n in ("missing-person", "agency-initiative")]
    return tuple(found)


# The walks


def _begin(walk: sessions.Walk) -> None:
    """As far as somebody is who was called away."""
    walk.case_number(CASE).later(minutes=1).write(TEXT, {"x": SHORT}).post_on("facebook", "x")
    walk.add_photo().every_step_asked().later(minutes=1).list_who_is_needed()
    for step in walk.checklist.steps[:4]:
        walk.later(minutes=1).confirm(step.id)


def _all(walk: sessions.Walk) -> None:
    """To the ready mark: a minute a step."""
    _begin(walk)
    for step in walk.checklist.steps[4:]:
        walk.later(minutes=1).confirm(step.id)
    walk.later(minutes=1).mark_ready()


def _give_up(walk: sessions.Walk) -> None:
    _begin(walk)
    walk.later(minutes=5).withdraw()


def _ask(walk: sessions.Walk) -> None:
    _begin(walk)
    step = next(step.id for step in walk.checklist.steps if step.victim_related)
    walk.later(minutes=1).ask_exception(step, "Two calls, one visit; nobody was home")


def _post(walk: sessions.Walk) -> None:
    """To the post on both platforms, approved where that is needed."""
    _all(walk)
    needed = walk.checklist.id in NEEDS_APPROVAL
    if needed:
        walk.later(minutes=6)
        walk.reviews = (_approval(walk.session, walk.now),)
    walk.later(minutes=4)
    context = SessionContext(
        reviews=walk.reviews, approval=ApprovalRule(needed=needed), family_first=False
    )
    stands = status_of(walk.session, walk.checklist, context, walk.now)
    for platform in ("facebook", "x"):
        walk.session = changes.record_posted(
            walk.session, stands, platform, at=walk.now, actor=walk.actor, now=walk.now
        )


def _approval(session: Session, now: datetime) -> Review:
    return Review(
        session=session.id,
        verdict="approved",
        digest=content_digest(session),
        at=now,
        by=SUPERVISOR.account,
        history_length=len(session.history),
        history_digest=history_digest(session.history),
    )


# The mould


class _Digested:
    """Stands in for `hashlib` where digests are taken, and keeps what each was taken over."""

    def __init__(self) -> None:
        self.over: dict[bytes, bytes] = {}

    def sha256(self, data: bytes) -> "hashlib._Hash":
        taken = hashlib.sha256(data)
        self.over.setdefault(taken.hexdigest().encode(), data)
        return taken


def _mould(incident_type: str, state: State, walk_it: Callable[[sessions.Walk], None]) -> Mould:
    digested = _Digested()
    with patch.object(digests, "hashlib", digested):
        walk = sessions.Walk(incident_type, author=Actor(LOGIN, UID))
        begun = walk.now
        walk_it(walk)
        session = replace(walk.session, revision=len(walk.session.history))
    ended = session.history[-1].at
    data = write_record(session)
    seal = _SEAL.search(data)
    assert seal is not None, "the form of the seal is another than it was"
    holes = _Holes(session.id)
    covered = tuple(holes.in_digests(digested.over))
    review = walk.reviews[0] if walk.reviews else None
    body = holes.in_text(data[: seal.start()])
    # All texts first: the times are named as they are met.
    in_review = holes.in_text(write_review(review)) if review else b""
    return Mould(
        incident_type=incident_type,
        state=state,
        lasted=ended - begun,
        times=tuple(
            (name, ended - datetime.fromisoformat(shown), shown[10])
            for shown, name in holes.times.items()
        ),
        digests=covered,
        body=body,
        seal=data[seal.start() :].replace(seal[1], b"%(seal)s"),
        review=in_review,
        reviewed=ended - review.at if review else timedelta(),
    )


class _Holes:
    """Texts with a named hole, as `%` fills it, for all that is a session's own."""

    def __init__(self, session_id: str) -> None:
        self._names = {
            session_id.encode(): b"id",
            LOGIN.encode(): b"login",
            str(UID).encode(): b"uid",
            CASE.encode(): b"case",
            PLACE.encode(): b"place",
        }
        self._numbers = count()
        self.times: dict[str, bytes] = {}
        """As they are written, with the name of the hole."""

    def in_digests(self, over: dict[bytes, bytes]) -> Iterator[tuple[bytes, bytes]]:
        """The name of each digest that covers a hole, with what it is taken over."""
        for digest, data in over.items():
            text = self.in_text(data)
            if text != data.replace(b"%", b"%%"):
                self._names[digest] = self._new_name()
                yield self._names[digest], text

    def in_text(self, data: bytes) -> bytes:
        """The text with its holes."""
        known = b"|".join(re.escape(word) for word in self._names)
        return re.sub(_TIME + b"|" + known, self._hole, data.replace(b"%", b"%%"))

    def _hole(self, found: re.Match[bytes]) -> bytes:
        name = self._names.get(found[0])
        if name is None:
            name = self.times.setdefault(found[0].decode(), self._new_name())
        return b"%(" + name + b")s"

    def _new_name(self) -> bytes:
        return b"h%d" % next(self._numbers)
