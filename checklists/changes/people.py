"""The people list: labels and classes, never names. A row is never deleted."""

from datetime import datetime

from msgspec.structs import replace

from checklists.changes.history import (
    accept_verifier,
    history_entry,
    next_label,
    refuse_own,
    with_entry,
)
from checklists.definitions.model import Checklist
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.session.model import LONGEST_NOTE, Actor, EventKind, Person, Session
from checklists.session.people import listed_as, new_link_problem
from checklists.text import accept_text

_ABOUT_PEOPLE = ("person-added", "person-linked", "person-removed", "person-reclassified")


def add_person(
    session: Session,
    checklist: Checklist,
    class_id: str,
    *,
    stands_for: str = "",
    actor: Actor,
    now: datetime,
) -> Session:
    """Add a person to the list: a class, and whom they stand for where the class requires it."""
    person = _new_person(session, checklist, class_id, stands_for)
    _refuse_broken_links(session, (*session.people, person), checklist, person.label)
    return _list_person(session, person, "person-added", "", actor, now)


def _new_person(session: Session, checklist: Checklist, class_id: str, stands_for: str) -> Person:
    offered = checklist.person_class(class_id)
    if offered is None:
        raise Refused(
            "Not on this list",
            f"This type does not list the class {class_id}.",
            "Choose one from the list.",
            field="class",
        )
    # Every label in the history was used, also one of a row that was carried as removed.
    used = [person.label for person in session.people] + [
        entry.item for entry in session.history if entry.did in _ABOUT_PEOPLE
    ]
    label = next_label(offered.letter, used)
    return Person(label=label, person_class=class_id, stands_for=stands_for)


def _refuse_broken_links(
    session: Session, people: tuple[Person, ...], checklist: Checklist, changed: str
) -> None:
    """Raise Refused where the changed list would break somebody's class or link."""
    problem = new_link_problem(session.people, people, checklist, changed)
    if problem is not None:
        raise Refused(problem.title, problem.message, problem.what_to_do, field=problem.field)


def _list_person(
    session: Session, person: Person, did: EventKind, note: str, actor: Actor, now: datetime
) -> Session:
    entry = history_entry(actor, now, did, item=person.label, digest=digest_of(person), note=note)
    return with_entry(replace(session, people=(*session.people, person)), entry)


def link_person(
    session: Session,
    checklist: Checklist,
    label: str,
    stands_for: str,
    *,
    actor: Actor,
    now: datetime,
) -> Session:
    """Correct whom a next of kin or guardian stands for.

    An empty `stands_for` removes a link that an edited file gave to somebody who stands for nobody.
    """
    person = _listed(session, label)
    people = _with_row(session.people, replace(person, stands_for=stands_for))
    _refuse_broken_links(session, people, checklist, label)
    if stands_for == person.stands_for:
        return session
    return _relink(session, person, stands_for, actor, now)


def _with_row(people: tuple[Person, ...], row: Person) -> tuple[Person, ...]:
    return tuple(row if found.label == row.label else found for found in people)


def _relink(
    session: Session, person: Person, stands_for: str, actor: Actor, now: datetime
) -> Session:
    linked = replace(person, stands_for=stands_for)
    entry = history_entry(
        actor,
        now,
        "person-linked",
        item=person.label,
        digest=digest_of(linked),
        note=person.stands_for,
    )
    return with_entry(replace(session, people=_with_row(session.people, linked)), entry)


def _listed(session: Session, label: str) -> Person:
    person = session.person(label)
    if person is None or person.removed:
        raise Refused(
            "Not on the list", f"There is no {label} on the list.", "Choose one from the list."
        )
    return person


def _said(because: str, verified_by: str, actor: Actor) -> tuple[str, str]:
    reason = accept_text(because, "The reason", longest=LONGEST_NOTE, field="reason")
    verifier = accept_verifier(verified_by)
    if not reason:
        raise Refused(
            "A reason is needed", "The entry stays on record.", "Say why.", field="reason"
        )
    refuse_own(
        verifier,
        actor,
        "Once they are off the list, nobody has to contact them.",
        "Enter who verified it and their role.",
    )
    return reason, verifier


def check_removal(session: Session, label: str) -> None:
    """Raise Refused where somebody cannot be taken off the list, before the reason is asked.

    Whoever stands for them would stand for nobody: that link is corrected first, or that person is
    taken off first. A correction keeps whomever the first post lists.
    """
    person = _listed(session, label)
    came = [e.item for e in session.history if e.did == "person-added" and e.note]
    if session.how == "correction" and any(listed_as(session, one) == person for one in came):
        raise Refused(
            "A correction keeps them",
            f"The first post lists {label}.",
            "A person tells them about the correction, or you name who will call them.",
        )
    linked = [
        person.label
        for person in session.listed
        if person.stands_for == label and person.label != label
    ]
    if linked:
        one = linked[0]
        who = (
            f"{one} is linked"
            if len(linked) == 1
            else f"{one} and {len(linked) - 1} more are linked"
        )
        raise Refused(
            "Somebody is linked to them",
            f"{who} to {label}.",
            f"First link {one} to somebody else, or take {one} off the list.",
        )


def remove_person(
    session: Session, label: str, *, because: str, verified_by: str, actor: Actor, now: datetime
) -> Session:
    """Take somebody off the list. The row stays, marked as removed."""
    check_removal(session, label)
    reason, verifier = _said(because, verified_by, actor)
    return _remove(session, _listed(session, label), reason, verifier, actor, now)


def _remove(
    session: Session, person: Person, reason: str, verifier: str, actor: Actor, now: datetime
) -> Session:
    removed = replace(person, removed=True, removed_because=reason, removed_verified_by=verifier)
    entry = history_entry(
        actor, now, "person-removed", item=person.label, digest=digest_of(removed), note=reason
    )
    return with_entry(replace(session, people=_with_row(session.people, removed)), entry)


def check_reclassification(
    session: Session, checklist: Checklist, label: str, class_id: str, *, stands_for: str = ""
) -> Person:
    """Return the row that would replace the old one, before the reason is asked.

    Raises Refused where the new class or link is not valid, or where somebody who stands for the
    old label could not stand for the new one.
    """
    old = _listed(session, label)
    if old.person_class == class_id:
        raise Refused("No change", f"{label} already has this class.", "Choose another one.")
    person = _new_person(session, checklist, class_id, stands_for)
    relinked = (
        replace(found, stands_for=person.label)
        if found.stands_for == label and not found.removed
        else found
        for found in _with_row(session.people, replace(old, removed=True))
    )
    _refuse_broken_links(session, (*relinked, person), checklist, person.label)
    return person


def reclassify_person(
    session: Session,
    checklist: Checklist,
    label: str,
    class_id: str,
    *,
    stands_for: str = "",
    because: str,
    verified_by: str,
    actor: Actor,
    now: datetime,
) -> Session:
    """Change somebody's class.

    The old row is marked as removed and a new label replaces it. Whoever stood for the old label
    stands for the new one.
    """
    reason, verifier = _said(because, verified_by, actor)
    person = check_reclassification(session, checklist, label, class_id, stands_for=stands_for)
    gone = _remove(session, _listed(session, label), reason, verifier, actor, now)
    note = f"was {label}: {reason}"
    moved = _list_person(gone, person, "person-reclassified", note, actor, now)
    for found in gone.listed:
        if found.stands_for == label:
            moved = _relink(moved, found, person.label, actor, now)
    return moved
