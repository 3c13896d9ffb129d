"""The draft: where it goes, its text line by line, and the word that accepts it.

While a text is being written its end on disk is a line feed; the full stop that ends the writing
takes it away. So a writing that was cut off goes on at the next line.
"""

from checklists import changes
from checklists.clean_text import show_text
from checklists.platforms import lengths
from checklists.problems import Refused
from checklists.session import Draft, Session
from tui.plain.commands import Typed
from tui.plain.desk import Desk, picked
from tui.plain.media import media_menu
from tui.plain.moves import GoTo, Skip
from tui.post_parts import PARTS
from tui.questions import (
    MEANING,
    MEANING_OPTIONS,
    MEANING_WHY,
    UNACCEPTED,
    UNACCEPTED_WHY,
    WHERE,
    Option,
    platform_means,
)
from tui.words import length_words

ALL = ""
"""The text for all platforms, among those for one."""

HOW_TO_WRITE = (
    "Write the text. A line with only a . ends it; a line with only .. is a . in the text."
)
WORDS = "write, add, platforms, media, variant, case, or done"


def visit_draft(desk: Desk) -> None:
    """What it still needs, in order; where it needs nothing, what can be changed."""
    if desk.only_shown:
        show_draft(desk)
        raise Skip
    if not _holds(desk):
        _menu(desk)
        return
    while _holds(desk):
        typed = desk.session.draft.typed
        unfinished = _unfinished(desk.session.draft)
        if not desk.session.draft.platforms:
            choose_platforms(desk)
        elif unfinished is not None:
            write(desk, unfinished, go_on=True)
        elif typed is not None:
            _accept(desk)
        else:
            write(desk, ALL)
            if desk.session.draft.typed is None:
                _menu(desk)


def _holds(desk: Desk) -> bool:
    codes = PARTS["draft"][1]
    return any(blocker.code in codes for blocker in desk.opened.blockers())


def show_draft(desk: Desk) -> None:
    """The text as it stands, where it goes and what is with it."""
    draft = desk.session.draft
    shown = draft.typed or draft
    if shown.text:
        desk.talk.quote(shown.text.removesuffix("\n"))
    else:
        desk.say("(no text yet)")
    for name, text in shown.variants.items():
        desk.say(f"For {show_text(name)} only:")
        desk.talk.quote(text.removesuffix("\n"))
    desk.say(f"Platforms: {_counts(desk)}")
    for media in draft.media:
        desk.say(f"{media.label} {media.kind}: {media.description}")


def _counts(desk: Desk) -> str:
    draft = desk.session.draft
    typed = draft.typed
    if typed is not None:
        draft = Draft(text=typed.text, variants=typed.variants, platforms=draft.platforms)
    counted = lengths(draft, desk.catalog.platforms)
    return ", ".join(length_words(length) for length in counted) or "none chosen"


# Where it goes


def choose_platforms(desk: Desk) -> None:
    """By their numbers; at least one."""
    chosen = desk.session.draft.platforms
    platforms = desk.catalog.platforms
    options = tuple(
        Option(found.id, found.title, platform_means(found)) for found in platforms.values()
    )
    desk.say(WHERE)
    for number, option in enumerate(options, start=1):
        mark = "[x] " if option.id in chosen else ""
        desk.say(f"{mark}{number} {option.label}")

    def why(_with_sources: bool) -> list[str]:  # noqa: FBT001 (its one meaning is its name)
        return [f"{option.label}: {option.means or 'no limit known'}" for option in options]

    while True:
        found = desk.ask("Numbers, such as 1 2:", why=why)
        words = found.text.replace(",", " ").split()
        wanted = [picked(Typed(word), options) for word in words]
        if words and all(wanted):
            break
        if not words and chosen:
            return
        desk.say(f"! Numbers from 1 to {len(options)}, one or more.")
    desk.save(
        lambda session: changes.choose_platforms(
            session, wanted, actor=desk.opened.actor, now=desk.opened.clock()
        )
    )


# The text


def _texts(draft: Draft) -> dict[str, str]:
    source = draft.typed if draft.typed is not None else draft
    return {ALL: source.text, **source.variants}


def _unfinished(draft: Draft) -> str | None:
    """The text that was being written when the line was cut; None when none was."""
    if draft.typed is None:
        return None
    found = [name for name, text in _texts(draft).items() if text.endswith("\n")]
    return found[0] if found else None


def _keep(desk: Desk, name: str, text: str) -> bool:
    texts = _texts(desk.session.draft) | {name: text}
    whole = texts.pop(ALL, "")
    return desk.save(lambda session: changes.type_draft(session, whole, texts))


def write(desk: Desk, name: str, *, go_on: bool = False) -> None:
    """Take lines until a single full stop. Each is on disk, as not accepted, before the next."""
    desk.say(HOW_TO_WRITE)
    before = _texts(desk.session.draft).get(name, "") if go_on else ""
    text = before + "\n" if before and not before.endswith("\n") else before
    if text:
        desk.say("It goes on after:")
        desk.talk.quote(text.removesuffix("\n"))
    while True:
        try:
            line = desk.talk.read("")
        except Refused as problem:
            desk.tell(problem)
            continue
        if line == ".":
            break
        longer = text + ("." if line == ".." else line) + "\n"
        if _keep(desk, name, longer):
            text = longer
    if text or name != ALL:
        _keep(desk, name, text.removesuffix("\n"))


def _accept(desk: Desk) -> None:
    desk.say(f"{UNACCEPTED}. {UNACCEPTED_WHY}")
    show_draft(desk)
    found = desk.ask(
        "Type yes to accept it, or write, add, drop, later:",
        words="yes, write (anew), add (more lines), drop (what was typed since), later",
    )
    match found.text.casefold():
        case "write":
            write(desk, ALL)
        case "add":
            write(desk, ALL, go_on=True)
        case "drop":
            desk.save(changes.drop_typed)
        case "later":
            raise Skip
        case _ if found.is_yes:
            with desk.dialogue():
                _accept_now(desk)
        case _:
            desk.say("! It is not accepted by that.")


def _accept_now(desk: Desk) -> None:
    texts = _texts(desk.session.draft)
    text = texts.pop(ALL, "")
    meaning = ask_meaning(desk) if _is_changed(desk.session, text, texts) else None

    def change(session: Session) -> Session:
        return changes.accept_draft(
            session,
            desk.checklist,
            text,
            texts,
            changes_meaning=meaning,
            actor=desk.opened.actor,
            now=desk.opened.clock(),
        )

    if desk.save(change):
        desk.say(f"Saved {desk.session.updated_at:%H:%M:%S}. The text is accepted.")


def _is_changed(session: Session, text: str, variants: dict[str, str]) -> bool:
    return text != session.draft.text or variants != session.draft.variants


def ask_meaning(desk: Desk) -> bool | None:
    """Does the change alter what a victim was told? There is no default. None where nobody was
    told yet."""
    if not changes.asks_about_meaning(desk.session, desk.checklist):
        return None
    desk.say(MEANING, MEANING_WHY)
    desk.say(*(f"{option.id}: {option.label}. {option.means}" for option in MEANING_OPTIONS))
    while True:
        found = desk.ask("yes or no:")
        if found.is_yes or found.is_no:
            return found.is_yes
        desk.say("! Type yes or no.")


# What can be changed


def _menu(desk: Desk) -> None:
    show_draft(desk)
    while True:
        found = desk.ask("Draft:", words=WORDS)
        match found.text.casefold():
            case "write":
                write(desk, ALL)
            case "add":
                write(desk, ALL, go_on=True)
            case "platforms":
                choose_platforms(desk)
                continue
            case "media":
                with desk.dialogue():
                    media_menu(desk, ask_meaning)
                continue
            case "variant":
                with desk.dialogue():
                    _variant(desk)
            case "done":
                return
            case _:
                desk.say(f"! {WORDS}.")
                continue
        if desk.session.draft.typed is not None:
            # Not accepted yet: that is asked next.
            raise GoTo("draft")


def _variant(desk: Desk) -> None:
    options = tuple(
        Option(name, f"{found.title if (found := desk.catalog.platforms.get(name)) else name} only")
        for name in desk.session.draft.platforms
    )
    write(desk, desk.choose("Which text?", options))
