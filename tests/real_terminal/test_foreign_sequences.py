"""What terminals send unasked does nothing: no answer, no confirmation, no mark, no lost letter."""

import time
from datetime import datetime, timedelta
from random import Random

import pytest
from drivers.terminal import F1, F2, F3, F5, F8
from factories import sessions
from msgspec.structs import replace
from terminal.grammar import FOREIGN_KEYS, REPLIES, dropped
from terminal.trying import cut

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


STRINGS = 2
"""Made up in each place in a usual run; `--times 63` makes 504 in all."""


def send_made_up(terminal, soak, part, after=lambda number: b""):
    """What terminals send, made up at random, with a slow line that cuts it; then what is typed.

    Nothing is cut behind its escape character, which alone is the Escape key.
    """
    for number, seed in enumerate(soak.seeds(STRINGS, part)):
        r = Random(seed)  # noqa: S311  # repeatable, and no secret
        for text in (dropped(r) for _ in range(r.randrange(1, 6))):
            places = [r.randint(min(2, len(text)), len(text)) for _ in range(r.randrange(3))]
            for piece in cut(text, places):
                terminal.type(piece.encode())
                time.sleep(r.choice((0, 0, 0.02, DELAY)))
        terminal.type(after(number))
        terminal.rest()
        assert terminal.poll() is None, f"seed {seed}: {terminal.text}"


def but_the_line_that_tells(terminal):
    """The screen without the line that may say that something was left out."""
    return terminal.lines[:-2] + terminal.lines[-1:]


def test_made_up_ones_on_a_step_of_the_walk(terminal, begun, on_disk, soak):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    terminal.rest()
    before, saved = but_the_line_that_tells(terminal), on_disk(begun)
    send_made_up(terminal, soak, 0)
    assert but_the_line_that_tells(terminal) == before
    assert on_disk(begun) == saved


def to_the_question(terminal):
    terminal.run("start", "life-safety-alert")
    terminal.sees_words("Write or paste the text below.")
    terminal.press("Stay indoors.", F2, "2", F5, F5)
    terminal.sees_words("right incident type")


def test_made_up_ones_on_a_yes_or_no_question(terminal, store, soak):
    to_the_question(terminal)
    terminal.rest()
    before = but_the_line_that_tells(terminal)
    send_made_up(terminal, soak, 1)
    assert but_the_line_that_tells(terminal) == before
    (path,) = store.paths()
    assert store.read(path).session.questions == ()


def test_made_up_ones_on_the_final_review(terminal, to_be_marked, on_disk, soak):
    terminal.run("resume", to_be_marked)
    terminal.sees("Nothing is open.")
    terminal.press(F8)
    terminal.sees("Final review")
    terminal.rest()
    before = but_the_line_that_tells(terminal)
    send_made_up(terminal, soak, 2)
    assert but_the_line_that_tells(terminal) == before
    assert on_disk(to_be_marked).ready is None


def test_made_up_ones_in_the_draft_lose_no_letter(terminal, begun, on_disk, soak):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    terminal.press(F3)
    terminal.sees("Mrs. Secret lives on Route 9.")
    send_made_up(terminal, soak, 3, lambda number: b"%d" % (number % 10))
    digits = "".join(str(number % 10) for number in range(STRINGS * soak.times))
    wanted = f"Mrs. Secret lives on Route 9.{digits}"
    terminal.until(lambda: typed_on_disk(on_disk(begun)) == wanted, "every letter on disk")


def typed_on_disk(session):
    return session.draft.typed.text if session.draft.typed is not None else ""


def test_on_a_step_of_the_walk(terminal, begun, on_disk):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    before, saved = terminal.text, on_disk(begun)
    send_all(terminal)
    assert terminal.text == before
    assert on_disk(begun) == saved


def test_on_a_yes_or_no_question(terminal, store):
    to_the_question(terminal)
    terminal.rest()
    before = terminal.text
    send_all(terminal)
    assert terminal.text == before
    (path,) = store.paths()
    assert store.read(path).session.questions == ()


@pytest.fixture
def to_be_marked(store):
    """A session in which nothing is open, on disk."""
    now = datetime.now().astimezone().replace(microsecond=0)
    walk = sessions.answered("life-safety-alert", now - timedelta(minutes=1), current_actor())
    return store.create(replace(walk.session, revision=1)).session.id


def test_on_the_final_review(terminal, to_be_marked, on_disk):
    terminal.run("resume", to_be_marked)
    terminal.sees("Nothing is open.")
    terminal.press(F8)
    terminal.sees("Final review")
    terminal.rest()
    before = terminal.text
    send_all(terminal)
    assert terminal.text == before
    assert on_disk(to_be_marked).ready is None


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


def test_escape_and_a_letter_in_one_do_nothing_and_the_line_that_tells_says_so(terminal, begun):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    terminal.rest()
    before = but_the_line_that_tells(terminal)
    terminal.types_at_once(b"\x1bo")
    terminal.sees("Ignored: That came with Alt, or right after Esc or an F-key. Type it again.")
    assert but_the_line_that_tells(terminal) == before


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
