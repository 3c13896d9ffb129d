"""The agency's notes on its own law: what is read, what is left out, when one is old or overdue."""

import os
from datetime import date

import pytest
from factories.homes import PIO, TrialHome
from msgspec.structs import replace
from needs import need_root

from checklists.definitions.catalog import SHIPPED, load_catalog
from checklists.definitions.schema import LARGEST_FILE
from checklists.records.store import Store
from checklists.setup.groups import Groups
from checklists.setup.setup import carry_out, issues, needed_places, plan
from checklists.workstation.paths import places_in
from checklists.workstation.policy import load_policy
from checklists.workstation.rules import Rules
from checklists.workstation.state_notes import load_state_notes

CATALOG = load_catalog()
WHOLE = """
schema = 1

[[note]]
id = "name-rule"
steps = ["rights-and-wishes", "protected-victim"]
types = ["arrest-charge"]
text = \"\"\"
Victims opt in: without a signed request
the name is public.\"\"\"
citation = "Example Code 12-345(b)"
effective = 2019-07-01
reviewed = 2026-01-15
review_by = 2027-01-15

[[note]]
id = "booking-photo"
steps = ["takedown-plan"]
text = "Booking photos come down within 14 days."
citation = "Example Code 99-1"
effective = 2024-01-01
reviewed = 2025-02-28
"""
TODAY = date(2026, 3, 1)


def entry(**keys):
    """A third note, whole but for what is given otherwise."""
    whole = {
        "id": '"third"',
        "steps": '["kin-notified"]',
        "text": '"One line."',
        "citation": '"Code 1"',
        "effective": "2020-01-01",
        "reviewed": "2026-02-01",
    }
    lines = "".join(f"{key} = {value}\n" for key, value in (whole | keys).items() if value)
    return f"\n[[note]]\n{lines}"


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "state.toml"
        path.write_text(text, encoding="utf-8")
        return load_state_notes(path, CATALOG)

    return read


def ids(found):
    return [note.id for note in found.found.notes]


def test_without_a_file_there_is_no_note_and_nothing_is_wrong(tmp_path):
    found = load_state_notes(tmp_path / "state.toml", CATALOG)
    assert (found.found.notes, found.found.has_mistakes, found.problems) == ((), False, ())


def test_a_note_is_beside_its_steps_in_its_types_alone(read):
    notes = read(WHOLE).found

    def beside(step, incident_type):
        return [note.id for note in notes.beside(step, incident_type)]

    assert beside("protected-victim", "arrest-charge") == ["name-rule"]
    assert beside("protected-victim", "crime-trend") == []
    assert beside("kin-notified", "arrest-charge") == []
    assert beside("takedown-plan", "arrest-charge") == ["booking-photo"]
    assert beside("takedown-plan", "missing-person") == ["booking-photo"]


def test_the_shipped_file_has_no_note_and_its_example_is_one(read):
    text = (SHIPPED / "state.toml").read_text(encoding="utf-8")
    assert read(text).found.notes == ()
    assert read(text).problems == ()
    lines = text.splitlines()
    first = lines.index("#   [[note]]")
    example = [line.removeprefix("#   ") for line in lines[first : lines.index("#", first)]]
    found = read("schema = 1\n" + "\n".join(example))
    assert found.problems == ()
    (note,) = found.found.notes
    assert len(note.text) == 2


@pytest.mark.parametrize(
    ("bad", "line", "said"),
    [
        (entry(citation=None), 24, "`citation` is missing"),
        (entry(reviewed=None), 24, "`reviewed` is missing"),
        (entry(effective=None), 24, "`effective` is missing"),
        (entry(reviewed='"last year"'), 30, "`reviewed`"),
        (entry(steps='["kin-notifed"]'), 26, "no step `kin-notifed`; did you mean `kin-notified`?"),
        (entry(steps='["moonrise"]'), 26, "there is no step `moonrise`"),
        (entry(steps="[]"), 26, "is never shown"),
        (entry(types='["arrest-charg"]'), 31, "no type `arrest-charg`; did you mean"),
        (entry(types='["community-post"]'), 26, "is never shown"),
        (
            entry(text='"a\\nb\\nc\\nd"'),
            27,
            "more than 3 lines, or lines of more than 80 characters",
        ),
        (entry(text=f'"{"a" * 81}"'), 27, "more than 3 lines, or lines of more than 80 characters"),
        (entry(text='" "'), 27, "`text` has no letters"),
        (entry(text='"a\\u001b[2Jb"'), 27, "`text` contains an escape (U+001B)"),
        (entry(citation='"\\u202ecode"'), 28, "`citation` contains right-to-left override"),
        (entry(id='"name-rule"'), 25, "the note `name-rule` appears twice"),
        (entry(review_on="2026-01-01"), 31, "did you mean `review_by`?"),
        ("\n[notes]\n", 24, "unknown key `notes`"),
    ],
)
def test_a_mistake_is_one_line_and_the_other_notes_stay(read, bad, line, said):
    found = read(WHOLE + bad)
    (problem,) = map(str, found.problems)
    assert f"state.toml:{line}: " in problem
    assert said in problem
    assert found.found.has_mistakes
    assert ids(found) == ["name-rule", "booking-photo"]


@pytest.mark.parametrize(
    "text", ["[[note", 'note = "x"', "schema = 2\n" + entry(), "#" * (LARGEST_FILE + 1)]
)
def test_a_file_that_cannot_be_used_is_one_line_and_has_no_note(read, text):
    found = read(text)
    assert len(found.problems) == 1
    assert (found.found.notes, found.found.has_mistakes) == ((), True)


def test_a_note_of_a_type_that_is_out_of_use_is_no_mistake(tmp_path):
    agency = tmp_path / "agency"
    (agency / "incidents").mkdir(parents=True)
    (agency / "incidents" / "arrest-charge.toml").write_text("id = 7\n", encoding="utf-8")
    path = tmp_path / "state.toml"
    path.write_text(WHOLE, encoding="utf-8")
    catalog = load_catalog(agency)
    assert "arrest-charge" in catalog.why_out
    assert load_state_notes(path, catalog).problems == ()


@pytest.mark.parametrize(
    ("reviewed", "today", "is_old"),
    [
        ("2025-03-01", date(2026, 3, 1), False),
        ("2025-02-28", date(2026, 3, 1), True),
        ("2023-02-28", date(2024, 2, 29), False),
        ("2023-02-27", date(2024, 2, 29), True),
        ("2024-02-29", date(2025, 3, 1), True),
    ],
)
def test_a_note_is_old_once_more_than_12_months_have_passed(read, reviewed, today, is_old):
    found = read(entry(reviewed=reviewed))
    assert [problem.line for problem in found.old(today)] == ([2] if is_old else [])
    assert found.overdue(today) == ()


def test_a_note_is_overdue_the_day_after_the_day_by_which_it_was_to_be_read(read):
    found = read(WHOLE)
    assert found.overdue(date(2027, 1, 15)) == ()
    (problem,) = found.overdue(date(2027, 1, 16))
    assert (problem.line, "read again by 2027-01-15" in problem.what) == (4, True)


def test_a_reading_on_a_day_to_come_is_wrong(read):
    (problem,) = read(entry(reviewed="2026-03-02")).overdue(TODAY)
    assert "a `reviewed` date in the future" in str(problem)


def test_one_that_others_can_write_has_no_note(tmp_path):
    need_root()
    home = TrialHome(tmp_path / "home")
    path = home.places.state_notes
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(WHOLE, encoding="utf-8")
    assert len(Rules(home.places).state_notes.notes) == 2
    path.chmod(0o666)
    found = Rules(home.places).state_notes
    assert (found.notes, found.has_mistakes) == ((), True)
    path.unlink()
    os.mkfifo(path)
    assert Rules(home.places).state_notes.notes == ()


def test_it_is_read_again_where_it_changed_and_no_list_or_revision_knows_of_it(tmp_path):
    home = TrialHome(tmp_path / "home")
    rules = Store(home.places, PIO).rules
    fingerprint = rules.fingerprint
    revision = rules.catalog.checklists["arrest-charge"].revision
    assert rules.state_notes.notes == ()
    home.places.state_notes.parent.mkdir(parents=True, exist_ok=True)
    home.places.state_notes.write_text(WHOLE, encoding="utf-8")
    assert len(rules.state_notes.notes) == 2
    assert rules.state_notes is rules.state_notes
    again = Store(home.places, PIO).rules
    assert again.fingerprint == fingerprint
    assert again.catalog.checklists["arrest-charge"].revision == revision


def test_setup_makes_the_file_without_a_note_and_doctor_asks_for_none(tmp_path):
    need_root()
    places, groups = places_in("shared", tmp_path / "home", tmp_path / "etc"), Groups("root", "bin")
    (tmp_path / "etc").mkdir()
    place = next(p for p in needed_places(groups, places) if p.path == places.state_notes)
    policy = replace(load_policy(), pios="root", supervisors="bin")
    assert not any("state.toml" in issue.what for issue in issues(places, policy))
    carry_out(next(step for step in plan(groups, places) if step.place == place))
    assert places.state_notes.read_bytes() == (SHIPPED / "state.toml").read_bytes()
    assert place not in [step.place for step in plan(groups, places)]
    assert load_state_notes(places.state_notes, CATALOG).problems == ()
    places.state_notes.chmod(0o666)
    assert any("state.toml has the mode 0666" in issue.what for issue in issues(places, policy))
