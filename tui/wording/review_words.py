"""What a supervisor reads of a session, as lines for the screen and the line prompts."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from checklists.definitions.model import Checklist, ColdRead, Step
from checklists.follow_ups.ledger import open_entries
from checklists.gate.answer_history import TOO_FAST
from checklists.gate.step_states import ExceptionRequest
from checklists.records.audit_log import Difference
from checklists.review.brief import Brief
from checklists.review.queue import QueueRow
from checklists.review.report import DraftChange, ReviewView
from checklists.session.evidence import choices_made
from checklists.session.list_row import LEGAL_HOLD
from checklists.session.model import PERSON_KEY, Answer, Evidence, HistoryEntry
from checklists.session.review import Review, Verdict
from checklists.text import show_text
from checklists.times import show_time
from tui.wording.approval_words import to_confirm_words
from tui.wording.finding_words import (
    CHECK_THIS,
    MOST_LISTED,
    beside_lines,
    checked_lines,
    more_findings,
)
from tui.wording.follow_up_words import entry_words, item_words, removal_words
from tui.wording.list_words import VERDICT_WORDS, comment_words, down_words, how_many, status_word
from tui.wording.marks import STEP_WORDS, step_mark
from tui.wording.media_words import media_line
from tui.wording.posted_words import differing_words, live_words
from tui.wording.questions import with_comments
from tui.wording.update_words import changes_words, earlier_lines, first_differences
from tui.wording.words import (
    DID_WORDS,
    added_words,
    answer_words,
    digest_words,
    entry_is_about,
    not_asked_words,
    not_needed_because,
    person_words,
    record_words,
    verdict_lines,
)

NOTHING_WAITS = "Nothing is waiting."
WAITS_WORDS = {
    "exception": "exception asked for",
    "approval": "ready, needs approval",
    "early": "posted early: needs a review",
    "after": "posted: needs a review",
    "phone": "by phone: to be confirmed",
    "follow-up": "follow-up overdue",
}
WAITS_HINT = "exception, approval, early, after, phone, follow-up"

MOST_DIFFERENT = 3
"""Sessions that the queue names as missing or put back; `verify --all` names all."""
WHAT_NOW = "This notice blocks nothing. Ask the author. See `help supervisor`."
_DIFFERENT = {
    "missing": "MISSING",
    "older": "AN EARLIER FILE WAS RESTORED",
    "replaced": "NOT THE CONTENT SEEN BEFORE",
    "gone-on": "CONTINUES ANOTHER FILE",
}


def different_words(found: Difference) -> str:
    """Return a session that is not what was noted of it as one line of the queue."""
    return f"[?] {show_text(found.note.session):<44} {_DIFFERENT[found.how]}"


def difference_words(found: Difference, login: str, now: datetime) -> str:
    """Return how a session differs from what somebody saw of it; `login` is theirs."""
    note = found.note
    saw = f"{show_text(login)} saw revision {note.revision} at {show_time(note.at, now)}"
    return {
        "missing": f"it is missing; {saw}",
        "older": f"an earlier file, revision {found.revision}, was put back; {saw}",
        "replaced": f"its content is different now; {saw}",
        "gone-on": f"it continues a different file from the one seen; {saw}",
    }[found.how]


def more_different(count: int) -> str:
    """Return how many more sessions are not what was noted of them."""
    return f"[?] and {count} more: `cleartopost verify --all` names them"


def not_noted_words(problem: str) -> str:
    """Return why what was read is not in the audit log."""
    return f"This was not noted in the audit log: {show_text(problem)}."


NO_EXCEPTION = "Nobody has asked for an exception."
WHICH_EXCEPTION = "First select the exception on page 3."

COMMENT = "Comment"
COMMENT_HINT = "the author reads it"
VERDICT_TITLES: dict[Verdict, str] = {
    "approved": "Approve exactly this",
    "returned": "Return it to the author",
    "exception-granted": "Grant the exception",
    "exception-refused": "Refuse the exception",
    "noted": "Leave a note",
    "confirmed-after": "Confirm what was posted",
    "corrected-after": "The post had to be corrected",
}
COLD_READ = "Cold read: from the post alone"
COLD_READ_WHY = (
    "Answer from what the public will see, before you see the record. Your "
    "answers are saved once and compared with the author's. The program cannot "
    "prove that you had not looked before."
)
COLD_READ_FIRST = "Read only the post, to its end. Then press a for questions before the record."
YES_OR_NO = "yes or no"
SAY_WHY = "why, in one sentence"


def cold_words(given: Review, question: ColdRead) -> str:
    """Return how an answer of a cold read differs from the record."""
    said, record = ("yes", "no") if given.said_cold(question.id) else ("no", "yes")
    return (
        f"{show_text(given.by.called)} said {said}, but the record says {record}: {question.prompt}"
    )


RETURN_WHY = "The author sees your comment first. c comments on the selected step."
NOTE_WHY = "A note does not decide anything."
CONFIRM_AFTER_WHY = "After-post review: you confirm that what went out is right and stays as it is."
CORRECT_AFTER_WHY = (
    "After-post review: say what was wrong, and whether the post was corrected or taken down."
)
STILL_TO_TRY = "Say what to try next."

NOT_READ_WHOLE = "Read pages 1-5 to the end first. Press the same key for the next part."
NOTHING_GIVEN = "Nothing was saved."
WORDS_KEPT = "Your comment is kept here but not saved. To use it, decide again:"
SAME_WORDS = "This is your earlier comment. Type = to use it, or write another:"
WORDS_LEFT = "This comment is not saved. Copy it if you need it; leave again to discard it:"
NAME_IT = "Enter that name. To comment on the whole session instead, put a space first."


def no_such_step(typed: str, near: Step | None) -> str:
    """Return the message for an unknown step name, with the nearest step if any."""
    meant = f" Nearest: {near.short} ({near.id})." if near is not None else ""
    return f"No step is named {show_text(typed)}.{meant}"


WAITS_MARKS = {
    "exception": "[!]",
    "approval": "[ ]",
    "early": "[?]",
    "after": "[ ]",
    "phone": "[?]",
    "follow-up": "[~]",
}


class Line(NamedTuple):
    """One line of a review page.

    `step` is the ID of the step that it is about. `request` is set on the last line of an exception
    request. `hang` is the columns before its words, where they go on below.
    """

    text: str
    step: str = ""
    request: str = ""
    heading: bool = False
    hang: int = 0


PAGES = (
    ("brief", "The key facts, in half a minute"),
    ("post", "The post as the public will see it"),
    ("unusual", "What is unusual"),
    ("people", "What is recorded for each person"),
    ("steps", "All steps"),
    ("timeline", "The timeline"),
)
TO_READ = range(len(PAGES) - 1)
"""The pages that an approval is about. Of the time line, the page of what is unusual has what the
others lack."""


def age_words(age: timedelta) -> str:
    """Return an age in its largest unit: `12 min`, `3 h`, `2 days`."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def queue_words(row: QueueRow, now: datetime) -> str:
    """Return a waiting session as one line of 78 columns."""
    grave = ["OVERDUE"] if row.is_late else []
    if row.exceptions:
        grave.append(f"{row.exceptions} exc.")
    if row.urgent:
        grave.append("urgent")
    if row.deaths:
        grave.append("death")
    local = row.since.astimezone(now.tzinfo)
    since = f"{local:%H:%M}" if local.date() == now.date() else f"{local:%d %H:%M}"
    text = (
        f"{WAITS_MARKS[row.waits_for]} {since:<8} {show_text(row.short)[:28]:<28} "
        f"{show_text(row.case_number)[:10]:<10} {show_text(row.author)[:8]:<8} "
    )
    return text + (", ".join(grave) if grave else WAITS_WORDS[row.waits_for].split(",")[0])


def waiting_words(row: QueueRow) -> str:
    """Return a waiting session as a sentence."""
    marks = [
        age_words(row.age),
        row.short,
        "URGENT" if row.urgent else "",
        f"{row.deaths} dead" if row.deaths else "",
        f"{row.exceptions} asked for" if row.exceptions else "",
        "OVERDUE" if row.is_late else "",
        f"overdue: {', '.join(due.item for due in row.overdue)}" if row.overdue else "",
        down_words(row.taken_down, None),
        show_text(row.author),
        show_text(row.case_number),
        LEGAL_HOLD if row.held else "",
        "yours: you cannot review it" if row.not_yours else "",
    ]
    return ", ".join(mark for mark in marks if mark)


def page_lines(page: str, view: ReviewView, checklist: Checklist, now: datetime) -> list[Line]:
    """Return the lines of one review page."""
    make = {
        "brief": _brief,
        "post": _post,
        "unusual": _unusual,
        "people": _people,
        "steps": _steps,
        "timeline": _timeline,
    }[page]
    return list(make(view, checklist, now))


def _heading(text: str) -> Line:
    return Line(text, heading=True)


TITLE_WIDTH = 14
"""Columns before the words on the first page."""
MOST_TOLD = 8
"""People named on the first page; the page of the people has all. So of steps, `MOST_STEPS`."""
FOLLOW_UPS_TITLE = "Follow-ups"
NOTHING_RECORDED = "Not recorded"
MOST_STEPS = 5
MOST_UNLISTED = 3
_HEARD = {"not-told": " NOT TOLD", "tried": " NOT TOLD:", "excused": " no call:", "told": ""}
_ABOUT = {"children": "Children", "protected": "Protected", "suspect": "Suspect"}
_BEFORE = {"ready": "it was ready", "approval": "it was approved"}


def _brief(view: ReviewView, checklist: Checklist, now: datetime) -> Iterator[Line]:
    """Yield what decides, the gravest first; what was not recorded is one line at the end."""
    brief, missing = view.brief, list[str]()
    read = ", ".join(map(show_text, brief.second_readers)) or "nobody named"
    case = f", {show_text(brief.case_number)}" if brief.case_number else ""
    case += f", {LEGAL_HOLD}" if brief.is_held else ""
    yield Line(f"{brief.incident_type}{case}. By {show_text(brief.author)}; read by {read}.")
    if view.updates is not None:
        title, which = changes_words(view.updates)
        for number, words in enumerate((which, *first_differences(view.earlier))):
            before = title if number == 0 else ""
            yield Line(f"{before:<{TITLE_WIDTH}}{words}", hang=TITLE_WIDTH)
    cold = [(given, question) for given, others in view.cold for question in others]
    for given, question in cold:
        text = f"{'Cold read':<{TITLE_WIDTH}}{cold_words(given, question)}"
        yield Line(text, question.step, hang=TITLE_WIDTH)
    every = _check_this(view)
    few = [*every[:MOST_LISTED], *more_findings(len(every) - MOST_LISTED)]
    for number, words in enumerate(few):
        text = f"{CHECK_THIS if number == 0 else '':<{TITLE_WIDTH}}{words}"
        yield Line(text, hang=TITLE_WIDTH)
    for number, line in enumerate(_look_first(view, now)):
        text = f"{'Look first' if number == 0 else '':<{TITLE_WIDTH}}{line.text}"
        yield line._replace(text=text, hang=TITLE_WIDTH)
    parts = (
        (FOLLOW_UPS_TITLE, _brief_follow_ups(view, now)),
        ("Told first", _brief_told(brief, checklist, now)),
        ("Exceptions", _brief_exceptions(view, checklist)),
        ("On hold", (Line(f"{b.short}: {show_text(b.reason)}", b.step) for b in brief.holds)),
        *((title, _brief_about(brief.about[what])) for what, title in _ABOUT.items()),
        ("Out of order", _out_of_order(view, now)),
        ("Not needed", _brief_not_needed(view, now)),
        ("Author alone", _brief_alone(brief)),
    )
    for title, lines in parts:
        found = list(lines)
        if not found and title != FOLLOW_UPS_TITLE:
            missing.append(title.lower())
        for number, line in enumerate(found):
            text = f"{title if number == 0 else '':<{TITLE_WIDTH}}{line.text}"
            yield line._replace(text=text, hang=TITLE_WIDTH)
    if missing:
        yield Line(f"{NOTHING_RECORDED}: {', '.join(missing)}.")


def _brief_follow_ups(view: ReviewView, now: datetime) -> Iterator[Line]:
    owed = open_entries(view.follow_ups)
    for entry in owed:
        yield Line(
            f"{show_text(entry.item.id)}: {entry_words(entry, now)}. {item_words(entry.item)}"
        )
    if done := sum(entry.state == "done" for entry in view.follow_ups):
        yield Line(f"{done} done" + (f", {len(owed)} owed" if owed else ""))


def _brief_told(brief: Brief, checklist: Checklist, now: datetime) -> Iterator[Line]:
    for told in brief.told[:MOST_TOLD]:
        words = record_words(told.step, told.record, now) if told.record else f"({told.step.short})"
        who = person_words(told.person, checklist)
        yield Line(f"{who}:{_HEARD[told.heard]} {words}", told.step.id)
    if more := len(brief.told[MOST_TOLD:]):
        yield Line(f"and {more} more, on page 4 (people)")


def _brief_exceptions(view: ReviewView, checklist: Checklist) -> Iterator[Line]:
    for asked in view.exceptions:
        yield Line(f"{asked.state}: {exception_words(asked, view, checklist)}", asked.step)


def _brief_about(answers: Iterable[tuple[Step, Answer]]) -> Iterator[Line]:
    for step, answer in answers:
        chosen = [choice.label for r in answer.evidence for _, choice in choices_made(step, r)]
        words = answer_words(answer, step) if answer.outcome != "confirmed" else ", ".join(chosen)
        yield Line(f"{step.short}: {words or answer_words(answer, step)}", step.id)


def _brief_live(view: ReviewView, now: datetime) -> Iterator[Line]:
    for posted in view.posted:
        if posted.live in ("text-differs", "wrong-picture"):
            words = "; ".join([live_words(posted), *differing_words(posted.differs)])
            yield Line(f"posted on {show_text(posted.platform)}: {words}")
    for platform, done in view.gone:
        yield Line(f"taken down: {removal_words(platform, done, now)}")


def _out_of_order(view: ReviewView, now: datetime) -> Iterator[Line]:
    yield from _brief_live(view, now)
    for posted in view.brief.early:
        where, before = show_text(posted.platform), _BEFORE[posted.early]
        words = f"posted on {where} before {before}: {show_text(posted.reason)}"
        yield Line(f"{words}; ordered by {show_text(posted.ordered_by)}")
    for approval in view.brief.to_confirm:
        yield Line(f"approved by phone: {to_confirm_words(approval, now)}")
    for late in view.brief.late:
        whom = f"{show_text(late.label)} told" if late.label else "told"
        at, out = show_time(late.at, now), show_time(late.posted.at, now)
        yield Line(
            f"{late.step.short}: {whom} {at}, after the post went out at {out}", late.step.id
        )
    stale = [found.step for found in view.went_stale if found.stale_now]
    if stale:
        yield Line(f"stale: {_shorts(stale)}", stale[0].id)


def _look_first(view: ReviewView, now: datetime) -> Iterator[Line]:
    """Yield what says that one person, or nobody, may have looked."""
    changed: list[DraftChange] = []
    for change in view.drafts:
        # After a change that they must hear of, everybody is told what the draft is then.
        changed = [] if change.changes_meaning else [*changed, change]
    if same := [change for change in changed if change.changes_meaning is False]:
        words = how_many(sum(change.words_changed or 0 for change in same), "word")
        yield Line(
            f"draft changed {show_time(same[-1].at, now)} ({words}) after people were told; the "
            "author said it did not change what they were told"
        )
    for name in view.brief.told_and_read:
        yield Line(f"told people and was also the second reader: {show_text(name)}")
    if view.too_fast:
        fast = [found.step for found in view.too_fast]
        yield Line(f"faster than anybody can read: {_shorts(fast)}", fast[0].id)
    unlisted = list(view.brief.unlisted.items())
    for name, steps in unlisted[:MOST_UNLISTED]:
        yield Line(f"not in the directory: {show_text(name)} ({_shorts(steps)})", steps[0].id)
    if more := len(unlisted[MOST_UNLISTED:]):
        yield Line(f"and {more} more who are not in the directory")


def _brief_not_needed(view: ReviewView, now: datetime) -> Iterator[Line]:
    why: dict[str, list[Step]] = {}
    for step, found in view.not_needed:
        why.setdefault(not_needed_because(found, now), []).append(step)
    for left in view.not_applying:
        who = f" ({show_text(left.verified_by)})" if left.verified_by else " (the draft)"
        why.setdefault(f"{show_text(left.reason)}{who}", []).append(left.step)
    for because, steps in why.items():
        yield Line(f"{because}: {_shorts(steps)}", steps[0].id)


def _brief_alone(brief: Brief) -> Iterator[Line]:
    if brief.alone:
        count = f"{len(brief.alone)} of {brief.asked} victim-related steps name only the author"
        yield Line(f"{count}: {_shorts(brief.alone)}", brief.alone[0].id)


def _shorts(steps: Iterable[Step]) -> str:
    """Return the first few of some steps, and how many more there are."""
    names = list(dict.fromkeys(step.short for step in steps))
    more = f", and {len(names) - MOST_STEPS} more" if len(names) > MOST_STEPS else ""
    return ", ".join(names[:MOST_STEPS]) + more


def _post(view: ReviewView, _checklist: Checklist, now: datetime) -> Iterator[Line]:
    for post in view.texts:
        where = show_text(post.platform) or "no platform chosen"
        yield _heading(f"{where}{', its own text' if post.own else ''}")
        for line in show_text(post.text, lines=True).split("\n"):
            yield Line(line)
        yield Line("")
    for media in view.media:
        yield Line(show_text(media_line(media)))
    for posted in view.posted:
        early = (
            f"  BEFORE {posted.early.upper()}: {show_text(posted.reason)}; "
            f"ordered by {show_text(posted.ordered_by)}"
            if posted.early
            else ""
        )
        when = show_time(posted.at, now)
        live = f"  {live_words(posted)}" if posted.live else ""
        where = f"{show_text(posted.platform)} {when} {show_text(posted.link)}"
        yield Line(f"Posted on {where}{live}{early}")
        yield from (Line(f"      {words}") for words in differing_words(posted.differs))
    for platform, done in view.gone:
        yield Line(f"Taken down: {removal_words(platform, done, now)}")
    yield Line(f"Digest {digest_words(view.digest)}")


def _check_this(view: ReviewView) -> list[str]:
    return [*checked_lines(view.checked), *beside_lines(view.beside)]


def _unusual(view: ReviewView, checklist: Checklist, now: datetime) -> Iterator[Line]:
    for number, words in enumerate(earlier_lines(view.earlier)):
        yield Line(words, heading=number == 0)
    if view.checked is not None or view.beside:
        yield Line(CHECK_THIS, heading=True)
        yield from map(Line, _check_this(view))
    yield from _exceptions(view, checklist, now)
    yield from _not_confirmed(view, now)
    yield from _suspicious(view, now)
    for step, answer in view.carried:
        yield Line(f"{step.short}: carried from {show_text(answer.carried_from)}", step.id)
    for person in view.removed:
        yield Line(person_words(person, checklist))
    yield from _told([entry for entry in view.timeline if _is_unusual(entry)], view, checklist, now)
    yield from _drafts(view, now)


def _is_unusual(entry: HistoryEntry) -> bool:
    """Return whether no page but the time line would say this, and a supervisor should know it."""
    is_reason = entry.did == "question" and entry.note
    return bool(is_reason) or entry.did in _UNUSUAL


_UNUSUAL = ("person-linked", "person-reclassified", "checklist-carried", "hand-edit-taken-over")


def _not_confirmed(view: ReviewView, now: datetime) -> Iterator[Line]:
    for step, answer in view.not_done:
        seen = " (point this out to the approver)" if step.approver_sees_not_done else ""
        yield Line(f"{step.short}: not done{seen}: {show_text(answer.note)}", step.id)
    for found in view.not_applying:
        who = f", verified by {show_text(found.verified_by)}" if found.verified_by else ""
        words = f"does not apply: {show_text(found.reason)}{who}"
        yield Line(f"{found.step.short}: {words}", found.step.id)
    for added in view.added:
        yield Line(added_words(added, now))
    for step, why in view.not_needed:
        if why.question is None:
            yield Line(f"{step.short}: not needed: {not_needed_because(why, now)}", step.id)
    for grave in view.notable_choices:
        whom = f"{show_text(grave.person)} " if grave.person else ""
        yield Line(f"{grave.step.short}: {whom}{grave.label}", grave.step.id)


def _suspicious(view: ReviewView, now: datetime) -> Iterator[Line]:
    for stale in view.went_stale:
        words = [f"answered {stale.times_answered} times"] if stale.earlier else []
        words += [f"STALE: {show_text(stale.stale_now)}"] if stale.stale_now else []
        yield Line(f"{stale.step.short}: {', '.join(words)}", stale.step.id)
        for review in view.reviews:
            said = review.comment_on(stale.step.id)
            if said:
                by = f"{show_text(review.by.login)}, {show_time(review.at, now)}"
                yield Line(f"      {by}: {comment_words(said)}", stale.step.id)
    if view.too_fast:
        steps = ", ".join(dict.fromkeys(fast.step.short for fast in view.too_fast))
        answers = how_many(len(view.too_fast), "answer")
        within = f"within {TOO_FAST.seconds} seconds of the previous one"
        yield Line(f"{answers} {within}: {steps}", view.too_fast[0].step.id)
    for pasted in view.pasted:
        shorts = ", ".join(step.short for step in pasted.steps)
        yield Line(
            f'The same words appear under {shorts}: "{show_text(pasted.text)}"', pasted.steps[0].id
        )


def _drafts(view: ReviewView, now: datetime) -> Iterator[Line]:
    for change in view.drafts:
        if change.changes_meaning is not None:
            meaning = "changed" if change.changes_meaning else "did not change"
            words = f"{change.words_changed} words; " if change.words_changed is not None else ""
            at = show_time(change.at, now)
            yield Line(f"{at} draft: {words}the author said it {meaning} what people were told")
    yield Line(view.about_drafts)


def _exceptions(view: ReviewView, checklist: Checklist, now: datetime) -> Iterator[Line]:
    for request in view.exceptions:
        words = f"EXCEPTION {request.state}: {exception_words(request, view, checklist)}"
        yield Line(words, request.step)
        *lines, last = tried_lines(request, checklist, now)
        yield from (Line(f"      {line}", request.step) for line in lines)
        yield Line(f"      {last}", request.step, request=request.step)


def exception_words(request: ExceptionRequest, view: ReviewView, checklist: Checklist) -> str:
    """Return a request's step and people: `family notified, for K1 next of kin for D1`."""
    step = checklist.step(request.step)
    short = step.short if step else show_text(request.step)
    people = [
        person_words(found.person, checklist)
        for found in view.people
        if found.person.label in request.people
    ]
    return ", for ".join([short, *([" and ".join(people)] if people else [])])


def tried_lines(request: ExceptionRequest, checklist: Checklist, now: datetime) -> list[str]:
    """Return who asks for an exception and what was tried."""
    lines = [f"Asked for by {show_text(request.by.called)}, {show_time(request.at, now)}."]
    if request.tried:
        lines.append(f"What was tried: {show_text(request.tried)}")
    step = checklist.step(request.step)
    if step is not None:
        lines += [labeled_words(step, record, now) for record in request.records]
    return lines


def verdict_why(
    verdict: Verdict,
    view: ReviewView,
    checklist: Checklist,
    now: datetime,
    request: ExceptionRequest | None,
    commented: int,
) -> str:
    """Return what a verdict is about, and what it does.

    `commented` is the number of steps whose comments go with a return.
    """
    if request is not None:
        about = [exception_words(request, view, checklist), *tried_lines(request, checklist, now)]
        return "\n".join([*about, *([STILL_TO_TRY] if verdict == "exception-refused" else [])])
    if verdict == "approved":
        digest = f"Digest {digest_words(view.digest)}. Any later change cancels the approval."
        return "\n".join([*_not_confirmed_words(view, checklist), digest])
    if verdict == "confirmed-after":
        accepted = _not_confirmed_words(view, checklist)
        return "\n".join([*accepted, f"Digest {digest_words(view.digest)}.", CONFIRM_AFTER_WHY])
    if verdict == "returned":
        return with_comments(commented) + RETURN_WHY
    return CORRECT_AFTER_WHY if verdict == "corrected-after" else NOTE_WHY


def _not_confirmed_words(view: ReviewView, checklist: Checklist) -> Iterator[str]:
    """Yield what an approval also accepts: exceptions, and steps that nobody answered."""
    if view.exceptions:
        asked = [exception_words(request, view, checklist) for request in view.exceptions]
        yield f"By exception: {'; '.join(asked)}"
    if view.not_applying:
        yield f"Does not apply: {', '.join(found.step.short for found in view.not_applying)}"
    if view.not_needed:
        yield f"Not needed: {', '.join(step.short for step, _ in view.not_needed)}"


def labeled_words(step: Step, record: Evidence, now: datetime) -> str:
    """Return one record, after the label of the person it is about, if any."""
    whom = f"{show_text(str(record[PERSON_KEY]))} " if PERSON_KEY in record else ""
    return whom + record_words(step, record, now)


def _people(view: ReviewView, checklist: Checklist, now: datetime) -> Iterator[Line]:
    if not view.people:
        yield Line("Nobody is on the people list.")
    for found in view.people:
        yield _heading(person_words(found.person, checklist))
        for step, record in found.records:
            yield Line(f"  {step.short}: {record_words(step, record, now)}", step.id)
        if not found.records:
            yield Line("  nothing is recorded")


def _steps(view: ReviewView, _checklist: Checklist, now: datetime) -> Iterator[Line]:
    section = ""
    for found in view.steps:
        if found.step.section != section:
            section = found.step.section
            yield _heading(section)
        word = "" if found.state in ("open", "confirmed") else f" {STEP_WORDS[found.state]}"
        kind = "V " if found.step.victim_related else "  "
        yield Line(
            f"{step_mark(found.step, found.state)} {kind}{found.step.short}{word}", found.step.id
        )
        for blocker in found.blockers:
            yield Line(f"        {show_text(blocker.reason)}", found.step.id)
        if found.answer is not None:
            when = show_time(found.answer.at, now)
            yield Line(f"        {answer_words(found.answer, found.step)} ({when})", found.step.id)
            for record in found.answer.evidence:
                yield Line(f"        {labeled_words(found.step, record, now)}", found.step.id)
            if found.not_asked:
                yield Line(f"        {not_asked_words(found.not_asked)}", found.step.id)


def _timeline(view: ReviewView, checklist: Checklist, now: datetime) -> Iterator[Line]:
    yield from _told(view.timeline, view, checklist, now)


def _told(
    entries: Iterable[HistoryEntry], view: ReviewView, checklist: Checklist, now: datetime
) -> Iterator[Line]:
    """Yield what was done and what supervisors said, in the order in which it was."""
    events = [(entry.at, [_entry_words(entry, checklist)]) for entry in entries]
    events += [(review.at, verdict_lines(review, checklist)) for review in view.reviews]
    for at, (first, *further) in sorted(events, key=lambda event: event[0]):
        yield Line(f"{show_time(at, now)}  {first}")
        yield from (Line(f"       {words}") for words in further)


def _entry_words(entry: HistoryEntry, checklist: Checklist) -> str:
    what = entry_is_about(entry, checklist)
    tail = f" ({show_text(entry.note)})" if entry.note else ""
    return f"{show_text(entry.by.called)} {DID_WORDS[entry.did]} {what}{tail}".rstrip()


def reviewed_words(reviews: Iterable[Review]) -> str:
    """Return who reviewed a session while it was read."""
    said = (f"{show_text(r.by.called)} {VERDICT_WORDS[r.verdict]}" for r in reviews)
    return f"REVIEWED while you were reading: {', '.join(said)}. See page 3."


def only_read_words(refusal: str) -> str:
    """Return why a review cannot be given here."""
    return f"Read only: {refusal}"


def stands_words(view: ReviewView) -> str:
    """Return a session's status and the names of its blockers."""
    found = view.status
    words = found.awaits_approval or found.lapsed_because
    if found.blockers:
        words = "When it went out: " if view.is_out else ""
        words += "blocked by " + ", ".join(dict.fromkeys(b.short for b in found.blockers))
    elif found.status == "in-progress":
        words = "Nothing blocks it; its author has not marked it ready."
    return f"{status_word(found.status).upper()}. {words}".strip()
