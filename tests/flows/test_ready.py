"""Marking ready is for exactly what was shown, and a text leaves only while it may be posted."""

from pathlib import Path

from drivers.scripted_dialog import FakeDialog
from factories.homes import PIO, TrialHome
from factories.sessions import NOON, answered

from checklists.session.fingerprints import content_digest
from checklists.workspace.open_session import OpenSession
from tui.flows.posting import mark_ready, text_to_post


def whole(tmp_path: Path) -> OpenSession:
    """A session in which nothing is open, on disk and open."""
    session = answered("traffic-serious", author=PIO).session
    return OpenSession.create(TrialHome(tmp_path / "home").store, session, PIO, lambda: NOON)


def test_what_was_shown_is_marked_ready_and_its_text_may_be_posted(tmp_path: Path):
    with whole(tmp_path) as opened:
        dialog = FakeDialog(opened)
        shown = content_digest(opened.session)
        assert dialog.follow(mark_ready(dialog, shown)) is True
        assert opened.session.ready.digest == shown
        assert dialog.follow(text_to_post(dialog, str)) == opened.session
        assert dialog.follow(mark_ready(dialog, shown)) is False
        assert dialog.refused == ["Nothing to mark"]


def test_what_was_not_shown_is_not_marked(tmp_path: Path):
    with whole(tmp_path) as opened:
        dialog = FakeDialog(opened)
        assert dialog.follow(mark_ready(dialog, "0" * 64)) is False
        assert opened.session.ready is None
        assert len(dialog.refused) == 1


def test_a_text_that_may_not_be_posted_is_not_given_and_why_is_said(opened: OpenSession):
    dialog = FakeDialog(opened)
    flow = text_to_post(dialog, lambda found: f"It is {found.status}.")
    assert dialog.follow(flow) is None
    assert dialog.told == ["It is in-progress."]
