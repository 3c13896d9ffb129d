"""`cancel`: the reason comes from the terminal or a pipe, never from an argument."""

import io
import sys

from checklists.records.atomic import folder_descriptor
from checklists.records.lock import Lock


def says(monkeypatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_the_reason_is_read_and_kept(desk, monkeypatch):
    session_id = desk.ready()
    says(monkeypatch, "The sheriff posted it already\n")
    ended = desk.run("cancel", session_id)
    assert ended == (0, f"Canceled: {session_id}\n", "")
    shown = desk.run("show", session_id, "--json").json
    assert shown["status"] == "withdrawn"
    assert shown["history"][-1]["note"] == "The sheriff posted it already"
    assert desk.run("text", session_id).code == 1
    assert desk.run("verify").code == 0


def test_no_reason_or_one_that_is_none_is_refused(desk, monkeypatch):
    session_id = desk.ready()
    before = desk.file(session_id).read_bytes()
    for reason in ("", "\n", "x" * 201, "a\x1b[2Jb\n"):
        says(monkeypatch, reason)
        ended = desk.run("cancel", session_id)
        assert ended.code == 1
        assert "\x1b" not in ended.err
    assert desk.file(session_id).read_bytes() == before


def test_nothing_is_asked_where_the_reason_could_not_be_kept(desk, monkeypatch):
    given_up = desk.save(desk.walk("missing-person").withdraw())
    edited = desk.ready("traffic-serious")
    desk.edit(edited, "Cpl. Ito", "Sgt. Ito")
    monkeypatch.setattr(sys, "stdin", None)
    for session_id in (given_up, edited):
        ended = desk.run("cancel", session_id)
        assert ended.code == 1
        assert len(ended.err.splitlines()) == 2


def test_there_is_no_argument_for_the_reason(desk):
    session_id = desk.ready()
    assert desk.run("cancel", session_id, "because").code == 2
    assert desk.run("cancel", session_id, "--reason", "because").code == 2


def test_nothing_is_asked_while_another_terminal_writes(desk, monkeypatch):
    session_id = desk.ready()
    path = desk.file(session_id)
    with folder_descriptor(path.parent) as folder:
        lock = Lock(folder, path.stem, desk.actor, desk.now, "/dev/pts/3")
    monkeypatch.setattr(sys, "stdin", None)
    ended = desk.run("cancel", session_id)
    lock.release()
    assert ended.code == 4
    assert "another terminal" in ended.err
