"""One session from where it was left to the last look: which place comes next, and going there."""

from collections.abc import Callable, Container

from checklists import changes
from checklists.attesting import people_left
from checklists.clean_text import show_text
from checklists.open_session import OpenSession
from checklists.walking import landing_step
from tui.marks import STEP_WORDS
from tui.plain.desk import Desk
from tui.plain.draft import visit_draft
from tui.plain.moves import Anew, Back, GoTo, Home, Move, Other, Skip
from tui.plain.other import other_answer
from tui.plain.people import visit_people
from tui.plain.ready import visit_ready
from tui.plain.step import visit_step
from tui.plain.wrong_type import visit_questions
from tui.post_parts import PARTS, part_of
from tui.questions import (
    CARRY,
    CARRY_WHY,
    CASE_NUMBER,
    EDITED,
    EDITED_WHY,
    WITHDRAW,
    WITHDRAW_WHY,
)
from tui.words import case_words

READY = "ready"
_FIRST = ("edited", "checklist", "questions")
"""Parts that come before everything else whenever they hold the session."""


def _lacks_record(opened: OpenSession, step_id: str) -> bool:
    """Whether an answered step still asks for somebody's record."""
    checklist, answer = opened.known_checklist(), opened.session.answer(step_id)
    step = checklist.step(step_id)
    if step is None or answer is None or not step.per_person or not answer.evidence:
        return False
    return bool(people_left(opened.session, checklist, step))


def next_place(opened: OpenSession, after: str = "", passed: Container[str] = ()) -> str:
    """The place that waits next after a step, going round once; without one, the steps begin with
    the first open victim-related one. `passed` were left open."""
    session, checklist = opened.session, opened.known_checklist()
    blocked = {part_of(blocker) for blocker in opened.blockers()}
    begun = bool(session.steps or session.entered)
    for part in PARTS:
        if part in blocked and part not in passed and (part in _FIRST or not begun):
            return part
    states = opened.states()
    ids = [step.id for step in checklist.steps]
    landing = landing_step(checklist, states).id
    start = ids.index(after) + 1 if after in ids else ids.index(landing)
    for step_id in (*ids[start:], *ids[:start]):
        waits = states[step_id] in ("open", "stale") or _lacks_record(opened, step_id)
        if waits and step_id not in passed:
            return step_id
    return next((part for part in PARTS if part in blocked and part not in passed), READY)


def where_it_was_left(opened: OpenSession) -> str:
    """The place where a session goes on: the form that was begun, else what comes after the newest
    answer; in a new one what comes first."""
    session, checklist = opened.session, opened.known_checklist()
    if session.withdrawn is not None:
        return READY
    first = next_place(opened)
    if first in PARTS:
        return first
    entered = [found.step for found in session.entered if checklist.step(found.step)]
    if entered:
        return entered[-1]
    answered = [e.step for e in session.history if e.did in STEP_WORDS and checklist.step(e.step)]
    if not answered:
        return first
    if _lacks_record(opened, answered[-1]):
        return answered[-1]
    return next_place(opened, answered[-1])


class Walk:
    """One open session in conversation."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.trail: list[str] = []
        self.passed: set[str] = set()
        self.last_step = ""

    def run(self) -> None:
        """Until `home` or `quit`."""
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
        """Where a move leads. What it asks on the way may be left by another one."""
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
            f"{desk.checklist.short}. Case number: {case_words(desk.session)}. {desk.session.id}",
            desk.standing_words(),
        )

    def _known(self, wanted: str, here: str) -> str:
        desk = self.desk
        if wanted != "withdraw":
            return wanted
        done = False
        with desk.dialogue():
            self._withdraw()
            done = True
        return READY if done else here

    def _back(self) -> str:
        """Where one came from; else the step before in the list."""
        here = self.trail.pop()
        while self.trail:
            before = self.trail.pop()
            if before != here:
                return before
        ids = [step.id for step in self.desk.checklist.steps]
        if here in ids[1:]:
            return ids[ids.index(here) - 1]
        self.desk.say("! This is the beginning.")
        return here

    def _visit(self, place: str) -> str:
        """Ask what the place asks; gives back where it goes on."""
        self.trail = [*self.trail[-50:], place]
        desk = self.desk
        step = desk.checklist.step(place)
        if step is not None:
            self.last_step = place
            visit_step(desk, step)
        else:
            _PLACES[place](desk)
        self.passed.discard(place)
        if step is None and self._waits(self.last_step):
            return self.last_step
        return next_place(desk.opened, self.last_step, self.passed)

    def _waits(self, place: str) -> bool:
        """Whether a step that was left for a part of the post still asks for something, and no
        part has to be settled first."""
        first = next_place(self.desk.opened, "", self.passed)
        state = self.desk.opened.states().get(place)
        return state in ("open", "stale") and first not in PARTS

    def _other(self, place: str) -> str:
        desk = self.desk
        step = desk.checklist.step(place)
        if step is None or desk.only_shown:
            desk.say("! That belongs to a step that can be answered: go to one.")
            return place
        with desk.dialogue():
            if other_answer(desk, step):
                return next_place(desk.opened, place, self.passed)
        return place

    def _withdraw(self) -> None:
        desk = self.desk
        desk.say(f"{WITHDRAW}. {WITHDRAW_WHY}")
        reason = desk.ask_words("Why")
        desk.confirms(f"Confirm: {WITHDRAW}: {show_text(reason)}")
        desk.save(
            lambda session: changes.withdraw(
                session, reason, actor=desk.opened.actor, now=desk.opened.clock()
            )
        )


# Small places


def _visit_case(desk: Desk) -> None:
    desk.say(CASE_NUMBER)
    if desk.only_shown:
        desk.say(case_words(desk.session))
        raise Skip
    before = desk.session.case_number
    while True:
        found = desk.ask_words("Case number", before=before)
        if found and desk.save(
            lambda session, number=found: changes.set_case_number(  # type: ignore[misc]
                session, number, actor=desk.opened.actor, now=desk.opened.clock()
            )
        ):
            return


def _visit_edited(desk: Desk) -> None:
    if desk.session.sealed:
        desk.say("The file was not edited outside the program.")
        return
    desk.confirms(f"{EDITED_WHY} Confirm: {EDITED.label}. {EDITED.means}")
    desk.save(
        lambda session: changes.take_over_hand_edit(
            session, actor=desk.opened.actor, now=desk.opened.clock()
        )
    )


def _visit_checklist(desk: Desk) -> None:
    if desk.session.checklist_revision == desk.checklist.revision:
        desk.say("The checklist is the one that this session began with.")
        return
    desk.confirms(f"{CARRY_WHY} Confirm: {CARRY.label}. {CARRY.means}")
    desk.save(
        lambda session: changes.carry_to_checklist(
            session, desk.checklist, actor=desk.opened.actor, now=desk.opened.clock()
        )
    )


_PLACES: dict[str, Callable[[Desk], None]] = {
    "edited": _visit_edited,
    "checklist": _visit_checklist,
    "questions": visit_questions,
    "case": _visit_case,
    "draft": visit_draft,
    "people": visit_people,
    READY: visit_ready,
}
