"""At the prompts the queue names what is missing, also where nothing waits any more."""

import io
import os
import sys
from contextlib import redirect_stdout

import pytest
from factories.sessions import actor, answered
from msgspec.structs import replace
from needs import need_root

from checklists.records.codec import write_record
from checklists.workstation.clock import local_now
from tui.cli.main import main


@pytest.fixture
def office(desk):
    """A home that root owns, in which root reviews and keeps a log."""
    need_root()
    for folder in (desk.places.reviews, desk.places.audit):
        folder.mkdir(parents=True)
        folder.chmod(0o3775)
    desk.places.policy.write_text('schema = 1\nsupervisors = "root"\nneeds_approval = ["*"]\n')
    return desk


def put(desk):
    """A colleague's session that waits for an approval; gives back its ID and its file."""
    walk = answered("traffic-advisory", local_now()).mark_ready()
    session = replace(walk.session, revision=1)
    folder = desk.places.sessions / "mruiz" / f"{session.id[:4]}-{session.id[4:6]}"
    folder.mkdir(parents=True)
    path = folder / f"{session.id}.toml"
    path.write_bytes(write_record(session))
    os.chown(path, actor().uid, actor().uid)
    return session.id, path


def said(desk, argv, typed=""):
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out):
        patched.setenv("CLEARTOPOST_HOME", str(desk.home))
        patched.setattr(sys, "stdin", io.StringIO(typed))
        assert main(["--plain", *argv]) == 0
    return " ".join(out.getvalue().split())


@pytest.mark.parametrize(("argv", "typed"), [(["review"], ""), ([], "review\nquit\n")])
def test_the_queue_names_what_is_missing_and_says_who_saw_it(office, argv, typed):
    session_id, path = put(office)
    assert session_id in said(office, ["review"])
    path.unlink()
    assert f"{session_id}: it is missing; root saw revision 1 at" in said(office, argv, typed)
