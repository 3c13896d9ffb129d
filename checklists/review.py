"""A supervisor's review: what it says, and what it was given for.

Who may give one and whether a file counts as one is decided where the files are read; the gate
and the standing are handed only reviews that count.
"""

from typing import Literal

from msgspec import Struct

from checklists.session import AwareTime

Verdict = Literal["approved", "returned", "exception-granted", "exception-refused", "noted"]


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
    history_length: int = 0
    history_digest: str = ""
