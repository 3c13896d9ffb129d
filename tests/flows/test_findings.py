"""Findings when a text is accepted: grave ones want a word, nothing else holds anything up."""

import pytest
from drivers.scripted_dialog import BACK, FakeDialog
from factories.homes import TrialHome

from checklists import changes
from checklists.lint.draft import InText
from checklists.records.codec import write_record
from checklists.session.model import Checked, Found
from checklists.workspace.open_session import OpenSession
from tui.flows.draft import accept
from tui.flows.findings import keep
from tui.wording.finding_words import WHY_KEPT

GRAVE = "He committed suicide on Route 9."
LESSER = "An accident on Route 9."
WHY = "the family uses these words"


def accepted(opened: OpenSession, text: str, *answers: dict[str, str] | str, **more) -> FakeDialog:
    dialog = FakeDialog(opened, *answers)
    dialog.follow(accept(dialog, text, {}, **more))
    return dialog


def checked(opened: OpenSession) -> Checked:
    found = opened.session.checked
    assert found is not None
    return found


def first(opened: OpenSession, text: str) -> InText:
    return opened.linter.find(text)[0]


@pytest.mark.parametrize("text", ["Route 9 is closed.", LESSER])
def test_without_a_grave_finding_nothing_is_asked(opened, text):
    assert accepted(opened, text).asked == []
    assert opened.session.draft.text == text


def test_where_nothing_is_found_the_record_says_so_and_by_which_rules(opened):
    accepted(opened, "Route 9 is closed.")
    assert checked(opened) == Checked(opened.linter.digest)


def test_a_lesser_finding_is_recorded_as_left(opened):
    accepted(opened, LESSER)
    assert checked(opened).found == (Found("accident", "accident"),)


def test_a_grave_finding_asks_once_why_it_stays(opened):
    dialog = accepted(opened, f"{GRAVE} Yes, committed suicide.", {"reason": ""}, {"reason": WHY})
    assert dialog.asked == [WHY_KEPT, WHY_KEPT]
    assert dialog.refused == ["A reason is needed"]
    (found,) = checked(opened).found
    assert (found.grave, found.outcome, found.reason) == (True, "kept", WHY)
    assert opened.session.kept == ()


def test_going_back_from_the_reason_accepts_nothing(opened):
    before = opened.session
    accepted(opened, GRAVE, BACK)
    assert opened.session == before


def test_a_reason_that_cannot_be_saved_accepts_nothing(opened):
    opened.close()
    dialog = accepted(opened, GRAVE, {"reason": WHY})
    assert dialog.refused == ["Read only"]
    assert opened.session.draft.text == ""


def test_a_reason_is_on_disk_at_once_and_is_asked_for_no_more(opened, tmp_path):
    dialog = FakeDialog(opened, {"reason": WHY})
    assert dialog.follow(keep(dialog, first(opened, GRAVE)))
    on_disk = TrialHome(tmp_path / "home").on_disk()
    assert on_disk.kept == (Found("committed-suicide", "committed suicide", True, "kept", WHY),)
    assert accepted(opened, GRAVE).asked == []
    # Nor with another text that has the same words.
    assert accepted(opened, f"{GRAVE} It is closed.").asked == []
    assert checked(opened).found[0].reason == WHY


def test_a_lesser_finding_is_kept_without_a_word(opened):
    dialog = FakeDialog(opened)
    assert dialog.follow(keep(dialog, first(opened, LESSER)))
    accepted(opened, LESSER)
    assert checked(opened).found[0].outcome == "kept"


def test_what_was_changed_is_counted_without_its_words(opened):
    accepted(opened, LESSER)
    accepted(opened, "A crash.", shown={"address": 1})
    assert checked(opened).changed == {"accident": 1, "address": 1}
    assert b"Elm" not in write_record(opened.session).partition(b"[[history]]")[2]


def test_a_text_that_is_accepted_already_is_not_read_again(opened):
    accepted(opened, GRAVE, {"reason": WHY})
    before = opened.session
    assert accepted(opened, GRAVE).asked == []
    assert opened.session == before


def test_the_words_of_a_variant_are_read_too(opened):
    dialog = FakeDialog(opened, {"reason": WHY})
    dialog.follow(accept(dialog, "Route 9 is closed.", {"x": GRAVE}))
    assert dialog.asked == [WHY_KEPT]


def test_a_file_with_findings_is_read_as_it_was_written(opened, tmp_path):
    opened.perform(changes.type_draft, LESSER, {})
    opened.perform(changes.keep_finding, Found("accident", "accident"))
    dialog = FakeDialog(opened, {"reason": WHY})
    dialog.follow(accept(dialog, f"{GRAVE} {LESSER}", {}))
    opened.perform(changes.keep_finding, Found("address", "12 Elm Street"))
    home = TrialHome(tmp_path / "home")
    assert home.on_disk() == opened.session
    text = home.path().read_text()
    assert 'found = [\n    { rule = "committed-suicide", words = "committed suicide", ' in text
    assert '[[kept]]\nrule = "address"' in text
