"""On every way to another session, everybody comes along: label, class, link, and who was removed.

Starting the same post as another type and continuing a session carry the same people list. Whoever
is of a class that the other type does not list holds the gate until somebody decides about them.
"""

from datetime import timedelta

import pytest
from factories.sessions import ALL_TYPES, NOON, Walk, actor, answered, checklist, ready
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checklists import changes
from checklists.errors import Refused
from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.records.codec import read_record, write_record
from checklists.session.people import link_problems

LATER = NOON + timedelta(minutes=5)
CLASSES = tuple(dict.fromkeys(c.id for name in ALL_TYPES for c in checklist(name).classes))
WITH_PEOPLE = tuple(name for name in ALL_TYPES if checklist(name).classes)


def instead(walk, incident_type, now=LATER):
    """The walk of the same post, started as another type by the same author."""
    found = checklist(incident_type)
    session_id = f"{now:%Y%m%d-%H%M}-{incident_type}-m3p9"
    session = changes.start_instead(walk.session, found, session_id, actor=walk.actor, now=now)
    return Walk.going_on(found, session, now, walk.actor)


def continued(walk, now=LATER):
    """The walk of a colleague who goes on with it."""
    who = actor("tdiaz", 1007, "Tomas Diaz")
    session_id = f"{now:%Y%m%d-%H%M}-{walk.checklist.id}-w8x2"
    session = changes.continue_session(walk.session, walk.checklist, session_id, actor=who, now=now)
    return Walk.going_on(walk.checklist, session, now, who)


def rows(walk):
    """Everybody on the list by label: class, link, and whether they were taken off."""
    return {p.label: (p.person_class, p.stands_for, p.removed) for p in walk.session.people}


def test_a_guardian_of_a_relative_listed_before_the_victim_comes_along():
    """V1, K1 for V1, G1 for K2, K2 for V1: the order of the list is not that of the links."""
    walk = Walk("traffic-serious")
    walk.list_person("victim")
    walk.list_person("next-of-kin", "V1")
    walk.list_person("guardian", "K1")
    walk.list_person("next-of-kin", "V1")
    walk.link("G1", "K2")
    for other in ("traffic-serious", "officer-incident"):
        assert rows(instead(walk, other)) == rows(walk)


def test_the_labels_stay_and_who_was_taken_off_stays_with_the_reason():
    walk = Walk("traffic-serious")
    for _ in range(3):
        walk.list_person("victim")
    walk.remove_person("V1")
    walk.remove_person("V3")
    again = instead(walk, "officer-incident")
    assert again.session.people == walk.session.people
    assert again.list_person("victim") == "V4"
    entries = [(e.did, e.item, e.note) for e in again.session.history if e.item.startswith("V")]
    note = f"from {walk.session.id}"
    assert entries[:3] == [
        ("person-removed", "V1", note),
        ("person-added", "V2", note),
        ("person-removed", "V3", note),
    ]


def test_a_label_that_only_the_history_still_has_is_not_given_again():
    """A carried row that was taken off, and then out of the file by hand."""
    walk = Walk("traffic-serious")
    walk.list_person("victim")
    walk.remove_person("V1")
    again = continued(walk)
    again.session = replace(again.session, people=())
    assert again.list_person("victim") == "V2"


@pytest.mark.parametrize("other", ["missing-person", "traffic-advisory", "holding-statement"])
def test_whoever_the_other_type_does_not_list_holds_the_gate_until_somebody_decides(other):
    walk = answered("traffic-serious")
    again = instead(walk, other)
    assert rows(again) == rows(walk)
    offered = {found.id for found in again.checklist.classes}
    unlisted = [p.label for p in walk.session.listed if p.person_class not in offered]
    assert unlisted
    found = [b for b in again.blockers() if b.code == "person-missing" and not b.step]
    assert [b.person for b in found if b.person] == unlisted
    assert all("this type does not list" in b.reason for b in found if b.person in unlisted)
    for label in reversed(unlisted):
        for linked in [p.label for p in again.session.listed if p.stands_for == label]:
            again.remove_person(linked)
        again.remove_person(label)
    assert link_problems(again.session.people, again.checklist) == ()
    assert all(again.session.person(label).removed_because for label in unlisted)


def test_whoever_the_other_type_does_not_list_is_given_a_class_of_it():
    walk = Walk("traffic-serious")
    walk.list_person("seriously-hurt")
    walk.list_person("next-of-kin", "H1")
    again = instead(walk, "missing-person")
    assert again.reclassify("H1", "missing-person") == "M1"
    assert rows(again)["K1"] == ("next-of-kin", "M1", False)
    assert link_problems(again.session.people, again.checklist) == ()


def test_the_post_comes_along_as_it_is_and_no_answer():
    walk = ready("traffic-serious").type("Typed since")
    again = instead(walk, "officer-incident")
    assert again.session.draft == walk.session.draft
    assert again.session.case_number == walk.session.case_number
    assert (again.session.steps, again.session.questions, again.session.ready) == ((), (), None)
    assert findings(again.session, again.checklist, SessionContext(), again.now) == ()
    data = write_record(replace(again.session, revision=1))
    assert read_record(data, "x.toml") == replace(again.session, revision=1)


def test_text_that_was_only_typed_is_no_accepted_draft_in_the_history():
    walk = Walk("traffic-serious").type("Typed")
    again = instead(walk, "traffic-advisory")
    assert again.session.draft.typed.text == "Typed"
    assert [entry.did for entry in again.session.history] == ["started"]


def test_who_verified_a_removal_does_not_start_it_as_another_type():
    walk = Walk("traffic-serious")
    walk.list_person("witness")
    walk.remove_person("W1")
    walk.actor = actor("okafor", 1009, "Det. Okafor")
    with pytest.raises(Refused, match="You verified that W1 was taken off the people list"):
        instead(walk, "traffic-advisory")


def test_a_file_that_was_edited_is_not_started_as_another_type():
    walk = answered("traffic-serious")
    walk.session = replace(walk.session, sealed=False, people=())
    with pytest.raises(Refused, match="Changed outside the program"):
        instead(walk, "officer-incident")


# Any list, any two types


LABELS = st.sampled_from(("V1", "D1", "H1", "C1", "W1", "M1", "F1", "K1", "K2", "G1", "G2", ""))
CHANGES = st.one_of(
    st.tuples(st.just("list_person"), st.sampled_from(CLASSES), LABELS),
    st.tuples(st.just("list_person"), st.sampled_from(CLASSES), st.just("")),
    st.tuples(st.just("link"), LABELS, LABELS),
    st.tuples(st.just("reclassify"), LABELS, st.sampled_from(CLASSES), LABELS),
    st.tuples(st.just("remove_person"), LABELS),
)
LISTS = st.lists(CHANGES, max_size=14)


def make(walk, wanted):
    """Make each change that is not refused; whoever was right before stays so."""
    for name, *arguments in wanted:
        before = walk.session
        wrong = {problem.label for problem in link_problems(before.people, walk.checklist)}
        try:
            getattr(walk, name)(*arguments)
        except Refused:
            assert walk.session is before
        labels = [person.label for person in walk.session.people]
        assert labels[: len(before.people)] == [person.label for person in before.people]
        assert len(set(labels)) == len(labels)
        now_wrong = {found.label for found in link_problems(walk.session.people, walk.checklist)}
        assert now_wrong <= wrong


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(5))
@given(
    begun=st.sampled_from(WITH_PEOPLE),
    other=st.sampled_from(ALL_TYPES),
    third=st.sampled_from(ALL_TYPES),
    first=LISTS,
    second=LISTS,
)
@settings(max_examples=60)
def test_no_list_loses_anybody_on_the_way_to_another_session(
    part, begun, other, third, first, second
):
    walk = Walk(begun)
    make(walk, first)
    assert link_problems(walk.session.people, walk.checklist) == ()
    for number, name in enumerate((other, third), start=1):
        carried = continued(walk, NOON + timedelta(minutes=number))
        again = instead(walk, name, NOON + timedelta(minutes=number))
        beside = SessionContext(originals=(walk.session,))
        for found in (carried, again):
            assert found.session.people == walk.session.people
            assert findings(found.session, found.checklist, beside, found.now) == ()
        offered = {c.id for c in again.checklist.classes}
        unlisted = {p.label for p in again.session.listed if p.person_class not in offered}
        named = {b.person for b in again.blockers() if "this type does not list" in b.reason}
        assert named == unlisted
        walk = again
        make(walk, second)
