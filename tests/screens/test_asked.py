"""Home of an account of victim services: what they are asked, completed by its keys alone."""

import grp
import os

import pytest
from drivers.pilot import SessionPrompt
from factories.sessions import SOMEBODY
from screens.test_follow_ups import completed, send

from checklists.session.completion import NOT_OWED

GROUP = grp.getgrgid(os.getgid()).gr_name


@pytest.fixture
def advocate(desk: SessionPrompt) -> SessionPrompt:
    """Two posts; from now on this account is victim services'."""
    send(desk, "arrest-charge", hours_ago=30)
    send(desk, "crime-trend", hours_ago=30)
    set_group(desk, GROUP)
    return desk


def set_group(desk: SessionPrompt, group: str) -> None:
    desk.places.policy.write_text(f'schema = 1\nvictim_services = "{group}"\n')
    desk.store.rules.read_anew()


async def test_it_opens_on_what_they_are_asked_and_on_nothing_else(
    advocate: SessionPrompt,
) -> None:
    async with advocate.at_the_screen() as pio:
        await pio.sees(
            "What victim services are asked to do", "OVERDUE since", "Custody was checked"
        )
        await pio.golden("asked")
        for word in ("Start", "Traffic", "Unfinished", "comments", "find"):
            assert word not in pio.screen, word


async def test_f5_alone_records_it_and_then_nothing_is_asked(advocate: SessionPrompt) -> None:
    async with advocate.at_the_screen() as pio:
        await pio.sees("OVERDUE")
        await pio.press("enter")
        await pio.sees("What was the outcome?")
        assert "No longer owed" not in pio.screen
        await pio.press("1", "1")
        await pio.types(SOMEBODY)
        await pio.press("enter", "y")
        assert not completed(advocate)
        await pio.press("escape", "enter", "1", "1")
        await pio.types(SOMEBODY)
        await pio.press("f5")
        await pio.sees("Victim services have nothing to do now.")
        await pio.golden("asked-nothing")
    assert len(completed(advocate)) == 1
    assert NOT_OWED not in completed(advocate)[0]


async def test_one_that_comes_while_it_is_open_is_shown(advocate: SessionPrompt) -> None:
    async with advocate.at_the_screen() as pio:
        await pio.sees("Custody was checked")
        assert "was told how the post" not in pio.screen
        # Written while this account was a PIO's.
        set_group(advocate, "nogroup")
        send(advocate, "release-status", hours_ago=80)
        set_group(advocate, GROUP)
        pio.app.screen.look()
        await pio.until(lambda: pio.screen.count("OVERDUE since") > 1, "another row")


async def test_help_names_its_keys_and_escape_leaves(advocate: SessionPrompt) -> None:
    async with advocate.at_the_screen() as pio:
        await pio.sees("OVERDUE")
        await pio.press("f1")
        await pio.sees("complete what is under the cursor")
        await pio.press("escape", "escape")
        await pio.until(lambda: pio.app.return_value == 0, "the end")
