"""Which of several reviews counts: by their own time and by the kernel's, and in doubt the return.

`kernel_ns` is when the kernel saw the file change: whoever gives a review cannot choose it.
"""

from datetime import timedelta

import pytest
from factories.sessions import Walk, answered, ready
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from checklists import changes
from checklists.changes.lifecycle import StillReturned
from checklists.gate.status import status_of
from checklists.session.fingerprints import content_digest

TYPE = "traffic-serious"
STEP = "kin-notified"


def reviewed(walk, verdict, minutes, kernel, step=""):
    """One more review, `minutes` from now by its own word, and by the kernel in this order."""
    walk.review(verdict, step)
    *before, review = walk.reviews
    late = replace(review, at=review.at + timedelta(minutes=minutes), kernel_ns=kernel)
    walk.reviews = (*before, late)
    return walk


def status(walk):
    return status_of(walk.session, walk.checklist, walk.context, walk.now).status


def test_an_approval_dated_ahead_does_not_outlive_the_return_that_followed_it():
    walk = reviewed(ready(TYPE), "approved", 1.5, 1)
    assert status(reviewed(walk, "returned", 0, 2)) == "returned"


def test_an_approval_after_a_return_by_both_clocks_counts():
    walk = reviewed(ready(TYPE), "returned", 0, 1).later(minutes=2)
    assert status(reviewed(walk, "approved", 0, 2)) == "approved"


@given(st.integers(-3, 3), st.integers(0, 3))
def test_where_the_two_clocks_disagree_the_return_counts(minutes, kernel):
    walk = reviewed(ready(TYPE).later(minutes=4), "returned", 0, 2)
    reviewed(walk, "approved", minutes, kernel)
    surely = minutes > 0 and kernel >= 2
    walk.later(minutes=4)
    assert (status(walk) == "approved") == surely
    assert (status(walk) == "returned") != surely


def test_what_was_approved_changed_returned_and_put_back_is_not_approved():
    walk = ready(TYPE).review("approved")
    approved = walk.session
    walk.later(minutes=1).write("Another text.", changes_meaning=False).questions_no()
    walk.answer_everything().mark_ready().review("returned")
    *others, last = walk.reviews
    # The program sets this where the file's history is shorter than the review's.
    walk.reviews = (*others, replace(last, fits_history=False))
    walk.session = approved
    assert status(walk) == "returned"
    with pytest.raises(StillReturned):
        changes.mark_ready(
            walk.session,
            walk.checklist,
            walk.context,
            shown=content_digest(walk.session),
            actor=walk.actor,
            now=walk.now,
        )


def test_what_was_approved_changed_and_put_back_is_approved_unless_it_was_returned_since():
    walk = ready(TYPE).review("approved")
    approved = walk.session
    walk.later(minutes=1).write("Another text.", changes_meaning=False)
    walk.session = approved
    assert status(walk) == "approved"


def test_a_text_that_is_changed_back_after_a_return_is_ready_and_approved_anew_if_need_be():
    walk = ready(TYPE).review("approved")
    walk.later(minutes=1).write("Another text.", changes_meaning=False).questions_no()
    walk.answer_everything().mark_ready().review("returned").later(minutes=1)
    walk.write(changes_meaning=False).questions_no().answer_everything().mark_ready()
    assert status(walk) == "ready"


def test_an_exception_granted_then_refused_asked_anew_and_put_back_is_not_granted():
    walk = answered(TYPE).ask_exception(STEP).review("exception-granted", STEP)
    granted = walk.session
    walk.later(minutes=1).ask_exception(STEP, "Rang again").review("exception-refused", STEP)
    walk.session = granted
    assert "not-granted" in {blocker.code for blocker in walk.blockers()}


def test_one_that_is_granted_after_a_refusal_is_granted():
    walk = answered(TYPE).ask_exception(STEP).review("exception-refused", STEP)
    walk.later(minutes=1).ask_exception(STEP, "Rang again").review("exception-granted", STEP)
    assert walk.blockers() == ()


def test_a_grant_for_somebody_does_not_serve_the_step_on_which_it_was_refused():
    walk = Walk(TYPE).case_number().write().post_on("facebook").add_photo().questions_no()
    walk.list_who_is_needed()
    walk.answer_everything()
    walk.choose(STEP, "outcome", "not-reached", "K1", covers=["whom-to-call"])
    walk.confirm("whom-to-call", *walk.whole("whom-to-call"))
    assert "K1" not in [r["person"] for r in walk.answer("whom-to-call").evidence]
    walk.review("exception-granted", STEP)
    assert walk.blockers() == ()
    walk.later(minutes=1).review("exception-refused", "whom-to-call")
    assert {blocker.step for blocker in walk.blockers()} == {"whom-to-call"}
