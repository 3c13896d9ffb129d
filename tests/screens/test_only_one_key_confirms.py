"""Enter never confirms, Escape never confirms or discards, F5 confirms what its line says."""

import pytest
from drivers.pilot import Pio, SessionPrompt

from tui.wording.keys import COMMIT, PLACES


@pytest.fixture
def begun(desk: SessionPrompt) -> str:
    """A crash post with its draft and people, and no step answered."""
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    return desk.save(walk)


@pytest.fixture
def two_families(desk: SessionPrompt) -> str:
    """The same, with K1 and K2 for one person who died."""
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no()
    died = walk.list_person("deceased")
    walk.list_person("next-of-kin", died)
    walk.list_person("next-of-kin", died)
    return desk.save(walk)


async def test_enter_goes_through_a_whole_form_and_confirms_nothing(
    desk: SessionPrompt, begun: str
):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter")
        await pio.fill_form()
        await pio.sees("F5 Confirm: 3, Cpl. Ito, 02:14")
        await pio.press(*["enter"] * 5)
        assert pio.session.steps == ()
        assert pio.opened.states()["victims-identified"] == "open"


async def test_escape_confirms_nothing_and_discards_nothing(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter")
        await pio.fill_form()
        await pio.press("escape")
        await pio.sees("[!] who is affected", "[Cpl. Ito]", "[02:14]")
        await pio.press("escape")
        await pio.sees("What kind of post is this?")
        assert pio.desk.on_disk(begun).steps == ()

        # Back again, days or a dropped line later: the fields are as they were left.
        await pio.press("home", "enter")
        await pio.go_to("victims-identified")
        await pio.press("enter")
        assert [str(field.text) for field in pio.form.fields] == ["3", "Cpl. Ito", "02:14"]


async def test_escape_in_a_half_typed_field_keeps_what_was_typed(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter", "3", "enter")
        await pio.types("Det. Oka")
        await pio.press("escape", "escape")
        assert pio.desk.on_disk(begun).entered_in("victims-identified") == (
            {"how-many": 3, "checked-with": "Det. Oka"},
        )


async def test_alt_and_f5_as_some_terminals_send_it_confirms_nothing(
    desk: SessionPrompt, begun: str
):
    """Escape, and F5 in the same moment."""
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter")
        await pio.fill_form()
        await pio.at_once("escape", "f5")
        await pio.sees("You pressed that too fast.")
        assert pio.session.steps == ()
        await pio.press("f5")
        assert [answer.id for answer in pio.session.steps] == ["victims-identified"]


async def test_f5_with_an_incomplete_form_confirms_nothing(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter", "3", "enter")
        await pio.types("Det. Okafor")
        await pio.press("f5", "f5", "f5")
        await pio.sees("! Still needed: When.", "Still needed: When")
        assert pio.session.steps == ()
        assert pio.walk.step.id == "victims-identified"


async def test_f5_from_the_list_opens_the_form_where_something_is_missing(
    desk: SessionPrompt, begun: str
):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f5")
        assert pio.walk.form is not None
        assert pio.session.steps == ()


async def test_f5_attests_one_family_and_not_the_next(desk: SessionPrompt, two_families: str):
    async with desk.at_the_screen(two_families) as pio:
        await pio.go_to("kin-notified")
        await pio.press("enter")
        await pio.fill_form()
        await pio.sees("F5 Confirm: K1 Told, Cpl. Ito, In person, two people, 02:14")
        pio.sees_not("K2 Told")
        await pio.press("f5")
        assert [r["person"] for r in pio.session.answer("kin-notified").evidence] == ["K1"]
        assert pio.opened.states()["kin-notified"] == "open"
        # The next one's form is empty, and F5 there confirms nothing more.
        await pio.sees("Still needed for K2: Outcome, Who told or tried, How, When")
        await pio.press("f5")
        assert [r["person"] for r in pio.session.answer("kin-notified").evidence] == ["K1"]


@pytest.mark.slow
async def test_no_key_of_the_walk_confirms_but_the_two_of_the_table(
    desk: SessionPrompt, begun: str
):
    """Every key is pressed over a step whose evidence is whole."""
    confirming = set(COMMIT.split(","))
    everything = {name for key in PLACES["walk"] for name in key.keys.split(",")}
    assert confirming < everything
    everything |= {
        "X",
        "m",
        "s",
        "space",
        "y",
        "1",
        "2",
        "ctrl+y",
        "ctrl+enter",
        "shift+enter",
        "delete",
    }
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter")
        await pio.fill_form()
        await pio.press("escape")
        for key in sorted(everything - confirming):
            await pio.go_to("victims-identified")
            await pio.sees("F5 Confirm: 3, Cpl. Ito, 02:14")
            await pio.press(key)
            assert desk.on_disk(begun).steps == (), f"{key} confirmed"
            await back_to_the_list(pio)
        await pio.go_to("victims-identified")
        await pio.press("ctrl+r")
        assert pio.session.answer("victims-identified").outcome == "confirmed"


async def back_to_the_list(pio: Pio) -> None:
    """Back to the walk's list, from wherever a key led."""
    while pio.has_walk and (pio.app.screen is not pio.walk or pio.walk.form is not None):
        await pio.press("escape")
    if not pio.has_walk:
        await pio.press("home", "enter")


async def test_f5_attests_the_words_of_its_line_even_while_a_field_is_typed_in(
    desk: SessionPrompt, begun: str
):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter")
        await pio.fill_form()
        await pio.press("shift+tab")
        await pio.types("wa")
        await pio.sees("F5 Confirm: 3, Cpl. Itowa, 02:14")
        await pio.press("f5")
        assert pio.session.answer("victims-identified").evidence[0]["checked-with"] == "Cpl. Itowa"


async def test_a_form_never_stands_under_another_step(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter", "3", "enter")
        await pio.types("Det. Okafor")
        await pio.press("escape", "down")
        assert pio.walk.step.id == "victim-services-engaged"
        assert pio.walk.form is None
        assert pio.session.entered_in("victim-services-engaged") == ()
        kept = {"how-many": 3, "checked-with": "Det. Okafor"}
        assert pio.session.entered_in("victims-identified") == (kept,)


@pytest.mark.sweep
@pytest.mark.parametrize("keys", [("pageup",), ("pagedown",), ("f8", "enter"), ("escape",)])
async def test_every_way_out_of_a_form_keeps_the_field_that_is_typed_in(
    desk: SessionPrompt, begun: str, keys: tuple[str, ...]
):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter", "3", "enter")
        await pio.types("Det. Oka")
        await pio.press(*keys)
        kept = {"how-many": 3, "checked-with": "Det. Oka"}
        assert pio.session.entered_in("victims-identified") == (kept,)


async def test_the_next_person_does_not_take_what_was_typed_for_this_one(
    desk: SessionPrompt, two_families: str
):
    async with desk.at_the_screen(two_families) as pio:
        await pio.go_to("kin-notified")
        await pio.press("enter")
        await pio.press("1")
        await pio.types("Cpl. Ito")
        await pio.press("ctrl+n")
        await pio.sees("K2 next of kin for D1", "Still needed for K2: Outcome, Who told or")
        kept = {"person": "K1", "outcome": "reached", "told-or-tried-by": "Cpl. Ito"}
        assert pio.session.entered_in("kin-notified") == (kept,)


async def test_enter_on_a_question_chooses_nothing(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("media-package")
        await pio.press("f7", "enter", "enter")
        await pio.sees("Other answers: images checked")
        assert pio.session.steps == ()
        await pio.press("escape")
        assert pio.session.steps == ()


async def test_ready_needs_its_own_key_and_not_enter(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f8")
        await pio.sees("Final review")
        await pio.press("enter", "space", "y", "m", "X", "ctrl+s")
        assert pio.session.ready is None
        await pio.press("escape")
        assert pio.session.ready is None


async def test_a_stray_f5_on_an_answered_step_does_not_take_ready_away(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious").later(minutes=10).mark_ready())
    async with desk.at_the_screen(session_id) as pio:
        await pio.go_to("kin-notified")
        await pio.sees("Press Enter to change the answer.")
        pio.sees_not("F5 Confirm:")
        await pio.press("f5")
        assert desk.on_disk(session_id).revision == 1
        assert pio.status.startswith("READY")
        # It opened the form: there the line says what F5 attests.
        await pio.sees("F5 Confirm: K1 Told, Cpl. Ito, patrol")


async def test_a_key_that_is_held_down_attests_once(desk: SessionPrompt):
    """An image more makes many steps stale, of which one key each confirms again."""
    walk = desk.walk("traffic-serious")
    walk.add_photo("The tow truck", changes_meaning=False)
    # This one asks for a time, too, which is never kept.
    session_id = desk.save(walk.confirm("case-integrity"))
    async with desk.at_the_screen(session_id) as pio:
        stale = [step for step, state in pio.opened.states().items() if state == "stale"]
        assert len(stale) > 4
        await pio.go_to(stale[0])
        await pio.sees("F5 Confirm:")
        await pio.at_once(*["f5"] * 8)
        await pio.sees("You pressed that too fast. Read this, then press again.")
        states = pio.opened.states()
        assert [step for step in stale if states[step] == "confirmed"] == stale[:1]
        await pio.press("f5")
        states = pio.opened.states()
        assert [step for step in stale if states[step] == "confirmed"] == stale[:2]


async def test_the_key_that_leads_to_the_final_review_does_not_mark_ready(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious"))
    async with desk.at_the_screen(session_id) as pio:
        for key in ("r", "f8", "r", "r", "f8"):
            await pio.press(key)
        await pio.sees("Final review")
        assert pio.session.ready is None
        await pio.press("f5")
        assert pio.session.ready is not None


async def test_the_final_review_says_what_f5_does_while_its_end_is_not_in_sight(
    desk: SessionPrompt,
):
    session_id = desk.save(desk.walk("traffic-serious"))
    async with desk.at_the_screen(session_id, size=(80, 12)) as pio:
        await pio.press("f8")
        await pio.sees("Final review", "More below: F5 shows it.")
        await pio.press("down")
        await pio.sees("More below: F5 shows it.")
        await pio.press("end")
        await pio.sees("F5 marks exactly this post ready.")
        await pio.press("home")
        await pio.sees("More below: F5 shows it.")
        # F5 shows it, and does not go on saying that there is more.
        await pio.press("f5")
        await pio.sees("F5 marks exactly this post ready.")
        assert pio.session.ready is None


async def test_a_name_typed_on_a_list_of_choices_opens_nothing(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("dignity-language")
        await pio.press("enter")
        choice = next(f for f in pio.form.fields if f.query("Options"))
        choice.take_focus()
        await pio.settle()
        for letter in "Xonwrcspdgt":
            await pio.press(letter)
            assert pio.app.screen is pio.walk, letter
        assert desk.on_disk(begun).steps == ()
        await pio.sees("This is a list: what you typed was ignored.")
        await pio.press("down", "1")
        assert choice.value() is not None
