"""Killed before any system call of a save: nothing is torn, nothing that was acknowledged is lost,
the lock is free at once, and the next who opens the session goes on and clears what was left."""

from collections.abc import Callable
from pathlib import Path

import pytest
from drivers.save_process import AUTHOR, SUPERVISORS, a_review
from drivers.saves import WHATS, Outcome, Template, reviews_of, saver
from factories.homes import ID, TrialHome, numbered
from needs import need_root

from checklists.records.reviews import ReviewFolder
from checklists.records.store import Broken, Stored

pytestmark = pytest.mark.slow


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".tmp")]


def goes_on(home: TrialHome) -> None:
    """The next open: it writes, it clears what was left, and it saves."""
    opened = home.open()
    assert not opened.read_only, "the kernel freed the lock"
    assert leftovers(home.path().parent) == []
    revision = opened.session.revision
    assert opened.apply(numbered("after")).revision == revision + 1
    opened.close()
    assert home.on_disk().case_number == "26-after"


def nothing_is_torn(home: TrialHome) -> None:
    for found in home.store.listing():
        assert not isinstance(found, Broken)
        assert found.session.sealed


def after_a_kill(what: str, home: TrialHome, before: Stored | None, outcome: Outcome) -> None:
    nothing_is_torn(home)
    if what == "review":
        found = reviews_of(home)
        # Half of one counts for nothing, and is named.
        assert len(found.fit) + len(found.unfit) <= 1
        assert not outcome.acknowledged or len(found.fit) == 1
        assert home.on_disk() == before.session
        again = ReviewFolder(home.places, lambda: SUPERVISORS)
        again.write(a_review(home.on_disk()))
        assert len(again.of(home.on_disk(), {AUTHOR.uid}).fit) == len(found.fit) + 1
        return
    if what == "create":
        if not home.path().exists():
            assert outcome.acknowledged == []
            home.start().close()
        assert home.on_disk().revision == 1
    else:
        acknowledged = max(map(int, outcome.acknowledged), default=1)
        now = home.on_disk()
        assert now.revision in (acknowledged, 1 if what == "open" else 2)
        assert len(now.history) - len(before.session.history) == now.revision - 1
        assert now.history[: len(before.session.history)] == before.session.history
    goes_on(home)


@pytest.mark.parametrize("what", WHATS)
def test_killed_before_any_call_of_a_save_nothing_is_torn_or_lost(
    what: str, tmp_path: Path, counted: Callable[[str], None]
) -> None:
    if what == "review":
        need_root()
    template = Template(what, tmp_path)
    with saver(tmp_path / "driver") as driver:
        calls = driver.calls(what, template.copy())
        assert {call.name for call in calls} >= {"openat", "write", "close"}
        kept_the_old = left = 0
        for call in calls:
            home = template.copy()
            before = home.stored() if what != "create" else None
            kill = f"inject={call.name}:signal=SIGKILL:when={call.number}"
            outcome = driver.save(what, home, "-e", f"trace={call.name}", "-e", kill)
            assert outcome.was_killed, f"{call} was not reached: {outcome}"
            kept_the_old += not home.path(ID).exists() or home.stored() == before
            left += bool(leftovers(home.path().parent))
            after_a_kill(what, home, before, outcome)
    counted(
        f"SIGKILL before every call of {what}: {len(calls)} kills, "
        f"{kept_the_old} left the old state, {left} a leftover"
    )
    if what in ("answer", "ready", "create"):
        assert 0 < kept_the_old < len(calls), "before the save and after it"
        assert left > 0
