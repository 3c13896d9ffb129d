"""Keys that arrive in one piece, as after a stalled line: none goes where it does not belong."""

import re
import time

import pytest
from drivers.any_speed import keys_at_any_speed
from drivers.terminal import ENTER, F3, F5, F8, KEYS, Terminal

from tui.terminal.keys_in_order import AGAIN

pytestmark = pytest.mark.slow

ON_A_SLOW_DISK = """
import os, sys, time
from pathlib import Path
slow, fsync = Path(os.environ["CLEARTOPOST_HOME"]) / "slow", os.fsync
def delayed(descriptor):
    time.sleep(1.5 if slow.exists() else 0)
    fsync(descriptor)
os.fsync = delayed
from tui.cli.main import main
sys.exit(main())
"""


def test_a_name_typed_ahead_lands_in_the_form_that_enter_opens(terminal, home, begun):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    terminal.types_at_once(ENTER + b"3" + ENTER + b"Ann Brown, sergeant" + ENTER + b"n" + ENTER)
    terminal.sees("F5 Confirm: 3, Ann Brown, sergeant")
    assert "NOT READY:" not in terminal.text


def test_a_whole_step_typed_ahead_is_confirmed_and_the_next_one_is_left_to_be_read(
    terminal, home, begun, on_disk
):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    terminal.types_at_once(
        ENTER
        + b"3"
        + ENTER
        + b"Ann Brown"
        + ENTER
        + b"n"
        + F5
        + b"Adv. Moreno"
        + ENTER
        + b"11n"
        + F5
    )
    terminal.sees("[x] who is affected", "F5 Confirm: Adv. Moreno", "Pressed too fast.")
    session = on_disk(begun)
    assert session.answer("victims-identified").evidence[0]["checked-with"] == "Ann Brown"
    assert session.answer("victim-services-engaged") is None
    # What came in one piece was not pressed here: let it be a while ago.
    time.sleep(AGAIN)
    terminal.press(F5)
    terminal.sees("Who is affected      done")
    session = on_disk(begun)
    assert session.answer("victim-services-engaged").evidence[0]["told"] == "Adv. Moreno"


def test_escape_and_letters_typed_ahead_confirm_nothing(terminal, home, begun, on_disk):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    before = on_disk(begun).steps
    terminal.types_at_once(F8 + ENTER + b"Xavier" + ENTER + b"n")
    terminal.sees("[Xavier")
    assert on_disk(begun).steps == before


def test_words_typed_ahead_of_the_draft_land_in_it(terminal, home, begun):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    terminal.types_at_once(F3 + b" Xnow. Please wait.")
    terminal.sees("Route 9. Xnow. Please wait.")


def test_what_is_typed_while_a_slow_disk_saves_waits_for_the_answer(terminal, home, begun, on_disk):
    terminal.run("resume", begun, program=ON_A_SLOW_DISK)
    terminal.sees(">[!] who is affected")
    terminal.types_at_once(ENTER + b"3" + ENTER + b"Ann Brown" + ENTER + b"n" + ENTER)
    terminal.sees("F5 Confirm: 3, Ann Brown")
    (home / "slow").touch()
    # Two flushes of a second and a half; each of these letters is a command in the list.
    terminal.types_at_once(F5 + b"Sgt. Cowper, dog" + ENTER)
    terminal.sees("SAVING is slow.")
    assert "[x] who is affected" not in terminal.text
    terminal.sees("[x] who is affected")
    (home / "slow").unlink()
    terminal.sees("[Sgt. Cowper, dog")
    terminal.until(lambda: "SAVING" not in terminal.text, "saved")


def test_a_paste_with_escapes_in_it_does_nothing_in_a_list(terminal, home, begun, on_disk):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    before = on_disk(begun)
    # As from a coloured log: in the list, `w` would give the session up.
    terminal.press(b"\x1b[200~Ann \x1b[31mwzest\x1b[0m Brown\x1b[201~")
    terminal.press(b"\x1b[200~Ann\nBrown\x1b[201~")
    assert ">[!] who is affected" in terminal.text
    assert "zest" not in terminal.text
    assert "Brown" not in terminal.text
    assert on_disk(begun) == before


def test_a_paste_with_escapes_in_it_is_cleaned_in_a_field_and_that_is_said(
    terminal, home, begun, on_disk
):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    terminal.press(ENTER, b"3", ENTER)
    terminal.press(b"\x1b[200~Ann\x1b\nBrown\x1b[201~")
    terminal.sees("[Ann Brown", "! Changed: ")
    assert ">[!] who is affected" in terminal.text
    terminal.press(ENTER, b"n", F5)
    terminal.sees("[x] who is affected")
    assert on_disk(begun).answer("victims-identified").evidence[0]["checked-with"] == "Ann Brown"


KEY_SEQUENCES = 1
"""In a usual run; `--times 200` makes the 200."""


def after_keys(home, begin, keys, *, waits):
    """The screen after these keys, without its digits: the clock goes on."""
    session_id = begin(home)
    with Terminal(home) as terminal:
        terminal.run("resume", session_id)
        terminal.sees(">[!] who is affected")
        terminal.rest()
        for key, pause in keys:
            if terminal.poll() is not None:
                return "left"
            if waits:
                terminal.keys(key)
            else:
                terminal.type(KEYS.get(key, key.encode()))
                time.sleep(pause)
        terminal.rest(1.0)
        if "NOT ACCEPTED" in terminal.text:
            # What was typed is counted as open once it is saved, two seconds after the last key.
            time.sleep(2.5)
            terminal.rest()
        return "left" if terminal.poll() is not None else re.sub(r"\d", "0", terminal.text)


def test_keys_at_any_speed_do_what_they_do_when_typed_slowly(tmp_path, begin, soak, counted):
    for seed in soak.seeds(KEY_SEQUENCES):
        keys = keys_at_any_speed(seed)
        slowly = after_keys(tmp_path / f"{seed}-slow", begin, keys, waits=True)
        at_once = after_keys(tmp_path / f"{seed}-fast", begin, keys, waits=False)
        assert at_once == slowly, (seed, keys)
    counted(f"{KEY_SEQUENCES * soak.times} sequences of keys at any speed in a terminal")
