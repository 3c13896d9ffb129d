"""The draft, the people, the wrong-type questions, and what is done with a whole session."""

import pytest
from drivers.prompts import ADVISORY, flat
from factories.media_files import EXIF, app1, exif, jpeg
from factories.sessions import PHOTO, checklist
from msgspec.structs import replace

from checklists.session.model import Person
from tui.wording.media_words import NOTHING_FOUND

LINES = flat(ADVISORY)
AFTER_TEXT = LINES.index("1 2") + 1
TO_QUESTION = LINES[: AFTER_TEXT + 1]


def test_counts_for_each_platform_stand_beside_the_text(desk):
    said = desk.talk("26-1182", "x" * 281, ".", "2 1", start="traffic-advisory")
    assert "Platforms: X 281 of 280, 1 TOO MANY, Facebook 281 of 63206" in said.flowing
    assert said.session.draft.platforms == ("x", "facebook")


def test_text_that_is_not_accepted_is_dropped_kept_or_written_anew(desk):
    first = desk.talk(*LINES[:AFTER_TEXT], "later", start="traffic-advisory")
    assert first.session.draft.text == ""
    assert first.session.draft.typed.text == "\n".join(LINES[1:4])
    for lines, text in (
        (["write", "New.", ".", "yes"], "New."),
        (["draft", "add", "More.", ".", "yes"], "New.\nMore."),
        (["draft", "write", "Other.", ".", "drop"], "New.\nMore."),
    ):
        said = desk.talk(*lines, session_id=first.session.id)
        assert said.session.draft.text == text
        assert said.session.draft.typed is None


def test_a_text_that_was_replaced_dropped_or_written_over_is_brought_back(desk):
    first = desk.talk(*LINES[: AFTER_TEXT + 2], start="traffic-advisory").session
    accepted = first.draft.text
    lines = ("draft", "earlier", "write", "Half a", ".", "write", "Another.", ".", "drop")
    said = desk.talk(*lines, session_id=first.id)
    assert "! There is no earlier text" in said.flowing
    assert said.session.draft.typed is None
    said = desk.talk("draft", "earlier", "2", "yes", session_id=first.id)
    assert "1 Another.. Discarded at" in said.flowing
    assert "2 Half a. Discarded at" in said.flowing
    assert said.session.draft.text == "Half a"
    said = desk.talk("draft", "earlier", "1", "yes", session_id=first.id)
    assert f"1 {' '.join(accepted.split())[:60]}. Replaced by the next" in said.flowing
    assert said.session.draft.text == accepted


def test_back_from_the_earlier_texts_changes_nothing(desk):
    first = desk.talk(*LINES[: AFTER_TEXT + 2], start="traffic-advisory").session
    desk.talk("draft", "write", "Half a", ".", "drop", session_id=first.id)
    said = desk.talk("draft", "earlier", "back", "done", session_id=first.id)
    assert "Nothing was changed." in said.text
    assert said.session.draft.typed is None


def test_writing_the_accepted_text_again_is_no_typed_text(desk):
    first = desk.talk(*LINES[: AFTER_TEXT + 2], start="traffic-advisory")
    text = first.session.draft.text
    desk.talk("draft", "add", "More", session_id=first.session.id)
    said = desk.talk(".", "write", *text.split("\n"), ".", session_id=first.session.id)
    assert said.session.draft.typed is None
    assert said.session.draft.text == text


def test_a_shorter_text_for_one_platform(desk):
    first = desk.talk(*LINES[: AFTER_TEXT + 2], start="traffic-advisory")
    said = desk.talk("draft", "variant", "2", "Short.", ".", "yes", session_id=first.session.id)
    assert said.session.draft.variants == {"x": "Short."}
    assert said.session.draft.text == first.session.draft.text
    assert "For x only:\n| Short." in said.text


def test_a_writing_that_was_cut_off_within_a_variant_goes_on_there(desk):
    first = desk.talk(*LINES[: AFTER_TEXT + 2], start="traffic-advisory")
    desk.talk("draft", "variant", "2", "Short", session_id=first.session.id)
    said = desk.talk("and sweet.", ".", "yes", session_id=first.session.id)
    assert said.session.draft.variants == {"x": "Short\nand sweet."}


def test_an_image_is_added_with_its_alt_text_and_digest_and_taken_out(desk, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"pixels")
    first = desk.talk(*LINES[: AFTER_TEXT + 2], start="traffic-advisory")
    lines = ["draft", "media", "1", PHOTO, str(photo), "done"]
    said = desk.talk(*lines, session_id=first.session.id)
    media = said.session.draft.media[0]
    assert (media.label, media.kind, media.description) == ("M1", "image", PHOTO)
    assert len(media.sha256) == 64
    out = desk.talk("draft", "media", "5", session_id=first.session.id)
    assert out.session.draft.media == ()


def test_what_the_file_of_an_image_tells_is_said_and_read_again_once_it_is_cleaned(desk, tmp_path):
    dirty, clean = tmp_path / "photo.jpg", tmp_path / "clean.jpg"
    dirty.write_bytes(jpeg(app1(exif(*EXIF["location"]))))
    clean.write_bytes(jpeg())
    first = desk.talk(*LINES[: AFTER_TEXT + 2], start="traffic-advisory")
    lines = ["draft", "media", "1", PHOTO, str(dirty), "1", str(clean), "done"]
    said = desk.talk(*lines, session_id=first.session.id)
    assert "Location 29.42 N 98.49 W." in said.flowing
    assert f"! {NOTHING_FOUND}" in said.flowing
    assert "Saved as M2." in said.flowing
    kept = desk.talk(
        "draft", "media", "1", PHOTO, str(dirty), "2", "done", session_id=first.session.id
    )
    assert [media.found for media in kept.session.draft.media] == [("nothing",), ("location",)]
    shown = desk.talk("draft", session_id=first.session.id)
    assert f"M3 image: {PHOTO} [location]" in shown.flowing


def test_an_image_without_words_or_with_a_missing_file_is_refused(desk):
    first = desk.talk(*LINES[: AFTER_TEXT + 2], start="traffic-advisory")
    for name in ("/not/there.jpg", "/", "x" * 300, "a\x00b"):
        said = desk.talk("draft", "media", "1", PHOTO, name, session_id=first.session.id)
        assert "! No such file" in said.flowing or "! Cannot be read" in said.flowing, name
        assert said.session.draft.media == ()
    said = desk.talk("draft", "media", "1", "", "", session_id=first.session.id)
    assert "! A description is needed" in said.flowing


def test_at_a_terminal_only_the_line_that_was_refused_is_asked_for_again(desk):
    first = desk.talk(*LINES[: AFTER_TEXT + 2], start="traffic-advisory")
    lines = ("draft", "media", "1", PHOTO, "/not/there.jpg", "")
    said = desk.talk(*lines, session_id=first.session.id, interactive=True)
    assert said.session.draft.media[0].description == PHOTO
    assert (said.text.count("What it shows ("), said.text.count("File (optional)")) == (1, 2)


def test_no_line_of_a_pipe_becomes_the_words_that_were_refused_before_it(desk):
    said = desk.talk(*TO_QUESTION, "yes", "2", "", "26-1182", start="traffic-advisory")
    assert said.session.questions == ()
    assert "Type yes or no. The program never answers for you." in said.flowing


def test_a_changed_text_asks_what_victims_were_told_and_has_no_default(desk):
    session_id = desk.save(desk.walk("traffic-serious"))
    before = desk.newest().draft
    change = ("draft", "write", "Another text.", ".", "yes")
    for answer in ("", "maybe", "y"):
        said = desk.talk(*change, answer, session_id=session_id)
        assert "Does this change what a victim was told?" in said.flowing
        assert said.session.draft.text == before.text
    said = desk.talk(*change, "yes", session_id=session_id)
    assert said.session.draft.text == "Another text."
    assert said.session.draft.meaning == before.meaning + 1
    again = desk.talk("draft", "write", "A third text.", ".", "yes", "no", session_id=session_id)
    assert again.session.draft.meaning == before.meaning + 1
    assert "STALE: the draft has changed since you answered no." in again.flowing


# People


def people(desk, *lines):
    session_id = desk.save(desk.walk("traffic-serious"))
    return desk.talk("people", *lines, session_id=session_id)


def test_somebody_is_added_with_questions_or_in_one_line(desk):
    number = [c.id for c in checklist("traffic-serious").classes].index("next-of-kin") + 1
    for lines in (["add", str(number), "D1"], ["add next-of-kin D1"], ["add next-of-kin", "1"]):
        said = people(desk, *lines)
        added = said.session.people[-1]
        assert (added.person_class, added.stands_for) == ("next-of-kin", "D1"), lines
        desk.store.find(said.session.id).unlink()


def test_where_one_person_fits_it_is_asked_only_if_the_line_names_another(desk):
    for line, asked in (("next-of-kin", []), ("next-of-kin D1", []), ("next-of-kin K9", ["1"])):
        walk = desk.walk("traffic-serious", answered=False)
        walk.list_person("deceased")
        said = desk.talk("people", f"add {line}", *asked, session_id=desk.save(walk))
        assert said.session.people[-1].stands_for == "D1"
        assert ("For whom?" in said.text) == bool(asked)
        desk.store.find(said.session.id).unlink()


def test_somebody_is_taken_off_with_a_reason_a_name_and_yes(desk):
    said = people(desk, "remove k1", "Not family", "Det. Okafor", "no", "yes")
    assert "Confirm: Take K1 off the list: Not family, verified by Det. Okafor" in said.flowing
    removed = said.session.person("K1")
    assert (removed.removed_because, removed.removed_verified_by) == ("Not family", "Det. Okafor")


def test_without_yes_nobody_is_taken_off(desk):
    for lines in (["", ""], ["back"], ["y", "ok", "done"]):
        said = people(desk, "remove K1", "Not family", "Det. Okafor", *lines)
        assert not said.session.person("K1").removed
        desk.store.find(said.session.id).unlink()


def test_only_the_author_is_no_verifier(desk):
    said = people(desk, "remove K1", "Not family", "myself", "yes")
    assert "! Somebody else must verify it" in said.flowing
    assert not said.session.person("K1").removed


def test_a_class_is_changed_and_whoever_stood_for_them_follows(desk):
    number = [c.id for c in checklist("traffic-serious").classes].index("seriously-hurt") + 1
    said = people(desk, "class D1", str(number), "Hospital called", "Det. Okafor", "yes")
    assert said.session.person("D1").removed
    assert said.session.person("H1").person_class == "seriously-hurt"
    assert said.session.person("K1").stands_for == "H1"


def test_a_link_is_corrected(desk):
    said = people(desk, "add seriously-hurt", "link k1", "H1")
    assert said.session.person("K1").stands_for == "H1"


def test_who_is_stood_for_is_not_taken_off_and_no_reason_is_asked(desk):
    said = people(desk, "remove D1", "done")
    assert "! Somebody is linked to them: K1 is linked to D1. First link K1" in said.flowing
    assert "Reason" not in said.text
    assert not said.session.person("D1").removed


def test_a_class_that_breaks_a_link_is_refused_before_a_reason_is_asked(desk):
    number = [c.id for c in checklist("traffic-serious").classes].index("guardian") + 1
    said = people(desk, "class D1", str(number), "V1", "done")
    assert "! They cannot be linked: K1 cannot be linked to G1, who is guardian." in said.flowing
    assert "Reason" not in said.text
    assert said.session.person("D1").person_class == "deceased"


def test_who_came_from_another_type_is_named_and_taken_off(desk):
    walk = desk.walk("traffic-advisory")
    walk.session = replace(walk.session, people=(Person("V1", "victim"),))
    session_id = desk.save(walk)
    said = desk.talk("list", "people", "add", "class V1", "done", session_id=session_id)
    assert "people: people list, open" in said.text
    assert "! V1 is listed as victim, which this type does not list. Take V1 off" in said.flowing
    assert said.text.count("! This incident type has no people list.") == 2
    lines = ("people", "remove V1", "Not in this post", "Det. Okafor", "yes", "done")
    said = desk.talk(*lines, session_id=session_id)
    assert said.session.person("V1").removed_verified_by == "Det. Okafor"
    assert "! V1" not in said.lines[-1]


def test_what_is_no_change_of_the_list_says_what_is(desk):
    said = people(desk, "frobnicate", "remove", "remove Z9", "link D1", "")
    assert "! add, remove K1, class K1, link K1, or done." in said.flowing
    assert said.text.count("! Nobody is selected.") == 2
    assert "! D1 is not linked to anybody." in said.text


def test_a_removed_row_stays_and_takes_no_more_changes(desk):
    said = people(desk, "remove K1", "Not family", "Det. Okafor", "yes", "link K1")
    assert "! K1 is off the list and cannot be changed; the entry stays on record." in said.text
    assert "K1 next of kin for D1 - removed: Not family (verified by Det. Okafor)" in said.flowing


# The wrong-type questions


def test_a_yes_stays_only_with_a_reason(desk):
    for reason in ("", "   "):
        said = desk.talk(*TO_QUESTION, "yes", "2", reason, start="traffic-advisory")
        assert "! A reason is needed" in said.flowing
        assert said.session.questions == ()
        desk.store.find(said.session.id).unlink()
    said = desk.talk(*TO_QUESTION, "yes", "2", "Only the tow company", start="traffic-advisory")
    assert said.session.questions[0].reason == "Only the tow company"


def test_a_yes_starts_the_other_type_with_the_text_and_gives_this_one_up(desk):
    first = desk.talk(*TO_QUESTION, start="traffic-advisory")
    desk.later(minutes=1)
    said = desk.talk("yes", "1", session_id=first.session.id)
    assert said.session.incident_type != "traffic-advisory"
    assert said.session.draft.text == first.session.draft.text
    before = desk.store.read(desk.store.find(first.session.id)).session
    assert before.withdrawn.reason == f"Started as another type: {said.session.id}"
    assert said.lines[-1].endswith(said.session.id)
    for session_id in (before.id, said.session.id):
        opened = desk.open_elsewhere(session_id)
        assert not opened.read_only
        opened.close()


def test_questions_can_be_answered_anew(desk):
    first = desk.talk(*LINES[: AFTER_TEXT + 2], start="traffic-advisory")
    lines = ("questions", "1", "yes", "2", "Only the tow company", "done")
    said = desk.talk(*lines, session_id=first.session.id)
    assert said.session.questions[0].yes
    assert said.session.questions[0].reason == "Only the tow company"


# The whole session


def test_it_is_given_up_with_a_reason_and_yes(desk):
    first = desk.talk(*TO_QUESTION, start="traffic-advisory")
    for lines in (["Not needed", "back"], ["Not needed", ""], ["", "yes"]):
        said = desk.talk("cancel", *lines, session_id=first.session.id)
        assert said.session.withdrawn is None, lines
    said = desk.talk("cancel", "Not needed", "yes", session_id=first.session.id)
    assert said.session.withdrawn.reason == "Not needed"
    assert "CANCELED" in said.text
    after = desk.talk("go 1", "1", "", "draft", "case", "people", session_id=first.session.id)
    assert after.session == said.session


def test_a_file_edited_by_hand_is_taken_over_only_by_yes(desk):
    session_id = desk.save(desk.walk("traffic-advisory"))
    path = desk.store.find(session_id)
    path.write_text(path.read_text().replace("26-1182", "26-1183"))
    said = desk.talk("", "ok", session_id=session_id)
    assert "Somebody changed this session's file outside the program." in said.flowing
    assert not said.session.sealed
    said = desk.talk("yes", session_id=session_id)
    assert said.session.sealed
    assert said.session.case_number == "26-1183"


def test_answers_are_carried_to_a_changed_checklist_only_by_yes(desk):
    walk = desk.walk("traffic-advisory")
    walk.session = replace(walk.session, checklist_revision="sha256:" + "0" * 64)
    session_id = desk.save(walk)
    said = desk.talk("", session_id=session_id)
    assert "The checklist was changed after this session began." in said.flowing
    assert said.session.checklist_revision.endswith("000")
    said = desk.talk("yes", session_id=session_id)
    assert said.session.checklist_revision == checklist("traffic-advisory").revision


def test_at_a_terminal_yes_accepts_the_platforms_of_the_last_post_that_were_shown(desk):
    walk = desk.walk("traffic-advisory").mark_ready().posted()
    desk.save(walk)
    shown = "These are from your last post of this type. yes accepts them;"
    desk.later(minutes=5)
    lines = LINES[: LINES.index("1 2")]
    assert walk.session.draft.platforms
    said = desk.talk(*lines, "no", start="traffic-advisory", interactive=True)
    assert shown in said.flowing
    assert said.session.draft.platforms == ()
    desk.later(minutes=5)
    said = desk.talk(*lines, "yes", start="traffic-advisory", interactive=True)
    assert said.session.draft.platforms == walk.session.draft.platforms
    # A pipe was written without knowing what was posted before.
    desk.later(minutes=5)
    said = desk.talk(*lines, "1", start="traffic-advisory")
    assert shown not in said.flowing
    assert said.session.draft.platforms == ("facebook",)


@pytest.mark.parametrize(("is_listed", "word"), [(False, "nobody listed"), (True, "done")])
def test_an_empty_list_that_may_be_empty_is_not_called_done(desk, is_listed, word):
    walk = desk.walk("arrest-charge", answered=False).case_number().write().post_on("x")
    if is_listed:
        walk.list_person("victim")
    said = desk.talk("list", session_id=desk.save(walk))
    assert f"people: people list, {word}" in said.text
