"""How the rules of wording find words: whole ones, and none in quotations or names."""

import pytest
from wording_and_scanners.conftest import SHIPPED

from checklists.definitions.wording import OwnNames, Wording, WordingRule
from checklists.lint.examples import failed_examples
from checklists.lint.linter import Linter
from checklists.lint.wording import MOST_OF_A_RULE


def rule(*match, unless=(), severity="usual"):
    return WordingRule("ours", match, severity, "leave it out", "Why.", ("a",), ("b",), unless)


def words(text, *match, names=(), **keys):
    own = (OwnNames("left-alone", names),) if names else ()
    found = Linter(Wording((rule(*match, **keys),), own)).find(text)
    return [text[one.start : one.end] for one in found if one.rule == "ours"]


def test_every_example_that_ships_is_as_its_rule_says():
    assert list(failed_examples(SHIPPED)) == []


def test_an_example_that_fails_is_named():
    wrong = WordingRule("ours", ("crash",), "usual", "x", "x.", ("fine",), ("a crash", "fine"))
    failed = [(key, example) for _, key, example in failed_examples(Wording((wrong,)))]
    assert failed == [("hits", "fine"), ("misses", "a crash")]


def test_every_rule_that_ships_says_what_to_do_and_why_and_a_grave_one_where_from():
    assert len(SHIPPED.rules) >= 50
    for found in SHIPPED.rules:
        assert found.why.endswith("."), found.id
        assert found.source or found.severity != "grave", found.id
        assert found.say_instead[0].islower(), found.id


@pytest.mark.parametrize(
    ("text", "match", "found"),
    [
        ("An ACCIDENT, accidental.", ["accident"], ["ACCIDENT"]),
        ("Accidents and the accident's end", ["accident~"], ["Accidents", "accident's"]),
        (
            "He claims, claimed, was claiming; a claimant",
            ["claim~"],
            ["claims", "claimed", "claiming"],
        ),
        ("She admitted it; we admit one.", ["admit~"], ["admitted", "admit"]),
        ("They rescued and are rescuing.", ["rescue~"], ["rescued", "rescuing"]),
        ("Junkies and a junkie", ["junkie~"], ["Junkies", "junkie"]),
        (
            "officer-involved, Officer involved",
            ["officer-involved"],
            ["officer-involved", "Officer involved"],
        ),
        ("hit by a red and rusty old car", ["hit by .. car"], []),
        ("hit by a rusty red car", ["hit by .. car"], ["hit by a rusty red car"]),
        (
            "failed suicide, successful suicide",
            ["failed/successful suicide"],
            ["failed suicide", "successful suicide"],
        ),
        ("It failed. Suicide is another matter.", ["failed suicide"], []),
        ("It failed, suicide or not.", ["failed suicide"], []),
        ("failed\nsuicide on a wrapped line", ["failed suicide"], ["failed\nsuicide"]),
        ("failed\n\nSuicide in another paragraph", ["failed suicide"], []),
        ("on St. Mark street", ["st mark"], ["St. Mark"]),
        ("failed\r\n \r\nSuicide in another paragraph", ["failed suicide"], []),
        ("no match at the end: failed", ["failed suicide"], []),
    ],
)
def test_whole_words_in_every_form_within_a_sentence(text, match, found):
    assert words(text, *match) == found


@pytest.mark.parametrize(
    "text",
    [
        "the lovers\u2019 quarrel",
        "the lovers\u02bc quarrel",
        "the lovers\u00a0quarrel",
        "the lovers\u2011quarrel",
        "the lov\u00aders quarr\u200bel",
        "the \U0001d5f9\U0001d5fc\U0001d603\U0001d5f2\U0001d5ff\U0001d600 quarrel",
        "the \uff4c\uff4f\uff56\uff45\uff52\uff53 quarrel",
        "\u2026\U0001f6a8 the lovers quarrel",
    ],
)
def test_letters_and_punctuation_of_feeds_are_read_and_the_words_named_as_they_are_written(text):
    found = words(text, "lovers quarrel")
    assert found == [text[text.index("the ") + 4 :]]


def test_what_is_after_characters_of_other_lengths_is_named_exactly():
    text = "\u2026 caf\u00e9 \ufb03 \U0001d5ee\u0301\u0302 \u0130 A\u00add thug \u201cx\u201d thug"
    found = Linter(Wording((rule("thug"),))).find(text)
    assert [text[one.start : one.end] for one in found] == ["thug", "thug"]


def test_the_title_of_a_statute_may_be_quoted():
    for text in (
        'charged under "Possession of Child Pornography"',
        "charged under \u201cPossession of\nChild Pornography\u201d",
    ):
        assert words(text, "child pornography") == []
    assert words('a "fine" child pornography "case"', "child pornography") != []
    assert words('a "fine\n\nchild pornography case"', "child pornography") != []
    # Inches, not a quotation.
    assert words("He is 6'2\" tall, a thug, she 5'4\" tall.", "thug") == ["thug"]


def test_what_is_right_is_left_alone():
    keys = {"unless": ("animal control", "felon in possession")}
    assert words("Animal control came.", "animal", **keys) == []
    assert words("The animal. Animal control came.", "animal", **keys) == ["animal"]
    assert words("Charged as a felon in possession", "felon~", **keys) == []


def test_a_name_of_the_agencys_is_left_alone_but_not_what_is_grave():
    name = ("Fatal Accident Team",)
    assert words("Our Fatal Accident Team came.", "accident", names=name) == []
    assert words("The accident, said the Team", "accident", names=name) == ["accident"]
    text = "the Child Porn Unit"
    assert words(text, "child porn", names=("Child Porn Unit",)) == []
    assert words(text, "child porn", names=("Child Porn Unit",), severity="grave") == ["Child Porn"]


def test_of_two_ways_to_find_the_same_words_the_longer_is_told_once():
    assert words("suicide attempt failed", "suicide", "suicide attempt") == ["suicide attempt"]


def test_of_one_rule_no_more_is_told_than_somebody_reads():
    assert len(words("thug " * 500, "thug")) == MOST_OF_A_RULE


def test_a_rule_is_for_its_types_and_without_a_type_all_are(find):
    text = "An unknown suspect is here."
    assert find(text, "unidentified-suspect") == [("suspect-unknown", "unknown suspect")]
    assert find(text, "arrest-charge") == []
    assert find(text) == [("suspect-unknown", "unknown suspect")]
