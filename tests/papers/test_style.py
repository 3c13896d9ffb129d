"""No sentence that a user can meet has a word that is ours alone: `tui/wording/STYLE.md` says how
to write, `forbidden_words.txt` which words may not appear, each with what to write instead."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from papers.papers import PAGES, ROOT, text_of

SHIPPED = ROOT / "checklists" / "definitions" / "shipped"
CODE = sorted(path for folder in ("tui", "checklists") for path in (ROOT / folder).rglob("*.py"))
DEFINITIONS = sorted(path for path in SHIPPED.rglob("*.toml") if path.name != "sources.toml")
TEXTS = [*PAGES, ROOT / "README.md"]
NOT_SENTENCES = {"top_level_domains.py", "database.py", "tcss"}
SAID = {"label", "title", "short", "prompt", "why", "when", "means"}
"""The keys of the definitions that are shown."""
FORBIDDEN = [
    (re.compile(pattern, re.IGNORECASE), instead)
    for line in (Path(__file__).parent / "forbidden_words.txt").read_text().splitlines()
    for pattern, _, instead in [line.partition(" ==> ")]
]
RIGHT_HERE = (
    "trend-evidence",
    # What a case is proved with.
    "tactic, evidence or",
    "and loses evidence",
    "Evidence",
    # Consent is withdrawn.
    "can withdraw, and knows",
    # The keys in a file, and characters that are counted.
    "[[step.evidence]]",
    "evidence = [",
    "`withdrawn`",
    "letters and digits",
    "letters, digits, and hyphens",
    "eight digits",
    "| limit | holds |",
    "the man who hurt them is out",
)


def sentences_of_code(path: Path) -> Iterator[str]:
    """Every string that is no docstring, and has more than one word or begins like a sentence."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            seen |= {id(part) for part in node.values}
            parts = (p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
            yield "".join(map(str, parts))
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in seen
        ) and (" " in node.value.strip() or re.match("[A-Z][a-z]", node.value)):
            yield node.value


def sentences_of_definitions(value: object, key: str = "") -> Iterator[str]:
    """Every text that is shown."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from sentences_of_definitions(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from sentences_of_definitions(inner, key)
    elif isinstance(value, str) and key in SAID:
        yield value


def forbidden_in(sentence: str) -> list[str]:
    """What is wrong with a sentence."""
    for right in RIGHT_HERE:
        sentence = sentence.replace(right, "")
    return [
        f"{found[0]!r} in {' '.join(sentence.split())[:100]!r}: write {instead}"
        for pattern, instead in FORBIDDEN
        for found in pattern.finditer(sentence)
    ]


def test_a_forbidden_word_is_found():
    assert forbidden_in("3 things hold it; mend them.")[0].startswith("'mend'")
    assert len(forbidden_in("It lapses at 17:07, and stands anew.")) == 3
    assert forbidden_in("The post follows their wishes.") == []
    assert list(sentences_of_code(Path(__file__)))


def test_no_sentence_of_the_program_has_one():
    paths = (path for path in CODE if path.name not in NOT_SENTENCES)
    assert [
        f"{path.relative_to(ROOT)}: {wrong}"
        for path in paths
        for said in sentences_of_code(path)
        for wrong in forbidden_in(said)
    ] == []


def test_no_sentence_of_the_definitions_has_one():
    assert [
        f"{path.name}: {wrong}"
        for path in DEFINITIONS
        for said in sentences_of_definitions(tomllib.loads(path.read_text(encoding="utf-8")))
        for wrong in forbidden_in(said)
    ] == []


def test_no_page_has_one():
    assert [
        f"{path.name}: {wrong}"
        for path in TEXTS
        for line in text_of(path).splitlines()
        for wrong in forbidden_in(line)
    ] == []
