"""Every question that is asked besides the fields of a step: its title, its explanation, what it
offers. The screens and the plain prompts ask the same ones, in the same words."""

from typing import NamedTuple

from checklists.catalog import Platform
from checklists.definition import Checklist, Guard, Reason, Step
from checklists.session import MediaKind, Person, Session
from tui.words import person_words


class Option(NamedTuple):
    """One thing to choose: its id, its line, and what it means."""

    id: str
    label: str
    means: str = ""


HOME = "What must be clear before this post goes out?"
UNFINISHED = "Unfinished"
START = "Start a checklist"
FOR_SUPERVISORS = "Review queue: what waits for your word"
UNREADABLE = "Cannot be read"

NOTE_HINT = "may be read in court and released"
TIME_HINT = "n = now, or as 02:05"
LATER_HINT = "a later time, as 06:00 or +2h"

CASE_NUMBER = "The agency's case or CAD number. Never an NCIC, FBI or state ID number."

ALL_RECORDED = "It is recorded for every platform that was chosen."
NO_PLATFORM = "No platform was chosen for this post."
ENDED_FROM_OUTSIDE = (
    "Clear to Post was ended: the line dropped, or another terminal took over. What was shown as "
    "saved is on disk."
)
REPEATED = "The same key twice at once is done once. Read this one, then press it again."
NO_LETTERS = "Digits choose here. Letters are commands in the list: Esc."
NOT_KEPT = "What is wrong there cannot be kept. Mend it; the same key again leaves it out."
NOTHING_OPEN = "No other step is open. F8 says what holds it."
SAVING = "SAVING takes its time. What you type waits until it is on disk."

# The draft

MEANING = "Does this change what a victim was told?"
MEANING_WHY = (
    "People were told about this post. A changed fact, time or person must be told "
    "again; a mended word need not."
)
MEANING_OPTIONS = (
    Option("yes", "Yes, it changes what they were told", "Contact steps open again."),
    Option("no", "No, they were told the same", "Contact steps stay as they are."),
)
NOT_SAVED = "The last change is not saved"
NOT_SAVED_OPTIONS = (
    Option("stay", "Stay; it is tried again every few seconds", "Nothing is lost while you stay."),
    Option("lose", "Leave without it", "What was saved stays; the last change is lost."),
)
UNACCEPTED = "The text is not accepted yet"
UNACCEPTED_WHY = "Only accepted text can be posted."
UNACCEPTED_OPTIONS = (
    Option("accept", "Accept it now", "This is what is to be posted."),
    Option("later", "Keep it as typed, for later", "It holds the gate until then."),
    Option("drop", "Go back to the accepted text", "What was typed since is lost."),
)
WHERE = "Where is it to be posted?"
MEDIA = "Images and clips"
MEDIA_WHY = "Each is checked in its own step."
MEDIA_SHOWS = "Say in a sentence what it shows."
MEDIA_KINDS: dict[MediaKind, str] = {
    "image": "An image or graphic",
    "video": "A video clip",
    "audio": "A sound recording",
    "document": "A document or screenshot",
}
DESCRIPTION = "What it shows"
DESCRIPTION_HINT = "becomes the alt text; no names"
FILE = "File, if here"
FILE_HINT = "its digest is kept, not the file"


def platform_means(platform: Platform) -> str:
    """How long a text may be there, and when that was looked up."""
    if platform.limit and platform.checked_on:
        return f"{platform.limit} characters, checked on {platform.checked_on}"
    return ""


# The people

NEVER_NAMES = "Labels such as K1 stand for people; their names are never asked for."
PEOPLE_WHY = (
    "Whom does the post touch: the harmed, the bereaved, children present, frightened "
    f"witnesses? {NEVER_NAMES}"
)
CLASS_WHY = "Classes of people that this incident type lists."
FOR_WHOM = "For whom?"
ROW_STAYS = "The row stays on record with your reason, and the reviewer sees it."
REASON = "Reason"
VERIFIED_BY = "Verified by"
VERIFIED_HINT = "name and role, not yourself"


def class_options(checklist: Checklist) -> tuple[Option, ...]:
    """The classes that an incident type lists."""
    return tuple(Option(found.id, found.title, found.means) for found in checklist.classes)


def for_whom_options(
    session: Session, checklist: Checklist, class_id: str, label: str = ""
) -> tuple[Option, ...]:
    """For whom somebody of a class may stand: anybody listed of another class, but themselves."""
    return tuple(
        Option(person.label, person_words(person, checklist))
        for person in session.listed
        if person.person_class != class_id and person.label != label
    )


def first_list(title: str) -> str:
    """Nobody is listed yet for whom somebody of this class could stand."""
    return f"{title}: first list the person for whom they stand."


def stays_removed(person: Person) -> str:
    """Why nothing more is done with a removed row."""
    return f"{person.label} is removed; the row stays on record."


def stands_for_nobody(label: str) -> str:
    """There is no link to correct."""
    return f"{label} stands for nobody."


# The wrong-type questions

RIGHT_TYPE = "Is this the right incident type?"
OTHER_TYPE = "Another type may be the right one"
WHY_THIS_TYPE = "Why is this type right?"
NOTHING_STALE = "Nothing was answered before that must be answered again."


def points_to(guard: Guard) -> str:
    """What a yes means."""
    return f"A yes points to: {guard.suggests_short}."


def changed_since(*, yes: bool) -> str:
    """Why a question is asked again."""
    return f"STALE: the draft changed since you answered {'yes' if yes else 'no'}."


def guard_options(guard: Guard, *, usable: bool) -> tuple[Option, ...]:
    """What follows a yes; `usable` says whether the other type can be started."""
    change = Option(
        "change",
        f"Start {guard.suggests_short} instead",
        "The text, platforms, media and case number come along; this session is withdrawn.",
    )
    stay = Option("stay", "Stay with this type, with a reason", "The reviewer sees the reason.")
    return (change, stay) if usable else (stay,)


# The other answers to a step

EXCEPTION = "Ask for an exception"
EXCEPTION_WHY = "A supervisor grants or refuses it. Until then the step holds the gate."
TRIED = "What was tried"
NOT_DONE = "Not done"
NOT_DONE_WHY = "An honest answer. The reviewer sees it with its reason."
WHY_NOT = "Why not"


def other_options(step: Step) -> tuple[Option, ...]:
    """What a step takes besides its evidence."""
    reasons = tuple(
        Option(f"reason:{reason.id}", f"Does not apply: {reason.label}", reason.means)
        for reason in step.does_not_apply
    )
    if step.victim_related:
        last = Option(
            "exception",
            "Ask a supervisor for an exception",
            "Say what was tried. It holds the gate until a supervisor grants it.",
        )
    else:
        last = Option("not-done", "Not done", "An honest answer with a reason; it is an answer.")
    return (*reasons, last)


def verifier_roles(reason: Reason) -> str:
    """Who may have verified a reason."""
    return " or ".join(role.label for role in reason.verified_by)


def who_verified(reason: Reason) -> str:
    """The question for the name that a reason needs."""
    return f"Who verified it? ({verifier_roles(reason)}; not yourself)"


# The whole session

EDITED_WHY = "Somebody changed this session's file outside the program."
EDITED = Option("edited", "Take the file over as it stands", "I have read it through.")
CARRY_WHY = "The checklist was changed after this session began."
CARRY = Option("checklist", "Carry the answers over", "Changed steps are asked again.")
FULL = "The record is full"
FULL_WHY = "What is saved is safe. The last change did not fit any more."
FULL_OPTION = Option(
    "new",
    "Go on in a new session for this post",
    "The draft and the people come along; the steps are asked again. This one stays as it is.",
)
WITHDRAW = "Give this session up"
WITHDRAW_WHY = "It stays on record as withdrawn, with your reason. This cannot be taken back."

# A supervisor's review

UNSENT_WHY = "What is not sent is kept nowhere, and the author never sees it."
UNSENT_OPTIONS = (
    Option("stay", "Stay", "Nothing is lost while you stay."),
    Option("return", "Return it with them", "The author sees these steps first."),
    Option("lose", "Leave them behind", "They are lost."),
)


def unsent(count: int) -> str:
    """A supervisor wants to leave what they said on steps."""
    return "1 comment is not sent" if count == 1 else f"{count} comments are not sent"


def with_comments(count: int) -> str:
    """What goes with a return."""
    if not count:
        return ""
    return (
        "With your comment on 1 step. " if count == 1 else f"With your comments on {count} steps. "
    )
