"""A full disk: the screen says NOT SAVED, nothing shows as confirmed, and it is tried again."""

import errno
import os

import pytest
from drivers.pilot import Pio, SessionPrompt

from checklists.records import store
from tui.screens import session_app


class Disk:
    """A disk that can be full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        self.tried = 0
        write = store.write_durably

        def write_or_fail(*arguments, **more) -> None:
            if self.full:
                self.tried += 1
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            write(*arguments, **more)

        monkeypatch.setattr(store, "write_durably", write_or_fail)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture
def begun(desk: SessionPrompt) -> str:
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    return desk.save(walk)


async def confirm_on_a_full_disk(pio: Pio, disk: Disk) -> None:
    await pio.go_to("victims-identified")
    await pio.press("enter")
    await pio.fill_form()
    disk.full = True
    await pio.press("f5")
    await pio.sees("NOT SAVED")


async def test_the_screen_says_so_and_the_step_stays_open(
    desk: SessionPrompt, begun: str, disk: Disk
):
    async with desk.at_the_screen(begun) as pio:
        await confirm_on_a_full_disk(pio, disk)
        assert pio.line(0).endswith("NOT SAVED")
        assert pio.status.startswith("NOT SAVED:")
        assert "no space left on device" in pio.status
        await pio.sees("[!] who is affected", "[Cpl. Ito", "[02:14")
        assert desk.on_disk(begun).answer("victims-identified") is None


async def test_ctrl_s_saves_it_once_there_is_room(desk: SessionPrompt, begun: str, disk: Disk):
    async with desk.at_the_screen(begun) as pio:
        await confirm_on_a_full_disk(pio, disk)
        await pio.press("ctrl+s")
        assert pio.status.startswith("NOT SAVED:")
        disk.full = False
        await pio.press("ctrl+s")
        await pio.sees("Saved: 02:14:27.", "[x] who is affected")
        assert desk.on_disk(begun).answer("victims-identified").outcome == "confirmed"


async def test_it_is_tried_again_by_itself(
    desk: SessionPrompt, begun: str, disk: Disk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(session_app, "RETRY_SECONDS", 0.1)
    async with desk.at_the_screen(begun) as pio:
        await confirm_on_a_full_disk(pio, disk)
        tried = disk.tried
        await pio.until(lambda: disk.tried > tried + 2, "it is tried again")
        await pio.sees("[!] who is affected", "NOT SAVED")
        disk.full = False
        await pio.sees("[x] who is affected", "saved 02:14:27")
        pio.sees_not("NOT SAVED")
        assert desk.on_disk(begun).answer("victims-identified").outcome == "confirmed"


async def test_what_is_answered_meanwhile_is_saved_with_it(
    desk: SessionPrompt, begun: str, disk: Disk
):
    async with desk.at_the_screen(begun) as pio:
        await confirm_on_a_full_disk(pio, disk)
        await pio.press("escape")
        await pio.go_to("facts-verified")
        await pio.press("enter")
        await pio.fill_form()
        await pio.press("f5")
        assert desk.on_disk(begun).steps == ()
        disk.full = False
        await pio.press("ctrl+s")
        await pio.sees("[x] who is affected", "[x] facts verified")
        assert len(desk.on_disk(begun).steps) == 2


async def test_what_a_key_did_not_do_is_said_before_it(desk: SessionPrompt, begun: str, disk: Disk):
    async with desk.at_the_screen(begun) as pio:
        await confirm_on_a_full_disk(pio, disk)
        await pio.at_once("f5", "f5")
        assert pio.status.startswith(
            "You pressed that too fast. Read this, then press again. NOT SAVED:"
        )
        assert pio.line(0).endswith("NOT SAVED")
        await pio.press("ctrl+s")
        assert pio.status.startswith("NOT SAVED:")


async def test_what_is_refused_meanwhile_stays_with_its_reason(
    desk: SessionPrompt, begun: str, disk: Disk
):
    async with desk.at_the_screen(begun) as pio:
        await confirm_on_a_full_disk(pio, disk)
        await pio.press("escape", "home", "enter", "enter")
        await pio.sees("never an NCIC")
        await pio.types("2" * 41)
        await pio.press("f5")
        await pio.sees("the limit is 40")


async def test_leaving_while_something_is_not_saved_is_not_silent(
    desk: SessionPrompt, begun: str, disk: Disk
):
    async with desk.at_the_screen(begun) as pio:
        await confirm_on_a_full_disk(pio, disk)
        await pio.press("escape", "escape")
        await pio.sees("Your last change is not saved", "no space left on device")
        await pio.press("2", "enter", "1")
        assert pio.app.screen is pio.walk
        assert pio.status.startswith("NOT SAVED:")
        # Once there is room, leaving saves it.
        disk.full = False
        await pio.press("escape")
        await pio.until(lambda: not pio.has_walk, "home")
        assert desk.on_disk(begun).answer("victims-identified").outcome == "confirmed"


async def test_leaving_without_it_is_one_of_two_answers(
    desk: SessionPrompt, begun: str, disk: Disk
):
    async with desk.at_the_screen(begun) as pio:
        await confirm_on_a_full_disk(pio, disk)
        await pio.press("escape", "escape", "2", "f5")
        await pio.until(lambda: not pio.has_walk, "home")
        assert desk.on_disk(begun).answer("victims-identified") is None


async def test_typed_text_that_cannot_be_saved_stays_on_the_screen(
    desk: SessionPrompt, begun: str, disk: Disk
):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        disk.full = True
        await pio.types(" More.")
        await pio.press("f5")
        await pio.sees("NOT SAVED", "Please use Route 4. More.")
        disk.full = False
        await pio.press("ctrl+s")
        await pio.sees("Saved:")
        assert desk.on_disk(begun).draft.text.endswith(" More.")


async def test_a_session_cannot_begin_on_a_full_disk(desk: SessionPrompt, disk: Disk):
    async with desk.at_the_screen() as pio:
        disk.full = True
        await pio.press("enter")
        await pio.sees("Cannot save:", "no space left on device")
        assert not pio.has_walk
        disk.full = False
        await pio.press("enter")
        await pio.sees("Write or paste the text below.")


async def test_a_file_changed_outside_is_read_again_and_said(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.go_to("victims-identified")
        await pio.press("enter")
        await pio.fill_form()
        path = desk.store.find(begun)
        path.write_bytes(path.read_bytes().replace(b"Route 9", b"Route 7", 1))
        await pio.press("f5")
        await pio.sees("Changed outside the program", "file was edited")
        assert desk.on_disk(begun).answer("victims-identified") is None
        assert b"Route 7" in path.read_bytes()
        await pio.press("escape", "f8")
        await pio.sees("The file was changed outside the program")


async def test_a_second_terminal_reads_only_and_is_told_who_writes(desk: SessionPrompt, begun: str):
    first = desk.open_elsewhere(begun)
    try:
        async with desk.at_the_screen(begun) as pio:
            assert pio.line(0).endswith("READ ONLY")
            await pio.sees("READ ONLY: open in your other terminal since 02:14")
            before = desk.store.find(begun).read_bytes()
            for key in ("enter", "f5", "f6", "ctrl+s"):
                await pio.press(key)
                assert pio.walk.form is None
            await pio.press("f3")
            await pio.types("Other words")
            await pio.press("f5", "escape")
            assert desk.store.find(begun).read_bytes() == before
    finally:
        first.close()


async def test_writing_here_instead_is_asked_before_the_other_terminal_has_to_leave(
    desk: SessionPrompt, begun: str
):
    first = desk.open_elsewhere(begun)
    try:
        async with desk.at_the_screen(begun) as pio:
            await pio.press("t")
            await pio.sees("Take over here", "saves what is typed there and closes")
            await pio.press("escape")
            assert pio.opened.read_only
            await pio.press("t")
            first.close()
            await pio.press("f5")
            await pio.sees("You can now make changes here")
            assert not pio.opened.read_only
    finally:
        first.close()


async def test_a_read_only_screen_refuses_each_change_in_words(desk: SessionPrompt, begun: str):
    first = desk.open_elsewhere(begun)
    try:
        async with desk.at_the_screen(begun) as pio:
            await pio.press("enter")
            await pio.sees("READ ONLY")
            await pio.press("f2", "a", "1", "f5")
            await pio.sees("This session is open for changes in another terminal.")
    finally:
        first.close()
