"""Two PIOs and two supervisors do whatever comes to mind, thousands of times, with the kernel
watching over whose files are whose: every acknowledged change is there at the end, nothing counts
as approved that nobody approved, and nobody approves their own."""

import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from factories.sessions import NOON, FixedRules, Walk, answered, checklist
from msgspec.structs import replace
from needs import need_root

from checklists import changes
from checklists.errors import NotAllowed, Refused
from checklists.gate.carried_answers import writers
from checklists.records import reviews as review_files
from checklists.records.codec import write_record
from checklists.records.layout import month_of
from checklists.records.review_names import file_name
from checklists.records.reviews import write_review
from checklists.records.store import FOLDER_MODE, Store, Stored
from checklists.review.rules import make_review
from checklists.session.fingerprints import content_digest, history_digest
from checklists.session.model import Actor, Session
from checklists.session.review import Review
from checklists.workspace.open_session import OpenSession
from checklists.workstation.paths import places_in
from checklists.workstation.policy import Policy

pytestmark = pytest.mark.slow

Counted = Callable[[str], None]
OPERATIONS = 2000
PARTS = 5
CHECKLIST = checklist("agency-initiative")
PIOS = 7000
"""The group of the sessions; the supervisors' is the next. No account is made: only numbers."""
ACTORS = (
    Actor("mruiz", 7001, ("Maria Ruiz",)),
    Actor("okim", 7002, ("Oh Kim",)),
    Actor("lchen", 7003, ("Lin Chen",)),
    Actor("tdiaz", 7004, ("Tomas Diaz",)),
)
SUPERVISORS = {7003, 7004}
"""They write sessions as well: then another supervisor must approve them."""
POLICY = Policy(
    blank_after=timedelta(minutes=5),
    supervisors="supervisors",
    needs_approval=("*",),
    approval_holds=timedelta(days=999),
)
LONGEST = 60
"""Entries in a history, after which its author begins a new session."""


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """With this account's rights and no others."""
    groups = [PIOS, PIOS + 1] if actor.uid in SUPERVISORS else [PIOS]
    os.setgroups(groups)
    os.setegid(PIOS)
    os.seteuid(actor.uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups([0])


class World:
    """A shared home as `setup` makes it, four people, and what each of them was told."""

    def __init__(self, home: Path, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # no secret
        self.places = places_in("shared", home, home)
        self.now = NOON
        self.acknowledged: dict[str, Session] = {}
        self.entries: dict[str, int] = {}
        self.edited: set[str] = set()
        self.approved: set[tuple[str, str]] = set()
        self.did: Counter[str] = Counter()
        self.number = 0
        self._make()
        self.stores = {
            actor: Store(self.places, actor, FixedRules(self.places, POLICY)) for actor in ACTORS
        }

    def _make(self) -> None:
        self.places.sessions.mkdir()
        for folder in (self.places.home, self.places.sessions):
            os.chown(folder, 0, PIOS)
            folder.chmod(0o750)
        for actor in ACTORS:
            folder = self.places.sessions / actor.login
            folder.mkdir()
            os.chown(folder, actor.uid, PIOS)
            folder.chmod(FOLDER_MODE)
        self.places.reviews.mkdir()
        os.chown(self.places.reviews, 0, PIOS + 1)
        self.places.reviews.chmod(0o3775)

    # What they do

    def step(self) -> None:
        """One operation by somebody; what it came to is counted."""
        self.now += timedelta(seconds=self.random.randint(1, 5))
        actor = self.random.choice(ACTORS)
        operation = self.random.choices(
            (self.answer, self.ready, self.review, self.edit, self.forge, self.begin),
            weights=(30, 30, 30, 4, 4, 2),
        )[0]
        try:
            with acting_as(actor):
                self.did[f"{operation.__name__}: {operation(actor)}"] += 1
        except (Refused, NotAllowed):
            self.did[f"{operation.__name__}: refused"] += 1

    def begin(self, actor: Actor) -> str:
        self.number += 1
        session_id = f"20261122-1200-agency-initiative-{self.number:04}"
        session = answered("agency-initiative", NOON, actor).session
        session = replace(session, id=session_id, revision=1)
        self.stores[actor].create(session)
        self.note(session)
        return "done"

    def own(self, actor: Actor) -> OpenSession | None:
        mine = [s for s in self.acknowledged.values() if s.author_uid == actor.uid]
        mine = [s for s in mine if self.entries[s.id] < LONGEST]
        if not mine:
            self.begin(actor)
            return self.own(actor)
        found = self.random.choice(mine)
        return self.opened(actor, found.id)

    def opened(self, actor: Actor, session_id: str) -> OpenSession:
        author = next(a for a in ACTORS if a.uid == self.acknowledged[session_id].author_uid)
        folder = self.places.sessions / author.login / month_of(session_id)
        stored = self.stores[actor].read(folder / f"{session_id}.toml")
        return OpenSession(self.stores[actor], stored, actor, lambda: self.now)

    def note(self, session: Session) -> None:
        """A save was acknowledged."""
        self.acknowledged[session.id] = session
        self.entries[session.id] = len(session.history)

    def apply(self, opened: OpenSession, change: Callable[[Session], Session]) -> None:
        try:
            self.note(opened.apply(change))
        finally:
            opened.close()

    def answer(self, actor: Actor) -> str:
        opened = self.own(actor)
        if not opened.session.sealed:
            self.apply(
                opened,
                lambda s: changes.take_over_hand_edit(s, actor=actor, now=self.now),
            )
            self.edited.discard(opened.session.id)
            return "took over an edit"
        kind = self.random.randrange(4)
        step = self.random.choice(CHECKLIST.steps).id
        text = f"Bicycle lights are free at the station. {self.random.randrange(3)}"

        def changed(session: Session) -> Session:
            walk = Walk.going_on(CHECKLIST, session, self.now, actor)
            match kind:
                case 0:
                    walk.write(text, changes_meaning=self.random.random() < 0.3)
                case 1:
                    walk.confirm(step)
                case 2:
                    walk.not_done(step)
                case _:
                    walk.questions_no().answer_everything()
            return walk.session

        self.apply(opened, changed)
        return "done"

    def ready(self, actor: Actor) -> str:
        opened = self.own(actor)
        with opened:
            self.note(opened.mark_ready(content_digest(opened.session)))
        return "done"

    def review(self, actor: Actor) -> str:
        ready = [s for s in self.acknowledged.values() if s.ready is not None]
        if not ready:
            return "nothing there"
        opened = self.opened(actor, self.random.choice(ready).id)
        try:
            verdict = self.random.choice(("approved", "approved", "returned"))
            session = opened.session
            shown = content_digest(session)
            reviews = self.stores[actor].reviews
            reviews.check_writable(actor.uid)
            review = make_review(
                session,
                CHECKLIST,
                opened.context,
                verdict,
                shown=shown,
                known=opened.context.reviews,
                actor=actor,
                now=self.now,
                comment="Read it again" if verdict == "returned" else "",
            )
            reviews.write(review)
        finally:
            opened.close()
        assert actor.uid in SUPERVISORS
        assert actor.uid not in writers(session, ())
        if verdict == "approved":
            self.approved.add((session.id, shown))
        return verdict

    def edit(self, actor: Actor) -> str:
        """Change one's own file with an editor, now and then with a seal that fits."""
        opened = self.own(actor)
        opened.close()
        session = opened.session
        folder = self.places.sessions / actor.login / month_of(session.id)
        path = folder / f"{session.id}.toml"
        before = path.read_bytes()
        if self.random.random() < 0.5:
            after = before.replace(b'text = "', b'text = "More: ', 1)
            assert after != before
            path.write_bytes(after)
            self.edited.add(session.id)
            return "by hand"
        forged = replace(
            session,
            draft=replace(session.draft, text=session.draft.text + " Forged."),
            sealed=True,
        )
        path.write_bytes(write_record(forged))
        self.note(forged)
        return "and sealed"

    def forge(self, actor: Actor) -> str:
        """Write an approval where it does not belong, or of one's own session."""
        sessions = list(self.acknowledged.values())
        if actor.uid in SUPERVISORS:
            sessions = [found for found in sessions if actor.uid in writers(found, ())]
        if not sessions:
            return "nothing there"
        session = self.random.choice(sessions)
        review = Review(
            session=session.id,
            verdict="approved",
            digest=content_digest(session),
            at=self.now,
            by=actor.account,
            history_length=len(session.history),
            history_digest=history_digest(session.history),
        )
        path = self.places.reviews / file_name(session.id, self.now, actor.uid)
        try:
            path.write_bytes(write_review(review))
        except PermissionError:
            assert actor.uid not in SUPERVISORS
            return "denied by the kernel"
        assert actor.uid in SUPERVISORS
        return "of one's own"

    # What must hold

    def check(self, session_id: str) -> None:
        """The session as a reader who is none of them finds it."""
        reader = self.random.choice(ACTORS)
        with acting_as(reader):
            opened = self.opened(reader, session_id)
            opened.close()
            self._check(session_id, opened)

    def _check(self, session_id: str, opened: OpenSession) -> None:
        session, status = opened.session, opened.status()
        known = self.acknowledged[session_id]
        if session_id not in self.edited:
            assert session == known, "every acknowledged change is visible"
        assert session.history == known.history
        for found in opened.reviews:
            assert found.by.uid in SUPERVISORS
            assert found.by.uid != session.author_uid
            assert found.by.uid not in writers(session, ())
        if status.may_be_posted or status.before_posting == "approved":
            assert (session_id, content_digest(session)) in self.approved
            assert session.sealed
            self.did["seen approved"] += 1

    def some(self) -> str:
        return self.random.choice(list(self.acknowledged))


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_four_people_do_nothing_is_lost_and_nothing_is_approved_by_itself(
    part: int, soak: Any, monkeypatch: pytest.MonkeyPatch, counted: Counted
) -> None:
    need_root()
    monkeypatch.setattr(review_files, "is_member", lambda uid, _: uid in SUPERVISORS)
    for seed in soak.seeds(1, part):
        counted(_history(seed))


def _history(seed: int) -> str:
    # Not in pytest's own folder: only root may enter that.
    with tempfile.TemporaryDirectory(dir="/var/tmp") as home:
        world = World(Path(home), seed)
        for number in range(OPERATIONS):
            world.step()
            if world.acknowledged and number % 8 == 0:
                world.check(world.some())
        for session_id in world.acknowledged:
            world.check(session_id)
        listed = list(world.stores[ACTORS[0]].listing())
        assert all(isinstance(found, Stored) for found in listed)
        assert len(listed) == len(world.acknowledged)
    shown = ", ".join(f"{what} {n}" for what, n in sorted(world.did.items()))
    for what in ("review: approved", "review: returned", "review: refused", "seen approved",
                 "edit: and sealed", "answer: took over an edit", "forge: of one's own",
                 "forge: denied by the kernel"):  # fmt: skip
        assert world.did[what] > 0, what
    return f"histories, seed {seed}: {OPERATIONS} operations: {shown}"
