"""F6, same person, same call: proposed, named on the confirm line, and only then attested."""

import pytest
from drivers.pilot import SessionPrompt


@pytest.fixture
def two_victims(desk: SessionPrompt) -> str:
    """V1 and V2; victim services offered them support a moment ago."""
    walk = desk.walk("arrest-charge", answered=False)
    walk.case_number().write().post_on("x").questions_no()
    walk.list_person("victim")
    walk.list_person("victim")
    walk.confirm("victims-identified").confirm("support-contact")
    return desk.save(walk)


async def test_f6_proposes_who_and_when_and_confirms_nothing(desk: SessionPrompt, two_victims: str):
    async with desk.at_the_screen(two_victims) as pio:
        await pio.go_to("advance-notice")
        await pio.press("f6")
        await pio.sees("Still needed for V1: Outcome, How")
        filled, _ = pio.form.record()
        assert filled["told-or-tried-by"] == "Cpl. Ito, patrol"
        assert f"{filled['when']:%H:%M}" == "02:04"
        assert pio.session.answer("advance-notice") is None


async def test_a_step_whose_call_is_known_takes_two_keys(desk: SessionPrompt):
    """DESIGN: a step whose call is known is F6 and F5."""
    walk = desk.walk("traffic-serious")
    stale = desk.save(walk.write("Another text.", changes_meaning=False).questions_no())
    async with desk.at_the_screen(stale) as pio:
        await pio.go_to("facts-verified")
        await pio.press("f6", "f5")
        assert pio.opened.states()["facts-verified"] == "confirmed"


async def test_f6_twice_attests_everybody_of_one_call_by_name_first(
    desk: SessionPrompt, two_victims: str
):
    async with desk.at_the_screen(two_victims) as pio:
        await pio.go_to("advance-notice")
        await pio.press("f6")
        await pio.fill_form()
        await pio.sees("F5 Confirm: V1 Reached, Cpl. Ito, patrol, In person, 02:04")
        pio.sees_not("V2 Reached")

        await pio.press("f6")
        await pio.golden("same-call-for-everybody")
        await pio.sees("F5 Confirm: V1, V2 Reached, Cpl. Ito, patrol, In person, 02:04")
        assert pio.session.answer("advance-notice") is None

        await pio.press("f5")
        records = pio.session.answer("advance-notice").evidence
        assert [(r["person"], r["told-or-tried-by"], r["outcome"]) for r in records] == [
            ("V1", "Cpl. Ito, patrol", "reached"),
            ("V2", "Cpl. Ito, patrol", "reached"),
        ]
        assert pio.opened.states()["advance-notice"] == "confirmed"


async def test_f6_twice_is_forgotten_on_another_step(desk: SessionPrompt, two_victims: str):
    async with desk.at_the_screen(two_victims) as pio:
        await pio.go_to("advance-notice")
        await pio.press("f6")
        await pio.fill_form()
        await pio.press("f6")
        await pio.sees("V1, V2 Reached")
        await pio.press("escape", "down", "up", "f5")
        assert [r["person"] for r in pio.session.answer("advance-notice").evidence] == ["V1"]


@pytest.mark.slow
async def test_a_field_changed_after_f6_twice_changes_what_is_attested_for_everybody(
    desk: SessionPrompt, two_victims: str
):
    """What stands on the confirm line is what is recorded, and nothing else."""
    async with desk.at_the_screen(two_victims) as pio:
        await pio.go_to("advance-notice")
        await pio.press("f6")
        await pio.fill_form()
        await pio.press("f6")
        await pio._go_to(pio.form.fields[1])
        await pio.erase_line()
        await pio.types("Sgt. Vale")
        await pio.press("enter")
        await pio.sees("V1, V2 Reached, Sgt. Vale")
        await pio.press("f5")
        told_by = {
            r["person"]: r["told-or-tried-by"]
            for r in pio.session.answer("advance-notice").evidence
        }
        assert told_by == {"V1": "Sgt. Vale", "V2": "Sgt. Vale"}


async def test_without_an_earlier_answer_f6_says_so(desk: SessionPrompt):
    session_id = desk.save(desk.walk("life-safety-alert", answered=False))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("end", "f6")
        await pio.sees("There is no earlier call to copy: nobody in this role is named yet.")
        assert pio.walk.form is None


async def test_a_family_of_nine_is_named_whole_before_it_is_attested(desk: SessionPrompt):
    walk = desk.walk("arrest-charge", answered=False)
    walk.case_number().write().post_on("x").questions_no()
    for _ in range(9):
        walk.list_person("victim")
    session_id = desk.save(walk.confirm("victims-identified").confirm("support-contact"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.go_to("advance-notice")
        await pio.press("f6")
        await pio.fill_form()
        await pio.press("f6")
        await pio.sees(
            "F5 Confirm: V1, V2, V3, V4, V5, V6, V7, V8, V9 "
            "Reached, Cpl. Ito, patrol, In person, 02:04"
        )
        await pio.press("f5")
        assert len(pio.session.answer("advance-notice").evidence) == 9


@pytest.mark.slow
async def test_whoever_was_recorded_before_is_named_too(desk: SessionPrompt, two_victims: str):
    async with desk.at_the_screen(two_victims) as pio:
        await pio.go_to("advance-notice")
        await pio.press("f6")
        await pio.fill_form()
        await pio.press("f5")
        await pio.press("f6", "1")
        await pio.sees("V2 Reached, Cpl. Ito, patrol, In person, 02:04; V1 as before")


async def test_what_f6_cannot_do_is_said_also_right_after_a_move(desk: SessionPrompt):
    walk = desk.walk("traffic-serious", answered=False)
    async with desk.at_the_screen(desk.save(walk.case_number().write().questions_no())) as pio:
        await pio.in_one_read("pagedown", "f6")
        await pio.sees("The last call has nothing that this step asks for.")


async def test_whom_f6_would_fill_in_is_said_before_it_does(desk: SessionPrompt, two_victims: str):
    async with desk.at_the_screen(two_victims) as pio:
        await pio.go_to("advance-notice")
        await pio.sees("Same contact? F6: Cpl. Ito, patrol, 02:04")
        await pio.press("f6")
        pio.sees_not("Same contact?")
        await pio.fill_form()
        await pio.sees("Same contact for V2 too? F6")
        await pio.press("f6")
        pio.sees_not("Same contact for V2")
        await pio.press("f5")
        assert [r["person"] for r in pio.session.answer("advance-notice").evidence] == ["V1", "V2"]


async def test_nobody_of_another_role_is_offered_as_the_last_call(desk: SessionPrompt):
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    walk.confirm("facts-verified")
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.go_to("victim-safety")
        await pio.sees("Same contact? F6")
        await pio.go_to("kin-notified")
        pio.sees_not("Same contact?")
