"""What these tests share: what is found in a text, as its rule and words."""

from collections.abc import Callable

import pytest

from checklists.definitions.wording import OwnNames, Wording
from checklists.definitions.wording_files import load_wording
from checklists.lint.linter import Linter

SHIPPED = load_wording().wording
Find = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def find() -> Find:
    """What the shipped rules find in a text, with an agency's names where a test has some."""

    def find(text: str, incident_type: str = "", **names: list[str]) -> list[tuple[str, str]]:
        own = tuple(OwnNames(kind.replace("_", "-"), tuple(t)) for kind, t in names.items())
        found = Linter(Wording(SHIPPED.rules, own), incident_type).find(text)
        return [(one.rule, text[one.start : one.end]) for one in found]

    return find
