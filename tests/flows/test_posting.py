"""Recording that a post went out: where and when it did, also when it should not have."""

import pytest
from drivers.scripted_dialog import BACK, FakeDialog

from checklists import changes
from checklists.workspace.open_session import OpenSession
from tui.flows.posting import record_posted
from tui.wording.questions import ALL_RECORDED, NO_PLATFORM, NOT_A_LINK, POSTED, WHERE_POSTED

WHY = "The mayor was asked on air"


@pytest.fixture
def accepted(opened: OpenSession) -> OpenSession:
    """A post with a text and two platforms, and nothing else: not ready."""
    opened.perform(changes.choose_platforms, ["facebook", "x"])
    opened.perform(changes.accept_draft, "The road is closed.", {})
    return opened


def follow(opened: OpenSession, *answers: str | dict[str, str]) -> FakeDialog:
    dialog = FakeDialog(opened, *answers)
    dialog.follow(record_posted(dialog, {}))
    return dialog


def test_one_platform_after_another_until_all_are_recorded(accepted: OpenSession):
    follow(accepted, "x", {"at": "11:50", "link": "https://example.org/1", "reason": WHY})
    follow(accepted, "facebook", {"reason": WHY})
    first, second = accepted.session.posted
    assert (first.platform, first.link, first.reason) == ("x", "https://example.org/1", WHY)
    assert (second.platform, second.at) == ("facebook", accepted.clock())
    assert follow(accepted).told == [ALL_RECORDED]


def test_what_went_out_too_early_is_recorded_only_with_the_reason(accepted: OpenSession):
    dialog = follow(accepted, "x", {"at": "11:50"}, {"reason": WHY})
    assert dialog.refused == ["A reason is needed"]
    assert accepted.session.posted[0].early == "ready"


def test_what_is_no_time_is_asked_for_again(accepted: OpenSession):
    dialog = follow(accepted, "x", {"at": "soon", "reason": WHY}, {"at": "11:50"})
    assert dialog.refused == ["Not a time"]
    assert len(accepted.session.posted) == 1


def test_going_back_records_nothing(accepted: OpenSession):
    for answers, asked in (((BACK,), [WHERE_POSTED]), (("x", BACK), [WHERE_POSTED, POSTED])):
        assert follow(accepted, *answers).asked == asked
    assert accepted.session.posted == ()


def test_nothing_is_asked_without_a_platform(opened: OpenSession):
    assert follow(opened).told == [NO_PLATFORM]


def test_each_platform_keeps_its_number_and_what_is_recorded_is_marked_in_words(
    accepted: OpenSession,
):
    first = follow(accepted, "facebook", {"at": "11:50", "reason": WHY})
    again = follow(accepted, "facebook")
    assert first.offered == [["facebook", "x"]]
    assert again.offered == [["facebook: recorded, 11:50", "x"]]
    assert again.told == ["facebook: recorded, 11:50"]
    assert len(accepted.session.posted) == 1


def test_a_time_in_the_place_of_the_link_is_refused_there(accepted: OpenSession):
    dialog = follow(accepted, "x", {"link": "11:50", "reason": WHY}, {"link": "-", "at": "11:50"})
    assert dialog.refused == [NOT_A_LINK[0]]
    assert [posted.link for posted in accepted.session.posted] == [""]
