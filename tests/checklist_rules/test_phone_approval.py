"""An approval by phone: stated by the author, and counted only where, and as long as, it may."""

from datetime import timedelta

import pytest
from factories.sessions import SOMEBODY, SUPERVISOR, Walk, actor, ready
from msgspec.structs import replace

from checklists import changes
from checklists.changes.phone_approval import check_by_phone
from checklists.errors import Refused
from checklists.gate.approval import NEVER_BY_PHONE, approval_rule
from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.gate.ended import has_ended
from checklists.gate.list_rows import listed
from checklists.gate.phone_approval import approved_by_phone
from checklists.gate.status import Status, next_status_change, status_of
from checklists.records.codec import read_record, write_record
from checklists.review.report import review_view
from checklists.session.fingerprints import content_digest
from checklists.session.model import PhoneApproval
from checklists.session.review import ApprovalRule, OnCall

TYPE = "traffic-serious"
CHEN = OnCall(SUPERVISOR.uid, "Lt. Chen", "555 0134")
ROE = OnCall(SUPERVISOR.uid + 1, "Capt. Roe", "555 0135")
ON = ApprovalRule(needed=True, by_phone=True)
HOURS_12 = timedelta(hours=12)


def around(walk: Walk, rule: ApprovalRule = ON, *on_call: OnCall) -> SessionContext:
    listed_there = on_call or (CHEN, ROE)
    return SessionContext(reviews=walk.reviews, approval=rule, on_call=listed_there)


def stands(walk: Walk, rule: ApprovalRule = ON, *on_call: OnCall) -> Status:
    context = around(walk, rule, *on_call)
    return status_of(walk.session, walk.checklist, context, walk.now)


def row(walk: Walk):
    return listed(walk.session, walk.checklist, around(walk), walk.now)


def called(walk: Walk, uid: int = CHEN.uid, minutes_ago: int = 0, shown: str = "") -> Walk:
    walk.session = changes.approve_by_phone(
        walk.session,
        stands(walk),
        around(walk),
        uid,
        shown=shown or content_digest(walk.session),
        at=walk.now - timedelta(minutes=minutes_ago),
        actor=walk.actor,
        now=walk.now,
    )
    return walk


@pytest.fixture
def waiting() -> Walk:
    """A crash that is ready, and was for ten minutes."""
    return ready(TYPE).later(minutes=10)


# The gate


def test_it_lets_the_post_out_and_says_whose_word_it_is(waiting: Walk) -> None:
    assert not stands(waiting).may_be_posted
    found = stands(called(waiting))
    assert (found.status, found.may_be_posted, found.awaits_approval) == ("ready", True, "")
    assert found.by_phone is not None
    assert (found.by_phone.supervisor, found.by_phone.phone) == ("Lt. Chen", "555 0134")
    assert found.approved_at == waiting.now


@pytest.mark.parametrize(
    "context",
    [
        SessionContext(on_call=(CHEN,)),
        SessionContext(approval=replace(ON, by_phone=False), on_call=(CHEN,)),
        SessionContext(approval=ON),
        SessionContext(approval=ON, on_call=(ROE,)),
        SessionContext(approval=ON, on_call=(replace(CHEN, name="Lt. Other"),)),
    ],
)
def test_it_counts_only_where_policy_turns_it_on_for_whom_policy_lists(
    waiting: Walk, context: SessionContext
) -> None:
    called(waiting)
    found = status_of(waiting.session, waiting.checklist, context, waiting.now)
    assert not found.may_be_posted
    assert found.awaits_approval


def test_another_content_is_another_post(waiting: Walk) -> None:
    called(waiting).post_on("x").answer_everything()
    assert not stands(waiting).may_be_posted
    assert stands(waiting.mark_ready()).awaits_approval


def test_it_is_of_what_was_marked_ready_before(waiting: Walk) -> None:
    called(waiting).later(minutes=1)
    (said,) = waiting.session.by_phone
    ready_at = waiting.session.ready.at
    for at, recorded, counts in (
        (ready_at, said.recorded_at, True),
        (ready_at - timedelta(seconds=1), said.recorded_at, False),
        (said.recorded_at + timedelta(seconds=1), said.recorded_at, False),
        (said.at, waiting.now + timedelta(seconds=1), False),
    ):
        moved = (replace(said, at=at, recorded_at=recorded),)
        waiting.session = replace(waiting.session, by_phone=moved)
        assert stands(waiting).may_be_posted is counts


def test_it_ends_when_it_must_have_been_confirmed_or_earlier_with_the_policys_span(
    waiting: Walk,
) -> None:
    called(waiting)
    # A longer span of the policy's is for approvals that a supervisor gave.
    longer = replace(ON, valid_for=timedelta(days=2))
    shorter = replace(ON, valid_for=timedelta(hours=1))
    at = waiting.now
    for rule, span in ((longer, HOURS_12), (ON, HOURS_12), (shorter, timedelta(hours=1))):
        about = (waiting.session, around(waiting, rule))
        assert approved_by_phone(*about, at + span) is not None
        assert approved_by_phone(*about, at + span + timedelta(seconds=1)) is None
    context = around(waiting, longer)
    moments = []
    now = at
    while (now := next_status_change(waiting.session, waiting.checklist, context, now)) is not None:
        moments.append(now)
        now += timedelta(seconds=1)
    assert at + HOURS_12 in moments


def test_a_return_that_is_not_older_takes_it_back(waiting: Walk) -> None:
    called(waiting).later(minutes=1).review_of("another content", "returned")
    assert stands(waiting).awaits_approval
    called(waiting.later(minutes=1))
    assert stands(waiting).may_be_posted
    assert not stands(waiting.later(minutes=1).review("returned")).may_be_posted


def test_what_blocks_posting_is_opened_by_no_call(waiting: Walk) -> None:
    called(waiting).choose("kin-notified", "outcome", "not-reached")
    assert not stands(waiting).may_be_posted


def test_one_that_another_account_wrote_in_the_file_counts_for_nothing(waiting: Walk) -> None:
    called(waiting)
    (said,) = waiting.session.by_phone
    other = replace(said, by=replace(said.by, uid=said.by.uid + 1))
    waiting.session = replace(waiting.session, by_phone=(other,))
    found = stands(waiting)
    assert not found.may_be_posted
    assert "edited-outside" in {blocker.code for blocker in found.blockers}


@pytest.mark.parametrize("name", [*NEVER_BY_PHONE, "death-investigation"])
def test_officer_incidents_custody_deaths_releases_and_what_is_read_cold_never(name: str) -> None:
    walk = Walk(name)
    rule = approval_rule(["*"], (), HOURS_12, walk.session, walk.checklist, by_phone=True)
    assert (rule.needed, rule.by_phone) == (True, False)


def test_policy_lets_the_others_only_where_an_approval_is_needed() -> None:
    walk = Walk(TYPE)
    about = (HOURS_12, walk.session, walk.checklist)
    assert approval_rule(["*"], (), *about, by_phone=True).by_phone
    assert not approval_rule(["*"], (), *about).by_phone
    assert not approval_rule((), (), *about, by_phone=True).by_phone
    assert not approval_rule(["*"], (), HOURS_12, walk.session, None, by_phone=True).by_phone


# Recording it


def test_it_is_recorded_as_stated_with_whom_where_and_when(waiting: Walk) -> None:
    called(waiting, minutes_ago=4)
    (said,) = waiting.session.by_phone
    assert said == PhoneApproval(
        supervisor="Lt. Chen",
        uid=CHEN.uid,
        phone="555 0134",
        digest=content_digest(waiting.session),
        at=waiting.now - timedelta(minutes=4),
        recorded_at=waiting.now,
        by=actor().account,
    )
    assert waiting.session.history[-1].did == "approved-by-phone"
    again = read_record(write_record(replace(waiting.session, revision=2)), "x.toml")
    assert again.by_phone == waiting.session.by_phone
    assert findings(waiting.session, waiting.checklist, around(waiting), waiting.now) == ()


def test_it_is_refused_where_it_would_not_count(waiting: Walk) -> None:
    with pytest.raises(Refused, match="not waiting"):
        check_by_phone(stands(waiting, replace(ON, needed=False)), around(waiting))
    with pytest.raises(Refused, match="not marked ready"):
        check_by_phone(stands(Walk(TYPE)), around(Walk(TYPE)))
    off = replace(ON, by_phone=False)
    with pytest.raises(Refused, match="does not let this type"):
        check_by_phone(stands(waiting, off), around(waiting, off))
    with pytest.raises(Refused, match="No supervisor is listed"):
        check_by_phone(stands(waiting), SessionContext(approval=ON))
    with pytest.raises(Refused, match="not listed"):
        called(waiting, uid=4711)
    with pytest.raises(Refused, match="not what was read out"):
        called(waiting, shown="sha256:0")
    for minutes_ago in (11, -1):
        with pytest.raises(Refused, match="after the post was marked ready") as refused:
            called(waiting, minutes_ago=minutes_ago)
        assert refused.value.field == "at"
    assert waiting.session.by_phone == ()


def test_what_a_file_says_of_it_and_its_history_does_not_is_found(waiting: Walk) -> None:
    called(waiting)
    (said,) = waiting.session.by_phone
    for changed in (
        (replace(said, supervisor="Capt. Roe", uid=ROE.uid),),
        (replace(said, at=said.at - timedelta(minutes=1)),),
        (said, said),
        (),
    ):
        session = replace(waiting.session, by_phone=changed)
        found = findings(session, waiting.checklist, around(waiting), waiting.now)
        assert "approved by phone" in {one.where for one in found}


# To be confirmed


def test_it_waits_in_the_queue_until_their_own_account_confirms_it(waiting: Walk) -> None:
    called(waiting)
    due = (waiting.now + HOURS_12).isoformat()
    assert (row(waiting).waits_for, row(waiting).review_due) == ("phone", due)
    waiting.posted("facebook")
    assert not has_ended(waiting.session)
    assert (row(waiting).waits_for, row(waiting).review_due) == ("phone", due)
    assert row(waiting.later(hours=13)).is_review_late(waiting.now)
    other = replace(waiting.later(minutes=1).review("confirmed-after").reviews[-1])
    anothers = replace(other, by=replace(other.by, uid=ROE.uid))
    waiting.reviews = (anothers,)
    assert row(waiting).waits_for == "phone"
    waiting.reviews = (replace(other, verdict="noted"),)
    assert row(waiting).waits_for == "phone"
    waiting.reviews = (other,)
    assert row(waiting).waits_for == ""


def test_once_it_was_confirmed_the_first_page_no_longer_asks_for_that(waiting: Walk) -> None:
    def asked() -> tuple[PhoneApproval, ...]:
        view = review_view(waiting.session, waiting.checklist, around(waiting), waiting.now)
        return view.brief.to_confirm

    assert asked() == ()
    called(waiting)
    assert len(asked()) == 1
    assert len(asked()) == len(waiting.posted().session.by_phone)
    waiting.later(minutes=1).review("confirmed-after")
    assert asked() == ()


def test_they_may_confirm_it_before_it_goes_out_by_approving_it(waiting: Walk) -> None:
    called(waiting).later(minutes=1).review("approved")
    assert (stands(waiting).status, row(waiting).waits_for) == ("approved", "")
    assert row(waiting.posted()).waits_for == ""


def test_what_was_never_posted_with_it_is_not_owed(waiting: Walk) -> None:
    called(waiting)
    waiting.withdraw()
    assert row(waiting).waits_for == ""


def test_a_post_that_says_an_earlier_time_than_the_call_went_out_early(waiting: Walk) -> None:
    called(waiting).later(minutes=2)
    early = {"reason": "On the air", "ordered_by": SOMEBODY, "actor": waiting.actor}
    about = (waiting.session, stands(waiting), "facebook")
    at = waiting.now - timedelta(minutes=3)
    posted = changes.record_posted(*about, at=at, now=waiting.now, **early).posted[0]
    assert posted.early == "approval"
