"""Images and clips, and whether a change alters what was told."""

from datetime import timedelta
from pathlib import Path

from drivers.scripted_dialog import BACK, FakeDialog
from factories.homes import PIO, TrialHome
from factories.sessions import NOON, PHOTO, answered, whole_record
from msgspec.structs import replace

from checklists import changes
from checklists.definitions.catalog import load_catalog
from checklists.workspace.open_session import OpenSession
from tui.flows.draft import (
    ALL,
    accept,
    ask_meaning,
    choose_platforms,
    fill_in_post,
    is_accepted,
    proposed_platforms,
    settle_unaccepted,
    texts_of,
    texts_with,
)
from tui.flows.media import change_media
from tui.wording.questions import CASE_NUMBER, MEANING, NO_TEXT_TO_ACCEPT, WHERE


def test_an_image_is_added_with_the_digest_of_its_file(opened: OpenSession, tmp_path: Path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"pixels")
    dialog = FakeDialog(opened, "image", {"description": PHOTO, "file": f" {photo} "})
    assert dialog.follow(change_media(dialog)) == "M1"
    (media,) = opened.session.draft.media
    assert (media.description, len(media.sha256)) == (PHOTO, 64)


def test_a_missing_file_and_a_missing_description_are_asked_for_again(opened: OpenSession):
    dialog = FakeDialog(
        opened,
        "video",
        {"description": "", "file": "/not/there"},
        {"file": "a\x00b"},
        {"file": ""},
        {"description": PHOTO},
    )
    assert dialog.follow(change_media(dialog)) == "M1"
    assert dialog.refused == ["No such file", "No such file", "A description is needed"]
    assert opened.session.draft.media[0].sha256 == ""


def test_an_image_is_taken_out(opened: OpenSession):
    opened.perform(changes.add_media, "image", PHOTO)
    dialog = FakeDialog(opened, "M1")
    assert dialog.follow(change_media(dialog)) == "M1"
    assert opened.session.draft.media == ()


def test_going_back_changes_no_media(opened: OpenSession):
    opened.perform(changes.add_media, "image", PHOTO)
    before = opened.session
    for answers in ((BACK,), ("image", BACK)):
        dialog = FakeDialog(opened, *answers)
        assert dialog.follow(change_media(dialog)) == BACK
    assert opened.session == before


def test_nothing_is_asked_about_the_meaning_before_anybody_was_told(opened: OpenSession):
    dialog = FakeDialog(opened)
    assert dialog.follow(ask_meaning(dialog)) is None


def test_what_is_not_saved_has_no_label(opened: OpenSession):
    opened.perform(changes.add_media, "image", PHOTO)
    opened.close()
    dialog = FakeDialog(opened, "M1")
    assert dialog.follow(change_media(dialog)) == ""
    assert dialog.refused == ["Read only"]


def test_a_text_is_accepted_without_a_question_before_anybody_was_told(opened: OpenSession):
    dialog = FakeDialog(opened)
    assert dialog.follow(accept(dialog, "The road is closed.", {"x": "Closed.", "nextdoor": " "}))
    assert opened.session.draft.text == "The road is closed."
    assert opened.session.draft.variants == {"x": "Closed."}
    assert is_accepted(opened.session.draft, *texts_with(opened.session.draft, "nextdoor", " "))


def test_where_there_is_no_text_none_is_accepted(opened: OpenSession):
    before = opened.session
    dialog = FakeDialog(opened)
    assert not dialog.follow(accept(dialog, "", {"x": ""}))
    assert dialog.told == [NO_TEXT_TO_ACCEPT]
    assert opened.session == before
    opened.perform(changes.accept_draft, "The road is closed.", {})
    dialog = FakeDialog(opened)
    assert dialog.follow(accept(dialog, "", {}))
    assert opened.session.draft.text == ""


def test_an_accepted_post_is_asked_for_what_it_lacks_and_for_nothing_else(opened: OpenSession):
    platforms = load_catalog().platforms
    opened.perform(changes.set_case_number, "")
    dialog = FakeDialog(opened, {"case": "26-1182"}, ["x"])
    dialog.follow(fill_in_post(dialog, platforms))
    assert dialog.asked == [CASE_NUMBER, WHERE]
    assert opened.session.case_number == "26-1182"
    assert opened.session.draft.platforms == ("x",)
    dialog = FakeDialog(opened)
    dialog.follow(fill_in_post(dialog, platforms))
    assert dialog.asked == []


def test_a_case_number_that_is_not_known_yet_holds_up_nothing(opened: OpenSession):
    opened.perform(changes.set_case_number, "")
    dialog = FakeDialog(opened, BACK, ["facebook"])
    dialog.follow(fill_in_post(dialog, load_catalog().platforms))
    assert opened.session.case_number == ""
    assert opened.session.draft.platforms == ("facebook",)


def somebody_was_told(opened: OpenSession) -> None:
    opened.perform(changes.add_person, "deceased")
    opened.perform(changes.add_person, "next-of-kin", stands_for="D1")
    step = opened.known_checklist().step("kin-notified")
    assert step is not None
    opened.perform(changes.confirm, step.id, [whole_record(step, "K1", opened.clock())])


def test_a_changed_text_is_accepted_with_what_the_change_means(opened: OpenSession):
    opened.perform(changes.accept_draft, "The road is closed.", {})
    somebody_was_told(opened)
    dialog = FakeDialog(opened)
    assert dialog.follow(accept(dialog, "The road is closed.", {})) is True
    for answers, meaning in (((BACK,), 1), (("no",), 1), (("yes",), 2)):
        dialog = FakeDialog(opened, *answers)
        dialog.follow(accept(dialog, f"The road is open. {answers}", {}))
        assert dialog.asked == [MEANING]
        assert opened.session.draft.meaning == meaning


def test_what_was_typed_last_is_gone_on_with(opened: OpenSession):
    opened.perform(changes.accept_draft, "The road is closed.", {})
    text, variants = texts_with(opened.session.draft, "x", "Closed.")
    opened.perform(changes.type_draft, text, variants)
    assert texts_of(opened.session.draft) == {ALL: "The road is closed.", "x": "Closed."}
    assert texts_with(opened.session.draft, ALL, "Open.") == ("Open.", {"x": "Closed."})


def test_the_platforms_are_what_was_ticked(opened: OpenSession):
    dialog = FakeDialog(opened, ["x", "facebook"])
    dialog.follow(choose_platforms(dialog, load_catalog().platforms))
    assert opened.session.draft.platforms == ("x", "facebook")


def test_an_unaccepted_text_is_accepted_kept_or_dropped(opened: OpenSession):
    texts = ("Second.", {})
    opened.perform(changes.accept_draft, "First.", {})
    for answer, text, typed in (
        ("later", "First.", "Second."),
        ("drop", "First.", None),
        ("accept", "Second.", None),
    ):
        dialog = FakeDialog(opened)
        assert dialog.follow(settle_unaccepted(dialog, answer, *texts))
        draft = opened.session.draft
        assert (draft.text, draft.typed and draft.typed.text) == (text, typed)


def test_a_text_that_cannot_be_saved_is_not_settled(opened: OpenSession):
    opened.close()
    dialog = FakeDialog(opened)
    assert not dialog.follow(settle_unaccepted(dialog, "later", "Second.", {}))
    assert dialog.refused == ["Read only"]


def test_proposed_is_where_the_last_post_of_the_type_went_out_until_something_is_chosen(
    tmp_path: Path,
):
    home = TrialHome(tmp_path / "home")
    before = answered("traffic-serious", NOON - timedelta(days=1), PIO).mark_ready().posted()
    home.store.create(replace(before.session, revision=1))
    platforms, went_out = load_catalog().platforms, before.session.draft.platforms
    assert went_out
    with home.start() as opened:
        assert proposed_platforms(opened, platforms) == went_out
        # One that the agency took out since is not proposed.
        left = {name: found for name, found in platforms.items() if name != went_out[0]}
        assert proposed_platforms(opened, left) == went_out[1:]
        opened.perform(changes.choose_platforms, ["nextdoor"])
        assert proposed_platforms(opened, platforms) == ()


def test_a_proposal_that_is_not_shown_is_not_accepted(opened: OpenSession):
    dialog = FakeDialog(opened)
    assert dialog.follow(accept(dialog, "Route 9 is closed.", {}))
    assert opened.session.draft.platforms == ()
    assert dialog.follow(accept(dialog, "Route 9 is closed.", {}, ("x",)))
    assert opened.session.draft.platforms == ("x",)
