"""What each digest covers, and what an outcome was given for.

A digest is SHA-256 over a canonical form of values: JSON in UTF-8 with sorted keys and no space,
code points as they are stored. The layout of a file and its comments change no digest; one letter
or one invisible character does.
"""

import hashlib
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from checklists.definition import Input
from checklists.session import Answer, Draft, HistoryEntry, Session

PREFIX = "sha256:"


def digest_of(value: object) -> str:
    """The digest of any value made of structs, lists, dicts, strings, numbers and times."""
    return PREFIX + hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()


def short_digest(digest: str) -> str:
    """The first eight digits, to compare by eye or over a radio."""
    return digest.removeprefix(PREFIX)[:8]


def answer_digest(answer: Answer) -> str:
    """The digest of one answer, with its time and author: what a history entry proves, and what
    an exception is granted on (it holds the bound inputs in `given_for`)."""
    return digest_of(answer)


def draft_digest(draft: Draft) -> str:
    """The digest of the whole draft, without text that was typed and not accepted."""
    return digest_of(replace(draft, typed=None))


def input_digest(session: Session, name: Input) -> str:
    """The digest of one of the inputs that an outcome can be given for."""
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
    """`INPUT sha256:...` for each input, as an outcome given now would keep it."""
    return tuple(f"{name} {input_digest(session, name)}" for name in sorted(set(inputs)))


def changed_inputs(
    session: Session, kept: Iterable[str], inputs: Iterable[Input]
) -> tuple[Input, ...]:
    """Those of `inputs` that are no longer what `kept` says the outcome was given for."""
    held = set(kept)
    return tuple(
        name for name in sorted(set(inputs)) if f"{name} {input_digest(session, name)}" not in held
    )


def content_digest(session: Session) -> str:
    """The digest that a ready mark and a review are given for.

    It leaves out `revision`, `ready`, `history` and the seal: they say how the content came to
    be, not what it is.
    """
    return digest_of(
        {
            "id": session.id,
            "author_uid": session.author_uid,
            "incident_type": session.incident_type,
            "checklist_revision": session.checklist_revision,
            "case_number": session.case_number,
            "draft": session.draft,
            "people": session.people,
            "guards": session.guards,
            "steps": session.steps,
        }
    )


def history_digest(history: tuple[HistoryEntry, ...]) -> str:
    """The digest of a whole history, for a review to keep where the author cannot write."""
    return digest_of(history)
