"""The night on the screen: whom to call, an approval by phone, a smaller statement."""

import pytest
from drivers.pilot import SessionPrompt
from factories.reviews import ONE_ON_CALL
from needs import need_root


@pytest.fixture
def night(desk: SessionPrompt) -> SessionPrompt:
    """A home whose policy lists one supervisor, an account that every system has."""
    need_root()
    desk.places.policy.parent.mkdir(parents=True, exist_ok=True)
    desk.places.policy.write_text(ONE_ON_CALL, encoding="utf-8")
    return desk


async def test_the_walk_and_its_final_review_say_whom_to_call_and_what_else(
    night: SessionPrompt,
) -> None:
    session_id = night.save(night.walk("traffic-serious").mark_ready())
    async with night.at_the_screen(session_id) as pio:
        await pio.sees("needs approval. Call Lt. Chen, 555 0134. F8: more.")
        await pio.press("f8")
        await pio.golden("waits-for-approval")


async def test_one_key_starts_a_smaller_statement_and_the_post_keeps_waiting(
    night: SessionPrompt,
) -> None:
    session_id = night.save(night.walk("traffic-serious").mark_ready())
    async with night.at_the_screen(session_id) as pio:
        await pio.press("f8", "s")
        await pio.sees("Post a shorter statement for now", "1 Traffic: road closure only")
        await pio.press("2", "enter")
        assert pio.opened.session.id == session_id
        await pio.press("f5")
        await pio.until(lambda: pio.opened.session.id != session_id, "the smaller statement")
        smaller = pio.opened.session
        assert (smaller.incident_type, smaller.case_number) == ("holding-statement", "26-1182")
        assert smaller.draft.text == ""
    waiting = night.on_disk(session_id)
    assert waiting.ready is not None
    assert waiting.withdrawn is None


async def test_an_approval_by_phone_says_whole_what_f5_records(night: SessionPrompt) -> None:
    session_id = night.save(night.walk("traffic-serious").mark_ready())
    async with night.at_the_screen(session_id) as pio:
        await pio.press("f8", "p")
        await pio.sees("Call back the number that your policy lists.", "1 Lt. Chen, 555 0134")
        await pio.press("enter")
        await pio.sees(
            "Recorded as stated by you: Lt. Chen, called back at 555 0134, heard this",
            "text and its digest, ",
            ", and said yes.",
        )
        assert pio.session.by_phone == ()
        await pio.press("f5")
        await pio.sees("this exact text may be posted", "Approved by phone: Lt. Chen")
        (said,) = pio.session.by_phone
        assert (said.uid, said.supervisor) == (1, "Lt. Chen")
