"""An open session: what the screen shows is on disk, and what could not be saved is not lost."""

import errno
import os
import stat
import threading
from collections.abc import Callable
from typing import Any

import pytest
from factories.homes import CHECKLIST, ID, PIO, TrialHome, numbered
from factories.sessions import NOON

from checklists import changes
from checklists.errors import CannotReadOrWrite, NotAllowed, Refused
from checklists.records.codec import TooLarge, Unreadable
from checklists.records.store import ChangedOutside, Store
from checklists.session.model import Actor, Session
from checklists.workspace.open_session import OpenSession, ReadOnly


def failing(
    monkeypatch: pytest.MonkeyPatch, name: str, *, folder: bool | None = None
) -> Callable[[], None]:
    """Make a system call fail for want of room until the given function is called; `folder`
    limits it to flushes of a folder, or of a file."""
    real = getattr(os, name)

    def fails(*given: Any, **more: Any) -> Any:
        if folder is not None and stat.S_ISDIR(os.fstat(given[0]).st_mode) != folder:
            return real(*given, **more)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, name, fails)
    return lambda: monkeypatch.setattr(os, name, real)


# Saved before shown


def test_an_answer_is_on_disk_when_it_is_shown(home: TrialHome, opened: OpenSession) -> None:
    for number in range(3):
        shown = opened.apply(numbered(number))
        assert shown == home.on_disk() == opened.session
        assert (shown.case_number, shown.revision) == (f"26-{number}", number + 2)


def test_a_change_that_changes_nothing_is_not_saved(home: TrialHome, opened: OpenSession) -> None:
    opened.apply(numbered(1))
    before = home.path().stat().st_mtime_ns
    assert opened.apply(numbered(1)).revision == 2
    assert home.path().stat().st_mtime_ns == before


def test_a_refused_change_leaves_screen_and_disk_as_they_were(
    home: TrialHome, opened: OpenSession
) -> None:
    before = home.path().read_bytes()
    with pytest.raises(Refused):
        opened.apply(lambda session: changes.set_case_number(session, "\x1b", actor=PIO, now=NOON))
    assert opened.session == home.on_disk()
    assert home.path().read_bytes() == before
    assert opened.unsaved is None


def test_changes_from_several_threads_are_made_one_after_another(
    home: TrialHome, opened: OpenSession
) -> None:
    started = threading.Barrier(8)

    def writes(writer: int) -> None:
        started.wait()
        for number in range(5):
            opened.apply(numbered(f"{writer}-{number}"))

    threads = [threading.Thread(target=writes, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session = home.on_disk()
    assert session == opened.session
    assert session.revision == 41
    # Each entry keeps the number before it: the chain shows the order in which they were saved.
    notes = [entry.note for entry in session.history if entry.did == "case-number"]
    saved = [note.removeprefix("26-") for note in (*notes[1:], session.case_number)]
    assert len(set(saved)) == 40
    for writer in range(8):
        own = [name for name in saved if name.startswith(f"{writer}-")]
        assert own == sorted(own)


# One writer


def test_a_second_terminal_reads_only_and_sees_who_writes(
    home: TrialHome, opened: OpenSession
) -> None:
    second = home.open()
    assert second.read_only
    assert second.holder is not None
    assert (second.holder.by, second.holder.pid) == (str(PIO.account), os.getpid())
    with pytest.raises(ReadOnly, match="open for changes in another terminal") as refused:
        second.apply(numbered(1))
    assert isinstance(refused.value, NotAllowed)
    assert home.on_disk().revision == 1
    opened.close()
    third = home.open()
    assert not third.read_only
    third.close()


def test_a_second_terminal_is_told_so_even_where_nobody_is_named(
    home: TrialHome, opened: OpenSession
) -> None:
    home.path().with_name(f".{ID}.holder").unlink()
    second = home.open()
    assert second.holder is None
    with pytest.raises(ReadOnly, match="open for changes in another terminal"):
        second.apply(numbered(1))


def test_no_two_states_that_may_be_on_disk_have_one_revision(
    home: TrialHome, opened: OpenSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A save that reached the disk and was not flushed may have been seen by others."""
    real, calls = os.fsync, iter(range(9))

    def fails_at_the_folder(descriptor: int) -> None:
        if next(calls) == 1:
            raise OSError(28, "No space left on device")
        real(descriptor)

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", fails_at_the_folder)
        with pytest.raises(CannotReadOrWrite):
            opened.apply(numbered(1))
    assert (home.on_disk().case_number, home.on_disk().revision) == ("26-1", 2)
    opened.apply(numbered(2))
    assert (home.on_disk().case_number, home.on_disk().revision) == ("26-2", 3)


def test_a_colleagues_session_is_for_reading(home: TrialHome, opened: OpenSession) -> None:
    opened.close()
    colleague = home.open(actor=Actor("okim", PIO.uid + 1))
    assert colleague.read_only
    assert colleague.holder is None
    with pytest.raises(ReadOnly, match="so you cannot change it"):
        colleague.apply(numbered(1))


def test_a_closed_session_takes_no_more_changes(opened: OpenSession) -> None:
    opened.close()
    with pytest.raises(ReadOnly):
        opened.apply(numbered(1))


def test_what_another_process_saved_before_the_lock_is_read_again(home: TrialHome) -> None:
    home.start().close()
    stale = home.stored()
    first = home.open()
    first.apply(numbered(1))
    first.close()
    opened = OpenSession(home.store, stale, PIO, lambda: NOON)
    assert opened.session.case_number == "26-1"
    assert opened.apply(numbered(2)).revision == 3
    opened.close()


def test_a_session_that_broke_before_the_lock_does_not_keep_it(home: TrialHome) -> None:
    home.start().close()
    stored = home.stored()
    good = home.path().read_bytes()
    home.path().write_bytes(good[:100])
    with pytest.raises(Unreadable):
        OpenSession(home.store, stored, PIO, lambda: NOON)
    home.path().write_bytes(good)
    opened = home.open()
    assert not opened.read_only
    opened.close()


def test_leftovers_are_cleared_by_the_writer_and_never_by_a_reader(home: TrialHome) -> None:
    opened = home.start()
    leftover = home.path().with_name(f".{ID}.toml.4711.deadbeef.tmp")
    leftover.write_text("half")
    home.open()
    assert leftover.exists()
    opened.close()
    home.open().close()
    assert not leftover.exists()


# Edited by hand


def test_a_file_edited_between_two_answers_is_read_again_and_nothing_is_overwritten(
    home: TrialHome, opened: OpenSession
) -> None:
    opened.apply(numbered(1))
    edited = home.edit("26-1", "26-9")
    with pytest.raises(ChangedOutside, match="was read again"):
        opened.apply(numbered(2))
    assert home.path().read_bytes() == edited
    assert opened.session.case_number == "26-9"
    assert not opened.session.sealed
    assert opened.unsaved is None


def test_a_hand_edited_session_refuses_changes_until_it_is_taken_over(home: TrialHome) -> None:
    home.start().close()
    edited = home.edit('author = "mruiz"', 'author = "mruiz"   # asked the sergeant')
    opened = home.open()
    with pytest.raises(Refused, match="Somebody edited this session's file"):
        opened.apply(numbered(1))
    assert home.path().read_bytes() == edited
    opened.apply(lambda session: changes.take_over_hand_edit(session, actor=PIO, now=NOON))
    assert opened.session.sealed
    assert opened.apply(numbered(1)) == home.on_disk()
    opened.close()
    [kept] = [name for name in home.beside() if ".edited-" in name]
    assert home.path().with_name(kept).read_bytes() == edited
    assert home.on_disk().history[1].did == "hand-edit-taken-over"


def test_a_file_that_became_unreadable_keeps_what_was_last_seen(
    home: TrialHome, opened: OpenSession
) -> None:
    before = opened.session
    home.path().write_text("[[[")
    with pytest.raises(ChangedOutside):
        opened.apply(numbered(1))
    assert opened.session == before
    assert home.path().read_text() == "[[["


# What could not be saved


def test_a_failed_save_keeps_the_change_and_a_retry_saves_it(
    home: TrialHome, opened: OpenSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    fix = failing(monkeypatch, "write")
    with pytest.raises(CannotReadOrWrite) as problem:
        opened.apply(numbered(1))
    assert "no space left on device" in problem.value.message
    assert ID in problem.value.message
    assert opened.session.case_number == home.on_disk().case_number == ""
    assert opened.unsaved is not None
    assert opened.unsaved.case_number == "26-1"
    assert opened.why_unsaved is problem.value
    assert opened.retry() is False
    fix()
    assert opened.retry() is True
    assert opened.session.case_number == home.on_disk().case_number == "26-1"
    assert opened.unsaved is None
    assert opened.why_unsaved is None
    assert opened.retry() is True


def test_further_changes_are_made_on_top_of_what_waits(
    home: TrialHome, opened: OpenSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    fix = failing(monkeypatch, "rename")
    for number in (1, 2):
        with pytest.raises(CannotReadOrWrite):
            opened.apply(numbered(number))
    fix()
    opened.apply(numbered(3))
    assert [entry.note for entry in home.on_disk().history[1:]] == ["", "26-1", "26-2"]
    assert home.on_disk().case_number == "26-3"
    assert opened.unsaved is None


def test_a_folder_that_could_not_be_flushed_is_no_save_and_a_retry_makes_it_one(
    home: TrialHome, opened: OpenSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file has its new name already, but a power cut could take it back."""
    fix = failing(monkeypatch, "fsync", folder=True)
    with pytest.raises(CannotReadOrWrite):
        opened.apply(numbered(1))
    assert opened.session.case_number == ""
    assert home.on_disk().case_number == "26-1"
    fix()
    assert opened.retry() is True
    assert opened.session == home.on_disk()
    assert opened.session.case_number == "26-1"


def test_two_failures_of_different_kinds_lose_nothing(
    home: TrialHome, opened: OpenSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first reaches the disk unacknowledged, the second does not; both are ours."""
    mend_flush = failing(monkeypatch, "fsync", folder=True)
    with pytest.raises(CannotReadOrWrite):
        opened.apply(numbered(1))
    mend_flush()
    mend_write = failing(monkeypatch, "write")
    with pytest.raises(CannotReadOrWrite):
        opened.apply(numbered(2))
    mend_write()
    assert opened.retry() is True
    assert home.on_disk().case_number == "26-2"
    assert [entry.note for entry in home.on_disk().history[1:]] == ["", "26-1"]


def test_a_retry_over_somebody_elses_edit_says_so_and_overwrites_nothing(
    home: TrialHome, opened: OpenSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    fix = failing(monkeypatch, "write")
    with pytest.raises(CannotReadOrWrite):
        opened.apply(numbered(1))
    fix()
    edited = home.edit('author = "mruiz"', 'author = "mruiz" # by hand')
    with pytest.raises(ChangedOutside):
        opened.retry()
    assert home.path().read_bytes() == edited


def test_a_session_that_could_not_be_created_is_not_there(
    home: TrialHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    fix = failing(monkeypatch, "write")
    with pytest.raises(CannotReadOrWrite, match="no space left on device"):
        home.start()
    fix()
    assert list(home.store.paths()) == []
    assert home.beside() == set()
    home.start().close()


# The limit of a file


def with_text(number: int) -> Callable[[Session], Session]:
    """One of the longest texts in four versions, which the history keeps when another comes."""
    text = f"{number}" * 60_000

    def change(session: Session) -> Session:
        variants = dict.fromkeys(("x", "facebook", "threads"), text)
        return changes.accept_draft(session, CHECKLIST, text, variants, actor=PIO, now=NOON)

    return change


def test_a_record_that_is_nearly_full_says_so(opened: OpenSession) -> None:
    for number in range(1, 4):
        assert not opened.nearly_full
        opened.apply(with_text(number))
    assert not opened.nearly_full
    opened.apply(with_text(4))
    assert opened.nearly_full


def test_an_answer_that_no_longer_fits_is_refused_in_words(
    home: TrialHome, opened: OpenSession
) -> None:
    for number in range(1, 5):
        opened.apply(with_text(number))
    before = home.path().read_bytes()
    with pytest.raises(TooLarge, match="the limit is 1024") as refused:
        opened.apply(with_text(5))
    assert "new session" in refused.value.what_to_do
    assert home.path().read_bytes() == before
    assert opened.unsaved is None
    opened.apply(numbered(1))


# A type that cannot be used


def test_a_session_whose_checklist_is_out_can_be_read_and_says_why(home: TrialHome) -> None:
    home.start().close()
    incidents = home.places.checklists / "incidents"
    incidents.mkdir(parents=True)
    (incidents / "traffic-serious.toml").write_text("schema = ", encoding="utf-8")
    opened = OpenSession(Store(home.places, PIO), home.stored(), PIO, lambda: NOON)
    with pytest.raises(Refused, match="cannot be used now"):
        opened.known_checklist()
    assert opened.states() == {}
    assert opened.path == os.fspath(home.path())
    opened.close()


def test_a_change_is_told_who_when_and_by_which_checklist_as_far_as_it_asks(
    home: TrialHome, opened: OpenSession
) -> None:
    opened.perform(changes.add_person, "deceased")
    opened.perform(changes.set_case_number, "26-1")
    opened.perform(changes.type_draft, "Crash", {})
    session = home.on_disk()
    assert (session.people[0].label, session.case_number) == ("D1", "26-1")
    assert session.draft.typed is not None
    added, numbered_anew = session.history[-2:]
    assert added.at == numbered_anew.at == NOON
    assert added.by == PIO.account
