"""The people list: labels and classes, never names. A row is never deleted."""

from datetime import datetime

from msgspec.structs import replace

from checklists.changes._history import LONGEST_NOTE, history_entry, next_label, with_entry
from checklists.clean_text import accept_text
from checklists.definition import Checklist
from checklists.digests import digest_of
from checklists.evidence import LONGEST_PERSON, is_the_author
from checklists.problems import Refused
from checklists.session import Actor, Did, Person, Session

_NEW_ROW = ("person-added", "person-reclassified")


def add_person(
    session: Session,
    checklist: Checklist,
    class_id: str,
    *,
    stands_for: str = "",
    actor: Actor,
    now: datetime,
) -> Session:
    """Put somebody on the list: a class, and for whom they stand where the class asks it."""
    person = _new_person(session, checklist, class_id, stands_for)
    return _list_person(session, person, "person-added", "", actor, now)


def _new_person(session: Session, checklist: Checklist, class_id: str, stands_for: str) -> Person:
    offered = checklist.person_class(class_id)
    if offered is None:
        raise Refused(
            "Not on this list",
            f"This type does not list the class {class_id}.",
            "Choose one of those offered.",
            field="class",
        )
    used = [person.label for person in session.people] + [
        entry.item for entry in session.history if entry.did in _NEW_ROW
    ]
    label = next_label(offered.letter, used)
    if offered.linked:
        _check_link(session, checklist, label, class_id, stands_for)
    elif stands_for:
        raise Refused(
            "No link here", f"A {offered.title.lower()} stands for nobody.", "Leave it empty."
        )
    return Person(label=label, person_class=class_id, stands_for=stands_for)


def _check_link(
    session: Session, checklist: Checklist, label: str, class_id: str, stands_for: str
) -> None:
    target = session.person(stands_for)
    if target is None or target.removed or target.label == label:
        raise Refused(
            "For whom?",
            "A next of kin or guardian stands for somebody on the list.",
            "Put that person on the list first, then choose their label.",
            field="for",
        )
    linked = checklist.person_class(target.person_class)
    if target.person_class == class_id or (class_id == "next-of-kin" and linked and linked.linked):
        raise Refused(
            "Not a fit",
            f"{target.label} is {linked.title.lower() if linked else target.person_class}.",
            "Choose the person who died, is hurt, missing or harmed.",
            field="for",
        )


def _list_person(
    session: Session, person: Person, did: Did, note: str, actor: Actor, now: datetime
) -> Session:
    entry = history_entry(actor, now, did, item=person.label, digest=digest_of(person), note=note)
    people = (*session.people, person)
    return with_entry(replace(session, people=people), entry)


def link_person(
    session: Session,
    checklist: Checklist,
    label: str,
    stands_for: str,
    *,
    actor: Actor,
    now: datetime,
) -> Session:
    """Correct for whom a next of kin or guardian stands."""
    person = _listed(session, label)
    offered = checklist.person_class(person.person_class)
    if offered is None or not offered.linked:
        raise Refused("No link here", f"{label} stands for nobody.", "Nothing to change.")
    if stands_for == person.stands_for:
        return session
    _check_link(session, checklist, label, person.person_class, stands_for)
    return _relink(session, person, stands_for, actor, now)


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
    people = tuple(linked if found.label == person.label else found for found in session.people)
    return with_entry(replace(session, people=people), entry)


def _listed(session: Session, label: str) -> Person:
    person = session.person(label)
    if person is None or person.removed:
        raise Refused("Not on the list", f"There is no {label} on the list.", "Choose one of it.")
    return person


def _said(because: str, verified_by: str, actor: Actor) -> tuple[str, str]:
    reason = accept_text(because, "The reason", longest=LONGEST_NOTE)
    verifier = accept_text(verified_by, "Who verified it", longest=LONGEST_PERSON)
    if not reason:
        raise Refused("A reason is needed", "The row stays on record.", "Say why.", field="reason")
    if not verifier or is_the_author(verifier, actor):
        raise Refused(
            "Somebody else must have verified it",
            "Taking somebody off the list frees the post of a duty to them.",
            "Name who verified it, and their role.",
            field="verified-by",
        )
    return reason, verifier


def remove_person(
    session: Session, label: str, *, because: str, verified_by: str, actor: Actor, now: datetime
) -> Session:
    """Take somebody off the list. The row stays, marked removed."""
    person = _listed(session, label)
    reason, verifier = _said(because, verified_by, actor)
    removed = replace(person, removed=True, removed_because=reason, removed_verified_by=verifier)
    entry = history_entry(
        actor, now, "person-removed", item=label, digest=digest_of(removed), note=reason
    )
    people = tuple(removed if found.label == label else found for found in session.people)
    return with_entry(replace(session, people=people), entry)


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
    """Change somebody's class: the old row is marked removed, a new label takes its place, and
    whoever stood for the old label stands for the new one."""
    reason, _ = _said(because, verified_by, actor)
    if _listed(session, label).person_class == class_id:
        raise Refused("No change", f"{label} already has this class.", "Choose another one.")
    gone = remove_person(
        session, label, because=because, verified_by=verified_by, actor=actor, now=now
    )
    person = _new_person(gone, checklist, class_id, stands_for)
    note = f"was {label}: {reason}"
    moved = _list_person(gone, person, "person-reclassified", note, actor, now)
    for found in gone.listed:
        if found.stands_for == label:
            moved = _relink(moved, found, person.label, actor, now)
    return moved
