"""`list`, `show` and `calls`: what they say, and that it is safe to look at."""

import errno
import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from drivers.processes import MAIN
from factories import sessions
from msgspec.structs import replace

from checklists import changes
from checklists.definitions.catalog import SHIPPED
from checklists.gate.status import status_of
from checklists.index.reader import SessionReader
from checklists.workstation import file_state
from checklists.workstation.paths import find_places, index_file
from tui.cli.commands.showing import begun_records
from tui.cli.context import CommandContext

FIELDS = [
    "id",
    "incident_type",
    "status",
    "author",
    "case_number",
    "started_at",
    "updated_at",
    "revision",
    "victim_steps_open",
    "blockers",
    "legal_hold",
    "taken_down",
]
HOSTILE = "Crash on Route 9\u200b. [bold]Stay away[/bold] \u200f\ufeff now."


def test_an_empty_home_lists_nothing_and_makes_nothing(desk):
    assert desk.run("list").out.startswith("No sessions yet.")
    assert desk.run("list", "--json").json == []
    assert desk.run("where").code == 0
    assert not desk.home.exists()


def test_the_list_has_a_row_a_session_newest_first_within_80_columns(desk):
    older = desk.save(desk.walk("death-investigation", minutes_ago=90))
    newer = desk.ready("unidentified-suspect")
    ended = desk.run("list")
    assert ended.code == 0
    assert max(map(len, ended.lines)) <= 80
    assert [line.split()[0] for line in ended.lines[::2]] == [newer, older]
    assert [line.split()[1] for line in ended.lines[::2]] == ["ready", "in-progress"]
    assert sessions.checklist("unidentified-suspect").short in ended.lines[1]
    assert "26-1182" in ended.lines[1]
    assert desk.actor.login in ended.lines[1]


def test_the_list_for_scripts_has_exactly_its_fields(desk):
    session_id = desk.save(desk.walk())
    (row,) = desk.run("list", "--json").json
    assert list(row) == FIELDS
    assert row["id"] == session_id
    assert (row["status"], row["blockers"], row["victim_steps_open"]) == ("in-progress", 0, 0)
    desk.change(session_id, lambda walk: walk.list_person("next-of-kin", stands_for="D1"))
    (row,) = desk.run("list", "--json").json
    assert row["victim_steps_open"] > 0
    assert row["blockers"] > 0


def test_the_list_can_be_narrowed(desk):
    ready = desk.ready("traffic-serious")
    open_one = desk.save(desk.walk("missing-person"))
    day = f"{desk.now - timedelta(minutes=2):%Y-%m-%d}"
    tomorrow = f"{desk.now + timedelta(days=1):%Y-%m-%d}"

    def ids(*flags: str) -> list[str]:
        return [row["id"] for row in desk.run("list", "--json", *flags).json]

    assert set(ids()) == {ready, open_one}
    assert ids("--status", "ready") == [ready]
    assert ids("--type", "missing-person") == [open_one]
    assert set(ids("--by", desk.actor.login)) == {ready, open_one}
    assert ids("--by", "nobody-here") == []
    assert set(ids("--since", day)) == {ready, open_one}
    assert ids("--since", tomorrow) == []
    assert len(ids("--limit", "1")) == 1
    for many in ("9" * 20, "9" * 5000):
        assert len(ids("--limit", many)) == len(ids())
    for long_ago in ("0001-01-01", "0999-12-31"):
        assert ids("--since", long_ago) == ids()
    assert desk.run("list", "--status", "withdrawn").out == "No sessions match.\n"


def test_by_whom_leads_nowhere_outside_the_sessions(desk, tmp_path):
    desk.ready()
    elsewhere = tmp_path / "elsewhere" / "2026-11"
    elsewhere.mkdir(parents=True)
    (elsewhere / "20261122-0214-traffic-serious-k7q2.toml").write_text("")
    for name in ("../../elsewhere", "..", ".", str(elsewhere.parent)):
        assert desk.run("list", "--by", name).out == "No sessions match.\n"


def test_the_list_can_be_sorted(desk):
    oldest = desk.save(desk.walk("traffic-serious", minutes_ago=30).case_number("B-2"))
    middle = desk.save(desk.walk("missing-person", minutes_ago=20).case_number("a-1"))
    newest = desk.save(desk.walk("arrest-charge", minutes_ago=10).withdraw())
    desk.change(oldest, lambda walk: walk.case_number("B-3"))

    def ids(*flags: str) -> list[str]:
        return [row["id"] for row in desk.run("list", "--json", *flags).json]

    assert ids() == ids("--sort", "begun") == [newest, middle, oldest]
    assert ids("--sort", "changed") == [oldest, newest, middle]
    assert ids("--sort", "case") == [newest, middle, oldest]
    assert ids("--sort", "type") == [middle, newest, oldest]
    assert ids("--sort", "status", "--limit", "2") == [middle, oldest]
    assert desk.run("list", "--sort", "size").code == 2


def test_a_draft_is_found_by_its_words_and_kept_nowhere(desk):
    german = desk.walk("missing-person")
    accepted = desk.save(
        german.write('Last seen in the Straße, by "Al\'s".', changes_meaning=False)
    )
    arrest = desk.walk("arrest-charge")
    variant = desk.save(arrest.write("One", {"x": "Near Quarry Lane"}, changes_meaning=False))
    typed = desk.save(desk.walk("traffic-serious").type("Quarry lane is CLOSED"))

    def ids(*flags: str) -> list[str]:
        return [row["id"] for row in desk.run("list", "--json", *flags).json]

    assert set(ids("--grep", "quarry LANE")) == {variant, typed}
    assert ids("--grep", "quarry lane", "--type", "arrest-charge") == [variant]
    assert ids("--grep", "STRASSE") == [accepted]
    assert ids("--grep", 'by "al') == [accepted]
    assert ids("--grep", "26-9999") == []
    assert desk.run("list", "--grep", "nowhere").out == "No sessions match.\n"
    kept = b"".join(path.read_bytes() for path in (desk.home / "cache").iterdir())
    assert b"Quarry" not in kept
    assert b"CLOSED" not in kept


def test_words_that_nobody_else_should_see_are_read_from_the_input(desk):
    found = desk.save(desk.walk("traffic-serious").type("Quarry lane is closed"))
    desk.save(desk.walk("missing-person"))
    ended = desk.process("list", "--json", "--grep", "-", input="quarry lane\n")
    assert [row["id"] for row in json.loads(ended.stdout)] == [found]


def test_a_long_list_ends_with_whoever_reads_it(desk):
    for kind in ("traffic-advisory", "missing-person", "arrest-charge"):
        desk.ready(kind)
    ended = desk.process("list", "--json", "--limit", "2")
    assert len(json.loads(ended.stdout)) == 2
    assert ended.stdout.startswith('[\n  {\n    "id": ')
    assert ended.stdout.endswith("  }\n]\n")


def test_show_tells_the_whole_session(desk):
    session_id = desk.ready()
    ended = desk.run("show", session_id)
    assert ended.code == 0
    for words in (
        "Status       ready",
        f"  | {sessions.TEXT}",
        "  X 70 of 280",
        "  K1 next of kin for D1",
        "[x] family notified",
        "K1 - Outcome: Told; Who told or tried: Cpl. Ito, patrol;",
        "Nothing blocks the post.",
        "marked ready",
    ):
        assert words in ended.out
    body = ended.out[: ended.out.index("History")]
    assert max(map(len, body.splitlines())) <= 80


def test_show_names_what_holds_and_who_can_answer(desk):
    session_id = desk.ready()
    desk.change(session_id, lambda walk: walk.list_person("next-of-kin", stands_for="D1"))
    ended = desk.run("show", session_id)
    assert "Status       EXPIRED" in ended.out
    assert "[~] family notified         STALE  victim step" in ended.out
    assert (
        "family notified: K2 still needs: Outcome, Who told or tried, How, When. Ask: "
        in " ".join(ended.out.split())
    )


def test_show_for_scripts_has_every_step_with_its_state(desk):
    session_id = desk.ready()
    shown = desk.run("show", session_id, "--json").json
    assert list(shown)[: len(FIELDS)] == FIELDS
    assert {"digest", "draft", "people", "steps", "blockers", "reviews", "history"} <= set(shown)
    assert [step["id"] for step in shown["steps"]] == [
        step.id for step in sessions.checklist("traffic-serious").steps
    ]
    kin = next(step for step in shown["steps"] if step["id"] == "kin-notified")
    assert kin["state"] == "confirmed"
    assert kin["answer"]["outcome"] == "confirmed"
    assert kin["answer"]["evidence"][0]["person"] == "K1"
    assert shown["people"][2] == {
        "label": "K1",
        "class": "next-of-kin",
        "for": "D1",
        "removed": False,
        "removed_because": "",
        "removed_verified_by": "",
    }


def test_text_that_hides_something_is_shown_spelled_out(desk):
    walk = desk.walk()
    walk.write(HOSTILE, changes_meaning=False).case_number("26\u200b-1182")
    session_id = desk.save(walk.questions_no().answer_everything().mark_ready())
    shown = desk.run("show", session_id)
    assert "Crash on Route 9<U+200B>. [bold]Stay away[/bold] <U+200F><U+FEFF> now." in shown.out
    assert "26<U+200B>-1182" in shown.out
    assert "26<U+200B>-1182" in desk.run("list").out
    for command in (["list", "--json"], ["show", session_id, "--json"]):
        ended = desk.run(*command)
        assert ended.out.isascii()
        assert json.loads(ended.out)
    assert desk.run("show", session_id, "--json").json["draft"]["text"] == HOSTILE
    assert desk.run("text", session_id).out == HOSTILE + "\n"


def test_no_line_of_a_draft_passes_for_one_of_ours(desk):
    walk = desk.walk()
    walk.write("Road closed.\n\nNothing blocks the post.", changes_meaning=False)
    session_id = desk.save(walk)
    ended = desk.run("show", session_id)
    assert "  | Nothing blocks the post." in ended.lines
    assert "Nothing blocks the post." not in ended.lines


def test_the_call_sheet_groups_by_who_can_answer(desk):
    session_id = desk.ready()
    assert desk.run("calls", session_id).out == "Nothing blocks the post.\n"
    desk.change(session_id, lambda walk: walk.list_person("next-of-kin", stands_for="D1"))
    ended = desk.run("calls", session_id)
    assert ended.code == 0
    roles = {blocker["ask"] for blocker in desk.run("show", session_id, "--json").json["blockers"]}
    for role in roles:
        assert f"{role}: " in ended.out
    assert "now: K2 still needs: Outcome, Who told or tried, How, When." in ended.out
    assert "  - family notified (victim step): " in ended.out
    assert max(map(len, ended.lines)) <= 80


def test_a_reader_that_leaves_is_no_error(desk):
    for kind in sessions.ALL_TYPES:
        desk.ready(kind)
    with subprocess.Popen(
        [sys.executable, "-c", MAIN, "list", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_terminal_without_the_letters_gets_escapes_and_never_a_wrong_text(desk):
    walk = desk.walk()
    walk.write("Calle Peña closed. \u2014", changes_meaning=False)
    session_id = desk.save(walk.questions_no().answer_everything().mark_ready())
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    assert "Calle Pe\\xf1a" in desk.process("show", session_id, environment=ascii_only).stdout
    ended = desk.process("text", session_id, environment=ascii_only)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "LC_ALL=C.UTF-8" in ended.stderr


def test_the_count_of_open_victim_steps_is_that_of_the_steps_shown(desk):
    session_id = desk.ready()
    desk.change(session_id, lambda walk: walk.list_person("next-of-kin", stands_for="D1"))
    desk.change(session_id, lambda walk: walk.write("Another text.", changes_meaning=False))
    shown = desk.run("show", session_id, "--json").json
    waiting = [
        step
        for step in shown["steps"]
        if step["victim_related"] and step["state"] in ("open", "stale", "held")
    ]
    assert shown["victim_steps_open"] == len(waiting) > 0


# A program that goes on while the agency changes something


def test_what_a_program_reads_by_the_old_definitions_is_not_kept_under_the_new_ones(
    desk, monkeypatch
):
    """A screen stays open for a whole shift: what it reads, it reads by the definitions and the
    policy of its start."""
    monkeypatch.setattr(file_state, "GRAIN_NS", 0)
    desk.ready()
    opened = CommandContext()
    assert opened.store.policy
    assert opened.catalog.checklists
    incidents = find_places().checklists / "incidents"
    incidents.mkdir(parents=True)
    shipped = (SHIPPED / "incidents" / "traffic-serious.toml").read_text()
    (incidents / "traffic-serious.toml").write_text(
        re.sub(r"\nfresh_for = .*", '\nfresh_for = "1m"', shipped)
    )
    assert [found.listed.status for found in opened.index.newest(desk.now)] == ["ready"]
    opened.index.close()
    (found,) = desk.run("list", "--json").json
    assert found["status"] == "lapsed"
    (found,) = desk.run("list", "--json").json
    assert found["status"] == "lapsed"


@pytest.mark.parametrize("what", ["policy", "definition", "folder"])
def test_rules_that_could_not_be_read_once_are_no_lasting_fact(desk, monkeypatch, what):
    """A policy or a definition that cannot be read makes everything stricter; a disk that failed
    for a moment made it so until the next change."""
    monkeypatch.setattr(file_state, "GRAIN_NS", 0)
    places = find_places()
    incidents = places.checklists / "incidents"
    incidents.mkdir(parents=True)
    shipped = (SHIPPED / "incidents" / "traffic-serious.toml").read_text()
    own = incidents / "traffic-serious.toml"
    own.write_text(re.sub(r"\nfresh_for = .*", '\nfresh_for = "1h"', shipped))
    places.policy.write_text("schema = 1\n")
    desk.save(desk.walk("traffic-serious"))
    right = desk.run("list", "--json").json
    index_file(places).unlink()
    failing = {"policy": places.policy, "definition": own, "folder": incidents}[what]
    real = os.open, Path.iterdir

    def opened(path, flags, *mode, **where):
        if path == failing:
            raise OSError(errno.EIO, "Input/output error")
        return real[0](path, flags, *mode, **where)

    def listed(path):
        if path == failing:
            raise OSError(errno.EIO, "Input/output error")
        return real[1](path)

    with monkeypatch.context() as failed:
        failed.setattr(os, "open", opened)
        failed.setattr(Path, "iterdir", listed)
        strict = desk.run("list", "--json").json
        assert CommandContext().catalog.why_out or what == "policy"
    if what != "policy":
        assert strict != right
    # In the file nothing is kept of it.
    with monkeypatch.context() as counted:
        read = []
        whole = SessionReader.look

        def counting(reader, path, now):
            read.append(path)
            return whole(reader, path, now)

        counted.setattr(SessionReader, "look", counting)
        assert desk.run("list", "--json").json == right
        assert len(read) == 1


def test_show_says_what_is_not_needed_and_why(desk):
    walk = desk.walk("traffic-advisory")
    walk.choose("injury-status", "answer", "none", **{"told-by": "Sgt. Park"})
    steps = tuple(found for found in walk.session.steps if found.id != "kin-followup-set")
    walk.session = replace(walk.session, steps=steps)
    session_id = desk.save(walk)
    shown = desk.run("show", session_id).lines
    place = shown.index("  [-] family call assigned    not needed  victim step")
    assert shown[place + 1].startswith(
        "      not needed: nobody dead or seriously hurt (Sgt. Park, "
    )
    steps = {step["id"]: step for step in desk.run("show", session_id, "--json").json["steps"]}
    found = steps["kin-followup-set"]
    assert (found["state"], found["answer"]) == ("not-needed", None)
    at = found["not_needed"].pop("at")
    assert at == steps["injury-status"]["answer"]["at"]
    assert found["not_needed"] == {
        "reason": "no-death-injury",
        "question": None,
        "step": "injury-status",
        "said_by": "Sgt. Park",
    }
    assert steps["injury-status"]["not_needed"] is None
    assert "family call assigned" not in desk.run("calls", session_id).out


ADDING = "Did someone die or get seriously hurt in this case, or is that not known yet?"
ADDED = ("kin-notified", "family-window", "medical-limits", "name-release-basis")


def test_show_says_which_steps_a_question_added_and_by_whom(desk):
    session_id = desk.save(desk.walk("arrest-charge"))
    said = " ".join(desk.run("show", session_id).out.split())
    assert f"{ADDING} Yes ({desk.actor.login}, " in said
    assert "Added: family notified, time the family asked, no medical details, name" in said
    steps = {step["id"]: step for step in desk.run("show", session_id, "--json").json["steps"]}
    assert {name for name, step in steps.items() if step["added_by"]} == {
        *ADDED,
        "additional-victims",
    }
    assert steps["kin-notified"]["added_by"] == ["death-or-injury"]
    assert steps["kin-notified"]["not_needed"] is None


def test_show_says_what_a_no_took_out_who_verified_it_and_who_said_it(desk):
    walk = (
        sessions.Walk("arrest-charge", desk.now - timedelta(minutes=2), desk.actor)
        .write()
        .questions_no()
    )
    session_id = desk.save(walk)
    said = " ".join(desk.run("show", session_id).out.split())
    assert f"{ADDING} No, verified by {sessions.SOMEBODY} ({desk.actor.login}, " in said
    assert "Taken out: family notified, time the family asked, no medical details, name" in said
    found = desk.run("show", session_id, "--json").json
    steps = {step["id"]: step for step in found["steps"]}
    why = steps["kin-notified"]["not_needed"]
    assert (why["question"], why["said_by"], why["reason"], why["step"]) == (
        "death-or-injury", sessions.SOMEBODY, None, None,
    )  # fmt: skip
    (answer,) = (q for q in found["questions"] if q["id"] == "death-or-injury")
    assert (answer["verified_by"], tuple(answer["takes_out"])) == (sessions.SOMEBODY, ADDED)


def test_review_brief_prints_what_decides_on_one_screen_and_nothing_else(desk):
    session_id = desk.ready("traffic-advisory")
    ended = desk.run("review", session_id, "--brief")
    assert (ended.code, ended.err) == (0, "")
    assert ended.lines[0] == "READY."
    assert ended.lines[1].startswith("Traffic: road closure only, 26-1182. By ")
    assert "Not recorded: " in ended.out
    assert len(ended.lines) <= 24
    assert max(map(len, ended.lines)) <= 80
    ended = desk.run("review", "--brief")
    assert (ended.code, "Name it" in ended.err) == (2, True)


def test_what_was_begun_of_somebody_whom_a_granted_exception_covers_is_settled(desk):
    walk = desk.walk("traffic-serious")
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything()
    walk.choose("kin-notified", "outcome", "not-reached", "K2", covers=["whom-to-call"])
    walk.confirm("whom-to-call")
    begun = {"person": "K2", "outcome": "not-reached"}
    walk.session = changes.enter(walk.session, walk.checklist, "whom-to-call", begun)
    step, answer = walk.step("whom-to-call"), walk.answer("whom-to-call")

    def shown():
        status = status_of(walk.session, walk.checklist, walk.context, walk.now)
        return list(
            begun_records(SimpleNamespace(session=walk.session, status=status), step, answer)
        )

    assert shown() == [begun]
    walk.review("exception-granted", "kin-notified")
    assert shown() == []


def test_a_step_says_whom_it_was_answered_for_and_who_was_not_asked_and_why(desk):
    walk = desk.walk("traffic-serious")
    walk.list_person("next-of-kin", "D1")
    walk.choose("kin-notified", "outcome", "not-reached", "K2", covers=["whom-to-call"])
    walk.confirm("whom-to-call")
    shown = desk.run("show", desk.save(walk)).lines
    under = shown[next(n for n, line in enumerate(shown) if " whom to call " in line) :]
    answer = next(line for line in under if "Confirmed for " in line)
    assert "K2" not in answer
    assert under[under.index(answer) :].index('      K2 not asked, see "family notified"') <= 3
    history = "\n".join(shown)
    assert "confirmed: whom to call (V1, K1)" in history
