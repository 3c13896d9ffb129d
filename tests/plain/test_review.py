"""A supervisor's review in lines, from a pipe: what the pages of the screen say, and a word on
exactly that; the input may end anywhere."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

import pytest
from drivers.processes import MAIN
from factories.sessions import SOMEBODY, actor, answered
from msgspec.structs import replace
from needs import need_root

from checklists.errors import CannotReadOrWrite
from checklists.records.codec import write_record
from checklists.records.reviews import ReviewFolder
from checklists.review.report import review_view
from checklists.workstation.clock import local_now
from tui.cli.main import main
from tui.prompts.commands import QUEUE_WORDS, REVIEWING, REVIEWING_RULES, SAY_YOUR_WORD
from tui.wording.review_words import (
    PAGES,
    SAME_WORDS,
    WORDS_KEPT,
    WORDS_LEFT,
    page_lines,
    stands_words,
)

STEP = "whom-to-call"


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


class Ended(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def review(desk, session_id, *lines):
    """In this process; `piped` does the same in one of its own."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
        patched.setenv("CLEARTOPOST_HOME", str(desk.home))
        patched.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        code = main(["--plain", *(["review", *session_id] if session_id is not None else [])])
    return Ended(code, out.getvalue(), err.getvalue())


def piped(desk, session_id, *lines):
    return subprocess.run(
        [sys.executable, "-c", MAIN, "--plain", "review", *session_id],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CLEARTOPOST_HOME": str(desk.home)},
    )


def given(desk, session):
    return [found.verdict for found in desk.context(session).reviews]


def test_the_lines_say_what_the_pages_of_the_screen_say(desk, asked):
    said = " ".join(review(desk, [asked.id], "leave").stdout.replace("|", " ").split())
    checklist = desk.opening().catalog.checklists[asked.incident_type]
    view = review_view(asked, checklist, desk.context(asked), local_now())
    assert SOMEBODY in said
    for page, _ in PAGES:
        for line in page_lines(page, view, checklist, local_now()):
            assert " ".join(line.text.split()) in said
    assert stands_words(view) in said


def test_ones_own_reviews_are_known(desk, office):
    session = put(office, answered("traffic-serious", local_now()).ask_exception(STEP))
    lines = ("note", "Well asked", "", f"grant {STEP}", "note", "Well done", "", "leave")
    said = review(desk, [session.id], *lines)
    assert said.stdout.count("Saved: ") == 3, said
    assert sorted(given(desk, session)) == ["exception-granted", "noted", "noted"]


def test_nothing_is_granted_over_a_review_that_was_not_shown(desk, asked):
    """The same supervisor, at a second terminal."""
    said = meanwhile(desk, asked, f"grant {STEP}\nleave\n")
    assert "There is another review" in " ".join(said.split())
    assert given(desk, asked) == ["exception-refused"]


def test_nor_is_it_returned_before_the_other_review_was_shown(desk, asked):
    said = meanwhile(desk, asked, "return\nSo say I\n\nreturn\n=\nleave\n")
    assert "There is another review" in " ".join(said.split())
    assert said.count("THE TIMELINE") == 2
    assert sorted(given(desk, asked)) == ["exception-refused", "returned"]


def meanwhile(desk, asked, lines):
    """What is said to these lines after a refusal that came while it was read."""
    with subprocess.Popen(
        [sys.executable, "-c", MAIN, "--plain", "review", asked.id],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "CLEARTOPOST_HOME": str(desk.home)},
    ) as first:
        shown = b""
        while b"Your decision:" not in shown:
            shown += os.read(first.stdout.fileno(), 65536)
        second = review(desk, [asked.id], f"refuse {STEP}", "Send two officers", "", "leave")
        assert second.returncode == 0, second
        said, _ = first.communicate(lines.encode())
    return shown.decode() + said.decode()


def test_the_queue_names_what_waits(desk, asked):
    assert f"{asked.id}" in review(desk, []).stdout


WORDS = (f"grant {STEP}", "return", "Say who told them", "facts-verified: by whom?", "", "show")


@pytest.mark.sweep(3)
@pytest.mark.parametrize("cut", [1, 5, 6, 0, 2, 3, 4])
def test_cut_after_any_line_what_was_said_as_saved_is_there(desk, asked, cut):
    ended = piped(desk, [asked.id], *WORDS[:cut])
    assert ended.returncode == 0, ended.stderr
    expected = (["exception-granted"] if cut >= 1 else []) + (["returned"] if cut >= 5 else [])
    assert sorted(given(desk, asked)) == sorted(expected)
    assert ended.stdout.count("Saved: ") == len(expected)
    if cut == len(WORDS):
        assert "facts verified: by whom?" in ended.stdout.rpartition("THE TIMELINE")[2]


def at_home(desk, *lines):
    ended = review(desk, None, *lines)
    assert ended.returncode == 0, ended.stderr
    return " ".join(ended.stdout.split())


def test_from_home_a_supervisor_reads_what_waits_by_its_number(desk, asked):
    lines = ("review", "7", "1", f"grant {STEP}", "leave", "quit")
    said = at_home(desk, *lines)
    assert "Review queue: 1 waits for you: review Start" in said
    assert "1 exception asked for" in said
    assert "! A number from 1 to 1, or back." in said
    assert "Saved: granted the exception" in said
    # What was granted waits no more, and home is shown again.
    assert "Nothing is waiting." in said
    assert given(desk, asked) == ["exception-granted"]


def test_whoever_is_no_supervisor_is_not_offered_it(desk):
    ended = review(desk, None, "review", "quit")
    assert "Review queue" not in ended.stdout
    assert "! A number from 1 to 19, or quit." in ended.stdout


# Words


def test_help_and_why_answer_as_at_every_other_prompt(desk, asked):
    lines = ("help", "?", "return", "?", "help", "Fine but", "back", "leave")
    said = " ".join(review(desk, [asked.id], *lines).stdout.split())
    told = (f"{word}: {tells}" for word, tells in REVIEWING.items())
    assert said.count(" ".join((*told, *REVIEWING_RULES))) == 2
    assert said.count(SAY_YOUR_WORD) == 3
    assert "is not a command here" not in said
    assert "Comment: Nothing was saved. Your decision:" in said
    assert given(desk, asked) == []


def test_help_in_the_queue_tells_what_can_be_typed_there(desk, asked):
    lines = ("review", "help", "?", "back", "quit")
    assert at_home(desk, *lines).count(QUEUE_WORDS) == 2


def test_a_word_of_ours_behind_a_space_is_a_word_of_theirs(desk, asked):
    review(desk, [asked.id], "return", " help", " back", " facts verified: all of it", "")
    (found,) = desk.context(asked).reviews
    assert (found.comment, found.comments) == ("help\nback\nfacts verified: all of it", ())


@pytest.mark.parametrize("name", ["facts-verified", "facts verified", "Facts  Verified"])
def test_a_step_is_named_by_its_name_or_its_id(desk, asked, name):
    review(desk, [asked.id], "return", f"{name}: by whom?", "Two things: that, and the road", "")
    (found,) = desk.context(asked).reviews
    assert found.comment == "Two things: that, and the road"
    assert [(c.step, c.comment) for c in found.comments] == [("facts-verified", "by whom?")]


@pytest.mark.parametrize("name", [STEP, "whom to call", "WHOM TO CALL"])
def test_an_exception_is_judged_by_its_step_its_person_and_what_was_tried(desk, asked, name):
    said = " ".join(review(desk, [asked.id], f"grant {name}").stdout.split())
    after = said.rpartition("Your decision:")[0].rpartition("Your decision:")[2]
    about = "whom to call, for V1 harmed person"
    assert f"{about} Asked for by mruiz," in after
    assert "V1 Not reached: 2 tries, 2 safe ways: Rang twice, knocked once" in after
    assert f"Saved: granted the exception: {about}" in after
    assert given(desk, asked) == ["exception-granted"]


@pytest.mark.parametrize("name", ["fact verified", "facts-verifed", "facts", "Facts Verfied"])
def test_a_name_that_is_nearly_a_steps_never_becomes_a_line_on_the_whole(desk, asked, name):
    lines = ("return", f"{name}: by whom?", "approve", "", f"grant {name}", "leave")
    ended = review(desk, [asked.id], *lines)
    said = " ".join(ended.stdout.split())
    refused = f"No step is named {name}. Nearest: facts verified (facts-verified)."
    # Said at once, and at the end; and once more of the exception.
    assert said.count(refused) == 3
    # Nobody can type the line again into a pipe: nothing is given, and no word of it is a verdict.
    assert given(desk, asked) == []


def test_what_cannot_be_given_is_refused_before_any_words_are_asked_for(desk, asked):
    for line in ("approve", "refuse crash wording", "refuse nothing", "return it"):
        ended = review(desk, [asked.id], line)
        assert ended.returncode != 0 or line == "return it"
        assert ended.stdout.count("Comment:") == (line == "return it")


# Words that could not be saved


def full(*_):
    raise CannotReadOrWrite("Not saved", "no space left on device.", "Try again.")


def with_a_full_disk(office, monkeypatch, tries, *lines):
    """Somebody at a terminal; so many reviews in a row cannot be written."""
    write, left = ReviewFolder.write, iter(range(tries))
    monkeypatch.setattr(
        ReviewFolder,
        "write",
        lambda self, found: full() if next(left, None) is not None else write(self, found),
    )
    office.now = local_now()
    return office.talk("review", "1", *lines, "leave", "leave", "quit", interactive=True).flowing


WRITTEN = ("Say who told them", "and when", "facts verified: by whom?", "")


@pytest.mark.parametrize(
    ("first", "again"), [("return", "return"), ("return", "note"), (f"refuse {STEP}",) * 2]
)
def test_the_words_of_a_review_that_cannot_be_written_are_offered_again(
    office, asked, monkeypatch, first, again
):
    said = with_a_full_disk(office, monkeypatch, 2, first, *WRITTEN, again, "=", again, "=")
    assert said.count("no space left on device") == 2
    assert said.count(WORDS_KEPT) == said.count(SAME_WORDS) == 2
    assert "| Say who told them | and when | facts-verified: by whom?" in said
    (found,) = office.context(asked).reviews
    assert found.comment == "Say who told them\nand when"
    assert found.comment_on("facts-verified") == "by whom?"
    assert WORDS_LEFT not in said


def test_instead_of_them_others_may_be_written_and_back_keeps_them(office, asked, monkeypatch):
    lines = ("return", *WRITTEN, "return", "back", "return", "Only this", "", "note", "=", "")
    said = with_a_full_disk(office, monkeypatch, 1, *lines)
    assert said.count(SAME_WORDS) == 2
    assert sorted(found.comment for found in office.context(asked).reviews) == ["=", "Only this"]


def test_they_are_not_left_without_a_word(office, asked, monkeypatch):
    said = with_a_full_disk(office, monkeypatch, 1, "return", *WRITTEN)
    assert f"{WORDS_LEFT} | Say who told them | and when" in said
    assert office.context(asked).reviews == ()


# What its author then reads


def test_what_became_of_an_exception_is_said_at_home_and_on_coming_back(office, asked):
    office.now = local_now()
    office.actor = actor()
    assert "granted the exception" not in office.talk("quit").flowing
    review(office, [asked.id], f"grant {STEP}", "leave")
    said = office.talk("1", "quit")
    assert ", granted, " in said.text
    assert said.flowing.count("root granted the exception: whom to call.") == 1


def test_what_was_returned_is_not_marked_ready_as_it_was_and_nothing_is_written(office):
    session = put(office, answered("traffic-serious", office.now).mark_ready())
    review(office, [session.id], "return", "Say who told them", "facts-verified: by whom?", "")
    office.actor = actor()
    said = office.talk("ready", "ready", session_id=session.id)
    assert "root returned: Say who told them\nfacts verified: by whom?\n" in said.text
    assert said.flowing.count("! Returned by root: Answer the returned steps again, or") == 2
    assert said.session == session
    beside = office.talk("go facts-verified", session_id=session.id)
    assert "SUPERVISOR root: by whom?" in beside.text


def test_what_was_posted_is_reviewed_afterward(desk, office):
    walk = answered("life-safety-alert", local_now()).mark_ready()
    session = put(office, walk)
    said = review(desk, [session.id], "confirm-after", "leave")
    assert "This session is not recorded as posted." in " ".join(said.stdout.split())
    path = next(desk.places.sessions.rglob(f"{session.id}.toml"))
    path.write_bytes(write_record(replace(walk.posted().session, revision=2)))
    lines = ("correct-after", "Wrong exit; taken down at 14:10", "", "confirm-after", "leave")
    said = review(desk, [session.id], *lines)
    assert said.stdout.count("Saved: ") == 2, said
    assert sorted(given(desk, session)) == ["confirmed-after", "corrected-after"]


def test_a_death_is_read_cold_before_its_record_is_shown(desk, office):
    walk = answered("death-investigation", local_now())
    walk.choose("no-identifiers", "result", "none")
    walk.choose("cause-left-to-examiner", "said", "nothing").mark_ready()
    session = put(office, walk)
    left = review(desk, [session.id], "leave").stdout
    assert "from the post alone" in left
    assert "THE KEY FACTS" not in left
    lines = ("yes", "no", "approve", "The name is out already", "leave")
    said = review(desk, [session.id], *lines)
    before, record = said.stdout.split("THE KEY FACTS", 1)
    assert "cannot prove that you had not looked" in " ".join(before.split())
    assert SOMEBODY not in before
    assert "said yes, but the record says no" in " ".join(record.split())
    assert "Saved: approved" in record
    context = desk.context(session)
    [cold] = context.cold_reads
    assert [cold.said_cold(name) for name in ("says-who", "says-why")] == [True, False]
    assert given(desk, session) == ["approved"]
    again = review(desk, [session.id], "leave").stdout
    assert "from the post alone" not in again
