"""What one changed letter does to a ready session, made by the program and by an editor."""

from typing import Any

import pytest
from factories import sessions
from msgspec.structs import replace

from checklists.session.fingerprints import content_digest

TEXT_STEPS = {s.id for s in sessions.checklist("traffic-serious").steps if "text" in s.binds}
TEXT_STEPS -= {"versions-agree"}  # There is one text for every platform.
PEOPLE_STEPS = {s.id for s in sessions.checklist("traffic-serious").steps if "people" in s.binds}
CONTACT_STEPS = {s.id for s in sessions.checklist("traffic-serious").steps if s.is_contact}
OTHER_TEXT = sessions.TEXT.replace("Route 9", "Route 8")


def stale(shown: dict[str, Any]) -> set[str]:
    return {step["id"] for step in shown["steps"] if step["state"] == "stale"}


def test_the_text_is_printed_exactly_while_ready(desk):
    session_id = desk.ready()
    ended = desk.run("text", session_id)
    assert ended == (0, sessions.TEXT + "\n", "")
    assert desk.run("show", session_id, "--json").json["status"] == "ready"


def test_one_letter_in_the_draft_lapses_the_wording_and_leaves_the_contacts(desk):
    session_id = desk.ready()
    desk.change(session_id, lambda walk: walk.write(OTHER_TEXT, changes_meaning=False))
    shown = desk.run("show", session_id, "--json")
    assert shown.code == 0
    assert shown.json["status"] == "lapsed"
    assert shown.json["lapsed_because"]
    assert stale(shown.json) == TEXT_STEPS
    assert {"no-identifiers", "dignity-language"} <= stale(shown.json)
    assert not CONTACT_STEPS & stale(shown.json)
    assert {b["code"] for b in shown.json["blockers"]} <= {"stale", "question"}
    ended = desk.run("text", session_id)
    assert (ended.code, ended.out) == (1, "")
    for blocker in shown.json["blockers"]:
        assert blocker["short"] in ended.err
    assert desk.run("verify", session_id).code == 0


def test_saying_that_it_changes_what_a_victim_was_told_lapses_the_contacts_too(desk):
    session_id = desk.ready()
    desk.change(session_id, lambda walk: walk.write(OTHER_TEXT, changes_meaning=True))
    assert stale(desk.run("show", session_id, "--json").json) == TEXT_STEPS | CONTACT_STEPS


def test_the_same_letter_in_the_file_gives_the_same_answer_and_verify_names_it(desk):
    session_id = desk.ready()
    edited = desk.edit(session_id, sessions.TEXT, OTHER_TEXT)
    shown = desk.run("show", session_id, "--json").json
    assert shown["status"] == "lapsed"
    assert shown["sealed"] is False
    assert stale(shown) == TEXT_STEPS
    assert "edited-outside" in {b["code"] for b in shown["blockers"]}
    assert desk.run("text", session_id).code == 1
    ended = desk.run("verify", session_id)
    assert ended.code == 1
    assert f"{session_id}: draft: " in ended.out
    assert f"{session_id}: seal: " in ended.out
    assert OTHER_TEXT not in ended.out
    assert desk.file(session_id).read_bytes() == edited


def test_one_more_person_lapses_the_contacts_and_leaves_the_wording(desk):
    session_id = desk.ready()
    desk.change(session_id, lambda walk: walk.list_person("next-of-kin", stands_for="D1"))
    shown = desk.run("show", session_id, "--json").json
    assert shown["status"] == "lapsed"
    assert stale(shown) == PEOPLE_STEPS
    assert "kin-notified" in PEOPLE_STEPS
    assert {"crash-wording", "dignity-language"} <= TEXT_STEPS - PEOPLE_STEPS
    assert desk.run("text", session_id).code == 1


def test_a_ready_mark_set_by_hand_counts_for_nothing(desk):
    walk = desk.walk()
    open_step = walk.session.steps[5].id
    kept = tuple(answer for answer in walk.session.steps if answer.id != open_step)
    walk.session = replace(walk.session, steps=kept)
    session_id = desk.save(walk)
    mark = (
        f'[ready]\ndigest = "{content_digest(walk.session)}"\n'
        f"at = {desk.now.isoformat()}\n"
        f'by = {{ login = "{desk.actor.login}", uid = {desk.actor.uid} }}\n\n[draft]'
    )
    edited = desk.edit(session_id, "[draft]", mark)
    shown = desk.run("show", session_id, "--json").json
    assert shown["status"] == "lapsed"
    assert open_step in {blocker["step"] for blocker in shown["blockers"]}
    assert desk.run("text", session_id).code == 1
    ended = desk.run("verify", session_id)
    assert ended.code == 1
    assert "ready: the ready mark does not match the history" in ended.out
    assert desk.file(session_id).read_bytes() == edited


@pytest.mark.parametrize("how", ["withdrawn", "in-progress"])
def test_no_text_before_ready_or_after_withdrawal(desk, how):
    walk = desk.walk()
    session_id = desk.save(walk.mark_ready().withdraw() if how == "withdrawn" else walk)
    ended = desk.run("text", session_id)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Not to be posted: ")


def test_each_platform_has_its_own_text(desk):
    walk = desk.walk()
    walk.write(sessions.TEXT, variants={"x": "Route 9 closed.\n"}, changes_meaning=False)
    session_id = desk.save(walk.questions_no().answer_everything().mark_ready())
    assert desk.run("text", session_id, "--platform", "x").out == "Route 9 closed.\n"
    assert desk.run("text", session_id, "--platform", "facebook").out == sessions.TEXT + "\n"
    ended = desk.run("text", session_id, "--platform", "facebok")
    assert ended.code == 2
    assert "facebook" in ended.err


def test_a_closure_that_is_ready_no_longer_is_once_policy_has_the_family_told_first(desk):
    walk = desk.walk("traffic-advisory")
    walk.choose("injury-status", "answer", "unknown").confirm("kin-followup-set")
    session_id = desk.save(walk.mark_ready())
    assert desk.run("text", session_id).code == 0
    (desk.home / "policy.toml").write_text("family_before_closure = true\n", encoding="utf-8")
    ended = desk.run("text", session_id)
    assert (ended.code, ended.out) == (1, "")
    shown = desk.run("show", session_id, "--json").json
    assert shown["status"] == "lapsed"
    assert [b["code"] for b in shown["blockers"]] == ["held-value"]
