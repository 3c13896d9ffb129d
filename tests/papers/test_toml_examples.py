"""Each TOML example in the papers is what the program reads without a complaint."""

import re
from pathlib import Path

import pytest
import tomli
from factories.agency_folder import shipped_text
from factories.sessions import ready
from papers.papers import Block, blocks

from checklists.definitions.catalog import load_catalog
from checklists.definitions.wording import OwnNames, WordingRule
from checklists.records.codec import write_record
from checklists.workstation.directory import DirectoryPersonShape, load_directory
from checklists.workstation.policy import load_policy
from checklists.workstation.state_notes import StateNoteShape, load_state_notes
from tui.cli.main import main

SITE = "/etc/cleartopost/"
TYPE = "traffic-serious"


def place_of(block: Block) -> str:
    """Where the first line of an example says that it stands."""
    found = re.match(r"# (\S+\.toml)\n", block.text)
    assert found, f"{block.paper.name}: the first line of an example names its file"
    return found[1]


EXAMPLES = list(blocks("toml"))
POLICIES = [found for found in EXAMPLES if place_of(found) == f"{SITE}policy.toml"]
OWN = [found for found in EXAMPLES if place_of(found).startswith(f"{SITE}checklists/")]
WORDING = [found for found in OWN if "/wording/" in place_of(found)]
DEFINITIONS = [found for found in OWN if found not in WORDING]
DIRECTORIES = [found for found in EXAMPLES if place_of(found) == f"{SITE}directory.toml"]
NOTES = [found for found in EXAMPLES if place_of(found) == f"{SITE}state.toml"]
SESSIONS = [found for found in EXAMPLES if "/sessions/" in place_of(found)]


def test_every_example_is_of_one_kind():
    kinds = (POLICIES, DEFINITIONS, WORDING, DIRECTORIES, NOTES, SESSIONS)
    assert sum(map(len, kinds)) == len(EXAMPLES)
    assert DIRECTORIES
    assert NOTES
    assert POLICIES
    assert DEFINITIONS
    assert WORDING
    assert SESSIONS


@pytest.mark.parametrize("block", POLICIES, ids=place_of)
def test_a_policy_is_read_without_a_problem(block, tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text(block.text, encoding="utf-8")
    policy = load_policy(path)
    assert policy.problems == ()
    assert {*tomli.loads(block.text)} == keys_of_the_page(block.paper)


@pytest.mark.parametrize("block", DIRECTORIES, ids=place_of)
def test_a_directory_is_read_without_a_problem_and_its_page_has_every_key(block, tmp_path):
    path = tmp_path / "directory.toml"
    path.write_text(block.text, encoding="utf-8")
    found = load_directory(path, load_catalog().roles)
    assert found.problems == ()
    keys = {key for entry in tomli.loads(block.text)["person"] for key in entry}
    assert keys == set(DirectoryPersonShape.__struct_fields__)
    explained = block.paper.read_text(encoding="utf-8")
    assert all(re.search(rf"^\| .*`{key}`.* \|", explained, re.MULTILINE) for key in keys)


@pytest.mark.parametrize("block", NOTES, ids=place_of)
def test_state_law_notes_are_read_without_a_problem_and_their_page_has_every_key(block, tmp_path):
    path = tmp_path / "state.toml"
    path.write_text(block.text, encoding="utf-8")
    assert load_state_notes(path, load_catalog()).problems == ()
    keys = {key for entry in tomli.loads(block.text)["note"] for key in entry}
    assert keys == set(StateNoteShape.__struct_fields__)
    explained = block.paper.read_text(encoding="utf-8")
    assert all(re.search(rf"^\| .*`{key}`.* \|", explained, re.MULTILINE) for key in keys)


@pytest.mark.parametrize("block", WORDING, ids=place_of)
def test_rules_of_wording_have_no_problem_and_their_page_has_every_key(block, tmp_path):
    path = tmp_path / place_of(block).removeprefix(f"{SITE}checklists/")
    path.parent.mkdir()
    path.write_text(block.text, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    keys = {key for table in tomli.loads(block.text).values() for one in table for key in one}
    assert keys == {*WordingRule.__struct_fields__, *OwnNames.__struct_encode_fields__}
    explained = block.paper.read_text(encoding="utf-8")
    assert all(re.search(rf"^\| `{key}` \|", explained, re.MULTILINE) for key in keys)


def keys_of_the_page(paper: Path) -> set[str]:
    """The keys that the page's table explains, and the one that every file has."""
    rows = re.findall(r"^\| `\W*(\w+)\W*` \|", paper.read_text(encoding="utf-8"), re.MULTILINE)
    return {*rows, "schema"}


@pytest.fixture
def agency(tmp_path):
    """A trial home with every definition of the papers in it."""
    folder = tmp_path / "home" / "checklists"
    for block in DEFINITIONS:
        path = folder / place_of(block).removeprefix(f"{SITE}checklists/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
    return folder


def copied(agency: Path, *edits: tuple[str, str]) -> Path:
    """The copy of a shipped type that the page speaks of, with some of its text replaced."""
    text = shipped_text(f"incidents/{TYPE}.toml")
    for before, after in edits:
        assert text.count(before) == 1
        text = text.replace(before, after)
    path = agency / "incidents" / f"{TYPE}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_definitions_are_read_without_a_problem(agency):
    assert load_catalog(agency).problems == ()
    before = load_catalog().checklists["traffic-advisory"].fresh_for
    assert load_catalog(agency).checklists["traffic-advisory"].fresh_for < before


def test_a_step_of_the_papers_is_asked_where_the_page_says_to_name_it(agency):
    copied(agency, ('"kin-notified",', '"kin-notified",\n  "tribal-liaison",'))
    catalog = load_catalog(agency)
    assert catalog.problems == ()
    step = catalog.checklists[TYPE].step("tribal-liaison")
    assert step is not None
    assert step.victim_related


def test_the_mistake_that_a_page_shows_is_the_one_that_check_names(agency, monkeypatch, capsys):
    copied(agency, ('  "kin-notified",\n', ""))
    monkeypatch.setenv("CLEARTOPOST_HOME", str(agency.parent))
    assert main(["check"]) == 1
    said = capsys.readouterr().out.splitlines()[0].replace(f"{agency}/", f"{SITE}checklists/")
    (shown,) = [found.text for found in blocks("text") if found.paper.stem == "checklists"]
    assert " ".join(shown.split()) == said


def shape(value, path=""):
    """Every key of a record with the keys above it, such as `steps.by.login`."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from shape(below, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for below in value:
            yield from shape(below, path)
    else:
        yield path, type(value)


@pytest.mark.parametrize("block", SESSIONS, ids=place_of)
def test_a_session_has_only_what_the_program_writes(block):
    walk = ready(TYPE)
    told = walk.answer("kin-notified").evidence
    corrected = [{**record, "told-or-tried-by": "Sgt. Brown, patrol"} for record in told]
    after = walk.going_on(walk.checklist, walk.session).confirm("kin-notified", *corrected)
    written = {
        found
        for session in (walk.session, after.session)
        for found in shape(tomli.loads(write_record(session).decode()))
    }
    shown = set(shape(tomli.loads(block.text)))
    assert len(shown) > 20
    assert shown - written == set()
