"""Reads a list that the agency keeps beside its policy: its directory, its state law notes.

It counts under the same rule as the agency's definitions. An entry with a mistake is left out and
the others stay; a file that cannot be read has none. Neither keeps anybody from working.
"""

from pathlib import Path

from checklists.definitions.schema import LARGEST_FILE, DefinitionFile
from checklists.definitions.trust import Trust
from checklists.errors import Refused
from checklists.text import accept_text
from checklists.workstation.paths import may_exist

At = tuple[str | int, ...]
"""Where in a file an entry or a key is."""


def read_entries(
    path: Path, key: str, trust: Trust, largest: int = LARGEST_FILE
) -> tuple[DefinitionFile, tuple[object, ...]]:
    """Return a file and the tables that it lists as `[[key]]`; what is wrong is in the file.

    Where nothing is there, nothing is wrong. `largest` is how many bytes it may have.
    """
    is_there = may_exist(path)
    untrusted = trust(path) if is_there else None
    is_read = is_there and untrusted is None
    file = DefinitionFile(path if is_read else None, str(path), largest)
    if untrusted is not None:
        file.distrust(untrusted)
    if file.problems:
        return file, ()
    tables = dict(file.tables)
    schema = tables.pop("schema", 1)
    if schema != 1:
        file.add(("schema",), f"schema {schema} is not known", "use a newer version of the program")
        return file, ()
    entries = tables.pop(key, [])
    for unknown in tables:
        file.add((unknown,), f"unknown key `{unknown}`", f"write `[[{key}]]`")
    if not isinstance(entries, list):
        file.add((key,), f"`{key}` should be a list of tables", f"write `[[{key}]]`")
        return file, ()
    return file, tuple(entries)


def accepted(
    file: DefinitionFile, text: str, at: At, *, lines: bool = False, needs_letters: bool = True
) -> str:
    """Return a text of an entry as it may be shown; note why it may not."""
    try:
        found = accept_text(text, f"`{at[-1]}`", lines=lines)
    except Refused as problem:
        file.add(at, problem.message.rstrip("."), "take it out")
        return ""
    if not any(map(str.isalpha if needs_letters else str.isalnum, found)):
        what = "letters" if needs_letters else "number"
        file.add(at, f"`{at[-1]}` has no {what}", "write it out")
    return found
