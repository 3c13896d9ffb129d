"""No text costs more than its length: each rule on longer and longer texts, and hostile drafts."""

import random
import time

import pytest
from wording_and_scanners.conftest import SHIPPED

from checklists.definitions.wording import Wording
from checklists.lint.linter import Linter
from checklists.lint.phrases import phrase_of
from checklists.lint.reading import Reading
from checklists.lint.wording import WordingRules

SHORT = 8 * 1024
TIMES_LONGER = 8
"""Twice as long three times over: what is quadratic takes 64 times as long."""
MOST_TIMES = 32
LARGEST = 256 * 1024
MOST_SECONDS = 0.2
ORDINARY = (
    "Crash on Route 9 at Mill Road. The road is closed. Use Route 4. More at noon, at the pier. "
)
MOST_OF_ORDINARY = 4
"""Times what an ordinary text of that length takes, where the machine is a slow one."""


def seconds_once(run, *arguments):
    """What one run takes of the processor: others share the machine."""
    begun = time.process_time()
    run(*arguments)
    return time.process_time() - begun


def seconds(run, *arguments):
    """The least of some runs."""
    return min(seconds_once(run, *arguments) for _ in range(3))


def filled(part, length):
    return (part * (length // len(part) + 1))[:length]


def almost(rule):
    """Every phrase of a rule but for its last word, and a word that fits nowhere for each gap."""
    for written in (*rule.match, *rule.unless):
        slots = phrase_of(written)
        begin = [f"{'xx ' * slot.gap}{min(slot.words)}" for slot in slots[:-1]]
        yield " ".join(begin or [min(slots[0].words)]) + " "


@pytest.mark.sweep(3)
@pytest.mark.parametrize("rule", SHIPPED.rules, ids=[rule.id for rule in SHIPPED.rules])
def test_each_rule_of_wording_takes_time_as_the_text_is_long(rule):
    rules = WordingRules(Wording((rule,)))
    for part in {"".join(almost(rule)), *almost(rule)}:
        short, long = (
            seconds(lambda text: list(rules.find(Reading(text))), filled(part, length))
            for length in (SHORT, SHORT * TIMES_LONGER)
        )
        assert long < short * MOST_TIMES, part


LITERATURE = [
    "a", "a ", "1", "1-", "1 ", "A ", "1 A B C D ", "@", "a@", "a@a.", "a.a", '"', '"a', "'", "-",
    "+1", "+1 2", "(1) ", "(", "A-", "_", "0-0", "\n", "\n\n", " ", "\t", "\x01", "a\x01", "1/1/",
    "x" * 63 + "@",
    "a" * 200 + "!", "A" * 21 + " ", "1" * 5 + " N. ", "Aa " * 6 + "Sx ", "\u2019", "\u00e9",
    "\U0001d5f0", "a\u00ad", "\u0301", "\ufffd", "\U0001f6a8",
]  # fmt: skip
CUES = [
    "accident ", "victim ", "victim claims ", "hit by the ", "age 1, ", "girl, 1", "a, 1,", "aged ",
    "street 16-year-old ", "mother charged rape ", "ncic ", "ncic a-", "booking ----", "dob ",
    "born 1/", "may 1, 1", "plate A", "plate ", "plate is is ", "503-555-0177 ", "503-555-0178, ",
    "School ", "A School ", "of St School ", "works at A ", "employee ", "A employee ", "st ",
    "100 block of A ", "block ", "12 Elm St ", "white ", "white male ", "white male hat ",
]  # fmt: skip


def many_numbers():
    made = random.Random(17)  # noqa: S311  # no secret
    numbers = (f"{made.randint(200, 999)}-555-{made.randint(1000, 9999)} " for _ in range(30_000))
    return "".join(numbers)


def any_of(characters):
    made = random.Random(17)  # noqa: S311  # no secret
    return "".join(made.choice(characters) for _ in range(LARGEST))


HOSTILE = {
    **{repr(part)[:24]: part for part in (*LITERATURE, *CUES)},
    "many numbers": many_numbers(),
    "many former couples": "charged rape " + "ex " * 60 + "estranged 12 ",
    "anything": any_of("aA1 -.,'\"@()/\n"),
    "any word": " ".join(
        random.Random(17).choices(  # noqa: S311  # as above
            [cue.strip() for cue in CUES if cue.strip().isalpha()], k=40_000
        )
    ),
}


def draft(part):
    """A draft of 256 KiB in UTF-8."""
    return filled(part, LARGEST).encode()[:LARGEST].decode(errors="ignore")


@pytest.mark.sweep(4)
@pytest.mark.parametrize("part", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_draft_is_read_at_once(part):
    linter = Linter(SHIPPED)
    text = draft(part)
    ordinary = seconds(linter.find, draft(ORDINARY))
    most = max(MOST_SECONDS, ordinary * MOST_OF_ORDINARY)
    assert any(seconds_once(linter.find, text) <= most for _ in range(10))


@pytest.mark.slow
@pytest.mark.parametrize("part", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_scanners_take_time_as_the_text_is_long(part):
    linter = Linter(Wording(()))
    short, long = (
        seconds(linter.find, filled(part, length)) for length in (SHORT, SHORT * TIMES_LONGER)
    )
    assert long < max(short, 0.002) * MOST_TIMES
