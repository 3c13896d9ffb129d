"""A superseded answer as its file keeps it: only what the answer in its place changed.

Its table is read over that answer, which stands further down the history or among the steps; when
it was given, by whom, and its outcome are as the entry says that made it. `without` names the
people of whom it had no record yet. `changed` has the records that were others, with only those
fields; `false` is a field that it did not have. A record of somebody of whom the later answer has
none follows that of the person before it in `changed`, or else comes first. What cannot be said so
is kept whole.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from checklists.gate.audit.history_entries import MADE_ANSWERS
from checklists.session.evidence import is_written_alike
from checklists.session.model import PERSON_KEY, Answer, Evidence, HistoryEntry

_FIELDS = tuple(name for name in Answer.__struct_fields__ if name != "evidence")

Superseded: Any = msgspec.defstruct(
    "Superseded",
    [
        *(
            (field.name, field.type | msgspec.UnsetType, msgspec.UNSET)
            for field in msgspec.structs.fields(Answer)
        ),
        ("without", tuple[str, ...], ()),
        ("changed", tuple[Evidence, ...], ()),
    ],
    frozen=True,
    forbid_unknown_fields=True,
)
"""The table of a superseded answer that is not kept whole."""


def makers(history: Iterable[HistoryEntry]) -> Iterator[HistoryEntry | None]:
    """Yield for each entry the one before it that answered the same step, or None."""
    made: dict[str, HistoryEntry] = {}
    for entry in history:
        yield made.get(entry.step) if entry.step else None
        if entry.did in MADE_ANSWERS:
            made[entry.step] = entry


def base_of(after: Answer | None, maker: HistoryEntry | None) -> Answer | None:
    """Return what a superseded answer is taken to be where its table does not say otherwise."""
    if after is None or maker is None or maker.did == "carried":
        return after
    return replace(after, at=maker.at, by=maker.by, outcome=maker.did)


def shortened(before: Answer, base: Answer) -> dict[str, Any]:
    """Return the table of a superseded answer: what is not as in `base`."""
    table = {
        name: getattr(before, name)
        for name in _FIELDS
        if not is_written_alike(getattr(before, name), getattr(base, name))
    }
    evidence = _shortened(before.evidence, base.evidence)
    return table | ({"evidence": before.evidence} if evidence is None else evidence)


def expanded(table: Any, base: Answer) -> Answer:
    """Return the answer of such a table. Raises ValueError where the program wrote no such one."""
    given = {name: getattr(table, name) for name in (*_FIELDS, "evidence")}
    said = {name: value for name, value in given.items() if value is not msgspec.UNSET}
    if table.without or table.changed:
        if "evidence" in said:
            raise ValueError("a superseded answer is both complete and marked as changed")
        said["evidence"] = _expanded(base.evidence, table.without, table.changed)
    return replace(base, **said)


def _shortened(before: Sequence[Evidence], base: Sequence[Evidence]) -> dict[str, list[Any]] | None:
    """Return what is not as in `base`; None where only the whole evidence can say it."""
    if before is base:
        return {}
    ours, theirs = _by_label(before), _by_label(base)
    if ours is None or theirs is None:
        return None
    if [label for label in ours if label in theirs] != [label for label in theirs if label in ours]:
        return None
    without = [label for label in theirs if label not in ours]
    if None in without:
        return None
    changed: list[Evidence] = []
    previous: Evidence | None = None
    for label, record in ours.items():
        named = {} if label is None else {PERSON_KEY: label}
        if label not in theirs:
            if previous is not None and (not changed or changed[-1] is not previous):
                changed.append(previous)
            changed.append(record)
            previous = record
            continue
        fields = _other_fields(record, theirs[label])
        previous = {**named, **fields}
        if fields:
            changed.append(previous)
    found: dict[str, list[Any]] = {"without": without, "changed": changed}
    return {name: values for name, values in found.items() if values}


def _other_fields(record: Evidence, base: Evidence) -> Evidence:
    if record is base:
        return {}
    found: Evidence = {
        key: record.get(key, False)
        for key in record.keys() | base.keys()
        if key not in record or key not in base or not is_written_alike(record[key], base[key])
    }
    # By name: a record that is read over another one may have its fields in another order.
    return dict(sorted(found.items()))


def _by_label(records: Sequence[Evidence]) -> dict[str | None, Evidence] | None:
    """Return the records by person, None for a step that asks for nobody; None if not one each."""
    found: dict[str | None, Evidence] = {}
    for record in records:
        label = record.get(PERSON_KEY)
        if not (label is None or isinstance(label, str)) or label in found:
            return None
        found[label] = record
    return found


def _expanded(
    base: Sequence[Evidence], without: Sequence[str], changed: Sequence[Mapping[str, Any]]
) -> tuple[Evidence, ...]:
    gone = set(without)
    kept = [record for record in base if not gone or record.get(PERSON_KEY) not in gone]
    if len(kept) != len(base) - len(without):
        raise ValueError("a superseded answer leaves out records that do not exist")
    if not changed:
        return tuple(kept)
    places = {record.get(PERSON_KEY): number for number, record in enumerate(kept)}
    new: dict[int, list[Evidence]] = {}
    place = -1
    for record in changed:
        label = record.get(PERSON_KEY)
        if label in places:
            place = places[label]
            merged = {**kept[place], **record}
            kept[place] = {key: value for key, value in merged.items() if value is not False}
        elif any(value is False for value in record.values()):
            raise ValueError("a superseded answer leaves out fields that do not exist")
        else:
            new.setdefault(place, []).append(dict(record))
    if not new:
        return tuple(kept)
    following = (r for number, found in enumerate(kept) for r in (found, *new.get(number, ())))
    return (*new.get(-1, ()), *following)
