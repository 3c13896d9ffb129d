"""`followups`, `complete` and `waiting`: what is owed after posts, found, completed, and told in
one line without a case or a person."""

import os
import subprocess
import sys
import time

import pytest
from factories.sessions import SOMEBODY, Walk, checklist
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace

from checklists import changes
from checklists.records.layout import month_of
from checklists.workstation import file_state


@pytest.fixture
def sent(desk):
    """Posts of this account, so many hours ago."""

    def send(incident_type="arrest-charge", hours_ago=30):
        walk = desk.walk(incident_type, minutes_ago=60 * hours_ago)
        walk.mark_ready()
        walk.session = posted(walk, at=walk.now)
        return desk.save(walk)

    return send


def complete(desk, session_id, item, *lines):
    return desk.process("complete", session_id, item, input="".join(f"{line}\n" for line in lines))


def test_before_anything_is_posted_nothing_is_owed(desk):
    assert desk.run("followups").out.startswith("No follow-ups are owed for your posts.")
    assert desk.run("followups", "--json").json == []
    assert desk.run("waiting").out == "Nothing is waiting.\n"
    assert not desk.home.exists()


def test_what_is_owed_is_listed_with_when_for_whom_and_by_whom(desk, sent):
    session_id = sent()
    ended = desk.run("followups")
    assert ended.code == 0
    flowing = " ".join(ended.out.split())
    assert "comments-read OVERDUE since" in flowing
    assert f"By: {SOMEBODY}." in flowing
    assert "For V1, K1. By: Victim services." in flowing
    assert f"{session_id}, 26-1182" in flowing
    assert "cleartopost complete ID FOLLOW-UP" in flowing


def test_for_scripts_it_is_json_with_the_same_keys_always(desk, sent):
    session_id = sent()
    rows = desk.run("followups", "--json").json
    assert {row["item"] for row in rows} == {"taken-down", "custody-told", "comments-read"}
    assert rows == sorted(rows, key=lambda row: row["due"])
    assert all(row["id"] == session_id and row["overdue"] for row in rows)
    keys = ["id", "item", "owed", "who", "ask", "people", "due", "overdue", "case_number", "author"]
    assert [*rows[0]] == keys


def test_custody_that_is_checked_again_at_a_hearing_stays_on_the_list_for_that_day(desk, sent):
    session_id = sent()
    asked = ("2", "2", SOMEBODY, "")
    refused = complete(desk, session_id, "custody-told", *asked, "yesterday", "", "yes")
    assert refused.returncode == 1
    assert "Enter a time (0600" in " ".join(refused.stderr.split())
    ended = complete(desk, session_id, "custody-told", *asked, "+20d", "", "yes")
    assert ended.returncode == 0, ended.stderr
    rows = desk.run("followups", "--all", "--json").json
    [row] = [row for row in rows if row["item"] == "custody-told"]
    assert not row["overdue"]
    assert "Check again at the hearing" in " ".join(desk.run("show", session_id).out.split())


def test_one_is_completed_by_its_name_and_is_gone_from_the_list(desk, sent):
    session_id = sent()
    ended = complete(desk, session_id, "custody-told", "1", "2", SOMEBODY, "", "", "yes")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("Completed: custody-told\n")
    assert "custody-told" not in desk.run("followups").out
    assert desk.run("verify").code == 0


def test_show_has_what_the_post_owes_and_what_was_done_of_it(desk, sent):
    session_id = sent()
    complete(desk, session_id, "custody-told", "1", "2", SOMEBODY, "", "Line 2", "yes")
    said = " ".join(desk.run("show", session_id).out.split())
    assert "After the post taken-down OVERDUE since" in said
    assert "tell-about-comments not owed yet" in said
    assert "custody-told done Custody was checked" in said
    assert f"Checked, and told, phone, {SOMEBODY}. Line 2. Recorded by " in said
    assert "After the post" not in desk.run("show", desk.ready("community-post")).out


@pytest.mark.parametrize("lines", [(), ("1",), ("1", "2"), ("1", "2", SOMEBODY, "", ""), ("back",)])
def test_where_the_input_ends_early_nothing_is_recorded(desk, sent, lines):
    session_id = sent()
    ended = complete(desk, session_id, "custody-told", *lines)
    assert ended.stdout.endswith("Nothing was changed.\n"), ended.stdout
    assert not (desk.home / "completions").exists()


@pytest.mark.parametrize("word", ["y", "no", "", "1", " yes"])
def test_only_the_word_yes_records_it(desk, sent, word):
    session_id = sent()
    ended = complete(desk, session_id, "custody-told", "1", "2", SOMEBODY, "", "", word)
    assert ended.returncode == 1
    assert not (desk.home / "completions").exists()


@pytest.mark.parametrize(
    ("item", "lines", "said"),
    [
        ("nonsense", (), "Still owed: taken-down, custody-told, comments-read."),
        ("tell-about-comments", (), "So far, nothing calls for this follow-up"),
        ("custody-told", ("9",), "A number from 1 to 6"),
        ("custody-told", ("1", "2", "-", "", "", "yes"), "name and role"),
        ("custody-told", ("1", "2", SOMEBODY, "25:00", "", "yes"), "That time does not exist"),
        ("custody-told", ("1", "2", SOMEBODY, "2020-01-01 10:00", "", "yes"), "Too early"),
    ],
)
def test_what_is_wrong_is_one_clear_refusal_and_nothing_is_recorded(desk, sent, item, lines, said):
    session_id = sent()
    ended = complete(desk, session_id, item, *lines)
    assert ended.returncode == 1
    assert said in " ".join(ended.stderr.split())
    assert not (desk.home / "completions").exists()


def test_a_completion_that_its_owner_removes_makes_it_owed_again(desk, sent, monkeypatch):
    # Else every file is too new to be known by its times, and is read again anyway.
    monkeypatch.setattr(file_state, "GRAIN_NS", 0)
    session_id = sent("crime-trend")
    complete(desk, session_id, "comments-read", "1", SOMEBODY, "", "", "yes")
    assert desk.run("followups").out.startswith("No follow-ups are owed")
    assert "posted" in desk.run("list").out
    for path in (desk.home / "completions").iterdir():
        path.unlink()
    assert "comments-read" in desk.run("followups").out


def test_verify_names_a_completion_that_does_not_count_and_one_of_no_session(desk, sent):
    session_id = sent("crime-trend")
    complete(desk, session_id, "comments-read", "1", SOMEBODY, "", "", "yes")
    (path,) = (desk.home / "completions").iterdir()
    assert desk.run("verify", "--all").code == 0
    path.chmod(0o660)
    stray = path.with_name(path.name.replace("-k7q2.", "-zzzz."))
    stray.write_bytes(path.read_bytes())
    ended = desk.run("verify", "--all")
    assert ended.code == 1
    assert f"completion {path.name}: accounts other than its owner can write to it" in ended.out
    assert f"completion {stray.name}: no session has this ID" in ended.out
    assert "comments-read" in desk.run("followups").out


# One line


def test_waiting_counts_what_is_overdue_and_what_comes_and_fails_where_something_is(desk, sent):
    sent("missing-person", hours_ago=3)
    ended = desk.run("waiting")
    assert ended.code == 1
    assert ended.out == ("Clear to Post: 3 follow-ups overdue, 1 follow-up due within 24 hours.\n")
    ended = desk.run("waiting", "--all")
    assert ended.code == 1
    assert ended.out == (
        "Clear to Post: 3 follow-ups overdue after 1 post, 1 due within 24 hours, "
        "0 sessions to review.\n"
    )


def test_nothing_overdue_is_no_failure(desk, sent):
    sent("crime-trend", hours_ago=0)
    ended = desk.run("waiting")
    assert (ended.code, ended.out) == (0, "Clear to Post: 1 follow-up due within 24 hours.\n")


def test_no_case_person_or_word_of_a_post_is_in_the_line(desk, sent):
    session_id = sent()
    for line in (desk.run("waiting").out, desk.run("waiting", "--all").out):
        for word in ("26-1182", "V1", "K1", session_id, "Route", SOMEBODY, "comments"):
            assert word not in line


@pytest.mark.parametrize("command", ["waiting", "followups"])
def test_neither_imports_textual_nor_reads_a_session_once_it_is_known(desk, sent, command):
    sent()
    desk.run(command)
    code = (
        "import sys; from tui.cli.main import main; main([sys.argv[1]]); "
        "sys.exit(any(name in sys.modules for name in "
        "('textual', 'checklists.records.codec', 'checklists.definitions.catalog', 'msgspec')))"
    )
    # The state of files that were just written does not count as known.
    time.sleep(2.1)
    desk.run(command)
    ended = subprocess.run(
        [sys.executable, "-c", code, command], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_colleagues_posts_are_in_all_and_not_in_ones_own(desk, sent):
    session_id = sent()
    month = desk.home / "sessions" / desk.actor.login / month_of(session_id)
    assert month.is_dir()
    other = desk.home / "sessions" / "tdiaz"
    (desk.home / "sessions" / desk.actor.login).rename(other)
    # Root may give it away; anybody else only sees their own under another name.
    if os.getuid() == 0:
        for path in [other, *other.rglob("*")]:
            os.chown(path, 4242, -1)
        path = other / month.name / f"{session_id}.toml"
        text = path.read_text()
        path.write_text(text)
        assert desk.run("followups").out.startswith("No follow-ups are owed for your posts.")


def test_a_removal_is_recorded_by_its_command_and_shown(desk, sent):
    session_id = sent()
    down = ("x", SOMEBODY, "", "The family asked", "yes")
    ended = desk.process("takedown", session_id, input="".join(f"{line}\n" for line in down))
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("Recorded and saved to disk.\n")
    shown = desk.run("show", session_id)
    assert "Taken down   x " in shown.out
    (found,) = desk.run("show", session_id, "--json").json["removed"]
    assert (found["platform"], found["who"], found["note"]) == ("x", SOMEBODY, "The family asked")
    assert desk.run("verify").code == 0


def test_nothing_is_taken_down_that_was_not_posted(desk):
    session_id = desk.save(desk.walk("community-post"))
    ended = desk.run("takedown", session_id)
    assert (ended.code, "Nothing was posted." in ended.err) == (1, True)


def test_waiting_fails_where_an_after_post_review_is_late(desk):
    walk = desk.walk("community-post", minutes_ago=60 * 30)
    walk.mark_ready()
    found = replace(walk.status_now, reviewed_afterward=True)
    walk.session = changes.record_posted(
        walk.session, found, "x", at=walk.now, actor=walk.actor, now=walk.now
    )
    desk.save(walk)
    ended = desk.run("waiting", "--all")
    assert ended.code == 1
    assert "1 session to review (1 overdue)" in ended.out


def test_a_removal_is_said_in_lists_in_the_queue_and_on_the_pages_of_a_review(desk):
    walk = desk.walk("arrest-charge", minutes_ago=60 * 30)
    walk.session = posted(walk, at=walk.now)
    session_id = desk.save(walk)
    for words in (desk.run("list").out, desk.run("review").out):
        assert session_id in words
        assert "taken down" not in words.replace("taken-down", "")
    assert desk.run("list", "--json").json[0]["taken_down"] == []
    down = f"x\n{SOMEBODY}\n\n\nyes\n"
    assert desk.process("takedown", session_id, input=down).returncode == 0
    assert "\n  taken down: x 20" in desk.run("list").out
    assert "taken down: x 20" in " ".join(desk.run("review").out.split())
    brief = " ".join(desk.run("review", session_id, "--brief").out.split())
    assert f"taken down: x {SOMEBODY}"[:13] in brief
    assert f", {SOMEBODY}. Recorded by" in brief
    (found,) = desk.run("list", "--json").json[0]["taken_down"]
    assert found["platform"] == "x"
    assert found["at"].startswith("20")


def test_an_outcome_names_the_update_that_it_asks_for_until_that_is_begun(desk, sent):
    session_id = sent()
    ended = complete(desk, session_id, "custody-told", "dropped", "2", SOMEBODY, "", "", "yes")
    assert ended.returncode == 0, ended
    command = (
        f"Then post an update. Press u in its session, or run `cleartopost update {session_id}`."
    )
    assert command in " ".join(ended.stdout.split())
    assert command in " ".join(desk.run("show", session_id).out.split())
    assert desk.run("update", session_id).code == 0
    assert command not in " ".join(desk.run("show", session_id).out.split())


def test_after_the_custody_check_a_dropped_charge_is_still_recorded(desk, sent):
    """Neither an earlier update, nor a correction, nor a canceled one is what it asks for."""
    session_id = sent()
    update = f"cleartopost update {session_id}"
    told = complete(desk, session_id, "custody-told", "told", "2", SOMEBODY, "", "", "yes")
    assert told.returncode == 0, told
    assert desk.run("update", session_id).code == 0

    def shown():
        return " ".join(desk.run("show", session_id).out.split())

    assert update not in shown()
    assert f"If this happens later, run `cleartopost complete {session_id} custody-told`" in shown()
    again = complete(desk, session_id, "custody-told", "told")
    assert (again.returncode, "Checked, and told" in again.stdout) == (1, False), again
    time.sleep(1)
    lines = ("dropped", "2", SOMEBODY, "", "", "yes")
    assert complete(desk, session_id, "custody-told", *lines).returncode == 0
    assert desk.run("correct", session_id).code == 0
    assert update in shown()
    new = desk.run("update", session_id).lines[0]
    assert update not in shown()
    assert desk.process("cancel", new, input="By mistake\nyes\n").returncode == 0
    assert update in shown()


def test_after_a_correction_a_named_call_and_the_other_places_are_owed(desk, sent):
    first = desk.store.read(desk.store.find(sent())).session
    found = checklist(first.incident_type, "correction")
    name = f"{first.id[:-4]}c4c4"
    session = changes.update_session(
        first, found, name, "correction", actor=desk.actor, now=first.posted[0].recorded_at
    )
    walk = Walk.going_on(found, session, first.posted[0].recorded_at, desk.actor)
    walk.write("Corrected.", changes_meaning=False).every_step_asked().answer_everything()
    walk.choose("correction-told", "outcome", "caller-named", "V1")
    walk.session = posted(walk, at=walk.now)
    owed = {item.id: item for item in walk.session.follow_ups}
    assert owed["correction-call"].people == ("V1",)
    assert {"correction-call", "corrected-everywhere"} <= owed.keys()
    assert not {"correction-call", "corrected-everywhere"} & {o.id for o in first.follow_ups}
