"""The agency's notes on its own law at the prompts: said with why, and they answer nothing."""

from drivers.prompts import ADVISORY, flat

LINES = flat(ADVISORY)
TO_FIRST_STEP = LINES[: LINES.index("3")]
NOTES = """
[[note]]
id = "crash-reports"
steps = ["injury-status"]
text = "Crash reports are [red]confidential\\u200b for 60 days."
citation = "Example Code 316.066"
effective = 2019-07-01
reviewed = 2025-01-03
"""


def test_why_says_the_note_its_law_and_that_it_is_old(desk):
    desk.home.mkdir()
    (desk.home / "state.toml").write_text(NOTES, encoding="utf-8")
    said = desk.talk(*TO_FIRST_STEP, "?", start="traffic-advisory")
    assert "? for why, state law" in said.text
    assert "State law: Crash reports are [red]confidential<U+200B> for 60 days." in said.flowing
    assert "read 2025-01-03, more than 12 months ago." in said.flowing
    assert said.session.answer("injury-status") is None


def test_without_notes_nothing_is_said_of_them(desk):
    said = desk.talk(*TO_FIRST_STEP, "?", start="traffic-advisory")
    assert "Why: " in said.text
    assert "tate law" not in said.text


def test_notes_with_a_mistake_are_one_line_and_the_session_goes_on(desk):
    desk.home.mkdir()
    (desk.home / "state.toml").write_text("[[note", encoding="utf-8")
    said = desk.talk(
        *LINES[: LINES.index("3")], "?", *LINES[LINES.index("3") :], start="traffic-advisory"
    )
    assert said.text.count("The state law notes have mistakes") == 1
    assert desk.status(said.session) == "ready"
