"""What was accepted or typed once can be brought back: the history keeps it whole."""

from datetime import timedelta

import pytest
from factories.sessions import NOON, Walk, actor
from msgspec.structs import replace

from checklists import changes
from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.records.codec import read_record, write_record
from checklists.session.fingerprints import content_digest, history_digest
from checklists.session.model import Typed

FIRST = Typed("Route 9 is closed.\nUse Route 4.", {"x": "Route 9 closed."})
SECOND = Typed("Route 9 is open.")
WHO = {"actor": actor(), "now": NOON}


@pytest.fixture
def walk() -> Walk:
    """A session whose first text was replaced by another."""
    walk = Walk("traffic-advisory")
    for text in (FIRST, SECOND):
        walk.session = changes.accept_draft(
            walk.session, walk.checklist, text.text, text.variants, **WHO
        )
    return walk


def kept(session):
    return [entry.earlier for entry in changes.earlier_drafts(session)]


def test_a_replaced_text_stands_whole_in_the_history_and_in_its_file(walk):
    assert kept(walk.session) == [FIRST]
    again = read_record(write_record(replace(walk.session, revision=1)), "it")
    assert kept(again) == [FIRST]
    assert again.history == walk.session.history


def test_a_discarded_text_is_kept_and_the_ready_content_is_as_before(walk):
    before = content_digest(walk.session)
    typed = changes.type_draft(walk.session, "Half a", {})
    dropped = changes.drop_typed(typed, **WHO)
    assert dropped.draft.typed is None
    assert content_digest(dropped) == before
    assert kept(dropped) == [Typed("Half a"), FIRST]
    assert dropped.history[-1].did == "draft-discarded"


def test_a_text_comes_back_as_typed_and_what_was_typed_since_joins_the_list(walk):
    typed = changes.type_draft(walk.session, "Half a", {})
    back = changes.bring_back(typed, FIRST, **WHO)
    assert back.draft.typed == FIRST
    assert back.draft.text == SECOND.text
    assert kept(back) == [Typed("Half a")]
    accepted = changes.accept_draft(
        back, walk.checklist, FIRST.text, FIRST.variants, **WHO, changes_meaning=False
    )
    assert accepted.draft.text == FIRST.text
    assert kept(accepted) == [SECOND, Typed("Half a")]


def test_the_text_that_stands_is_no_earlier_one(walk):
    back = changes.bring_back(walk.session, SECOND, **WHO)
    assert back.draft.typed is None
    assert kept(back) == [FIRST]


def test_typing_the_accepted_text_again_leaves_no_discarded_one(walk):
    typed = changes.type_draft(walk.session, SECOND.text + "x", {})
    accepted = changes.accept_draft(typed, walk.checklist, SECOND.text, {}, **WHO)
    assert kept(accepted) == [FIRST]
    assert changes.drop_typed(changes.type_draft(accepted, "", {}), **WHO).history == (
        accepted.history
    )


def resealed(session, number, **changed):
    entry = replace(session.history[number], **changed)
    history = (*session.history[:number], entry, *session.history[number + 1 :])
    return replace(session, history=history, history_digest=history_digest(history))


def what_verify_says(session):
    found = findings(session, None, SessionContext(), NOON + timedelta(days=1))
    return {finding.where for finding in found}


@pytest.mark.parametrize(
    ("number", "changed", "where"),
    [
        (2, {"earlier": Typed("Route 9 was never closed.")}, "draft"),
        (2, {"earlier": None}, "draft"),
        (1, {"earlier": FIRST}, "draft"),
        (2, {"earlier": Typed("")}, "history entry 3"),
        (3, {"earlier": SECOND}, "draft"),
        (3, {"earlier": None}, "history entry 4"),
        (3, {"earlier": Typed("a", {"x": " "})}, "history entry 4"),
    ],
)
def test_verify_names_an_earlier_text_that_was_never_there(walk, number, changed, where):
    typed = changes.type_draft(walk.session, "Half a", {})
    session = changes.drop_typed(typed, **WHO)
    assert what_verify_says(session) == set()
    assert where in what_verify_says(resealed(session, number, **changed))
