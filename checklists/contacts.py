"""Which of the listed people a per-person step still needs a record for, and why.

Rules: DESIGN.md sections 4 and 5. A next of kin or guardian stands for somebody (`for`); somebody
of a class in `must_cover` needs at least one linked next of kin; an `excuses` answer in one contact
step frees that person from the others.
"""

from checklists.definition import Checklist, Step
from checklists.evidence import FieldProblem, choices_made
from checklists.session import PERSON_KEY, Answer, Evidence, Person, Session

NEXT_OF_KIN = "next-of-kin"


def listed_for(session: Session, step: Step) -> tuple[Person, ...]:
    """The listed people of the step's classes."""
    return tuple(person for person in session.listed if person.person_class in step.per_person)


def record_for(answer: Answer | None, label: str) -> Evidence | None:
    """The record that an answer holds for one person, or None."""
    if answer is None:
        return None
    return next((found for found in answer.evidence if found.get(PERSON_KEY) == label), None)


def excused_elsewhere(session: Session, checklist: Checklist, step: Step) -> dict[str, str]:
    """Labels that this contact step need not ask, each with the id of the step that excused it."""
    excused: dict[str, str] = {}
    if not step.is_contact:
        return excused
    for other in checklist.steps:
        answer = session.answer(other.id)
        if other.id == step.id or not other.is_contact or answer is None:
            continue
        if answer.outcome not in ("confirmed", "exception", "not-done"):
            continue
        for record in answer.evidence:
            if any(
                choice.effect in ("excuses", "excuses-needs-another")
                for _, choice in choices_made(other, record)
            ):
                excused.setdefault(str(record.get(PERSON_KEY, "")), other.id)
    return excused


def asked_of(session: Session, checklist: Checklist, step: Step) -> tuple[Person, ...]:
    """The people for whom this step needs a record, in the order of the list."""
    excused = excused_elsewhere(session, checklist, step)
    return tuple(person for person in listed_for(session, step) if person.label not in excused)


def problems_in_list(
    people: tuple[Person, ...], step: Step, records: tuple[Evidence, ...]
) -> tuple[FieldProblem, ...]:
    """Records that are too many, or of somebody whom the step does not ask about.

    `people` are those of whom a record may speak.
    """
    if not step.per_person:
        if len(records) == 1:
            return ()
        return (FieldProblem(step.fields[0].id, "One record is needed."),)
    known = {person.label for person in people if person.person_class in step.per_person}
    labels = [str(record.get(PERSON_KEY, "")) for record in records]
    return tuple(
        FieldProblem(PERSON_KEY, "One record for each listed person.", label)
        for label in dict.fromkeys(labels)
        if label not in known or labels.count(label) > 1
    )


def uncovered(session: Session, step: Step) -> tuple[Person, ...]:
    """Listed people whom the step must cover and who have no linked next of kin."""
    covered = {person.stands_for for person in session.listed if person.person_class == NEXT_OF_KIN}
    return tuple(
        person
        for person in session.listed
        if person.person_class in step.must_cover and person.label not in covered
    )


def without_another(session: Session, step: Step, answer: Answer) -> tuple[Person, ...]:
    """People excused on the ground that another next of kin was told, where none was.

    The other one must stand for the same person and have a record here whose choices all count.
    """
    alone: list[Person] = []
    for record in answer.evidence:
        if not any(c.effect == "excuses-needs-another" for _, c in choices_made(step, record)):
            continue
        person = session.person(str(record.get(PERSON_KEY, "")))
        if person is None or person.removed:
            continue
        if not any(
            other.label != person.label
            and other.person_class == NEXT_OF_KIN
            and other.stands_for == person.stands_for
            and _reached(step, record_for(answer, other.label))
            for other in session.listed
        ):
            alone.append(person)
    return tuple(alone)


def _reached(step: Step, record: Evidence | None) -> bool:
    if record is None:
        return False
    made = choices_made(step, record)
    return bool(made) and all(choice.effect == "counts" for _, choice in made)
