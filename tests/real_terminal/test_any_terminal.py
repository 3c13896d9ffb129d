"""On any terminal: whole journeys complete in every kind and size, the text is the same in all of
them, colour is nothing but a repetition, and every state can be told from the text alone."""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from drivers.processes import SOMETIMES_FULL
from drivers.side_by_side import KINDS, SIZES, SideBySide, picture
from drivers.terminal import LEAVE_FULL_SCREEN, Terminal
from factories import sessions
from factories.sessions import AN_HOUR
from msgspec.structs import replace
from needs import need_root

from checklists import changes
from checklists.gate.status import status_of
from checklists.gate.step_states import exception_requests
from checklists.records.codec import write_record
from checklists.records.store import Store
from checklists.session.fingerprints import content_digest
from checklists.session.model import Actor, Session
from checklists.session.review import Verdict
from checklists.workspace.give_review import give_review, read_for_review
from checklists.workstation.account import current_actor
from checklists.workstation.paths import Places, find_places
from tui.wording.list_words import status_word
from tui.wording.questions import COPY_HINT

pytestmark = pytest.mark.slow

PLAINEST = {kind: KINDS[kind] for kind in ("16 colours", "no colour")}
AUTHOR = Actor("mruiz", 1004, ("Maria Ruiz",))
TEXT = "Route 9 is closed at Mill Road. Please use Route 4."

every_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


def now() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)


def places_of(home: Path) -> Places:
    return find_places({"CLEARTOPOST_HOME": str(home)})


def store_of(home: Path) -> Store:
    return Store(places_of(home), current_actor())


def walked_from(incident_type: str, minutes_ago: int = 5) -> sessions.Walk:
    walk = sessions.Walk(incident_type, now() - timedelta(minutes=minutes_ago), current_actor())
    walk.session = replace(walk.session, revision=1)
    return walk


def save(home: Path, walk: sessions.Walk) -> str:
    return store_of(home).create(walk.session).session.id


def only_session(home: Path):
    store = store_of(home)
    (path,) = store.paths()
    return store.read(path).session


# Journeys


@every_size
def test_a_road_closure_goes_from_its_first_letter_to_its_bare_text(tmp_path, size):
    kinds = KINDS if size == (80, 24) else PLAINEST
    with SideBySide(["start", "traffic-advisory"], tmp_path, size, kinds) as terminals:
        terminals.sees_words("Write or paste the text below.")
        terminals.keys(TEXT, "f2")
        terminals.sees_words("Where will this be posted?", ">1 [ ] Facebook")
        terminals.keys("1", "2")
        terminals.sees_words("[x] Facebook", "[x] X")
        terminals.keys("escape")
        terminals.sees_words("The text below is NOT ACCEPTED", "X 51 of 280", TEXT)
        terminals.keys("f5")
        terminals.sees_words("Case number", "never an NCIC, FBI, or state ID number.")
        terminals.keys("26-1182", "f5")
        terminals.sees_words("Does the draft say more than the road, direction, closure, detour")
        terminals.keys("n", "f5")
        terminals.sees_words("( ) 1 Nobody dead or seriously hurt", "Still needed: They said")
        terminals.keys("3", "Sgt. Brown, patrol", "enter", "n", "enter")
        terminals.sees_words("F5 Confirm: Not known yet, Sgt. Brown, patrol")
        terminals.keys("f5", "Lt. Cole", "enter", "+2h", "enter")
        terminals.sees_words("F5 Confirm: Lt. Cole")
        terminals.keys("f5", "1")
        terminals.sees_words("F5 Confirm: Off")
        terminals.keys("f5", "1")
        terminals.sees_words("F5 Confirm: Has nothing beyond the closure")
        terminals.keys("f5", "Sgt. Brown, patrol", "enter", "n", "enter", "f5")
        # The sixth is not needed: there are no images.
        terminals.sees_words("Still needed:")
        terminals.keys("1", "f5")
        terminals.keys("Lt. Cole, investigations", "f5")
        terminals.sees_words("[x]", "Nothing is open.")
        terminals.keys("f8")
        terminals.sees_words("Digest", "X 51 of 280")
        terminals.keys("end")
        # As much of it as a line of 40 columns has.
        terminals.sees_words("F5 marks exactly this post")
        terminals.keys("f5")
        terminals.sees_words("READY. t shows the text to copy")
        terminals.keys("t")
        for terminal in terminals.terminals.values():
            printed = terminal.bytes.rpartition(LEAVE_FULL_SCREEN)[2]
            assert f"{TEXT}\r\n\r\n{COPY_HINT}\r\n".encode() in printed
        terminals.keys("enter")
        terminals.sees_words("READY. t shows the text to copy")
        terminals.keys("escape")
        terminals.sees_words("READY since")
        terminals.keys("escape")
        terminals.sees_words("Enter open", "Esc leave")
        terminals.keys("escape")
        assert set(terminals.end()) == {0}
        for home in terminals.homes:
            session = only_session(home)
            assert session.ready is not None
            assert session.ready.digest == content_digest(session)


def a_crash_without_people(home: Path) -> None:
    save(home, walked_from("traffic-serious").case_number().write().post_on("x").questions_no())


@every_size
def test_people_are_listed_a_family_is_told_and_what_holds_it_is_named(tmp_path, size):
    with SideBySide(["resume"], tmp_path, size, PLAINEST, a_crash_without_people) as terminals:
        terminals.sees_words(">[ ] people list")
        terminals.keys("enter")
        terminals.sees_words("People have labels such as K1. Never enter their names.")
        terminals.keys("a")
        terminals.sees_words("Add a person", "3 Person who died")
        terminals.keys("3", "f5", "a", "4")
        terminals.sees_words(">4 Next of kin, for D1")
        terminals.keys("f5")
        terminals.sees_words(">K1 next of kin for D1", "2 listed")
        terminals.keys("escape")
        terminals.sees_words("Still needed:", "facts verified")
        terminals.keys("escape")
        terminals.sees_words(">[ ] facts verified")
        # Why is this asked? And which keys are there?
        terminals.keys("?")
        terminals.sees_words("Why:")
        terminals.keys("?", "f1")
        terminals.sees_words("KEYS")
        terminals.keys("escape")
        # One step of each person, from the list.
        terminals.keys(*["down"] * 6)
        terminals.sees_words(">[!] family notified")
        terminals.keys("enter")
        terminals.sees_words("K1", "Still needed for K1: Outcome")
        terminals.sees_words("VICTIM")
        terminals.keys("1", "Cpl. Ito, patrol", "enter", "1", "n")
        terminals.sees_words("F5 Confirm: K1 Told, Cpl. Ito, patrol, In person, two people")
        terminals.keys("f5")
        terminals.sees_words("Still needed for K1: Answer")
        terminals.keys("escape", "up")
        terminals.sees_words(">[x] family notified")
        # The other answers.
        terminals.keys("up", "up")
        terminals.sees_words(">[!] victim services told")
        terminals.keys("f7")
        terminals.sees_words(
            "Other answers: victim services told", "Ask a supervisor for an exception"
        )
        terminals.keys(exception_of("victim-services-engaged"))
        terminals.sees_words("Ask for an exception", "may become public")
        terminals.keys("Rang twice, knocked once", "f5")
        terminals.sees_words("[h] victim services told")
        # What holds it, and whom to ask.
        terminals.keys("f8")
        terminals.sees_words("items are", "Who can answer:", "facts verified")
        terminals.keys("end", "c")
        terminals.sees_words("Call sheet", "Esc back")
        terminals.keys("end", "home", "enter")
        terminals.sees_words("Still needed:")
        terminals.keys("escape", "escape", "escape")
        assert set(terminals.end()) == {0}
        for home in terminals.homes:
            session = only_session(home)
            assert session.answer("kin-notified").evidence[0]["person"] == "K1"
            assert session.answer("victim-services-engaged").outcome == "exception"


def exception_of(step_id: str) -> str:
    """The digit of the last of a step's other answers."""
    step = sessions.checklist("traffic-serious").step(step_id)
    assert step is not None
    return str(len(step.does_not_apply) + 1)


# A supervisor


def office(home: Path) -> None:
    """A home that root owns, where root reviews and every post needs an approval."""
    places = places_of(home)
    places.reviews.mkdir(parents=True)
    places.reviews.chmod(0o3775)
    places.policy.write_text(
        'schema = 1\nsupervisors = "root"\nneeds_approval = ["*"]\n', encoding="utf-8"
    )


def waits_for_review(home: Path) -> None:
    """A colleague's exception that is asked for, and a post that is ready."""
    office(home)
    then = now() - timedelta(minutes=10)
    asked = sessions.answered("traffic-serious", then, AUTHOR).ask_exception("whom-to-call")
    done = sessions.answered("traffic-advisory", then, AUTHOR).mark_ready()
    for walk in (asked, done):
        put(home, walk.session, AUTHOR)


@every_size
def test_a_supervisor_reads_returns_grants_and_approves(tmp_path, size):
    need_root()
    with SideBySide(["review"], tmp_path, size, PLAINEST, waits_for_review) as terminals:
        terminals.sees_words("2 waiting")
        terminals.rest()
        terminals.keys("enter")
        terminals.sees_words("1 of 6")
        terminals.keys("right")
        terminals.sees_words("Crash on Route 9 at Mill Road.", "2 of 6")
        terminals.keys("right")
        terminals.sees_words("3 of 6", ">EXCEPTION waiting: whom to call")
        terminals.keys("g")
        terminals.sees_words("Grant the exception", "Not reached", "Rang twice, knocked once")
        terminals.keys("f5")
        terminals.sees_words("EXCEPTION granted: whom to call")
        terminals.keys("right", "right", "down", "c")
        terminals.sees_words("facts verified", "Suggest wording here")
        terminals.keys("By whom?", "f5")
        terminals.sees_words("* [x] facts verified", "1 not sent yet")
        terminals.keys("right", "e")
        terminals.sees_words("Return it to the author", "Your comment on 1 step goes with it.")
        terminals.keys("Say who", "f5")
        terminals.sees_words("Return it to the author: saved.")
        terminals.keys("left")
        terminals.sees_words("RETURNED.")
        terminals.keys("escape")
        terminals.sees_words("1 waiting")
        terminals.keys("enter", *["end", "2", "end", "3", "end", "4", "end", "5", "end", "a"])
        terminals.sees_words("Approve exactly this", "Digest")
        terminals.keys("f5")
        terminals.sees_words("Approve exactly this: saved.")
        terminals.keys("right")
        terminals.sees_words("APPROVED.")
        terminals.keys("escape")
        terminals.sees_words("Nothing is waiting.")
        terminals.keys("escape", "escape")
        assert set(terminals.end()) == {0}


# A window that changes its size


def test_a_window_that_changes_its_size_in_mid_walk_shows_in_the_end_what_it_would_have(tmp_path):
    """In the list, in a form with a name half typed, in the draft, in a question and in the last
    look: 80x24, 40x12, 200x60 and back."""
    with SideBySide(["resume"], tmp_path, (80, 24), PLAINEST, a_crash_without_people) as terminals:
        stays, changes_size = terminals.terminals.values()
        terminals.sees_words(">[ ] people list")
        terminals.rest()

        def change_size() -> None:
            for size in (*SIZES[1:], SIZES[0]):
                before = len(changes_size.bytes)
                changes_size.resize(*size)
                changes_size.until(lambda b=before: len(changes_size.bytes) > b, "a new picture")
                changes_size.rest()
                lines = changes_size.lines
                assert len(lines) == size[1]
                assert any(lines), "Nothing is drawn"
                assert picture(changes_size) != picture(stays) or size == SIZES[0]
            terminals.show_the_same()

        change_size()
        for keys in (
            ("f2", "a"),
            ("3", "f5", "escape", "down"),
            ("enter", "Det. Ok"),
            ("f3",),
            ("end", " More soon."),
            ("f2",),
            ("escape", "escape"),
            ("down", "enter", "f8"),
            ("down", "c"),
            ("f1",),
        ):
            terminals.keys(*keys)
            change_size()
        terminals.keys("escape", "escape", "escape")
        terminals.sees_words("[Det. Ok")
        terminals.keys("afor", "enter")
        terminals.sees_words("[Det. Okafor")


# Colour


SELECTS_COLOUR = re.compile(rb"\x1b\[([0-9;:]*)m")
NO_COLOUR_AT_ALL = {0, 1, 2, 3, 4, 7, 22, 23, 24, 27, 39, 49}
"""Nothing, bold, dim, italic, underline, reverse, their ends, and the terminal's own two."""


def colours_sent(folder: Path, *argv: str, **environment: str) -> bytes:
    """All that is sent while lists, forms, fields, the draft, a question and help are looked at."""
    home = folder / "home"
    a_crash_without_people(home)
    with Terminal(home).run(*argv, "resume", **environment) as terminal:
        terminal.sees_words(">[ ] people list")
        terminal.keys("f2", "a", "3", "escape", "down", "down", "enter", "2", "x", "f1", "escape")
        terminal.keys("f3", "end", "x", "f2", "escape", "escape", "escape", "f8", "c")
        terminal.keys("escape", "escape")
        return terminal.bytes


def codes_in(sent: bytes) -> set[int]:
    return {
        int(code or 0)
        for found in SELECTS_COLOUR.finditer(sent)
        for code in re.split(b"[;:]", found[1])
    }


@pytest.mark.parametrize("theme", ["terminal", "night", "day"])
def test_no_colour_is_sent_where_none_is_wanted(tmp_path, theme):
    sent = colours_sent(tmp_path, "--theme", theme, **KINDS["no colour"])
    assert 7 in codes_in(sent), "The cursor is seen by its reverse"
    assert codes_in(sent) <= NO_COLOUR_AT_ALL


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "no colour"])
def test_the_terminals_own_colours_are_left_as_they_are(tmp_path, kind):
    """Without a theme it is right on any background, also one that nobody thought of."""
    assert codes_in(colours_sent(tmp_path, **KINDS[kind])) <= NO_COLOUR_AT_ALL


@pytest.mark.parametrize("theme", ["night", "day"])
def test_no_more_colours_are_sent_than_a_terminal_has(tmp_path, theme):
    for kind in ("16 colours", "vt100", "linux console"):
        sent = colours_sent(tmp_path / kind, "--theme", theme, **KINDS[kind])
        assert not codes_in(sent) & {38, 48}, kind
    for kind in ("256 colours", "screen", "tmux"):
        sent = colours_sent(tmp_path / kind, "--theme", theme, **KINDS[kind])
        assert b";2;" not in b" ".join(SELECTS_COLOUR.findall(sent)), kind


SIXTEEN = {
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
    "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    "the Linux console": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa "
    "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
}
"""What terminals show for the sixteen colours that they have."""
NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")


def contrast(one: str, other: str) -> float:
    """As WCAG 2 counts it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        even = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * even[0] + 0.7152 * even[1] + 0.0722 * even[2]

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["night", "day"])
def test_with_sixteen_colours_everything_can_still_be_read(tmp_path, theme):
    home = tmp_path / "home"
    a_crash_without_people(home)
    with Terminal(home).run("--theme", theme, "resume", **KINDS["16 colours"]) as terminal:
        terminal.sees_words(">[ ] people list")
        pairs = set()
        for key in ("down", "f2", "a", "3", "escape", "escape", "enter", "f8", "c", "escape"):
            terminal.keys(key)
            cells = (cell for row in terminal.screen.buffer.values() for cell in row.values())
            pairs |= {(cell.fg, cell.bg) for cell in cells if cell.data.isalnum()}
    assert len(pairs) > 2
    for palette in SIXTEEN.values():
        colours = dict(
            zip([*NAMES, *(f"bright{name}" for name in NAMES)], palette.split(), strict=True)
        )
        for pair in pairs:
            assert contrast(*(colours[name] for name in pair)) >= 4.5, pair


# Every state from the text alone


two_sizes = pytest.mark.parametrize("size", [(80, 24), (40, 12)], ids=["80x24", "40x12"])


def put(home: Path, session: Session, author: Actor) -> str:
    """A session of anybody's on disk."""
    session = replace(session, author=author.login, author_uid=author.uid, revision=1)
    folder = places_of(home).sessions / author.login / f"{session.id[:4]}-{session.id[4:6]}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{session.id}.toml"
    path.write_bytes(write_record(session))
    os.chown(path, author.uid, author.uid)
    return session.id


def given(home: Path, session_id: str, verdict: Verdict, step: str = "") -> None:
    """A supervisor's word on what a session holds now."""
    store = store_of(home)
    path = store.find(session_id)
    found = read_for_review(store, path)
    requests = exception_requests(found.session, found.checklist, found.context, now())
    asked = next((request.digest for request in requests if request.step == step), "")
    give_review(
        store,
        path,
        verdict,
        shown=asked or content_digest(found.session),
        known=found.context.reviews,
        actor=current_actor(),
        now=now(),
        step=step,
        comment="Say who",
    )


IN_EACH_STATE = {
    "open": "agency-lead",
    "open, of a victim": "no-identifiers",
    "confirmed": "facts-verified",
    "confirmed, of a victim": "kin-notified",
    "stale": "travel-details",
    "stale, of a victim": "dignity-language",
    "held, of a victim": "family-window",
    "an exception that was granted": "medical-limits",
    "does not apply, of a victim": "name-release-basis",
    "not done": "publish-package",
}


def a_step_in_each_state(home: Path) -> str:
    office(home)
    then = now() - timedelta(minutes=10)
    walk = sessions.Walk("traffic-serious", then, AUTHOR)
    walk.case_number().write().post_on("facebook").questions_no().list_who_is_needed()
    for step in walk.checklist.steps:
        if step.id not in (IN_EACH_STATE["open"], IN_EACH_STATE["open, of a victim"]):
            walk.confirm(step.id)
    walk.add_photo(changes_meaning=False).write(
        "Another text.", changes_meaning=False
    ).questions_no()
    stale = {IN_EACH_STATE["stale"], IN_EACH_STATE["stale, of a victim"]}
    for step_id in walk.stale() - stale:
        walk.confirm(step_id)
    walk.does_not_apply("name-release-basis", "name-not-released").not_done("publish-package")
    walk.choose("family-window", "answer", "hold-until", **{"answer-detail": now() + AN_HOUR})
    walk.ask_exception("medical-limits")
    session_id = put(home, walk.session, AUTHOR)
    given(home, session_id, "exception-granted", "medical-limits")
    return session_id


@two_sizes
def test_every_two_states_of_a_step_differ_in_what_is_read(tmp_path, size):
    """In the list, with the cursor there and not, and beside it whether it is about a victim."""
    need_root()
    home = tmp_path / "home"
    session_id = a_step_in_each_state(home)
    names = {
        state: sessions.checklist("traffic-serious").step(step_id).short
        for state, step_id in IN_EACH_STATE.items()
    }
    marks, kinds, away = {}, {}, {}
    with Terminal(home, *size).run("resume", session_id) as terminal:
        terminal.sees_words("READ ONLY", "F1 keys")
        terminal.keys("home")
        found = sessions.checklist("traffic-serious")
        for _ in range(len(found.steps) + len(found.sections) + 4):
            here = next(line for line in terminal.lines if line.startswith(">"))
            if here[:27].rstrip(" v^").endswith(" done"):
                terminal.keys("right")
                continue
            for state, name in names.items():
                if here.startswith(f"{here[:5]}{name}"):
                    marks[state] = here[1:4]
                    kinds[state] = "VICTIM" in terminal.text
                else:
                    away.update((state, row) for row in terminal.lines if f"] {name}" in row)
            terminal.keys("down")
    assert set(marks) == set(names), "Each was seen"
    for state, line in away.items():
        assert line.startswith(f" {marks[state]}"), "The cursor is a > and nothing else"
    assert len(away) == len(names)
    assert kinds == {state: state not in ORDINARY for state in names}
    seen = {state: (marks[state], kinds[state]) for state in names}
    assert len(set(seen.values())) == len(seen), seen
    of_a_victim = [marks[state] for state in names if state not in ORDINARY]
    ordinary = [marks[state] for state in ORDINARY]
    assert len(set(of_a_victim)) == len(of_a_victim)
    assert len(set(ordinary)) == len(ordinary)


ORDINARY = ("open", "confirmed", "stale", "not done")


def a_session_of_each_status(home: Path) -> dict[str, str]:
    office(home)
    made = {}
    statuses = ("in-progress", "ready", "approved", "returned", "lapsed", "posted", "withdrawn")
    for number, status in enumerate((*statuses, "unreadable")):
        then = now() - timedelta(minutes=10 + number)
        walk = sessions.answered("traffic-advisory", then, AUTHOR)
        if status != "in-progress":
            walk.mark_ready()
        if status == "lapsed":
            walk.write("Another text.", changes_meaning=False)
        if status == "withdrawn":
            walk.withdraw()
        made[status] = put(home, walk.session, AUTHOR)
        if status in ("approved", "returned", "posted"):
            given(home, made[status], "returned" if status == "returned" else "approved")
        if status == "posted":
            store = store_of(home)
            context = store.context(store.read(store.find(walk.session.id)))
            session = changes.record_posted(
                walk.session,
                status_of(walk.session, walk.checklist, context, now()),
                "facebook",
                at=now(),
                actor=AUTHOR,
                now=now(),
            )
            put(home, session, AUTHOR)
    store_of(home).find(made["unreadable"]).write_text("not a record")
    return made


@two_sizes
def test_every_two_statuses_of_a_session_differ_in_what_is_read(tmp_path, size):
    """In the line under the screens, and in the list that is printed."""
    need_root()
    home = tmp_path / "home"
    made = a_session_of_each_status(home)
    lines = {}
    for status, session_id in made.items():
        with Terminal(home, *size).run("resume", session_id) as terminal:
            if status == "unreadable":
                terminal.sees_words("Cannot be read:")
                lines[status] = terminal.lines[0]
                continue
            terminal.sees_words("READ ONLY")
            terminal.rest()
            lines[status] = terminal.lines[-2]
            assert lines[status].startswith(f" {status_word(status).upper()}")
    assert len(set(lines.values())) == len(lines), lines
    with Terminal(home, 100, 24).run("list") as terminal:
        assert terminal.ends() == 0
        listed = terminal.text
    for status, session_id in made.items():
        (line,) = (line for line in listed.splitlines() if session_id in line)
        found = [other for other in made if status_word(other) in line.replace(session_id, "")]
        assert found == [status], line


@two_sizes
def test_saved_not_saved_and_read_only_differ_in_what_is_read(tmp_path, size):
    home, full = tmp_path / "home", tmp_path / "full"
    a_crash_without_people(home)
    program = {"program": SOMETIMES_FULL, "DISK_FULL": str(full)}
    with Terminal(home, *size).run("resume", **program) as terminal:
        terminal.sees_words(">[ ] people list", "saved ")
        with Terminal(home, *size).run("resume") as reader:
            reader.sees_words("READ ONLY", "IN-PROGRESS. READ ONLY:", "t take over here")
            assert "saved" not in reader.lines[0]
        full.touch()
        terminal.keys("f2", "a", "3", "f5")
        terminal.sees_words("NOT SAVED:")
        assert "saved" not in terminal.lines[0]
        assert "D1" not in "\n".join(terminal.lines[3:-3]), "What is not on disk is not shown"
        full.unlink()
        terminal.keys("ctrl+s")
        terminal.sees_words("D1 person who died", "Saved:")
        assert "saved " in terminal.lines[0]
