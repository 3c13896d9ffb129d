"""Answering steps: fields, people, corrections, other answers."""

from datetime import timedelta

import pytest
from drivers.prompts import ADVISORY, AS_OF, flat, script_for
from factories.sessions import checklist
from msgspec.structs import replace

LINES = flat(ADVISORY)
TOLD = LINES.index("Sgt. Brown, patrol")


def begun(desk, step_id, incident_type="traffic-serious"):
    """A session with every step answered but this one."""
    walk = desk.walk(incident_type)
    kept = [answer for answer in walk.session.steps if answer.id != step_id]
    history = [entry for entry in walk.session.history if entry.step != step_id]
    walk.session = replace(walk.session, steps=tuple(kept), history=tuple(history))
    return desk.save(walk)


def test_enter_leaves_a_field_open_and_says_what_is_needed(desk):
    said = desk.talk(*LINES[:TOLD], "", "", start="traffic-advisory")
    assert said.text.count("! Still needed: Who told us.") == 2


def test_enter_keeps_a_value_that_is_there(desk):
    said = desk.talk(*LINES[: TOLD + 2], "2", "", "yes", start="traffic-advisory")
    assert "Who told us [Sgt. Brown, patrol]:" in said.text
    record = said.session.answer("injury-status").evidence[0]
    assert record["told-by"] == "Sgt. Brown, patrol"


def test_a_number_and_a_value_change_a_field_in_one_line(desk):
    said = desk.talk(*LINES[: TOLD + 2], "2 Capt. Diaz", "yes", start="traffic-advisory")
    assert said.session.answer("injury-status").evidence[0]["told-by"] == "Capt. Diaz"


def test_a_value_is_taken_away_with_a_dash_and_asked_again(desk):
    said = desk.talk(*LINES[: TOLD + 2], "2 -", start="traffic-advisory")
    assert "told-by" not in said.session.entered_in("injury-status")[0]
    assert said.lines[-2].startswith("Who told us (name and role):")


def test_what_is_optional_is_named_and_can_be_given(desk):
    at = AS_OF - 1
    assert LINES[at] == "yes"
    said = desk.talk(*LINES[:at], "3 About 6 a.m.", "yes", start="traffic-advisory")
    assert "(3 Reopens when: empty)" in said.flowing
    assert said.session.answer("travel-details").evidence[0]["reopening"] == "About 6 a.m."


def test_ticks_are_added_and_taken_back_and_all_are_needed(desk):
    step_id = "publish-package"
    lines = (f"go {step_id}", "1 3", "-3 2", "yes", "3,4", "yes")
    said = desk.talk(*lines, session_id=begun(desk, step_id))
    assert "! Still to check: Comment setting as policy allows; Other scheduled" in said.flowing
    assert "1 As of when (time; date if not today): checked" in said.text
    assert said.session.answer(step_id).outcome == "confirmed"


@pytest.mark.parametrize("typed", ["all", "0", "5", "1 9", "x", "--1", "1-3"])
def test_no_other_word_ticks_anything(desk, typed):
    session_id = begun(desk, "publish-package")
    said = desk.talk("go publish-package", typed, session_id=session_id)
    assert "! Check only items on the list." in said.text
    assert said.session.entered_in("publish-package") == ()


def test_what_is_ticked_is_confirmed_with_what_it_is_ticked_for(desk):
    """A witness detail that was taken out is not one that is in."""
    session_id = begun(desk, "case-integrity", "traffic-serious")
    lines = ("go case-integrity", "Det. Okafor, crash unit", "n", "3", "2")
    said = desk.talk(*lines, session_id=session_id)
    assert "Confirm: Det. Okafor, crash unit, " in said.flowing
    assert ", Taken out: Witness detail" in said.flowing


@pytest.mark.parametrize("typed", ["0", "4", "01", "none of them", "1 2", "-1"])
def test_what_is_not_of_the_list_is_no_choice(desk, typed):
    said = desk.talk(*LINES[: TOLD - 1], typed, start="traffic-advisory")
    assert "! Choose one from the list." in said.text
    assert said.session.entered_in("injury-status") == ()


def test_an_honest_no_is_recorded_and_holds_the_gate(desk):
    step = checklist("arrest-charge").step("victim-safety")
    field = next(f for f in step.fields if any(c.effect == "blocks" for c in f.choices))
    choice = next(c for c in field.choices if c.effect == "blocks")
    number = [f.id for f in step.fields].index(field.id) + 1
    session_id = desk.save(desk.walk("arrest-charge"))
    lines = ("go victim-safety", f"{number} {choice.id}", "n", "yes")
    said = desk.talk(*lines, session_id=session_id)
    assert "It is recorded as: Not done." in said.text
    assert f"HELD: {field.label}: {choice.label}." in said.flowing
    assert said.session.answer("victim-safety").outcome == "not-done"


def test_a_future_time_is_refused_under_its_prompt(desk):
    said = desk.talk(*LINES[: TOLD + 1], "+2h", start="traffic-advisory")
    assert "! This time is in the future." in said.text
    assert said.session.answer("injury-status") is None


def test_a_time_that_passed_while_one_was_away_is_refused_at_yes(desk):
    at = LINES.index("+2h") + 1
    first = desk.talk(*LINES[:at], start="traffic-advisory")
    desk.later(hours=3)
    said = desk.talk("+1h", "yes", session_id=first.session.id)
    assert "Confirm by [04:14]:" in said.text
    assert said.session.answer("kin-followup-set").outcome == "confirmed"


def test_what_a_choice_asks_besides_is_asked_next_and_goes_with_it(desk):
    session_id = begun(desk, "family-window")
    said = desk.talk("go family-window", "2", "+2h", "Cpl. Ito", session_id=session_id)
    assert "Not before (later: +2h or tomorrow 10:00):" in said.flowing
    held = {"person": "K1", "asked-or-tried-by": "Cpl. Ito", "answer": "hold-until"}
    assert said.session.entered_in("family-window") == (
        {**held, "answer-detail": desk.now.replace(second=7) + timedelta(hours=2)},
    )
    said = desk.talk("1 1", session_id=session_id)
    assert said.session.entered_in("family-window") == ({**held, "answer": "no-hold"},)


def test_another_question_besides_asks_for_its_own_answer(desk):
    session_id = begun(desk, "family-window")
    desk.talk("go family-window", "2", "+2h", "Cpl. Ito", session_id=session_id)
    said = desk.talk("1 5", session_id=session_id)
    assert said.lines[-2].startswith("Why, and who decided")
    assert "answer-detail" not in said.session.entered_in("family-window")[0]


def test_two_families_are_asked_one_after_the_other(desk):
    lines = script_for("traffic-serious")
    at = lines.index("done")
    first = desk.talk(
        *lines[:at],
        "add next-of-kin D1",
        lines[at],
        *("go kin-notified", "1", "Cpl. Ito", "1", "n", "yes"),
        start="traffic-serious",
    )
    assert "Confirm: K1 Told, Cpl. Ito, In person, two people, 02:14" in first.flowing
    assert first.lines[-2].startswith("Outcome")
    desk.later(minutes=16)
    said = desk.talk("1", "Cpl. Ito", "1", "n", "yes", session_id=first.session.id)
    assert "K2 next of kin for D1" in said.text
    assert "Confirm: K2 Told, Cpl. Ito, In person, two people, 02:30; K1 as before" in said.flowing
    answer = said.session.answer("kin-notified")
    assert [record["person"] for record in answer.evidence] == ["K1", "K2"]


def test_where_other_steps_excuse_everybody_that_is_confirmed_by_yes(desk):
    walk = desk.walk("traffic-serious")
    walk.now = desk.now
    step = walk.step("kin-notified")
    field = next(f for f in step.fields if any(c.effect == "excuses" for c in f.choices))
    excuses = next(c for c in field.choices if c.effect == "excuses")
    walk.choose("kin-notified", field.id, excuses.id)
    walk.session = replace(
        walk.session, steps=tuple(a for a in walk.session.steps if a.id != "family-window")
    )
    session_id = desk.save(walk)
    said = desk.talk("", "y", session_id=session_id)
    assert (
        said.text.count("Confirm: nobody is left to ask, because other answers excuse everyone.")
        == 3
    )
    assert said.session.answer("family-window") is None
    said = desk.talk("yes", session_id=session_id)
    assert said.session.answer("family-window").evidence == ()


def test_where_nobody_is_listed_the_step_waits_for_the_list(desk):
    said = desk.talk(
        "go kin-notified",
        "yes",
        "Cpl. Ito",
        "",
        session_id=desk.save(desk.walk("traffic-serious", answered=False)),
    )
    assert said.text.count("people, other, or skip:") == 4
    assert said.session.steps == ()


def test_one_call_for_two_families_names_both_before_yes(desk):
    lines = script_for("traffic-serious")
    at = lines.index("done")
    said = desk.talk(
        *lines[:at],
        "add next-of-kin D1",
        lines[at],
        "go kin-notified",
        "1",
        "Cpl. Ito",
        "1",
        "n",
        "=",
        "yes",
        start="traffic-serious",
    )
    assert "= records the same for K2." in said.text
    assert [r["person"] for r in said.session.answer("kin-notified").evidence] == ["K1", "K2"]


def test_another_persons_record_is_reached_by_their_label(desk):
    walk = desk.walk("traffic-serious")
    walk.now = desk.now
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything()
    session_id = desk.save(walk)
    said = desk.talk("go kin-notified", "k2", "2 Capt. Diaz", "yes", session_id=session_id)
    records = {r["person"]: r for r in said.session.answer("kin-notified").evidence}
    assert records["K2"]["told-or-tried-by"] == "Capt. Diaz"
    assert records["K1"]["told-or-tried-by"] != "Capt. Diaz"


def test_an_answered_step_stands_and_is_not_confirmed_again(desk):
    session_id = desk.save(desk.walk("traffic-serious"))
    before = desk.newest()
    said = desk.talk("go 4", "yes", "", session_id=session_id)
    assert "Already saved; Enter, or a field's number" in said.flowing
    assert said.session == before


def test_a_stale_step_is_confirmed_again_by_one_word(desk):
    walk = desk.walk("traffic-serious")
    walk.now = desk.now
    walk.write("Crash on Route 9. One lane is open.", changes_meaning=False).questions_no()
    session_id = desk.save(walk)
    assert "no-identifiers" in walk.stale()
    said = desk.talk("go no-identifiers", "yes", session_id=session_id)
    assert "STALE: Changed since you answered: text." in said.flowing
    assert said.session.answer("no-identifiers").at == desk.now


# What is not needed


def test_what_is_not_needed_is_said_once_and_skipped(desk):
    begun = LINES[: LINES.index("3")]
    said = desk.talk(*begun, "1", "Sgt. Park", "n", "yes", "list", start="traffic-advisory")
    images = "Not needed: images checked: no image or clip (the draft)"
    family = (
        "Not needed: family call assigned, comments watched: nobody dead or seriously hurt "
        "(Sgt. Park, 02:14)"
    )
    assert said.flowing.count(images) == said.flowing.count(family) == 1
    assert "4 of 8. Privacy and safety: closure details only" in said.text
    assert "2 family call assigned, victim step: not needed" in said.flowing
    assert said.session.answer("kin-followup-set") is None


def test_what_is_not_needed_can_be_answered_all_the_same(desk):
    begun = LINES[: LINES.index("3")]
    lines = ("1", "Sgt. Park", "n", "yes", "go 2")
    said = desk.talk(*begun, *lines, "Lt. Cole", "+2h", "yes", start="traffic-advisory")
    assert "Not needed: nobody dead or seriously hurt (Sgt. Park, 02:14)" in said.flowing
    assert said.session.answer("kin-followup-set").outcome == "confirmed"


# The other answers


def test_does_not_apply_needs_somebody_else_who_verified_it(desk):
    session_id = begun(desk, "travel-details", "traffic-serious")
    go = ("go travel-details", "other", "1")
    for name in ("", "me", "Maria Ruiz"):
        said = desk.talk(*go, name, "yes", session_id=session_id)
        assert "! Somebody else must verify it" in said.flowing
        assert said.session.answer("travel-details") is None
    said = desk.talk(*go, "Sgt. Brown, patrol", "yes", session_id=session_id)
    assert "Confirm: travel details: Does not apply: " in said.flowing
    assert ", verified by Sgt. Brown, patrol" in said.flowing
    assert said.session.answer("travel-details").verified_by == "Sgt. Brown, patrol"


def test_an_exception_is_asked_for_and_holds_the_gate(desk):
    session_id = begun(desk, "medical-limits")
    number = len(checklist("traffic-serious").step("medical-limits").does_not_apply) + 1
    said = desk.talk(
        "go medical-limits",
        "other",
        str(number),
        "Rang twice",
        "yes",
        "ready",
        session_id=session_id,
    )
    assert said.session.answer("medical-limits").outcome == "exception"
    assert "The exception is not yet granted." in said.flowing
    assert "Who can answer: A supervisor" in said.flowing


def test_not_done_is_an_answer_where_the_step_is_ordinary(desk):
    said = desk.talk(*LINES[:AS_OF], "other", "1", "", "yes", start="traffic-advisory")
    assert "! Not complete" in said.flowing
    said = desk.talk("other", "1", "Nobody there", "yes", session_id=said.session.id)
    assert said.session.answer("publish-urgent").outcome == "not-done"
    assert "Confirm: as of, next update: Not done: Nobody there" in said.flowing


def test_other_away_from_a_step_says_where_it_belongs(desk):
    said = desk.talk("other", start="traffic-advisory")
    assert "! That works only in a step that you can answer. Go to one first." in said.flowing


def test_a_field_of_a_number_says_so_before_it_is_answered(desk):
    session_id = begun(desk, "descriptor-quality", "unidentified-suspect")
    said = desk.talk("go descriptor-quality", "scar, limp", session_id=session_id)
    assert "Specific features (a number, 3 or more):" in said.text
    assert "! Enter a whole number, such as 2." in said.text
