"""Wording for the parts of a session, shared by screens, prompts and commands.

Whatever comes from a file or a keyboard is escaped here by `show_text`, so that no caller has to
remember it.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from checklists.definitions.model import Checklist, Choice, EvidenceField, Step
from checklists.digests import short_digest
from checklists.gate.context import Blocker
from checklists.gate.not_needed import NotNeeded
from checklists.gate.status import Status
from checklists.gate.step_states import not_asked
from checklists.remembered import remembered
from checklists.review.report import AddedSteps
from checklists.session.evidence import chosen, detail_key, fields_asked, outcome_of
from checklists.session.model import (
    PERSON_KEY,
    Answer,
    Evidence,
    HistoryEntry,
    Person,
    Session,
    Value,
)
from checklists.session.people import listed_for, record_for, without_next_of_kin
from checklists.session.post_length import Length
from checklists.session.review import Review
from checklists.text import show_text
from checklists.times import show_time
from tui.wording.list_words import VERDICT_WORDS, case_number_words, comment_words

OUTCOME_WORDS = {
    "confirmed": "Confirmed",
    "does-not-apply": "Does not apply",
    "not-done": "Not done",
    "exception": "Exception asked for",
}

DID_WORDS = {
    "started": "started",
    "case-number": "changed the case number",
    "question": "answered a question",
    "draft": "accepted the draft",
    "draft-discarded": "discarded what was typed",
    "media-added": "added media",
    "media-removed": "removed media",
    "platforms": "chose platforms",
    "person-added": "listed a person",
    "person-linked": "changed a person's link",
    "person-removed": "took a person off the list",
    "person-reclassified": "changed a person's class",
    "confirmed": "confirmed",
    "does-not-apply": "does not apply",
    "not-done": "not done",
    "exception": "asked for an exception",
    "checklist-carried": "carried answers to the changed checklist",
    "hand-edit-taken-over": "accepted a file that was edited by hand",
    "marked-ready": "marked ready",
    "approved-by-phone": "recorded an approval by phone",
    "posted": "recorded as posted",
    "updates": "began to change a posted session",
    "continued": "continued a session",
    "carried": "carried an answer over",
    "withdrawn": "canceled the session",
}


VERDICT_DOES = {
    "approved": "approves exactly this",
    "returned": "returns it",
    "exception-granted": "grants it",
    "exception-refused": "refuses it",
    "noted": "leaves the note",
    "confirmed-after": "confirms what went out",
    "corrected-after": "records the correction",
}
"""What the key for each verdict does."""


def not_needed_because(found: NotNeeded, now: datetime) -> str:
    """Return why a step is not needed, and who said so: `nobody hurt (Sgt. Park, 02:10)`."""
    said = f"{show_text(found.said_by)}, {show_time(found.at, now)}" if found.at else "the draft"
    if found.reason is None:
        return f"{found.question.prompt if found.question else ''} No ({said})"
    label = found.reason.label
    if label[1:2].islower():
        label = label[0].lower() + label[1:]
    return f"{show_text(label)} ({said})"


def added_words(found: AddedSteps, now: datetime) -> str:
    """Return what a question added, what its answer took out, and who said so."""
    answer, said = found.answer, "not answered"
    if answer is not None:
        by = f"{show_text(answer.by.called)}, {show_time(answer.at, now)}"
        verified = f", verified by {show_text(answer.verified_by)}" if answer.verified_by else ""
        said = f"{'Yes' if answer.yes else 'No'}{verified} ({by})"
    words = [f"{found.question.prompt} {said}"]
    for title, steps in (("Added", found.asked), ("Taken out", found.taken_out)):
        words += [f"{title}: {', '.join(step.short for step in steps)}"] if steps else []
    return ". ".join(words)


def verdict_lines(review: Review, checklist: Checklist) -> list[str]:
    """Return a review and its comments on steps, a line each."""
    step = checklist.step(review.step) if review.step else None
    where = f" on {step.short}" if step else ""
    said = f": {comment_words(review.comment)}" if review.comment else ""
    lines = [f"{show_text(review.by.called)} {VERDICT_WORDS[review.verdict]}{where}{said}"]
    for comment in review.comments:
        about = checklist.step(comment.step)
        short = about.short if about else show_text(comment.step)
        lines.append(f"{short}: {comment_words(comment.comment)}")
    return lines


def value_words(field: EvidenceField, value: Value | None, now: datetime) -> str:
    """Return a value for display, or an empty string if there is none."""
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
    """Return the follow-up value of a choice for display."""
    if isinstance(value, datetime):
        return show_time(value, now)
    return show_text(str(value)) if value is not None else ""


@remembered(2000)
def record_words(step: Step, record: Evidence, now: datetime) -> str:
    """Return a record on one line: `Cpl. Ito, In person, 02:05, Told`."""
    parts: list[str] = []
    for field in fields_asked(step, record):
        words = value_words(field, record.get(field.id), now)
        if words and field.kind == "checks":
            # Ticks can mean the opposite of their label: "Not in the draft: Cause or fault".
            words = f"{field.label}: {words}"
        choice: Choice | None = chosen(field, record) if field.kind == "choice" else None
        if choice is not None and choice.then is not None:
            detail = detail_words(record.get(detail_key(field.id)), now)
            words = f"{words}: {detail}" if detail else words
        if words:
            parts.append(words)
    return ", ".join(parts)


def record_lines(step: Step, record: Evidence, now: datetime) -> list[tuple[str, str]]:
    """Return a record as pairs of label and value."""
    lines: list[tuple[str, str]] = []
    for field in fields_asked(step, record):
        lines.append((field.label, value_words(field, record.get(field.id), now)))
        choice = chosen(field, record) if field.kind == "choice" else None
        if choice is not None and choice.then is not None:
            detail = detail_words(record.get(detail_key(field.id)), now)
            lines.append((choice.then.label, detail))
    return lines


def how_many_ticks(field: EvidenceField) -> str:
    """Return how many items of a list have to be ticked."""
    if not field.need:
        return "if any"
    return "all" if field.need == len(field.checks) else f"{field.need} or more"


def label_width(step: Step) -> int:
    """Return the width of the labels in a step's form."""
    return max(len(field.label) for field in step.fields)


def answer_words(answer: Answer, step: Step | None) -> str:
    """Return an answer's outcome, for whom, its reason, verifier and note."""
    words = OUTCOME_WORDS[answer.outcome]
    if step is not None and step.per_person and answer.evidence:
        of = [r for r in answer.evidence if outcome_of(step, (r,)) == answer.outcome]
        words = (
            words.removesuffix(" for")
            + f" for {in_runs(show_text(str(r.get(PERSON_KEY, ''))) for r in of)}"
        )
    if answer.reason:
        reason = step.reason(answer.reason) if step else None
        words += f": {reason.label if reason else show_text(answer.reason)}"
    if answer.verified_by:
        words += f", verified by {show_text(answer.verified_by)}"
    if answer.note:
        words += f": {show_text(answer.note)}"
    return words


def entry_is_about(entry: HistoryEntry, checklist: Checklist | None) -> str:
    """Return what an entry is about: a step, for whom it was answered, a label, a type or an ID."""
    step = checklist.step(entry.step) if checklist is not None else None
    about = step.short if step is not None else show_text(entry.step or entry.item)
    if entry.step and entry.item and entry.did != "carried":
        about += f" ({in_runs(show_text(entry.item).split(', '))})"
    return about


def not_asked_words(left_out: Mapping[str, Step]) -> str:
    """Return of whom a step did not ask, each with the step whose answer says why."""
    why: dict[str, list[str]] = {}
    for label, step in left_out.items():
        why.setdefault(step.short, []).append(show_text(label))
    return "; ".join(f"{in_runs(who)} {_not_asked(short)}" for short, who in why.items())


def _not_asked(short: str) -> str:
    return f'not asked, see "{short}"'


@remembered(1000)
def person_words(person: Person, checklist: Checklist | None) -> str:
    """Return a person's label, class and link: `K1 next of kin for D1`."""
    offered = checklist.person_class(person.person_class) if checklist else None
    title = offered.title.lower() if offered else show_text(person.person_class)
    words = f"{show_text(person.label)} {title}"
    if person.stands_for:
        words += f" for {show_text(person.stands_for)}"
    if person.removed:
        words += f" - removed: {show_text(person.removed_because)}"
        words += f" (verified by {show_text(person.removed_verified_by)})"
    return words


MOST_PEOPLE = 12
"""Of a large incident so many are shown at a time: all 300 would bury the form."""


def people_lines(
    session: Session, checklist: Checklist, step: Step, now: datetime, current: str
) -> list[tuple[str, str]]:
    """Return whom a step asks about, by label, each with a line of what is recorded.

    Of many, those around the current one. A line that no form belongs to has an empty label.
    """
    answer = session.answer(step.id)
    excused = not_asked(session, checklist, step)
    listed = listed_for(session, step)
    at = next((i for i, person in enumerate(listed) if person.label == current), 0)
    first = max(0, min(at - MOST_PEOPLE // 2, len(listed) - MOST_PEOPLE))
    after = len(listed) - first - MOST_PEOPLE
    lines = [("", f"({first} more before)")] if first else []
    for person in listed[first : first + MOST_PEOPLE]:
        record = record_for(answer, person.label)
        words = person_words(person, checklist)
        if record is not None:
            words += "  " + record_words(step, record, now)
        elif person.label in excused:
            words += f"  {_not_asked(excused[person.label].short)}"
        lines.append((person.label, words))
    if after > 0:
        lines.append(("", f"({after} more after)"))
    lines += [
        ("", f"{show_text(person.label)}: no next of kin on the list")
        for person in without_next_of_kin(session, step)
    ]
    if not listed:
        lines.append(("", "Nobody this step asks about is on the list."))
    return lines


def attested(
    step: Step, records: tuple[Evidence, ...], now: datetime, before: tuple[Evidence, ...] = ()
) -> str:
    """Return what confirming attests, for the confirm line.

    People with the same record are grouped, so that each of a large family is named. Records that
    were confirmed `before` come last, by label alone, if other records changed.
    """
    new: dict[str, list[str]] = {}
    kept: list[str] = []
    known = {str(record.get("person", "")): record for record in before}
    was_before = [known.get(str(record.get("person", ""))) == record for record in records]
    changed = not all(was_before)
    for record, is_known in zip(records, was_before, strict=True):
        label = show_text(str(record.get("person", "")))
        if label and changed and is_known:
            kept.append(label)
        else:
            new.setdefault(record_words(step, record, now), []).append(label)
    parts = [f"{', '.join(labels)} {words}".strip() for words, labels in new.items()]
    return "; ".join([*parts, *([f"{in_runs(kept)} as before"] if kept else [])])


def in_runs(labels: Iterable[str]) -> str:
    """Return labels, of three or more in a row the first and the last: `K1 to K9, K12`.

    Of a large incident it would fill many screens, each to be read for every person.
    """
    runs: list[list[str]] = []
    for label in labels:
        if runs and label == _next_label(runs[-1][-1]):
            runs[-1].append(label)
        else:
            runs.append([label])
    return ", ".join(f"{run[0]} to {run[-1]}" if run[2:] else ", ".join(run) for run in runs)


def _next_label(label: str) -> str:
    number = label[1:]
    return f"{label[0]}{int(number) + 1}" if re.fullmatch("[0-9]{1,6}", number) else ""


def standing_line(
    found: Status, now: datetime, ready_at: datetime | None, *, ready: str = "F8"
) -> str:
    """Return the status line of a session, with the names of its blockers.

    `ready` is what leads to the final check: a key, or the prompts' word.
    """
    blocking = found.blockers
    if found.status == "withdrawn":
        return "CANCELED"
    if blocking:
        names = list(dict.fromkeys(blocker.short for blocker in blocking))
        head = "EXPIRED, " if found.status == "lapsed" else ""
        return f"{head}NOT READY {len(names)}: " + ", ".join(names)
    if found.status == "lapsed":
        return f"EXPIRED: {found.lapsed_because} {ready} marks it ready again."
    if found.status == "in-progress":
        return f"Nothing is open. {ready} shows the post once more and marks it ready."
    at = f" since {show_time(ready_at, now)}" if ready_at else ""
    if found.awaits_approval:
        return f"READY{at}. {found.awaits_approval}"
    return f"{found.status.upper()}{at}. {ready} shows the text to post."


def blocker_words(blocker: Blocker) -> str:
    """Return a blocker on one line."""
    return f"{blocker.short}: {show_text(blocker.reason)}"


def length_words(length: Length) -> str:
    """Return a text's length, and by how much it is too long: `X 213 of 280`."""
    if length.limit is None:
        unknown = " (limit unknown)" if length.is_unknown else ""
        return f"{show_text(length.title)} {length.used}{unknown}"
    over = f", {length.over} TOO MANY" if length.over else ""
    unit = " bytes" if length.unit == "bytes" else ""
    return f"{show_text(length.title)} {length.used} of {length.limit}{unit}{over}"


def case_words(session: Session) -> str:
    """Return a session's case number for display."""
    return case_number_words(session.case_number)


def digest_words(digest: str) -> str:
    """Return the first eight digits of a digest, in two groups."""
    digits = short_digest(digest)
    return f"{digits[:4]} {digits[4:]}"


def help_end(place: str) -> tuple[str, str, str]:
    """Return the closing lines of a screen's help: where keys work and when it saves."""
    saved = "Every answer is saved at once; you lose nothing by leaving."
    if place == "review":
        saved = "Your review is saved as you go; comments are sent when you return the post."
    return (
        "Letters are commands in lists. In a form they are text.",
        saved,
        "Enter never confirms. Escape only goes back.",
    )
