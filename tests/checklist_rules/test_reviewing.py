"""Who may give which review, and of what: each refusal with its reason."""

import pytest
from factories.sessions import SUPERVISOR, Walk, actor, answered, checklist, ready
from msgspec.structs import replace

from checklists import changes
from checklists.errors import ExitCode, Refused
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.gate.step_states import exception_requests
from checklists.records.review_names import file_name, session_of, uid_of
from checklists.records.reviews import as_counted, read_review, write_review
from checklists.review.rules import (
    ChangedWhileRead,
    ReviewedWhileRead,
    ReviewRefused,
    check_may_give,
    make_review,
    review_conflict,
)
from checklists.session.fingerprints import content_digest, history_digest
from checklists.session.model import Account, Actor
from checklists.session.review import NO_APPROVAL_NEEDED, StepComment

TYPE = "traffic-serious"
STEP = "kin-notified"


def give(walk, verdict, who=SUPERVISOR, shown=None, known=None, **more):
    requests = exception_requests(walk.session, walk.checklist, walk.context, walk.now)
    if shown is None and more.get("step"):
        shown = next((r.digest for r in requests if r.step == more["step"]), "")
    review = make_review(
        walk.session,
        walk.checklist,
        walk.context,
        verdict,
        shown=content_digest(walk.session) if shown is None else shown,
        known=walk.reviews if known is None else known,
        actor=who,
        now=walk.now,
        **more,
    )
    walk.reviews = (*walk.reviews, review)
    return review


def test_an_approval_is_of_exactly_what_was_shown_and_keeps_the_history():
    walk = ready(TYPE)
    review = give(walk, "approved")
    assert review.digest == content_digest(walk.session)
    assert review.history_length == len(walk.session.history)
    assert review.history_digest == history_digest(walk.session.history)
    assert review.by == Account("lchen", 1001)
    assert walk.status == "approved"


@pytest.mark.parametrize("verdict", ["approved", "returned", "noted"])
def test_nobody_reviews_their_own(verdict):
    with pytest.raises(ReviewRefused, match="You wrote this session") as refused:
        give(ready(TYPE), verdict, who=actor(), comment="Well done")
    assert refused.value.exit_code == ExitCode.NOT_ALLOWED


def test_a_shared_login_reviews_nothing_that_was_written_with_it():
    shared = Actor("desk", 1010, (), None, "Lin Chen")
    walk = answered(TYPE, author=replace(shared, stated="Maria Ruiz")).mark_ready()
    assert str(walk.session.history[0].by) == "desk (1010), stated Maria Ruiz"
    with pytest.raises(ReviewRefused, match="You wrote this session"):
        give(walk, "approved", who=shared)


def test_whoever_answered_in_it_does_not_review_it():
    original = answered(TYPE).session
    session = changes.continue_session(
        original,
        checklist(TYPE),
        f"20261122-1205-{TYPE}-m3p9",
        actor=SUPERVISOR,
        now=Walk(TYPE).now,
    )
    assert "gave answers in this session" in review_conflict(
        session, SessionContext(originals=(original,)), actor()
    )
    assert review_conflict(session, SessionContext(), actor("other", 1009)) == ""


def test_su_hides_nobody():
    walk = ready(TYPE)
    as_supervisor = Actor("lchen", 1001, (), 1004)
    assert str(as_supervisor.account) == "lchen (1001), logged in as user ID 1004"
    with pytest.raises(ReviewRefused, match="gave answers in this session"):
        give(walk, "approved", who=as_supervisor)
    walk = answered(TYPE, author=Actor("mruiz", 1004, (), 1001)).mark_ready()
    with pytest.raises(ReviewRefused, match="gave answers in this session"):
        give(walk, "approved")


def test_what_is_not_ready_is_not_approved_and_says_what_holds_it():
    with pytest.raises(ReviewRefused, match="has not marked it ready"):
        give(answered(TYPE), "approved")
    with pytest.raises(ReviewRefused, match="Still blocking it "):
        give(Walk(TYPE), "approved")
    with pytest.raises(ReviewRefused, match="something blocks it now"):
        give(ready(TYPE).later(minutes=26), "approved")
    with pytest.raises(ReviewRefused, match="canceled"):
        give(ready(TYPE).withdraw(), "approved")


def test_what_went_out_is_not_approved_any_more_and_can_be_noted():
    walk = ready(TYPE)
    walk.session = changes.record_posted(
        walk.session, walk.status_now, "x", at=walk.now, actor=walk.actor, now=walk.now
    )
    with pytest.raises(ReviewRefused, match="already posted"):
        give(walk, "approved")
    assert give(walk, "noted", comment="Seen").verdict == "noted"


def test_the_after_post_review_is_given_once_it_is_posted_and_a_correction_says_what():
    walk = ready(TYPE)
    for verdict in ("confirmed-after", "corrected-after"):
        with pytest.raises(ReviewRefused, match="recorded as posted"):
            give(walk, verdict, comment="The road is open")
    walk.posted()
    with pytest.raises(Refused, match="needs to know why"):
        give(walk, "corrected-after")
    assert give(walk, "corrected-after", comment="Wrong road; taken down").comment
    assert give(walk, "confirmed-after").digest == content_digest(walk.session)
    with pytest.raises(ReviewRefused, match="you cannot review it"):
        give(walk, "confirmed-after", who=actor())


@pytest.mark.parametrize("verdict", ["confirmed-after", "corrected-after"])
def test_an_after_post_review_by_somebody_who_wrote_in_it_ends_nothing(verdict):
    walk = ready(TYPE).posted()
    review = give(walk, verdict, comment="As it should be")
    assert as_counted(review, walk.session, {walk.actor.uid})[0] is not None
    assert as_counted(review, walk.session, {SUPERVISOR.uid})[0] is None


@pytest.mark.parametrize("unseen", ["returned", "noted"])
def test_nothing_is_approved_over_a_review_that_was_not_displayed(unseen):
    walk = ready(TYPE)
    give(walk, unseen, comment="That is the wrong name")
    with pytest.raises(ChangedWhileRead, match="another review"):
        give(walk, "approved", known=())
    with pytest.raises(ReviewedWhileRead) as told:
        give(walk, "returned", known=(), comment="So say I")
    give(walk, "returned", known=told.value.reviews, comment="So say I")
    walk.later(minutes=1)
    give(walk, "approved")
    assert walk.status == "approved"


def test_nothing_is_granted_over_a_refusal_that_was_not_displayed():
    walk = answered(TYPE).ask_exception(STEP)
    give(walk, "exception-refused", step=STEP, comment="Send two officers")
    with pytest.raises(ChangedWhileRead, match="another review"):
        give(walk, "exception-granted", step=STEP, known=())


def test_a_change_while_it_is_read_refuses_every_verdict_on_the_content():
    for verdict in ("approved", "returned", "noted"):
        walk = ready(TYPE)
        shown = content_digest(walk.session)
        walk.case_number("26-1183").mark_ready()
        with pytest.raises(ChangedWhileRead):
            give(walk, verdict, shown=shown, comment="Fine")


@pytest.mark.parametrize("verdict", ["returned", "noted"])
def test_a_return_needs_words_on_the_whole_or_on_a_step(verdict):
    with pytest.raises(Refused, match="A comment is needed"):
        give(ready(TYPE), verdict, comment=" ")
    review = give(ready(TYPE), verdict, comments=(StepComment(STEP, "Who told K1?"),))
    assert review.comment_on(STEP) == "Who told K1?"
    assert review.comment_on("crash-wording") == ""


def test_an_approval_after_a_return_of_the_same_content():
    walk = ready(TYPE)
    give(walk, "returned", comment="Check the road")
    assert walk.status == "returned"
    walk.later(minutes=1)
    give(walk, "approved")
    assert walk.status == "approved"


def test_a_comment_may_be_long_and_may_not_drive_a_terminal():
    with pytest.raises(Refused, match="the limit is 2000"):
        give(ready(TYPE), "returned", comment="x" * 2001)
    with pytest.raises(Refused, match="an escape"):
        give(ready(TYPE), "returned", comment="\x1b[2J")
    with pytest.raises(Refused, match="no step nope"):
        give(ready(TYPE), "returned", comments=(StepComment("nope", "x"),))


def test_an_exception_is_granted_on_the_request_as_it_was_shown():
    walk = answered(TYPE).ask_exception(STEP)
    give(walk, "exception-granted", step=STEP)
    assert walk.codes() == []
    assert walk.mark_ready().status == "ready"


def test_a_refused_exception_needs_words():
    walk = answered(TYPE).ask_exception(STEP)
    with pytest.raises(Refused, match="A comment is needed"):
        give(walk, "exception-refused", step=STEP)
    give(walk, "exception-refused", step=STEP, comment="Send two officers")
    assert walk.blockers()[0].reason == "The exception for K1 was refused."


def test_what_was_not_asked_for_or_asked_anew_or_is_stale_is_not_granted():
    walk = answered(TYPE)
    with pytest.raises(Refused, match="Not asked for"):
        give(walk, "exception-granted", step=STEP)
    walk.ask_exception(STEP)
    old = exception_requests(walk.session, walk.checklist, walk.context, walk.now)[0].digest
    walk.ask_exception(STEP, "Rang twice, knocked twice")
    with pytest.raises(ChangedWhileRead):
        give(walk, "exception-granted", step=STEP, shown=old)
    walk.list_person("witness")
    with pytest.raises(ReviewRefused, match="has changed"):
        give(walk, "exception-granted", step=STEP)
    with pytest.raises(Refused, match="Which step"):
        give(walk, "exception-granted")


def test_a_request_says_how_it_stands():
    walk = answered(TYPE).ask_exception(STEP)

    def state():
        (found,) = exception_requests(walk.session, walk.checklist, walk.context, walk.now)
        return found.state

    assert state() == "waiting"
    give(walk, "exception-refused", step=STEP, comment="No")
    assert state() == "refused"
    walk.later(minutes=1)
    give(walk, "exception-granted", step=STEP)
    assert state() == "granted"
    walk.list_person("witness")
    assert state() == "stale"


def test_a_request_says_whom_it_is_about_and_what_the_evidence_says():
    def asked(walk):
        (found,) = exception_requests(walk.session, walk.checklist, walk.context, walk.now)
        return found

    walk = answered(TYPE)
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything().choose(STEP, "outcome", "not-reached", "K2")
    for _ in range(2):
        assert asked(walk).people == ("K2",)
        assert [record["person"] for record in asked(walk).records] == ["K2"]
        # Also once it is granted.
        give(walk, "exception-granted", step=STEP)
    walk = answered(TYPE).ask_exception("crash-wording")
    assert (asked(walk).people, asked(walk).records) == ((), ())


def test_what_cannot_be_given_is_known_before_any_words_are_asked_for():
    def may(walk, verdict, who=SUPERVISOR):
        check_may_give(walk.session, walk.context, walk.status_now, verdict, who)

    may(ready(TYPE), "approved")
    with pytest.raises(ReviewRefused, match="has not marked it ready"):
        may(answered(TYPE), "approved")
    with pytest.raises(ReviewRefused, match="canceled"):
        may(ready(TYPE).withdraw(), "approved")
    with pytest.raises(ReviewRefused, match="nothing to return"):
        may(ready(TYPE).withdraw(), "returned")
    for verdict in ("approved", "returned", "noted", "exception-granted", "exception-refused"):
        with pytest.raises(ReviewRefused, match="you cannot review it"):
            may(ready(TYPE), verdict, actor())


def test_a_review_is_written_and_read_again_whatever_it_says():
    walk = ready(TYPE)
    review = give(
        walk,
        "returned",
        comment='Two lines:\n"one" \\ two\n',
        comments=(StepComment(STEP, "Who?"), StepComment("crash-wording", "Say road, not bend")),
    )
    name = file_name(review.session, review.at, review.by.uid)
    assert read_review(write_review(review), name) == review
    assert (session_of(name), uid_of(name)) == (walk.session.id, 1001)
    assert session_of("../../x.toml") == ""


def test_the_status_of_a_type_that_needs_approval():
    walk = ready(TYPE)
    strict = status_of(walk.session, walk.checklist, SessionContext(), walk.now)
    assert (strict.status, strict.may_be_posted) == ("ready", False)
    give(walk, "approved")
    found = status_of(walk.session, walk.checklist, walk.context, walk.now)
    assert (found.status, found.may_be_posted) == ("approved", True)
    free = status_of(
        walk.session, walk.checklist, SessionContext(approval=NO_APPROVAL_NEEDED), walk.now
    )
    assert free.may_be_posted


@pytest.mark.parametrize("verdict", ["returned", "noted"])
def test_a_comment_of_which_nothing_is_visible_is_none(verdict):
    with pytest.raises(Refused, match="A comment is needed"):
        give(ready(TYPE), verdict, comment="\u3164\n\u2800")
    assert give(ready(TYPE), "approved", comment="\u115f\u1160").comment == ""
