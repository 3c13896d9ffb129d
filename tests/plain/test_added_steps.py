"""A question that adds steps, at the prompts: the same words as on the screens."""

from factories import sessions

QUESTIONS = sessions.checklist("arrest-charge").questions
AT = [question.id for question in QUESTIONS].index("death-or-injury")
NO = ("no",) * (AT + 1)
TAKEN_OUT = (
    "Taken out: family notified, time the family asked, no medical details, name release basis."
)
NOT_NEEDED = "no medical details, name release basis: Did someone die or get seriously hurt"


def asked_of_a_post(desk, *lines, **more):
    """The questions about a text that was accepted."""
    walk = desk.walk("arrest-charge", answered=False).case_number().write().post_on("x")
    return desk.talk("questions", *lines, session_id=desk.save(walk), **more)


def test_a_no_is_confirmed_with_who_verified_it_and_the_steps_are_passed_by(desk):
    said = asked_of_a_post(desk, *NO, "Det. Okafor", "yes", "yes")
    assert f"Confirm: No, verified by Det. Okafor. {TAKEN_OUT}" in said.flowing
    assert (
        f"{QUESTIONS[AT].prompt} If you answer no, say who verified it. yes or no:" in said.flowing
    )
    assert said.flowing.count(NOT_NEEDED) == 1
    answer = said.session.question_answer("death-or-injury")
    assert (answer.yes, answer.verified_by) == (False, "Det. Okafor")


def test_the_author_does_not_verify_it_and_at_a_terminal_the_name_is_asked_again(desk):
    lines = (*NO, "me", "yes", "Det. Okafor", "yes")
    said = asked_of_a_post(desk, *lines, interactive=True)
    assert "Somebody else must verify it" in said.flowing
    assert said.session.question_answer("death-or-injury").verified_by == "Det. Okafor"


def test_who_verified_one_no_is_offered_for_the_next_and_taken_by_a_sign_alone(desk):
    walk = desk.walk("traffic-serious", answered=False).case_number().write().post_on("x")
    lines = ("no", "no", "Sgt. Park, scene", "yes", "no", "=", "yes")
    said = desk.talk("questions", *lines, session_id=desk.save(walk))
    assert "Verified by (= takes Sgt. Park, scene):" in said.flowing
    assert said.session.question_answer("public-already").verified_by == "Sgt. Park, scene"


def test_without_the_word_yes_nothing_is_taken_out(desk):
    said = asked_of_a_post(desk, *NO, "Det. Okafor")
    assert said.session.question_answer("death-or-injury") is None


def test_a_yes_asks_nothing_more_and_why_says_what_is_added(desk):
    said = asked_of_a_post(desk, *NO[:-1], "?", "yes")
    assert "Unless you answer no, this adds: family notified, time the family asked" in said.flowing
    assert said.session.question_answer("death-or-injury").yes is True
    assert NOT_NEEDED not in said.flowing


def test_somebody_on_the_people_list_speaks_against_a_no(desk):
    walk = desk.walk("arrest-charge", answered=False).write()
    walk.list_person("deceased")
    said = desk.talk("questions", *NO, session_id=desk.save(walk))
    assert "! The people list says otherwise" in said.flowing
    assert "ask about D1" in said.flowing
    assert said.session.question_answer("death-or-injury") is None
