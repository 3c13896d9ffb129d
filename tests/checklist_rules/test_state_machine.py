"""All changes, in any order, with sense and without: none finds a way to ready past the gate.

A machine makes changes at random on several types, valid ones and invalid ones, lets time pass,
changes the checklist underneath, edits the file, and has a supervisor grant and refuse. After each
step a second opinion (`plain_check`), which shares no code with the gate, must agree with it.
"""

import os
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from checklist_rules.plain_check import Witness, what_is_missing
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace
from practice import NOON, SOMEBODY, Walk, answered, checklist

from checklists import changes
from checklists.contacts import asked_of
from checklists.digests import answer_digest, content_digest
from checklists.gate import step_blockers
from checklists.problems import Refused
from checklists.record import read_record, write_record
from checklists.session import PERSON_KEY

TYPES = ("traffic-advisory", "life-safety-alert", "agency-initiative", "traffic-serious")
TEXTS = ("Crash on Route 9.", "Crash on Route 9", "Closed.", " ", "", "a\x1b[2J", "\u202eabc")
LINES = ("", " ", "26-1182", "26-1183", "x" * 41, "a\x07")
REASONS = ("", " ", "The sheriff posts that part", "x" * 201)
VERIFIERS = ("", "mruiz", "me", SOMEBODY, "x" * 81)
PLATFORMS = ((), ("",), ("facebook",), ("x", "facebook"), ("facebook", "x"))
CLASSES = (
    "victim", "seriously-hurt", "deceased", "next-of-kin", "co-victim", "guardian", "witness",
    "featured", "nobody",
)  # fmt: skip
EFFECTS = ("blocks", "holds-until", "needs-exception", "excuses", "excuses-needs-another")
YES_NO = st.sampled_from((None, True, False))
NUMBERS = st.sampled_from(range(60))


def reworded(found):
    """The same type after an administrator reworded one step and made another victim-related."""
    first, *rest = found.sections[0].steps
    steps = (replace(first, prompt="Asked in other words.", victim_related=True), *rest)
    sections = (replace(found.sections[0], steps=steps), *found.sections[1:])
    return replace(found, sections=sections, revision="sha256:" + "5" * 64)


CHECKLISTS = {name: (checklist(name), reworded(checklist(name))) for name in TYPES}


def with_two_next_of_kin():
    """A crash with every step answered, for two relatives of the person who died."""
    walk = answered("traffic-serious")
    walk.list_person("next-of-kin", "D1")
    return walk.answer_everything()


BEGINNINGS = (
    *(partial(Walk, name) for name in TYPES),
    *(partial(answered, name) for name in TYPES),
    with_two_next_of_kin,
    with_two_next_of_kin,
)


def _choices(found):
    return [
        (step, field, choice)
        for step in found.steps
        for field in step.fields
        for choice in field.choices
    ]


PLACES = {
    "edited-outside": "file",
    "checklist-changed": "checklist",
    "no-case-number": "case number",
    "draft-empty": "text",
    "draft-unaccepted": "typed text",
    "no-platform": "platforms",
    "person-missing": "people",
}


def _place(blocker):
    """What a blocker is about, in the words of the second opinion."""
    return blocker.step or blocker.item or PLACES[blocker.code]


class AnyChangeInAnyOrder(RuleBasedStateMachine):
    """One session, one author, one supervisor, and everything that can happen to them."""

    seen: Counter[str] = Counter()

    @initialize(begin=st.sampled_from(BEGINNINGS))
    def start(self, begin):
        self.walk = begin()
        self.name = self.walk.checklist.id
        self.witness = Witness()
        for found in self.walk.session.steps:
            self.witness.saw_answer(self.walk.session, found.id)
        for found in self.walk.session.guards:
            self.witness.saw_guard(self.walk.session, found.id)

    def tries(self, change, *arguments, **more):
        """Make a change, or be refused and find everything as it was."""
        before = self.walk.session
        try:
            change(*arguments, **more)
        except Refused:
            assert self.walk.session is before
            self.seen["refused"] += 1
            return False
        self.seen["changed"] += 1
        return True

    def a_step(self, number):
        return self.walk.checklist.steps[number % len(self.walk.checklist.steps)]

    # The post

    @rule(line=st.sampled_from(LINES))
    def case_number(self, line):
        self.tries(self.walk.case_number, line)

    @rule(text=st.sampled_from(TEXTS), short=st.sampled_from(("", "Short.")), meaning=YES_NO)
    def accept_draft(self, text, short, meaning):
        self.tries(self.walk.write, text, {"x": short}, meaning)

    @rule(text=st.sampled_from(TEXTS))
    def type_text(self, text):
        self.tries(self.walk.type, text)

    @rule()
    def drop_typed(self):
        def drop():
            self.walk.session = changes.drop_typed(self.walk.session)

        self.tries(drop)

    @rule(platforms=st.sampled_from(PLATFORMS))
    def choose_platforms(self, platforms):
        self.tries(self.walk.post_on, *platforms)

    @rule(shows=st.sampled_from(("A road", "", "a\x1b")), meaning=YES_NO)
    def add_media(self, shows, meaning):
        self.tries(self.walk.add_photo, shows, meaning)

    @rule(label=st.sampled_from(("M1", "M2", "M9")), meaning=YES_NO)
    def remove_media(self, label, meaning):
        self.tries(self.walk.remove_photo, label, meaning)

    @rule(number=NUMBERS, yes=st.booleans(), reason=st.sampled_from(REASONS))
    def guard(self, number, yes, reason):
        names = [guard.id for guard in self.walk.checklist.guards] or ["no-such-guard"]
        name = names[number % len(names)]
        if self.tries(self.walk.guard, name, yes=yes, reason=reason):
            self.witness.saw_guard(self.walk.session, name)

    # The people

    def a_label(self, number):
        """The label of somebody who is or was listed, or of nobody."""
        labels = [*(person.label for person in self.walk.session.people), "", "Z9"]
        return labels[number % len(labels)]

    @rule(class_id=st.sampled_from(CLASSES), number=NUMBERS, alone=st.booleans())
    def add_person(self, class_id, number, alone):
        self.tries(self.walk.list_person, class_id, "" if alone else self.a_label(number))

    @rule(number=NUMBERS)
    def add_a_next_of_kin(self, number):
        self.tries(self.walk.list_person, "next-of-kin", self.a_label(number))

    @rule(number=NUMBERS, other=NUMBERS)
    def link_person(self, number, other):
        self.tries(self.walk.link, self.a_label(number), self.a_label(other))

    @rule(number=NUMBERS)
    def remove_person(self, number):
        self.tries(self.walk.remove_person, self.a_label(number))

    @rule(
        number=NUMBERS,
        because=st.sampled_from(REASONS),
        verified_by=st.sampled_from(VERIFIERS),
    )
    def remove_person_without_much_of_a_reason(self, number, because, verified_by):
        why = {"because": because, "verified_by": verified_by}
        self.tries(self.walk._do, changes.remove_person, self.a_label(number), **why)

    @rule(number=NUMBERS, class_id=st.sampled_from(CLASSES), other=NUMBERS, alone=st.booleans())
    def reclassify_person(self, number, class_id, other, alone):
        stands_for = "" if alone else self.a_label(other)
        self.tries(self.walk.reclassify, self.a_label(number), class_id, stands_for)

    # The answers

    def confirms(self, step, records):
        if self.tries(self.walk.confirm, step.id, *records):
            self.witness.saw_answer(self.walk.session, step.id)

    @rule(number=NUMBERS)
    def confirm_whole(self, number):
        self.confirms(self.a_step(number), ())

    @rule(number=NUMBERS, person=NUMBERS, details=st.sampled_from((True, True, False)))
    def confirm_with_some_choice(self, number, person, details):
        self.chooses(_choices(self.walk.checklist), number, person, details=details)

    @rule(effect=st.sampled_from(EFFECTS), number=NUMBERS, person=NUMBERS)
    def confirm_with_a_choice_that_does_more_than_count(self, effect, number, person):
        weighty = [c for c in _choices(self.walk.checklist) if c[2].effect == effect]
        if weighty:
            self.chooses(weighty, number, person, details=True)

    def chooses(self, choices, number, person, *, details):
        step, field, chosen = choices[number % len(choices)]
        people = [p.label for p in asked_of(self.walk.session, self.walk.checklist, step)]
        labels = [people[person % len(people)]] if people and person % 2 else []
        dropped = {} if details else {field.id + "-detail": ""}
        if self.tries(self.walk.choose, step.id, field.id, chosen.id, *labels, **dropped):
            self.witness.saw_answer(self.walk.session, step.id)
            self.seen[f"effect {chosen.effect}"] += 1

    @rule(number=NUMBERS, which=NUMBERS, wrong=NUMBERS)
    def confirm_with_something_wrong(self, number, which, wrong):
        step = self.a_step(number)
        records = [dict(record) for record in self.walk.whole(step.id)]
        if not records:
            return
        field = step.fields[which % len(step.fields)]
        values = (None, "", [], "mruiz", "x" * 201, self.walk.now + timedelta(hours=1), 7, "a\x1b")
        record = records[which % len(records)]
        match wrong % 11:
            case 8:
                records.pop()
            case 9:
                records.append(record)
            case 10:
                record[PERSON_KEY] = self.a_label(which)
            case kind:
                record[field.id] = values[kind]
        record = {key: value for key, value in record.items() if value is not None}
        self.confirms(step, records or ({PERSON_KEY: "Z9"},))

    @rule(number=NUMBERS, which=NUMBERS, verified_by=st.sampled_from(VERIFIERS))
    def does_not_apply(self, number, which, verified_by):
        steps = [step for step in self.walk.checklist.steps if step.does_not_apply]
        step = steps[number % len(steps)]
        reason = step.does_not_apply[which % len(step.does_not_apply)].id
        if which % 5 == 4:
            reason = "no-media"
        if self.tries(self.walk.does_not_apply, step.id, reason, verified_by):
            self.witness.saw_answer(self.walk.session, step.id)
            self.seen["does not apply"] += 1

    @rule(number=NUMBERS, note=st.sampled_from(REASONS))
    def not_done(self, number, note):
        step = self.a_step(number)
        if self.tries(self.walk.not_done, step.id, note):
            self.witness.saw_answer(self.walk.session, step.id)

    @rule(number=NUMBERS, tried=st.sampled_from(REASONS))
    def ask_exception(self, number, tried):
        step = self.a_step(number)
        if self.tries(self.walk.ask_exception, step.id, tried):
            self.witness.saw_answer(self.walk.session, step.id)

    def put_in_order(self, *parts):
        """What a diligent author does next: without it, few walks would come near the gate."""
        for part in parts:
            try:
                getattr(self, f"put_{part}_in_order")()
            except Refused:
                self.seen["refused"] += 1

    def put_file_in_order(self):
        self.walk._do(changes.take_over_hand_edit)
        self.walk._do(changes.carry_to_checklist, self.walk.checklist)

    def put_post_in_order(self):
        draft = self.walk.session.draft
        self.walk.case_number()
        if not draft.text.strip() or draft.typed is not None:
            self.walk.write("Crash on Route 9!", changes_meaning=False)
        if not draft.platforms:
            self.walk.post_on("facebook")

    def put_guards_in_order(self):
        for guard in self.walk.checklist.guards:
            self.walk.guard(guard.id)
            self.witness.saw_guard(self.walk.session, guard.id)

    def put_people_in_order(self):
        self.walk.list_who_is_needed()

    def put_steps_in_order(self):
        walk = self.walk
        for step in walk.checklist.steps:
            if step_blockers(walk.session, walk.checklist, step, walk.reviews, walk.now):
                walk.confirm(step.id)
                self.witness.saw_answer(walk.session, step.id)

    @rule(part=st.sampled_from(("file", "post", "guards", "people", "steps")))
    def put_one_thing_in_order(self, part):
        self.put_in_order(part)

    @rule(mark=st.booleans())
    def put_everything_in_order(self, mark):
        self.put_in_order("file", "post", "guards", "people", "steps")
        if mark:
            self.marks_ready(as_shown=True)

    # Others

    @rule(number=NUMBERS, grant=st.booleans())
    def supervisor_answers_a_request(self, number, grant):
        asked = [found for found in self.walk.session.steps if found.outcome == "exception"]
        if asked:
            found = asked[number % len(asked)]
            self.walk.now += timedelta(seconds=1)
            self.walk.review("exception-granted" if grant else "exception-refused", found.id)
            self.witness.saw_word(self.walk.session, found.id, self.walk.now, grant=grant)
            self.seen["granted" if grant else "not granted"] += 1

    @rule()
    def supervisor_grants_every_request(self):
        for number in range(len(self.walk.session.steps)):
            self.supervisor_answers_a_request(number, grant=True)

    @rule(number=NUMBERS)
    def supervisor_grants_what_was_not_asked(self, number):
        step = self.a_step(number)
        found = self.walk.session.answer(step.id)
        if found is None or found.outcome == "exception":
            digest = content_digest(self.walk.session)
        else:
            digest = answer_digest(found)
        self.walk.review_of(digest, "exception-granted", step.id)

    @rule(verdict=st.sampled_from(("approved", "approved", "returned", "noted")))
    def supervisor_reviews(self, verdict):
        self.walk.now += timedelta(seconds=1)
        self.walk.review(verdict)

    @rule(minutes=st.sampled_from((1, 5, 20, 26, 61, 300, 60 * 200)))
    def time_passes(self, minutes):
        self.walk.later(minutes=minutes)

    @rule(minutes=st.sampled_from((1, 60)))
    def the_clock_is_set_back(self, minutes):
        if self.walk.now > NOON - timedelta(days=1):
            self.walk.later(minutes=-minutes)

    @rule()
    def the_catalog_changes(self):
        first, second = CHECKLISTS[self.name]
        self.walk.checklist = second if self.walk.checklist is first else first

    @rule()
    def carry_over(self):
        self.tries(self.walk._do, changes.carry_to_checklist, self.walk.checklist)

    @rule(number=NUMBERS)
    def the_file_is_edited(self, number):
        session = self.walk.session
        if number % 4 == 0 and session.sealed:
            data = write_record(session).replace(b"schema = 1\n", b"schema = 1 # mine\n")
            self.walk.session = read_record(data, "edited.toml")
            assert not self.walk.session.sealed

    @rule()
    def take_over_hand_edit(self):
        self.tries(self.walk._do, changes.take_over_hand_edit)

    @rule(number=NUMBERS, reason=st.sampled_from(REASONS))
    def withdraw(self, number, reason):
        if number == 59:
            self.tries(self.walk.withdraw, reason)

    @rule(as_shown=st.sampled_from((True, True, True, False)))
    def mark_ready(self, as_shown):
        self.marks_ready(as_shown=as_shown)

    def marks_ready(self, *, as_shown):
        """Mark it ready: that must succeed exactly when nothing is missing."""
        walk = self.walk
        found = walk.blockers()
        missing = what_is_missing(walk.session, walk.checklist, self.witness, walk.now)
        shown = content_digest(walk.session) if as_shown else "sha256:" + "0" * 64
        may = not missing and as_shown and walk.session.withdrawn is None
        may = may and not self.is_returned_as_it_is()
        if found:
            with pytest.raises(changes.NotReady) as refused:
                walk._do(changes.mark_ready, walk.checklist, walk.reviews, shown=shown)
            assert refused.value.blockers == found
            marked = False
        else:
            marked = self.tries(
                walk._do, changes.mark_ready, walk.checklist, walk.reviews, shown=shown
            )
        assert marked == may
        self.seen[f"marked ready {self.name}" if marked else "not ready"] += 1

    def is_returned_as_it_is(self):
        """Whether a supervisor's last word on exactly this content is a return."""
        digest = content_digest(self.walk.session)
        words = [
            (review.at, review.verdict == "returned")
            for review in self.walk.reviews
            if review.digest == digest and review.verdict in ("approved", "returned")
        ]
        return bool(words) and max(words)[1]

    @invariant()
    def nothing_is_ready_that_misses_something(self):
        walk = self.walk
        stands = walk.standing
        missing = what_is_missing(walk.session, walk.checklist, self.witness, walk.now)
        assert {_place(found) for found in stands.blockers} == set(missing), missing
        self.seen[stands.status] += 1
        if stands.status in ("ready", "approved"):
            assert missing == {}
            assert walk.session.ready is not None
            assert walk.session.withdrawn is None
            age = walk.now - walk.session.ready.at
            assert timedelta(0) <= age <= walk.checklist.fresh_for
        if stands.status == "in-progress":
            assert walk.session.ready is None


def test_no_order_of_changes_finds_a_way_to_ready_past_the_gate():
    profile = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "thorough"))
    AnyChangeInAnyOrder.seen.clear()
    run_state_machine_as_test(AnyChangeInAnyOrder, settings=profile)
    seen = AnyChangeInAnyOrder.seen
    if profile.max_examples < 500:
        return
    # A search that never came to the gate would prove nothing.
    for name in TYPES:
        assert seen[f"marked ready {name}"] > 0, seen
    for kind in (
        "refused",
        "not ready",
        "lapsed",
        "returned",
        "granted",
        "does not apply",
        "effect needs-exception",
        "effect excuses",
    ):
        assert seen[kind] > 0, (kind, seen)
