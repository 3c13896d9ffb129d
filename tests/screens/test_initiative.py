"""An agency's own initiative from home to READY: everyone featured, and nobody's case used."""

import pytest
from drivers.pilot import SessionPrompt

POST = "Coffee with the watch, Saturday at 10, Mill Road library. Come and ask us anything."


@pytest.mark.slow
async def test_initiative_from_home_to_ready(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        await pio.press("end", "up", "enter")
        await pio.pastes(POST)
        await pio.press("f2", "1", "f5", "f5")
        await pio.golden("initiative-01-wrong-type-questions")
        await pio.press(*["n", "f5"] * 4)
        await pio.types("Det. Okafor")
        await pio.press("f5")
        await pio.golden("initiative-02-walk")
        await pio.press("f2", "a", "1", "f5")
        await pio.golden("initiative-03-people")
        await pio.press("escape", "escape", "home", "f10")
        await pio.golden("initiative-04-first-step")
        while pio.walk.step.id != "civil-liberties":
            await pio.answer_step()
        await pio.golden("initiative-05-civil-liberties")
        await pio.answer_all()
        await pio.press("f8")
        await pio.golden("initiative-06-final-review")
        await pio.press("f5")
        await pio.golden("initiative-07-ready")
        assert pio.session.ready is not None
