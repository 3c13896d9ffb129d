"""What a wheel has of completions: each in its place, from the parser, and nothing that draws."""

import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli.parser import COMMANDS
from tui.packaging.shared_data import COMPLETIONS, completion, shared_data

BASH = """
source "$0"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_shtab_cleartopost
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def in_bash(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("completions") / "cleartopost"
    written.write_text(completion("bash"))
    return written


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["v"], {"verify"}),
        (["list", "--s"], {"--status", "--since", "--sort"}),
        (["list", "--status", "e"], {"expired"}),
        (["export", "--for", ""], {"case", "public"}),
        (["start", "holding"], {"holding-statement"}),
        (["lint", "--type", "video"], {"video-release"}),
        (["setup", "--victim-services", "root"], {"root"}),
        (["help", "keys"], {"keys"}),
        (["show", ""], set()),
        (["list", "--case", ""], set()),
    ],
)
def test_bash_offers_what_fits(in_bash: Path, words: list[str], offered: set[str]) -> None:
    ran = subprocess.run(
        ["bash", "--norc", "-c", BASH, in_bash, "cleartopost", *words],
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert set(ran.stdout.split()) == offered
    assert ran.stderr == ""


@pytest.mark.parametrize("shell", COMPLETIONS)
def test_each_shell_has_every_command_and_asks_only_when_tab_is_pressed(shell: str) -> None:
    written = completion(shell)
    for name in COMMANDS:
        assert f" {name}" in written
    # zsh would run what is in a string as it reads the file.
    assert shell != "zsh" or written.count("($(") == 0


def test_every_file_has_the_place_in_which_it_is_looked_for() -> None:
    assert set(shared_data()) == {
        "share/man/man1/cleartopost.1",
        "share/bash-completion/completions/cleartopost",
        "share/zsh/site-functions/_cleartopost",
        "share/fish/vendor_completions.d/cleartopost.fish",
    }


def test_writing_them_needs_nothing_that_the_program_depends_on() -> None:
    """The build has its backend and shtab alone."""
    code = "import sys; from tui.packaging import shared_data; shared_data.shared_data(); "
    code += "print(*{name.partition('.')[0] for name in sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    depends = {"textual", "rich", "msgspec", "regex", "tomli", "tomli_w", "platformdirs", "jinja2"}
    assert "shtab" in ran.stdout.split()
    assert not depends & set(ran.stdout.split())
