"""Moving on: nothing that was typed goes without a word, and one comes out where one went in."""

import asyncio

import pytest
from drivers.pilot import SessionPrompt
from factories.sessions import Walk

from tui.screens.walk_card import WalkCard


@pytest.fixture
def begun(desk: SessionPrompt) -> str:
    """A crash post with its draft and people, and no step answered."""
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    return desk.save(walk)


def bereaved(desk: SessionPrompt, families: int) -> Walk:
    """A crash post with so many next of kin of one person who died, and no step answered."""
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no()
    died = walk.list_person("deceased")
    for _ in range(families):
        walk.list_person("next-of-kin", died)
    return walk


@pytest.mark.sweep
@pytest.mark.parametrize("way_out", ["escape", "pagedown", "pageup", "f10"])
async def test_a_time_that_is_none_is_not_dropped_without_a_word(
    desk: SessionPrompt, begun: str, way_out: str
):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter", "3", "enter")
        await pio.types("Det. Okafor")
        await pio.press("enter")
        await pio.types("2505")
        await pio.press(way_out)
        await pio.sees("! That time does not exist.", "press that key again to discard it")
        assert pio.walk.step.id == "victims-identified"
        assert pio.form.fields[-1].text == "2505"
        await pio.press(way_out)
        assert pio.walk.form is None or pio.walk.step.id != "victims-identified"
        kept = {"how-many": 3, "checked-with": "Det. Okafor"}
        assert pio.session.entered_in("victims-identified") == (kept,)


async def test_up_from_the_first_field_stays_in_the_form(desk: SessionPrompt, begun: str):
    """In the list, the next letters would be commands."""
    async with desk.at_the_screen(begun) as pio:
        await pio.press("enter", "up", "up")
        await pio.types("12")
        assert pio.form.fields[0].text == "12"


async def test_the_head_says_when_a_field_was_saved_too(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        assert "saved 02:04:07" in pio.line(0)
        await pio.press("enter", "3")
        desk.clock.later(minutes=4)
        await pio.press("enter")
        await pio.until(lambda: "saved 02:18:07" in pio.line(0), "the time of the save")
        await pio.press("ctrl+s")
        await pio.sees("Saved: 02:18:07.")


async def test_back_at_home_the_cursor_is_on_the_session_that_was_begun(desk: SessionPrompt):
    """There, Enter goes on with it and does not begin another."""
    async with desk.at_the_screen() as pio:
        await pio.press("down", "enter")
        await pio.types("Closed.")
        await pio.press("escape", "down", "enter", "escape")
        await pio.sees("What kind of post is this?")
        assert "Traffic: road closure only" in pio.screen.partition("\n>")[2].partition("\n")[0]
        assert pio.screen.partition("\n>")[2].partition("\n")[0].endswith(" open")
        await pio.press("enter")
        assert len(list(desk.places.sessions.rglob("*.toml"))) == 1


async def test_where_nothing_else_is_open_the_key_says_so(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("n")
        await pio.sees("No other step is open.")


async def test_enter_on_a_reason_opens_the_form_of_the_person_it_names(desk: SessionPrompt):
    walk = bereaved(desk, 3)
    walk.confirm("kin-notified", *walk.whole("kin-notified", "K1"))
    session_id = desk.save(walk)
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f8")
        while ">[!] family notified        K3 still needs: Outcome," not in pio.screen:
            await pio.press("down")
        await pio.press("enter")
        await pio.sees("K3 next of kin for D1")
        assert pio.form.person == "K3"
        await pio.fill_form()
        await pio.press("f5")
        assert [r["person"] for r in pio.session.answer("kin-notified").evidence] == ["K1", "K3"]


async def test_a_stale_other_answer_is_given_again_without_typing_it_again(desk: SessionPrompt):
    walk = desk.walk("traffic-serious")
    step = walk.checklist.step("travel-details")
    (reason,) = step.does_not_apply
    walk.does_not_apply(step.id, reason.id, verified_by="Lt. Cole, investigations")
    walk.write("Another text.", changes_meaning=False).questions_no()
    session_id = desk.save(walk)
    async with desk.at_the_screen(session_id) as pio:
        assert pio.opened.states()[step.id] == "stale"
        await pio.go_to(step.id)
        await pio.press("f7", "1")
        await pio.sees("[Lt. Cole, investigations")
        await pio.press("f5")
        assert pio.session.answer(step.id).verified_by == "Lt. Cole, investigations"
        assert pio.opened.states()[step.id] != "stale"


async def test_enter_in_a_question_of_one_line_says_which_key_keeps_it(
    desk: SessionPrompt, begun: str
):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("w")
        await pio.types("Posted by the sheriff")
        await pio.press("enter")
        await pio.sees("F5 cancels it.")
        assert pio.session.withdrawn is None


async def test_where_nothing_can_be_filled_in_from_a_call_the_key_says_why(
    desk: SessionPrompt, begun: str
):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f6")
        await pio.sees("There is no earlier call to copy: nobody in this role is named yet.")
        await pio.go_to("no-identifiers")
        await pio.press("enter")
        await pio.fill_form()
        await pio.press("f5", "escape")
        await pio.go_to("crash-wording")
        await pio.press("f6")
        await pio.sees("The last call has nothing that this step asks for.")


async def test_the_next_person_is_a_key_away_within_a_field(desk: SessionPrompt):
    async with desk.at_the_screen(desk.save(bereaved(desk, 2))) as pio:
        await pio.go_to("kin-notified")
        await pio.press("enter")
        await pio.press("1")
        await pio.types("Cpl. Ito")
        await pio.press("ctrl+n")
        await pio.sees("K2 next of kin for D1")
        assert pio.form.fields[1].text == ""
        await pio.press("ctrl+p")
        await pio.sees("K1 next of kin for D1")
        assert pio.form.fields[1].text == "Cpl. Ito"


async def test_what_another_outcome_clears_takes_its_detail_along(desk: SessionPrompt):
    async with desk.at_the_screen(desk.save(bereaved(desk, 1))) as pio:
        await pio.go_to("kin-notified")
        await pio.press("enter", "tab")
        choices = pio.form.step.field("how").choices
        by_phone = next(str(n) for n, choice in enumerate(choices, 1) if choice.then)
        await pio.types("Cpl. Ito")
        await pio.press("enter", by_phone)
        await pio.types("No unit was free")
        await pio.press("enter", "n", "enter", "1")
        assert "how-detail" in [field.key for field in pio.form.fields]
        outcome = next(field for field in pio.form.fields if field.key == "outcome")
        outcome.take_focus()
        await pio.settle()
        ids = [choice.id for choice in pio.form.step.field("outcome").choices]
        await pio.press(str(ids.index("hurt-person-declined") + 1))
        assert "how-detail" not in [field.key for field in pio.form.fields]
        assert not {"how", "how-detail", "when"} & set(pio.form.record()[0])


async def test_what_is_typed_ahead_of_a_form_that_another_screen_opens_lands_in_it(
    desk: SessionPrompt, monkeypatch: pytest.MonkeyPatch
):
    """However long the form takes: in the list its letters are commands."""

    async def slowly(card: WalkCard) -> None:
        await asyncio.sleep(0.3)
        await real(card)

    real = WalkCard.close_form
    monkeypatch.setattr(WalkCard, "close_form", slowly)
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.in_one_read("f4", "enter", *"xo")
        assert pio.walk.form is not None
        assert next(str(field.text) for field in pio.form.fields) == "xo"
        await pio.press("escape")
        await pio.go_to("agency-lead")
        await pio.press("enter", "f7", "1")
        await pio.types("Sgt. Brown, patrol")
        await pio.in_one_read("f5", *"xo")
        assert pio.session.answer("agency-lead") is not None
        assert pio.walk.step is not None
        assert pio.walk.step.id != "agency-lead"
        assert next(str(field.text) for field in pio.form.fields) == "xo"
