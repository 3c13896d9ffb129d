"""The people and the draft, traced back through the history to the entries that made them.

The history keeps earlier texts whole, but only the labels of media that were taken out, and nothing
of an edit by hand that was taken over: the trace ends there.
"""

import re
from collections.abc import Container, Iterable, Iterator
from itertools import pairwise

from msgspec.structs import replace

from checklists.digests import digest_of
from checklists.gate.audit.history_entries import (
    EDITED,
    OF_A_DRAFT,
    OF_A_PERSON,
    Finding,
    chosen_platforms,
    was_carried_over,
)
from checklists.session.fingerprints import draft_digest
from checklists.session.model import Draft, HistoryEntry, Person, Session, Typed


def people_findings(session: Session) -> Iterator[Finding]:
    """Yield every row that the history did not make, and every one that is missing."""
    rows: dict[str, Person | None] = {person.label: person for person in session.people}
    followed: set[str] = set()
    lost: set[str] = set()
    wrong: set[str] = set()
    for entry in reversed(session.history):
        if entry.did == EDITED:
            lost |= followed
        if entry.did not in OF_A_PERSON or entry.item in lost | wrong:
            continue
        if entry.item not in rows:
            wrong.add(entry.item)
            yield Finding(f"person {entry.item}", "an entry in the history is missing")
            continue
        followed.add(entry.item)
        row = rows[entry.item]
        before = _before(row, entry) if row is not None and _made_row(row, entry) else row
        if before == row:
            wrong.add(entry.item)
        rows[entry.item] = before
    wrong |= {label for label, row in rows.items() if row is not None and label not in lost}
    for person in session.people:
        if person.label in wrong or (
            not person.removed and (person.removed_because or person.removed_verified_by)
        ):
            yield Finding(f"person {person.label}", "the entry does not match the history")
    listed = dict.fromkeys(e.item for e in session.history if e.did in OF_A_PERSON)
    if [person.label for person in session.people] != [n for n in listed if n in rows]:
        yield Finding("people", "the entries are not in the order in which they were listed")
    along = {e.item for e in session.history if was_carried_over(e)}
    yield from _labels(listed, along)


def _labels(labels: Iterable[str], along: Container[str]) -> Iterator[Finding]:
    """Yield each label that does not have its letter's next number; carried ones may have any."""
    highest: dict[str, int] = {}
    for label in labels:
        letter, number = label[:1], label[1:]
        before = highest.get(letter, 0)
        turn = int(number) if re.fullmatch("[0-9]{1,6}", number) else 0
        if label not in along and turn != before + 1:
            yield Finding(f"person {label}", "the label is not the next one for its letter")
        highest[letter] = max(before, turn)


def _made_row(row: Person, entry: HistoryEntry) -> bool:
    if entry.digest != digest_of(row) or row.removed != (entry.did == "person-removed"):
        return False
    return not row.removed or was_carried_over(entry) or entry.note == row.removed_because


def _before(row: Person, entry: HistoryEntry) -> Person | None:
    """Return the row as it was before an entry; None where it was not there."""
    if entry.did == "person-linked":
        return replace(row, stands_for=entry.note)
    if entry.did == "person-removed" and not was_carried_over(entry):
        return replace(row, removed=False, removed_because="", removed_verified_by="")
    return None


def draft_findings(session: Session) -> Iterator[Finding]:
    """Yield every part of the draft that the history did not make."""
    draft: Draft | None = replace(session.draft, typed=None)
    entries = [e for e in session.history if e.did in (*OF_A_DRAFT, "draft-discarded", EDITED)]
    is_last = True
    while entries and draft is not None:
        entry = entries.pop()
        if entry.did == EDITED:
            if not is_last:
                return
            continue
        if entry.did == "draft-discarded":
            if entry.earlier == Typed(draft.text, draft.variants):
                yield Finding("draft", "the history discarded the accepted text")
            continue
        is_last = False
        if entry.digest != draft_digest(draft):
            yield Finding("draft", "the draft does not match the history")
            return
        before = _draft_before(draft, entry, entries)
        if before == draft:
            yield Finding("draft", "the history changed something that the draft does not have")
        draft = before
    if not entries and draft not in (None, Draft()):
        yield Finding("draft", "the draft does not match the history")
    yield from _versions(session)


def _versions(session: Session) -> Iterator[Finding]:
    versions = [e.digest for e in session.history if e.did in (*OF_A_DRAFT, EDITED)]
    if any(one == next_one for one, next_one in pairwise(versions)):
        yield Finding("draft", "the history changed it to what it already was")
    if not any(was_carried_over(entry) or entry.did == EDITED for entry in session.history):
        yield from _from_nothing(session)


def _from_nothing(session: Session) -> Iterator[Finding]:
    """Yield what the whole history did not make of a draft that began empty."""
    changes = sum(entry.changes_meaning is True for entry in session.history)
    if session.draft.meaning != changes + 1:
        yield Finding(
            "draft", "the history counts a different number of changes to what people were told"
        )
    chosen = [chosen_platforms(e) for e in session.history if e.did == "platforms"]
    if session.draft.platforms != (chosen[-1] if chosen else ()):
        yield Finding("draft", "the platforms do not match the history")
    added = [e.item for e in session.history if e.did == "media-added"]
    removed = {e.item for e in session.history if e.did == "media-removed"}
    labels = [media.label for media in session.draft.media]
    in_turn = [f"M{number}" for number in range(1, len(added) + 1)]
    if added != in_turn or labels != [label for label in added if label not in removed]:
        yield Finding("draft", "the images and clips do not match the history")


def _draft_before(
    draft: Draft, entry: HistoryEntry, earlier: Iterable[HistoryEntry]
) -> Draft | None:
    """Return the draft as it was before an entry.

    Returns the same draft where the entry cannot have made it, and None where the history does not
    keep the earlier one.
    """
    meaning = draft.meaning - (entry.changes_meaning is True)
    if entry.did == "draft" and not was_carried_over(entry):
        before = entry.earlier or Typed("")
        return replace(draft, text=before.text, variants=before.variants, meaning=meaning)
    if entry.did == "platforms":
        if chosen_platforms(entry) != draft.platforms:
            return draft
        known = [e for e in earlier if e.did in ("platforms", EDITED) or was_carried_over(e)]
        if known and known[-1].did != "platforms":
            return None
        return replace(draft, platforms=chosen_platforms(known[-1]) if known else ())
    if entry.did == "media-added":
        if [media.label for media in draft.media[-1:]] != [entry.item]:
            return draft
        return replace(draft, media=draft.media[:-1], meaning=meaning)
    return None
