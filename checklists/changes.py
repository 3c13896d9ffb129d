"""Every change that can be made to a session: pure functions from one session to the next.

Each raises Refused, with a sentence and the field it belongs to, instead of making a session that
the rules do not allow. None of them touches the disk or the clock: who and when are passed in.
`revision` is counted where the change is saved.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from checklists.clean_text import accept_text
from checklists.contacts import listed_for
from checklists.definition import Checklist, Reason, Step
from checklists.digests import (
    answer_digest,
    content_digest,
    digest_of,
    draft_digest,
    given_for,
)
from checklists.evidence import (
    LONGEST_PERSON,
    FieldProblem,
    is_the_author,
    outcome_of,
    problems_in_record,
)
from checklists.gate import Blocker, blockers, unmet_need
from checklists.problems import Refused
from checklists.review import Review
from checklists.session import (
    PERSON_KEY,
    Actor,
    Answer,
    Did,
    Draft,
    Evidence,
    GuardAnswer,
    HistoryEntry,
    Media,
    MediaKind,
    Person,
    Ready,
    Session,
    Typed,
    Value,
    Withdrawn,
)

LONGEST_NOTE = 200
LONGEST_CASE_NUMBER = 40
LONGEST_DRAFT = 70_000
"""Longer than the longest platform's limit (63,206), so that no text is refused that could be
posted, and short enough that a session keeps room for its history."""


class EvidenceRefused(Refused):
    """Evidence that is not whole: one problem a field, so that a form can show each."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(
            "Not confirmed",
            "; ".join(_with_person(problem) for problem in problems),
            "The rest of the form stays.",
            field=problems[0].field,
        )
        self.problems = problems


class NotReady(Refused):
    """Marking ready was refused; `blockers` names every reason."""

    def __init__(self, found: tuple[Blocker, ...]) -> None:
        super().__init__(
            "Not ready",
            f"{len(found)} still open: " + ", ".join(blocker.short for blocker in found) + ".",
            "Each one names who can answer it.",
        )
        self.blockers = found


def _with_person(problem: FieldProblem) -> str:
    return f"{problem.person}: {problem.sentence}" if problem.person else problem.sentence


def _refuse_if_over(session: Session) -> None:
    if not session.sealed:
        raise Refused(
            "Changed outside the program",
            "Somebody edited this session's file.",
            "Read it through, then take it over as it stands (F8 names it), or start anew.",
        )
    if any(entry.did == "withdrawn" for entry in session.history):
        raise Refused(
            "Withdrawn",
            "This session was given up, with its reason.",
            "Start a new one for another post.",
        )


def _with_entry(session: Session, entry: HistoryEntry) -> Session:
    _refuse_if_over(session)
    return replace(session, history=(*session.history, entry))


def _entry(actor: Actor, now: datetime, did: Did, **more: object) -> HistoryEntry:
    return HistoryEntry(at=now, by=actor.label, did=did, **more)  # type: ignore[arg-type]


# Starting


def start(
    checklist: Checklist, session_id: str, *, actor: Actor, now: datetime, case_number: str = ""
) -> Session:
    """A new session of one incident type."""
    session = Session(
        id=session_id,
        incident_type=checklist.id,
        checklist_revision=checklist.revision,
        revision=0,
        started_at=now,
        author=actor.login,
        author_uid=actor.uid,
        case_number=accept_text(case_number, "The case number", longest=LONGEST_CASE_NUMBER),
    )
    return _with_entry(session, _entry(actor, now, "started", item=checklist.id))


def set_case_number(session: Session, case_number: str, *, actor: Actor, now: datetime) -> Session:
    """Change the case number."""
    accepted = accept_text(case_number, "The case number", longest=LONGEST_CASE_NUMBER)
    if accepted == session.case_number:
        return session
    entry = _entry(actor, now, "case-number", note=session.case_number)
    return _with_entry(replace(session, case_number=accepted), entry)


def answer_guard(
    session: Session,
    checklist: Checklist,
    guard_id: str,
    *,
    yes: bool,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Session:
    """Answer a wrong-type question. A yes needs a reason to stay with this type."""
    guard = checklist.guard(guard_id)
    if guard is None:
        raise Refused("Not asked", f"This type has no question {guard_id}.", "Nothing to do.")
    accepted = accept_text(reason, "The reason", longest=LONGEST_NOTE)
    if yes and not accepted:
        raise Refused(
            "A reason is needed",
            "A yes points at a heavier incident type.",
            "Say why this type is right all the same, or start the other one.",
            field="reason",
        )
    answer = GuardAnswer(
        id=guard_id,
        yes=yes,
        reason=accepted if yes else "",
        at=now,
        by=actor.label,
        given_for=given_for(session, guard.binds),
    )
    kept = tuple(found for found in session.guards if found.id != guard_id)
    entry = _entry(actor, now, "guard", item=guard_id, digest=digest_of(answer), note=answer.reason)
    return _with_entry(replace(session, guards=(*kept, answer)), entry)


# The draft


def type_draft(session: Session, text: str, variants: Mapping[str, str]) -> Session:
    """Keep typed text that is not accepted yet. It holds the gate, and is no history."""
    typed = Typed(
        text=accept_text(text, "The draft", lines=True, longest=LONGEST_DRAFT),
        variants=_accepted_variants(variants),
    )
    same = typed.text == session.draft.text and typed.variants == session.draft.variants
    kept = None if same else typed
    if kept == session.draft.typed:
        return session
    _refuse_if_over(session)
    return replace(session, draft=replace(session.draft, typed=kept))


def drop_typed(session: Session) -> Session:
    """Go back to the accepted text."""
    if session.draft.typed is None:
        return session
    return replace(session, draft=replace(session.draft, typed=None))


def _accepted_variants(variants: Mapping[str, str]) -> dict[str, str]:
    accepted = {
        platform: accept_text(text, "The draft", lines=True, longest=LONGEST_DRAFT)
        for platform, text in variants.items()
    }
    return {platform: text for platform, text in sorted(accepted.items()) if text.strip()}


def asks_about_meaning(session: Session, checklist: Checklist) -> bool:
    """Whether a changed draft must say if it changes what a victim was told: it must as soon as
    an answer stands that binds the draft's meaning."""
    return any(
        "meaning" in step.binds and session.answer(step.id) is not None for step in checklist.steps
    )


def _with_meaning(
    session: Session, checklist: Checklist, draft: Draft, *, changes_meaning: bool | None
) -> Draft:
    if not asks_about_meaning(session, checklist):
        return draft
    if changes_meaning is None:
        raise Refused(
            "One question first",
            "People were told about this post.",
            "Say whether the change alters what they were told.",
            field="meaning",
        )
    return replace(draft, meaning=draft.meaning + 1) if changes_meaning else draft


def words_changed(before: str, after: str) -> int:
    """How many words one text has and the other has not."""
    old, new = before.split(), after.split()
    remaining = list(new)
    gone = 0
    for word in old:
        if word in remaining:
            remaining.remove(word)
        else:
            gone += 1
    return max(gone, len(remaining)) or (1 if before != after else 0)


def accept_draft(
    session: Session,
    checklist: Checklist,
    text: str,
    variants: Mapping[str, str],
    *,
    changes_meaning: bool | None = None,
    actor: Actor,
    now: datetime,
) -> Session:
    """Accept the text as what is to be posted.

    `changes_meaning` answers "does this change what a victim was told?"; it has no default where
    the question must be asked (`asks_about_meaning`).
    """
    accepted = accept_text(text, "The draft", lines=True, longest=LONGEST_DRAFT)
    accepted_variants = _accepted_variants(variants)
    before = session.draft
    if accepted == before.text and accepted_variants == before.variants:
        return drop_typed(session)
    draft = _with_meaning(
        session,
        checklist,
        replace(before, text=accepted, variants=accepted_variants, typed=None),
        changes_meaning=changes_meaning,
    )
    asked = asks_about_meaning(session, checklist)
    changed = words_changed(before.text, accepted) + sum(
        words_changed(before.variants.get(name, ""), accepted_variants.get(name, ""))
        for name in {*before.variants, *accepted_variants}
    )
    entry = _entry(
        actor,
        now,
        "draft",
        digest=draft_digest(draft),
        words_changed=changed,
        changes_meaning=changes_meaning if asked else None,
    )
    return _with_entry(replace(session, draft=draft), entry)


def choose_platforms(
    session: Session, platforms: Iterable[str], *, actor: Actor, now: datetime
) -> Session:
    """Say where it is to be posted."""
    chosen = tuple(dict.fromkeys(accept_text(name, "A platform", longest=40) for name in platforms))
    if chosen == session.draft.platforms:
        return session
    draft = replace(session.draft, platforms=chosen)
    entry = _entry(actor, now, "platforms", digest=draft_digest(draft), note=", ".join(chosen))
    return _with_entry(replace(session, draft=draft), entry)


def add_media(
    session: Session,
    checklist: Checklist,
    kind: MediaKind,
    description: str,
    *,
    sha256: str = "",
    changes_meaning: bool | None = None,
    actor: Actor,
    now: datetime,
) -> Session:
    """Add an image or clip, with what it shows: that becomes the alt text."""
    shown = accept_text(description, "The description", longest=500)
    if not shown:
        raise Refused(
            "A description is needed",
            "It becomes the alt text.",
            "Say in a sentence what it shows; no names.",
            field="description",
        )
    used = [int(m.label[1:]) for m in session.draft.media] + [
        int(entry.item[1:]) for entry in session.history if entry.did == "media-added"
    ]
    media = Media(label=f"M{max(used, default=0) + 1}", kind=kind, description=shown, sha256=sha256)
    return _change_media(
        session,
        checklist,
        (*session.draft.media, media),
        "media-added",
        media.label,
        changes_meaning=changes_meaning,
        actor=actor,
        now=now,
    )


def remove_media(
    session: Session,
    checklist: Checklist,
    label: str,
    *,
    changes_meaning: bool | None = None,
    actor: Actor,
    now: datetime,
) -> Session:
    """Take an image or clip out of the draft."""
    kept = tuple(media for media in session.draft.media if media.label != label)
    if len(kept) == len(session.draft.media):
        raise Refused("Not there", f"The draft has no {label}.", "Choose one of the list.")
    return _change_media(
        session,
        checklist,
        kept,
        "media-removed",
        label,
        changes_meaning=changes_meaning,
        actor=actor,
        now=now,
    )


def _change_media(
    session: Session,
    checklist: Checklist,
    media: tuple[Media, ...],
    did: Did,
    label: str,
    *,
    changes_meaning: bool | None,
    actor: Actor,
    now: datetime,
) -> Session:
    asked = asks_about_meaning(session, checklist)
    draft = _with_meaning(
        session, checklist, replace(session.draft, media=media), changes_meaning=changes_meaning
    )
    entry = _entry(
        actor,
        now,
        did,
        item=label,
        digest=draft_digest(draft),
        changes_meaning=changes_meaning if asked else None,
    )
    return _with_entry(replace(session, draft=draft), entry)


# People


def add_person(
    session: Session,
    checklist: Checklist,
    class_id: str,
    *,
    stands_for: str = "",
    actor: Actor,
    now: datetime,
) -> Session:
    """Put somebody on the list: a class, and for whom they stand where the class asks it."""
    person = _new_person(session, checklist, class_id, stands_for)
    return _list_person(session, person, "person-added", "", actor, now)


def _new_person(session: Session, checklist: Checklist, class_id: str, stands_for: str) -> Person:
    offered = checklist.person_class(class_id)
    if offered is None:
        raise Refused(
            "Not on this list",
            f"This type does not list the class {class_id}.",
            "Choose one of those offered.",
            field="class",
        )
    used = [
        int(person.label[len(offered.letter) :])
        for person in session.people
        if person.label.startswith(offered.letter)
    ]
    label = f"{offered.letter}{max(used, default=0) + 1}"
    if offered.linked:
        _check_link(session, checklist, label, class_id, stands_for)
    elif stands_for:
        raise Refused(
            "No link here", f"A {offered.title.lower()} stands for nobody.", "Leave it empty."
        )
    return Person(label=label, person_class=class_id, stands_for=stands_for)


def _check_link(
    session: Session, checklist: Checklist, label: str, class_id: str, stands_for: str
) -> None:
    target = session.person(stands_for)
    if target is None or target.removed or target.label == label:
        raise Refused(
            "For whom?",
            "A next of kin or guardian stands for somebody on the list.",
            "Put that person on the list first, then choose their label.",
            field="for",
        )
    linked = checklist.person_class(target.person_class)
    if target.person_class == class_id or (class_id == "next-of-kin" and linked and linked.linked):
        raise Refused(
            "Not a fit",
            f"{target.label} is {linked.title.lower() if linked else target.person_class}.",
            "Choose the person who died, is hurt, missing or harmed.",
            field="for",
        )


def _list_person(
    session: Session, person: Person, did: Did, note: str, actor: Actor, now: datetime
) -> Session:
    entry = _entry(actor, now, did, item=person.label, digest=digest_of(person), note=note)
    people = (*session.people, person)
    return _with_entry(replace(session, people=people), entry)


def link_person(
    session: Session,
    checklist: Checklist,
    label: str,
    stands_for: str,
    *,
    actor: Actor,
    now: datetime,
) -> Session:
    """Correct for whom a next of kin or guardian stands."""
    person = _listed(session, label)
    offered = checklist.person_class(person.person_class)
    if offered is None or not offered.linked:
        raise Refused("No link here", f"{label} stands for nobody.", "Nothing to change.")
    if stands_for == person.stands_for:
        return session
    _check_link(session, checklist, label, person.person_class, stands_for)
    return _relink(session, person, stands_for, actor, now)


def _relink(
    session: Session, person: Person, stands_for: str, actor: Actor, now: datetime
) -> Session:
    linked = replace(person, stands_for=stands_for)
    entry = _entry(
        actor,
        now,
        "person-linked",
        item=person.label,
        digest=digest_of(linked),
        note=person.stands_for,
    )
    people = tuple(linked if found.label == person.label else found for found in session.people)
    return _with_entry(replace(session, people=people), entry)


def _listed(session: Session, label: str) -> Person:
    person = session.person(label)
    if person is None or person.removed:
        raise Refused("Not on the list", f"There is no {label} on the list.", "Choose one of it.")
    return person


def _said(because: str, verified_by: str, actor: Actor) -> tuple[str, str]:
    reason = accept_text(because, "The reason", longest=LONGEST_NOTE)
    verifier = accept_text(verified_by, "Who verified it", longest=LONGEST_PERSON)
    if not reason:
        raise Refused("A reason is needed", "The row stays on record.", "Say why.", field="reason")
    if not verifier or is_the_author(verifier, actor):
        raise Refused(
            "Somebody else must have verified it",
            "Taking somebody off the list frees the post of a duty to them.",
            "Name who verified it, and their role.",
            field="verified-by",
        )
    return reason, verifier


def remove_person(
    session: Session, label: str, *, because: str, verified_by: str, actor: Actor, now: datetime
) -> Session:
    """Take somebody off the list. The row stays, marked removed."""
    person = _listed(session, label)
    reason, verifier = _said(because, verified_by, actor)
    removed = replace(person, removed=True, removed_because=reason, removed_verified_by=verifier)
    entry = _entry(actor, now, "person-removed", item=label, digest=digest_of(removed), note=reason)
    people = tuple(removed if found.label == label else found for found in session.people)
    return _with_entry(replace(session, people=people), entry)


def reclassify_person(
    session: Session,
    checklist: Checklist,
    label: str,
    class_id: str,
    *,
    stands_for: str = "",
    because: str,
    verified_by: str,
    actor: Actor,
    now: datetime,
) -> Session:
    """Change somebody's class: the old row is marked removed, a new label takes its place, and
    whoever stood for the old label stands for the new one."""
    reason, _ = _said(because, verified_by, actor)
    if _listed(session, label).person_class == class_id:
        raise Refused("No change", f"{label} already has this class.", "Choose another one.")
    gone = remove_person(
        session, label, because=because, verified_by=verified_by, actor=actor, now=now
    )
    person = _new_person(gone, checklist, class_id, stands_for)
    note = f"was {label}: {reason}"
    moved = _list_person(gone, person, "person-reclassified", note, actor, now)
    for found in gone.listed:
        if found.stands_for == label:
            moved = _relink(moved, found, person.label, actor, now)
    return moved


# Answers


def _step(checklist: Checklist, step_id: str) -> Step:
    step = checklist.step(step_id)
    if step is None:
        raise Refused("Not a step", f"This type has no step {step_id}.", "Choose one of the list.")
    return step


def _put(session: Session, checklist: Checklist, answer: Answer, actor: Actor) -> Session:
    before = session.answer(answer.id)
    order = {step.id: number for number, step in enumerate(checklist.steps)}
    kept = [found for found in session.steps if found.id != answer.id]
    steps = tuple(sorted([*kept, answer], key=lambda found: order.get(found.id, len(order))))
    entry = _entry(
        actor,
        answer.at,
        answer.outcome,
        step=answer.id,
        digest=answer_digest(answer),
        superseded=before,
    )
    return _with_entry(replace(session, steps=steps), entry)


def confirm(
    session: Session,
    checklist: Checklist,
    step_id: str,
    evidence: Iterable[Evidence],
    *,
    actor: Actor,
    now: datetime,
) -> Session:
    """Answer a step with evidence.

    An honest no in it is recorded as `not-done`, a wish that cannot be met as a request for an
    `exception`. Raises EvidenceRefused, with every field that is not whole.
    """
    step = _step(checklist, step_id)
    records = tuple(_accepted_record(record) for record in evidence)
    problems = [
        problem
        for record in records
        for problem in problems_in_record(step, record, at=now, author=actor)
    ]
    problems += _list_problems(session, step, records)
    if problems:
        raise EvidenceRefused(tuple(problems))
    answer = Answer(
        id=step.id,
        prompt=step.prompt,
        victim_related=step.victim_related,
        outcome=outcome_of(step, records),
        at=now,
        by=actor.label,
        given_for=given_for(session, step.binds),
        evidence=records,
    )
    return _put(session, checklist, answer, actor)


def _accepted_record(record: Evidence) -> Evidence:
    def accepted(key: str, value: Value) -> Value:
        if isinstance(value, str):
            return accept_text(value, key)
        if isinstance(value, datetime):
            return value.replace(microsecond=0)
        return value

    values = {key: accepted(key, value) for key, value in record.items()}
    return {key: value for key, value in values.items() if value not in ("", [])}


def _list_problems(
    session: Session, step: Step, records: tuple[Evidence, ...]
) -> list[FieldProblem]:
    problems: list[FieldProblem] = []
    if not step.per_person:
        if len(records) != 1:
            problems.append(FieldProblem(step.fields[0].id, "One record is needed."))
        for field in step.fields:
            said = records[0].get(field.id) if records else None
            if field.equals_people and isinstance(said, int) and said != len(session.listed):
                problems.append(
                    FieldProblem(field.id, f"The people list has {len(session.listed)}.")
                )
        return problems
    listed = {person.label for person in listed_for(session, step)}
    labels = [str(record.get(PERSON_KEY, "")) for record in records]
    if not records:
        problems.append(FieldProblem(PERSON_KEY, "A record for each person is needed."))
    problems += [
        FieldProblem(PERSON_KEY, "One record for each listed person.", label)
        for label in labels
        if label not in listed or labels.count(label) > 1
    ]
    return problems


def does_not_apply(
    session: Session,
    checklist: Checklist,
    step_id: str,
    reason_id: str,
    *,
    verified_by: str = "",
    actor: Actor,
    now: datetime,
) -> Session:
    """Say that a step does not apply, for one of the reasons that it lists."""
    step = _step(checklist, step_id)
    reason = step.reason(reason_id)
    if reason is None:
        raise Refused(
            "Not a reason here", "This step does not list that reason.", "Choose one of its list."
        )
    verifier = _verifier(reason, verified_by, actor)
    unmet = unmet_need(session, checklist, reason, now)
    if unmet:
        raise Refused("Does not fit", unmet, "Mend that first, or answer the step.")
    answer = Answer(
        id=step.id,
        prompt=step.prompt,
        victim_related=step.victim_related,
        outcome="does-not-apply",
        at=now,
        by=actor.label,
        given_for=given_for(session, (*step.binds, *reason.binds)),
        reason=reason.id,
        verified_by=verifier,
    )
    return _put(session, checklist, answer, actor)


def _verifier(reason: Reason, verified_by: str, actor: Actor) -> str:
    if reason.proved_by_program:
        return ""
    verifier = accept_text(verified_by, "Who verified it", longest=LONGEST_PERSON)
    if not verifier or is_the_author(verifier, actor):
        roles = " or ".join(role.label.lower() for role in reason.verified_by)
        raise Refused(
            "Somebody else must have verified it",
            f'"{reason.label}" counts only with a name.',
            f"Name who verified it: {roles}.",
            field="verified-by",
        )
    return verifier


def not_done(
    session: Session, checklist: Checklist, step_id: str, note: str, *, actor: Actor, now: datetime
) -> Session:
    """Say honestly that an ordinary step was not done, and why."""
    step = _step(checklist, step_id)
    if step.victim_related:
        raise Refused(
            "This step must be done",
            "It is victim-related: it cannot be passed over.",
            "Do it, or ask a supervisor for an exception.",
        )
    return _without_evidence(session, checklist, step, "not-done", note, actor, now)


def ask_exception(
    session: Session, checklist: Checklist, step_id: str, tried: str, *, actor: Actor, now: datetime
) -> Session:
    """Ask a supervisor for an exception on a victim-related step, with what was tried."""
    step = _step(checklist, step_id)
    if not step.victim_related:
        raise Refused(
            "No exception needed",
            "An ordinary step takes an honest `not done` with a reason.",
            "Answer it so.",
        )
    return _without_evidence(session, checklist, step, "exception", tried, actor, now)


def _without_evidence(
    session: Session,
    checklist: Checklist,
    step: Step,
    outcome: Did,
    note: str,
    actor: Actor,
    now: datetime,
) -> Session:
    what = "What was tried" if outcome == "exception" else "The reason"
    accepted = accept_text(note, what, longest=LONGEST_NOTE)
    if not accepted:
        raise Refused(
            "Words are needed", f"{what} is missing.", "A sentence is enough.", field="note"
        )
    answer = Answer(
        id=step.id,
        prompt=step.prompt,
        victim_related=step.victim_related,
        outcome=outcome,  # type: ignore[arg-type]
        at=now,
        by=actor.label,
        given_for=given_for(session, step.binds),
        note=accepted,
    )
    return _put(session, checklist, answer, actor)


# The whole


def carry_to_checklist(
    session: Session, checklist: Checklist, *, actor: Actor, now: datetime
) -> Session:
    """Take the session to its checklist's present revision.

    Answers whose step is worded as it was asked stay; the others go to the history, whole.
    """
    if session.checklist_revision == checklist.revision:
        return session
    for answer in session.steps:
        step = checklist.step(answer.id)
        if step is not None and step.prompt == answer.prompt:
            continue
        entry = _entry(
            actor,
            now,
            "checklist-carried",
            step=answer.id,
            superseded=answer,
            note="asked in other words now" if step else "no longer asked",
        )
        kept = tuple(found for found in session.steps if found.id != answer.id)
        session = _with_entry(replace(session, steps=kept), entry)
    entry = _entry(actor, now, "checklist-carried", note=session.checklist_revision)
    carried = replace(session, checklist_revision=checklist.revision, ready=None)
    return _with_entry(carried, entry)


def take_over_hand_edit(session: Session, *, actor: Actor, now: datetime) -> Session:
    """Accept a file that was changed outside the program as it stands. The ready mark goes."""
    if session.sealed:
        return session
    taken = replace(session, sealed=True, ready=None)
    entry = _entry(actor, now, "hand-edit-taken-over", digest=content_digest(taken))
    return _with_entry(taken, entry)


def mark_ready(
    session: Session,
    checklist: Checklist,
    reviews: tuple[Review, ...],
    *,
    shown: str,
    actor: Actor,
    now: datetime,
) -> Session:
    """Mark the session ready for exactly the content whose digest was `shown`.

    Raises NotReady with every blocker. There is no way around the gate.
    """
    found = blockers(session, checklist, reviews, now)
    if found:
        raise NotReady(found)
    digest = content_digest(session)
    if shown != digest:
        raise Refused(
            "It changed meanwhile",
            "What was shown is no longer what the session holds.",
            "Read it again, then mark it ready.",
        )
    ready = Ready(digest=digest, at=now, by=actor.label)
    entry = _entry(actor, now, "marked-ready", digest=digest)
    return _with_entry(replace(session, ready=ready), entry)


def withdraw(session: Session, reason: str, *, actor: Actor, now: datetime) -> Session:
    """Give the post up, with a reason."""
    accepted = accept_text(reason, "The reason", longest=LONGEST_NOTE)
    if not accepted:
        raise Refused("A reason is needed", "It stays on record.", "Say why.", field="reason")
    withdrawn = Withdrawn(reason=accepted, at=now, by=actor.label)
    entry = _entry(actor, now, "withdrawn", note=accepted)
    return _with_entry(replace(session, withdrawn=withdrawn), entry)
