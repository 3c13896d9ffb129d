"""A public copy gives out what the definitions release, and not a byte of anything else."""

from datetime import date
from typing import Any

import msgspec
import pytest
from factories.agency_folder import AgencyFolder
from factories.homes import PIO
from factories.markers import (
    AS_IT_IS,
    Markers,
    completion_with_everything,
    found_in,
    is_chosen,
    review_with_everything,
    with_everything,
)
from factories.sessions import ALL_TYPES, NOON, SOMEBODY, TEXT, answered, catalog, checklist
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace

from checklists.definitions.catalog import load_catalog
from checklists.definitions.model import Kind
from checklists.definitions.trust import UntrustedPlace
from checklists.errors import WrongUsage
from checklists.export.fields import Recorded, blocks_of
from checklists.export.page import page
from checklists.export.redaction import Redactor, counted
from checklists.export.table import as_csv, as_json_lines, row_of
from checklists.follow_ups.completing import make_removal
from checklists.session import model
from checklists.session.completion import Completion
from checklists.session.model import Session
from checklists.session.review import Review
from checklists.session.state_notes import StateNote, StateNotes

GIVEN_OUT = {
    "started_at", "author", "case_number", "steps.at",
    "posted.platform", "posted.at", "posted.link", "posted.text",
}  # fmt: skip
"""What the public gets; the ID, the type, the step, and its outcome are no markers."""


def marked(markers: Markers, incident_type: str) -> Session:
    """A session with a marker in every field, its answers named by what their step is."""
    session, found = with_everything(incident_type), checklist(incident_type)
    added = {step for question in found.questions for step in question.adds}
    steps = []
    for answer in session.steps:
        step = found.step(answer.id)
        is_plain = step is not None and not step.victim_related and step.id not in added
        steps.append(markers.fill(answer, "steps" if is_plain else "victim_steps"))
    return replace(markers.fill(replace(session, steps=()), ""), steps=tuple(steps))


def given_out(markers: Markers, data: bytes) -> set[str]:
    return {markers.places[found] for found in found_in(markers.places, data)}


@pytest.mark.sweep(3)
@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_of_every_field_of_every_type_it_has_what_is_released_and_nothing_else(desk, incident_type):
    markers = Markers()
    session = replace(marked(markers, incident_type), author_uid=PIO.uid)
    path = desk.store.create(session).path
    desk.export("public", path)
    files = desk.files()
    assert given_out(markers, b"\n".join(files.values())) == GIVEN_OUT
    assert given_out(markers, "\n".join(files).encode()) == set()
    # The copy for the case has each of them, so that the search itself can find one.
    desk.export("case", path, to=desk.to.with_name("case"))
    whole = desk.to.with_name("case").rglob("*.toml")
    everything = b"\n".join(found.read_bytes() for found in whole)
    assert found_in(markers.places, everything) == set(markers.places)


@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_nor_does_it_have_anything_of_reviews_and_follow_ups(incident_type):
    markers = Markers()
    session = marked(markers, incident_type)
    review = markers.fill(review_with_everything(session.id), "reviews")
    completion = markers.fill(completion_with_everything(session.id), "completions")
    found = Recorded(session, checklist(incident_type), "posted", (review,), (completion,))
    parts = Redactor("public", catalog().release, StateNotes()).parts(
        blocks_of(found), incident_type
    )
    row = row_of(parts, counted(parts), "page")
    made = page(session.id, "public", parts) + as_csv([row]) + as_json_lines([row])
    assert given_out(markers, made) == GIVEN_OUT
    whole = Redactor("case", catalog().release, StateNotes()).parts(blocks_of(found), incident_type)
    shown = given_out(markers, page(session.id, "case", whole))
    assert set(markers.places.values()) - shown == set()


def test_no_field_of_a_record_was_left_without_a_marker():
    markers = Markers()
    for incident_type in ALL_TYPES:
        session = marked(markers, incident_type)
    markers.fill(review_with_everything(session.id), "reviews")
    markers.fill(completion_with_everything(session.id), "completions")
    for kind in (*vars(model).values(), Review, Completion):
        if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)) or kind is model.Actor:
            continue
        for found in msgspec.structs.fields(kind):
            name = kind, found.name
            if found.type is bool or is_chosen(found.type) or found.name in ("sealed", "steps"):
                continue
            assert name in markers.filled | AS_IT_IS or name == (Review, "fits_history"), name


def test_every_field_and_every_kind_of_detail_has_a_class():
    rules = catalog().release
    assert rules.problems == ()
    top = {found.encode_name for found in msgspec.structs.fields(Session)} - {"steps", "sealed"}
    for name in (*top, "steps.id", "victim_steps.id", "status", "reviews", "completions"):
        assert rules.class_of(name) != "unlisted", name
    for kind in Kind.__args__:
        for root in ("steps", "victim_steps"):
            assert f"{root}.detail.{kind}" in rules.classes
    assert rules.class_of("something-new") == "unlisted"


def public(desk) -> bytes:
    desk.export("public")
    return b"\n".join(desk.files().values())


def on_disk(desk, session: Session) -> Session:
    return desk.store.create(replace(session, revision=1)).session


def test_the_text_of_a_post_is_given_out_once_it_was_posted(desk):
    walk = answered("arrest-charge", author=PIO)
    on_disk(desk, posted(walk))
    assert TEXT.encode() in public(desk)


def test_a_text_that_was_never_posted_is_not_given_out(desk):
    on_disk(desk, answered("arrest-charge", author=PIO).mark_ready().session)
    assert TEXT.encode() not in public(desk)


def test_a_text_that_changed_after_the_post_is_not_taken_for_what_was_posted(desk):
    walk = answered("arrest-charge", author=PIO)
    session = posted(walk, platforms=["facebook"])
    draft = replace(session.draft, text="Another text altogether.")
    on_disk(desk, replace(session, draft=draft))
    found = public(desk)
    assert b"Another text" not in found
    assert TEXT.encode() not in found


def removal(session: Session) -> Completion:
    return make_removal(session, (), "facebook", done_at=NOON, who=SOMEBODY, actor=PIO, now=NOON)


def test_a_post_that_was_removed_is_not_repeated(desk):
    session = on_disk(desk, posted(answered("arrest-charge", author=PIO), platforms=["facebook"]))
    desk.store.completions.write(removal(session))
    found = public(desk)
    assert TEXT.encode() not in found
    assert b"The post was removed, or had to be corrected." in found


def shown(found: Recorded) -> bytes:
    parts = Redactor("public", catalog().release, StateNotes()).parts(blocks_of(found), "x")
    return page(found.session.id, "public", parts)


def test_a_post_that_had_to_be_corrected_is_not_repeated():
    session = posted(answered("arrest-charge"))
    found = Recorded(session, checklist("arrest-charge"), "posted")
    assert TEXT.encode() in shown(found)
    review = Review(session.id, "corrected-after", "digest", NOON, PIO.account)
    assert TEXT.encode() not in shown(found._replace(reviews=(review,)))


def test_an_ordinary_step_that_a_question_added_is_left_out():
    session, found = posted(answered("arrest-charge")), checklist("arrest-charge")
    plain = next(s for s in found.steps if not s.victim_related and session.answer(s.id))
    label = f"{plain.short} ({plain.id})".encode()
    assert label in shown(Recorded(session, found, "posted"))
    question = replace(found.questions[0], adds=(plain.id,))
    asking = replace(found, questions=(question,))
    assert label not in shown(Recorded(session, asking, "posted"))


def test_where_a_record_of_a_follow_up_does_not_count_the_post_may_have_been_removed(desk):
    session = on_disk(desk, posted(answered("arrest-charge", author=PIO), platforms=["facebook"]))
    desk.places.completions.mkdir()
    name = f"{session.id}.takedown.20261122T120000000000-{PIO.uid}.toml"
    (desk.places.completions / name).write_text("not = [whole")
    assert TEXT.encode() not in public(desk)


def test_a_label_in_the_list_of_people_is_counted_and_not_shown(desk):
    on_disk(desk, posted(answered("arrest-charge", author=PIO)))
    found = public(desk)
    assert b">V1<" not in found
    assert b"left out] It is about a person whom the post affects." in found
    assert desk.manifest["sessions"][0]["left_out"]["people"] > 0


def test_what_the_law_says_is_cited_where_a_note_says_so(desk):
    desk.notes = StateNotes((
        StateNote("n", ("rights-and-wishes",), ("Text.",), "Example Code 12-345(b)",
                  date(2020, 1, 1), date(2026, 11, 1), types=("arrest-charge",),
                  withholds=("people",)),
    ))  # fmt: skip
    on_disk(desk, posted(answered("arrest-charge", author=PIO)))
    on_disk(desk, answered("traffic-serious", author=PIO).session)
    desk.export("public")
    cited = [n for n, data in desk.files().items() if b"Basis: Example Code 12-345(b)." in data]
    assert [name.partition("1200-")[2] for name in cited] == ["arrest-charge-k7q2.html"]


# The agency's own rules


def agency(tmp_path: Any, text: str) -> AgencyFolder:
    folder = AgencyFolder(tmp_path / "agency")
    folder.write("release.toml", text)
    return folder


def test_an_agency_leaves_more_out(desk, tmp_path):
    text = """
    [[class]]
    id = "staff"
    reason = "Our agreement leaves out who wrote it."
    fields = ["author", "posted"]
    """
    desk.catalog = agency(tmp_path, text).catalog()
    session = on_disk(desk, posted(answered("arrest-charge", author=PIO)))
    found = public(desk)
    assert session.author.encode() not in found
    assert TEXT.encode() not in found
    assert b"left out] Our agreement leaves out who wrote it." in found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[class]]\nid = "released"\nfields = ["people"]', "releases what is left out"),
        ('[[class]]\nid = "people"\nfields = ["autor"]', "did you mean `author`?"),
        ('[[class]]\nid = "people"\nfields = ["posted.tetx"]', "there is no field `posted.tetx`"),
        ('[[class]]\nid = "people"\nfields = ["id"]', "`id` is in the ID"),
        ('[[class]]\nid = "ours"\nfields = ["author"]', "has no `reason`"),
        ('[[class]]\nid = "people"', "`fields` is missing"),
        ("[[clas]]\nid = 1", "unknown table `clas`"),
        ("class = 3", "should be a list"),
        ("[[", "not TOML"),
    ],
)
def test_with_a_mistake_in_its_rules_there_is_no_public_copy(desk, tmp_path, text, problem):
    desk.catalog = agency(tmp_path, text).catalog()
    on_disk(desk, posted(answered("arrest-charge", author=PIO)))
    assert problem in str(desk.catalog.release.problems[0])
    with pytest.raises(WrongUsage, match="No public copy"):
        desk.export("public")
    assert not desk.to.exists()
    desk.export("case")


def test_nothing_is_released_by_a_file_that_cannot_be_trusted(desk, tmp_path):
    folder = agency(tmp_path, '[[class]]\nid = "people"\nfields = ["author"]')
    desk.catalog = load_catalog(folder.folder, trust=lambda path: UntrustedPlace(path, "anybody"))
    with pytest.raises(WrongUsage, match="No public copy"):
        desk.export("public")
