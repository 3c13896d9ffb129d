"""Files of an older schema are read for ever, and stay as they are until something changes.

There is one schema so far. Here the present one is the third of a made-up row: the first called a
case number `case`, and the second an outcome `result`.
"""

import hashlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
from factories.homes import ID, PIO, TrialHome
from factories.sessions import NOON, SUPERVISOR, Walk, ready
from msgspec.structs import replace

from checklists import changes
from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.records import codec, completions, reviews
from checklists.records.codec import Unreadable, read_ended, read_record, write_record
from checklists.session.completion import Completion
from checklists.session.fingerprints import content_digest, history_digest
from checklists.session.review import Review

GOLDEN = Path(__file__).parent / "golden"
SEAL = b"\n[seal]\n"


def with_case_number(tables):
    number = tables.pop("case", "")
    return {**tables, "case_number": number}


def with_outcomes(tables):
    history = tables.get("history", [])
    answers = [*tables.get("steps", []), *history]
    answers += [entry["superseded"] for entry in history if "superseded" in entry]
    for answer in answers:
        if "result" in answer:
            answer["outcome"] = answer.pop("result")
    return tables


STEPS = (with_case_number, with_outcomes)


@pytest.fixture
def later_version(monkeypatch):
    """The version that writes schema 3."""
    monkeypatch.setattr(codec, "STEPS", STEPS)


def as_of(schema: int, data: bytes) -> bytes:
    """What an earlier version would have written for a session that this one writes so."""
    body = data.rpartition(SEAL)[0]
    body = re.sub(rb"\Aschema = \d+", b"schema = %d" % schema, body)
    if schema < 2:
        body = body.replace(b"\ncase_number = ", b"\ncase = ", 1)
    if schema < 3:
        body = re.sub(rb"(?m)^outcome = ", b"result = ", body)
    seal = hashlib.sha256(body).hexdigest().encode()
    return body + SEAL + b'digest = "sha256:' + seal + b'"\n'


@pytest.mark.usefixtures("later_version")
@pytest.mark.parametrize("schema", [1, 2])
@pytest.mark.parametrize("path", sorted(GOLDEN.iterdir()), ids=lambda path: path.stem)
def test_a_file_of_an_earlier_version_says_what_it_said(path, schema):
    old = as_of(schema, path.read_bytes())
    session = read_record(old, path.name)
    assert session == read_record(as_of(3, path.read_bytes()), path.name)
    assert session.sealed
    assert session.history_digest == history_digest(session.history)
    assert write_record(session) == as_of(3, path.read_bytes())
    assert old != write_record(session)


@pytest.mark.usefixtures("later_version")
@pytest.mark.parametrize("schema", [1, 2])
def test_what_was_given_for_it_counts_as_before(schema):
    walk = ready("traffic-serious")
    before = walk.session
    session = read_record(as_of(schema, write_record(before)), "x.toml")
    assert session.ready.digest == content_digest(session) == content_digest(before)
    assert findings(session, walk.checklist, SessionContext(), NOON + timedelta(hours=1)) == ()


@pytest.fixture
def old_home(home, later_version):
    """A home with a session that the first version saved."""
    with home.start() as opened:
        opened.apply(lambda session: changes.set_case_number(session, "26-1", actor=PIO, now=NOON))
    home.path().write_bytes(as_of(1, home.path().read_bytes()))
    return home


def state_of(home: TrialHome):
    found = home.path().stat()
    return home.path().read_bytes(), found.st_ino, found.st_mtime_ns, home.beside()


def test_it_is_opened_read_and_left_as_it_is(old_home):
    with old_home.open():
        pass
    before = state_of(old_home)
    with old_home.open() as opened:
        assert opened.session.case_number == "26-1"
        assert not opened.read_only
        opened.blockers()
    assert old_home.store.look(old_home.path(), for_a_list=True).session.case_number == "26-1"
    assert old_home.stored().bytes_digest == hashlib.sha256(before[0]).hexdigest()
    assert state_of(old_home) == before


def test_the_first_change_writes_it_in_the_present_schema(old_home):
    with old_home.open() as opened:
        opened.apply(lambda session: changes.set_case_number(session, "26-2", actor=PIO, now=NOON))
    data = old_home.path().read_bytes()
    assert data.startswith(b"schema = 3\n")
    assert b'\ncase_number = "26-2"\n' in data
    assert old_home.on_disk().sealed
    assert not [name for name in old_home.beside() if "edited" in name]


def test_the_seal_of_an_old_file_covers_its_own_bytes(old_home):
    edited = old_home.edit('case = "26-1"', 'case = "26-9"')
    with old_home.open() as opened:
        assert not opened.session.sealed
        assert "edited-outside" in {blocker.code for blocker in opened.blockers()}
        opened.apply(lambda session: changes.take_over_hand_edit(session, actor=PIO, now=NOON))
    (kept,) = [name for name in old_home.beside() if ".edited-" in name]
    assert old_home.path().with_name(kept).read_bytes() == edited
    assert old_home.on_disk().sealed


def test_of_an_old_one_that_ended_a_list_reads_the_whole(later_version):
    walk = Walk("agency-initiative", author=PIO).write("A text").case_number().withdraw()
    new = write_record(replace(walk.session, revision=2))
    assert read_ended(new, "x.toml") is not None
    assert read_ended(as_of(2, new), "x.toml") is None


@pytest.mark.usefixtures("later_version")
@pytest.mark.parametrize(
    "old",
    ["schema = 2\nsteps = 1", "schema = 2\nsteps = [1]", "schema = 1\nhistory.superseded = 1"],
)
def test_an_old_file_of_another_shape_is_unreadable_and_nothing_worse(old):
    with pytest.raises(Unreadable, match=r"x\.toml:1: does not fit its schema"):
        read_record(old.encode(), "x.toml")


# Reviews and completions

REVIEW = Review(ID, "noted", "sha256:0", NOON, SUPERVISOR.account, comment="Read")
DONE = Completion(ID, "custody-told", "sha256:0", "told", NOON, NOON, PIO.account)
BESIDE = {
    "review": (reviews, reviews.write_review, reviews.read_review, REVIEW),
    "completion": (completions, completions.write_completion, completions.read_completion, DONE),
}


@pytest.mark.parametrize(("module", "write", "read", "value"), BESIDE.values(), ids=BESIDE)
def test_what_lies_beside_is_read_in_an_older_schema_and_refused_in_a_newer(
    monkeypatch, module, write, read, value
):
    old = write(value).replace(b"\nsession = ", b"\nabout = ")
    assert old.startswith(b"schema = 1\nabout = ")
    with pytest.raises(Unreadable, match="not a "):
        read(old, "x.toml")
    newer = old.replace(b"schema = 1", b"schema = 2")
    with pytest.raises(Unreadable, match="written by a newer version: schema 2"):
        read(newer, "x.toml")

    def step(tables):
        return {"session": tables.pop("about"), **tables}

    monkeypatch.setattr(module, "STEPS", (step,))
    assert read(old, "x.toml") == value
    assert write(value).startswith(b"schema = 2\nsession = ")
    assert read(write(value), "x.toml") == value
    with pytest.raises(Unreadable, match="does not fit its schema"):
        read(b"schema = 1\n", "x.toml")
