"""F8 while something holds the gate: refused, each reason named, and Enter goes there."""

import pytest
from drivers.pilot import SessionPrompt
from factories import sessions

from checklists import changes


def with_one_open(desk: SessionPrompt) -> sessions.Walk:
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().add_photo().questions_no()
    walk.list_who_is_needed()
    for step in walk.checklist.steps:
        if step.id != "medical-limits":
            walk.confirm(step.id)
    return walk


def with_one_stale(desk: SessionPrompt) -> sessions.Walk:
    walk = desk.walk("traffic-serious")
    walk.write(sessions.TEXT + " Thank you.", changes_meaning=False).questions_no()
    for step_id in walk.stale() - {"dignity-language"}:
        walk.confirm(step_id)
    return walk


def with_one_not_done(desk: SessionPrompt) -> sessions.Walk:
    return desk.walk("arrest-charge").choose("participation-risk", "decision", "not-yet")


def with_one_person_missing(desk: SessionPrompt) -> sessions.Walk:
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").add_photo().questions_no()
    died = walk.list_person("deceased")
    walk.list_person("next-of-kin", died)
    walk.list_person("next-of-kin", died)
    walk.answer_everything()
    return walk.confirm("kin-notified", *walk.whole("kin-notified", "K1"))


HOLDING = {
    "open": (with_one_open, "medical-limits", "[!] no medical details", "Not answered yet."),
    "stale": (
        with_one_stale,
        "dignity-language",
        "[!] dignity of wording",
        "Changed since you answered: text.",
    ),
    "not-done": (
        with_one_not_done,
        "participation-risk",
        "[!] victim's part in case",
        "Decision: Do not post yet.",
    ),
    "one-person-missing": (
        with_one_person_missing,
        "kin-notified",
        "[!] family notified",
        "K2 still needs: When.",
    ),
}


async def test_a_reason_that_is_gone_leaves_the_list_and_the_others_lead_where_they_led(
    desk: SessionPrompt,
) -> None:
    walk = desk.walk("traffic-serious", answered=False)
    session_id = desk.save(walk.list_who_is_needed())
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f8")
        first, second, *_ = pio.opened.blockers()
        await pio.sees(first.reason)
        assert first.code == "no-case-number"
        pio.opened.perform(changes.set_case_number, "26-1182")
        pio.app.screen.show_news()
        await pio.sees(second.reason)
        pio.sees_not(first.reason)
        await pio.press("down")
        third = pio.opened.blockers()[1]
        await pio.sees(f"Who can answer: {third.ask}", third.reason)
        await pio.press("enter")
        await pio.until(lambda: pio.app.screen is not pio.walk or pio.walk.step, "its place")


@pytest.mark.sweep(2)
@pytest.mark.parametrize("kind", HOLDING)
async def test_ready_is_refused_with_the_step_named_and_enter_goes_there(
    desk: SessionPrompt, kind: str
):
    almost_ready, step_id, name, reason = HOLDING[kind]
    session_id = desk.save(almost_ready(desk))
    async with desk.at_the_screen(session_id) as pio:
        # Away from where the walk lands, so that Enter has somewhere to go.
        await pio.press("home", "f8")
        await pio.sees("NOT READY: 1 item is blocking it", name, reason, "Who can answer:")
        await pio.golden(f"refused-{kind}")

        await pio.press("f8", "f5", "r", "f5")
        assert pio.session.ready is None
        assert desk.on_disk(session_id).revision == 1

        await pio.press("enter")
        assert pio.app.screen is pio.walk
        assert pio.walk.step.id == step_id
        assert pio.walk.form is not None


@pytest.mark.slow
async def test_every_one_of_many_reasons_is_named_and_each_leads_to_its_place(desk: SessionPrompt):
    walk = desk.walk("traffic-serious", answered=False)
    walk.list_who_is_needed()
    session_id = desk.save(walk)
    async with desk.at_the_screen(session_id) as pio:
        blockers = pio.opened.blockers()
        assert len({blocker.short for blocker in blockers}) > 20
        for number, blocker in enumerate(blockers):
            if blocker.step and number % 6:
                continue  # Every part of the post, and some of the steps.
            await pio.press("f8", *["down"] * number)
            await pio.sees(blocker.short, blocker.reason, f"Who can answer: {blocker.ask}")
            await pio.press("enter")
            if blocker.step:
                assert pio.walk.step.id == blocker.step
            else:
                # A part of the post: its own screen or question opens.
                await pio.until(
                    lambda: pio.app.screen is not pio.walk, f"a screen: {blocker.short}"
                )
            await pio.press("escape")
            await pio.until(lambda: pio.app.screen is pio.walk, "the walk again")
            assert pio.session.ready is None


async def test_an_exception_that_nobody_granted_holds_the_gate(desk: SessionPrompt):
    walk = desk.walk("traffic-serious")
    session_id = desk.save(walk.ask_exception("kin-notified"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f8")
        await pio.sees(
            "[!] family notified", "The exception for K1 is not yet granted.", "supervisor"
        )
        await pio.press("escape")
        await pio.sees("[h] family notified HELD")
        assert pio.session.ready is None


async def test_a_family_that_asked_for_time_holds_the_gate_until_it_has_passed(desk: SessionPrompt):
    walk = desk.walk("traffic-serious")
    until = {"answer-detail": desk.clock.time + sessions.AN_HOUR}
    session_id = desk.save(walk.choose("family-window", "answer", "hold-until", **until))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f8")
        await pio.sees("time the family asked", "K1: not before 03:14.")
        await pio.press("escape")
        desk.clock.later(minutes=61)
        await pio.press("f8")
        pio.sees_not("not before 03:14")


async def test_text_that_is_not_accepted_holds_the_gate(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious").type("Another text"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f8")
        await pio.sees("Text was typed but not yet accepted.")
        await pio.press("enter")
        await pio.sees("The text below is NOT ACCEPTED", "Another text")


async def test_the_call_sheet_names_what_is_open_by_who_can_answer(desk: SessionPrompt):
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    session_id = desk.save(walk)
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f8", "c")
        await pio.golden("call-sheet")
        await pio.press("down", "down", "enter")
        assert pio.app.screen is pio.walk
        assert pio.walk.step.id == "victims-identified"
        assert pio.walk.form is not None
