"""What `check` says of an agency's own follow-ups, and what it cannot do to the shipped ones."""

import pytest
from factories.sessions import catalog, checklist

RULE = """
[[follow_up]]
id = "chief-told"
owed = "The chief read the comments."
types = ["arrest-charge"]
ask = "self"
after_post = ["2h"]

  [[follow_up.outcome]]
  id = "done"
  label = "Done"
"""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('ask = "self"', 'ask = "chief"', "`ask` names `chief`, which does not exist"),
        ('"chief-told"', '"takedown"', "`takedown` is reserved for the program"),
        ('"chief-told"', '"wrong-picture-x"', "`wrong-picture-x` is reserved for the program"),
        ('types = ["arrest-charge"]', "types = []", "`chief-told` names no type"),
        ('"arrest-charge"', '"arest"', "`types` names `arest`, which does not exist"),
        ('after_post = ["2h"]', "", "has 0 of `after_post`, `due_in`, and `within`"),
        ('"2h"', '"2 hours"', "`after_post` is not a time"),
        ('"2h"', '"2h", "1h"', "are not in order"),
        ('ask = "self"', 'ask = "self"\nevery = "7d"', "nothing ends `chief-told`"),
        ('ask = "self"', 'ask = "self"\nevery = "often"', "`every` is not a time"),
        (
            'ask = "self"',
            'ask = "self"\nwhen = [{ step = "no-such", field = "x", is = ["y"] }]',
            "no step `no-such`",
        ),
        ('ask = "self"', 'ask = "self"\nwhen = [{ step = "no-such" }]', "no step `no-such`"),
        (
            'ask = "self"',
            'ask = "self"\nwhen = [{ step = "takedown-plan", field = "owners", is = ["y"] }]',
            "the step `takedown-plan` has no `owners`",
        ),
        (
            'ask = "self"',
            'ask = "self"\nwhen = [{ step = "takedown-plan", field = "trigger", is = ["maybe"] }]',
            "`trigger` has no answer `maybe`",
        ),
        ('ask = "self"', 'ask = "self"\nwhen = [{ types = [] }]', "states no condition, or two"),
        (
            'ask = "self"',
            'ask = "self"\nwhen = [{ listed = true, open = true }]',
            "states no condition, or two",
        ),
        (
            'ask = "self"',
            'ask = "self"\nwhen = [{ step = "injury-status" }]',
            "can never be owed in `arrest-charge`",
        ),
        (
            'after_post = ["2h"]',
            'due_in = [{ step = "takedown-plan", field = "owner" }]',
            "`owner` of `takedown-plan` has no time",
        ),
        (
            'after_post = ["2h"]',
            'due_in = [{ step = "notice-followup", field = "due" }]',
            "no step of `arrest-charge` says when",
        ),
        (
            'ask = "self"',
            'ask = "self"\nnamed_in = { step = "takedown-plan", field = "latest" }',
            "`latest` of `takedown-plan` names nobody",
        ),
        ('label = "Done"', 'label = "Done"\nopens = "nothing"', "`opens` names `nothing`"),
        ('label = "Done"', 'label = ""', "`label` is empty"),
        ('owed = "The chief', 'owed = "' + "The chief " * 9, "shorten it to 90"),
        ('ask = "self"', 'ask = "self"\nwhem = []', "unknown key `whem`"),
        ("chief-told", "comments-read", "changes the shipped follow_up `comments-read`"),
    ],
)
def test_each_mistake_is_named_with_its_file_and_line(agency, before, after, said):
    assert before in RULE
    agency.write("follow_ups.toml", RULE.replace(before, after, 1))
    found = agency.problems()
    assert any(said in problem for problem in found), found
    assert all(problem.startswith("follow_ups.toml:") for problem in found)


def test_one_of_the_agencys_own_comes_after_the_shipped_ones(agency):
    agency.write("follow_ups.toml", RULE)
    assert agency.problems() == []
    found = agency.catalog().checklists["arrest-charge"]
    assert [rule.id for rule in found.follow_ups][-1] == "chief-told"
    assert found.revision == checklist("arrest-charge").revision


def test_a_type_with_a_broken_one_of_the_agencys_is_out_and_no_other(agency):
    agency.write("follow_ups.toml", RULE.replace('"2h"', '"soon"'))
    assert set(agency.catalog().why_out) == {"arrest-charge"}


@pytest.mark.parametrize("number", ["0", "3"])
def test_an_agency_cannot_change_how_much_a_shipped_type_may_owe(agency, number):
    agency.write_incident("arrest-charge", ("most_follow_ups = 2", f"most_follow_ups = {number}"))
    assert any("changes `most_follow_ups`" in problem for problem in agency.problems())


def test_every_outcome_that_opens_something_opens_one_of_the_same_type():
    for found in catalog().in_order:
        here = {rule.id for rule in found.follow_ups}
        opens = {outcome.opens for rule in found.follow_ups for outcome in rule.outcomes}
        assert opens - {""} <= here
