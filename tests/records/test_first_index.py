"""A first index is read by several processes, and nobody can tell by the rows."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from factories.sessions import NOON, Walk

from checklists.index import reader
from checklists.index.index import open_index
from checklists.records.codec import write_record
from checklists.records.store import Store
from checklists.workstation import file_state
from checklists.workstation.account import current_actor
from checklists.workstation.paths import places_in

SESSIONS = 40


@pytest.fixture
def store(tmp_path, monkeypatch):
    """So many sessions, of which one cannot be read; in requests of three."""
    monkeypatch.setattr(file_state, "GRAIN_NS", 0)
    monkeypatch.setattr(reader, "AT_ONCE", 3)
    home = tmp_path / "home"
    store = Store(places_in("trial", home, home), current_actor())
    data = write_record(Walk("traffic-advisory", NOON, store.actor).session)
    name = Walk("traffic-advisory", NOON, store.actor).session.id
    for number in range(SESSIONS):
        one = f"{name[:-4]}{number:04d}"
        path = store.folder_of(one) / f"{one}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.replace(name.encode(), one.encode()) if number else b"no record")
    return store


def rows(store):
    """The rows of a first index."""
    index = open_index(store.places, store)
    (store.places.home / "cache").mkdir(exist_ok=True)
    now = NOON + timedelta(minutes=1)
    read = [tuple(step) for step in index.refresh(now)]
    found = {one.path.name: one.listed for one in index.live(now)}
    index.close()
    for file in (store.places.home / "cache").iterdir():
        file.unlink()
    return read, found


def children():
    """The processes that this one has started and that are still there."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()


def test_several_processes_read_what_one_reads_and_leave_none_behind(store, monkeypatch):
    alone = rows(store)
    assert len(alone[1]) == SESSIONS
    before = children()
    monkeypatch.setattr(reader, "MANY", 10)
    monkeypatch.setattr(reader.SessionReader, "look", lambda *_: pytest.fail("read here"))
    assert rows(store) == alone
    assert children() == before


def test_what_a_process_that_was_killed_does_not_answer_is_read_here(store, monkeypatch):
    alone = rows(store)
    monkeypatch.setattr(reader, "MANY", 10)
    real, killed = reader._answer, []

    def then_killed(process, batch, read):
        if len(killed) < 2:
            os.kill(process.pid, signal.SIGKILL)
            killed.append(process.wait())
        return real(process, batch, read)

    monkeypatch.setattr(reader, "_answer", then_killed)
    assert rows(store) == alone
    assert killed == [-signal.SIGKILL] * 2


def test_where_no_process_can_be_started_all_is_read_here(store, monkeypatch):
    alone = rows(store)
    monkeypatch.setattr(reader, "MANY", 10)
    monkeypatch.setattr(reader.sys, "executable", "/nonexistent")
    assert rows(store) == alone


@pytest.mark.parametrize("printed", ["Loading site customisation", "N.", "hello"])
def test_what_else_a_process_prints_is_no_answer(store, monkeypatch, tmp_path, printed):
    alone = rows(store)
    (tmp_path / "sitecustomize.py").write_text(f"print({printed!r}, flush=True)\n")
    monkeypatch.setattr(reader, "MANY", 10)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert rows(store) == alone


def test_an_answer_about_other_files_is_none(store, monkeypatch):
    alone = rows(store)
    monkeypatch.setattr(reader, "MANY", 10)
    whole = reader.pickle.load
    monkeypatch.setattr(reader.pickle, "load", lambda file: whole(file)[::-1])
    assert rows(store) == alone


def test_one_that_is_left_in_the_middle_leaves_none_behind_either(store, monkeypatch):
    monkeypatch.setattr(reader, "MANY", 10)
    before = children()
    index = open_index(store.places, store)
    steps = index.refresh(NOON)
    assert [step.read for step, _ in zip(steps, range(5), strict=False)][-1] > 0
    steps.close()
    index.close()
    assert children() == before


def test_a_process_with_other_rules_answers_nothing(store, monkeypatch):
    alone = rows(store)
    monkeypatch.setattr(reader, "MANY", 10)
    here = []
    real = reader.SessionReader.look
    monkeypatch.setattr(
        reader.SessionReader, "look", lambda self, *a: here.append(a) or real(self, *a)
    )
    monkeypatch.setattr(type(store.rules), "fingerprint", "of another day")
    found = rows(store)
    assert (found, len(here)) == (alone, SESSIONS)
