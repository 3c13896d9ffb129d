"""What is owed after posts, on home and in the queue: seen, and completed by its keys alone."""

from drivers.pilot import SessionPrompt, at_the_queue
from factories.reviews import NEEDS_ROOT, put, waits_for_approval, walked
from factories.sessions import SOMEBODY
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace


def send(desk: SessionPrompt, incident_type: str, hours_ago: int) -> str:
    walk = desk.walk(incident_type, minutes_ago=60 * hours_ago)
    walk.mark_ready()
    walk.session = posted(walk, at=walk.now)
    return desk.save(walk)


def completed(desk: SessionPrompt) -> list[str]:
    folder = desk.places.completions
    return [path.name for path in folder.iterdir()] if folder.exists() else []


async def test_home_shows_what_is_overdue_or_due_within_a_day_and_enter_completes_it(
    desk: SessionPrompt,
) -> None:
    send(desk, "crime-trend", hours_ago=2)
    async with desk.at_the_screen() as pio:
        await pio.sees("After your posts", "OVERDUE since 01:14")
        await pio.golden("follow-ups-home")
        await pio.press("enter")
        await pio.sees("What was the outcome?", "Read: nothing against anyone")
        await pio.golden("follow-ups-outcome")
        await pio.press("1")
        await pio.types(SOMEBODY)
        await pio.golden("follow-ups-details")
        await pio.press("f5")
        # The one after a day is left.
        await pio.sees("due 2026-11-23 00:14")
        assert len(completed(desk)) == 1


async def test_no_printable_key_and_no_enter_completes_anything(desk: SessionPrompt) -> None:
    send(desk, "crime-trend", hours_ago=2)
    async with desk.at_the_screen() as pio:
        await pio.press("enter", "1", "enter", "y", "enter", "space", "escape")
        assert not completed(desk)
        await pio.sees("OVERDUE")
        await pio.press("enter", "1", "f5")
        await pio.sees("name and role")
        await pio.press("escape")
        assert not completed(desk)


async def test_no_more_than_five_lines_and_no_old_news_of_ones_own(desk: SessionPrompt) -> None:
    for hours in (30, 40, 50):
        send(desk, "arrest-charge", hours_ago=hours)
    async with desk.at_the_screen() as pio:
        await pio.sees("9 are due; `cleartopost followups` shows them all")
        assert pio.screen.count("OVERDUE") == 5


async def test_one_that_comes_due_while_home_is_open_is_shown(desk: SessionPrompt) -> None:
    send(desk, "crime-trend", hours_ago=0)
    async with desk.at_the_screen() as pio:
        await pio.sees("due 03:14")
        desk.clock.later(minutes=90)
        pio.app.screen.look_again()
        await pio.sees("OVERDUE since 03:14")


def owes(desk: SessionPrompt, incident_type: str, hours_ago: int) -> str:
    """A colleague's post of so many hours ago."""
    walk = walked(desk, incident_type, hours_ago, 60 * hours_ago)
    walk.mark_ready()
    session = replace(posted(walk, at=walk.now), revision=1)
    put(desk, session)
    return session.id


@NEEDS_ROOT
async def test_the_queue_has_what_is_overdue_first_and_enter_completes_it(
    office: SessionPrompt,
) -> None:
    waits_for_approval(office, "traffic-serious")
    owes(office, "crime-trend", hours_ago=2)
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("2 waiting", "follow-up overdue")
        await supervisor.golden("follow-ups-queue")
        await supervisor.press("enter")
        await supervisor.sees("What was the outcome?", "No longer owed (supervisor only)")
        await supervisor.press("1")
        await supervisor.types(SOMEBODY)
        await supervisor.press("f5")
        await supervisor.sees("1 waiting")
        assert len(completed(office)) == 1


@NEEDS_ROOT
async def test_a_supervisor_takes_back_what_is_owed_with_a_reason(office: SessionPrompt) -> None:
    owes(office, "crime-trend", hours_ago=2)
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("1 waiting")
        await supervisor.press("enter", "5")
        await supervisor.types(SOMEBODY)
        await supervisor.press("f5")
        await supervisor.sees("give a reason")
        await supervisor.press("tab", "tab")
        await supervisor.types("The post was removed")
        await supervisor.press("f5")
        await supervisor.sees("Nothing is waiting.")
