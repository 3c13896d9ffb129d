"""A whole post through a pipe, in processes of their own; and cut after every one of its lines."""

import os
import subprocess
import sys
from datetime import datetime

import pytest
from drivers.processes import MAIN
from drivers.prompts import ADVISORY, PlainDesk, flat

NO_TEXTUAL = f"import sys; sys.modules['textual'] = None; {MAIN}"


def run(desk, lines, *argv, program=MAIN, **environment):
    return subprocess.run(
        [sys.executable, "-c", program, "--plain", *argv],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CLEARTOPOST_HOME": str(desk.home), **environment},
    )


def told(session):
    """All that a walk puts on record, but for times, labels of accounts and the ID."""
    return {
        "case": session.case_number,
        "text": session.draft.text,
        "typed": session.draft.typed,
        "platforms": session.draft.platforms,
        "questions": [(answer.id, answer.yes) for answer in session.questions],
        "steps": [
            (
                answer.id,
                answer.outcome,
                answer.reason,
                [
                    {k: v for k, v in record.items() if not isinstance(v, datetime)}
                    for record in answer.evidence
                ],
            )
            for answer in session.steps
        ],
        "entered": session.entered,
    }


def rest_after(cut):
    """What is still to be said after so many lines: from the beginning of a question of several
    lines that is saved as one, if the cut is within it."""
    place = 0
    for number, group in enumerate(ADVISORY):
        if place + len(group) > cut:
            return flat(ADVISORY[number:])
        place += len(group)
    return ()


def test_printf_into_start_reaches_ready(desk):
    ended = run(desk, flat(ADVISORY), "start", "traffic-advisory", program=NO_TEXTUAL)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "READY: this exact text may be posted" in ended.stdout
    assert ended.stderr == ""
    session = desk.newest()
    assert desk.status(session) == "ready" or session.ready is not None
    last = ended.stdout.splitlines()[-1]
    assert last == f"Everything is saved. Resume with: cleartopost --plain resume {session.id}"


def test_printf_without_a_last_line_feed(desk):
    ended = subprocess.run(
        [sys.executable, "-c", MAIN, "--plain", "start", "traffic-advisory"],
        input="\n".join(flat(ADVISORY)),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CLEARTOPOST_HOME": str(desk.home)},
    )
    assert ended.returncode == 0
    assert desk.newest().ready is not None


@pytest.fixture(scope="module")
def uncut(tmp_path_factory):
    desk = PlainDesk(tmp_path_factory.mktemp("uncut") / "home")
    run(desk, flat(ADVISORY), "start", "traffic-advisory")
    session = desk.newest()
    assert session.ready is not None
    return told(session)


@pytest.mark.slow
@pytest.mark.parametrize("cut", range(1, len(flat(ADVISORY))))
def test_cut_after_any_line_resume_goes_on_from_there(desk, uncut, cut):
    first = run(desk, flat(ADVISORY)[:cut], "start", "traffic-advisory")
    assert first.returncode == 0
    assert desk.newest().ready is None
    second = run(desk, rest_after(cut), "resume")
    assert second.returncode == 0
    session = desk.newest()
    assert session.ready is not None, first.stdout + second.stdout
    assert told(session) == uncut
    assert len(list(desk.store.paths())) == 1


def test_a_line_ended_as_on_windows_is_the_same_line(desk, uncut):
    lines = [f"{line}\r" for line in flat(ADVISORY)]
    assert run(desk, lines, "start", "traffic-advisory").returncode == 0
    assert told(desk.newest()) == uncut


def test_no_input_at_all_leaves_nothing_and_says_so(desk):
    ended = run(desk, [], "start", "traffic-advisory")
    assert ended.returncode == 0
    assert ended.stdout.endswith(
        "Nothing was entered or saved, so there is no session to resume.\n"
    )
    assert desk.newest() is None


def test_home_at_the_end_of_the_input(desk):
    ended = run(desk, [])
    assert ended.returncode == 0
    assert "Start a checklist" in ended.stdout
    assert ended.stdout.endswith("Everything is saved.\n")


def test_a_closed_input_or_output_is_said(desk):
    for redirect in ("<&-", ">&-"):
        ended = subprocess.run(
            ["sh", "-c", f'exec "$0" -c "$1" --plain {redirect}', sys.executable, MAIN],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "CLEARTOPOST_HOME": str(desk.home)},
        )
        assert ended.returncode == 2
        assert "No input or output" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_a_reader_that_goes_away_ends_it_and_frees_the_lock(desk):
    with subprocess.Popen(
        [sys.executable, "-c", MAIN, "--plain", "start", "traffic-advisory"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "CLEARTOPOST_HOME": str(desk.home)},
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write("".join(f"{line}\n" for line in flat(ADVISORY)))
        process.stdin.flush()
        assert process.wait(timeout=20) == 141
        assert "Traceback" not in process.stderr.read()
    session = desk.newest()
    if session is not None:
        opened = desk.open_elsewhere(session.id)
        assert not opened.read_only
        opened.close()


def test_where_letters_are_lacking_they_are_spelled_out(desk):
    lines = ["26-1182", "Caf\u00e9 closed \U0001f6a7", ".", "1"]
    ended = run(desk, lines, "start", "traffic-advisory", PYTHONIOENCODING="ascii")
    assert ended.returncode == 0, ended.stderr
    # What is no ASCII came in as bytes that are no text there: each is seen, and said.
    assert "Changed: text that is not UTF-8 became <U+FFFD>." in ended.stdout
    assert "| Caf<U+FFFD><U+FFFD> closed" in ended.stdout
    again = run(desk, ["write", "Caf\u00e9 closed \U0001f6a7", "."], "resume")
    assert "Caf\u00e9 closed \U0001f6a7" in again.stdout
    shown = run(desk, [], "resume", PYTHONIOENCODING="ascii")
    assert "| Caf<U+00E9> closed <U+1F6A7>" in shown.stdout
