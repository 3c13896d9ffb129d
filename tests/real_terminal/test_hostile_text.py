"""Hostile text, typed and planted, in every place that shows it: nothing of it drives the terminal,
nothing of it is markup, and nothing crashes."""

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from drivers.processes import MAIN, clean_environment
from drivers.terminal import Terminal
from factories import sessions
from msgspec.structs import replace
from real_terminal.hostile_text import (
    ACCEPTED,
    IN_LINES,
    LONG,
    REFUSED,
    enterable,
    foreign,
    naughty_strings,
    planted,
)

from checklists.records.codec import write_record
from checklists.records.layout import month_of
from checklists.records.store import Store
from checklists.session.model import Session
from checklists.workstation.account import current_actor
from checklists.workstation.paths import find_places

pytestmark = pytest.mark.slow

WIDE = (200, 60)


def now() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)


def a_full_session(minutes_ago: int = 5) -> Session:
    """One with something in every field: corrected people, a hold, an alt text, a note."""
    then = now() - timedelta(minutes=minutes_ago)
    session = sessions.a_long_night(then).session
    actor = current_actor()
    return replace(session, author=actor.login, author_uid=actor.uid, revision=1)


def put(home: Path, session: Session) -> str:
    """On disk with its seal, whatever it holds."""
    store = Store(find_places({"CLEARTOPOST_HOME": str(home)}), current_actor())
    folder = store.own_folder / f"{session.id[:4]}-{session.id[4:6]}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{session.id}.toml").write_bytes(write_record(session))
    return session.id


def printed(home: Path, *argv: str, typed: str = "") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", MAIN, *argv],
        env=clean_environment(home),
        input=typed.encode(errors="surrogateescape"),
        capture_output=True,
        check=False,
        timeout=60,
    )


def accepted_texts() -> Iterator[str]:
    """Everything that may be entered, again and again."""
    return itertools.cycle([*ACCEPTED, *filter(enterable, filter(None, naughty_strings()))])


def look_everywhere(home: Path, session_id: str, *, size: tuple[int, int] = WIDE) -> bytes:
    """Every screen of a session, by keys; gives back all that was sent."""
    with Terminal(home, *size).run("resume", session_id) as terminal:
        terminal.sees_words("Esc leave")
        for _ in range(26):
            terminal.keys("down")
        terminal.keys("?", "?", "f1", "pagedown", "escape", "f2", "down", "down", "escape")
        terminal.keys("f4", "down", "down", "escape", "f8", "down", "escape", "f9", "escape")
        for _ in range(26):
            terminal.keys("up")
        terminal.keys("f7", "escape", "f10", "enter", "tab", "tab", "escape", "escape")
        terminal.sees_words("Enter open / find F1 keys Esc leave")
        terminal.keys("escape")
        assert terminal.ends() == 0, terminal.text
        return terminal.bytes


def look_at_draft(home: Path, session_id: str) -> bytes:
    """The draft and its dialogues, page by page."""
    with Terminal(home, *WIDE).run("resume", session_id) as terminal:
        terminal.sees_words("F8 ready")
        terminal.keys("f3")
        terminal.keys(*["pagedown"] * 12, "f2", "escape", "f3", "escape", "f4", "escape")
        terminal.keys("f8", "escape", "escape", "escape", "escape")
        assert terminal.ends() == 0, terminal.text
        return terminal.bytes


PRINTING = (["list"], ["show", "ID"], ["calls", "ID"], ["text", "ID"], ["verify"], ["review"])


def look_in_lines(home: Path, session_id: str) -> bytes:
    """Every command that prints, and the line prompts, from a pipe."""
    said = b""
    for argv in PRINTING:
        ended = printed(home, *(session_id if word == "ID" else word for word in argv))
        assert ended.returncode in (0, 1), (argv, ended.stderr)
        assert b"Failed:" not in ended.stderr, (argv, ended.stderr)
        said += ended.stdout + ended.stderr
    words = "list\ncalls\npeople\nback\ndraft\nback\nready\nback\nquestions\nback\n?\n?\nquit\n"
    ended = printed(home, "--plain", "resume", session_id, typed=words)
    assert ended.returncode == 0, ended.stderr
    said += ended.stdout + ended.stderr
    ended = printed(home, "review", session_id, typed="leave\n")
    assert b"Failed:" not in ended.stderr, ended.stderr
    return said + ended.stdout + ended.stderr


# Planted in sessions


def test_text_that_may_be_entered_hides_nothing_on_any_screen(home):
    session = planted(a_full_session(), itertools.cycle(ACCEPTED))
    long = replace(session.draft, text="\n".join([*LONG, *ACCEPTED]))
    session_id = put(home, replace(session, draft=long, case_number=LONG[0]))
    sent = look_everywhere(home, session_id)
    assert foreign(sent) == set()
    assert b"<U+200B>" in sent, "What cannot be seen is spelled out"
    markup = (b"[/x]", b"[link=", b"[@click=", b"[#ff0000")
    assert any(mark in sent for mark in markup), "Markup is text"
    assert foreign(look_at_draft(home, session_id), typed_in_a_field=True) == set()
    assert foreign(look_everywhere(home, session_id, size=(40, 12))) == set()


def test_all_naughty_strings_on_the_screens(home):
    texts = [text for text in naughty_strings() if enterable(text)]
    assert len(texts) > 450
    sent = b""
    # A session has room for so many in what its rows and cards show.
    for minutes, start in enumerate(range(0, len(texts), 160)):
        some = itertools.cycle([" / ".join(texts[i : i + 4]) for i in range(start, start + 160, 4)])
        session = planted(a_full_session(minutes + 5), some)
        session_id = put(home, session)
        sent += look_everywhere(home, session_id)
    assert foreign(sent) == set()


def test_all_naughty_strings_in_lines(home):
    texts = accepted_texts()
    for minutes in range(4):
        session_id = put(home, planted(a_full_session(minutes + 5), texts))
        assert foreign(look_in_lines(home, session_id), IN_LINES) == set()


def test_ids_that_are_none_do_not_crash_it(home):
    """Labels, classes, steps, platforms and answers that no definition knows."""
    # No two are the same: of labels and of steps there may be only one each.
    texts = (f"{n} {text}" for n, text in enumerate(itertools.cycle(ACCEPTED)))
    session_id = put(home, planted(a_full_session(), texts, wild=True))
    (read,) = json.loads(printed(home, "list", "--json").stdout)
    assert (read["id"], read["status"]) == (session_id, "lapsed")
    assert foreign(look_everywhere(home, session_id)) == set()
    assert foreign(look_in_lines(home, session_id), IN_LINES) == set()


def test_what_no_file_may_hold_is_refused_and_said_safely(home):
    text = write_record(a_full_session()).decode()
    places = [
        '"26-1182"',
        '"Cpl. Ito, patrol"',
        '"The closed road with a detour sign; no vehicles, no people."',
        '"Not family after all"',
    ]
    folder = home / "sessions" / current_actor().login / f"{now():%Y-%m}"
    folder.mkdir(parents=True)
    cases = list(itertools.product(REFUSED.values(), places))
    for number, (hostile, place) in enumerate(cases):
        assert place in text
        name = f"{now():%Y%m%d-%H%M}-traffic-serious-{number:04d}"
        record = text.replace(place, json.dumps(hostile).replace("\\u007f", "\x7f"))
        (folder / f"{name}.toml").write_text(record, encoding="utf-8", newline="")
    listed = json.loads(printed(home, "list", "--json").stdout)
    assert len(listed) == len(cases)
    assert {row["status"] for row in listed} == {"unreadable"}
    for argv in (["list"], ["verify"], ["show", listed[0]["id"]]):
        ended = printed(home, *argv)
        assert foreign(ended.stdout + ended.stderr, IN_LINES) == set()
    with Terminal(home, *WIDE).run() as terminal:
        terminal.sees_words("Cannot be read")
        terminal.keys("end", "enter", "w", *["up"] * 30, "f1", "escape", "escape")
        assert terminal.ends() == 0
        assert foreign(terminal.bytes) == set()


def test_file_names(home):
    session = a_full_session()
    put(home, session)
    folder = home / "sessions" / current_actor().login / month_of(session.id)
    whole = write_record(session)
    for number, hostile in enumerate(REFUSED.values()):
        if "\0" in hostile:
            continue
        name = f"{session.id[:13]}-x{number}-{hostile.replace('/', '_')}.toml"
        (folder / name).write_bytes(whole)
    (folder / (f"{session.id[:13]}-".encode() + b"\xff\xfe.toml").decode(
        errors="surrogateescape")).write_bytes(whole)  # fmt: skip
    (folder / f"{session.id[:13]}-[link=x][@click=app.exit].toml").write_bytes(whole)
    for argv in (["list"], ["verify"], ["list", "--json"], ["show", "zzzz"], ["--plain"]):
        ended = printed(home, *argv, typed="list\nquit\n")
        assert b"Failed:" not in ended.stderr
        assert foreign(ended.stdout + ended.stderr, IN_LINES) == set(), argv
    with Terminal(home, *WIDE).run() as terminal:
        terminal.sees_words("Cannot be read")
        terminal.keys("end", *["up"] * 12, "enter", "escape")
        assert terminal.ends() == 0
        assert foreign(terminal.bytes) == set()


# Planted beside them


HOSTILE_STEP = """
schema = 1
section = "Family told"
[[step]]
id = "ours"
victim_related = true
ask = "victim-services"
short = {short}
prompt = {prompt}
why = {prompt}
binds = ["people"]
[[step.evidence]]
id = "told"
kind = "person"
label = {label}
"""
HOSTILE_TYPE = """
schema = 1
id = "ours"
title = {title}
short = {short}
when = {title}
fresh_for = "4h"
[[section]]
title = "Family told"
steps = ["ours"]
"""


def _written(template: str, **texts: str) -> str:
    return template.format(**{k: json.dumps(v, ensure_ascii=False) for k, v in texts.items()})


@pytest.mark.parametrize("name", [*REFUSED, "may be entered"])
def test_definitions_of_an_agency(home, name):
    hostile = REFUSED.get(name, "[/x][@click=app.exit] \u200b")
    escaped = json.dumps(hostile)[1:-1]
    folder = home / "checklists"
    for part in ("steps", "incidents"):
        (folder / part).mkdir(parents=True)
    step = _written(HOSTILE_STEP, short="ours", prompt="P MARK", label="L MARK")
    incident = _written(HOSTILE_TYPE, title="T MARK", short="S MARK")
    (folder / "steps" / "ours.toml").write_text(step.replace("MARK", escaped))
    (folder / "incidents" / "ours.toml").write_text(incident.replace("MARK", escaped))
    said = b""
    for argv in (["check"], ["types"], ["types", "--json"], ["list"]):
        ended = printed(home, *argv)
        assert b"Failed:" not in ended.stderr, ended.stderr
        said += ended.stdout + ended.stderr
    assert foreign(said, IN_LINES) == set()
    with Terminal(home, *WIDE).run() as terminal:
        terminal.sees_words("Start a checklist")
        terminal.keys("end", "enter", "escape", "escape", "escape")
        assert terminal.ends() == 0, terminal.text
        assert foreign(terminal.bytes) == set()


def test_a_policy_and_whoever_is_said_to_write(home):
    session_id = put(home, a_full_session())
    for hostile in REFUSED.values():
        escaped = json.dumps(hostile)
        (home / "policy.toml").write_text(f"{escaped} = {escaped}\nsupervisors = {escaped}\n")
        for argv in (["where"], ["list"], ["doctor"], ["check"]):
            ended = printed(home, *argv)
            assert b"Failed:" not in ended.stderr, ended.stderr
            assert foreign(ended.stdout + ended.stderr, IN_LINES) == set(), argv
    (home / "policy.toml").unlink()
    with Terminal(home).run("resume", session_id) as first:
        first.sees_words("F8 ready")
        (holder,) = home.glob("sessions/*/*/.*.holder")
        kept = json.loads(holder.read_text())
        for hostile in (REFUSED["title"], REFUSED["turned around"], "[/x][link=y] \u200b"):
            holder.write_text(json.dumps({**kept, "by": hostile, "terminal": hostile}))
            with Terminal(home).run("resume", session_id) as second:
                second.sees_words("READ ONLY")
                assert foreign(second.bytes) == set()
            ended = printed(home, "--plain", "resume", session_id, typed="quit\n")
            assert foreign(ended.stdout + ended.stderr, IN_LINES) == set()


# Typed and pasted


def test_pasted_into_a_field_and_into_the_draft(home):
    texts = [*REFUSED.values(), *ACCEPTED, *LONG]
    with Terminal(home).run("start", "life-safety-alert") as terminal:
        terminal.sees_words("paste the text below")
        for text in texts:
            # What ends a paste cannot be in it: a terminal sends it as keys.
            terminal.paste(text.replace("\x1b[201~", ""))
        terminal.keys("f10")
        terminal.sees_words("never an NCIC")
        for text in texts:
            terminal.paste(text)
            terminal.keys("end", "ctrl+u")
        terminal.keys("escape", "escape", "down", "enter", "escape", "escape")
        assert terminal.ends() == 0, terminal.text
        assert foreign(terminal.bytes, typed_in_a_field=True) == set()


def test_all_naughty_strings_pasted_as_one_draft(home):
    texts = [text for text in naughty_strings() if enterable(text)]
    with Terminal(home, *WIDE).run("start", "life-safety-alert") as terminal:
        terminal.sees_words("paste the text below")
        terminal.paste("\n".join(texts))
        terminal.keys("f5", "f5", "n", "f5", "escape", "f3", *["pageup"] * 12)
        terminal.keys("escape", "f8", "escape", "escape", "escape")
        assert terminal.ends() == 0, terminal.text
        assert foreign(terminal.bytes, typed_in_a_field=True) == set()
    (session,) = json.loads(printed(home, "list", "--json").stdout)
    shown = json.loads(printed(home, "show", session["id"], "--json").stdout)
    for text in texts:
        assert text.strip() in shown["draft"]["text"] or not text.isascii(), text


def test_typed_at_the_line_prompts(home):
    lines = [*REFUSED.values(), *ACCEPTED, *naughty_strings()]
    for chunk in range(0, len(lines), 60):
        typed = "\n".join(
            ["Closed.", ".", *(line.replace("\n", " ") for line in lines[chunk : chunk + 60])]
        )
        ended = printed(home, "--plain", "start", "life-safety-alert", typed=typed + "\n")
        assert ended.returncode == 0, ended.stderr
        assert foreign(ended.stdout + ended.stderr, IN_LINES) == set()


def test_keys_that_no_terminal_sends(home):
    """Sequences cut short, unknown, or of other protocols do nothing but be read."""
    with Terminal(home).run("start", "life-safety-alert") as terminal:
        terminal.sees_words("paste the text below")
        for text in [*REFUSED.values(), "\x1b[<0;1;1M", "\x1b[200~", "\x1b[201~", "\x1b[999~"]:
            terminal.type(text.encode())
        terminal.type(b"\xff\xfe\xc3")
        terminal.rest()
        assert terminal.poll() is None, terminal.text
        assert foreign(terminal.bytes, typed_in_a_field=True) == set()
