"""The draft at the prompts: its platforms, its text line by line, and its acceptance.

A text that is still being written ends in a line feed on disk; the line with only a period that
ends the writing removes it. Writing that was interrupted therefore continues on a new line.
"""

from checklists import changes
from checklists.errors import ExitCode, Refused
from checklists.session.model import Draft
from checklists.session.post_length import lengths
from checklists.text import clean_text, show_text
from tui.flows.draft import (
    ALL,
    choose_platforms,
    proposed_platforms,
    settle_unaccepted,
    texts_of,
    texts_with,
)
from tui.flows.media import change_media
from tui.prompts.commands import GoTo, Quit, Skip
from tui.prompts.dialog import run
from tui.prompts.findings import act_on_finding, list_findings, refuse_unanswered
from tui.prompts.session_prompt import SessionPrompt
from tui.wording.media_words import media_line
from tui.wording.questions import (
    EARLIER,
    EARLIER_WHY,
    HOW_TO_WRITE,
    MEDIA,
    NO_EARLIER,
    NO_PLATFORM_CHOSEN,
    NO_TEXT,
    PARTS,
    PROPOSED,
    UNACCEPTED,
    UNACCEPTED_OPTIONS,
    UNACCEPTED_WHY,
    WHICH_TEXT,
    earlier_options,
    media_saved,
    text_options,
    while_writing,
)
from tui.wording.update_words import earlier_lines
from tui.wording.words import length_words

LINE_MISSING = "A line above was not used. Type what is missing, then . to end it. The text so far:"
WORDS = "write, add, earlier, platforms, media, variant, case, or done"


def visit_draft(desk: SessionPrompt) -> None:
    """Ask for what the draft still needs, in order; if nothing, offer to change it."""
    if desk.only_shown:
        show_draft(desk)
        raise Skip
    if not _holds(desk):
        _menu(desk)
        return
    while _holds(desk):
        typed = desk.session.draft.typed
        unfinished = _unfinished(desk.session.draft)
        if unfinished is not None:
            write(desk, unfinished, go_on=True)
        elif typed is None and not desk.session.draft.text:
            write(desk, ALL)
            if desk.session.draft.typed is None:
                _menu(desk)
        elif not (desk.session.draft.platforms or (typed is not None and _proposed(desk))):
            _choose_platforms(desk)
        elif typed is not None:
            _settle(desk)
        else:
            _menu(desk)


def _holds(desk: SessionPrompt) -> bool:
    codes = PARTS["draft"][1]
    return any(blocker.code in codes for blocker in desk.opened.blockers())


def _proposed(desk: SessionPrompt) -> tuple[str, ...]:
    """Return the platforms that are proposed; none to a pipe, whose lines know no earlier post."""
    if not desk.talk.interactive:
        return ()
    return proposed_platforms(desk.opened, desk.catalog.platforms)


def show_draft(desk: SessionPrompt, proposed: tuple[str, ...] = ()) -> None:
    """Show the text, its platforms, and its images and clips."""
    draft = desk.session.draft
    shown = draft.typed or draft
    if shown.text:
        desk.talk.quote(shown.text.removesuffix("\n"))
    else:
        desk.say(NO_TEXT)
    for name, text in shown.variants.items():
        desk.say(f"For {show_text(name)} only:")
        desk.talk.quote(text.removesuffix("\n"))
    desk.say(f"Platforms: {_counts(desk, proposed)}")
    if proposed:
        desk.say(PROPOSED.format("yes", "platforms"))
    if not draft.media:
        desk.say(f"{MEDIA}: none")
    for media in draft.media:
        desk.say(media_line(media))
    for line in earlier_lines(desk.opened.earlier_texts):
        desk.talk.bare(line)


def _counts(desk: SessionPrompt, proposed: tuple[str, ...]) -> str:
    draft = desk.session.draft
    typed = draft.typed
    if typed is not None:
        where = draft.platforms or proposed
        draft = Draft(text=typed.text, variants=typed.variants, platforms=where)
    counted = lengths(draft, desk.catalog.platforms)
    return ", ".join(length_words(length) for length in counted) or NO_PLATFORM_CHOSEN


def _choose_platforms(desk: SessionPrompt) -> None:
    run(choose_platforms(desk.dialog, desk.catalog.platforms))


# The text


def _unfinished(draft: Draft) -> str | None:
    """Return the key of the text whose writing was interrupted, or None."""
    if draft.typed is None:
        return None
    found = [name for name, text in texts_of(draft).items() if text.endswith("\n")]
    return found[0] if found else None


def _keep(desk: SessionPrompt, name: str, text: str) -> bool:
    return desk.save(changes.type_draft, *texts_with(desk.session.draft, name, text))


def write(desk: SessionPrompt, name: str, *, go_on: bool = False) -> None:
    """Read lines until one with only a period.

    Each line is on disk, as not accepted, before the next one is read.
    """
    desk.say(*while_writing(desk.checklist), HOW_TO_WRITE)
    if not go_on and not desk.save(changes.set_typed_aside):
        return
    before = texts_of(desk.session.draft).get(name, "") if go_on else ""
    text = before + "\n" if before and not before.endswith("\n") else before
    if text:
        desk.say("It continues after:")
        desk.talk.quote(text.removesuffix("\n"))
    is_whole = True
    while True:
        try:
            line = desk.talk.read("")
        except Refused as problem:
            desk.tell(problem)
            is_whole = _goes_on_without(desk)
            continue
        if line == "." and is_whole:
            break
        if line == ".":
            desk.say(f"! {LINE_MISSING}")
            desk.talk.quote(text.removesuffix("\n"))
            is_whole = True
            continue
        line, changed = clean_text("." if line == ".." else line, lines=True)
        if changed:
            desk.say(changed)
        longer = text + line + "\n"
        if _keep(desk, name, longer):
            text = longer
        else:
            is_whole = _goes_on_without(desk)
    if text or name != ALL:
        _keep(desk, name, text.removesuffix("\n"))


def _goes_on_without(desk: SessionPrompt) -> bool:
    """Return that the text is not whole, because a line of it was not taken.

    A pipe cannot send the line in another form, so the run ends: its next lines would accept a text
    with a line missing.
    """
    if not desk.talk.interactive:
        raise Quit(ExitCode.WRONG_USAGE)
    return False


def _settle(desk: SessionPrompt) -> None:
    """Show the text that is not accepted; only the word yes accepts it, never a number."""
    desk.say(f"{UNACCEPTED}. {UNACCEPTED_WHY}")
    proposed = _proposed(desk)
    show_draft(desk, proposed)
    list_findings(desk)
    means = "; ".join(f"{option.id}: {option.label}" for option in UNACCEPTED_OPTIONS)
    found = desk.ask(
        "Type yes to accept it, or write, add, media, platforms, earlier, drop, later:",
        words=f"yes; write: start over; add: more lines; media: an image or clip; "
        f"earlier: an earlier text; {means}",
        anew=True,
    )
    word = found.text.casefold()
    if _change(desk, found.text):
        return
    if found.is_yes or word in ("later", "drop"):
        texts = texts_of(desk.session.draft)
        chosen = "accept" if found.is_yes else word
        if chosen == "accept":
            refuse_unanswered(desk)
        flow = settle_unaccepted(
            desk.dialog, chosen, texts.pop(ALL), texts, proposed, desk.pointed_at
        )
        if not desk.dialog.follow(flow):
            return
        if chosen == "accept":
            desk.say(f"Saved {desk.session.updated_at:%H:%M}. The text is accepted.")
        elif chosen == "later":
            raise Skip
    else:
        desk.say("! That does not accept it.")


# Changes


def _menu(desk: SessionPrompt) -> None:
    show_draft(desk)
    list_findings(desk)
    while True:
        found = desk.ask("Draft:", words=WORDS)
        word = found.text.casefold()
        if word == "done":
            return
        if word == "variant":
            with desk.dialogue():
                _variant(desk)
        elif not _change(desk, found.text):
            desk.say(f"! {WORDS}.")
        if desk.session.draft.typed is not None:
            # Not accepted yet: ask for that next.
            raise GoTo("draft")


def _change(desk: SessionPrompt, line: str) -> bool:
    """Change what a line names of the draft; return whether it names something."""
    changes_of = {
        "write": lambda desk: write(desk, ALL),
        "add": lambda desk: write(desk, ALL, go_on=True),
        "earlier": _bring_back,
        "media": _change_media,
        "platforms": _choose_platforms,
    }
    change = changes_of.get(line.casefold())
    if change is None:
        return act_on_finding(desk, line)
    change(desk)
    return True


def _change_media(desk: SessionPrompt) -> None:
    label = desk.dialog.follow(change_media(desk.dialog))
    if label:
        desk.say(media_saved(label, desk.session))


def _bring_back(desk: SessionPrompt) -> None:
    entries = changes.earlier_drafts(desk.session)
    if not entries:
        desk.say(f"! {NO_EARLIER}")
        return
    with desk.dialogue():
        options = earlier_options(entries, desk.opened.clock())
        chosen = desk.choose(EARLIER, EARLIER_WHY, options)
        desk.save(changes.bring_back, entries[int(chosen) - 1].earlier)


def _variant(desk: SessionPrompt) -> None:
    options = text_options(desk.session.draft.platforms, desk.catalog.platforms)
    write(desk, desk.choose(WHICH_TEXT, "", options))
