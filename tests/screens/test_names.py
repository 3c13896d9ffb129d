"""Names that were typed before: offered and completed in the same session, taken by Right alone."""

from drivers.pilot import SessionPrompt
from factories.sessions import Walk

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
        await pio.sees("[Sg (-> Sgt. Brown")
        assert pio.form.record()[0]["checked-with"] == "Sg"
        assert BROWN not in pio.walk.card.query_one("#attest", Lines).shown
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
        await pio.go_to("advance-notice")
        await pio.press("enter", "1")
        await pio.sees("(-> Cpl. Ito, patrol)")
        assert "told-by" not in pio.form.record()[0]
        await pio.press("right")
        assert pio.form.record()[0]["told-by"] == "Cpl. Ito, patrol"
        assert pio.session.answer("advance-notice") is None


async def test_nobody_of_another_role_is_offered(desk: SessionPrompt):
    async with desk.at_the_screen(crash(desk)) as pio:
        await pio.go_to("victim-services-engaged")
        await pio.press("enter")
        pio.sees_not("(->")


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
