"""The draft: the text, where it goes, what is shown with it, and the case number."""

from functools import partial

from msgspec.structs import replace
from textual import events, on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static, TextArea

from checklists import changes
from checklists.clean_text import accept_text, show_text
from checklists.open_session import OpenSession
from checklists.platforms import lengths
from checklists.problems import Problem, Refused
from tui.keys import bindings
from tui.questions import (
    MEANING,
    MEANING_OPTIONS,
    MEANING_WHY,
    UNACCEPTED,
    UNACCEPTED_OPTIONS,
    UNACCEPTED_WHY,
    WHERE,
    Option,
    platform_means,
)
from tui.screens.ask import AskChoice
from tui.screens.case_number import ask_case_number
from tui.screens.draft_media import media_menu
from tui.screens.frame import one_line
from tui.screens.session_screen import SessionScreen
from tui.words import length_words

QUIET_SECONDS = 2
"""After this long without a key, what was typed is saved as text that is not accepted yet."""

ALL = ""


class DraftText(TextArea):
    """The text. What is pasted is checked before a terminal sees it."""

    class PasteRefused(Message):
        """What was pasted may not be entered."""

        def __init__(self, problem: Problem) -> None:
            self.problem = problem
            super().__init__()

    async def _on_paste(self, event: events.Paste) -> None:
        try:
            accept_text(event.text, "What was pasted", lines=True)
        except Refused as problem:
            event.stop()
            event.prevent_default()
            self.post_message(self.PasteRefused(problem))
        # What may be entered is inserted by TextArea itself, which Textual calls next.


class DraftScreen(SessionScreen):
    """What is to be posted."""

    CSS_PATH = ["frame.tcss", "draft.tcss"]
    place = "draft"
    BINDINGS = bindings("draft")

    def __init__(self, opened: OpenSession) -> None:
        super().__init__(opened)
        self.platform = ALL
        self._quiet: Timer | None = None

    def body(self) -> ComposeResult:
        """Where it goes, what is with it, the text."""
        yield Static("", id="facts", markup=False)
        text = DraftText(
            self._stored_text(),
            id="text",
            soft_wrap=True,
            compact=True,
            highlight_cursor_line=False,
            read_only=self.opened.read_only,
        )
        text.cursor_blink = False
        yield text

    def on_resize(self) -> None:
        """Keep the line that is written in sight."""
        self._draw_facts()
        self.call_after_refresh(self.query_one(DraftText).scroll_cursor_visible, animate=False)

    def on_mount(self) -> None:
        """The text has the focus, its end the cursor."""
        text = self.query_one(DraftText)
        text.focus()
        text.move_cursor(text.document.end)
        self.redraw()

    def where_words(self) -> str:
        """Which text is edited."""
        if self.platform == ALL:
            return "Draft: the text for all platforms"
        return f"Draft: the text for {self._title(self.platform)} only (empty: the same)"

    def _title(self, name: str) -> str:
        found = self.house.catalog.platforms.get(name)
        return found.title if found else show_text(name)

    # The two texts: what is stored, what is on the screen

    def _stored_texts(self) -> dict[str, str]:
        draft = self.session.draft
        source = draft.typed if draft.typed is not None else draft
        return {ALL: source.text, **source.variants}

    def _stored_text(self) -> str:
        return self._stored_texts().get(self.platform, "")

    def _typed_texts(self) -> tuple[str, dict[str, str]]:
        texts = self._stored_texts()
        texts[self.platform] = self.query_one(DraftText).text
        text = texts.pop(ALL, "")
        return text, texts

    def _is_accepted(self) -> bool:
        text, variants = self._typed_texts()
        draft = self.session.draft
        given = {name: words for name, words in variants.items() if words.strip()}
        return text == draft.text and given == draft.variants

    def redraw(self) -> None:
        """What stands above the text."""
        super().redraw()
        self._draw_facts()

    def _draw_facts(self) -> None:
        session = self.session
        text, variants = self._typed_texts()
        shown = replace(session.draft, text=text, variants=variants)
        counted = lengths(shown, self.house.catalog.platforms)
        where = ", ".join(length_words(length) for length in counted) or "none chosen (F2)"
        media = ", ".join(f"{m.label} {m.kind}" for m in session.draft.media) or "none"
        state = "accepted" if self._is_accepted() and session.draft.text else "NOT ACCEPTED: F5"
        case = show_text(session.case_number) or "none"
        lines = [
            f"Platforms: {where}",
            f"Images and clips: {show_text(media)}   Case number: {case}",
            f"The text below is {state}" if text.strip() else "Write or paste the text below.",
        ]
        if self.is_low:
            # The lines are for the text; a text too long for somewhere is named first.
            too_long = [length_words(length) for length in counted if length.over]
            fits = [length_words(length) for length in counted if not length.over]
            where = ", ".join([*too_long, *fits]) or where
            lines = [lines[2], one_line(where, self.app.size.width - 2)]
        found = "\n".join(lines)
        if found != getattr(self, "_facts", None):
            self._facts = found
            self.query_one("#facts", Static).update(Content(found))

    # Typing

    @on(TextArea.Changed)
    def typed(self) -> None:
        """Count, and save after a pause."""
        self._draw_facts()
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(QUIET_SECONDS, self._keep_typed)

    @on(DraftText.PasteRefused)
    def refused_paste(self, event: DraftText.PasteRefused) -> None:
        """Say why; the text stays as it was."""
        self.tell_problem(event.problem)

    async def _keep_typed(self) -> None:
        """Save what was typed as not accepted."""
        self._quiet = None
        if self.opened.read_only:
            return
        text, variants = self._typed_texts()
        await self.save(lambda session: changes.type_draft(session, text, variants))

    async def action_accept(self) -> None:
        """This is what is to be posted."""
        self.accept_then(leave=False)

    @work(exclusive=True, group="accept")
    async def accept_then(self, *, leave: bool) -> None:
        """Accept the text, asking first what must be asked; then leave, where wanted."""
        if await self._accept():
            await self._ask_guards()
            if leave:
                self.dismiss(None)

    async def _accept(self) -> bool:
        text, variants = self._typed_texts()
        meaning: bool | None = None
        if not self._is_accepted() and self.asks_about_meaning():
            meaning = await self.ask_meaning()
            if meaning is None:
                return False
        return await self.save(
            lambda session: changes.accept_draft(
                session,
                self.opened.known_checklist(),
                text,
                variants,
                changes_meaning=meaning,
                actor=self.opened.actor,
                now=self.opened.clock(),
            )
        )

    def asks_about_meaning(self) -> bool:
        """Whether somebody was told about this post already."""
        return changes.asks_about_meaning(self.session, self.opened.known_checklist())

    async def ask_meaning(self) -> bool | None:
        """Does the change alter what a victim was told? There is no default."""
        chosen = await self.app.push_screen_wait(AskChoice(MEANING, MEANING_WHY, MEANING_OPTIONS))
        return None if chosen is None else chosen == "yes"

    async def _ask_guards(self) -> None:
        """Ask the wrong-type questions again where the draft changed under them."""
        found = self.opened.blockers()
        if any(blocker.code == "guard" for blocker in found):
            from tui.screens.guards import Guards  # noqa: PLC0415 (only after a change)

            await self.app.push_screen_wait(Guards(self.opened))

    # What is with the text

    @work
    async def action_platforms(self) -> None:
        """Choose where it goes, one after another."""
        while True:
            chosen = self.session.draft.platforms
            options = tuple(
                Option(
                    platform.id,
                    f"{'[x]' if platform.id in chosen else '[ ]'} {platform.title}",
                    platform_means(platform),
                )
                for platform in self.house.catalog.platforms.values()
            )
            name = await self.app.push_screen_wait(
                AskChoice(
                    WHERE,
                    "A digit adds or takes away; Esc when done.",
                    options,
                )
            )
            if name is None:
                return
            wanted = [x for x in chosen if x != name] if name in chosen else [*chosen, name]
            await self.save(
                partial(
                    changes.choose_platforms,
                    platforms=wanted,
                    actor=self.opened.actor,
                    now=self.opened.clock(),
                )
            )

    @work
    async def action_media(self) -> None:
        """Add or take out an image or clip."""
        await media_menu(self)

    @work
    async def action_variant(self) -> None:
        """Edit the text for one platform, or the one for all."""
        await self._keep_typed()
        options = (
            Option("all", "The text for all platforms"),
            *(
                Option(name, f"{self._title(name)} only", "Where it needs a shorter text.")
                for name in self.session.draft.platforms
            ),
        )
        chosen = await self.app.push_screen_wait(AskChoice("Which text?", "", options))
        if chosen is not None:
            self.platform = ALL if chosen == "all" else chosen
            text = self.query_one(DraftText)
            with text.prevent(TextArea.Changed):
                text.load_text(self._stored_text())
            self.redraw()

    @work
    async def action_case_number(self) -> None:
        """The agency's own number; never a criminal-records number."""
        await ask_case_number(self)

    async def action_leave(self) -> None:
        """Back; text that is not accepted asks what is to become of it."""
        if self._is_accepted() or self.opened.read_only:
            self.dismiss(None)
        else:
            self._leave_unaccepted()

    @work(exclusive=True, group="leave")
    async def _leave_unaccepted(self) -> None:
        chosen = await self.app.push_screen_wait(
            AskChoice(UNACCEPTED, UNACCEPTED_WHY, UNACCEPTED_OPTIONS)
        )
        if chosen == "accept":
            self.accept_then(leave=True)
        elif chosen == "later":
            await self._keep_typed()
            self.dismiss(None)
        elif chosen == "drop" and await self.save(changes.drop_typed):
            self.dismiss(None)

    def on_unmount(self) -> None:
        """No timer outlives the screen."""
        if self._quiet is not None:
            self._quiet.stop()
