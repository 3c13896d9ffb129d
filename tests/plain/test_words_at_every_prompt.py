"""The common words at every prompt of a walk; and that neither Enter nor a bare yes does anything
that was not asked."""

import shutil

import pytest
from drivers.prompts import ADVISORY, AS_OF, CLOSURE_ONLY, PlainDesk, flat, in_zone, script_for

from tui.prompts.commands import COMMANDS

pytestmark = pytest.mark.slow

LOOKING = ("?", "??", "why", "help", "list", "calls", "HELP", "List")
"""Words that show something and leave one at the same prompt."""

GOING = tuple(word for word in COMMANDS if word not in LOOKING)

LINES = flat(ADVISORY)
WRITING = range(LINES.index("26-1182") + 1, LINES.index(".") + 1)
PROMPTS = [number for number in range(1, len(LINES)) if number not in WRITING]
"""All but the first, where nothing is saved yet, and the lines of the text: every word is text."""

CRASH = script_for("traffic-serious")


class Stops:
    """A home as it is at each prompt of a walk."""

    def __init__(self, folder, start, groups):
        self.folder = folder
        self.start = start
        self.places = []
        self.lines = []
        before = ()
        for group in groups:
            for inside in range(len(group)):
                self.places.append((before, group[:inside]))
            before = (*before, *group)
        self.whole = before

    def home_at(self, number):
        """A copy of the home after so many whole groups, made once."""
        before, _ = self.places[number]
        kept = self.folder / f"after-{len(before)}"
        if not kept.exists():
            PlainDesk(kept).talk(*before, start=self.start)
        copy = self.folder / f"copy-{number}-{len(list(self.folder.iterdir()))}"
        shutil.copytree(kept, copy, symlinks=True)
        return PlainDesk(copy)

    def at(self, number, *lines):
        """Say lines at one prompt, and nothing after them."""
        desk = self.home_at(number)
        _, inside = self.places[number]
        before = desk.newest()
        if before is None:
            return before, desk.talk(*inside, *lines, start=self.start)
        return before, desk.talk(*inside, *lines, session_id=before.id)


@pytest.fixture(scope="module")
def advisory(tmp_path_factory):
    with in_zone("EST5"):
        yield Stops(tmp_path_factory.mktemp("advisory"), "traffic-advisory", ADVISORY)


@pytest.fixture(scope="module")
def crash(tmp_path_factory):
    with in_zone("EST5"):
        groups = [(line,) for line in CRASH]
        start = CRASH.index("done") + 1
        yield Stops(
            tmp_path_factory.mktemp("crash"),
            "traffic-serious",
            [CRASH[:start], *groups[start:]],
        )


def last_prompt(text):
    """The prompt at which the input ended."""
    lines = [line for line in text.splitlines() if line.rstrip() != line or line.endswith(": ")]
    return lines[-1] if lines else ""


@pytest.mark.parametrize("number", PROMPTS)
def test_looking_shows_something_and_changes_nothing(advisory, number):
    _, silent = advisory.at(number)
    for word in LOOKING:
        before, said = advisory.at(number, word)
        assert said.code == 0
        assert said.session == before, word
        assert len(said.text) > len(silent.text), word
        assert last_prompt(said.text) == last_prompt(silent.text), word


@pytest.mark.parametrize("number", PROMPTS)
def test_going_elsewhere_answers_nothing(advisory, number):
    before_ready = len(LINES) - 1
    for word in GOING:
        before, said = advisory.at(number, word)
        assert said.code == 0, word
        if word == "ready" and number == before_ready:
            assert said.session.ready is not None
        else:
            assert said.session == before, word


@pytest.mark.parametrize("number", PROMPTS)
@pytest.mark.parametrize("typed", ["", " ", "y", "x", "Y", "ok", "1 yes", "yes.", "ja"])
def test_nothing_but_the_whole_word_confirms_or_accepts(advisory, number, typed):
    before, said = advisory.at(number, typed)
    assert said.session.steps == before.steps
    assert said.session.ready == before.ready
    assert said.session.draft.text == before.draft.text
    assert said.session.questions == before.questions
    assert said.code == 0


@pytest.mark.parametrize("number", PROMPTS)
def test_a_bare_yes_is_nobodys_name_and_no_note(advisory, number):
    _, said = advisory.at(number, "yes")
    for found in said.session.entered:
        for record in found.evidence:
            assert "yes" not in record.values()
    assert said.session.case_number != "yes"


@pytest.mark.parametrize("word", [*LOOKING, *GOING])
def test_no_word_at_the_first_prompt_begins_a_session(advisory, word):
    _, said = advisory.at(0, word)
    assert said.session is None
    assert said.code == 0
    if word in LOOKING:
        _, said = advisory.at(0, word, "home", "quit")
        assert said.session is None


def test_an_empty_session_is_left_without_a_reason(advisory):
    _, said = advisory.at(0, "cancel", "home", "quit")
    assert "! Nothing was entered, so there is nothing to cancel." in said.flowing
    assert said.session is None
    _, said = advisory.at(0, "quit")
    assert said.lines[-1] == "Nothing was entered or saved, so there is no session to resume."


def test_quit_says_where_to_go_on(advisory):
    for number in (1, 7, 12, 20):
        _, said = advisory.at(number, "quit", "yes", "ready")
        assert said.lines[-1].endswith(f"cleartopost --plain resume {said.session.id}")


def test_go_leads_to_a_step_by_its_number_and_its_name(advisory):
    for word in ("go 5", "go travel-details", "GO Travel-Details"):
        _, said = advisory.at(12, word)
        assert said.text.count("5 of 8. Words and images: travel details") == 1
    before, said = advisory.at(12, "go to the doctor")
    assert said.session.steps == before.steps
    assert "5 of 8" not in said.text


def test_go_with_words_that_lead_nowhere_is_an_answer(advisory):
    number = LINES.index("Sgt. Brown, patrol")
    _, said = advisory.at(number, "go 99")
    assert said.session.entered_in("injury-status")[0]["told-by"] == "go 99"


@pytest.mark.parametrize("word", [*GOING, *LOOKING, "yes", "no", "=", "-", "go 4"])
def test_a_space_makes_any_word_an_answer(advisory, word):
    number = LINES.index("26-1182")
    _, said = advisory.at(number, f" {word}")
    assert said.session.case_number == word


@pytest.mark.parametrize("word", [*GOING, *LOOKING, "yes", "no", "."])
def test_every_word_can_stand_in_the_text(desk, word):
    line = ".." if word == "." else word
    said = desk.talk("26-1182", "Closed.", line, ".", start="traffic-advisory")
    assert said.session.draft.typed.text == f"Closed.\n{word}"


def asked(text):
    """What was asked, one prompt after another, without values and hints."""
    prompts = [line for line in text.splitlines() if line.endswith(": ")]
    return [prompt.partition(" (")[0].partition(" [")[0].removesuffix(": ") for prompt in prompts]


def test_back_goes_through_the_fields_and_then_to_where_one_was(desk):
    said = desk.talk(*LINES[: LINES.index("n")], "back", "back", "back", start="traffic-advisory")
    assert asked(said.text)[-4:] == [
        "When",
        "Who told us",
        "They said",
        "All questions are answered for this draft. A number changes an answer, or done",
    ]
    assert said.session.steps == ()


CONFIRM = "Type yes, or a field's number"


def test_back_at_the_word_that_confirms_asks_the_last_field_again(desk):
    at_yes = LINES.index("n") + 1
    said = desk.talk(*LINES[:at_yes], "back", "n", "yes", start="traffic-advisory")
    last = [
        prompt
        for prompt in asked(said.text)
        if prompt in ("When", "Person responsible") or "yes," in prompt
    ]
    assert last[-5:] == ["When", CONFIRM, "When", CONFIRM, "Person responsible"]
    assert said.session.answer("injury-status").outcome == "confirmed"


def test_at_the_beginning_there_is_no_way_back(desk):
    said = desk.talk("back", start="traffic-advisory")
    assert "! This is the first step." in said.text


def test_back_out_of_a_question_of_several_lines_changes_nothing(desk):
    before = (*LINES[:AS_OF], "go 6")
    for lines in (["other", "back"], ["other", "1", "back"], ["other", "2", "back"]):
        said = desk.talk(*before, *lines, start="traffic-advisory")
        assert "Nothing was changed." in said.text
        assert said.session.answer("media-package") is None
        assert asked(said.text)[-1] == "Source"


def test_skip_goes_on_and_leaves_the_step_open(desk):
    said = desk.talk(*LINES[: LINES.index("3")], "skip", "skip", start="traffic-advisory")
    heads = [line for line in said.lines if " of 8. " in line]
    assert [head[:7] for head in heads] == ["1 of 8.", "2 of 8.", "3 of 8."]
    assert said.session.steps == ()


def test_what_was_skipped_is_named_at_the_end_and_its_number_leads_there(desk):
    begin, end = CLOSURE_ONLY, CLOSURE_ONLY + 2
    said = desk.talk(
        *LINES[:begin],
        "skip",
        *LINES[end:-1],
        "1",
        "1",
        "yes",
        "ready",
        start="traffic-advisory",
    )
    assert "NOT READY: 1 item is blocking it" in said.text
    assert said.session.ready is not None


def test_what_is_done_by_skipping_everything_is_nothing(crash):
    before, said = crash.at(CRASH.index("done") + 1, *["skip"] * 40)
    assert said.session == before
    assert "NOT READY" in said.text


def test_help_names_every_word_and_the_rule_for_the_words_themselves(desk):
    said = desk.talk("help", start="traffic-advisory")
    for word, tells in COMMANDS.items():
        assert f"{word}: {tells}" in said.flowing
    assert "To use it as an answer, put a space first." in said.flowing


def test_why_tells_why_and_the_second_time_the_sources(desk):
    said = desk.talk(*LINES[: LINES.index("3")], "?", start="traffic-advisory")
    assert "Why: " in said.text
    assert "\n- " not in said.text
    again = desk.talk("?", "?", session_id=said.session.id)
    assert "\n- " in again.text


def test_the_list_says_the_state_of_every_step_in_words(desk):
    said = desk.talk("list", session_id=desk.save(desk.walk("traffic-serious")))
    checklist = desk.opening().catalog.checklists["traffic-serious"]
    for number, step in enumerate(checklist.steps, start=1):
        kind = ", victim step" if step.victim_related else ""
        state = "not needed" if step.id == "versions-agree" else "confirmed"
        assert f"{number} {step.short}{kind}: {state}" in said.flowing
