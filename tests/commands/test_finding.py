"""A session is found by what an officer knows of it: its case number, as they type it."""

import json
import re
from itertools import count
from pathlib import Path

import pytest
from factories import sessions
from msgspec.structs import replace

from checklists.errors import ExitCode

ENDS = (f"x{number}" for number in count(100))
AS_TYPED = ("26-1182", "26 1182", "261182", " 26-1182 ", "26\u20131182")


def save(desk, case_number: str, incident_type: str = "traffic-advisory", **more) -> str:
    walk = desk.walk(incident_type, **more)
    return desk.save(with_end(walk, case_number))


def with_end(walk: sessions.Walk, case_number: str) -> sessions.Walk:
    """The walk under a case number, its ID with an end that no other has."""
    session_id = f"{walk.session.id[:-4]}{next(ENDS)}"
    walk.session = replace(walk.session, id=session_id, case_number=case_number)
    return walk


def ids(desk, *flags: str) -> list[str]:
    return [row["id"] for row in desk.run("list", "--json", *flags).json]


@pytest.mark.parametrize("typed", AS_TYPED)
def test_a_case_number_stands_wherever_an_id_does(desk, typed):
    session_id = desk.ready("traffic-advisory")
    save(desk, "26-1183")
    for command in ("show", "text", "calls", "verify"):
        ended = desk.run(command, typed)
        assert ended.err == ""
        assert ended.out == desk.run(command, session_id).out


def test_capitals_of_a_case_number_do_not_count(desk):
    session_id = save(desk, "DR-26-7b")
    assert desk.run("show", "dr26 7B").out == desk.run("show", session_id).out


def test_a_posted_session_is_found_by_its_case_number(desk):
    walk = with_end(desk.walk("traffic-advisory"), "26-1182")
    session_id = desk.save(walk.mark_ready().posted())
    assert desk.run("show", "26-1182").out == desk.run("show", session_id).out
    assert ids(desk, "--case", "26 1182") == ids(desk, "--grep", "26 1182") == [session_id]


def test_where_several_sessions_fit_each_has_a_line_and_none_is_taken(desk):
    first = save(desk, "26-1182", minutes_ago=5)
    second = save(desk, "26 1182", "missing-person", minutes_ago=3)
    save(desk, "26-1183")
    before = {path: path.read_bytes() for path in Path(desk.home).rglob("*.toml")}
    for command in ("show", "text", "resume", "cancel", "continue", "posted", "review"):
        ended = desk.run(command, "26-1182")
        assert (ended.code, ended.out) == (ExitCode.WRONG_USAGE, "")
        named = [line.split() for line in ended.err.splitlines()[1:] if "in-progress" in line]
        login = desk.actor.login
        assert named == [[second, "in-progress", login], [first, "in-progress", login]]
        assert all(len(line) <= 80 for line in ended.err.splitlines())
    assert {path: path.read_bytes() for path in Path(desk.home).rglob("*.toml")} == before
    # Each by its last characters.
    assert desk.run("show", second[-4:]).out == desk.run("show", second).out


def test_of_very_many_that_fit_ten_are_named(desk):
    for minutes in range(12):
        save(desk, "26-1182", minutes_ago=minutes + 2)
    said = desk.run("show", "26-1182").err.splitlines()
    assert len(said) == 13
    assert said[-2] == "  and 2 more"


def test_an_end_of_an_id_that_is_anothers_case_number_takes_neither(desk):
    first = save(desk, "26-1182")
    second = save(desk, first[-4:])
    ended = desk.run("show", first[-4:])
    assert ended.code == ExitCode.WRONG_USAGE
    assert {first, second} == set(re.findall(r"\S+-traffic-advisory-\S+", ended.err))


def test_a_piece_of_a_case_number_is_no_session(desk):
    save(desk, "26-1182")
    save(desk, "")
    for typed in ("1182", "26-118", "26-11820", "-", "--", " ", "/"):
        ended = desk.run("show", "--", typed)
        assert ended.code == ExitCode.WRONG_USAGE
        assert "No session has this ID or case number." in ended.err
        assert "26-1182" not in ended.err


def test_the_list_shows_one_case(desk):
    first = save(desk, "26-1182", minutes_ago=5)
    second = save(desk, "26-1182", "missing-person", minutes_ago=3)
    save(desk, "26-11820")
    save(desk, "")
    for typed in AS_TYPED:
        assert ids(desk, "--case", typed) == [second, first]
    assert ids(desk, "--case", "26-1182", "--type", "missing-person") == [second]
    assert desk.run("list", "--case", "26-9").out == "No sessions match.\n"
    ended = desk.run("list", "--case", "/")
    assert ended.code == ExitCode.WRONG_USAGE
    assert "No case number" in ended.err


def test_a_case_number_that_nobody_else_should_see_is_read_from_the_input(desk):
    session_id = save(desk, "26-1182")
    save(desk, "26-1183")
    ended = desk.process("list", "--json", "--case", "-", input="26 1182\n")
    assert [row["id"] for row in json.loads(ended.stdout)] == [session_id]


def test_words_are_looked_for_in_drafts_and_in_case_numbers(desk):
    by_case = save(desk, "26-1182", minutes_ago=5)
    walk = desk.walk(minutes_ago=3).type("See 26-1182 of last night")
    by_text = desk.save(with_end(walk, "26-1"))
    save(desk, "26-1190")
    assert ids(desk, "--grep", "26-1182") == [by_text, by_case]
    # A piece of a case number is enough, as a piece of a word is.
    assert ids(desk, "--grep", "6118") == [by_case]


def test_a_case_number_that_was_edited_in_place_is_found_by_what_it_is_now(desk):
    session_id = save(desk, "26-1182")
    assert ids(desk, "--case", "26-1182") == [session_id]
    with desk.file(session_id).open("r+b") as file:
        data = file.read().replace(b'"26-1182"', b'"26-7755"')
        file.seek(0)
        file.write(data)
    assert ids(desk, "--case", "26-1182") == []
    assert ids(desk, "--case", "26-7755") == ids(desk, "--grep", "26-7755") == [session_id]
    assert session_id in desk.run("show", "26-7755").out
