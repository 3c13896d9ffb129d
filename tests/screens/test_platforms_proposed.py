"""The platforms of the last post of the same type are shown in the post, and F5 accepts them."""

import pytest
from drivers.pilot import FOUR_LINES, SessionPrompt

TYPE = "traffic-advisory"
SHOWN = "These are from your last post of this type"


def post_one(desk: SessionPrompt, *platforms: str, minutes_ago: int = 60) -> str:
    walk = desk.walk(TYPE, minutes_ago=minutes_ago)
    walk.post_on("facebook", "x", "nextdoor")
    for step in walk.stale():
        walk.confirm(step)
    return desk.save(walk.questions_no().mark_ready().posted(*platforms))


async def test_they_are_shown_and_chosen_with_the_text(desk: SessionPrompt):
    post_one(desk, "facebook", "x")
    async with desk.at_the_screen(start=TYPE) as pio:
        await pio.sees(SHOWN, "Facebook 0", "X 0 of 280", "F5 accepts them;")
        pio.sees_not("Nextdoor")
        await pio.pastes(FOUR_LINES)
        assert pio.opened.session.draft.platforms == ()
        await pio.golden("post-platforms-proposed")
        await pio.press("f5")
        assert pio.session.draft.platforms == ("facebook", "x")
        # Only the case number is left to be asked.
        await pio.sees("never an NCIC, FBI, or state ID number")
        await pio.types("26-1182")
        await pio.press("f5")
        pio.sees_not("Where will this be posted?")


async def test_f2_takes_the_proposal_away_and_asks(desk: SessionPrompt):
    post_one(desk, "facebook", "x")
    async with desk.at_the_screen(start=TYPE) as pio:
        await pio.sees(SHOWN)
        await pio.press("f2", "escape")
        pio.sees_not(SHOWN)
        await pio.pastes(FOUR_LINES)
        await pio.press("f5", "escape")
        await pio.sees("Where will this be posted?")
        assert pio.session.draft.platforms == ()


@pytest.mark.parametrize("size", [(60, 20), (80, 12)])
async def test_where_there_is_no_room_to_show_them_they_are_asked_for(desk: SessionPrompt, size):
    post_one(desk, "facebook", "x")
    async with desk.at_the_screen(start=TYPE, size=size) as pio:
        pio.sees_not(SHOWN)
        await pio.pastes(FOUR_LINES)
        await pio.press("f5")
        await pio.types("26-1182")
        await pio.press("f5")
        await pio.sees("Where will this be posted?")
        assert pio.session.draft.platforms == ()


async def test_another_type_and_a_post_that_did_not_go_out_propose_nothing(desk: SessionPrompt):
    desk.save(desk.walk(TYPE, minutes_ago=90))
    post_one(desk, "facebook", minutes_ago=120)
    async with desk.at_the_screen(start="life-safety-alert") as pio:
        pio.sees_not(SHOWN)
    async with desk.at_the_screen(start=TYPE) as pio:
        await pio.sees(SHOWN, "Facebook 0")
        pio.sees_not("X 0 of 280")
