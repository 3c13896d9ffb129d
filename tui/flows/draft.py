"""What is asked about a draft: platforms, acceptance, meaning, and the questions."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial

from checklists import changes
from checklists.definitions.model import Platform, Question, Step
from checklists.errors import Problem
from checklists.gate.question_answers import needs_verifier
from checklists.session.model import Checked, Draft
from checklists.workspace.open_session import OpenSession
from tui.flows.dialog import Blank, Dialog, Values, WentBack, allows, verified_by
from tui.flows.findings import check
from tui.flows.places import asks_questions
from tui.flows.whole_session import ask_case_number
from tui.wording.questions import (
    ANSWERS,
    MEANING,
    MEANING_OPTIONS,
    MEANING_WHY,
    NO_TAKES_OUT,
    NO_TEXT_TO_ACCEPT,
    NOTHING_STALE,
    OTHER_TYPE,
    REASON,
    WHERE,
    WHO_VERIFIED_NO,
    WHY_THIS_TYPE,
    no_verified_by,
    platform_options,
    question_options,
    takes_out_words,
)
from tui.wording.session_words import questions_that_wait

ALL = ""
"""The key of the text for all platforms, among the texts for one."""


def texts_of(draft: Draft) -> dict[str, str]:
    """Return the texts as they were typed last, by the platforms they are for."""
    source = draft.typed if draft.typed is not None else draft
    return {ALL: source.text, **source.variants}


def texts_with(draft: Draft, name: str, text: str) -> tuple[str, dict[str, str]]:
    """Return the text for all platforms and those for one, after one of them was changed."""
    texts = texts_of(draft) | {name: text}
    return texts.pop(ALL), texts


def is_accepted(draft: Draft, text: str, variants: dict[str, str]) -> bool:
    """Return whether these are the accepted texts; an empty one for a platform is none."""
    given = {name: words for name, words in variants.items() if words.strip()}
    return text == draft.text and given == draft.variants


async def choose_platforms(dialog: Dialog, platforms: Mapping[str, Platform]) -> None:
    """Ask where the post is to appear."""
    await dialog.tick(
        WHERE,
        platform_options(platforms),
        lambda: dialog.opened.session.draft.platforms,
        partial(dialog.save, changes.choose_platforms),
    )


def proposed_platforms(opened: OpenSession, platforms: Mapping[str, Platform]) -> tuple[str, ...]:
    """Return where a post is proposed to appear: where its author's last one of the type did.

    Nothing is proposed once platforms were chosen. What is shown beside the text is accepted with
    it; nothing else is.
    """
    if opened.session.draft.platforms or opened.read_only:
        return ()
    return tuple(name for name in opened.last_platforms() if name in platforms)


async def settle_unaccepted(
    dialog: Dialog,
    chosen: str,
    text: str,
    variants: dict[str, str],
    proposed: Sequence[str] = (),
    shown: Mapping[str, int] | None = None,
) -> bool:
    """Do what was chosen with a text that is not accepted; return whether that was saved."""
    if chosen == "accept":
        return await accept(dialog, text, variants, proposed, shown)
    # Also where it is dropped: what is dropped can be brought back, to its last letter.
    saved = await dialog.save(changes.type_draft, text, variants)
    if saved and chosen == "drop":
        saved = await dialog.save(changes.drop_typed)
    return saved


async def accept(
    dialog: Dialog,
    text: str,
    variants: dict[str, str],
    proposed: Sequence[str] = (),
    shown: Mapping[str, int] | None = None,
) -> bool:
    """Accept the text as what is to be posted; return whether that was saved.

    Where it changed, why grave findings stay and what the change means are asked first. `proposed`
    are platforms that were shown beside it: they are chosen with it. `shown` counts the findings
    that were pointed at, by rule.
    """
    if not (text or any(variants.values()) or asks_questions(dialog.opened)):
        dialog.tell(NO_TEXT_TO_ACCEPT)
        return False
    meaning: bool | None = None
    checked: Checked | None = None
    if not is_accepted(dialog.opened.session.draft, text, variants):
        checked = await check(dialog, (text, *variants.values()), shown)
        if checked is None:
            return False
        meaning = await ask_meaning(dialog)
    saved = await dialog.save(
        changes.accept_draft, text, variants, changes_meaning=meaning, checked=checked
    )
    if saved and proposed:
        await dialog.save(changes.choose_platforms, proposed)
    return saved


async def fill_in_post(dialog: Dialog, platforms: Mapping[str, Platform]) -> None:
    """Ask for what an accepted post still lacks: its case number, and where it is to appear."""
    lacks = {blocker.code for blocker in dialog.opened.blockers()}
    if "no-case-number" in lacks:
        with suppress(WentBack):
            await ask_case_number(dialog)
    if "no-platform" in lacks:
        await choose_platforms(dialog, platforms)


async def ask_meaning(dialog: Dialog) -> bool | None:
    """Ask whether a change alters what a victim was told; there is no default.

    Returns None, and asks nothing, where nobody was told yet.
    """
    opened = dialog.opened
    if not changes.asks_about_meaning(opened.session, opened.known_checklist()):
        return None
    return await dialog.choose(MEANING, MEANING_WHY, MEANING_OPTIONS) == "yes"


async def answer_question(
    dialog: Dialog, question: Question, *, yes: bool, usable: bool
) -> str | None:
    """Ask what an answer needs, and save it; return the type to start the post again as.

    Returns an empty string where they stay, and None where nothing was answered. `usable` says
    whether the type that a yes suggests can be started.
    """
    checklist = dialog.opened.known_checklist()
    takes_out = () if yes else checklist.added_by(question)
    if yes and question.suggests:
        return await _answer_yes(dialog, question, usable=usable)
    if needs_verifier(takes_out):
        saved = await _answer_no(dialog, question, takes_out)
    else:
        saved = await dialog.save(changes.answer_question, question.id, yes=yes)
    return "" if saved else None


async def _answer_no(dialog: Dialog, question: Question, takes_out: tuple[Step, ...]) -> bool:
    """Ask who verified a no that takes out victim-related steps; return whether it was saved."""
    session = dialog.opened.session
    if not await allows(dialog, lambda: changes.check_no(session, takes_out)):
        return False

    async def attempt(values: Values) -> Problem | None:
        name = values["verified-by"]
        return await dialog.attempt(
            changes.answer_question, question.id, yes=False, verified_by=name
        )

    before = session.question_answer(question.id)
    said = before.verified_by if before is not None else ""
    return await dialog.fill(
        NO_TAKES_OUT,
        f"{question.prompt} No.\n{takes_out_words(takes_out)}\n{WHO_VERIFIED_NO}",
        (verified_by(dialog, before=said),),
        attempt,
        attests=lambda values: no_verified_by(values["verified-by"], takes_out),
    )


async def _answer_yes(dialog: Dialog, question: Question, *, usable: bool) -> str:
    """Ask for the other type, or a reason to stay; return that type, or nothing where they stay."""
    options = question_options(question, usable=usable)
    if await dialog.choose(OTHER_TYPE, question.prompt, options) == "change":
        return question.suggests

    async def attempt(values: Values) -> Problem | None:
        reason = values["reason"]
        return await dialog.attempt(changes.answer_question, question.id, yes=True, reason=reason)

    await dialog.fill(
        WHY_THIS_TYPE, question.prompt, (Blank("reason", REASON),), attempt, does=ANSWERS
    )
    return ""


async def answer_same(dialog: Dialog) -> bool:
    """Give the same answers as before to those that wait again; return whether it was saved."""
    opened = dialog.opened
    waiting = tuple(questions_that_wait(opened))
    if not any(map(opened.session.question_answer, waiting)):
        dialog.tell(NOTHING_STALE)
        return False
    return await dialog.save(changes.repeat_answers, waiting)
