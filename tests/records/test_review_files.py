"""Which files in the folder of reviews count: each condition, with a file that breaks only it."""

import os
import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from factories.sessions import NOON, SUPERVISOR, ready
from msgspec.structs import replace
from needs import need_root

from checklists.errors import NotAllowed
from checklists.gate.audit.findings import findings
from checklists.gate.blockers import blockers
from checklists.gate.carried_answers import writers
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.records import reviews as review_files
from checklists.records.review_names import file_name
from checklists.records.reviews import ReviewFolder, write_review
from checklists.session.fingerprints import content_digest, history_digest
from checklists.session.model import Account
from checklists.session.review import Review
from checklists.workstation.paths import places_in
from checklists.workstation.policy import FormerSupervisorShape, Policy
from checklists.workstation.trust import untrusted_reason

TYPE = "traffic-serious"
SUPERVISORS = {1001, 1002}
POLICY = Policy(blank_after=timedelta(minutes=5), supervisors="sups")


class SessionPrompt:
    """A shared home as root would make it, in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.places = places_in("shared", home, home)
        self.walk = ready(TYPE)
        self.places.reviews.mkdir(parents=True)
        self.places.reviews.chmod(0o3775)

    def folder(self, policy=POLICY):
        return ReviewFolder(self.places, lambda: policy)

    def review(self, **more):
        session = self.walk.session
        return Review(
            **{
                "session": session.id,
                "verdict": "approved",
                "digest": content_digest(session),
                "at": NOON,
                "by": SUPERVISOR.account,
                "history_length": len(session.history),
                "history_digest": history_digest(session.history),
                **more,
            }
        )

    def put(self, review=None, *, owner=None, name="", mode=0o644):
        review = review or self.review()
        name = name or file_name(self.walk.session.id, review.at, review.by.uid)
        path = self.places.reviews / name
        path.write_bytes(write_review(review))
        path.chmod(mode)
        os.chown(path, review.by.uid if owner is None else owner, 0)
        return path

    def found(self, policy=POLICY, session=None):
        """As it is read, but for when the kernel says that the file was changed."""
        session = session or self.walk.session
        found = self.folder(policy).of(session, writers(session, ()))
        assert all(review.kernel_ns for review in found.fit)
        return replace(found, fit=tuple(replace(r, kernel_ns=0) for r in found.fit))

    def why_unfit(self, policy=POLICY, session=None):
        found = self.found(policy, session)
        assert found.fit == ()
        (unfit,) = found.unfit
        return unfit.what


@pytest.fixture
def desk(tmp_path, monkeypatch):
    need_root()
    monkeypatch.setattr(review_files, "is_member", lambda uid, group: uid in SUPERVISORS)
    return SessionPrompt(tmp_path / "home")


def test_a_supervisors_file_counts(desk):
    desk.put()
    found = desk.found()
    assert found.fit == (desk.review(),)
    assert found.unfit == ()


def test_of_somebody_who_is_no_supervisor_it_does_not(desk):
    desk.put(desk.review(by=Account("tdiaz", 1007)))
    assert desk.why_unfit() == "user ID 1007 is not a supervisor"


def test_of_a_newer_version_it_does_not_and_may_be_a_return(desk):
    path = desk.put()
    path.write_bytes(path.read_bytes().replace(b"schema = 1", b"schema = 2"))
    (unfit,) = desk.found().unfit
    assert unfit.what == "written by a newer version: schema 2"
    context = replace(desk.walk.context, is_transient=unfit.is_transient)
    assert not status_of(desk.walk.session, desk.walk.checklist, context, desk.walk.now).is_ready


def test_owned_by_another_than_it_says_it_does_not(desk):
    desk.put(owner=1004)
    assert desk.why_unfit() == "it says user ID 1001, but the file belongs to user ID 1004"


def test_under_another_supervisors_name_it_does_not(desk):
    name = file_name(desk.walk.session.id, NOON, 1002)
    desk.put(name=name)
    assert "but the file belongs to user ID 1001" in desk.why_unfit()


def test_the_authors_own_does_not_even_as_a_supervisor(desk, monkeypatch):
    monkeypatch.setattr(review_files, "is_member", lambda *_: True)
    desk.put(desk.review(by=Account("mruiz", 1004)))
    assert desk.why_unfit() == "the author reviewed their own session"


def test_of_somebody_who_logged_in_and_wrote_as_the_author_it_does_not(desk):
    session = desk.walk.session
    entry = replace(session.history[3], by=Account("mruiz", 1004, 1001))
    session = replace(session, history=(*session.history, entry))
    desk.put()
    assert desk.why_unfit(session=session) == "the reviewer appears in the session"


def test_an_author_who_writes_a_supervisor_into_the_file_does_not_get_rid_of_them(desk):
    walk = desk.walk
    entry = replace(walk.session.history[3], by=Account("lchen", 1001))
    forged = replace(walk.session, history=(*walk.session.history, entry))
    desk.put()
    assert desk.found(session=forged).fit == (desk.review(),)
    (blocker,) = blockers(forged, walk.checklist, walk.context, walk.now)
    assert blocker.code == "edited-outside"


@pytest.mark.parametrize("verdict", ["returned", "exception-refused", "approved"])
def test_an_author_who_says_that_a_supervisor_logged_in_does_not_get_rid_of_their_return(
    desk, verdict
):
    session = desk.walk.session
    entry = replace(session.history[3], by=Account("mruiz", 1004, 1001))
    forged = replace(session, history=(*session.history, entry))
    step = "kin-notified" if verdict == "exception-refused" else ""
    review = desk.review(verdict=verdict, step=step)
    desk.put(review)
    found = desk.found(session=forged)
    # Of that verdict it is sure, and of the history as well: nothing was taken out of it.
    expected = () if verdict == "approved" else (review,)
    assert found.fit == expected
    assert [unfit.what for unfit in found.unfit] == ["the reviewer appears in the session"]


def test_given_after_su_from_the_authors_login_it_does_not(desk):
    desk.put(desk.review(by=Account("lchen", 1001, 1004)))
    assert desk.why_unfit() == "the reviewer appears in the session"


def test_a_link_does_not(desk):
    path = desk.put()
    elsewhere = desk.places.home / "elsewhere.toml"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert desk.why_unfit() == "it is a link or a device, not a file"


def test_a_pipe_does_not_and_nobody_waits_for_it(desk):
    path = desk.put()
    path.unlink()
    os.mkfifo(path)
    assert desk.why_unfit() == "not a regular file"


def test_with_a_second_name_it_does_not(desk):
    path = desk.put()
    (desk.places.home / "twin.toml").hardlink_to(path)
    assert desk.why_unfit() == "the file has more than one name"


def test_one_that_others_can_write_does_not(desk):
    desk.put(mode=0o664)
    assert desk.why_unfit() == "accounts other than its owner can write to it"


def test_of_another_session_it_does_not(desk):
    desk.put(desk.review(session="20261122-1200-traffic-serious-zzzz"))
    assert desk.why_unfit() == "it is about another session"


def test_half_written_it_does_not(desk):
    path = desk.put()
    path.write_bytes(path.read_bytes()[:-30])
    assert desk.why_unfit() == "it is incomplete or not TOML"


@pytest.mark.parametrize("line", ["extra = 1\n", 'verdict = "passed"\n', "at = 2026-11-22\n"])
def test_with_what_no_review_has_it_does_not(desk, line):
    path = desk.put()
    key = line.split(" ")[0]
    kept = "".join(x for x in path.read_text().splitlines(True) if not x.startswith(f"{key} "))
    path.write_text(kept + line)
    assert desk.why_unfit() == "not a review"


@pytest.mark.parametrize(("owner", "mode"), [(1004, 0o755), (0, 0o2775), (0, 0o777)])
def test_in_a_folder_that_an_author_can_write_or_rename_it_does_not(desk, owner, mode):
    desk.put()
    os.chown(desk.places.reviews, owner, 0)
    desk.places.reviews.chmod(mode)
    assert "its folder is not safe" in desk.why_unfit()


@pytest.mark.parametrize(("owner", "mode"), [(1004, 0o755), (0, 0o775)])
def test_in_a_home_that_an_author_can_write_in_it_does_not(desk, owner, mode):
    desk.put()
    os.chown(desk.places.home, owner, 0)
    desk.places.home.chmod(mode)
    assert "its folder is not safe" in desk.why_unfit()


def test_without_a_group_of_supervisors_nothing_counts(desk):
    desk.put()
    assert desk.why_unfit(Policy(blank_after=timedelta(minutes=5))) == (
        "user ID 1001 is not a supervisor"
    )


def test_a_former_supervisors_counts_where_it_was_given_and_left_alone_before_that_day(desk):
    past = desk.review(by=Account("old", 1009), at=NOON - timedelta(days=900))
    desk.put(past)

    def policy(until):
        former = FormerSupervisorShape(uid=1009, until=until)
        return replace(POLICY, former_supervisors=(former,))

    assert desk.found(policy(date(2999, 1, 1))).fit == (past,)
    # The kernel says when the file was last changed; what it says of itself is older.
    assert desk.why_unfit(policy(date(2024, 7, 1))) == "user ID 1009 is not a supervisor"


# The first is a whole day ahead of the workstation's, so its date is another at every hour.
@pytest.mark.parametrize("of_the_user", ["AHEAD-24", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_former_supervisors_last_day_is_the_workstations_whoever_looks(
    desk, monkeypatch, of_the_user
):
    zone = timezone(timedelta(hours=-5))
    now = datetime.now(zone).replace(microsecond=0)
    monkeypatch.setattr(review_files, "machine_zone", lambda: zone, raising=False)
    monkeypatch.setenv("TZ", of_the_user)
    time.tzset()
    try:
        given = desk.review(by=Account("old", 1009), at=now)
        desk.put(given)

        def policy(until):
            former = FormerSupervisorShape(uid=1009, until=until)
            return replace(POLICY, former_supervisors=(former,))

        assert desk.found(policy(now.date())).fit == (given,)
        no = "user ID 1009 is not a supervisor"
        assert desk.why_unfit(policy(now.date() - timedelta(days=1))) == no
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_former_supervisors_review_that_says_a_later_day_than_the_system_does_not_count(desk):
    """The stricter of the two days: their own clock's, as they wrote it, and the system's."""
    tomorrow = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    desk.put(desk.review(by=Account("old", 1009), at=tomorrow))
    former = FormerSupervisorShape(uid=1009, until=datetime.now(UTC).date())
    policy = replace(POLICY, former_supervisors=(former,))
    assert desk.why_unfit(policy) == "user ID 1009 is not a supervisor"


def test_a_rewritten_history_opens_nothing_and_still_holds_back(desk):
    session = desk.walk.session
    shorter = replace(session, history=session.history[:-1])
    other = replace(session, history=(replace(session.history[0], note="x"), *session.history[1:]))
    desk.put()
    for rewritten in (shorter, other):
        assert "history is not the one" in desk.why_unfit(session=rewritten)
    desk.put(desk.review(verdict="returned", comment="No", at=NOON + timedelta(seconds=1)))
    found = desk.found(session=other)
    assert [review.verdict for review in found.fit] == ["returned"]
    assert len(found.unfit) == 2


def test_a_review_is_a_new_file_that_only_its_owner_writes_whatever_the_umask(desk):
    supervisor_root = desk.review(by=Account("root", 0))
    SUPERVISORS.add(0)
    before = os.umask(0o077)
    try:
        first = desk.folder().write(supervisor_root)
        second = desk.folder().write(supervisor_root)
    finally:
        os.umask(before)
        SUPERVISORS.discard(0)
    assert first != second
    assert first.stat().st_mode & 0o7777 == 0o644
    assert first.stat().st_nlink == 1


def test_where_a_review_would_not_count_none_is_begun(desk):
    with pytest.raises(NotAllowed, match="not in the group sups"):
        desk.folder().check_writable(1004)
    with pytest.raises(NotAllowed, match="does not name a group"):
        desk.folder(Policy(blank_after=timedelta(minutes=5))).check_writable(1001)
    desk.places.reviews.chmod(0o777)
    with pytest.raises(NotAllowed, match="do not count here"):
        desk.folder().check_writable(1001)


def test_reviews_that_land_while_one_looks_are_found(desk):
    folder = desk.folder()
    assert folder.of(desk.walk.session, {1004}).fit == ()
    state = folder.names.state
    desk.put()
    assert folder.names.state != state
    assert len(folder.of(desk.walk.session, {1004}).fit) == 1
    time.sleep(0.01)
    desk.put(desk.review(at=NOON + timedelta(seconds=1), by=Account("x", 1002)))
    assert len(folder.of(desk.walk.session, {1004}).fit) == 2


def test_files_about_no_session_are_strays(desk):
    desk.put()
    (desk.places.reviews / "notes.toml").write_text("")
    names = {stray.name for stray in desk.folder().strays([desk.walk.session.id])}
    assert names == {"notes.toml"}


def test_only_root_can_change_what_is_trusted(tmp_path):
    need_root()
    place = tmp_path / "a" / "b"
    place.mkdir(parents=True)
    assert untrusted_reason(place) == ""
    assert untrusted_reason(place / "not-there") == ""
    os.chown(place, 1004, 0)
    assert "belongs to user ID 1004" in untrusted_reason(place)
    os.chown(place, 0, 0)
    place.parent.chmod(0o775)
    assert "accounts other than root can write" in untrusted_reason(place)
    place.parent.chmod(0o1777)
    assert untrusted_reason(place) == ""
    link = tmp_path / "link"
    link.symlink_to(place)
    assert untrusted_reason(link) == ""
    place.parent.chmod(0o777)
    assert "accounts other than root can write" in untrusted_reason(link)


def test_an_approved_file_put_back_after_its_successor_was_returned_is_named_and_stays_returned(
    desk,
):
    approved = desk.walk.session
    desk.put()
    walk = desk.walk.later(minutes=1).write("Another text.", changes_meaning=False).questions_no()
    walk.answer_everything().mark_ready()
    desk.put(
        desk.review(
            verdict="returned", comment="Say which road", at=walk.now, by=Account("x", 1002)
        )
    )
    found = desk.folder().of(approved, {1004})
    assert [review.fits_history for review in found.fit] == [True, False]
    (unfit,) = found.unfit
    assert unfit.what.endswith("an earlier file was put back")
    context = SessionContext(reviews=found.fit, unfit=found.unfit)
    assert status_of(approved, walk.checklist, context, walk.now).status == "returned"
    named = findings(approved, walk.checklist, context, walk.now)
    assert [finding.where for finding in named] == [f"review {unfit.name}"]
