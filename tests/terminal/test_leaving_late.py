"""A signal that comes while the program is ending anyway."""

import asyncio
import signal

import pytest

from tui.terminal import leaving


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_one_that_comes_after_the_last_screen_is_no_error(number, monkeypatch):
    within = []
    monkeypatch.setattr(leaving, "leave_within", lambda code, _: within.append(code))
    before = {each: signal.getsignal(each) for each in (signal.SIGHUP, signal.SIGTERM)}
    app = leaving.LeavingApp()

    async def watch():
        app.watch_signals()

    try:
        asyncio.run(watch())
        signal.raise_signal(number)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    assert within == [128 + number]
