"""Recording that a post went out: where and when it did, also when it should not have."""

import pytest
from drivers.scripted_dialog import BACK, FakeDialog

from checklists import changes
from checklists.workspace.open_session import OpenSession
from tui.flows.posting import record_posted
from tui.wording.posted_words import LIVE, LIVE_OPTIONS, LIVE_TEXT, TAKE_IT_DOWN
from tui.wording.questions import ALL_RECORDED, NO_PLATFORM, NOT_A_LINK, POSTED, WHERE_POSTED

WHY = "The mayor was asked on air"
BY = {"ordered-by": "Chief Boyd, police"}
AS, DIFFERS, WRONG = "as-confirmed", "text-differs", "wrong-picture"


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
    follow(accepted, "x", {"at": "11:50", "link": "https://example.org/1", "reason": WHY, **BY}, AS)
    follow(accepted, "facebook", {"reason": WHY, **BY}, AS)
    first, second = accepted.session.posted
    assert (first.platform, first.link, first.reason) == ("x", "https://example.org/1", WHY)
    assert (second.platform, second.at) == ("facebook", accepted.clock())
    assert follow(accepted).told == [ALL_RECORDED]


def test_what_went_out_too_early_is_recorded_only_with_the_reason_and_who_ordered_it(
    accepted: OpenSession,
):
    dialog = follow(accepted, "x", {"at": "11:50"}, {"reason": WHY}, BY, AS)
    assert dialog.refused == ["A reason is needed", "Who ordered it?"]
    (posted,) = accepted.session.posted
    assert (posted.early, posted.ordered_by) == ("ready", BY["ordered-by"])


def test_what_is_no_time_is_asked_for_again(accepted: OpenSession):
    dialog = follow(accepted, "x", {"at": "soon", "reason": WHY, **BY}, {"at": "11:50"}, AS)
    assert dialog.refused == ["Not a time"]
    assert len(accepted.session.posted) == 1


def test_going_back_records_nothing(accepted: OpenSession):
    for answers, asked in (
        ((BACK,), [WHERE_POSTED]),
        (("x", BACK), [WHERE_POSTED, POSTED]),
        (("x", {"reason": WHY, **BY}, BACK), [WHERE_POSTED, POSTED, LIVE]),
        (("x", {"reason": WHY, **BY}, DIFFERS, BACK), [WHERE_POSTED, POSTED, LIVE, LIVE_TEXT]),
    ):
        assert follow(accepted, *answers).asked == asked
    assert accepted.session.posted == ()


def test_nothing_is_asked_without_a_platform(opened: OpenSession):
    assert follow(opened).told == [NO_PLATFORM]


def test_each_platform_keeps_its_number_and_what_is_recorded_is_marked_in_words(
    accepted: OpenSession,
):
    first = follow(accepted, "facebook", {"at": "11:50", "reason": WHY, **BY}, AS)
    again = follow(accepted, "facebook")
    assert first.offered[0] == ["facebook", "x"]
    assert again.offered == [["facebook: recorded, 11:50", "x"]]
    assert again.told == ["facebook: recorded, 11:50"]
    assert len(accepted.session.posted) == 1


def test_a_time_in_the_place_of_the_link_is_refused_there(accepted: OpenSession):
    dialog = follow(
        accepted, "x", {"link": "11:50", "reason": WHY, **BY}, {"link": "-", "at": "11:50"}, AS
    )
    assert dialog.refused == [NOT_A_LINK[0]]
    assert [posted.link for posted in accepted.session.posted] == [""]


def test_whoever_saw_the_confirmed_text_and_picture_says_so(accepted: OpenSession):
    follow(accepted, "x", {"reason": WHY, **BY}, AS)
    (posted,) = accepted.session.posted
    assert (posted.live, posted.text, posted.differs) == (AS, "", ())


def test_a_text_that_differs_is_kept_with_the_words_that_do(accepted: OpenSession):
    follow(accepted, "x", {"reason": WHY, **BY}, DIFFERS, "The road is open.\nDrive with care.")
    (posted,) = accepted.session.posted
    assert (posted.live, posted.text) == (DIFFERS, "The road is open.\nDrive with care.")
    assert [(found.was, found.is_now) for found in posted.differs] == [
        ("closed.", "open. Drive with care.")
    ]


def test_the_confirmed_words_in_other_lines_do_not_differ_and_are_asked_for_again(
    accepted: OpenSession,
):
    for same in ("The road\nis closed.", "   "):
        dialog = follow(accepted, "x", {"reason": WHY, **BY}, DIFFERS, same, BACK)
        assert dialog.asked[-1] == LIVE
        assert len(dialog.told) == 1
    assert accepted.session.posted == ()


def test_a_wrong_picture_is_said_to_be_taken_down_and_owed_at_once(accepted: OpenSession):
    dialog = follow(accepted, "x", {"at": "11:50", "reason": WHY, **BY}, WRONG)
    assert dialog.told == [TAKE_IT_DOWN]
    (posted,) = accepted.session.posted
    assert [owed.id for owed in posted.follow_ups if owed.due == (posted.at,)] == [
        "wrong-picture-x"
    ]


def test_nothing_that_is_first_under_the_cursor_says_that_it_is_right():
    assert LIVE_OPTIONS[0].id != AS
    assert next(option for option in LIVE_OPTIONS if option.id == AS).commits
