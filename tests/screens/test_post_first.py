"""A type opens its post: text at once, F5, what is missing, the questions once, the first step."""

import pytest
from drivers.pilot import FOUR_LINES, Pio, SessionPrompt
from textual.widgets import TextArea

CLOSED = "Route 9 is closed at Mill Road. Please use Route 4."
QUESTION = "Is this the right incident type?"


def files(desk: SessionPrompt) -> list[str]:
    return [path.name for path in desk.places.sessions.rglob("*") if path.is_file()]


async def commits(pio: Pio) -> None:
    """Press F5; where a small screen has more to read, F5 shows that first."""
    before = pio.app.screen
    for _ in range(5):
        await pio.press("f5")
        if pio.app.screen is not before:
            return
    pytest.fail(f"F5 leads nowhere:\n{pio.screen}")


async def to_the_post(pio: Pio) -> None:
    await pio.press("down", "enter")
    await pio.sees("Traffic: road closure only", "Write or paste the text below.")


async def test_an_empty_post_is_left_without_a_reason_and_leaves_no_file(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        await to_the_post(pio)
        await pio.sees(
            "Asked later: The post says as of what time this is true and where the next update "
            "will be."
        )
        assert pio.line(0).endswith("not saved yet")
        await pio.press("ctrl+s")
        await pio.sees("There is nothing to save yet.")
        await pio.press("f1", "escape", "f2", "escape", "f10", "escape")
        await pio.sees("Write or paste the text below.")
        await pio.types("No")
        await pio.press("backspace", "backspace", "escape")
        assert not pio.has_walk
        await pio.sees("Start a checklist")
        pio.sees_not("Unfinished")
    assert files(desk) == []


async def test_another_session_of_the_case_is_mentioned_when_the_walk_begins(desk: SessionPrompt):
    desk.save(desk.walk("traffic-advisory", answered=False).case_number("26-1182"))
    async with desk.at_the_screen(start="traffic-serious") as pio:
        await pio.pastes(CLOSED)
        await pio.press("f5")
        await pio.sees("Enter or F5 saves")
        await pio.types("26-1182")
        await pio.press("enter")
        assert pio.session.case_number == "26-1182"
        await pio.press("1", "f5", "escape", "escape")
        await pio.sees("Same case number: mruiz, Traffic: road closure only, in-progress.")


async def test_enter_saves_one_line_that_answers_nothing_and_no_other(desk: SessionPrompt):
    """A case number is no answer; why a type is right is one, and so is whoever verified a no."""
    session_id = desk.save(desk.walk("traffic-serious", answered=False).write())
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f9", "y", "f5", "2")
        await pio.types("Nobody was arrested")
        await pio.press("enter")
        await pio.sees("F5 answers.")
        await pio.press("escape", "down", "n", "f5")
        await pio.types("Det. Okafor, robbery")
        await pio.press("enter")
        await pio.sees("Verified by", "F5 saves.")
        assert pio.session.questions == ()


@pytest.mark.parametrize("end", ["hang-up", "Ctrl+C"])
async def test_nothing_is_saved_of_an_empty_post_on_any_other_way_out(
    desk: SessionPrompt, end: str
):
    async with desk.at_the_screen(start="traffic-advisory") as pio:
        if end == "hang-up":
            pio.app.keep_now()
        else:
            await pio.press("ctrl+c")
        assert pio.app.open_record() is None
    assert files(desk) == []


@pytest.mark.parametrize("keys", [("f2", "2", "f5"), ("f10", "2", "6", "f5")])
async def test_the_first_choice_is_saved_and_from_then_on_escape_leads_to_the_walk(
    desk: SessionPrompt, keys: tuple[str, ...]
):
    async with desk.at_the_screen() as pio:
        await to_the_post(pio)
        await pio.press(*keys)
        assert pio.session.draft.platforms == ("x",) or pio.session.case_number == "26"
        await pio.press("escape")
        assert pio.app.screen is pio.walk
    assert len([name for name in files(desk) if name.endswith(".toml")]) == 1


async def test_from_the_pasted_text_to_the_form_of_the_first_step(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        await to_the_post(pio)
        await pio.pastes(CLOSED)
        await pio.press("f5")
        assert pio.session.draft.text == CLOSED
        await pio.sees("never an NCIC, FBI, or state ID number")
        await pio.types("26-1182")
        await pio.press("f5")
        await pio.sees("Where will this be posted?")
        await pio.press("1", "2", "f5")
        await pio.sees(QUESTION)
        await pio.press("n", "f5")
        assert pio.app.screen is pio.walk
        assert pio.walk.step.id == "injury-status"
        assert pio.form.has_focus_within
        assert pio.session.case_number == "26-1182"
        assert pio.session.draft.platforms == ("facebook", "x")
        assert [entry.did for entry in pio.session.history].count("question") == 1


async def test_what_the_post_has_already_is_not_asked(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        await to_the_post(pio)
        await pio.press("f10")
        await pio.types("26-1182")
        await pio.press("f5", "f2", "2", "f5")
        await pio.pastes(CLOSED)
        await pio.press("f5")
        await pio.sees(QUESTION)


async def test_what_is_not_known_yet_is_left_open(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        await to_the_post(pio)
        await pio.pastes(CLOSED)
        await pio.press("f5", "escape", "escape")
        await pio.sees(QUESTION)
        await pio.press("n", "f5")
        assert pio.app.screen is pio.walk
        assert pio.walk.steps.part == "case"
        await pio.sees("[ ] case number", "[ ] draft")


async def test_a_question_left_open_leads_back_to_the_post(desk: SessionPrompt):
    async with desk.at_the_screen(start="life-safety-alert") as pio:
        await pio.pastes(CLOSED)
        await pio.press("f5", "2", "f5")
        await pio.sees(QUESTION)
        await pio.press("escape")
        await pio.sees("The text below is accepted")
        await pio.press("f5")
        await pio.sees(QUESTION)


async def test_without_a_text_nothing_is_accepted_and_no_question_is_asked(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-advisory") as pio:
        await pio.press("f5")
        await pio.sees("There is no text to accept yet.")
        await pio.press("f2", "2", "f5", "f5")
        await pio.sees("There is no text to accept yet.")
        await pio.press("escape", "g")
        await pio.sees("Write or paste the text below.")
        assert pio.session.draft.typed is None


async def test_a_changed_text_is_asked_about_once_more_with_one_key(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-advisory"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f3", "!", "f5")
        if "Does this change" in pio.screen:
            await pio.press("2", "f5")
        await pio.sees(QUESTION, "STALE: the draft has changed since you answered no.")
        await pio.press("f6")
        assert pio.app.screen is pio.walk
        assert not {"question"} & {blocker.code for blocker in pio.opened.blockers()}


async def test_an_accepted_text_that_is_accepted_again_leads_back_to_the_walk(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-advisory"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f3", "f5")
        assert pio.app.screen is pio.walk
        assert desk.on_disk(session_id).revision == 1


@pytest.mark.parametrize("size", [(40, 12), (40, 7), (30, 10)])
async def test_on_a_small_screen_the_same_keys_lead_there(desk: SessionPrompt, size):
    async with desk.at_the_screen(start="traffic-advisory", size=size) as pio:
        await pio.pastes(FOUR_LINES)
        assert pio.app.screen.query_one(TextArea).region.height >= 1
        await commits(pio)
        await pio.types("26-1182")
        await commits(pio)
        await pio.press("2")
        await commits(pio)
        await pio.press("n")
        await commits(pio)
        assert pio.app.screen is pio.walk
        assert pio.session.question_answer(pio.opened.known_checklist().questions[0].id)
        assert pio.form.step.id == "injury-status"


async def test_keys_typed_ahead_of_the_post_land_in_its_text(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        await pio.in_one_read("down", "enter", *"pn 1")
        await pio.sees("pn 1", "NOT ACCEPTED")
        assert pio.app.screen.query_one(TextArea).text == "pn 1"


async def test_ctrl_s_saves_the_text_at_once(desk: SessionPrompt):
    async with desk.at_the_screen(start="traffic-advisory") as pio:
        await pio.types("Route 9")
        await pio.press("ctrl+s")
        await pio.sees("Saved: 02:14:07.")
        assert pio.session.draft.typed.text == "Route 9"
