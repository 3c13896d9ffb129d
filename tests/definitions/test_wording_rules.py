"""The files of the rules of wording: every mistake with its line, and what an agency may change."""

from pathlib import Path

import pytest
from factories.agency_folder import AgencyFolder, shipped_text

from checklists.definitions.catalog import load_catalog
from checklists.definitions.trust import UntrustedPlace
from checklists.definitions.wording_files import WordingFiles, load_wording
from checklists.lint.linter import SCANNERS
from tui.cli.commands.checking import check_definitions
from tui.cli.context import CommandContext

RULE = """\
[[rule]]
id = "ours"
match = ["bad word~"]
unless = ["a bad word list"]
types = ["arrest-charge"]
severity = "usual"
say_instead = "leave it out"
why = "It hurts."
source = "W01"
hits = ["Bad words!"]
misses = ["bad and word"]
"""


def problems(agency: AgencyFolder, text: str) -> list[str]:
    """What `check` says of one file of an agency's, without the name of the file."""
    path = agency.write("wording/ours.toml", text)
    found = check_definitions(CommandContext(), [str(agency.folder)])
    return [line.removeprefix(f"{path}:") for line in found.lines if str(path) in line]


def loaded(agency: AgencyFolder, text: str) -> WordingFiles:
    agency.write("wording/ours.toml", text)
    return load_wording(agency.folder)


def severities(files: WordingFiles) -> dict[str, str]:
    return {rule.id: rule.severity for rule in files.wording.rules}


def test_a_rule_of_the_agencys_is_added(agency):
    assert problems(agency, RULE) == []
    assert severities(loaded(agency, RULE)) == {**severities(load_wording()), "ours": "usual"}


MISTAKES = [
    ('id = "ours"', 'id = "Ours"', 2, "`Ours` is not a valid id; use lowercase letters"),
    ('id = "ours"\n', "", 1, "`id` is missing; add `id = ...`"),
    ('match = ["bad word~"]', "match = []", 3, "`match` is empty; write the words"),
    ('["bad word~"]', '"bad word"', 3, "`match` should be a list in [ ], not text in quotes"),
    ("bad word~", "bad (word)+", 3, "`(word)+` is not a word; write words, `a/b`, `word~` or"),
    ("bad word~", "bad/ word", 3, "`bad/` is not a word"),
    ("bad word~", ".. word", 3, "`.. word` does not begin and end with a word"),
    ("bad word~", "", 3, "`` does not begin and end with a word"),
    ("bad word~", "a " * 12 + "b", 3, "is too long; at most 12 words"),
    ("a bad word list", "*", 4, "`*` is not a word"),
    ("arrest-charge", "arrest", 5, "`types` names `arrest`, which does not exist"),
    ('"usual"', '"worst"', 6, "`severity` does not accept 'worst'"),
    ('"usual"', '"off"', 6, "no shipped rule is called `ours`"),
    ('"leave it out"', '""', 7, "`say_instead` is empty; write it"),
    ("It hurts.", "It \\u001b[2J hurts.", 8, "`why` has a control or hidden character"),
    ("W01", "W99", 9, "`source` names `W99`, which does not exist"),
    ("Bad words!", "Good words!", 10, 'nothing is found in "Good words!"; correct it, or `match`'),
    ("bad and word", "a bad word", 11, 'something is found in "a bad word"; correct it'),
    ('["Bad words!"]', "[]", 1, "`ours` has no example; write `hits` and `misses`"),
    ("why = ", "because = ", 8, "unknown key `because`; take it out"),
    ("[[rule]]", "[[rules]]", 1, "unknown table `rules`; write `[[rule]]`, `[[name]]` or"),
    ("[[rule]]", "[rule]", 1, "`rule` should be a list of tables; write `[[rule]]`"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "line", "said"), MISTAKES)
def test_a_mistake_is_named_with_its_line(agency, before, after, line, said):
    assert RULE.count(before) == 1
    found = problems(agency, RULE.replace(before, after))
    assert [one for one in found if one.startswith(f"{line}: ") and said in one], found


def test_a_rule_with_a_mistake_is_left_out_and_the_others_stay(agency):
    files = loaded(agency, RULE.replace('"usual"', '"worst"') + RULE.replace("ours", "second"))
    assert set(severities(files)) == {*severities(load_wording()), "second"}


@pytest.mark.parametrize("severity", ["off", "minor", "grave"])
def test_an_agency_changes_a_shipped_rule_that_is_not_grave(agency, severity):
    changed = RULE.replace('"ours"', '"accident"').replace('"usual"', f'"{severity}"')
    assert problems(agency, changed) == []
    found = severities(loaded(agency, changed))
    assert found.get("accident", "off") == severity


@pytest.mark.parametrize(
    "rule", [r.id for r in load_wording().wording.rules if r.severity == "grave"]
)
def test_an_agency_changes_no_grave_rule(agency, rule):
    changed = RULE.replace('"ours"', f'"{rule}"').replace('"usual"', '"off"')
    said = f"2: changes the shipped rule `{rule}`, which is grave; give yours its own id"
    assert problems(agency, changed) == [said]
    before, after = load_wording().wording.rules, loaded(agency, changed).wording.rules
    assert after == before


def test_a_grave_rule_of_the_agencys_own_cannot_be_given_twice(agency):
    grave = RULE.replace('"usual"', '"grave"')
    assert problems(agency, grave + RULE) == ["13: a second `ours`; give each its own id"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ('is = "phone"\ntext = ["911"]', "`911` is not a phone number; write all of it"),
        ('is = "email"\ntext = ["pd"]', "`pd` is not an e-mail address; write all of it"),
        ('is = "place"\ntext = ["--"]', "a name has no letters; write it out"),
        ('is = "school"\ntext = ["A"]', "`is` does not accept 'school'"),
        ('text = ["A"]', "`is` is missing"),
    ],
)
def test_a_mistake_in_a_name_is_named(agency, names, said):
    [found] = problems(agency, f"[[name]]\n{names}\n")
    assert said in found


def test_names_of_the_agencys_are_read(agency):
    files = loaded(agency, '[[name]]\nis = "phone"\ntext = ["503-555-0142"]\n')
    assert files.wording.named("phone") == ("503-555-0142",)
    assert files.problems == ()


def test_what_does_not_count_is_not_read(agency):
    agency.write("wording/ours.toml", RULE.replace('"ours"', '"accident"').replace("usual", "off"))

    for place in (agency.folder / "wording", agency.folder / "wording" / "ours.toml"):

        def untrusted(path: Path, place: Path = place) -> UntrustedPlace | None:
            return UntrustedPlace(path, "anybody can write it") if path == place else None

        files = load_wording(agency.folder, trust=untrusted)
        assert files.wording == load_wording().wording
        assert [str(found) for found in files.problems] == [
            f"{place}:1: this does not count: anybody can write it; check who has access to it"
        ]


def test_files_that_are_no_rules_are_named_and_the_catalog_knows_the_folder(agency):
    agency.write("wording/broken.toml", "[[rule\n")
    files = load_wording(agency.folder)
    assert files.wording == load_wording().wording
    assert len(files.problems) == 1
    assert load_catalog(agency.folder).problems == ()


def test_the_shipped_rules_have_no_mistake():
    catalog, files = load_catalog(), load_wording()
    scanners = [scanner.rule for scanner in SCANNERS]
    files.check_links(catalog.checklists, catalog.sources, catalog.step_ids, scanners)
    assert files.problems == ()
    assert all(rule.severity != "off" for rule in files.wording.rules)


def test_the_head_of_the_first_file_explains_every_key():
    head = shipped_text("wording/crash.toml").partition("[[rule]]\nid")[0]
    keys = {*load_wording().wording.rules[0].__struct_fields__, "is", "text"}
    assert {key for key in keys if f"#   {key} " not in head} == set()


CONCERNS = '[[concerns]]\nstep = "no-identifiers"\nrules = ["ours", "ssn"]\n'


def test_an_agencys_rule_is_shown_beside_a_step_of_its_choice(agency):
    assert problems(agency, RULE + CONCERNS) == []
    wording = loaded(agency, RULE + CONCERNS).wording
    assert {"ours", "plate"} <= wording.concerning("no-identifiers")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("no-identifiers", "no-such", "13: `step` names `no-such`, which does not exist"),
        ("ssn", "no-such", "14: `rules` names `no-such`, which does not exist"),
        ("step =", "steps =", "13: unknown key `steps`; did you mean `step`?"),
    ],
)
def test_a_step_or_a_rule_that_does_not_exist_is_named(agency, before, after, said):
    found = problems(agency, RULE + CONCERNS.replace(before, after))
    assert [one for one in found if said in one], found
