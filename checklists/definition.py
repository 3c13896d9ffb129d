"""The definition of a checklist: frozen types, as they stand once everything is resolved.

What the TOML files look like is in `definition_file`; how they become these is in `catalog`.
"""

from datetime import timedelta
from functools import cached_property
from typing import Literal

from msgspec import Struct

Kind = Literal["person", "time", "choice", "checks", "count", "note", "reference"]
"""What an evidence field takes. A `person` is an employee or an agency, never a victim."""

Effect = Literal[
    "counts", "blocks", "holds-until", "needs-exception", "excuses", "excuses-needs-another"
]
"""What choosing an answer does to the gate."""

Input = Literal["text", "media", "platforms", "people", "meaning"]
"""What an outcome can be given for; changing it makes the outcome stale."""

CONTACT_SECTION = "Contact before posting"
"""The section whose steps bind the draft's meaning and share a person's excuse."""


class Role(Struct, frozen=True):
    """Who can answer a step."""

    id: str
    label: str


class FollowUp(Struct, frozen=True):
    """The one value that a choice asks for besides itself."""

    kind: Kind
    label: str
    future: bool = False


class Choice(Struct, frozen=True):
    """One answer of a choice set."""

    id: str
    label: str
    effect: Effect = "counts"
    then: FollowUp | None = None


class Check(Struct, frozen=True):
    """One thing to tick."""

    id: str
    label: str


class EvidenceField(Struct, frozen=True):
    """One typed value that is recorded with an answer.

    `need` is how many checks must be ticked. `not_author` refuses the author's own account.
    `equals_people` compares a count with the people list.
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
    not_author: bool = False
    equals_people: bool = False

    def choice(self, choice_id: object) -> Choice | None:
        """The choice with this id, or None."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


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
    empty: Literal["", "text", "media", "platforms"] = ""


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
        """Whether the draft itself proves it, so that nobody has to be named."""
        return not self.verified_by


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
    approver_sees_not_done: bool = False
    sources: tuple[str, ...] = ()

    @property
    def is_contact(self) -> bool:
        """Whether the step belongs to "Contact before posting"."""
        return self.section == CONTACT_SECTION

    def field(self, field_id: str) -> EvidenceField | None:
        """The evidence field with this id, or None."""
        return next((field for field in self.fields if field.id == field_id), None)

    def reason(self, reason_id: str) -> Reason | None:
        """The does-not-apply reason with this id, if the step lists it for this type."""
        return next((reason for reason in self.does_not_apply if reason.id == reason_id), None)


class Section(Struct, frozen=True):
    """A pause point: at most nine steps that belong together."""

    title: str
    steps: tuple[Step, ...]


class Guard(Struct, frozen=True):
    """A question whose yes points at a heavier incident type."""

    id: str
    question: str
    suggests: str
    suggests_short: str
    binds: tuple[Input, ...]


class PersonClass(Struct, frozen=True):
    """A class of people whom a post touches. `linked` ones stand for somebody else."""

    id: str
    title: str
    letter: str
    contact: str
    means: str
    linked: bool = False


class Checklist(Struct, frozen=True, dict=True):
    """The checklist of one incident type. `revision` is the digest of everything else in it."""

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
    guards: tuple[Guard, ...]
    revision: str = ""

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step in walking order."""
        return tuple(step for section in self.sections for step in section.steps)

    @cached_property
    def _by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    def step(self, step_id: str) -> Step | None:
        """The step with this id, or None."""
        return self._by_id.get(step_id)

    def person_class(self, class_id: str) -> PersonClass | None:
        """The class of people with this id, if the type offers it."""
        return next((found for found in self.classes if found.id == class_id), None)

    def guard(self, guard_id: str) -> Guard | None:
        """The guard with this id, or None."""
        return next((guard for guard in self.guards if guard.id == guard_id), None)
