"""A second opinion on the gate: what is missing in a session, said plainly and slowly.

It shares no code with the gate, the digests or the contacts: it compares values where they compare
digests, with what a witness wrote down when each answer was given. Where the two disagree, one of
them is wrong.
"""

from datetime import datetime
from typing import Any

from checklists.definition import Checklist, EvidenceField, Step
from checklists.session import Session


class Witness:
    """What somebody beside the author would have noted: what each answer was given for, and which
    requests for an exception a supervisor granted."""

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, Any]] = {}
        self.guards: dict[str, dict[str, Any]] = {}
        self.words: list[tuple[datetime, str, Any, bool]] = []

    def saw_answer(self, session: Session, step_id: str) -> None:
        """An answer was given, for what the session holds now."""
        self.answers[step_id] = ground(session)

    def saw_guard(self, session: Session, guard_id: str) -> None:
        """A wrong-type question was answered."""
        self.guards[guard_id] = ground(session)

    def saw_word(self, session: Session, step_id: str, now: datetime, *, grant: bool) -> None:
        """A supervisor granted or refused exactly the request that stands now."""
        self.words.append((now, step_id, session.answer(step_id), grant))

    def granted(self, step_id: str, answer: Any) -> bool:
        """Whether the newest word on exactly this request is a grant; of one second, a no wins."""
        words = [w for w in self.words if w[1] == step_id and w[2] == answer]
        newest = max((at for at, *_ in words), default=None)
        return bool(words) and all(grant for at, _, _, grant in words if at == newest)


def ground(session: Session) -> dict[str, Any]:
    """Everything that an answer can be given for, as plain values."""
    draft = session.draft
    return {
        "text": (draft.text, dict(draft.variants)),
        "media": [(m.label, m.kind, m.description, m.sha256) for m in draft.media],
        "platforms": set(draft.platforms),
        "people": [
            (p.label, p.person_class, p.stands_for, p.removed, p.removed_because)
            for p in session.people
        ],
        "meaning": draft.meaning,
    }


def what_is_missing(
    session: Session, checklist: Checklist, witness: Witness, now: datetime
) -> dict[str, list[str]]:
    """Everything that keeps the post from being ready, in plain words, by the place that misses it:
    a step, a wrong-type question, or a part of the post."""
    missing = {
        **post_misses(session, checklist),
        **guards_miss(session, checklist, witness),
        **{
            step.id: step_misses(session, checklist, step, witness, now) for step in checklist.steps
        },
    }
    return {place: what for place, what in missing.items() if what}


def post_misses(session: Session, checklist: Checklist) -> dict[str, list[str]]:
    """What the file and the post themselves miss."""
    wanted = checklist.people_need_one_of
    about = [p for p in session.people if not p.removed and p.person_class in wanted]
    return {
        "file": [] if session.sealed else ["the program's own seal"],
        "checklist": []
        if session.checklist_revision == checklist.revision
        else ["answers to the checklist of today"],
        "case number": ["one"] if checklist.needs_case_number and session.case_number == "" else [],
        "text": ["something to post"] if session.draft.text.strip() == "" else [],
        "typed text": ["a yes or no"] if session.draft.typed is not None else [],
        "platforms": ["one"] if len(session.draft.platforms) == 0 else [],
        "people": ["somebody whom it is about"] if wanted and not about else [],
    }


def guards_miss(session: Session, checklist: Checklist, witness: Witness) -> dict[str, list[str]]:
    """Which wrong-type questions are not settled for the draft of now."""
    missing: dict[str, list[str]] = {}
    for guard in checklist.guards:
        answers = [found for found in session.guards if found.id == guard.id]
        if len(answers) != 1:
            missing[guard.id] = ["one answer"]
        elif answers[0].yes and answers[0].reason.strip() == "":
            missing[guard.id] = ["a reason"]
        elif differs(witness.guards[guard.id], session, guard.binds):
            missing[guard.id] = ["an answer for the draft of now"]
    return missing


def differs(then: dict[str, Any], session: Session, inputs: tuple[str, ...]) -> bool:
    """Whether one of the inputs is no longer what it was."""
    today = ground(session)
    return any(then[name] != today[name] for name in inputs)


def step_misses(
    session: Session, checklist: Checklist, step: Step, witness: Witness, now: datetime
) -> list[str]:
    """What one step still misses."""
    answer = session.answer(step.id)
    if answer is None:
        return ["an answer"]
    missing = []
    if differs(witness.answers[step.id], session, step.binds):
        missing.append("an answer for what is there now")
    if out_of_date(step, answer, now):
        missing.append("a fresh answer")
    if answer.outcome == "does-not-apply":
        return missing + reason_misses(session, checklist, step, answer, witness, now)
    granted = witness.granted(step.id, answer)
    if not answer.evidence and answer.outcome in ("not-done", "exception"):
        settled = granted if answer.outcome == "exception" else not step.victim_related
        return missing + ([] if settled else [f"more than {answer.outcome}"])
    for record in answer.evidence:
        missing += record_misses(step, record)
        missing += effects_miss(step, record, now)
        if "needs-exception" in effects(step, record) and not (
            granted or granted_elsewhere(session, checklist, step, record, witness)
        ):
            missing.append("a supervisor's grant")
    if step.per_person:
        return missing + people_miss(session, checklist, step, answer)
    return missing + one_record_misses(session, step, answer)


def one_record_misses(session: Session, step: Step, answer: Any) -> list[str]:
    """What a step that is asked once misses."""
    if len(answer.evidence) != 1:
        return ["one record"]
    listed = [person for person in session.people if not person.removed]
    counts = [f.id for f in step.fields if f.equals_people]
    return ["the right count" for n in counts if answer.evidence[0].get(n) != len(listed)]


def effects_miss(step: Step, record: dict[str, Any], now: datetime) -> list[str]:
    """What an answer's own effect on the gate asks for."""
    missing = []
    for field in step.fields:
        choice = field.choice(record.get(field.id))
        effect = choice.effect if choice is not None else "counts"
        if effect == "blocks":
            missing.append("another decision")
        if effect == "holds-until" and record[field.id + "-detail"] > now:
            missing.append("that the hold is over")
    return missing


def out_of_date(step: Step, answer: Any, now: datetime) -> bool:
    """Whether the oldest fact of an answer is too old for the step, or from a time to come."""
    if step.fresh_for is None:
        return False
    ages = [now - answer.at]
    for record in answer.evidence:
        times = [f.id for f in step.fields if f.kind == "time" and not f.future]
        ages += [now - record[name] for name in times if name in record]
    return now < answer.at or max(ages) > step.fresh_for


def reason_misses(
    session: Session,
    checklist: Checklist,
    step: Step,
    answer: Any,
    witness: Witness,
    now: datetime,
) -> list[str]:
    """What a does-not-apply still misses."""
    reasons = {found.id: found for found in step.does_not_apply}
    if answer.reason not in reasons:
        return ["a listed reason"]
    reason = reasons[answer.reason]
    missing = [
        f"that {person.label} is not listed"
        for person in session.people
        if not person.removed and person.person_class in reason.needs.nobody_of
    ]
    if reason.verified_by and answer.verified_by.strip().lower() in ("", "mruiz", "me"):
        missing.append("who verified it")
    if differs(witness.answers[step.id], session, reason.binds):
        missing.append("a reason for what is there now")
    if reason.needs.empty == "media" and len(session.draft.media) > 0:
        missing.append("that there is no media")
    missing += confirmed_misses(session, checklist, reason.needs.confirmed, witness, now)
    wanted = reason.needs.answer
    if wanted is not None and checklist.step(wanted.step) is not None:
        other = confirmed_misses(session, checklist, wanted.step, witness, now)
        found = session.answer(wanted.step)
        if not other and found.evidence[0].get(wanted.field) != wanted.choice:
            other.append(f"{wanted.step} answered {wanted.choice}")
        missing += other
    return missing


def confirmed_misses(
    session: Session, checklist: Checklist, step_id: str, witness: Witness, now: datetime
) -> list[str]:
    """What another step misses to count as confirmed; nothing where the type lacks that step."""
    step = checklist.step(step_id)
    if step is None:
        return []
    found = session.answer(step_id)
    if found is None or found.outcome != "confirmed":
        return [f"{step_id} confirmed"]
    if differs(witness.answers[step_id], session, step.binds) or out_of_date(step, found, now):
        return [f"{step_id} confirmed again"]
    return []


def record_misses(step: Step, record: dict[str, Any]) -> list[str]:
    """Required values that are not there or are not what the field takes."""
    return [
        f"a {field.kind} in {field.id}"
        for field in step.fields
        if not (holds(field, record.get(field.id)) and detail_holds(field, record))
    ]


def holds(field: EvidenceField, value: Any) -> bool:
    """Whether a value is what a field takes."""
    if value is None:
        return not field.required or (field.kind == "checks" and field.need == 0)
    if field.kind == "choice":
        return value in [choice.id for choice in field.choices]
    if field.kind == "checks":
        known = [check.id for check in field.checks]
        return len([item for item in known if item in value]) >= field.need
    if field.kind == "person":
        return bool(value.strip()) and not (field.not_author and "mruiz" in value.lower())
    if field.kind == "time":
        return value.tzinfo is not None
    if field.kind == "count":
        return field.min <= value <= 9999
    return len(value.strip()) > 0 and len(value) <= 200


def detail_holds(field: EvidenceField, record: dict[str, Any]) -> bool:
    """Whether what a choice asks for besides itself is there."""
    choice = field.choice(record.get(field.id))
    return choice is None or choice.then is None or bool(record.get(field.id + "-detail"))


def people_miss(session: Session, checklist: Checklist, step: Step, answer: Any) -> list[str]:
    """Whom a step with a record for each person still misses."""
    listed = [person for person in session.people if not person.removed]
    whom = [person for person in listed if person.person_class in step.per_person]
    asked = [record["person"] for record in answer.evidence]
    excused = excused_in_other_contacts(session, checklist, step)
    kin_of = {p.stands_for for p in listed if p.person_class == "next-of-kin"}
    return [
        *([] if whom else ["anybody to ask"]),
        *(
            f"a record for {person.label}"
            for person in whom
            if person.label not in asked and person.label not in excused
        ),
        *(
            f"a next of kin for {person.label}"
            for person in listed
            if person.person_class in step.must_cover and person.label not in kin_of
        ),
        *(
            f"another one told instead of {record['person']}"
            for record in answer.evidence
            if "excuses-needs-another" in effects(step, record)
            and not another_was_told(step, answer, listed, record["person"])
        ),
    ]


def another_was_told(step: Step, answer: Any, listed: list[Any], label: str) -> bool:
    """Whether another listed next of kin of the same person was told."""
    rows = {person.label: person for person in listed}
    if label not in rows:
        return True
    for record in answer.evidence:
        row = rows.get(record["person"])
        if row is None or row.label == label or row.person_class != "next-of-kin":
            continue
        if row.stands_for == rows[label].stands_for and effects(step, record) == {"counts"}:
            return True
    return False


def effects(step: Step, record: dict[str, Any]) -> set[str]:
    """The effects of the choices of a record."""
    found = (field.choice(record.get(field.id)) for field in step.fields if field.choices)
    return {choice.effect for choice in found if choice is not None}


def excused_in_other_contacts(session: Session, checklist: Checklist, step: Step) -> set[str]:
    """Whom another step of the contact section excuses from this one."""
    excused: set[str] = set()
    if step.section != "Contact before posting":
        return excused
    for other in checklist.steps:
        answer = session.answer(other.id)
        if other.id == step.id or other.section != step.section or answer is None:
            continue
        for record in answer.evidence:
            if effects(other, record) & {"excuses", "excuses-needs-another"}:
                excused.add(record.get("person", ""))
    return excused


def granted_elsewhere(
    session: Session, checklist: Checklist, step: Step, record: dict[str, Any], witness: Witness
) -> bool:
    """Whether the same person's request was granted in another step of the contact section."""
    if step.section != "Contact before posting" or "person" not in record:
        return False
    for other in checklist.steps:
        answer = session.answer(other.id)
        if other.section != step.section or answer is None or not witness.granted(other.id, answer):
            continue
        if differs(witness.answers[other.id], session, other.binds):
            continue
        for found in answer.evidence:
            if found.get("person") == record["person"] and "needs-exception" in effects(
                other, found
            ):
                return True
    return False
