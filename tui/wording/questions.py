"""The questions outside of a step's own fields: titles, explanations and options.

The screens and the line prompts use the same ones.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from checklists.definitions.model import (
    Checklist,
    EvidenceField,
    Kind,
    Platform,
    Question,
    Reason,
    Step,
)
from checklists.gate.question_answers import needs_verifier
from checklists.session.model import HistoryEntry, MediaKind, Person, Session
from checklists.session.people import possible_targets
from checklists.text import show_text
from checklists.times import show_time
from tui.wording.words import person_words

SAVES = "saves"
ANSWERS = "answers"
TYPE_OTHER = "Type other."
SHOWS_THEM = "shows them"
"""What F5 does with the lines of a form."""


class Option(NamedTuple):
    """One option of a question: its ID, its label and its explanation.

    One that `commits` saves or loses something at once: on a screen its digit only selects it.
    """

    id: str
    label: str
    means: str = ""
    commits: bool = False


def choice_keys(option: Option) -> str:
    """Return the key line of a choice while the cursor is on an option."""
    if option.commits:
        return "F5 confirms   Numbers and arrows select   Esc back"
    return "Enter or a number chooses   Arrows select   Esc back"


def line_keys(does: str, lines: int, *, enter: bool) -> str:
    """Return the key line of a form: what F5 does, and `enter` where nothing is attested."""
    keys = "Enter or F5" if enter else "F5"
    more = ["Tab next field"] if lines > 1 else []
    return "   ".join([f"{keys} {does}", *more, "Esc back, nothing changes"])


TAKES = "Right"
"""The key that takes a name which is offered."""
NAME_AND_ROLE = "name and role"
EVERYBODY_LISTED = "every label counts"
MAY_STAY_EMPTY = "optional"


def field_hint(field: EvidenceField) -> str:
    """Return how a field is typed; a count of the people list says who counts."""
    if field.equals_people:
        return EVERYBODY_LISTED
    hint = kind_hint(field.kind, future=field.future, smallest=field.min)
    return hint if field.required else ", ".join(filter(None, [MAY_STAY_EMPTY, hint]))


def kind_hint(kind: Kind, *, future: bool = False, smallest: int = 0, earliest: str = "") -> str:
    """Return how a value of a kind is typed; empty where any words do.

    `earliest` is the earliest time that counts, where there is one.
    """
    match kind:
        case "time":
            if earliest:
                return f"n for now; not before {earliest}"
            return "later: +2h or tomorrow 10:00" if future else "n for now, or a time: 02:05"
        case "count":
            return f"a number, {smallest} or more" if smallest else "a number"
        case "person":
            return NAME_AND_ROLE
        case "note":
            return "may become public"
        case _:
            return ""


def offer_hint(key: str, name: str) -> str:
    """Return how a proposed name is taken into an empty field."""
    return f"{key} takes {show_text(name)}"


MOST_NAMES = 3
"""Names of several that begin alike which are listed."""


def which_names(names: tuple[str, ...]) -> str:
    """Return why first letters take no name: none begins so, or several do."""
    if not names:
        return "No known name begins with that. Type the whole name."
    listed = "; ".join(map(show_text, names[:MOST_NAMES]))
    more = f"; {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{len(names)} names begin with that. Type more: {listed}{more}"


PARTS = {
    "edited": ("file was edited", ("edited-outside",)),
    "checklist": ("checklist changed", ("checklist-changed",)),
    "case": ("case number", ("no-case-number",)),
    "draft": ("draft", ("draft-empty", "draft-unaccepted", "no-platform", "too-long")),
    "questions": ("questions", ("question",)),
    "people": ("people list", ("person-missing",)),
}
"""Each part's name and the codes of its blockers, in the order in which to settle them."""

THE_POST = "The post"
"""The heading of the parts in a list."""

UNFOLDS = "Enter or Right shows its steps. Left hides them."

ONLY_WHEN_BLOCKING = ("edited", "checklist")

CASE_NUMBER = "Case number"
CASE_NUMBER_WHY = "Enter a case or CAD number, never an NCIC, FBI, or state ID number."

CTRL_Z = "! Ctrl+Z does nothing here, and that line was ignored. Type it again, or quit."
NOTHING_CHANGED = "Nothing was changed."
TICK_HOW = "Select each one that applies."
TICK_KEYS = "F5 or Esc leaves   Numbers and Enter select or clear"
TYPED_TOO_EARLY = "! What you typed before this question was ignored. Answer it now."
F5_CONFIRMS = "F5 confirms it; Esc changes nothing."
F5_IN_THE_TEXT = "Esc returns to the text; F5 accepts it there."
MORE_TO_READ = "There is more to read. Press F5 to see it; at the end, F5 confirms."
NOT_TEXT = "This is a list: what you typed was ignored. Press an arrow, then a number."
N_AGAIN = "This field already has a time. Press n again to replace it with the time now."
NOT_KEPT = "This cannot be saved as typed. Fix it, or press that key again to discard it."
NOTHING_OPEN = "No other step is open. F8 shows what is blocking the post."
NOTHING_KEPT = "Nothing was entered or saved, so there is no session to resume."
NOT_SAVED_YET = "not saved yet"
NOTHING_TO_SAVE = "There is nothing to save yet."
SAVING = "SAVING is slow. What you type appears when saving is done."

# The draft

MEANING = "Does this change what a victim was told?"
MEANING_WHY = (
    "People were told about this post. If a fact, time, or person changed, tell them "
    "again. Fixing a typo does not count."
)
MEANING_OPTIONS = (
    Option(
        "yes", "Yes, it changes what they were told", "The contact steps open again.", commits=True
    ),
    Option(
        "no", "No, they were told the same", "The contact steps stay as they are.", commits=True
    ),
)
NOT_SAVED = "Your last change is not saved"
NOT_SAVED_OPTIONS = (
    Option("stay", "Stay; the program keeps trying to save", "Nothing is lost while you stay."),
    Option(
        "lose",
        "Leave without saving it",
        "You lose the last change; everything saved before it is safe.",
        commits=True,
    ),
)
UNACCEPTED = "You have not yet accepted this text"
UNACCEPTED_WHY = "Only accepted text can be posted."
UNACCEPTED_HOW = f"{UNACCEPTED_WHY} F5 in the text accepts it."
OVER_TEXT_KEYS = "Arrows and Enter choose   Esc, or keep typing: back to the text"
KEEP_TYPING = Option("keep", "Keep typing", "Go back without changing anything.")
UNACCEPTED_OPTIONS = (
    Option("later", "Keep it as typed, for later", "Posting is blocked until you accept it."),
    Option(
        "drop", "Go back to the accepted text", "What you typed is kept with the earlier texts."
    ),
)
EARLIER = "Earlier texts"
EARLIER_WHY = "Choose a text to bring back, then accept it. What you typed is kept in this list."
NO_EARLIER = "There is no earlier text yet."


def earlier_options(entries: Iterable[HistoryEntry], now: datetime) -> tuple[Option, ...]:
    """Return the earlier texts by their first words, with what became of them and when."""
    options = []
    for number, entry in enumerate(entries, start=1):
        texts = [entry.earlier.text, *entry.earlier.variants.values()] if entry.earlier else []
        words = " ".join(" ".join(texts).split())
        became = "Replaced by the next accepted text" if entry.did == "draft" else "Discarded"
        options.append(Option(str(number), words[:60], f"{became} at {show_time(entry.at, now)}."))
    return tuple(options)


WHERE = "Where will this be posted?"
NO_TEXT = "(no text yet)"
NO_TEXT_TO_ACCEPT = "There is no text to accept yet. Write or paste it first."


def while_writing(checklist: Checklist) -> list[str]:
    """Return what is asked of the text later and is easier to say while it is written."""
    return [f"Asked later: {step.prompt}" for step in checklist.steps if step.while_writing]


NO_PLATFORM_CHOSEN = "none chosen"
PROPOSED = "These are from your last post of this type. {} accepts them; {} changes them."
WHICH_TEXT = "Which text?"
TEXT_FOR_ALL = Option("all", "The text for all platforms")
TEXT_FOR_ONE_WHY = "Use it where the post must be shorter."
MEDIA = "Images and clips"
MEDIA_WHY = "Add every image and clip that goes out with the post."
MEDIA_SHOWS = "Describe it in one sentence."
MEDIA_KINDS: dict[MediaKind, str] = {
    "image": "An image or graphic",
    "video": "A video clip",
    "audio": "A sound recording",
    "document": "A document or screenshot",
}
DESCRIPTION = "What it shows"
DESCRIPTION_HINT = "becomes the alt text; no names"
FILE = "File (optional)"
FILE_AGAIN = "File"
FILE_HINT = "its digest is saved, not its name"
READ_AGAIN = "Read its file again"
READ_AGAIN_WHY = "Enter the file's name. If the cleaned file has a new name, enter that one."
NO_FILE = (
    "No such file",
    "No file has that name.",
    "Enter the file's name, or leave the line empty.",
)


def media_saved(label: str, session: Session) -> str:
    """Say what is on disk now: that an image or clip is there, or that it was taken out."""
    is_there = any(media.label == label for media in session.draft.media)
    return f"Saved as {label}." if is_there else f"Saved. {label} was removed."


def platform_means(platform: Platform) -> str:
    """Return a platform's length limit, and when it was looked up."""
    if platform.limit and platform.checked_on:
        return f"{platform.limit} characters at most, checked on {platform.checked_on}"
    return "no known limit"


def platform_title(name: str, platforms: Mapping[str, Platform]) -> str:
    """Return a platform's title where it is known, else its name."""
    return platforms[name].title if name in platforms else name


def platform_options(platforms: Mapping[str, Platform]) -> tuple[Option, ...]:
    """Return the platforms to choose from."""
    return tuple(
        Option(found.id, found.title, platform_means(found)) for found in platforms.values()
    )


def text_options(
    names: Iterable[str], platforms: Mapping[str, Platform], means: str = ""
) -> tuple[Option, ...]:
    """Return the texts for one platform each."""
    return tuple(Option(name, f"{platform_title(name, platforms)} only", means) for name in names)


# What is copied

WHICH_TEXT = "Which text?"
WHICH_TEXT_WHY = "At least one platform has its own text. Choose which to show."
COPY_HINT = "-- End of text. Enter or Esc goes back."
"""Short enough for a terminal of 40 columns, which would wrap it."""
CLIPBOARD_HINT = "-- Ctrl+Y copies it to your clipboard."
CLIPBOARD_WORD = "copy sends it to your terminal's clipboard"
CLIPBOARD_SENT = (
    "Sent to your terminal's clipboard. Paste it and compare; some terminals do not allow it."
)
CLIPBOARD_OFF = "Nothing was copied: your agency's policy leaves the clipboard off."
CLIPBOARD_NO_TERMINAL = "Nothing was copied: this is not a terminal."

# What went out

ALL_RECORDED = "The post is already recorded for every platform you chose."
NO_PLATFORM = "No platform is chosen for this post. Choose one first."
HOW_TO_WRITE = (
    "Write the text. A line with only a period (.) ends it. For a line with one period in the "
    "text, type two (..)."
)
NUMBER = "Number:"
WHERE_POSTED = "Where was it posted?"
WHERE_POSTED_WHY = "Record one platform at a time."
NO_MEDIA = "No image or clip is listed. If you post one anyway, nobody will have checked it."
POSTED = "Posted"
POSTED_WHY = (
    "Enter the post's link and the time it went out. If it went out before it was ready or before "
    "a required approval, say why, and who ordered it; the record will show what happened."
)
NOW = "now"
POSTED_WHEN = "When"
POSTED_WHEN_HINT = "a time such as 02:45, or empty for now"
LINK = "Link"
LINK_HINT = "paste it here; optional"
NO_LINK = "-"
NOT_A_LINK = (
    "Not a link",
    "That is a time.",
    f"Paste the link, or {NO_LINK} for none. Then enter the time.",
)
WHEN_ASKED = "When did it go out (such as 02:45; empty: now)?"
WHY_SO_EARLY = "Why so early"
ONLY_IF_EARLY = "only if it went out too early"
WHY_ASKED = "Why (the supervisor sees it):"
ORDERED_BY = "Ordered by"
ORDERED_HINT = "if so: name and role"
ORDERED_ASKED = "Who ordered it (name and role; yourself, if you did):"


def link_on(platform: str) -> str:
    """Ask for the link to a post on a platform, if it went out there."""
    return (
        f"{platform}: what is the link to the post ({NO_LINK} for none; empty if it "
        "did not go out)?"
    )


def posted_on_options(
    session: Session, platforms: Mapping[str, Platform], now: datetime
) -> tuple[Option, ...]:
    """Return the chosen platforms, always in the same places: what is recorded is marked."""
    options = []
    for name in session.draft.platforms:
        title, posted = platform_title(name, platforms), session.posted_on(name)
        is_recorded = f": recorded, {show_time(posted.at, now)}" if posted else ""
        options.append(Option(name, title + is_recorded))
    return tuple(options)


# The people

NEVER_NAMES = "People have labels such as K1. Never enter their names."
PEOPLE_WHY = (
    "List everyone the post affects: people who were harmed, grieving families, children who "
    f"were there, frightened witnesses. {NEVER_NAMES}"
)
CLASS_WHY = "Choose the class that fits best."
ADD_SOMEBODY = "Add a person"
NOBODY_CHOSEN = "Nobody is selected."
NOBODY_YET = "Nobody is on the list yet."
LISTS_NOBODY = "This incident type has no people list."
FOR_WHOM = "For whom?"
ROW_STAYS = "The entry stays on record with your reason, and the reviewer sees it."
REASON = "Reason"
VERIFIED_BY = "Verified by"
VERIFIED_HINT = f"{NAME_AND_ROLE}; not you"


def class_options(session: Session, checklist: Checklist, label: str = "") -> tuple[Option, ...]:
    """Return the classes of people that an incident type lists, for a new person or for `label`.

    A class whose members can stand for one person alone names them: nothing more is asked.
    """
    return tuple(
        Option(
            found.id,
            f"{found.title}, for {targets[0]}" if len(targets) == 1 else found.title,
            found.means,
            commits=not found.linked or len(targets) == 1,
        )
        for found in checklist.classes
        for targets in [[o.id for o in for_whom_options(session, checklist, found.id, label)]]
    )


def for_whom_options(
    session: Session, checklist: Checklist, class_id: str, label: str = ""
) -> tuple[Option, ...]:
    """Return the people for whom somebody of a class may stand."""
    return tuple(
        Option(person.label, person_words(person, checklist), commits=True)
        for person in possible_targets(session.people, checklist, class_id, label)
    )


def which_class(label: str) -> str:
    """Ask for the class that somebody really belongs to."""
    return f"{label}: which class?"


def take_off(label: str) -> str:
    """Name the taking off the list of somebody."""
    return f"Take {label} off the list"


def change_class(label: str) -> str:
    """Name the change of the class of somebody."""
    return f"Change the class of {label}"


def with_reason(what: str, reason: str, verified_by: str) -> str:
    """Say what is done, why, and who verified it."""
    return f"{what}: {reason}, verified by {verified_by}"


def first_list(title: str) -> str:
    """Return the message that nobody is listed for whom this class could stand."""
    return f"{title}: first add the person they are linked to."


def stays_removed(person: Person) -> str:
    """Return the message that a removed person cannot be edited."""
    return f"{person.label} is off the list and cannot be changed; the entry stays on record."


def stands_for_nobody(label: str) -> str:
    """Return the message that a person has no link to correct."""
    return f"{label} is not linked to anybody."


# The wrong-type questions

RIGHT_TYPE = "Is this the right incident type?"
NEEDS_MORE = "Is this the right type? Does it need more steps?"
OTHER_TYPE = "Another type may be the right one"
WHY_THIS_TYPE = "Why is this type right?"
ALL_ANSWERED = "All questions are answered for this draft."
ASKED_LATER = "You answer them once the text is accepted."
NOTHING_STALE = "No question needs to be answered again."


SELECT_AN_ANSWER = "Select y or n. F5 answers this one and moves to the next."


def f5_answers(*, yes: bool) -> str:
    """Return what F5 answers to the question under the cursor."""
    return f"F5 answers: {'yes' if yes else 'no'}."


NO_ASKS_WHO = "If you answer no, say who verified it."
NO_TAKES_OUT = "Answering no takes out victim-related steps"
WHO_VERIFIED_NO = f"Who verified it? ({VERIFIED_HINT})"


def takes_out_words(steps: tuple[Step, ...]) -> str:
    """Return which steps a no takes out."""
    return f"Taken out: {', '.join(step.short for step in steps)}."


def no_verified_by(verified_by: str, steps: tuple[Step, ...]) -> str:
    """Return what a no attests."""
    return f"No, verified by {verified_by}. {takes_out_words(steps)}"


def right_type(checklist: Checklist) -> str:
    """Return what the questions of a type are about."""
    return NEEDS_MORE if checklist.questions_adding else RIGHT_TYPE


def what_it_does(question: Question, checklist: Checklist) -> str:
    """Return the type to which a yes points, or the steps that the question adds."""
    if question.suggests:
        return f"Yes suggests another type: {question.suggests_short}."
    added = checklist.added_by(question)
    shorts = ", ".join(step.short for step in added)
    said = f"Unless you answer no, this adds: {shorts}."
    return f"{said} {NO_ASKS_WHO}" if needs_verifier(added) else said


def changed_since(*, yes: bool) -> str:
    """Return why a question is asked again after the draft changed."""
    return f"STALE: the draft has changed since you answered {'yes' if yes else 'no'}."


def question_options(question: Question, *, usable: bool) -> tuple[Option, ...]:
    """Return the options after answering yes.

    `usable` says whether a session of the other type can be started.
    """
    change = Option(
        "change",
        f"Start {question.suggests_short} instead",
        "The post, people, and case number carry over; this session is canceled.",
        commits=True,
    )
    stay = Option("stay", "Keep this type, with a reason", "The reviewer sees the reason.")
    return (change, stay) if usable else (stay,)


# The other answers to a step

DOES_NOT_APPLY = "Does not apply"
EXCEPTION = "Ask for an exception"
EXCEPTION_WHY = "A supervisor grants or refuses it. Until then the step blocks posting."
TRIED = "What was tried"
NOT_DONE = "Not done"
NOT_DONE_WHY = "This is an honest answer. The reviewer sees it with your reason."
WHY_NOT = "Why not"
SOMETHING_NOT_DONE = "Not all of it done?"


def or_else(step: Step, how: str) -> str:
    """Return how to say that a step does not apply: `No partner agency? F7`; empty if it must.

    A list that has to be checked whole must not be checked for want of another answer.
    """
    reasons = step.does_not_apply
    if not reasons:
        has_list = any(field.kind == "checks" and field.need for field in step.fields)
        return f"{SOMETHING_NOT_DONE} {how}" if has_list and other_options(step) else ""
    return f"{reasons[0].label if len(reasons) == 1 else DOES_NOT_APPLY}? {how}"


def other_answers_to(step: Step) -> str:
    """Ask for another answer to a step than its evidence."""
    return f"Other answers: {step.short}"


def does_not_apply_because(step: Step, reason: Reason, verified_by: str) -> str:
    """Say that a step does not apply, why, and who verified that where somebody has to."""
    who = f", verified by {verified_by}" if verified_by else ""
    return f"{step.short}: Does not apply: {reason.label}{who}"


ALL_IN_FORM = "Every answer to this step is in its form."
EXCEPTION_IN_FORM = "Ask for one person at a time: choose the exception as the outcome in the form."


def other_options(step: Step) -> tuple[Option, ...]:
    """Return the answers that a step takes instead of its evidence."""
    reasons = tuple(
        Option(
            f"reason:{reason.id}",
            f"Does not apply: {reason.label}",
            reason.means,
            commits=reason.proved_by_program,
        )
        for reason in step.does_not_apply
    )
    if step.victim_related and step.per_person:
        return reasons
    if step.victim_related:
        last = Option(
            "exception",
            "Ask a supervisor for an exception",
            "Say what you tried. The step blocks posting until a supervisor grants it.",
        )
    else:
        last = Option("not-done", "Not done", "Say so honestly, with a reason.")
    return (*reasons, last)


def verifier_roles(reason: Reason) -> str:
    """Return the roles that may verify a reason."""
    return ", or ".join(role.label for role in reason.verified_by)


def who_verified(reason: Reason) -> str:
    """Return the question for the verifier's name, and what to do without one."""
    asked = f"Who verified it? ({verifier_roles(reason)}; not you)"
    return f"{asked}\nIt must be one of these."


# The whole session

EDITED_WHY = "Somebody changed this session's file outside the program."
NOT_TAKEN_OVER = "Accepting the file as it is does not fix that."
EDITED = Option("edited", "Accept the file as it is", "I have read it through.", commits=True)
CARRY_WHY = "The checklist was changed after this session began."
CARRY = Option(
    "checklist", "Carry the answers over", "Then answer the changed steps again.", commits=True
)
FULL = "The record is full"
FULL_WHY = "What is saved is safe. The last change did not fit."
FULL_OPTION = Option(
    "new",
    "Continue in a new session for this post",
    "The post, people, and answers carry over. You answer the questions and ask for exceptions "
    "again. This session stays as it is.",
    commits=True,
)
FULL_ANEW_OPTION = FULL_OPTION._replace(
    means=(
        "The post and people carry over. You answer the steps again. This session stays as it is."
    )
)
WHY = "Why"
TAKE_OVER = "Take over"
TAKE_OVER_WHY = "This session is open in your other terminal."
TAKE_OVER_OPTION = Option(
    "here",
    "Take over here",
    "The other terminal saves what is typed there and closes.",
    commits=True,
)
CONTINUE = "Continue a colleague's session"
CONTINUE_WHY = "Their session stays as it is."
CONTINUE_OPTION = Option(
    "continue",
    "Continue in a new session of your own",
    "Their answers carry over, each marked with who gave it.",
    commits=True,
)
WITHDRAW = "Cancel this session"
NOTHING_TO_WITHDRAW = "Nothing was entered, so there is nothing to cancel. You can just leave."
WITHDRAW_WHY = "The session stays on record as canceled, with your reason. This cannot be undone."

# A supervisor's review

UNSENT_WHY = "Unsent comments are not saved, and the author never sees them."
UNSENT_OPTIONS = (
    Option("stay", "Stay", "Nothing is lost while you stay."),
    Option("return", "Return it with your comments", "The author sees these steps first."),
    Option("lose", "Discard them", "They are lost.", commits=True),
)


def unsent(count: int) -> str:
    """Return the title of the question about comments that were not sent."""
    return "You have 1 unsent comment" if count == 1 else f"You have {count} unsent comments"


def with_comments(count: int) -> str:
    """Return the sentence that says which comments are sent with a return."""
    if not count:
        return ""
    return (
        "Your comment on 1 step goes with it. "
        if count == 1
        else f"Your comments on {count} steps go with it. "
    )
