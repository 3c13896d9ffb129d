"""Who is affected: every way through the dialogues about the people list."""

import pytest
from drivers.scripted_dialog import BACK, FakeDialog

from checklists import changes
from checklists.workspace.open_session import OpenSession
from tui.flows import people
from tui.wording.questions import class_options

SAID = {"reason": "Not family", "verified-by": "Det. Okafor"}
NO_VERIFIER = {"reason": "Not family", "verified-by": "me"}


@pytest.fixture
def listed(opened: OpenSession) -> OpenSession:
    """Somebody who died, their next of kin, and somebody badly hurt."""
    opened.perform(changes.add_person, "deceased")
    opened.perform(changes.add_person, "next-of-kin", stands_for="D1")
    opened.perform(changes.add_person, "seriously-hurt")
    return opened


def test_somebody_is_listed_with_for_whom_they_stand(listed: OpenSession):
    dialog = FakeDialog(listed, "next-of-kin", "H1")
    assert dialog.follow(people.add(dialog)) is True
    assert (listed.session.people[-1].label, listed.session.people[-1].stands_for) == ("K2", "H1")


def test_of_a_class_that_stands_for_nobody_nothing_more_is_asked(listed: OpenSession):
    dialog = FakeDialog(listed, "deceased")
    assert dialog.follow(people.add(dialog)) is True
    assert listed.session.people[-1].label == "D2"


def test_where_only_one_person_fits_the_class_names_them_and_nothing_more_is_asked(
    opened: OpenSession,
):
    opened.perform(changes.add_person, "deceased")
    dialog = FakeDialog(opened, "next-of-kin")
    assert dialog.follow(people.add(dialog)) is True
    assert opened.session.people[-1].stands_for == "D1"
    offered = class_options(opened.session, opened.known_checklist())
    kin = next(option for option in offered if option.id == "next-of-kin")
    # It is what is saved: named before, and only a deliberate key commits it.
    assert (kin.label, kin.commits) == ("Next of kin, for D1", True)


def test_where_two_fit_it_is_asked_and_the_class_alone_commits_nothing(listed: OpenSession):
    offered = class_options(listed.session, listed.known_checklist())
    kin = next(option for option in offered if option.id == "next-of-kin")
    assert (kin.label, kin.commits) == ("Next of kin", False)


def test_a_link_is_asked_about_also_where_one_person_fits(opened: OpenSession):
    opened.perform(changes.add_person, "deceased")
    opened.perform(changes.add_person, "next-of-kin", stands_for="D1")
    before = opened.session
    dialog = FakeDialog(opened, BACK)
    assert dialog.follow(people.link(dialog, "K1")) == BACK
    assert opened.session == before


def test_next_of_kin_of_nobody_is_told_whom_to_list_first(opened: OpenSession):
    dialog = FakeDialog(opened, "next-of-kin")
    assert dialog.follow(people.add(dialog)) is False
    assert "first add the person they are linked to" in dialog.told[0]
    assert opened.session.people == ()


@pytest.mark.parametrize("answers", [(BACK,), ("next-of-kin", BACK)])
def test_going_back_lists_nobody(listed: OpenSession, answers: tuple[str, ...]):
    before = listed.session
    dialog = FakeDialog(listed, *answers)
    assert dialog.follow(people.add(dialog)) == BACK
    assert listed.session == before


def test_a_link_is_corrected(listed: OpenSession):
    dialog = FakeDialog(listed, "H1")
    dialog.follow(people.link(dialog, "K1"))
    assert listed.session.person("K1").stands_for == "H1"


def test_whoever_stands_for_nobody_has_no_link(listed: OpenSession):
    before = listed.session
    dialog = FakeDialog(listed)
    dialog.follow(people.link(dialog, "D1"))
    assert dialog.told == ["D1 is not linked to anybody."]
    assert listed.session == before


def test_somebody_is_taken_off_with_what_was_said(listed: OpenSession):
    dialog = FakeDialog(listed, SAID)
    dialog.follow(people.remove(dialog, "K1"))
    removed = listed.session.person("K1")
    assert (removed.removed_because, removed.removed_verified_by) == tuple(SAID.values())
    assert dialog.attested == ["Take K1 off the list: Not family, verified by Det. Okafor"]


def test_a_refused_reason_is_asked_for_again(listed: OpenSession):
    dialog = FakeDialog(listed, NO_VERIFIER, SAID)
    dialog.follow(people.remove(dialog, "K1"))
    assert dialog.refused == ["Somebody else must verify it"]
    assert listed.session.person("K1").removed


@pytest.mark.parametrize("answers", [(BACK,), (NO_VERIFIER, BACK)])
def test_going_back_takes_nobody_off(listed: OpenSession, answers: tuple[str, ...]):
    before = listed.session
    dialog = FakeDialog(listed, *answers)
    assert dialog.follow(people.remove(dialog, "K1")) == BACK
    assert listed.session == before


@pytest.mark.parametrize("flow", [people.link, people.remove, people.reclassify])
@pytest.mark.parametrize(
    ("label", "told"), [("", "Nobody is selected."), ("K1", "K1 is off the list")]
)
def test_nothing_is_asked_about_nobody_or_a_removed_row(
    listed: OpenSession, flow, label: str, told: str
):
    said = {"because": SAID["reason"], "verified_by": SAID["verified-by"]}
    listed.perform(changes.remove_person, "K1", **said)
    dialog = FakeDialog(listed)
    dialog.follow(flow(dialog, label))
    assert dialog.told[0].startswith(told)
    assert dialog.asked == []


def test_who_is_stood_for_is_not_taken_off_and_no_reason_is_asked(listed: OpenSession):
    dialog = FakeDialog(listed)
    dialog.follow(people.remove(dialog, "D1"))
    assert dialog.refused == ["Somebody is linked to them"]
    assert dialog.asked == []


def test_a_class_is_changed_and_whoever_stood_for_them_follows(listed: OpenSession):
    dialog = FakeDialog(listed, "seriously-hurt", SAID)
    dialog.follow(people.reclassify(dialog, "D1"))
    assert listed.session.person("D1").removed
    assert listed.session.person("K1").stands_for == "H2"
    assert dialog.attested[0].startswith("Change the class of D1")


def test_a_class_that_breaks_a_link_is_refused_before_a_reason_is_asked(listed: OpenSession):
    before = listed.session
    dialog = FakeDialog(listed, "guardian")
    dialog.follow(people.reclassify(dialog, "D1"))
    assert dialog.refused == ["They cannot be linked"]
    assert listed.session == before
