"""Every paper of the project, and what stands in it: links, code, examples."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "tui" / "manual"
PAGES = tuple(sorted(MANUAL.glob("*.md")))
PAPERS = (ROOT / "README.md", *sorted((ROOT / ".github").glob("*.md")), *PAGES)

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


class Block(NamedTuple):
    """A block of code in a paper: its language and its text."""

    paper: Path
    language: str
    text: str


class Example(NamedTuple):
    """A command line of ours in a paper, and the output that stands under it."""

    paper: Path
    line: str
    argv: tuple[str, ...]
    output: str = ""


def name_of(paper: Path) -> str:
    """Return a paper's path as a test shows it."""
    return str(paper.relative_to(ROOT))


def text_of(paper: Path) -> str:
    return paper.read_text(encoding="utf-8")


def blocks(*languages: str) -> Iterator[Block]:
    for paper in PAPERS:
        for language, text in _BLOCK.findall(text_of(paper)):
            if language in languages or not languages:
                yield Block(paper, language, text)


def prose(paper: Path) -> str:
    """Return a paper without its blocks of code."""
    return _BLOCK.sub("", text_of(paper))


def links(paper: Path) -> list[str]:
    return _LINK.findall(prose(paper))


def anchors(paper: Path) -> set[str]:
    """Return where a link into a paper can lead: its headings, as GitHub names them."""
    titles = re.findall(r"^#+ (.+)$", prose(paper), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def inline_code() -> Iterator[tuple[Path, str]]:
    for paper in PAPERS:
        for code in _CODE.findall(prose(paper)):
            yield paper, " ".join(code.split())


def ours(line: str) -> Iterator[tuple[str, ...]]:
    """Yield the arguments of each run of our program in a line of a shell."""
    for part in re.split(r"&&|\|\||[|;]", re.sub(r"\s#\s.*$", "", line)):
        try:
            words = shlex.split(part)
        except ValueError:
            # A quoted separator: it is no line of ours then.
            continue
        while words and "=" in words[0] and "/" not in words[0].partition("=")[0]:
            words.pop(0)
        if words and words[0].rpartition("/")[2] == "cleartopost":
            yield tuple(words[1:])


def examples() -> Iterator[Example]:
    """Every command line of ours in a block for a shell, with the output that is shown."""
    for block in blocks("console"):
        for part in re.split(r"^(?=\$ )", block.text, flags=re.MULTILINE):
            line, _, output = part.removeprefix("$ ").partition("\n")
            for argv in ours(line):
                yield Example(block.paper, line, argv, output)
    for block in blocks("sh"):
        for line in block.text.splitlines():
            for argv in ours(line):
                yield Example(block.paper, line, argv)
