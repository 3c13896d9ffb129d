"""Whether a record still is what the program wrote: everything re-derived from the file.

A finding is something that does not hold. An open step or a lapsed ready mark is none: that is how
a session stands, not a broken record. What this proves and what not is said in the README.
"""

from collections.abc import Iterator

from msgspec import Struct

from checklists.beside import NOTHING_BESIDE, Beside
from checklists.carrying import given_here, lost
from checklists.definition import Checklist
from checklists.digests import answer_digest, content_digest, digest_of, draft_digest
from checklists.session import HistoryEntry, Session, uids_named

_ANSWERS = ("confirmed", "does-not-apply", "not-done", "exception")
_MADE = (*_ANSWERS, "carried")
_DRAFT = ("draft", "platforms", "media-added", "media-removed")
_PERSON = ("person-added", "person-linked", "person-removed", "person-reclassified")


class Finding(Struct, frozen=True):
    """One thing in a record that does not hold. `where` names the part, never a value."""

    where: str
    what: str


def findings(
    session: Session, checklist: Checklist | None, beside: Beside = NOTHING_BESIDE
) -> tuple[Finding, ...]:
    """Everything in one session that does not hold; `checklist` is None when its type is out.

    `beside` has the originals of carried answers, and the reviews that count for nothing.
    """
    return tuple(_findings(session, checklist, beside))


def _findings(session: Session, checklist: Checklist | None, beside: Beside) -> Iterator[Finding]:
    if not session.sealed:
        yield Finding("seal", "the file was changed outside the program")
    yield from _givers(session)
    yield from _answers(session)
    yield from _carried(session, beside)
    yield from _superseded(session)
    yield from _guards(session)
    yield from _people(session)
    yield from _draft(session)
    yield from _ready(session)
    yield from _posted(session)
    yield from _order(session)
    yield from (Finding(f"review {unfit.name}", unfit.what) for unfit in beside.unfit)
    if checklist is not None and checklist.revision == session.checklist_revision:
        yield from _copies(session, checklist)


def _last(session: Session, kinds: tuple[str, ...], **more: str) -> HistoryEntry | None:
    return next(
        (
            entry
            for entry in reversed(session.history)
            if entry.did in kinds and all(getattr(entry, key) == more[key] for key in more)
        ),
        None,
    )


def _givers(session: Session) -> Iterator[Finding]:
    """Only the author writes in a file: what it says of others was put there by hand."""
    for answer in session.steps:
        if not given_here(session, answer):
            yield Finding(f"step {answer.id}", "it was given by somebody who is not the author")
    for guard in session.guards:
        if session.author_uid not in uids_named(guard.by):
            yield Finding(f"guard {guard.id}", "it was given by somebody who is not the author")
    for number, entry in enumerate(session.history, start=1):
        if session.author_uid not in uids_named(entry.by):
            yield Finding(f"history entry {number}", "it was made by somebody else")


def _carried(session: Session, beside: Beside) -> Iterator[Finding]:
    for answer in lost(session, beside.originals):
        yield Finding(
            f"step {answer.id}",
            f"it was carried from {answer.carried_from}, which does not hold it (any more)",
        )
    continues, entry = session.continues, _last(session, ("continued",))
    if (continues is None) != (entry is None) or (
        continues is not None and entry is not None and entry.digest != digest_of(continues)
    ):
        yield Finding("continues", "it is not what the history says")


def _posted(session: Session) -> Iterator[Finding]:
    for posted in session.posted:
        entry = _last(session, ("posted",), item=posted.platform)
        where = f"posted on {posted.platform}"
        if entry is None or entry.digest != digest_of(posted):
            yield Finding(where, "it is not what the history says")
        if posted.digest != content_digest(session):
            yield Finding(where, "the content is not the one that was posted")
    platforms = {posted.platform for posted in session.posted}
    went_out = False
    for entry in session.history:
        if entry.did == "posted" and entry.item not in platforms:
            yield Finding(f"posted on {entry.item}", "the history says so and the record is gone")
        if went_out and entry.did != "posted":
            yield Finding("posted", "the history goes on after it")
            return
        went_out = went_out or entry.did == "posted"


def _answers(session: Session) -> Iterator[Finding]:
    for answer in session.steps:
        entry = _last(session, _MADE, step=answer.id)
        did = "carried" if answer.carried_from else answer.outcome
        if entry is None or entry.digest != answer_digest(answer) or entry.did != did:
            yield Finding(f"step {answer.id}", "the answer is not the one that the history made")
    current = {answer.id for answer in session.steps}
    for step_id in dict.fromkeys(e.step for e in session.history if e.did in _MADE):
        last = _last(session, (*_MADE, "checklist-carried"), step=step_id)
        if step_id not in current and last is not None and last.did != "checklist-carried":
            yield Finding(f"step {step_id}", "the history made an answer that is gone")


def _superseded(session: Session) -> Iterator[Finding]:
    made: dict[str, str] = {}
    for number, entry in enumerate(session.history, start=1):
        if entry.superseded is not None:
            if made.get(entry.step) != answer_digest(entry.superseded):
                yield Finding(
                    f"history entry {number}", "the answer it replaced is not the one given then"
                )
        elif entry.did in _MADE and entry.step in made:
            yield Finding(f"history entry {number}", "the answer that it replaced is gone")
        if entry.did in _MADE:
            made[entry.step] = entry.digest
        elif entry.did == "checklist-carried" and entry.step:
            made.pop(entry.step, None)


def _guards(session: Session) -> Iterator[Finding]:
    for answer in session.guards:
        entry = _last(session, ("guard",), item=answer.id)
        if entry is None or entry.digest != digest_of(answer):
            yield Finding(f"guard {answer.id}", "the answer is not the one that the history made")


def _people(session: Session) -> Iterator[Finding]:
    labels = {person.label for person in session.people}
    for person in session.people:
        entry = _last(session, _PERSON, item=person.label)
        if entry is None or entry.digest != digest_of(person):
            yield Finding(f"person {person.label}", "the row is not the one that the history made")
    for label in dict.fromkeys(e.item for e in session.history if e.did in _PERSON):
        if label not in labels:
            yield Finding(f"person {label}", "the history made a row that is gone")


def _draft(session: Session) -> Iterator[Finding]:
    entry = _last(session, _DRAFT)
    made = entry.digest if entry is not None else digest_of(type(session.draft)())
    if made != draft_digest(session.draft):
        yield Finding("draft", "the draft is not the one that the history made")


def _ready(session: Session) -> Iterator[Finding]:
    if session.ready is None:
        return
    entry = _last(session, ("marked-ready",))
    ready = session.ready
    if entry is None or (entry.digest, entry.at, entry.by) != (ready.digest, ready.at, ready.by):
        yield Finding("ready", "the ready mark is not one that the history made")
    later = _last(session, ("hand-edit-taken-over", "checklist-carried"))
    if (
        entry is not None
        and later is not None
        and session.history.index(later) > session.history.index(entry)
    ):
        yield Finding("ready", "the ready mark was withdrawn and stands again")


def _order(session: Session) -> Iterator[Finding]:
    if not session.history or session.history[0].did != "started":
        yield Finding("history", "it does not begin with the start")
    given_up, entry = session.withdrawn, _last(session, ("withdrawn",))
    if (given_up is None) != (entry is None):
        yield Finding("withdrawn", "the mark and the history do not agree")
    elif given_up is not None and entry is not None:
        if (entry.note, entry.at, entry.by) != (given_up.reason, given_up.at, given_up.by):
            yield Finding("withdrawn", "it is not what the history says")
        if session.history[-1] is not entry:
            yield Finding("withdrawn", "the history goes on after it")


def _copies(session: Session, checklist: Checklist) -> Iterator[Finding]:
    for answer in session.steps:
        step = checklist.step(answer.id)
        if step is None:
            yield Finding(f"step {answer.id}", "the checklist has no such step")
        elif step.victim_related != answer.victim_related:
            kind = "victim-related" if step.victim_related else "ordinary"
            yield Finding(f"step {answer.id}", f"the copy is wrong: the checklist says {kind}")
        elif step.prompt != answer.prompt:
            yield Finding(f"step {answer.id}", "the copy of the wording is not the checklist's")
