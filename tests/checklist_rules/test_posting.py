"""Recording that it went out: as it happened, also when it should not have."""

from datetime import timedelta

import pytest
from factories.sessions import NOON, SOMEBODY, TEXT, answered, ready
from msgspec.structs import replace

from checklists import changes
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.gate.list_rows import listed
from checklists.gate.status import status_of
from checklists.records.codec import read_record, write_record
from checklists.session.fingerprints import history_digest
from checklists.session.review import ApprovalRule

TYPE = "traffic-serious"
LAX = ApprovalRule(needed=False, valid_for=timedelta(hours=12))
NEEDED = ApprovalRule(needed=True, valid_for=timedelta(hours=12))


def post(walk, platform="facebook", minutes_ago=0, approval=None, **more):
    found = walk.status_now
    if approval is not None:
        found = status_of(
            walk.session,
            walk.checklist,
            SessionContext(reviews=walk.reviews, approval=approval),
            walk.now,
        )
    at = walk.now - timedelta(minutes=minutes_ago)
    walk.session = changes.record_posted(
        walk.session, found, platform, at=at, actor=walk.actor, now=walk.now, **more
    )
    return walk


def test_a_ready_post_is_recorded_platform_by_platform():
    walk = post(ready(TYPE).later(minutes=3), link="https://example.org/1")
    assert walk.status == "posted"
    (posted,) = walk.session.posted
    assert (posted.platform, posted.early, posted.reason) == ("facebook", "", "")
    assert walk.status_now.may_be_posted
    post(walk.later(minutes=1), "x")
    assert [p.platform for p in walk.session.posted] == ["facebook", "x"]
    assert findings(walk.session, walk.checklist, SessionContext(), walk.now) == ()
    again = read_record(write_record(replace(walk.session, revision=2)), "x.toml")
    assert again.posted == walk.session.posted


def test_one_that_went_out_before_ready_needs_a_reason_and_says_so():
    with pytest.raises(Refused, match="before it was marked ready") as refused:
        post(answered(TYPE))
    assert refused.value.field == "reason"
    with pytest.raises(Refused, match="Somebody decided") as refused:
        post(answered(TYPE), reason="The chief posted it from the scene", ordered_by="n")
    assert refused.value.field == "ordered-by"
    walk = post(answered(TYPE), reason="The chief posted it from the scene", ordered_by=SOMEBODY)
    assert walk.status == "posted"
    assert walk.session.posted[0].early == "ready"
    assert walk.session.posted[0].reason == "The chief posted it from the scene"
    assert walk.session.posted[0].ordered_by == SOMEBODY
    assert not walk.status_now.may_be_posted


def test_the_time_it_went_out_decides_and_not_the_time_it_is_recorded():
    with pytest.raises(Refused, match="before it was marked ready"):
        post(ready(TYPE).later(minutes=5), minutes_ago=6)
    assert post(ready(TYPE).later(minutes=5), minutes_ago=5).session.posted[0].early == ""


def test_one_that_went_out_before_a_needed_approval_needs_a_reason():
    with pytest.raises(Refused, match="before a supervisor approved it"):
        post(ready(TYPE).later(minutes=3), approval=NEEDED)
    early = post(
        ready(TYPE).later(minutes=3),
        approval=NEEDED,
        reason="Nobody could be reached",
        ordered_by=SOMEBODY,
    )
    assert early.session.posted[0].early == "approval"
    approved = ready(TYPE).later(minutes=3).review("approved").later(minutes=2)
    with pytest.raises(Refused, match="before a supervisor approved it"):
        post(approved, approval=NEEDED, minutes_ago=4)
    assert post(approved, approval=NEEDED).session.posted[0].early == ""


def test_a_second_approval_makes_nothing_early_that_the_first_allowed():
    walk = ready(TYPE).later(minutes=1).review("approved").later(minutes=9).review("approved")
    post(walk, minutes_ago=5, approval=NEEDED)
    assert walk.session.posted[0].early == ""


def test_a_reason_that_is_not_needed_is_not_kept():
    (posted,) = post(ready(TYPE), reason="Just so", ordered_by=SOMEBODY).session.posted
    assert (posted.reason, posted.ordered_by) == ("", "")


def test_what_cannot_be_is_refused():
    for words, more in (
        ("in the future", {"minutes_ago": -1}),
        ("Not posted there", {"platform": "instagram"}),
        ("the limit is 300", {"link": "x" * 301}),
        ("an escape", {"link": "\x1b]52;c;x\x07"}),
    ):
        with pytest.raises(Refused, match=words):
            post(ready(TYPE), **more)
    with pytest.raises(Refused, match="Recorded already"):
        post(post(ready(TYPE)))


def test_what_went_out_stays_as_it_was():
    walk = post(ready(TYPE))
    for change in (
        lambda: walk.write(TEXT + "x", changes_meaning=False),
        lambda: walk.type("Another"),
        lambda: walk.confirm("kin-notified"),
        lambda: walk.list_person("witness"),
        walk.mark_ready,
        walk.withdraw,
    ):
        with pytest.raises(Refused, match="Posted"):
            change()


def test_a_changed_text_after_it_went_out_is_found():
    walk = post(ready(TYPE))
    draft = replace(walk.session.draft, text=TEXT + "x")
    found = findings(replace(walk.session, draft=draft), walk.checklist, SessionContext(), walk.now)
    assert "posted on facebook" in {finding.where for finding in found}


def test_a_record_of_it_taken_out_is_found():
    walk = post(ready(TYPE))
    found = findings(replace(walk.session, posted=()), walk.checklist, SessionContext(), walk.now)
    assert [finding.where for finding in found] == ["posted on facebook"]


def test_what_is_said_of_the_live_text_fits_it():
    """Only a text that differs is kept, with its digest and with the words that do."""
    walk = post(ready(TYPE), live="text-differs", text=f"{TEXT} Call us.")
    (posted,) = walk.session.posted
    assert findings(walk.session, walk.checklist, SessionContext(), walk.now) == ()
    again = read_record(write_record(replace(walk.session, revision=2)), "x.toml")
    assert again.posted == walk.session.posted
    for wrong in (
        {"text": TEXT},
        {"text_digest": digest_of(TEXT)},
        {"differs": ()},
        {"live": "as-confirmed"},
        {"text": "", "text_digest": "", "differs": ()},
    ):
        changed = resealed(walk.session, replace(posted, **wrong))
        found = findings(changed, walk.checklist, SessionContext(), walk.now)
        assert [finding.what for finding in found] == [
            "what it says about the live text is not consistent"
        ]


def test_a_wrong_picture_is_owed_on_each_platform_that_has_it():
    walk = post(ready(TYPE).later(minutes=3), live="as-confirmed")
    post(walk.later(minutes=1), "x", live="wrong-picture")
    (owed,) = walk.session.posted_on("x").follow_ups
    assert (owed.id, owed.due, owed.safety) == ("wrong-picture-x", (walk.now,), True)
    assert owed in walk.session.follow_ups
    assert findings(walk.session, walk.checklist, SessionContext(), walk.now) == ()
    for other in ({"live": "as-confirmed"}, {"follow_ups": ()}):
        changed = resealed(walk.session, replace(walk.session.posted_on("x"), **other))
        found = findings(changed, walk.checklist, SessionContext(), walk.now)
        assert [finding.what for finding in found] == [
            "its follow-ups are not the ones that are owed"
        ]


def resealed(session, posted):
    """The session with another record of one post, in its history too."""
    history = tuple(
        replace(entry, digest=digest_of(posted))
        if (entry.did, entry.item) == ("posted", posted.platform)
        else entry
        for entry in session.history
    )
    kept = tuple(posted if one.platform == posted.platform else one for one in session.posted)
    return replace(session, posted=kept, history=history, history_digest=history_digest(history))


def test_whoever_leaves_the_approval_out_gets_the_strict_answer():
    walk = ready(TYPE)
    strict = status_of(walk.session, walk.checklist, SessionContext(), NOON)
    assert strict.status == "ready"
    assert not strict.may_be_posted
    assert strict.awaits_approval


def test_an_approval_holds_for_as_long_as_policy_says():
    walk = ready("agency-initiative").review("approved")
    rule = ApprovalRule(needed=True, valid_for=timedelta(minutes=30))

    def stands(minutes):
        now = NOON + timedelta(minutes=minutes)
        return status_of(
            walk.session,
            walk.checklist,
            SessionContext(reviews=walk.reviews, approval=rule),
            now,
        )

    assert stands(30).status == "approved"
    assert stands(30).may_be_posted
    assert stands(31).status == "ready"
    assert not stands(31).may_be_posted
    assert "more than 30 minutes ago" in stands(31).awaits_approval


def test_while_it_may_still_go_out_elsewhere_it_is_not_over_for_its_author():
    walk = post(ready(TYPE).later(minutes=3))
    row = listed(walk.session, walk.checklist, SessionContext(approval=LAX), walk.now)
    assert (row.status, row.left_to_post, row.is_unfinished) == ("posted", 1, True)
    later = walk.now + walk.checklist.fresh_for
    assert not listed(
        walk.session, walk.checklist, SessionContext(approval=LAX), later
    ).is_unfinished
    post(walk.later(minutes=1), "x")
    row = listed(walk.session, walk.checklist, SessionContext(approval=LAX), walk.now)
    assert (row.status, row.left_to_post, row.is_unfinished) == ("posted", 0, False)
