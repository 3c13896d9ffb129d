"""What an agency's folder may do to the shipped definitions: add and tighten, never weaken.

Each function applies one table of the agency to the shipped table of the same id and returns the
result. Whatever the agency may not change is a problem that names the step or the type; the shipped
value stays.
"""

from collections.abc import Callable
from typing import TypeGuard

from checklists.definitions.schema import Table, span

Note = Callable[[tuple[str | int, ...], str, str], None]
"""Records a problem: at which key of the agency's table, what is wrong, what to do."""

_REWORDED = ("prompt", "why")


def override_step(shipped: Table, agency: Table, note: Note) -> Table:
    """Return a shipped step with what the agency may change applied.

    That is its wording, making it victim-related, and a shorter time.
    """
    step_id = shipped["id"]
    result = dict(shipped)
    for key, value in agency.items():
        if key in _REWORDED:
            result[key] = value
        elif key == "victim_related":
            if value is True:
                result[key] = True
            elif shipped.get(key) is True:
                note(
                    (key,),
                    f"makes the victim-related step `{step_id}` ordinary",
                    "take the line out; a victim-related step stays victim-related",
                )
            else:
                # As written, so that decoding finds a value that is neither true nor false.
                result[key] = value
        elif key == "fresh_for":
            _override_span(result, shipped, value, f"the step `{step_id}`", (key,), note)
        elif value != shipped.get(key):
            note(
                (key,),
                f"changes `{key}` of the shipped step `{step_id}`",
                "take the line out; only prompt, why, victim_related, and fresh_for may change",
            )
    if shipped.get("victim_related") and "evidence" in agency and "victim_related" not in agency:
        note(
            (),
            f"makes the victim-related step `{step_id}` ordinary",
            "add `victim_related = true`, or keep only the lines that change",
        )
    return result


def _override_span(
    result: Table,
    shipped: Table,
    value: object,
    whose: str,
    where: tuple[str | int, ...],
    note: Note,
) -> None:
    new = span(value) if isinstance(value, str) else None
    before = shipped.get("fresh_for")
    old = span(before) if isinstance(before, str) else None
    if new is None:
        note(where, f"`fresh_for` of {whose} is not a time", 'write it like "30m" or "12h"')
    elif old is not None and new > old:
        note(
            where,
            f"keeps {whose} fresh longer than the shipped {before}",
            f'write "{before}" or less',
        )
    else:
        result["fresh_for"] = value


def override_incident(shipped: Table, agency: Table, note: Note) -> Table:
    """Return a shipped type with the agency's additional steps, cold read, and shorter times.

    Where the agency lists sections, every shipped step must be in its own section.
    """
    type_id = shipped["id"]
    result = dict(shipped)
    for key, value in agency.items():
        if key == "section":
            result[key] = _override_sections(type_id, shipped.get(key), value, note)
        elif key == "fresh_for":
            _override_span(result, shipped, value, f"the type `{type_id}`", (key,), note)
        elif key == "cold_read" and key not in shipped:
            result[key] = value
        elif value != shipped.get(key):
            note(
                (key,),
                f"changes `{key}` of the shipped type `{type_id}`",
                "take the line out; you may only add steps and shorten fresh_for",
            )
    return result


def step_id_of(use: object) -> str:
    """Return the step that an entry of a type's list names; empty where it names none."""
    if isinstance(use, dict):
        use = use.get("id", "")
    return use if isinstance(use, str) else ""


def _are_sections(found: object) -> TypeGuard[list[Table]]:
    return isinstance(found, list) and all(
        isinstance(section, dict) and isinstance(section.get("steps"), list) for section in found
    )


def _override_sections(type_id: str, shipped: object, agency: object, note: Note) -> object:
    if not _are_sections(agency) or not _are_sections(shipped):
        return agency
    uses = {step_id_of(use): use for section in shipped for use in section["steps"]}
    home = {
        step_id_of(use): section.get("title") for section in shipped for use in section["steps"]
    }
    found: dict[str, int] = {}
    merged: list[Table] = []
    for number, section in enumerate(agency):
        steps: list[object] = []
        for use in section["steps"]:
            step_id = step_id_of(use)
            found.setdefault(step_id, number)
            steps.append(
                _override_use(type_id, uses[step_id], use, number, note) if step_id in uses else use
            )
        merged.append({**section, "steps": steps})
    titles = [section.get("title") for section in agency]
    for step_id, title in home.items():
        if step_id not in found:
            note(
                ("section", titles.index(title) if title in titles else 0),
                f"drops the shipped step `{step_id}` from the type `{type_id}`",
                f'put it back into the section "{title}"',
            )
        elif titles[found[step_id]] != title:
            note(
                ("section", found[step_id]),
                f"moves the shipped step `{step_id}` of the type `{type_id}`",
                f'put it back into the section "{title}"',
            )
    return merged


def _override_use(type_id: str, shipped: object, agency: object, number: int, note: Note) -> object:
    base = dict(shipped) if isinstance(shipped, dict) else {"id": shipped}
    if not isinstance(agency, dict):
        return base
    where = ("section", number, "steps")
    for key, value in agency.items():
        if key in _REWORDED or (key == "victim_related" and value is True):
            base[key] = value
        elif key == "fresh_for":
            _override_span(
                base, base, value, f"the step `{base['id']}` of `{type_id}`", where, note
            )
        elif value != base.get(key):
            note(
                where,
                f"changes `{key}` of the shipped step `{base['id']}` in the type `{type_id}`",
                "only prompt, why, victim_related, and fresh_for may change",
            )
    return base
