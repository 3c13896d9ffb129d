"""Recording that an on-call supervisor, called back, approved the post by phone."""

from datetime import datetime

from msgspec.structs import replace

from checklists.changes.history import history_entry, with_entry
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.gate.context import SessionContext
from checklists.gate.status import Status
from checklists.session.fingerprints import content_digest
from checklists.session.model import Actor, PhoneApproval, Session
from checklists.session.review import OnCall


def check_by_phone(found: Status, context: SessionContext) -> tuple[OnCall, ...]:
    """Return who may approve a session by phone. Raises Refused where nobody may, or need not."""
    if not found.is_ready or not found.awaits_approval:
        why = (
            "This post is not waiting for an approval." if found.is_ready else found.why_not_posted
        )
        raise Refused(
            "Not for now", why, "A post can be approved by phone only while it is waiting for that."
        )
    if not context.approval.by_phone:
        raise Refused(
            "Not by phone",
            "Your agency does not let this type be approved by phone.",
            "A supervisor approves it from their own account.",
        )
    if not context.on_call:
        raise Refused(
            "Nobody to call", "No supervisor is listed who may approve it.", "See the policy."
        )
    return context.on_call


def approve_by_phone(
    session: Session,
    found: Status,
    context: SessionContext,
    uid: int,
    *,
    shown: str,
    at: datetime,
    actor: Actor,
    now: datetime,
) -> Session:
    """Record that the on-call supervisor `uid` said yes, at a time, to what was read to them.

    That is the content whose digest was `shown`. Whether it counts is for the gate, which asks
    policy each time.
    """
    listed = check_by_phone(found, context)
    supervisor = next((one for one in listed if one.uid == uid), None)
    if supervisor is None:
        raise Refused("Not on call", "That supervisor is not listed.", "Choose one from the list.")
    if shown != content_digest(session):
        raise Refused(
            "It changed after you saw it", "The post is not what was read out.", "Read it again."
        )
    moment = at.replace(microsecond=0)
    if session.ready is None or moment < session.ready.at or moment > now:
        raise Refused(
            "Not then",
            "The call must come after the post was marked ready, and not in the future.",
            "Enter the time of the call.",
            field="at",
        )
    made = PhoneApproval(
        supervisor=supervisor.name,
        uid=supervisor.uid,
        phone=supervisor.phone,
        digest=shown,
        at=moment,
        recorded_at=now,
        by=actor.account,
    )
    entry = history_entry(
        actor, now, "approved-by-phone", item=str(supervisor.uid), digest=digest_of(made)
    )
    return with_entry(replace(session, by_phone=(*session.by_phone, made)), entry)
