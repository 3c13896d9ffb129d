"""An old time never confirms new words, and an answer that reached nobody says nothing of how."""

from datetime import timedelta

import pytest
from factories.sessions import ALL_TYPES, NOON, TEXT, Walk, answered, checklist, in_file

from checklists.changes import EvidenceRefused
from checklists.errors import Refused
from checklists.session.form import attestation, form_records

TYPE = "traffic-serious"
READ = "case-integrity"
MINUTES = timedelta(minutes=1)


def with_another_text():
    """Ready to its last step; then, at 12:20, another text is accepted."""
    walk = answered(TYPE).later(minutes=20)
    return walk.write(TEXT + " Until noon.", changes_meaning=False).questions_no()


def test_a_time_before_the_accepted_text_is_refused_where_the_step_binds_it():
    walk = with_another_text()
    with pytest.raises(EvidenceRefused, match=r"changed at 12:20, after this time"):
        walk.confirm(READ, *walk.whole(READ, when=NOON + 19 * MINUTES))
    walk.confirm(READ, *walk.whole(READ, when=NOON + 20 * MINUTES))
    assert walk.codes(READ) == []


def test_a_time_is_compared_by_the_minute_because_it_is_typed_so():
    walk = answered(TYPE).later(minutes=20, seconds=40)
    walk.write(TEXT + " Until noon.", changes_meaning=False)
    walk.confirm(READ, *walk.whole(READ, when=NOON + 20 * MINUTES))
    assert walk.codes(READ) == []


def test_in_a_file_such_an_answer_is_open():
    walk = with_another_text().answer_everything()
    (record,) = walk.answer(READ).evidence
    in_file(walk, READ, evidence=({**record, "when": NOON},))
    assert walk.codes(READ) == ["open"]


def test_an_image_that_came_later_must_have_been_seen():
    walk = answered(TYPE).later(minutes=20).add_photo("A tow truck", changes_meaning=False)
    with pytest.raises(EvidenceRefused, match="changed at 12:20"):
        walk.confirm(READ, *walk.whole(READ, when=NOON))


def test_a_family_was_told_the_new_meaning_after_it_changed():
    walk = answered(TYPE).later(minutes=20).write(TEXT + " Fatal.", changes_meaning=True)
    with pytest.raises(EvidenceRefused, match="changed at 12:20"):
        walk.confirm("kin-notified", *walk.whole("kin-notified", when=NOON))


def test_a_family_that_was_told_before_the_text_was_written_was_told():
    walk = Walk(TYPE).later(minutes=20).write()
    walk.list_who_is_needed()
    walk.confirm("kin-notified", *walk.whole("kin-notified", when=NOON))
    assert walk.codes("kin-notified") == []


def test_what_is_settled_earlier_by_its_nature_may_be_of_before_the_text():
    named = {
        step.id
        for name in ALL_TYPES
        for step in checklist(name).steps
        for field in step.fields
        if field.precedes_text
    }
    assert named == {
        "injury-status",
        "story-consent",
        "services-line",
        "services-accurate",
        "travel-details",
    }
    walk = with_another_text()
    walk.confirm("travel-details", *walk.whole("travel-details", when=NOON))
    assert walk.codes("travel-details") == []


def test_a_text_that_comes_back_needs_no_other_time():
    walk = with_another_text()
    walk.later(minutes=1).write(changes_meaning=False)
    assert walk.codes(READ) == []


def test_a_form_whose_words_changed_keeps_who_and_never_when():
    walk = answered(TYPE)
    (before,) = form_records(walk.session, walk.step(READ)).values()
    assert set(before) == {"checked-with", "when", "cut"}
    walk = with_another_text()
    (after,) = form_records(walk.session, walk.step(READ)).values()
    assert after == {key: value for key, value in before.items() if key != "when"}


def test_a_form_that_is_stale_for_the_people_alone_keeps_when():
    walk = answered(TYPE)
    walk.list_person("next-of-kin", "D1")
    assert "stale kin-notified" in walk.codes()
    assert "when" in form_records(walk.session, walk.step("kin-notified"))["K1"]


def test_of_a_family_each_is_asked_again_and_none_is_confirmed_with_another():
    walk = answered(TYPE)
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything().later(minutes=20).write(TEXT + " Fatal.", changes_meaning=True)
    step = walk.step("kin-notified")
    (first,) = walk.whole("kin-notified", "K1")
    found = attestation(walk.session, walk.checklist, step, first, at=walk.now, author=walk.actor)
    assert [record["person"] for record in found.records] == ["K1"]
    walk.confirm("kin-notified", *found.records)
    assert walk.codes("kin-notified") == ["person-missing K2"]
    # Who told K2, and how, is kept to be confirmed again; when is not.
    kept = form_records(walk.session, step)["K2"]
    assert set(kept) == {"person", "outcome", "told-or-tried-by", "how"}


# What a choice waives


@pytest.mark.parametrize(
    ("incident_type", "step_id", "field", "choice", "waived"),
    [
        (TYPE, "kin-notified", "outcome", "not-reached", "how"),
        (TYPE, "kin-notified", "outcome", "hurt-person-declined", "how"),
        (TYPE, "kin-notified", "outcome", "not-identified", "how"),
        ("arrest-charge", "advance-notice", "outcome", "not-reached", "how"),
        ("arrest-charge", "advance-notice", "outcome", "direct-notice-unsafe", "how"),
        ("crime-trend", "recent-victims-told", "outcome", "notice-would-endanger", "how"),
        ("arrest-charge", "next-steps-info", "outcome", "later", "given"),
        ("release-status", "next-steps-info", "outcome", "unsafe", "given"),
        ("arrest-charge", "next-steps-info", "outcome", "declined", "given"),
        ("arrest-charge", "next-steps-info", "outcome", "not-reached", "given"),
        ("release-status", "release-notice", "outcome", "not-reached", "how"),
        ("crime-trend", "recent-victims-told", "outcome", "not-reached", "how"),
    ],
)
def test_an_answer_without_a_contact_says_nothing_of_how(
    incident_type, step_id, field, choice, waived
):
    walk = Walk(incident_type).write()
    walk.list_who_is_needed()
    walk.choose(step_id, field, choice)
    assert all(waived not in record for record in walk.answer(step_id).evidence)
    said = walk.whole(step_id)[0][waived]
    both = [{**record, waived: said} for record in walk.answer(step_id).evidence]
    with pytest.raises(EvidenceRefused, match=f"no field {waived}"):
        walk.confirm(step_id, *both)
    in_file(walk, step_id, evidence=tuple(both))
    assert {code.split()[0] for code in walk.codes(step_id)} >= {"open"}


def test_in_every_form_the_outcome_comes_before_what_it_waives():
    for name in ALL_TYPES:
        for step in checklist(name).steps:
            order = [field.id for field in step.fields]
            for field in step.fields:
                for choice in field.choices:
                    assert all(order.index(w) > order.index(field.id) for w in choice.waives)


def test_who_tried_and_what_was_tried_are_never_waived():
    walk = answered(TYPE)
    records = walk.whole("kin-notified", outcome="not-reached", how=None)
    with pytest.raises(EvidenceRefused, match="Still needed: The attempts"):
        walk.confirm("kin-notified", *records)
    tried = [{**r, "outcome-detail": "Rang twice"} for r in records]
    without = [{k: v for k, v in r.items() if k != "told-or-tried-by"} for r in tried]
    with pytest.raises(EvidenceRefused, match="Still needed: Who told or tried"):
        walk.confirm("kin-notified", *without)


# Nobody identified, nobody to tell


@pytest.mark.parametrize(
    "incident_type",
    ["traffic-serious", "officer-incident", "death-investigation", "custody-death"],
)
@pytest.mark.parametrize(
    ("step_id", "field", "choice"),
    [
        ("kin-notified", "outcome", "not-identified"),
        ("kin-notified", "outcome", "nobody-found"),
        ("family-window", "answer", "nobody-found"),
        ("whom-to-call", "outcome", "nobody-found"),
    ],
)
def test_where_nobody_can_be_told_yet_a_supervisor_decides(incident_type, step_id, field, choice):
    """No reason walks around it: a family not found, or of somebody unknown, is told later."""
    walk = Walk(incident_type).case_number().write().post_on("facebook").questions_no()
    died = walk.list_person("deceased")
    assert walk.checklist.step(step_id).reason("no-family-found") is None
    assert walk.checklist.step(step_id).reason("identity-unknown") is None
    walk.list_person("next-of-kin", died)
    walk.choose(step_id, field, choice)
    assert walk.codes(step_id) == ["not-granted K1"]
    assert walk.review("exception-granted", step_id).codes(step_id) == []


def test_a_lockdown_with_nobody_hurt_needs_no_call_to_a_family():
    walk = Walk("holding-statement").case_number().write().post_on("facebook")
    walk.choose("injury-status", "answer", "none")
    walk.does_not_apply("kin-followup-set", "no-death-injury", "Sgt. Park, scene")
    assert walk.codes("kin-followup-set") == []


def test_of_somebody_missing_without_family_the_search_is_named_and_a_relative_listed_ends_it():
    walk = Walk("missing-person").case_number().write().post_on("facebook").questions_no()
    missing = walk.list_person("missing-person")
    walk.does_not_apply("support-contact", "no-family-found", "Sgt. Vo, family liaison")
    assert walk.codes("support-contact") == []
    walk.list_person("next-of-kin", missing)
    assert "stale" in walk.codes("support-contact")[0]
    with pytest.raises(Refused):
        walk.does_not_apply("support-contact", "no-family-found", "Sgt. Vo, family liaison")
