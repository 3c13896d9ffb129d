"""One step at the prompts: its question, the fields of its record, and confirmation.

The next question follows from what is on disk, so that an interrupted walk resumes at the field
where it was.
"""

from checklists import changes
from checklists.changes import EvidenceRefused
from checklists.definitions.model import Step
from checklists.gate.step_states import place_of, waits
from checklists.session.evidence import outcome_of
from checklists.session.form import (
    Attestation,
    answered_records,
    attestation,
    people_left,
    people_to_ask,
    person_to_fill,
)
from checklists.session.model import PERSON_KEY, Evidence
from tui.prompts.commands import Back, Skip, Typed, number_in
from tui.prompts.form import Form
from tui.prompts.session_prompt import SessionPrompt
from tui.wording.finding_words import card_lines
from tui.wording.marks import STEP_WORDS
from tui.wording.questions import TYPE_OTHER, or_else
from tui.wording.session_words import (
    NOBODY_LEFT,
    WHY_HINT,
    kind_words,
    state_line,
    supervisor_lines,
    why_lines,
)
from tui.wording.state_note_words import notes_hint
from tui.wording.words import OUTCOME_WORDS, attested, people_lines, person_words, record_lines


def visit_step(desk: SessionPrompt, step: Step) -> None:
    """Ask for what the step still needs, until it is confirmed for everyone it asks about."""
    StepTalk(desk, step).run()


class StepTalk:
    """One step at the prompts."""

    def __init__(self, desk: SessionPrompt, step: Step) -> None:
        self.desk = desk
        self.step = step
        self.together: tuple[str, ...] = ()
        self.settled = False
        self.wanted = ""

    def run(self) -> None:
        """Ask from the first missing field to the last record."""
        self._say_head()
        if self.desk.only_shown:
            self._show_only()
        while True:
            labels = self._labels()
            if self.step.per_person and not labels:
                if self._nobody_to_ask():
                    return
                continue
            label = person_to_fill(self.desk.session, self.desk.checklist, self.step, self.wanted)
            self.wanted = ""
            self._answer_record(label)
            if not self.wanted and not self._left():
                return

    # Display

    def _why(self, with_sources: bool) -> list[str]:  # noqa: FBT001 (its one meaning is its name)
        sources = self.desk.catalog.sources
        lines = why_lines(self.desk.opened, self.step, sources, with_sources=with_sources)
        return [self.step.prompt, *(line for line in lines if line)]

    def _ask(self, prompt: str, words: str = "", *, anew: bool = False) -> Typed:
        return self.desk.ask(prompt, why=self._why, words=words, anew=anew)

    def _say_head(self) -> None:
        desk, step = self.desk, self.step
        section, number, of = place_of(desk.checklist, step.id)
        state = desk.opened.states()[step.id]
        self.settled = not waits(state) and not desk.session.entered_in(step.id)
        why = f"{WHY_HINT}{notes_hint(desk.opened, step.id)}"
        desk.say(
            f"{number} of {of}. {section}: {step.short}",
            f"{kind_words(step)} {STEP_WORDS[state]}. ask: {step.ask.label}. {why}",
            step.prompt,
        )
        if waits(state):
            desk.say(*filter(None, [or_else(step, TYPE_OTHER)]))
        how = state_line(desk.opened, desk.checklist, step, state)
        if how:
            desk.say(how)
        desk.say(*card_lines(desk.opened, step))
        desk.say(*supervisor_lines(desk.opened, step))
        if step.per_person:
            label = person_to_fill(desk.session, desk.checklist, step, self.wanted)
            people = people_lines(desk.session, desk.checklist, step, desk.opened.clock(), label)
            desk.say(*(line for _, line in people))

    def _show_only(self) -> None:
        now = self.desk.opened.clock()
        answer = self.desk.session.answer(self.step.id)
        for record in answer.evidence if answer else ():
            label = str(record.get(PERSON_KEY, ""))
            lines = record_lines(self.step, record, now)
            self.desk.say(*([label] if label else []))
            self.desk.say(*(f"{name}: {value}" for name, value in lines if value))
        while True:
            self.desk.say(self.desk.status_line())
            if not self._ask("list, go, or skip:").text:
                raise Skip

    def _nobody_to_ask(self) -> bool:
        """Handle a step with nobody to ask about; return whether it was confirmed.

        If other steps excuse everyone, yes confirms that. If nobody is listed, the step stays open.
        """
        form = Form(self.desk, self.step, "", self._ask)
        if self._attestation(form).missing:
            self._ask("people, other, or skip:")
            return False
        if self.settled:
            self._ask("Already saved; Enter:")
            return True
        self.desk.say(f"Confirm: {NOBODY_LEFT}")
        if self._ask("Type yes, or skip:", "yes", anew=True).is_yes:
            return self._attest(form, ()) is None
        self.desk.say("! That does not confirm it.")
        return False

    # The records

    def _labels(self) -> tuple[str, ...]:
        if not self.step.per_person:
            return ()
        return people_to_ask(self.desk.session, self.desk.checklist, self.step)

    def _left(self) -> tuple[str, ...]:
        if not self.step.per_person:
            return ()
        return people_left(self.desk.session, self.desk.checklist, self.step)

    def _attestation(self, form: Form) -> Attestation:
        """Return what confirming would attest, and what is still missing."""
        return attestation(
            self.desk.session,
            self.desk.checklist,
            self.step,
            form.record,
            at=self.desk.opened.clock(),
            author=self.desk.opened.actor,
            together=self.together,
        )

    def _answer_record(self, label: str) -> None:
        """Ask for what a record lacks, field by field, then for confirmation."""
        form = Form(self.desk, self.step, label, self._ask)
        self.together = ()
        person = self.desk.session.person(label)
        if person is not None and len(self._labels()) > 1:
            self.desk.say(person_words(person, self.desk.checklist))
        at = ""
        while True:
            missing = form.problems()
            at = at or (missing[0].field if missing else "")
            asked = next((found for found in form.fields if found.key == at), None)
            try:
                if asked is not None:
                    at = "" if form.fill(asked) else at
                    continue
                next_field = self._confirm(form)
                if next_field is None:
                    return
                at = next_field
            except Back:
                keys = [found.key for found in form.fields]
                place = keys.index(at) if at in keys else len(keys)
                if place == 0:
                    raise
                at = keys[place - 1]

    # Confirming

    def _confirm(self, form: Form) -> str | None:
        """Show what is attested and wait for yes; return the field to ask next.

        Returns an empty string to ask this question again, and None to leave the record.
        """
        desk, records = self.desk, self._attestation(form).records
        settled = self.settled and not form.touched
        others = tuple(label for label in self._left() if label != form.person)
        before = tuple(answered_records(desk.session, self.step).values())
        desk.say(f"Confirm: {attested(self.step, records, desk.opened.clock(), before)}")
        outcome = outcome_of(self.step, records)
        if outcome != "confirmed":
            desk.say(f"It is recorded as: {OUTCOME_WORDS[outcome]}.")
        if others and not self.together:
            desk.say(f"= records the same for {', '.join(others)}.")
        empty = [
            f"{number} {asked.label}"
            for number, asked in enumerate(form.fields, start=1)
            if asked.key not in form.record
        ]
        beside = f" ({', '.join(empty)}: empty)" if empty else ""
        verb = "Already saved; Enter" if settled else "Type yes"
        found = self._ask(
            f"{verb}, or a field's number{beside}:",
            "yes; a field's number, or number and value; a label such as K2 for that record",
            anew=not settled,
        )
        if settled and not found.text:
            return None
        if found.is_yes and not settled:
            return self._attest(form, records)
        if found.text == "=" and others:
            self.together = others
            return ""
        if found.text.upper() in self._labels():
            self.wanted = found.text.upper()
            return None
        return self._change_field(form, found)

    def _change_field(self, form: Form, found: Typed) -> str:
        """Return the second field, to be asked again, for `2`; set it for `2 02:05`.

        Returns an empty string once it is set, and for a line that is neither.
        """
        word, _, value = found.text.partition(" ")
        number = number_in(word, len(form.fields))
        if number:
            asked = form.fields[number - 1]
            if value.strip() and form.put(asked, Typed(value.strip())):
                return ""
            return asked.key
        self.desk.say("! That does not confirm it.")
        return ""

    def _attest(self, form: Form, records: tuple[Evidence, ...]) -> str | None:
        desk, step = self.desk, self.step
        problem = desk.attempt(changes.confirm, step.id, records)
        if problem is None:
            desk.say(saved_words(desk, step))
            return None
        if not isinstance(problem, EvidenceRefused):
            desk.tell(problem)
            return ""
        for found in problem.problems:
            desk.say(f"! {found.person + ': ' if found.person else ''}{found.sentence}")
        here = [p.field for p in problem.problems if p.person in ("", form.person)]
        return here[0] if here else ""


def saved_words(desk: SessionPrompt, step: Step) -> str:
    """Return that an answer is on disk, and the state of its step with it."""
    state = desk.opened.states()[step.id]
    line = state_line(desk.opened, desk.checklist, step, state)
    how = line if line and state in ("open", "stale", "held") else STEP_WORDS[state]
    return f"Saved {desk.session.updated_at:%H:%M}. {step.short}: {how}"
