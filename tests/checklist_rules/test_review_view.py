"""What a supervisor reads: every part finds what it is for, and nothing where there is nothing."""

from datetime import timedelta

import pytest
from factories.sessions import NOON, TEXT, Walk, answered, checklist, ready

from checklists import changes
from checklists.gate.context import SessionContext
from checklists.review.report import review_view
from checklists.session.fingerprints import content_digest

TYPE = "traffic-serious"
STEP = "kin-notified"


def view(walk):
    return review_view(walk.session, walk.checklist, SessionContext(reviews=walk.reviews), walk.now)


def slow(incident_type=TYPE):
    """A walk in which every answer takes its time."""
    walk = Walk(incident_type, NOON - timedelta(minutes=20))
    walk.case_number().write().post_on("facebook", "x").add_photo().questions_no()
    walk.list_who_is_needed()
    for step in walk.checklist.steps:
        walk.later(seconds=10).confirm(step.id)
    return walk


def test_the_post_alone_as_each_platform_gets_it():
    walk = ready(TYPE)
    seen = view(walk)
    assert seen.digest == content_digest(walk.session)
    assert [(t.platform, t.text, t.own) for t in seen.texts] == [
        ("facebook", TEXT, False),
        ("x", TEXT, False),
    ]
    assert [media.label for media in seen.media] == ["M1"]
    own = answered(TYPE).write(TEXT, {"x": "Shorter"}, changes_meaning=False)
    assert [(t.text, t.own) for t in view(own).texts] == [(TEXT, False), ("Shorter", True)]


def test_what_is_out_of_the_ordinary_is_empty_in_an_ordinary_walk():
    seen = view(slow())
    assert seen.exceptions == ()
    assert seen.not_applying == ()
    assert seen.not_done == ()
    assert seen.went_stale == ()
    assert seen.too_fast == ()
    assert seen.carried == ()
    assert seen.removed == ()


def test_exceptions_not_applying_and_not_done_with_their_words():
    walk = answered(TYPE).ask_exception(STEP, "Rang twice")
    walk.does_not_apply("travel-details", "road-open", "Sgt. Vo, traffic")
    walk.not_done("publish-package", "The web team is away")
    seen = view(walk)
    (asked,) = seen.exceptions
    assert (asked.step, asked.people, asked.state) == (STEP, ("K1",), "waiting")
    assert asked.records[0]["outcome-detail"] == "Rang twice"
    (applies_not,) = seen.not_applying
    assert (applies_not.step.id, applies_not.verified_by) == ("travel-details", "Sgt. Vo, traffic")
    ((step, answer),) = seen.not_done
    assert (step.id, answer.note) == ("publish-package", "The web team is away")


def test_choices_that_do_more_than_count():
    walk = answered(TYPE).choose(STEP, "outcome", "not-reached", "K1")
    grave = [(g.step.id, g.person, g.effect) for g in view(walk).notable_choices]
    assert (STEP, "K1", "needs-exception") in grave


def test_stale_history_and_what_is_stale_now():
    walk = slow().later(seconds=10).confirm(STEP)
    walk.later(seconds=10).write(TEXT + "x", changes_meaning=False)
    seen = {found.step.id: found for found in view(walk).went_stale}
    assert seen[STEP].times_answered == 2
    assert len(seen[STEP].earlier) == 1
    assert seen[STEP].stale_now == ""
    assert "text" in seen["crash-wording"].stale_now


def replaced(walk):
    """How often the contact step was answered; 0 where a supervisor reads nothing of it."""
    found = [stale for stale in view(walk).went_stale if stale.step.id == STEP]
    return found[0].times_answered if found else 0


def with_two_kin():
    walk = slow().later(seconds=10)
    walk.list_person("next-of-kin", "D1")
    return walk


def test_a_step_that_is_answered_person_by_person_is_answered_once():
    walk = with_two_kin()
    kept = walk.answer(STEP).evidence
    # What was said of K1 stands; K2 was not asked before.
    walk.later(seconds=10).confirm(STEP, *kept, *walk.whole(STEP, "K2"))
    assert replaced(walk) == 0


@pytest.mark.parametrize("again", ["K1", "K2"])
def test_a_person_who_is_answered_of_anew_counts(again):
    walk = with_two_kin()
    kept = walk.answer(STEP).evidence
    walk.later(seconds=10).confirm(STEP, *kept, *walk.whole(STEP, "K2"))
    records = {record["person"]: record for record in walk.answer(STEP).evidence}
    records[again] = {**records[again], "told-or-tried-by": "Det. Okafor, traffic unit"}
    walk.later(seconds=10).confirm(STEP, *records.values())
    assert replaced(walk) == 2
    (stale,) = (found for found in view(walk).went_stale if found.step.id == STEP)
    assert [len(answer.evidence) for answer in stale.earlier] == [2]


def test_the_same_said_again_of_somebody_counts_beside_somebody_new():
    walk = with_two_kin()
    new = {**walk.answer(STEP).evidence[0], "told-or-tried-by": "Det. Okafor, traffic unit"}
    walk.later(seconds=10).confirm(STEP, new, *walk.whole(STEP, "K2"))
    assert replaced(walk) == 2


def test_another_outcome_counts():
    walk = with_two_kin().later(seconds=10).ask_exception(STEP)
    assert replaced(walk) == 2
    walk.later(seconds=10).confirm(STEP)
    assert replaced(walk) == 3


def test_answers_faster_than_anybody_reads():
    walk = slow()
    walk.later(seconds=10).confirm(STEP).later(seconds=2).not_done("publish-package")
    (fast,) = view(walk).too_fast
    assert (fast.step.id, fast.after) == ("publish-package", timedelta(seconds=2))
    walk.later(seconds=3).not_done("tip-route", "No tips are asked for") if walk.checklist.step(
        "tip-route"
    ) else None
    assert len(view(walk).too_fast) == 1


def test_confirming_anew_what_it_said_before_is_not_fast():
    walk = slow()
    walk.later(seconds=10).list_person("witness")
    for step_id in sorted(walk.stale()):
        if not walk.step(step_id).per_person and step_id != "victims-identified":
            walk.later(seconds=1).confirm(step_id, *walk.answer(step_id).evidence)
    assert view(walk).too_fast == ()


def test_the_same_words_under_several_steps():
    walk = answered(TYPE)
    ordinary = [step.id for step in walk.checklist.steps if not step.victim_related][:3]
    for step_id in ordinary[:2]:
        walk.not_done(step_id, "Same  as the last time")
    walk.not_done(ordinary[2], "Another reason altogether")
    found = [p for p in view(walk).pasted if p.text.startswith("Same")]
    assert [[step.id for step in p.steps] for p in found] == [ordinary[:2]]


def test_the_people_with_their_records_and_who_was_taken_off():
    walk = answered(TYPE)
    label = walk.list_person("witness")
    walk.remove_person(label)
    seen = view(walk)
    assert [person.label for person in seen.removed] == [label]
    by_label = {found.person.label: found for found in seen.people}
    assert STEP in {step.id for step, _ in by_label["K1"].records}
    assert by_label["D1"].records == ()


def test_the_whole_list_the_drafts_and_the_time_line():
    walk = answered(TYPE).write(TEXT + " More.", changes_meaning=True)
    seen = view(walk)
    assert [line.step.id for line in seen.steps] == [s.id for s in checklist(TYPE).steps]
    assert any(line.state == "stale" and line.blockers for line in seen.steps)
    assert seen.timeline == walk.session.history
    assert seen.drafts[-1].changes_meaning is True
    assert seen.drafts[-1].words_changed == 1
    assert "but not how" in seen.about_drafts


def test_whose_answers_were_carried():
    original = answered(TYPE)
    session = changes.continue_session(
        original.session,
        original.checklist,
        f"20261122-1205-{TYPE}-m3p9",
        actor=original.actor,
        now=NOON,
    )
    seen = review_view(
        session, original.checklist, SessionContext(originals=(original.session,)), NOON
    )
    assert len(seen.carried) == len(session.steps)
    assert seen.continues.session == original.session.id


def test_the_list_of_steps_says_of_whom_each_did_not_ask():
    walk = slow()
    walk.list_person("next-of-kin", "D1")
    walk.choose(STEP, "outcome", "not-reached", "K2", covers=["whom-to-call"])
    walk.confirm("whom-to-call")
    left_out = {line.step.id: line.not_asked for line in view(walk).steps if line.not_asked}
    assert left_out == {"whom-to-call": {"K2": walk.step(STEP)}}
