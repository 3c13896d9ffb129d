"""An answer holds for what it was given for, and asks again when that changes.

Fixing a typo asks again about the wording and leaves a family's notification alone; a second
victim asks again about the contacts and leaves the wording alone.
"""

from datetime import timedelta

import pytest
from factories.sessions import ALL_TYPES, NOON, TEXT, Walk, answered, checklist, ready

from checklists.errors import Refused
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of

TYPE = "traffic-serious"
VERSIONS = "versions-agree"


def binding(incident_type, *inputs):
    """The steps of a type that bind any of these inputs, as its definition says.

    Of a post with one text for every platform: there are no versions to compare.
    """
    asked = (s for s in checklist(incident_type).steps if s.id != VERSIONS)
    return {s.id for s in asked if set(s.binds) & set(inputs)}


def contact_steps(incident_type):
    return {step.id for step in checklist(incident_type).steps if step.is_contact}


@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_one_letter_in_the_draft_asks_again_what_binds_the_text_and_nothing_else(incident_type):
    walk = answered(incident_type).write(TEXT + "x", changes_meaning=False)
    assert walk.stale() == binding(incident_type, "text")


def test_one_letter_after_ready_lapses_and_leaves_the_contact_steps_alone():
    walk = ready(TYPE).write(TEXT.replace("closed", "closer"), changes_meaning=False)
    assert walk.status == "lapsed"
    assert {"crash-wording", "dignity-language", "no-identifiers"} <= walk.stale()
    assert not walk.stale() & contact_steps(TYPE)


def test_a_change_of_what_a_victim_was_told_asks_again_in_every_contact_step():
    walk = ready(TYPE).write(TEXT + " One person died.", changes_meaning=True)
    assert contact_steps(TYPE) <= walk.stale()
    assert walk.stale() == binding(TYPE, "text", "meaning")


@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_the_meaning_is_bound_by_the_whole_contact_section_of_every_type(incident_type):
    assert binding(incident_type, "meaning") == contact_steps(incident_type)
    affects_nobody = incident_type in {"community-post", "prevention-advice"}
    assert bool(contact_steps(incident_type)) != affects_nobody


def test_an_invisible_character_is_a_change():
    walk = answered(TYPE).write(TEXT + "\u200d", changes_meaning=False)
    assert walk.stale() == binding(TYPE, "text")


def test_the_same_letter_back_again_lets_the_answers_count_again():
    walk = ready(TYPE).write(TEXT + "x", changes_meaning=False)
    assert walk.status == "lapsed"
    walk.write(TEXT, changes_meaning=False)
    assert walk.codes() == []
    assert walk.status == "ready"


def test_a_meaning_taken_back_is_a_further_change():
    walk = ready(TYPE).write(TEXT + " Fatal.", changes_meaning=True)
    walk.write(TEXT, changes_meaning=True)
    assert walk.stale() == contact_steps(TYPE)


def test_leaving_a_changed_draft_without_an_answer_is_refused():
    with pytest.raises(Refused, match="One question first"):
        answered(TYPE).write(TEXT + "x")
    with pytest.raises(Refused, match="One question first"):
        answered(TYPE).add_photo()
    with pytest.raises(Refused, match="One question first"):
        answered(TYPE).remove_photo()


def test_before_anybody_was_told_the_question_is_not_asked():
    walk = Walk(TYPE).write("One text").write("Another text").add_photo()
    assert walk.session.draft.meaning == 1
    assert [e.changes_meaning for e in walk.session.history] == [None] * 4


def test_the_history_keeps_the_answer_and_how_many_words_changed():
    walk = answered(TYPE).write(TEXT.replace("Route 4", "Highway 4"), changes_meaning=False)
    entry = walk.session.history[-1]
    assert (entry.did, entry.words_changed, entry.changes_meaning) == ("draft", 1, False)
    walk.write(TEXT, changes_meaning=True)
    assert walk.session.history[-1].changes_meaning is True
    assert walk.session.draft.meaning == 2


def test_a_shorter_text_for_one_platform_is_part_of_the_text():
    walk = answered(TYPE).write(TEXT, {"x": "Route 9 closed."}, changes_meaning=False)
    assert walk.stale() == binding(TYPE, "text")
    assert walk.session.draft.for_platform("x") == "Route 9 closed."
    assert walk.session.draft.for_platform("facebook") == TEXT


@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_another_platform_asks_again_what_binds_the_platforms(incident_type):
    walk = answered(incident_type).post_on("facebook", "x", "nextdoor")
    assert walk.stale() == binding(incident_type, "platforms")


def test_the_same_platforms_in_another_order_ask_nothing_again():
    assert answered(TYPE).post_on("x", "facebook").stale() == set()


@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_a_photo_more_or_less_asks_again_what_binds_the_media(incident_type):
    more = answered(incident_type).add_photo("The detour, from above", changes_meaning=False)
    assert more.stale() == binding(incident_type, "media")
    less = answered(incident_type).remove_photo(changes_meaning=False)
    # Without any there is nothing left to check.
    of_media = {
        step.id
        for step in checklist(incident_type).steps
        if any(rule.reason.id == "no-media" for rule in step.not_needed_if)
    }
    assert "media-package" in of_media
    assert less.stale() == binding(incident_type, "media") - of_media


@pytest.mark.parametrize(
    "incident_type", [found for found in ALL_TYPES if checklist(found).classes]
)
def test_somebody_more_on_the_list_asks_again_what_binds_the_people(incident_type):
    walk = answered(incident_type)
    walk.list_person("witness")
    assert walk.stale() == binding(incident_type, "people")


def test_a_second_next_of_kin_added_reopens_the_contact_steps():
    walk = ready(TYPE)
    walk.list_person("next-of-kin", "D1")
    assert walk.status == "lapsed"
    assert contact_steps(TYPE) <= walk.stale()
    assert not walk.stale() & {"crash-wording", "dignity-language", "media-package"}
    assert "person-missing K2" in walk.codes("kin-notified")


def test_another_link_a_removal_and_another_class_are_changes_of_the_people():
    walk = answered(TYPE)
    walk.list_person("deceased")
    walk.list_person("next-of-kin", "D2")
    walk.answer_everything()
    assert walk.codes() == []
    before = walk.session
    for change in (
        lambda: walk.link("K2", "D1"),
        lambda: walk.remove_person("K2"),
        lambda: walk.reclassify("D2", "seriously-hurt"),
    ):
        walk.session = before
        change()
        assert walk.stale() == binding(TYPE, "people")


def test_an_answer_is_fresh_to_its_last_minute():
    walk = answered(TYPE)
    known = NOON - timedelta(minutes=5)  # when the scene was asked, not when it was written down
    walk.now = known + timedelta(minutes=30)
    assert walk.codes() == []
    walk.later(seconds=1)
    assert walk.codes() == ["stale travel-details"]


def test_a_does_not_apply_is_as_fresh_as_the_step_is():
    walk = answered(TYPE).does_not_apply("travel-details", "road-open")
    assert walk.later(minutes=30).codes() == []
    assert walk.later(seconds=1).codes() == ["stale travel-details"]


def test_a_type_may_ask_for_fresher_facts_than_the_step_does():
    custody = answered("release-status").later(minutes=61)
    assert "stale facts-verified" in custody.codes()
    crash = answered(TYPE).later(minutes=61)
    assert "stale facts-verified" not in crash.codes()


def test_evidence_older_than_the_step_allows_is_refused_at_once():
    walk = Walk(TYPE).write()
    with pytest.raises(Refused, match="This is older than 30 minutes"):
        walk.confirm(
            "travel-details", *walk.whole("travel-details", when=NOON - timedelta(minutes=31))
        )
    walk.confirm("travel-details", *walk.whole("travel-details", when=NOON - timedelta(minutes=30)))
    assert walk.codes("travel-details") == []


def test_a_clock_that_was_set_back_makes_every_answer_stale_until_its_time_has_come():
    walk = answered(TYPE).later(seconds=-1)
    assert walk.stale() == {step.id for step in walk.checklist.steps} - {VERSIONS}
    assert walk.later(seconds=1).stale() == set()


def test_a_ready_mark_lapses_after_its_time_and_not_before():
    walk = answered("community-post").mark_ready()
    walk.now = NOON + walk.checklist.fresh_for
    assert walk.status == "ready"
    assert walk.later(seconds=1).codes() == []
    assert walk.status == "lapsed"
    assert walk.status_now.lapsed_because == "It was marked ready more than 7 days ago."


def test_a_ready_mark_of_a_time_to_come_has_lapsed():
    walk = answered("crime-trend").later(hours=1).mark_ready().later(minutes=-1)
    assert status_of(walk.session, walk.checklist, SessionContext(), walk.now).status == "lapsed"
    assert walk.codes() == []
    assert "clock may be wrong" in walk.status_now.lapsed_because


def test_a_stale_step_keeps_its_evidence_and_is_confirmed_again_as_it_was():
    walk = answered(TYPE).write(TEXT + "x", changes_meaning=False)
    kept = walk.answer("crash-wording").evidence
    walk.confirm("crash-wording", *kept)
    assert "crash-wording" not in walk.stale()
    assert walk.session.history[-1].superseded is not None


def test_somebody_listed_and_taken_off_again_is_a_change():
    walk = answered(TYPE)
    label = walk.list_person("witness")
    walk.remove_person(label)
    assert walk.stale() == binding(TYPE, "people")


def test_a_does_not_apply_binds_what_its_reason_binds_besides_the_step():
    walk = Walk("arrest-charge").write().confirm("victims-identified")
    assert "people" not in walk.step("participation-risk").binds
    walk.does_not_apply("participation-risk", "no-victim")
    assert walk.codes("participation-risk") == []
    walk.list_person("witness")
    walk.confirm("victims-identified")
    assert walk.codes("participation-risk") == ["stale"]
    walk.does_not_apply("participation-risk", "no-victim")
    assert walk.codes("participation-risk") == []
