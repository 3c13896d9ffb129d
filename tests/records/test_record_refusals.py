"""A file that is not a whole session: one clear problem with its line, and none of its values."""

import re
from pathlib import Path

import pytest
import tomli
from factories.sessions import Walk, a_long_night, checklist
from msgspec.structs import replace

from checklists.errors import ExitCode
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.records.codec import (
    LARGEST,
    TooLarge,
    Unreadable,
    read_record,
    write_record,
)
from checklists.session.fingerprints import content_digest
from checklists.session.model import HistoryEntry, Typed

WHOLE = (Path(__file__).parent / "golden" / "ready.toml").read_bytes()
TEXT = WHOLE.decode()
NAME = "20261122-0800-traffic-serious-k7q2.toml"


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


SECRETS = {text for text in _strings(tomli.loads(TEXT)) if re.search(r"[ 0-9]", text[2:])}
SECRETS |= {"Okafor", "mruiz", "secret"}
"""What must not reach a terminal or a log by way of a problem: every value of the file but its
plain words, which are the format's own (`started`, `confirmed`)."""


def problem_of(data):
    """The one problem of a file: it names the file, says what to do, and quotes nothing."""
    with pytest.raises(Unreadable) as found:
        read_record(data if isinstance(data, bytes) else data.encode(), NAME)
    problem = found.value
    assert problem.exit_code is ExitCode.CANNOT_READ_OR_WRITE
    assert problem.what_to_do.endswith(".")
    assert problem.message.startswith(NAME)
    said = str(problem).replace(NAME, "")
    assert [secret for secret in SECRETS if secret in said] == []
    return problem


def line_of_problem(problem):
    found = re.match(re.escape(NAME) + r":(\d+): ", problem.message)
    assert found, problem.message
    return int(found[1])


def changed(old, new, count=1):
    """The file with `old` written otherwise, and the line where that is."""
    assert old in TEXT, old
    return TEXT.replace(old, new, count), TEXT[: TEXT.index(old)].count("\n") + 1


@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_file_written_to_some_tenths_of_its_length_is_unreadable(tenths):
    # In the middle of a line: one that ends with a whole table is read, as edited (below).
    half = WHOLE[: WHOLE.index(b" = ", len(WHOLE) * tenths // 10)]
    line = line_of_problem(problem_of(half))
    assert line <= half.count(b"\n") + 1


def test_a_file_cut_anywhere_is_unreadable_or_never_ready():
    found = checklist("traffic-serious")
    now = a_long_night().now
    read = 0
    for length in range(0, len(WHOLE) - 1, 211):
        try:
            session = read_record(WHOLE[:length], NAME)
        except Unreadable:
            continue
        read += 1
        assert not session.sealed
        assert not status_of(session, found, SessionContext(), now).may_be_posted
    assert read < 20


def test_a_file_cut_after_a_whole_table_reads_as_edited_and_holds_the_gate():
    session = read_record(WHOLE[: WHOLE.index(b"\n[seal]")], NAME)
    assert not session.sealed
    found = status_of(session, checklist("traffic-serious"), SessionContext(), a_long_night().now)
    assert found.status == "lapsed"
    assert "edited-outside" in {blocker.code for blocker in found.blockers}


@pytest.mark.parametrize("data", [b"", b"\n", b"# nothing\n", b"schema = 1\n", b"\x00" * 64])
def test_an_empty_file_is_unreadable(data):
    problem_of(data)


@pytest.mark.parametrize("schema", ["2", "99", "1000000000000000000000"])
def test_a_newer_schema_names_the_newer_program(schema):
    problem = problem_of(TEXT.replace("schema = 1", f"schema = {schema}", 1))
    assert "written by a newer version" in problem.message
    assert line_of_problem(problem) == 1


@pytest.mark.parametrize("schema", ["0", "-1", "true", '"1"', "1.0", "[1]", "2026-11-22"])
def test_a_schema_that_is_none_is_said(schema):
    problem = problem_of(TEXT.replace("schema = 1", f"schema = {schema}", 1))
    assert "schema" in problem.message
    assert line_of_problem(problem) == 1


@pytest.mark.parametrize(
    "header",
    [
        "[ready]\n",
        "[draft]\n",
        "[[draft.media]]\n",
        "[[people]]\n",
        "[[questions]]\n",
        "[[steps]]\n",
        "[[entered]]\n",
        "[[history]]\n",
    ],
)
def test_an_unknown_key_in_any_table_is_unreadable_and_named(header):
    text, line = changed(header, header + 'colour = "secret"\n')
    problem = problem_of(text)
    assert line_of_problem(problem) == line
    assert "colour" in problem.message


def test_an_unknown_table_is_unreadable():
    problem = problem_of(TEXT + '\n[posted]\nurl = "secret"\n')
    assert "posted" in problem.message


def test_the_file_cannot_say_that_it_is_sealed():
    problem = problem_of("sealed = true\n" + TEXT)
    assert "sealed" in problem.message
    assert line_of_problem(problem) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('author = "mruiz"', "author = 7"),
        ("author_uid = 1004", 'author_uid = "secret"'),
        ("meaning = 2", 'meaning = "secret"'),
        ('kind = "image"', 'kind = "secret"'),
        ("removed = true", 'removed = "secret"'),
        ("yes = false", 'yes = "secret"'),
        ('outcome = "confirmed"', 'outcome = "secret"'),
        ('outcome = "confirmed"', 'outcome = "a secret - at noon"'),
        ("victim_related = true", "victim_related = 1"),
        ('did = "started"', 'did = "secret"'),
        ("words_changed", "words_changed = []\n# "),
    ],
)
def test_a_value_of_another_kind_is_unreadable_with_the_line_of_its_table(old, new):
    text, line = changed(old, new)
    found = line_of_problem(problem_of(text))
    header = max(
        number
        for number, row in enumerate(text.split("\n")[:line], start=1)
        if row.startswith("[") or number == 1
    )
    assert found == header


@pytest.mark.parametrize(
    "value", ["1.5", "true", "{ a = 1 }", "[1, 2]", "2026-11-22", "12:00:00", "[[]]"]
)
def test_evidence_of_an_unknown_kind_is_unreadable(value):
    text, line = changed("how-many = 5", f"how-many = {value}")
    problem = problem_of(text)
    assert "it has details of an unknown kind" in problem.message
    table = line_of_problem(problem)
    assert TEXT.split("\n")[table - 1] == "[[steps]]"
    assert 0 < line - table < 15


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("started_at = 2026-11-22T08:00:00-05:00", "started_at = 2026-11-22T08:00:00"),
        ("started_at = 2026-11-22T08:00:00-05:00", "started_at = 2026-11-22"),
        ("at = 2026-11-22T12:00:00-05:00\nby", "at = 2026-11-22T12:00:00\nby"),
        ("when = 2026-11-22T11:55:00-05:00 }", "when = 2026-11-22T11:55:00 }"),
        ("at = 2026-11-22T08:00:00-05:00\n", "at = 08:00:00\n"),
    ],
)
def test_a_time_without_its_zone_is_unreadable(old, new):
    text, _ = changed(old, new)
    line_of_problem(problem_of(text))


@pytest.mark.parametrize("time", ["2026-13-22T08:00:00-05:00", "2026-11-22T25:00:00-05:00"])
def test_a_time_that_there_is_not_is_unreadable_with_its_line(time):
    text, line = changed("2026-11-22T08:00:00-05:00", time)
    assert line_of_problem(problem_of(text)) == line


def test_bytes_that_are_no_utf_8_are_unreadable():
    for bad in (b"\xff", b"\xc3", b"\xed\xa0\x80"):
        problem = problem_of(WHOLE.replace(b"Okafor", b"Oka" + bad + b"for", 1))
        assert "UTF-8" in problem.message


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("\\u001b[2J", "an escape (U+001B)"),
        ("\\u0007", "a bell (U+0007)"),
        ("\\t", "a tab (U+0009)"),
        ("\\u202e", "right-to-left override (U+202E)"),
        ("\\u2028", "line separator (U+2028)"),
        ("\\u0085", "a control character (U+0085)"),
        ("\u202e", "right-to-left override (U+202E)"),
    ],
)
@pytest.mark.parametrize("place", ["Route 9 closed", "Det. Okafor", "Only the tow", "Cpl. Ito"])
def test_a_character_that_drives_a_terminal_is_unreadable_and_named(place, written, named):
    text, line = changed(place, written + place)
    problem = problem_of(text)
    assert named in problem.message
    assert 0 <= line - line_of_problem(problem) < 15


def test_a_raw_control_character_is_unreadable_with_its_line():
    text, line = changed("Cpl. Ito", "\x1bCpl. Ito")
    assert line_of_problem(problem_of(text)) == line


def test_a_control_character_in_a_key_is_unreadable():
    text, _ = changed("[draft.variants]\n", '[draft.variants]\n"\\u001b" = "secret"\n')
    assert "an escape" in problem_of(text).message


def test_over_1024_kib_is_unreadable_and_one_byte_less_is_not():
    room = LARGEST - len(WHOLE)
    assert not read_record(WHOLE + b"#" * room, NAME).sealed
    problem = problem_of(WHOLE + b"#" * (room + 1))
    assert "larger than 1024 KiB" in problem.message


def test_a_key_bomb_and_a_deep_nest_are_unreadable_at_once():
    problem_of("a." * 20_000 + "b = 1\n")
    problem_of("a = " + "[" * 50_000 + "]" * 50_000)


@pytest.mark.parametrize("name", ["people", "questions", "steps", "history", "entered"])
def test_a_list_that_is_none_is_unreadable(name):
    header = TEXT[: TEXT.index("\n[")]
    problem = problem_of(f'{header}{name} = "secret"\n')
    assert name in problem.message
    assert line_of_problem(problem) == header.count("\n") + 1


@pytest.mark.parametrize("key", ["id", "incident_type", "revision", "started_at", "author_uid"])
def test_a_header_without_one_of_its_keys_is_unreadable(key):
    text = re.sub(rf"(?m)^{key} = .*\n", "", TEXT, count=1)
    assert key in problem_of(text).message


def test_a_record_over_1024_kib_is_not_written_and_says_what_to_do():
    walk = Walk("traffic-serious")
    long = "x" * 120_000
    by = walk.actor.account
    entries = [
        HistoryEntry(walk.now, by, "draft-discarded", earlier=Typed(f"{long}{number}"))
        for number in range(9)
    ]
    full = replace(walk.session, history=tuple(entries))
    with pytest.raises(TooLarge, match="new session") as found:
        write_record(full)
    assert long not in str(found.value)
    assert len(write_record(replace(full, history=tuple(entries[:8])))) < LARGEST


def test_layout_and_comments_change_the_seal_and_not_the_content():
    before = read_record(WHOLE, NAME)
    after = read_record(WHOLE.replace(b"[ready]\n", b"\n# looked at\n[ready]\n"), NAME)
    assert not after.sealed
    assert content_digest(after) == content_digest(before)


def test_line_ends_of_another_system_are_seen():
    assert not read_record(WHOLE.replace(b"\n", b"\r\n"), NAME).sealed


@pytest.mark.parametrize(
    "seal",
    [
        "",
        "[seal]\n",
        '[seal]\ndigest = ""\n',
        '[seal]\ndigest = "sha256:' + "0" * 64 + '"\n',
        '[seal]\ndigest = "sha256:' + "0" * 63 + '"\n',
    ],
)
def test_without_its_seal_a_file_reads_as_edited(seal):
    body = TEXT[: TEXT.index("[seal]")]
    assert not read_record((body + seal).encode(), NAME).sealed


def test_something_after_the_seal_breaks_it():
    assert not read_record(WHOLE + b"\n", NAME).sealed
    assert not read_record(WHOLE + b"# approved\n", NAME).sealed
