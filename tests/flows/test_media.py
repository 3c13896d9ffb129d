"""A picture is read when it is named, and again once it is cleaned; the record has kinds alone."""

from pathlib import Path

import pytest
from drivers.scripted_dialog import BACK, FakeDialog
from factories.media_files import EXIF, app1, exif, jpeg
from factories.sessions import PHOTO

from checklists import changes
from checklists.gate.audit.history_rows import draft_findings
from checklists.workspace.open_session import OpenSession
from tui.flows.media import change_media
from tui.wording.media_words import FOUND, NOTHING_FOUND, media_findings
from tui.wording.questions import READ_AGAIN

DIRTY = jpeg(app1(exif(*EXIF["location"], *EXIF["serial-number"])))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(DIRTY)
    path.with_name("clean.jpg").write_bytes(jpeg())
    return path


def record_of(opened: OpenSession) -> str:
    (path,) = opened._store.places.home.rglob("*.toml")
    return path.read_text()


def add(opened: OpenSession, path: Path | str, *answers: str | dict[str, str]) -> FakeDialog:
    shows = {"description": PHOTO, "file": str(path)}
    dialog = FakeDialog(opened, "image", shows, *answers)
    dialog.label = dialog.follow(change_media(dialog))
    return dialog


def test_what_a_file_tells_is_shown_at_once_and_only_its_kinds_are_saved(opened, photo):
    dialog = add(opened, photo, "keep")
    assert dialog.asked[-1] == FOUND
    assert dialog.explained[-1] == "Location 29.42 N 98.49 W; serial number SN-4711-0042."
    (media,) = opened.session.draft.media
    assert media.found == ("location", "serial-number")
    assert media_findings(opened.session.draft) == (
        "M1 image: location, serial number; clean the file, then read it again",
    )
    record = record_of(opened)
    assert '"location",\n    "serial-number",\n' in record
    assert "29.42" not in record
    assert "4711" not in record
    assert "photo.jpg" not in record


def test_a_cleaned_file_takes_the_place_of_the_other_with_a_label_of_its_own(opened, photo):
    dialog = add(opened, photo, "read", {"file": str(photo.with_name("clean.jpg"))})
    assert dialog.label == "M2"
    (media,) = opened.session.draft.media
    assert (media.label, media.description, media.found) == ("M2", PHOTO, ("nothing",))
    assert dialog.told == [NOTHING_FOUND]
    assert media_findings(opened.session.draft) == (
        "M2 image: nothing found in what this program reads",
    )


def test_the_name_is_there_already_where_a_file_is_read_again(opened, photo):
    add(opened, photo, "read", {}, "keep")
    assert [media.label for media in opened.session.draft.media] == ["M1"]
    photo.write_bytes(jpeg())
    dialog = FakeDialog(opened, "read M1", {"file": str(photo)})
    assert dialog.follow(change_media(dialog)) == "M2"
    assert dialog.asked[-1] == READ_AGAIN


@pytest.mark.parametrize("answers", [(BACK,), ("read", BACK)])
def test_going_back_after_it_was_saved_keeps_what_is_saved(opened, photo, answers):
    assert add(opened, photo, *answers).label == "M1"
    assert opened.session.draft.media[0].found == ("location", "serial-number")


def test_reading_again_needs_a_file(opened, photo):
    opened.perform(changes.add_media, "image", PHOTO)
    before = opened.session
    dialog = FakeDialog(opened, "read M1", {"file": ""}, {"file": "/not/there"}, BACK)
    assert dialog.follow(change_media(dialog)) == BACK
    assert dialog.refused == ["No such file", "No such file"]
    assert opened.session == before
    assert media_findings(before.draft) == ("M1 image: its file was not read",)


def test_without_a_file_nothing_is_said_of_one(opened):
    assert add(opened, "").told == []
    assert opened.session.draft.media[0].found == ()


def test_what_cannot_be_read_is_never_called_clean(opened, photo):
    photo.write_bytes(DIRTY[:-3])
    dialog = add(opened, photo, "keep")
    assert "not readable JPEG, it is cut off or damaged" in dialog.explained[-1]
    photo.write_bytes(jpeg()[:-3])
    dialog = FakeDialog(opened, "read M1", {"file": str(photo)}, "keep")
    assert dialog.follow(change_media(dialog)) == "M2"
    assert media_findings(opened.session.draft) == ("M2 image: not readable",)


def test_another_file_is_another_image_in_the_history(opened, photo):
    add(opened, photo, "keep")
    before = opened.session
    session = changes.replace_media(
        before,
        opened.known_checklist(),
        before.draft.media[0],
        sha256="0" * 64,
        found=("nothing",),
        actor=opened.actor,
        now=opened.clock(),
    )
    assert not list(draft_findings(session))
    did = [(entry.did, entry.item) for entry in session.history[len(before.history) :]]
    assert did == [("media-removed", "M1"), ("media-added", "M2")]
