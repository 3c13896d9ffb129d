"""Keys that arrive in one piece, as after a stalled line: none goes where it does not belong."""

import pytest
from terminal_practice import ENTER, F3, F5, F8

pytestmark = pytest.mark.real_terminal


def test_a_name_typed_ahead_lands_in_the_form_that_enter_opens(terminal, home, begun):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    terminal.types_at_once(ENTER + b"3" + ENTER + b"Ann Brown, sergeant" + ENTER + b"n" + ENTER)
    terminal.sees("F5 Confirm: 3, Ann Brown, sergeant")
    assert "NOT READY:" not in terminal.text


def test_a_whole_step_and_the_next_typed_ahead(terminal, home, begun, on_disk):
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
        + b"1n"
        + F5
    )
    terminal.sees("[x] who is affected", "[x] victim services told")
    session = on_disk(begun)
    assert session.answer("victims-identified").evidence[0]["checked-with"] == "Ann Brown"
    assert session.answer("victim-services-engaged").evidence[0]["told"] == "Adv. Moreno"


def test_escape_and_letters_typed_ahead_confirm_nothing(terminal, home, begun, on_disk):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    terminal.types_at_once(F8 + ENTER + b"Xavier" + ENTER + b"n")
    terminal.sees("[Xavier")
    assert on_disk(begun).steps == ()


def test_words_typed_ahead_of_the_draft_land_in_it(terminal, home, begun):
    terminal.run("resume", begun)
    terminal.sees(">[!] who is affected")
    terminal.types_at_once(F3 + b" Xnow. Please wait.")
    terminal.sees("Route 9. Xnow. Please wait.")
