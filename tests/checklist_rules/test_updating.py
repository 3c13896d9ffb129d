"""A posted session is updated or corrected by a new one: what comes along, and who must be told."""

from datetime import timedelta

import pytest
from factories.sessions import ALL_TYPES, NOON, SOMEBODY, Walk, actor, checklist, ready
from msgspec.structs import replace

from checklists import changes
from checklists.changes import NotReady
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.gate.audit.findings import findings
from checklists.gate.blockers import blockers
from checklists.gate.carried_answers import writers
from checklists.gate.context import SessionContext
from checklists.records.codec import read_record, write_record
from checklists.review.report import review_view
from checklists.session.fingerprints import content_digest
from checklists.session.model import Account, Typed
from tui.wording.review_words import page_lines

TYPE = "traffic-serious"
COLLEAGUE = actor("tdiaz", 1007, "Tomas Diaz")
LATER = NOON + timedelta(minutes=5)
NEW_TEXT = "Correction: the crash on Route 9 was at Hill Road. Please use Route 4."
TOLD = "correction-told"


def posted(incident_type=TYPE):
    return ready(incident_type).posted().session


class Changing(Walk):
    """A colleague's walk through an update or a correction of a posted session."""

    def __init__(self, original, how="correction", who=COLLEAGUE, now=LATER):
        found = checklist(original.incident_type, how)
        super().__init__(found, now, who)
        name = f"{now:%Y%m%d-%H%M}-{original.incident_type}-m3p9"
        self.session = changes.update_session(original, found, name, how, actor=who, now=now)
        self.original = original

    @property
    def context(self):
        return replace(super().context, originals=(self.original,))

    def correct(self, text=NEW_TEXT, *, changes_meaning=False):
        return self.write(text, changes_meaning=changes_meaning if self.asks else None)

    def with_photo(self):
        return self.add_photo(changes_meaning=False if self.asks else None)

    @property
    def asks(self):
        return changes.asks_about_meaning(self.session, self.checklist)

    def open_steps(self):
        found = blockers(self.session, self.checklist, self.context, self.now)
        return {blocker.step for blocker in found if blocker.step}

    def findings(self):
        return findings(self.session, self.checklist, self.context, self.now)


def test_people_case_number_platforms_and_answers_come_along_and_the_text_is_not_accepted():
    original = posted()
    session = Changing(original).session
    assert session.updates is not None
    assert (session.updates.session, session.updates.how) == (original.id, "correction")
    assert session.updates.by == Account("mruiz", 1004)
    assert session.updates.digest == content_digest(original)
    assert session.people == original.people
    assert session.case_number == original.case_number
    assert session.draft.platforms == original.draft.platforms
    assert session.draft.text == ""
    assert session.draft.typed == Typed(original.draft.text, original.draft.variants)
    assert session.draft.media == ()
    assert [answer.as_given for answer in session.steps] == list(original.steps)
    assert (session.ready, session.posted, session.questions) == (None, (), ())


def test_what_was_answered_for_the_first_text_is_asked_again_and_the_rest_is_not():
    walk = Changing(posted(), "update").with_photo()
    before = {step.id for step in walk.checklist.steps if "text" in step.binds}
    # One text has no versions to agree.
    before.discard("versions-agree")
    walk.correct()
    assert walk.every_step_asked().open_steps() == before


def test_other_words_than_somebody_was_told_are_told_again():
    walk = Changing(posted(), "update").with_photo()
    walk.correct(changes_meaning=True).every_step_asked()
    contacts = {step.id for step in walk.checklist.steps if step.is_contact}
    assert contacts <= walk.open_steps()


def test_what_people_were_told_before_the_post_is_not_taken_for_what_it_said():
    original = ready(TYPE).write("It is open again.", changes_meaning=True).every_step_asked()
    original.answer_everything().mark_ready().posted()
    walk = Changing(original.session, "update").with_photo().correct().every_step_asked()
    told = {step.id for step in walk.checklist.steps if step.binds == ("meaning", "people")}
    assert told
    assert not told & walk.open_steps()


def test_the_picture_of_the_first_post_is_chosen_again_and_then_its_answers_count():
    walk = Changing(posted("missing-person"), "update").correct().every_step_asked()
    assert "family-agreement" in walk.open_steps()
    walk.with_photo().every_step_asked()
    assert "family-agreement" not in walk.open_steps()


@pytest.mark.parametrize("incident_type", ALL_TYPES)
@pytest.mark.parametrize("how", ["update", "correction"])
def test_each_type_can_be_updated_and_corrected_and_the_record_is_whole(incident_type, how):
    walk = Changing(posted(incident_type), how)
    walk.with_photo().correct().every_step_asked().list_who_is_needed().answer_everything()
    walk.mark_ready().posted()
    assert walk.findings() == ()
    assert read_record(write_record(walk.session), "x") == walk.session


@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_a_correction_asks_everything_of_its_type_and_more(incident_type):
    usual, more = checklist(incident_type), checklist(incident_type, "correction")
    added = {step.id for step in more.steps} - {step.id for step in usual.steps}
    assert {TOLD, "correction-what", "correction-way", "correction-everywhere"} == added
    assert more.step(TOLD).victim_related
    assert [s for s in more.steps if s.id not in added and not s.is_contact] == [
        s for s in usual.steps if not s.is_contact
    ]
    assert more.steps[-1] == usual.steps[-1]
    assert {found.id for found in more.classes} >= {"wrongly-shown"}
    assert checklist(incident_type, "update") == usual


def test_a_correction_is_not_ready_while_somebody_who_was_told_of_the_first_post_is_not():
    walk = Changing(posted()).with_photo().correct().every_step_asked()
    walk.answer_everything()
    first, *others = walk.whole(TOLD)
    walk.confirm(TOLD, *others)
    left = [(b.code, b.step, b.person) for b in walk.blockers()]
    assert left == [("person-missing", TOLD, first["person"])]
    with pytest.raises(NotReady):
        walk.mark_ready()


def test_somebody_who_was_wrongly_shown_is_told_or_has_a_named_caller():
    walk = Changing(posted()).with_photo().correct().every_step_asked()
    shown = walk.list_person("wrongly-shown")
    walk.answer_everything()
    told = {record["person"] for record in walk.session.answer(TOLD).evidence}
    assert shown in told
    walk.choose(TOLD, "outcome", "caller-named", shown)
    record = next(r for r in walk.session.answer(TOLD).evidence if r["person"] == shown)
    assert record["told-or-tried-by"] == SOMEBODY
    assert record["outcome-detail"] > walk.now
    walk.mark_ready()


def test_in_a_correction_of_a_post_about_nobody_somebody_says_that_there_is_nobody_to_tell():
    walk = Changing(posted("community-post")).with_photo().correct().every_step_asked()
    walk.does_not_apply(TOLD, "nobody-was-told").answer_everything().mark_ready()
    shown = walk.list_person("wrongly-shown")
    walk.answer_everything()
    assert [r["person"] for r in walk.session.answer(TOLD).evidence] == [shown]


@pytest.mark.parametrize("how", ["update", "correction"])
def test_nobody_whom_the_first_post_lists_is_left_out(how):
    walk = Changing(posted(), how)
    gone = walk.session.people[0].label
    walk.session = replace(walk.session, people=walk.session.people[1:])
    reasons = [b.reason for b in walk.blockers() if b.person == gone and not b.step]
    assert reasons == [f"The first post lists {gone}, and this session does not."]
    assert f"person {gone}" in {found.where for found in walk.findings()}


def test_a_correction_takes_nobody_off_the_list_of_the_first_post():
    """Nobody who was told of the first post learns of its correction from a feed."""
    walk = Changing(posted())
    for label in [person.label for person in walk.session.listed]:
        with pytest.raises(Refused, match=r"A correction keeps them|linked"):
            walk.remove_person(label)
    kin = next(p.label for p in walk.session.listed if p.person_class == "next-of-kin")
    # As in a file that was written by hand, with all that a removal needs.
    removed = replace(
        walk.session.person(kin),
        removed=True,
        removed_because="Not family",
        removed_verified_by=SOMEBODY,
    )
    people = tuple(removed if p.label == kin else p for p in walk.session.people)
    walk.session = replace(walk.session, people=people)
    reasons = {b.person: b.reason for b in walk.blockers() if not b.step}
    assert "a correction tells them or names a caller" in reasons[kin]


def test_who_has_another_class_in_a_correction_is_told_under_that_one():
    walk = Changing(posted())
    victim = next(p.label for p in walk.session.listed if p.person_class == "victim")
    hurt = walk.reclassify(victim, "seriously-hurt")
    missing = {b.person for b in walk.blockers() if b.code == "person-missing" and not b.step}
    assert victim not in missing
    with pytest.raises(Refused, match="A correction keeps them"):
        walk.remove_person(hurt)
    # Whoever goes on with it finds that in the file that they continue.
    found = checklist(TYPE, "correction")
    more = {"actor": actor("okim", 1009, "Oh Kim"), "now": LATER}
    on = changes.continue_session(walk.session, found, f"{walk.session.id[:-4]}n7n7", **more)
    context = replace(walk.context, originals=(walk.original, walk.session))
    missing = {b.person for b in blockers(on, found, context, LATER) if b.code == "person-missing"}
    assert victim not in missing
    witness = Changing(posted())
    witness.reclassify(victim, "witness")
    assert victim in {b.person for b in witness.blockers() if not b.step}


def test_an_update_may_take_somebody_off_the_list():
    walk = Changing(posted(), "update")
    label = walk.session.listed[-1].label
    walk.remove_person(label)
    assert not [b for b in walk.blockers() if b.person == label and not b.step]


def test_somebody_is_taken_off_the_list_with_a_reason_that_somebody_verified():
    walk = Changing(posted())
    label = walk.list_person("wrongly-shown")
    walk.remove_person(label)
    assert not [b for b in walk.blockers() if b.person == label]
    assert walk.list_person("wrongly-shown") == "P2"


@pytest.mark.parametrize(
    "otherwise",
    [
        lambda original: None,
        lambda original: replace(original, posted=()),
        lambda original: replace(original, sealed=False),
        lambda original: replace(original, author="other"),
        lambda original: replace(original, author_uid=1009),
        lambda original: replace(original, case_number="26-0001"),
    ],
)
def test_without_the_posted_session_as_it_was_posted_nothing_goes_out(otherwise):
    walk = Changing(posted(), "update")
    other = otherwise(walk.original)
    context = SessionContext(originals=(other,) if other is not None else ())
    found = blockers(walk.session, walk.checklist, context, walk.now)
    assert ("edited-outside", "first post") in {(b.code, b.short) for b in found}
    wrong = findings(walk.session, walk.checklist, context, walk.now)
    assert "updates" in {one.where for one in wrong}


def test_the_link_names_whose_post_it_is():
    walk = Changing(posted())
    other = replace(walk.session.updates, by=COLLEAGUE.account)
    walk.session = replace(walk.session, updates=other)
    assert "first post" in {blocker.short for blocker in walk.blockers()}


@pytest.mark.parametrize("value", [None, "how", "session"])
def test_the_link_that_a_file_claims_is_the_one_that_its_history_made(value):
    walk = Changing(posted())
    updates = walk.session.updates
    changed = {"how": "update", "session": updates.session[:-4] + "zzzz"}
    walk.session = replace(
        walk.session,
        updates=replace(updates, **{value: changed[value]}) if value else None,
    )
    assert "updates" in {found.where for found in walk.findings()}


def test_a_correction_that_is_said_to_be_none_must_have_its_answers_carried_over_again():
    session = replace(Changing(posted()).session, updates=None)
    found = blockers(session, checklist(TYPE), SessionContext(), LATER)
    assert {"checklist-changed", "stale"} <= {blocker.code for blocker in found}


def test_a_ready_mark_ends_with_another_link():
    session = Changing(posted()).session
    other = replace(session, updates=replace(session.updates, digest=digest_of("x")))
    assert content_digest(other) != content_digest(session)


def test_whoever_wrote_the_first_post_does_not_review_its_correction():
    walk = Changing(posted())
    assert writers(walk.session, (walk.original,)) == {1004, 1007}
    bare = replace(walk.session, steps=(), history=walk.session.history[:2])
    assert writers(bare, (walk.original,)) == {1004, 1007}


@pytest.mark.parametrize("again", ["continued", "as another type"])
def test_whoever_goes_on_with_a_correction_goes_on_correcting(again):
    walk = Changing(posted())
    other, now = actor("kbell", 1008, "Kim Bell"), LATER + timedelta(minutes=5)
    if again == "continued":
        found = checklist(TYPE, "correction")
        change = changes.continue_session
    else:
        found = checklist("death-investigation", "correction")
        change = changes.start_instead
    session = change(walk.session, found, f"20261122-1210-{found.id}-x4x4", actor=other, now=now)
    assert session.updates == walk.session.updates
    context = SessionContext(originals=(walk.original, walk.session))
    assert findings(session, found, context, now) == ()
    assert session.checklist_revision == found.revision


def test_only_what_was_posted_is_updated_and_a_posted_session_is_not_continued():
    with pytest.raises(Refused, match="Only a post that went out"):
        Changing(ready(TYPE).session)
    with pytest.raises(Refused, match="update or correct it"):
        changes.continue_session(posted(), checklist(TYPE), "x", actor=COLLEAGUE, now=LATER)


def test_one_letter_of_what_came_along_altered_is_found():
    walk = Changing(posted())
    for changed in (
        replace(walk.session, case_number="26-9999"),
        replace(walk.session, draft=replace(walk.session.draft, platforms=("x",))),
        replace(walk.session, draft=replace(walk.session.draft, meaning=2)),
    ):
        wrong = findings(changed, walk.checklist, walk.context, walk.now)
        assert wrong


def reviewed(walk):
    return review_view(walk.session, walk.checklist, walk.context, walk.now)


def lines(page, walk):
    return [line.text for line in page_lines(page, reviewed(walk), walk.checklist, walk.now)]


def test_a_review_names_the_first_post_and_the_words_that_differ_but_not_on_the_post_alone():
    walk = Changing(posted()).with_photo().correct("Crash on Route 9 at Hill Road.")
    (found,) = reviewed(walk).earlier
    assert found.platforms == ("facebook", "x")
    assert found.text == walk.original.draft.text
    assert ("Mill", "Hill") in [(words.was, words.is_now) for words in found.differs]
    brief = lines("brief", walk)
    assert any(line.startswith(f"Corrects      {walk.original.id} of mruiz") for line in brief)
    assert any('was: "Mill", now: "Hill"' in line for line in brief)
    assert walk.original.draft.text in lines("unusual", walk)
    assert walk.original.draft.text not in "\n".join(lines("post", walk))


def test_the_first_post_is_shown_as_it_went_out_on_each_platform():
    walk = ready(TYPE)
    for platform, live, text in (("facebook", "text-differs", "Another text."), ("x", "", "")):
        walk.session = changes.record_posted(
            walk.session,
            walk.status_now,
            platform,
            at=walk.now,
            live=live,
            text=text,
            actor=walk.actor,
            now=walk.now,
        )
    shown = reviewed(Changing(walk.session)).earlier
    assert [(one.platforms, one.text) for one in shown] == [
        (("facebook",), "Another text."),
        (("x",), walk.session.draft.text),
    ]


def test_whoever_is_only_to_be_called_has_not_been_told_on_a_supervisors_first_page():
    walk = Changing(posted()).with_photo().correct().every_step_asked()
    shown = walk.list_person("wrongly-shown")
    walk.answer_everything()
    heard = {told.person.label: told.heard for told in reviewed(walk).brief.told}
    assert heard[shown] == "told"
    walk.choose(TOLD, "outcome", "caller-named", shown)
    heard = {told.person.label: told.heard for told in reviewed(walk).brief.told}
    assert heard[shown] == "tried"
