"""The draft: its text, platforms and media, and whether a change alters what people were told."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from checklists.changes.history import history_entry, next_label, refuse_if_over, with_entry
from checklists.definitions.model import Checklist
from checklists.errors import Refused
from checklists.session.fingerprints import draft_digest
from checklists.session.model import (
    LONGEST_DESCRIPTION,
    LONGEST_NOTE,
    Actor,
    Checked,
    Draft,
    EventKind,
    Found,
    HistoryEntry,
    Media,
    MediaKind,
    MediaTrace,
    Session,
    Typed,
)
from checklists.text import accept_text, shows_nothing

LONGEST_DRAFT = 70_000
"""Longer than the longest platform's limit (63,206), so that no text is refused that could be
posted, and short enough that a session keeps room for its history."""


def type_draft(session: Session, text: str, variants: Mapping[str, str]) -> Session:
    """Keep typed text that is not accepted yet. It blocks posting and is not in the history."""
    typed = Typed(
        text=accept_text(text, "The draft", lines=True, longest=LONGEST_DRAFT),
        variants=_accepted_variants(variants),
    )
    same = typed.text == session.draft.text and typed.variants == session.draft.variants
    kept = None if same else typed
    if kept == session.draft.typed:
        return session
    refuse_if_over(session)
    return replace(session, draft=replace(session.draft, typed=kept))


def set_typed_aside(session: Session, *, actor: Actor, now: datetime) -> Session:
    """Keep the typed text in the history, because another one takes its place."""
    typed = session.draft.typed
    if typed is None or not (typed.text or typed.variants):
        return session
    return with_entry(session, history_entry(actor, now, "draft-discarded", earlier=typed))


def drop_typed(session: Session, *, actor: Actor, now: datetime) -> Session:
    """Discard the typed text and return to the accepted one. The history keeps what was typed."""
    return _without_typed(set_typed_aside(session, actor=actor, now=now))


def _without_typed(session: Session) -> Session:
    if session.draft.typed is None:
        return session
    refuse_if_over(session)
    return replace(session, draft=replace(session.draft, typed=None))


def earlier_drafts(session: Session) -> tuple[HistoryEntry, ...]:
    """Return the entries that keep a text which is no longer there, the newest first.

    Each text stands in one of them.
    """
    draft = session.draft
    seen: list[Typed | None] = [draft.typed, Typed(draft.text, draft.variants)]
    found = []
    for entry in reversed(session.history):
        if entry.earlier is not None and entry.earlier not in seen:
            seen.append(entry.earlier)
            found.append(entry)
    return tuple(found)


def bring_back(session: Session, earlier: Typed, *, actor: Actor, now: datetime) -> Session:
    """Return to an earlier text, as typed and not accepted; what was typed since is discarded."""
    if session.draft.typed == earlier:
        return session
    session = set_typed_aside(session, actor=actor, now=now)
    return type_draft(session, earlier.text, earlier.variants)


def _accepted_variants(variants: Mapping[str, str]) -> dict[str, str]:
    accepted = {
        accept_text(platform, "A platform", longest=40): accept_text(
            text, "The draft", lines=True, longest=LONGEST_DRAFT
        )
        for platform, text in variants.items()
    }
    return {
        platform: text for platform, text in sorted(accepted.items()) if not shows_nothing(text)
    }


def asks_about_meaning(session: Session, checklist: Checklist) -> bool:
    """Return whether a changed draft must say if it changes what a victim was told.

    It must as soon as a step that binds the draft's meaning has an answer.
    """
    return any(
        "meaning" in step.binds and session.answer(step.id) is not None for step in checklist.steps
    )


def _with_meaning(
    session: Session, checklist: Checklist, draft: Draft, *, changes_meaning: bool | None
) -> Draft:
    if not asks_about_meaning(session, checklist):
        return draft
    if changes_meaning is None:
        raise Refused(
            "One question first",
            "People were told about this post.",
            "Say whether the change alters what they were told.",
            field="meaning",
        )
    return replace(draft, meaning=draft.meaning + 1) if changes_meaning else draft


def words_changed(before: str, after: str) -> int:
    """Return how many words one text has and the other does not."""
    old, new = Counter(before.split()), Counter(after.split())
    return max((old - new).total(), (new - old).total()) or (1 if before != after else 0)


def accept_draft(
    session: Session,
    checklist: Checklist,
    text: str,
    variants: Mapping[str, str],
    *,
    changes_meaning: bool | None = None,
    checked: Checked | None = None,
    actor: Actor,
    now: datetime,
) -> Session:
    """Accept the text as the one to be posted, with what was `checked` in it.

    `changes_meaning` answers "does this change what a victim was told?"; it has no default where
    the question must be asked (`asks_about_meaning`).
    """
    accepted = accept_text(text, "The draft", lines=True, longest=LONGEST_DRAFT)
    accepted_variants = _accepted_variants(variants)
    before = session.draft
    if accepted == before.text and accepted_variants == before.variants:
        return _without_typed(session)
    draft = _with_meaning(
        session,
        checklist,
        replace(before, text=accepted, variants=accepted_variants, typed=None),
        changes_meaning=changes_meaning,
    )
    asked = asks_about_meaning(session, checklist)
    changed = words_changed(before.text, accepted) + sum(
        words_changed(before.variants.get(name, ""), accepted_variants.get(name, ""))
        for name in {*before.variants, *accepted_variants}
    )
    entry = history_entry(
        actor,
        now,
        "draft",
        digest=draft_digest(draft),
        words_changed=changed,
        changes_meaning=changes_meaning if asked else None,
        earlier=Typed(before.text, before.variants) if before.text or before.variants else None,
        checked=checked,
    )
    return with_entry(replace(session, draft=draft, kept=()), entry)


def keep_finding(session: Session, found: Found) -> Session:
    """Keep what was said of a finding until the text is accepted; a grave one needs a reason."""
    refuse_if_over(session)
    reason = accept_text(found.reason, "The reason", longest=LONGEST_NOTE, field="reason")
    if found.grave and shows_nothing(reason):
        raise Refused(
            "A reason is needed",
            "These words can do grave harm.",
            "Say in a few words why they stay, or change them.",
            field="reason",
        )
    kept = replace(found, outcome="kept", reason=reason)
    others = (before for before in session.kept if before.about != found.about)
    return replace(session, kept=(*others, kept))


def choose_platforms(
    session: Session, platforms: Iterable[str], *, actor: Actor, now: datetime
) -> Session:
    """Set the platforms that the post is for."""
    accepted = (accept_text(name, "A platform", longest=40) for name in platforms)
    chosen = tuple(dict.fromkeys(name for name in accepted if name))
    if chosen == session.draft.platforms:
        return session
    draft = replace(session.draft, platforms=chosen)
    entry = history_entry(
        actor, now, "platforms", digest=draft_digest(draft), note=", ".join(chosen)
    )
    return with_entry(replace(session, draft=draft), entry)


def add_media(
    session: Session,
    checklist: Checklist,
    kind: MediaKind,
    description: str,
    *,
    sha256: str = "",
    found: tuple[MediaTrace, ...] = (),
    changes_meaning: bool | None = None,
    actor: Actor,
    now: datetime,
) -> Session:
    """Add an image or clip with its description, which becomes the alt text."""
    shown = accept_text(
        description, "The description", longest=LONGEST_DESCRIPTION, field="description"
    )
    if not shown:
        raise Refused(
            "A description is needed",
            "It becomes the alt text.",
            "Describe it in one sentence, without names.",
            field="description",
        )
    used = [media.label for media in session.draft.media] + [
        entry.item for entry in session.history if entry.did == "media-added"
    ]
    label = next_label("M", used)
    media = Media(label=label, kind=kind, description=shown, sha256=sha256, found=found)
    return _change_media(
        session,
        checklist,
        (*session.draft.media, media),
        "media-added",
        media.label,
        changes_meaning=changes_meaning,
        actor=actor,
        now=now,
    )


def remove_media(
    session: Session,
    checklist: Checklist,
    label: str,
    *,
    changes_meaning: bool | None = None,
    actor: Actor,
    now: datetime,
) -> Session:
    """Remove an image or clip from the draft."""
    kept = tuple(media for media in session.draft.media if media.label != label)
    if len(kept) == len(session.draft.media):
        raise Refused("Not there", f"The draft has no {label}.", "Choose one from the list.")
    return _change_media(
        session,
        checklist,
        kept,
        "media-removed",
        label,
        changes_meaning=changes_meaning,
        actor=actor,
        now=now,
    )


def replace_media(
    session: Session,
    checklist: Checklist,
    media: Media,
    *,
    sha256: str,
    found: tuple[MediaTrace, ...],
    changes_meaning: bool | None = None,
    actor: Actor,
    now: datetime,
) -> Session:
    """Put what was read of another file, such as a cleaned one, in place of an image or clip.

    It gets a label of its own: what was answered about the other one is about the other one.
    """
    if (media.sha256, media.found) == (sha256, found):
        return session
    without = remove_media(
        session, checklist, media.label, changes_meaning=changes_meaning, actor=actor, now=now
    )
    return add_media(
        without,
        checklist,
        media.kind,
        media.description,
        sha256=sha256,
        found=found,
        changes_meaning=None if changes_meaning is None else False,
        actor=actor,
        now=now,
    )


def _change_media(
    session: Session,
    checklist: Checklist,
    media: tuple[Media, ...],
    did: EventKind,
    label: str,
    *,
    changes_meaning: bool | None,
    actor: Actor,
    now: datetime,
) -> Session:
    asked = asks_about_meaning(session, checklist)
    draft = _with_meaning(
        session, checklist, replace(session.draft, media=media), changes_meaning=changes_meaning
    )
    entry = history_entry(
        actor,
        now,
        did,
        item=label,
        digest=draft_digest(draft),
        changes_meaning=changes_meaning if asked else None,
    )
    return with_entry(replace(session, draft=draft), entry)
