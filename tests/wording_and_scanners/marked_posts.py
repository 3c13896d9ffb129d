"""The two sets of posts, and how far the rules find in them what an editor marked.

    python tests/benchmarks/wording.py

prints the same as a table.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import tomli

from checklists.definitions.wording import OwnNames, Wording
from checklists.definitions.wording_files import load_wording
from checklists.lint.linter import Linter
from checklists.session.finding import Finding

HERE = Path(__file__).parent
TO_BUILD_ON = HERE / "posts_to_build_on.toml"
TO_TEST_ON = HERE / "posts_to_test_on.toml"
_MARK = re.compile(r"\{([a-z-]+): ([^}]*)\}")


class Marked(NamedTuple):
    """Words of a post that an editor marked."""

    rule_class: str
    start: int
    end: int


class Post(NamedTuple):
    """A post without its marks, and what they were."""

    incident_type: str
    text: str
    marks: tuple[Marked, ...]


class Score(NamedTuple):
    """How often a class was found where it was marked, missed, and found where nothing was."""

    found: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0


class Measured(NamedTuple):
    """What came of one set."""

    scores: dict[str, Score]
    median_of_harmless: float
    confusion: Counter[tuple[str, str]]
    surprises: tuple[str, ...]


def unmarked(incident_type: str, text: str) -> Post:
    parts: list[str] = []
    marks: list[Marked] = []
    last = length = 0
    for match in _MARK.finditer(text):
        before = text[last : match.start()]
        length += len(before)
        marks.append(Marked(match[1], length, length + len(match[2])))
        length += len(match[2])
        parts += (before, match[2])
        last = match.end()
    return Post(incident_type, "".join((*parts, text[last:])), tuple(marks))


def posts(path: Path) -> Iterator[Post]:
    for incident_type, texts in tomli.loads(path.read_text(encoding="utf-8"))["posts"].items():
        for text in texts:
            yield unmarked(incident_type, text)


def wording_for(path: Path) -> tuple[Wording, dict[str, str]]:
    """The shipped rules with the names of a set, and the class of each rule: its file."""
    files = load_wording()
    kinds = {"ours": "left-alone", "school": "place", "employer": "place"}
    names = tomli.loads(path.read_text(encoding="utf-8"))["names"]
    own = tuple(OwnNames(kinds.get(kind, kind), tuple(text)) for kind, text in names.items())
    classes = {rule: Path(entry.file.name).stem for rule, entry in files.entries.items()}
    return Wording(files.wording.rules, own), classes


def measure(path: Path) -> Measured:
    wording, classes = wording_for(path)
    counts: Counter[tuple[str, str]] = Counter()
    confusion: Counter[tuple[str, str]] = Counter()
    harmless: list[int] = []
    surprises: list[str] = []
    linters: dict[str, Linter] = {}
    for post in posts(path):
        linter = linters.setdefault(post.incident_type, Linter(wording, post.incident_type))
        found = linter.find(post.text)
        if not post.marks:
            harmless.append(len(found))
        for mark in post.marks:
            over = [one for one in found if _overlap(mark, one)]
            got = {classes.get(one.rule, one.rule) for one in over}
            is_found = mark.rule_class in got
            counts[mark.rule_class, "found" if is_found else "missed"] += 1
            confusion[mark.rule_class, mark.rule_class if is_found else min(got, default="-")] += 1
            if not is_found:
                surprises.append(f"missed {mark.rule_class}: {post.text[mark.start : mark.end]!r}")
        for one in found:
            name = classes.get(one.rule, one.rule)
            if not any(m.rule_class == name and _overlap(m, one) for m in post.marks):
                counts[name, "wrong"] += 1
                over = {m.rule_class for m in post.marks if _overlap(m, one)}
                confusion[min(over, default="-"), name] += 1
                words = post.text[one.start : one.end]
                surprises.append(f"wrong {one.rule}: {words!r} in {post.incident_type}")
    names = sorted({name for name, _ in counts})
    scores = {
        name: Score(*(counts[name, what] for what in ("found", "missed", "wrong")))
        for name in names
    }
    return Measured(scores, median(harmless), confusion, tuple(surprises))


def _overlap(mark: Marked, found: Finding) -> bool:
    return mark.start < found.end and found.start < mark.end
