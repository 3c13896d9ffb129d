"""Recording on the screen where and when it went out, also when that was too early."""

from drivers.pilot import SessionPrompt


async def test_what_went_out_is_recorded_where_it_did_and_too_early_only_with_a_reason(
    desk: SessionPrompt,
):
    session_id = desk.save(desk.walk("traffic-serious"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("l")
        await pio.sees("Where was it posted?", "1 Facebook")
        await pio.press("1")
        await pio.sees("When it went out there, and its link.", "Why so early")
        await pio.press("f5")
        await pio.sees("A reason is needed: It went out before it was marked ready.")
        assert pio.session.posted == ()
        await pio.press("tab", "tab")
        await pio.types("The mayor was asked on air")
        await pio.press("f5")
        await pio.sees("POSTED")
        await pio.press("l", "escape")
        assert [(posted.platform, posted.early) for posted in pio.session.posted] == [
            ("facebook", "ready")
        ]
