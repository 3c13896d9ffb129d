"""An arrest and what came after it, among real users over SSH: from the first line to the day on
which the photo must be down, the dropped charge, and the correction."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from drivers.other_days import Ago
from drivers.prompts import people_lines, step_lines
from drivers.workstation import ADVOCATE, PIO1, PIO2, POLICY, SUPERVISOR
from factories.sessions import Walk
from needs import need_program

pytestmark = pytest.mark.slow

COLE = ("Lt. Cole, investigations", "", "", "yes")
HALL = ("A. Hall, victim services", "", "", "yes")
READERS = (PIO1, PIO2, SUPERVISOR)
TEXT = "A man was arrested in the burglary on Mill Road."
POSTED = "A suspect was arrested in the burglary on Mill Street."
LAST = 16
DROPPED = "The charge in the burglary on Mill Road was dropped."
CORRECTED = "Correction: the burglary of our first post was on Hill Road."

READ_COLD = """schema = 1
id = "arrest-charge"

[[cold_read]]
id = "shows-somebody"
prompt = "Does the post show somebody's face?"
step = "suspect-release-limits"
field = "photo"
yes = ["booking-allowed"]
"""


@pytest.fixture
def agency(over_ssh) -> Iterator[object]:
    """The agency reads arrests cold as well."""
    need_program("faketime", "faketime")
    need_program("tmux", "tmux")
    folder = over_ssh.seen_from_here(POLICY).parent / "checklists" / "incidents"
    folder.mkdir(parents=True)
    (folder / "arrest-charge.toml").write_text(READ_COLD)
    assert over_ssh.cleartopost("root", "check").code == 0
    over_ssh.forget()
    yield over_ssh
    over_ssh.forget()
    assert over_ssh.shell("root", f"rm -r {POLICY.parent}/checklists/incidents").code == 0


def on_day(here, day):
    return Ago(here, timedelta(days=LAST - day))


def arrest_lines():
    """What a PIO types for an arrest with a booking photo, which must be down in two weeks."""
    walk = Walk("arrest-charge")
    walk.list_who_is_needed().write(TEXT).add_photo()
    lines = ["26-1182", TEXT, ".", "1", "media", "1", "Booking photo", "", "yes"]
    lines += ["yes" if question.adds else "no" for question in walk.checklist.questions]
    lines += people_lines("arrest-charge")
    own = {
        "suspect-release-limits": ["1", "3", "+14d", "yes"],
        "takedown-plan": ["Lt. Cole, investigations", "4", "+60d", "yes"],
    }
    for step in walk.checklist.steps:
        asked = [p for p in walk.session.listed if p.person_class in step.per_person]
        if step.id not in walk.status_now.not_needed:
            size = len(walk.session.listed)
            lines += own.get(step.id) or step_lines(step, whose=len(asked), listed=size)
    return [*lines, "ready", "quit"]


def owed(on, user):
    return sorted(row["item"] for row in on.asks(user, "cleartopost followups --all"))


def the_id(on, user, **fits):
    rows = on.asks(user, "cleartopost list")
    (found,) = [r["id"] for r in rows if all(r[name] == value for name, value in fits.items())]
    return found


def goes_out(on, user, session_id, *cold):
    """Answer what is asked, as on the screens; a supervisor approves it, and it is posted."""
    assert on.does(user, f"driver every {session_id}") == "ready"
    said = on.does(SUPERVISOR, f"cleartopost review {session_id}", *cold, "approve", "leave")
    assert "Saved: approved" in said
    on.does(user, f"cleartopost posted {session_id}", "-", "now", "3")


def test_an_arrest_from_its_first_line_to_its_correction(agency):
    here = agency
    today = on_day(here, 0)
    said = today.does(PIO1, "cleartopost --plain start arrest-charge", *arrest_lines())
    assert "READY" in said
    post = the_id(today, PIO1, author=PIO1)
    today.does(PIO1, f"cleartopost text {post}", code=1)

    # The supervisor reads the post alone, sees no face in it, and has to say why.
    read = today.does(
        SUPERVISOR, f"cleartopost review {post}", "no", "approve", "The photo did not load", "leave"
    )
    before, _, record = read.partition("THE KEY FACTS")
    assert "Does the post show somebody's face?" in before
    assert "said no, but the record says yes" in record
    assert "Saved: approved" in record
    assert today.does(PIO1, f"cleartopost text {post}") == TEXT

    # The platform has changed two words, which the record keeps.
    today.does(PIO1, f"cleartopost posted {post}", "-", "now", "1", POSTED, ".")
    for user in READERS:
        shown = today.does(user, f"cleartopost show {post}")
        assert 'LIVE TEXT DIFFERS was: "man", now: "suspect" was: "Road.", now: "Street."' in shown
        assert owed(today, user) == ["comments-read", "custody-told", "taken-down"]
    assert owed(today, ADVOCATE) == ["custody-told"]

    # A colleague reads the comments; the advocate makes her call.
    tomorrow = on_day(here, 1)
    assert "2 follow-ups overdue" in tomorrow.does(PIO1, "cleartopost waiting", code=1)
    tomorrow.does(PIO2, f"cleartopost complete {post} comments-read", "nothing", *COLE)
    tomorrow.does(ADVOCATE, f"cleartopost complete {post} custody-told", "told", "2", *HALL)
    assert owed(tomorrow, PIO1) == ["taken-down"]
    tomorrow.verifies()

    # Day 15: the booking photo should have been down the day before.
    later = on_day(here, 15)
    assert "1 follow-up overdue" in later.does(PIO1, "cleartopost waiting", code=1)
    assert "1 follow-up overdue after 1 post" in later.does(
        PIO2, "cleartopost waiting --all", code=1
    )
    for user, command, words in (
        (PIO1, (), "OVERDUE since"),
        (SUPERVISOR, ("review",), "Follow-up overdue"),
        (SUPERVISOR, ("review", post), "taken-down: OVERDUE since"),
    ):
        with later.screen(user, *command) as screen:
            screen.sees_words(words)
    later.does(PIO2, f"cleartopost complete {post} taken-down", "photo-down", *COLE)
    assert later.does(PIO1, "cleartopost waiting") == "Nothing is waiting."
    later.verifies()

    # The charge is dropped: the advocate tells them, and that opens the update, of another type.
    last = on_day(here, LAST)
    asked = f"`cleartopost update {post}`"
    assert asked in last.does(
        ADVOCATE, f"cleartopost complete {post} custody-told", "dropped", "2", *HALL
    )
    assert asked in last.does(PIO1, f"cleartopost show {post}")
    begun = last.does(PIO1, f"cleartopost update {post}").split()[0]
    assert asked not in last.does(PIO1, f"cleartopost show {post}")
    text = ("write", DROPPED, ".", "yes", "yes")
    last.does(PIO1, f"cleartopost --plain resume {begun}", *text, "no", "yes", "1")
    update = the_id(last, PIO1, incident_type="release-status")
    goes_out(last, PIO1, update)

    # What was wrong in the first post, and was seen only now, is corrected by a colleague.
    begun = last.does(PIO2, f"cleartopost correct {post}").split()[0]
    last.does(PIO2, f"cleartopost --plain resume {begun}", "write", CORRECTED, ".", "yes", "yes")
    goes_out(last, PIO2, begun, "no")
    for user in READERS:
        shown = last.does(user, f"cleartopost show {post}")
        assert f"Updated by {update}, {PIO1}, posted" in shown
        assert f"Corrected by {begun}, {PIO2}, posted" in shown
        assert f"Updates {post} of {PIO1}" in last.does(user, f"cleartopost show {update}")
        assert f"Corrects {post} of {PIO1}" in last.does(user, f"cleartopost show {begun}")
    assert {"corrected-everywhere"} <= set(owed(last, PIO2))
    last.verifies()
