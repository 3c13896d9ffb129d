"""A session in which every value can be told from every other: where does each of them come out?"""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any, Literal, get_args, get_origin, get_type_hints

from factories.sessions import NOON, SOMEBODY, answered, checklist
from follow_ups.test_what_is_owed import posted
from msgspec import Struct
from msgspec.structs import replace

from checklists.session.completion import Completion
from checklists.session.evidence import detail_key
from checklists.session.model import (
    PERSON_KEY,
    Account,
    Answer,
    Checked,
    Continues,
    FormDraft,
    Found,
    HistoryEntry,
    Media,
    PhoneApproval,
    Posted,
    Ready,
    Session,
    Typed,
    Updates,
    Withdrawn,
    WordsDiffer,
)
from checklists.session.review import ColdAnswer, Review, StepComment

FIRST = datetime(1950, 1, 1, tzinfo=timezone(timedelta(hours=-5)))
BY = Account("login", 1, login_uid=2, stated="stated")
AS_IT_IS = {(Session, "id"), (Session, "author_uid"), (Session, "incident_type"), (Answer, "id")}
"""Without them it would be no session of this type, or not be read."""


class Markers:
    """Puts a marker in place of every value; `places` says where each is, as a dotted name."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.filled: set[tuple[type, str]] = set()

    def fill(self, value: Any, place: str) -> Any:
        """The same, with a marker in place of each word, number, and time."""
        if isinstance(value, Struct):
            hints = get_type_hints(type(value))
            encoded = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
            changed = {
                name: self.fill(getattr(value, name), f"{place}.{key}".lstrip("."))
                for name, key in encoded
                if (type(value), name) not in AS_IT_IS and not is_chosen(hints[name])
            }
            self.filled |= {(type(value), name) for name, found in changed.items() if found}
            return replace(value, **changed)
        if isinstance(value, dict):
            return {key: self.fill(inner, self.below(place, key)) for key, inner in value.items()}
        if isinstance(value, tuple | list):
            return type(value)(self.fill(inner, place) for inner in value)
        if isinstance(value, bool) or value is None:
            return value
        return self.marker(value, place)

    @staticmethod
    def below(place: str, key: str) -> str:
        return f"{place}.{key}" if place.endswith("evidence") else place

    def marker(self, value: Any, place: str) -> Any:
        number = len(self.places)
        if isinstance(value, datetime):
            made: Any = FIRST + timedelta(minutes=number)
            self.places[made.isoformat(" ")] = place
        elif isinstance(value, int):
            made = 71_000_000 + number
            self.places[str(made)] = place
        else:
            made = f"marker{number:06d}"
            self.places[made] = place
        return made


def is_chosen(hint: Any) -> bool:
    """Whether a field takes one of a few words, which could not be told apart."""
    return get_origin(hint) is Literal or any(map(is_chosen, get_args(hint)[:1]))


def with_everything(incident_type: str) -> Session:
    """A session of a type that has something in every field that a session may have."""
    found = checklist(incident_type)
    session = posted(answered(incident_type))
    note = Typed("text", {"x": "variant"})
    old = Answer("old-step", "Old?", False, "not-done", NOON, BY, {"K1": "a-step"}, ("text 1",),
                 "why", "who", "note", "other-session", 3, ({"old": "value"},))  # fmt: skip
    steps = tuple(
        replace(
            answer,
            by=BY,
            reason="why",
            verified_by="who",
            note="note",
            left_out={"K1": "a-step"},
            given_for=("text 1",),
            carried_from="other",
            carried_uid=7,
            evidence=tuple(with_all_details(found, answer.id, r) for r in answer.evidence or ({},)),
        )
        for answer in session.steps
    )
    whole = Posted("nextdoor", NOON, "digest", NOON, BY, "link", reason="why", ordered_by="who",
                   text="as posted", text_digest="digest", differs=(WordsDiffer("was", "is"),),
                   review_due=NOON, follow_up_rules="digest")  # fmt: skip
    owed = tuple(
        replace(
            item,
            every=9,
            within=9,
            people=("V1",),
            due=(NOON,),
            outcomes=tuple(replace(o, opens="other") for o in item.outcomes),
        )
        for item in session.follow_ups
    )
    return replace(
        session,
        case_number="26-1182",
        continues=Continues("other", BY, "digest"),
        updates=Updates("other", "update", BY, "digest"),
        ready=Ready("digest", NOON, BY),
        by_phone=(PhoneApproval("Lt. Chen", 7, "555 0134", "digest", NOON, NOON, BY),),
        withdrawn=Withdrawn("why", NOON, BY),
        posted=(replace(whole, follow_ups=owed), *session.posted[1:]),
        draft=replace(session.draft, text="text", variants={"x": "variant"}, typed=note, meaning=4,
                      platforms=("x",), media=(Media("M1", "image", "shows", "digest"),)),
        people=tuple(replace(one, stands_for="D1", removed_because="why", removed_verified_by="who")
                     for one in session.people),
        questions=tuple(replace(one, by=BY, given_for=("text 1",), reason="why", verified_by="who",
                                takes_out=("a-step",)) for one in session.questions),
        steps=(*steps, old),
        entered=(FormDraft("a-step", ({"who": SOMEBODY},)),),
        history=(*session.history, HistoryEntry(
            NOON, BY, "confirmed", "another", "item", "digest", "note", 3, True, old, note,
            Checked("digest", (Found("rule", "words", reason="why"),), {"ssn": 3}, 9))),
        kept=(Found("rule", "words", reason="why"),),
    )  # fmt: skip


def with_all_details(found: Any, step_id: str, record: dict[str, Any]) -> dict[str, Any]:
    """A record with something in each field of its step, waived or not, and beside each choice."""
    fields = found.step(step_id).fields
    more = {name: "value" for field in fields for name in (field.id, detail_key(field.id))}
    return {PERSON_KEY: "V1", **more, **record}


def review_with_everything(session_id: str) -> Review:
    return Review(session_id, "noted", "digest", NOON, BY, "a-step", "comment",
                  (StepComment("a-step", "comment"),), 3, "digest",
                  (ColdAnswer("a-question", yes=True),))  # fmt: skip


def completion_with_everything(session_id: str) -> Completion:
    return Completion(
        session_id, "item", "digest", "told", NOON, NOON, BY, "who", "how", "x", "n", NOON
    )


def found_in(markers: Iterable[str], data: bytes) -> set[str]:
    """The markers that some bytes have; a time also as a file has it."""
    return {m for m in markers if m.encode() in data or m.replace(" ", "T").encode() in data}
