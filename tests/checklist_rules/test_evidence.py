"""What is evidence and what is not: refused under its field, in words, before it is recorded."""

from datetime import timedelta

import pytest
from factories.sessions import (
    A_MINUTE,
    ALL_TYPES,
    NOON,
    Walk,
    answered,
    checklist,
    only_asked,
    whole_record,
)

from checklists import changes
from checklists.errors import Refused
from checklists.session.evidence import (
    NAME_AND_ROLE,
    detail_key,
    facts_known_since,
    problems_in_record,
)

EVERY_STEP = [
    pytest.param(step, id=f"{incident_type}-{step.id}")
    for incident_type in ALL_TYPES
    for step in checklist(incident_type).steps
]
SHIPPED = {step.id: step for incident_type in ALL_TYPES for step in checklist(incident_type).steps}


def refused(step_id, incident_type="traffic-serious", **values):
    """The sentences under the fields of a step that was filled with these values."""
    walk = answered(incident_type)
    with pytest.raises(changes.EvidenceRefused) as found:
        walk.confirm(step_id, *walk.whole(step_id, **values))
    assert walk.session == answered(incident_type).session
    return {problem.field: problem.sentence for problem in found.value.problems}


@pytest.mark.parametrize("step", EVERY_STEP)
def test_whole_evidence_is_accepted_in_every_shipped_step(step):
    label = "V1" if step.per_person else None
    assert problems_in_record(step, whole_record(step, label), at=NOON) == ()


@pytest.mark.parametrize("step", EVERY_STEP)
def test_each_required_field_of_every_shipped_step_is_asked_for(step):
    label = "V1" if step.per_person else None
    for field in step.fields:
        record = whole_record(step, label)
        record.pop(field.id, None)
        found = [problem.field for problem in problems_in_record(step, record, at=NOON)]
        optional = not field.required or (field.kind == "checks" and field.need == 0)
        needs_its_choice = field.id in found or detail_key(field.id) in found
        assert needs_its_choice is not optional, field.id


@pytest.mark.parametrize("step", SHIPPED.values(), ids=SHIPPED.keys())
def test_what_a_choice_asks_for_besides_itself_is_needed(step):
    for field in step.fields:
        for choice in field.choices:
            if choice.then is None:
                continue
            record = {**whole_record(step, "V1" if step.per_person else None), field.id: choice.id}
            record = only_asked(step, record)
            record.pop(detail_key(field.id), None)
            found = {p.field: p.sentence for p in problems_in_record(step, record, at=NOON)}
            assert found == {detail_key(field.id): f"Still needed: {choice.then.label}."}


def test_a_time_in_the_future_is_refused_and_now_is_not():
    assert refused("facts-verified", when=NOON + A_MINUTE) == {
        "when": "This time is in the future."
    }
    walk = answered("traffic-serious")
    walk.confirm("facts-verified", *walk.whole("facts-verified", when=NOON))


def test_a_time_without_its_zone_is_refused():
    for when in (NOON.replace(tzinfo=None), NOON.date(), "12:00", 12):
        assert refused("facts-verified", when=when) == {"when": "Enter a time with its time zone."}


def test_a_time_that_should_lie_ahead_is_refused_when_it_has_passed():
    found = refused("kin-followup-set", "traffic-advisory", **{"confirm-by": NOON})
    assert found == {"confirm-by": "This time has passed. Enter a later one."}
    found = refused("family-window", answer="hold-until", **{"answer-detail": NOON})
    assert found == {"answer-detail": "This time has passed. Enter a later one."}


@pytest.mark.parametrize("name", [None, "", " ", "7", "--", 12, ["Ito"]])
def test_an_empty_name_is_refused(name):
    assert set(refused("dignity-language", **{"read-by": name})) == {"read-by"}


NOBODY = ["n", "Ito", "FBI", "B 7", "5 6 7", "A B", "x .", "Ito \u3164", "PIO-2"]
"""What is no name with a role, and no agency."""


@pytest.mark.parametrize("name", NOBODY)
def test_one_word_or_a_few_letters_name_nobody(name):
    assert refused("dignity-language", **{"read-by": name}) == {"read-by": NAME_AND_ROLE}
    with pytest.raises(Refused, match="This does not say who verified it") as said:
        answered("traffic-serious").does_not_apply("travel-details", "road-open", name)
    assert said.value.what_to_do == NAME_AND_ROLE


@pytest.mark.parametrize("name", ["Cpl. Ito", "Li Wu", "Police department", "A. Berg", "李 伟明"])
def test_two_words_name_somebody(name):
    walk = answered("traffic-serious")
    walk.confirm("dignity-language", *walk.whole("dignity-language", **{"read-by": name}))
    assert walk.answer("dignity-language").evidence[0]["read-by"] == name


def test_a_name_of_81_characters_is_refused_and_one_of_80_is_not():
    assert refused("dignity-language", **{"read-by": "Ito " + "a" * 77}) == {
        "read-by": "This has 81 characters; the limit is 80."
    }
    walk = answered("traffic-serious")
    walk.confirm(
        "dignity-language", *walk.whole("dignity-language", **{"read-by": "Ito " + "a" * 76})
    )


@pytest.mark.parametrize(
    "author",
    [
        *("mruiz", "MRUIZ", "Sgt. mruiz, PIO", "PIO Maria Ruiz", "Maria Ruiz", "maria  ruiz, PIO"),
        *("me", "Myself", "I", "me, patrol", "PIO", "the PIO", "The author", "PIO on duty", "Self"),
        *("Public information officer", "the author (PIO)"),
    ],
)
def test_the_author_is_no_second_reader(author):
    assert refused("dignity-language", **{"read-by": author}) == {
        "read-by": "Enter somebody other than yourself."
    }


@pytest.mark.parametrize(
    "other",
    [
        *("Maria Lopez", "A. Ruiz", "I. Meier", "Mei Selfridge", "PIO Harris, Sheriff's Office"),
        *("Pio Hernandez", "Author Ellis, patrol", "Self, Robert, patrol", "the PIO of Rio Vista"),
        *("Duty officer", "the shift"),
    ],
)
def test_a_colleague_with_a_name_like_the_authors_is_one(other):
    walk = answered("traffic-serious")
    walk.confirm("dignity-language", *walk.whole("dignity-language", **{"read-by": other}))
    assert walk.codes() == []


def test_the_author_may_have_asked_themselves_where_nothing_else_is_said():
    walk = answered("traffic-serious")
    walk.confirm("facts-verified", *walk.whole("facts-verified", **{"checked-with": "Maria Ruiz"}))
    assert walk.codes() == []


def test_a_note_of_201_characters_is_refused_and_one_of_200_is_not():
    assert refused("post-purpose", "agency-initiative", purpose="a" * 201) == {
        "purpose": "This has 201 characters; the limit is 200."
    }
    walk = answered("agency-initiative")
    walk.confirm("post-purpose", *walk.whole("post-purpose", purpose="a" * 200))


def test_a_note_that_belongs_to_a_choice_has_the_same_limit():
    found = refused(
        "kin-notified", outcome="not-reached", how=None, **{"outcome-detail": "a" * 201}
    )
    assert found == {"outcome-detail": "This has 201 characters; the limit is 200."}


def test_a_reference_of_121_characters_is_refused():
    assert refused("name-release-basis", release="a" * 121) == {
        "release": "This has 121 characters; the limit is 120."
    }


@pytest.mark.parametrize("choice", ["", "nonsense", "Told", 1, ["reached"]])
def test_a_choice_is_one_of_its_list(choice):
    assert "outcome" in refused("kin-notified", outcome=choice)


def test_a_choice_of_another_type_is_none():
    found = refused("no-identifiers", result="sought-only")
    assert found == {"result": "Choose one from the list."}
    walk = answered("missing-person").choose("no-identifiers", "result", "sought-only")
    assert walk.codes() == []


@pytest.mark.parametrize(
    "ticked",
    [
        ["nobody", "original", "metadata"],
        ["nobody", "original", "metadata", "metadata"],
        ["nobody", "original", "metadata", "captions", "another"],
        ["nobody", "original", "metadata", 4],
        "nobody",
        [],
    ],
)
def test_all_checks_are_ticked_once_each(ticked):
    assert set(refused("media-package", checked=ticked)) == {"checked"}


def test_a_step_that_needs_two_of_its_checks_takes_two_and_not_one():
    walk = answered("arrest-charge")
    checks = [check.id for check in walk.step("identity-verified").field("matched").checks]
    assert len(checks) > 2
    assert refused("identity-verified", "arrest-charge", matched=checks[:1]) == {
        "matched": f"Check 2 of {len(checks)}."
    }
    walk.confirm("identity-verified", *walk.whole("identity-verified", matched=checks[:2]))


@pytest.mark.parametrize("count", [-1, 10_000, 1.5, True, "3"])
def test_a_count_is_a_whole_number(count):
    assert set(refused("victims-identified", **{"how-many": count})) == {"how-many"}


def test_a_count_below_its_smallest_is_refused():
    smallest = SHIPPED["descriptor-quality"].field("features").min
    assert smallest > 0
    assert refused("descriptor-quality", "missing-person", features=smallest - 1) == {
        "features": f"Enter {smallest} or more."
    }


def test_a_field_that_the_step_does_not_have_is_refused():
    found = refused("crash-wording", colour="blue")
    assert found == {"colour": "This step has no field colour."}
    assert refused("crash-wording", person="V1") == {"person": "This step has no field person."}
    leftover = refused("crash-wording", **{"found-detail": "kept from another choice"})
    assert leftover == {"found-detail": "This step has no field found-detail."}


@pytest.mark.parametrize("bad", ["a\x1b[2J", "a\u202eb", "a\tb", "a\nb", "a\x00b"])
def test_characters_that_drive_a_terminal_are_refused(bad):
    walk = answered("traffic-serious")
    with pytest.raises(Refused, match="Not accepted"):
        walk.confirm("dignity-language", *walk.whole("dignity-language", **{"read-by": bad}))


def test_every_problem_of_a_form_is_told_at_once_with_its_person():
    walk = answered("traffic-serious")
    walk.list_person("next-of-kin", "D1")
    first, second = walk.whole("kin-notified")
    with pytest.raises(changes.EvidenceRefused) as found:
        walk.confirm(
            "kin-notified",
            {**first, "told-or-tried-by": ""},
            {**second, "when": NOON + A_MINUTE, "how": "pigeon"},
        )
    assert [(problem.person, problem.field) for problem in found.value.problems] == [
        ("K1", "told-or-tried-by"),
        ("K2", "how"),
        ("K2", "when"),
    ]


def test_empty_values_are_not_recorded_and_spaces_around_a_name_are_not_either():
    walk = Walk("traffic-serious").write()
    walk.confirm(
        "travel-details",
        *walk.whole("travel-details", **{"checked-with": " Cpl. Ito "}, reopening=""),
    )
    assert walk.answer("travel-details").evidence[0]["checked-with"] == "Cpl. Ito"
    assert "reopening" not in walk.answer("travel-details").evidence[0]
    (record,) = walk.whole("travel-details")
    walk.confirm("travel-details", {**record, "reopening": None})
    assert "reopening" not in walk.answer("travel-details").evidence[0]


def test_what_is_known_is_as_old_as_its_oldest_time():
    step = SHIPPED["facts-verified"]
    older, newer = NOON - timedelta(hours=3), NOON - timedelta(hours=1)
    records = ({"when": newer}, {"when": older})
    assert facts_known_since(step, records, NOON) == older
    assert facts_known_since(step, (), NOON) == NOON


def test_a_time_that_lies_ahead_makes_nothing_older():
    walk = answered("traffic-advisory")
    step = walk.step("kin-followup-set")
    assert facts_known_since(step, walk.answer("kin-followup-set").evidence, NOON) == NOON
