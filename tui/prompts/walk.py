"""One session at the prompts: which place comes next, from the first to the final check."""

from collections.abc import Callable

from checklists.session.post_length import load_for_links_and_emoji
from tui.flows.other_answers import other_answer
from tui.flows.places import READY, next_place, where_it_was_left
from tui.flows.whole_session import PART_DIALOGUES, withdraw
from tui.prompts.commands import Anew, Back, GoTo, Home, Move, Other
from tui.prompts.dialog import run
from tui.prompts.draft import visit_draft
from tui.prompts.parts import (
    visit_case,
    visit_checklist,
    visit_edited,
    visit_people,
    visit_questions,
)
from tui.prompts.ready import visit_ready
from tui.prompts.session_prompt import SessionPrompt
from tui.prompts.step import saved_words, visit_step
from tui.wording.questions import PARTS
from tui.wording.session_words import DIRECTORY_MISTAKES, not_needed_lines
from tui.wording.update_words import titled
from tui.wording.words import case_words


class Walk:
    """The walk through one open session at the prompts."""

    def __init__(self, desk: SessionPrompt) -> None:
        load_for_links_and_emoji()
        self.desk = desk
        self.trail: list[str] = []
        self.passed: set[str] = set()
        self.told_not_needed: set[str] = set()
        self.last_step = ""

    def run(self) -> None:
        """Visit one place after another until `home` or `quit`."""
        self._greet()
        place = self._where_it_was_left()
        move: Move | None = None
        while True:
            try:
                place = self._visit(place) if move is None else self._follow(move, place)
                move = None
            except Home:
                return
            except Move as wanted:
                move = wanted

    def _where_it_was_left(self) -> str:
        return READY if self.desk.only_shown else where_it_was_left(self.desk.opened)

    def _follow(self, move: Move, place: str) -> str:
        """Return where a move leads; a question it asks on the way may raise another one."""
        match move:
            case GoTo():
                return self._known(move.place, place)
            case Back():
                return self._back()
            case Anew():
                return self._where_it_was_left()
            case Other():
                return self._other(place)
            case _:
                self.passed.add(place)
                return next_place(self.desk.opened, self.last_step, self.passed)

    def _greet(self) -> None:
        desk = self.desk
        desk.say(
            f"{titled(desk.checklist.short, desk.session)}. Case number: "
            f"{case_words(desk.session)}. {desk.session.id}",
            *desk.link_lines(),
            desk.status_line(),
        )
        if desk.opened.directory.has_mistakes and not desk.only_shown:
            desk.say(DIRECTORY_MISTAKES)
        desk.tell_reviews()

    def _tell_not_needed(self) -> None:
        """Say which steps are not needed since they were named last."""
        self.desk.say(*not_needed_lines(self.desk.opened, but=self.told_not_needed))
        self.told_not_needed = set(self.desk.opened.status().not_needed)

    def _known(self, wanted: str, here: str) -> str:
        desk = self.desk
        if wanted != "cancel":
            return wanted
        return READY if desk.dialog.follow(withdraw(desk.dialog)) else here

    def _back(self) -> str:
        """Return the previous place, or else the previous step of the list."""
        here = self.trail.pop()
        while self.trail:
            before = self.trail.pop()
            if before != here:
                return before
        ids = [step.id for step in self.desk.checklist.steps]
        if here in ids[1:]:
            return ids[ids.index(here) - 1]
        self.desk.say("! This is the first step.")
        return here

    def _visit(self, place: str) -> str:
        """Ask what a place needs; return the next place."""
        self._tell_not_needed()
        self.trail = [*self.trail[-50:], place]
        desk = self.desk
        step = desk.checklist.step(place)
        if step is not None:
            self.last_step = place
            visit_step(desk, step)
        else:
            _visit_part(desk, place)
        self.passed.discard(place)
        if step is None and self._waits(self.last_step):
            return self.last_step
        return next_place(desk.opened, self.last_step, self.passed)

    def _waits(self, place: str) -> bool:
        """Return whether a step that was left for a part still needs an answer.

        It does not while another part has to be settled first.
        """
        first = next_place(self.desk.opened, "", self.passed)
        state = self.desk.opened.states().get(place)
        return state in ("open", "stale") and first not in PARTS

    def _other(self, place: str) -> str:
        desk = self.desk
        step = desk.checklist.step(place)
        if step is None or desk.only_shown:
            desk.say("! That works only in a step that you can answer. Go to one first.")
            return place
        if not desk.dialog.follow(other_answer(desk.dialog, step)):
            return place
        desk.say(saved_words(desk, step))
        return next_place(desk.opened, place, self.passed)


def _visit_part(desk: SessionPrompt, part: str) -> None:
    if part in _PLACES:
        _PLACES[part](desk)
    else:
        run(PART_DIALOGUES[part](desk.dialog))


_PLACES: dict[str, Callable[[SessionPrompt], None]] = {
    "edited": visit_edited,
    "checklist": visit_checklist,
    "questions": visit_questions,
    "case": visit_case,
    "draft": visit_draft,
    "people": visit_people,
    READY: visit_ready,
}
