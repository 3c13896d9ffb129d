"""Keys do at any speed of typing, and on any line, what they do when each is waited for."""

import asyncio
from pathlib import Path

import pytest
from drivers.any_speed import keys_at_any_speed
from drivers.pilot import SessionPrompt, StillClock
from msgspec.structs import replace

from checklists.session.model import Session
from tui.screens import draft

SEQUENCES = 10
"""In a usual run; `--times 200` makes the 2,000."""


async def typed(
    home: Path, clock: StillClock, keys: list[tuple[str, float]], *, waits: bool
) -> tuple[str, list[Session]]:
    """The screen and the disk after these keys, from a step of a crash that has its people."""
    desk = SessionPrompt(home, clock)
    walk = desk.walk("traffic-serious", answered=False)
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    async with desk.at_the_screen(desk.save(walk)) as pio:
        for key, pause in keys:
            if not pio.app.is_running:
                break
            if waits:
                await pio.press(key)
            else:
                pio._send(key)
                await asyncio.sleep(pause)
        # On a busy machine a key, or the save of what was typed, may still be on its way.
        seen = [""]
        while seen[-5:] != seen[-1:] * 5:
            await asyncio.sleep(0.2)
            await pio.settle()
            seen.append(pio.screen if pio.app.is_running else "left")
        screen = seen[-1]
    return screen, [answered(desk.store.read(path).session) for path in sorted(desk.store.paths())]


def answered(session: Session) -> Session:
    """A session without what was typed and not confirmed, which is saved by the second."""
    return replace(session, revision=0, entered=(), draft=replace(session.draft, typed=None))


@pytest.mark.slow
async def test_keys_at_any_speed_do_what_they_do_when_typed_slowly(
    tmp_path: Path, clock: StillClock, soak, counted, monkeypatch: pytest.MonkeyPatch
):
    # Whoever takes longer has typed text saved earlier, and the screen says so.
    monkeypatch.setattr(draft, "QUIET_SECONDS", 0.1)
    for seed in soak.seeds(SEQUENCES):
        keys = keys_at_any_speed(seed)
        slowly = await typed(tmp_path / f"{seed}-slow" / "home", clock, keys, waits=True)
        at_once = await typed(tmp_path / f"{seed}-fast" / "home", clock, keys, waits=False)
        assert at_once == slowly, (seed, keys)
    counted(f"{SEQUENCES * soak.times} sequences of keys at any speed")
