"""A completion: the record that a follow-up was done, by whom, and what came of it.

Whether a file counts as one is decided where the files are read (`records.completions`); the ledger
gets only completions that count.
"""

from msgspec import Struct

from checklists.session.model import Account, AwareTime

DOWN = "down"
"""The outcome of a removal: the post cannot be seen there anymore."""
NOT_OWED = "not-owed"
"""The outcome by which a supervisor takes back what is owed, with a reason."""


class Completion(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One follow-up of one session, done once; or that its post was removed from one platform.

    `digest` is that of the follow-up as it was frozen, or of the post's record; `done_at` is when
    it was done, `at` when that was recorded. `who` did it, or told them; `how` they were told.
    `again` is when it is due again, where the outcome asks for that.
    """

    session: str
    item: str
    digest: str
    outcome: str
    done_at: AwareTime
    at: AwareTime
    by: Account
    who: str = ""
    how: str = ""
    platform: str = ""
    note: str = ""
    again: AwareTime | None = None
