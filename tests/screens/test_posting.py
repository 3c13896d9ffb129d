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
        await pio.sees("Enter the post's link and the time it went out.", "Why so early")
        await pio.press("f5")
        await pio.sees("A reason is needed: The post went out before it was marked ready.")
        assert pio.session.posted == ()
        await pio.press("tab", "tab")
        await pio.types("The mayor was asked on air")
        await pio.press("f5")
        await pio.sees("Who ordered it?")
        await pio.press("tab")
        await pio.types("Chief Boyd, police")
        await pio.press("f5")
        await pio.sees("What does the live post show?", ">1 The text differs")
        assert pio.session.posted == ()
        await pio.press("3", "enter")
        assert pio.session.posted == ()
        await pio.press("f5")
        await pio.sees("POSTED")
        await pio.press("l", "escape")
        assert [(posted.platform, posted.early) for posted in pio.session.posted] == [
            ("facebook", "ready")
        ]


async def test_a_pasted_link_lands_in_the_line_of_the_link_and_platforms_keep_their_numbers(
    desk: SessionPrompt,
):
    session_id = desk.save(desk.walk("traffic-serious").mark_ready())
    async with desk.at_the_screen(session_id) as pio:
        for number, link in (("1", "https://example.org/1"), ("2", "https://example.org/2")):
            await pio.press("l")
            await pio.sees("1 Facebook", "2 X")
            await pio.press(number)
            await pio.sees("Enter the post's link")
            await pio.pastes(link)
            await pio.press("f5")
            await pio.sees("3 I opened the live post; text and picture are as confirmed")
            await pio.press("3", "f5")
            await pio.sees("POSTED")
            await pio.press("l")
            if number == "1":
                await pio.sees("1 Facebook: recorded, ", "2 X")
                await pio.press("1")
                await pio.sees("Facebook: recorded, ")
        assert [(posted.platform, posted.link) for posted in pio.session.posted] == [
            ("facebook", "https://example.org/1"),
            ("x", "https://example.org/2"),
        ]


async def test_a_text_that_differs_is_pasted_whole_and_kept(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious").mark_ready())
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("l", "1")
        await pio.sees("Enter the post's link")
        await pio.press("f5")
        await pio.sees("What does the live post show?")
        await pio.press("1")
        await pio.sees("The text of the live post", "F5 continues")
        await pio.golden("live-text")
        await pio.pastes("Another text.\rOf two lines.")
        await pio.press("f5")
        await pio.sees("POSTED")
        (posted,) = pio.session.posted
        assert (posted.live, posted.text) == ("text-differs", "Another text.\nOf two lines.")
        await pio.press("x")
        await pio.sees("Who took it down, and when?", "The post on facebook is down.")
        await pio.types("Cpl. Ito, patrol")
        await pio.golden("taken-down")
        await pio.press("f5")
        await pio.sees("Recorded and saved to disk.")
        await pio.press("x")
        await pio.sees("Every post is already recorded as taken down.")
