"""What is open on the screens while others change what decides: nothing is shown, marked or
approved that may not be any more, whatever lies over it and whichever key comes first.

tests/shared_workstation has the same with real users; here is what only happens in one moment.
"""

import pytest
from drivers.pilot import Pio, SessionPrompt, at_the_queue, screen_text
from factories import sessions
from factories.reviews import NEEDS_ROOT, waits_for_approval

from checklists.workspace.open_session import OpenSession
from tui.wording.questions import COPY_HINT

TYPE = "traffic-advisory"


@pytest.fixture
def ready(desk: SessionPrompt) -> str:
    return desk.save(desk.walk(TYPE).later(minutes=10).mark_ready())


def ask_for_approvals(desk: SessionPrompt) -> None:
    desk.places.policy.write_text('schema = 1\nneeds_approval = ["*"]\n', encoding="utf-8")


def take_the_type_out(desk: SessionPrompt) -> None:
    """A mistake in the agency's file of the type."""
    incidents = desk.places.checklists / "incidents"
    incidents.mkdir(parents=True)
    (incidents / f"{TYPE}.toml").write_text("schema = ", encoding="utf-8")


# The text


async def test_the_blank_takes_the_text_away(desk: SessionPrompt, ready: str):
    async with desk.at_the_screen(ready) as pio:
        await pio.press("f8", "t")
        await pio.sees(sessions.TEXT, COPY_HINT)
        pio.app._blank()
        await pio.sees("Screen blanked")
        assert pio.app.printed.text == ""
        await pio.press("space")
        await pio.sees("READY: this exact text may be posted")


@pytest.mark.sweep
@pytest.mark.parametrize("harm", ["edited", "taken away"])
async def test_the_text_goes_where_the_file_is_not_what_it_was(
    desk: SessionPrompt, ready: str, harm: str
):
    path = desk.store.find(ready)
    async with desk.at_the_screen(ready) as pio:
        await pio.press("f8", "t")
        await pio.sees(sessions.TEXT, COPY_HINT)
        if harm == "edited":
            path.write_bytes(path.read_bytes().replace(b"Route 9", b"Route 8"))
        else:
            path.unlink()
        await pio.until(lambda: pio.app.printed.text == "", "the text is gone")
        await pio.sees("The content changed" if harm == "edited" else "Cannot be read: ")


async def test_only_what_was_found_to_be_ready_is_shown(
    desk: SessionPrompt, ready: str, monkeypatch
):
    """This terminal reads along; in the other one a text is accepted in the same moment."""
    checks = OpenSession.check_may_be_posted
    other = "Route 9 is open again."

    def and_then_it_changes(opened: OpenSession):
        found = checks(opened)
        walk = sessions.Walk.going_on(sessions.checklist(TYPE), writer.session, desk.clock.time)
        walk.actor = desk.actor
        session = walk.write(other, changes_meaning=False).session
        writer.apply(lambda _: session)
        assert opened.refresh()
        return found

    monkeypatch.setattr(OpenSession, "check_may_be_posted", and_then_it_changes)
    with desk.open_elsewhere(ready) as writer:
        async with desk.at_the_screen(ready) as pio:
            await pio.press("f8")
            seen = set()
            pio._send("t")
            while other not in pio.screen or "Final review" not in pio.screen:
                seen.add(screen_text(pio.app).strip())
                await pio.pilot.pause(0.01)
    assert not [text for text in seen if COPY_HINT in text and other in text]
    assert [text for text in seen if COPY_HINT in text]


async def test_what_was_said_before_does_not_hide_that_an_approval_is_needed(
    desk: SessionPrompt, ready: str
):
    async with desk.at_the_screen(ready) as pio:
        await pio.press("f8", "f5")
        await pio.sees("The post is already marked ready.")
        ask_for_approvals(desk)
        await pio.until(lambda: "A supervisor must approve it" in pio.status, "it is said")
        pio.sees_not("The post is already marked ready.")


async def test_a_mark_that_lapsed_in_the_same_moment_is_not_said_to_count(
    desk: SessionPrompt, ready: str
):
    async with desk.at_the_screen(ready) as pio:
        await pio.press("f8")
        desk.clock.later(hours=1)
        await pio.press("f5")
        await pio.sees("Not ready: ")
        pio.sees_not("The post is already marked ready.")


async def test_the_walk_says_that_an_approval_is_needed_now(desk: SessionPrompt, ready: str):
    async with desk.at_the_screen(ready) as pio:
        ask_for_approvals(desk)
        await pio.until(lambda: "A supervisor must approve it" in pio.status, "it is said")


# A type that goes out


async def is_left(pio: Pio) -> None:
    """Within a second the session is left; it says why, and the program goes on."""
    await pio.until(lambda: len(pio.app.screen_stack) == 1, "home")
    await pio.sees("Type unavailable: ")
    await pio.pilot.pause(0.5)
    await pio.sees("Type unavailable: ")
    await pio.press("down")
    await pio.sees(f"Unavailable: {TYPE}. `cleartopost check` says why")


@pytest.mark.sweep
@pytest.mark.parametrize("keys", [(), ("f8",), ("f8", "t"), ("f3",), ("f2",), ("f4",)])
async def test_the_session_of_a_type_that_goes_out_is_left(desk: SessionPrompt, ready: str, keys):
    async with desk.at_the_screen(ready) as pio:
        await pio.press(*keys)
        take_the_type_out(desk)
        await is_left(pio)


@pytest.mark.sweep
@pytest.mark.parametrize("key", ["t", "f5", "f1"])
async def test_so_it_is_where_a_key_comes_first(desk: SessionPrompt, key):
    walk = desk.walk(TYPE).later(minutes=10)
    async with desk.at_the_screen(desk.save(walk if key == "f5" else walk.mark_ready())) as pio:
        await pio.press("f8")
        take_the_type_out(desk)
        await pio.press(key)
        assert COPY_HINT not in pio.screen
        if key == "f1":
            await pio.press("escape")
        await is_left(pio)


async def test_so_it_is_once_a_dialogue_over_it_is_closed(desk: SessionPrompt, ready: str):
    async with desk.at_the_screen(ready) as pio:
        await pio.press("f8", "l", "1")
        take_the_type_out(desk)
        await pio.press("f5")
        await pio.sees("A reason is needed")
        await pio.press("escape")
        await is_left(pio)


@NEEDS_ROOT
async def test_so_it_is_in_an_open_review(office: SessionPrompt):
    session = waits_for_approval(office, TYPE)
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter")
        await supervisor.asks_to_approve()
        take_the_type_out(office)
        await supervisor.press("f5")
        await supervisor.sees("Type unavailable")
        await supervisor.press("escape")
        await supervisor.sees("Review queue", "Type unavailable: ")
        await supervisor.pilot.pause(0.5)
        await supervisor.sees("Type unavailable: ")
    assert office.context(session).reviews == ()
