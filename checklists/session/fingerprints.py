"""What each digest of a session covers, and what an outcome was given for."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from checklists.definitions.model import Input
from checklists.digests import digest_of
from checklists.remembered import remembered
from checklists.session.model import Answer, Draft, HistoryEntry, Person, Session


def answer_digest(answer: Answer) -> str:
    """Return the digest of one answer, with its time and author.

    A history entry proves it, and an exception is granted on it: it covers the bound inputs in
    `given_for`.
    """
    return digest_of(answer)


def earlier_answers(session: Session, step_id: str) -> Iterator[Answer]:
    """Yield the answers to a step that others superseded, as far as the history gave them.

    Each has the digest of an entry before, or was edited by hand and taken over with the file. What
    is read of the others may be of an answer that was edited by hand later.
    """
    given: set[str] = set()
    was_edited = False
    for entry in session.history:
        was_edited |= entry.did == "hand-edit-taken-over"
        if entry.step != step_id:
            continue
        before = entry.superseded
        if before is not None and (was_edited or answer_digest(before) in given):
            yield before
        given.add(entry.digest)
        was_edited = False


def draft_digest(draft: Draft) -> str:
    """Return the digest of the whole draft, without text that was typed and not accepted."""
    return digest_of(replace(draft, typed=None))


def input_digest(session: Session, name: Input) -> str:
    """Return the digest of one of the inputs that an outcome can be given for."""
    draft = session.draft
    match name:
        case "text":
            return digest_of({"text": draft.text, "variants": draft.variants})
        case "media":
            return digest_of(draft.media)
        case "platforms":
            return digest_of(sorted(draft.platforms))
        case "people":
            return _people_digest(session.people)
        case "meaning":
            return digest_of(draft.meaning)


@remembered(10)
def _people_digest(people: tuple[Person, ...]) -> str:
    return digest_of(people)


def given_for(session: Session, inputs: Iterable[Input]) -> tuple[str, ...]:
    """Return `INPUT sha256:...` for each input, as an outcome given now would keep it."""
    return tuple(f"{name} {input_digest(session, name)}" for name in sorted(set(inputs)))


def changed_inputs(
    session: Session, kept: Iterable[str], inputs: Iterable[Input]
) -> tuple[Input, ...]:
    """Return those of `inputs` that are no longer what `kept` says the outcome was given for."""
    held = tuple(kept)
    named = [item.partition(" ")[0] for item in held]
    return tuple(
        name
        for name in sorted(set(inputs))
        # An input named twice would mean that the answer was given for two states of it.
        if named.count(name) != 1 or f"{name} {input_digest(session, name)}" not in held
    )


def content_digest(session: Session) -> str:
    """Return the digest that a ready mark and a review are given for.

    It leaves out `revision`, `ready`, `history` and the seal: they say how the content came to be,
    not what it is.
    """
    content: dict[str, object] = {
        "id": session.id,
        "author": session.author,
        "author_uid": session.author_uid,
        "started_at": session.started_at,
        "incident_type": session.incident_type,
        "checklist_revision": session.checklist_revision,
        "case_number": session.case_number,
        "draft": session.draft,
        "people": session.people,
        "questions": session.questions,
        "steps": session.steps,
    }
    if session.updates is not None:
        content["updates"] = session.updates
    return digest_of(content)


def history_digest(history: Iterable[HistoryEntry]) -> str:
    """Return the digest of a whole history: each entry with the digest of those before it.

    The session keeps it beside its history, and a review where the author cannot write.
    """
    digest = ""
    for entry in history:
        digest = next_history_digest(digest, entry)
    return digest


def next_history_digest(before: str, entry: HistoryEntry) -> str:
    """Return the history's digest with one more entry; `before` is that of the others.

    What an entry superseded is left out: the entry that made that answer has its digest.
    """
    return digest_of([before, replace(entry, superseded=None)])
