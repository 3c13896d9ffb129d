"""Final review, the bare text, home, and a session that can only be read."""

import subprocess
import sys

import pytest
from drivers.processes import MAIN
from drivers.prompts import ADVISORY, flat
from factories.sessions import ALL_TYPES, checklist

from checklists.session.fingerprints import content_digest
from checklists.session.model import Actor
from checklists.workstation.account import current_actor
from tui.terminal.capabilities import why_not_draw
from tui.wording.words import digest_words

LINES = flat(ADVISORY)


def test_the_final_review_shows_exactly_what_is_marked(desk):
    session_id = desk.save(desk.walk("traffic-serious"))
    said = desk.talk("ready", session_id=session_id)
    session = said.session
    assert session.ready.digest == content_digest(session)
    look, _, after = said.text.partition("Type ready to mark exactly this post ready:")
    for text in (
        f"Digest {digest_words(content_digest(session))}",
        *session.draft.text.split("\n"),
        "Facebook 70 of 63206",
        session.draft.media[0].description,
    ):
        assert text in look
    assert "READY: this exact text may be posted" in after
    assert "READY" not in look.partition("Final review")[2]


@pytest.mark.parametrize("typed", ["", "yes", "Ready!", "ready now", " ready", "r", "mark"])
def test_nothing_but_the_word_marks_it_ready(desk, typed):
    session_id = desk.save(desk.walk("traffic-serious"))
    said = desk.talk(typed, session_id=session_id)
    assert "! That does not mark it ready." in said.text
    assert said.session.ready is None


def test_what_changed_after_it_was_shown_is_not_marked(desk):
    session_id = desk.save(desk.walk("traffic-serious"))
    asked = []

    def edit():
        asked.append(True)
        path = desk.store.find(session_id)
        path.write_bytes(path.read_bytes().replace(b"Route 4", b"Route 5"))

    said = desk.talk("ready", session_id=session_id, before=edit)
    assert asked
    assert said.session.ready is None
    assert "! Not ready: " in said.flowing
    assert "The file was changed outside the program" in said.flowing


def test_the_bare_text_is_shown_alone_and_only_while_ready(desk):
    session_id = desk.save(desk.walk("traffic-serious"))
    said = desk.talk("text", session_id=session_id)
    assert said.session.ready is None
    said = desk.talk("ready", "text", session_id=session_id)
    shown = said.text.rpartition("text, posted, or quit: \n")[0].rpartition(
        "text, posted, or quit: \n"
    )[2]
    assert shown == said.session.draft.text + "\n"


def test_it_lapses_while_it_is_looked_at(desk):
    session_id = desk.save(desk.walk("traffic-advisory"))
    times = []

    def later():
        times.append(True)
        if len(times) == 2:
            desk.later(minutes=31)

    said = desk.talk("ready", "text", session_id=session_id, before=later)
    assert "EXPIRED: " in said.text
    assert said.text.count(said.session.draft.text.split("\n")[0]) == 1
    assert "text, posted, or quit" not in said.lines[-2]


def test_what_was_not_done_stands_in_the_final_review(desk):
    walk = desk.walk("traffic-serious")
    walk.not_done("publish-package")
    session_id = desk.save(walk)
    said = desk.talk(session_id=session_id)
    assert "Does not apply or not done: as of, next update" in said.flowing


def test_why_not_ready_names_each_reason_and_its_number_goes_there(desk):
    first = desk.talk(*LINES[: LINES.index("3")], start="traffic-advisory")
    said = desk.talk("ready", "4", session_id=first.session.id)
    assert "NOT READY: 7 items are blocking it" in said.text
    assert "4 closure details only, victim step: Not answered yet. Who can answer:" in said.flowing
    assert "4 of 8. Privacy and safety: closure details only" in said.text
    for wrong in ("0", "8", "99999", "x", ""):
        said = desk.talk("ready", wrong, session_id=first.session.id)
        assert "! A number from 1 to 7." in said.text


def test_calls_group_what_is_open_by_who_can_answer(desk):
    first = desk.talk(*LINES[: LINES.index("3")], start="traffic-advisory")
    said = desk.talk("calls", session_id=first.session.id)
    assert "Scene supervisor or commander (3)" in said.text
    assert "1 injury status, victim step: Not answered yet." in said.text
    assert checklist("traffic-advisory").steps[0].prompt in said.flowing


# Home


def test_home_offers_unfinished_sessions_first_and_then_the_types(desk):
    open_id = desk.save(desk.walk("missing-person"))
    over = desk.walk("crime-trend")
    over.withdraw()
    desk.save(over)
    said = desk.talk()
    lines = said.lines
    at = lines.index("Unfinished")
    words = desk.walk("missing-person").session.draft.text.split("\n")[0]
    assert said.flowing.count(f"1 Missing person, 26-1182, {words}, in-progress, 02:04") == 1
    at = lines.index("Start a checklist", at)
    assert lines[at + 2].startswith("2 Life-safety alert")
    assert (lines[at + 1], lines[at + 5]) == ("Urgent:", "Crash and death:")
    went = desk.talk("1")
    assert open_id in went.text
    assert went.lines[-1].endswith(open_id)


@pytest.mark.sweep(4)
@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_a_type_is_started_by_its_number_or_name(desk, incident_type):
    for typed in (incident_type, str(ALL_TYPES.index(incident_type) + 1)):
        said = desk.talk(typed, "case", "26-1182")
        assert said.session.incident_type == incident_type
        desk.store.find(said.session.id).unlink()


def test_home_refuses_what_is_not_there_and_starts_nothing(desk):
    for typed in ("", "0", "20", "99999", "traffic", "yes", "\x1b[A"):
        said = desk.talk(typed)
        assert "! A number from 1 to 19, or quit." in said.text
        assert said.session is None


def test_home_finds_any_session_by_its_case_number_words_or_type(desk):
    walk = desk.walk("traffic-advisory")
    posted = desk.save(walk.mark_ready().posted())
    assert "Unfinished" not in desk.talk().text
    for typed in ("find 26 1182", "FIND route mill", "find closure 26-1182"):
        said = desk.talk(typed, "1")
        assert "1 Traffic: road closure only, 26-1182, Crash on Route 9" in said.flowing
        assert said.lines[-1].endswith(posted)
    said = desk.talk("find nowhere", "1", "Stay inside.", ".")
    assert "! No sessions match." in said.flowing
    # The numbers are still those of the list before.
    assert said.session.incident_type == ALL_TYPES[0]


def test_home_tells_when_to_choose_which_type_and_the_words(desk):
    said = desk.talk("?", "help", "list", "quit")
    assert checklist("traffic-serious").when in said.flowing
    assert "To use it as an answer, put a space first." in said.flowing
    assert said.text.count("Start a checklist") == 2


def test_what_is_ready_stands_apart_from_what_is_unfinished(desk):
    desk.save(desk.walk("missing-person", answered=False))
    desk.save(desk.walk("traffic-serious").mark_ready())
    said = desk.talk().text
    ready, _, others = said.partition("\nReady\n")[2].partition("\nUnfinished\n")
    assert ready.startswith("1 Traffic: serious injury or death")
    assert others.startswith("2 Missing person")


def test_from_a_session_home_and_back_into_it(desk):
    said = desk.talk("26-1182", ".", "home", "1", "Closed.", start="traffic-advisory")
    assert "Unfinished" in said.text
    assert said.session.case_number == "26-1182"


# Read only


def test_another_terminal_holds_it_and_nothing_can_be_entered(desk):
    session_id = desk.save(desk.walk("traffic-serious"))
    holder = desk.open_elsewhere(session_id)
    before = desk.newest()
    try:
        lines = ("list", "go 4", "1", "yes", "", "draft", "people", "questions", "case", "calls")
        said = desk.talk(*lines, "ready", "ready", "cancel", "x", "yes", session_id=session_id)
    finally:
        holder.close()
    assert "READ ONLY: open in your other terminal since 02:14" in said.flowing
    assert said.session == before
    assert said.code == 0
    assert said.lines[-1].startswith("Read only; nothing was changed.")


def test_a_colleagues_session_is_shown_and_not_written_in(desk):
    session_id = desk.save(desk.walk("traffic-serious"))
    desk.actor = Actor("lchen", desk.actor.uid + 1, ("Lin Chen",))
    said = desk.talk("list", "go 1", "1", session_id=session_id)
    assert "READ ONLY: " in said.text
    assert said.session.author == "mruiz"
    assert len(said.session.history) == len(desk.newest().history)


# Who gets the prompts


@pytest.mark.parametrize("term", ["", "dumb", "xterm"])
def test_a_terminal_that_cannot_draw_is_told_of_the_prompts(term):
    class Stream:
        encoding = "ascii"

        def __init__(self, terminal):
            self.isatty = lambda: terminal

    for stdin, stderr in ((True, True), (True, False), (False, True)):
        problem = why_not_draw(Stream(stdin), Stream(stderr), {"TERM": term})
        assert "--plain" in problem.what_to_do


def test_policy_gives_somebody_the_prompts(desk, monkeypatch):
    # Without a terminal the screens refuse; the prompts do not.
    monkeypatch.setenv("CLEARTOPOST_HOME", str(desk.home))
    login = current_actor().login
    for plain, code in (("somebody-else", 2), (login, 0)):
        desk.home.mkdir(exist_ok=True)
        (desk.home / "policy.toml").write_text(f'schema = 1\nplain = ["{plain}"]\n')
        ended = subprocess.run(
            [sys.executable, "-c", MAIN, "start", "traffic-advisory"],
            input="no\n",
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == code, ended.stderr
