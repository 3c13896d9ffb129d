"""`=` takes who, how and when from the answer that was given last."""

from drivers.prompts import ADVISORY, CLOSURE_ONLY, flat


def test_of_two_answers_of_one_second_it_is_the_later_one(desk):
    # The clock stands still: every answer is of the same second.
    lines = flat(ADVISORY)
    at_travel_details = CLOSURE_ONLY + 2
    said = desk.talk(*lines[:at_travel_details], "=", start="traffic-advisory")
    record = said.session.entered_in("travel-details")[0]
    assert record["checked-with"] == "Lt. Cole, investigations"
    assert "(= Lt. Cole, investigations):" in said.text


def test_without_an_earlier_answer_it_says_so_and_keeps_nothing(desk):
    lines = flat(ADVISORY)
    at_told_by = lines.index("Sgt. Brown, patrol")
    said = desk.talk(*lines[:at_told_by], "=", start="traffic-advisory")
    assert "! No earlier call to copy from: nobody in this role is named yet." in said.text
    assert "told-by" not in said.session.entered_in("injury-status")[0]


def test_a_proposed_value_is_not_confirmed_by_it(desk):
    lines = flat(ADVISORY)
    at_travel_details = CLOSURE_ONLY + 2
    said = desk.talk(*lines[:at_travel_details], "=", "n", start="traffic-advisory")
    assert said.session.answer("travel-details") is None
    assert "Confirm: Lt. Cole, investigations, 02:14" in said.text
