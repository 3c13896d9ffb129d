"""What `doctor` looks for after a restore: whose everything was, and what no longer counts.

Nothing is changed. Owners, and the times at which the kernel saw a file change, decide what counts,
and a copy may have lost either. What a file says of itself is used for advice to root alone.
"""

import os
import pwd
import shlex
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from checklists.definitions.model import Checklist
from checklists.gate.context import SessionContext, UnfitReview
from checklists.gate.status import status_of
from checklists.records.codec import author_named
from checklists.records.layout import skip_inaccessible
from checklists.records.owned_files import why_not_theirs
from checklists.records.review_names import completed_by, uid_of
from checklists.records.store import Broken, Store, Stored
from checklists.session.model import Session
from checklists.setup.contents import from_backup
from checklists.setup.setup import Issue, some_of
from checklists.workstation.account import login_of
from checklists.workstation.policy import Policy
from checklists.workstation.trust import untrusted_reason

ChecklistOf = Callable[[Session], Checklist | None]


def authors_named(store: Store) -> dict[str, int]:
    """Return the user ID that the sessions in each user's folder name, where all name the same."""
    found: dict[str, set[int]] = {}
    for path in store.paths(skip_inaccessible):
        uid = author_named(store.bytes_of(path))
        if uid is not None:
            found.setdefault(path.parts[-3], set()).add(uid)
    return {login: uids.pop() for login, uids in found.items() if len(uids) == 1}


def number_issues(named: Mapping[str, int], policy: Policy) -> Iterator[Issue]:
    """Yield each account that has another number here than its sessions name."""
    for login, uid in sorted(named.items()):
        here = user_id_of(login)
        # Whoever left has no account, and whoever was renamed another login.
        if here in (None, uid) or any((r.login, r.uid) == (login, uid) for r in policy.renamed):
            continue
        has_it = login_of(uid)
        is_free = has_it == str(uid)
        taken = "" if is_free else f" Here that is {has_it}, who needs another one first."
        first = "" if is_free else f"usermod -u NEW_UID {shlex.quote(has_it)} && "
        yield Issue(
            f"The sessions of {login} are those of user ID {uid}, and {login} has user ID {here} "
            f"here, so they do not count.{taken}",
            f"{first}usermod -u {uid} {shlex.quote(login)}   and then this again",
        )


def user_id_of(login: str) -> int | None:
    """Return the number of an account, or None."""
    try:
        return pwd.getpwnam(login).pw_uid
    except KeyError:
        return None


def lost_issues(store: Store, checklist_of: ChecklistOf, now: datetime) -> Iterator[Issue]:
    """Yield what does not count of what is where it belongs and has its owner, and why."""
    lost = _Lost()
    there: set[str] = set()
    for path in store.paths(skip_inaccessible):
        there.add(path.stem)
        found = store.look(path)
        if isinstance(found, Broken):
            named, owned = author_named(store.bytes_of(path)), _state(path)
            # Another owner than it names was said before.
            if owned is None or named in (None, owned.st_uid):
                lost.unreadable.append(path.stem)
            continue
        session, context = found.session, store.context_now(found)
        has_ended = bool(session.posted or session.withdrawn)
        for name, why in _unfit(store, found, context):
            lost.unfit.setdefault((has_ended, why), []).append(name)
        if not has_ended and _is_out_of_order(session, checklist_of(session), context, now):
            lost.out_of_order.append(session.id)
        if store.audit.compared(path) is not None:
            lost.differ.append(session.id)
    noted = (found.note.session for found in store.audit.differences())
    # One that is there with another owner than its own was said before.
    lost.differ += sorted(set(noted) - there)
    yield from lost.issues()
    unfit = [one.name for one in store.tombstones.every() if isinstance(one, UnfitReview)]
    if unfit:
        yield Issue(
            "Tombstones of purged sessions that do not count, because they are not root's alone "
            f"or cannot be read: {some_of(unfit)}",
            from_backup(store.places.purged),
        )


class _Lost:
    """What was found to be lost."""

    def __init__(self) -> None:
        self.unreadable: list[str] = []
        self.unfit: dict[tuple[bool, str], list[str]] = {}
        """Reviews and completions by whether their session has ended, and why they do not count."""
        self.out_of_order: list[str] = []
        self.differ: list[str] = []

    def issues(self) -> Iterator[Issue]:
        if self.unreadable:
            yield Issue(
                f"These sessions cannot be read: {some_of(self.unreadable)}",
                "cleartopost verify --all",
            )
        for (has_ended, why), names in sorted(self.unfit.items()):
            what = f"These do not count ({why}): {some_of(names)}"
            if has_ended:
                do = "What they are about was posted or canceled. Keep them; `verify` names them"
                yield Issue(what, do, is_lost=True)
            else:
                yield Issue(what, "cleartopost review ID   (as a supervisor, who decides again)")
        if self.out_of_order:
            yield Issue(
                "The system can no longer tell which decision of a supervisor came last, so a "
                f"return or a refusal counts: {some_of(self.out_of_order)}",
                "cleartopost review ID   (as a supervisor, who decides again)",
            )
        if self.differ:
            yield Issue(
                "These are gone, or are older than what the audit log has seen of them: "
                f"{some_of(self.differ)}",
                "cleartopost audit   (it names each; `cleartopost help backup` says what then)",
            )


def _unfit(store: Store, found: Stored, context: SessionContext) -> Iterator[tuple[str, str]]:
    """Yield each review and completion that does not count, and why, but for its place or owner."""
    places = store.places
    unfit: list[tuple[Path, int, UnfitReview]] = [
        (places.reviews, uid_of(one.name), one) for one in context.unfit
    ]
    unfit += [
        (places.completions, completed_by(one.name), one)
        for one in store.completions.of(found.session).unfit
    ]
    for folder, uid, one in unfit:
        state = None if untrusted_reason(folder) else _state(folder / one.name)
        if state is not None and not why_not_theirs(state, says=uid, named=uid):
            yield one.name, one.what


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _is_out_of_order(
    session: Session, checklist: Checklist | None, context: SessionContext, now: datetime
) -> bool:
    """Return whether the kernel's times alone keep a decision from counting."""
    if len(context.reviews) < 2:
        return False
    as_given = replace(
        context, reviews=tuple(replace(review, kernel_ns=0) for review in context.reviews)
    )
    now_and_as_given = (status_of(session, checklist, of, now) for of in (context, as_given))
    found, before = ((status.status, status.blockers) for status in now_and_as_given)
    return found != before
