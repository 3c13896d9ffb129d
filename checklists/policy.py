"""The settings that an agency may choose: shipped ones, and its own over them."""

from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from checklists.definition_file import DefinitionFile, DefinitionProblem, Shape, decode, span


class PolicyShape(Shape, frozen=True):
    """The policy file."""

    schema: int = 1
    blank_after: str = ""


class Policy(Struct, frozen=True):
    """What holds here. `blank_after`: after how long without a key the screen is blanked."""

    blank_after: timedelta
    problems: tuple[DefinitionProblem, ...] = ()


SHIPPED_POLICY = Path(__file__).parent / "definitions" / "policy.toml"


def load_policy(agency: Path | None = None, shipped: Path = SHIPPED_POLICY) -> Policy:
    """The shipped settings with the agency's over them; what is wrong is in `problems`."""
    problems: list[DefinitionProblem] = []
    blank_after = timedelta(minutes=5)
    for path in (shipped, agency):
        if path is None or not path.exists():
            continue
        file = DefinitionFile(path, path.name if path == shipped else str(path))
        found = decode(PolicyShape, file.tables, file, ()) if not file.problems else None
        if found is not None and found.blank_after:
            length = span(found.blank_after)
            if length is None:
                file.add(("blank_after",), "`blank_after` is no time", 'write it like "5m"')
            else:
                blank_after = length
        problems += file.problems
    return Policy(blank_after, tuple(problems))
