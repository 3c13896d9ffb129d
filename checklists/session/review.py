"""A supervisor's review: what it says and what it was given for.

Who may give which is in `review.rules`. Whether a file counts as one is decided where the files are
read (`records.reviews`); the gate and the status get only reviews that count.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from msgspec import Struct

from checklists.session.model import Account, Actor, AwareTime
from checklists.text import accept_text, shows_nothing

Verdict = Literal[
    "approved",
    "returned",
    "exception-granted",
    "exception-refused",
    "noted",
    "confirmed-after",
    "corrected-after",
    "cold-read",
]

NOT_IN_FILE = ("kernel_ns", "fits_history")
"""The fields of a review that are determined where its file is read."""

ON_ONE_STEP = ("exception-granted", "exception-refused")
AFTER_POST = ("confirmed-after", "corrected-after")
"""The after-post review: what went out is right, or had to be corrected."""
COLD_READ: Verdict = "cold-read"
OPENING = ("approved", "exception-granted", *AFTER_POST, COLD_READ)
"""The verdicts that open or end something; the others can only block."""


LONGEST_COMMENT = 2000


def accept_comment(text: str) -> str:
    """Return a comment as it is stored. Raises Refused."""
    accepted = accept_text(
        text, "The comment", lines=True, longest=LONGEST_COMMENT, field="comment"
    )
    return "" if shows_nothing(accepted) else accepted.strip()


class StepComment(Struct, frozen=True, forbid_unknown_fields=True):
    """What a supervisor says about one step."""

    step: str
    comment: str


class ColdAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody says of the post alone: the answer to one question."""

    question: str
    yes: bool


class Review(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One verdict on one content digest, or on one step's request for an exception.

    `digest` is that of the answer that asked for it for `exception-granted` and
    `exception-refused`, and the content digest for the others. `history_length` and
    `history_digest` keep what the history was, where the author cannot write.

    A `cold-read` decides nothing: `cold_read` has its answers, and its digest is that
    of the texts and media alone.

    The last two are not in the file. `kernel_ns` is when the kernel last saw it change, which its
    giver cannot choose; `fits_history`: the session still has the history that it was given with.
    """

    session: str
    verdict: Verdict
    digest: str
    at: AwareTime
    by: Account
    step: str = ""
    comment: str = ""
    comments: tuple[StepComment, ...] = ()
    history_length: int = 0
    history_digest: str = ""
    cold_read: tuple[ColdAnswer, ...] = ()
    kernel_ns: int = 0
    fits_history: bool = True

    def said_cold(self, question: str) -> bool | None:
        """Return its answer to a question of a cold read, or None."""
        return next((found.yes for found in self.cold_read if found.question == question), None)

    def comment_on(self, step_id: str) -> str:
        """Return what it says about one step; empty where it says nothing."""
        said = (found.comment for found in self.comments if found.step == step_id)
        return next(said, self.comment if self.step == step_id else "")


def is_surely_later(review: Review, earlier: Review) -> bool:
    """Return whether one review came after another, by its own time and by the kernel's.

    Where the two disagree, a clock was wrong or a time is false: then it is not sure.
    """
    return review.at > earlier.at and review.kernel_ns >= earlier.kernel_ns


REVIEW_WITHIN = timedelta(hours=12)
"""How long after a post its review is due, where one is asked for afterward."""


class OnCall(Struct, frozen=True, forbid_unknown_fields=True):
    """A supervisor to call while a post waits for an approval, as policy lists them."""

    uid: int
    name: str
    phone: str


class ApprovalRule(Struct, frozen=True):
    """Whether a post needs a supervisor's approval, and for how long one counts.

    `afterward`: it needs none, and a supervisor reviews it once it is posted. `by_phone`: what an
    on-call supervisor said on the phone counts until they confirm it.
    """

    needed: bool = True
    valid_for: timedelta = timedelta(hours=12)
    afterward: bool = False
    by_phone: bool = False


NO_APPROVAL_NEEDED = ApprovalRule(needed=False)
STRICTEST_RULE = ApprovalRule()


def conflict_in(author_uid: int, uids: Iterable[int], reviewer: Actor) -> str:
    """Return why somebody may not review what an author wrote; empty where they may.

    `uids` are those who wrote in it. Nobody reviews what they wrote, answered in, or wrote under
    another login.
    """
    if reviewer.uid == author_uid:
        return "You wrote this session, so you cannot review it."
    if reviewer.account.uids & set(uids):
        return "You gave answers in this session, so you cannot review it."
    return ""
