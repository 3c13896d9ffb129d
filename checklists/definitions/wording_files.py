"""Reads the rules of wording, the shipped ones and the agency's, and the agency's names.

A rule or name with a mistake is left out and the others stay. The catalog does not read them: most
commands need none.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from checklists.definitions.loader import Entry
from checklists.definitions.rules import LONGEST_SENTENCE, Note, check_id, short_enough
from checklists.definitions.schema import DefinitionFile, DefinitionProblem, Shape, decode
from checklists.definitions.trust import Trust, trust_all
from checklists.definitions.wording import Concern, OwnNames, Wording, WordingRule, words_in

SHIPPED = Path(__file__).parent / "shipped" / "wording"
FOLDER = "wording"
LONGEST_PHRASE = 12
"""Words."""
MOST_PHRASES = 200
"""In one list of one rule: what one word of a text can cost stays small."""

_SLOT = re.compile(r"^[^\W_][^\s~]*~?$")


class WordingRuleShape(WordingRule, Shape, frozen=True):
    """A rule of a file."""


class OwnNamesShape(OwnNames, Shape, frozen=True):
    """Names of a file."""


class ConcernShape(Concern, Shape, frozen=True):
    """A step of a file, with the rules that concern it."""


class WordingFiles(NamedTuple):
    """The files as they were read: what can be used, and where each rule was written."""

    wording: Wording
    entries: dict[str, Entry]
    concerns: tuple[tuple[Concern, Entry], ...]
    files: tuple[DefinitionFile, ...]

    @property
    def problems(self) -> tuple[DefinitionProblem, ...]:
        """Return every problem of every file."""
        return tuple(sorted({problem for file in self.files for problem in file.problems}))

    def check_links(
        self,
        types: Collection[str],
        sources: Collection[str],
        steps: Collection[str],
        scanners: Collection[str],
    ) -> None:
        """Note each type, source, step and rule that does not exist."""
        known = {*self.entries, *scanners}
        for concern, entry in self.concerns:
            if concern.step not in steps:
                what = f"`step` names `{concern.step}`, which does not exist"
                entry.note(("step",), what, "correct it")
            for name in {*concern.rules} - known:
                what = f"`rules` names `{name}`, which does not exist"
                entry.note(("rules",), what, "correct it")
        for rule in self.wording.rules:
            note = self.entries[rule.id].note
            for name in rule.types:
                if name not in types:
                    note(("types",), f"`types` names `{name}`, which does not exist", "correct it")
            if rule.source and rule.source not in sources:
                what = f"`source` names `{rule.source}`, which does not exist"
                note(("source",), what, "correct it")


def load_wording(
    agency: Path | None = None, shipped: Path = SHIPPED, trust: Trust = trust_all
) -> WordingFiles:
    """Return the shipped rules with the agency's over them; `agency` is its definitions' folder."""
    reader = _Reader()
    reader.read(shipped, trust_all, is_agencys=False)
    if agency is not None:
        reader.read(agency / FOLDER, trust, is_agencys=True)
    rules = tuple(rule for rule in reader.rules.values() if rule.severity != "off")
    concerns = tuple(concern for concern, _ in reader.concerns)
    wording = Wording(rules, tuple(reader.names), concerns)
    return WordingFiles(wording, reader.entries, tuple(reader.concerns), tuple(reader.files))


class _Reader:
    def __init__(self) -> None:
        self.files: list[DefinitionFile] = []
        self.entries: dict[str, Entry] = {}
        self.rules: dict[str, WordingRule] = {}
        self.names: list[OwnNames] = []
        self.concerns: list[tuple[Concern, Entry]] = []

    def read(self, folder: Path, trust: Trust, *, is_agencys: bool) -> None:
        try:
            names = sorted(path.name for path in folder.iterdir())
        except FileNotFoundError:
            return
        except OSError as error:
            file = DefinitionFile(None, str(folder))
            file.add((), f"cannot be read ({error.strerror})", "check its owner and mode")
            self.files.append(file)
            return
        # The folder first: where it does not count, nothing in it does.
        for path in (folder, *(folder / n for n in names if n.endswith(".toml") and n[0] != ".")):
            untrusted = trust(path)
            name = str(path) if is_agencys else f"{FOLDER}/{path.name}"
            file = DefinitionFile(None if untrusted or path == folder else path, name)
            self.files.append(file)
            if untrusted is not None:
                file.distrust(untrusted)
                if path == folder:
                    return
            elif not file.problems:
                self._take(file, is_agencys=is_agencys)

    def _take(self, file: DefinitionFile, *, is_agencys: bool) -> None:
        for key, found in file.tables.items():
            if key not in ("rule", "name", "concerns"):
                do = "write `[[rule]]`, `[[name]]` or `[[concerns]]`"
                file.add((key,), f"unknown table `{key}`", do)
            elif not isinstance(found, list):
                file.add((key,), f"`{key}` should be a list of tables", f"write `[[{key}]]`")
            else:
                for number, table in enumerate(found):
                    path = (key, number)
                    if key == "rule":
                        self._take_rule(file, table, path, is_agencys=is_agencys)
                    elif key == "concerns":
                        concern = decode(ConcernShape, table, file, path)
                        if concern is not None:
                            self.concerns.append((concern, Entry(table, file, path)))
                    elif (names := decode(OwnNamesShape, table, file, path)) is not None:
                        self._take_names(names, Entry(table, file, path))

    def _take_rule(
        self, file: DefinitionFile, table: object, path: tuple[str | int, ...], *, is_agencys: bool
    ) -> None:
        before = len(file.problems)
        rule = decode(WordingRuleShape, table, file, path)
        if rule is None:
            return
        entry = Entry(structs.asdict(rule), file, path)
        check_id(rule.id, entry.note)
        for problem in _problems_of(rule):
            entry.note(*problem)
        first = self.rules.get(rule.id)
        is_second = first is not None and (
            not is_agencys or self.entries[rule.id].file.name.startswith("/")
        )
        if is_second:
            entry.note(("id",), f"a second `{rule.id}`", "give each its own id")
        elif first is not None and first.severity == "grave":
            what = f"changes the shipped rule `{rule.id}`, which is grave"
            entry.note(("id",), what, "give yours its own id")
        elif first is None and rule.severity == "off":
            entry.note(("severity",), f"no shipped rule is called `{rule.id}`", "correct the id")
        if len(file.problems) == before:
            self.rules[rule.id] = rule
            self.entries[rule.id] = entry

    def _take_names(self, names: OwnNames, entry: Entry) -> None:
        before = len(entry.file.problems)
        for text in names.text:
            digits = sum(map(str.isdecimal, text))
            if names.kind == "phone" and digits < 7:
                entry.note(("text",), f"`{text}` is not a phone number", "write all of it")
            elif names.kind == "email" and not re.fullmatch(r"\S*@\S+\.\S+", text):
                entry.note(("text",), f"`{text}` is not an e-mail address", "write all of it")
            elif names.kind in ("left-alone", "place") and not words_in(text):
                entry.note(("text",), "a name has no letters", "write it out")
        if len(entry.file.problems) == before:
            self.names.append(names)


Found = tuple[tuple[str | int, ...], str, str]


def _problems_of(rule: WordingRule) -> Iterator[Found]:
    found: list[Found] = []

    def note(path: tuple[str | int, ...], what: str, do: str) -> None:
        found.append((path, what, do))

    short_enough(rule.say_instead, "say_instead", LONGEST_SENTENCE, note)
    short_enough(rule.why, "why", LONGEST_SENTENCE, note)
    for key, phrases in (("match", rule.match), ("unless", rule.unless)):
        if key == "match" and not phrases:
            note((key,), "`match` is empty", "write the words that are found")
        if len(phrases) > MOST_PHRASES:
            note((key,), f"`{key}` has {len(phrases)} entries", f"at most {MOST_PHRASES}")
        for phrase in phrases:
            _check_phrase(phrase, key, note)
    if rule.severity != "off" and not (rule.hits and rule.misses):
        note((), f"`{rule.id}` has no example", "write `hits` and `misses`")
    yield from found


def _check_phrase(phrase: str, key: str, note: Note) -> None:
    slots = phrase.split()
    if not slots or ".." in (slots[0], slots[-1]):
        note((key,), f"`{phrase}` does not begin and end with a word", "correct it")
    if len(slots) > LONGEST_PHRASE:
        note((key,), f"`{phrase}` is too long", f"at most {LONGEST_PHRASE} words")
    for slot in slots:
        parts = slot.split("/")
        bad = [part for part in parts if slot != ".." and not _SLOT.match(part)]
        if bad or (len(parts) > 1 and any(len(words_in(part)) != 1 for part in parts)):
            note((key,), f"`{slot}` is not a word", "write words, `a/b`, `word~` or `..`")
