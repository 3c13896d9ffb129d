"""Marking ready is for exactly what was shown, and a text leaves only while it may be posted."""

from pathlib import Path

from drivers.scripted_dialog import FakeDialog
from factories.homes import PIO, TrialHome
from factories.sessions import AN_HOUR, NOON, TEXT, Walk, answered

from checklists.session.fingerprints import content_digest
from checklists.workspace.open_session import OpenSession
from tui.flows.posting import mark_ready, ready_session, text_to_post
from tui.wording.questions import WHICH_TEXT


def whole(tmp_path: Path, walk: Walk | None = None) -> OpenSession:
    """A session in which nothing is open, on disk and open."""
    session = (walk or answered("traffic-serious", author=PIO)).session
    return OpenSession.create(TrialHome(tmp_path / "home").store, session, PIO, lambda: NOON)


def test_what_was_shown_is_marked_ready_and_its_text_may_be_posted(tmp_path: Path):
    with whole(tmp_path) as opened:
        dialog = FakeDialog(opened)
        shown = content_digest(opened.session)
        assert dialog.follow(mark_ready(dialog, shown)) is True
        assert opened.session.ready.digest == shown
        assert dialog.follow(ready_session(dialog, str)) == opened.session
        ready = dialog.follow(text_to_post(dialog, opened.session, {}, str))
        assert ready == (opened.session, f"{TEXT}\n")
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
    flow = ready_session(dialog, lambda found: f"It is {found.status}.")
    assert dialog.follow(flow) is None
    assert dialog.told == ["It is in-progress."]


def test_where_a_platform_has_a_text_of_its_own_it_is_asked_which_one(tmp_path: Path):
    walk = answered("traffic-serious", author=PIO)
    walk.write(TEXT, {"x": "Route 9 closed."}, changes_meaning=False).questions_no()
    with whole(tmp_path, walk.answer_everything().mark_ready()) as opened:
        for chosen, text in (("all", f"{TEXT}\n"), ("x", "Route 9 closed.\n")):
            dialog = FakeDialog(opened, chosen)
            flow = text_to_post(dialog, opened.session, {}, str)
            assert dialog.follow(flow) == (opened.session, text)
            assert dialog.asked == [WHICH_TEXT]


def test_a_text_that_lapsed_while_it_was_chosen_is_not_given(tmp_path: Path):
    walk = answered("traffic-serious", author=PIO)
    walk.write(TEXT, {"x": "Route 9 closed."}, changes_meaning=False).questions_no()
    with whole(tmp_path, walk.answer_everything().mark_ready()) as opened:
        dialog = FakeDialog(opened, "x")
        flow = text_to_post(dialog, opened.session, {}, lambda found: f"It is {found.status}.")
        opened.clock = lambda: NOON + 2 * AN_HOUR
        assert dialog.follow(flow) is None
        assert dialog.told == ["It is lapsed."]
