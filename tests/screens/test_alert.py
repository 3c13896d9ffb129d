"""A life-safety alert from home to READY: the fewest screens there are, all approved text."""

import pytest
from drivers.pilot import SessionPrompt

ALERT = "Stay indoors near Mill Road. Lock doors. Do not call 911 unless you need help now."


@pytest.mark.slow
async def test_alert_from_home_to_ready(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        await pio.press("enter")
        await pio.golden("alert-01-post")
        await pio.pastes(ALERT)
        await pio.press("f5", "2", "f5")
        await pio.golden("alert-02-wrong-type-question")
        await pio.press("n", "f5", "n", "f5")
        await pio.golden("alert-03-first-step")

        for number, step_id in enumerate(
            (
                "alert-basis",
                "caller-no-danger",
                "threat-person-confirmed",
                "family-aware",
                "ops-safe",
                "victims-minimum",
                "protective-action",
            ),
            start=4,
        ):
            assert pio.walk.step.id == step_id
            if pio.walk.form is None:
                await pio.press("enter")
            await pio.fill_form()
            await pio.golden(f"alert-{number:02}-{step_id}")
            await pio.press("f5")

        await pio.answer_all()
        await pio.press("f8")
        await pio.golden("alert-11-final-review")
        await pio.press("f5")
        await pio.golden("alert-12-ready")
        await pio.press("t")
        assert pio.screen.startswith(f"{ALERT}\n")
        await pio.press("enter", "escape", "escape")
        await pio.golden("alert-13-home-again")


async def test_an_alert_lapses_after_a_quarter_of_an_hour(desk: SessionPrompt):
    session_id = desk.save(desk.walk("life-safety-alert", minutes_ago=2).mark_ready())
    async with desk.at_the_screen(session_id) as pio:
        assert pio.status.startswith("READY since 02:12")
        desk.clock.later(minutes=16)
        await pio.press("f8")
        await pio.golden("alert-11-lapsed")
        await pio.press("t")
        await pio.sees("Mark the post ready first (F5).")
        await pio.press("f5")
        await pio.sees("READY: this exact text may be posted")
        assert pio.session.ready.at == desk.clock.time
