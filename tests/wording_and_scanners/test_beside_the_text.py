"""Descriptions of media, notes, and details: what names somebody in them is pointed at, too."""

import pytest
from factories.sessions import Walk, answered

from checklists.definitions.wording_files import load_wording
from checklists.gate.context import SessionContext
from checklists.lint.draft import DraftLinter
from checklists.lint.record import found_beside
from checklists.review.report import review_view
from tui.wording.review_words import page_lines

TYPE = "traffic-serious"
LINTER = DraftLinter(load_wording().wording, TYPE)


def found(walk: Walk) -> list[tuple[str, str, str]]:
    beside = found_beside(walk.session, walk.checklist, LINTER)
    return [(one.where, one.found.rule, one.found.words) for one in beside]


def crash() -> Walk:
    return answered(TYPE)


def test_an_ordinary_session_has_nothing_beside_its_text():
    assert found(crash()) == []


def test_a_description_is_posted_so_every_rule_is_for_it():
    walk = crash().add_photo("The scene of the accident, call 503-555-0177", changes_meaning=False)
    label = walk.session.draft.media[-1].label
    assert {(label, "phone"), (label, "accident")} <= {(w, r) for w, r, _ in found(walk)}


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("Rang 503-555-0177 twice", "phone"),
        ("She was born 04/12/1987", "birth-date"),
        ("Her number is 123-45-6789", "ssn"),
        ("Wrote to ann@mail.example", "email"),
    ],
)
def test_a_note_of_whom_nobody_reached_is_looked_through_for_what_names_somebody(typed, rule):
    walk = crash().choose(
        "kin-notified", "outcome", "not-reached", "K1", **{"outcome-detail": typed}
    )
    ((where, name, words),) = found(walk)
    assert (where, name) == ("family notified, K1", rule)
    assert words in typed


def test_words_that_are_wrong_in_a_post_alone_are_let_alone_in_a_note():
    walk = crash().choose(
        "kin-notified",
        "outcome",
        "not-reached",
        "K1",
        **{"outcome-detail": "The accident, the thug"},
    )
    assert found(walk) == []


def test_why_a_step_was_not_done_and_why_somebody_was_taken_off_the_list_count_too():
    walk = crash()
    ordinary = next(step for step in walk.checklist.steps if not step.victim_related)
    walk.not_done(ordinary.id, "Nobody at 503-555-0177")
    assert found(walk) == [(ordinary.short, "phone", "503-555-0177")]


def test_a_supervisor_reads_it_on_the_first_page():
    walk = crash().choose(
        "kin-notified", "outcome", "not-reached", "K1", **{"outcome-detail": "Rang 503-555-0177"}
    )
    context = SessionContext()
    view = review_view(walk.session, walk.checklist, context, walk.now, LINTER)
    lines = [line.text for line in page_lines("brief", view, walk.checklist, walk.now)]
    assert any(
        line.startswith("Check this") and 'family notified, K1: "503-555-0177" (phone)' in line
        for line in lines
    )
    unread = review_view(walk.session, walk.checklist, context, walk.now)
    assert unread.beside == ()
