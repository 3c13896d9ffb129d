"""A post is updated or corrected on the screen: from its page to its text beside the new draft."""

from drivers.pilot import SessionPrompt


async def test_a_post_is_corrected_from_its_page_and_its_page_says_so(desk: SessionPrompt):
    post = desk.save(desk.walk("traffic-serious").mark_ready().posted())
    async with desk.at_the_screen(post) as pio:
        await pio.press("u")
        await pio.sees("Update or correct this post", ">1 Update: something is new")
        await pio.press("2", "enter")
        await pio.sees("Update or correct this post")
        await pio.press("f5")
        await pio.sees("The post: the text for all platforms", "correction")
        await pio.sees("The text has the same words as the first post (F8)", "NOT ACCEPTED: F5")
        await pio.types(" Open again.")
        await pio.press("ctrl+s")
        await pio.sees("The text differs in 1 place from the first post (F8)")
        await pio.golden("correction-draft")
        await pio.press("f8")
        await pio.sees("The first post, on facebook, x:")
        assert pio.session.updates.session == post
        assert pio.session.updates.how == "correction"
    async with desk.at_the_screen(post) as pio:
        await pio.sees("Corrected by ")


async def test_what_did_not_go_out_cannot_be_corrected(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious").mark_ready())
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("u")
        await pio.sees("Only a post that went out can be updated or corrected.")


async def test_on_a_wide_screen_the_first_post_is_beside_its_correction(desk: SessionPrompt):
    post = desk.save(desk.walk("traffic-serious").mark_ready().posted())
    async with desk.at_the_screen(post, size=(130, 24)) as pio:
        await pio.press("u")
        await pio.press("2", "f5")
        await pio.sees("The post: the text for all platforms", "correction")
        await pio.types(" Open again.")
        await pio.press("ctrl+s")
        await pio.sees("The text differs in 1 place", 'added: "Open again."')
        await pio.golden("correction-draft-wide")
