"""One scripted session, once by keys on the screens and once by lines: the same file."""

import re

import pytest
from drivers.pilot import AT_NIGHT, SessionPrompt, hold_the_clock
from drivers.prompts import PlainDesk, Values, step_lines
from factories.sessions import checklist

from checklists.session.fingerprints import content_digest

VALUES = Values(person="Cpl. Ito", note="Note 12", ahead="+4h")
TEXT = ("Crash on Route 9 at Mill Road.", "Please use Route 4.")


@pytest.fixture
def two_desks(tmp_path, monkeypatch):
    """One for the screens and one for the prompts, of the same account at the same time."""
    clock = hold_the_clock(monkeypatch)
    # It stands still at every key as well: both walks are of one moment.
    monkeypatch.setattr(clock, "later", lambda **_: None)
    screens, prompts = SessionPrompt(tmp_path / "screens", clock), PlainDesk(tmp_path / "prompts")
    assert prompts.now == AT_NIGHT == clock.time
    assert prompts.actor == screens.actor
    return screens, prompts


def record_of(desk, session_id):
    """The file without what counts the saves, which are other ones, and the seal over that."""
    text = desk.store.find(session_id).read_text(encoding="utf-8")
    body, _, _ = text.partition("\n[seal]\n")
    return re.sub(r"(?m)^revision = \d+$", "", body)


def answers(incident_type, listed, whose):
    lines = []
    for step in checklist(incident_type).steps:
        lines += step_lines(
            step,
            whose=sum(1 for c in whose if c in step.per_person),
            listed=listed,
            values=VALUES,
            optional=True,
        )
    return lines


@pytest.mark.slow
async def test_a_serious_crash_is_the_same_file(two_desks):
    screens, prompts = two_desks
    async with screens.at_the_screen(start="traffic-serious") as pio:
        await pio.press("f10")
        await pio.types("26-1182")
        await pio.press("f5")
        await pio.pastes("\n".join(TEXT))
        await pio.press("f2", "1", "f5", "f5", "n", "f5", "y", "f5", "y", "f5")
        await pio.press("enter", "a", "3", "f5", "a", "4", "f5", "a", "4", "f5", "escape")
        await pio.answer_all()
        await pio.press("f8", "f5")
        by_keys = pio.session
    assert by_keys.ready is not None

    people = ["deceased", "next-of-kin D1", "next-of-kin D1"]
    said = prompts.talk(
        *("26-1182", *TEXT, ".", "1", "yes", "no", "yes", "yes"),
        *(f"add {person}" for person in people),
        "done",
        *answers("traffic-serious", 3, [person.split()[0] for person in people]),
        "ready",
        start="traffic-serious",
    )
    assert said.session.ready is not None, said.text

    assert content_digest(said.session) == content_digest(by_keys)
    assert said.session.steps == by_keys.steps
    assert record_of(prompts, said.session.id) == record_of(screens, by_keys.id)


@pytest.mark.slow
async def test_an_alert_with_other_answers_is_the_same_file(two_desks):
    screens, prompts = two_desks
    async with screens.at_the_screen(start="life-safety-alert") as pio:
        await pio.pastes("\n".join(TEXT))
        await pio.press("f2", "2", "escape", "f5", "n", "f5", "n", "f5")
        while pio.walk.step.id != "protective-action":
            await pio.answer_step()
        await pio.press("f7", "1")
        await pio.types("Nobody was there to mind it")
        await pio.press("f5")
        await pio.answer_all()
        await pio.press("f8", "f5")
        by_keys = pio.session
    assert by_keys.ready is not None

    lines = [*TEXT, ".", "2", "yes", "no", "no"]
    for step in checklist("life-safety-alert").steps:
        match step.id:
            case "media-package":
                pass  # Not needed.
            case "protective-action":
                lines += ["other", "1", "Nobody was there to mind it", "yes"]
            case _:
                lines += step_lines(step, values=VALUES, optional=True)
    said = prompts.talk(*lines, "ready", start="life-safety-alert")
    assert said.session.ready is not None, said.text
    assert record_of(prompts, said.session.id) == record_of(screens, by_keys.id)


REFUSED = [
    ("travel-details", "checked-with", "12345"),
    ("travel-details", "when", "25:10"),
    ("travel-details", "when", "tomorrow"),
    ("travel-details", "when", "23 01:00"),
    ("kin-followup-set", "confirm-by", "n"),
    ("release-authority", "read-by", "Maria Ruiz"),
    ("release-authority", "read-by", "me"),
    ("release-authority", "read-by", "x" * 81),
]
"""What is no evidence, typed into one field of a step."""


@pytest.mark.sweep(2)
@pytest.mark.parametrize(("step_id", "key", "typed"), REFUSED)
async def test_what_is_no_evidence_is_refused_in_the_same_words(two_desks, step_id, key, typed):
    screens, prompts = two_desks
    asked = checklist("traffic-advisory").step(step_id).fields
    fields = [field.id for field in asked]
    session_id = prompts.save(prompts.walk("traffic-advisory", answered=False))
    before = [VALUES.person if field.kind == "person" else "n" for field in asked]
    said = prompts.talk(f"go {step_id}", *before[: fields.index(key)], typed, session_id=session_id)
    screens.save(screens.walk("traffic-advisory", answered=False))
    async with screens.at_the_screen(session_id) as pio:
        pio.walk.steps.go_to(step_id)
        await pio.press("enter")
        field = next(found for found in pio.form.fields if found.key == key)
        await pio._go_to(field)
        await pio.erase_line()
        await pio.types(typed)
        await pio.press("f5")
        label = field.query_one(".wrong").content
        by_keys = pio.session
    words = str(label)
    assert words.startswith("! ")
    assert words in said.flowing
    assert said.session.answer(step_id) is None
    assert by_keys.answer(step_id) is None


async def test_ready_is_refused_for_the_same_reasons(two_desks):
    screens, prompts = two_desks
    walk = screens.walk("traffic-serious")
    walk.session = walk.not_done("publish-package").session
    walk.list_person("next-of-kin", "D1")
    session_id = screens.save(walk)
    prompts.store.prepare(prompts.now)
    prompts.store.create(screens.on_disk(session_id))
    async with screens.at_the_screen(session_id) as pio:
        await pio.press("f8")
        rows = [row.text for row in pio.app.screen.query_one("#reasons").rows]
    said = prompts.talk("ready", session_id=session_id)
    assert len(rows) > 10
    steps = checklist("traffic-serious").steps
    assert f"NOT READY: {len(rows)} items are blocking it" in said.flowing
    for number, row in enumerate(rows, start=1):
        # The screens keep the names in a column; the prompts say in words what the mark means.
        mark, name, reason = row[:3], row[4:26].rstrip(), row[27:].strip()
        is_step = mark == "[!]" and any(step.short == name for step in steps)
        kind = ", victim step" if is_step else ""
        assert f"{number} {name}{kind}: {reason} Who can answer: " in said.flowing, row
