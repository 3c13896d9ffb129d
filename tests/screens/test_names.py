"""Names of this session, then of the directory: offered, completed, taken by Right alone."""

import pytest
from drivers.pilot import SessionPrompt
from factories.sessions import Walk

from checklists.text import show_text
from tui.widgets.frame import Lines

BROWN = "Sgt. Brown, patrol"


def begun(desk: SessionPrompt) -> Walk:
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    return walk


def crash(desk: SessionPrompt) -> str:
    """The facts are verified by a sergeant; nobody else was asked yet."""
    walk = begun(desk)
    (record,) = walk.whole("facts-verified")
    return desk.save(walk.confirm("facts-verified", {**record, "checked-with": BROWN}))


async def test_a_name_is_completed_after_two_letters_by_right_and_not_by_tab(desk: SessionPrompt):
    async with desk.at_the_screen(crash(desk)) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter", "3", "enter", "s", "g")
        await pio.press("tab", "shift+tab")
        assert pio.form.record()[0]["checked-with"] == "sg"
        await pio.press("end", "right")
        assert pio.form.record()[0]["checked-with"] == BROWN


async def test_what_is_only_offered_stands_outside_the_field_and_is_neither_attested_nor_kept(
    desk: SessionPrompt,
):
    async with desk.at_the_screen(crash(desk)) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter", "3", "enter")
        await pio.types("Sg")
        await pio.sees("[Sg (Right takes Sgt. Brown")
        assert pio.form.record()[0]["checked-with"] == "Sg"
        assert "F5 Confirm" not in pio.walk.card.query_one("#attest", Lines).shown
        await pio.press("escape")
        (kept,) = pio.session.entered_in("victims-identified")
        assert kept["checked-with"] == "Sg"


async def test_one_letter_or_two_names_complete_nothing(desk: SessionPrompt):
    walk = begun(desk)
    for step, key, name in (
        ("facts-verified", "checked-with", BROWN),
        ("agency-lead", "agreed-with", "Sgt. Park, traffic"),
    ):
        (record,) = walk.whole(step)
        assert key in record
        walk.confirm(step, {**record, key: name})
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter", "3", "enter", "s", "right")
        assert pio.form.record()[0]["checked-with"] == "s"
        await pio.types("gt.")
        await pio.press("right")
        assert pio.form.record()[0]["checked-with"] == "sgt."
        await pio.types(" p")
        await pio.press("right")
        assert pio.form.record()[0]["checked-with"] == "Sgt. Park, traffic"


async def test_the_last_caller_of_the_same_role_is_offered_and_attested_by_nobody(
    desk: SessionPrompt,
):
    walk = begun(desk).confirm("victims-identified").confirm("victim-services-engaged")
    walk.confirm("kin-notified")
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.go_to("whom-to-call")
        await pio.press("enter", "1")
        await pio.sees("(Right takes Cpl. Ito, patrol)")
        assert "told-or-tried-by" not in pio.form.record()[0]
        await pio.press("right")
        assert pio.form.record()[0]["told-or-tried-by"] == "Cpl. Ito, patrol"
        assert pio.session.answer("advance-notice") is None


async def test_nobody_of_another_role_is_offered(desk: SessionPrompt):
    async with desk.at_the_screen(crash(desk)) as pio:
        await pio.go_to("victim-services-engaged")
        await pio.press("enter")
        pio.sees_not("(->")


# The agency's directory


LEE = "Ofc. Lee, family liaison"
HALL = "Amy Hall, advocate"
DIRECTORY = """
[[person]]
name = "Ofc. Lee"
role = "family liaison"
answers_for = ["family-liaison"]

[[person]]
name = "Amy Hall"
role = "advocate"
answers_for = ["victim-services"]
logins = ["ahall"]
"""


def listed(desk: SessionPrompt, text: str = DIRECTORY) -> None:
    desk.places.directory.parent.mkdir(parents=True, exist_ok=True)
    desk.places.directory.write_text(text, encoding="utf-8")


def told_by(pio):
    return pio.form.record()[0].get("told-or-tried-by")


def families_told(desk: SessionPrompt) -> Walk:
    return begun(desk).confirm("victims-identified").confirm("victim-services-engaged")


async def test_the_one_person_listed_for_the_role_is_offered_and_taken_by_right_alone(
    desk: SessionPrompt,
):
    listed(desk)
    async with desk.at_the_screen(desk.save(families_told(desk))) as pio:
        await pio.go_to("kin-notified")
        await pio.press("enter", "1")
        await pio.sees("(Right takes Ofc. Lee, family liaison)")
        await pio.press("tab", "shift+tab", "f5")
        assert told_by(pio) is None
        await pio.press("right")
        assert told_by(pio) == LEE
        assert pio.session.answer("kin-notified") is None


async def test_the_last_caller_comes_before_the_directory(desk: SessionPrompt):
    listed(desk)
    walk = families_told(desk)
    (record,) = walk.whole("kin-notified")
    walk.confirm("kin-notified", {**record, "told-or-tried-by": BROWN})
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.go_to("family-window")
        await pio.press("enter", "1")
        await pio.sees("(Right takes Sgt. Brown, patrol)")


async def test_one_who_may_not_answer_for_the_role_is_neither_offered_nor_completed(
    desk: SessionPrompt,
):
    listed(desk)
    async with desk.at_the_screen(desk.save(families_told(desk))) as pio:
        await pio.go_to("kin-notified")
        await pio.press("enter", "1")
        await pio.types("am")
        await pio.press("right")
        assert told_by(pio) == "am"
        await pio.press("ctrl+u")
        await pio.types("of")
        await pio.press("right")
        assert told_by(pio) == LEE


async def test_whoever_verifies_a_reason_is_completed_from_the_directory(desk: SessionPrompt):
    listed(desk)
    async with desk.at_the_screen(desk.save(families_told(desk))) as pio:
        await pio.go_to("name-release-basis")
        await pio.press("f7", "1")
        await pio.sees("Who verified it?")
        await pio.types("Of")
        await pio.press("right")
        await pio.sees(f"[{LEE}")


async def test_whoever_answered_for_the_role_is_offered_as_the_verifier(desk: SessionPrompt):
    walk = families_told(desk)
    (record,) = walk.whole("kin-notified")
    walk.confirm("kin-notified", {**record, "told-or-tried-by": BROWN})
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.go_to("name-release-basis")
        await pio.press("f7", "1")
        await pio.sees(f"(Right takes {BROWN})", "It must be one of these.")
        await pio.press("f5")
        assert pio.session.answer("name-release-basis") is None
        await pio.press("right")
        await pio.sees("F5 saves.")
        await pio.press("f5")
        assert pio.session.answer("name-release-basis").verified_by == BROWN


async def test_the_author_is_not_proposed_to_themselves(desk: SessionPrompt):
    listed(desk, DIRECTORY.replace('"ahall"', f'"{desk.actor.login}"'))
    async with desk.at_the_screen(desk.save(begun(desk))) as pio:
        await pio.go_to("victim-services-engaged")
        await pio.press("enter", "1")
        pio.sees_not("(->")
        await pio.types("am")
        await pio.press("right")
        pio.sees_not("Hall")


@pytest.mark.parametrize("name", ["[red]Lee[/]", "[link=x]Lee", "Lee\u200d\u00ad"])
async def test_a_name_is_shown_as_it_is_written_and_never_as_markup(desk: SessionPrompt, name):
    listed(desk, DIRECTORY.replace("Ofc. Lee", name))
    async with desk.at_the_screen(desk.save(families_told(desk))) as pio:
        await pio.go_to("kin-notified")
        await pio.press("enter", "1")
        await pio.sees(f"(Right takes {show_text(name)}, family liaison)")
        await pio.press("right")
        assert told_by(pio) == f"{name}, family liaison"


async def test_a_name_that_is_too_long_for_its_field_is_offered_whole(desk: SessionPrompt):
    long = "Lieutenant Maria-Magdalena Fitzwilliam-Oyelaran-Featherstone"
    listed(desk, DIRECTORY.replace("Ofc. Lee", long))
    async with desk.at_the_screen(desk.save(families_told(desk))) as pio:
        await pio.go_to("kin-notified")
        await pio.press("enter", "1")
        await pio.sees(f"(Right takes {long}, family liaison)")
        await pio.golden("long-name-80x24")
        await pio.press("right")
        assert told_by(pio) == f"{long}, family liaison"


async def test_a_broken_directory_is_one_line_and_names_of_the_session_complete(
    desk: SessionPrompt,
):
    listed(desk, "[[person\n")
    async with desk.at_the_screen(crash(desk)) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter")
        await pio.sees("The directory has mistakes; names may be missing. Run cleartopost check.")
        await pio.press("3", "enter", "s", "g", "right")
        assert pio.form.record()[0]["checked-with"] == BROWN


async def test_a_name_of_another_session_is_not_completed(desk: SessionPrompt):
    crash(desk)
    other = desk.walk("missing-person", answered=False)
    other.case_number().write().post_on("x").questions_no().list_who_is_needed()
    async with desk.at_the_screen(desk.save(other)) as pio:
        await pio.go_to("facts-verified")
        await pio.press("enter")
        await pio.types("Sg")
        await pio.press("right")
        assert pio.form.record()[0].get("checked-with", "Sg") == "Sg"
        assert "Brown" not in pio.screen


async def test_one_person_who_does_two_things_of_a_step_is_typed_once(desk: SessionPrompt):
    async with desk.at_the_screen(desk.save(desk.walk("arrest-charge", answered=False))) as pio:
        await pio.go_to("additional-victims")
        await pio.press("enter")
        await pio.types("Capt. Lowe, ops")
        await pio.press("enter", "enter")
        await pio.types("Ca")
        await pio.sees("[Ca (Right takes Capt. Lo")
        await pio.press("right")
        assert pio.form.record()[0]["wording-by"] == "Capt. Lowe, ops"


async def test_whoever_verified_that_a_question_is_a_no_is_completed_in_a_step(desk: SessionPrompt):
    walk = begun(desk).question("shows-suspect", verified_by=BROWN)
    async with desk.at_the_screen(desk.save(walk)) as pio:
        await pio.go_to("facts-verified")
        await pio.press("enter")
        await pio.types("Sg")
        await pio.press("right")
        assert pio.form.record()[0]["checked-with"] == BROWN


async def test_what_is_the_authors_own_is_offered_to_the_author(desk: SessionPrompt):
    """Nobody types their own name at 2 a.m.; and where it is not theirs, it is not offered."""
    async with desk.at_the_screen(desk.save(begun(desk))) as pio:
        await pio.go_to("monitored")
        await pio.press("enter")
        await pio.sees("(Right takes Maria Ruiz, PIO)")
        assert "owner" not in pio.form.record()[0]
        await pio.press("right")
        assert pio.form.record()[0]["owner"] == "Maria Ruiz, PIO"
        await pio.press("escape")
        await pio.go_to("release-authority")
        await pio.press("enter")
        pio.sees_not("Maria Ruiz, PIO)")
