"""What each digest of a session covers, and what an outcome was given for."""

from collections.abc import Iterable

from msgspec.structs import replace

from checklists.definitions.model import Input
from checklists.digests import digest_of
from checklists.session.model import Answer, Draft, HistoryEntry, Session


def answer_digest(answer: Answer) -> str:
    """Return the digest of one answer, with its time and author.

    A history entry proves it, and an exception is granted on it: it covers the bound inputs in
    `given_for`.
    """
    return digest_of(answer)


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
            return digest_of(session.people)
        case "meaning":
            return digest_of(draft.meaning)


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
    return digest_of(
        {
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
    )


def history_digest(history: Iterable[HistoryEntry]) -> str:
    """Return the digest of a whole history: each entry with the digest of those before it.

    The session keeps it beside its history, and a review where the author cannot write.
    """
    digest = ""
    for entry in history:
        digest = next_history_digest(digest, entry)
    return digest


def next_history_digest(before: str, entry: HistoryEntry) -> str:
    """Return the history's digest with one more entry; `before` is that of the others."""
    return digest_of([before, entry])
