"""Every claim of the README's part about security names tests, and each of them is there."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
README = TESTS.parent / "README.md"


def security() -> str:
    text = README.read_text(encoding="utf-8")
    return text.partition("\n## Security\n")[2].partition("\n## ")[0]


def test_every_test_that_the_readme_names_is_there() -> None:
    found = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    there = set(re.findall(r"^(?:async )?def (test_\w+)\(", found, re.MULTILINE))
    named = set(re.findall(r"`(test_\w+)`", security()))
    assert len(named) > 20
    assert named - there == set()


def test_every_row_names_one() -> None:
    rows = [line for line in security().splitlines() if line.startswith("| ")]
    claims = [row for row in rows if not row.endswith("| shown by |")]
    assert len(claims) > 15
    assert [row for row in claims if not re.search(r"`test_\w+`[^|]*\|$", row)] == []
