"""The entries of a history: the fields of each kind, and what one entry says about others."""

from msgspec import Struct

from checklists.digests import PREFIX
from checklists.session.model import Answer, EventKind, HistoryEntry, Session
from checklists.text import shows_nothing

MADE_ANSWERS = ("confirmed", "does-not-apply", "not-done", "exception", "carried")
OF_A_DRAFT = ("draft", "platforms", "media-added", "media-removed")
OF_A_PERSON = ("person-added", "person-linked", "person-removed", "person-reclassified")
EDITED = "hand-edit-taken-over"
CARRIED_NOTE = "from "
"""The beginning of the note of what was carried from another session."""

_FIELDS: dict[EventKind, tuple[str, str]] = {
    "started": ("item", ""),
    "case-number": ("", "note"),
    "question": ("item digest", "note"),
    "draft": ("digest", "words_changed changes_meaning note earlier checked"),
    "draft-discarded": ("earlier", ""),
    "platforms": ("digest", "note"),
    "media-added": ("item digest", "changes_meaning"),
    "media-removed": ("item digest", "changes_meaning"),
    "person-added": ("item digest", "note"),
    "person-linked": ("item digest", "note"),
    "person-removed": ("item digest note", ""),
    "person-reclassified": ("item digest note", ""),
    "confirmed": ("step digest", "item superseded"),
    "does-not-apply": ("step digest", "superseded"),
    "not-done": ("step digest", "item superseded"),
    "exception": ("step digest", "item superseded"),
    "carried": ("step digest item", ""),
    "checklist-carried": ("note", "step superseded"),
    "hand-edit-taken-over": ("digest", ""),
    "marked-ready": ("digest", ""),
    "approved-by-phone": ("item digest", ""),
    "posted": ("item digest", "note"),
    "updates": ("item digest note", ""),
    "continued": ("item digest", ""),
    "withdrawn": ("note", ""),
}
"""For each kind of entry the fields that it must have, and those that it may have besides."""


class Finding(Struct, frozen=True):
    """One thing in a record that is not valid. `where` names the part, never a value."""

    where: str
    what: str


def is_as_written(entry: HistoryEntry) -> bool:
    """Return whether an entry has the fields that the program writes in one of its kind."""
    needed, allowed = (set(names.split()) for names in _FIELDS[entry.did])
    bare = HistoryEntry(entry.at, entry.by, entry.did)
    has = {name for name in entry.__struct_fields__ if getattr(entry, name) != getattr(bare, name)}
    return needed <= has <= needed | allowed and _fits_together(entry)


def _fits_together(entry: HistoryEntry) -> bool:
    """Return whether the optional fields that an entry has go together."""
    earlier = entry.earlier
    if earlier is not None and (
        not (earlier.text or earlier.variants) or any(map(shows_nothing, earlier.variants.values()))
    ):
        return False
    if entry.did == "draft":
        # Either it was changed here, with a count of words, or it was carried over.
        counted = entry.words_changed is not None
        says_more = entry.note if counted else earlier or entry.changes_meaning is not None
        return counted != was_carried_over(entry) and not says_more
    if entry.did == "person-added":
        return not entry.note or was_carried_over(entry)
    if entry.did == "checklist-carried":
        # Of one step with the answer that went, or of all: then the note is the revision before.
        is_of_a_step = entry.superseded is not None
        return bool(entry.step) == is_of_a_step != entry.note.startswith(PREFIX)
    return True


def was_carried_over(entry: HistoryEntry) -> bool:
    """Return whether an entry says what was carried from another session at the start."""
    return entry.did in ("updates", "continued", "carried") or (
        entry.did in ("draft", "person-added", "person-removed")
        and entry.words_changed is None
        and entry.note.startswith(CARRIED_NOTE)
    )


def chosen_platforms(entry: HistoryEntry) -> tuple[str, ...]:
    """Return the platforms that an entry says were chosen."""
    return tuple(entry.note.split(", ")) if entry.note else ()


def last_entry(session: Session, kinds: tuple[str, ...], **more: str) -> HistoryEntry | None:
    """Return the last entry of some kinds with these values; None where there is none."""
    return next(
        (
            entry
            for entry in reversed(session.history)
            if entry.did in kinds and all(getattr(entry, key) == more[key] for key in more)
        ),
        None,
    )


def made_answers(session: Session) -> dict[int, Answer]:
    """Return the answer that each entry made: what the next one replaced, or the current one."""
    found: dict[int, Answer] = {}
    after: dict[str, Answer | None] = {answer.id: answer for answer in session.steps}
    for number, entry in reversed(list(enumerate(session.history))):
        if entry.did in MADE_ANSWERS:
            answer = after.get(entry.step)
            if answer is not None:
                found[number] = answer
        if entry.did in MADE_ANSWERS or entry.step:
            after[entry.step] = entry.superseded
    return found
