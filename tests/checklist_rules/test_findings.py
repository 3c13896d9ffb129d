"""Findings answer and block nothing; whoever reviews the post sees them first, with the reasons."""

import pytest
from factories.sessions import NOON, Walk, actor, checklist
from msgspec.structs import replace

from checklists import changes
from checklists.definitions.wording_files import load_wording
from checklists.errors import Refused
from checklists.gate.audit.findings import findings
from checklists.gate.context import EMPTY_CONTEXT, SessionContext
from checklists.review.report import review_view
from checklists.session.fingerprints import history_digest
from checklists.session.model import Checked, Found, HistoryEntry
from tui.wording.finding_words import MOST_LISTED
from tui.wording.review_words import page_lines

WHY = "the family uses these words"
FOUND = (
    Found("accident", "accident"),
    Found("committed-suicide", "committed suicide", True, "kept", WHY),
)
CHECKED = Checked("sha256:rules", FOUND, {"address": 2})
WHO = {"actor": actor(), "now": NOON}


def with_findings(walk: Walk, checked: Checked | None = CHECKED) -> Walk:
    walk.session = changes.accept_draft(
        walk.session, walk.checklist, "Accident. He committed suicide.", {}, checked=checked, **WHO
    )
    return walk


def page(walk: Walk, name: str) -> str:
    view = review_view(walk.session, walk.checklist, EMPTY_CONTEXT, walk.now)
    lines = page_lines(name, view, walk.checklist, walk.now)
    return "\n".join(" ".join(line.text.split()) for line in lines)


def test_a_finding_blocks_nothing_and_makes_nothing_stale():
    codes = []
    for checked in (CHECKED, None):
        walk = with_findings(Walk("traffic-serious").case_number().post_on("x"), checked)
        walk.questions_no().list_who_is_needed()
        codes.append(walk.answer_everything().codes())
    assert codes == [[], []]


def test_a_grave_finding_is_kept_only_with_a_reason_that_can_be_seen():
    session = Walk("traffic-serious").session
    for reason in ("", "  ", "\u2800"):
        with pytest.raises(Refused, match="grave harm") as refused:
            changes.keep_finding(session, Found("ssn", "1", True, reason=reason))
        assert refused.value.field == "reason"
    kept = changes.keep_finding(session, Found("ssn", "AB", True, reason=WHY))
    again = changes.keep_finding(kept, Found("ssn", "ab", True, reason="another"))
    assert again.kept == (Found("ssn", "ab", True, "kept", "another"),)


def test_the_first_page_of_a_review_has_the_grave_kept_ones_first_with_their_reasons():
    said = page(with_findings(Walk("traffic-serious")), "brief").splitlines()
    at = next(n for n, line in enumerate(said) if line.startswith("Check this"))
    assert said[at : at + 3] == [
        f'Check this GRAVE "committed suicide" (committed-suicide), kept: {WHY}',
        '"accident" (accident), left',
        "changed before it was accepted: address 2",
    ]
    assert not any(line.startswith(("Look first", "Told first")) for line in said[:at])


def test_the_first_page_has_a_few_and_the_third_has_all():
    found = tuple(Found("phone", f"555-{n:04}") for n in range(MOST_LISTED + 2))
    walk = with_findings(Walk("traffic-serious"), Checked("sha256:rules", found, more=3))
    assert "and 3 more findings" in page(walk, "brief")
    whole = page(walk, "unusual")
    assert all(one.words in whole for one in found)
    assert "and 3 more findings" in whole


def test_a_record_with_findings_is_as_the_program_writes_it():
    walk = with_findings(Walk("traffic-serious"))
    assert findings(walk.session, walk.checklist, SessionContext(), NOON) == ()
    # Findings belong to a text that was accepted, and to nothing else.
    entry = replace(walk.session.history[0], checked=CHECKED)
    history = (entry, *walk.session.history[1:])
    forged = replace(walk.session, history=history, history_digest=history_digest(history))
    said = findings(forged, walk.checklist, SessionContext(), NOON)
    assert "it is not in the form the program writes" in [one.what for one in said]


def test_whoever_continues_the_session_has_its_findings_too():
    walk = with_findings(Walk("traffic-serious").case_number())
    other = actor("lchen", 1005)
    for begun in (
        changes.continue_session(walk.session, walk.checklist, "b", actor=other, now=NOON),
        changes.start_instead(
            walk.session, checklist("death-investigation"), "c", actor=other, now=NOON
        ),
    ):
        assert begun.checked == CHECKED


def test_a_text_that_was_edited_by_hand_has_no_findings_of_the_text_before():
    walk = with_findings(Walk("traffic-serious"))
    edited = replace(walk.session, sealed=False)
    taken = changes.take_over_hand_edit(edited, **WHO)
    assert isinstance(taken.history[-1], HistoryEntry)
    assert taken.checked is None


def test_every_grave_rule_and_every_scanner_is_shown_beside_a_step():
    wording = load_wording().wording
    shown = {rule for concern in wording.concerns for rule in concern.rules}
    assert {rule.id for rule in wording.rules} <= shown
    assert "crash-wording" in [c.step for c in wording.concerns if "accident" in c.rules]
