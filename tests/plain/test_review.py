"""A supervisor's review in lines, from a pipe: what the pages of the screen say, and a word on
exactly that; the input may end anywhere."""

import os
import subprocess
import sys

import pytest
from msgspec.structs import replace
from needs import need_root
from plain_process import MAIN
from practice import SOMEBODY, actor, answered

from checklists.open_session import local_now
from checklists.record import write_record
from checklists.review_view import review_view
from tui.review_words import PAGES, page_lines, stands_words

STEP = "support-contact"


@pytest.fixture
def office(desk):
    """A home that root owns, in which root reviews."""
    need_root()
    desk.places.reviews.mkdir(parents=True)
    desk.places.reviews.chmod(0o3775)
    desk.places.policy.write_text('schema = 1\nsupervisors = "root"\nneeds_approval = ["*"]\n')
    return desk


@pytest.fixture
def asked(office):
    """A colleague's session with an exception that is asked for."""
    return put(office, answered("traffic-serious", local_now()).ask_exception(STEP))


def put(desk, walk):
    """Put a colleague's walk on disk; gives back its session."""
    session = replace(walk.session, revision=1)
    folder = desk.places.sessions / "mruiz" / f"{session.id[:4]}-{session.id[4:6]}"
    folder.mkdir(parents=True)
    path = folder / f"{session.id}.toml"
    path.write_bytes(write_record(session))
    os.chown(path, actor().uid, actor().uid)
    return session


def review(desk, session_id, *lines):
    return subprocess.run(
        [sys.executable, "-c", MAIN, "--plain", "review", *session_id],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CLEARTOPOST_HOME": str(desk.home)},
    )


def given(desk, session):
    return [found.verdict for found in desk.store.beside(session).reviews]


def test_the_lines_say_what_the_pages_of_the_screen_say(desk, asked):
    said = " ".join(review(desk, [asked.id], "leave").stdout.replace("|", " ").split())
    checklist = desk.opening().catalog.checklists[asked.incident_type]
    view = review_view(asked, checklist, desk.store.beside(asked), local_now())
    assert SOMEBODY in said
    for page, _ in PAGES:
        for line in page_lines(page, view, checklist, local_now()):
            assert " ".join(line.text.split()) in said
    assert stands_words(view.standing) in said


def test_the_queue_names_what_waits(desk, asked):
    assert f"{asked.id}" in review(desk, []).stdout


WORDS = (f"grant {STEP}", "return", "Say who told them", "facts-verified: by whom?", "", "show")


@pytest.mark.parametrize("cut", range(len(WORDS) + 1))
def test_cut_after_any_line_what_was_said_as_saved_is_there(desk, asked, cut):
    ended = review(desk, [asked.id], *WORDS[:cut])
    assert ended.returncode == 0, ended.stderr
    expected = (["exception-granted"] if cut >= 1 else []) + (["returned"] if cut >= 5 else [])
    assert sorted(given(desk, asked)) == sorted(expected)
    assert ended.stdout.count("Saved: ") == len(expected)
    if cut == len(WORDS):
        assert "facts verified: by whom?" in ended.stdout.rpartition("THE TIME LINE")[2]


def test_from_home_a_supervisor_reads_what_waits_by_its_number(desk, asked):
    lines = ("review", "7", "1", f"grant {STEP}", "leave", "quit")
    ended = subprocess.run(
        [sys.executable, "-c", MAIN, "--plain"],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CLEARTOPOST_HOME": str(desk.home)},
    )
    assert ended.returncode == 0, ended.stderr
    said = " ".join(ended.stdout.split())
    assert "Review queue: what waits for your word: review" in said
    assert "1 exception asked for" in said
    assert "! A number from 1 to 1, or back." in said
    assert "Saved: granted the exception" in said
    # What was granted waits no more, and home is shown again.
    assert "Nothing waits." in said
    assert given(desk, asked) == ["exception-granted"]


def test_whoever_is_no_supervisor_is_not_offered_it(desk):
    ended = subprocess.run(
        [sys.executable, "-c", MAIN, "--plain"],
        input="review\nquit\n",
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CLEARTOPOST_HOME": str(desk.home)},
    )
    assert "Review queue" not in ended.stdout
    assert "! A number from 1 to 13, or quit." in ended.stdout


# What its author then reads


def test_what_was_returned_is_not_marked_ready_as_it_was_and_nothing_is_written(office):
    session = put(office, answered("traffic-serious", office.now).mark_ready())
    review(office, [session.id], "return", "Say who told them", "facts-verified: by whom?", "")
    office.actor = actor()
    said = office.talk("ready", "ready", session_id=session.id)
    assert "root (0) returned: Say who told them\nfacts verified: by whom?\n" in said.text
    assert said.flowing.count("! Returned by root (0): Answer anew what it names, or") == 2
    assert said.session == session
