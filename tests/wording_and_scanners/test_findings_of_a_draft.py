"""What is found in a draft: the worst first, what to put in, and what the record keeps of it."""

import pytest
from msgspec.structs import replace
from wording_and_scanners.conftest import SHIPPED

from checklists.lint.draft import MOST_FOUND, DraftLinter
from checklists.session.model import Checked, Found

TEXT = "Accident at 12 Elm Street. He committed suicide. Then another accident."
ACCIDENT = Found("accident", "accident")


@pytest.fixture
def linter() -> DraftLinter:
    return DraftLinter(SHIPPED, "traffic-serious")


def test_the_gravest_comes_first_and_then_what_comes_first_in_the_text(linter):
    found = linter.find(TEXT)
    assert [(one.found.rule, one.found.words) for one in found] == [
        ("committed-suicide", "committed suicide"),
        ("accident", "Accident"),
        ("address", "12 Elm Street"),
        ("accident", "accident"),
    ]
    assert [one.found.grave for one in found] == [True, False, False, False]


def test_what_is_put_in_is_what_the_rule_quotes_with_the_capital_of_its_words(linter):
    assert [one.says_instead for one in linter.find(TEXT)] == [
        "died by suicide",
        "Crash",
        "",
        "crash",
    ]


def test_words_over_two_lines_are_shown_on_one(linter):
    (found,) = linter.find("He committed\n  suicide.")
    assert found.found.words == "committed suicide"


def test_the_record_lists_the_same_words_once_with_what_became_of_them(linter):
    reasons = {("committed-suicide", "committed suicide"): "the family asked us to say it"}
    checked = linter.checked([TEXT, "An accident."], reasons)
    assert checked == Checked(
        linter.digest,
        (
            Found(
                "committed-suicide",
                "committed suicide",
                grave=True,
                outcome="kept",
                reason="the family asked us to say it",
            ),
            Found("accident", "Accident"),
            Found("address", "12 Elm Street"),
        ),
    )


def test_what_was_changed_is_counted_and_its_words_are_not_kept(linter):
    checked = linter.checked(["A crash."], {}, shown={"ssn": 1, "accident": 2})
    assert (checked.found, checked.changed) == ((), {"accident": 2, "ssn": 1})
    later = linter.checked(["An accident."], {}, before=checked, shown={"accident": 1})
    assert (later.found, later.changed) == ((ACCIDENT,), {"accident": 2, "ssn": 1})
    assert linter.checked(["A crash."], {}, before=later).changed == {"accident": 3, "ssn": 1}


def test_a_record_stays_small_and_keeps_the_worst(linter):
    texts = [f"Call 503-555-{number:04}. " for number in range(100, 100 + MOST_FOUND)]
    checked = linter.checked([" ".join(texts), "He committed suicide."], {})
    assert (len(checked.found), checked.more) == (MOST_FOUND, 1)
    assert checked.found[0].rule == "committed-suicide"


def test_a_rule_more_is_another_revision_of_the_rules(linter):
    fewer = replace(SHIPPED, rules=SHIPPED.rules[1:])
    assert DraftLinter(fewer, "traffic-serious").digest != linter.digest
    assert DraftLinter(SHIPPED, "arrest-charge").digest == linter.digest
