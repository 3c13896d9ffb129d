"""A step that is not needed: the walk says why, passes it by, and lets it be answered."""

from drivers.pilot import SessionPrompt


async def test_a_step_that_is_not_needed_is_passed_by_and_says_why(desk: SessionPrompt):
    walk = desk.walk("traffic-advisory", answered=False)
    walk.case_number().write().post_on("x").questions_no()
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.go_to("injury-status")
        await pio.sees("[!] family call assigned", "[-] images checked")
        await pio.press("enter", "1")
        await pio.types("Sgt. Park")
        await pio.press("enter", "n", "f5")
        await pio.sees("Family told done")
        assert pio.walk.step.id == "closure-only"
        await pio.press("escape")
        await pio.go_to("kin-followup-set")
        await pio.sees(
            "[-] family call assigned",
            "Not needed: nobody dead or seriously hurt (Sgt. Park, 02:14)",
            "Not needed. Press Enter to answer it anyway.",
        )
        assert pio.session.answer("kin-followup-set") is None
        await pio.press("enter")
        assert pio.walk.form is not None
