"""What the papers say can be done: each link leads somewhere, each command line is understood."""

import os
import re
from urllib.parse import urlsplit

import pytest
from papers.papers import (
    MANUAL,
    PAGES,
    PAPERS,
    ROOT,
    anchors,
    blocks,
    examples,
    inline_code,
    links,
    name_of,
    prose,
    text_of,
)

from checklists.errors import Problem
from tui.cli.main import main
from tui.cli.parser import COMMANDS, parser

README = ROOT / "README.md"


def understood(argv):
    """Whether the real parser takes a command line; --help and --version leave by themselves."""
    try:
        parser().parse_args(argv)
    except SystemExit as end:
        return end.code == 0
    except Problem:
        return False
    return True


# Links


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_link_leads_somewhere(paper):
    for link in links(paper):
        target = urlsplit(link)
        if target.scheme:
            assert target.scheme == "https", link
            continue
        path = (paper.parent / target.path).resolve() if target.path else paper
        assert path.is_relative_to(ROOT), link
        assert path.exists(), link
        if target.fragment:
            assert target.fragment in anchors(path), link


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_links_only_to_pages_which_ship_with_it(page):
    ours = (*PAGES, *MANUAL.glob("pictures/*.svg"))
    assert [link for link in links(page) if (MANUAL / link) not in ours] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_link_to_a_page_is_called_by_its_topic(page):
    named = re.findall(r"\[([^\]]+)\]\(([\w-]+)\.md\)", text_of(page))
    assert [topic for words, topic in named if page.stem != "checklists" and " " in words] == []


def test_the_readme_leads_to_every_page_by_its_topic():
    found = re.findall(r"\[([\w-]+)\]\(tui/manual/([\w-]+)\.md\)", text_of(README))
    assert sorted(found) == sorted((page.stem, page.stem) for page in PAGES)


# Command lines


def test_there_are_examples():
    assert len(list(examples())) >= 10
    assert len({example.paper for example in examples()}) >= 6


@pytest.mark.parametrize(
    "example", list(examples()), ids=lambda found: f"{found.paper.stem}: {found.line[:50]}"
)
def test_every_command_line_is_understood(example):
    assert understood(example.argv), example.line


def test_every_command_that_is_named_in_a_sentence_is_understood():
    seen = 0
    for paper, code in inline_code():
        program, *words = code.split()
        if program.rpartition("=")[2].rpartition("/")[2] != "cleartopost" or not words:
            continue
        seen += 1
        alone = len(words) == 1 and words[0] in COMMANDS
        assert alone or understood(words), f"{name_of(paper)}: {code}"
    assert seen > 20


def test_every_topic_that_is_named_has_a_page():
    topics = {page.stem for page in PAGES} | {"TOPIC"}
    named = {
        topic
        for paper in PAPERS
        for topic in re.findall(r"cleartopost help ([\w-]+)", text_of(paper))
    }
    assert named
    assert named <= topics


def synopsis():
    """Each command line of the page of commands, without what it does."""
    (block,) = [found for found in blocks("text") if found.paper.stem == "commands"]
    text = re.sub(r"\n {8,}(?=\[)", " ", block.text)
    lines = (re.split(r" {2,}", line)[0] for line in text.splitlines())
    return [line.removeprefix("cleartopost").strip() for line in lines if line[:1] == "c"]


def options_of(command):
    (commands,) = [found for found in parser()._actions if found.dest == "command"]
    made = commands.choices[command]
    return {name for action in made._actions for name in action.option_strings}


def test_the_page_of_commands_has_every_command_with_every_option_and_no_other():
    named = {line.split()[0]: line for line in synopsis() if line and not line.startswith("-")}
    assert named.keys() == COMMANDS.keys()
    for command, line in named.items():
        options = set(re.findall(r"--[\w-]+", line))
        assert options == options_of(command) - {"-h", "--help"}, command


def test_the_page_of_commands_has_every_option_before_the_command():
    named = {found for line in synopsis() for found in re.findall(r"^--[\w-]+", line)}
    known = {name for action in parser()._actions for name in action.option_strings}
    assert named == known - {"-h", "--help"}


def with_output():
    return [example for example in examples() if example.output.strip()]


@pytest.mark.parametrize("example", with_output(), ids=lambda found: found.line)
def test_what_stands_under_a_command_line_is_what_it_prints(example, monkeypatch, capsys, tmp_path):
    """Run in a trial home; `...` in the paper stands for anything."""
    (named,) = re.findall(r"CLEARTOPOST_HOME=(\S+)", example.line)
    monkeypatch.setenv("CLEARTOPOST_HOME", str(tmp_path / "home"))
    main(list(example.argv))
    said = capsys.readouterr().out.replace(str(tmp_path / "home"), named)
    parts = example.output.strip("\n").split("...")
    pattern = ".*".join(re.escape(part) for part in parts)
    assert re.fullmatch(pattern, said.strip("\n"), re.DOTALL), said


def test_a_file_that_a_paper_runs_is_there():
    ran = {
        word
        for block in blocks("sh")
        for word in block.text.split()
        if re.match(r"(tests|\.ci)/", word)
    }
    assert ran
    assert [path for path in ran if not (ROOT / path).exists()] == []


def test_a_script_that_a_paper_runs_can_be_run():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


# The papers themselves


def test_the_readme_is_short_and_gives_the_two_commands_and_a_true_picture():
    text = text_of(README)
    assert len(text.splitlines()) <= 200
    assert len(re.findall(r"^python3 -m venv .*pytest", text, re.MULTILINE)) == 1
    assert len(re.findall(r"^python3 -m venv .*/cleartopost$", text, re.MULTILINE)) == 1
    (picture,) = [found.text for found in blocks("text") if found.paper == README]
    golden = {path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.txt")}
    assert picture in golden, "the picture in README.md must be a file of tests/screens/golden"
    assert max(map(len, picture.splitlines())) <= 80


GOLDEN = ROOT / "tests" / "screens" / "golden"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_reads_in_any_terminal(page):
    """ASCII, and 80 columns but for tables and code."""
    text = text_of(page)
    assert text.isascii()
    assert text.startswith("# ")
    assert len(text.partition("\n")[0].removeprefix("# ")) <= 60
    wide = [line for line in prose(page).splitlines() if len(line) > 80 and line[:1] != "|"]
    assert wide == []


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_the_english_is_american(paper):
    british = r"\b(\w*colour\w*|\w+isation\w*|behaviour\w*|favour\w*|centre\w*|judgement\w*)\b"
    assert re.findall(british, prose(paper), re.IGNORECASE) == []
