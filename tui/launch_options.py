"""The options that the screens and prompts are opened with."""

from typing import TYPE_CHECKING

from msgspec import Struct

from checklists.index.offers import Offers, offers_now
from checklists.records.store import Store
from checklists.session.model import Actor
from checklists.text import NO_TEXT, Cleaned
from checklists.workstation.paths import Places
from checklists.workstation.system_lists import is_member

if TYPE_CHECKING:
    from checklists.definitions.catalog import Catalog


class LaunchOptions(Struct, frozen=True):
    """What to open, where, and for whom.

    With neither `incident_type` nor `session_id`, the home screen opens. `incident_type` starts a
    new session of this usable type, with `text` as typed and not accepted. `session_id` opens a
    session that was readable a moment ago.
    `review` opens the review queue, or `session_id` as a supervisor reads it.
    """

    places: Places
    actor: Actor
    store: Store
    incident_type: str = ""
    text: Cleaned = NO_TEXT
    session_id: str = ""
    review: bool = False
    theme: str = "terminal"
    mouse: bool = False

    @property
    def catalog(self) -> "Catalog":
        """The definitions as last read."""
        return self.store.rules.catalog

    @property
    def offers(self) -> Offers:
        """The incident types as they can be started now."""
        return offers_now(self.places, self.store.rules)

    @property
    def is_advocate(self) -> bool:
        """Whether this account is victim services', which completes what they are asked."""
        return self.store.is_advocate

    @property
    def reviews_here(self) -> bool:
        """Whether this account belongs to the supervisors' group."""
        supervisors = self.store.policy.supervisors
        return bool(supervisors) and is_member(self.actor.uid, supervisors)
