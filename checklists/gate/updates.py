"""A session that updates or corrects a posted one: what it begins with, and what then blocks it.

Nothing is written into the posted session. It is read as it was posted; without it, or without one
of those whom it lists, the new text does not go out.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from checklists.gate.context import AUTHOR, Basis, Blocker
from checklists.session.fingerprints import content_digest
from checklists.session.model import Account, Draft, Session, Typed, WordsDiffer
from checklists.session.people import listed_as
from checklists.session.word_differences import words_that_differ

TOLD = "correction-told"
"""The step that asks of a correction whether those who were told of the first post know of it."""


class EarlierText(Struct, frozen=True):
    """A text as it went out on some platforms, and the words that the new one has in its place."""

    platforms: tuple[str, ...]
    text: str
    differs: tuple[WordsDiffer, ...]


def earlier_texts(session: Session, originals: Iterable[Session]) -> tuple[EarlierText, ...]:
    """Return each text of the posted session that one changes, beside the draft as it is typed."""
    original = changed_session(session, originals)
    if original is None:
        return ()
    draft = session.draft
    if draft.typed is not None:
        draft = Draft(text=draft.typed.text, variants=draft.typed.variants)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for posted in original.posted:
        text = posted.text or original.draft.for_platform(posted.platform)
        key = (text, draft.for_platform(posted.platform))
        found[key] = (*found.get(key, ()), posted.platform)
    return tuple(
        EarlierText(platforms, text, words_that_differ(text, now))
        for (text, now), platforms in found.items()
    )


def draft_to_change(posted: Draft) -> Draft:
    """Return the draft that an update begins with: the posted text, as typed and not accepted.

    The images and clips are chosen again: most often one of them is what has to go.
    """
    return Draft(
        platforms=posted.platforms,
        meaning=posted.meaning,
        typed=Typed(posted.text, posted.variants),
    )


def changed_session(session: Session, originals: Iterable[Session]) -> Session | None:
    """Return the posted session that one changes, while it is there exactly as it was posted."""
    updates = session.updates
    if updates is None:
        return None
    return next((found for found in originals if _is_it(found, session)), None)


def _is_it(found: Session, session: Session) -> bool:
    updates = session.updates
    return (
        updates is not None
        and found.id == updates.session
        and Account(found.author, found.author_uid) == updates.by
        and found.sealed
        and bool(found.posted)
        and content_digest(found) == updates.digest
    )


def update_blockers(basis: Basis) -> Iterator[Blocker]:
    """Yield why an update or a correction is not ready for what it says of the posted session."""
    session = basis.session
    if session.updates is None:
        return
    original = changed_session(session, basis.context.originals)
    if original is None:
        yield Blocker(
            "edited-outside",
            "first post",
            "The posted session that this one changes cannot be read as it was posted; verify it.",
            AUTHOR,
        )
        return
    told = basis.checklist.step(TOLD)
    asked = {*told.per_person, *told.must_cover} if told is not None else set()
    for person in original.listed:
        label = person.label
        now = listed_as(session, label, basis.context.originals)
        if session.person(label) is None:
            reason = f"The first post lists {label}, and this session does not."
        elif person.person_class in asked and (now is None or now.person_class not in asked):
            reason = f"The first post lists {label}, and a correction tells them or names a caller."
        else:
            continue
        yield Blocker("person-missing", "people list", reason, AUTHOR, person=label)
