"""Text that would drive a terminal: typed at every prompt, and planted wherever a session is shown.
Nothing but letters, their like, and line feeds is ever written."""

import shutil

import pytest
from drivers.prompts import ADVISORY, PlainDesk, flat, in_zone
from factories.sessions import Walk, checklist
from msgspec import structs

from checklists.errors import Problem
from checklists.session.model import Actor, Answer, Session
from checklists.text import clean_text, show_text

DRIVING = {
    "clear": "\x1b[2J",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;http://x\x07here\x1b]8;;\x07",
    "clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "device control": "\x1bP1$r\x1b\\",
    "one byte": "\x9b2J\x9d0;x\x9c",
    "bell, backspace, zero": "a\x07b\x08c\x00d",
    "return": "safe\rUNSAFE",
    "form feed and shift": "\x0c\x0e\x0f\x7f",
    "bidi": "\u202eteerts \u2066ytirucse\u2069",
    "line separators": "one\u2028two\u2029three",
    "half a letter": "\udce9\ud83d",
}
HIDDEN = {
    "zero width": "Mill\u200bRoad\u200d\ufeff",
    "tags": "\U000e0041\U000e0042",
    "variation": "x\ufe0f\U000e0100",
    "blank letters": "\u3164\u2800\u115f",
    "private": "\ue000\U0010ffff",
    "wide spaces": "a\u2003b\u00a0c",
    "markup": "[red]x[/nope] [link=y] [@click=z]",
    "formats": "%s %n {0} {x!r} ${HOME} `id` $(id) \\x1b[2J",
    "long": "word" * 2_500,
    "marks": "e" + "\u0301" * 400,
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
}
HOSTILE = {**DRIVING, **HIDDEN}

LINES = flat(ADVISORY)


def assert_harmless(text):
    found = {c for c in text if c != "\n" and show_text(c) != c}
    assert not found, [f"U+{ord(c):04X}" for c in found]
    assert "\x1b" not in text


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """The home of a walk after so many of its lines, made once each."""
    folder = tmp_path_factory.mktemp("homes")

    def after(lines):
        kept = folder / f"after-{len(lines)}"
        if not kept.exists():
            with in_zone("EST5"):
                PlainDesk(kept).talk(*lines, start="traffic-advisory")
        copy = folder / f"copy-{len(list(folder.iterdir()))}"
        shutil.copytree(kept, copy)
        return PlainDesk(copy)

    return after


@pytest.mark.slow
@pytest.mark.parametrize("cut", range(len(LINES)))
def test_typed_at_any_prompt(homes, cut):
    desk = homes(LINES[:cut])
    session = desk.newest()
    # Before the first line there is no session.
    opening = {"session_id": session.id} if session else {"start": "traffic-advisory"}
    for text in HOSTILE.values():
        said = desk.talk(text, **opening)
        assert said.code == 0
        assert_harmless(said.text)
        assert said.session is None or said.session.steps == (session.steps if session else ())
    for path in desk.places.sessions.rglob("*.toml"):
        kept = path.read_bytes()
        assert b"\x1b" not in kept
        assert b"\r" not in kept


@pytest.mark.parametrize("name", DRIVING)
def test_it_is_refused_by_name_wherever_words_are_taken(desk, name):
    text = f"Sgt. Brown {DRIVING[name]} of patrol"
    said = desk.talk(*LINES[: LINES.index("Sgt. Brown, patrol")], text, start="traffic-advisory")
    assert "! Who told us contains " in said.text
    assert "(U+" in said.text
    assert "told-by" not in said.session.entered_in("injury-status")[0]


@pytest.mark.parametrize("name", DRIVING)
def test_a_line_of_the_text_is_cleaned_said_and_never_missing(desk, name):
    text = f"Two {DRIVING[name]} two."
    said = desk.talk("26-1182", "One.", text, "Three.", ".", start="traffic-advisory")
    kept = said.session.draft.typed.text
    assert kept == f"One.\n{clean_text(text, lines=True).text}\nThree."
    assert kept.count("Two ") == kept.count(" two.") == 1
    assert "Changed: " in said.text
    assert_harmless(said.text)


def test_a_release_out_of_a_word_processor_is_taken_whole(desk):
    lines = ("Route\t9\x0bis closed.\u2028Use Route 4.", "Thank\x85you.\r")
    said = desk.talk("26-1182", *lines, ".", "1", "yes", start="traffic-advisory")
    assert said.session.draft.text == "Route 9\nis closed.\nUse Route 4.\nThank\nyou."
    assert "Changed: tabs were changed to spaces; line breaks were made uniform." in said.flowing


@pytest.mark.parametrize("long", ["x" * 80_000, "x" * 500_000])
def test_a_pipe_whose_line_does_not_fit_accepts_no_text_without_it(desk, long):
    lines = ("26-1182", "One.", long, "Three.", ".", "1", "yes", "ready")
    said = desk.talk(*lines, start="traffic-advisory")
    assert said.code == 2
    assert said.session.draft.text == ""
    assert said.session.draft.typed.text == "One.\n"
    assert "Everything is saved" not in said.text


def test_at_a_terminal_a_text_with_a_line_missing_goes_on_before_it_is_accepted(desk):
    lines = ("26-1182", "One.", "x" * 4095, "Three.", ".", "1", "yes")
    said = desk.talk(*lines, start="traffic-advisory", interactive=True)
    assert said.session.draft.text == ""
    assert "A line above was not used." in said.flowing
    said = desk.talk(".", "1", "write", "One.", ".", "yes", session_id=said.session.id)
    assert said.session.draft.text == "One."


@pytest.mark.parametrize("name", HIDDEN)
def test_what_cannot_be_seen_is_spelled_out_and_kept_as_it_is(desk, name):
    text = HIDDEN[name]
    said = desk.talk("26-1182", text, ".", "1", start="traffic-advisory")
    assert_harmless(said.text)
    shown = said.text.splitlines()
    kept = said.session.draft.typed.text
    assert f"| {show_text(kept)}" in shown


def with_everywhere(walk, text):
    """The session with `text` in every place that keeps words of somebody's."""

    def texts(value):
        if isinstance(value, Answer):
            evidence = tuple(
                {k: f"{v} {text}" if "-by" in k or k == "owner" else v for k, v in record.items()}
                for record in value.evidence
            )
            return structs.replace(value, evidence=evidence, note=text, verified_by=f"Bo {text}")
        return value

    session: Session = walk.session
    return structs.replace(
        session,
        case_number=f"26 {text}",
        draft=structs.replace(
            session.draft,
            text=f"Line one {text}\nline two {text}",
            variants={"x": text, f"zz{text[:30]}": text},
            platforms=("x", f"zz{text[:30]}"),
            media=tuple(structs.replace(m, description=text) for m in session.draft.media),
        ),
        people=tuple(structs.replace(p, removed_because=text) for p in session.people),
        questions=tuple(structs.replace(g, yes=True, reason=text) for g in session.questions),
        steps=tuple(texts(answer) for answer in session.steps),
        entered=(),
    )


EVERYWHERE = ("list", "calls", "people", "done", "draft", "done", "questions", "done", "case", "")


@pytest.mark.sweep(2)
@pytest.mark.parametrize("name", HIDDEN)
def test_planted_in_a_file_it_is_shown_spelled_out_everywhere(desk, name):
    text = HIDDEN[name][:150]
    walk = desk.walk("traffic-serious")
    walk.list_person("co-victim")
    walk.remove_person("C1")
    walk.session = with_everywhere(walk, text)
    session_id = desk.save(walk)
    steps = checklist("traffic-serious").steps
    visits = [line for n in range(len(steps)) for line in (f"go {n + 1}", "?", "?")]
    said = desk.talk(*EVERYWHERE, *visits, "ready", session_id=session_id)
    assert said.code == 0
    assert_harmless(said.text)
    assert show_text(text)[:40] in " ".join(said.text.split()) or name == "long"
    home = desk.talk("list", "1", "list")
    assert_harmless(home.text)


@pytest.mark.parametrize("name", DRIVING)
def test_planted_with_an_editor_the_file_is_refused_and_said_harmlessly(desk, name):
    session_id = desk.save(desk.walk("traffic-serious"))
    path = desk.store.find(session_id)
    data = path.read_bytes()
    raw = DRIVING[name].encode("utf-8", "surrogatepass")
    path.write_bytes(data.replace(b"26-1182", b"26-" + raw, 1))
    assert path.read_bytes() != data
    home = desk.talk()
    assert "Cannot be read" in home.text
    assert_harmless(home.text)
    with pytest.raises(Problem) as refused:
        desk.talk(session_id=session_id)
    assert_harmless(show_text(str(refused.value)))


def test_a_hostile_login_name_is_spelled_out(desk):
    desk.actor = Actor("m\x1b[2Jruiz", desk.actor.uid)
    said = desk.talk()
    assert_harmless(said.text)
    assert "m<U+001B>[2Jruiz" in said.text


@pytest.mark.slow
def test_ten_thousand_refused_lines_do_not_wear_it_out(desk):
    at = LINES.index("Sgt. Brown, patrol")
    said = desk.talk(*LINES[:at], *["\x1b"] * 3_000, *LINES[at:], start="traffic-advisory")
    assert said.session.ready is not None


def test_a_line_without_end_is_refused_and_the_next_one_is_taken(desk):
    at = LINES.index("Sgt. Brown, patrol")
    said = desk.talk(*LINES[:at], "x" * 1_000_000, *LINES[at:], start="traffic-advisory")
    assert "The line is too long" in said.text
    assert said.session.ready is not None


def test_a_terminal_that_may_have_cut_a_line_is_not_believed(desk):
    cut = "x" * 4095
    lines = ("26-1182", "Closed.", cut, ".")
    said = desk.talk(*lines, start="traffic-advisory", interactive=True)
    assert "a terminal cuts it at 4095 bytes" in said.flowing
    assert said.session.draft.typed.text == "Closed.\n"
    whole = desk.talk(*lines[1:], start="traffic-advisory")
    assert "4095" not in whole.text


def test_every_hostile_text_is_hostile():
    """Each of DRIVING is refused at entry, each of HIDDEN is accepted: none tests nothing."""
    walk = Walk("traffic-advisory")
    for text in DRIVING.values():
        with pytest.raises(Problem):
            walk.case_number(f"26{text}1")
    for text in HIDDEN.values():
        walk.type(text)
