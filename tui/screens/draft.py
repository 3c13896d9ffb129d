"""The post: its case number, platforms, images and clips, and its text. A session starts here."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static, TextArea

from checklists import changes
from checklists.gate.updates import EarlierText
from checklists.session.post_length import lengths
from checklists.text import show_text
from checklists.workspace.open_session import OpenSession
from tui.flows.draft import (
    ALL,
    accept,
    choose_platforms,
    fill_in_post,
    is_accepted,
    proposed_platforms,
    settle_unaccepted,
    texts_of,
    texts_with,
)
from tui.flows.findings import keep, reasons_in
from tui.flows.media import change_media
from tui.flows.whole_session import ask_case_number
from tui.screens.ask import AskOverText
from tui.screens.session_screen import SessionScreen
from tui.widgets.check_this import CheckThis
from tui.widgets.draft_text import DraftText
from tui.widgets.frame import Lines, bindings, one_line
from tui.wording.finding_words import ACCEPTED_ALREADY, NO_FINDING
from tui.wording.keys import findings_footer
from tui.wording.questions import (
    EARLIER,
    EARLIER_WHY,
    MEDIA,
    NO_EARLIER,
    NO_PLATFORM_CHOSEN,
    PROPOSED,
    TEXT_FOR_ALL,
    TEXT_FOR_ONE_WHY,
    UNACCEPTED,
    UNACCEPTED_HOW,
    UNACCEPTED_OPTIONS,
    WHICH_TEXT,
    Option,
    earlier_options,
    platform_title,
    text_options,
    while_writing,
)
from tui.wording.session_words import questions_that_wait
from tui.wording.update_words import CHANGES_NONE, differs_words, earlier_lines
from tui.wording.words import length_words

if TYPE_CHECKING:
    from checklists.lint.draft import InText

QUIET_SECONDS = 2
"""Seconds without a key after which typed text is saved, as not accepted."""
LONGEST_SECONDS = 4
"""Seconds after which it is saved while typing goes on: with the save itself less than five."""
LOOK_SECONDS = 0.3
"""Seconds after a key before findings are looked for; never more often."""
ROOMY = 100
"""Columns from which the findings stand beside the text."""


class DraftScreen(SessionScreen):
    """The screen that edits the draft."""

    CSS_PATH = ["frame.tcss", "draft.tcss"]
    place = "draft"
    BINDINGS = bindings("draft")

    def __init__(self, opened: OpenSession) -> None:
        super().__init__(opened)
        self.platform = ALL
        self._last: tuple[str, ...] = ()
        """Where the last post of this type went out, until platforms are chosen here."""
        self._earlier: tuple[EarlierText, ...] = ()
        self.first = Lines("first")
        """The post that this one changes, beside the text where there is room."""
        self._quiet: Timer | None = None
        self._longest: Timer | None = None
        self._looks_soon: Timer | None = None
        self._pointed_at: Counter[str] = Counter()
        """How many findings of each rule were shown in the texts of other platforms."""

    def body(self) -> ComposeResult:
        """Yield the facts about the draft, and the text."""
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
        self.check = CheckThis(text, self._find_in, lambda: reasons_in(self.session))
        with Container(id="work"):
            with Container(id="texts"):
                yield text
                if self.session.updates is not None:
                    yield VerticalScroll(self.first, can_focus=False, id="beside")
            yield self.check

    def on_resize(self) -> None:
        """Redraw the facts and keep the line with the cursor visible."""
        self.check.is_beside = self.app.size.width >= ROOMY and self.session.updates is None
        self.set_class(self.check.is_beside, "-roomy")
        self.check.draw()
        self._draw_facts()
        self.call_after_refresh(self.query_one(DraftText).scroll_cursor_visible, animate=False)

    def on_mount(self) -> None:
        """Focus the text, with the cursor at its end."""
        self._last = proposed_platforms(self.opened, self.program.catalog.platforms)
        text = self.query_one(DraftText)
        text.focus()
        text.move_cursor(text.document.end)
        self.redraw()
        self._look_again()

    def where_words(self) -> str:
        """Return which text is being edited."""
        if self.platform == ALL:
            return "The post: the text for all platforms"
        title = show_text(platform_title(self.platform, self.program.catalog.platforms))
        return f"The post: the text for {title} only (empty: same as for all)"

    def footer_words(self) -> str:
        """Return the keys of the text; where something is found, those to go through it."""
        has_found = self.check.found and not self.opened.read_only
        return findings_footer(self.app.size.width) if has_found else super().footer_words()

    # The stored text and the displayed text

    def _stored_text(self) -> str:
        return texts_of(self.session.draft).get(self.platform, "")

    def _typed_texts(self) -> tuple[str, dict[str, str]]:
        text = self.query_one(DraftText).text
        return texts_with(self.session.draft, self.platform, text)

    def _is_accepted(self) -> bool:
        return is_accepted(self.session.draft, *self._typed_texts())

    def draw(self) -> None:
        """Draw the head lines, the status line and the facts above the text."""
        super().draw()
        self._earlier = self.opened.earlier_texts
        self._draw_facts()
        self.first.show("\n".join(earlier_lines(self._earlier)))
        self.check.draw()

    def _proposed(self) -> tuple[str, ...]:
        """Return the platforms that are proposed, where there is room to show them all."""
        if self.session.draft.platforms or self.frame.is_low or self.frame.is_narrow:
            return ()
        return self._last

    def _draw_facts(self) -> None:
        session, proposed = self.session, self._proposed()
        text, variants = self._typed_texts()
        where_to = session.draft.platforms or proposed
        shown = replace(session.draft, text=text, variants=variants, platforms=where_to)
        counted = lengths(shown, self.program.catalog.platforms)
        where = (
            ", ".join(length_words(length) for length in counted) or f"{NO_PLATFORM_CHOSEN} (F2)"
        )
        media = ", ".join(f"{m.label} {m.kind}" for m in session.draft.media) or "none (F3)"
        is_accepted = self._is_accepted() and bool(session.draft.text)
        state = "accepted" if is_accepted else "NOT ACCEPTED: F5"
        case = show_text(session.case_number) or "none (F10)"
        lines = [
            f"Case number: {case}   {MEDIA}: {show_text(media)}",
            f"Platforms: {where}",
            *([PROPOSED.format("F5", "F2")] if proposed else []),
            *([differs_words(self._earlier, "F8")] if self._earlier else []),
            f"The text below is {state}" if text.strip() else "Write or paste the text below.",
            *([] if is_accepted else while_writing(self.opened.known_checklist())),
        ]
        if self.frame.is_low:
            # Leave the lines to the text; name the platforms whose limit it exceeds first.
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
        """Update the counts, and save the text after a pause, or while typing goes on."""
        self._draw_facts()
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(QUIET_SECONDS, self._keep_typed)
        self._longest = self._longest or self.set_timer(LONGEST_SECONDS, self._keep_typed)
        self._looks_soon = self._looks_soon or self.set_timer(LOOK_SECONDS, self._look_again)

    @on(DraftText.PasteChanged)
    def changed_paste(self, event: DraftText.PasteChanged) -> None:
        """Show what is not as it was pasted."""
        self.tell(event.sentence)

    async def _keep_typed(self) -> bool:
        """Save the text as typed but not accepted; return whether it is on disk.

        Text that equals the accepted text removes the typed text from the disk.
        """
        self._stop_waiting()
        notice = self._notice
        saved = self.report(await self.carry_out(self.keep_now))
        if saved and notice:
            self.tell(notice)
        return saved

    async def action_save(self) -> None:
        """Save what is typed, and show that everything is saved."""
        if await self._keep_typed():
            await super().action_save()

    def keep_now(self) -> None:
        """Save the text as typed but not accepted."""
        if not self.opened.read_only:
            self.opened.perform(changes.type_draft, *self._typed_texts())

    @work(exclusive=True, group="accept")
    async def action_accept(self) -> None:
        """Accept the text as what is to be posted, ask what that makes necessary, and go on."""
        if not await self.dialog.follow(
            accept(self.dialog, *self._typed_texts(), self._proposed(), self._shown())
        ):
            return
        await fill_in_post(self.dialog, self.program.catalog.platforms)
        if questions_that_wait(self.opened):
            await self.program.visit("questions", self.opened)
        if self.is_active and not questions_that_wait(self.opened):
            self.dismiss(None)

    # Findings

    @work(exclusive=True, group="findings")
    async def _look_again(self) -> None:
        """Look for findings in the text as it is now, off the drawing thread."""
        self._looks_soon = None
        if await self.check.look():
            self.frame.set_keys(self.footer_words())

    def _find_in(self, text: str) -> "tuple[InText, ...]":
        return self.opened.linter.find(text)

    def _shown(self) -> Counter[str]:
        return self._pointed_at + self.check.pointed_at

    async def _tell_findings(self, act: Callable[[], str]) -> None:
        """Do something with the findings of the text as it is now."""
        if self.opened.read_only:
            self.tell(self.read_only_line())
        elif await self.check.look() and (sentence := act()):
            self.tell(sentence)

    async def action_next_finding(self) -> None:
        """Go from one finding to the next."""
        await self._tell_findings(self.check.go_on)

    async def action_say_instead(self) -> None:
        """Put in what to say instead of the current finding."""
        await self._tell_findings(self.check.put_in)

    @work(exclusive=True, group="leave")
    async def action_keep_finding(self) -> None:
        """Keep the current finding in the text; a grave one needs a reason."""
        if self._is_accepted():
            self.tell(ACCEPTED_ALREADY)
        elif await self.check.look() and self.check.current is not None:
            await self.dialog.follow(keep(self.dialog, self.check.current))
        else:
            self.tell(NO_FINDING)

    # Platforms, media, case number and leaving

    @work
    async def action_platforms(self) -> None:
        """Add or remove platforms, one at a time."""
        self._last = ()
        await choose_platforms(self.dialog, self.program.catalog.platforms)

    @work
    async def action_media(self) -> None:
        """Add or remove an image or clip."""
        await self.dialog.follow(change_media(self.dialog))

    @work
    async def action_variant(self) -> None:
        """Switch to the text for one platform, or to the text for all."""
        if not await self._keep_typed():
            return
        names, platforms = self.session.draft.platforms, self.program.catalog.platforms
        options = (TEXT_FOR_ALL, *text_options(names, platforms, TEXT_FOR_ONE_WHY))
        chosen = await self.dialog.follow(self.dialog.choose(WHICH_TEXT, "", options))
        if chosen is not None:
            self.platform = ALL if chosen == TEXT_FOR_ALL.id else chosen
            self._load_stored_text()

    def _load_stored_text(self) -> None:
        text = self.query_one(DraftText)
        with text.prevent(TextArea.Changed):
            text.load_text(self._stored_text())
        text.move_cursor(text.document.end)
        self._pointed_at, self.check.pointed_at = self._shown(), Counter()
        self.redraw()
        self._look_again()

    @work(exclusive=True, group="leave")
    async def action_earlier(self) -> None:
        """Bring back an earlier text, as typed."""
        if not await self._keep_typed():
            return
        entries = changes.earlier_drafts(self.session)
        if not entries:
            self.tell(NO_EARLIER)
            return
        options = earlier_options(entries, self.opened.clock())
        chosen = await self._ask_over_text(EARLIER, EARLIER_WHY, options)
        if chosen is not None:
            self._stop_waiting()
            if await self.save(changes.bring_back, entries[int(chosen) - 1].earlier):
                self._load_stored_text()

    def action_first(self) -> None:
        """Show the post that this one changes, and which words differ."""
        if self._earlier:
            self.program.show_reading("\n".join(earlier_lines(self._earlier)))
        else:
            self.tell(CHANGES_NONE)

    @work
    async def action_case_number(self) -> None:
        """Ask for the case number."""
        await self.dialog.follow(ask_case_number(self.dialog))

    async def action_leave(self) -> None:
        """Go back; if the text is not accepted, ask what to do with it.

        From a session in which nothing was entered that leads home, and nothing is kept.
        """
        if self._is_accepted() or self.opened.read_only:
            # An earlier version may be on disk as typed text: saving this one removes it.
            await self._keep_typed()
            if self.opened.is_new:
                self.program.leave_session(self.opened)
            else:
                self.dismiss(None)
        else:
            self._leave_unaccepted()

    async def _ask_over_text(
        self, title: str, explanation: str, options: tuple[Option, ...]
    ) -> str | None:
        asked = AskOverText(title, explanation, options, self.query_one(DraftText))
        return await self.app.push_screen_wait(asked)

    @work(exclusive=True, group="leave")
    async def _leave_unaccepted(self) -> None:
        chosen = await self._ask_over_text(UNACCEPTED, UNACCEPTED_HOW, UNACCEPTED_OPTIONS)
        if chosen is not None:
            self._stop_waiting()
            flow = settle_unaccepted(self.dialog, chosen, *self._typed_texts(), shown=self._shown())
            if await self.dialog.follow(flow):
                self.dismiss(None)

    def _stop_waiting(self) -> None:
        for timer in (self._quiet, self._longest):
            if timer is not None:
                timer.stop()
        self._quiet = self._longest = None

    def on_unmount(self) -> None:
        """Stop the timers, which must not outlive the screen."""
        self._stop_waiting()
