"""A question adds steps, which are in until a no takes them out; the no must hold."""

import pytest
from factories.sessions import NOON, SOMEBODY, TEXT, Walk, checklist
from msgspec.structs import replace

from checklists import changes
from checklists.errors import Refused
from checklists.gate.audit.findings import findings
from checklists.gate.blockers import call_sheet
from checklists.gate.step_states import step_states
from checklists.review.report import review_view
from checklists.session.model import Account
from tui.wording.review_words import page_lines

ARREST = "arrest-charge"
HURT = "death-or-injury"
KIN, WINDOW, MEDICAL, NAMED = ADDED = (
    "kin-notified", "family-window", "medical-limits", "name-release-basis",
)  # fmt: skip
ADDING = checklist(ARREST).question(HURT)


def arrest(*, yes=None, **said):
    """An arrest whose text is accepted; the question that adds steps is answered, or not yet."""
    walk = Walk(ARREST).case_number().write().post_on("facebook")
    for question in walk.checklist.questions:
        if question.id != HURT:
            walk.question(question.id)
    return walk if yes is None else walk.question(HURT, yes=yes, **said)


def with_answer(walk, **values):
    """The answer to the question edited by hand, with the seal made anew."""
    questions = tuple(
        replace(found, **values) if found.id == HURT else found for found in walk.session.questions
    )
    walk.session = replace(walk.session, questions=questions)
    return walk


def states(walk):
    found = step_states(walk.session, walk.checklist, walk.context, walk.now)
    return {step: found[step] for step in ADDED}


def asked(walk):
    """Those of the added steps that are asked for now."""
    return [step for step in ADDED if walk.codes(step)]


def on_question(walk):
    return [b.reason for b in walk.blockers() if (b.code, b.item) == ("question", HURT)]


# In until a no takes them out


def test_added_steps_stand_last_in_their_own_sections_in_the_order_of_other_types():
    found = checklist(ARREST)
    titles = [section.title for section in found.sections]
    told = titles.index("Family told")
    assert titles[told - 1 : told + 2] == ["Who is affected", "Family told", "Wishes"]
    assert [step.id for step in found.sections[told].steps] == [KIN, WINDOW]
    (privacy,) = (s for s in found.sections if s.title == "Privacy and safety")
    assert [step.id for step in privacy.steps[-2:]] == [MEDICAL, NAMED]
    assert found.step(KIN).victim_related
    assert "meaning" in found.step(KIN).binds


def test_they_are_asked_before_the_question_is_answered():
    walk = arrest()
    assert asked(walk) == list(ADDED)
    assert on_question(walk) == [f"Not answered: {ADDING.prompt}"]


def test_a_yes_keeps_them_and_needs_no_reason_and_no_name():
    walk = arrest(yes=True, verified_by="", reason="")
    assert asked(walk) == list(ADDED)
    assert on_question(walk) == []
    answer = walk.session.question_answer(HURT)
    assert (answer.reason, answer.verified_by, answer.takes_out) == ("", "", ())


def test_a_verified_no_takes_them_out_and_says_which_and_who():
    walk = arrest(yes=False)
    assert asked(walk) == on_question(walk) == []
    assert set(states(walk).values()) == {"not-needed"}
    answer = walk.session.question_answer(HURT)
    assert (answer.verified_by, answer.takes_out) == (SOMEBODY, ADDED)
    why = walk.status_now.not_needed[KIN]
    assert (why.question, why.said_by, why.at, why.reason) == (ADDING, SOMEBODY, NOON, None)
    sheet = call_sheet(walk.checklist, walk.blockers())
    assert not {item.step for call in sheet for item in call.items} & set(ADDED)


def test_without_them_it_is_marked_ready_and_its_record_holds():
    walk = arrest(yes=False).list_who_is_needed().answer_everything().mark_ready()
    assert walk.status == "ready"
    assert not {answer.id for answer in walk.session.steps} & set(ADDED)
    assert findings(walk.session, walk.checklist, walk.context, walk.now) == ()


@pytest.mark.parametrize(
    "changed",
    [
        lambda walk: walk.write(TEXT + " Until noon."),
        lambda walk: walk.add_photo("The car"),
    ],
)
def test_they_are_in_again_when_the_post_changes_until_the_same_is_said_again(changed):
    walk = changed(arrest(yes=False))
    assert asked(walk) == list(ADDED)
    assert "changed" in on_question(walk)[0]
    walk._do(changes.repeat_answers, walk.checklist, [HURT])
    assert asked(walk) == on_question(walk) == []
    assert walk.session.question_answer(HURT).verified_by == SOMEBODY


def test_they_are_in_again_after_a_yes():
    assert asked(arrest(yes=False).question(HURT, yes=True)) == list(ADDED)


@pytest.mark.parametrize(
    "values",
    [
        {"by": Account("okim", 1005)},
        {"at": NOON.replace(year=2020)},
        {"at": NOON.replace(year=2030)},
        {"given_for": ()},
    ],
)
def test_a_no_that_does_not_count_takes_nothing_out(values):
    walk = with_answer(arrest(yes=False), **values)
    assert asked(walk) == list(ADDED)
    assert len(on_question(walk)) == 1


# Who verified it


@pytest.mark.parametrize("name", ["", " ", "me", "mruiz", "Sgt. mruiz", "the PIO"])
def test_a_no_needs_somebody_else_who_verified_it(name):
    with pytest.raises(Refused, match="Somebody else must verify it") as refused:
        arrest(yes=False, verified_by=name)
    assert refused.value.field == "verified-by"
    walk = with_answer(arrest(yes=False), verified_by=name)
    assert asked(walk) == list(ADDED)
    assert "anyone other than the author" in on_question(walk)[0]


def test_whoever_answered_on_a_shared_login_did_not_verify_it():
    walk = arrest(yes=False)
    by = replace(walk.session.question_answer(HURT).by, stated="Anna Berg")
    assert asked(with_answer(walk, by=by, verified_by="A. Berg")) == []
    assert asked(with_answer(walk, by=by, verified_by="Anna Berg, records")) == list(ADDED)


def test_ordinary_steps_are_taken_out_by_the_author_alone():
    found = checklist(ARREST)
    question = replace(ADDING, adds=("travel-details",))
    section = found.sections[0]
    ordinary = replace(section.steps[0], id="travel-details", victim_related=False, per_person=())
    walk = arrest()
    walk.checklist = replace(
        found,
        questions=(question,),
        sections=(replace(section, steps=(*section.steps, ordinary)), *found.sections[1:]),
    )
    walk.question(HURT, verified_by="")
    assert walk.session.question_answer(HURT).verified_by == ""
    assert walk.codes("travel-details") == []
    why = walk.status_now.not_needed["travel-details"]
    assert why.said_by == walk.session.author
    said = with_answer(walk, verified_by=SOMEBODY)
    assert said.codes("travel-details") != []


# What the people list says


@pytest.mark.parametrize("class_id", ["deceased", "seriously-hurt"])
def test_a_no_is_refused_while_somebody_is_listed_whom_an_added_step_asks(class_id):
    walk = arrest()
    label = walk.list_person(class_id)
    with pytest.raises(Refused, match="The people list says otherwise") as refused:
        walk.question(HURT)
    assert label in refused.value.message
    assert walk.session.question_answer(HURT) is None


@pytest.mark.parametrize("class_id", ["deceased", "seriously-hurt"])
def test_whoever_is_listed_later_brings_the_steps_back_and_the_question_says_who(class_id):
    walk = arrest(yes=False)
    label = walk.list_person(class_id)
    assert on_question(walk) == [f"Answered no, but the people list has {label}: {ADDING.prompt}"]
    assert asked(walk) == list(ADDED)
    walk.remove_person(label)
    assert asked(walk) == on_question(walk) == []


def test_a_next_of_kin_contradicts_it_and_anybody_else_does_not():
    walk = arrest(yes=False)
    victim = walk.list_person("victim")
    assert on_question(walk) == []
    walk.list_person("next-of-kin", victim)
    assert on_question(walk) != []


def test_the_same_is_not_said_again_against_the_people_list():
    walk = arrest(yes=False)
    walk.list_person("deceased")
    walk.write(TEXT + " Until noon.")
    with pytest.raises(Refused, match="Not the same answers"):
        walk._do(changes.repeat_answers, walk.checklist, [HURT])
    walk._do(changes.repeat_answers, walk.checklist, [q.id for q in walk.checklist.questions])
    assert {b.item for b in walk.blockers() if b.code == "question"} == {HURT}


# What no answer takes out


def test_a_changed_answer_never_removes_a_refused_exception():
    walk = arrest(yes=True).ask_exception(MEDICAL).review("exception-refused", MEDICAL)
    walk.question(HURT)
    assert asked(walk) == [MEDICAL]
    assert walk.codes(MEDICAL) == ["not-granted"]
    # Nor where the step was answered otherwise since, and has to be answered again.
    walk = arrest(yes=True).ask_exception(MEDICAL).review("exception-refused", MEDICAL)
    walk.confirm(MEDICAL).write(TEXT + " Until noon.").question(HURT)
    assert asked(walk) == [MEDICAL]
    assert walk.codes(MEDICAL) == ["stale"]


def test_an_exception_that_was_asked_for_stays_until_it_is_answered():
    walk = arrest(yes=True).ask_exception(MEDICAL).question(HURT)
    assert walk.codes(MEDICAL) == ["not-granted"]
    assert asked(walk) == [MEDICAL]


def test_an_answer_that_counts_stands():
    walk = arrest(yes=True).confirm(MEDICAL).question(HURT)
    assert states(walk)[MEDICAL] == "confirmed"
    assert MEDICAL not in walk.status_now.not_needed


def test_a_no_was_said_of_the_steps_that_were_added_then():
    walk = with_answer(arrest(yes=False), takes_out=(KIN, WINDOW))
    assert asked(walk) == list(ADDED)
    assert "changed since" in on_question(walk)[0]
    with pytest.raises(Refused, match="Not the same answers"):
        walk._do(changes.repeat_answers, walk.checklist, [HURT])


def test_of_two_questions_that_add_a_step_both_must_be_answered_no():
    walk = arrest(yes=False)
    other = replace(ADDING, id="other", adds=(KIN,))
    walk.checklist = replace(walk.checklist, questions=(*walk.checklist.questions, other))
    assert asked(walk) == [KIN]
    walk.question("other", yes=True)
    assert asked(walk) == [KIN]
    walk.question("other")
    assert asked(walk) == []


@pytest.mark.parametrize(
    ("yes", "values"),
    [
        (True, {"reason": "As agreed"}),
        (True, {"verified_by": SOMEBODY}),
        (True, {"takes_out": ADDED}),
        (False, {"reason": "As agreed"}),
    ],
)
def test_an_answer_that_says_more_than_its_kind_does_does_not_count(yes, values):
    walk = with_answer(arrest(yes=yes), **values)
    assert "has fields that" in on_question(walk)[0]


@pytest.mark.parametrize("values", [{"verified_by": SOMEBODY}, {"takes_out": (KIN,)}])
def test_a_question_that_adds_nothing_takes_nothing_out(values):
    walk = arrest(yes=True)
    questions = (replace(walk.session.questions[0], **values), *walk.session.questions[1:])
    walk.session = replace(walk.session, questions=questions)
    assert [b.item for b in walk.blockers() if b.code == "question"] == [questions[0].id]


# What the record and the reviewer have


def test_the_history_says_each_answer_and_who_verified_it():
    walk = arrest(yes=True).question(HURT)
    notes = [entry.note for entry in walk.session.history if entry.item == HURT]
    assert notes == ["yes", f"no, verified by {SOMEBODY}"]


@pytest.mark.parametrize("note", ["no", "no, verified by mruiz", "Said so", "no, verified by "])
def test_verify_names_an_earlier_answer_that_nobody_can_give(note):
    walk = arrest(yes=False).question(HURT, yes=True)
    assert findings(walk.session, walk.checklist, walk.context, walk.now) == ()
    place = next(n for n, e in enumerate(walk.session.history) if e.item == HURT)
    entry = replace(walk.session.history[place], note=note)
    history = (*walk.session.history[:place], entry, *walk.session.history[place + 1 :])
    session = replace(walk.session, history=history)
    found = findings(session, walk.checklist, walk.context, walk.now)
    assert f"history entry {place + 1}" in {finding.where for finding in found}


def reviewed(walk):
    view = review_view(walk.session, walk.checklist, walk.context, walk.now)
    return [line.text for line in page_lines("unusual", view, walk.checklist, walk.now)]


def test_a_reviewer_reads_what_was_added_by_whom():
    assert (
        f"{ADDING.prompt} Yes (mruiz, 17:00). "
        "Added: family notified, time the family asked, no medical details, name release basis"
    ) in reviewed(arrest(yes=True))


def test_a_reviewer_reads_what_was_taken_out_by_whom_and_who_verified_it():
    found = reviewed(arrest(yes=False))
    said = f"{ADDING.prompt} No, verified by {SOMEBODY} (mruiz, 17:00)."
    out = "family notified, time the family asked, no medical details, name release basis"
    assert f"{said} Taken out: {out}" in found
    assert any("answered a question" in line and HURT in line for line in found)


def test_a_reviewer_reads_what_a_no_did_not_take_out():
    walk = arrest(yes=True).ask_exception(MEDICAL).review("exception-refused", MEDICAL)
    (line,) = (line for line in reviewed(walk.question(HURT)) if line.startswith(ADDING.prompt))
    assert line.endswith(
        "Added: no medical details. Taken out: family notified, time the family asked, "
        "name release basis"
    )
