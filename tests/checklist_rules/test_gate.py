"""Each reason for which the gate is closed, on both sides of its edge."""

from datetime import timedelta

import pytest
from factories.sessions import (
    A_MINUTE,
    NOON,
    SOMEBODY,
    WRONG_ANSWERS,
    Walk,
    answered,
    checklist,
    in_file,
    ready,
)
from msgspec.structs import replace

from checklists import changes
from checklists.errors import Refused
from checklists.gate.context import AUTHOR, SUPERVISOR
from checklists.gate.step_states import step_states
from checklists.session.fingerprints import content_digest
from checklists.session.model import Account

TYPE = "traffic-serious"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"


def test_a_new_session_names_everything_in_walking_order():
    walk = Walk(TYPE)
    steps = [f"open {step.id}" for step in walk.checklist.steps]
    questions = [f"question {question.id}" for question in walk.checklist.questions]
    assert walk.codes() == [
        "no-case-number",
        "draft-empty",
        "no-platform",
        *questions,
        "person-missing",
        *steps,
    ]


def test_every_blocker_says_who_can_answer_it_and_why_and_fits_its_column():
    walk = Walk(TYPE)
    for found in walk.blockers():
        assert found.ask
        assert found.reason.endswith((".", "?"))
        assert 0 < len(found.short) <= 22
    by_step = {found.step: found.ask for found in walk.blockers()}
    assert by_step["kin-notified"] == walk.step("kin-notified").ask.label
    assert by_step[""] == AUTHOR


def test_with_every_step_confirmed_nothing_holds_the_gate():
    assert answered(TYPE).codes() == []


def test_a_missing_case_number_holds_the_gate_where_the_type_asks_for_one():
    walk = answered(TYPE).case_number("")
    assert walk.codes() == ["no-case-number"]
    assert walk.case_number("26-1182").codes() == []


def test_a_type_that_asks_for_no_case_number_does_without():
    walk = answered("life-safety-alert")
    assert walk.case_number("").codes() == []


@pytest.mark.parametrize("nothing", ["", " ", "\n \n"])
def test_nothing_to_post_holds_the_gate(nothing):
    walk = answered(TYPE).write(nothing, changes_meaning=False)
    assert "draft-empty" in walk.codes()


def test_one_letter_is_something_to_post():
    walk = answered(TYPE).write("A", changes_meaning=False)
    assert "draft-empty" not in walk.codes()


def test_typed_text_that_is_not_accepted_holds_the_gate():
    walk = answered(TYPE)
    accepted = walk.session.draft.text
    assert walk.type(accepted + "!").codes() == ["draft-unaccepted"]
    assert walk.type(accepted).codes() == []


def test_accepting_the_text_takes_the_typed_one_away():
    walk = answered(TYPE).type("Another text")
    walk.write("Another text", changes_meaning=False)
    assert "draft-unaccepted" not in walk.codes()


def test_going_back_to_the_accepted_text_opens_the_gate_again():
    walk = answered(TYPE).type("Another text")
    walk.session = changes.drop_typed(walk.session, actor=walk.actor, now=walk.now)
    assert walk.codes() == []


def test_no_platform_holds_the_gate():
    walk = answered(TYPE).post_on()
    assert "no-platform" in walk.codes()
    assert "no-platform" not in walk.post_on("facebook").codes()


def test_a_platform_without_a_name_is_no_platform():
    walk = answered(TYPE).post_on("", " ")
    assert walk.session.draft.platforms == ()
    assert "no-platform" in walk.codes()


@pytest.mark.parametrize(
    ("platform", "fits", "too_long", "said"),
    [
        ("x", "a" * 280, "a" * 281, "The text for X has 281 of 280 characters: 1 too many."),
        (
            "x",
            "a.gov " * 11,
            "a.gov " * 12,
            "The text for X has 288 of 280 characters: 8 too many.",
        ),
        (
            "bluesky",
            FAMILY * 120,
            FAMILY * 121,
            "The text for Bluesky has 3025 of 3000 bytes: 25 too many.",
        ),
    ],
)
def test_a_text_over_a_confirmed_limit_holds_the_gate(platform, fits, too_long, said):
    walk = answered(TYPE).post_on("facebook", platform).write(fits, changes_meaning=False)
    assert f"too-long {platform}" not in walk.codes()
    walk.write(too_long, changes_meaning=False)
    [found] = [found for found in walk.blockers() if found.code == "too-long"]
    assert (found.reason, found.item, found.step) == (said, platform, "")


def test_a_shorter_text_for_the_platform_opens_the_gate_again():
    walk = answered(TYPE).post_on("facebook", "x").write("a" * 281, changes_meaning=False)
    assert "too-long x" in walk.codes()
    walk.write("a" * 281, {"x": "a" * 280}, changes_meaning=False)
    assert "too-long x" not in walk.codes()
    walk.write("a", {"x": "a" * 281}, changes_meaning=False)
    assert "too-long x" in walk.codes()


def test_every_platform_that_a_text_is_too_long_for_holds_the_gate():
    walk = (
        answered(TYPE).post_on("x", "facebook", "bluesky").write("a" * 301, changes_meaning=False)
    )
    held = [code for code in walk.codes() if code.startswith("too-long")]
    assert held == ["too-long x", "too-long bluesky"]


@pytest.mark.parametrize("unknown", ["checked_on", "source"])
def test_a_limit_that_nobody_looked_up_holds_nothing(unknown):
    walk = answered(TYPE).post_on("nextdoor", "x").write("a" * 8193, changes_meaning=False)
    assert "too-long nextdoor" not in walk.codes()
    assert "too-long x" in walk.codes()
    platforms = tuple(replace(found, **{unknown: ""}) for found in walk.checklist.platforms)
    walk.checklist = replace(walk.checklist, platforms=platforms)
    assert "too-long x" not in walk.codes()


def test_a_platform_that_the_definitions_do_not_have_has_no_limit():
    walk = answered(TYPE).post_on("x").write("a" * 281, changes_meaning=False)
    walk.checklist = replace(walk.checklist, platforms=())
    assert "too-long x" not in walk.codes()


def test_an_unanswered_wrong_type_question_holds_the_gate():
    walk = Walk(TYPE)
    first, second, *_ = (question.id for question in walk.checklist.questions)
    walk.question(first)
    assert f"question {first}" not in walk.codes()
    assert f"question {second}" in walk.codes()


def test_a_yes_to_a_wrong_type_question_needs_a_reason_to_stay():
    walk = answered(TYPE)
    with pytest.raises(Refused, match="A reason is needed"):
        walk.question("police-force", yes=True, reason=" ")
    walk.question("police-force", yes=True, reason="The sheriff posts that part")
    assert walk.codes() == []


def test_a_yes_without_a_reason_in_the_file_holds_the_gate():
    walk = answered(TYPE).question("police-force", yes=True, reason="The sheriff posts that part")
    questions = tuple(
        replace(found, reason=" ") if found.id == "police-force" else found
        for found in walk.session.questions
    )
    walk.session = replace(walk.session, questions=questions)
    assert walk.codes() == ["question police-force"]


def test_a_wrong_type_question_that_somebody_else_answered_in_the_file_holds_the_gate():
    walk = answered(TYPE)
    questions = tuple(replace(found, by=Account("okim", 1005)) for found in walk.session.questions)
    walk.session = replace(walk.session, questions=questions)
    questions = {f"question {found.id}" for found in walk.checklist.questions}
    assert set(walk.codes()) == questions | {"edited-outside"}


@pytest.mark.parametrize(
    ("because", "verified_by"),
    [("", SOMEBODY), (" ", SOMEBODY), ("Not family", ""), ("Not family", "mruiz")],
)
def test_somebody_taken_off_the_list_in_the_file_holds_the_gate(because, verified_by):
    walk = answered(TYPE)
    label = walk.list_person("witness")
    walk.remove_person(label).answer_everything()
    assert walk.codes() == []
    people = tuple(
        replace(found, removed_because=because, removed_verified_by=verified_by)
        if found.removed
        else found
        for found in walk.session.people
    )
    walk.session = replace(walk.session, people=people)
    assert walk.codes()[0].split()[0] == "person-missing"
    assert walk.blockers()[0].person == label


def test_a_wrong_type_question_of_another_type_cannot_be_answered():
    with pytest.raises(Refused, match="Not asked"):
        Walk(TYPE).question("abducted")


def test_a_list_without_anybody_whom_the_type_is_about_holds_the_gate():
    walk = Walk(TYPE)
    walk.list_person("witness")
    assert "person-missing" in walk.codes()
    walk.list_person("seriously-hurt")
    assert "person-missing" not in walk.codes()


def test_an_ordinary_step_takes_an_honest_not_done():
    assert answered(TYPE).not_done("publish-package").codes() == []


def test_a_victim_related_step_takes_no_not_done():
    walk = answered(TYPE)
    with pytest.raises(Refused, match="must be done"):
        walk.not_done("kin-notified")


def test_a_not_done_needs_words():
    with pytest.raises(Refused, match="Not complete"):
        answered(TYPE).not_done("publish-package", " ")


def test_a_not_done_without_words_in_the_file_is_open():
    walk = answered(TYPE).not_done("publish-package")
    in_file(walk, "publish-package", note=" ")
    assert walk.codes() == ["open publish-package"]


def test_a_not_done_of_a_victim_related_step_in_the_file_is_open():
    walk = answered(TYPE)
    in_file(walk, "kin-notified", outcome="not-done", evidence=(), note="Nobody was home")
    assert walk.codes() == ["open kin-notified"]


def test_a_confirmed_answer_without_evidence_is_open():
    walk = answered(TYPE)
    in_file(walk, "dignity-language", evidence=())
    assert walk.codes() == ["open dignity-language"]


def test_a_not_done_in_the_file_with_whole_evidence_beside_it_is_open():
    walk = answered(TYPE)
    in_file(walk, "dignity-language", outcome="not-done")
    assert walk.codes() == ["open dignity-language"]


def test_a_does_not_apply_reason_counts_only_where_the_step_lists_it():
    walk = answered(TYPE).does_not_apply("travel-details", "road-open")
    assert walk.codes() == []
    in_file(walk, "travel-details", reason="no-media")
    assert walk.codes() == ["open travel-details"]
    with pytest.raises(Refused, match="Not one of the reasons"):
        walk.does_not_apply("dignity-language", "road-open")


def test_wording_and_privacy_never_do_not_apply():
    for incident_type in ("traffic-serious", "death-investigation", "agency-initiative"):
        found = checklist(incident_type)
        for step_id in ("no-identifiers", "dignity-language"):
            step = found.step(step_id)
            assert step is not None
            assert step.does_not_apply == ()


@pytest.mark.parametrize("nobody", ["", " ", "mruiz", "Maria Ruiz", "me", "the desk of mruiz"])
def test_a_reason_that_somebody_must_have_verified_is_not_verified_by_the_author(nobody):
    walk = answered(TYPE)
    with pytest.raises(Refused, match="Somebody else must verify it"):
        walk.does_not_apply("travel-details", "road-open", nobody)


def test_a_reason_that_names_the_author_in_the_file_is_open():
    walk = answered(TYPE).does_not_apply("travel-details", "road-open")
    for nobody in ("", "Sgt. mruiz", "n", "7", "Ito"):
        in_file(walk, "travel-details", verified_by=nobody)
        assert walk.codes() == ["open travel-details"]


def test_a_reason_that_needs_an_answer_is_refused_until_that_answer_stands():
    walk = answered("traffic-advisory").choose("injury-status", "answer", "none")
    assert walk.does_not_apply("kin-followup-set", "no-death-injury").codes() == []
    walk.choose("injury-status", "answer", "unknown")
    assert walk.codes() == ["stale kin-followup-set"]
    with pytest.raises(Refused, match="does not fit the answer"):
        walk.does_not_apply("kin-followup-set", "no-death-injury")


def test_a_reason_lapses_with_the_answer_that_it_needs():
    walk = answered("traffic-advisory").choose("injury-status", "answer", "none")
    walk.does_not_apply("kin-followup-set", "no-death-injury").later(minutes=31)
    assert "stale kin-followup-set" in walk.codes()
    walk.choose("injury-status", "answer", "none")
    assert "stale kin-followup-set" not in walk.codes()


def test_a_reason_that_needs_a_stale_answer_is_refused():
    walk = answered("traffic-advisory").later(minutes=26)
    with pytest.raises(Refused, match="confirmed first"):
        walk.does_not_apply("kin-followup-set", "no-death-injury")


def test_a_reason_that_needs_a_confirmed_step_does_not_rest_on_an_exception():
    walk = Walk("arrest-charge")
    walk.confirm("victims-identified").does_not_apply("advance-notice", "no-victim")
    walk.ask_exception("victims-identified")
    walk.review("exception-granted", "victims-identified")
    assert walk.codes("victims-identified") == []
    assert walk.codes("advance-notice") == ["stale"]


def test_a_reason_that_needs_a_confirmed_step_is_refused_before_it():
    walk = Walk("arrest-charge")
    with pytest.raises(Refused, match="confirmed first"):
        walk.does_not_apply("advance-notice", "no-victim")
    walk.confirm("victims-identified")
    walk.does_not_apply("advance-notice", "no-victim")
    assert walk.codes("advance-notice") == []


@pytest.mark.parametrize("outcome", ["not-done", "exception", "does-not-apply"])
def test_a_reason_that_needs_a_confirmed_step_takes_no_other_outcome_of_it(outcome):
    walk = Walk("arrest-charge")
    walk.confirm("victims-identified").does_not_apply("advance-notice", "no-victim")
    assert walk.codes("advance-notice") == []
    in_file(walk, "victims-identified", outcome=outcome)
    assert walk.codes("advance-notice") == ["stale"]


@pytest.mark.parametrize("wrong", WRONG_ANSWERS)
def test_a_reason_rests_on_no_answer_at_which_something_blocks(wrong):
    walk = Walk("arrest-charge")
    walk.confirm("victims-identified").does_not_apply("advance-notice", "no-victim")
    assert walk.codes("advance-notice") == []
    in_file(walk, "victims-identified", **wrong(walk, "victims-identified"))
    assert walk.codes("victims-identified") != []
    assert walk.codes("advance-notice") == ["stale"]


def test_no_victim_does_not_fit_a_list_with_a_victim():
    walk = Walk("arrest-charge")
    walk.list_person("victim")
    walk.confirm("victims-identified")
    with pytest.raises(Refused, match="the people list has V1"):
        walk.does_not_apply("advance-notice", "no-victim")


def test_no_victim_goes_stale_when_a_victim_is_listed():
    walk = Walk("arrest-charge")
    walk.confirm("victims-identified").does_not_apply("advance-notice", "no-victim")
    walk.list_person("victim")
    assert walk.codes("advance-notice") == ["stale"]
    walk.confirm("victims-identified")
    assert walk.codes("advance-notice") == ["stale"]


def test_a_person_without_a_record_is_named():
    walk = answered(TYPE)
    second = walk.list_person("next-of-kin", "D1")
    walk.confirm("kin-notified", *walk.whole("kin-notified", "K1"))
    assert walk.codes("kin-notified") == [f"person-missing {second}"]
    walk.confirm("kin-notified")
    assert walk.codes("kin-notified") == []


def test_a_hold_ends_at_its_minute_and_not_before():
    until = NOON + timedelta(hours=2)
    walk = answered(TYPE).choose(
        "family-window", "answer", "hold-until", **{"answer-detail": until}
    )
    assert walk.codes() == ["on-hold family-window"]
    walk.now = until - timedelta(seconds=1)
    assert "on-hold family-window" in walk.codes()
    walk.now = until
    assert "on-hold family-window" not in walk.codes()


def test_a_hold_that_was_over_before_it_was_recorded_has_an_answer_of_its_own():
    """A time that has passed is no hold, and tomorrow's would be a false one."""
    walk = answered(TYPE)
    agreed = {"answer-detail": NOON - timedelta(minutes=5)}
    assert walk.choose("family-window", "answer", "hold-over", **agreed).codes() == []
    later = {"answer-detail": NOON + timedelta(minutes=5)}
    with pytest.raises(changes.EvidenceRefused, match="in the future"):
        walk.choose("family-window", "answer", "hold-over", **later)


def test_a_hold_says_when_it_ends_and_on_which_day():
    walk = answered(TYPE)
    walk.choose(
        "family-window", "answer", "hold-until", **{"answer-detail": NOON + timedelta(hours=2)}
    )
    assert [found.reason for found in walk.blockers()] == ["K1: not before 14:00."]
    walk.choose(
        "family-window", "answer", "hold-until", **{"answer-detail": NOON + timedelta(hours=20)}
    )
    assert [found.reason for found in walk.blockers()] == ["K1: not before 08:00 on 2026-11-23."]


def test_an_honest_no_is_recorded_and_holds_the_gate():
    walk = answered("arrest-charge").choose("participation-risk", "decision", "not-yet")
    assert walk.answer("participation-risk").outcome == "not-done"
    assert walk.codes() == ["held-value participation-risk"]
    assert walk.choose("participation-risk", "decision", "agreed-changed").codes() == []


@pytest.mark.parametrize("step", ["kin-notified", "victim-services-engaged"])
def test_an_exception_waits_for_a_supervisor_and_says_so(step):
    walk = answered(TYPE).ask_exception(step)
    assert walk.codes() == [f"not-granted {step}"]
    assert {found.ask for found in walk.blockers()} == {SUPERVISOR}
    assert walk.review("exception-granted", step).codes() == []


def test_a_changed_checklist_holds_the_gate_until_the_answers_are_carried_over():
    walk = answered(TYPE)
    walk.checklist = replace(walk.checklist, revision="sha256:" + "0" * 64)
    assert walk.codes() == ["checklist-changed"]
    walk.session = changes.carry_to_checklist(
        walk.session, walk.checklist, actor=walk.actor, now=walk.now
    )
    assert walk.codes() == []


def test_another_types_checklist_opens_nothing():
    walk = ready(TYPE)
    walk.checklist = replace(walk.checklist, id="traffic-advisory")
    assert walk.codes() == ["checklist-changed"]
    assert walk.status == "lapsed"


def test_a_file_edited_outside_holds_the_gate_until_it_is_taken_over():
    walk = answered(TYPE)
    walk.session = replace(walk.session, sealed=False)
    assert walk.codes() == ["edited-outside"]
    walk.session = changes.take_over_hand_edit(walk.session, actor=walk.actor, now=walk.now)
    assert walk.codes() == []


def test_marking_ready_refuses_with_every_reason_named():
    walk = answered(TYPE).case_number("").ask_exception("kin-notified")
    with pytest.raises(changes.NotReady) as refused:
        walk.mark_ready()
    assert refused.value.blockers == walk.blockers()
    assert "case number" in refused.value.message
    assert "family notified" in refused.value.message
    assert walk.session.ready is None


def test_marking_ready_refuses_what_was_not_shown():
    walk = answered(TYPE)
    shown = content_digest(walk.session)
    walk.case_number("26-1183")
    with pytest.raises(Refused, match="It changed after you saw it"):
        changes.mark_ready(
            walk.session, walk.checklist, walk.context, shown=shown, actor=walk.actor, now=walk.now
        )


def test_how_a_step_stands_is_said_by_the_same_blockers():
    walk = answered(TYPE)

    def state(step_id):
        return step_states(walk.session, walk.checklist, walk.context, walk.now)[step_id]

    assert state("kin-notified") == "confirmed"
    walk.list_person("next-of-kin", "D1")
    assert state("kin-notified") == "stale"
    walk.confirm("kin-notified", *walk.whole("kin-notified", "K1"))
    # Answered for one of two: whoever answered goes on, nobody has to be waited for.
    assert state("kin-notified") == "open"
    walk.not_done("publish-package").does_not_apply("travel-details", "road-open")
    assert state("publish-package") == "not-done"
    assert state("travel-details") == "does-not-apply"
    walk.ask_exception("kin-notified")
    assert state("kin-notified") == "held"
    walk.review("exception-granted", "kin-notified")
    assert state("kin-notified") == "exception"
    walk = Walk(TYPE)
    assert state("kin-notified") == "open"


def test_somebody_else_may_be_named_in_every_field_that_refuses_the_author():
    walk = answered(TYPE)
    walk.confirm("dignity-language", *walk.whole("dignity-language", **{"read-by": SOMEBODY}))
    assert walk.codes() == []
    in_file(
        walk,
        "dignity-language",
        evidence=walk.whole("dignity-language", **{"read-by": "mruiz, PIO"}),
    )
    assert walk.codes() == ["open dignity-language"]


def test_evidence_of_a_time_after_the_answer_is_open_however_it_got_there():
    walk = answered(TYPE)
    in_file(walk, "facts-verified", evidence=walk.whole("facts-verified", when=NOON + A_MINUTE))
    assert walk.codes() == ["open facts-verified"]


def test_a_record_of_somebody_whom_the_step_does_not_ask_is_open_in_the_file():
    walk = answered(TYPE)
    record = walk.answer("kin-notified").evidence[0]
    in_file(
        walk,
        "kin-notified",
        evidence=(*walk.answer("kin-notified").evidence, {**record, "person": "D1"}),
    )
    assert walk.codes() == ["open kin-notified"]
