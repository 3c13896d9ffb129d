"""What a file says and the program never writes: it is said; asked again where that settles it."""

from drivers.pilot import SessionPrompt
from msgspec.structs import replace

from checklists.session.fingerprints import history_digest
from checklists.session.model import Account
from tui.wording.questions import NOT_TAKEN_OVER


async def test_what_taking_the_file_over_does_not_settle_is_not_offered_to_be_taken_over(
    desk: SessionPrompt,
):
    session = desk.walk("traffic-serious").session
    of_another = replace(session.history[0], by=Account("okim", 4242))
    history = (of_another, *session.history[1:])
    before = desk.store.create(
        replace(session, history=history, history_digest=history_digest(history))
    ).session
    async with desk.at_the_screen(before.id) as pio:
        await pio.sees(">[ ] file was edited", "somebody other than its author made its history")
        await pio.sees(NOT_TAKEN_OVER)
        pio.sees_not("Enter shows it once more", "Enter opens it")
        for key in ("enter", "f5"):
            await pio.press(key)
            assert pio.status == NOT_TAKEN_OVER
            await pio.press("down", "up")
    assert desk.on_disk(before.id) == before


async def test_a_question_that_was_answered_at_a_time_that_has_not_come_yet_is_asked_again(
    desk: SessionPrompt,
):
    walk = desk.walk("traffic-serious", answered=False).case_number().write().post_on("x")
    session_id = desk.save(walk.later(hours=1).questions_no())
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("enter")
        await pio.sees("[~] no", "Answered before the session began, or at a time in the future")
        await pio.press("f6")
        assert all(answer.at == desk.clock.time for answer in pio.session.questions)
        await pio.sees("[x] questions")


async def test_a_file_that_names_another_author_than_its_owner_is_named_and_only_read(
    desk: SessionPrompt,
):
    walk = desk.walk("traffic-serious", answered=False)
    before = desk.store.create(replace(walk.session, author="okim", revision=1)).session
    named = "The file names okim as its author"
    async with desk.at_the_screen() as pio:
        await pio.sees("Unfinished")
        await pio.press("home")
        await pio.sees(named)
        await pio.press("enter")
        await pio.sees("READ ONLY", named)
        await pio.press("f3")
        await pio.types("Mill Road is closed")
        await pio.press("f5")
    assert desk.on_disk(before.id) == before


async def test_what_a_newer_version_wrote_meanwhile_is_not_written_over(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-serious", answered=False))
    path = desk.store.find(session_id)
    async with desk.at_the_screen(session_id) as pio:
        newer = path.read_bytes().replace(b"schema = 1", b"schema = 2", 1)
        path.write_bytes(newer)
        await pio.press("f3")
        await pio.types("Mill Road is closed")
        await pio.press("f5")
        await pio.settle()
        await pio.sees("Changed outside the program")
    assert path.read_bytes() == newer
