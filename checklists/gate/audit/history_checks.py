"""Whether the history produces what its session has, entry by entry. Pure; a part of `verify`.

An author who seals a changed file again can make any single part fit. Here the parts must fit each
other: each entry has the fields that the program writes, each value is traced back to the entry
that made it, and what an answer was given for is what the history had at that moment.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise, takewhile

from checklists.digests import digest_of
from checklists.gate.audit.history_entries import (
    CARRIED_NOTE,
    EDITED,
    MADE_ANSWERS,
    OF_A_DRAFT,
    OF_A_PERSON,
    Finding,
    is_as_written,
    last_entry,
    made_answers,
    was_carried_over,
)
from checklists.gate.audit.history_inputs import input_findings, meaning_findings
from checklists.gate.audit.history_rows import draft_findings, people_findings
from checklists.session.fingerprints import answer_digest, content_digest, history_digest
from checklists.session.model import PERSON_KEY, Answer, HistoryEntry, Posted, Session
from checklists.session.people import record_for
from checklists.session.review import REVIEW_WITHIN
from checklists.session.word_differences import words_that_differ

_CARRIED_ORDER = ("updates", "continued", "draft", "person", "carried")


def history_findings(session: Session) -> Iterator[Finding]:
    """Yield everything in which the history and the rest of a session do not agree."""
    yield from _entries(session)
    yield from _answers(session)
    yield from _superseded(session)
    yield from _about_whom(session)
    yield from _questions(session)
    yield from people_findings(session)
    yield from draft_findings(session)
    yield from input_findings(session)
    yield from meaning_findings(session)
    yield from _ready(session)
    yield from _marked_in_time(session)
    yield from _by_phone(session)
    yield from _posted(session)
    yield from _order(session)
    yield from _no_changes(session)
    yield from _withdrawn(session)


def _entries(session: Session) -> Iterator[Finding]:
    for number, entry in enumerate(session.history, start=1):
        if not is_as_written(entry):
            yield Finding(f"history entry {number}", "it is not in the form the program writes")


def _reads_alike(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Return whether two parts are the same, times with their offsets."""
    return digest_of(one) == digest_of(other)


def _answers(session: Session) -> Iterator[Finding]:
    for answer in session.steps:
        entry = last_entry(session, MADE_ANSWERS, step=answer.id)
        if entry is None or not _was_made(answer, entry):
            yield Finding(f"step {answer.id}", "the answer does not match the history")
    current = {answer.id for answer in session.steps}
    for step_id in dict.fromkeys(e.step for e in session.history if e.did in MADE_ANSWERS):
        last = last_entry(session, (*MADE_ANSWERS, "checklist-carried"), step=step_id)
        if step_id not in current and last is not None and last.did != "checklist-carried":
            yield Finding(f"step {step_id}", "an answer in the history is missing")


def _was_made(answer: Answer, entry: HistoryEntry) -> bool:
    if entry.digest != answer_digest(answer):
        return False
    if answer.carried_from:
        return entry.did == "carried"
    return _reads_alike((entry.did, entry.at, entry.by), (answer.outcome, answer.at, answer.by))


def _superseded(session: Session) -> Iterator[Finding]:
    made: dict[str, HistoryEntry] = {}
    for number, entry in enumerate(session.history, start=1):
        before = made.get(entry.step)
        if entry.superseded is not None:
            if before is None or not _was_made(entry.superseded, before):
                yield Finding(
                    f"history entry {number}", "the answer it replaced is not the one given then"
                )
        elif entry.did in MADE_ANSWERS and before is not None:
            yield Finding(f"history entry {number}", "the answer that it replaced is gone")
        if entry.did in MADE_ANSWERS:
            made[entry.step] = entry
        elif entry.did == "checklist-carried" and entry.step:
            made.pop(entry.step, None)


def _about_whom(session: Session) -> Iterator[Finding]:
    """Yield each entry that does not name those of whom its answer said something new."""
    for number, answer in made_answers(session).items():
        entry = session.history[number]
        if entry.did == "carried" or not _was_made(answer, entry):
            continue
        there = [str(r[PERSON_KEY]) for r in answer.evidence if PERSON_KEY in r]
        new = {x for x in there if record_for(answer, x) != record_for(entry.superseded, x)}
        said = set(filter(None, entry.item.split(", ")))
        if not new <= said <= set(there) or bool(said) != bool(there):
            yield Finding(
                f"history entry {number + 1}", "it does not name whom its answer is about"
            )


def _questions(session: Session) -> Iterator[Finding]:
    for answer in session.questions:
        entry = last_entry(session, ("question",), item=answer.id)
        made = (digest_of(answer), answer.at, answer.by, answer.note)
        if entry is None or not _reads_alike(made, (entry.digest, entry.at, entry.by, entry.note)):
            yield Finding(f"question {answer.id}", "the answer does not match the history")
        if answer.reason and not answer.yes:
            yield Finding(f"question {answer.id}", "only a yes can have a reason")
    asked = dict.fromkeys(e.item for e in reversed(session.history) if e.did == "question")
    if [answer.id for answer in session.questions] != list(reversed(asked)):
        yield Finding("questions", "they do not match the history, or its order")


def _ready(session: Session) -> Iterator[Finding]:
    ready = session.ready
    if ready is None:
        return
    entry = last_entry(session, ("marked-ready",))
    made = (ready.digest, ready.at, ready.by)
    if entry is None or not _reads_alike(made, (entry.digest, entry.at, entry.by)):
        yield Finding("ready", "the ready mark does not match the history")
        return
    after = session.history[_place(session, entry) + 1 :]
    if any(e.did in (EDITED, "checklist-carried") for e in after):
        yield Finding("ready", "the ready mark was canceled and is back")
    if ready.digest != content_digest(session):
        return
    before = session.history[: _place(session, entry)]
    numbers = [e.note for e in after if e.did == "case-number"]
    if _last_made(before) != _last_made(session.history) or (
        numbers and numbers[0] != session.case_number
    ):
        yield Finding("ready", "the history later changed something that the mark depends on")


def _marked_in_time(session: Session) -> Iterator[Finding]:
    """Yield each ready mark with an answer before it in the history and after it in time."""
    answered: dict[tuple[str, str], datetime] = {}
    made = made_answers(session)
    for number, entry in enumerate(session.history, start=1):
        if entry.did == "question" or entry.step:
            answer = made.get(number - 1)
            asked = ("", entry.item) if entry.did == "question" else (entry.step, "")
            answered[asked] = max(entry.at, answer.at) if answer else entry.at
        if entry.did == "marked-ready" and max(answered.values(), default=entry.at) > entry.at:
            yield Finding(
                f"history entry {number}", "something listed before it was answered after it"
            )


def _place(session: Session, entry: HistoryEntry) -> int:
    """Return the index of an entry; of two equal ones, that of the last."""
    return max(number for number, found in enumerate(session.history) if found is entry)


def _last_made(history: Iterable[HistoryEntry]) -> dict[tuple[str, str], str]:
    """Return the digest of the last version of every part of the content."""
    made: dict[tuple[str, str], str] = {}
    for entry in history:
        if entry.did in OF_A_DRAFT:
            made["draft", ""] = entry.digest
        elif entry.did in OF_A_PERSON:
            made["person", entry.item] = entry.digest
        elif entry.did == "question":
            made["question", entry.item] = entry.digest
        elif entry.step:
            made["step", entry.step] = entry.digest
    return made


def _by_phone(session: Session) -> Iterator[Finding]:
    entries = [entry for entry in session.history if entry.did == "approved-by-phone"]
    said = [(digest_of(one), one.recorded_at, one.by, str(one.uid)) for one in session.by_phone]
    if not _reads_alike(tuple(said), tuple((e.digest, e.at, e.by, e.item) for e in entries)):
        yield Finding("approved by phone", "it does not match the history")
    marks = [entry for entry in session.history if entry.did == "marked-ready"]
    for one in session.by_phone:
        ready = [m for m in marks if m.digest == one.digest and m.at <= one.at]
        if not ready or one.at > one.recorded_at:
            yield Finding("approved by phone", "it was not ready at the time, or is in the future")


def _posted(session: Session) -> Iterator[Finding]:
    for posted in session.posted:
        where = f"posted on {posted.platform}"
        entry = last_entry(session, ("posted",), item=posted.platform)
        made = (digest_of(posted), posted.recorded_at, posted.by, posted.reason)
        if entry is None or not _reads_alike(made, (entry.digest, entry.at, entry.by, entry.note)):
            yield Finding(where, "it does not match the history")
        if posted.digest != content_digest(session):
            yield Finding(where, "the content is not what was posted")
        if posted.platform not in session.draft.platforms:
            yield Finding(where, "the post was not meant for that platform")
        if posted.at > posted.recorded_at:
            yield Finding(where, "its posting time is later than the time it was recorded")
        if posted.early != "ready" and (session.ready is None or posted.at < session.ready.at):
            yield Finding(where, "it does not say that it was posted before it was marked ready")
        if not bool(posted.early) == bool(posted.reason) == bool(posted.ordered_by):
            yield Finding(
                where, "only a post that went out early can have a reason and who ordered it"
            )
        if not _fits_live(session, posted):
            yield Finding(where, "what it says about the live text is not consistent")
        if posted.review_due not in (None, posted.at + REVIEW_WITHIN) or (
            posted.review_due is not None and posted.early
        ):
            yield Finding(where, "the review deadline is not the one the program sets")
    yield from _postings(session)


def _fits_live(session: Session, posted: Posted) -> bool:
    """Return whether the live text is there where it differs, with its digest and its words."""
    if posted.live != "text-differs":
        return not (posted.text or posted.text_digest or posted.differs)
    differs = words_that_differ(session.draft.for_platform(posted.platform), posted.text)
    return bool(differs) and (posted.text_digest, posted.differs) == (
        digest_of(posted.text),
        differs,
    )


def _postings(session: Session) -> Iterator[Finding]:
    recorded = [entry.item for entry in session.history if entry.did == "posted"]
    platforms = [posted.platform for posted in session.posted]
    for platform in dict.fromkeys(recorded):
        if platform not in platforms:
            yield Finding(f"posted on {platform}", "the history says so, but the record is missing")
    if platforms != [name for name in recorded if name in platforms]:
        yield Finding("posted", "it was recorded in a different order, or twice")
    last = session.history[-len(recorded) :] if recorded else ()
    if any(entry.did != "posted" for entry in last):
        yield Finding("posted", "the history continues after it")


def _order(session: Session) -> Iterator[Finding]:
    if session.history_digest != history_digest(session.history):
        yield Finding("history", "it is not the one that the program wrote")
    if not session.history:
        yield Finding("history", "it does not begin with the start of the session")
        return
    starts = tuple(
        (e.at, e.item, e.by.login, e.by.uid) for e in session.history if e.did == "started"
    )
    first = (session.started_at, session.incident_type, session.author, session.author_uid)
    if session.history[0].did != "started" or not _reads_alike(starts, (first,)):
        yield Finding("history", "it does not begin with the start of the session")
    elif not _carried_at_the_start(*session.history):
        yield Finding("history", "not everything carried over was carried over at the start")


def _no_changes(session: Session) -> Iterator[Finding]:
    """Yield what an entry, which keeps what was there before, did not change.

    What an edit by hand made of it, the history does not keep.
    """
    for where, did, now in (
        ("case_number", "case-number", session.case_number),
        ("checklist_revision", "checklist-carried", session.checklist_revision),
    ):
        entries = (e for e in session.history if e.did == EDITED or (e.did == did and not e.step))
        values = [None if entry.did == EDITED else entry.note for entry in entries]
        if any(one is not None and one == following for one, following in pairwise([*values, now])):
            yield Finding(where, "the history changed it to what it already was")


def _withdrawn(session: Session) -> Iterator[Finding]:
    given_up, entry = session.withdrawn, last_entry(session, ("withdrawn",))
    if (given_up is None) != (entry is None):
        yield Finding("withdrawn", "the mark and the history do not agree")
    elif given_up is not None and entry is not None:
        made = (given_up.reason, given_up.at, given_up.by)
        if not _reads_alike(made, (entry.note, entry.at, entry.by)):
            yield Finding("withdrawn", "it does not match the history")
        if session.history[-1] is not entry:
            yield Finding("withdrawn", "the history continues after it")


def _carried_at_the_start(began: HistoryEntry, *others: HistoryEntry) -> bool:
    """Return whether what was carried over came first, at once, and from one session."""
    along = list(takewhile(was_carried_over, others))
    if len(along) != sum(map(was_carried_over, others)):
        return False
    kinds = [_CARRIED_ORDER.index(entry.did.partition("-")[0]) for entry in along]
    # What was continued, or started as another type, may itself have changed another post.
    changes = [entry.item for entry in along if entry.did == "updates"]
    sources = {
        e.item if e.did in ("continued", "carried") else e.note.removeprefix(CARRIED_NOTE)
        for e in along
        if e.did != "updates"
    }
    return (
        len(sources) <= 1
        and kinds == sorted(kinds)
        and max(map(kinds.count, range(3))) <= 1
        and (kinds.count(4) == 0 or kinds.count(1) == 1 or set(changes) == sources)
        and all(_reads_alike((e.at, e.by), (began.at, began.by)) for e in along)
    )
