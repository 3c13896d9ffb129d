"""The list of the walk: the parts of the whole post, with their cards, then the steps.

What is finished in a section folds to its heading. That follows from where things stand and from
the cursor, so that nothing of it is kept.
"""

from collections.abc import Container

from msgspec import Struct
from textual.binding import Binding

from checklists.definitions.model import Checklist, Step
from checklists.gate.context import Blocker
from checklists.gate.step_states import StepState, waits
from checklists.review.queue import returned_steps
from checklists.session.form import person_to_fill
from checklists.session.model import Session
from checklists.text import show_text
from checklists.workspace.open_session import OpenSession
from tui.flows.places import asks_questions, landing_place
from tui.flows.whole_session import PART_DIALOGUES
from tui.screens.session_screen import SessionScreen
from tui.widgets.frame import one_line
from tui.widgets.row_list import Row, RowList
from tui.wording.marks import STEP_WORDS, part_mark, step_mark
from tui.wording.questions import (
    ALL_ANSWERED,
    ASKED_LATER,
    MEDIA,
    NO_PLATFORM_CHOSEN,
    NO_TEXT,
    NOBODY_YET,
    NOT_TAKEN_OVER,
    PARTS,
    THE_POST,
    UNFOLDS,
)
from tui.wording.session_words import (
    blockers_of,
    is_empty_list,
    left_words,
    part_done,
    part_of,
    parts_shown,
)
from tui.wording.words import person_words

LONGEST_SHORT = 22
HEADING_COLUMNS = 25
"""Of the list at 80 columns; two more say that it goes on."""

FOR = " for "


def row_for(blocker: Blocker) -> str:
    """Return the ID of the row that resolves a blocker.

    After `FOR` it names the person for whom the row waits, if there is one.
    """
    row_id = blocker.step or f"part:{part_of(blocker)}"
    return f"{row_id}{FOR}{blocker.person}" if blocker.person else row_id


class ListedSection(Struct, frozen=True):
    """A section of the list: its rows, and how many of them still need something."""

    title: str
    rows: tuple[Row, ...]
    left: int

    @property
    def heading_id(self) -> str:
        """The ID of the row of its heading."""
        return f"section:{self.title}"

    def shown(self, at: str) -> list[Row]:
        """Return what the list shows of it while the cursor is on the row with an ID.

        A finished section is one line, unless the cursor is in it.
        """
        folds = not self.left and all(row.id != at for row in self.rows)
        tone = "done" if folds else "heading"
        left = left_words(self.left)
        room = HEADING_COLUMNS - len(left) - 1
        heading = Row(self.heading_id, f"{one_line(self.title, room):<{room}} {left}", tone, folds)
        return [heading] if folds else [heading, *self.rows]


def _part_row(opened: OpenSession, part: str, title: str, *, blocks: bool) -> Row:
    mark = part_mark(blocks=blocks, is_empty=is_empty_list(opened, part))
    return Row(f"part:{part}", f"{mark} {title}", "" if blocks else "done")


def listed_sections(opened: OpenSession, states: dict[str, StepState]) -> list[ListedSection]:
    """Return the parts of the whole post as one section, and those of the checklist."""
    checklist = opened.checklist
    if checklist is None:
        return []
    parts = [
        (_part_row(opened, part, title, blocks=blocks), blocks)
        for part, title, blocks in parts_shown(opened)
    ]
    returned = returned_steps(opened.session, opened.context)
    steps = [
        (
            section.title,
            [_step_row(opened, step, states[step.id], returned) for step in section.steps],
        )
        for section in checklist.sections
    ]
    return [
        ListedSection(title, tuple(row for row, _ in rows), sum(left for _, left in rows))
        for title, rows in ((THE_POST, parts), *steps)
    ]


def _step_row(
    opened: OpenSession, step: Step, state: StepState, returned: Container[str]
) -> tuple[Row, bool]:
    """Return the row of a step, and whether the step still needs something."""
    text = f"{step_mark(step, state)} {step.short}"
    word = STEP_WORDS[state] if state in ("stale", "held") else ""
    if state == "open":
        word = part_done(opened.session, opened.known_checklist(), step)
    if step.id in returned:
        text, word = f"[r] {step.short}", "RETURNED"
    if word and len(step.short) + 1 + len(word) <= LONGEST_SHORT:
        text += f" {word}"
    return Row(step.id, text, _tone(step, state)), waits(state) or step.id in returned


def _tone(step: Step, state: StepState) -> str:
    if state in ("stale", "held"):
        return "stale"
    if state == "open":
        return "victim" if step.victim_related else ""
    return "done"


def landing_row(opened: OpenSession) -> str:
    """Return the row where a walk begins."""
    return row_of(landing_place(opened))


def row_of(place: str) -> str:
    """Return the row of a part or a step."""
    return f"part:{place}" if place in PARTS else place


class StepList(RowList):
    """The rows of the walk, and what was chosen for the one under the cursor."""

    BINDINGS = [
        Binding("tab", "open", show=False),
        Binding("right", "unfold", show=False),
        Binding("left", "fold", show=False),
    ]

    def __init__(self, opened: OpenSession) -> None:
        self.opened = opened
        self.states = opened.states()
        self.sections = listed_sections(opened, self.states)
        super().__init__(self._rows_at(""), id="steps")
        self.person = ""
        """The person that was chosen; empty for the first one without an answer."""
        self.together: tuple[str, ...] = ()
        """Others for whom F5 confirms the same record as well."""
        self.why = 0
        """Whether the card says why the step is asked (1), and from which sources (2)."""
        self._came_to = ""
        """The row that the walk itself moved to, until the message of that move arrives."""

    @property
    def checklist(self) -> Checklist:
        """Return the checklist; the walk is only opened for a session that has one."""
        return self.opened.known_checklist()

    @property
    def step(self) -> Step | None:
        """Return the step under the cursor, or None on a part of the whole post."""
        return self.checklist.step(self.row.id) if self.row else None

    @property
    def part(self) -> str:
        """Return the part under the cursor, or an empty string on a step."""
        row_id = self.row.id if self.row else ""
        return row_id.removeprefix("part:") if row_id.startswith("part:") else ""

    @property
    def current_person(self) -> str:
        """Return the person for whom the step is asked, or an empty string."""
        step = self.step
        if step is None:
            return ""
        return person_to_fill(self.opened.session, self.checklist, step, self.person)

    @property
    def section(self) -> ListedSection | None:
        """Return the section of the row under the cursor, or of the heading there."""
        at = self.row.id if self.row else ""
        return next(
            (s for s in self.sections if at == s.heading_id or any(r.id == at for r in s.rows)),
            None,
        )

    @property
    def folded(self) -> ListedSection | None:
        """Return the folded section whose heading is under the cursor, or None."""
        section, row = self.section, self.row
        return section if section and row and row.id == section.heading_id else None

    @property
    def after(self) -> str:
        """Return the step after which to look for the next open one: the last of a folded section.

        Empty on a part of the whole post.
        """
        row = self.folded.rows[-1] if self.folded else self.row
        return row.id if row is not None and not row.id.startswith("part:") else ""

    def show_states(self) -> None:
        """Draw each row with its mark as it is now; fold what is finished."""
        self.states = self.opened.states()
        self.sections = listed_sections(self.opened, self.states)
        folded = self.folded
        if folded is not None and folded.left:
            # It needs something again, which must not stay hidden.
            self.go_to(folded.rows[0].id)
        else:
            self.set_rows(self._rows_at(self.row.id if self.row else ""))

    def _rows_at(self, at: str) -> list[Row]:
        return [row for section in self.sections for row in section.shown(at)]

    def _set_cursor(self, number: int) -> None:
        """Move the cursor, and fold at once what it left: the next key counts the rows."""
        super()._set_cursor(number)
        self.set_rows(self._rows_at(self.row.id if self.row else ""))

    def go_to(self, row_id: str) -> None:
        """Move the cursor to a row, and unfold the section that has it."""
        before = self.row
        self.set_rows(self._rows_at(row_id), row_id)
        if self.row is not None and (before is None or before.id != self.row.id):
            self.post_message(self.Moved(self, self.row))

    def go_by(self, by: int) -> None:
        """Move by a number of steps, through folded sections too."""
        ids = [row.id for section in self.sections for row in section.rows]
        if self.row is not None and self.row.id in ids:
            self.go_to(ids[max(0, min(len(ids) - 1, ids.index(self.row.id) + by))])

    def action_open(self) -> None:
        """Unfold the section under the cursor, or else open the row."""
        if self.folded is None:
            super().action_open()
        self.action_unfold()

    def action_unfold(self) -> None:
        """Show the steps of the folded section under the cursor, which goes to the first."""
        if self.folded is not None:
            self.go_to(self.folded.rows[0].id)

    def action_fold(self) -> None:
        """Fold the section with the cursor, if it is finished."""
        section = self.section
        if section is not None and not section.left:
            self.go_to(section.heading_id)

    def come_to(self, row_id: str, person: str = "") -> None:
        """Put the cursor on a row, for one of the people its step asks about."""
        if self.row is None or self.row.id != row_id:
            self._came_to = row_id
        self.go_to(row_id)
        self.forget()
        self.person = person

    def forget(self) -> None:
        """Forget what was chosen for the row where the cursor was."""
        self.person, self.together, self.why = "", (), 0

    def has_come(self) -> bool:
        """Return whether the move that was just reported is the walk's own."""
        came_to, self._came_to = self._came_to, ""
        return self.row is not None and self.row.id == came_to


MOST_LINES_OF_DRAFT = 8


def part_lines(opened: OpenSession, part: str) -> list[str]:
    """Return the lines of the card of a part."""
    if part not in PARTS:
        return []
    title, _ = PARTS[part]
    session = opened.session
    found = blockers_of(part, opened.blockers())
    lines = [f"THE POST: {title}", "", *(show_text(blocker.reason) for blocker in found)]
    if found:
        lines.append("")
    match part:
        case "draft":
            lines += _draft_lines(session)
        case "case":
            lines += [show_text(session.case_number) or "(none yet)"]
        case "people":
            lines += _people_lines(opened)
        case "questions":
            lines += [ALL_ANSWERED if not found else "" if asks_questions(opened) else ASKED_LATER]
        case "edited" if session.sealed:
            return [*lines, NOT_TAKEN_OVER]
        case "edited":
            lines += [
                "Enter shows it once more and accepts it as it is. The ready mark is removed;",
                "the edited version is kept beside the file.",
            ]
        case "checklist":
            lines += [
                "Enter carries over the answers to steps that have not changed;",
                "you answer the others again. The old answers stay in the history.",
            ]
    return [*lines, "", "Enter opens it."]


def _people_lines(opened: OpenSession) -> list[str]:
    lines = [person_words(person, opened.checklist) for person in opened.session.people]
    return [*lines, "" if lines else NOBODY_YET, "Use labels and classes, never names."]


def section_lines(section: ListedSection) -> list[str]:
    """Return the lines of the card of a folded section."""
    return [f"{section.title}: done", "", *(row.text for row in section.rows), "", UNFOLDS]


def post_lines(session: Session, checklist: Checklist) -> list[str]:
    """Return the post and the people, to stand beside the card of a step."""
    people = [person_words(person, checklist) for person in session.listed]
    return ["THE POST", "", *_draft_lines(session), "", *people]


def _draft_lines(session: Session) -> list[str]:
    draft = session.draft
    text = show_text(draft.text, lines=True).split("\n") if draft.text else [NO_TEXT]
    shown = text[:MOST_LINES_OF_DRAFT]
    if len(text) > MOST_LINES_OF_DRAFT:
        shown.append("...")
    platforms = ", ".join(show_text(name) for name in draft.platforms) or NO_PLATFORM_CHOSEN
    media = ", ".join(show_text(media.label) for media in draft.media) or "none"
    return [*shown, "", f"Platforms: {platforms}", f"{MEDIA}: {media}"]


def open_part(screen: SessionScreen, part: str) -> None:
    """Open the screen of a part, or ask what it needs."""
    dialog = screen.dialog
    match part:
        case "questions" if not asks_questions(screen.opened):
            screen.program.show("draft", screen.opened)
        case "draft" | "people" | "questions":
            screen.program.show(part, screen.opened)
        case _:
            screen.run_worker(dialog.follow(PART_DIALOGUES[part](dialog)))
