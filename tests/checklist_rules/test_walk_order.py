"""Where a walk lands and goes next, and whom to call for what is open."""

from datetime import timedelta

from factories.sessions import SOMEBODY, Walk, answered

from checklists.gate.blockers import call_sheet
from checklists.gate.context import SUPERVISOR
from checklists.gate.step_states import landing_step, next_step, place_of, step_states
from checklists.session.form import known_call, people_named, prefill

TYPE = "traffic-serious"


def states(walk):
    return step_states(walk.session, walk.checklist, walk.context, walk.now)


def lands(walk):
    return landing_step(walk.checklist, states(walk)).id


def goes(walk, after):
    found = next_step(walk.checklist, states(walk), after, (after,))
    return found.id if found else None


def test_a_new_walk_lands_on_its_first_step_victim_related_or_not():
    walk = Walk(TYPE)
    assert not walk.step("facts-verified").victim_related
    assert lands(walk) == "facts-verified"


def test_coming_back_lands_on_the_first_step_that_waits():
    walk = answered(TYPE)
    walk.list_person("next-of-kin", "D1")
    walk.confirm("victims-identified").confirm("victim-services-engaged")
    assert lands(walk) == "family-call-now"
    for step_id in ("family-call-now", "kin-notified", "family-window"):
        walk.confirm(step_id)
    assert lands(walk) == "rights-and-wishes"


def test_a_held_step_is_one_to_land_on():
    assert lands(answered(TYPE).ask_exception("medical-limits")) == "medical-limits"


def test_an_open_step_is_landed_on_before_one_that_waits_for_somebody_else():
    walk = answered(TYPE).ask_exception("kin-notified").later(minutes=26)
    assert lands(walk) == "travel-details"


def test_the_facts_come_before_the_approval_wherever_one_began():
    walk = Walk(TYPE).write()
    steps = [step.id for step in walk.checklist.steps]
    assert steps[-1] == "release-authority"
    after, walked = steps[9], []
    found = states(walk)
    while len(walked) < len(steps):
        step = next_step(walk.checklist, found, after, (after,))
        if step is None:
            break
        walked.append(after := step.id)
        found = {**found, after: "confirmed"}
    # An image that is not there is not asked about.
    expected = [*steps[10:-1], *steps[:10], steps[-1]]
    assert walked == [step for step in expected if states(walk)[step] == "open"]


def test_with_every_other_step_answered_it_lands_on_the_one_that_is_left():
    assert lands(answered(TYPE).later(minutes=26)) == "travel-details"


def test_with_nothing_open_it_lands_at_the_beginning():
    assert lands(answered(TYPE)) == "facts-verified"


def test_the_next_step_is_the_next_open_one_and_goes_round_once():
    walk = Walk(TYPE).write()
    steps = [step.id for step in walk.checklist.steps]
    assert goes(walk, steps[0]) == steps[1]
    assert goes(walk, steps[-1]) == steps[0]
    walk.confirm(steps[0])
    assert goes(walk, steps[-1]) == steps[1]
    assert goes(walk, "no such step") == steps[1]


def test_with_nothing_open_there_is_no_next_step():
    walk = answered(TYPE)
    assert goes(walk, "facts-verified") is None
    assert goes(walk.later(minutes=26), "travel-details") is None
    assert goes(walk, "facts-verified") == "travel-details"


def test_a_held_step_is_passed_over_on_the_way():
    walk = answered(TYPE).ask_exception("kin-notified")
    assert goes(walk, "rights-and-wishes") is None
    walk.later(minutes=26)
    assert goes(walk, "rights-and-wishes") == "travel-details"


def test_a_place_is_said_with_its_section_and_number():
    found = Walk(TYPE).checklist
    assert place_of(found, "kin-notified") == ("Family told", 7, 28)
    assert place_of(found, "no such step") == ("", 0, 28)


def test_the_call_sheet_groups_what_is_open_by_who_can_answer_it():
    walk = Walk(TYPE)
    sheet = call_sheet(walk.checklist, walk.blockers())
    asked = {call.ask: [item.step for item in call.items if item.step] for call in sheet}
    everything = [step_id for steps in asked.values() for step_id in steps]
    assert sorted(everything) == sorted(step.id for step in walk.checklist.steps)
    for call in sheet:
        for item in call.items:
            step = walk.checklist.step(item.step)
            if step is not None:
                assert call.ask == step.ask.label
                assert item.prompt == step.prompt
                assert item.to_note == tuple(field.label for field in step.fields)
                assert item.victim_related == step.victim_related


def test_a_step_stands_once_on_the_call_sheet_with_all_its_reasons():
    walk = answered(TYPE)
    walk.list_person("next-of-kin", "D1")
    sheet = call_sheet(walk.checklist, walk.blockers())
    items = [item for call in sheet for item in call.items if item.step == "kin-notified"]
    assert [item.reasons for item in items] == [
        (
            "Changed since you answered: people.",
            "K2 still needs: Outcome, Who told or tried, How, When.",
        )
    ]


def test_an_exception_is_a_call_to_a_supervisor():
    walk = answered(TYPE).ask_exception("kin-notified")
    (call,) = call_sheet(walk.checklist, walk.blockers())
    assert call.ask == SUPERVISOR


def test_with_nothing_open_nobody_is_to_be_called():
    walk = answered(TYPE)
    assert call_sheet(walk.checklist, walk.blockers()) == ()


def known(walk, step_id):
    return known_call(walk.session, walk.checklist, walk.step(step_id), walk.now)


def test_the_same_call_fills_who_how_and_when_and_no_outcome():
    walk = Walk(TYPE)
    walk.list_person("deceased")
    walk.list_person("next-of-kin", "D1")
    assert known(walk, "kin-notified") == {}
    walk.confirm("kin-notified", *walk.whole("kin-notified", **{"told-or-tried-by": "Det. Okafor"}))
    call = known(walk, "kin-notified")
    (record,) = walk.answer("kin-notified").evidence
    proposed = prefill(walk.step("kin-notified"), call)
    assert proposed == {key: record[key] for key in ("told-or-tried-by", "how", "when")}
    # Another step takes only what its own fields ask for, in its own choices.
    assert prefill(walk.step("family-window"), call) == {"asked-or-tried-by": "Det. Okafor"}


def test_nobody_is_proposed_the_time_at_which_somebody_else_was_told():
    walk = Walk(TYPE)
    walk.list_person("deceased")
    walk.list_person("next-of-kin", "D1")
    walk.list_person("next-of-kin", "D1")
    k1, k2 = walk.whole("kin-notified")
    walk.confirm("kin-notified", {**k1, "when": k1["when"] - timedelta(minutes=30)}, k2)
    asking = walk.step("family-window")
    for person, when in (("K1", k1["when"] - timedelta(minutes=30)), ("K2", k2["when"])):
        call = known_call(walk.session, walk.checklist, asking, walk.now, person)
        assert (call["who"], call["when"]) == (k1["told-or-tried-by"], when)
    walk.list_person("next-of-kin", "D1")
    assert "when" not in known_call(walk.session, walk.checklist, asking, walk.now, "K3")


def test_no_call_fills_in_for_another_role():
    walk = Walk(TYPE).write()
    walk.list_who_is_needed().confirm("kin-notified")
    assert known(walk, "family-window")
    assert known(walk, "victim-services-engaged") == {}
    assert known(walk, "release-authority") == {}


def test_a_call_of_before_the_text_fills_in_no_time_where_the_step_binds_it():
    walk = Walk("officer-incident").write()
    walk.confirm("facts-verified", *walk.whole("facts-verified", **{"checked-with": "Lt. Brown"}))
    assert set(known(walk, "facts-verified")) == {"who", "when"}
    walk.later(minutes=5).write("Another text.")
    assert known(walk, "facts-verified") == {"who": "Lt. Brown"}


def test_a_call_fills_only_one_who_where_a_step_asks_two():
    walk = Walk("arrest-charge").write().post_on("x")
    walk.confirm("additional-victims")
    call = known(walk, "additional-victims")
    assert set(prefill(walk.step("additional-victims"), call)) == {"intake"}


def test_the_newest_call_is_the_known_one():
    walk = Walk(TYPE).write()
    for step_id, name in (("facts-verified", "Lt. Brown"), ("case-integrity", "Det. Okafor")):
        walk.later(minutes=1)
        walk.confirm(step_id, *walk.whole(step_id, **{"checked-with": name}))
    assert walk.step("facts-verified").ask == walk.step("case-integrity").ask
    assert known(walk, "facts-verified")["who"] == "Det. Okafor"
    assert people_named(walk.session, walk.checklist) == ("Det. Okafor", "Lt. Brown")


def test_whoever_verified_a_no_or_a_reason_completes_what_is_typed_later():
    walk = Walk(TYPE).write().questions_no()
    assert people_named(walk.session, walk.checklist) == (SOMEBODY,)
    step = walk.step("travel-details")
    walk.does_not_apply(step.id, step.does_not_apply[0].id, verified_by="Lt. Cole, patrol")
    assert people_named(walk.session, walk.checklist)[0] == "Lt. Cole, patrol"


def test_whoever_is_not_of_the_role_that_is_asked_is_offered_to_nobody_and_nobody_to_them():
    """A partner agency is no scene supervisor."""
    walk = Walk(TYPE).write()
    walk.confirm("travel-details", *walk.whole("travel-details", **{"checked-with": "Sgt. Park"}))
    walk.later(minutes=1)
    named = {"agreed-with": "Lt. Ruiz, State Police", "lead": "State Police"}
    walk.confirm("agency-lead", *walk.whole("agency-lead", **named))
    assert walk.step("travel-details").ask == walk.step("agency-lead").ask
    call = known(walk, "travel-details")
    assert call["who"] == "Sgt. Park"
    assert not set(named) & set(prefill(walk.step("agency-lead"), call))
