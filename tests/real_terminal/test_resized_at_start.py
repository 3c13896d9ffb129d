"""A window that changes its size while the program starts, as a tiling window manager's does."""

import time

import pytest
from drivers.terminal import Terminal

MOMENTS = [moment / 1000 for moment in range(0, 240, 10)]
"""Seconds after the first byte came."""


def begun(terminal: Terminal) -> None:
    terminal.until(lambda: bool(terminal.bytes), "the first byte")


@pytest.mark.slow
@pytest.mark.parametrize("size", [(40, 12), (200, 60)], ids=["40x12", "200x60"])
def test_the_picture_is_that_of_the_size_it_has_at_the_end(tmp_path, size):
    with Terminal(tmp_path / "home", *size).run() as terminal:
        terminal.sees_words("Start a checklist")
        terminal.rest()
        wanted = terminal.text
    for moment in MOMENTS:
        with Terminal(tmp_path / "home", 80, 24).run() as terminal:
            begun(terminal)
            end = time.monotonic() + moment
            while time.monotonic() < end:
                terminal.read(0.002)
            terminal.resize(*size)
            terminal.until(
                lambda: terminal.text == wanted, f"{size} after {moment:.3f} s\n{wanted}"
            )
    assert not list((tmp_path / "home").glob("crash*"))
