"""The people list: labels and classes, never names."""

from checklists import changes
from checklists.clean_text import show_text
from checklists.session import Person, Session
from tui.plain.commands import Typed
from tui.plain.desk import Desk, picked
from tui.plain.moves import Skip
from tui.questions import (
    CLASS_WHY,
    FOR_WHOM,
    PEOPLE_WHY,
    REASON,
    ROW_STAYS,
    VERIFIED_BY,
    VERIFIED_HINT,
    Option,
    class_options,
    first_list,
    for_whom_options,
    stands_for_nobody,
    stays_removed,
)
from tui.words import person_words

WORDS = "add, remove K1, class K1, link K1, or done"


def visit_people(desk: Desk) -> None:
    """The list, and one change after another until `done`."""
    if not desk.checklist.classes:
        desk.say("This incident type lists nobody.")
        return
    desk.say(PEOPLE_WHY)
    show_people(desk)
    if desk.only_shown:
        raise Skip
    while True:
        found = desk.ask("People:", why=_why, words=WORDS)
        word, _, rest = found.text.partition(" ")
        match word.casefold():
            case "add":
                with desk.dialogue():
                    _add(desk, rest)
            case "remove" | "class" | "link":
                person = _row(desk, rest)
                if person is not None:
                    with desk.dialogue():
                        _CHANGES[word.casefold()](desk, person)
            case "done":
                return
            case _:
                desk.say(f"! {WORDS}.")
                continue
        show_people(desk)


def _why(_with_sources: bool) -> list[str]:  # noqa: FBT001 (its one meaning is its name)
    return [PEOPLE_WHY]


def show_people(desk: Desk) -> None:
    """One line a person, removed ones included; then what the list lacks."""
    desk.say(*(person_words(person, desk.checklist) for person in desk.session.people))
    if not desk.session.people:
        desk.say("Nobody is on the list yet.")
    found = [b for b in desk.opened.blockers() if b.code == "person-missing" and not b.step]
    desk.say(*(f"[!] {show_text(blocker.reason)}" for blocker in found))


def _row(desk: Desk, name: str) -> Person | None:
    person = desk.session.person(name.strip().upper())
    if person is None:
        desk.say("! Nobody is chosen: name a label of the list.")
    elif person.removed:
        desk.say(f"! {stays_removed(person)}")
        return None
    return person


def _one_of(desk: Desk, title: str, options: tuple[Option, ...], named: str) -> str:
    """What was named already, else one chosen from the list."""
    found = picked(Typed(named), options) if named else ""
    return found or desk.choose(title, options)


def _for_whom(desk: Desk, class_id: str, label: str = "", named: str = "") -> str | None:
    """For whom somebody stands; empty where the class asks no one, None where nobody is there."""
    offered = desk.checklist.person_class(class_id)
    if offered is None or not offered.linked:
        return ""
    options = for_whom_options(desk.session, desk.checklist, class_id, label)
    if not options:
        desk.say(f"! {first_list(offered.title)}")
        return None
    return _one_of(desk, f"{FOR_WHOM} {offered.means}", options, named)


def _add(desk: Desk, named: str) -> None:
    """`add`, or all in one line: `add next-of-kin D1`."""
    name, _, whom = named.strip().partition(" ")
    class_id = _one_of(desk, CLASS_WHY, class_options(desk.checklist), name)
    stands_for = _for_whom(desk, class_id, named=whom.strip())
    if stands_for is not None:
        desk.save(
            lambda session: changes.add_person(
                session,
                desk.checklist,
                class_id,
                stands_for=stands_for,
                actor=desk.opened.actor,
                now=desk.opened.clock(),
            )
        )


def _link(desk: Desk, person: Person) -> None:
    stands_for = _for_whom(desk, person.person_class, person.label)
    if stands_for == "":
        desk.say(f"! {stands_for_nobody(person.label)}")
    elif stands_for is not None:
        desk.save(
            lambda session: changes.link_person(
                session,
                desk.checklist,
                person.label,
                stands_for,
                actor=desk.opened.actor,
                now=desk.opened.clock(),
            )
        )


def _said(desk: Desk, attests: str) -> tuple[str, str]:
    """Why, and who verified it; then the word that confirms both."""
    desk.say(ROW_STAYS)
    because = desk.ask_words(REASON)
    verified_by = desk.ask_words(VERIFIED_BY, VERIFIED_HINT)
    desk.confirms(f"Confirm: {attests}: {because}, verified by {verified_by}")
    return because, verified_by


def _remove(desk: Desk, person: Person) -> None:
    because, verified_by = _said(desk, f"Take {person.label} off the list")

    def change(session: Session) -> Session:
        return changes.remove_person(
            session,
            person.label,
            because=because,
            verified_by=verified_by,
            actor=desk.opened.actor,
            now=desk.opened.clock(),
        )

    desk.save(change)


def _reclassify(desk: Desk, person: Person) -> None:
    class_id = desk.choose(f"{person.label}: which class?", class_options(desk.checklist))
    stands_for = _for_whom(desk, class_id, person.label)
    if stands_for is None:
        return
    because, verified_by = _said(desk, f"Change the class of {person.label} to {class_id}")

    def change(session: Session) -> Session:
        return changes.reclassify_person(
            session,
            desk.checklist,
            person.label,
            class_id,
            stands_for=stands_for,
            because=because,
            verified_by=verified_by,
            actor=desk.opened.actor,
            now=desk.opened.clock(),
        )

    desk.save(change)


_CHANGES = {"remove": _remove, "class": _reclassify, "link": _link}
