"""A folder of an agency's own definitions, for the tests that write into one."""

import re
import textwrap
from pathlib import Path

from checklists.definitions.catalog import SHIPPED, Catalog, load_catalog

STRICTER = """schema = 1
section = "Family told"

[[step]]
id = "chaplain-told"
ask = "victim-services"
short = "chaplain told"
victim_related = true
prompt = "The chaplain knows."
why = "The family may ask for one."
binds = ["text"]
evidence = [{ id = "who", kind = "person", label = "Told" }]
"""
"""A section of the agency's own with one victim-related step."""

CONTACT = "Family told"


class AgencyFolder:
    """Writes definition files as an administrator would, and reads them with the shipped ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def write_step(self, body: str, section: str = CONTACT, name: str = "steps/ours.toml") -> Path:
        """One step of the agency's, or its lines about a shipped one."""
        text = f'schema = 1\nsection = "{section}"\n\n[[step]]\n' + textwrap.dedent(body)
        return self.write(name, text)

    def write_incident(self, type_id: str, *edits: tuple[str, str]) -> Path:
        """A copy of a shipped type with some of its text replaced."""
        text = shipped_text(f"incidents/{type_id}.toml")
        for before, after in edits:
            assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times"
            text = text.replace(before, after)
        return self.write(f"incidents/{type_id}.toml", text)

    def catalog(self) -> Catalog:
        return load_catalog(self.folder)

    def problems(self) -> list[str]:
        """Every problem as `cleartopost check` prints it, the folder's name left out."""
        return [str(found).replace(f"{self.folder}/", "") for found in self.catalog().problems]


def shipped_text(name: str) -> str:
    return (SHIPPED / name).read_text(encoding="utf-8")


def shipped_step(step_id: str) -> str:
    """The text of one shipped step, evidence and all, without its `[[step]]` line."""
    for path in (SHIPPED / "steps").glob("*.toml"):
        for part in path.read_text(encoding="utf-8").split("\n[[step]]\n")[1:]:
            if re.search(rf'^id = "{step_id}"$', part, re.MULTILINE):
                return part
    raise AssertionError(step_id)


def types_with(step_id: str) -> set[str]:
    """The shipped types that ask a step."""
    return {found.id for found in load_catalog().in_order if found.step(step_id)}
