"""A question that adds steps: what it adds is said, a yes keeps them, a no says who verified it."""

from drivers.pilot import SessionPrompt

KIN = "family notified"


async def at_the_question(pio) -> None:
    await pio.press("f9", "end", "up")
    await pio.sees(
        "Is this the right type? Does it need more steps?",
        "Unless you answer no, this adds: family notified, time the family asked, no",
    )


async def test_a_no_names_who_verified_it_and_takes_the_steps_out(desk: SessionPrompt):
    walk = desk.walk("arrest-charge", answered=False).case_number().write().post_on("x")
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.sees(f"[!] {KIN}")
        await at_the_question(pio)
        await pio.sees("If you answer no, say who verified it.")
        await pio.press("n", "f5")
        await pio.sees("Answering no takes out victim-related steps", "Taken out: family notified")
        await pio.types("mruiz")
        await pio.press("f5")
        await pio.sees("Somebody else must verify it")
        assert pio.session.questions == ()
        await pio.press(*["backspace"] * 5)
        await pio.types("Det. Okafor")
        await pio.press("f5")
        (answer,) = pio.session.questions
        assert (answer.yes, answer.verified_by) == (False, "Det. Okafor")
        await pio.press("end", "up")
        await pio.sees("No, verified by Det. Okafor")
        await pio.press("escape")
        await pio.sees("Family told done")
        await pio.go_to("kin-notified")
        await pio.sees(
            f"[-] {KIN}", "not known yet? No (Det.", "Not needed. Press Enter to answer it anyway."
        )


async def test_the_key_for_the_same_answers_is_shown_once_there_are_some(desk: SessionPrompt):
    walk = desk.walk("arrest-charge", answered=False).case_number().write().post_on("x")
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await at_the_question(pio)
        pio.sees_not("F6 same")


async def test_after_the_text_changed_the_same_answers_have_their_key(desk: SessionPrompt):
    walk = desk.walk("arrest-charge", answered=False).case_number().write().post_on("x")
    walk.questions_no().write("Another text.", changes_meaning=False)
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await at_the_question(pio)
        await pio.sees("F6 same as before")


async def test_a_yes_keeps_them_at_once_and_the_card_says_why_they_are_asked(desk: SessionPrompt):
    walk = desk.walk("arrest-charge", answered=False).case_number().write().post_on("x")
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await at_the_question(pio)
        await pio.press("y", "f5")
        (answer,) = pio.session.questions
        assert (answer.yes, answer.verified_by) == (True, "")
        await pio.press("escape")
        await pio.go_to("kin-notified")
        await pio.press("?")
        await pio.sees("Added unless you answer no: Did")


async def test_somebody_on_the_people_list_speaks_against_a_no(desk: SessionPrompt):
    walk = desk.walk("arrest-charge", answered=False).case_number().write().post_on("x")
    walk.list_person("deceased")
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await at_the_question(pio)
        await pio.press("n", "f5")
        await pio.sees("The people list says otherwise")
        assert pio.session.questions == ()
