"""An exception: the author asks, a supervisor grants or refuses, and it ends with its ground."""

import pytest
from factories.sessions import ALL_TYPES, TEXT, WRONG_ANSWERS, answered, checklist, in_file
from msgspec.structs import replace

from checklists import changes
from checklists.errors import Refused
from checklists.gate.step_states import not_asked
from checklists.session.fingerprints import answer_digest
from tui.wording.words import answer_words, entry_is_about, not_asked_words

TYPE = "traffic-serious"
STEP = "kin-notified"


def with_two_kin_and_one_not_reached():
    walk = answered(TYPE)
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything().choose(STEP, "outcome", "not-reached", "K2")
    return walk


def test_asking_confirms_nothing():
    walk = answered(TYPE).ask_exception(STEP)
    assert walk.answer(STEP).outcome == "exception"
    assert walk.codes() == ["not-granted kin-notified"]
    assert walk.blockers()[0].reason == "The exception for K1 is not yet granted."


def test_a_grant_opens_the_gate_and_the_session_can_be_marked_ready():
    walk = answered(TYPE).ask_exception(STEP).review("exception-granted", STEP)
    assert walk.mark_ready().status == "ready"


def test_a_refusal_is_said_and_holds():
    walk = answered(TYPE).ask_exception(STEP).review("exception-refused", STEP)
    assert walk.blockers()[0].reason == "The exception for K1 was refused."


def test_the_newest_word_counts():
    walk = answered(TYPE).ask_exception(STEP).review("exception-granted", STEP)
    walk.later(minutes=1).review("exception-refused", STEP)
    assert walk.codes() == ["not-granted kin-notified"]
    walk.later(minutes=1).review("exception-granted", STEP)
    assert walk.codes() == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_words_of_the_same_second_are_a_refusal(order):
    words = ("exception-granted", "exception-refused")
    walk = answered(TYPE).ask_exception(STEP)
    for number in order:
        walk.review(words[number], STEP)
    assert walk.codes() == ["not-granted kin-notified"]


@pytest.mark.parametrize("verdict", ["approved", "noted", "returned"])
def test_no_other_verdict_takes_a_grant_away(verdict):
    walk = answered(TYPE).ask_exception(STEP).review("exception-granted", STEP)
    walk.later(minutes=1).review(verdict, STEP)
    assert walk.codes() == []


@pytest.mark.parametrize("verdict", ["approved", "noted", "returned"])
def test_no_other_verdict_grants(verdict):
    walk = answered(TYPE).ask_exception(STEP).review(verdict, STEP)
    assert walk.codes() == ["not-granted kin-notified"]


def test_a_grant_on_one_step_serves_no_other_request():
    walk = answered(TYPE).ask_exception(STEP).ask_exception("medical-limits")
    walk.review("exception-granted", STEP)
    assert walk.codes() == ["not-granted medical-limits"]
    walk.review_of(answer_digest(walk.answer("medical-limits")), "exception-granted", STEP)
    assert walk.codes() == ["not-granted medical-limits"]


def test_asking_anew_needs_a_new_grant():
    walk = answered(TYPE).ask_exception(STEP).review("exception-granted", STEP)
    walk.ask_exception(STEP, "Rang twice, knocked twice")
    assert walk.codes() == ["not-granted kin-notified"]


def test_asking_in_the_same_words_later_needs_a_new_grant():
    walk = answered(TYPE).ask_exception(STEP).review("exception-granted", STEP)
    assert walk.later(minutes=1).ask_exception(STEP).codes() == ["not-granted kin-notified"]


def test_an_edit_that_the_step_does_not_bind_leaves_the_grant_standing():
    walk = answered(TYPE).ask_exception(STEP).review("exception-granted", STEP)
    walk.write(TEXT + "x", changes_meaning=False).questions_no().answer_everything()
    assert walk.codes() == []


def test_a_change_of_the_bound_inputs_ends_it():
    walk = answered(TYPE).ask_exception(STEP).review("exception-granted", STEP)
    walk.list_person("witness")
    assert "stale kin-notified" in walk.codes()
    for step_id in sorted(walk.stale() - {STEP}):
        walk.confirm(step_id)
    assert walk.codes() == ["stale kin-notified"]
    walk.ask_exception(STEP)
    assert walk.codes() == ["not-granted kin-notified"]


def test_a_change_of_what_was_told_ends_it():
    walk = answered(TYPE).ask_exception(STEP).review("exception-granted", STEP)
    walk.write(TEXT + " Fatal.", changes_meaning=True)
    assert walk.codes(STEP) == ["stale"]


def test_somebody_not_reached_waits_for_a_supervisor_by_label():
    walk = with_two_kin_and_one_not_reached()
    assert walk.codes(STEP) == ["not-granted K2"]
    assert "K2" in walk.blockers()[0].reason
    assert walk.review("exception-granted", STEP).codes() == []


COVERED = ("whom-to-call",)


def one_not_reached_anywhere(*covered):
    """K2 was not reached: one request, which names the other contact steps that it covers."""
    walk = answered(TYPE)
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything()
    walk.choose(STEP, "outcome", "not-reached", "K2", covers=list(covered))
    for step_id in covered:
        walk.confirm(step_id)
    return walk


def test_one_request_covers_the_contact_steps_that_it_names():
    walk = one_not_reached_anywhere("family-window", *COVERED)
    assert all(record["person"] == "K1" for record in walk.answer("family-window").evidence)
    assert walk.codes(STEP) == ["not-granted K2"]
    assert walk.codes("family-window") == ["person-missing K2"]
    assert walk.review("exception-granted", STEP).codes() == []
    assert walk.mark_ready().status == "ready"


def test_the_record_says_whom_each_answer_is_about_and_whom_it_leaves_out_and_why():
    walk = one_not_reached_anywhere("family-window", *COVERED)
    for step_id in ("family-window", *COVERED):
        assert walk.answer(step_id).left_out == {"K2": STEP}
        words = answer_words(walk.answer(step_id), walk.step(step_id))
        assert words.startswith("Confirmed for ")
        assert "K2" not in words
        left_out = not_asked(walk.session, walk.checklist, walk.step(step_id))
        assert not_asked_words(left_out) == 'K2 not asked, see "family notified"'
    assert answer_words(walk.answer(STEP), walk.step(STEP)) == "Exception asked for K2"
    assert walk.answer(STEP).left_out == {}
    entries = [entry for entry in walk.session.history if entry.step == STEP]
    assert [entry.item for entry in entries] == ["K1", "K2", "K2"]
    assert entry_is_about(entries[0], walk.checklist) == "family notified (K1)"


def test_once_they_are_reached_after_all_nobody_is_left_out():
    walk = one_not_reached_anywhere(*COVERED).choose(STEP, "outcome", "reached", "K2")
    assert walk.codes() == ["person-missing whom-to-call"]
    walk.confirm("whom-to-call", *walk.whole("whom-to-call"))
    assert (walk.answer("whom-to-call").left_out, walk.codes()) == ({}, [])


def test_a_grant_covers_no_step_that_it_does_not_name():
    walk = one_not_reached_anywhere(*COVERED).review("exception-granted", STEP)
    assert walk.codes() == []
    asked_of_k2 = walk.answer("family-window").evidence
    in_file(walk, "family-window", evidence=asked_of_k2[:1])
    assert walk.codes() == ["person-missing family-window"]
    # One that says the same there asks for itself.
    walk.choose("family-window", "answer", "not-reached", "K2")
    assert walk.codes() == ["not-granted family-window"]


def test_a_grant_covers_nobody_else():
    walk = one_not_reached_anywhere(*COVERED).review("exception-granted", STEP)
    others = [r for r in walk.answer("whom-to-call").evidence if r["person"] != "K1"]
    walk.confirm("whom-to-call", *others)
    assert walk.codes("whom-to-call") == ["person-missing K1"]


def test_what_a_request_covers_is_asked_only_where_one_is_asked_for():
    walk = answered(TYPE)
    with pytest.raises(Refused, match="no field covers"):
        walk.confirm(STEP, *walk.whole(STEP, covers=["whom-to-call"]))


@pytest.mark.parametrize("covers", [["no-such-step"], [STEP], ["whom-to-call"] * 2, "all", [7]])
def test_a_request_names_other_contact_steps_each_once(covers):
    walk = answered(TYPE)
    with pytest.raises(Refused, match="Check only items on the list"):
        walk.choose(STEP, "outcome", "not-reached", covers=covers)


def test_no_later_request_covers_that_a_family_is_told_or_asked():
    for name in ALL_TYPES:
        steps = checklist(name).steps
        for at, step in enumerate(steps):
            field = step.field("covers")
            offered = {check.id for check in field.checks} if field else set()
            assert not offered & {s.id for s in steps[:at] if s.section == "Family told"}
    told = checklist(TYPE).step(STEP).field("covers")
    assert [check.id for check in told.checks] == ["family-window", "whom-to-call"]


def test_a_file_that_claims_it_is_open():
    walk = answered(TYPE).choose("family-window", "answer", "not-reached")
    (record,) = walk.answer("family-window").evidence
    in_file(walk, "family-window", evidence=({**record, "covers": [STEP]},))
    in_file(walk, STEP, evidence=())
    walk.review("exception-granted", "family-window")
    assert walk.codes(STEP) == ["person-missing K1"]
    assert "open" in {code.split()[0] for code in walk.codes("family-window")}


def test_an_exception_is_asked_for_each_person_and_keeps_the_others_answers():
    walk = answered(TYPE)
    with pytest.raises(Refused, match="Ask for each person"):
        walk._do(changes.ask_exception, walk.checklist, "family-window", "Rang twice")
    walk.list_person("next-of-kin", "D1")
    before = walk.answer("family-window").evidence
    walk.choose("family-window", "answer", "not-reached", "K2")
    assert walk.answer("family-window").evidence[0] == before[0]


def test_one_grant_serves_no_step_outside_the_contacts():
    walk = with_two_kin_and_one_not_reached().review("exception-granted", STEP)
    walk.choose("rights-and-wishes", "result", "not-followed", "K2")
    assert walk.codes() == ["not-granted rights-and-wishes"]


def test_a_grant_outside_the_contacts_serves_no_contact_step():
    walk = answered(TYPE).choose("rights-and-wishes", "result", "not-followed", "K1")
    walk.review("exception-granted", "rights-and-wishes")
    assert walk.codes() == []
    assert walk.choose(STEP, "outcome", "not-reached", "K1").codes() == ["not-granted kin-notified"]


def test_a_grant_whose_ground_has_changed_covers_no_other_step():
    walk = one_not_reached_anywhere("family-window", *COVERED).review("exception-granted", STEP)
    walk.list_person("witness")
    walk.confirm("whom-to-call", *walk.answer("whom-to-call").evidence)
    assert walk.codes("whom-to-call") == ["person-missing K2"]


def test_a_refused_request_covers_no_other_step():
    walk = one_not_reached_anywhere(*COVERED).review("exception-refused", STEP)
    assert "person-missing whom-to-call" in walk.codes()


def test_a_step_on_which_a_request_was_refused_is_covered_by_no_other_grant():
    walk = one_not_reached_anywhere(*COVERED).review("exception-granted", STEP)
    walk.review_of("sha256:" + "5" * 64, "exception-refused", "whom-to-call")
    assert walk.codes() == ["person-missing whom-to-call"]


@pytest.mark.parametrize("wrong", WRONG_ANSWERS)
def test_a_grant_in_an_answer_that_does_not_count_covers_no_other_step(wrong):
    walk = one_not_reached_anywhere("family-window", *COVERED)
    in_file(walk, STEP, **wrong(walk, STEP)).review("exception-granted", STEP)
    assert walk.codes(STEP) != []
    assert walk.codes("whom-to-call") == ["person-missing K2"]


def test_an_ordinary_step_takes_no_exception():
    with pytest.raises(Refused, match="No exception needed"):
        answered(TYPE).ask_exception("publish-package")


def test_an_exception_without_words_is_refused_and_in_a_file_is_open():
    walk, step = answered(TYPE), "medical-limits"
    with pytest.raises(Refused, match="Not complete"):
        walk.ask_exception(step, " ")
    walk.ask_exception(step)
    in_file(walk, step, note=" ").review("exception-granted", step)
    assert walk.codes(step) != []


def test_an_exception_in_the_file_for_a_whole_step_that_asks_each_person_is_open():
    walk = answered(TYPE)
    in_file(walk, STEP, outcome="exception", evidence=(), note="Rang twice")
    assert walk.review("exception-granted", STEP).codes() == ["open kin-notified"]


def test_an_exception_in_the_file_on_an_ordinary_step_is_open_even_if_granted():
    walk = answered(TYPE).not_done("publish-package")
    asked = replace(walk.answer("publish-package"), outcome="exception")
    steps = tuple(asked if found.id == asked.id else found for found in walk.session.steps)
    walk.session = replace(walk.session, steps=steps)
    walk.review("exception-granted", "publish-package")
    assert walk.codes() == ["open publish-package"]
