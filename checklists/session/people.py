"""The people list: who stands for whom, and whom a step still needs a record for, and why.

A next of kin or guardian stands for somebody (`for`); somebody of a class in `must_cover` needs at
least one linked next of kin; an `excuses` answer in one contact step frees that person from the
others.
"""

from collections import Counter

from msgspec import Struct
from msgspec.structs import replace

from checklists.definitions.model import COVERS, FAMILY_TOLD, Checklist, Step
from checklists.remembered import remembered
from checklists.session.evidence import FieldProblem, asks_exception, choices_made
from checklists.session.model import PERSON_KEY, Answer, Evidence, Person, Session

NEXT_OF_KIN = "next-of-kin"


class LinkProblem(Struct, frozen=True):
    """Why one listed person's class or link is not valid, in the parts of a refusal.

    `label` is the person whom it concerns, `field` whether it is their class or for whom they
    stand.
    """

    label: str
    title: str
    message: str
    what_to_do: str
    field: str = "for"

    @property
    def sentence(self) -> str:
        """Return what is wrong and what to do about it, as a reason for the gate."""
        return f"{self.message} {self.what_to_do}"


def link_problem(
    people: tuple[Person, ...], checklist: Checklist, person: Person
) -> LinkProblem | None:
    """Return why a listed person's class or link is not valid, or None where it is.

    `people` is the list with the person on it. A class that the type does not list comes first:
    nothing else is known of such a row.
    """
    return _link_problem({row.label: row for row in people if not row.removed}, checklist, person)


def _link_problem(
    listed: dict[str, Person], checklist: Checklist, person: Person
) -> LinkProblem | None:
    label = person.label
    offered = checklist.person_class(person.person_class)
    if offered is None:
        return LinkProblem(
            label,
            "Not on this list",
            f"{label} is listed as {person.person_class}, which this type does not list.",
            "Change the class or take them off the list."
            if checklist.classes
            else f"Take {label} off the list.",
            field="class",
        )
    if not offered.linked:
        if not person.stands_for:
            return None
        return LinkProblem(
            label,
            "No link here",
            f"{label} is {offered.title.lower()}, a class without a link.",
            f"Remove the link from {label}.",
        )
    target = listed.get(person.stands_for)
    if target is None or target.label == label:
        return _without_target(person)
    return _misfit(listed, checklist, person, target)


def _without_target(person: Person) -> LinkProblem:
    label = person.label
    if not person.stands_for:
        message = f"{label} is not linked to anybody."
    elif person.stands_for == label:
        message = f"{label} is linked to themselves."
    else:
        message = f"{label} is linked to {person.stands_for}, who is not on the list."
    return LinkProblem(
        label,
        "For whom?",
        message,
        f"Link {label} to somebody on the list, or take {label} off it.",
    )


def _misfit(
    listed: dict[str, Person], checklist: Checklist, person: Person, target: Person
) -> LinkProblem | None:
    offered = checklist.person_class(target.person_class)
    # Where the type does not list the class, the row itself says whether it is linked.
    is_linked = offered.linked if offered is not None else bool(target.stands_for)
    title = offered.title.lower() if offered is not None else target.person_class
    if target.person_class == person.person_class or (
        person.person_class == NEXT_OF_KIN and is_linked
    ):
        message = f"{person.label} cannot be linked to {target.label}, who is {title}."
    else:
        again = _met_again(listed, person)
        if again is None:
            return None
        message = f"The links from {person.label} lead back to {again.label}."
    return LinkProblem(
        person.label,
        "They cannot be linked",
        message,
        f"Link {person.label} to the person who died or is hurt, missing, or harmed.",
    )


def _met_again(listed: dict[str, Person], person: Person) -> Person | None:
    """Return whom the links from one person come to twice; None where the links end."""
    here: Person | None = person
    passed: set[str] = set()
    while here is not None and here.label not in passed:
        passed.add(here.label)
        here = listed.get(here.stands_for) if here.stands_for else None
    return here


@remembered(30)
def link_problems(people: tuple[Person, ...], checklist: Checklist) -> tuple[LinkProblem, ...]:
    """Return the problem of every listed person whose class or link is not valid, in order."""
    listed = {person.label: person for person in people if not person.removed}
    found = (_link_problem(listed, checklist, row) for row in people if not row.removed)
    return tuple(problem for problem in found if problem is not None)


def new_link_problem(
    before: tuple[Person, ...], after: tuple[Person, ...], checklist: Checklist, changed: str
) -> LinkProblem | None:
    """Return what a change of the list breaks, or None.

    Checks the row that was `changed` or added, first, and every row that was valid `before`. A row
    that was not valid before blocks posting, but no change of another row: otherwise two of them
    would keep each other from being corrected.
    """
    wrong_before = {problem.label for problem in link_problems(before, checklist)} - {changed}
    found = [p for p in link_problems(after, checklist) if p.label not in wrong_before]
    return min(found, key=lambda problem: problem.label != changed, default=None)


def possible_targets(
    people: tuple[Person, ...], checklist: Checklist, class_id: str, label: str = ""
) -> tuple[Person, ...]:
    """Return those for whom somebody of a class may stand, in the order of the list.

    `label` is the person whose class or link is to change; it is empty for somebody new.
    """
    others = tuple(person for person in people if person.label != label)
    row = Person(label=label, person_class=class_id)
    listed = {person.label: person for person in others if not person.removed}

    def fits(target: Person) -> bool:
        linked = replace(row, stands_for=target.label)
        return _link_problem(listed | {label: linked}, checklist, linked) is None

    return tuple(person for person in others if not person.removed and fits(person))


def listed_as(session: Session, label: str, originals: tuple[Session, ...] = ()) -> Person | None:
    """Return the row that stands for somebody now: under a new label, where their class changed.

    That may have been in one of the `originals`. Return None where they were taken off the list.
    """
    for entry in (entry for found in (*originals, session) for entry in found.history):
        if entry.did == "person-reclassified" and entry.note.startswith(f"was {label}: "):
            label = entry.item
    person = session.person(label)
    return None if person is None or person.removed else person


def listed_for(session: Session, step: Step) -> tuple[Person, ...]:
    """Return the listed people of the step's classes."""
    return _listed_for(session.people, step)


@remembered(100)
def _listed_for(people: tuple[Person, ...], step: Step) -> tuple[Person, ...]:
    return tuple(p for p in people if not p.removed and p.person_class in step.per_person)


def record_for(answer: Answer | None, label: str) -> Evidence | None:
    """Return the record that an answer has for one person, or None."""
    return None if answer is None else _by_label(answer).get(label)


@remembered(100)
def _by_label(answer: Answer) -> dict[str, Evidence]:
    """Return the records of an answer by person; of two of somebody, the first."""
    named = ((record.get(PERSON_KEY), record) for record in reversed(answer.evidence))
    return {label: record for label, record in named if isinstance(label, str)}


def excused_elsewhere(
    session: Session, checklist: Checklist, step: Step
) -> dict[str, tuple[Step, ...]]:
    """Return the labels that this contact step need not ask, each with the steps that excuse it.

    They are excused from every other contact, or an exception is asked for that covers this one.
    Nothing below "Family told" frees from it: that a family was told is never an afterthought.
    Whether the answers of those steps count is decided by the gate.
    """
    excused: dict[str, tuple[Step, ...]] = {}
    if not step.is_contact:
        return excused
    for other in checklist.steps:
        answer = session.answer(other.id)
        if other.id == step.id or not other.is_contact or answer is None:
            continue
        if step.section == FAMILY_TOLD and other.section != FAMILY_TOLD:
            continue
        for label in _excused_by(other, answer, step):
            excused[label] = (*excused.get(label, ()), other)
    return excused


@remembered(200)
def _excused_by(source: Step, answer: Answer, step: Step) -> tuple[str, ...]:
    return tuple(
        str(record.get(PERSON_KEY, ""))
        for record in _excusing(source, answer)
        if excuses(source, record) or covers(source, record, step)
    )


@remembered(100)
def _excusing(source: Step, answer: Answer) -> tuple[Evidence, ...]:
    """Return the records that may free their person from other steps."""
    return tuple(r for r in answer.evidence if excuses(source, r) or asks_exception(source, r))


def excuses(step: Step, record: Evidence) -> bool:
    """Return whether a record frees its person from every other contact."""
    return any(
        choice.effect in ("excuses", "excuses-needs-another")
        for _, choice in choices_made(step, record)
    )


def covers(step: Step, record: Evidence, other: Step) -> bool:
    """Return whether a record asks for an exception that covers another contact step."""
    named = record.get(COVERS)
    return asks_exception(step, record) and isinstance(named, list) and other.id in named


def asked_of(session: Session, checklist: Checklist, step: Step) -> tuple[Person, ...]:
    """Return the people for whom this step needs a record, in the order of the list."""
    excused = excused_elsewhere(session, checklist, step)
    return tuple(person for person in listed_for(session, step) if person.label not in excused)


def problems_in_list(
    people: tuple[Person, ...], step: Step, records: tuple[Evidence, ...]
) -> tuple[FieldProblem, ...]:
    """Return the records that are too many, or of somebody whom the step does not ask about.

    `people` are those of whom a record may speak.
    """
    if not step.per_person:
        if len(records) == 1:
            return ()
        return (FieldProblem(step.fields[0].id, "One answer is needed."),)
    known = {person.label for person in people if person.person_class in step.per_person}
    times = Counter(str(record.get(PERSON_KEY, "")) for record in records)
    return tuple(
        FieldProblem(PERSON_KEY, "Answer once for each listed person.", label)
        for label, number in times.items()
        if label not in known or number > 1
    )


def without_next_of_kin(session: Session, step: Step) -> tuple[Person, ...]:
    """Return the listed people whom the step must cover and who have no linked next of kin."""
    covered = {person.stands_for for person in session.listed if person.person_class == NEXT_OF_KIN}
    return tuple(
        person
        for person in session.listed
        if person.person_class in step.must_cover and person.label not in covered
    )


def without_other_kin(session: Session, step: Step, answer: Answer) -> tuple[Person, ...]:
    """Return those who are excused because another next of kin was told, where none was.

    The other one must stand for the same person and have a record here whose choices all count.
    """
    return _without_other_kin(session.people, step, answer)


@remembered(100)
def _without_other_kin(
    people: tuple[Person, ...], step: Step, answer: Answer
) -> tuple[Person, ...]:
    present = [person for person in people if not person.removed]
    listed = {person.label: person for person in present}
    excused = [
        listed[label]
        for record in answer.evidence
        if (label := str(record.get(PERSON_KEY, ""))) in listed
        and any(c.effect == "excuses-needs-another" for _, c in choices_made(step, record))
    ]
    told: dict[str, set[str]] = {}
    for other in present if excused else ():
        if other.person_class == NEXT_OF_KIN and _reached(step, record_for(answer, other.label)):
            told.setdefault(other.stands_for, set()).add(other.label)
    return tuple(p for p in excused if not told.get(p.stands_for, set()) - {p.label})


def _reached(step: Step, record: Evidence | None) -> bool:
    if record is None:
        return False
    made = choices_made(step, record)
    return bool(made) and all(choice.effect == "counts" for _, choice in made)
