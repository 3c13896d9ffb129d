"""A post at night that no supervisor can come to approve: each way is honest in the record."""

import json

import pytest
from drivers.workstation import PIO1, PIO2, POLICY, SUPERVISOR

pytestmark = pytest.mark.slow

ON_CALL = """
[[on_call]]
uid = {uid}
name = "Lt. Chen"
phone = "555 0134"
"""


@pytest.fixture
def night(workstation):
    """Policy lists the supervisor to call, and lets them approve by phone."""
    policy = workstation.seen_from_here(POLICY)
    before = policy.read_text()
    on = before.replace("phone_approval = false", "phone_approval = true")
    policy.write_text(on + ON_CALL.format(uid=workstation.uid(SUPERVISOR)))
    assert workstation.cleartopost("root", "check").code == 0
    yield workstation
    policy.write_text(before)


def at_the_prompts(workstation, session_id, *lines):
    typed = "\n".join([*lines, ""])
    return workstation.cleartopost(PIO1, "--plain", "resume", session_id, typed=typed).out


def row(workstation, session_id):
    queue = workstation.cleartopost(SUPERVISOR, "review").out
    lines = queue.splitlines()
    at = next((n for n, line in enumerate(lines) if line.startswith(session_id)), None)
    return "" if at is None else " ".join(lines[at].split())


def test_what_was_approved_by_phone_goes_out_and_waits_until_that_account_confirms_it(night):
    session_id = night.drive(PIO1, "walk", "traffic-advisory").out.strip()
    assert "Lt. Chen, 555 0134" in at_the_prompts(night, session_id, "ready")
    assert night.cleartopost(PIO1, "text", session_id).code == 1
    at_the_prompts(night, session_id, "ready", "phone", "1", "now", "yes")
    assert night.cleartopost(PIO1, "text", session_id).code == 0
    assert row(night, session_id).endswith("by phone: to be confirmed")
    night.cleartopost(PIO1, "posted", session_id, typed="-\nnow\n3\n")
    assert row(night, session_id).endswith("by phone: to be confirmed")
    shown = json.loads(night.cleartopost(PIO2, "show", session_id, "--json").out)
    assert [(p["early"], p["reason"]) for p in shown["posted"]] == [("", "")]
    assert shown["by_phone"][0]["supervisor"] == "Lt. Chen"
    brief = night.cleartopost(PIO2, "review", session_id, "--brief").out
    assert "approved by phone: Lt. Chen at 555 0134" in " ".join(brief.split())
    # Another supervisor's review is not theirs.
    night.cleartopost("t_sup2", "review", session_id, typed="confirm-after\nleave\n")
    assert row(night, session_id).endswith("by phone: to be confirmed")
    night.cleartopost(SUPERVISOR, "review", session_id, typed="confirm-after\nleave\n")
    assert row(night, session_id) == ""
    for user in (PIO1, PIO2, SUPERVISOR):
        assert night.cleartopost(user, "verify", session_id).code == 0


def test_where_policy_turns_it_off_what_was_said_on_the_phone_no_longer_counts(night):
    session_id = night.drive(PIO1, "walk", "traffic-advisory").out.strip()
    at_the_prompts(night, session_id, "ready", "phone", "1", "now", "yes")
    assert night.cleartopost(PIO1, "text", session_id).code == 0
    policy = night.seen_from_here(POLICY)
    policy.write_text(policy.read_text().replace("phone_approval = true", "phone_approval = false"))
    assert night.cleartopost(PIO1, "text", session_id).code == 1
    assert row(night, session_id).endswith("ready, needs approval")


def test_what_is_posted_early_says_why_and_who_ordered_it_on_top_of_the_queue(night):
    session_id = night.drive(PIO1, "walk", "traffic-advisory").out.strip()
    lines = ("-", "now", "On the air already", "Chief Boyd, police", "3", "")
    night.cleartopost(PIO1, "posted", session_id, typed="\n".join(lines))
    shown = json.loads(night.cleartopost(PIO2, "show", session_id, "--json").out)
    (posted,) = shown["posted"]
    assert (posted["early"], posted["reason"]) == ("approval", "On the air already")
    assert posted["ordered_by"] == "Chief Boyd, police"
    first = night.cleartopost(SUPERVISOR, "review").out.splitlines()[0]
    assert "posted early" in first


def test_a_supervisor_to_call_who_is_none_is_named_by_doctor(night):
    policy = night.seen_from_here(POLICY)
    uid = night.uid(PIO2)
    policy.write_text(policy.read_text().replace(f"uid = {night.uid(SUPERVISOR)}", f"uid = {uid}"))
    said = " ".join(night.cleartopost("root", "--plain", "doctor").out.split())
    assert f"The policy lists {PIO2} in on_call, who is not in the group" in said
    session_id = night.drive(PIO1, "walk", "traffic-advisory").out.strip()
    assert "lists nobody to call" in at_the_prompts(night, session_id, "ready")
