"""What is open at the prompts while others change what decides."""

from datetime import timedelta

import pytest

TYPE = "traffic-advisory"

BOYD = "Chief Boyd, police"


@pytest.fixture
def ready(desk):
    return desk.save(desk.walk(TYPE).mark_ready())


def before_line(number, act):
    """Do something right before a line is read, after all that was said before it."""
    lines = []

    def before():
        lines.append(True)
        if len(lines) == number:
            act()

    return before


def ask_for_approvals(desk):
    desk.places.policy.write_text('schema = 1\nneeds_approval = ["*"]\n', encoding="utf-8")


def after_the_first_prompt(said):
    return said.flowing.partition("text, posted, or quit:")[2]


def test_the_next_prompt_says_that_an_approval_is_needed_now(desk, ready):
    before = before_line(1, lambda: ask_for_approvals(desk))
    after = after_the_first_prompt(desk.talk("what?", session_id=ready, before=before))
    assert (
        "A supervisor must approve it before it is posted. ready: more. text, posted, or quit:"
        in after
    )


def test_the_text_is_refused_in_words_and_not_said(desk, ready):
    before = before_line(1, lambda: ask_for_approvals(desk))
    said = desk.talk("text", session_id=ready, before=before)
    after = after_the_first_prompt(said)
    assert "! A supervisor must approve it before it is posted." in after
    assert said.session.draft.text not in after


def test_what_is_not_ready_any_more_is_recorded_as_posted_with_the_reason(desk, ready):
    """It went out all the same: nothing holds that record back."""
    desk.later(minutes=1)
    lines = ("posted", "-", "now", "The mayor had read it out", BOYD, "3", "")
    before = before_line(1, lambda: desk.later(hours=1))
    said = desk.talk(*lines, session_id=ready, before=before)
    assert (
        "The post went out before it was marked ready. It is recorded as it happened." in said.text
    )
    (posted,) = said.session.posted
    assert (posted.early, posted.reason) == ("ready", "The mayor had read it out")


def test_what_went_out_while_it_was_ready_is_not_early_however_late_it_is_recorded(desk, ready):
    at = f"{desk.now:%H:%M}"
    desk.later(hours=5)
    said = desk.talk("ready", "posted", "-", at, "3", "", session_id=ready)
    (posted,) = said.session.posted
    assert (posted.early, posted.reason, posted.ordered_by) == ("", "", "")
    assert posted.recorded_at - posted.at > timedelta(hours=4)


def test_it_is_recorded_from_the_list_of_what_holds_it_too(desk):
    session_id = desk.save(desk.walk(TYPE, answered=False).case_number().write().post_on("x"))
    lines = ("ready", "posted", "-", "now", "The mayor had read it out", BOYD, "3")
    said = desk.talk(*lines, session_id=session_id)
    assert "NOT READY" in said.text
    (posted,) = said.session.posted
    assert (posted.early, posted.reason) == ("ready", "The mayor had read it out")


def test_the_reason_is_asked_for_where_it_came_to_be_too_early_while_it_was_asked(desk, ready):
    """The policy changes after the last question and before it is saved."""
    lines = ("posted", "https://example.org/1", "now", "Read out on the air", BOYD, "3", "")
    before = before_line(3, lambda: ask_for_approvals(desk))
    said = desk.talk(*lines, session_id=ready, before=before)
    assert (
        "The post went out before a supervisor approved it. It is recorded as it happened."
        in said.flowing
    )
    (posted,) = said.session.posted
    assert (posted.early, posted.reason) == ("approval", "Read out on the air")
