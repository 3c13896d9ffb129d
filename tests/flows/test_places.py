"""Where a walk goes next, at the screens and at the prompts alike."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from factories.homes import PIO, TrialHome
from factories.sessions import NOON, Walk
from msgspec.structs import replace

from checklists.workspace.open_session import OpenSession
from tui.flows.places import READY, landing_place, next_place

TYPE = "traffic-serious"
APPROVAL = "release-authority"

Opens = Callable[[Walk], OpenSession]


@pytest.fixture
def opens(tmp_path: Path) -> Iterator[Opens]:
    home = TrialHome(tmp_path / "home")
    with ExitStack() as closing:

        def of(walk: Walk) -> OpenSession:
            stored = home.store.create(replace(walk.session, revision=1))
            return closing.enter_context(OpenSession(home.store, stored, PIO, lambda: walk.now))

        yield of


def a_post() -> Walk:
    walk = Walk(TYPE, NOON, PIO).case_number().write().post_on("x").questions_no()
    return walk.list_who_is_needed()


def test_a_post_with_its_parts_goes_to_its_facts_and_not_to_its_first_victim_related_step(
    opens: Opens,
) -> None:
    opened = opens(a_post())
    assert next_place(opened) == landing_place(opened) == "facts-verified"


def test_from_the_last_step_but_one_it_goes_round_before_the_approval(opens: Opens) -> None:
    walk = a_post()
    ids = [step.id for step in walk.checklist.steps]
    assert ids[-1] == APPROVAL
    opened = opens(walk.confirm(ids[-2]))
    assert next_place(opened, ids[-2]) == "facts-verified"
    assert next_place(opened, APPROVAL) == "facts-verified"


def test_the_approval_comes_when_no_other_step_is_open(opens: Opens) -> None:
    walk = a_post()
    for step in walk.checklist.steps[:-1]:
        walk.confirm(step.id)
    opened = opens(walk)
    assert next_place(opened, "facts-verified") == landing_place(opened) == APPROVAL
    assert next_place(opened, "facts-verified", (APPROVAL,)) == READY


def test_where_nothing_is_left_but_a_part_of_the_post_it_goes_there(opens: Opens) -> None:
    walk = Walk(TYPE, NOON, PIO).write().post_on("x").questions_no().list_who_is_needed()
    opened = opens(walk.answer_everything())
    assert next_place(opened, "facts-verified") == landing_place(opened) == "case"


def test_a_person_without_a_record_is_gone_back_to(opens: Opens) -> None:
    walk = a_post()
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything().confirm("kin-notified", *walk.whole("kin-notified", "K1"))
    assert next_place(opens(walk), APPROVAL) == "kin-notified"
