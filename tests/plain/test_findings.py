"""Findings at the prompts: listed before a text is accepted, changed or kept by their number."""

from drivers.prompts import PlainDesk, Said

GRAVE = "He committed suicide. An accident."
WHY = "the family uses these words"


def talk(desk: PlainDesk, *lines: str, interactive: bool = True) -> Said:
    return desk.talk(
        "26-1182", GRAVE, ".", "1", *lines, start="traffic-serious", interactive=interactive
    )


def test_findings_are_listed_with_where_they_are_and_what_to_do(desk):
    said = talk(desk)
    assert '1. GRAVE 1:4 "committed suicide"; say "died by suicide"' in said.flowing
    assert '2. 1:26 "accident"; say "crash" or "collision"' in said.flowing


def test_nothing_is_said_where_nothing_is_found(desk):
    said = desk.talk("26-1182", "Route 9 is closed.", ".", "1", start="traffic-serious")
    assert "Check this" not in said.text
    assert "Type yes to accept it" in said.text


def test_say_puts_in_what_to_say_and_accepts_nothing(desk):
    said = talk(desk, "say 2", "SAY 1")
    assert said.session.draft.text == ""
    assert said.session.draft.typed.text == "He died by suicide. An crash."


def test_what_was_changed_is_in_the_record_without_its_words(desk):
    said = talk(desk, "say 1", "yes")
    assert said.session.checked.changed == {"committed-suicide": 1}
    assert [one.words for one in said.session.checked.found] == ["accident"]


def test_keep_wants_a_reason_where_the_rule_is_grave(desk):
    said = talk(desk, f"keep 1 {WHY}", "keep 2", "yes")
    assert [(one.outcome, one.reason) for one in said.session.checked.found] == [
        ("kept", WHY),
        ("kept", ""),
    ]
    assert f"kept: {WHY}" in said.flowing


def test_yes_asks_for_the_reason_that_is_missing(desk):
    said = talk(desk, "yes", WHY)
    assert said.session.checked.found[0].reason == WHY
    assert said.session.draft.text == GRAVE


def test_a_pipe_that_gives_no_reason_accepts_nothing_and_answers_nothing(desk):
    said = talk(desk, "yes", "no", interactive=False)
    assert (said.code, said.session.draft.text) == (2, "")
    assert "need a reason before the text is accepted" in said.flowing
    assert said.session.kept == ()


def test_a_number_that_is_not_listed_changes_nothing(desk):
    said = talk(desk, "say 9", "keep 0 why")
    assert said.session.draft.typed.text == GRAVE
    assert said.session.kept == ()


def test_of_an_accepted_text_words_are_changed_but_no_more_kept(desk):
    first = talk(desk, f"keep 1 {WHY}", "yes").session
    said = desk.talk("draft", "keep 2", "say 2", session_id=first.id, interactive=True)
    assert "recorded when you accept the text" in said.flowing
    assert said.session.draft.text == GRAVE
    assert said.session.draft.typed.text == "He committed suicide. An crash."


def test_a_step_says_what_was_found_that_concerns_it(desk):
    first = talk(desk, f"keep 1 {WHY}", "yes").session
    said = desk.talk("go crash-wording", session_id=first.id)
    assert 'Check this: "accident" (accident), left' in said.flowing
    assert 'GRAVE "committed suicide"' in said.flowing.partition("crash wording")[2]
    said = desk.talk("go medical-limits", session_id=first.id)
    assert "Check this" not in said.flowing
