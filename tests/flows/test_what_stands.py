"""What is said of where a session stands: posted and where, returned by whom, and for what."""

from datetime import timedelta
from typing import Any, cast

import pytest
from factories.sessions import Walk, answered, ready
from msgspec.structs import replace

from checklists import changes
from checklists.definitions.wording import Wording
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.lint.draft import DraftLinter
from checklists.review.report import ReviewView, review_view
from checklists.session.review import ApprovalRule, StepComment
from checklists.times import show_time
from checklists.workspace.open_session import OpenSession
from tui.wording.approval_words import KEYS
from tui.wording.review_words import page_lines, verdict_why
from tui.wording.session_words import final_review_lines, marked_ready_words, standing_words

TYPE = "traffic-serious"
STEP = "kin-notified"
NEEDED = ApprovalRule(needed=True, valid_for=timedelta(hours=12))


class Opened:
    """A walk as an open session, as far as its words go."""

    def __init__(self, walk: Walk, context: SessionContext | None = None) -> None:
        self.session, self.checklist, self.reviews = walk.session, walk.checklist, walk.reviews
        self.context = context or walk.context
        self.clock = lambda: walk.now
        self.linter = DraftLinter(Wording(()), walk.session.incident_type)

    def status(self) -> Any:
        return status_of(self.session, self.checklist, self.context, self.clock())

    def known_checklist(self) -> Any:
        return self.checklist


def stands(walk: Walk, context: SessionContext | None = None) -> str:
    return standing_words(cast("OpenSession", Opened(walk, context)))


def posted_on(walk: Walk, *platforms: str) -> Walk:
    for platform in platforms:
        walk.session = changes.record_posted(
            walk.session, walk.status_now, platform, at=walk.now, actor=walk.actor, now=walk.now
        )
    return walk


def test_of_a_post_that_went_out_it_is_said_where_and_what_is_still_to_go():
    walk = posted_on(ready(TYPE), "facebook")
    at = show_time(walk.now, walk.now)
    assert stands(walk) == f"POSTED on Facebook {at}; X still to post."
    assert marked_ready_words(cast("OpenSession", Opened(walk))) == stands(walk)
    approval = SessionContext(approval=NEEDED)
    assert (
        stands(walk, approval)
        == f"POSTED on Facebook {at}. The other platforms need an approval: X."
    )
    walk = posted_on(walk, "x")
    assert stands(walk).startswith(f"POSTED on Facebook {at}, X {at}. Start a correction or update")


def test_of_one_that_went_out_too_early_nothing_is_still_to_go():
    walk = answered(TYPE)
    walk.session = changes.record_posted(
        walk.session,
        walk.status_now,
        "facebook",
        at=walk.now,
        reason="The mayor had read it out",
        ordered_by="Chief Boyd, police",
        actor=walk.actor,
        now=walk.now,
    )
    at = show_time(walk.now, walk.now)
    assert stands(walk) == f"POSTED on Facebook {at}. It may not be posted now on: X."


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((STEP,), "RETURNED by lchen: family notified. Answer it again, then use F8."),
        (
            (STEP, "facts-verified"),
            "RETURNED by lchen: family notified, facts verified. Answer them again, then use F8.",
        ),
        ((), "RETURNED by lchen: Name the road. Change that, then use F8."),
    ],
)
def test_of_a_return_it_is_said_who_gave_it_and_for_what(steps, said):
    walk = ready(TYPE).review("returned")
    comments = tuple(StepComment(step, "Who said so?") for step in steps)
    walk.reviews = (replace(walk.reviews[0], comment="Name the road.", comments=comments),)
    assert stands(walk) == said


def reading(walk: Walk) -> ReviewView:
    return review_view(walk.session, walk.checklist, walk.context, walk.now)


def unusual(walk: Walk) -> list[str]:
    lines = page_lines("unusual", reading(walk), walk.checklist, walk.now)
    return [line.text for line in lines]


def test_what_was_answered_too_fast_is_one_line():
    walk = ready(TYPE)
    count = len(reading(walk).too_fast)
    (line,) = [line for line in unusual(walk) if "of the previous one" in line]
    assert line.startswith(f"{count} answers within 3 seconds of the previous one: ")
    assert "family notified" in line


def test_ones_own_comment_stands_with_the_answer_that_was_mended():
    walk = ready(TYPE).review("returned")
    comments = (StepComment(STEP, "Who said so?"),)
    walk.reviews = (replace(walk.reviews[0], comments=comments),)
    given = show_time(walk.now, walk.now)
    walk.later(minutes=4).confirm(STEP)
    lines = unusual(walk)
    place = lines.index("family notified: answered 2 times")
    assert lines[place + 1] == f"      lchen, {given}: Who said so?"


def test_approving_lists_exceptions_and_what_does_not_apply():
    walk = answered(TYPE).ask_exception(STEP)
    walk.does_not_apply("travel-details", "road-open", "Sgt. Vo, traffic")
    said = verdict_why("approved", reading(walk), walk.checklist, walk.now, None, 0)
    assert "By exception: family notified, for K1" in said
    assert "Does not apply: travel details" in said
    assert "Digest" in said
    said = verdict_why("approved", reading(ready(TYPE)), walk.checklist, walk.now, None, 0)
    assert said.startswith("Digest")


def nobody_hurt() -> Walk:
    walk = Walk("traffic-advisory").case_number().write().post_on("facebook").questions_no()
    walk.choose("injury-status", "answer", "none", **{"told-by": "Sgt. Park"})
    return walk.answer_everything()


def test_what_is_not_needed_is_read_before_it_is_marked_ready():
    walk = nobody_hurt()
    at = show_time(walk.now, walk.now)
    lines = final_review_lines(cast("OpenSession", Opened(walk)), {}, "", KEYS)
    assert lines[-2:] == [
        (
            "Not needed: family call assigned, comments watched: nobody dead or seriously hurt "
            f"(Sgt. Park, {at})"
        ),
        "Not needed: images checked: no image or clip (the draft)",
    ]


def test_a_supervisor_reads_what_is_not_needed_and_who_said_so_and_approves_it_with_the_rest():
    walk = nobody_hurt()
    at = show_time(walk.now, walk.now)
    said = f"family call assigned: not needed: nobody dead or seriously hurt (Sgt. Park, {at})"
    assert said in unusual(walk)
    (whole,) = [
        line.text
        for line in page_lines("steps", reading(walk), walk.checklist, walk.now)
        if "family call" in line.text
    ]
    assert whole == "[-] V family call assigned not needed"
    why = verdict_why("approved", reading(walk), walk.checklist, walk.now, None, 0)
    assert "Not needed: family call assigned, comments watched, images checked" in why
