"""Of a session that has ended a list reads only what it shows, and nobody can tell by the row."""

import hashlib
from datetime import timedelta

import pytest
from factories.homes import PIO
from factories.sessions import NOON, SOMEBODY, FixedRules, Walk, answered, catalog, ready
from msgspec.structs import replace

from checklists import changes
from checklists.index.reader import SessionReader
from checklists.records import codec
from checklists.records import store as store_module
from checklists.records.codec import read_ended, write_record
from checklists.records.store import Store
from checklists.workstation.paths import places_in
from checklists.workstation.policy import Policy

HISTORY = "\n[[history]]\nat = 2020-01-01T00:00:00Z\ndid = 'posted'\n"
"""What would be the last entry of a history, if it were one."""
TYPE = "agency-initiative"
LATER = NOON + timedelta(days=2)


def posted(walk, *platforms, **more):
    for platform in platforms or walk.session.draft.platforms:
        walk.session = changes.record_posted(
            walk.session,
            walk.status_now,
            platform,
            at=walk.now,
            actor=walk.actor,
            now=walk.now,
            **more,
        )
    return walk


def begun(text="A text"):
    return Walk(TYPE).write(text).post_on("x")


def ended_with(text):
    """Sealed by hand: the last entry of its history keeps an earlier text."""
    walk = begun(text).later(minutes=1).write("Another").withdraw()
    history = sorted(walk.session.history, key=lambda entry: entry.earlier is not None)
    walk.session = replace(walk.session, history=tuple(history))
    assert history[-1].earlier.text == text
    return walk


def whole_post():
    return posted(ready(TYPE))


ENDED = {
    "posted everywhere": whole_post,
    "withdrawn at once": lambda: Walk(TYPE).withdraw(),
    "withdrawn when it was ready": lambda: ready("traffic-serious").withdraw(),
    "withdrawn with quotes": lambda: begun().withdraw('It said """ and [draft] platforms = [] """'),
    "with a text like a record": lambda: begun(f"A text\n[draft]\nmeaning = 2{HISTORY}").withdraw(),
    "a text like a history last": lambda: ended_with(f"A text{HISTORY}note = "),
    "a text like a comment last": lambda: ended_with(f"A text{HISTORY}# "),
    "a text like a seal last": lambda: ended_with(f"A text{HISTORY}\n[seal]\n"),
}
GOES_ON = {
    "in progress": lambda: answered(TYPE),
    "ready": lambda: ready(TYPE),
    "not yet posted everywhere": lambda: posted(ready(TYPE), "facebook"),
    "posted before it was ready": lambda: posted(
        answered(TYPE), reason="It went out already", ordered_by=SOMEBODY
    ),
}


def data_of(walk):
    return write_record(replace(walk.session, revision=2))


@pytest.fixture
def row(tmp_path):
    """The row of a record's bytes."""
    places = places_in("trial", tmp_path, tmp_path)
    rules = FixedRules(places, Policy(blank_after=timedelta(minutes=5)))
    reader = SessionReader(Store(places, PIO, rules), catalog())

    def row_of(data, session):
        path = tmp_path / "sessions" / PIO.login / "2026-11" / f"{session.id}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return reader.look(path, LATER).listed

    return row_of


def by_us(walk):
    """A walk whose author is the account of the file."""
    walk.session = replace(walk.session, author=PIO.login, author_uid=PIO.uid)
    return walk


@pytest.mark.parametrize("how", ENDED)
def test_its_row_is_that_of_the_whole_record(row, monkeypatch, how):
    walk = by_us(ENDED[how]())
    brief = row(data_of(walk), walk.session)
    assert (brief.status, brief.blockers, brief.victim_steps_open) == (walk.status, None, None)
    monkeypatch.setattr(store_module, "read_ended", lambda *_: None)
    assert row(data_of(walk), walk.session) == brief
    assert brief.updated_at == walk.session.updated_at.isoformat()


@pytest.mark.parametrize("how", [name for name in ENDED if not name.endswith("last")])
def test_its_answers_and_texts_are_not_read(monkeypatch, how):
    data = data_of(ENDED[how]())
    real, read = codec.tomli.loads, []
    monkeypatch.setattr(codec.tomli, "loads", lambda text: read.append(text) or real(text))
    assert read_ended(data, "x.toml") is not None
    assert len(read) == 1
    assert "[[steps]]" not in read[0]
    assert "A text" not in read[0]


@pytest.mark.parametrize("how", GOES_ON)
def test_of_one_that_goes_on_the_whole_is_read_and_counted(row, how):
    walk = by_us(GOES_ON[how]())
    assert read_ended(data_of(walk), "x.toml") is None
    assert row(data_of(walk), walk.session).blockers is not None


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b'outcome = "', b'outcome = "not-', "a word here is unknown"),
        (b"\n[[history]]\n", b"\n[[history]\n", "it is incomplete or not TOML"),
    ],
)
def test_one_that_was_edited_is_read_whole_and_said_to_be_unreadable(row, old, new, why):
    walk = by_us(whole_post())
    data = data_of(walk).replace(old, new, 1)
    found = row(data, walk.session)
    assert found.status == "unreadable"
    assert why in found.problem


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b"schema = 1", b"schema = 2", "written by a newer version: schema 2"),
        (b'id = "2026', b'id = "2025', "its ID does not match the name of its file"),
        (b"author_uid = 0", b"author_uid = 7", "copied"),
        (b'platform = "facebook"', b'platform = "face\\u001bbook"', "contains"),
        (b"recorded_at = 2026", b"recorded_at = 9026", "a time has an impossible year"),
    ],
)
def test_what_is_taken_from_it_is_checked_as_ever_under_a_new_seal(row, old, new, why):
    walk = by_us(whole_post())
    old = old.replace(b"= 0", b"= %d" % PIO.uid)
    body = data_of(walk).rpartition(b"\n[seal]\n")[0]
    assert old in body
    body = body.replace(old, new, 1)
    seal = hashlib.sha256(body).hexdigest().encode()
    found = row(body + b'\n[seal]\ndigest = "sha256:' + seal + b'"\n', walk.session)
    assert found.status == "unreadable"
    assert why in found.problem
