"""Each way in which a post could slip through, by name: the gate stays closed.

The list is the one that the work order promises; every test also shows the other side of its edge,
where the gate is open, so that a gate that is always closed would fail as well.
"""

from datetime import timedelta

import pytest
from factories.sessions import NOON, WRONG_ANSWERS, Walk, answered, checklist, in_file, ready
from msgspec.structs import replace

from checklists import changes
from checklists.errors import Refused
from checklists.session.fingerprints import given_for

TYPE = "traffic-serious"
ARREST = "arrest-charge"
QUESTIONS = [f"question {found.id}" for found in checklist(TYPE).questions]


def test_no_media_answered_and_then_a_photo_added():
    walk = answered(TYPE).remove_photo(changes_meaning=False)
    walk.does_not_apply("media-package", "no-media").answer_everything().questions_no()
    assert walk.codes() == []
    walk.add_photo(changes_meaning=False)
    assert "stale media-package" in walk.codes()
    walk.questions_no()
    for step_id in walk.stale() - {"media-package"}:
        walk.confirm(step_id)
    assert walk.codes() == ["stale media-package"]
    with pytest.raises(Refused, match="the draft has media"):
        walk.does_not_apply("media-package", "no-media")


def test_nobody_of_the_class_listed_on_a_per_person_step():
    walk = Walk(TYPE)
    walk.list_person("seriously-hurt")
    with pytest.raises(changes.EvidenceRefused, match="Answer for each person"):
        walk.confirm("kin-notified")
    walk.list_person("next-of-kin", "H1")
    walk.confirm("kin-notified")
    walk.remove_person("K1")
    assert "person-missing" in walk.codes("kin-notified")
    # However the answer's ground is written, somebody must be listed and have a record.
    _believe_the_ground(walk, "kin-notified")
    assert set(walk.codes("kin-notified")) == {"person-missing", "person-missing H1"}


def test_k2_removed_before_being_reached():
    walk = answered(TYPE)
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything()
    assert walk.codes() == []
    walk.choose("kin-notified", "outcome", "not-reached", "K2")
    assert walk.codes() == ["not-granted kin-notified"]
    with pytest.raises(Refused, match="Somebody else must verify it"):
        changes.remove_person(
            walk.session,
            "K2",
            because="Cannot be reached",
            verified_by="mruiz",
            actor=walk.actor,
            now=NOON,
        )
    walk.remove_person("K2")
    removed = walk.session.person("K2")
    assert removed is not None
    assert removed.removed
    assert removed.removed_verified_by
    assert "stale kin-notified" in walk.codes()
    assert walk.answer_everything().codes() == []


def test_victims_identified_says_three_and_two_are_listed():
    walk = Walk(TYPE)
    walk.list_person("deceased")
    walk.list_person("next-of-kin", "D1")
    with pytest.raises(changes.EvidenceRefused, match="The people list has 2"):
        walk.confirm("victims-identified", *walk.whole("victims-identified", **{"how-many": 3}))
    walk.list_person("co-victim")
    walk.confirm("victims-identified")
    assert walk.codes("victims-identified") == []
    walk.remove_person("C1")
    assert set(walk.codes("victims-identified")) == {"stale", "person-missing"}
    _believe_the_ground(walk, "victims-identified")
    assert walk.codes("victims-identified") == ["person-missing"]


def test_another_count_in_a_second_record_of_a_file():
    walk = Walk(TYPE)
    walk.list_person("deceased")
    walk.confirm("victims-identified")
    assert walk.codes("victims-identified") == []
    (record,) = walk.answer("victims-identified").evidence
    in_file(walk, "victims-identified", evidence=(record, record | {"how-many": 7}))
    assert walk.codes("victims-identified") == ["open", "person-missing"]


def test_effect_blocks():
    walk = answered("arrest-charge").choose("participation-risk", "decision", "not-yet")
    assert walk.codes() == ["held-value participation-risk"]
    assert walk.choose("participation-risk", "decision", "agreed").codes() == []


def test_effect_holds_until():
    until = NOON + timedelta(minutes=1)
    walk = answered(ARREST).choose(
        "advance-notice", "outcome", "asked-to-delay-until", **{"outcome-detail": until}
    )
    assert set(walk.codes()) == {"on-hold advance-notice"}
    assert walk.later(seconds=59).codes() != []
    assert walk.later(seconds=1).codes() == []


def test_effect_holds_until_needs_its_time():
    walk = answered(ARREST)
    for detail in (None, NOON, NOON - timedelta(minutes=1)):
        records = walk.whole(
            "advance-notice", outcome="asked-to-delay-until", **{"outcome-detail": detail}
        )
        with pytest.raises(changes.EvidenceRefused):
            walk.confirm("advance-notice", *records)


def test_effect_needs_exception():
    walk = answered(TYPE).choose("kin-notified", "outcome", "not-reached")
    assert walk.answer("kin-notified").outcome == "exception"
    assert walk.codes() == ["not-granted kin-notified"]
    walk.review("exception-refused", "kin-notified")
    assert walk.codes() == ["not-granted kin-notified"]
    walk.later(minutes=1).review("exception-granted", "kin-notified")
    assert walk.codes() == []


def test_effect_excuses():
    walk = answered(ARREST)
    other = walk.list_person("victim")
    walk.answer_everything().choose(
        "advance-notice", "outcome", "prior-request-not-to-be-contacted", other
    )
    walk.confirm("support-contact", *walk.whole("support-contact", "V1", "K1"))
    assert walk.codes() == []
    # The excuse serves the other contact steps and no other step, and it ends with its answer.
    walk.confirm("rights-and-wishes", *walk.whole("rights-and-wishes", "V1", "K1"))
    assert walk.codes() == ["person-missing rights-and-wishes"]
    walk.confirm("rights-and-wishes").choose("advance-notice", "outcome", "reached", other)
    assert walk.codes() == ["person-missing support-contact"]


@pytest.mark.parametrize("wrong", WRONG_ANSWERS)
def test_an_excuse_in_an_answer_that_does_not_count_excuses_from_no_other_step(wrong):
    walk = answered(TYPE).choose("kin-notified", "outcome", "hurt-person-declined")
    walk.confirm("family-window")
    assert walk.codes() == []
    in_file(walk, "kin-notified", **wrong(walk, "kin-notified"))
    assert walk.codes("kin-notified") != []
    assert walk.codes("family-window") == ["person-missing K1"]
    (blocker,) = [found for found in walk.blockers() if found.step == "family-window"]
    assert '"family notified"' in blocker.reason


def test_an_excuse_that_needs_another_excuses_from_no_other_step_until_another_was_told():
    walk = answered(TYPE).choose("kin-notified", "outcome", "relative-involved")
    walk.confirm("family-window")
    assert walk.codes("family-window") == ["person-missing K1"]
    walk.list_person("next-of-kin", "D1")
    walk.choose("kin-notified", "outcome", "relative-involved", "K1")
    walk.confirm("family-window", *walk.whole("family-window", "K2"))
    assert walk.codes("family-window") == []


def test_an_excuse_for_one_person_frees_nobody_else():
    walk = answered(TYPE)
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything().choose("kin-notified", "outcome", "hurt-person-declined", "K1")
    walk.confirm("whom-to-call", *walk.whole("whom-to-call", "V1"))
    assert walk.codes("whom-to-call") == ["person-missing K2"]


def test_only_a_contact_step_excuses_from_the_contacts():
    walk = answered(TYPE)
    wishes = walk.step("rights-and-wishes")
    fields = tuple(
        replace(
            field,
            choices=tuple(
                replace(c, effect="excuses") if c.id == "opt-in-form" else c for c in field.choices
            ),
        )
        for field in wishes.fields
    )
    walk.checklist = _with_step(walk.checklist, wishes.id, fields=fields)
    walk.session = changes.carry_to_checklist(
        walk.session, walk.checklist, actor=walk.actor, now=walk.now
    )
    assert walk.codes() == []
    walk.list_person("next-of-kin", "D1")
    walk.choose("rights-and-wishes", "source", "opt-in-form")
    walk.confirm("kin-notified", *walk.whole("kin-notified", "K1"))
    assert walk.codes("kin-notified") == ["person-missing K2"]


def test_somebody_excused_from_every_contact_leaves_the_other_steps_without_a_record():
    walk = answered(TYPE).choose("kin-notified", "outcome", "hurt-person-declined")
    walk.confirm("family-window")
    assert walk.answer("family-window").evidence == ()
    assert walk.codes() == []
    walk.confirm("kin-notified")
    assert walk.codes() == ["person-missing family-window"]


@pytest.mark.parametrize("step_id", ["kin-notified", "family-window"])
def test_no_excuse_in_a_later_step_frees_a_family_from_being_told(step_id):
    walk = answered(TYPE)
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything().choose("whom-to-call", "outcome", "notice-would-endanger", "K2")
    assert walk.codes() == []
    walk.confirm(step_id, *walk.whole(step_id, "K1"))
    assert walk.codes() == [f"person-missing {step_id}"]
    assert walk.codes(step_id) == ["person-missing K2"]


def test_effect_excuses_needs_another():
    walk = answered(TYPE).choose("kin-notified", "outcome", "relative-involved")
    assert walk.codes("kin-notified") == ["person-missing K1"]
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything().choose("kin-notified", "outcome", "relative-involved", "K1")
    assert walk.codes() == []
    walk.choose("kin-notified", "outcome", "not-reached", "K2")
    _edit_record(walk, "kin-notified", "K1", outcome="relative-involved")
    assert "person-missing K1" in walk.codes("kin-notified")


def test_effect_excuses_needs_another_of_the_same_person():
    walk = answered(TYPE)
    walk.list_person("seriously-hurt")
    walk.list_person("next-of-kin", "H1")
    walk.answer_everything().choose("kin-notified", "outcome", "relative-involved", "K1")
    assert walk.codes("kin-notified") == ["person-missing K1"]
    walk.link("K2", "D1")
    walk.list_person("next-of-kin", "H1")
    walk.answer_everything().choose("kin-notified", "outcome", "relative-involved", "K1")
    assert walk.codes() == []


def test_effect_excuses_needs_another_who_was_not_excused_as_well():
    walk = answered(TYPE)
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything().choose("kin-notified", "outcome", "relative-involved")
    assert set(walk.codes("kin-notified")) == {"person-missing K1", "person-missing K2"}


def test_a_deceased_person_without_a_linked_next_of_kin():
    walk = answered(TYPE)
    second = walk.list_person("deceased")
    for step_id in ("victims-identified", *sorted(walk.stale())):
        walk.confirm(step_id)
    assert walk.codes() == ["person-missing kin-notified", "person-missing whom-to-call"]
    assert walk.codes("kin-notified") == [f"person-missing {second}"]
    walk.list_person("next-of-kin", second)
    assert walk.answer_everything().codes() == []


def test_a_next_of_kin_of_somebody_else_does_not_cover_the_deceased():
    walk = answered(TYPE)
    walk.list_person("seriously-hurt")
    walk.link("K1", "H1")
    for step_id in sorted(walk.stale()):
        walk.confirm(step_id)
    assert walk.codes("kin-notified") == ["person-missing D1"]


def test_a_guardian_does_not_cover_the_deceased():
    walk = Walk(TYPE)
    walk.list_person("seriously-hurt")
    walk.list_person("guardian", "H1")
    walk.list_person("deceased")
    walk.list_person("next-of-kin", "D1")
    walk.confirm("kin-notified")
    assert walk.codes("kin-notified") == ["person-missing H1"]


def test_a_question_answered_before_the_draft_was_changed():
    walk = answered(TYPE).write("Another text altogether", changes_meaning=False)
    walk.answer_everything()
    assert walk.codes() == QUESTIONS
    assert walk.questions_no().codes() == []
    walk.add_photo(changes_meaning=False).answer_everything()
    assert walk.codes() == QUESTIONS


def test_the_files_own_copy_of_a_step_edited_to_ordinary():
    walk = answered(TYPE)
    steps = tuple(
        replace(found, victim_related=False, outcome="not-done", note="Later", evidence=())
        if found.id == "kin-notified"
        else found
        for found in walk.session.steps
    )
    walk.session = replace(walk.session, steps=steps)
    assert walk.codes() == ["open kin-notified"]
    with pytest.raises(changes.NotReady):
        walk.mark_ready()


def test_the_catalog_changed_under_an_open_session():
    walk = ready(TYPE)
    walk.checklist = replace(checklist(TYPE), revision="sha256:" + "1" * 64)
    assert walk.codes() == ["checklist-changed"]
    assert walk.status == "lapsed"
    with pytest.raises(changes.NotReady):
        walk.mark_ready()


def test_a_step_added_to_the_catalog_is_open_after_carrying_over():
    walk = answered(TYPE)
    fewer = _without_step(checklist(TYPE), "kin-notified")
    walk.session = changes.carry_to_checklist(walk.session, fewer, actor=walk.actor, now=walk.now)
    assert walk.session.answer("kin-notified") is None
    walk.session = changes.carry_to_checklist(
        walk.session, walk.checklist, actor=walk.actor, now=walk.now
    )
    assert walk.codes() == ["open kin-notified"]


def test_a_step_reworded_in_the_catalog_is_asked_again_and_the_others_stay():
    walk = answered(TYPE)
    walk.checklist = _with_step(walk.checklist, "kin-notified", prompt="Asked otherwise.")
    walk.session = changes.carry_to_checklist(
        walk.session, walk.checklist, actor=walk.actor, now=walk.now
    )
    assert walk.codes() == ["open kin-notified"]


def test_a_step_made_victim_related_in_the_catalog_is_asked_again():
    walk = answered(TYPE).not_done("publish-package")
    walk.checklist = _with_step(walk.checklist, "publish-package", victim_related=True)
    walk.session = changes.carry_to_checklist(
        walk.session, walk.checklist, actor=walk.actor, now=walk.now
    )
    assert walk.codes() == ["open publish-package"]


def test_a_step_that_binds_more_in_the_catalog_is_stale_after_carrying_over():
    walk = answered(TYPE)
    binds = (*walk.step("publish-package").binds, "people")
    walk.checklist = _with_step(walk.checklist, "publish-package", binds=binds)
    walk.session = changes.carry_to_checklist(
        walk.session, walk.checklist, actor=walk.actor, now=walk.now
    )
    assert walk.codes() == ["stale publish-package"]


def _with_step(found, step_id, **values):
    sections = tuple(
        replace(
            section,
            steps=tuple(
                replace(step, **values) if step.id == step_id else step for step in section.steps
            ),
        )
        for section in found.sections
    )
    return replace(found, sections=sections, revision=f"sha256:{'2' * 64}")


def _without_step(found, step_id):
    sections = tuple(
        replace(section, steps=tuple(step for step in section.steps if step.id != step_id))
        for section in found.sections
    )
    return replace(found, sections=sections, revision=f"sha256:{'3' * 64}")


def _believe_the_ground(walk, step_id):
    """The answer as an edited file could have it: given for what the session holds now."""
    ground = given_for(walk.session, walk.step(step_id).binds)
    steps = tuple(
        replace(found, given_for=ground) if found.id == step_id else found
        for found in walk.session.steps
    )
    walk.session = replace(walk.session, steps=steps)


def _edit_record(walk, step_id, label, **values):
    steps = tuple(
        replace(
            found,
            evidence=tuple(
                {**record, **values, "outcome-detail": "Det. Okafor"}
                if record.get("person") == label
                else record
                for record in found.evidence
            ),
        )
        if found.id == step_id
        else found
        for found in walk.session.steps
    )
    walk.session = replace(walk.session, steps=steps)
