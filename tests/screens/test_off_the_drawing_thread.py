"""Nothing of the disk is waited for where the screens are drawn: a slow disk stops no key."""

import os
import threading

import pytest
from drivers.pilot import LIEUTENANT, at_the_queue
from factories.reviews import (
    AUTHOR,
    NEEDS_ROOT,
    make_office,
    waits_for_approval,
    waits_for_exception,
)

from checklists.records.reviews import ReviewFolder
from checklists.records.store import Store
from checklists.session.fingerprints import content_digest
from checklists.workspace.give_review import give_review
from checklists.workstation.rules import Rules
from tui.screens import home


@pytest.fixture
def watched(monkeypatch):
    """Every call that flushes, saves, locks or looks at what decides, with its thread."""
    drawing = threading.get_ident()
    seen: list[str] = []
    where: list[str] = []

    def watch(owner, name):
        real = getattr(owner, name)

        def call(*arguments, **more):
            seen.append(name)
            if threading.get_ident() == drawing:
                where.append(name)
            return real(*arguments, **more)

        monkeypatch.setattr(owner, name, call)

    for owner, name in (
        (os, "fsync"),
        (Store, "create"),
        (Store, "replace"),
        (Store, "fingerprint"),
        (ReviewFolder, "write"),
    ):
        watch(owner, name)
    return seen, where


async def test_starting_answering_and_watching(desk, watched):
    seen, on_the_screen = watched
    async with desk.at_the_screen() as pio:
        await pio.press("enter")
        await pio.types("Route 9 is closed.")
        await pio.press("f5", "2", "f5")
        await pio.sees("Is this the right incident type?")
        await pio.press("n", "f5")
        await pio.until(lambda: "fingerprint" in seen, "it looks at the disk")
    assert {"fsync", "create", "replace", "fingerprint"} <= set(seen)
    assert on_the_screen == []


@NEEDS_ROOT
async def test_home_reads_what_supervisors_said(desk, monkeypatch):
    make_office(desk)
    desk.actor = AUTHOR
    session = waits_for_exception(desk, "traffic-serious")
    path = desk.store.find(session)
    drawing, seen = threading.get_ident(), []

    def watch(name):
        real = getattr(Store, name)

        def call(*arguments, **more):
            seen.append((name, threading.get_ident() == drawing))
            return real(*arguments, **more)

        monkeypatch.setattr(Store, name, call)

    monkeypatch.setattr("checklists.workstation.file_state.GRAIN_NS", 0)
    async with desk.at_the_screen() as pio:
        await pio.sees("Unfinished", "Enter resumes.")
        for name in ("read", "context", "context_now", "misnamed_author", "reviewed_since"):
            watch(name)
        give_review(
            desk.store,
            path,
            "noted",
            shown=content_digest(desk.on_disk(session)),
            known=(),
            actor=LIEUTENANT,
            now=desk.clock.time,
            comment="Call the family first",
        )
        seen.clear()
        await pio.sees("noted, ", "Call the family first")
        await pio.press("down", "up")
        await pio.sees("noted, ", "Call the family first")
    assert ("reviewed_since", False) in seen
    assert [name for name, is_drawing in seen if is_drawing] == []


@NEEDS_ROOT
async def test_a_review(desk, watched):
    make_office(desk)
    waits_for_approval(desk, "traffic-advisory")
    seen, on_the_screen = watched
    async with at_the_queue(desk) as pio:
        await pio.press("enter")
        await pio.asks_to_approve()
        await pio.press("f5")
        await pio.until(lambda: "write" in seen, "the review is written")
        await pio.sees("Approve exactly this: saved.")
    assert on_the_screen == []


async def test_home_looks_again_elsewhere(desk, monkeypatch):
    looked: list[int] = []
    whole = Rules.refresh

    def refresh(rules):
        looked.append(threading.get_ident())
        return whole(rules)

    monkeypatch.setattr(home, "LOOK_SECONDS", 0.1)
    async with desk.at_the_screen() as pio:
        monkeypatch.setattr(Rules, "refresh", refresh)
        await pio.until(lambda: len(looked) > 2, "home looks again")
    assert threading.get_ident() not in looked
