"""The man page says what `--help` and the page of commands say, and everything that they say."""

import re
import subprocess

import pytest
from needs import need_program
from papers.papers import MANUAL, text_of

from tui import __version__
from tui.cli.commands.helping import title_of, topics
from tui.cli.parser import COMMANDS, parser
from tui.packaging.man_page import man_page, taken_by

PAGE = text_of(MANUAL / "commands.md")
TITLES = {name: title_of(path) for name, path in topics().items()}


def read(roff: str) -> str:
    """What a person reads of it, without its layout."""
    shown = re.sub(r"^\.[A-Z]+ ?", "", roff, flags=re.MULTILINE)
    for written, means in (("\\-", "-"), ("\\(aq", "'"), ("\\&", ""), ("\\fB", ""), ("\\fR", "")):
        shown = shown.replace(written, means)
    return " ".join(shown.split())


@pytest.fixture(scope="module")
def written() -> str:
    return man_page(parser(), PAGE, TITLES, __version__)


def test_it_has_every_command_and_every_option_with_its_sentence(written: str) -> None:
    said = read(written)
    commands = taken_by(parser())[1]
    assert commands.keys() == COMMANDS.keys()
    for name, command in {"": parser(), **commands}.items():
        assert f"{name} {COMMANDS.get(name, '')}".strip().replace("`", "") in said
        for action in taken_by(command)[0]:
            option = " ".join(action.option_strings)
            assert f"{option} " in said
            assert (action.help or "").replace("`", "") in said


def test_it_has_every_word_and_every_example_of_the_page_of_commands(written: str) -> None:
    said = read(written)
    *described, codes = re.sub(r"^```text.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL).split(
        "\n\n"
    )[1:]
    for paragraph in described:
        prose = re.sub(r"\[([^\]]+)\]\(\S+?\)", r"\1", paragraph).replace("```console", "")
        assert " ".join(prose.replace("`", "").split()) in said
    assert f"EXIT STATUS {' '.join(codes.split()).replace('`', '')[12:]} SEE ALSO" in said


def test_the_synopsis_has_the_command_lines_and_no_sentence(written: str) -> None:
    synopsis = written.partition(".SH SYNOPSIS")[2].partition(".SH DESCRIPTION")[0]
    lines = [line.replace("\\-", "-") for line in synopsis.splitlines() if line[:1] != "."]
    named = {command for line in lines for command in re.findall(r"^cleartopost (\w[\w-]*)", line)}
    assert named == COMMANDS.keys()
    assert "cleartopost show ID [--json]" in lines
    assert max(map(len, lines)) <= 72
    assert "without" not in synopsis


def test_each_topic_of_the_manual_is_named(written: str) -> None:
    see_also = read(written.partition(".SH SEE ALSO")[2])
    for topic, title in TITLES.items():
        assert f"cleartopost help {topic} {title}" in see_also


def test_nothing_in_a_page_is_a_request_of_roff() -> None:
    page = "# T\n\n```text\ncleartopost\n```\n\n.ex \\fB it's\n\nExit codes: none.\n"
    lines = man_page(parser("where"), page, {}, "1").splitlines()
    assert "\\&.ex \\efB it\\(aqs" in lines


@pytest.mark.slow
def test_it_is_typeset_without_a_warning(written: str) -> None:
    need_program("groff", "groff-base")
    ran = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z"],
        input=written, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stderr == ""
