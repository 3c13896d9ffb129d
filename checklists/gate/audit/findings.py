"""Whether a record is still what the program wrote: everything is derived again from the file.

A finding is something that is not valid. An open step or a lapsed ready mark is none: that is the
status of a session, not a broken record. The README says what this proves and what it does not.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from msgspec import to_builtins
from msgspec.structs import replace

from checklists.definitions.model import Checklist, Step
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.follow_ups.rules import owed_after, owed_for_picture, rules_digest
from checklists.gate.audit.history_checks import history_findings
from checklists.gate.audit.history_entries import (
    CARRIED_NOTE,
    EDITED,
    MADE_ANSWERS,
    OF_A_DRAFT,
    OF_A_PERSON,
    Finding,
    last_entry,
    made_answers,
    was_carried_over,
)
from checklists.gate.blockers import accounts_of_others
from checklists.gate.carried_answers import given_here, lost
from checklists.gate.context import SessionContext, misnamed_author
from checklists.gate.question_answers import needs_verifier
from checklists.gate.updates import changed_session, draft_to_change
from checklists.session.evidence import LONGEST_PERSON, is_the_author, problems_in_record
from checklists.session.fingerprints import answer_digest, content_digest, draft_digest
from checklists.session.model import (
    LONGEST_CASE_NUMBER,
    LONGEST_DESCRIPTION,
    LONGEST_LINK,
    LONGEST_NOTE,
    NO,
    NO_VERIFIED_BY,
    YES,
    Account,
    Actor,
    Answer,
    Continues,
    Evidence,
    HistoryEntry,
    Session,
)
from checklists.session.moments import not_before
from checklists.session.people import link_problems, problems_in_list
from checklists.text import accept_text, shows_nothing


def findings(
    session: Session, checklist: Checklist | None, context: SessionContext, now: datetime
) -> tuple[Finding, ...]:
    """Return everything in one session that is not as the program writes it.

    `checklist` is None where its type cannot be used.
    """
    return tuple(_findings(session, checklist, context, now))


def _findings(
    session: Session, checklist: Checklist | None, context: SessionContext, now: datetime
) -> Iterator[Finding]:
    if not session.sealed:
        yield Finding("seal", "the file was changed outside the program")
    yield from _accounts(session, context)
    yield from _inputs(session)
    yield from _times(session, now)
    yield from _texts(session)
    for media in session.draft.media:
        if shows_nothing(media.description):
            yield Finding(f"media {media.label}", "it has no description")
    yield from _carried(session, context)
    yield from history_findings(session)
    yield from (Finding(f"review {unfit.name}", unfit.what) for unfit in context.unfit)
    if checklist is not None and checklist.revision == session.checklist_revision:
        yield from _copies(session, checklist)
        yield from _follow_ups(session, checklist)
        yield from _replaced_evidence(session, checklist)
        if all(_is_all_of(checklist, found) for found in (session, *context.originals)):
            yield from _by_this_revision(session, checklist)
        yield from _links(session, checklist)


def _accounts(session: Session, context: SessionContext) -> Iterator[Finding]:
    """Yield each part that names another account than the author's.

    Only the author writes in a file: what it says about others was put there by hand.
    """
    misnamed = misnamed_author(session, context)
    if misnamed:
        yield Finding("author", misnamed)
    for where in accounts_of_others(session, context):
        yield Finding(where, "it names an account other than the author's")
    for answer in session.steps:
        if answer.carried_from and not given_here(session, answer):
            yield Finding(
                f"step {answer.id}", "it names an account other than the original session's"
            )


def _follow_ups(session: Session, checklist: Checklist) -> Iterator[Finding]:
    """Yield that the post does not owe what its answers say, by the rules that it was frozen by."""
    for number, posted in enumerate(session.posted):
        first = number == 0
        own = owed_for_picture(session, posted)
        others = posted.follow_ups[: len(posted.follow_ups) - len(own)]
        same_rules = first and posted.follow_up_rules == rules_digest(checklist)
        owed = owed_after(session, checklist, posted.at) if same_rules else ()
        differ = (same_rules and owed != others) or (not first and others)
        if differ or posted.follow_ups != (*others, *own):
            yield Finding(
                f"posted on {posted.platform}", "its follow-ups are not the ones that are owed"
            )


def _inputs(session: Session) -> Iterator[Finding]:
    """Yield each answer that is not given for exactly one state of each input."""
    given = [(f"step {answer.id}", answer.given_for) for answer in session.steps]
    given += [(f"question {answer.id}", answer.given_for) for answer in session.questions]
    given += [
        (f"history entry {number}", entry.superseded.given_for)
        for number, entry in enumerate(session.history, start=1)
        if entry.superseded is not None
    ]
    for where, given_for in given:
        names = [item.partition(" ")[0] for item in given_for]
        if len(names) != len(set(names)):
            yield Finding(where, "it lists two states of the same input")
        elif names != sorted(names):
            yield Finding(where, "its inputs are not listed the way the program lists them")


def _times(session: Session, now: datetime) -> Iterator[Finding]:
    """Yield each part whose time is not between the session's start and now."""
    times = [(f"step {a.id}", a.at) for a in session.steps if not a.carried_from]
    times += [(f"question {answer.id}", answer.at) for answer in session.questions]
    times += [(f"posted on {posted.platform}", posted.recorded_at) for posted in session.posted]
    times += [("approved by phone", found.recorded_at) for found in session.by_phone]
    times += [
        (f"history entry {number}", entry.at)
        for number, entry in enumerate(session.history, start=1)
    ]
    for where, at in times:
        if not session.started_at <= at <= now:
            yield Finding(where, "its time is before the session's start or in the future")


_DETAIL = ""
"""The key of what is in an answer's evidence: a detail that was left out is not stored."""
_NOT_TYPED = "prompt"
"""A copy of the checklist's own words."""
_LONGEST = {
    "case_number": LONGEST_CASE_NUMBER,
    "note": LONGEST_NOTE,
    "reason": LONGEST_NOTE,
    "removed_because": LONGEST_NOTE,
    "removed_verified_by": LONGEST_PERSON,
    "ordered_by": LONGEST_PERSON,
    "verified_by": LONGEST_PERSON,
    "description": LONGEST_DESCRIPTION,
    "link": LONGEST_LINK,
}


def _texts(session: Session) -> Iterator[Finding]:
    """Yield each part with a text that is not in its stored form, or longer than may be typed."""
    tables = to_builtins(_each_record_once(session), builtin_types=(datetime,))
    for part, found in tables.items():
        # A note in the history may be longer than what may be typed.
        longest = _LONGEST if part != "history" else {}
        texts = _strings(found, part)
        if not all(_is_as_typed(key, text, longest.get(key)) for key, text in texts):
            yield Finding(part, "a text in it is too long or not in the form the program stores")
    former = (entry.note for entry in session.history if entry.did == "case-number")
    # An editor may have made it longer.
    if max(map(len, former), default=0) > LONGEST_CASE_NUMBER and not _was_edited(session):
        yield Finding("history", "an earlier case number in it is too long")


def _each_record_once(session: Session) -> Session:
    """Return the session with each record of its history once: superseded answers share them."""
    seen: set[int] = set()

    def once(entry: HistoryEntry) -> HistoryEntry:
        if entry.superseded is None:
            return entry
        new = tuple(record for record in entry.superseded.evidence if id(record) not in seen)
        seen.update(map(id, new))
        return replace(entry, superseded=replace(entry.superseded, evidence=new))

    return replace(session, history=tuple(map(once, session.history)))


def _strings(value: object, key: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a part with its key; those of a post have the key `text`."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            kind = {"variants": "text", "evidence": _DETAIL}.get(key, str(name))
            if kind != _NOT_TYPED:
                yield from _strings(inner, kind)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner, key)


def _is_as_typed(key: str, text: str, longest: int | None) -> bool:
    try:
        accepted = accept_text(text, key, lines=key == "text", longest=longest)
    except Refused:
        return False
    return accepted == text and (key != _DETAIL or bool(text))


def _carried(session: Session, context: SessionContext) -> Iterator[Finding]:
    for answer in lost(session, context.originals):
        yield Finding(
            f"step {answer.id}",
            f"it was carried from {answer.carried_from}, which no longer has it, or never did",
        )
    continues, entry = session.continues, last_entry(session, ("continued",))
    if (continues is None) != (entry is None) or (
        continues is not None and entry is not None and entry.digest != digest_of(continues)
    ):
        yield Finding("continues", "it does not match the history")
    if continues is not None:
        yield from _continued(session, continues, context)
    updates, entry = session.updates, last_entry(session, ("updates",))
    made = (updates.session, updates.how, digest_of(updates)) if updates is not None else None
    if made != ((entry.item, entry.note, entry.digest) if entry is not None else None):
        yield Finding("updates", "it does not match the history")
    if updates is not None:
        yield from _updated(session, context)


def _continued(
    session: Session, continues: Continues, context: SessionContext
) -> Iterator[Finding]:
    """Yield what was carried from another session and never was there, by that one's history."""
    there = (
        original
        for original in context.originals
        if original.id == continues.session
        and Account(original.author, original.author_uid) == continues.by
    )
    original = next(there, None)
    if original is None:
        yield Finding("continues", "its author no longer has that session, or never did")
        return
    if not original.sealed or any(history_findings(original)):
        yield Finding("continues", "that session has problems of its own: verify it")
    if original.incident_type != session.incident_type:
        yield Finding("continues", "that session has a different type")
    yield from _came_along(session, original, "continues")


def _updated(session: Session, context: SessionContext) -> Iterator[Finding]:
    """Yield what does not fit the posted session that one updates or corrects."""
    original = changed_session(session, context.originals)
    if original is None:
        yield Finding("updates", "that session is not there as it was posted, or never was")
        return
    if any(history_findings(original)):
        yield Finding("updates", "that session has problems of its own: verify it")
    note = f"{CARRIED_NOTE}{original.id}"
    if session.continues is None and any(entry.note == note for entry in session.history):
        yield from _came_along(session, original, "updates")
    else:
        yield from _dropped(session, original, "updates")


_LINKED = {"continues": "the session that it continues", "updates": "the posted session"}


def _came_along(
    session: Session, original: Session, link: Literal["continues", "updates"]
) -> Iterator[Finding]:
    """Yield what the history says was carried from another session, and was not there."""
    made = {entry.digest for entry in original.history}
    if link == "updates":
        made.add(draft_digest(draft_to_change(original.draft)))
    # The history does not record what was edited by hand.
    was_edited = _was_edited(original)
    for number, entry in enumerate(session.history, start=1):
        is_post = entry.did in (*OF_A_DRAFT, *OF_A_PERSON)
        if is_post and was_carried_over(entry) and entry.digest not in made and not was_edited:
            yield Finding(f"history entry {number}", "the session that it names never had it")
    if not was_edited:
        yield from _never_given(session, original)
        had = _case_numbers_at(original, session.started_at)
        if not _was_edited(session) and _first_case_number(session) not in had:
            yield Finding("case_number", f"{_LINKED[link]} did not have it then")
    yield from _dropped(session, original, link)


def _dropped(session: Session, original: Session, link: str) -> Iterator[Finding]:
    """Yield everybody whom the other session listed, and who did not come along."""
    before = [entry for entry in original.history if entry.at < session.started_at]
    here = {entry.item for entry in session.history if entry.did in OF_A_PERSON}
    for label in dict.fromkeys(e.item for e in before if e.did in OF_A_PERSON):
        if label not in here:
            yield Finding(f"person {label}", f"{_LINKED[link]} lists them")


def _never_given(session: Session, original: Session) -> Iterator[Finding]:
    """Yield what was carried from a session that had no such answer when this one went on."""
    given = {
        (entry.step, entry.digest)
        for entry in original.history
        if entry.did in MADE_ANSWERS and entry.at <= session.started_at
    }
    for number, answer in made_answers(session).items():
        was_own = answer.carried_from == original.id
        there = answer.as_given if was_own else answer
        if session.history[number].did == "carried" and (
            (answer.id, answer_digest(there)) not in given
        ):
            yield Finding(f"step {answer.id}", "the session that it was carried from never had it")


def _was_edited(session: Session) -> bool:
    return any(entry.did == EDITED for entry in session.history)


def _first_case_number(session: Session) -> str:
    return next((e.note for e in session.history if e.did == "case-number"), session.case_number)


def _case_numbers_at(session: Session, moment: datetime) -> Iterator[str]:
    """Yield each case number that a session had at a moment: several, if it was changed then."""
    for entry in session.history:
        if entry.did == "case-number" and entry.at >= moment:
            yield entry.note
            if entry.at > moment:
                return
    yield session.case_number


def _links(session: Session, checklist: Checklist) -> Iterator[Finding]:
    """Yield the people whose class or link is not valid in a session that is marked ready.

    A person of a class that the type does not list blocks posting until that is changed: the
    program never marks such a session ready.
    """
    if session.ready is None or session.ready.digest != content_digest(session):
        return
    for problem in link_problems(session.people, checklist):
        yield Finding(
            f"person {problem.label}",
            f"the session is marked ready, but their {problem.field} is not valid",
        )


def _replaced(session: Session) -> Iterator[tuple[str, Answer]]:
    """Yield the replaced answers that this revision of the checklist asked for, newest first."""
    for number, entry in reversed(list(enumerate(session.history, start=1))):
        if entry.did == "checklist-carried":
            # What was replaced before was asked by another revision.
            break
        if entry.superseded is not None:
            yield f"history entry {number}", entry.superseded


def _replaced_evidence(session: Session, checklist: Checklist) -> Iterator[Finding]:
    """Yield the replaced answers whose evidence the program never takes.

    Those that stand are for the gate.
    """
    replaced = [
        (where, step, answer)
        for where, answer in _replaced(session)
        if (step := checklist.step(answer.id)) is not None and answer.evidence
    ]
    doubtful = _not_always_taken(session, ((step, answer) for _, step, answer in replaced))
    for where, step, answer in replaced:
        earliest = None if answer.carried_from else not_before(session, step, answer.at)
        if problems_in_list(session.people, step, answer.evidence) or any(
            id(record) in doubtful
            and problems_in_record(step, record, at=answer.at, not_before=earliest)
            for record in answer.evidence
        ):
            yield Finding(where, "the answer that it replaced has details that are never accepted")


def _not_always_taken(session: Session, answers: Iterable[tuple[Step, Answer]]) -> set[int]:
    """Return the identities of the records that were not taken at the first or the last time.

    Of a record that is valid at two times its step takes it at every time between. Answers share
    the records that did not change.
    """
    spans: dict[tuple[str, int], tuple[Step, Evidence, datetime, datetime]] = {}
    for step, answer in answers:
        for record in answer.evidence:
            key = (step.id, id(record))
            _, _, first, last = spans.get(key, (step, record, answer.at, answer.at))
            spans[key] = (step, record, min(first, answer.at), max(last, answer.at))
    return {
        id(record)
        for step, record, *ends in spans.values()
        if any(
            problems_in_record(step, record, at=end, not_before=not_before(session, step, end))
            for end in ends
        )
    }


def _copies(session: Session, checklist: Checklist) -> Iterator[Finding]:
    answers = [(f"step {answer.id}", answer) for answer in session.steps]
    for where, answer in (*answers, *_replaced(session)):
        step = checklist.step(answer.id)
        if step is None:
            yield Finding(where, "the checklist has no such step")
        elif step.victim_related != answer.victim_related:
            kind = "victim-related" if step.victim_related else "ordinary"
            yield Finding(where, f"the copy is wrong: the checklist says {kind}")
        elif step.prompt != answer.prompt:
            yield Finding(where, "the copy of the wording is not the checklist's")
    for person in session.people:
        offered = checklist.person_class(person.person_class)
        if offered is not None and not person.label.startswith(offered.letter):
            yield Finding(f"person {person.label}", "the label does not belong to its class")


def _is_all_of(checklist: Checklist, session: Session) -> bool:
    """Return whether everything in a session was asked by this revision of its checklist."""
    return session.checklist_revision == checklist.revision and not any(
        entry.did == "checklist-carried" for entry in session.history
    )


def _by_this_revision(session: Session, checklist: Checklist) -> Iterator[Finding]:
    """Yield what contradicts the checklist's inputs, questions and order.

    Only called where nothing came from an earlier revision, which may have had others.
    """
    for answer in session.steps:
        step = checklist.step(answer.id)
        if step is not None and _bound(step, answer) != _named(answer):
            yield Finding(
                f"step {answer.id}", "it was not given for the inputs that the checklist binds"
            )
    for question in session.questions:
        if checklist.question(question.id) is None:
            yield Finding(f"question {question.id}", "the checklist has no such question")
    yield from _notes_of_questions(session, checklist)
    order = [step.id for step in checklist.steps]
    carried = [entry.step for entry in session.history if entry.did == "carried"]
    for steps in ([answer.id for answer in session.steps], carried):
        known = [step_id for step_id in steps if step_id in order]
        if known != sorted(known, key=order.index):
            yield Finding("steps", "they are not in the checklist's order")


def _notes_of_questions(session: Session, checklist: Checklist) -> Iterator[Finding]:
    """Yield the entries that say of a question that adds steps what nobody can answer."""
    author = Actor(session.author, session.author_uid)
    for number, entry in enumerate(session.history, start=1):
        question = checklist.question(entry.item) if entry.did == "question" else None
        if question is None or not question.adds or entry.note == YES:
            continue
        is_grave = needs_verifier(checklist.added_by(question))
        name = entry.note.removeprefix(NO_VERIFIED_BY)
        if entry.note != NO_VERIFIED_BY + name if is_grave else entry.note != NO:
            yield Finding(f"history entry {number}", "its question cannot be answered that way")
        elif is_grave and (len(name) > LONGEST_PERSON or is_the_author(name, author)):
            yield Finding(
                f"history entry {number}",
                "it does not say that anyone other than the author verified the no",
            )


def _bound(step: Step, answer: Answer) -> set[str]:
    reason = step.reason(answer.reason)
    return {*step.binds, *(reason.binds if reason is not None else ())}


def _named(answer: Answer) -> set[str]:
    return {item.partition(" ")[0] for item in answer.given_for}
