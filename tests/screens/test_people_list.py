"""The people list says what is wrong, and why something is refused, where the person is."""

import pytest
from drivers.pilot import SessionPrompt
from msgspec.structs import replace

from checklists.session.model import Person


async def test_who_is_stood_for_is_not_taken_off_and_it_is_read_whole(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f2", "home")
        await pio.press(*["down"] * [p.label for p in pio.session.people].index("D1"), "x")
        await pio.sees(
            "Somebody is linked to them: K1 is linked to D1.",
            "First link K1 to somebody else, or take K1 off the list.",
        )
        pio.sees_not("Verified by")
        await pio.press("down")
        pio.sees_not("Somebody is linked to them")
        assert not pio.session.person("D1").removed


async def test_a_class_that_breaks_a_link_is_refused_before_a_reason_is_asked(desk: SessionPrompt):
    walk = desk.walk("traffic-serious")
    number = [c.id for c in walk.checklist.classes].index("guardian") + 1
    session_id = desk.save(walk)
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f2", "home")
        await pio.press(*["down"] * [p.label for p in pio.session.people].index("D1"))
        await pio.press("c", str(number), "f5")
        await pio.sees("They cannot be linked: K1 cannot be linked to G1, who is guardian.")
        pio.sees_not("Verified by")
        assert pio.session.person("D1").person_class == "deceased"


async def test_who_came_from_another_type_is_marked_and_can_be_taken_off(desk: SessionPrompt):
    walk = desk.walk("traffic-advisory")
    walk.session = replace(walk.session, people=(Person("V1", "victim"),))
    session_id = desk.save(walk)
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f8")
        await pio.sees("V1 is listed as victim, which this type does not list.")
        await pio.press("enter")
        await pio.sees("[!] V1 victim", "Take V1 off the list.")
        await pio.press("a")
        await pio.sees("This incident type has no people list.")
        await pio.press("x")
        await pio.types("Not in this post")
        await pio.press("tab")
        await pio.types("Det. Okafor")
        await pio.press("f5")
        await pio.sees("removed: Not in this post")
        pio.sees_not("[!] V1", "Take V1 off")
        # Whether anybody is hurt was answered for another list.
        assert {blocker.step for blocker in pio.opened.blockers()} == {"injury-status"}


@pytest.mark.parametrize(("is_listed", "mark"), [(False, "[-]"), (True, "[x]")])
async def test_an_empty_list_that_may_be_empty_is_not_shown_as_done(
    desk: SessionPrompt, is_listed: bool, mark: str
):
    walk = desk.walk("arrest-charge", answered=False).case_number().write().post_on("x")
    if is_listed:
        walk.list_person("victim")
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.sees(f"{mark} people list")
