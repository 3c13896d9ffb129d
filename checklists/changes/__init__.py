"""Every change that can be made to a session: pure functions from one session to the next.

Each raises Refused, with a sentence and the field it belongs to, instead of making a session that
the rules do not allow. None of them touches the disk or the clock: who and when are passed in.
`revision` is incremented where the change is saved.
"""

from checklists.changes.answers import (
    EvidenceRefused,
    ask_exception,
    confirm,
    does_not_apply,
    enter,
    not_done,
)
from checklists.changes.draft import (
    LONGEST_DRAFT,
    accept_draft,
    add_media,
    asks_about_meaning,
    bring_back,
    choose_platforms,
    drop_typed,
    earlier_drafts,
    keep_finding,
    remove_media,
    replace_media,
    set_typed_aside,
    type_draft,
    words_changed,
)
from checklists.changes.lifecycle import (
    NotReady,
    carry_to_checklist,
    check_withdrawal,
    mark_ready,
    record_posted,
    take_over_hand_edit,
    too_early,
    withdraw,
)
from checklists.changes.people import (
    add_person,
    check_reclassification,
    check_removal,
    link_person,
    reclassify_person,
    remove_person,
)
from checklists.changes.phone_approval import approve_by_phone
from checklists.changes.questions import answer_question, check_no, repeat_answers
from checklists.changes.starting import (
    continue_session,
    set_case_number,
    start,
    start_instead,
    update_session,
)
from checklists.session.model import LONGEST_CASE_NUMBER, LONGEST_LINK, LONGEST_NOTE

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
    "answer_question",
    "approve_by_phone",
    "ask_exception",
    "asks_about_meaning",
    "bring_back",
    "carry_to_checklist",
    "check_no",
    "check_reclassification",
    "check_removal",
    "check_withdrawal",
    "choose_platforms",
    "confirm",
    "continue_session",
    "does_not_apply",
    "drop_typed",
    "earlier_drafts",
    "enter",
    "keep_finding",
    "link_person",
    "mark_ready",
    "not_done",
    "reclassify_person",
    "record_posted",
    "remove_media",
    "remove_person",
    "repeat_answers",
    "replace_media",
    "set_case_number",
    "set_typed_aside",
    "start",
    "start_instead",
    "take_over_hand_edit",
    "too_early",
    "type_draft",
    "update_session",
    "withdraw",
    "words_changed",
]
