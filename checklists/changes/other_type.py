"""Starting the same post again under another incident type."""

from datetime import datetime

from checklists.changes.draft import accept_draft, add_media, choose_platforms, type_draft
from checklists.changes.people import add_person
from checklists.changes.starting import start
from checklists.definition import Checklist
from checklists.session import Actor, Session


def start_instead(
    session: Session, checklist: Checklist, session_id: str, *, actor: Actor, now: datetime
) -> Session:
    """A new session of another type for the same post.

    The text, platforms, media, case number and those of the people whom the type lists come
    along; no answer does, because none was given to this type's steps.
    """
    started = start(checklist, session_id, actor=actor, now=now, case_number=session.case_number)
    draft = session.draft
    if draft.text:
        started = accept_draft(started, checklist, draft.text, draft.variants, actor=actor, now=now)
    if draft.platforms:
        started = choose_platforms(started, draft.platforms, actor=actor, now=now)
    for media in draft.media:
        started = add_media(
            started,
            checklist,
            media.kind,
            media.description,
            sha256=media.sha256,
            actor=actor,
            now=now,
        )
    if draft.typed is not None:
        started = type_draft(started, draft.typed.text, draft.typed.variants)
    return _with_people(started, session, checklist, actor, now)


def _with_people(
    started: Session, session: Session, checklist: Checklist, actor: Actor, now: datetime
) -> Session:
    labels: dict[str, str] = {}
    # Those who stand for nobody first: the others are linked to their new labels.
    for person in sorted(session.listed, key=lambda found: bool(found.stands_for)):
        stands_for = labels.get(person.stands_for, "")
        if checklist.person_class(person.person_class) is None:
            continue
        if person.stands_for and not stands_for:
            continue
        started = add_person(
            started,
            checklist,
            person.person_class,
            stands_for=stands_for,
            actor=actor,
            now=now,
        )
        labels[person.label] = started.people[-1].label
    return started
