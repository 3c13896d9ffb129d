"""Evidence that is not one: refused under its field, in words, and the rest of the form stays."""

import pytest
from drivers.pilot import Pio, SessionPrompt

from checklists.session.model import Session


async def open_form(pio: Pio, step_id: str) -> None:
    """Go to a step and open its form."""
    await pio.go_to(step_id)
    await pio.press("enter")


@pytest.fixture
def begun(desk: SessionPrompt) -> str:
    """A crash post with its draft and people, and no step answered."""
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    return desk.save(walk)


def unanswered(session: Session, step_id: str) -> bool:
    return session.answer(step_id) is None


async def test_a_time_that_has_not_come_yet(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await open_form(pio, "facts-verified")
        await pio.types("Det. Okafor")
        await pio.press("enter")
        await pio.types("2026-11-23 08:00")
        await pio.press("f5")
        await pio.golden("refused-time-in-the-future")
        await pio.sees("! This time is in the future.", "[Det. Okafor")
        assert pio.form.fields[1].has_focus_within
        assert unanswered(pio.session, "facts-verified")


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("later", "This is not a time."),
        ("25:10", "That time does not exist."),
        ("08:00", "08:00 is later than now."),
    ],
)
async def test_what_is_no_time(desk: SessionPrompt, begun: str, typed: str, said: str):
    async with desk.at_the_screen(begun) as pio:
        await open_form(pio, "facts-verified")
        await pio.types("Det. Okafor")
        await pio.press("enter")
        await pio.types(typed)
        await pio.press("f5")
        await pio.sees(f"! {said}", "[Det. Okafor", f"[{typed}")
        assert unanswered(pio.session, "facts-verified")


async def test_what_was_said_of_a_field_goes_once_it_is_right(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await open_form(pio, "facts-verified")
        await pio.types("Det. Okafor")
        await pio.press("enter")
        await pio.types("25:10")
        await pio.press("f5")
        await pio.sees("! That time does not exist.")
        await pio.erase_line()
        await pio.types("02:10")
        pio.sees_not("That time does not exist.")
        assert not any(field.has_class("-wrong") for field in pio.form.fields)


async def test_n_enters_the_time_into_an_empty_field_alone(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await open_form(pio, "facts-verified")
        await pio.types("Det. Okafor")
        await pio.press("enter", "n")
        assert pio.form.fields[1].text == "02:14"
        await pio.erase_line()
        await pio.types("Sgt. Ruin, scene")
        assert pio.form.fields[1].text == "Sgt. Ruin, scene"


async def test_an_empty_name(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await open_form(pio, "facts-verified")
        await pio.types("   ")
        await pio.press("enter", "n", "f5")
        await pio.golden("refused-empty-name")
        await pio.sees("! Still needed: Checked with.", "02:14")
        assert pio.form.fields[0].has_focus_within
        assert unanswered(pio.session, "facts-verified")


async def test_the_author_where_it_must_be_somebody_else(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await open_form(pio, "dignity-language")
        await pio.types("Ruiz, Maria")
        await pio.press("enter", "1", "f5")
        await pio.golden("refused-author-as-reader")
        await pio.sees("! Enter somebody other than yourself.")
        assert unanswered(pio.session, "dignity-language")
        # Mended, it counts; what else was filled in had stayed.
        await pio.erase_line()
        await pio.types("Lt. Brown")
        await pio.press("f5")
        assert pio.session.answer("dignity-language").outcome == "confirmed"


async def test_a_note_of_201_characters_and_then_of_200(desk: SessionPrompt):
    walk = desk.walk("agency-initiative", answered=False)
    session_id = desk.save(walk.write().post_on("x").questions_no().list_who_is_needed())
    async with desk.at_the_screen(session_id) as pio:
        await open_form(pio, "post-purpose")
        await pio.pastes("p" * 201)
        await pio.press("tab", "1", "f5")
        await pio.sees("! This has 201 characters; the limit is 200.")
        assert unanswered(pio.session, "post-purpose")
        assert len(pio.form.fields[0].text) == 201
        await pio.press("end", "backspace", "f5")
        assert len(pio.session.answer("post-purpose").evidence[0]["purpose"]) == 200


async def test_a_count_that_is_not_the_people_list(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter")
        await pio.types("seven")
        await pio.press("enter")
        await pio.types("Det. Okafor")
        await pio.press("enter", "n", "f5")
        await pio.sees("! Enter a whole number, such as 2.", "[Det. Okafor")
        await pio.erase_line()
        await pio.types("7")
        await pio.press("f5")
        await pio.sees(f"! The people list has {len(pio.session.listed)} on it.", "[Det. Okafor")
        assert unanswered(pio.session, "victims-identified")


async def test_nothing_at_all_names_every_field(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await open_form(pio, "kin-notified")
        await pio.press("f5")
        await pio.sees("! Still needed: Outcome.")
        assert [field.has_class("-wrong") for field in pio.form.fields] == [True] * 4
        assert unanswered(pio.session, "kin-notified")


async def test_a_reason_that_only_the_author_verified(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await open_form(pio, "name-release-basis")
        await pio.press("f7", "1")
        await pio.types("mruiz")
        await pio.press("f5")
        await pio.golden("refused-own-word-for-a-reason")
        await pio.sees("You cannot verify", "[mruiz")
        assert unanswered(pio.session, "name-release-basis")
        await pio.press("escape")
        assert unanswered(pio.session, "name-release-basis")


async def test_an_exception_without_a_word_of_what_was_tried(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await open_form(pio, "medical-limits")
        await pio.press("f7", "1", "f5")
        await pio.sees("What was tried is missing.")
        assert unanswered(pio.session, "medical-limits")
        await pio.types("Rang twice, knocked once")
        await pio.press("f5")
        answer = pio.session.answer("medical-limits")
        assert (answer.outcome, answer.note) == ("exception", "Rang twice, knocked once")


async def test_a_paste_with_what_cannot_be_seen(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await open_form(pio, "facts-verified")
        await pio.types("Det.")
        await pio.pastes(" Oka\u202efor")
        await pio.sees("! Changed: removed right-to-left override (U+202E).", "[Det. ")
        assert pio.form.fields[0].text == "Det. Okafor"


async def test_a_field_of_a_number_says_so_and_what_is_none_is_said_once_it_is_left(
    desk: SessionPrompt,
):
    session_id = desk.save(desk.walk("unidentified-suspect", answered=False))
    async with desk.at_the_screen(session_id) as pio:
        await open_form(pio, "descriptor-quality")
        await pio.sees("Specific features", "[(a number, 3 or more)")
        await pio.types("scar, limp")
        pio.sees_not("Enter a whole number, such as 2.")
        await pio.press("enter")
        await pio.sees("[scar, limp", "! Enter a whole number, such as 2.")
        await pio.press("up")
        await pio.erase_line()
        await pio.types("3")
        pio.sees_not("Enter a whole number, such as 2.")
        assert unanswered(pio.session, "descriptor-quality")
