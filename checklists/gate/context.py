"""What the gate takes and gives back: a session's context, and a reason why it is not ready.

What decides about a session and is not in its file is its context: its reviews, the originals of
carried answers, what policy requires, whom the agency lists, and who its author is. Whoever reads a
session from disk gets it with the session (`Store.context`); `fingerprint` tells whether anything
in it may have changed since.
"""

from datetime import datetime
from typing import Literal, NamedTuple

from msgspec import Struct

from checklists.definitions.model import Checklist
from checklists.session.completion import Completion
from checklists.session.directory import Directory
from checklists.session.model import Answer, QuestionAnswer, Session
from checklists.session.review import STRICTEST_RULE, ApprovalRule, OnCall, Review


class UnfitReview(Struct, frozen=True):
    """A file that looks like a review of this session and does not count, and why.

    `is_transient`: the system could not read it, and may be able to at the next attempt.
    """

    name: str
    what: str
    is_transient: bool = False


class KnownAuthor(Struct, frozen=True):
    """The account of the owner of a session's file, as the system and policy say.

    `logins` has the current login first, then the former ones that the session may name; `names` is
    what else they are called, their other accounts among it, for fields that refuse the author.
    """

    uid: int
    logins: tuple[str, ...]
    names: tuple[str, ...] = ()


class SessionContext(Struct, frozen=True):
    """The context of one session. An empty one is the strictest.

    It has no review and no original, and requires an approval. `cold_reads` are apart from the
    reviews: they decide nothing alone. `family_first`: a promise to tell the family does not let a
    road closure out. `author` is None where the system no longer has an account for the file's
    owner: only the file names one then. `givers` are the owners of the originals that have an
    account. `completions` are what was done of what the post owes, and decide nothing.
    `on_call` are the supervisors to call who may approve it. `is_transient`: the system could not
    read something, and may be able to at the next attempt. An empty `fingerprint` matches none.
    """

    reviews: tuple[Review, ...] = ()
    cold_reads: tuple[Review, ...] = ()
    unfit: tuple[UnfitReview, ...] = ()
    originals: tuple[Session, ...] = ()
    approval: ApprovalRule = STRICTEST_RULE
    family_first: bool = True
    author: KnownAuthor | None = None
    givers: tuple[KnownAuthor, ...] = ()
    completions: tuple[Completion, ...] = ()
    directory: Directory = Directory()
    on_call: tuple[OnCall, ...] = ()
    is_transient: bool = False
    is_held: bool = False
    fingerprint: str = ""

    def author_names(
        self, session: Session, answer: Answer | QuestionAnswer | None = None
    ) -> tuple[str, ...]:
        """Return what the author is called, besides their login.

        Where an answer is given, that includes the name that was stated with it on a shared login.
        """
        known = (*self.author.logins, *self.author.names) if self.author is not None else ()
        stated = (answer.by.stated,) if answer is not None and answer.by.stated else ()
        return (session.author, *known, *stated)

    def login_of_author(self, session: Session) -> str:
        """Return the login in the file where the owner has or had it, else the owner's own."""
        if self.author is None or session.author in self.author.logins:
            return session.author
        return self.author.logins[0]

    def givers_of(self, answer: Answer) -> tuple[KnownAuthor, ...]:
        """Return the account in whose file a carried answer was given; none if unknown."""
        return tuple(giver for giver in self.givers if giver.uid == answer.carried_uid)


EMPTY_CONTEXT = SessionContext()


Code = Literal[
    "open",
    "stale",
    "not-granted",
    "person-missing",
    "on-hold",
    "held-value",
    "draft-empty",
    "draft-unaccepted",
    "no-platform",
    "too-long",
    "no-case-number",
    "question",
    "checklist-changed",
    "edited-outside",
]

AUTHOR = "You, the author"
SUPERVISOR = "A supervisor"


class Basis(NamedTuple):
    """What the gate decides on. Carried answers that were lost are marked in the session."""

    session: Session
    checklist: Checklist
    context: SessionContext
    now: datetime


class Blocker(Struct, frozen=True):
    """One named reason why a session is not ready.

    `step` is empty for a reason that belongs to the whole session; `short` names the place in at
    most 22 columns; `ask` says who can answer it.
    """

    code: Code
    short: str
    reason: str
    ask: str
    step: str = ""
    person: str = ""
    item: str = ""


def misnamed_author(session: Session, context: SessionContext) -> str:
    """Return what is wrong with the author's login in the file; empty where it is the owner's.

    Empty also where the system no longer has an account for the owner.
    """
    owner = context.login_of_author(session)
    if session.author == owner:
        return ""
    return (
        f"The file names {session.author} as its author, but its owner's account is "
        f"{owner} (list a renamed account in policy.toml)"
    )
