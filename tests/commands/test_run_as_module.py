"""`python -m tui` is the command `cleartopost`."""

import subprocess
import sys
from pathlib import Path

INSTALLED = (str(Path(sys.executable).with_name("cleartopost")),)
MODULE = (sys.executable, "-m", "tui")


def ended(*command: str) -> tuple[int, str, str]:
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return ran.returncode, ran.stdout, ran.stderr


def test_the_module_prints_the_version_that_the_command_prints() -> None:
    code, out, err = ended(*MODULE, "--version")
    assert (code, err) == (0, "")
    assert out.startswith("cleartopost ")
    assert (code, out, err) == ended(*INSTALLED, "--version")


def test_the_module_ends_with_the_exit_code_of_the_command() -> None:
    code, out, err = ended(*MODULE, "nonsense")
    assert (code, out) == (2, "")
    assert "nonsense" in err
    assert (code, out, err) == ended(*INSTALLED, "nonsense")
