"""What the mutations of `trying` and a person with an editor found, each by name.

Every file here is sealed as the program does it, and what its author can recompute is recomputed:
the history's digest, the ready mark, and where a test says so what the history made.
"""

from datetime import UTC, timedelta

import pytest
from factories.records import NOW, honest_home
from factories.sessions import NOON, SOMEBODY, Walk, answered, checklist, ready
from msgspec.structs import replace
from resealed.judging import judge
from resealed.mutations import DEPTHS, fit_in

from checklists import changes
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.gate.audit.findings import findings
from checklists.gate.blockers import blockers
from checklists.gate.context import KnownAuthor, SessionContext
from checklists.gate.status import status_of
from checklists.records.codec import Unreadable, read_record, write_record
from checklists.records.reviews import read_review, write_review
from checklists.session.fingerprints import given_for
from checklists.session.model import HistoryEntry
from checklists.session.review import NO_APPROVAL_NEEDED
from checklists.text import accept_text, shows_nothing

HOME = honest_home()
RECORDS = {record.name: record.session for record in HOME.records}
CRASH = RECORDS["a fatal crash, ready"]
CLOSURE = RECORDS["a closure, ready"]
POSTED = RECORDS["a closure, out on two of three platforms"]
OFTEN = RECORDS["a crash corrected often, approved, out on X"]
CONTINUED = RECORDS["continued from a supervisor, ready"]
CARRIED = RECORDS["carried to a changed checklist, ready"]
RENAMED = RECORDS["an author whose account was renamed, ready"]
KNOWN = SessionContext(
    author=KnownAuthor(1004, ("mruiz",), ("Maria Ruiz",)), approval=NO_APPROVAL_NEEDED
)


def resealed(session, depth="what the history made"):
    """The session with everything recomputed up to some depth, as it is read back."""
    fitted = fit_in(session, DEPTHS.index(depth), HOME)
    return read_record(write_record(fitted), f"{session.id}.toml")


def stands(session, context=None):
    return status_of(session, HOME.checklist_of(session), context or HOME.context(session), NOW)


def places(session, context=None):
    found = findings(session, HOME.checklist_of(session), context or HOME.context(session), NOW)
    return {finding.where for finding in found}


def codes(session, context=None):
    found = blockers(session, HOME.checklist_of(session), context or HOME.context(session), NOW)
    return {f"{blocker.code} {blocker.step or blocker.item}".rstrip() for blocker in found}


def with_answer(session, step_id, **values):
    assert session.answer(step_id) is not None
    steps = tuple(replace(a, **values) if a.id == step_id else a for a in session.steps)
    return replace(session, steps=steps)


def with_entry(session, number, **values):
    history = list(session.history)
    history[number] = replace(history[number], **values)
    return replace(session, history=tuple(history))


def place_of(session, did, **values):
    """Where the last entry of a kind stands."""
    return max(
        number
        for number, entry in enumerate(session.history)
        if entry.did == did and all(getattr(entry, key) == values[key] for key in values)
    )


def with_answers_of(other, session):
    """The session with every answer that another one was carried, in place of its own."""
    taken = {answer.id: answer for answer in other.steps if answer.carried_from}
    steps = tuple(taken.get(answer.id, answer) for answer in session.steps)
    return replace(session, steps=steps)


def test_the_honest_ones_are_ready_and_hold():
    for session in (CRASH, CLOSURE, POSTED, OFTEN, CONTINUED):
        assert resealed(session) == session
        assert stands(session).is_ready
        assert places(session) == set()


# What the gate let through


@pytest.mark.parametrize(
    ("step_id", "values"),
    [
        ("facts-verified", {"reason": "no-media"}),
        ("facts-verified", {"verified_by": "Det. Okafor, traffic unit"}),
        ("facts-verified", {"note": "The chief said that it is fine"}),
        ("facts-verified", {"carried_uid": 1001}),
        ("travel-details", {"evidence": ({"as-of": "read"},)}),
        ("travel-details", {"note": "Read it twice"}),
        ("publish-package", {"reason": "no-media"}),
    ],
)
def test_an_answer_that_says_more_than_one_of_its_kind_is_open(step_id, values):
    session = resealed(with_answer(OFTEN, step_id, **values))
    assert codes(session) == {f"open {step_id}"}
    assert not stands(session).may_be_posted


def test_a_reason_that_the_draft_proves_names_nobody():
    walk = answered("unidentified-suspect").remove_photo(changes_meaning=False)
    walk.does_not_apply("footage-consent", "no-media").answer_everything().questions_no()
    assert walk.codes() == []
    walk.session = with_answer(walk.session, "footage-consent", verified_by="Det. Okafor")
    assert walk.codes() == ["open footage-consent"]


def held(walk, until):
    return walk.whole("family-window", **{"answer": "hold-until", "answer-detail": until})


def test_a_time_that_had_passed_when_it_was_said_to_lie_ahead_is_open():
    walk = answered("traffic-serious")
    passed = held(walk, NOON - timedelta(minutes=1))
    with pytest.raises(changes.EvidenceRefused, match="This time has passed"):
        walk.confirm("family-window", *passed)
    walk.session = with_answer(walk.session, "family-window", evidence=passed)
    assert set(walk.codes()) == {"open family-window"}


def test_one_that_lay_ahead_when_it_was_said_first_may_be_said_again():
    walk = answered("traffic-serious")
    wish = held(walk, NOON + timedelta(minutes=1))
    walk.confirm("family-window", *wish).later(minutes=2)
    assert walk.codes() == []
    walk.confirm("family-window", *wish)
    assert walk.codes() == []
    # Of another person, or another time, it was not said.
    other = ({**wish[0], "answer-detail": NOON + timedelta(seconds=59)}, *wish[1:])
    walk.session = with_answer(walk.session, "family-window", evidence=other)
    assert set(walk.codes()) == {"open family-window"}


def test_the_same_of_a_step_that_asks_of_nobody_in_particular():
    walk = answered("traffic-advisory")
    step = walk.step("kin-followup-set")
    (field,) = [found for found in step.fields if found.future]
    (record,) = walk.whole(step.id, **{field.id: walk.now + timedelta(minutes=1)})
    walk.confirm(step.id, record).later(minutes=2).confirm(step.id, record)
    assert walk.codes() == []
    passed = {**record, field.id: walk.now - timedelta(minutes=5)}
    walk.session = with_answer(walk.session, step.id, evidence=(passed,))
    assert walk.codes() == [f"open {step.id}"]


def test_a_session_that_goes_on_with_none_carries_nothing():
    """Else an author could take the answers of any colleague's session of the type."""
    history = tuple(entry for entry in CONTINUED.history if entry.did != "continued")
    session = resealed(replace(CONTINUED, continues=None, history=history))
    assert {code.partition(" ")[0] for code in codes(session)} == {"stale"}
    assert {f"step {answer.id}" for answer in session.steps} <= places(session)


def test_an_own_text_for_a_platform_that_shows_nothing_keeps_it_closed():
    for text in (" ", "\n", "\u3164"):
        draft = replace(CLOSURE.draft, variants={"x": text})
        session = resealed(replace(CLOSURE, draft=draft), "what answers were given for")
        assert codes(session) == {"draft-empty"}


def test_while_a_review_cannot_be_read_nothing_is_posted():
    """It may be the supervisor's return."""
    walk = ready("traffic-serious")
    assert walk.status_now.may_be_posted
    unread = replace(walk.context, is_transient=True)
    found = status_of(walk.session, walk.checklist, unread, walk.now)
    assert found.status == "lapsed"
    assert not found.may_be_posted
    assert "cannot be read now" in found.why_not_posted


@pytest.mark.parametrize("unseen", ["\u3164", "\u115f\u1160", "\u2800 \u200b", "\ufeff", "\u00ad"])
def test_what_shows_nothing_is_no_name_no_number_and_no_word(unseen):
    assert shows_nothing(unseen)
    assert accept_text(unseen, "The case number") == ""
    walk = answered("traffic-serious")
    (record,) = walk.whole("dignity-language", **{"read-by": unseen})
    with pytest.raises(changes.EvidenceRefused):
        walk.confirm("dignity-language", record)
    with pytest.raises(Refused, match="The reason is missing"):
        walk.not_done("publish-package", unseen)
    walk.session = with_answer(walk.session, "dignity-language", evidence=(record,))
    walk.session = replace(walk.session, case_number=unseen)
    assert walk.codes() == ["no-case-number", "open dignity-language"]


def test_a_draft_that_shows_nothing_is_none():
    walk = Walk("traffic-advisory").write("\u3164\n\u200b")
    assert "draft-empty" in walk.codes()


def test_a_platform_that_stands_there_twice_cannot_be_read():
    draft = replace(CLOSURE.draft, platforms=("x", "x"))
    with pytest.raises(Unreadable, match="a second time"):
        resealed(replace(CLOSURE, draft=draft))


def test_a_carried_answer_with_a_time_in_another_zone_is_another_answer():
    answer = CONTINUED.steps[3]
    session = resealed(with_answer(CONTINUED, answer.id, at=answer.at.astimezone(UTC)))
    assert codes(session) == {f"stale {answer.id}"}


@pytest.mark.parametrize(
    ("verdict", "step"), [("approved", "kin-notified"), ("exception-granted", "")]
)
def test_a_review_on_a_step_names_one_and_no_other_does(verdict, step):
    (review, *_) = HOME.reviews[OFTEN.id]
    data = write_review(replace(review, verdict=verdict, step=step))
    with pytest.raises(Unreadable):
        read_review(data, "a review")


# What was READY and `verify` found whole


LONG = "C" + 5000 * "7"


@pytest.mark.parametrize("comment", ["Asked the liaison ", "\u3164", "x" * 2001])
def test_a_review_with_a_comment_that_is_not_stored_so_is_none(comment):
    [review, *_] = HOME.reviews[OFTEN.id]
    assert read_review(write_review(replace(review, comment="Read it")), "a review")
    with pytest.raises(Unreadable, match="not a review"):
        read_review(write_review(replace(review, comment=comment)), "a review")


def test_what_was_put_right_by_hand_and_taken_over_holds():
    walk = Walk("traffic-serious").case_number("26-1").case_number("26-2")
    edited = replace(walk.session, case_number="26-1", sealed=False)
    walk.session = changes.take_over_hand_edit(edited, actor=walk.actor, now=walk.now)
    assert findings(walk.session, walk.checklist, walk.context, walk.now) == ()
    assert findings(walk.case_number("26-3").session, walk.checklist, walk.context, walk.now) == ()
    edited = replace(walk.session, case_number="26-1182" * 8, sealed=False)
    walk.session = changes.take_over_hand_edit(edited, actor=walk.actor, now=walk.now)
    assert findings(walk.case_number("26-4").session, walk.checklist, walk.context, walk.now) == ()


def swapped(values, one, other):
    values = list(values)
    values[one], values[other] = values[other], values[one]
    return tuple(values)


def moved(values, one, place):
    values = list(values)
    values.insert(place, values.pop(one))
    return tuple(values)


def given_for_the_people_of_now(session):
    """Somebody is listed after the family was told, and the answers say that they knew of them."""
    walk = Walk.going_on(checklist(session.incident_type), session, NOW)
    walk.session = replace(session, ready=None)
    walk.list_person("witness")
    session = walk.session
    by_hand = {
        answer.id: given_for(session, walk.step(answer.id).binds)
        for answer in session.steps
        if answer.outcome != "does-not-apply"
    }
    steps = tuple(replace(a, given_for=by_hand.get(a.id, a.given_for)) for a in session.steps)
    count = {"how-many": len(session.listed)}
    steps = tuple(
        replace(a, evidence=({**a.evidence[0], **count},)) if a.id == "victims-identified" else a
        for a in steps
    )
    walk.session = fit_in(replace(session, steps=steps), 3, HOME)
    return walk.mark_ready().session


def given_for_the_text_of_now(session):
    """The text is changed after everything was answered, and the answers say that they knew it."""
    walk = Walk.going_on(checklist(session.incident_type), session, NOW)
    walk.session = replace(session, ready=None)
    walk.write("Two died on Route 9.", changes_meaning=False)
    walk.session = fit_in(walk.session, DEPTHS.index("what answers were given for"), HOME)
    return walk.mark_ready().session


def begun_otherwise(**values):
    """What came along is changed at once, and everything is answered after that."""
    (begun, *_) = HOME.states[CONTINUED.id]
    walk = Walk(CONTINUED.incident_type, begun.started_at)
    walk.session = fit_in(replace(begun, **values), DEPTHS.index("what the history made"), HOME)
    walk.questions_no()
    for step in walk.checklist.steps:
        walk.confirm(step.id)
    return walk.mark_ready().session


def another_text(_session):
    return begun_otherwise(draft=replace(CONTINUED.draft, text="Two died on Route 9."))


def dropped_from_the_list(_session):
    """Somebody whom the session that it goes on with lists is not on the list of this one."""
    (begun, *_) = HOME.states[CONTINUED.id]
    people = tuple(person for person in begun.people if person.person_class != "victim")
    history = tuple(entry for entry in begun.history if entry.item != "V1")
    return begun_otherwise(people=people, history=history)


TELLS = next(
    number
    for number, entry in enumerate(CLOSURE.history)
    if entry.step and "meaning" in checklist(CLOSURE.incident_type).step(entry.step).binds
)
TICKED_BEFORE = max(
    number
    for number, entry in enumerate(OFTEN.history)
    if entry.superseded
    and any(isinstance(v, list) for r in entry.superseded.evidence for v in r.values())
)


def ticked_twice_before(session):
    """A tick stands twice in an answer that was replaced since."""
    before = session.history[TICKED_BEFORE].superseded
    first, *others = before.evidence
    doubled = {k: [*v, v[-1]] if isinstance(v, list) else v for k, v in first.items()}
    changed = replace(before, evidence=(doubled, *others))
    return with_entry(session, TICKED_BEFORE, superseded=changed)


REPLACED = max(number for number, entry in enumerate(OFTEN.history) if entry.superseded)


def copy_changed_in_a_replaced_answer(session):
    before = session.history[REPLACED].superseded
    changed = replace(before, victim_related=not before.victim_related)
    return with_entry(session, REPLACED, superseded=changed)


def told_twice_before(session):
    """One record stands twice in an answer that was replaced since."""
    before = session.history[TICKED_BEFORE].superseded
    changed = replace(before, evidence=(*before.evidence, before.evidence[-1]))
    return with_entry(session, TICKED_BEFORE, superseded=changed)


def doubled(session, number):
    history = session.history
    return replace(session, history=(*history[: number + 1], *history[number:]))


def linked_as_before(session):
    [row] = [person for person in session.people if person.label == "K1"]
    number = place_of(session, "person-added", item="K1")
    added = session.history[number]
    entry = HistoryEntry(
        added.at, added.by, "person-linked", item="K1", digest=added.digest, note=row.stands_for
    )
    history = (*session.history[: number + 1], entry, *session.history[number + 1 :])
    return replace(session, history=history)


def of_another_zone(session, did):
    number = place_of(session, did)
    return with_entry(session, number, at=session.history[number].at.astimezone(UTC))


FOUND = {
    "an entry with what its kind never has": (
        CRASH,
        lambda s: with_entry(s, place_of(s, "platforms"), step="kin-notified"),
        f"history entry {place_of(CRASH, 'platforms') + 1}",
    ),
    "a word with somebody's listing": (
        CRASH,
        lambda s: with_entry(s, place_of(s, "person-added"), note="the chief's wish"),
        f"history entry {place_of(CRASH, 'person-added') + 1}",
    ),
    "an answer at another time than its entry": (
        CRASH,
        lambda s: with_entry(
            s, place_of(s, "confirmed", step="facts-verified"), at=NOW - timedelta(seconds=1)
        ),
        "step facts-verified",
    ),
    "an answer's time in another zone": (
        CLOSURE,
        lambda s: of_another_zone(s, "confirmed"),
        f"step {CLOSURE.history[place_of(CLOSURE, 'confirmed')].step}",
    ),
    "the start in another zone": (
        CLOSURE,
        lambda s: replace(s, started_at=s.started_at.astimezone(UTC)),
        "history",
    ),
    "a question answered at another time": (
        CLOSURE,
        lambda s: with_entry(s, place_of(s, "question"), at=NOW),
        f"question {CLOSURE.questions[-1].id}",
    ),
    "a no with a reason": (
        CLOSURE,
        lambda s: replace(
            s, questions=(replace(s.questions[0], reason="As agreed"), *s.questions[1:])
        ),
        f"question {CLOSURE.questions[0].id}",
    ),
    "questions in another order": (
        CRASH,
        lambda s: replace(s, questions=swapped(s.questions, 0, 1)),
        "questions",
    ),
    "people in another order": (
        CRASH,
        lambda s: replace(s, people=swapped(s.people, 0, 1)),
        "people",
    ),
    "a reason to take somebody off who is on the list": (
        CRASH,
        lambda s: replace(
            s, people=(replace(s.people[0], removed_because="A mistake"), *s.people[1:])
        ),
        f"person {CRASH.people[0].label}",
    ),
    "a label out of turn": (
        OFTEN,
        lambda s: replace(
            s,
            people=tuple(replace(p, label="C7") if p.label == "C1" else p for p in s.people),
            history=tuple(replace(e, item="C7") if e.item == "C1" else e for e in s.history),
        ),
        "person C7",
    ),
    "a label of more digits than a number may have": (
        OFTEN,
        lambda s: replace(
            s,
            people=tuple(replace(p, label=LONG) if p.label == "C1" else p for p in s.people),
            history=tuple(replace(e, item=LONG) if e.item == "C1" else e for e in s.history),
        ),
        f"person {LONG}",
    ),
    "a draft that other changes made": (
        CLOSURE,
        lambda s: replace(s, draft=replace(s.draft, media=())),
        "draft",
    ),
    "what people were told, counted otherwise": (
        CLOSURE,
        lambda s: replace(s, draft=replace(s.draft, meaning=4)),
        "draft",
    ),
    "a change of the draft to what it was": (
        CLOSURE,
        lambda s: replace(s, history=(*s.history[:3], s.history[2], *s.history[3:])),
        "draft",
    ),
    "people listed after those who know of them were asked": (
        CRASH,
        given_for_the_people_of_now,
        "step kin-notified",
    ),
    "a text accepted after it was read": (
        CRASH,
        given_for_the_text_of_now,
        "step crash-wording",
    ),
    "ready before the last answers": (
        CLOSURE,
        lambda s: replace(s, history=moved(s.history, -1, 8)),
        "ready",
    ),
    "ready by the clock before an answer": (
        CLOSURE,
        lambda s: with_answer(s, "release-authority", at=NOW),
        f"history entry {len(CLOSURE.history)}",
    ),
    "an answer that says another order of what it was given for": (
        CRASH,
        lambda s: with_answer(
            s, "kin-notified", given_for=s.answer("kin-notified").given_for[::-1]
        ),
        "step kin-notified",
    ),
    "an answer for what its step does not bind": (
        CRASH,
        lambda s: with_answer(
            s,
            "facts-verified",
            given_for=given_for(s, ("text", "media", "platforms", "people", "meaning")),
        ),
        "step facts-verified",
    ),
    "answers in another order": (
        CRASH,
        lambda s: replace(s, steps=swapped(s.steps, 0, 5)),
        "steps",
    ),
    "a question that is not asked": (
        CLOSURE,
        lambda s: replace(
            s,
            questions=(*s.questions, replace(s.questions[0], id="first-word-of-death")),
            history=(
                *s.history[:-1],
                replace(s.history[place_of(s, "question")], item="first-word-of-death"),
                s.history[-1],
            ),
        ),
        "question first-word-of-death",
    ),
    "posted later than it was recorded": (
        POSTED,
        lambda s: replace(
            s, posted=(s.posted[0], replace(s.posted[1], at=NOW + timedelta(hours=1)))
        ),
        f"posted on {POSTED.posted[1].platform}",
    ),
    "posted before it was ready, and not said so": (
        POSTED,
        lambda s: (
            replace(s, posted=(replace(s.posted[0], at=s.started_at), *s.posted[1:]))
            if s.started_at < s.ready.at
            else replace(s, ready=replace(s.ready, at=s.posted[0].recorded_at))
        ),
        f"posted on {POSTED.posted[0].platform}",
    ),
    "a reason with nothing that was early": (
        POSTED,
        lambda s: replace(s, posted=(replace(s.posted[0], reason="Asked to"), *s.posted[1:])),
        f"posted on {POSTED.posted[0].platform}",
    ),
    "posted where it does not go": (
        POSTED,
        lambda s: replace(
            s,
            posted=(s.posted[0], replace(s.posted[1], platform="instagram")),
            history=tuple(
                replace(e, item="instagram") if (e.did, e.item) == ("posted", "x") else e
                for e in s.history
            ),
        ),
        "posted on instagram",
    ),
    "posted twice": (POSTED, lambda s: replace(s, history=(*s.history, s.history[-1])), "posted"),
    "a draft accepted after somebody was told, with no word of what they were told": (
        CLOSURE,
        lambda s: replace(s, history=moved(s.history, TELLS, 1)),
        f"history entry {place_of(CLOSURE, 'draft') + 2}",
    ),
    "a word on what people were told, before anybody was": (
        CLOSURE,
        lambda s: with_entry(s, place_of(s, "draft"), changes_meaning=False),
        f"history entry {place_of(CLOSURE, 'draft') + 1}",
    ),
    "a start in the middle": (
        CLOSURE,
        lambda s: replace(s, history=(*s.history[:4], s.history[0], *s.history[4:])),
        "history",
    ),
    "a case number changed to what it was": (
        CLOSURE,
        lambda s: replace(s, history=(*s.history[:2], s.history[1], *s.history[2:])),
        "case_number",
    ),
    "a checklist changed to what it was": (
        CARRIED,
        lambda s: doubled(s, place_of(s, "checklist-carried", step="")),
        "checklist_revision",
    ),
    "a link changed to what it was": (
        CRASH,
        linked_as_before,
        "person K1",
    ),
    "a text that came along, with a word of what it meant": (
        CONTINUED,
        lambda s: with_entry(s, place_of(s, "draft"), changes_meaning=True),
        f"history entry {place_of(CONTINUED, 'draft') + 1}",
    ),
    "a case number of two lines": (
        CLOSURE,
        lambda s: replace(s, case_number="26-1182\napproved by Lt. Chen"),
        "case_number",
    ),
    "a case number that is too long": (
        CLOSURE,
        lambda s: replace(s, case_number="26-1182" * 40),
        "case_number",
    ),
    "an earlier case number that is too long": (
        CLOSURE,
        lambda s: with_entry(s, place_of(s, "case-number"), note="26-1182" * 8),
        "history",
    ),
    "a name with a space behind it": (
        CLOSURE,
        lambda s: with_answer(
            s,
            "release-authority",
            evidence=({**s.answer("release-authority").evidence[0], "read-by": f"{SOMEBODY} "},),
        ),
        "steps",
    ),
    "what came along later than at the start": (
        CONTINUED,
        lambda s: replace(s, history=moved(s.history, place_of(s, "carried"), len(s.history) - 2)),
        "history",
    ),
    "a text that the session it came from never had": (
        CONTINUED,
        another_text,
        f"history entry {place_of(CONTINUED, 'draft') + 1}",
    ),
    "a case number that the session it came from never had": (
        CONTINUED,
        lambda s: replace(s, case_number="26-9999"),
        "case_number",
    ),
    "a case number that the session it came from had only before it was gone on with": (
        CONTINUED,
        lambda s: replace(
            s,
            history=(
                *s.history[:-1],
                HistoryEntry(s.ready.at, s.ready.by, "case-number"),
                s.history[-1],
            ),
        ),
        "case_number",
    ),
    "an answer carried from another session than it goes on with": (
        CONTINUED,
        lambda s: with_answers_of(RECORDS["continued from a colleague, approved"], s),
        "step name-release-basis",
    ),
    "an answer that came to the session it goes on with on another way": (
        RECORDS["continued twice, ready"],
        lambda s: with_answers_of(CONTINUED, s),
        "step facts-verified",
    ),
    "an image without a description": (
        CLOSURE,
        lambda s: replace(
            s, draft=replace(s.draft, media=(replace(s.draft.media[0], description=""),))
        ),
        "media M1",
    ),
    "a detail that was left out, with no text": (
        CRASH,
        lambda s: with_answer(
            s,
            "travel-details",
            evidence=({**s.answer("travel-details").evidence[0], "reopening": ""},),
        ),
        "steps",
    ),
    "an earlier revision that is none": (
        CARRIED,
        lambda s: with_entry(s, place_of(s, "checklist-carried", step=""), note="26-1182"),
        f"history entry {place_of(CARRIED, 'checklist-carried', step='') + 1}",
    ),
    "the copy in an answer that was replaced": (
        OFTEN,
        copy_changed_in_a_replaced_answer,
        f"history entry {1 + REPLACED}",
    ),
    "the author's present name at the start, which they had not": (
        RENAMED,
        lambda s: with_entry(s, 0, by=s.ready.by),
        "history",
    ),
    "somebody dropped on the way": (CONTINUED, dropped_from_the_list, "person V1"),
    "a session of another type to go on with": (
        CLOSURE,
        lambda s: replace(
            s,
            continues=CONTINUED.continues,
            history=(
                s.history[0],
                HistoryEntry(
                    s.started_at,
                    s.history[0].by,
                    "continued",
                    item=CONTINUED.continues.session,
                    digest=digest_of(CONTINUED.continues),
                ),
                *s.history[1:],
            ),
        ),
        "continues",
    ),
    "a session to go on with that is not there": (
        CONTINUED,
        lambda s: replace(
            s, continues=replace(s.continues, by=replace(s.continues.by, login="okim"))
        ),
        "continues",
    ),
}


def test_what_does_not_hold_in_the_session_that_it_goes_on_with_is_found():
    """Else a lie that one file shows would be whole in the file of whoever goes on with it."""
    first = RECORDS["a supervisor's own session"]
    number = place_of(first, "confirmed", step="kin-notified")
    forged = with_entry(first, number, at=first.started_at + timedelta(seconds=1))
    forged = resealed(forged, "the history's digest")
    context = HOME.context(CONTINUED)
    assert "continues" not in places(CONTINUED, context)
    context = replace(context, originals=(forged,))
    assert stands(CONTINUED, context).is_ready
    assert places(CONTINUED, context) == {"continues"}


FOUND["a record twice in an answer that was replaced"] = (
    OFTEN,
    told_twice_before,
    f"history entry {TICKED_BEFORE + 1}",
)
FOUND["a tick twice in an answer that was replaced"] = (
    OFTEN,
    ticked_twice_before,
    f"history entry {TICKED_BEFORE + 1}",
)

DEPTH = {
    "an image without a description": "what answers were given for",
    "a draft accepted after somebody was told, with no word of what they were told": (
        "what answers were given for"
    ),
    "a draft that other changes made": "what answers were given for",
    "what people were told, counted otherwise": "what answers were given for",
    "people in another order": "what answers were given for",
    "a reason to take somebody off who is on the list": "what answers were given for",
    "a label out of turn": "what answers were given for",
    "a label of more digits than a number may have": "what answers were given for",
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_changed_and_made_to_fit_is_found(name):
    before, change, where = FOUND[name]
    session = resealed(change(before), DEPTH.get(name, "what the history made"))
    judged = judge(before, session, HOME)
    assert judged.fate == "named by verify", judged
    assert where in places(session)
