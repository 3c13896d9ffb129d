"""A supervisor's review: what it says and what it was given for.

Who may give which is in `reviewing`. Whether a file counts as one is decided where the files are
read (`review_files`); the gate and the standing are handed only reviews that count.
"""

from datetime import timedelta
from typing import Literal

from msgspec import Struct

from checklists.session import AwareTime, uids_named

Verdict = Literal["approved", "returned", "exception-granted", "exception-refused", "noted"]

ON_ONE_STEP = ("exception-granted", "exception-refused")
OPENING = ("approved", "exception-granted")
"""The verdicts that open something; the others can only hold it back."""


class StepComment(Struct, frozen=True, forbid_unknown_fields=True):
    """What a supervisor says about one step."""

    step: str
    comment: str


class Review(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One verdict on one content digest, or on one step's request for an exception.

    `digest` is the content digest for `approved`, `returned` and `noted`, and the digest of the
    answer that asked for it for `exception-granted` and `exception-refused`. `history_length` and
    `history_digest` keep what the history was, where the author cannot write.
    """

    session: str
    verdict: Verdict
    digest: str
    at: AwareTime
    by: str
    by_uid: int
    step: str = ""
    comment: str = ""
    comments: tuple[StepComment, ...] = ()
    history_length: int = 0
    history_digest: str = ""

    @property
    def uids(self) -> frozenset[int]:
        """Every account that it names as its giver's."""
        return uids_named(self.by) | {self.by_uid}

    def comment_on(self, step_id: str) -> str:
        """What it says about one step; empty where it says nothing."""
        said = (found.comment for found in self.comments if found.step == step_id)
        return next(said, self.comment if self.step == step_id else "")


class ApprovalRule(Struct, frozen=True):
    """Whether a post needs a supervisor's approval, and for how long one counts."""

    needed: bool = True
    holds: timedelta = timedelta(hours=12)


NO_APPROVAL_NEEDED = ApprovalRule(needed=False)
STRICTEST_RULE = ApprovalRule()
