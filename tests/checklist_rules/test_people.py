"""The people list: labels and classes, never names, and no row that disappears."""

import pytest
from factories.sessions import NOON, Walk, actor, answered, catalog, checklist
from msgspec.structs import replace

from checklists import changes
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.session.model import Person
from checklists.session.people import link_problem, link_problems, possible_targets

TYPE = "traffic-serious"


def test_labels_count_up_by_class_and_are_never_reused():
    walk = Walk(TYPE)
    assert [walk.list_person("victim") for _ in range(3)] == ["V1", "V2", "V3"]
    walk.remove_person("V3")
    assert walk.list_person("victim") == "V4"
    walk.remove_person("V1").remove_person("V2").remove_person("V4")
    assert walk.list_person("victim") == "V5"
    assert [person.label for person in walk.session.listed] == ["V5"]


def test_every_class_has_a_letter_of_its_own():
    letters = {c.id: c.letter for found in catalog().in_order for c in found.classes}
    assert len(set(letters.values())) == len(letters) == 10


def test_a_removed_row_stays_with_its_reason_and_who_verified_it():
    walk = Walk(TYPE)
    walk.list_person("victim")
    walk.remove_person("V1")
    (row,) = walk.session.people
    assert (row.label, row.removed) == ("V1", True)
    assert (row.removed_because, row.removed_verified_by) == (
        "Not family after all",
        "Det. Okafor, traffic unit",
    )
    assert walk.session.history[-1].digest == digest_of(row)
    assert walk.session.listed == ()


@pytest.mark.parametrize(
    ("because", "verified_by"),
    [
        ("", "Det. Okafor"),
        (" ", "Det. Okafor"),
        ("No family", ""),
        ("No family", "mruiz"),
        ("No family", "Maria Ruiz"),
        ("No family", "myself"),
        ("x" * 201, "Det. Okafor"),
        ("No family", "x" * 81),
    ],
)
def test_nobody_is_removed_or_reclassified_without_a_reason_and_a_verifier(because, verified_by):
    walk = Walk(TYPE)
    walk.list_person("victim")
    who = {"because": because, "verified_by": verified_by, "actor": actor(), "now": NOON}
    with pytest.raises(Refused):
        changes.remove_person(walk.session, "V1", **who)
    with pytest.raises(Refused):
        changes.reclassify_person(walk.session, walk.checklist, "V1", "deceased", **who)


@pytest.mark.parametrize("label", ["V9", "", "v1", "V1 "])
def test_somebody_who_is_not_listed_cannot_be_removed(label):
    walk = Walk(TYPE)
    walk.list_person("victim")
    with pytest.raises(Refused, match="Not on the list"):
        walk.remove_person(label)


def test_nobody_is_removed_twice():
    walk = Walk(TYPE)
    walk.list_person("victim")
    walk.remove_person("V1")
    with pytest.raises(Refused, match="Not on the list"):
        walk.remove_person("V1")


def test_a_class_that_the_type_does_not_list_is_refused():
    with pytest.raises(Refused, match="Not on this list"):
        Walk(TYPE).list_person("featured")


def test_a_next_of_kin_stands_for_somebody_on_the_list():
    walk = Walk(TYPE)
    walk.list_person("deceased")
    for nobody in ("", "D2", "K1"):
        with pytest.raises(Refused, match="For whom"):
            walk.list_person("next-of-kin", nobody)
    assert walk.list_person("next-of-kin", "D1") == "K1"
    walk.remove_person("K1").remove_person("D1")
    with pytest.raises(Refused, match="For whom"):
        walk.list_person("next-of-kin", "D1")


def test_a_victim_stands_for_nobody():
    walk = Walk(TYPE)
    walk.list_person("deceased")
    with pytest.raises(Refused, match="No link here"):
        walk.list_person("victim", "D1")
    walk.list_person("victim")
    with pytest.raises(Refused, match="No link here"):
        walk.link("V1", "D1")


def test_a_next_of_kin_does_not_stand_for_another_or_for_a_guardian():
    walk = Walk(TYPE)
    walk.list_person("victim")
    walk.list_person("next-of-kin", "V1")
    walk.list_person("guardian", "V1")
    for linked in ("K1", "G1"):
        with pytest.raises(Refused, match="They cannot be linked"):
            walk.list_person("next-of-kin", linked)
    with pytest.raises(Refused):
        walk.link("K1", "K1")


def test_a_guardian_may_stand_for_a_child_who_is_next_of_kin():
    walk = Walk(TYPE)
    walk.list_person("deceased")
    walk.list_person("next-of-kin", "D1")
    assert walk.list_person("guardian", "K1") == "G1"


def test_a_link_is_corrected_and_the_history_keeps_the_old_one():
    walk = Walk(TYPE)
    walk.list_person("deceased")
    walk.list_person("deceased")
    walk.list_person("next-of-kin", "D1")
    walk.link("K1", "D2")
    entry = walk.session.history[-1]
    assert (entry.did, entry.item, entry.note) == ("person-linked", "K1", "D1")
    before = walk.session
    assert walk.link("K1", "D2").session is before


def test_reclassifying_keeps_the_old_row_and_gives_a_new_label():
    walk = Walk(TYPE)
    walk.list_person("seriously-hurt")
    walk.list_person("next-of-kin", "H1")
    assert walk.reclassify("H1", "deceased") == "D1"
    rows = {p.label: (p.person_class, p.removed, p.stands_for) for p in walk.session.people}
    assert rows == {
        "H1": ("seriously-hurt", True, ""),
        "K1": ("next-of-kin", False, "D1"),
        "D1": ("deceased", False, ""),
    }
    assert [e.did for e in walk.session.history[-3:]] == [
        "person-removed",
        "person-reclassified",
        "person-linked",
    ]


def test_reclassifying_asks_for_the_new_classs_records():
    walk = answered(TYPE)
    walk.reclassify("V1", "deceased")
    assert "person-missing D2" in walk.codes("kin-notified")
    assert "person-missing D2" in walk.codes("whom-to-call")


def test_reclassifying_to_the_same_class_is_no_change():
    walk = Walk(TYPE)
    walk.list_person("victim")
    with pytest.raises(Refused, match="No change"):
        walk.reclassify("V1", "victim")


def test_adding_somebody_asks_for_their_record_and_the_others_are_kept():
    walk = answered(TYPE)
    kept = walk.answer("whom-to-call").evidence
    walk.list_person("co-victim")
    assert walk.answer("whom-to-call").evidence == kept
    assert walk.codes("whom-to-call") == ["stale", "person-missing C1"]
    walk.confirm("whom-to-call", *kept, *walk.whole("whom-to-call", "C1"))
    assert walk.codes("whom-to-call") == []


@pytest.mark.parametrize("labels", [("K1", "K1"), ("K1", "V1"), ("K9",), ("D1",)])
def test_each_record_is_for_one_listed_person_of_the_class(labels):
    walk = answered(TYPE)
    with pytest.raises(changes.EvidenceRefused, match="Answer once for each listed person"):
        walk.confirm("kin-notified", *walk.whole("kin-notified", *labels))


def test_a_step_that_asks_once_takes_one_record():
    walk = answered(TYPE)
    record = walk.whole("dignity-language")
    for records in ((), (*record, *record)):
        with pytest.raises(changes.EvidenceRefused, match="One answer is needed"):
            changes.confirm(
                walk.session,
                walk.checklist,
                "dignity-language",
                records,
                actor=walk.actor,
                now=NOON,
            )


# The links, on every way in


def by_hand(walk, *people):
    """The walk with this people list, as an edited file has it that was sealed again."""
    walk.session = replace(walk.session, people=people)
    return walk


def test_a_class_is_not_changed_into_a_link_that_leads_back():
    walk = Walk(TYPE)
    walk.list_person("victim")
    walk.list_person("guardian", "V1")
    with pytest.raises(Refused) as refused:
        # G1 stands for V1: as a next of kin for G1, V1 would stand for their own guardian.
        walk.reclassify("V1", "next-of-kin", "G1")
    assert refused.value.title == "They cannot be linked"
    assert "K1" in refused.value.message
    assert [p.label for p in walk.session.listed] == ["V1", "G1"]


def test_a_class_is_not_changed_so_that_whoever_stands_for_them_could_not():
    walk = Walk(TYPE)
    walk.list_person("victim")
    walk.list_person("deceased")
    walk.list_person("next-of-kin", "V1")
    with pytest.raises(Refused, match="K1 cannot be linked to K2, who is next of kin"):
        walk.reclassify("V1", "next-of-kin", "D1")
    with pytest.raises(Refused, match="K1 cannot be linked to G1, who is guardian"):
        walk.reclassify("V1", "guardian", "D1")
    walk.link("K1", "D1")
    assert walk.reclassify("V1", "next-of-kin", "D1") == "K2"


def test_nobody_is_taken_off_while_somebody_stands_for_them():
    walk = Walk(TYPE)
    walk.list_person("victim")
    walk.list_person("next-of-kin", "V1")
    walk.list_person("guardian", "V1")
    before = walk.session
    with pytest.raises(Refused) as refused:
        walk.remove_person("V1")
    assert refused.value.message == "K1 and 1 more are linked to V1."
    assert refused.value.what_to_do == ("First link K1 to somebody else, or take K1 off the list.")
    assert walk.session is before
    walk.remove_person("K1").remove_person("G1").remove_person("V1")
    assert walk.session.listed == ()


def test_what_was_wrong_before_keeps_nobody_from_putting_it_right():
    """Two rows of an edited file that stand for each other, and a class of another type."""
    k1, g1 = Person("K1", "next-of-kin", "G1"), Person("G1", "guardian", "K1")
    walk = by_hand(Walk(TYPE), k1, g1, Person("F1", "featured"))
    assert walk.reclassify("F1", "victim") == "V1"
    walk.link("K1", "V1")
    assert link_problems(walk.session.people, walk.checklist) == ()


def test_a_link_that_nobody_could_make_can_be_taken_away():
    walk = by_hand(Walk(TYPE), Person("V1", "victim"), Person("D1", "deceased", "V1"))
    with pytest.raises(Refused, match="No link here"):
        walk.link("D1", "D1")
    walk.link("D1", "")
    assert walk.session.person("D1").stands_for == ""


V1, D1, K1 = Person("V1", "victim"), Person("D1", "deceased"), Person("K1", "next-of-kin", "V1")
GONE = Person("V2", "victim", removed=True)


@pytest.mark.parametrize(
    ("row", "others", "says"),
    [
        (V1, (), ""),
        (K1, (V1,), ""),
        (Person("G1", "guardian", "K1"), (V1, K1), ""),
        (Person("F1", "featured"), (), "which this type does not list"),
        (Person("D9", "nobody", "V1"), (V1,), "which this type does not list"),
        (Person("D1", "deceased", "V1"), (V1,), "D1 is person who died, a class without a link"),
        (Person("K1", "next-of-kin"), (V1,), "K1 is not linked to anybody."),
        (Person("K1", "next-of-kin", "V9"), (V1,), "V9, who is not on the list"),
        (Person("K1", "next-of-kin", "V2"), (V1, GONE), "V2, who is not on the list"),
        (Person("K1", "next-of-kin", "K1"), (V1,), "K1 is linked to themselves"),
        (Person("K2", "next-of-kin", "K1"), (V1, K1), "K1, who is next of kin"),
        (Person("K2", "next-of-kin", "G1"), (V1, Person("G1", "guardian", "V1")), "G1, who is"),
        (
            Person("G1", "guardian", "K1"),
            (Person("K1", "next-of-kin", "G1"),),
            "The links from G1 lead back to G1",
        ),
        (
            Person("G1", "guardian", "V1"),
            (replace(V1, stands_for="V1"),),
            "The links from G1 lead back to V1",
        ),
    ],
)
def test_why_the_row_of_a_listed_person_is_not_valid_is_said(row, others, says):
    problem = link_problem((row, *others), checklist(TYPE), row)
    if not says:
        assert problem is None
        return
    assert says in problem.message
    assert problem.label == row.label
    assert row.label in problem.what_to_do or problem.field == "class"


def test_only_those_are_offered_for_whom_somebody_may_stand():
    walk = Walk(TYPE)
    walk.list_person("victim")
    walk.list_person("deceased")
    walk.list_person("next-of-kin", "V1")
    walk.list_person("guardian", "V1")
    people = walk.session.people

    def labels(*of):
        return [person.label for person in possible_targets(people, walk.checklist, *of)]

    assert labels("next-of-kin") == ["V1", "D1"]
    assert labels("guardian") == ["V1", "D1", "K1"]
    assert labels("guardian", "V1") == ["D1"]
    assert labels("victim") == []


# The gate


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            Person("F1", "featured"),
            (
                "F1 is listed as featured, which this type does not list."
                " Change the class or take them off the list."
            ),
        ),
        (
            Person("K2", "next-of-kin", "V9"),
            (
                "K2 is linked to V9, who is not on the list."
                " Link K2 to somebody on the list, or take K2 off it."
            ),
        ),
    ],
)
def test_a_row_that_no_change_would_make_holds_the_gate(row, reason):
    walk = answered(TYPE)
    by_hand(walk, *walk.session.people, row)
    found = [b for b in walk.blockers() if not b.step]
    assert [(b.code, b.person, b.reason) for b in found] == [("person-missing", row.label, reason)]
    walk.remove_person(row.label)
    assert [b for b in walk.blockers() if not b.step] == []


def test_a_type_that_lists_nobody_is_not_ready_while_somebody_is_listed():
    walk = by_hand(answered("traffic-advisory"), Person("V1", "victim"))
    (found,) = (blocker for blocker in walk.blockers() if blocker.code == "person-missing")
    assert found.person == "V1"
    assert found.reason.endswith("Take V1 off the list.")
    walk.remove_person("V1").confirm("injury-status")
    assert walk.codes() == []
