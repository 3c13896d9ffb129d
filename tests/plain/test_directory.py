"""The agency's directory at the prompts: proposed, taken by `=`, completed by letters and `=`."""

import pytest
from drivers.prompts import ADVISORY, flat, post_lines

LINES = flat(ADVISORY)
TO_TOLD_BY = LINES[: LINES.index("Sgt. Brown, patrol")]
"""To the field that asks who of the scene said that nobody is hurt."""

BROWN = "Sgt. Brown, patrol"
DIRECTORY = """
[[person]]
name = "Sgt. Brown"
role = "patrol"
answers_for = ["scene"]

[[person]]
name = "Sgt. Brandt"
role = "traffic"

[[person]]
name = "Amy Hall"
role = "advocate"
answers_for = ["victim-services"]
"""


@pytest.fixture
def listed(desk):
    desk.home.mkdir()
    (desk.home / "directory.toml").write_text(DIRECTORY, encoding="utf-8")
    return desk


def told_by(said):
    return said.session.entered_in("injury-status")[0].get("told-by")


def test_the_one_person_listed_for_the_role_is_proposed_and_taken_by_the_sign_alone(listed):
    said = listed.talk(*TO_TOLD_BY, "", start="traffic-advisory")
    assert f"(= takes {BROWN}):" in said.text
    assert told_by(said) is None
    listed.later(minutes=1)
    said = listed.talk(*TO_TOLD_BY, "=", start="traffic-advisory")
    assert told_by(said) == BROWN
    assert said.session.answer("injury-status") is None


def test_first_letters_and_the_sign_take_the_one_name_that_begins_so(listed):
    said = listed.talk(*TO_TOLD_BY, "sgt. bra=", start="traffic-advisory")
    assert told_by(said) == "Sgt. Brandt, traffic"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Sgt. Br=", f"2 names begin with that. Type more: {BROWN}; Sgt. Brandt, traffic"),
        ("Amy=", "No known name begins with that. Type the whole name."),
        ("S=", "No known name begins with that. Type the whole name."),
    ],
)
def test_letters_of_several_of_another_role_or_too_few_take_nobody(listed, typed, answer):
    said = listed.talk(*TO_TOLD_BY, typed, BROWN, start="traffic-advisory")
    assert f"! {answer}" in said.flowing
    assert told_by(said) == BROWN


def test_after_a_space_the_sign_is_a_letter(listed):
    said = listed.talk(*TO_TOLD_BY, " Sgt. Br=", start="traffic-advisory")
    assert told_by(said) == "Sgt. Br="


def test_whoever_verifies_a_reason_is_completed_too(listed):
    lines = (*TO_TOLD_BY, "go kin-followup-set", "other", "1", "sgt. bro=")
    said = listed.talk(*lines, "yes", start="traffic-advisory")
    assert f"verified by {BROWN}" in said.flowing


def test_whoever_verifies_a_change_of_the_people_list_is_completed_too(listed):
    post = post_lines("traffic-serious")
    changed = ("people", "add deceased", "remove D1", "Listed by mistake", "am=", "yes")
    said = listed.talk(*post, *changed, start="traffic-serious")
    assert said.session.person("D1").removed_verified_by == "Amy Hall, advocate"


def test_a_broken_directory_is_one_line_and_the_session_goes_on(listed):
    (listed.home / "directory.toml").write_text("[[person", encoding="utf-8")
    said = listed.talk(*LINES, start="traffic-advisory")
    told = "The directory has mistakes; names may be missing. Run cleartopost check."
    assert said.text.count(told) == 1
    assert listed.status(said.session) == "ready"


def test_a_name_is_said_as_text(listed):
    (listed.home / "directory.toml").write_text(
        DIRECTORY.replace("Sgt. Brown", "Sgt.\u200b [red]Brown"), encoding="utf-8"
    )
    said = listed.talk(*TO_TOLD_BY, start="traffic-advisory")
    assert "(= takes Sgt.<U+200B> [red]Brown, patrol):" in said.flowing


def test_a_name_is_completed_from_another_field_of_the_same_record(desk):
    session_id = desk.save(desk.walk("arrest-charge", answered=False))
    lines = ("go additional-victims", "Capt. Lowe, operations", "555 0134", "ca=")
    said = desk.talk(*lines, session_id=session_id)
    (record,) = said.session.entered_in("additional-victims")
    assert record["wording-by"] == "Capt. Lowe, operations"
