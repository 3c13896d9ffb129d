"""On a wide terminal the post and the people stand beside the card, also once it is widened."""

from drivers.pilot import SessionPrompt


async def test_the_post_stands_beside_the_card_where_there_is_room(desk: SessionPrompt):
    walk = desk.walk("traffic-serious", answered=False).case_number().write().post_on("x")
    walk.list_person("deceased")
    session = desk.save(walk)
    async with desk.at_the_screen(session) as pio:
        await pio.go_to("facts-verified")
        pio.sees_not("THE POST")
        await pio.pilot.resize_terminal(120, 36)
        await pio.sees("THE POST", "Please use Route 4.", "Platforms: x", "D1 person who died")
        await pio.pilot.resize_terminal(119, 36)
        await pio.settle()
        pio.sees_not("THE POST")
