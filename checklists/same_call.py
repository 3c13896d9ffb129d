"""Same person, same call: who, how and when of the last answer, for the fields that ask them.

One call often answers several steps and several people. The values are proposed, not confirmed:
they go into the form, and the confirm key still attests each step.
"""

from datetime import datetime

from checklists.definition import Checklist, EvidenceField, Step
from checklists.session import Answer, Evidence, Session


def _asks(field: EvidenceField) -> str:
    """What a field asks of a call: `who`, `when`, or `how` with the choices it offers."""
    if field.kind == "person":
        return "who"
    if field.kind == "time" and not field.future:
        return "when"
    if field.kind == "choice" and field.id == "how":
        return "how " + " ".join(choice.id for choice in field.choices)
    return ""


def _newest_first(session: Session) -> list[Answer]:
    """The answers, the one that was given last first. Several may be of one second, so that the
    history decides between them."""
    place = {entry.step: number for number, entry in enumerate(session.history)}
    return sorted(session.steps, key=lambda a: (a.at, place.get(a.id, -1)), reverse=True)


def known_call(session: Session, checklist: Checklist) -> dict[str, object]:
    """Who was named last, with when and how from their newest records; empty when nobody was."""
    call: dict[str, object] = {}
    for answer in _newest_first(session):
        step = checklist.step(answer.id)
        if step is None:
            continue
        for record in reversed(answer.evidence):
            found = call_in(step, record)
            if "who" in found and found["who"] == call.get("who", found["who"]):
                call = {**found, **call}
    return call


def call_in(step: Step, record: Evidence) -> dict[str, object]:
    """Who, when and how of one record."""
    found: dict[str, object] = {}
    for field in step.fields:
        asks, value = _asks(field), record.get(field.id)
        if asks and value:
            found.setdefault(asks, value)
    return found


def same_call(step: Step, call: dict[str, object]) -> Evidence:
    """What a known call proposes for the fields of a step."""
    proposed: Evidence = {}
    used: set[str] = set()
    for field in step.fields:
        asks = _asks(field)
        value = call.get(asks)
        if asks and asks not in used and isinstance(value, str | datetime):
            proposed[field.id] = value
            used.add(asks)
    return proposed


def people_named(session: Session, checklist: Checklist) -> tuple[str, ...]:
    """Everybody named in this session's evidence so far, the newest first: to complete typing."""
    names: dict[str, None] = {}
    for answer in _newest_first(session):
        step = checklist.step(answer.id)
        for record in answer.evidence:
            for field in step.fields if step else ():
                value = record.get(field.id)
                if field.kind == "person" and isinstance(value, str):
                    names.setdefault(value)
    return tuple(names)
