"""What a correction asks besides its type: what an agency can add to it, and cannot take out."""

import pytest
from factories.sessions import ALL_TYPES, catalog

OURS = """
[[update]]
id = "our-update"
how = "update"
adds = ["correction-what"]
people = ["witness"]
"""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('id = "our-update"', 'id = "correction"', "changes the shipped update `correction`"),
        ('how = "update"', 'how = "retraction"', "`how` does not accept"),
        ('"correction-what"', '"no-such"', "`adds` names `no-such`, which does not exist"),
        ('"witness"', '"bystander"', "`people` names `bystander`, which does not exist"),
        ('["correction-what"]', "[]", "`our-update` adds nothing"),
        ('["correction-what"]', '["victim-view"]', "asks about people that `community-post`"),
    ],
)
def test_a_mistake_is_named_and_no_correction_falls_back_to_less(agency, before, after, said):
    agency.write("updates.toml", OURS.replace(before, after))
    found = agency.catalog()
    assert any(said in str(problem) for problem in found.problems)
    assert found.checklist("traffic-serious", "correction") is None
    assert found.checklist("traffic-serious") == catalog().checklist("traffic-serious")


@pytest.mark.parametrize("text", ["not TOML", "[[upd", '[[update]]\nid = "x"\n'])
def test_a_file_that_cannot_be_read_leaves_no_correction_with_less_than_it_may_say(agency, text):
    agency.write("updates.toml", text)
    found = agency.catalog()
    assert found.problems
    assert found.checklist("traffic-serious", "correction") is None
    assert found.checklist("traffic-serious", "update") is None


def test_an_agency_adds_to_an_update_and_takes_nothing_out_of_a_correction(agency):
    agency.write("updates.toml", OURS)
    found = agency.catalog()
    assert found.problems == ()
    for name in ALL_TYPES:
        usual, update = found.checklist(name), found.checklist(name, "update")
        assert {s.id for s in update.steps} - {s.id for s in usual.steps} == {"correction-what"}
        assert "witness" in {one.id for one in update.classes}
        assert found.checklist(name, "correction") == catalog().checklist(name, "correction")
        assert usual == catalog().checklist(name)


def test_what_a_correction_adds_no_question_takes_out(agency):
    agency.write(
        "questions.toml",
        '[[question]]\nid = "harmless"\nprompt = "Is it more than a comma?"\n'
        'applies_to = ["community-post"]\nadds = ["correction-what"]\nbinds = ["text", "media"]\n',
    )
    found = agency.catalog()
    assert found.problems == ()
    correction = found.checklist("community-post", "correction")
    (question,) = [q for q in correction.questions if q.id == "harmless"]
    assert question.adds == ()
    assert correction.step("correction-what") is not None
