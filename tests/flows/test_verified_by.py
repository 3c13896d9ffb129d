"""Whom an empty *Verified by* offers: who spoke for the same role before, and nobody else."""

import pytest
from factories.sessions import SOMEBODY, Walk, actor

from checklists.session.form import verifier
from checklists.session.model import Actor

PARK, LEE = "Sgt. Park, scene", "Det. Lee, traffic"


@pytest.fixture
def walk() -> Walk:
    walk = Walk("traffic-serious")
    return walk.case_number().write().post_on("x").questions_no().list_who_is_needed()


def offered(walk: Walk, step_id: str, author: Actor | None = None) -> str:
    """Whom the one reason of a step offers."""
    (reason,) = walk.checklist.step(step_id).does_not_apply
    return verifier(walk.session, walk.checklist, reason.verified_by, author or actor())


def told_by(walk: Walk, step_id: str, name: str) -> None:
    """Confirm a step with somebody's name."""
    (record,) = walk.whole(step_id)
    (field,) = (f for f in walk.checklist.step(step_id).fields if f.kind == "person")
    walk.confirm(step_id, {**record, field.id: name})


def test_nobody_is_offered_before_anybody_of_these_roles_was_named(walk: Walk):
    assert offered(walk, "travel-details") == ""


def test_who_answered_for_one_of_the_roles_is_offered(walk: Walk):
    told_by(walk, "facts-verified", LEE)
    assert offered(walk, "name-release-basis") == LEE


def test_nobody_of_another_role_is_offered(walk: Walk):
    """An investigator cannot say that no other agency will post."""
    told_by(walk, "facts-verified", LEE)
    assert offered(walk, "agency-lead") == ""


def test_who_verified_for_other_roles_too_is_not_offered(walk: Walk):
    """Nobody knows which of these roles was meant."""
    walk.does_not_apply("agency-lead", "single-agency", verified_by=PARK)
    assert offered(walk, "agency-lead") == PARK
    assert offered(walk, "name-release-basis") == ""


def test_the_author_is_not_offered(walk: Walk):
    told_by(walk, "facts-verified", LEE)
    assert offered(walk, "name-release-basis", actor("lee", 1009, "Det. Lee")) == ""


def test_a_no_offers_who_verified_the_no_before(walk: Walk):
    assert verifier(walk.session, walk.checklist, (), actor()) == SOMEBODY
