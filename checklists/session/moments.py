"""How early the times in an answer may be: not before what it was given for was there.

An old time would otherwise confirm new words.
"""

from datetime import datetime

from checklists.definitions.model import Input, Step
from checklists.remembered import remembered
from checklists.session.fingerprints import changed_inputs
from checklists.session.model import Answer, Evidence, HistoryEntry, Session

_MEDIA = ("media-added", "media-removed")


def not_before(session: Session, step: Step, at: datetime) -> datetime | None:
    """Return the earliest time in an answer that is given at `at`; None where any may be named.

    It is when the text was accepted or the media were changed last, for a step that binds the text,
    and when what people were told changed last, for one that binds the meaning. A step that binds
    the media alone is not asked: a family may agree to a photo before it is in the draft.
    """
    binds = set(step.binds)
    if not binds & {"text", "meaning"}:
        return None
    changes = (e.at for e in _changes(session.history) if e.at <= at and _matters(e, binds))
    return max(changes, default=None)


@remembered(20)
def _changes(history: tuple[HistoryEntry, ...]) -> tuple[HistoryEntry, ...]:
    """Return the entries that made another text, media or meaning.

    A text that was copied from another session was accepted there, at a time that this file does
    not have.
    """
    return tuple(
        entry
        for entry in history
        if entry.changes_meaning
        or (entry.did == "draft" and not entry.note.startswith("from "))
        or entry.did in _MEDIA
    )


def _matters(entry: HistoryEntry, binds: set[Input]) -> bool:
    if "meaning" in binds and entry.changes_meaning:
        return True
    return "text" in binds and (entry.did == "draft" or "media" in binds)


def is_of_other_words(session: Session, step: Step, answer: Answer) -> bool:
    """Return whether an answer was given for another text, media or meaning than there are now."""
    changed = set(changed_inputs(session, answer.given_for, step.binds))
    return bool(changed & {"text", "media", "meaning"})


def without_times(step: Step, record: Evidence) -> Evidence:
    """Return a record without the times of what was done: who and how stay."""
    past = {f.id for f in step.fields if f.kind == "time" and not (f.future or f.precedes_text)}
    return {key: value for key, value in record.items() if key not in past}
