"""The threat model names its tests, and each of them exists in the file that it says."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parents[1]
MODEL = TESTS.parent / ".github" / "SECURITY.md"
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
ATTACKERS = (
    "outsider",
    "author",
    "colleague",
    "victim services",
    "supervisor",
    "two together",
    "one person with two accounts",
    "root",
)


def rows() -> list[list[str]]:
    """The cells of each row of the table, without its head."""
    lines = MODEL.read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def there(file: str) -> set[str]:
    """The tests in every file of this name."""
    texts = [path.read_text(encoding="utf-8") for path in TESTS.rglob(file)]
    return set(re.findall(r"^(?:async )?def (test_\w+)\(", "\n".join(texts), re.MULTILINE))


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = NAMED.findall(MODEL.read_text(encoding="utf-8"))
    assert len(set(named)) > 30
    assert [f"{file}::{test}" for file, test in named if test not in there(file)] == []


def test_no_test_is_named_without_its_file() -> None:
    text = MODEL.read_text(encoding="utf-8")
    assert re.findall(r"test_\w+", NAMED.sub("", text)) == []


def test_every_row_says_what_stops_it_or_what_does_not_and_names_a_test() -> None:
    assert len(rows()) > 15
    for row in rows():
        assert len(row) == 5, row
        _, tried, stops, does_not, shown_by = row
        assert tried
        assert stops or does_not
        assert NAMED.search(shown_by), row


def test_every_attacker_has_a_row() -> None:
    named = [found[1] for row in rows() if (found := re.match(r"\*\*(.+?)\*\*", row[0]))]
    assert tuple(named) == ATTACKERS
