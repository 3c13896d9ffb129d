"""The definition of a checklist: frozen types, as they are once every reference is resolved.

The form of the TOML files is in `schema`; `assembly` converts one into the other.
"""

from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from msgspec import Struct

Kind = Literal["person", "time", "choice", "checks", "count", "note", "reference"]
"""What an evidence field takes. A `person` is an employee or an agency, never a victim."""
DetailKind = Literal["person", "time", "count", "note", "reference"]
"""The kinds of what a choice asks for besides itself."""
WORDS: tuple[Kind, ...] = ("person", "note", "reference")
"""The kinds that take words as they are typed."""

Effect = Literal[
    "counts", "blocks", "holds-until", "needs-exception", "excuses", "excuses-needs-another"
]
"""What choosing an answer does to the gate."""

Input = Literal["text", "media", "platforms", "people", "meaning"]
"""What an outcome can be given for; changing it makes the outcome stale."""

Counting = Literal["characters", "graphemes", "x"]
"""How a platform counts: code points, characters as they are seen, or X's own weights and links."""

How = Literal["update", "correction"]
"""How a session changes a posted one: it says what is new since, or corrects what was wrong."""

FAMILY_TOLD = "Family told"
CONTACT_SECTIONS = (FAMILY_TOLD, "Notice and support")
"""The sections whose steps bind the draft's meaning and share a person's excuse."""

COVERS = "covers"
"""The field that names the other contact steps which a request for an exception covers."""

TAKEDOWN, WRONG_PICTURE = "takedown", "wrong-picture"
"""What a removal is recorded as, and what a wrong picture owes: no definition's names."""

AUTHOR_ROLE = "self"
"""The role of whoever writes the session."""


class Role(Struct, frozen=True):
    """Who can answer a step."""

    id: str
    label: str


class FollowUp(Struct, frozen=True):
    """The one value that a choice asks for besides itself."""

    kind: DetailKind
    label: str
    future: bool = False


class Choice(Struct, frozen=True):
    """One answer of a choice set. `waives` names the fields that stay empty with it."""

    id: str
    label: str
    effect: Effect = "counts"
    then: FollowUp | None = None
    waives: tuple[str, ...] = ()


class Check(Struct, frozen=True):
    """One thing to tick."""

    id: str
    label: str


class EvidenceField(Struct, frozen=True):
    """One typed value that is recorded with an answer.

    `need` is how many checks must be ticked. `not_author` refuses the author's own account.
    A person who is `not_asked` is not of the role that the step asks.
    `equals_people` compares a count with the people list. A time that `precedes_text` may be before
    the text was accepted, in a step that binds it.
    """

    id: str
    kind: Kind
    label: str
    required: bool = True
    choices: tuple[Choice, ...] = ()
    checks: tuple[Check, ...] = ()
    need: int = 0
    min: int = 0
    max: int = 200
    future: bool = False
    precedes_text: bool = False
    not_author: bool = False
    not_asked: bool = False
    equals_people: bool = False

    def choice(self, choice_id: object) -> Choice | None:
        """Return the choice with this id, or None."""
        # Not `next` of a generator: the gate asks this most often of all.
        for choice in self.choices:
            if choice.id == choice_id:
                return choice
        return None

    @property
    def can_ask_exception(self) -> bool:
        """Return whether one of its choices asks for an exception."""
        return any(choice.effect == "needs-exception" for choice in self.choices)


class AnswerNeed(Struct, frozen=True):
    """Another step's answer that a reason needs. Skipped where the type lacks that step."""

    step: str
    field: str
    choice: str


class Needs(Struct, frozen=True):
    """What must be true for a does-not-apply reason to count."""

    confirmed: str = ""
    nobody_of: tuple[str, ...] = ()
    answer: AnswerNeed | None = None
    empty: Literal["", "text", "media", "platforms", "variants"] = ""
    no_link: bool = False


class Reason(Struct, frozen=True):
    """A listed reason why a step does not apply."""

    id: str
    label: str
    means: str
    verified_by: tuple[Role, ...]
    binds: tuple[Input, ...]
    needs: Needs

    @property
    def proved_by_program(self) -> bool:
        """Return whether the draft itself proves it, so that nobody has to be named."""
        return not self.verified_by


class NotNeededRule(Struct, frozen=True):
    """What makes a step unnecessary, and the reason of that step that is then shown.

    `answer` is a choice of the other step, or the reason for which that one does not apply; without
    one it is confirmed, and nobody is listed whom this step asks. Without a step the draft itself
    proves the reason.
    """

    reason: Reason
    step: str = ""
    answer: str = ""


class Step(Struct, frozen=True, dict=True):
    """One thing to answer, in the words of one incident type."""

    id: str
    section: str
    victim_related: bool
    ask: Role
    short: str
    prompt: str
    why: str
    binds: tuple[Input, ...]
    fields: tuple[EvidenceField, ...]
    per_person: tuple[str, ...] = ()
    must_cover: tuple[str, ...] = ()
    fresh_for: timedelta | None = None
    does_not_apply: tuple[Reason, ...] = ()
    not_needed_if: tuple[NotNeededRule, ...] = ()
    approver_sees_not_done: bool = False
    while_writing: bool = False
    sources: tuple[str, ...] = ()

    @property
    def is_contact(self) -> bool:
        """Return whether the step belongs to a section in which people are told of the post."""
        return self.section in CONTACT_SECTIONS

    @property
    def can_ask_exception(self) -> bool:
        """Return whether a choice in its form asks for an exception."""
        return any(field.can_ask_exception for field in self.fields)

    def field(self, field_id: str) -> EvidenceField | None:
        """Return the evidence field with this id, or None."""
        return next((field for field in self.fields if field.id == field_id), None)

    def reason(self, reason_id: str) -> Reason | None:
        """Return the does-not-apply reason with this id, or None if this type does not list it."""
        return next((reason for reason in self.does_not_apply if reason.id == reason_id), None)


class Section(Struct, frozen=True):
    """A pause point: at most nine steps that belong together."""

    title: str
    steps: tuple[Step, ...]


class Question(Struct, frozen=True):
    """A question about the draft.

    Either a yes suggests a graver incident type, or it adds steps, until a no takes them out.
    `adds` leaves out what the type lists itself: that is always asked.
    """

    id: str
    prompt: str
    binds: tuple[Input, ...]
    suggests: str = ""
    suggests_short: str = ""
    adds: tuple[str, ...] = ()


class FollowUpTime(Struct, frozen=True):
    """Where an answer says when something is due.

    It is in the time `field` of the step, or beside the `choice` of a field that asks for one.
    """

    step: str
    field: str
    choice: str = ""


class FollowUpWhen(Struct, frozen=True):
    """One thing that must be so for something to be owed: one of several is enough.

    Somebody is `listed`, the draft has `media`, the `field` of a step has one of the answers
    `among`, or, without a field, the step is confirmed, or, where it is to be `open`, has no answer
    for somebody whom it asks about.
    """

    step: str = ""
    field: str = ""
    among: tuple[str, ...] = ()
    listed: bool = False
    media: bool = False
    open: bool = False


class FollowUpOutcome(Struct, frozen=True):
    """What can come of a follow-up. It may open another one, or end one that comes back.

    `post` says how the post is then to be changed by another one. `again` is the label of the time
    at which it is due again, where there is one. Where it `tells`, `told` says that somebody was.
    """

    id: str
    label: str
    opens: str = ""
    ends: bool = False
    post: Literal["", How] = ""
    again: str = ""
    told: bool = True


class FollowUpRule(Struct, frozen=True):
    """What is owed after a post of one incident type, by whom, and when.

    It is due so long after the post, at the times that answers name, or, once another follow-up
    opened it, `within` a time; and after the last of these `every` so often until it is ended.
    `named_in` is the field that names who does it, where one does; else `ask` says who can.
    `people` lists everybody who is to be contacted; `tells` asks who told them, how and when;
    `each_post` is done for each post that went out, and where that one is down; `removal` is done
    once every post is. `safety` is never left out for the limit.
    """

    id: str
    owed: str
    ask: Role
    outcomes: tuple[FollowUpOutcome, ...]
    named_in: tuple[str, str] | None = None
    when: tuple[FollowUpWhen, ...] = ()
    after_post: tuple[timedelta, ...] = ()
    due_in: tuple[FollowUpTime, ...] = ()
    within: timedelta | None = None
    every: timedelta | None = None
    people: bool = False
    safety: bool = False
    tells: bool = False
    each_post: bool = False
    removal: bool = False


class ColdRead(Struct, frozen=True):
    """A yes/no question that the post alone answers, and the author's field it is compared with.

    The record says yes where the `field` of the `step` is one of the choices in `yes`.
    """

    id: str
    prompt: str
    step: str
    field: str
    yes: tuple[str, ...]


class PersonClass(Struct, frozen=True):
    """A class of people whom a post affects. `linked` ones stand for somebody else."""

    id: str
    title: str
    letter: str
    contact: str
    means: str
    linked: bool = False


class Platform(Struct, frozen=True):
    """Where a post can go, and how long its text may be there.

    `counts` names the rule by which a text's length is found; `limit_bytes` is a second limit, of
    its UTF-8. Where there is neither a `limit` nor `no_limit`, it is unknown.
    """

    id: str
    title: str
    counts: Counting = "characters"
    limit: int | None = None
    no_limit: bool = False
    limit_bytes: int | None = None
    link_counts_as: int | None = None
    mentions_without_host: bool = False
    checked_on: str = ""
    source: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Return whether it is said when and where the limits were looked up."""
        return bool(self.checked_on and self.source)


class Checklist(Struct, frozen=True, dict=True):
    """The checklist of one incident type.

    `revision` is the digest of everything else in it but the platforms, the follow-ups, and the
    cold read: a corrected limit counts at once, and no answer has to be carried over for it.
    """

    id: str
    title: str
    short: str
    when: str
    urgent: bool
    fresh_for: timedelta
    needs_case_number: bool
    classes: tuple[PersonClass, ...]
    people_need_one_of: tuple[str, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    platforms: tuple[Platform, ...] = ()
    follow_ups: tuple[FollowUpRule, ...] = ()
    most_follow_ups: int = 3
    cold_read: tuple[ColdRead, ...] = ()
    revision: str = ""

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Return every step in walking order."""
        return tuple(step for section in self.sections for step in section.steps)

    @cached_property
    def _by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    def step(self, step_id: str) -> Step | None:
        """Return the step with this id, or None."""
        return self._by_id.get(step_id)

    def added_by(self, question: Question) -> tuple[Step, ...]:
        """Return the steps that a question adds, in walking order."""
        return tuple(step for step in self.steps if step.id in question.adds)

    @cached_property
    def questions_adding(self) -> dict[str, tuple[Question, ...]]:
        """Return the questions that add each added step, by its id."""
        found: dict[str, tuple[Question, ...]] = {}
        for question in self.questions:
            for step_id in question.adds:
                found[step_id] = (*found.get(step_id, ()), question)
        return found

    def person_class(self, class_id: str) -> PersonClass | None:
        """Return the class of people with this id, or None where the type does not offer it."""
        return next((found for found in self.classes if found.id == class_id), None)

    def question(self, question_id: str) -> Question | None:
        """Return the question with this id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)


class Source(Struct, frozen=True):
    """Where a step comes from, and what it rests on it for."""

    id: str
    title: str
    address: str
    cited_for: str
    read: date | None
    unchecked: bool
    """Whether nobody has read the original yet."""


class Offer(Struct, frozen=True):
    """A type that can be started, as lists of types show it. `steps` is how many it has."""

    id: str
    title: str
    short: str
    when: str
    group: str
    urgent: bool
    steps: int
