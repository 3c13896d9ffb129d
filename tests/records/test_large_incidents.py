"""A large incident fits in one session: what was superseded is kept without what it repeats."""

import re
import time
from datetime import timedelta
from statistics import median

import pytest
from factories.sessions import NOON, Walk, checklist
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checklists import changes
from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.records import codec
from checklists.records.codec import Unreadable, read_record, write_record
from checklists.session.fingerprints import earlier_answers
from checklists.session.model import Account, Answer, HistoryEntry
from tui.wording.words import attested

TYPE = "traffic-serious"
PEOPLE = 300
A_MINUTE = timedelta(minutes=1)
TOLD = "kin-notified"


def begun(kin: int) -> Walk:
    """A fatal crash with so many next of kin, its post accepted."""
    walk = Walk(TYPE).case_number().write().post_on("facebook", "x").questions_no()
    died = walk.list_person("deceased")
    for _ in range(kin):
        walk.list_person("next-of-kin", died)
    return walk


def one_by_one(walk: Walk, step_id: str) -> None:
    records = walk.whole(step_id)
    for told in range(1, len(records) + 1):
        walk.later(minutes=1).confirm(step_id, *records[:told])


def correct(walk: Walk, step_id: str, number: int) -> None:
    """One person's record gets another time and another name."""
    records = [*walk.answer(step_id).evidence]
    when = records[number]["when"] - A_MINUTE
    records[number] = {
        **records[number],
        "when": when,
        "told-or-tried-by": "Sgt. Alvarez, family liaison",
    }
    walk.later(minutes=1).confirm(step_id, *records)


def read_again(walk: Walk):
    """The session out of its file, which is the same, and written again is the same file."""
    data = write_record(walk.session)
    session = read_record(data, "it.toml")
    assert session == walk.session
    assert write_record(session) == data
    return session


@pytest.mark.slow
def test_three_hundred_people_fit_each_confirmed_alone_and_some_corrected(counted):
    walk = begun(PEOPLE - 1)
    took = []
    for step in walk.checklist.steps:
        records = walk.whole(step.id)
        for told in range(1, len(records) + 1):
            walk.now += timedelta(seconds=7)
            began = time.process_time()
            walk.confirm(step.id, *records[:told])
            data = write_record(walk.session)
            took.append((time.process_time() - began) * 1e3)
    for number in range(0, PEOPLE - 1, 10):
        correct(walk, TOLD, number)
    # It took three hours.
    walk.confirm("travel-details").mark_ready()
    session = read_again(walk)
    data = write_record(session)
    assert len(data) <= codec.LARGEST
    assert walk.status == "ready"
    assert findings(session, walk.checklist, SessionContext(), walk.now) == ()
    counted(
        f"{len(session.listed)} people, {len(took)} answers: {len(data) // 1024} KiB; change and "
        f"text {median(took):.0f} ms, the longest {max(took):.0f} ms"
    )


def test_confirming_the_next_person_repeats_nobody():
    walk = begun(12)
    one_by_one(walk, TOLD)
    text = write_record(walk.session).decode()
    history = text[text.index("[[history]]") :]
    told = walk.answer(TOLD).evidence
    assert len(told) == 12
    assert "told-or-tried-by" not in history
    assert re.findall(r"without = (.*)", history) == [f'["K{n}"]' for n in range(2, 13)]
    session = read_again(walk)
    earlier = [e.superseded for e in session.history if e.superseded is not None]
    assert [answer.evidence for answer in earlier] == [told[:n] for n in range(1, 12)]
    assert findings(session, walk.checklist, SessionContext(), walk.now) == ()


def test_what_was_confirmed_before_is_named_by_its_first_and_last():
    walk = begun(12)
    walk.remove_person("K4")
    records = walk.whole(TOLD)
    step = walk.step(TOLD)
    said = attested(step, records, walk.now, tuple(r for r in records if r["person"] != "K9"))
    assert said.startswith("K9 Told, Cpl. Ito, patrol")
    assert said.endswith("; K1 to K3, K5 to K8, K10 to K12 as before")
    said = attested(step, records, walk.now, (records[0], records[1], records[5]))
    assert said.endswith("; K1, K2, K7 as before")


def test_a_correction_keeps_the_fields_that_it_changed_as_they_were():
    walk = begun(5)
    walk.confirm(TOLD)
    before = walk.answer(TOLD)
    correct(walk, TOLD, 2)
    text = write_record(walk.session).decode()
    changed = text[text.rindex("changed = [") :]
    assert changed.splitlines()[1] == (
        '    { person = "K3", told-or-tried-by = "Cpl. Ito, patrol", '
        "when = 2026-11-22T12:00:00-05:00 },"
    )
    assert read_again(walk).history[-1].superseded == before


def test_somebody_taken_off_the_list_leaves_their_record_where_it_stood():
    walk = begun(5)
    walk.confirm(TOLD)
    before = walk.answer(TOLD)
    for label in ("K1", "K3", "K4"):
        walk.remove_person(label)
    walk.later(minutes=1).confirm(TOLD)
    assert [r["person"] for r in walk.answer(TOLD).evidence] == ["K2", "K5"]
    assert read_again(walk).history[-1].superseded == before
    assert "evidence" not in write_record(walk.session).decode().rpartition("[[history]]")[2]


_LABELS = st.lists(st.sampled_from(["K1", "K2", "K3", "K4"]), max_size=6)
_VALUES = st.sampled_from(["a", "b", 1, 2, NOON, NOON + A_MINUTE, ["a"], ["a", "b"]])
_RECORDS = st.builds(
    lambda labels, fields: tuple(
        {"person": label, **values} for label, values in zip(labels, fields, strict=False)
    ),
    _LABELS,
    st.lists(st.dictionaries(st.sampled_from(["x", "y", "z-detail"]), _VALUES), min_size=6),
)


@settings(max_examples=200)
@given(st.lists(_RECORDS, min_size=2, max_size=5), st.sampled_from(["confirmed", "exception"]))
def test_whatever_an_answer_superseded_is_read_back(given_records, outcome):
    who = Account("mruiz", 1004)
    walk = Walk(TYPE)
    before, history = None, [*walk.session.history]
    for number, records in enumerate(given_records):
        answer = Answer(
            "kin-notified",
            "Told?",
            victim_related=True,
            outcome=outcome if number % 2 else "confirmed",
            at=NOON + number * A_MINUTE,
            by=who,
            evidence=records,
            note="said" if number % 3 == 1 else "",
        )
        did = "confirmed" if number % 2 else "exception"
        history.append(HistoryEntry(answer.at, who, did, answer.id, superseded=before))
        before = answer
    walk.session = replace(walk.session, steps=(before,), history=tuple(history))
    read_again(walk)


@pytest.mark.parametrize(
    "table",
    [
        'without = ["K9"]',
        'without = ["K1", "K1"]',
        'changed = [ { person = "K9", when = false } ]',
        'changed = [ { person = "K1", when = true } ]',
        'changed = [ { person = ["K1"], when = 1 } ]',
        'evidence = []\nwithout = ["K1"]',
        "unknown = 1",
        "outcome = 1",
    ],
)
def test_a_superseded_answer_that_is_none_of_the_answer_after_it_is_unreadable(table):
    walk = begun(2)
    one_by_one(walk, TOLD)
    text = write_record(walk.session).decode()
    text = text.replace('[history.superseded]\nwithout = ["K2"]', f"[history.superseded]\n{table}")
    with pytest.raises(Unreadable):
        read_record(text.encode(), "it.toml")


def test_a_file_makes_no_more_of_itself_than_so_many_records(monkeypatch):
    walk = begun(6)
    one_by_one(walk, TOLD)
    data = write_record(walk.session)
    monkeypatch.setattr(codec, "MOST_RECORDS", 14)
    with pytest.raises(Unreadable, match="too many records"):
        read_record(data, "it.toml")
    with pytest.raises(codec.TooLarge):
        write_record(walk.session)
    monkeypatch.setattr(codec, "MOST_RECORDS", 15)
    assert read_record(data, "it.toml") == walk.session


def test_what_is_read_over_an_answer_that_was_edited_by_hand_later_was_never_given():
    walk = begun(3)
    one_by_one(walk, TOLD)
    text = write_record(walk.session).decode()
    step = text.index('id = "kin-notified"')
    edited = text[:step] + text[step:].replace("Cpl. Ito", "Sgt. Alvarez", 1)
    session = read_record(edited.encode(), "it.toml")
    assert not session.sealed
    taken = changes.take_over_hand_edit(session, actor=walk.actor, now=walk.now)
    assert len([*earlier_answers(walk.session, TOLD)]) == 2
    assert [*earlier_answers(taken, TOLD)] == []
    found = findings(taken, checklist(TYPE), SessionContext(), walk.now)
    assert {f.where for f in found} > {f"step {TOLD}"}
    walk.session = taken
    walk.later(minutes=1).confirm(TOLD)
    assert [*earlier_answers(walk.session, TOLD)] == [taken.answer(TOLD)]
    # What it does not touch stands: the history, and reviews that were given with it.
    assert "history" not in {f.where for f in found}
