"""What the tests rely on in their drivers: nothing that was said is lost, no signal that the test
run ignores is ignored by what it starts, and a terminal that was left in a mess is seen to be."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from drivers.prompt_process import begin, until
from drivers.prompts import PlainDesk
from drivers.terminal import Terminal

IGNORED = "import signal; print([n.name for n in signal.Signals if signal.getsignal(n) == 1])"
TWO_IN_ONE = "import os, time; os.write(1, b'first? second? third'); time.sleep(60)"
RAW = "import os, tty; tty.setraw(0); os.write(1, b'raw\\x1b[?25h\\x1b[?1049l'); input()"
HAS_NO_DEFAULT = "['SIGPIPE', 'SIGXFSZ']"
"""Python itself ignores these two in every program."""


@pytest.fixture
def ignoring() -> Iterator[None]:
    """A test run that was started in the background, and outlives its terminal."""
    before = {n: signal.signal(n, signal.SIG_IGN) for n in (signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("ignoring")
def test_what_is_started_ignores_no_signal_that_the_run_ignores(tmp_path: Path) -> None:
    with Terminal(tmp_path / "home").run(program=IGNORED) as terminal:
        assert terminal.ends() == 0
        assert terminal.text.split("\n")[0] == HAS_NO_DEFAULT
    with begin(PlainDesk(tmp_path / "home"), program=IGNORED) as process:
        assert until(process, b"]").decode() == HAS_NO_DEFAULT


def test_what_was_said_behind_the_words_waited_for_is_heard_next(tmp_path: Path) -> None:
    with Terminal(tmp_path / "home").run(program=TWO_IN_ONE) as terminal:
        assert [terminal.hears(b"?"), terminal.hears(b"?")] == [b"first?", b" second?"]
        terminal.sees("third")
    with begin(PlainDesk(tmp_path / "home"), program=TWO_IN_ONE) as process:
        assert [until(process, b"?"), until(process, b"?")] == [b"first?", b" second?"]
        process.kill()


def test_settings_that_a_program_leaves_behind_are_seen(tmp_path: Path) -> None:
    with Terminal(tmp_path / "home").run(program=RAW) as terminal:
        terminal.hears(b"raw")
        assert not terminal.has_its_settings()
        terminal.signal(signal.SIGKILL)
        assert terminal.ends() == 128 + signal.SIGKILL
        assert not terminal.is_restored()
    with Terminal(tmp_path / "home").run(program="print('well')") as terminal:
        assert terminal.ends() == 0
        assert terminal.has_its_settings()
