"""A home in which six accounts post, complete, take down, forge, remove, continue, restart, and
return, by a false clock: whatever the independent check expects is shown, on disk and in lists,
and nothing ends but by its own completion."""

import os
import random
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from factories.sessions import SOMEBODY, FixedRules, answered
from follow_ups.specification import expected, is_believed
from follow_ups.test_ledger import OWING, digests_of, with_wrong_picture
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace
from needs import need_root

from checklists import changes
from checklists.digests import digest_of
from checklists.errors import Problem
from checklists.follow_ups.ledger import open_entries
from checklists.gate.status import status_of
from checklists.index.asked import asked_in
from checklists.index.index import Index
from checklists.index.reader import SessionReader
from checklists.records import completions as completion_files
from checklists.records import dependencies, reviews
from checklists.records.layout import month_of
from checklists.records.review_names import file_name
from checklists.records.reviews import write_review
from checklists.records.store import FOLDER_MODE, Store
from checklists.session.completion import DOWN, NOT_OWED, Completion
from checklists.session.fingerprints import content_digest, history_digest
from checklists.session.model import Actor
from checklists.session.review import Review
from checklists.workspace.follow_up import complete_follow_up, read_follow_ups, record_removal
from checklists.workspace.sessions import Workspace
from checklists.workstation import file_state, system_lists
from checklists.workstation.paths import places_in
from checklists.workstation.policy import Policy

HISTORIES, PARTS, STEPS = 5, 2, 12
PIOS, REVIEWERS = 7000, 7001
"""Groups that no account is made for: only numbers."""
AUTHOR, COLLEAGUE = Actor("mruiz", 7101, ("Maria Ruiz",)), Actor("okim", 7102, ("Oh Kim",))
SUPERVISOR = Actor("lchen", 7103, ("Lin Chen",))
ADVOCATE, BOTH = Actor("ahall", 7104, ("Amy Hall",)), Actor("tdiaz", 7105, ("Tomas Diaz",))
"""Victim services; and somebody who comes into their group and leaves it."""
ACTORS = (AUTHOR, COLLEAGUE, SUPERVISOR, ADVOCATE, BOTH)
POLICY = Policy(
    blank_after=timedelta(minutes=5), supervisors="supervisors", victim_services="advocates"
)
BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=100)
"""So long ago that no file says a later time than it was written."""


@cache
def _posted(incident_type, how):
    walk = answered(incident_type, BEGAN, AUTHOR)
    if how == "wrong-picture":
        walk.actor = AUTHOR
        return with_wrong_picture(walk, "x", BEGAN)
    return posted(walk, at=BEGAN, platforms=["facebook"] if how == "one" else None)


class World:
    """A shared home as `setup` makes it, its accounts, and what each of them wrote down."""

    def __init__(self, home, seed, groups):
        self.random = random.Random(seed)  # noqa: S311  # no secret
        self.places = places_in("shared", home, home)
        self.now = BEGAN
        self.groups = groups
        self.groups |= {"supervisors": {SUPERVISOR.uid}, "advocates": {ADVOCATE.uid}}
        self.sessions = {}
        self.written = {}
        self.did = Counter()
        self._make()
        self.restart()
        for number in range(self.random.randrange(1, 4)):
            how = self.random.choice(("one", "two", "wrong-picture"))
            found = _posted(self.random.choice(OWING), how)
            name = f"{BEGAN:%Y%m%d-%H%M}-{found.incident_type}-a{number:03}"
            self._create(replace(found, id=name, revision=1))

    def _make(self):
        places = self.places
        places.sessions.mkdir()
        for folder in (places.home, places.sessions):
            os.chown(folder, 0, PIOS)
            folder.chmod(0o750)
        for actor in (AUTHOR, COLLEAGUE, SUPERVISOR, BOTH):
            folder = places.sessions / actor.login
            folder.mkdir()
            os.chown(folder, actor.uid, PIOS)
            folder.chmod(FOLDER_MODE)
        for folder, group in ((places.reviews, REVIEWERS), (places.completions, PIOS)):
            folder.mkdir()
            os.chown(folder, 0, group)
            folder.chmod(0o3775)

    def _create(self, session):
        with self.acting_as(AUTHOR):
            self.stores[AUTHOR].create(session)
        self.sessions[session.id] = session

    @contextmanager
    def acting_as(self, actor):
        """With this account's rights and no others."""
        os.setgroups([PIOS, REVIEWERS] if actor.uid in self.groups["supervisors"] else [PIOS])
        os.setegid(PIOS)
        os.seteuid(actor.uid)
        try:
            yield
        finally:
            os.seteuid(0)
            os.setegid(0)
            os.setgroups([0])

    def restart(self, _actor=None):
        """Every program ends and begins again; only what is on disk is left."""
        rules = FixedRules(self.places, POLICY)
        self.stores = {actor: Store(self.places, actor, rules) for actor in ACTORS}
        return "done"

    # What they do

    def step(self):
        self.now += timedelta(minutes=self.random.choice((1, 15, 59, 60, 700, 1441, 6000)))
        actor = self.random.choice(ACTORS)
        does = (self.complete, self.take_down, self.forge, self.remove, self.change_groups)
        more = (self.restart, self.continue_one, self.start_again, self.return_one, self.post_on)
        operation = self.random.choices((*does, *more), weights=(9, 3, 4, 2, 2, 1, 1, 1, 1, 1))[0]
        try:
            self.did[f"{operation.__name__}: {operation(actor)}"] += 1
        except Problem:
            self.did[f"{operation.__name__}: refused"] += 1

    def some(self):
        return self.random.choice(list(self.sessions.values()))

    def path(self, session):
        return self.places.sessions / AUTHOR.login / month_of(session.id) / f"{session.id}.toml"

    def said(self, actor):
        at = self.now - timedelta(minutes=self.random.choice((0, 0, 1, 500)))
        return {"actor": actor, "now": self.now, "done_at": at, "who": SOMEBODY}

    def _wrote(self, actor, write):
        """Let an account write; keep which file is new, whose, and what it says."""
        before = set(self.places.completions.iterdir())
        with self.acting_as(actor):
            given = write()
        (path,) = set(self.places.completions.iterdir()) - before
        self.written[path] = given
        return given

    def complete(self, actor):
        session = self.some()
        item = self.random.choice(session.follow_ups)
        outcomes = [one.id for one in item.outcomes] * 2
        outcome = self.random.choice([*outcomes, NOT_OWED])
        more = {"how": "phone", "note": "It was said", **self.said(actor)}
        platform = self.random.choice([p.platform for p in session.posted])
        given = self._wrote(
            actor,
            lambda: complete_follow_up(
                self.stores[actor], self.path(session), item.id, outcome, platform=platform, **more
            ),
        )
        assert self.counts(session, given), "what the program accepts counts"
        return outcome if outcome == NOT_OWED else "done"

    def take_down(self, actor):
        session = self.some()
        platform = self.random.choice([p.platform for p in session.posted])
        given = self._wrote(
            actor,
            lambda: record_removal(
                self.stores[actor], self.path(session), platform, **self.said(actor)
            ),
        )
        assert self.counts(session, given), "what the program accepts counts"
        return "done"

    def forge(self, actor):
        """Write a file that the program would not: of anything, whenever, whatever it says."""
        session = self.some()
        item = self.random.choice(session.follow_ups)
        there = self.random.choice(session.posted)
        is_removal = self.random.random() < 0.3
        said = self.said(actor)
        given = Completion(
            session=session.id,
            item="takedown" if is_removal else item.id,
            digest=digest_of(there if is_removal else item),
            outcome=DOWN if is_removal else self.random.choice((item.outcomes[0].id, NOT_OWED)),
            done_at=said["done_at"],
            at=self.random.choice((self.now, self.now, BEGAN - timedelta(hours=1))),
            by=actor.account,
            who=SOMEBODY,
            platform=there.platform,
        )
        wrong = ({}, {}, {}, {"digest": "sha256:" + "1" * 64}, {"outcome": "unknown"})
        given = replace(given, **self.random.choice(wrong))

        def write():
            self.stores[actor].completions.write(given)
            return given

        self._wrote(actor, write)
        return "counts" if self.counts(session, given) else "counts for nothing"

    def remove(self, actor):
        own = [path for path, given in self.written.items() if given.by.uid == actor.uid]
        if not own:
            return "nothing there"
        path = self.random.choice(own)
        with self.acting_as(actor):
            path.unlink()
        del self.written[path]
        return "done"

    def change_groups(self, _actor):
        """Somebody comes into a group, or leaves it."""
        group = self.random.choice(("supervisors", "advocates"))
        self.groups[group] ^= {BOTH.uid}
        return "came" if BOTH.uid in self.groups[group] else "left"

    def continue_one(self, _actor):
        workspace = Workspace(self.stores[COLLEAGUE], COLLEAGUE, lambda: self.now)
        with self.acting_as(COLLEAGUE):
            workspace.continue_session(self.some()).close()
        return "done"

    def start_again(self, _actor):
        workspace = Workspace(self.stores[AUTHOR], AUTHOR, lambda: self.now)
        session = self.some()
        with self.acting_as(AUTHOR):
            workspace.start_again(session, session.incident_type).close()
        return "done"

    def return_one(self, _actor):
        session = self.some()
        review = Review(
            session=session.id,
            verdict=self.random.choice(("returned", "corrected-after")),
            digest=content_digest(session),
            at=self.now,
            by=SUPERVISOR.account,
            comment="It is wrong",
            history_length=len(session.history),
            history_digest=history_digest(session.history),
        )
        path = self.places.reviews / file_name(session.id, self.now, SUPERVISOR.uid)
        with self.acting_as(SUPERVISOR):
            path.write_bytes(write_review(review))
            path.chmod(0o644)
        return "done"

    def post_on(self, _actor):
        """Record the post on a platform more."""
        session = self.some()
        store = self.stores[AUTHOR]
        left = [p for p in session.draft.platforms if session.posted_on(p) is None]
        if not left:
            return "nothing left"
        stored = store.read(self.path(session))
        checklist = store.rules.catalog.checklists[session.incident_type]
        found = status_of(session, checklist, store.context(stored), self.now)
        more = changes.record_posted(
            session,
            found,
            left[0],
            at=self.now,
            checklist=checklist,
            reason="It went out",
            actor=AUTHOR,
            now=self.now,
        )
        more = replace(more, revision=session.revision + 1)
        with self.acting_as(AUTHOR):
            store.replace(stored, more)
        self.sessions[session.id] = more
        return "done"

    # What must hold

    def counts(self, session, given):
        return is_believed(session, given, self.groups["supervisors"], self.groups["advocates"])

    def check(self):
        wanted = {}
        for session in self.sessions.values():
            believed = [g for g in self.written.values() if self.counts(session, g)]
            digests = digests_of(session)
            owed = expected(session, believed, digests, self.now)
            self._check_ends(session, believed, owed, digests)
            store = self.stores[self.random.choice(ACTORS)]
            found = read_follow_ups(store, self.path(session), self.now)
            assert found.session == session, "nobody loses what the post owes"
            shown = {entry.item.id: entry.due for entry in open_entries(found.entries)}
            assert shown == owed, session.id
            wanted[session.id] = owed
        self._check_lists(wanted)

    def _check_ends(self, session, believed, owed, digests):
        """Nothing that was owed at first has ended without a completion of its own, or a removal
        where a removal is all that it asked."""
        for name in expected(session, [], digests, self.now).keys() - owed.keys():
            item = next(item for item in session.follow_ups if item.id == name)
            own = [g for g in believed if g.session == session.id and g.item == name]
            down = [g for g in believed if g.session == session.id and g.outcome == DOWN]
            is_removal = item.removal or item.each_post or name.startswith("wrong-picture")
            assert own or (is_removal and down), (session.id, name)

    def _check_lists(self, wanted):
        store = self.stores[SUPERVISOR]
        kept_in = self.places.home / "index.sqlite"
        reader = SessionReader(store, store.rules.catalog)
        index = Index(self.places, lambda: reader, kept_in, store.rules.fingerprint)
        try:
            for _ in index.refresh(self.now):
                pass
            rows = {found.listed.id: found.listed for found in index.live(self.now)}
        finally:
            index.close()
        for session_id, owed in wanted.items():
            due = rows[session_id].due if session_id in rows else ()
            assert {one.item: datetime.fromisoformat(one.at) for one in due} == owed
            late = {one.item for one in due if one.is_overdue(self.now)}
            assert late == {name for name, at in owed.items() if at < self.now}
            items = {item.id: item for item in self.sessions[session_id].follow_ups}
            theirs = {name for name in owed if items[name].ask == "victim-services"}
            asked = asked_in(rows[session_id]) if session_id in rows else ()
            assert {one.item for one in asked} == theirs
            self.did["shown"] += len(due)
            self.did["shown as overdue"] += len(late)
            self.did["shown to victim services"] += len(asked)


@pytest.mark.sweep(1)
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_done_each_thing_owed_is_shown_until_its_own_completion(
    part, soak, monkeypatch, tallied
):
    need_root()
    groups = {}

    def is_member(uid, group):
        return uid in groups[group]

    for module in (system_lists, completion_files, dependencies, reviews):
        monkeypatch.setattr(module, "is_member", is_member)
    monkeypatch.setattr("checklists.index.index.named_in", lambda group: str(sorted(groups[group])))
    # Else every file is too new to be known by its times, and no list is ever believed.
    monkeypatch.setattr(file_state, "GRAIN_NS", 0)
    did = Counter()
    for seed in soak.seeds(HISTORIES, part):
        # Not in pytest's own folder: only root may enter that.
        with tempfile.TemporaryDirectory(dir="/var/tmp") as home:
            world = World(Path(home), seed, groups)
            for _ in range(STEPS):
                world.step()
                world.check()
                # The kernel's clock steps: what is written now gets another time than before.
                time.sleep(0.01)
            did += world.did + Counter({"histories": 1})
    for what in (
        "complete: done",
        "complete: refused",
        "take_down: done",
        "forge: counts",
        "forge: counts for nothing",
        "shown as overdue",
        "shown to victim services",
    ):
        assert did[what] > 0, what
    tallied(did)
