"""`=` takes who, how and when from the answer that was given last."""

from drivers.prompts import ADVISORY, CLOSURE_ONLY, flat


def test_of_two_answers_of_one_second_it_is_the_later_one(desk):
    # The clock stands still: every answer is of the same second.
    lines = flat(ADVISORY)
    at_travel_details = CLOSURE_ONLY + 2
    said = desk.talk(*lines[:at_travel_details], "=", start="traffic-advisory")
    record = said.session.entered_in("travel-details")[0]
    assert record["checked-with"] == "Lt. Cole, investigations"
    assert "(= takes Lt. Cole, investigations):" in said.text
    # From which answer it came is said at once.
    assert "From family call assigned: Lt. Cole, investigations." in said.flowing


def test_without_an_earlier_answer_it_says_so_and_keeps_nothing(desk):
    lines = flat(ADVISORY)
    at_told_by = lines.index("Sgt. Brown, patrol")
    said = desk.talk(*lines[:at_told_by], "=", start="traffic-advisory")
    assert "! There is no earlier call to copy: nobody in this role is named yet." in said.text
    assert "told-by" not in said.session.entered_in("injury-status")[0]


def test_what_is_the_authors_own_is_taken_from_their_account_and_it_says_so(desk):
    walk = desk.walk("traffic-serious", answered=False).case_number().write().post_on("x")
    said = desk.talk("go monitored", "=", session_id=desk.save(walk.questions_no()))
    assert "Who monitors it (= takes Maria Ruiz, PIO):" in said.flowing
    assert "From your account: Maria Ruiz, PIO." in said.flowing
    assert said.session.entered_in("monitored")[0]["owner"] == "Maria Ruiz, PIO"
    assert said.session.answer("monitored") is None


def test_a_proposed_value_is_not_confirmed_by_it(desk):
    lines = flat(ADVISORY)
    at_travel_details = CLOSURE_ONLY + 2
    said = desk.talk(*lines[:at_travel_details], "=", "n", start="traffic-advisory")
    assert said.session.answer("travel-details") is None
    assert "Confirm: Lt. Cole, investigations, 02:14" in said.text


def test_a_step_answered_for_one_of_two_says_for_how_many_and_what_the_other_one_lacks(desk):
    walk = desk.walk("traffic-serious", answered=False).case_number().write().post_on("x")
    died = walk.questions_no().list_person("deceased")
    walk.list_person("next-of-kin", died)
    walk.list_person("next-of-kin", died)
    walk.confirm("victims-identified").confirm("kin-notified", *walk.whole("kin-notified", "K1"))
    said = desk.talk("list", "ready", session_id=desk.save(walk))
    number = 1 + [step.id for step in walk.checklist.steps].index("kin-notified")
    assert f"{number} family notified, victim step: open, 1 of 2" in said.text
    assert "K2 still needs: Outcome, Who told or tried, How, When." in said.flowing
    assert "HELD" not in said.text
