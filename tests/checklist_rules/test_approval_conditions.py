"""What the policy asks of a post: an approval before it, a review after it, or neither."""

from datetime import timedelta

import pytest
from factories.sessions import ALL_TYPES, Walk, answered, checklist, in_file

from checklists.gate.approval import approval_rule

ARREST = "arrest-charge"
CLOSURE = "traffic-advisory"


def needed(entry, walk):
    rule = approval_rule((entry,), (), timedelta(hours=12), walk.session, walk.checklist)
    return rule.needed


def arrest(child="nobody", photo="none"):
    walk = answered(ARREST)
    walk.choose("apparent-child", "answer", child)
    return walk.choose("suspect-release-limits", "photo", photo)


def closure(answer):
    return answered(CLOSURE).choose("injury-status", "answer", answer)


def nobody_listed(walk):
    for person in reversed(walk.session.listed):
        walk.remove_person(person.label)
    return walk


@pytest.mark.parametrize(
    ("entry", "walk", "asked"),
    [
        (ARREST, arrest, True),
        ("*", arrest, True),
        (CLOSURE, arrest, False),
        ("* if listed", arrest, True),
        (f"{ARREST} if listed", arrest, True),
        (f"{ARREST} if listed", lambda: nobody_listed(arrest()), False),
        (f"{ARREST} if child", arrest, False),
        (f"{ARREST} if child", lambda: arrest(child="blurred"), True),
        (f"{ARREST} if child", lambda: arrest(child="allowed"), True),
        (f"{ARREST} if booking-photo", arrest, False),
        (f"{ARREST} if booking-photo", lambda: arrest(photo="other"), False),
        (f"{ARREST} if booking-photo", lambda: arrest(photo="booking-allowed"), True),
        (f"{CLOSURE} if hurt", lambda: closure("none"), False),
        (f"{CLOSURE} if hurt", lambda: closure("serious-or-fatal"), True),
        (f"{CLOSURE} if hurt", lambda: closure("unknown"), True),
        (f"{CLOSURE} if hurt", arrest, False),
    ],
)
def test_a_condition_holds_by_what_was_answered(entry, walk, asked):
    assert needed(entry, walk()) is asked


@pytest.mark.parametrize("condition", ["child", "booking-photo"])
def test_what_was_not_answered_and_cannot_be_told_holds(condition):
    entry = f"{ARREST} if {condition}"
    assert needed(entry, Walk(ARREST))
    for outcome in ("not-done", "exception"):
        walk = arrest()
        for step in ("apparent-child", "suspect-release-limits"):
            in_file(walk, step, outcome=outcome)
        assert needed(entry, walk)
    walk = arrest()
    for step in ("apparent-child", "suspect-release-limits"):
        in_file(walk, step, evidence=())
    assert needed(entry, walk)
    assert needed(f"{CLOSURE} if {condition}", closure("none"))
    assert approval_rule((entry,), (), timedelta(hours=1), arrest().session, None).needed


def test_a_question_answered_no_says_that_no_suspect_is_shown():
    name = next(n for n in ALL_TYPES if "suspect-release-limits" in checklist(n).questions_adding)
    walk = Walk(name).case_number().write().every_step_asked()
    entry = f"{name} if booking-photo"
    assert needed(entry, walk)
    assert not needed(entry, walk.questions_no())


def test_no_booking_photo_where_nobody_accused_is_shown():
    walk = arrest(photo="booking-allowed").does_not_apply(
        "suspect-release-limits", "no-suspect-info"
    )
    assert not needed(f"{ARREST} if booking-photo", walk)


def test_a_review_afterward_is_owed_only_where_no_approval_comes_before():
    walk = closure("unknown")
    entry = f"{CLOSURE} if hurt"
    for before, after, found in (
        ((), (entry,), (False, True)),
        ((entry,), (entry,), (True, False)),
        ((), (), (False, False)),
        ((), (ARREST,), (False, False)),
    ):
        rule = approval_rule(before, after, timedelta(hours=12), walk.session, walk.checklist)
        assert (rule.needed, rule.afterward) == found
