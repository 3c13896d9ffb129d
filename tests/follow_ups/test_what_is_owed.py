"""What a post owes: by the answers of the moment at which it is recorded, frozen then, and little
enough that nobody ticks it off unread."""

from datetime import timedelta

import pytest
from factories import sessions
from factories.sessions import ALL_TYPES, AN_HOUR, NOON, SOMEBODY, Walk, answered, checklist
from msgspec.structs import replace

from checklists import changes
from checklists.follow_ups.rules import owed_after
from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.records.codec import read_ended, read_record, write_record
from checklists.session.review import NO_APPROVAL_NEEDED

FEW = {"community-post": 0, "prevention-advice": 0, "traffic-advisory": 1, "arrest-charge": 2}


def posted(walk, at=NOON, platforms=None):
    """A walk's session, recorded as posted where it was to go."""
    session = walk.session
    for platform in platforms or session.draft.platforms:
        context = SessionContext(approval=NO_APPROVAL_NEEDED)
        found = status_of(session, walk.checklist, context, at)
        session = changes.record_posted(
            session,
            found,
            platform,
            at=at,
            checklist=walk.checklist,
            reason="It went out",
            ordered_by="Chief Boyd, police",
            actor=walk.actor,
            now=at,
        )
    return session


def owed(walk):
    return {item.id: item for item in posted(walk).follow_ups}


def with_answer(walk, step_id, **values):
    """The walk with some values of a step's records changed, whatever the gate says of it."""
    answer = walk.session.answer(step_id)
    records = tuple({**record, **values} for record in answer.evidence or ({},))
    changed = replace(answer, outcome="confirmed", evidence=records)
    steps = tuple(changed if one.id == step_id else one for one in walk.session.steps)
    walk.session = replace(walk.session, steps=steps)
    return walk


@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_no_type_owes_more_than_is_read(incident_type):
    found = posted(answered(incident_type)).follow_ups
    most = checklist(incident_type).most_follow_ups
    assert most == FEW.get(incident_type, 3)
    assert len([item for item in found if item.due and not item.safety]) <= most


def test_a_week_of_posts_owes_fewer_than_ten_things():
    closures = [answered("traffic-advisory") for _ in range(3)]
    for nobody_hurt in closures[:2]:
        with_answer(nobody_hurt, "injury-status", answer="none")
        steps = [one for one in nobody_hurt.session.steps if one.id != "kin-followup-set"]
        nobody_hurt.session = replace(nobody_hurt.session, steps=tuple(steps))
    week = [answered("community-post") for _ in range(10)] + closures
    week += [answered("arrest-charge") for _ in range(2)]
    assert sum(len([i for i in posted(walk).follow_ups if i.due]) for walk in week) < 10


def test_community_and_prevention_posts_owe_nothing():
    assert not owed(answered("community-post"))
    assert not owed(answered("prevention-advice"))


@pytest.mark.parametrize(("said", "is_owed"), [("none", False), ("unknown", True)])
def test_a_closure_is_read_after_twenty_minutes_where_somebody_may_be_hurt(said, is_owed):
    walk = with_answer(answered("traffic-advisory"), "injury-status", answer=said)
    found = owed(walk)
    assert ("comments-soon" in found) == is_owed
    if is_owed:
        assert found["comments-soon"].due == (NOON + timedelta(minutes=20),)


def test_comments_are_read_after_an_hour_and_the_next_day():
    found = owed(answered("death-investigation"))["comments-read"]
    assert found.due == (NOON + AN_HOUR, NOON + 24 * AN_HOUR)
    assert found.who == SOMEBODY


def test_where_nobody_is_listed_or_shown_no_comment_is_read():
    walk = Walk("threat-hoax").case_number().write().post_on("facebook").every_step_asked()
    walk.answer_everything()
    assert walk.codes() == []
    assert not walk.session.listed
    assert "comments-read" not in owed(walk)
    assert "comments-read" in owed(answered("crime-trend"))


def without(walk, *step_ids):
    """The walk without its answers to some steps: it went out before they were asked."""
    steps = tuple(one for one in walk.session.steps if one.id not in step_ids)
    walk.session = replace(walk.session, steps=steps)
    return walk


def test_a_family_that_nobody_told_before_the_post_went_out_is_told_within_the_hour():
    assert "tell-missed" not in owed(answered("traffic-serious"))
    missed = owed(without(answered("traffic-serious"), "kin-notified"))["tell-missed"]
    assert (missed.people, missed.due, missed.safety) == (("K1",), (NOON + AN_HOUR,), True)
    # Where nobody was even listed, somebody may have to be told.
    begun = Walk("traffic-serious").case_number().write().post_on("x")
    assert owed(begun)["tell-missed"].people == ()


def test_of_several_only_those_whom_nobody_told_are_named():
    walk = answered("traffic-serious")
    dead = next(p.label for p in walk.session.listed if p.person_class == "deceased")
    second = walk.list_person("next-of-kin", dead)
    assert owed(walk)["tell-missed"].people == (second,)


@pytest.mark.parametrize(("said", "is_owed"), [("none", False), ("serious-or-fatal", True)])
def test_a_closure_without_anybody_hurt_has_nobody_who_was_missed(said, is_owed):
    walk = with_answer(answered("traffic-advisory"), "injury-status", answer=said)
    assert ("tell-missed" in owed(without(walk, "kin-followup-set"))) == is_owed


def test_what_a_no_takes_out_was_not_missed():
    walk = Walk("arrest-charge").case_number().write().post_on("x").questions_no()
    walk.list_person("victim")
    taken_out = without(walk.answer_everything(), "kin-notified")
    assert "tell-missed" not in owed(taken_out)
    assert owed(without(taken_out, "advance-notice"))["tell-missed"].people == ("V1",)


def test_what_somebody_verified_not_to_apply_was_not_missed():
    walk = answered("traffic-serious")
    step = walk.session.answer("whom-to-call")
    verified = replace(step, outcome="does-not-apply", evidence=())
    assert "tell-missed" in owed(without(walk, "whom-to-call"))
    walk.session = replace(walk.session, steps=(*walk.session.steps, verified))
    assert "tell-missed" not in owed(walk)


def test_who_was_not_reached_is_still_to_be_told_by_label():
    walk = answered("death-investigation")
    answer = walk.session.answer("whom-to-call")
    label = answer.evidence[0]["person"]
    records = ({**answer.evidence[0], "outcome": "not-reached"}, *answer.evidence[1:])
    exception = replace(answer, outcome="exception", evidence=records)
    walk.session = replace(
        walk.session,
        steps=tuple(exception if one.id == "whom-to-call" else one for one in walk.session.steps),
    )
    found = owed(walk)["tell-still"]
    assert (found.people, found.safety, found.tells) == ((label,), True, True)
    tried = found.outcome("not-reached")
    assert (tried.again, tried.told, tried.ends) == ("Try again by", False, False)


def test_a_promised_call_is_due_when_it_was_promised():
    found = owed(answered("traffic-serious"))["advocate-call"]
    assert found.due == (NOON + AN_HOUR,)
    assert set(found.people) == {"V1", "K1"}


def test_a_booking_photo_and_the_plan_are_each_down_by_their_day():
    walk = answered("arrest-charge")
    remove_by = NOON + timedelta(days=14)
    with_answer(
        walk, "suspect-release-limits", photo="booking-allowed", **{"photo-detail": remove_by}
    )
    found = owed(walk)["taken-down"]
    assert found.due == (NOON + AN_HOUR, remove_by)
    assert found.safety


def test_a_photo_that_is_not_a_booking_photo_has_no_day():
    walk = with_answer(
        answered("arrest-charge"),
        "suspect-release-limits",
        photo="other",
        **{"photo-detail": NOON + timedelta(days=14)},
    )
    assert owed(walk)["taken-down"].due == (NOON + AN_HOUR,)


def test_a_missing_person_is_asked_after_for_a_week_of_days_then_weekly():
    found = owed(answered("missing-person"))["still-missing"]
    assert found.due == tuple(NOON + timedelta(days=n) for n in range(1, 8))
    assert found.every == timedelta(days=7).total_seconds()


def test_an_alert_asks_only_where_a_take_down_was_set_aside():
    walk = answered("life-safety-alert")
    assert "still-missing" in owed(walk)
    assert "still-missing" not in owed(with_answer(walk, "notice-followup", tasks=["notices"]))


def test_what_is_not_for_safety_is_left_out_beyond_the_limit_in_the_order_of_the_file():
    walk = answered("arrest-charge")
    later = {"answer": "arranged", "answer-detail": NOON + AN_HOUR}
    found = owed(with_answer(walk, "support-contact", **later))
    assert "custody-told" in found
    assert "advocate-call" in found
    assert "comments-read" not in found
    assert "taken-down" in found
    # What only the comments could open is not there without them.
    assert "tell-about-comments" not in found


def test_an_answer_that_does_not_apply_owes_nothing():
    walk = answered("arrest-charge")
    plan = walk.session.answer("takedown-plan")
    steps = tuple(
        replace(plan, outcome="not-done") if one.id == "takedown-plan" else one
        for one in walk.session.steps
    )
    walk.session = replace(walk.session, steps=steps)
    assert "taken-down" not in owed(walk)


# Frozen


def test_it_stands_in_the_first_record_of_the_post_alone():
    session = posted(answered("missing-person"))
    assert len(session.posted) == 2
    assert session.posted[0].follow_ups == session.follow_ups
    assert not session.posted[1].follow_ups


def test_it_is_read_and_written_again_byte_for_byte_also_where_only_a_list_reads_it():
    session = posted(answered("missing-person").mark_ready())
    data = write_record(session)
    assert read_record(data, "x").follow_ups == session.follow_ups
    assert write_record(read_record(data, "x")) == data
    brief = read_ended(data, "x")
    assert brief is not None
    assert brief.follow_ups == session.follow_ups


@pytest.mark.parametrize("what", ["left out", "later", "nobody", "another rule"])
def test_what_was_frozen_is_derived_again_and_a_change_is_named(what):
    walk = answered("arrest-charge")
    session = posted(walk, platforms=["facebook"])
    first = session.posted[0]
    items = first.follow_ups
    changed = {
        "left out": replace(first, follow_ups=items[1:]),
        "later": replace(
            first, follow_ups=(replace(items[0], due=(NOON + 99 * AN_HOUR,)), *items[1:])
        ),
        "nobody": replace(first, follow_ups=()),
        "another rule": replace(first, follow_up_rules=""),
    }[what]
    honest = findings(session, walk.checklist, SessionContext(), NOON)
    found = findings(replace(session, posted=(changed,)), walk.checklist, SessionContext(), NOON)
    new = [finding.what for finding in found if finding not in honest]
    assert new, "the history has another digest"
    assert ("its follow-ups are not the ones that are owed" in new) == (what != "another rule")


def test_what_is_owed_depends_on_the_session_and_the_definitions_alone():
    walk = answered("officer-incident")
    assert owed_after(walk.session, walk.checklist, NOON) == posted(walk).follow_ups
    assert Walk("officer-incident").session.follow_ups == ()
    assert sessions.catalog().problems == ()
