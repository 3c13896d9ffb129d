"""After any one character of a session file is changed, the record does not hold.

Every value of a file is tried: the text itself is edited, one value at a time, and read back. Once
with the seal left as it was, and once with the seal made anew over the edit, as somebody could who
knows how: then the history's digests still tell.
"""

import copy
import hashlib
import re
from datetime import datetime

import pytest
import tomli
from factories.sessions import ALL_TYPES, NOON, Walk, a_long_night, ready
from msgspec import Struct
from msgspec.structs import replace

from checklists import changes
from checklists.digests import digest_of
from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.records.codec import Unreadable, read_record, write_record
from checklists.session.fingerprints import answer_digest, content_digest, draft_digest
from checklists.session.model import Ready

NIGHT = a_long_night()
TEXT = write_record(replace(NIGHT.session, revision=57)).decode()
NAME = "night.toml"

# Every value that our own writer can write, in the order in which they must be tried.
_VALUE = re.compile(
    r'"""\n(?P<lines>.*?)"""'
    r'|"(?P<line>(?:[^"\\]|\\.)*)"'
    r"|(?P<time>\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d))"
    r"|\b(?P<bool>true|false)\b"
    r"|(?<=[ =\[])(?P<number>\d+)(?=[\n ,}\]])",
    re.DOTALL,
)
_HEADER = re.compile(r"(?m)^\[\[?([a-z.]+)\]\]?$")


class Edit(Struct, frozen=True):
    """One value written otherwise: where it stands, in which table, and the whole new text."""

    start: int
    table: str
    text: str

    def __str__(self):
        """The place for a failed test: the table and the line, with what stands there."""
        line = TEXT[: self.start].count("\n")
        return f"[{self.table}] line {line + 1}: {TEXT.splitlines()[line]}"


def edits():
    """Each value of the file changed by one character, one unit, or its other truth."""
    headers = [(found.start(), found[1]) for found in _HEADER.finditer(TEXT)]
    for found in _VALUE.finditer(TEXT):
        kind = found.lastgroup
        table = max((h for h in headers if h[0] < found.start()), default=(0, "top"))[1]
        start, end = found.span(kind)
        yield Edit(start, table, TEXT[:start] + _otherwise(kind, found[kind], start) + TEXT[end:])


def _otherwise(kind, old, turn):
    """One character changed, the first, the last or one between as `turn` has it; a unit more; the
    other truth."""
    if kind == "bool":
        return "false" if old == "true" else "true"
    if kind == "number":
        return str(int(old) + 1)
    if kind == "time":
        return old[:18] + ("1" if old[18] != "1" else "2") + old[19:]
    if old == "":
        return "e"
    letters = [n for n, c in enumerate(old) if c.isalnum() and (n == 0 or old[n - 1] != "\\")]
    place = (letters[0], letters[len(letters) // 2], letters[-1])[turn % 3]
    return old[:place] + ("e" if old[place] != "e" else "a") + old[place + 1 :]


EDITS = tuple(edits())


def resealed(text):
    """The text with a seal made anew over what now stands above it."""
    body = text[: text.index("\n[seal]\n")]
    return body + f'\n[seal]\ndigest = "sha256:{hashlib.sha256(body.encode()).hexdigest()}"\n'


def read(text):
    return read_record(text.encode(), NAME)


def stands(session):
    return status_of(session, NIGHT.checklist, SessionContext(), NIGHT.now)


def leaves(value, path=()):
    """Every value of a parsed file, by its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))
    else:
        yield path, value


def test_as_it_was_written_the_record_holds_and_is_ready():
    session = read(TEXT)
    assert findings(session, NIGHT.checklist, SessionContext(), NIGHT.now) == ()
    assert stands(session).status == "ready"
    assert resealed(TEXT) == TEXT


@pytest.mark.slow
def test_the_edits_reach_every_value_of_the_file_and_each_only_its_own():
    before = dict(leaves(tomli.loads(TEXT)))
    reached = set()
    for edit in EDITS:
        after = dict(leaves(tomli.loads(edit.text)))
        assert after.keys() == before.keys()
        differing = {path for path in before if before[path] != after[path]}
        assert len(differing) == 1, edit
        reached |= differing
    assert reached == set(before)
    assert {type(before[path]) for path in reached} == {str, int, bool, datetime}


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(32))
def test_any_one_value_changed_is_seen_and_never_ready(part):
    unseen = []
    for edit in EDITS[part::32]:
        try:
            session = read(edit.text)
        except Unreadable:
            continue
        if (
            not findings(session, NIGHT.checklist, SessionContext(), NIGHT.now)
            or stands(session).may_be_posted
        ):
            unseen.append(str(edit))
    assert unseen == []


DIGESTED = ("draft", "draft.variants", "draft.media", "people", "questions", "steps")


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(8))
def test_any_one_value_of_what_was_answered_changed_and_resealed_is_seen_and_never_ready(part):
    tried = [edit for edit in EDITS if edit.table in DIGESTED]
    assert {edit.table for edit in tried} == set(DIGESTED)
    unseen = []
    for edit in tried[part::8]:
        try:
            session = read(resealed(edit.text))
        except Unreadable:
            continue
        assert session.sealed
        if (
            not findings(session, NIGHT.checklist, SessionContext(), NIGHT.now)
            or stands(session).may_be_posted
        ):
            unseen.append(str(edit))
    assert unseen == []


@pytest.mark.sweep
@pytest.mark.parametrize("table", ["ready", "history.superseded"])
def test_any_one_value_of_what_was_replaced_or_marked_changed_and_resealed_is_seen(table):
    tried = [edit for edit in EDITS if edit.table == table]
    assert len(tried) >= 3
    unseen = []
    for edit in tried:
        try:
            session = read(resealed(edit.text))
        except Unreadable:
            continue
        if not findings(session, NIGHT.checklist, SessionContext(), NIGHT.now):
            unseen.append(str(edit))
    assert unseen == []


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(4))
def test_a_digest_in_the_history_changed_and_resealed_is_seen(part):
    digests = [
        edit
        for edit in EDITS
        if edit.table == "history" and TEXT[: edit.start].endswith('digest = "')
    ]
    assert len(digests) > 50
    current = set(_made(NIGHT.session))
    for edit in digests[part::4]:
        digest = TEXT[edit.start : TEXT.index('"', edit.start)]
        try:
            session = read(resealed(edit.text))
        except Unreadable:
            continue
        if digest in current:
            assert findings(session, NIGHT.checklist, SessionContext(), NIGHT.now) != (), edit


def _made(session):
    """The digests of the history that still prove something that the session holds."""
    yield from (answer_digest(found) for found in session.steps)
    yield from (answer_digest(e.superseded) for e in session.history if e.superseded)
    yield from (digest_of(found) for found in (*session.people, *session.questions))
    yield draft_digest(session.draft)


@pytest.mark.sweep(3)
@pytest.mark.parametrize("table", ["people", "questions", "draft.media", "steps", "history"])
def test_a_whole_table_taken_out_is_seen(table):
    blocks = re.split(r"(?m)^(?=\[)", TEXT)
    numbers = [n for n, block in enumerate(blocks) if block.startswith(f"[[{table}]]")]
    for number in numbers:
        text = "".join(block for n, block in enumerate(blocks) if n != number)
        try:
            session = read(text)
        except Unreadable:
            continue
        assert findings(session, NIGHT.checklist, SessionContext(), NIGHT.now) != ()
        assert not stands(session).may_be_posted
        # Resealed: a question's answer leaves no trace in the record, but the gate asks it again.
        session = read(resealed(text))
        if table != "history":
            assert not stands(session).may_be_posted
        if table not in ("questions", "history"):
            assert findings(session, NIGHT.checklist, SessionContext(), NIGHT.now) != ()


def test_a_ready_mark_written_into_an_unfinished_session_is_never_ready():
    for incident_type in ALL_TYPES:
        walk = Walk(incident_type).write("Something").post_on("x")
        mark = Ready(digest=content_digest(walk.session), at=NOON, by=walk.actor.account)
        text = write_record(walk.session).decode()
        by_hand = text.replace(
            "[draft]\n",
            f'[ready]\ndigest = "{mark.digest}"\nat = {mark.at.isoformat()}\n'
            f'by = {{ login = "{mark.by.login}", uid = {mark.by.uid} }}\n\n[draft]\n',
            1,
        )
        for edited, sealed in ((by_hand, False), (resealed(by_hand), True)):
            session = read(edited)
            assert session.ready == mark
            assert session.sealed is sealed
            found = status_of(session, walk.checklist, SessionContext(), NOON)
            assert found.status == "lapsed"
            assert not found.may_be_posted
            assert "ready" in {
                finding.where
                for finding in findings(session, walk.checklist, SessionContext(), walk.now)
            }


def test_a_ready_mark_that_was_withdrawn_is_seen_when_it_stands_again():
    walk = ready("traffic-serious")
    mark = walk.session.ready
    edited = replace(walk.session, sealed=False)
    taken = changes.take_over_hand_edit(edited, actor=walk.actor, now=NOON)
    again = replace(taken, ready=mark)
    assert {
        found.where for found in findings(again, walk.checklist, SessionContext(), walk.now)
    } == {"ready"}


def test_a_post_that_was_given_up_is_seen_when_the_mark_is_taken_out():
    walk = ready("traffic-serious").withdraw()
    text = write_record(walk.session).decode()
    assert findings(read(text), walk.checklist, SessionContext(), walk.now) == ()
    block = text[text.index("[withdrawn]") : text.index("[ready]")]
    session = read(resealed(text.replace(block, "")))
    assert session.withdrawn is None
    assert {
        found.where for found in findings(session, walk.checklist, SessionContext(), walk.now)
    } == {"withdrawn"}


@pytest.mark.parametrize("old", ["Posted by", "T12:00:00", "mruiz"])
def test_a_withdrawal_changed_and_resealed_is_seen(old):
    walk = ready("traffic-serious").withdraw()
    text = write_record(walk.session).decode()
    start = text.index(old, text.index("[withdrawn]"))
    new = old[:-1] + ("1" if old[-1] != "1" else "2")
    session = read(resealed(text[:start] + new + text[start + len(old) :]))
    assert {
        found.where for found in findings(session, walk.checklist, SessionContext(), walk.now)
    } == {"withdrawn"}


def test_a_finding_names_the_part_and_no_value():
    for old, where in (
        ("Cpl. Ito", "question shows-suspect"),
        ("Crash on", "draft"),
        ("The hospital", "person V1"),
        ("A patrol car", "question police-force"),
    ):
        session = read(TEXT.replace(old, "Elsewhere", 1))
        found = findings(session, NIGHT.checklist, SessionContext(), NIGHT.now)
        parts = {finding.where for finding in found}
        assert {"seal", where} <= parts
        # What an answer superseded is read over it.
        assert all(part.startswith("history entry") for part in parts - {"seal", where})
        assert "Elsewhere" not in "".join(finding.where + finding.what for finding in found)


def test_the_files_copies_of_a_step_must_be_the_checklists():
    walk = ready("traffic-serious")
    step = walk.session.answer("kin-notified")
    for values, what in (
        ({"victim_related": False}, "the copy is wrong: the checklist says victim-related"),
        ({"prompt": "Easier."}, "the copy of the wording is not the checklist's"),
    ):
        steps = tuple(replace(s, **values) if s.id == step.id else s for s in walk.session.steps)
        found = findings(
            replace(walk.session, steps=steps), walk.checklist, SessionContext(), walk.now
        )
        assert what in {finding.what for finding in found}


def test_a_record_carried_to_a_changed_checklist_holds():
    walk = ready("traffic-serious").not_done("publish-package")
    sections = copy.copy(walk.checklist.sections)
    sections = tuple(
        replace(
            section,
            steps=tuple(
                replace(step, victim_related=True, prompt=f"{step.prompt} Really.")
                if step.id in ("crash-wording", "facts-verified")
                else replace(step, victim_related=True)
                for step in section.steps
            ),
        )
        for section in sections
    )
    stricter = replace(walk.checklist, sections=sections, revision="sha256:" + "4" * 64)
    walk.session = changes.carry_to_checklist(walk.session, stricter, actor=walk.actor, now=NOON)
    assert walk.session.answer("crash-wording") is None
    assert walk.session.answer("publish-package") is None
    assert walk.session.answer("kin-notified") is not None
    assert findings(walk.session, stricter, SessionContext(), NOON) == ()
    walk.checklist = stricter
    walk.answer_everything()
    assert findings(walk.mark_ready().session, stricter, SessionContext(), walk.now) == ()


@pytest.mark.sweep(4)
@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_sessions_of_every_type_hold_and_each_text_changed_in_one_does_not(incident_type):
    walk = ready(incident_type)
    text = write_record(walk.session).decode()
    assert findings(read(text), walk.checklist, SessionContext(), walk.now) == ()
    for step in walk.session.steps:
        place = text.index(f'id = "{step.id}"')
        at = text.index("T12:00:00", place)
        session = read(resealed(text[:at] + "T12:00:01" + text[at + 9 :]))
        assert f"step {step.id}" in {
            f.where for f in findings(session, walk.checklist, SessionContext(), walk.now)
        }


def test_a_letter_of_the_draft_changed_with_an_editor_does_what_it_does_on_the_screen():
    on_screen = a_long_night().write(
        NIGHT.session.draft.text.replace("noon", "nook"),
        dict(NIGHT.session.draft.variants),
        changes_meaning=False,
    )
    session = read(TEXT.replace("More at noon", "More at nook", 1))
    assert session.draft == on_screen.session.draft
    assert stands(session).status == on_screen.status == "lapsed"
    edited = Walk.going_on(NIGHT.checklist, session, NIGHT.now)
    assert edited.stale() == on_screen.stale() >= {"crash-wording", "no-identifiers"}
    assert not {step.id for step in NIGHT.checklist.steps if step.is_contact} & edited.stale()
    assert {
        found.where for found in findings(session, NIGHT.checklist, SessionContext(), NIGHT.now)
    } == {"seal", "draft"}
