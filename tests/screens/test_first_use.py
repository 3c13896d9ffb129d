"""What somebody who has read nothing but the screen is told: how to get on, whose answer is
missing, what a key filled in, and that nothing was half taken."""

import pytest
from drivers.pilot import SessionPrompt
from factories import sessions

from checklists import changes
from checklists.session.model import Account
from tui.wording.keys import PLACES, footer, form_footer
from tui.wording.questions import CLIPBOARD_HINT, COPY_HINT

TOLD = "kin-notified"


def bereaved(desk: SessionPrompt) -> sessions.Walk:
    """D1 died; K1 and K2 are the next of kin."""
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no()
    died = walk.list_person("deceased")
    walk.list_person("next-of-kin", died)
    walk.list_person("next-of-kin", died)
    return walk.confirm("victims-identified")


@pytest.fixture
def one_told(desk: SessionPrompt) -> str:
    """K1 was told, K2 was not asked about yet."""
    walk = bereaved(desk)
    return desk.save(walk.confirm(TOLD, *walk.whole(TOLD, "K1")))


# The key line


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("place", [place for place in PLACES if place != "ask"])
def test_the_key_line_begins_with_what_can_be_done_and_ends_with_help_and_the_way_back(
    place: str, width: int
):
    words = footer(place, width)
    assert not words.startswith("F1")
    help_, back = words.split("  ")[-2:]
    assert help_ == "F1 keys"
    assert back.startswith("Esc ")
    assert len(words) <= width - 2


@pytest.mark.parametrize("width", [40, 60, 80])
def test_in_a_form_the_key_line_first_says_how_to_get_to_the_next_field(width: int):
    assert form_footer(width).startswith("Tab next field")
    assert form_footer(width).endswith("F1 keys  Esc list")
    assert len(form_footer(width)) <= width - 2


async def test_the_key_line_is_that_of_the_form_only_while_one_is_open(
    desk: SessionPrompt, one_told: str
):
    async with desk.at_the_screen(one_told) as pio:
        await pio.go_to("rights-and-wishes")
        pio.sees_not("Tab next field")
        await pio.sees("? for why")
        await pio.press("tab")
        await pio.sees(
            "Tab next field  F5 confirm  F7 other answer  Shift+Tab back", "Esc, then ? for why"
        )
        await pio.press("escape")
        await pio.sees("Enter open  F5 confirm  F7 other answer")
        pio.sees_not("Tab next field", "Esc, then")


# Half answered


async def test_a_step_answered_for_one_of_two_is_open_and_not_held(
    desk: SessionPrompt, one_told: str
):
    async with desk.at_the_screen(one_told) as pio:
        await pio.go_to(TOLD)
        assert pio.opened.states()[TOLD] == "open"
        assert pio.cursor_row == "[!] family notified 1 of 2"
        await pio.sees("1 of 2 answered.", "Still needed for K2: Outcome, Who told or tried, How")
        pio.sees_not("HELD")


async def test_what_was_filled_in_for_the_other_one_is_not_asked_for_again(
    desk: SessionPrompt, one_told: str
):
    async with desk.at_the_screen(one_told) as pio:
        await pio.go_to(TOLD)
        await pio.press("tab", "1", "escape")
        await pio.press("f8")
        await pio.sees("[!] family notified        K2 still needs: Who told or tried, How, When.")


def test_a_form_that_is_whole_waits_for_its_key(desk: SessionPrompt):
    walk = bereaved(desk)
    k1, k2 = walk.whole(TOLD, "K1", "K2")
    walk.confirm(TOLD, k1)
    walk.session = changes.enter(walk.session, walk.checklist, TOLD, k2)
    (found,) = [b.reason for b in walk.blockers() if b.step == TOLD]
    assert found == "K2 is filled in but not yet confirmed."


async def test_only_steps_that_are_victim_related_have_their_mark(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious", answered=False))
    async with desk.at_the_screen(session_id) as pio:
        await pio.sees("[ ] case number", "[ ] draft", "[ ] people list")
        for row in (row for found in pio.walk.steps.sections for row in found.rows):
            step = pio.walk.steps.checklist.step(row.id)
            assert row.text.startswith("[!]") == (step is not None and step.victim_related)
        await pio.press("f8")
        await pio.sees("[ ] case number", "[!] family called now")


# The last call


async def test_f6_says_from_which_call_it_copied_and_what(desk: SessionPrompt, one_told: str):
    async with desk.at_the_screen(one_told) as pio:
        await pio.go_to(TOLD)
        await pio.press("tab", "f6")
        await pio.sees("From family notified (K1): Cpl. Ito, patrol, In person, two people.")
        assert pio.session.answer(TOLD).evidence[-1]["person"] == "K1"


async def test_f6_again_says_for_whom_else_f5_now_confirms(desk: SessionPrompt):
    async with desk.at_the_screen(desk.save(bereaved(desk))) as pio:
        await pio.go_to(TOLD)
        await pio.press("enter")
        await pio.fill_form()
        await pio.press("f6")
        await pio.sees("F5 now confirms the same contact for K2 too.")


# A list is not a line


@pytest.mark.parametrize("typed", ["Ito 1", "Cpl. Ito, 2 3", "x1\r", "i  "])
async def test_text_that_is_typed_into_a_list_is_refused_whole(
    desk: SessionPrompt, one_told: str, typed: str
):
    async with desk.at_the_screen(one_told) as pio:
        await pio.go_to(TOLD)
        await pio.press("tab")
        for letter in typed:
            await pio.press({"\r": "enter"}.get(letter, letter))
        await pio.sees("This is a list: what you typed was ignored. Press an arrow, then a number.")
        assert pio.form.record()[0] == {}
        assert pio.form.fields[0].has_focus_within
        await pio.press("down", "1")
        assert pio.form.record()[0] == {"outcome": "reached"}


async def test_what_is_pasted_into_a_list_is_refused_with_a_sentence(
    desk: SessionPrompt, one_told: str
):
    async with desk.at_the_screen(one_told) as pio:
        await pio.go_to(TOLD)
        await pio.press("tab")
        await pio.pastes("1 Cpl. Ito")
        await pio.sees("This is a list: what you typed was ignored.")
        assert pio.form.record()[0] == {}


# The text to copy, and who did what


async def test_escape_comes_back_from_the_text_to_copy(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious").mark_ready())
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f8", "t")
        await pio.sees(sessions.TEXT.splitlines()[0], COPY_HINT)
        await pio.press("x", "left")
        await pio.sees(COPY_HINT)
        await pio.press("escape")
        await pio.sees("READY: this exact text may be posted")


def test_the_hint_under_the_text_to_copy_is_not_wrapped_by_a_narrow_terminal():
    assert len(COPY_HINT) < 40
    assert len(CLIPBOARD_HINT) < 40


def test_an_account_is_called_by_its_login_and_whole_where_another_one_is_in_it():
    assert Account("mruiz", 1004).called == "mruiz"
    assert Account("root", 0, 1004).called == "root (0), logged in as user ID 1004"
    assert Account("pio", 1010, stated="Ruiz").called == "pio (1010), stated Ruiz"
