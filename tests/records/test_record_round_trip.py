"""What is entered is what is read back: every text that may be entered, through every place of a
session file that holds one."""

import pytest
import tomli
from factories.sessions import ALL_TYPES, NOON, Walk, a_long_night, ready
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checklists import changes
from checklists.errors import Refused
from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.records.codec import read_record, write_record
from checklists.session.fingerprints import content_digest
from checklists.session.model import Account, Answer, Draft, HistoryEntry, Person
from checklists.text import accept_text

TRICKY = [
    '"""',
    "'''",
    "\\",
    '"',
    "'",
    "\n",
    "\n\n",
    "= [seal]",
    "[[people]]",
    "#",
    "\u200d",
    "\ufeff",
]
texts = st.lists(st.one_of(st.text(max_size=30), st.sampled_from(TRICKY)), max_size=6).map("".join)


def accepted(text, *, lines):
    try:
        return accept_text(text, "The text", lines=lines)
    except Refused:
        return None


def there_and_back(session):
    data = write_record(session)
    found = read_record(data, "there-and-back.toml")
    assert found == session
    assert write_record(found) == data
    return data


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(4))
@settings(max_examples=100)
@given(texts)
def test_any_text_that_is_accepted_comes_back_from_the_draft(part, text):
    text = accepted(text, lines=True)
    assume(text is not None)
    walk = Walk("traffic-serious").write(text, {"x": text, "facebook": "short"})
    walk.type(text + "\n" + text)
    there_and_back(walk.session)


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(4))
@settings(max_examples=100)
@given(texts)
def test_any_line_that_is_accepted_comes_back_from_everywhere(part, text):
    line = accepted(text, lines=False)
    assume(line)
    who = Account(line, 1004, 1001, line)
    answer = Answer(
        id=line,
        prompt=line,
        victim_related=True,
        outcome="exception",
        at=NOON,
        by=who,
        given_for=(line,),
        reason=line,
        verified_by=line,
        note=line,
        evidence=({"person": line, "checked": [line, line], "how-many": 3, "when": NOON},),
    )
    session = replace(
        Walk("traffic-serious").session,
        case_number=line,
        # A key is the name of a platform, of 40 characters at most.
        draft=Draft(variants={line[:40]: line}, platforms=(line,)),
        people=(Person(label=line, person_class=line, stands_for=line, removed_because=line),),
        steps=(answer,),
        history=(HistoryEntry(at=NOON, by=who, did="confirmed", note=line, superseded=answer),),
    )
    there_and_back(session)


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(5))
@settings(max_examples=40)
@given(st.text(min_size=1, max_size=12))
def test_evidence_under_any_key_comes_back_so_that_taking_over_an_edit_loses_nothing(part, key):
    assume(accepted(key, lines=True) == key)
    walk = ready("traffic-advisory")
    evidence = tuple({**record, key: "x"} for record in walk.session.steps[0].evidence)
    steps = (replace(walk.session.steps[0], evidence=evidence), *walk.session.steps[1:])
    edited = replace(walk.session, steps=steps, sealed=False)
    there_and_back(changes.take_over_hand_edit(edited, actor=walk.actor, now=NOON))


def test_every_type_marked_ready_comes_back_and_holds():
    for incident_type in ALL_TYPES:
        walk = ready(incident_type)
        data = there_and_back(walk.session)
        found = read_record(data, "ready.toml")
        assert found.sealed
        assert content_digest(found) == walk.session.ready.digest
        assert findings(found, walk.checklist, SessionContext(), walk.now) == ()


def test_a_file_tells_its_story_in_order():
    data = there_and_back(a_long_night().session)
    order = dict.fromkeys(
        line.strip("[]")
        for line in data.decode().splitlines()
        if line.startswith("[") and not line.startswith("[history.")
    )
    assert list(order) == [
        "ready",
        "draft",
        "draft.variants",
        "draft.media",
        "people",
        "questions",
        "steps",
        "entered",
        "history",
        "seal",
    ]
    assert data.startswith(b"schema = 1\nid = ")
    assert b"\r" not in data


def test_another_program_reads_the_same_values():
    walk = a_long_night()
    tables = tomli.loads(write_record(walk.session).decode())
    assert tables["draft"]["text"] == walk.session.draft.text
    taken_out = {step for answer in walk.session.questions for step in answer.takes_out}
    asked = [step.id for step in walk.checklist.steps if step.id not in taken_out]
    assert [step["id"] for step in tables["steps"]] == asked
    assert tables["started_at"].utcoffset() == NOON.utcoffset()
