"""What terminals send unasked does nothing: no answer, no confirmation, no mark, no lost letter."""

import time
from datetime import datetime, timedelta

import pytest
from drivers.terminal import F1, F3, F5, F8
from factories import sessions
from msgspec.structs import replace
from terminal.grammar import FOREIGN_KEYS, REPLIES

from checklists.workstation.account import current_actor

pytestmark = pytest.mark.slow

MOUSE = ("[<0;33;12m", "[<64;1;1M", "[32;33;12M", "[M !!", "[Mnyx")
SENT = tuple(f"\x1b{rest}".encode() for rest in (*REPLIES, *FOREIGN_KEYS, *MOUSE))
DELAY = 0.15
"""Seconds: more than those after which an escape character is the Escape key."""


def send_all(terminal):
    """Each one whole, then some of them cut by a slow line."""
    terminal.type(b"".join(SENT))
    for sequence in (b"\x1b[0n", b"\x1bOX", b"\x1b[97;1:3u", b"\x1b[<0;33;12m", b"\x1b]0;nyX\x07"):
        for at in range(2, len(sequence), 3):
            terminal.type(sequence[:at])
            time.sleep(DELAY)
            terminal.type(sequence[at:])
    terminal.rest()
    assert terminal.poll() is None, terminal.text


def test_on_a_step_of_the_walk(terminal, begun, on_disk):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    before, saved = terminal.text, on_disk(begun)
    send_all(terminal)
    assert terminal.text == before
    assert on_disk(begun) == saved


def test_on_a_yes_or_no_question(terminal, store):
    terminal.run("start", "life-safety-alert")
    terminal.sees_words("right incident type")
    terminal.rest()
    before = terminal.text
    send_all(terminal)
    assert terminal.text == before
    (path,) = store.paths()
    assert store.read(path).session.questions == ()


def test_on_the_final_review(terminal, store, on_disk):
    now = datetime.now().astimezone().replace(microsecond=0)
    walk = sessions.answered("life-safety-alert", now - timedelta(minutes=1), current_actor())
    session_id = store.create(replace(walk.session, revision=1)).session.id
    terminal.run("resume", session_id)
    terminal.sees("Nothing is open.")
    terminal.press(F8)
    terminal.sees("Final review")
    terminal.rest()
    before = terminal.text
    send_all(terminal)
    assert terminal.text == before
    assert on_disk(session_id).ready is None


def test_in_the_draft(terminal, begun):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    terminal.press(F3)
    terminal.sees("Mrs. Secret lives on Route 9.")
    terminal.press(b" Exit 14")
    send_all(terminal)
    terminal.press(b" closed")
    for number, sequence in enumerate(SENT):
        terminal.type(sequence + b"%d" % (number % 10))
    terminal.rest()
    digits = "".join(str(number % 10) for number in range(len(SENT)))
    said = "".join(terminal.flowing.split())
    assert f"MrsSecretlivesonRoute9Exit14closed{digits}" in said.replace(".", "")


def test_a_paste_whose_end_is_lost_is_text_and_one_key_ends_it(terminal, begun, on_disk):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    accepted = on_disk(begun).draft.text
    terminal.press(F3)
    terminal.sees("Mrs. Secret lives on Route 9.")
    terminal.type(b"\x1b[200~ EXIT 14 CLOSED")
    terminal.sees("Route 9. EXIT 14 CLOSED")
    terminal.type(F5)
    terminal.sent_in(2.5)
    assert on_disk(begun).draft.text == accepted
    terminal.press(F1)
    terminal.sees("KEYS (Esc closes this")
