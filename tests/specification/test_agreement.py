"""The gate and the executable specification say the same, after every change of every history."""

import re

import pytest
from specification.agreement import Seen, compare
from specification.histories import History
from specification.product import as_written, facts_of
from specification.specification import judge, read_whole, seal_fits
from specification.written_definitions import shipped

from checklists.definitions.catalog import load_catalog
from checklists.records.codec import write_record

pytestmark = pytest.mark.slow

PARTS = 5
TOGETHER = 80
# What every eighty histories reach many times; with --times all the rest is counted as well.
REACHED = (
    *(
        f"status {status}"
        for status in (
            "posted", "returned", "lapsed", "approved", "ready", "in-progress",
        )
    ),
    *(
        f"code {code}"
        for code in (
            "open", "stale", "not-granted", "person-missing", "held-value",
            "draft-empty", "no-platform", "too-long", "no-case-number", "question",
            "edited-outside",
        )
    ),
    *(
        f"outcome {outcome}"
        for outcome in ("confirmed", "does-not-apply", "not-done", "exception")
    ),
    "answers carried", "update of a post", "correction of a post", "may go out, with a call",
    "not needed, says injury-status", "not needed, says the draft",
)  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
def test_the_product_agrees_with_the_specification_after_every_change(part, soak, tallied):
    total = Seen()
    for seed in soak.seeds(TOGETHER, part):
        total.add(compare(seed, ask_rules=soak.times > 1))
    tallied(total.states)
    told = [
        f"{number} states, explained by: {rule}\n{total.examples[rule]}"
        for rule, number in total.disagreements.most_common()
    ]
    assert not told, "\n\n".join(told)
    # A generator that never came to the gate would prove nothing.
    unreached = [name for name in REACHED if total.states[name] == 0]
    assert unreached == []
    assert total.states["the text may go out"] > 20


@pytest.mark.parametrize("seed", range(5))
def test_a_file_that_is_read_back_stands_as_the_session_does(seed):
    history = History(seed)
    for _ in history.run(45):
        pass
    data = write_record(history.world.session)
    assert seal_fits(data)
    facts = facts_of(history.world)
    read = read_whole(data)
    assert judge(read, facts) == judge(as_written(history.world.session), facts)


def test_one_letter_changed_in_a_file_breaks_its_seal():
    data = write_record(History(1).world.session)
    assert seal_fits(data)
    assert not seal_fits(data.replace(b"2026-11-22", b"2026-11-21", 1))
    assert not seal_fits(re.sub(rb"\n\[seal\]\n.*", b"", data, flags=re.DOTALL))


def test_a_history_is_made_again_from_its_seed():
    assert list(History(7).run(40)) == list(History(7).run(40))


def test_every_shipped_type_is_read_as_it_is_written():
    types = shipped()
    assert len(types) == 19
    for name, found in types.items():
        ids = [step["id"] for step in found["steps"]]
        assert ids == [step.id for step in load_catalog().checklists[name].steps]
        corrected = load_catalog().checklist(name, "correction")
        assert [step["id"] for step in found["correction"]["steps"]] == [
            step.id for step in corrected.steps
        ]
        assert any(step["victim_related"] for step in found["steps"])
        tells_people = any("meaning" in step["binds"] for step in found["steps"])
        assert tells_people != (name in {"community-post", "prevention-advice"})
