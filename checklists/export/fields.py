"""A session as named fields, each with its words: what a page shows, and what a rule can leave out.

The names are those of the session file; `release.toml` says what each may be given to.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from checklists.definitions.model import Checklist, EvidenceField, Step
from checklists.follow_ups.ledger import removals
from checklists.session.completion import Completion
from checklists.session.evidence import chosen
from checklists.session.fingerprints import content_digest
from checklists.session.list_row import StatusName
from checklists.session.model import DETAIL_SUFFIX, PERSON_KEY, Account, Answer, Evidence, Session
from checklists.session.review import Review
from checklists.text import show_text

_OF_A_LIST = (
    "posted",
    "draft",
    "people",
    "questions",
    "steps",
    "entered",
    "kept",
    "history",
    "sealed",
)
"""The parts of a session that have a heading of their own, and what is not in its file."""

_DIGEST = re.compile(r"([a-z]+ )?sha256:[0-9a-f]{64}")
_LEFT_OFF = 56
"""Digits of a digest that a page leaves off: eight can be compared by eye, and the file has all."""


class Field(NamedTuple):
    """One value: its name for the rules, and how a reader sees it."""

    name: str
    label: str
    value: str


class Block(NamedTuple):
    """Fields that belong together, such as one answer, under a heading."""

    heading: str
    fields: tuple[Field, ...]


class Recorded(NamedTuple):
    """A session with everything that is recorded of it.

    `is_unsure`: a review or a completion does not count, so that a post may have been removed.
    """

    session: Session
    checklist: Checklist | None
    status: StatusName
    reviews: tuple[Review, ...] = ()
    completions: tuple[Completion, ...] = ()
    is_unsure: bool = False


def blocks_of(found: Recorded) -> Iterator[Block]:
    """Yield all that is recorded of a session, in the order in which a person reads it."""
    session = found.session
    yield Block("Session", tuple(_of_session(session, found.status)))
    yield from _blocks("Posts", _posts(found))
    yield from _blocks(
        "Follow-ups owed", (_leaves(owed, "posted.follow_ups") for owed in session.follow_ups)
    )
    yield from _blocks("Draft", [_leaves(session.draft, "draft")])
    yield from _blocks("People", (_leaves(person, "people") for person in session.people))
    yield from _blocks("Questions", (_leaves(answer, "questions") for answer in session.questions))
    yield from _blocks("Steps", (_answer(answer, found.checklist) for answer in session.steps))
    yield from _blocks(
        "Filled in, not confirmed", (_leaves(entered, "entered") for entered in session.entered)
    )
    yield from _blocks("Findings kept", (_leaves(kept, "kept") for kept in session.kept))
    yield from _blocks("Reviews", (_leaves(review, "reviews") for review in found.reviews))
    yield from _blocks("Follow-ups done", (_leaves(c, "completions") for c in found.completions))
    yield from _blocks("History", (_leaves(entry, "history") for entry in session.history))


def _blocks(heading: str, groups: Iterable[Iterable[Field]]) -> Iterator[Block]:
    return (Block(heading, found) for group in groups if (found := tuple(group)))


def _of_session(session: Session, status: StatusName) -> Iterator[Field]:
    for name in session.__struct_fields__:
        if name not in _OF_A_LIST:
            yield from _leaves(getattr(session, name), name, _words(name))
        if name == "incident_type":
            yield Field("status", "status", status)
    yield Field("updated_at", "updated at", _said(session.updated_at))


def _posts(found: Recorded) -> Iterator[list[Field]]:
    """Yield each post. What was removed or corrected since is named apart: it is not repeated."""
    session, content = found.session, content_digest(found.session)
    removed = removals(session, found.completions)
    corrected = any(review.verdict == "corrected-after" for review in found.reviews)
    any_gone = corrected or found.is_unsure
    for posted in session.posted:
        root = "removed" if any_gone or posted.platform in removed else "posted"
        fields = [*_leaves(replace(posted, follow_ups=()), root)]
        # Any later change of the content leaves open which text it was.
        if not posted.text and posted.digest == content:
            text = session.draft.for_platform(posted.platform)
            fields.append(Field(f"{root}.text", "text", show_text(text, lines=True)))
        yield fields


def _answer(answer: Answer, checklist: Checklist | None) -> Iterator[Field]:
    step = checklist.step(answer.id) if checklist is not None else None
    is_plain = (
        checklist is not None
        and step is not None
        and not step.victim_related
        and step.id not in checklist.questions_adding
    )
    root = "steps" if is_plain else "victim_steps"
    name = f"{step.short} ({step.id})" if step is not None else answer.id
    yield from _leaves(replace(answer, id=name, evidence=()), root)
    for record in answer.evidence:
        yield from _details(record, step, root)


def _details(record: Evidence, step: Step | None, root: str) -> Iterator[Field]:
    for key, value in record.items():
        field = step.field(key.removesuffix(DETAIL_SUFFIX)) if step is not None else None
        if key == PERSON_KEY:
            yield Field(f"{root}.person", "person", _said(value))
        elif field is None:
            yield Field(f"{root}.detail", show_text(key), _said(value))
        elif key != field.id:
            choice = chosen(field, record)
            then = choice.then if choice is not None else None
            kind, label = (f".{then.kind}", then.label) if then is not None else ("", key)
            yield Field(f"{root}.detail{kind}", show_text(label), _said(value))
        else:
            yield Field(f"{root}.detail.{field.kind}", field.label, _picked(field, value))


def _picked(field: EvidenceField, value: object) -> str:
    """Return a value in the words of its field: of a choice and of checks, their labels."""
    labels = {choice.id: choice.label for choice in field.choices}
    labels |= {check.id: check.label for check in field.checks}
    picked = value if isinstance(value, list) else [value]
    return "; ".join(labels.get(str(one)) or _said(one) for one in picked)


def _leaves(value: object, name: str, label: str = "") -> Iterator[Field]:
    """Yield every value in a part of a session, but for the empty ones."""
    if isinstance(value, Account):
        yield Field(name, label, _said(value))
    elif isinstance(value, Struct):
        encoded = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
        usual = [None] * len(value.__struct_fields__) + [*value.__struct_defaults__]
        for (attribute, key), default in zip(
            encoded, usual[-len(value.__struct_fields__) :], strict=True
        ):
            inner = f"{label}, {_words(key)}" if label else _words(key)
            if (found := getattr(value, attribute)) != default or default is None:
                yield from _leaves(found, f"{name}.{key}", inner)
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _leaves(inside, name, f"{label}, {show_text(str(key))}")
    elif isinstance(value, tuple | list):
        for inside in value:
            yield from _leaves(inside, name, label)
    elif value not in ("", None):
        yield Field(name, label, _said(value))


def _words(name: str) -> str:
    return {"at": "time", "id": "ID"}.get(name, name.replace("_", " "))


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, list):
        return "; ".join(map(_said, value))
    if isinstance(value, str) and _DIGEST.fullmatch(value):
        return value[:-_LEFT_OFF]
    return show_text(str(value), lines=True)
