"""What another step's answer makes unnecessary is not asked, unless something still speaks for it.

It is derived: the record has no answer for it, and it is open again with the answer that it comes
from.
"""

import pytest
from factories.sessions import (
    ALL_TYPES,
    NOON,
    SOMEBODY,
    TEXT,
    Walk,
    actor,
    answered,
    checklist,
    in_file,
    only_asked,
    with_choice,
)
from msgspec.structs import replace

from checklists import changes
from checklists.definitions.model import Needs
from checklists.errors import Refused
from checklists.gate.audit.findings import findings
from checklists.gate.blockers import call_sheet
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.gate.step_states import step_states
from checklists.session.review import NO_APPROVAL_NEEDED

CLOSURE = "traffic-advisory"
HURT = "injury-status"
CALL = "kin-followup-set"
IMAGES = "media-package"
ARREST = "arrest-charge"
WISHES = "rights-and-wishes"
CALLS = ("advance-notice", "victim-view", "next-steps-info", "support-contact", "comments-talk")
FOOTAGE = "footage-looked-at"
COMMENTS = "comments-until-told"
VERSIONS = "versions-agree"
OF_THE_DRAFT = {IMAGES, FOOTAGE, VERSIONS}
"""What a draft of one text without media makes unnecessary."""
LINKED = TEXT + " Map: https://example.gov/route9"


def closure(answer="none", **values):
    """A closure whose text is accepted and whose injury status is answered."""
    walk = Walk(CLOSURE).case_number().write().post_on("facebook")
    return walk.choose(HURT, "answer", answer, **values)


def arrest_without_victim():
    walk = Walk(ARREST).case_number().write().post_on("facebook").every_step_asked()
    walk.confirm("victims-identified")
    return walk.does_not_apply(WISHES, "no-victim", "Det. Okafor, robbery")


def why(walk):
    """Why each step that is not needed is not: what it says, who said it, when."""
    return {
        step: (found.reason.label, found.said_by, found.at)
        for step, found in walk.status_now.not_needed.items()
    }


def state(walk, step):
    return step_states(walk.session, walk.checklist, walk.context, walk.now)[step]


# It is not asked


def test_nobody_hurt_leaves_no_family_to_call():
    walk = closure()
    assert walk.codes(CALL) == []
    assert why(walk)[CALL] == ("Nobody dead or seriously hurt", SOMEBODY, NOON)
    assert state(walk, CALL) == "not-needed"


@pytest.mark.parametrize("answer", ["serious-or-fatal", "unknown"])
def test_any_other_answer_leaves_it_open(answer):
    walk = closure(answer)
    assert walk.codes(CALL) == ["open"]
    assert state(walk, CALL) == "open"


def test_it_is_on_no_list_of_what_is_open_and_on_no_call_sheet():
    walk = closure()
    found = walk.blockers()
    assert CALL not in {blocker.step for blocker in found}
    assert CALL not in {
        item.step for call in call_sheet(walk.checklist, found) for item in call.items
    }


def test_the_record_has_no_answer_for_it_and_the_post_can_be_marked_ready():
    walk = closure().questions_no().answer_everything().mark_ready()
    assert walk.status == "ready"
    assert {answer.id for answer in walk.session.steps} & {CALL, IMAGES} == set()
    assert findings(walk.session, walk.checklist, walk.context, walk.now) == ()


def test_a_verified_no_victim_leaves_out_the_calls_to_each_victim():
    walk = arrest_without_victim()
    assert set(why(walk)) == {*CALLS, *OF_THE_DRAFT}
    assert why(walk)[CALLS[0]] == ("No victim or co-victim", "Det. Okafor, robbery", NOON)
    # What is asked of somebody else than a victim is asked still.
    assert walk.codes("victim-services-engaged") == walk.codes("participation-risk") == ["open"]


def test_of_a_release_each_victim_is_told_whoever_says_that_there_is_none():
    walk = Walk("release-status").write().confirm("victims-identified")
    walk.does_not_apply(WISHES, "no-victim", "Det. Okafor, robbery")
    assert set(why(walk)) == OF_THE_DRAFT


def test_what_the_shipped_types_leave_out_is_this_and_no_more():
    found = {
        (name, step.id, rule.step)
        for name in ALL_TYPES
        for step in checklist(name).steps
        for rule in step.not_needed_if
        if rule.step
    }
    no_victim = {(ARREST, step, WISHES) for step in CALLS}
    for name in ("wanted-suspect", "unidentified-suspect"):
        no_victim |= {(name, step, WISHES) for step in CALLS if step != "next-steps-info"}
    nobody_listed = {
        ("threat-hoax", step, "victims-identified") for step in (WISHES, "whom-to-call")
    }
    assert found == no_victim | nobody_listed | {
        (CLOSURE, CALL, HURT),
        (CLOSURE, COMMENTS, HURT),
        ("holding-statement", CALL, HURT),
    }


def test_without_an_answer_the_source_must_be_confirmed():
    """That a step does not apply says nothing of who is on the list."""
    found = checklist(ARREST)
    call = found.step(CALLS[0])
    (rule,) = call.not_needed_if
    by_list = replace(rule, answer="", reason=replace(rule.reason, needs=Needs()))
    found = with_step(found, replace(call, id="call", not_needed_if=(by_list,)))
    walk = Walk(found).case_number().write().confirm("victims-identified")
    walk.does_not_apply(WISHES, "no-victim", "Det. Okafor, robbery")
    assert CALLS[0] in why(walk)
    assert walk.codes("call") == ["open"]


# It is open again with its source


def test_it_is_open_again_when_the_answer_changes():
    walk = closure().choose(HURT, "answer", "unknown")
    assert walk.codes(CALL) == ["open"]


def test_it_is_open_again_while_the_source_is_too_old():
    walk = closure().later(minutes=31)
    assert walk.codes(HURT) == ["stale"]
    assert walk.codes(CALL) == ["open"]
    walk.choose(HURT, "answer", "none")
    assert walk.codes(CALL) == []


@pytest.mark.parametrize(
    "changed",
    [
        lambda walk: walk.write(TEXT + " Until noon.", changes_meaning=False),
        lambda walk: walk.add_photo("The closed road", changes_meaning=False),
    ],
)
def test_it_is_open_again_when_the_post_changes(changed):
    walk = changed(closure())
    assert walk.codes(CALL) == ["open"]
    assert walk.choose(HURT, "answer", "none").codes(CALL) == []


def test_the_calls_are_open_again_with_the_wishes_that_a_new_text_asks_again():
    walk = arrest_without_victim().write(TEXT + " Until noon.", changes_meaning=False)
    assert walk.codes(WISHES) == ["stale"]
    assert {walk.codes(step)[0] for step in CALLS} == {"open"}


def test_when_the_scene_said_so_may_be_before_the_text_was_written():
    walk = Walk(CLOSURE).later(minutes=10).write()
    walk.choose(HURT, "answer", "none", when=NOON)
    assert walk.codes(CALL) == []


def test_it_is_open_again_while_somebody_is_listed():
    walk = arrest_without_victim()
    walk.list_person("victim")
    assert {walk.codes(step)[0] for step in CALLS} == {"open"}


def by_the_answer_alone(source=None, **asked):
    """A walk in which a step `call` is not needed if nobody is hurt, whatever its reason needs."""
    found = checklist(CLOSURE)
    call = replace(found.step(CALL), id="call", **asked)
    (rule,) = call.not_needed_if
    rule = replace(rule, reason=replace(rule.reason, needs=Needs()), step=HURT)
    if source is not None:
        rule = replace(rule, step=source.id)
        found = with_step(found, source)
    found = with_step(found, replace(call, not_needed_if=(rule,)))
    return Walk(replace(found, classes=checklist(ARREST).classes)).write()


@pytest.mark.parametrize("asked", [{"per_person": ("victim",)}, {"must_cover": ("victim",)}])
def test_whom_a_step_asks_keeps_it_even_where_the_reason_does_not_speak_of_them(asked):
    walk = by_the_answer_alone(**asked).choose(HURT, "answer", "none")
    assert walk.codes("call") == []
    walk.list_person("victim")
    walk.choose(HURT, "answer", "none")
    assert walk.codes("call") == ["open"]


def test_it_is_the_answer_that_decides_even_where_its_reason_needs_none():
    walk = by_the_answer_alone().choose(HURT, "answer", "unknown")
    assert walk.codes("call") == ["open"]


def test_of_a_source_that_asks_each_person_every_record_must_say_so():
    each = replace(checklist(CLOSURE).step(HURT), id="each", per_person=("victim",))
    walk = by_the_answer_alone(each)
    first, second = walk.list_person("victim"), walk.list_person("victim")
    walk.choose("each", "answer", "none", first)
    assert walk.codes("call") == ["open"]
    walk.choose("each", "answer", "none", first, second)
    assert walk.codes("call") == []


def test_a_granted_exception_at_the_source_makes_nothing_unnecessary():
    fields = checklist(ARREST).step(CALLS[0]).fields
    asking = replace(next(f for f in fields if f.can_ask_exception), id="reached")
    source = checklist(CLOSURE).step(HURT)
    source = replace(source, id="source", fields=(*source.fields, asking))
    walk = by_the_answer_alone(source)
    walk.choose("source", "answer", "none")
    assert walk.codes("call") == []
    (record,) = walk.answer("source").evidence
    unreached = next(c.id for c in asking.choices if c.effect == "needs-exception")
    walk.confirm("source", only_asked(source, {**record, **with_choice(asking, unreached)}))
    walk.later(minutes=1).review("exception-granted", "source")
    assert walk.codes("source") == []
    assert walk.codes("call") == ["open"]


def with_step(found, step):
    """The same checklist with one more step at its end."""
    *sections, last = found.sections
    return replace(found, sections=(*sections, replace(last, steps=(*last.steps, step))))


def test_a_source_that_is_confirmed_and_not_whole_makes_nothing_unnecessary():
    walk = closure()
    (record,) = walk.answer(HURT).evidence
    in_file(walk, HURT, evidence=({**record, "nonsense": "x"},))
    assert walk.codes(CALL) == ["open"]


def test_a_source_that_was_not_confirmed_makes_nothing_unnecessary():
    walk = closure()
    in_file(walk, HURT, outcome="not-done")
    assert walk.codes(CALL) == ["open"]


@pytest.mark.parametrize("name", ["mruiz, PIO", "Sgt. mruiz", "me, patrol"])
def test_the_author_alone_makes_nothing_unnecessary(name):
    walk = closure(**{"told-by": name})
    assert walk.codes(HURT) == []
    assert walk.codes(CALL) == ["open"]


def test_only_a_field_for_a_person_names_somebody():
    """A note such as `Scene is clear` has two words, and nobody who could be asked about it."""
    walk = closure()
    assert CALL in why(walk)
    fields = tuple(
        replace(field, kind="note") if field.kind == "person" else field
        for field in walk.checklist.step(HURT).fields
    )
    walk.checklist = replace(
        walk.checklist,
        sections=tuple(
            replace(
                section,
                steps=tuple(
                    replace(step, fields=fields) if step.id == HURT else step
                    for step in section.steps
                ),
            )
            for section in walk.checklist.sections
        ),
    )
    assert CALL not in why(walk)


def test_it_never_chains():
    found = checklist(CLOSURE)
    call = found.step(CALL)
    (rule,) = call.not_needed_if
    chained = replace(
        found.step("travel-details"),
        not_needed_if=(replace(rule, step=CALL, answer="no-death-injury"),),
    )
    walk = Walk(with_step(found, replace(chained, id="chained")))
    walk.write().choose(HURT, "answer", "none")
    assert walk.codes(CALL) == []
    assert walk.codes("chained") == ["open"]
    walk.does_not_apply(CALL, "no-death-injury")
    assert walk.codes("chained") == []


def gone_on(walk):
    """The session in which a colleague, Oh Kim, goes on."""
    return changes.continue_session(
        walk.session,
        walk.checklist,
        "taken-over",
        actor=actor("okim", 1005, "Oh Kim"),
        now=walk.now,
    )


@pytest.mark.parametrize(("named", "counts"), [(SOMEBODY, True), ("okim, patrol", False)])
def test_a_colleague_who_goes_on_may_not_be_the_one_who_said_it(named, counts):
    walk = closure(**{"told-by": named})
    assert CALL in why(walk)
    session = gone_on(walk)
    for originals, expected in (((walk.session,), counts), ((), False)):
        context = SessionContext(originals=originals, approval=NO_APPROVAL_NEEDED)
        found = status_of(session, walk.checklist, context, walk.now).not_needed
        assert (CALL in found) is expected


def test_whoever_gave_a_carried_source_is_not_the_one_who_said_it():
    walk = closure(**{"told-by": "mruiz, patrol"})
    session = gone_on(walk)
    context = SessionContext(originals=(walk.session,), approval=NO_APPROVAL_NEEDED)
    assert CALL not in status_of(session, walk.checklist, context, walk.now).not_needed


# Its own answer stands where it is stricter


def test_an_answer_that_counts_stands():
    walk = closure("unknown").confirm(CALL).choose(HURT, "answer", "none")
    assert CALL not in why(walk)
    assert state(walk, CALL) == "confirmed"


def test_an_answer_that_went_stale_gives_way():
    walk = closure().add_photo("The closed road").confirm(IMAGES).remove_photo()
    assert state(walk, IMAGES) == "not-needed"


@pytest.mark.parametrize("verdict", ["", "exception-refused"])
def test_an_exception_that_was_asked_for_stays_asked_for(verdict):
    walk = closure("unknown").ask_exception(CALL)
    if verdict:
        walk.review(verdict, CALL)
    walk.choose(HURT, "answer", "none")
    assert walk.codes(CALL) == ["not-granted"]
    assert state(walk, CALL) == "held"


def test_an_exception_that_went_stale_after_it_was_granted_is_not_taken_back():
    walk = closure("unknown").ask_exception(CALL).review("exception-granted", CALL)
    walk.later(minutes=1).write(TEXT + " Until noon.", changes_meaning=True)
    walk.choose(HURT, "answer", "none")
    assert walk.codes(CALL) == ["stale"]


def test_where_an_exception_was_ever_refused_no_other_answer_makes_it_unnecessary():
    walk = closure("unknown").ask_exception(CALL).review("exception-refused", CALL)
    walk.later(minutes=1).confirm(CALL).write(TEXT + " Until noon.", changes_meaning=True)
    walk.choose(HURT, "answer", "none")
    assert walk.codes(CALL) == ["stale"]
    walk.reviews = ()
    assert walk.codes(CALL) == []


@pytest.mark.parametrize("effect", ["holds-until", "needs-exception"])
def test_what_somebody_asked_for_who_was_taken_off_the_list_stays(effect):
    walk = Walk(ARREST).write()
    victim = walk.list_person("victim")
    step, field, choice = next(
        (step, field.id, choice.id)
        for step in map(walk.step, CALLS)
        for field in step.fields
        for choice in field.choices
        if choice.effect == effect
    )
    walk.choose(step.id, field, choice, victim)
    walk.remove_person(victim).confirm("victims-identified")
    walk.does_not_apply(WISHES, "no-victim", "Det. Okafor, robbery")
    assert set(why(walk)) == {*CALLS, *OF_THE_DRAFT} - {step.id}


# A draft without media


def test_a_draft_without_media_has_no_images_to_check():
    walk = Walk("traffic-serious").write()
    nothing = ("No image or clip", "", None)
    one_text = ("One text for every platform", "", None)
    assert why(walk) == {IMAGES: nothing, FOOTAGE: nothing, VERSIONS: one_text}


def test_versions_are_compared_only_where_there_are_some():
    walk = answered("traffic-serious").write(changes_meaning=False)
    assert why(walk)[VERSIONS][0] == "One text for every platform"
    walk.write(TEXT, {"x": "Route 9 closed."}, changes_meaning=False)
    assert VERSIONS not in why(walk)
    assert walk.codes(VERSIONS) != []
    with pytest.raises(Refused, match="the draft has variants"):
        walk.does_not_apply(VERSIONS, "one-text", "")


def test_before_there_is_a_text_nothing_is_said_of_its_images():
    assert why(Walk("traffic-serious")) == {}


def test_an_image_is_to_be_checked():
    walk = Walk("traffic-serious").write().add_photo()
    assert walk.codes(IMAGES) == ["open"]


@pytest.mark.parametrize(
    "text", [LINKED, TEXT + " See example.gov/route9.", TEXT + " HTTP://10.0.0.1/map"]
)
def test_the_preview_of_a_link_is_an_image(text):
    walk = Walk("traffic-serious").write(text)
    assert walk.codes(IMAGES) == ["open"]
    with pytest.raises(Refused, match="a link preview shows a picture"):
        walk.does_not_apply(IMAGES, "no-media")
    walk.does_not_apply(IMAGES, "link-preview", "Lt. Chen, watch commander")
    assert walk.codes(IMAGES) == []


def test_a_link_in_the_text_for_one_platform_is_a_link():
    walk = Walk("traffic-serious").write(variants={"x": LINKED})
    assert walk.codes(IMAGES) == ["open"]


def test_a_full_stop_between_sentences_makes_no_link():
    assert IMAGES in why(Walk("traffic-serious").write("Closed at 2 p.m. today.Use Mill Rd. now."))
