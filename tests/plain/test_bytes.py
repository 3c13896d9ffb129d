"""How much is sent: at most 120 bytes for a prompt, beyond the wording that it is there to say."""

import io
import tomllib
from pathlib import Path

import pytest
from drivers.prompts import ADVISORY, flat, script_for
from factories.sessions import ALL_TYPES, catalog, checklist

import checklists
import tui.wording.questions
import tui.wording.session_words
from tui.prompts.console import Console
from tui.wording.marks import STEP_WORDS
from tui.wording.words import DID_WORDS, OUTCOME_WORDS

MOST = 120


def strings_in(value):
    """Every string in nested tables, lists and structs."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings_in(key)
            yield from strings_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings_in(inner)


def wording():
    """What there is to say: every string of the definitions, and every sentence that the screens
    show as well. Nothing of the prompts' own."""
    found = set()
    folder = Path(checklists.__file__).parent / "definitions" / "shipped"
    for path in folder.rglob("*.toml"):
        found |= set(strings_in(tomllib.loads(path.read_text(encoding="utf-8"))))
    # Within a sentence a label begins with a small letter.
    found |= {words[0].lower() + words[1:] for words in found if words}
    for module in (tui.wording.questions, tui.wording.session_words):
        found |= {v for name, v in vars(module).items() if name.isupper() and isinstance(v, str)}
        for name, value in vars(module).items():
            if name.isupper() and not isinstance(value, str):
                found |= set(strings_in(value))
    found |= {*STEP_WORDS.values(), *DID_WORDS.values(), *OUTCOME_WORDS.values()}
    return sorted((" ".join(s.split()) for s in found if len(s) > 3), key=len, reverse=True)


WORDING = wording()


class Counted(io.StringIO):
    """Keeps what was written before each line that is read."""

    def __init__(self):
        super().__init__()
        self.blocks = []
        self._at = 0

    def cut(self):
        self.blocks.append(self.getvalue()[self._at :])
        self._at = len(self.getvalue())


def beyond(block, typed):
    """What is left of a block without its wording and without what was typed before."""
    rest = " ".join(block.split())
    texts = [line for line in typed if len(line) > 24]
    for words in [*texts, *WORDING, *typed]:
        rest = rest.replace(words, "")
    return rest


def blocks_of(desk, lines, incident_type):
    writer = Counted()
    desk.talk(*lines, start=incident_type, before=writer.cut, writer=writer)
    return writer.blocks


@pytest.mark.slow
@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_no_prompt_costs_more_than_120_bytes_beyond_its_wording(desk, incident_type):
    lines = script_for(incident_type)
    typed = sorted((line for line in lines if len(line) > 4), key=len, reverse=True)
    blocks = blocks_of(desk, lines, incident_type)
    assert len(blocks) == len(lines) + 1
    # What stands there before the first prompt and at the final review is the session itself.
    for block in blocks[1:-1]:
        rest = beyond(block, typed)
        assert len(rest.encode()) <= MOST, f"{len(rest.encode())} bytes: {rest}\n\n{block}"


def test_the_measure_sees_what_is_beyond_the_wording(desk):
    step = checklist("traffic-advisory").steps[0]
    said = f"{step.prompt} {'x' * 130}"
    assert beyond(said, []).strip() == "x" * 130
    assert beyond(step.prompt, []) == ""
    assert beyond("Sgt. Brown, patrol", ["Sgt. Brown, patrol"]) == ""


def test_the_prompt_itself_is_one_line(desk):
    for block in blocks_of(desk, flat(ADVISORY), "traffic-advisory"):
        prompt = block.rsplit("\n", 1)[-1]
        assert "\r" not in block
        assert len(prompt) <= 120, prompt


def test_on_a_narrow_terminal_a_prompt_is_broken_between_its_words():
    prompt = "Type yes to accept it, or write, add, drop, later:"
    writer = io.StringIO()
    Console(io.StringIO("yes\n"), writer, interactive=True, width=39).read(prompt)
    assert writer.getvalue() == "Type yes to accept it, or write, add,\ndrop, later: "
    piped = io.StringIO()
    Console(io.StringIO("yes\n"), piped, width=39).read(prompt)
    assert piped.getvalue() == f"{prompt} \n"


def test_a_whole_advisory_takes_less_than_ten_seconds_at_9600_baud(desk):
    said = desk.talk(*flat(ADVISORY), start="traffic-advisory")
    assert len(said.text.encode()) < 9600


def test_nothing_is_said_while_the_text_is_written(desk):
    lines = ("26-1182", "one", "two", "three", ".")
    blocks = blocks_of(desk, lines, "traffic-advisory")
    assert blocks[2:5] == ["", "", ""]


def test_the_wording_holds_what_is_asked():
    assert all(step.prompt in WORDING for step in checklist("traffic-serious").steps)
    assert len(catalog().in_order) == 19
