"""Whatever field of whatever shipped file is damaged, it is found, and in its own line.

A damage is found when the check names it; one that only says something else (another word,
another number) must change the revision of a type, so that no open session goes on with it.
Damages are made in the text of a copy. Many are made at once where each is told apart by its line.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from factories.shipped_copy import FIELDS, NAMES, TEXTS, Field, ShippedCopy

from checklists.definitions import schema as shapes
from checklists.definitions.catalog import Catalog, load_catalog
from checklists.definitions.model import Checklist
from checklists.digests import digest_of

pytestmark = pytest.mark.slow

SOUND = load_catalog()

SHAPES: dict[str, type[msgspec.Struct]] = {
    "set": shapes.ChoiceSetShape,
    "set.choice": shapes.ChoiceShape,
    "question": shapes.QuestionShape,
    "class": shapes.PersonClassShape,
    "platform": shapes.PlatformShape,
    "reason": shapes.ReasonShape,
    "reason.needs": shapes.NeedsShape,
    "role": shapes.RoleShape,
    "source": shapes.SourceShape,
    "follow_up": shapes.FollowUpRuleShape,
    "follow_up.outcome": shapes.FollowUpOutcomeShape,
    "step": shapes.StepShape,
    "step.evidence": shapes.EvidenceShape,
    "section": shapes.SectionShape,
    "update": shapes.UpdateShape,
    "cold_read": shapes.ColdReadShape,
}
REFERENCES = {
    "ask", "per_person", "must_cover", "does_not_apply", "sources", "choices", "people",
    "people_need_one_of", "types", "applies_to", "suggests", "verified_by", "nobody_of",
    "confirmed", "binds", "steps", "adds", "opens",
}  # fmt: skip
WAIVED = {name for f in FIELDS if f.key == "waive" for name in re.findall(r'"[^"]+"', f.value)}
ASKED_ELSEWHERE = {
    name
    for f in FIELDS
    if (f.file == "follow_ups.toml" and f.key in {"when", "due_in", "named_in"})
    or f.table == "cold_read"
    for name in re.findall(r'"[^"]+"', f.value)
}
TEXT_KEYS = {"short", "prompt", "why", "label", "title", "means", "when", "address"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> ShippedCopy:
    return ShippedCopy(tmp_path_factory.mktemp("shipped"))


def in_rounds(fields: Iterable[Field]) -> list[list[Field]]:
    """The fields in groups of one kind of table, of which none has two of one table."""
    rounds: dict[tuple[str, int], list[Field]] = defaultdict(list)
    seen: dict[tuple[str, int], int] = defaultdict(int)
    for field in fields:
        place = (field.file, field.header)
        rounds[field.table, seen[place]].append(field)
        seen[place] += 1
    return list(rounds.values())


def shape_of(field: Field) -> msgspec.structs.FieldInfo | None:
    """What the code says of a key; None for the two lines at the top of a steps file."""
    shape = SHAPES[field.table] if field.table else shapes.IncidentShape
    found = {known.encode_name: known for known in msgspec.structs.fields(shape)}
    return found.get(field.key)


def is_required(field: Field) -> bool:
    found = shape_of(field)
    return found is None or found.required


def says_the_default(field: Field) -> bool:
    """Whether the line says what holds without it too: `min = 0`."""
    found = shape_of(field)
    return found is not None and str(found.default).lower() == field.value


def without_effect(field: Field) -> bool:
    """Where a type stands on the home screen is no rule; and a reason may be kept to types that
    are the only ones to ask the steps which offer it."""
    if field.key == "order":
        return True
    if (field.table, field.key) != ("reason", "types"):
        return False
    reason = next(f for f in FIELDS if (f.file, f.header) == (field.file, field.header))
    offering = {
        (f.file, f.header)
        for f in FIELDS
        if (f.table, f.key) == ("step", "does_not_apply") and reason.value in f.items
    }
    steps = {f.value for f in FIELDS if f.key == "id" and (f.file, f.header) in offering}
    asking = {
        f'"{found.id}"'
        for found in SOUND.in_order
        if any(f'"{step.id}"' in steps for step in found.steps)
    }
    return asking <= set(field.items)


def lines_with_problems(catalog: Catalog) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = defaultdict(str)
    for problem in catalog.problems:
        found[problem.file, problem.line] += problem.what + "\n"
    return found


def assert_named(catalog: Catalog, places: dict[Field, int], words: Callable[[Field], str]) -> None:
    """Each damage has a problem in its line, with the words that only it can have caused."""
    found = lines_with_problems(catalog)
    missed = [
        str(field) for field, line in places.items() if words(field) not in found[field.file, line]
    ]
    assert missed == []


def corrections(catalog: Catalog) -> list[Checklist]:
    """What a correction of each type asks."""
    found = [catalog.checklist(type_id, "correction") for type_id in catalog.checklists]
    return [checklist for checklist in found if checklist is not None]


def types_of(catalog: Catalog) -> list[Checklist]:
    return [*catalog.in_order, *corrections(catalog)]


def is_as_shipped(catalog: Catalog) -> bool:
    """Whether a session, a screen or a reader gets the same out of the definitions."""
    same = meaning(catalog, catalog.in_order) == meaning(SOUND, SOUND.in_order)
    return same and meaning(catalog, corrections(catalog)) == meaning(SOUND, corrections(SOUND))


def meaning(catalog: Catalog, types: Iterable[Checklist]) -> tuple[object, ...]:
    said = [(f.id, f.revision, f.follow_ups, f.most_follow_ups, f.cold_read) for f in types]
    return said, catalog.platforms, catalog.sources


def test_the_copy_as_it_is_has_no_problem(copy: ShippedCopy) -> None:
    catalog = copy.damage()
    assert catalog.problems == ()
    assert is_as_shipped(catalog)


def test_the_shipped_text_was_taken_apart_whole() -> None:
    """Every line is a comment, a header or part of a field; else a field would go untested."""
    for name, text in TEXTS.items():
        covered = {
            n for field in FIELDS if field.file == name for n in range(field.line, field.last + 1)
        }
        for number, line in enumerate(text.split("\n"), start=1):
            bare = line.strip()
            if bare and not bare.startswith(("#", "[[", "[reason.needs]")):
                assert number in covered, f"{name}:{number}"
    assert len(FIELDS) > 2400


# Taken out


def test_every_required_key_that_is_taken_out_is_named(copy: ShippedCopy) -> None:
    for fields in in_rounds(field for field in FIELDS if is_required(field)):
        catalog = copy.damage(*((field, None) for field in fields))
        places = {field: field.header for field in fields}
        assert_named(catalog, places, lambda field: f"`{field.key}` is")


@pytest.mark.parametrize("name", NAMES)
def test_every_other_key_that_is_taken_out_changes_what_is_read(
    copy: ShippedCopy, name: str
) -> None:
    for field in FIELDS:
        if (
            field.file == name
            and not is_required(field)
            and not says_the_default(field)
            and field.key != "sources"
            and not without_effect(field)
        ):
            catalog = copy.damage((field, None))
            assert noticed(catalog, field), str(field)


def noticed(catalog: Catalog, field: Field) -> bool:
    """A time that a step's own line makes shorter may be named where a type makes it longer."""
    if catalog.problems:
        if (field.table, field.key) in {("step.evidence", "id"), ("set.choice", "id")}:
            return True  # the reason that needs this very answer is named, or what waives it
        if (field.table, field.key) == ("set.choice", "effect"):
            return True  # the step that can no longer ask for an exception is named
        if (field.table, field.key) == ("reason.needs", "nobody_of"):
            return True  # the step that is left out where nobody is listed is named
        # What other files say of a step is named there, with the step; and what a follow-up asks
        # of an answer, or of a type, is named in its own file.
        ids = {f"`{f.value[1:-1]}`" for f in FIELDS if (f.file, f.key) == (field.file, "id")}
        return field.key == "fresh_for" or any(
            problem.file in (field.file, "follow_ups.toml")
            or any(name in problem.what for name in ids)
            for problem in catalog.problems
        )
    return not is_as_shipped(catalog)


# Another kind of value

OTHER_KIND: tuple[tuple[str, str], ...] = (
    (r'"', "7"),
    (r"\[", "7"),
    (r"\{", "7"),
    (r"true|false", '"yes"'),
    (r"[0-9]+$", '"many"'),
    (r"[0-9]{4}-", '"yesterday"'),
)


def other_kind(value: str) -> str:
    return next(new for pattern, new in OTHER_KIND if re.match(pattern, value))


def test_every_value_of_another_kind_is_named_in_its_line(copy: ShippedCopy) -> None:
    for fields in in_rounds(field for field in FIELDS if (field.table, field.key) != ("", "id")):
        catalog = copy.damage(*((field, other_kind(field.value)) for field in fields))
        places = {
            field: field.header
            if field.key == "id" and "." not in field.table and field.table != "cold_read"
            else field.line
            for field in fields
        }
        assert_named(catalog, places, lambda field: f"`{field.key}`")


def test_every_type_without_an_id_is_named(copy: ShippedCopy) -> None:
    fields = [field for field in FIELDS if (field.table, field.key) == ("", "id")]
    assert len(fields) == 19
    catalog = copy.damage(*((field, "7") for field in fields))
    assert_named(catalog, dict.fromkeys(fields, 1), lambda field: "`id` is missing")
    assert catalog.checklists == {}


def each_inner(change: Callable[[str, str, str], str]) -> list[list[tuple[Field, str]]]:
    """Every key of every inline table changed, in rounds of one for each field."""
    rounds: dict[tuple[str, int], list[tuple[Field, str]]] = defaultdict(list)
    for field in FIELDS:
        number = 0
        for item in field.items:
            if not item.startswith("{"):
                continue
            for key, value in re.findall(r'([a-z_]+) = ("[^"]*"|true|false|[0-9]+)', item):
                new = item.replace(f"{key} = {value}", change(item, key, value), 1)
                assert new != item
                rounds[field.key, number].append((field, field.value.replace(item, new, 1)))
                number += 1
    return list(rounds.values())


def assert_lines_named(copy: ShippedCopy, rounds: list[list[tuple[Field, str]]]) -> None:
    for changes in rounds:
        # Two fields of one table are damaged together only where their lines differ.
        catalog = copy.damage(*changes)
        found = lines_with_problems(catalog)
        missed = [str(field) for field, _ in changes if not found[field.file, field.line]]
        assert missed == []


def test_every_inline_value_of_another_kind_is_named_in_its_line(copy: ShippedCopy) -> None:
    assert_lines_named(copy, each_inner(lambda _, key, value: f"{key} = {other_kind(value)}"))


def test_every_inline_key_that_is_unknown_is_named_in_its_line(copy: ShippedCopy) -> None:
    assert_lines_named(copy, each_inner(lambda _, key, value: f"{key} = {value}, zebra = 1"))


# Unknown keys


def test_an_unknown_key_in_any_table_is_named_in_its_line(copy: ShippedCopy) -> None:
    texts, places = {}, set()
    for name, text in TEXTS.items():
        lines = []
        for line in text.split("\n"):
            lines.append(line)
            if re.match(r"\s*\[\[?[a-z.]+\]\]?$", line):
                lines.append("zebra = 1")
                places.add((name, len(lines)))
        texts[name] = "zebra = 1\n" + "\n".join(lines)
    places = {(name, line + 1) for name, line in places} | {(name, 1) for name in TEXTS}
    found = lines_with_problems(copy.write(texts))
    assert [place for place in sorted(places) if "`zebra`" not in found[place]] == []
    assert len(places) > 700


# References


def test_every_reference_to_an_unknown_id_is_named_in_its_line(copy: ShippedCopy) -> None:
    rounds: dict[tuple[str, int], list[tuple[Field, str]]] = defaultdict(list)
    for field in FIELDS:
        if field.key not in REFERENCES:
            continue
        items = [item for item in field.items if item.startswith('"')] or re.findall(
            r'^"[^"]+"', field.value
        )
        for number, item in enumerate(items):
            new = field.value.replace(item, '"no-such-thing"', 1)
            rounds[field.key, number].append((field, new))
    assert sum(map(len, rounds.values())) > 800
    for changes in rounds.values():
        found = lines_with_problems(copy.damage(*changes))
        missed = [
            str(field)
            for field, _ in changes
            if "no-such-thing" not in found[field.file, field.line]
            and field.key != "people_need_one_of"
        ]
        assert missed == []


def test_every_reference_inside_an_inline_table_is_named_in_its_line(copy: ShippedCopy) -> None:
    references = {("steps", "id"), ("steps", "ask"), ("answer", "step"), ("answer", "field"),
                  ("answer", "is"), ("when", "step"), ("when", "field"), ("due_in", "step"),
                  ("due_in", "field"), ("due_in", "choice"), ("named_in", "step"),
                  ("named_in", "field")}  # fmt: skip
    rounds: dict[int, list[tuple[Field, str]]] = defaultdict(list)
    for field in FIELDS:
        number = 0
        for item in field.items:
            for key, value in re.findall(r'([a-z_]+) = ("[^"]*")', item):
                if (field.key, key) in references:
                    new = item.replace(f"{key} = {value}", f'{key} = "no-such-thing"')
                    rounds[number].append((field, field.value.replace(item, new, 1)))
                    number += 1
    assert rounds
    assert_lines_named(copy, list(rounds.values()))


@pytest.mark.parametrize(
    ("table", "words"),
    [("step", "`{}`"), ("set", "`{}`"), ("reason", "`{}`"), ("class", "`{}`"),
     ("role", "`{}`")],
)  # fmt: skip
def test_every_id_that_is_renamed_is_missed_where_it_is_used(
    copy: ShippedCopy, table: str, words: str
) -> None:
    fields = [field for field in FIELDS if (field.table, field.key) == (table, "id")]
    catalog = copy.damage(*((field, f'"renamed-{n}"') for n, field in enumerate(fields)))
    told = "\n".join(str(problem) for problem in catalog.problems)
    used = [field.value.strip('"') for field in fields]
    assert [name for name in used if words.format(name) not in told] == []


def test_every_type_that_is_renamed_is_named(copy: ShippedCopy) -> None:
    fields = [field for field in FIELDS if (field.table, field.key) == ("", "id")]
    catalog = copy.damage(*((field, f'"renamed-{n}"') for n, field in enumerate(fields)))
    assert_named(
        catalog, {field: field.line for field in fields}, lambda field: "`id` is `renamed-"
    )
    assert catalog.checklists == {}


# Other words, other ids of things that nobody refers to


def test_every_text_that_is_reworded_changes_a_revision(copy: ShippedCopy) -> None:
    """Each gets a text of its own; where it is found, it is in what the revision is taken over."""
    changes = []
    own: dict[str, Field] = {}
    for field in FIELDS:
        if field.key in TEXT_KEYS - {"title"} or (
            field.key == "title" and field.table != "section"
        ):
            if not field.value.startswith('"'):
                continue
            asks = field.table in ("question", "cold_read")
            end = "" if field.key != "prompt" else "?" if asks else "."
            words = f"Word {len(own):04}{end}"
            own[words] = field
            changes.append((field, f'"{words}"'))
    catalog = copy.damage(*changes)
    assert catalog.problems == ()
    assert set(catalog.checklists) == set(SOUND.checklists)
    said = texts_in([msgspec.to_builtins(found) for found in types_of(catalog)])
    said |= texts_in([msgspec.to_builtins(found) for found in catalog.sources.values()])
    said |= texts_in([msgspec.to_builtins(found) for found in catalog.platforms.values()])
    assert [str(field) for words, field in own.items() if words not in said] == []
    assert len(own) > 850


def test_every_section_that_is_renamed_is_named_where_its_steps_are(copy: ShippedCopy) -> None:
    fields = [field for field in FIELDS if field.table == "section" and field.key == "title"]
    catalog = copy.damage(*((field, '"Renamed"') for field in fields))
    for field in fields:
        title = field.value.strip('"')
        told = [problem.what for problem in catalog.problems if problem.file == field.file]
        assert any(what.endswith(f'belongs to the section "{title}"') for what in told), str(field)


def test_every_inline_text_and_id_that_is_changed_changes_a_revision(copy: ShippedCopy) -> None:
    changes = []
    own: dict[str, Field] = {}
    for field in FIELDS:
        new = field.value
        for item in field.items:
            for key, value in re.findall(r'([a-z_]+) = ("[^"]*")', item):
                if (field.key, key) in {
                    ("checks", "id"), ("checks", "label"), ("then", "label"), ("steps", "prompt"),
                }:  # fmt: skip
                    if (field.key, key) == ("checks", "id") and value in ASKED_ELSEWHERE:
                        continue
                    words = f"word-{len(own):04}" + ("." if key == "prompt" else "")
                    own[words] = field
                    changed = item.replace(f"{key} = {value}", f'{key} = "{words}"', 1)
                    new = new.replace(item, changed, 1)
                    item = changed  # noqa: PLW2901
        if new != field.value:
            changes.append((field, new))
    catalog = copy.damage(*changes)
    assert catalog.problems == ()
    said = texts_in([msgspec.to_builtins(found) for found in types_of(catalog)])
    assert [str(field) for words, field in own.items() if words not in said] == []
    assert len(own) > 150


@pytest.mark.parametrize("table", ["step.evidence", "question", "source", "platform", "set.choice"])
def test_every_id_that_no_definition_refers_to_changes_what_is_read(
    copy: ShippedCopy, table: str
) -> None:
    fields = [field for field in FIELDS if (field.table, field.key) == (table, "id")]
    # A reason names one answer of one choice, a choice what it waives, a follow-up and a cold read
    # what they ask: those that are called the same go one by one.
    named = {'"answer"', '"none"', *ASKED_ELSEWHERE}
    named |= WAIVED if table == "step.evidence" else set()
    alone = [field for field in fields if field.value in named]
    fields = [field for field in fields if field not in alone]
    assert all(noticed(copy.damage((field, '"renamed"')), field) for field in alone)
    catalog = copy.damage(*((field, f'"renamed-{n:04}"') for n, field in enumerate(fields)))
    assert catalog.problems == () or table == "source"
    said = texts_in([msgspec.to_builtins(found) for found in types_of(catalog)])
    said |= set(catalog.sources) | set(catalog.platforms)
    missed = [str(field) for n, field in enumerate(fields) if f"renamed-{n:04}" not in said]
    assert missed == []


def texts_in(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*map(texts_in, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(texts_in, value))
    return set()


def test_the_revision_is_taken_over_all_that_a_checklist_says() -> None:
    for checklist in SOUND.in_order:
        unmarked = msgspec.to_builtins(msgspec.structs.replace(checklist, revision=""))
        # A corrected limit of a platform is no new revision; nor is what a post owes, which is
        # written into the session when it went out, nor what a supervisor is asked.
        assert unmarked.pop("platforms")
        del unmarked["follow_ups"], unmarked["most_follow_ups"], unmarked["cold_read"]
        assert checklist.revision == digest_of(unmarked)


# Another value of the right kind, and one item fewer

WORDS: dict[str, tuple[Any, ...]] = {
    "kind": get_args(shapes.Kind),
    "effect": get_args(shapes.Effect),
    "contact": ("self", "next-of-kin", "none"),
    "fresh_for": ("7m",),
    "letter": ("Z",),
    "draft_empty": ("text", "media", "platforms"),
}


def other_values(field: Field) -> list[str]:
    if field.value in ("true", "false"):
        return ["false" if field.value == "true" else "true"]
    if field.value.isdigit():
        return [str(int(field.value) + 1)]
    if field.key == "need":
        return ["1", "0"]
    words = [f'"{word}"' for word in WORDS.get(field.key, ())]
    return [word for word in words if word != field.value][:1]


def fewer_items(field: Field) -> list[str]:
    if not field.value.startswith("[") or field.key == "sources":
        return []
    items = field.items
    return [
        "[" + ", ".join(items[:number] + items[number + 1 :]) + "]" for number in range(len(items))
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_other_value_and_every_item_fewer_is_noticed(copy: ShippedCopy, name: str) -> None:
    for field in FIELDS:
        if field.file == name and not without_effect(field):
            for value in (*other_values(field), *fewer_items(field)):
                assert noticed(copy.damage((field, value)), field), f"{field} -> {value}"


def test_every_source_that_a_step_no_longer_names_changes_its_revision(copy: ShippedCopy) -> None:
    fields = [field for field in FIELDS if (field.table, field.key) == ("step", "sources")]
    catalog = copy.damage(*((field, None) for field in fields))
    assert catalog.problems == ()
    assert all(step.sources == () for found in catalog.in_order for step in found.steps)
    for number in range(max(len(field.items) for field in fields)):
        changes = [
            (field, "[" + ", ".join(field.items[:number] + field.items[number + 1 :]) + "]")
            for field in fields
            if len(field.items) > number
        ]
        assert copy.damage(*changes).problems == ()


# A file that is no TOML, or is not there


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_file_is_named_with_its_line_and_its_types_are_out(
    copy: ShippedCopy, name: str
) -> None:
    lines = TEXTS[name].split("\n")
    number = next(n for n in range(len(lines) - 1, 0, -1) if lines[n].startswith("id = "))
    lines[number] = lines[number].rstrip('"')
    catalog = copy.write({name: "\n".join(lines)})
    broken = [problem for problem in catalog.problems if problem.file == name]
    assert [problem.line for problem in broken] == [number + 1]
    if name == "platforms.toml":
        assert catalog.platforms == {}
    else:
        assert catalog.why_out


@pytest.mark.parametrize("name", [name for name in NAMES if "/" not in name])
def test_a_file_that_is_missing_is_named(copy: ShippedCopy, tmp_path: Path, name: str) -> None:
    own = ShippedCopy(tmp_path)
    (tmp_path / name).unlink()
    catalog = load_catalog(shipped=own.folder)
    assert any(problem.file == name for problem in catalog.problems)


# Which types go out


@pytest.mark.parametrize("step_id", ["kin-notified", "no-identifiers", "services-line"])
def test_a_damaged_step_takes_out_just_the_types_that_ask_it(
    copy: ShippedCopy, step_id: str
) -> None:
    field = next(
        field
        for field in FIELDS
        if (field.table, field.key, field.value) == ("step", "id", f'"{step_id}"')
    )
    ask = next(f for f in FIELDS if (f.file, f.header, f.key) == (field.file, field.header, "ask"))
    catalog = copy.damage((ask, '"nobody"'))
    asking = {found.id for found in SOUND.in_order if found.step(step_id)}
    assert set(catalog.why_out) == asking
    assert set(catalog.checklists) == set(SOUND.checklists) - asking
    for why in catalog.why_out.values():
        assert [(problem.file, problem.line) for problem in why] == [(ask.file, ask.line)]
