"""`hold` and `lift-hold`: what they say, and where one sees that a case is held."""

import io
import sys

import pytest

from checklists import changes


@pytest.fixture
def typed(monkeypatch):
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.fixture
def held(desk, typed):
    """A session of a held case, and one that is not."""
    ids = desk.ready("traffic-serious"), desk.ready("traffic-advisory")
    other = "26-9"
    desk.change(ids[1], lambda walk: setattr(walk, "session", changes.set_case_number(
        walk.session, other, actor=walk.actor, now=walk.now)))  # fmt: skip
    desk.change(ids[1], lambda walk: setattr(walk, "session", changes.set_case_number(
        walk.session, "26-10", actor=walk.actor, now=walk.now)))  # fmt: skip
    typed(f"{other}\nSmith v. City\n")
    placed = desk.run("hold", "-")
    assert (placed.code, placed.out) == (
        0,
        "Legal hold placed: case 26-9, 1 session with this number.\n",
    )
    return ids


def test_it_is_shown_wherever_a_session_of_the_case_is(desk, held, typed):
    free, bound = held
    rows = {row["id"]: row["legal_hold"] for row in desk.run("list", "--json").json}
    assert rows == {free: False, bound: True}
    assert desk.run("list").lines.count("  legal hold") == 1
    assert "Case number  26-10, legal hold" in desk.run("show", bound).out
    assert "legal hold" not in desk.run("show", free).out
    assert desk.run("show", bound, "--json").json["legal_hold"]
    assert f"{bound}: legal hold" in desk.run("verify", bound).lines
    assert "26-10, legal hold." in desk.run("review", bound, "--brief").out
    typed("Settled\n")
    assert desk.run("lift-hold", "26 9").out == "Legal hold lifted: case 26 9.\n"
    assert "legal hold" not in desk.run("list").out + desk.run("show", bound).out


def test_what_keeps_one_from_being_placed_or_lifted_changes_nothing(desk, held, typed):
    for argv, said, title in (
        (("hold", "26-9"), "again\n", "Already held"),
        (("hold", "26-11"), "\n", "A reason is needed"),
        (("hold", "26-11"), "\x1b[31m\n", "The reason"),
        (("hold", "--"), "x\n", "Not understood"),
        (("hold", "-"), "--\nx\n", "No case number"),
        (("lift-hold", "26-11"), "x\n", "No legal hold"),
        (("lift-hold", "26-9"), "", "A reason is needed"),
    ):
        typed(said)
        ended = desk.run(*argv)
        assert (ended.code != 0, title in ended.err, ended.out) == (True, True, ""), ended
    assert len(list((desk.home / "holds").iterdir())) == 1


def test_one_that_no_session_has_yet_says_so(desk, typed):
    typed("Subpoena 113\n")
    assert desk.run("hold", "26-7").out == "Legal hold placed: case 26-7, no session has it yet.\n"


def test_a_file_that_may_be_a_hold_is_named_by_verify(desk, held):
    (desk.home / "holds" / "notes").write_text("26-1182")
    ended = desk.run("verify", "--all")
    assert ended.code == 1
    assert (
        "holds/notes: its name is not a hold's. While it is there, nothing is purged."
        in ended.lines
    )
