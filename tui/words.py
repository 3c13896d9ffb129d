"""Every sentence that is made from a session, for the screens and for plain text alike.

Whatever comes out of a file or a keyboard goes through `show_text` here, so that no caller can
forget it.
"""

from datetime import datetime

from checklists.clean_text import show_text
from checklists.contacts import listed_for, record_for, uncovered
from checklists.definition import Checklist, Choice, EvidenceField, Step
from checklists.digests import short_digest
from checklists.entered_time import show_time
from checklists.evidence import chosen, detail_key
from checklists.gate import Blocker
from checklists.platforms import Length
from checklists.review import Review
from checklists.session import Answer, Evidence, Person, Session, Value
from checklists.standing import Standing
from checklists.step_states import excused_people
from tui.list_words import case_number_words

OUTCOME_WORDS = {
    "confirmed": "Confirmed",
    "does-not-apply": "Does not apply",
    "not-done": "Not done",
    "exception": "Exception asked for",
}

DID_WORDS = {
    "started": "started",
    "case-number": "changed the case number",
    "guard": "answered a wrong-type question",
    "draft": "accepted the draft",
    "media-added": "added media",
    "media-removed": "took media out",
    "platforms": "chose platforms",
    "person-added": "listed a person",
    "person-linked": "corrected for whom a person stands",
    "person-removed": "took a person off the list",
    "person-reclassified": "changed a person's class",
    "confirmed": "confirmed",
    "does-not-apply": "does not apply",
    "not-done": "not done",
    "exception": "asked for an exception",
    "checklist-carried": "carried answers to the changed checklist",
    "hand-edit-taken-over": "took over a file that was edited by hand",
    "marked-ready": "marked ready",
    "posted": "recorded as posted",
    "continued": "continues a session",
    "carried": "carried an answer over",
    "withdrawn": "withdrew the session",
}


VERDICT_WORDS = {
    "approved": "approved",
    "returned": "returned",
    "exception-granted": "granted the exception",
    "exception-refused": "refused the exception",
    "noted": "noted",
}

VERDICT_DOES = {
    "approved": "approves exactly this",
    "returned": "returns it",
    "exception-granted": "grants it",
    "exception-refused": "refuses it",
    "noted": "leaves the note",
}
"""What the key does that gives a verdict."""


def comment_words(comment: str) -> str:
    """A supervisor's comment where there is one line for it: its lines one after another."""
    return show_text(" ".join(comment.split("\n")))


def verdict_lines(review: Review, checklist: Checklist) -> list[str]:
    """One review, and its comments on steps, a line each."""
    step = checklist.step(review.step) if review.step else None
    where = f" on {step.short}" if step else ""
    said = f": {comment_words(review.comment)}" if review.comment else ""
    lines = [f"{show_text(review.by)} {VERDICT_WORDS[review.verdict]}{where}{said}"]
    for comment in review.comments:
        about = checklist.step(comment.step)
        short = about.short if about else show_text(comment.step)
        lines.append(f"{short}: {comment_words(comment.comment)}")
    return lines


def value_words(field: EvidenceField, value: Value | None, now: datetime) -> str:
    """One value as a person reads it; empty when there is none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return show_time(value, now)
    if isinstance(value, list):
        labels = {check.id: check.label for check in field.checks}
        return "; ".join(labels.get(item, show_text(item)) for item in value)
    if field.kind == "choice":
        choice = field.choice(value)
        return choice.label if choice else show_text(str(value))
    return show_text(str(value))


def detail_words(value: Value | None, now: datetime) -> str:
    """The value that a choice asks for besides itself."""
    if isinstance(value, datetime):
        return show_time(value, now)
    return show_text(str(value)) if value is not None else ""


def record_words(step: Step, record: Evidence, now: datetime) -> str:
    """One record in a line: `Cpl. Ito, In person, 02:05, Told`."""
    parts: list[str] = []
    for field in step.fields:
        words = value_words(field, record.get(field.id), now)
        if words and field.kind == "checks":
            # What is ticked may be what is not there: "Not in the draft: Cause or fault".
            words = f"{field.label}: {words}"
        choice: Choice | None = chosen(field, record) if field.kind == "choice" else None
        if choice is not None and choice.then is not None:
            detail = detail_words(record.get(detail_key(field.id)), now)
            words = f"{words}: {detail}" if detail else words
        if words:
            parts.append(words)
    return ", ".join(parts)


def record_lines(step: Step, record: Evidence, now: datetime) -> list[tuple[str, str]]:
    """One record as label and value, a line each."""
    lines: list[tuple[str, str]] = []
    for field in step.fields:
        lines.append((field.label, value_words(field, record.get(field.id), now)))
        choice = chosen(field, record) if field.kind == "choice" else None
        if choice is not None and choice.then is not None:
            detail = detail_words(record.get(detail_key(field.id)), now)
            lines.append((choice.then.label, detail))
    return lines


def label_width(step: Step) -> int:
    """How wide the labels of a step's form are."""
    return max(len(field.label) for field in step.fields)


def answer_words(answer: Answer, step: Step | None) -> str:
    """What an answer says besides its evidence."""
    words = OUTCOME_WORDS[answer.outcome]
    if answer.reason:
        reason = step.reason(answer.reason) if step else None
        words += f": {reason.label if reason else show_text(answer.reason)}"
    if answer.verified_by:
        words += f", verified by {show_text(answer.verified_by)}"
    if answer.note:
        words += f": {show_text(answer.note)}"
    return words


def person_words(person: Person, checklist: Checklist | None) -> str:
    """`K1 next of kin for D1`."""
    offered = checklist.person_class(person.person_class) if checklist else None
    title = offered.title.lower() if offered else show_text(person.person_class)
    words = f"{show_text(person.label)} {title}"
    if person.stands_for:
        words += f" for {show_text(person.stands_for)}"
    if person.removed:
        words += f" - removed: {show_text(person.removed_because)}"
        words += f" (verified by {show_text(person.removed_verified_by)})"
    return words


def people_lines(session: Session, checklist: Checklist, step: Step, now: datetime) -> list[str]:
    """One line for each person whom a per-person step asks, with what is known of them."""
    answer = session.answer(step.id)
    excused = excused_people(session, checklist, step)
    lines = []
    for person in listed_for(session, step):
        record = record_for(answer, person.label)
        words = person_words(person, checklist)
        if record is not None:
            words += "  " + record_words(step, record, now)
        elif person.label in excused:
            words += f"  not asked: {excused[person.label]}"
        lines.append(words)
    lines += [
        f"{show_text(person.label)}: no next of kin on the list"
        for person in uncovered(session, step)
    ]
    if not listed_for(session, step):
        lines.append("Nobody of the people this asks for is on the list.")
    return lines


def attested(
    step: Step, records: tuple[Evidence, ...], now: datetime, before: tuple[Evidence, ...] = ()
) -> str:
    """What confirming attests, for the confirm line: every person by label, those of one call
    together, so that a large family is named whole. Records that stood `before` come last, by
    label alone, where there are others."""
    new: dict[str, list[str]] = {}
    kept: list[str] = []
    changed = any(record not in before for record in records)
    for record in records:
        label = show_text(str(record.get("person", "")))
        if label and changed and record in before:
            kept.append(label)
        else:
            new.setdefault(record_words(step, record, now), []).append(label)
    parts = [f"{', '.join(labels)} {words}".strip() for words, labels in new.items()]
    return "; ".join([*parts, *([f"{', '.join(kept)} as before"] if kept else [])])


def standing_line(found: Standing, now: datetime, ready_at: datetime | None) -> str:
    """The line under every screen of a session: what is missing, by name."""
    blocking = found.blockers
    if found.status == "withdrawn":
        return "WITHDRAWN"
    if found.status == "posted":
        return "POSTED. What else there is to say about this post is another session."
    if blocking:
        names = list(dict.fromkeys(blocker.short for blocker in blocking))
        head = "LAPSED, " if found.status == "lapsed" else ""
        return f"{head}NOT READY {len(names)}: " + ", ".join(names)
    if found.status == "lapsed":
        return f"LAPSED: {found.lapsed_because} F8 marks it ready again."
    if found.status == "in-progress":
        return "Nothing is open. F8 shows it once more and marks it ready."
    at = f" since {show_time(ready_at, now)}" if ready_at else ""
    if found.status == "returned":
        return "RETURNED by a supervisor: mend what it says, then F8 marks it ready again."
    if found.awaits_approval:
        return f"READY{at}. {found.awaits_approval}"
    return f"{found.status.upper()}{at}. F8 shows the text to post."


def blocker_words(blocker: Blocker) -> str:
    """One reason why a session is not ready, in a line."""
    return f"{blocker.short}: {show_text(blocker.reason)}"


def length_words(length: Length) -> str:
    """`X 213 of 280`, and by how much it is too long."""
    if length.limit is None:
        return f"{show_text(length.title)} {length.used}"
    over = f", {length.over} TOO LONG" if length.over else ""
    return f"{show_text(length.title)} {length.used} of {length.limit}{over}"


def case_words(session: Session) -> str:
    """The case number, as it is shown."""
    return case_number_words(session.case_number)


def digest_words(digest: str) -> str:
    """The first eight digits of a digest, in two groups."""
    digits = short_digest(digest)
    return f"{digits[:4]} {digits[4:]}"


def help_end(place: str) -> tuple[str, str, str]:
    """The end of the help of every screen: which keys work where, and what is saved when."""
    saved = "Every answer is saved at once; leaving loses nothing."
    if place == "review":
        saved = "A review is saved as you give it; comments on steps are sent with a return."
    return (
        "Letters work in lists, not within a form.",
        saved,
        "Enter never confirms, Escape only goes back.",
    )
