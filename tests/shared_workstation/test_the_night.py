"""A fatal crash at 3 a.m. and no supervisor to be reached, among real users over SSH: each way that
is left, and what the record says of it in the morning."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from drivers.other_days import Ago
from drivers.prompts import script_for
from drivers.workstation import PIO1, PIO2, POLICY, SUPERVISOR, Workstation
from needs import need_program

pytestmark = pytest.mark.slow

TYPE = "traffic-serious"
TEXT = "Two cars crashed on Route 9. One person died."
SMALLER = "Police are on Route 9."
AS_CONFIRMED = "3"
ON_CALL = """
[[on_call]]
uid = {uid}
name = "Lt. Chen"
phone = "555 0134"
"""


@pytest.fixture
def night(over_ssh: Workstation) -> Iterator[Workstation]:
    """Policy asks for an approval of crashes and an after-post review of holding statements."""
    need_program("faketime", "faketime")
    here = over_ssh
    here.forget()
    policy = here.seen_from_here(POLICY)
    before = policy.read_text()
    text = before.replace('needs_approval = ["*"]', f'needs_approval = ["{TYPE}"]')
    text = text.replace("review_after = []", 'review_after = ["holding-statement"]')
    text = text.replace("phone_approval = false", "phone_approval = true")
    policy.write_text(text + ON_CALL.format(uid=here.uid(SUPERVISOR)))
    assert here.cleartopost("root", "check").code == 0
    yield here
    policy.write_text(before)
    here.forget()


@pytest.fixture
def three(night: Workstation) -> Ago:
    """In the night, six hours before the morning."""
    return Ago(night, timedelta(hours=6))


@pytest.fixture
def morning(night: Workstation) -> Ago:
    return Ago(night)


def crash(on: Ago, user: str) -> str:
    """A fatal crash that a PIO walks at the prompts until it waits for its approval."""
    said = on.does(user, f"cleartopost --plain start {TYPE}", *script_for(TYPE, (TEXT,)), "ready")
    assert "Call, in this order: Lt. Chen, 555 0134" in said
    return the_id(on, user, TYPE)


def the_id(on: Ago, user: str, incident_type: str) -> str:
    rows = on.asks(user, "cleartopost list")
    (found,) = [r["id"] for r in rows if (r["author"], r["incident_type"]) == (user, incident_type)]
    return str(found)


def record(on: Ago, user: str, session_id: str) -> str:
    """The session's file, as `less` shows it."""
    return on.here.shell("root", f"cat {on.here.file_of(session_id, user)}").out


def in_queue(on: Ago) -> list[str]:
    """What the supervisor's queue says, a session a line."""
    lines = on.here.ssh(SUPERVISOR, f"{on.clock}cleartopost review").out.splitlines()
    starts = [number for number, line in enumerate(lines) if line[:8].isdigit()]
    ends = [*starts[1:], len(lines)]
    return [" ".join(" ".join(lines[a:b]).split()) for a, b in zip(starts, ends, strict=True)]


def test_who_waits_is_told_whom_to_call_and_nothing_says_that_it_went_out(three, morning):
    session_id = crash(three, PIO1)
    three.does(PIO1, f"cleartopost text {session_id}", code=1)
    kept = record(three, PIO1, session_id)
    assert "[ready]" in kept
    for claim in ("[[posted]]", "[[by_phone]]", "ordered_by"):
        assert claim not in kept
    assert "A supervisor must approve it before it is posted." in three.does(
        PIO2, f"cleartopost show {session_id}"
    )
    # In the morning it has expired, and is confirmed anew before anybody approves it.
    assert "Status EXPIRED" in morning.does(PIO2, f"cleartopost show {session_id}")
    morning.verifies()


def test_a_smaller_statement_passes_its_own_checks_and_the_crash_goes_on_waiting(three, morning):
    session_id = crash(three, PIO1)
    lines = script_for("holding-statement", (SMALLER,))[1:]
    three.does(PIO1, f"cleartopost --plain resume {session_id}", "smaller", "2", *lines, "quit")
    smaller = the_id(three, PIO1, "holding-statement")
    assert three.does(PIO1, f"cleartopost text {smaller}") == SMALLER
    three.does(PIO1, f"cleartopost text {session_id}", code=1)
    out = ("-", "now", AS_CONFIRMED) * 2
    three.does(PIO1, f"cleartopost posted {smaller}", *out)
    kept = record(three, PIO1, smaller)
    assert 'case_number = "26-1182"' in kept
    assert "review_due" in kept
    assert "early" not in kept
    assert "[[posted]]" not in record(three, PIO1, session_id)

    # The morning: it waits for its review, with what it owes; then only that is left.
    (row,) = [row for row in in_queue(morning) if row.startswith(smaller)]
    assert "posted: needs a review" in row
    assert "overdue: comments-soon, family-told" in row
    said = morning.does(SUPERVISOR, f"cleartopost review {smaller}", "confirm-after", "leave")
    assert "Saved: confirmed what was posted" in said
    (row,) = [row for row in in_queue(morning) if row.startswith(smaller)]
    assert "follow-up overdue" in row
    morning.verifies()


def test_an_approval_by_phone_is_whose_word_it_is_until_their_own_account_confirms_it(
    three, morning
):
    session_id = crash(three, PIO1)
    resume = f"cleartopost --plain resume {session_id}"
    said = three.does(PIO1, resume, "ready", "phone", "1", "now", "yes", "quit")
    assert "Recorded as stated by you: Lt. Chen, called back at 555 0134, heard this text" in said
    assert three.does(PIO1, f"cleartopost text {session_id}") == TEXT
    three.does(PIO1, f"cleartopost posted {session_id}", *("-", "now", AS_CONFIRMED) * 2)
    kept = record(three, PIO1, session_id)
    assert 'supervisor = "Lt. Chen"' in kept
    assert f'by = {{ login = "{PIO1}", uid = {three.here.uid(PIO1)} }}' in kept
    assert "early" not in kept
    stated = f"stated by {PIO1}; to be confirmed by"
    assert stated in three.does(PIO2, f"cleartopost show {session_id}")

    # Six hours later it is not said to have gone out without an approval, or blocked.
    shown = morning.does(PIO2, f"cleartopost show {session_id}")
    assert stated in shown
    for claim in ("must approve it", "blocks it now", "STALE", "Not ready"):
        assert claim not in shown
    assert "Nothing blocked the post." in shown
    brief = morning.does(SUPERVISOR, f"cleartopost review {session_id} --brief")
    assert stated in brief
    assert brief.startswith("POSTED.")
    morning.does(SUPERVISOR, f"cleartopost review {session_id}", "confirm-after", "leave")
    for command in (f"cleartopost show {session_id}", f"cleartopost review {session_id} --brief"):
        assert "to be confirmed" not in morning.does(PIO2, command)
    morning.verifies()


def test_what_was_posted_early_is_first_of_all_with_who_ordered_it_and_its_review_is_a_verdict(
    three, morning
):
    other = crash(three, PIO1)
    three.does(PIO1, f"cleartopost --plain resume {other}", "ready", "phone", "1", "now", "yes")
    three.does(PIO1, f"cleartopost posted {other}", *("-", "now", AS_CONFIRMED) * 2)
    session_id = crash(three, PIO2)
    ordered = ("-", "now", "On the air already", "Chief Boyd, police", AS_CONFIRMED)
    three.does(PIO2, f"cleartopost posted {session_id}", *ordered * 2)
    kept = record(three, PIO2, session_id)
    for line in ('early = "approval"', 'reason = "On the air already"'):
        assert kept.count(line) == 2
    assert kept.count('ordered_by = "Chief Boyd, police"') == 2

    first, *_ = in_queue(morning)
    assert first.startswith(f"{session_id} posted early: needs a review")
    for command in (f"cleartopost show {session_id}", f"cleartopost review {session_id} --brief"):
        said = morning.does(SUPERVISOR, command)
        assert "On the air already; ordered by Chief Boyd, police" in said
        assert "must approve it" not in said
    said = morning.does(
        SUPERVISOR,
        f"cleartopost review {session_id}",
        "correct-after",
        "Taken down: the family had not been told",
        "",
        "leave",
    )
    assert "Saved: said the post had to be corrected" in said
    shown = morning.does(PIO1, f"cleartopost show {session_id}")
    assert "Taken down: the family had not been told" in shown
    assert "BEFORE IT WAS APPROVED: On the air already" in shown
    assert "posted early" not in " ".join(in_queue(morning))
    morning.verifies()


def test_what_goes_out_before_its_family_step_is_done_says_so_for_good(three, morning):
    """Ordered out in mid-walk: what was open then is named the next morning as well."""
    lines = script_for(TYPE, (TEXT,))
    until = lines.index("done") + 1
    three.does(PIO1, f"cleartopost --plain start {TYPE}", *lines[:until], "quit")
    session_id = the_id(three, PIO1, TYPE)
    ordered = ("-", "now", "The mayor read it out", "Chief Boyd, police", AS_CONFIRMED)
    three.does(PIO1, f"cleartopost posted {session_id}", *ordered * 2)
    shown = morning.does(PIO2, f"cleartopost show {session_id}")
    assert "BEFORE IT WAS READY: The mayor read it out; ordered by Chief Boyd, police" in shown
    assert "Not ready when it went out:" in shown
    brief = morning.does(SUPERVISOR, f"cleartopost review {session_id} --brief")
    assert "NOT TOLD" in brief
    assert "tell-missed: OVERDUE since" in brief
    went_out = brief.partition("When it went out: blocked by ")[2]
    assert "family notified" in went_out
    morning.verifies()
