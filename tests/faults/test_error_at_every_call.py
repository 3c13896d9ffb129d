"""An error from any system call of a save: the file is the old or the new one, whole; it is never
silent; the problem names the place, the reason and what to do; and once the fault is gone, what
waited is saved."""

import errno
import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from drivers.saves import WHATS, Outcome, Template, reviews_of, saver
from factories.homes import TrialHome
from needs import need_root

from checklists.records.store import Broken, Stored

pytestmark = pytest.mark.slow

ERRORS = (
    "ENOSPC", "EDQUOT", "EIO", "EACCES", "EROFS", "EMFILE", "ESTALE", "ENOLCK", "EINTR", "EXDEV",
)  # fmt: skip
USUAL = 3
"""Where a save makes hundreds of calls, so many of the ten errors meet each of them in a usual run,
turn by turn; all of them with --times 4."""
MANY = 100
NEVER_FAIL = {
    "getpid", "geteuid", "mmap", "munmap", "mprotect", "brk", "futex", "prctl", "rt_sigprocmask",
    "rt_sigaction", "lseek", "madvise",
}  # fmt: skip
"""Calls that none of these errors comes from."""
SAYING = "write"
"""The last write of a save is the driver's own word that it was saved."""


def told(outcome: Outcome) -> dict[str, Any] | None:
    """What the problem said, where there was one."""
    found = [json.loads(line) for line in outcome.lines if line.startswith("{")]
    assert len(found) <= 1
    return found[0] if found else None


def names_place_reason_and_what_to_do(problem: dict[str, Any], error: str) -> bool:
    reason = os.strerror(getattr(errno, error)).lower()
    place = any(name in problem["message"] for name in ("2026", "reviews", "sessions"))
    return place and reason in problem["message"].lower() and problem["do"].endswith(".")


def old_or_new(what: str, home: TrialHome, before: Stored | None) -> None:
    for found in home.store.listing():
        assert not isinstance(found, Broken)
        assert found.session.sealed
    if before is not None:
        now = home.on_disk()
        assert now.history[: len(before.session.history)] == before.session.history


def saved_in_the_end(what: str, home: TrialHome, outcome: Outcome) -> None:
    assert outcome.acknowledged, outcome
    last = outcome.acknowledged[-1]
    if what == "review":
        assert any(path.name == last for path in home.places.reviews.iterdir())
        assert len(reviews_of(home).fit) in (1, 2)
        return
    sessions = [found.session for found in home.store.listing() if isinstance(found, Stored)]
    assert max(session.revision for session in sessions) == int(last)
    assert int(last) == (2 if what in ("answer", "ready") else 1)


def one_error(
    what: str, home: TrialHome, before: Stored | None, outcome: Outcome, error: str
) -> str:
    """What came of it: `told`, or `done all the same`."""
    escaped = [line for line in outcome.lines if line.startswith("escaped")]
    assert escaped == []
    assert outcome.code == 0
    old_or_new(what, home, before)
    saved_in_the_end(what, home, outcome)
    problem = told(outcome)
    if problem is None:
        assert "read only" not in outcome.lines
        return "done all the same"
    if problem["kind"] == "NotAllowed":
        # The lists of accounts could not be read: then nobody is a supervisor.
        assert what == "review"
        return "not allowed"
    assert problem["kind"] in ("CannotReadOrWrite", "Unreadable", "FolderInaccessible"), problem
    assert names_place_reason_and_what_to_do(problem, error), problem
    if what in ("answer", "ready"):
        assert problem["waits"], "the change waits"
        assert problem["shown"] == 1, "it is shown as saved only once it is"
    return "told"


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("what", WHATS)
def test_an_error_from_any_call_of_a_save_is_told_and_made_good(
    what: str, error: str, soak: Any, tmp_path: Path, counted: Callable[[str], None]
) -> None:
    if what == "review":
        need_root()
    template = Template(what, tmp_path)
    came: Counter[str] = Counter()
    wrong: list[str] = []
    turn = ERRORS.index(error)
    with saver(tmp_path / "driver") as driver:
        calls = driver.calls(what, template.copy())
        assert calls.pop().name == SAYING
        each = len(ERRORS) if len(calls) < MANY else USUAL * soak.times
        for number, call in enumerate(calls):
            meets = (number - turn) % len(ERRORS) < each
            if call.name in NEVER_FAIL or not meets:
                continue
            home = template.copy()
            before = home.stored() if what != "create" else None
            fault = f"inject={call.name}:error={error}:when={call.number}"
            outcome = driver.save(what, home, "-e", f"trace={call.name}", "-e", fault)
            assert outcome.was_injected, f"{call} was not reached: {outcome}"
            try:
                came[one_error(what, home, before, outcome, error)] += 1
            except AssertionError as problem:
                wrong.append(f"{call}: {problem} {outcome.lines}")
    shown = ", ".join(f"{number} {word}" for word, number in sorted(came.items()))
    counted(f"{error} at every call of {what}: {came.total()} errors, {shown}")
    assert wrong == [], "\n".join(wrong)
    assert came["told"] > 0
