"""The fields of one record: asking for a field, and saving what was typed.

Each value is on disk before the next question. What is wrong with it is shown below it, in the same
words as on the screens.
"""

from collections.abc import Callable

from checklists import changes
from checklists.definitions.model import WORDS, Step
from checklists.errors import Refused
from checklists.session.evidence import FieldProblem, passed_times, problems_in_record
from checklists.session.form import (
    answered_records,
    call_from,
    form_records,
    known_call,
    named_beside,
    prefill,
)
from checklists.session.model import PERSON_KEY, Evidence
from checklists.session.moments import not_before
from tui.prompts.commands import Typed
from tui.prompts.fields import Asked, asked_of_record, only_asked, value_of, with_value
from tui.prompts.session_prompt import SessionPrompt, no_word_here
from tui.wording.marks import CHECKED, CHOSEN
from tui.wording.questions import offer_hint
from tui.wording.session_words import copied_words, no_call_words

_WORDS = "a value; = copies the last answer; - for none"


class Form:
    """The record of a step, for one person if the step asks about each."""

    def __init__(
        self, desk: SessionPrompt, step: Step, person: str, ask: Callable[[str, str], Typed]
    ) -> None:
        self.desk = desk
        self.step = step
        self.person = person
        self._ask = ask
        self.touched = False

    @property
    def record(self) -> Evidence:
        """Return the record on disk: the entered one, or else the confirmed one."""
        begun = form_records(self.desk.session, self.step).get(self.person, {})
        kept = only_asked(self.step, begun)
        return {PERSON_KEY: self.person, **kept} if self.person else kept

    @property
    def fields(self) -> list[Asked]:
        """Return what to ask for the record in its current state."""
        return asked_of_record(self.step, self.record)

    @property
    def _answered(self) -> Evidence | None:
        return answered_records(self.desk.session, self.step).get(self.person)

    def problems(self) -> list[FieldProblem]:
        """Return what keeps the record from being valid, in the order of its fields."""
        record, now = self.record, self.desk.opened.clock()
        found = [
            *problems_in_record(
                self.step,
                record,
                at=now,
                author=self.desk.opened.actor,
                not_before=not_before(self.desk.session, self.step, now),
            ),
            *passed_times(self.step, record, at=now, kept=self._answered),
        ]
        order = [asked.key for asked in self.fields]
        return sorted(
            (problem for problem in found if problem.field in order),
            key=lambda problem: order.index(problem.field),
        )

    def _wrong(self, asked: Asked) -> str:
        return next((p.sentence for p in self.problems() if p.field == asked.key), "")

    def fill(self, asked: Asked) -> bool:
        """Ask for one field; return whether it is valid as it is now."""
        record = self.record
        shown = asked.shown(record, self.desk.opened.clock())
        self._say_options(asked, record)
        if shown and asked.kind != "checks":
            beside = f" [{shown}]"
        else:
            hint = self._offer(asked) or asked.hint
            beside = f" ({hint})" if hint else ""
        found = self._ask(f"{asked.label}{beside}:", _WORDS)
        if found.text:
            return self.put(asked, found)
        wrong = self._wrong(asked)
        if wrong:
            self.desk.say(f"! {wrong}")
        return not wrong

    def _offer(self, asked: Asked) -> str:
        """Return how the proposed name is taken, where there is one."""
        offers = self.desk.opened.offers(self.step)
        name = offers.get(asked.key) if asked.kind == "person" else None
        return offer_hint("=", str(name)) if name else ""

    def _say_options(self, asked: Asked, record: Evidence) -> None:
        value = record.get(asked.key)
        for number, choice in enumerate(asked.choices, start=1):
            self.desk.say(f"{number} {choice.label}{CHOSEN if choice.id == value else ''}")
        ticked = value if isinstance(value, list) else []
        for number, check in enumerate(asked.checks, start=1):
            self.desk.say(f"{number} {check.label}{CHECKED if check.id in ticked else ''}")

    def put(self, asked: Asked, found: Typed) -> bool:
        """Save what was typed; return whether the field is valid with it."""
        if (found.is_yes or found.is_no) and asked.kind in WORDS:
            self.desk.say(no_word_here(asked.label))
            return False
        if asked.kind == "person" and found.text != "=":
            names = self.desk.opened.names_for(self.step.ask)
            beside = named_beside(self.step, self.record, asked.key)
            taken = self.desk.completed(found, tuple(dict.fromkeys([*beside, *names])))
            if taken is None:
                return False
            found = taken
        try:
            changed = self._changed(asked, found)
        except Refused as problem:
            self.desk.say(f"! {problem.message} {problem.what_to_do}")
            return False
        if changed is None:
            self.desk.say(f"! {no_call_words(self._call(), self.step)}")
            return False
        if not self._keep(changed):
            return False
        if found.text == "=" and not found.literal and asked.key in changed:
            self.desk.say(self._copied({asked.key: changed[asked.key]}))
        wrong = self._wrong(asked)
        if wrong and asked.key in changed:
            self.desk.say(f"! {wrong}")
            return False
        return True

    def _changed(self, asked: Asked, found: Typed) -> Evidence | None:
        """Return the record with what was typed; None if `=` finds no earlier answer."""
        record, step = self.record, self.step
        if found.text == "-" and not found.literal:
            return with_value(step, record, asked, None)
        if found.text == "=" and not found.literal:
            known = {**prefill(step, self._call()), **self.desk.opened.offers(step)}
            value = known.get(asked.key)
            return None if value is None else with_value(step, record, asked, value)
        value = value_of(asked, found, record.get(asked.key), self.desk.opened.clock())
        return with_value(step, record, asked, value)

    def _copied(self, values: Evidence) -> str:
        """Return what was filled in, and from which call."""
        desk = self.desk
        source = call_from(desk.session, desk.checklist, self.step, self.person)
        return copied_words(source, self.step, values, desk.opened.clock())

    def _call(self) -> dict[str, object]:
        desk = self.desk
        now = desk.opened.clock()
        return known_call(desk.session, desk.checklist, self.step, now, self.person)

    def _keep(self, record: Evidence) -> bool:
        """Save what was entered; return whether it is on disk.

        This confirms nothing. It makes sure that a dropped connection loses nothing that was
        entered.
        """
        self.touched = True
        return self.desk.save(changes.enter, self.step.id, record)
