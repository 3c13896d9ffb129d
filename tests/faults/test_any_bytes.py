"""Whatever a file holds is read as it is or told as one problem; what is written comes back."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from factories.sessions import a_long_night
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checklists.errors import Refused
from checklists.records.codec import Unreadable, read_record, write_record
from checklists.session.model import Draft, Session
from checklists.text import accept_text

pytestmark = pytest.mark.slow

RECORD = write_record(a_long_night().session)
ROUND_TRIPS = 2000
BYTES = 3000

any_text = st.text(max_size=80)
any_lines = st.lists(
    st.one_of(
        st.text(max_size=40), st.sampled_from(['"""', "'''", "\\", "[[steps]]", "[seal]", "#"])
    ),
    max_size=6,
).map("\n".join)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A real record with a piece taken out, put in, or overwritten."""
    start = draw(st.integers(0, len(RECORD)))
    end = draw(st.integers(start, min(len(RECORD), start + 200)))
    return RECORD[:start] + draw(st.binary(max_size=60)) + RECORD[end:]


def read(data: bytes, seen: Counter[str]) -> None:
    found: Session | Unreadable
    try:
        found = read_record(data, "any.toml")
    except Unreadable as problem:
        found = problem
    if isinstance(found, Session):
        seen["read"] += 1
        # Anything but the very bytes that the program wrote lacks its seal.
        assert found.sealed == (data == RECORD)
    else:
        seen["one problem"] += 1
        assert found.what
        assert found.what_to_do


def test_three_thousand_files_of_any_bytes(soak: Any, counted: Callable[[str], None]) -> None:
    seen: Counter[str] = Counter()

    @seed(soak.seed)
    @settings(max_examples=BYTES * soak.times, database=None)
    @given(st.one_of(damaged(), damaged(), st.binary(max_size=400), any_lines.map(str.encode)))
    def every(data: bytes) -> None:
        read(data, seen)

    every()
    assert seen["one problem"] + seen["read"] >= BYTES
    assert min(seen.values()) > 0
    counted(f"any bytes: {sum(seen.values())} files, {seen['read']} read, none as sealed")


def accepted(text: str, *, lines: bool) -> str:
    try:
        return accept_text(text, "The text", lines=lines)
    except Refused:
        return "refused"


def test_two_thousand_texts_come_back_as_they_were_entered(
    soak: Any, counted: Callable[[str], None]
) -> None:
    began = a_long_night().session
    times = 0

    @seed(soak.seed)
    @settings(max_examples=ROUND_TRIPS * soak.times, database=None)
    @given(any_lines, any_text, any_text)
    def every(text: str, line: str, reason: str) -> None:
        nonlocal times
        times += 1
        draft = Draft(
            text=accepted(text, lines=True),
            variants={"x": accepted(text + "\n" + line, lines=True)},
            platforms=("facebook", "x"),
        )
        first, *others = began.people
        session = replace(
            began,
            case_number=accepted(line, lines=False),
            draft=draft,
            people=(replace(first, removed_because=accepted(reason, lines=False)), *others),
        )
        data = write_record(session)
        found = read_record(data, "round-trip.toml")
        assert found == session
        assert write_record(found) == data

    every()
    counted(f"round trips: {times}, each the same to the byte")
    assert times >= ROUND_TRIPS
