"""The number of an answer moves on by itself: whoever then presses Tab or Enter skips nothing."""

import pytest
from drivers.pilot import Pio, SessionPrompt, screen_text
from drivers.undrawn import Undrawn

TOLD = "victim-services-engaged"


def begun(desk: SessionPrompt) -> str:
    """A crash post with its draft, its people and its facts."""
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    for step in ("facts-verified", "agency-lead", "case-integrity", "victims-identified"):
        walk.confirm(step)
    return desk.save(walk)


def here(pio: Pio) -> str:
    """The field that takes the keys."""
    return next(field.label for field in pio.form.fields if field.has_focus_within)


@pytest.mark.parametrize("moves", ["tab", "enter"])
async def test_after_a_number_that_moved_on_tab_or_enter_stays_once(
    desk: SessionPrompt, moves: str
):
    async with desk.at_the_screen(begun(desk)) as pio:
        await pio.go_to(TOLD)
        await pio.press("enter", "tab", "1")
        assert here(pio) == "Advice"
        await pio.press(moves)
        assert here(pio) == "Advice"
        await pio.press("shift+tab", "tab")
        assert here(pio) == "Advice"


async def test_number_after_number_answers_one_field_after_another(desk: SessionPrompt):
    async with desk.at_the_screen(begun(desk)) as pio:
        await pio.go_to(TOLD)
        await pio.press("enter")
        await pio.types("Amy Hall, advocate")
        await pio.press("tab", "1", "1")
        await pio.sees("F5 Confirm: Amy Hall, advocate")


async def test_a_number_moves_on_to_what_is_not_answered_yet(desk: SessionPrompt):
    async with desk.at_the_screen(begun(desk)) as pio:
        await pio.go_to("kin-notified")
        await pio.press("enter", "tab")
        await pio.types("Cpl. Ito, patrol")
        await pio.press("shift+tab", "1")
        assert here(pio) == "How"
        await pio.press("1")
        assert here(pio) == "When"


async def test_tab_from_the_last_field_stays_in_the_form(desk: SessionPrompt):
    """In the list, unseen, the next letters would be commands."""
    async with desk.at_the_screen(begun(desk)) as pio:
        await pio.go_to("whom-to-call")
        await pio.press("enter", *["tab"] * 12)
        assert pio.form.has_focus_within
        await pio.press(*["shift+tab"] * 12)
        assert here(pio) == pio.form.fields[0].label


async def test_a_confirmed_step_gives_way_to_the_next_in_one_frame(
    desk: SessionPrompt, monkeypatch: pytest.MonkeyPatch
):
    """On a slow line the old card would stand half over the new one."""
    frames: list[str] = []
    drawn = Undrawn._display

    def display(app: Undrawn, screen: object, renderable: object) -> None:
        frames.append(screen_text(app))
        drawn(app, screen, renderable)

    async with desk.at_the_screen(begun(desk)) as pio:
        await pio.go_to(TOLD)
        await pio.press("enter")
        await pio.fill_form()
        monkeypatch.setattr(Undrawn, "_display", display)
        await pio.press("f5")
        assert pio.walk.step.id == "kin-notified"
    assert frames
    assert all("Family told, step" in frame and "Outcome" in frame for frame in frames)


@pytest.mark.parametrize("label", ["K1", "K2"])
async def test_whom_a_form_is_about_stays_in_sight_above_a_long_list_of_answers(
    desk: SessionPrompt, label: str
):
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no()
    died = walk.list_person("deceased")
    walk.list_person("next-of-kin", died)
    walk.list_person("next-of-kin", died)
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.go_to("kin-notified")
        await pio.press("enter", *["ctrl+n"] * (label == "K2"), "1")
        await pio.types("Cpl. Ito, patrol")
        await pio.press("enter", *["down"] * 20)
        await pio.sees(f"{label} next of kin for D1, then")


async def test_where_a_step_may_not_apply_the_card_says_how_to_say_so(desk: SessionPrompt):
    async with desk.at_the_screen(begun(desk)) as pio:
        await pio.go_to("agency-lead")
        await pio.press("enter", *["end", "ctrl+u"])
        await pio.sees("Still needed: Who agreed for them", "No partner agency? F7")


async def test_a_list_to_check_whole_says_what_else_can_be_answered(desk: SessionPrompt):
    """A box that was not done must be as easy to say as a false check."""
    async with desk.at_the_screen(begun(desk)) as pio:
        await pio.go_to("publish-package")
        await pio.press("enter", "1", "2", "4")
        await pio.sees("Not all of it done? F7")
        await pio.press("3")
        pio.sees_not("Not all of it done?")
        await pio.press("f7")
        await pio.sees("1 Not done")


async def test_a_name_that_is_taken_moves_on_as_a_number_does(desk: SessionPrompt):
    """What is pressed next is meant for the next field, and would else end up in the name."""
    async with desk.at_the_screen(begun(desk)) as pio:
        await pio.go_to("victim-safety")
        await pio.press("enter")
        await pio.sees("Right takes Cpl. Ito")
        await pio.press("right")
        assert here(pio) == "Decision"
        await pio.press("tab", "1")
        assert pio.form.record()[0] == {"judged-by": "Cpl. Ito, patrol", "decision": "none"}
        assert here(pio) == "When"
