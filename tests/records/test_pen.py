"""One writer at a time: a second terminal reads along, gets the pen when it is free, takes over."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime

import pytest
from factories.sessions import checklist

from checklists import changes
from checklists.errors import Refused
from checklists.records.lock import Holder, ask_to_leave
from checklists.records.store import Store, new_id
from checklists.workspace.open_session import OpenSession, ReadOnly
from checklists.workstation.account import current_actor
from checklists.workstation.clock import local_now
from checklists.workstation.paths import places_in

TYPE = "traffic-advisory"
HOLD = """
import signal, sys, time
from pathlib import Path
from checklists.workstation.account import current_actor
from checklists.definitions.catalog import load_catalog
from checklists.workspace.open_session import OpenSession
from checklists.workstation.paths import places_in
from checklists.records.store import Store
home = Path(sys.argv[1])
store = Store(places_in("trial", home, home), current_actor())
stored = store.read(store.find(sys.argv[2]))
opened = OpenSession(store, stored, current_actor())
deaf = sys.argv[3] == "deaf"
# Neither is left to how it was inherited: under nohup it is ignored.
signal.signal(signal.SIGHUP, signal.SIG_IGN if deaf else signal.SIG_DFL)
print("writes" if not opened.read_only else "reads", flush=True)
time.sleep(60)
"""


class SessionPrompt:
    def __init__(self, home):
        self.home = home
        self.actor = current_actor()
        self.store = Store(places_in("trial", home, home), self.actor)
        now = local_now()
        session = changes.start(checklist(TYPE), new_id(TYPE, now), actor=self.actor, now=now)
        self.stored = self.store.create(session)
        self.others = []

    def open(self, actor=None):
        stored = self.store.read(self.stored.path)
        return OpenSession(self.store, stored, actor or self.actor)

    def elsewhere(self, how="listening"):
        """The session opened in another process."""
        other = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(self.home), self.stored.session.id, how],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.others.append(other)
        assert other.stdout.readline() == "writes\n"
        return other


@pytest.fixture
def desk(tmp_path):
    made = SessionPrompt(tmp_path / "home")
    yield made
    for other in made.others:
        other.kill()
        other.wait()
        other.stdout.close()


def case(opened, number):
    return opened.apply(
        lambda s: changes.set_case_number(s, number, actor=opened.actor, now=opened.clock())
    )


def test_the_second_reads_only_and_is_told_who_since_when_and_where(desk):
    first, second = desk.open(), desk.open()
    assert not first.read_only
    assert second.read_only
    assert second.holder.by == str(desk.actor.account)
    assert second.holder.pid == os.getpid()
    assert isinstance(second.holder.since, datetime)
    with pytest.raises(ReadOnly, match="another terminal"):
        case(second, "26-1")
    first.close()


def test_a_reader_sees_what_is_saved_and_nothing_new_is_nothing(desk):
    first, second = desk.open(), desk.open()
    assert not second.refresh()
    case(first, "26-1")
    assert second.refresh()
    assert second.session.case_number == "26-1"
    assert not second.refresh()
    first.close()


def test_it_gets_the_pen_when_it_is_free_with_what_was_saved(desk):
    first, second = desk.open(), desk.open()
    case(first, "26-1")
    assert not second.try_lock()
    first.close()
    assert second.try_lock()
    assert second.holder is None
    assert second.session.case_number == "26-1"
    case(second, "26-2")
    second.close()


def test_when_the_other_is_cut_off_the_pen_is_free_within_a_second(desk):
    other = desk.elsewhere()
    second = desk.open()
    assert second.holder.pid == other.pid
    other.send_signal(signal.SIGKILL)
    began = time.monotonic()
    while not second.try_lock():
        assert time.monotonic() - began < 1
        time.sleep(0.01)
    second.close()


def test_taking_over_asks_the_other_to_leave(desk):
    other = desk.elsewhere()
    second = desk.open()
    second.take_over()
    assert not second.read_only
    assert other.wait(5) == -signal.SIGHUP
    second.close()


def test_one_that_does_not_leave_keeps_the_pen(desk):
    desk.elsewhere("deaf")
    second = desk.open()
    with pytest.raises(Refused, match="did not close"):
        second.take_over(wait=0.3)
    assert second.read_only


def test_a_number_that_another_process_has_now_is_not_asked(desk):
    other = desk.elsewhere()
    holder = desk.open().holder
    for wrong in (
        Holder(holder.by, holder.pid, holder.since, "", holder.began + 1),
        Holder(holder.by, holder.pid, holder.since, "", 0),
        Holder(holder.by, 1, holder.since, "", holder.began),
        Holder(holder.by, os.getpid(), holder.since, "", holder.began),
        Holder(holder.by, 2**22 + 1, holder.since, "", holder.began),
    ):
        assert not ask_to_leave(wrong)
    assert other.poll() is None


def test_a_colleagues_session_is_read_and_cannot_be_taken(desk):
    other = type(desk.actor)("tdiaz", desk.actor.uid + 7)
    reader = desk.open(other)
    assert reader.read_only
    assert not reader.is_own
    assert reader.holder is None
    assert not reader.try_lock()
    with pytest.raises(ReadOnly, match="Not yours to take over"):
        reader.take_over()
    with pytest.raises(ReadOnly, match="so you cannot change it") as refused:
        case(reader, "26-1")
    assert "Continue it" in refused.value.what_to_do
