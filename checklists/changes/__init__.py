"""Every change that can be made to a session: pure functions from one session to the next.

Each raises Refused, with a sentence and the field it belongs to, instead of making a session that
the rules do not allow. None of them touches the disk or the clock: who and when are passed in.
`revision` is counted where the change is saved.
"""

from checklists.changes._history import LONGEST_NOTE
from checklists.changes.answers import (
    EvidenceRefused,
    ask_exception,
    confirm,
    does_not_apply,
    enter,
    not_done,
)
from checklists.changes.continuing import continue_session
from checklists.changes.draft import (
    LONGEST_DRAFT,
    accept_draft,
    add_media,
    asks_about_meaning,
    choose_platforms,
    drop_typed,
    remove_media,
    type_draft,
    words_changed,
)
from checklists.changes.guards import answer_guard
from checklists.changes.other_type import start_instead
from checklists.changes.people import (
    add_person,
    link_person,
    reclassify_person,
    remove_person,
)
from checklists.changes.posting import LONGEST_LINK, record_posted, too_early
from checklists.changes.readiness import (
    NotReady,
    carry_to_checklist,
    mark_ready,
    take_over_hand_edit,
    withdraw,
)
from checklists.changes.starting import LONGEST_CASE_NUMBER, set_case_number, start

__all__ = [
    "LONGEST_CASE_NUMBER",
    "LONGEST_DRAFT",
    "LONGEST_LINK",
    "LONGEST_NOTE",
    "EvidenceRefused",
    "NotReady",
    "accept_draft",
    "add_media",
    "add_person",
    "answer_guard",
    "ask_exception",
    "asks_about_meaning",
    "carry_to_checklist",
    "choose_platforms",
    "confirm",
    "continue_session",
    "does_not_apply",
    "drop_typed",
    "enter",
    "link_person",
    "mark_ready",
    "not_done",
    "reclassify_person",
    "record_posted",
    "remove_media",
    "remove_person",
    "set_case_number",
    "start",
    "start_instead",
    "take_over_hand_edit",
    "too_early",
    "type_draft",
    "withdraw",
    "words_changed",
]
