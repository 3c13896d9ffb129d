"""What the screens are opened with: everything checked before Textual is imported."""

from msgspec import Struct

from checklists.catalog import Catalog
from checklists.membership import is_member
from checklists.places import Places
from checklists.session import Actor
from checklists.store import Store


class Opening(Struct, frozen=True):
    """Where to begin.

    Neither `incident_type` nor `session_id`: the home screen. `incident_type`: a new session of
    this usable type. `session_id`: this session, whose file could be read a moment ago. `review`:
    the queue, or this session as a supervisor reads it. `rests_on` is what lists rest on, as it was
    before the definitions and the policy were read.
    """

    places: Places
    actor: Actor
    rests_on: str
    catalog: Catalog
    store: Store
    incident_type: str = ""
    session_id: str = ""
    review: bool = False
    theme: str = "terminal"
    mouse: bool = False

    @property
    def reviews_here(self) -> bool:
        """Whether this account is a supervisor's."""
        supervisors = self.store.policy.supervisors
        return bool(supervisors) and is_member(self.actor.uid, supervisors)
