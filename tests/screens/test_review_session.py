"""A supervisor reads one session and says their word; what its author then sees."""

from collections.abc import Iterator

import pytest
from drivers.pilot import LIEUTENANT, Pio, SessionPrompt, at_the_queue
from factories import sessions
from factories.reviews import (
    AUTHOR,
    NEEDS_ROOT,
    put,
    waits_for_approval,
    waits_for_exception,
    walked,
)
from msgspec.structs import replace

from checklists import changes
from checklists.errors import CannotReadOrWrite
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.gate.step_states import exception_requests
from checklists.records.codec import write_record
from checklists.records.reviews import ReviewFolder
from checklists.review.report import review_view
from checklists.session.fingerprints import content_digest
from checklists.session.review import Verdict
from checklists.workspace.give_review import give_review, read_for_review
from tui.wording.review_words import NOT_READ_WHOLE, PAGES, page_lines

pytestmark = NEEDS_ROOT


async def test_what_decides_comes_first_and_it_is_approved_as_it_was_displayed(
    office: SessionPrompt,
) -> None:
    session = waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter")
        await supervisor.golden("review-0-brief")
        pages = ("post", "unusual", "people", "steps", "timeline")
        for number, name in enumerate(pages, start=1):
            await supervisor.press("right")
            await supervisor.golden(f"review-{number}-{name}")
        await supervisor.asks_to_approve()
        await supervisor.golden("review-approve")
        await supervisor.press("f5")
        await supervisor.sees("Approve exactly this: saved")
        await supervisor.press("escape")
        await supervisor.sees("0 waiting")
    found = office.context(session)
    assert [review.verdict for review in found.reviews] == ["approved"]


async def test_returned_steps_come_first_with_the_comment_beside_the_step(
    office: SessionPrompt,
) -> None:
    session = waits_for_approval(office, "traffic-advisory")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "5", "down", "c")
        await supervisor.types("Which sergeant?")
        await supervisor.press("f5", "e")
        await supervisor.types("One thing to fix")
        await supervisor.press("f5")
        await supervisor.sees("Return it to the author: saved")
    async with office.at_the_screen(session) as author:
        await author.sees("SUPERVISOR", "Which sergeant?", "[r] injury status")
        await author.golden("returned-to-the-author")
        await author.press("end")
        # Nothing else is open: its section does not fold either.
        await author.sees("Facts 1 open", "[r] injury status")


async def test_the_words_of_a_review_that_cannot_be_written_stay_in_their_line(
    office: SessionPrompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = waits_for_approval(office, "traffic-advisory")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "e")
        await supervisor.types("One thing to fix")

        def full(*_: object, **__: object) -> None:
            raise CannotReadOrWrite("Cannot save", "no space left on device.", "Free up space.")

        with monkeypatch.context() as disk:
            disk.setattr(ReviewFolder, "write", full)
            await supervisor.press("f5")
            await supervisor.sees("Cannot save: no space left", "One thing to fix")
        await supervisor.press("f5")
        await supervisor.sees("Return it to the author: saved")
    (review,) = office.context(session).reviews
    assert review.comment == "One thing to fix"


async def test_an_exception_is_granted_on_exactly_the_request(office: SessionPrompt) -> None:
    session = waits_for_exception(office, "life-safety-alert")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "3", "g")
        await supervisor.sees("Grant the exception", "Two calls, one visit")
        await supervisor.press("f5")
        await supervisor.sees("EXCEPTION granted")
    stored = office.on_disk(session)
    checklist = sessions.checklist("life-safety-alert")
    found = status_of(stored, checklist, office.context(session), office.clock.time)
    assert found.blockers == ()


async def test_a_change_saved_while_it_is_read_is_shown_and_nothing_is_approved(
    office: SessionPrompt,
) -> None:
    session = waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter")
        await supervisor.asks_to_approve()
        stored = office.on_disk(session)
        put(office, replace(stored, case_number="26-9999", revision=stored.revision + 1))
        await supervisor.press("f5")
        await supervisor.sees("It changed while you were reading")
        await supervisor.press("escape")
        await supervisor.sees("EXPIRED. The content changed after it was marked ready")
    assert office.context(session).reviews == ()


def reviewed_meanwhile(office: SessionPrompt, session: str, verdict: Verdict) -> None:
    """Another terminal's review of what is displayed here."""
    path = office.store.find(session)
    found = read_for_review(office.store, path)
    requests = exception_requests(found.session, found.checklist, found.context, office.clock.time)
    asked = requests[0] if verdict == "exception-refused" else None
    give_review(
        office.store,
        path,
        verdict,
        shown=asked.digest if asked else content_digest(found.session),
        known=(),
        actor=LIEUTENANT,
        now=office.clock.time,
        step=asked.step if asked else "",
        comment="That is the wrong name",
    )


@pytest.mark.parametrize(
    ("waits", "keys", "verdict", "stands"),
    [
        (waits_for_approval, (), "returned", "RETURNED"),
        (waits_for_exception, ("3", "g"), "exception-refused", "refused"),
    ],
)
async def test_nothing_is_approved_or_granted_over_a_review_that_was_not_shown(
    office: SessionPrompt, waits, keys, verdict, stands
) -> None:
    session = waits(office, "life-safety-alert")
    async with at_the_queue(office) as supervisor:

        async def decides() -> None:
            if keys:
                await supervisor.press(*keys)
            else:
                await supervisor.asks_to_approve()

        await supervisor.press("enter")
        await decides()
        reviewed_meanwhile(office, session, verdict)
        await supervisor.press("f5")
        await supervisor.sees("It was reviewed while you were reading")
        await supervisor.press("escape")
        await supervisor.sees(stands)
        assert [found.verdict for found in office.context(session).reviews] == [verdict]
        # Shown now, it may be decided on.
        await decides()
        await supervisor.press("f5")
        await supervisor.sees(": saved.")


async def test_the_second_supervisor_is_told_of_the_first_before_their_own_word_is_written(
    office: SessionPrompt,
) -> None:
    session = waits_for_approval(office, "traffic-advisory")
    async with at_the_queue(office) as first, at_the_queue(office) as second:
        await second.press("enter", "e")
        await second.types("Say which sergeant")
        await first.press("enter", "e")
        await first.types("That is the wrong road")
        await first.press("f5")
        await first.sees("Return it to the author: saved")
        await second.press("f5")
        await second.sees("It was reviewed while you were reading", "tchen: returned")
        await second.sees("Say which sergeant")
        assert [found.comment for found in office.context(session).reviews] == [
            "That is the wrong road"
        ]
        await second.press("f5")
        await second.sees("Return it to the author: saved")
        # And while nobody writes anything.
        await first.until(lambda: "REVIEWED while you were reading: tchen" in first.status, "news")
    assert len(office.context(session).reviews) == 2


async def test_whoever_reads_their_own_session_leaves_its_lock_free(desk: SessionPrompt) -> None:
    session = desk.save(desk.walk("traffic-advisory"))
    async with desk.at_the_screen() as pio:
        await pio.app.open_review(session)
        await pio.sees("1 of 6")
        await pio.app.screen.watch_disk()
        assert "You can now make changes here" not in pio.screen
        opened = desk.open_elsewhere(session)
        assert not opened.read_only
        opened.close()


async def test_a_review_that_cannot_be_written_is_not_said_to_be_given_and_loses_no_comment(
    office: SessionPrompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise CannotReadOrWrite("Cannot write", "The disk is full.", "Free up space.")

    monkeypatch.setattr(ReviewFolder, "write", fails)
    session = waits_for_approval(office, "traffic-advisory")
    async with at_the_queue(office) as supervisor:
        await comments_on_the_first_step(supervisor)
        await supervisor.press("e", "f5")
        await supervisor.sees("Cannot write: The disk is full.")
        await supervisor.press("escape")
        await supervisor.sees("1 NOT SENT")
        supervisor.sees_not(": saved.")
        await supervisor.press("escape", "2", "f5")
        await supervisor.sees("Cannot write: The disk is full.")
        await supervisor.press("escape")
        await supervisor.sees("1 NOT SENT")
    assert office.context(session).reviews == ()


async def test_nobody_reviews_their_own_session(office: SessionPrompt) -> None:
    walk = walked(office, "traffic-serious", 0, 10)
    own = replace(walk.session, author=LIEUTENANT.login, author_uid=LIEUTENANT.uid)
    folder = office.places.sessions / "tchen" / f"{own.id[:4]}-{own.id[4:6]}"
    folder.mkdir(parents=True)
    (folder / f"{own.id}.toml").write_bytes(write_record(own))
    async with at_the_queue(office) as supervisor:
        await supervisor.app.open_review(own.id)
        await supervisor.press("a")
        await supervisor.sees("You wrote this session")


async def test_a_return_shows_on_the_final_review_that_is_open(office: SessionPrompt) -> None:
    session = waits_for_approval(office, "traffic-advisory")
    office.actor = AUTHOR
    async with office.at_the_screen(session) as author:
        await author.press("f8")
        await author.sees("READY")
        async with at_the_queue(office) as supervisor:
            await supervisor.press("enter", "e")
            await supervisor.types("Say which sergeant")
            await supervisor.press("f5")
        await author.until(lambda: "RETURNED by " in author.screen, "the return")


async def test_what_was_returned_is_not_marked_ready_as_it_was_and_nothing_is_written(
    office: SessionPrompt,
) -> None:
    session = waits_for_approval(office, "traffic-advisory")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "5", "down", "c")
        await supervisor.types("Which sergeant?")
        await supervisor.press("f5", "e")
        await supervisor.types("One thing to fix")
        await supervisor.press("f5")
        await supervisor.sees("Return it to the author: saved")
    office.actor = AUTHOR
    before = office.on_disk(session)
    async with office.at_the_screen(session) as author:
        await author.press("f8")
        await author.sees("tchen returned: One thing to fix", "injury status: Which sergeant?")
        for _ in range(3):
            await author.press("r")
            await author.sees("Returned by tchen: Answer the returned steps again, or change the")
    assert office.on_disk(session) == before


async def test_what_was_said_before_an_approval_came_does_not_contradict_it(
    office: SessionPrompt,
) -> None:
    session = waits_for_approval(office, "traffic-advisory")
    office.actor = AUTHOR
    async with office.at_the_screen(session) as author:
        await author.press("f8", "t")
        assert author.status == "A supervisor must approve it before it is posted."
        async with at_the_queue(office) as supervisor:
            await supervisor.press("enter")
            await supervisor.asks_to_approve()
            await supervisor.press("f5")
            await supervisor.sees("Approve exactly this: saved")
        await author.sees("APPROVED: this exact text may be posted")
        assert author.status == "APPROVED. t shows the text to copy."


# What was not read whole is not approved


async def test_nothing_is_approved_before_all_that_it_is_about_was_shown_to_its_end(
    office: SessionPrompt,
) -> None:
    session = waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter")
        seen = supervisor.screen.splitlines()
        await supervisor.press("a")
        await supervisor.sees("2 of 6", NOT_READ_WHOLE)
        supervisor.sees_not("Approve exactly this")
        seen += supervisor.screen.splitlines()
        for _ in range(60):
            await supervisor.press("a")
            if "Approve exactly this" in supervisor.screen:
                break
            seen += supervisor.screen.splitlines()
        supervisor.sees_not("6 of 6")
        assert not any("6 of 6" in line for line in seen)
        shown = {line.lstrip(" >").rstrip(" v^") for line in seen}
        for row in page_rows(office, session):
            assert any(row in line for line in shown), row
        await supervisor.press("f5")
        await supervisor.sees("Approve exactly this: saved")


async def test_a_page_counts_where_its_end_was_seen_and_only_as_it_is_now(
    office: SessionPrompt,
) -> None:
    session = waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "2", "3", "end", "4", "5", "end", "home", "1", "a")
        await supervisor.sees("Approve exactly this")
        await supervisor.press("escape")
        reviewed_meanwhile(office, session, "noted")
        await supervisor.until(lambda: bool(supervisor.app.screen.view.reviews), "the note")
        await supervisor.press("a")
        await supervisor.sees("3 of 6", NOT_READ_WHOLE)
        await supervisor.sees("That is the wrong name")
        supervisor.sees_not("Approve exactly this")


def test_page_2_has_what_is_unusual_and_only_the_time_line_would_say(desk: SessionPrompt) -> None:
    walk = walked(desk, "traffic-serious", 0, 10).review("noted")
    question = walk.checklist.questions[0].id
    who = {"actor": AUTHOR, "now": walk.now}
    session = changes.answer_question(
        walk.session, walk.checklist, question, yes=True, reason="Only a detour", **who
    )
    session = changes.take_over_hand_edit(replace(session, sealed=False), **who)
    context = SessionContext(reviews=walk.reviews, family_first=False)
    view = review_view(session, walk.checklist, context, walk.now)
    lines = page_lines("unusual", view, walk.checklist, walk.now)
    said = "\n".join(line.text for line in lines)
    for words in ("(Only a detour)", "accepted a file that was edited by hand", " noted"):
        assert words in said


async def test_the_keys_that_are_held_down_approve_nothing(office: SessionPrompt) -> None:
    session = waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter")
        await supervisor.in_one_read(*["a"] * 60)
        await supervisor.press("escape")
    assert office.context(session).reviews == ()


def page_rows(office: SessionPrompt, session: str) -> Iterator[str]:
    """The first words of every line of all that an approval is about."""
    found = read_for_review(office.store, office.store.find(session))
    now = office.clock.time
    view = review_view(found.session, found.checklist, found.context, now)
    for page, _ in PAGES[:-1]:
        for line in page_lines(page, view, found.checklist, now):
            yield line.text.strip()[:40].strip()


# Comments that are not sent yet


async def comments_on_the_first_step(supervisor: Pio) -> None:
    """Open the session under the cursor and say something on its first step."""
    await supervisor.press("enter", "5", "down", "c")
    await supervisor.types("Which sergeant?")
    await supervisor.press("f5")
    await supervisor.sees("1 not sent yet (e sends them with a return)", "* [x]")


async def test_comments_that_are_not_sent_are_asked_about_before_they_are_left(
    office: SessionPrompt,
) -> None:
    session = waits_for_approval(office, "traffic-advisory")
    async with at_the_queue(office) as supervisor:
        await comments_on_the_first_step(supervisor)
        await supervisor.press("escape")
        await supervisor.sees(
            "You have 1 unsent comment", "1 Stay", "2 Return it with your comments"
        )
        await supervisor.golden("review-not-sent")
        # Neither Escape nor Enter loses anything.
        await supervisor.press("enter")
        await supervisor.sees("1 not sent yet", "* [x]")
        await supervisor.press("escape", "escape")
        await supervisor.sees("1 not sent yet", "* [x]")
        await supervisor.press("escape", "1")
        await supervisor.sees("1 not sent yet", "* [x]")
        # To return it, and then not.
        await supervisor.press("escape", "2")
        await supervisor.sees("Return it to the author", "Your comment on 1 step goes with it.")
        await supervisor.press("escape")
        await supervisor.sees("1 not sent yet", "* [x]")
        await supervisor.press("escape", "3", "f5")
        await supervisor.sees("Review queue", "1 waiting")
    assert office.context(session).reviews == ()


async def test_comments_are_sent_on_the_way_out_where_that_is_wanted(office: SessionPrompt) -> None:
    session = waits_for_approval(office, "traffic-advisory")
    async with at_the_queue(office) as supervisor:
        await comments_on_the_first_step(supervisor)
        await supervisor.press("escape", "2", "f5")
        await supervisor.sees("Review queue", "0 waiting")
    (review,) = office.context(session).reviews
    assert (review.verdict, review.comment_on("injury-status")) == ("returned", "Which sergeant?")


async def test_without_comments_that_wait_one_leaves_at_once(office: SessionPrompt) -> None:
    waits_for_approval(office, "traffic-advisory")
    async with at_the_queue(office) as supervisor:
        await comments_on_the_first_step(supervisor)
        await supervisor.press("e", "f5")
        await supervisor.sees("Return it to the author: saved")
        await supervisor.press("escape")
        await supervisor.sees("Review queue")


async def test_what_was_said_before_does_not_hide_that_comments_are_not_sent(
    office: SessionPrompt,
) -> None:
    waits_for_approval(office, "traffic-advisory")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "c")
        await supervisor.sees("Select a step on")
        await supervisor.press(*["right"] * 4, "c")
        await supervisor.sees("Select a step on")
        # A heading is none; what was said of it goes with the next move.
        await supervisor.press("down")
        supervisor.sees_not("Select a step on")
        await supervisor.press("g")
        await supervisor.sees("Nobody has asked for an exception")
        await supervisor.press("c")
        await supervisor.types("Which sergeant?")
        await supervisor.press("f5")
        await supervisor.sees("1 not sent yet (e sends them with a return)")


async def test_the_help_of_a_review_does_not_say_that_all_is_saved(office: SessionPrompt) -> None:
    waits_for_approval(office, "traffic-advisory")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "f1")
        await supervisor.press(*["pagedown"] * 3)
        await supervisor.sees("Your review is saved as you go", "sent when you return")
        supervisor.sees_not("everything is saved", "you lose nothing by leaving")


# Exceptions


def not_reached(desk: SessionPrompt) -> str:
    """A session in which one relative was not reached, as the evidence says it."""
    walk = walked(desk, "traffic-serious", 0, 10)
    walk.choose("kin-notified", "outcome", "not-reached", "K1")
    put(desk, walk.session)
    return walk.session.id


async def test_an_exception_is_judged_by_its_step_its_person_and_what_was_tried(
    office: SessionPrompt,
) -> None:
    session = not_reached(office)
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "right", "right")
        assert supervisor.line(-1).startswith("g grant  r refuse")
        await supervisor.golden("review-exception")
        for key, what in (("r", "Refuse the exception"), ("g", "Grant the exception")):
            await supervisor.press(key)
            await supervisor.sees(what, "family notified, for K1 next of kin for D1")
            await supervisor.sees("K1 Not reached: 2 tries, 2 safe ways")
            await supervisor.golden(f"review-exception-{key}")
            await supervisor.press("escape")
        await supervisor.press("left")
        assert "a approve" in supervisor.line(-1)
        # The session is open: nobody meant another one, wherever the cursor is.
        await supervisor.press("g", "f5")
        await supervisor.sees("Grant the exception: saved.")
    (review,) = office.context(session).reviews
    assert (review.verdict, review.step) == ("exception-granted", "kin-notified")


async def test_after_a_grant_the_author_does_not_read_the_refusal_before_it(
    office: SessionPrompt,
) -> None:
    session = not_reached(office)
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "right", "right", "r")
        await supervisor.types("Send two officers")
        await supervisor.press("f5")
        await supervisor.sees("EXCEPTION refused")
    office.actor = AUTHOR
    async with office.at_the_screen(session) as author:
        await author.sees("SUPERVISOR", "Send two officers", "[r] family notified")
        office.clock.later(minutes=1)
        async with at_the_queue(office) as supervisor:
            await supervisor.app.open_review(session)
            await supervisor.press("right", "right", "g", "f5")
            await supervisor.sees("EXCEPTION granted")
        await author.sees("[e] family notified")
        author.sees_not("SUPERVISOR", "Send two officers", "[r]")


@pytest.mark.parametrize(
    ("key", "row", "said"),
    [
        ("g", "granted", "tchen granted the exception: family notified"),
        (
            "r",
            "refused, 1 open",
            "tchen refused the exception: family notified. Send two officers.",
        ),
    ],
)
async def test_what_became_of_an_exception_is_said_on_home_and_in_the_walk_unasked(
    office: SessionPrompt, key: str, row: str, said: str
) -> None:
    session = not_reached(office)
    # The newest session, where the cursor of home stands, is another one.
    put(office, walked(office, "traffic-advisory", 1, 2).session)
    office.clock.later(minutes=1)

    async def decides() -> None:
        async with at_the_queue(office) as supervisor:
            await supervisor.app.open_review(session)
            await supervisor.press("right", "right", key)
            await supervisor.types("Send two officers" if key == "r" else "")
            await supervisor.press("f5")
            await supervisor.sees("the exception: saved.")

    office.actor = AUTHOR
    async with office.at_the_screen(session) as author:
        author.sees_not(said)
        await decides()
        await author.until(lambda: said in author.status, said)
    async with office.at_the_screen() as author:
        await author.sees(row)
        await author.app.open_walk(session)
        await author.settle()
        await author.until(lambda: said in author.status, said)
        # Known now: what the author does next takes it away.
        await author.press("down")
        author.sees_not(said)


async def test_what_cannot_be_approved_is_refused_before_a_comment_is_asked_for(
    office: SessionPrompt,
) -> None:
    waits_for_exception(office, "life-safety-alert")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "a")
        await supervisor.sees("Cannot be approved: Still blocking it (1)")
        supervisor.sees_not("Approve exactly this")


async def test_home_sees_a_return_by_itself_and_says_its_lines_one_after_another(
    office: SessionPrompt,
) -> None:
    session = waits_for_approval(office, "traffic-advisory")
    office.actor = AUTHOR
    async with office.at_the_screen() as author:
        await author.sees("Ready", "ready")
        path = office.store.find(session)
        stored = office.on_disk(session)
        give_review(
            office.store,
            path,
            "returned",
            shown=content_digest(stored),
            known=(),
            actor=LIEUTENANT,
            now=office.clock.time,
            comment="Say who told them\ninjury status",
        )
        await author.sees("26-1182 Crash on Route 9 at Mill Road. T... returned")
        await author.sees("tchen returned: Say who told them injury status")


@pytest.mark.parametrize(("key", "verdict"), [("p", "confirmed-after"), ("x", "corrected-after")])
async def test_what_was_posted_is_reviewed_afterward(
    office: SessionPrompt, key: str, verdict: Verdict
) -> None:
    walk = walked(office, "life-safety-alert", 0, 10)
    session = changes.record_posted(
        walk.session,
        walk.status_now,
        "x",
        at=walk.now,
        reason="The chief said so",
        ordered_by="Chief Boyd, police",
        actor=AUTHOR,
        now=walk.now,
    )
    put(office, session)
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("Posted early")
        await supervisor.press("enter")
        if key == "p":
            await supervisor.press(key)
            await supervisor.sees(NOT_READ_WHOLE)
            await supervisor.asks_to_approve(key, "Confirm what was posted")
            await supervisor.golden("review-confirm-after")
        else:
            await supervisor.press(key)
            await supervisor.types("Wrong exit; taken down")
        await supervisor.press("f5")
        await supervisor.sees("saved.")
        await supervisor.press("escape")
        await supervisor.sees("0 waiting")
    assert [found.verdict for found in office.context(walk.session.id).reviews] == [verdict]


async def test_a_death_is_read_cold_before_its_record_is_shown(office: SessionPrompt) -> None:
    walk = walked(office, "death-investigation", 0, 10)
    walk.choose("no-identifiers", "result", "none")
    walk.choose("cause-left-to-examiner", "said", "nothing").mark_ready()
    put(office, walk.session)
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter")
        await supervisor.sees("2 of 6", "Read only the post")
        await supervisor.press("1", "right", "g")
        await supervisor.sees("2 of 6", "Read only the post")
        await supervisor.asks_to_approve("a", "Cold read")
        await supervisor.types("yes")
        await supervisor.press("tab")
        await supervisor.types("no")
        await supervisor.golden("review-cold-read")
        await supervisor.press("f5")
        await supervisor.sees("1 of 6", "said yes, but the record says no")
        await supervisor.asks_to_approve()
        await supervisor.press("f5")
        await supervisor.sees("Say why")
        await supervisor.types("The name is out already")
        await supervisor.press("f5")
        await supervisor.sees("Approve exactly this: saved")
    context = office.context(walk.session.id)
    assert [found.verdict for found in context.reviews] == ["approved"]
    [cold] = context.cold_reads
    assert [cold.said_cold(name) for name in ("says-who", "says-why")] == [True, False]
