"""What answers were given for, compared with what the history had at that moment.

Two answers that were given for one state of an input name one digest of it, and for two states two.
A change of the draft says whether it alters what people were told exactly where it was asked.
"""

from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple, get_args

from checklists.definitions.model import Input
from checklists.gate.audit.history_entries import (
    EDITED,
    MADE_ANSWERS,
    OF_A_DRAFT,
    OF_A_PERSON,
    Finding,
    chosen_platforms,
    last_entry,
    made_answers,
    was_carried_over,
)
from checklists.session.fingerprints import input_digest
from checklists.session.model import Answer, HistoryEntry, Session

_INPUTS: tuple[Input, ...] = get_args(Input)


_ASKS = tuple(did for did in OF_A_DRAFT if did != "platforms")


class _State(NamedTuple):
    """The state of each input in the history: what changed since its start or an edit by hand.

    For the platforms these are the names; None where they were carried from another session.
    """

    text: int = 0
    media: frozenset[str] = frozenset()
    platforms: tuple[str, ...] | None = ()
    people: frozenset[tuple[str, str]] = frozenset()
    meaning: int = 0


class _Given(NamedTuple):
    """What one answer was given for, and the state that the history then had."""

    where: str
    digests: dict[str, str]
    state: _State


def input_findings(session: Session) -> Iterator[Finding]:
    """Yield every answer that says it was given for something other than there was."""
    given, last = _given(session)
    now: dict[str, str] = {name: input_digest(session, name) for name in _INPUTS}
    digests: dict[tuple[str, Hashable], str] = {}
    for answer in given:
        for name, digest in answer.digests.items():
            state = getattr(answer.state, name) if name in _INPUTS else None
            if state is None:
                continue
            is_another = digests.setdefault((name, state), digest) != digest
            if is_another or (digest == now[name] and _must_differ(name, state, last)):
                yield Finding(
                    answer.where, "its inputs are not the ones in the history at that time"
                )


def _must_differ(name: str, state: Hashable, last: _State) -> bool:
    if name == "text":
        # A text that was changed twice may be the first one again.
        return state == last.text - 1
    return getattr(last, name) not in (None, state)


def _given(session: Session) -> tuple[list[_Given], _State]:
    """Return every answer since the last edit by hand with its state, and the last state."""
    given: list[_Given] = []
    state = _State()
    made = made_answers(session)
    for number, entry in enumerate(session.history):
        if entry.did == EDITED:
            given, state = [], _State(platforms=None)
        state = _after(state, entry)
        answer = made.get(number)
        if answer is not None and entry.did != "carried":
            is_current = answer is session.answer(entry.step)
            where = f"step {entry.step}" if is_current else f"history entry {number + 1}"
            given.append(_Given(where, _by_name(answer.given_for), state))
        question = session.question_answer(entry.item) if entry.did == "question" else None
        if question is not None and entry is last_entry(session, ("question",), item=entry.item):
            given.append(_Given(f"question {question.id}", _by_name(question.given_for), state))
    return given, state


def _after(state: _State, entry: HistoryEntry) -> _State:
    """Return the state after one entry."""
    state = state._replace(meaning=state.meaning + (entry.changes_meaning is True))
    if entry.did == "draft":
        platforms = None if was_carried_over(entry) else state.platforms
        return state._replace(text=state.text + 1, platforms=platforms)
    if entry.did == "platforms":
        return state._replace(platforms=tuple(sorted(chosen_platforms(entry))))
    if entry.did in OF_A_DRAFT:
        return state._replace(media=state.media ^ {entry.item})
    if entry.did in OF_A_PERSON:
        rows = dict(state.people) | {entry.item: entry.digest}
        return state._replace(people=frozenset(rows.items()))
    return state


def meaning_findings(session: Session) -> Iterator[Finding]:
    """Yield each change of the draft that says too much or too little of what people were told.

    The program asks of it as soon as a step that binds the meaning has an answer
    (`changes.draft.asks_about_meaning`).
    """
    told: dict[str, bool | None] = {}
    made = made_answers(session)
    for number, entry in enumerate(session.history):
        if entry.did == EDITED:
            # What was answered and what was taken out by hand is not known.
            told = {"": None}
        elif entry.did == "checklist-carried":
            # Another revision may bind other inputs.
            told = {step: None for step in told if step != entry.step}
        elif entry.did in MADE_ANSWERS:
            told[entry.step] = _tells(made.get(number))
        elif entry.did in _ASKS and not was_carried_over(entry):
            was_asked = entry.changes_meaning is not None
            somebody_told = _any(told.values())
            if somebody_told is not None and was_asked != somebody_told:
                yield Finding(
                    f"history entry {number + 1}",
                    (
                        "the question about what people were told was asked or left out wrongly at "
                        "that time"
                    ),
                )


def _tells(answer: Answer | None) -> bool | None:
    """Return whether an answer binds what people were told; None where that is not known."""
    if answer is None:
        return None
    if "meaning" not in _by_name(answer.given_for):
        return False
    # A reason for "does not apply" may bind what its step does not.
    return None if answer.outcome == "does-not-apply" else True


def _any(values: Iterable[bool | None]) -> bool | None:
    """Return `any` of values of which some are not known."""
    found = set(values)
    return True if True in found else None if None in found else False


def _by_name(given_for: Iterable[str]) -> dict[str, str]:
    return {name: digest for name, _, digest in (item.partition(" ") for item in given_for)}
