"""The product's answer to the same question, in the same words. The one place that knows its calls.

What the specification takes as plain dictionaries is made from the product's structs here, with the
names and the left-out defaults that the files have; `test_agreement` shows that a file read back by
a TOML parser gives the same.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace
from specification.specification import Facts, FormerLogin, Original, Owner, Verdict
from specification.written_definitions import shipped

from checklists import changes
from checklists.definitions.model import Checklist
from checklists.gate.carried_answers import writers
from checklists.gate.context import KnownAuthor, SessionContext
from checklists.gate.status import status_of
from checklists.records.reviews import as_counted
from checklists.session.directory import Directory
from checklists.session.model import Actor, Session
from checklists.session.review import COLD_READ, Review
from checklists.workstation.account import known_author
from checklists.workstation.policy import Policy, RenamedShape
from checklists.workstation.same_person import SamePerson

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class World:
    """One session, who writes it, and everything that lies outside its file."""

    session: Session
    checklist: Checklist
    actor: Actor
    now: datetime
    policy: Policy
    reviews: list[tuple[Review, datetime]] = field(default_factory=list)
    """Each with the time at which the kernel says that its file was written."""
    originals: list[Session] = field(default_factory=list)
    former_logins: tuple[FormerLogin, ...] = ()
    types: dict[str, dict[str, Any]] = field(default_factory=shipped)
    """The types as they are written now."""
    family_first: bool = False
    """Whether policy says that a closure waits until the family was told."""
    accounts: tuple[Actor, ...] = ()
    """Everybody else whom the system knows."""
    directory: Directory = field(default_factory=Directory)

    @property
    def people(self) -> SamePerson:
        """Return who is one person."""
        uids = {actor.login: actor.uid for actor in (self.actor, *self.accounts)}
        logins = {uid: login for login, uid in uids.items()}
        return SamePerson(self.policy, self.directory, logins.get, uids.get)

    def known(self, session: Session) -> KnownAuthor | None:
        """Return what the product finds out about the owner of a file."""
        policy = Policy(
            blank_after=timedelta(minutes=5),
            renamed=tuple(RenamedShape(f.uid, f.login, f.until) for f in self.former_logins),
        )
        for reader in (self.actor, *self.accounts):
            if reader.uid == session.author_uid:
                began = session.started_at.date()
                return known_author(reader.uid, began, policy, reader, people=self.people)
        return None


def as_written(value: Any) -> dict[str, Any]:
    """Return a session or a review as its file has it."""
    table: dict[str, Any] = _with_lists(msgspec.to_builtins(value, builtin_types=(datetime,)))
    table.pop("sealed", None)
    return table


def _with_lists(value: Any) -> Any:
    """Return the value with lists where it has tuples, as a TOML parser gives them."""
    if isinstance(value, dict):
        return {key: _with_lists(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_with_lists(inner) for inner in value]
    return value


def facts_of(world: World) -> Facts:
    """Return everything that lies outside the session's file."""
    return Facts(
        now=world.now,
        types=world.types,
        revision=world.checklist.revision,
        owner=Owner(world.actor.uid, world.actor.login, world.actor.names),
        former_logins=world.former_logins,
        sealed=world.session.sealed,
        approval_asked=world.policy.needs_approval,
        approval_holds=world.policy.approval_holds,
        family_first=world.family_first,
        on_call=tuple((one.uid, one.name) for one in world.policy.on_call),
        by_phone=world.policy.phone_approval,
        directory=tuple(
            {"name": found.name, "logins": list(found.logins)} for found in world.directory.people
        ),
        uids=tuple((actor.login, actor.uid) for actor in (world.actor, *world.accounts)),
        reviews=tuple(
            as_written(review) | {"kernel_time": written} for review, written in world.reviews
        ),
        originals=tuple(
            Original(as_written(found), owner_of(world, found), sealed=found.sealed)
            for found in world.originals
        ),
    )


def owner_of(world: World, session: Session) -> Owner | None:
    """Return whose file a session is, where the system knows the account."""
    found = (a for a in (world.actor, *world.accounts) if a.uid == session.author_uid)
    return next((Owner(actor.uid, actor.login, actor.names) for actor in found), None)


def context_of(world: World) -> SessionContext:
    """Return what decides besides the session's file, as the product reads it from disk."""
    session = world.session
    wrote = world.people.uids(writers(session, world.originals))
    read = (
        replace(review, kernel_ns=(written - EPOCH) // timedelta(microseconds=1) * 1000)
        for review, written in world.reviews
    )
    counted = [as_counted(review, session, wrote)[0] for review in read]
    fit = [review for review in counted if review is not None]
    return SessionContext(
        reviews=tuple(review for review in fit if review.verdict != COLD_READ),
        cold_reads=tuple(review for review in fit if review.verdict == COLD_READ),
        originals=tuple(world.originals),
        approval=world.policy.approval_rule(session, world.checklist),
        family_first=world.family_first,
        author=world.known(session),
        directory=world.directory,
        on_call=tuple(one for one in world.policy.on_call if one.uid not in wrote),
        givers=tuple(giver for o in world.originals if (giver := world.known(o)) is not None),
    )


def verdict_of(world: World) -> Verdict:
    """Return where the product says that the session stands."""
    found = status_of(world.session, world.checklist, context_of(world), world.now)
    return Verdict(
        frozenset((b.code, b.step or b.item, b.person) for b in found.blockers),
        found.status,
        found.may_be_posted,
    )


def left_out_by(world: World) -> set[str]:
    """Return the steps and questions whose answers make others unnecessary now.

    Where it is the draft, "the draft"."""
    found = status_of(world.session, world.checklist, context_of(world), world.now).not_needed
    sources = (why.question or why.source for why in found.values())
    return {source.id if source else "the draft" for source in sources}


def mark(world: World, shown: str) -> Session:
    """Mark the session ready as the product does it, or raise what it raises."""
    return changes.mark_ready(
        world.session,
        world.checklist,
        context_of(world),
        shown=shown,
        actor=world.actor,
        now=world.now,
    )


def approve_by_phone(world: World, uid: int, shown: str, at: datetime) -> Session:
    """Record what somebody said on the phone."""
    context = context_of(world)
    return changes.approve_by_phone(
        world.session,
        status_of(world.session, world.checklist, context, world.now),
        context,
        uid,
        shown=shown,
        at=at,
        actor=world.actor,
        now=world.now,
    )


def post(world: World, platform: str, at: datetime, reason: str) -> Session:
    """Record that it was posted."""
    return changes.record_posted(
        world.session,
        status_of(world.session, world.checklist, context_of(world), world.now),
        platform,
        at=at,
        reason=reason,
        ordered_by="Chief Boyd, police" if reason else "",
        actor=world.actor,
        now=world.now,
    )
