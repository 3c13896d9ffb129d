"""The definitions as they are written: read from the TOML files alone, into plain dictionaries.

Nothing here goes through the catalog, so that a mistake of the catalog is seen as well.
"""

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parents[2] / "checklists" / "definitions" / "shipped"
CONTACTS = ("Family told", "Notice and support")
ORDER = (
    "Facts", "Who is affected", "Family told", "Wishes", "Privacy and safety",
    "Fairness", "Words and images", "Notice and support",
    "Publish",
)  # fmt: skip
"""The order of the sections in every type that has them."""

Table = dict[str, Any]


@cache
def shipped() -> dict[str, Table]:
    """Return every shipped incident type by its id, with its steps, questions and people whole.

    What is asked of its corrections is in the type as `correction`.
    """
    folder = SHIPPED if SHIPPED.is_dir() else SHIPPED / "shipped"
    steps = {
        step["id"]: step
        for path in sorted((folder / "steps").glob("*.toml"))
        for written in [_read(path)]
        for step in ({"section": written["section"], **found} for found in written["step"])
    }
    sets = {found["id"]: found["choice"] for found in _read(folder / "choices.toml")["set"]}
    reasons = {found["id"]: found for found in _read(folder / "reasons.toml")["reason"]}
    classes = {found["id"]: found for found in _read(folder / "people.toml")["class"]}
    questions = _read(folder / "questions.toml")["question"]
    platforms = {found["id"]: found for found in _read(folder / "platforms.toml")["platform"]}
    (correction,) = _read(folder / "updates.toml")["update"]
    parts = (steps, sets, reasons, classes, questions)
    return {
        found["id"]: _incident_type(found, *parts)
        | {"platforms": platforms}
        | {"correction": _incident_type(found, *parts, correction) | {"platforms": platforms}}
        for found in (_read(path) for path in sorted((folder / "incidents").glob("*.toml")))
    }


def span(text: str) -> timedelta:
    """Return the length of time that is written like "30m", "4h" or "2d"."""
    unit = {"m": "minutes", "h": "hours", "d": "days"}[text[-1]]
    return timedelta(**{unit: int(text[:-1])})


def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _incident_type(
    written: Table,
    steps: dict[str, Table],
    sets: dict[str, list[Table]],
    reasons: dict[str, Table],
    classes: dict[str, Table],
    questions: list[Table],
    correction: Table | None = None,
) -> Table:
    more = correction or {"adds": [], "people": []}
    name = written["id"]
    asked = []
    for section in written["section"]:
        for entry in section["steps"]:
            changed = {"id": entry} if isinstance(entry, str) else entry
            step = steps[changed["id"]] | changed
            asked.append(_step(step, section["title"], name, sets, reasons))
    asking = [found for found in questions if name in found["applies_to"]]
    always = {step["id"] for step in asked}
    added = dict.fromkeys(step for found in asking for step in found.get("adds", []))
    added |= dict.fromkeys(more["adds"])
    order = list(steps)
    for step in added:
        if step not in always:
            section = steps[step]["section"]
            later = set(order[order.index(step) :])
            places = [found["section"] == section and found["id"] in later for found in asked]
            at = places.index(True) if True in places else len(asked)
            asked.insert(at, _step(steps[step], section, name, sets, reasons))
    always |= set(more["adds"])
    asked.sort(key=lambda step: ORDER.index(step["section"]))
    _add_covers(asked)
    return {
        "id": name,
        "case_number": written["case_number"],
        "fresh_for": span(written["fresh_for"]),
        "classes": {
            found: classes[found] for found in [*written.get("people", []), *more["people"]]
        },
        "cold_read": written.get("cold_read", []),
        "need_one_of": written.get("people_need_one_of", []),
        "steps": asked,
        "questions": [
            found | {"adds": [step for step in found.get("adds", []) if step not in always]}
            for found in asking
        ],
    }


def _step(
    step: Table,
    section: str,
    incident_type: str,
    sets: dict[str, list[Table]],
    reasons: dict[str, Table],
) -> Table:
    contact = section in CONTACTS
    return {
        "id": step["id"],
        "section": section,
        "victim_related": step.get("victim_related", False),
        "contact": contact,
        "binds": sorted({*step["binds"], *(["meaning"] if contact else [])}),
        "fresh_for": span(step["fresh_for"]) if "fresh_for" in step else None,
        "per_person": step.get("per_person", []),
        "must_cover": step.get("must_cover", []),
        "reasons": {
            found: reasons[found]
            for found in step.get("does_not_apply", [])
            if _offered(reasons[found], incident_type)
        },
        "not_needed_if": [
            found for found in step.get("not_needed_if", []) if _offered(found, incident_type)
        ],
        "fields": {
            field["id"]: _field(field, incident_type, sets) for field in step.get("evidence", [])
        },
    }


def _add_covers(steps: list[Table]) -> None:
    """Give each contact step that an exception can be asked in the others that it may cover:
    none of the family's from below it.
    """
    contacts = [s for s in steps if s["contact"] and s["per_person"] and _asks_exceptions(s)]
    for step in contacts:
        others = [
            other["id"]
            for at, other in enumerate(contacts)
            if other is not step
            and (at > contacts.index(step) or other["section"] != "Family told")
        ]
        if others:
            field = {"id": "covers", "kind": "checks", "checks": others, "required": False}
            step["fields"]["covers"] = _field(field | {"need": 0}, "", {})


def _asks_exceptions(step: Table) -> bool:
    return any(
        choice.get("effect") == "needs-exception"
        for field in step["fields"].values()
        for choice in field["choices"].values()
    )


def _field(field: Table, incident_type: str, sets: dict[str, list[Table]]) -> Table:
    choices = sets[field["choices"]] if "choices" in field else []
    return {
        "id": field["id"],
        "kind": field["kind"],
        "required": field.get("required", True),
        "future": field.get("future", False),
        "precedes_text": field.get("precedes_text", False),
        "not_author": field.get("not_author", False),
        "counts_people": field.get("equals") == "people",
        "min": field.get("min", 0),
        "max": field.get("max", 200),
        "checks": [c["id"] if isinstance(c, dict) else c for c in field.get("checks", [])],
        "need": len(field.get("checks", []))
        if field.get("need", "all") == "all"
        else field["need"],
        "choices": {found["id"]: found for found in choices if _offered(found, incident_type)},
    }


def _offered(found: Table, incident_type: str) -> bool:
    return "types" not in found or incident_type in found["types"]
