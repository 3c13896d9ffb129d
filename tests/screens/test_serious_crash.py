"""A serious crash from home to READY, without a mouse: every screen on the way is approved text.

Two next of kin, K1 and K2, for one person who died, D1.
"""

import pytest
from drivers.pilot import FOUR_LINES, Pio, SessionPrompt

from checklists.session.fingerprints import content_digest
from tui.wording.questions import COPY_HINT
from tui.wording.words import digest_words


async def to_the_people(pio: Pio) -> None:
    """The incident type, what is to be posted and where, and whether the type is right."""
    await pio.golden("home")
    await pio.press("down", "down", "down", "enter")
    await pio.golden("crash-01-post-empty")
    await pio.pastes(FOUR_LINES)
    await pio.golden("crash-02-post-with-text")
    await pio.press("f5")
    await pio.golden("crash-03-case-number")
    await pio.types("26-1182")
    await pio.press("f5")
    await pio.golden("crash-04-platforms")
    await pio.press("1", "2")
    await pio.golden("crash-05-platforms-chosen")
    await pio.press("f5")
    await pio.golden("crash-06-wrong-type-questions")
    await pio.press("n", "f5")
    for _ in range(2):
        await pio.press("n", "f5")
        await pio.types("Det. Okafor")
        await pio.press("f5")
    await pio.golden("crash-07-walk-at-the-start")


async def test_serious_crash_from_home_to_its_people_list(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        await to_the_people(pio)


@pytest.mark.slow
async def test_serious_crash_from_home_to_ready(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        await to_the_people(pio)

        # Whom it touches: labels and classes, never a name.
        await pio.press("enter")
        await pio.golden("crash-10-people-empty")
        await pio.press("a")
        await pio.golden("crash-11-people-class")
        await pio.press("3", "f5", "a", "4")
        await pio.golden("crash-12-people-for-whom")
        await pio.press("f5", "a", "4", "f5")
        await pio.golden("crash-13-people-listed")
        listed = [(person.label, person.stands_for) for person in pio.session.people]
        assert listed == [("D1", ""), ("K1", "D1"), ("K2", "D1")]
        await pio.press("escape")

        # The facts come first, and then the people: the form of a step's evidence.
        assert pio.walk.step.id == "facts-verified"
        await pio.golden("crash-14-form-empty")
        while pio.walk.step.id != "victims-identified":
            await pio.answer_step()
        await pio.golden("crash-15-victims-identified")
        await pio.types("3")
        await pio.press("enter")
        await pio.types("Det. Okafor")
        await pio.golden("crash-16-form-half-filled")
        await pio.press("enter", "n", "enter")
        await pio.golden("crash-17-form-whole")
        await pio.press("f5")
        await pio.golden("crash-18-next-step-form-open")
        while pio.walk.step.id != "kin-notified":
            await pio.answer_step()

        # A step that asks for each family.
        await pio.golden("crash-19-family-notified")
        await pio.press("1")
        await pio.types("Cpl. Ito")
        await pio.press("enter")
        await pio.golden("crash-20-choice-open")
        await pio.press("1", "n")
        await pio.golden("crash-21-first-family-whole")
        await pio.press("f5")
        await pio.golden("crash-22-second-family")
        await pio.press("f6", "1", "n", "f5")
        assert len(pio.session.answer("kin-notified").evidence) == 2

        # The other answers, a form with ticks, the call sheet, and why it is not ready yet.
        while pio.walk.step.id != "travel-details":
            await pio.answer_step()
        await pio.press("f7")
        await pio.golden("crash-23-other-answers")
        await pio.press("1")
        await pio.types("Sgt. Brown, patrol")
        await pio.press("f5")
        await pio.golden("crash-24-next-step-after-does-not-apply")
        while pio.walk.step.id != "publish-package":
            await pio.answer_step()
        await pio.press("1", "3")
        await pio.golden("crash-25-ticks")
        await pio.press("2", "4")
        await pio.golden("crash-26-every-tick")
        await pio.press("f5")
        await pio.press("f4")
        await pio.golden("crash-27-call-sheet")
        await pio.press("escape", "f8")
        await pio.golden("crash-28-why-not-ready")
        await pio.press("enter")
        await pio.answer_all()
        await pio.golden("crash-29-nothing-open")

        # Final review.
        await pio.press("f8")
        await pio.golden("crash-30-final-review")
        await pio.sees(f"Digest {digest_words(content_digest(pio.session))}")
        assert pio.session.ready is None
        await pio.press("end", "f5")
        await pio.golden("crash-31-ready")
        assert pio.session.ready is not None
        assert pio.session.ready.at == desk.clock.time
        await pio.press("t")
        assert pio.screen == f"{FOUR_LINES}\n\n{COPY_HINT}\n"
        await pio.press("enter", "escape", "escape")
        await pio.golden("crash-32-home-again")
