"""What the rules find beside the text of a post: in descriptions of media, notes, and details.

A description is posted, so every rule is for it. A note may become public: in it only what names
or finds somebody is pointed at. Nothing of this is recorded, because the words stay where they are.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from checklists.definitions.model import Checklist, Step
from checklists.session.evidence import chosen, detail_key
from checklists.session.model import PERSON_KEY, Evidence, Found, Session

if TYPE_CHECKING:
    from checklists.lint.draft import DraftLinter

NAMES_SOMEBODY = frozenset(["ssn", "birth-date", "address", "phone", "email", "plate", "record-id"])
_WRITTEN = ("note", "reference")


class Beside(Struct, frozen=True):
    """A finding beside the text, and where it is: a step, a question, or an image's label."""

    where: str
    found: Found


def found_beside(
    session: Session, checklist: Checklist, linter: "DraftLinter"
) -> tuple[Beside, ...]:
    """Return what is found beside the text of a post, each thing once where it is."""
    found = [
        Beside(media.label, one.found)
        for media in session.draft.media
        for one in linter.find(media.description)
    ]
    written: dict[str, list[str]] = {}
    for where, text in _notes(session, checklist):
        written.setdefault(text, []).append(where)
    for text, places in written.items():
        some = [one.found for one in linter.find(text) if one.found.rule in NAMES_SOMEBODY]
        found += [Beside(where, one) for where in places for one in some]
    return tuple(dict.fromkeys(found))


def _notes(session: Session, checklist: Checklist) -> Iterator[tuple[str, str]]:
    """Yield everything that was written in one's own words, and where."""
    for answer in session.steps:
        step = checklist.step(answer.id)
        short = step.short if step is not None else answer.id
        if answer.note:
            yield short, answer.note
        for record in answer.evidence:
            who = record.get(PERSON_KEY)
            for text in _written(step, record) if step is not None else ():
                yield (f"{short}, {who}" if who else short), text
    for question in session.questions:
        if question.reason:
            yield "questions", question.reason
    for person in session.people:
        if person.removed_because:
            yield person.label, person.removed_because


def _written(step: Step, record: Evidence) -> Iterator[str]:
    for field in step.fields:
        choice = chosen(field, record)
        then = choice.then if choice is not None else None
        for key, kind in (
            (field.id, field.kind),
            (detail_key(field.id), then.kind if then is not None else ""),
        ):
            value = record.get(key)
            if kind in _WRITTEN and isinstance(value, str):
                yield value
