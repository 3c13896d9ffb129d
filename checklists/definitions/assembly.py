"""Converts the shapes of the definition files to the frozen types that the program works with."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from checklists.definitions.added_steps import listed_in
from checklists.definitions.model import (
    CONTACT_SECTIONS,
    COVERS,
    FAMILY_TOLD,
    AnswerNeed,
    Check,
    Checklist,
    Choice,
    ColdRead,
    EvidenceField,
    FollowUp,
    FollowUpOutcome,
    FollowUpRule,
    FollowUpTime,
    FollowUpWhen,
    Input,
    Needs,
    NotNeededRule,
    PersonClass,
    Platform,
    Question,
    Reason,
    Role,
    Section,
    Step,
)
from checklists.definitions.overrides import step_id_of
from checklists.definitions.schema import (
    EvidenceShape,
    FollowUpRuleShape,
    IncidentShape,
    PersonClassShape,
    ReasonShape,
    StepShape,
    StepUseShape,
    span,
)
from checklists.digests import digest_of


class Assembly:
    """Builds checklists from shapes whose references all resolve."""

    def __init__(self, shapes: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep `shapes`, which has every shape by its kind and id."""
        self._shapes = shapes

    def checklist(self, incident: IncidentShape, always: Iterable[str] = ()) -> Checklist:
        """Return the checklist of one type, with the digest of its content.

        The sections of `incident` have the steps that are added, too; those in `always` no question
        takes out.
        """
        listed = listed_in(self._shapes["type"][incident.id]) | set(always)
        found = Checklist(
            id=incident.id,
            title=incident.title,
            short=incident.short,
            when=incident.when,
            urgent=incident.urgent,
            fresh_for=span(incident.fresh_for) or timedelta(0),
            needs_case_number=incident.case_number,
            classes=tuple(self._person_class(name) for name in incident.people),
            people_need_one_of=incident.people_need_one_of,
            sections=_with_covers(
                tuple(
                    Section(
                        section.title,
                        tuple(self._step(incident.id, use, section.title) for use in section.steps),
                    )
                    for section in incident.section
                )
            ),
            questions=tuple(
                Question(
                    id=question.id,
                    prompt=question.prompt,
                    binds=question.binds,
                    suggests=question.suggests,
                    suggests_short=self._short_of(question.suggests) if question.suggests else "",
                    adds=tuple(name for name in question.adds if name not in listed),
                )
                for question in self._shapes["question"].values()
                if incident.id in question.applies_to
            ),
        )
        digested = to_builtins(found)
        for name in ("platforms", "follow_ups", "most_follow_ups", "cold_read"):
            del digested[name]
        return replace(
            found,
            revision=digest_of(digested),
            platforms=self.platforms,
            follow_ups=tuple(self._follow_ups(found)),
            most_follow_ups=incident.most_follow_ups,
            cold_read=tuple(
                ColdRead(one.id, one.prompt, one.step, one.field, one.yes)
                for one in incident.cold_read
            ),
        )

    def _follow_ups(self, checklist: Checklist) -> Iterator[FollowUpRule]:
        """Yield what can be owed after a post of a type, as far as its steps can say so."""
        for found in self._shapes["follow_up"].values():
            if checklist.id not in found.types:
                continue
            when = tuple(
                FollowUpWhen(one.step, one.field, one.among, one.listed, one.media, one.open)
                for one in found.when
                if self._offered(checklist.id, one.types)
                and (not one.step or checklist.step(one.step) is not None)
            )
            due_in = tuple(
                FollowUpTime(one.step, one.field, one.choice)
                for one in found.due_in
                if checklist.step(one.step) is not None
            )
            if (when or not found.when) and (due_in or not found.due_in):
                yield self._follow_up(found, when, due_in)

    def _follow_up(
        self,
        found: FollowUpRuleShape,
        when: tuple[FollowUpWhen, ...],
        due_in: tuple[FollowUpTime, ...],
    ) -> FollowUpRule:
        named = found.named_in
        return FollowUpRule(
            id=found.id,
            owed=found.owed,
            ask=self._role(found.ask),
            outcomes=tuple(
                FollowUpOutcome(
                    one.id, one.label, one.opens, one.ends, one.post, one.again, one.told
                )
                for one in found.outcome
            ),
            named_in=(named.step, named.field) if named is not None else None,
            when=when,
            after_post=tuple(span(text) or timedelta(0) for text in found.after_post),
            due_in=due_in,
            within=span(found.within),
            every=span(found.every),
            people=found.people,
            safety=found.safety,
            tells=found.tells,
            each_post=found.each_post,
            removal=found.removal,
        )

    @cached_property
    def platforms(self) -> tuple[Platform, ...]:
        """Return the platforms that a post can go to."""
        return tuple(
            Platform(
                id=found.id,
                title=found.title,
                counts=found.counts,
                limit=found.limit,
                no_limit=found.no_limit,
                limit_bytes=found.limit_bytes,
                link_counts_as=found.link_counts_as,
                mentions_without_host=found.mentions_without_host,
                checked_on=found.checked_on.isoformat() if found.checked_on else "",
                source=found.source,
            )
            for found in self._shapes["platform"].values()
        )

    def _short_of(self, type_id: str) -> str:
        found = self._shapes["type"].get(type_id)
        return found.short if found else type_id

    def _person_class(self, class_id: str) -> PersonClass:
        found: PersonClassShape = self._shapes["class"][class_id]
        return PersonClass(
            found.id, found.title, found.letter, found.contact, found.means, found.linked
        )

    def _role(self, role_id: str) -> Role:
        return Role(role_id, self._shapes["role"][role_id].label)

    def _step(self, type_id: str, use: object, section: str) -> Step:
        step: StepShape = self._shapes["step"][step_id_of(use)]
        own = StepUseShape(**use) if isinstance(use, dict) else StepUseShape(id=step.id)
        binds: set[Input] = set(own.binds or step.binds) | (
            {"meaning"} if section in CONTACT_SECTIONS else set()
        )
        reasons = tuple(
            self._reason(name, step)
            for name in step.does_not_apply
            if self._offered(type_id, self._shapes["reason"][name].types)
        )
        return Step(
            id=step.id,
            section=section,
            victim_related=step.victim_related or own.victim_related,
            ask=self._role(own.ask or step.ask),
            short=step.short,
            prompt=own.prompt or step.prompt,
            why=own.why or step.why,
            binds=tuple(sorted(binds)),
            fields=tuple(self._field(type_id, found) for found in step.evidence),
            per_person=step.per_person,
            must_cover=step.must_cover,
            fresh_for=span(own.fresh_for or step.fresh_for),
            does_not_apply=reasons,
            not_needed_if=tuple(
                NotNeededRule(reason, rule.step, rule.answer)
                for rule in step.not_needed_if
                if self._offered(type_id, rule.types)
                for reason in reasons
                if reason.id == rule.reason
            ),
            approver_sees_not_done=step.approver_sees_not_done,
            while_writing=step.while_writing,
            sources=step.sources,
        )

    @staticmethod
    def _offered(type_id: str, types: tuple[str, ...]) -> bool:
        return not types or type_id in types

    def _field(self, type_id: str, found: EvidenceShape) -> EvidenceField:
        choices: tuple[Choice, ...] = ()
        if found.choices:
            choices = tuple(
                Choice(
                    choice.id,
                    choice.label,
                    choice.effect,
                    FollowUp(choice.then.kind, choice.then.label, choice.then.future)
                    if choice.then
                    else None,
                    choice.waive,
                )
                for choice in self._shapes["set"][found.choices].choice
                if self._offered(type_id, choice.types)
            )
        return EvidenceField(
            id=found.id,
            kind=found.kind,
            label=found.label,
            required=found.required,
            choices=choices,
            checks=tuple(Check(check.id, check.label) for check in found.checks),
            need=len(found.checks) if found.need == "all" else found.need,
            min=found.min,
            max=found.max,
            future=found.future,
            precedes_text=found.precedes_text,
            not_author=found.not_author,
            not_asked=found.not_asked,
            equals_people=found.equals == "people",
        )

    def _reason(self, name: str, step: StepShape) -> Reason:
        found: ReasonShape = self._shapes["reason"][name]
        needs = found.needs
        return Reason(
            id=found.id,
            label=found.label,
            means=found.means,
            verified_by=tuple(self._role(r) for r in found.verified_by if r != "program"),
            binds=found.binds,
            needs=Needs(
                confirmed=needs.confirmed,
                nobody_of=step.per_person if needs.nobody_of == "step" else tuple(needs.nobody_of),
                answer=AnswerNeed(needs.answer.step, needs.answer.field, needs.answer.choice)
                if needs.answer
                else None,
                empty=needs.draft_empty,
                no_link=needs.no_link,
            ),
        )


def _with_covers(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return the sections with a field in each contact step that an exception can be asked in.

    It names the type's other contact steps that ask each person: one request covers them too, but
    none of "Family told" from below it: whoever was not asked what they think may still not know.
    It comes right after the choice that asks: below the other fields it would be out of sight.
    """
    contacts = [
        step
        for section in sections
        for step in section.steps
        if step.is_contact and step.per_person and step.can_ask_exception
    ]

    def with_covers(step: Step) -> Step:
        if step not in contacts:
            return step
        below = contacts[contacts.index(step) + 1 :]
        others = tuple(
            Check(other.id, other.short)
            for other in contacts
            if other in below or (other is not step and other.section != FAMILY_TOLD)
        )
        if not others:
            return step
        field = EvidenceField(COVERS, "checks", "Also covers", required=False, checks=others)
        after = 1 + next(at for at, asked in enumerate(step.fields) if asked.can_ask_exception)
        return replace(step, fields=(*step.fields[:after], field, *step.fields[after:]))

    return tuple(Section(s.title, tuple(with_covers(step) for step in s.steps)) for s in sections)
