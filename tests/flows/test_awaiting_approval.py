"""What is possible while a post waits for an approval: whom to call, and two ways besides."""

import os
from datetime import timedelta

import pytest
from drivers.scripted_dialog import BACK, FakeDialog
from factories.homes import TrialHome
from factories.sessions import FixedRules, Walk, answered, catalog
from msgspec.structs import replace

from checklists.records.store import Store
from checklists.session.fingerprints import content_digest
from checklists.session.review import OnCall
from checklists.workspace.open_session import OpenSession
from checklists.workspace.sessions import Workspace
from checklists.workstation.account import current_actor
from checklists.workstation.policy import Policy
from tui.flows.awaiting_approval import SMALLER_TYPES, approved_by_phone, smaller_statement
from tui.wording.approval_words import (
    KEYS,
    NO_SMALLER_TYPE,
    NOBODY_LISTED,
    NOT_WAITING,
    SMALLER,
    WHO_APPROVED,
    whom_to_call,
)
from tui.wording.session_words import final_review_lines, standing_words

TYPE = "traffic-serious"
CHEN = OnCall(1001, "Lt. Chen", "555 0134")
POLICY = Policy(
    blank_after=timedelta(minutes=5),
    supervisors="daemon",
    needs_approval=(TYPE,),
    phone_approval=True,
    on_call=(CHEN, OnCall(1002, "Capt. Roe", "555 0135")),
)
EVERYBODY_SUPERVISES = "checklists.records.store.is_member"


@pytest.fixture
def waits(tmp_path, monkeypatch):
    """An open session that waits for an approval, in a home where two supervisors are on call."""
    monkeypatch.setattr(EVERYBODY_SUPERVISES, lambda *_: True)
    home = TrialHome(tmp_path / "home")
    actor = current_actor()
    store = Store(home.places, actor, FixedRules(home.places, POLICY))
    walk = answered(TYPE, author=actor).mark_ready()
    clock = lambda: walk.now + timedelta(minutes=5)  # noqa: E731
    with OpenSession(store, store.create(walk.session), actor, clock) as opened:
        yield opened


def test_it_says_whom_to_call_and_what_else_is_possible(waits: OpenSession) -> None:
    assert waits.status().awaits_approval
    assert standing_words(waits).endswith("needs approval. Call Lt. Chen, 555 0134. F8: more.")
    said = "\n".join(final_review_lines(waits, {}, "", KEYS))
    assert "Call, in this order:\n  Lt. Chen, 555 0134\n  Capt. Roe, 555 0135\n" in said
    for key in KEYS:
        assert f"{key} records" in said or f"{key} starts" in said
    nobody = replace(waits.context, on_call=())
    assert whom_to_call(nobody, KEYS)[0] == NOBODY_LISTED
    assert not any("by phone" in line for line in whom_to_call(nobody, KEYS))


def test_whoever_wrote_it_is_nobody_to_call(waits: OpenSession) -> None:
    own = OnCall(os.getuid(), "Me", "555 0000")
    waits._store.rules = FixedRules(waits._store.places, replace(POLICY, on_call=(own, CHEN)))
    waits.refresh()
    assert waits.context.on_call == (CHEN,)


def test_a_smaller_statement_is_a_session_of_its_own_with_the_case(waits: OpenSession) -> None:
    dialog = FakeDialog(waits, "holding-statement")
    usable = catalog().checklists
    assert dialog.follow(smaller_statement(dialog, usable)) == "holding-statement"
    assert dialog.asked == [SMALLER]
    started = Workspace(waits._store, waits.actor).start_smaller(waits.session, SMALLER_TYPES[1])
    with started as smaller:
        assert smaller.session.case_number == waits.session.case_number != ""
        assert (smaller.session.draft.text, smaller.session.people) == ("", ())
        assert smaller.blockers()
        assert smaller.is_new
    assert waits.status().awaits_approval


def test_it_is_offered_only_while_it_waits_and_where_a_type_is_there(waits: OpenSession) -> None:
    nothing = FakeDialog(waits)
    assert nothing.follow(smaller_statement(nothing, {})) == ""
    assert nothing.told == [NO_SMALLER_TYPE]
    waits._store.rules = FixedRules(waits._store.places, replace(POLICY, needs_approval=()))
    waits.refresh()
    dialog = FakeDialog(waits)
    assert dialog.follow(smaller_statement(dialog, catalog().checklists)) == ""
    assert dialog.told == [NOT_WAITING]


def test_an_approval_by_phone_is_attested_whole_and_recorded(waits: OpenSession) -> None:
    shown = content_digest(waits.session)
    dialog = FakeDialog(waits, "1001", {"at": "soon"}, {"at": ""})
    assert dialog.follow(approved_by_phone(dialog, shown))
    assert dialog.offered == [["Lt. Chen, 555 0134", "Capt. Roe, 555 0135"]]
    assert dialog.refused == ["Not a time"]
    assert (
        "Lt. Chen, called back at 555 0134, heard this text and its digest" in dialog.attested[-1]
    )
    assert waits.status().may_be_posted
    said = "\n".join(final_review_lines(waits, {}, "", KEYS))
    assert "Approved by phone: Lt. Chen at 555 0134" in said
    assert "stated by" in said
    assert "to be confirmed by" in said


def test_going_back_or_where_it_may_not_be_records_nothing(waits: OpenSession) -> None:
    shown = content_digest(waits.session)
    dialog = FakeDialog(waits, BACK)
    assert dialog.follow(approved_by_phone(dialog, shown)) == BACK
    assert dialog.asked == [WHO_APPROVED]
    waits._store.rules = FixedRules(waits._store.places, replace(POLICY, phone_approval=False))
    waits.refresh()
    dialog = FakeDialog(waits)
    assert not dialog.follow(approved_by_phone(dialog, shown))
    assert dialog.refused == ["Not by phone"]
    assert waits.session.by_phone == ()


def test_policy_is_asked_again_when_it_is_saved(waits: OpenSession) -> None:
    shown = content_digest(waits.session)

    class Changed(FakeDialog):
        async def fill(self, *more, **others):
            off = replace(POLICY, phone_approval=False)
            self.opened._store.rules = FixedRules(self.opened._store.places, off)
            return await super().fill(*more, **others)

    dialog = Changed(waits, "1001", {"at": ""})
    assert not dialog.follow(approved_by_phone(dialog, shown))
    assert dialog.refused == ["Not by phone"]
    assert waits.session.by_phone == ()


def test_each_of_the_smaller_types_ships() -> None:
    assert set(SMALLER_TYPES) <= set(catalog().checklists)
    assert Walk(SMALLER_TYPES[1]).checklist.short
