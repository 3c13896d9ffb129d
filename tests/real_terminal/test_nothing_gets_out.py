"""What is on the screen stays there: no log, no port, no screenshot, and no value in a crash."""

import stat
from pathlib import Path

import pytest
from drivers.terminal import DOWN, ENTER, ESCAPE, Terminal

from tui.terminal.capabilities import why_not_draw

SETTINGS = {
    "TEXTUAL": "devtools",
    "TEXTUAL_LOG": "log.txt",
    "TEXTUAL_DEVTOOLS_HOST": "127.0.0.1",
    "TEXTUAL_DEVTOOLS_PORT": "8081",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver",
    "TEXTUAL_PRESS": "enter,n",
    "TEXTUAL_SCREENSHOT": "0",
    "TEXTUAL_SCREENSHOT_LOCATION": "/tmp",  # noqa: S108  # named, never written to
    "TEXTUAL_SCREENSHOT_FILENAME": "shot.svg",
    "TEXTUAL_SHOW_RETURN": "1",
    "TEXTUAL_OF_A_LATER_VERSION": "1",
}
FAILS = """
import sys
from {module} import {owner}
def fail(self, *_, **__):
    mother = " ".join(["Ana", "Ruiz"])
    raise ValueError(f"the mother is {{mother}}")
{owner}.{method} = fail
from tui.cli.main import main
sys.exit(main())
"""


TO_THE_WALK = ("Closed.", ESCAPE, DOWN, ENTER, "d")
"""From the post, with its text kept for later, to the walk and back to the post."""

COLLECTS = """
import gc, sys
from tui.cli.main import main
code = main()
print("collects again" if gc.isenabled() else "collects no more")
sys.exit(code)
"""


class _Tty:
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_takes_text_out_is_refused(name):
    problem = why_not_draw(_Tty(), _Tty(), {"TERM": "xterm", name: SETTINGS[name]})
    assert problem is not None
    assert name in problem.message
    assert problem.what_to_do == f"Run `unset {name}`."
    assert why_not_draw(_Tty(), _Tty(), {"TERM": "xterm", name: ""}) is None


def test_how_it_is_drawn_may_be_set():
    harmless = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_FPS": "10", "TEXTUAL_COLOR_SYSTEM": "256"}
    assert why_not_draw(_Tty(), _Tty(), {"TERM": "xterm", **harmless}) is None


@pytest.mark.slow
def test_it_is_refused_before_anything_is_drawn_or_written(tmp_path):
    log = tmp_path / "log.txt"
    with Terminal(tmp_path / "home").run("start", "traffic-advisory", TEXTUAL_LOG=str(log)) as here:
        assert here.ends() == 2
        assert "TEXTUAL_LOG is set" in here.flowing
        assert b"\x1b" not in here.bytes
        assert len([line for line in here.lines if line]) <= 3
    assert not log.exists()
    assert not (tmp_path / "home" / "sessions").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("argv", "module", "owner", "method", "begin", "keys"),
    [
        ([], "tui.screens.walk", "Walk", "action_part", "Write or paste", TO_THE_WALK),
        (["--plain"], "tui.prompts.session_prompt", "SessionPrompt", "save", "Case", ("26\n",)),
    ],
)
def test_a_crash_is_one_line_that_names_the_record(
    tmp_path, argv, module, owner, method, begin, keys
):
    home = tmp_path / "home"
    script = FAILS.format(module=module, owner=owner, method=method)
    argv = [*argv, "start", "traffic-advisory"]
    with Terminal(home).run(*argv, program=script) as here:
        here.sees_words(begin)
        here.rest()
        here.keys(*keys)
        assert here.ends() == 3
        (record,) = home.glob("sessions/*/*/*.toml")
        (kept,) = home.glob("crash-*.txt")
        after = here.bytes.rpartition(b"\x1b[?1049l")[2].decode()
        said = " ".join(after.split())
        assert "Clear to Post ended: ValueError. What was shown as saved is on disk." in said
        assert f"The record is {record}." in said
        assert str(kept) in said
        assert b"Ana Ruiz" not in here.bytes
        assert after.count("Clear to Post ended") == 1
        assert "Traceback" not in after
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    text = kept.read_text()
    assert "Ana Ruiz" not in text
    assert "in fail" in text


@pytest.mark.slow
def test_what_draws_loads_nothing_that_could_speak_tls(tmp_path):
    with Terminal(tmp_path / "home").run() as here:
        here.sees_words("Start a checklist")
        loaded = Path(f"/proc/{here.pid}/maps").read_text(encoding="utf-8")
        assert "/_asyncio" in loaded
        assert "ssl" not in loaded.replace("_hashlib", "").replace("libcrypto", "")


@pytest.mark.slow
def test_what_is_no_longer_needed_is_thrown_away_from_the_first_frame_on(tmp_path):
    with Terminal(tmp_path / "home").run(program=COLLECTS) as here:
        here.sees_words("Start a checklist")
        here.rest()
        here.type(b"\x1b")
        assert here.ends() == 0
        assert "collects again" in here.flowing
