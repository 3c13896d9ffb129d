"""What a victim advocate would miss in the shipped checklists, one test for each thing."""

import pytest
from factories.sessions import Walk, answered

from checklists.definitions.catalog import load_catalog
from checklists.definitions.model import Checklist, Choice, Step

TYPES = load_catalog().checklists
FREES = ("excuses", "excuses-needs-another")
SUSPECTS = ("unidentified-suspect", "wanted-suspect", "arrest-charge", "threat-hoax")


def step(type_id: str, step_id: str) -> Step:
    """A step of a type."""
    found = TYPES[type_id].step(step_id)
    assert found is not None, f"{type_id} does not ask {step_id}"
    return found


def answers(type_id: str, step_id: str) -> dict[str, Choice]:
    """The answers that a step offers in a type, by id."""
    return {c.id: c for f in step(type_id, step_id).fields for c in f.choices}


def asked_first(type_id: str) -> set[str]:
    """The steps that a type asks whatever the questions are answered."""
    checklist = TYPES[type_id]
    added = {name for question in checklist.questions for name in question.adds}
    return {found.id for found in checklist.steps} - added


# Whoever was excused from being told


def test_where_people_are_asked_unsafe_frees_nobody_from_being_told() -> None:
    """In a release a supervisor decides on that; an answer further down must not walk around it."""
    for checklist in TYPES.values():
        for found in checklist.steps:
            offered = answers(checklist.id, found.id)
            if "unsafe" in offered:
                assert offered["unsafe"].effect == "counts", f"{checklist.id} {found.id}"
                assert offered["unsafe"].then is not None


@pytest.mark.parametrize("step_id", ["victim-view", "support-contact", "comments-talk"])
def test_unsafe_to_ask_leaves_the_notice_of_a_release_to_be_given(step_id: str) -> None:
    walk = answered("release-status")
    other = walk.list_person("victim")
    walk.answer_everything().choose(step_id, "answer", "unsafe", other)
    assert walk.codes() == []
    walk.confirm("release-notice", *walk.whole("release-notice", "V1"))
    assert walk.codes("release-notice") == [f"person-missing {other}"]


def test_what_frees_from_telling_where_people_are_asked_frees_where_they_are_told_too() -> None:
    """An excuse further down opens nothing that the telling itself would keep shut."""
    telling = ("advance-notice", "release-notice", "whom-to-call", "private-viewing")
    for checklist in TYPES.values():
        told = [s.id for s in checklist.steps if s.id in telling]
        for name in ("victim-view", "support-contact", "comments-talk", "next-steps-info"):
            for found in (s for s in checklist.steps if s.id == name and told):
                offered = answers(checklist.id, found.id).values()
                frees = {choice.id for choice in offered if choice.effect in FREES}
                for other in told:
                    own = answers(checklist.id, other).values()
                    assert frees <= {c.id for c in own if c.effect in FREES}


@pytest.mark.parametrize("answer", ["hurt-person-declined", "relative-involved"])
def test_a_family_that_must_not_be_asked_for_time_is_still_answered_for_where_it_is_told(
    answer: str,
) -> None:
    walk = answered("traffic-serious")
    walk.list_person("next-of-kin", "D1")
    walk.answer_everything().choose("family-window", "answer", answer, "K2")
    assert walk.codes() == []
    walk.confirm("kin-notified", *walk.whole("kin-notified", "K1"))
    assert walk.codes("kin-notified") == ["person-missing K2"]


def test_whoever_is_missing_is_not_called_about_their_own_search() -> None:
    for step_id in ("support-contact", "comments-talk"):
        assert "is-missing" in answers("missing-person", step_id)
        assert "is-missing" not in answers("arrest-charge", step_id)


@pytest.mark.parametrize("type_id", ["wanted-suspect", "arrest-charge"])
def test_a_supervisor_decides_where_notice_of_an_arrest_or_a_search_is_unsafe(type_id: str) -> None:
    offered = answers(type_id, "advance-notice")
    assert offered["direct-notice-unsafe"].effect == "needs-exception"
    assert "notice-would-endanger" not in offered


@pytest.mark.parametrize(
    "type_id",
    ["death-investigation", "unidentified-suspect", "wanted-suspect", "arrest-charge",
     "video-release"],
)  # fmt: skip
def test_too_soon_to_ask_names_when_an_advocate_asks_and_is_owed_then(type_id: str) -> None:
    soon = answers(type_id, "victim-view")["too-soon"]
    assert soon.then is not None
    assert soon.then.future
    owed = next(rule for rule in TYPES[type_id].follow_ups if rule.id == "advocate-call")
    assert ("victim-view", "too-soon") in {(due.step, due.choice) for due in owed.due_in}


def test_after_an_arrest_an_advocate_may_explain_the_next_steps_later_and_owes_it() -> None:
    assert "later" not in answers("release-status", "next-steps-info")
    assert "later" in answers("arrest-charge", "next-steps-info")
    owed = next(rule for rule in TYPES["arrest-charge"].follow_ups if rule.id == "advocate-call")
    assert ("next-steps-info", "later") in {(due.step, due.choice) for due in owed.due_in}


# What a type asks


@pytest.mark.parametrize(
    ("type_id", "step_ids"),
    [
        ("death-investigation", {"medical-limits"}),
        ("threat-hoax", {"nobody-called-liar"}),
        ("officer-incident", {"cause-left-to-examiner", "manner-and-method"}),
        ("custody-death", {"protected-victim", "victim-safety"}),
        ("holding-statement", {"comments-watched"}),
        ("crime-trend", {"case-integrity"}),
        ("missing-person", {"whom-to-call", "support-contact"}),
        ("threat-hoax", {"rights-and-wishes", "whom-to-call", "dignity-language"}),
        ("unidentified-suspect", {"additional-victims"}),
        ("release-status", {"identity-verified"}),
    ],
)
def test_a_type_always_asks_it(type_id: str, step_ids: set[str]) -> None:
    assert step_ids <= asked_first(type_id)


def test_somebody_seriously_hurt_and_nobody_dead_has_a_type() -> None:
    checklist = TYPES["death-investigation"]
    assert "serious injury" in checklist.when
    assert set(checklist.people_need_one_of) == {"deceased", "seriously-hurt"}


def test_cause_and_manner_do_not_apply_where_nobody_died_and_nobody_dead_is_listed() -> None:
    for type_id in ("officer-incident", "death-investigation", "unidentified-person"):
        reason = step(type_id, "cause-left-to-examiner").reason("nobody-died")
        assert reason is not None
        assert reason.needs.nobody_of == ("deceased",)
    assert step("custody-death", "cause-left-to-examiner").reason("nobody-died") is None


@pytest.mark.parametrize(
    ("type_id", "step_id", "answer"),
    [
        ("threat-hoax", "nobody-called-liar", "called-false"),
        ("unidentified-person", "family-first-route", "no-check"),
        ("holding-statement", "comments-watched", "nobody"),
    ],
)
def test_an_honest_no_holds_the_post(type_id: str, step_id: str, answer: str) -> None:
    assert step(type_id, step_id).victim_related
    assert answers(type_id, step_id)[answer].effect == "blocks"


def test_a_witness_description_is_neither_nobody_nor_the_right_person() -> None:
    said = answers("life-safety-alert", "threat-person-confirmed")["described"]
    assert said.then is not None


@pytest.mark.parametrize(
    ("type_id", "step_id", "answer"),
    [
        ("video-release", "civil-liberties", "crisis-by-law"),
        ("crime-trend", "apparent-child", "age-only"),
        ("video-release", "apparent-child", "age-only"),
        ("agency-initiative", "apparent-child", "age-only"),
        ("arrest-charge", "footage-looked-at", "suspect-allowed"),
        ("wanted-suspect", "footage-looked-at", "suspect-allowed"),
        ("release-status", "earlier-posts", "right"),
        ("traffic-serious", "media-handoff", "differ"),
        ("missing-person", "allegation-wording", "not-accused"),
    ],
)
def test_what_is_true_can_be_answered(type_id: str, step_id: str, answer: str) -> None:
    assert answers(type_id, step_id)[answer].effect == "counts"


@pytest.mark.parametrize("type_id", SUSPECTS)
def test_a_young_suspect_is_shown_by_law_or_order_or_has_an_age_alone(type_id: str) -> None:
    offered = answers(type_id, "apparent-child")
    assert offered["suspect-allowed"].then is not None
    assert "age-only" in offered
    assert "suspect-allowed" not in answers("community-post", "apparent-child")


def test_whoever_was_not_reached_before_a_release_is_covered_by_somebody_named() -> None:
    covered = answers("release-status", "victim-safety")["covered"]
    assert covered.then is not None
    assert covered.then.kind == "note"
    assert "covered" not in answers("arrest-charge", "victim-safety")
    tried = answers("release-status", "release-notice")["not-reached"].then
    assert tried is not None
    assert "patrol" in tried.label


def test_only_that_somebody_died_or_is_hurt_is_no_condition() -> None:
    assert answers("traffic-serious", "medical-limits")["only-that"].effect == "counts"


@pytest.mark.parametrize("type_id", ["unidentified-person", "unidentified-suspect"])
def test_whoever_is_only_shown_need_not_be_described(type_id: str) -> None:
    reason = step(type_id, "descriptor-quality").reason("no-description")
    assert reason is not None
    assert "author" not in {role.id for role in reason.verified_by}


def test_somebody_unidentified_may_be_described_by_an_examiner() -> None:
    assert "examiner" in answers("unidentified-person", "descriptor-quality")


def test_the_comments_of_an_alert_can_be_owed() -> None:
    tasks = step("life-safety-alert", "notice-followup").field("tasks")
    assert tasks is not None
    assert "comments" in {check.id for check in tasks.checks}
    rule = next(r for r in TYPES["life-safety-alert"].follow_ups if r.id == "comments-read")
    assert ("notice-followup", ("comments",)) in {(one.step, one.among) for one in rule.when}


@pytest.mark.parametrize(
    ("type_id", "step_id", "words"),
    [
        ("custody-death", "victims-identified", "victims in the dead person's own cases"),
        ("officer-incident", "victims-identified", "exposed"),
        ("officer-incident", "whom-to-call", "outside the unit involved"),
        ("custody-death", "whom-to-call", "outside the unit involved"),
        ("custody-death", "manner-and-method", "exact place"),
        ("unidentified-suspect", "footage-consent", "the family of anyone killed in it"),
        ("unidentified-person", "family-first-route", "only after checking who the caller is"),
        ("video-release", "no-prejudgment", "cuts are marked"),
        ("video-release", "media-package", "crop, blur, cut, mute only"),
        ("release-status", "neutral-on-decisions", "not a victim's part in it"),
        ("release-status", "victim-safety", "including those not reached"),
        ("threat-hoax", "school-families-first", "a household, a workplace, a congregation"),
        ("life-safety-alert", "caller-no-danger", "decided what to do about any risk"),
        ("missing-person", "safe-to-publicize", "decided what to do about any risk"),
        ("life-safety-alert", "threat-person-confirmed", "alert coordinator"),
        ("life-safety-alert", "release-authority", "alert coordinator"),
        ("arrest-charge", "no-identifiers", "except a person whose name is released"),
        ("release-status", "no-identifiers", "except one named on a recorded basis"),
        ("traffic-serious", "medical-limits", "alcohol or drugs only if charged"),
        ("custody-death", "medical-limits", "no hospital, wound detail, treatment, impairment"),
        ("traffic-serious", "name-release-basis", "if no one is named, it does not apply"),
        ("arrest-charge", "protected-victim", "one who died is shown only as the name release"),
        ("traffic-serious", "crash-wording", "appear only as charged"),
        ("unidentified-person", "likeness-careful", "no injury or sign of death"),
        ("unidentified-person", "likeness-careful", "fit for the family to see first"),
        ("missing-person", "no-identifiers", "school or workplace unless last seen there"),
        ("crime-trend", "trend-evidence", "If the post gives figures or a trend"),
        ("arrest-charge", "identity-verified", "nobody named or shown is trafficked or a victim"),
        ("wanted-suspect", "no-identifiers", "gives no hospital or injury detail"),
        ("unidentified-suspect", "no-identifiers", "gives no hospital or injury detail"),
        ("wanted-suspect", "no-identifiers", "except one named on a recorded basis"),
        ("release-status", "victims-identified", "anyone an order protects from this person"),
        ("missing-person", "whom-to-call", "has a name and number to call"),
        ("threat-hoax", "dignity-language", "labels, slurs or hate symbols"),
        ("arrest-charge", "dignity-language", "labels, slurs or hate symbols"),
        ("life-safety-alert", "caller-no-danger", "If a child or victim is sought"),
        ("life-safety-alert", "family-aware", "Family members who are no danger"),
        ("crime-trend", "recent-victims-told", "when it goes out and whom to call"),
        ("release-status", "neutral-on-decisions", "nor whom or what place an order protects"),
        ("threat-hoax", "threat-not-repeated", "named only if charged"),
        ("missing-person", "victims-identified", "family who may safely be told"),
        ("missing-person", "whom-to-call", "who may safely be told"),
        ("threat-hoax", "victims-identified", "lists nobody for that alone"),
        ("prevention-advice", "no-real-case", "taken from no real case"),
        ("traffic-serious", "footage-looked-at", "unless agreed"),
        ("death-investigation", "manner-and-method", "exact place"),
        ("officer-incident", "victims-identified", "victims in a dead person's own cases"),
        ("release-status", "earlier-posts", "each is still right"),
        ("traffic-serious", "media-handoff", "only as those affected allow"),
        ("traffic-serious", "kin-notified", "in a language they speak"),
        ("officer-incident", "kin-notified", "in a language they speak"),
    ],
)
def test_a_statement_says_it(type_id: str, step_id: str, words: str) -> None:
    assert words in step(type_id, step_id).prompt


def test_a_chase_and_a_police_vehicle_lead_to_the_officer_incident() -> None:
    question = TYPES["traffic-serious"].question("police-force")
    assert question is not None
    assert "police vehicle or a chase" in question.prompt
    assert "police vehicle or a chase" in TYPES["officer-incident"].when


def test_an_initiative_asks_of_every_case_in_which_somebody_was_harmed() -> None:
    question = TYPES["agency-initiative"].question("real-protected-case")
    assert question is not None
    assert "somebody was harmed or a child was involved" in question.prompt


def test_no_partner_agency_is_found_under_its_name() -> None:
    reason = step("traffic-serious", "agency-lead").reason("single-agency")
    assert reason is not None
    assert reason.label == "No partner agency"


# What a post says, and what it shows

TOLD = ("advance-notice", "release-notice", "recent-victims-told", "whom-to-call")


@pytest.mark.parametrize("checklist", TYPES.values(), ids=lambda found: found.id)
def test_whoever_is_told_hears_what_the_post_says_and_when(checklist: Checklist) -> None:
    """That there is one says nothing: a family needs to hear what strangers will read."""
    for found in (step for step in checklist.steps if step.id in TOLD):
        assert "says" in found.prompt, found.prompt
        assert "when" in found.prompt, found.prompt


@pytest.mark.parametrize(
    "type_id",
    ["traffic-serious", "death-investigation", "custody-death", "officer-incident",
     "arrest-charge", "wanted-suspect", "release-status"],
)  # fmt: skip
def test_wherever_there_is_video_somebody_else_watches_it_for_the_dead_and_the_hurt(
    type_id: str,
) -> None:
    found = step(type_id, "footage-looked-at")
    assert found.victim_related
    looked = found.field("looked-at-by")
    assert looked is not None
    assert looked.not_author
    offered = answers(type_id, "footage-looked-at")
    assert offered["no-agreement"].effect == "needs-exception"
    assert offered["not-yet"].effect == "blocks"
    walk = answered(type_id).remove_photo(changes_meaning=False)
    assert walk.status_now.not_needed["footage-looked-at"]
    walk.add_photo("Body-worn video, 0:40", changes_meaning=False)
    assert walk.codes("footage-looked-at") == ["stale"]


def test_a_photo_of_the_dead_is_never_a_plain_yes() -> None:
    photo = answers("unidentified-person", "likeness-careful")["photo"]
    assert photo.effect == "needs-exception"
    consent = answers("death-investigation", "footage-looked-at")["family-agreed"]
    assert consent.then is not None
    assert consent.then.kind == "reference"


@pytest.mark.parametrize("type_id", ["crime-trend", "threat-hoax"])
def test_figures_and_threats_endanger_whoever_reported_too(type_id: str) -> None:
    assert "whoever reported" in step(type_id, "victim-safety").prompt
    assert step(type_id, "victim-safety").victim_related


def test_a_witness_who_must_hear_of_a_release_hears_of_it() -> None:
    walk = answered("release-status")
    witness = walk.list_person("witness")
    walk.answer_everything()
    assert walk.codes() == []
    walk.confirm("release-notice", *walk.whole("release-notice", "V1"))
    assert walk.codes("release-notice") == [f"person-missing {witness}"]


def test_nobody_is_to_be_told_of_a_release_only_while_no_witness_is_listed() -> None:
    reason = step("release-status", "release-notice").reason("nobody-to-tell")
    assert reason is not None
    asked = set(step("release-status", "release-notice").per_person)
    assert {*asked, "deceased"} == set(reason.needs.nobody_of)


@pytest.mark.parametrize("hurt", ["serious-or-fatal", "unknown"])
def test_comments_under_a_closure_are_watched_until_a_family_is_told(hurt: str) -> None:
    walk = Walk("traffic-advisory").write().choose("injury-status", "answer", hurt)
    walk.choose("comments-until-told", "state", "nobody")
    assert walk.codes("comments-until-told") == ["held-value"]
    walk.choose("comments-until-told", "state", "off")
    assert walk.codes("comments-until-told") == []


def test_comments_under_a_closure_cost_no_key_where_nobody_is_hurt() -> None:
    walk = Walk("traffic-advisory").write().choose("injury-status", "answer", "none")
    assert walk.status_now.not_needed["comments-until-told"]


def test_the_last_post_of_a_search_that_ended_in_a_death_goes_the_way_of_a_death() -> None:
    question = TYPES["missing-person"].question("search-ended-in-death")
    assert question is not None
    assert question.suggests == "death-investigation"


# Nothing false is recorded


@pytest.mark.parametrize(
    "type_id", [name for name, found in TYPES.items() if found.step("rights-and-wishes")]
)
def test_a_wish_that_nobody_knows_is_said_to_be_unknown_and_the_person_kept_private(
    type_id: str,
) -> None:
    offered = answers(type_id, "rights-and-wishes")
    assert "fully private" in offered["not-known"].label
    assert offered["not-known"].waives == ("result",)
    assert "fully private" in offered["kept-private"].label


NOBODY_SPOKEN_TO = {
    "prior-request-not-to-be-contacted", "notice-would-endanger", "direct-notice-unsafe",
    "victim-does-not-want", "declined-recorded", "unsafe", "is-missing",
}  # fmt: skip


def test_where_nobody_was_spoken_to_nobody_is_asked_when_or_how_they_were() -> None:
    for checklist in TYPES.values():
        for found in (s for s in checklist.steps if s.is_contact and s.per_person):
            asked = {f.id for f in found.fields} & {"when", "how"}
            for choice in (c for f in found.fields for c in f.choices if c.id in NOBODY_SPOKEN_TO):
                assert asked <= set(choice.waives), f"{checklist.id} {found.id} {choice.id}"


@pytest.mark.parametrize(
    ("type_id", "step_id", "field", "label"),
    [
        ("arrest-charge", "victim-services-engaged", "told", "Contact"),
        ("arrest-charge", "rights-and-wishes", "asked-by", "Asked or looked up by"),
        ("threat-hoax", "school-families-first", "told-or-tried-by", "Who tells, or says so"),
    ],
)
def test_whoever_is_named_need_not_have_told_anybody(
    type_id: str, step_id: str, field: str, label: str
) -> None:
    asked = step(type_id, step_id).field(field)
    assert asked is not None
    assert asked.label == label


LIVED_BY = {"traffic-serious", "death-investigation", "custody-death", "officer-incident"}


@pytest.mark.parametrize(
    ("type_id", "step_id"),
    [
        *((name, "name-release-basis") for name in sorted(LIVED_BY)),
        ("missing-person", "minimum-risk-facts"),
    ],
)
def test_name_and_pronoun_are_those_that_whoever_is_named_lived_by(
    type_id: str, step_id: str
) -> None:
    """Relatives may be the ones who refuse them, and a true one may put somebody in danger."""
    asked = step(type_id, step_id).field("as-lived")
    assert asked is not None
    assert asked.label == "Name and pronoun"
    offered = answers(type_id, step_id)
    assert "those closest" in offered["theirs"].label
    assert offered["would-out"].then is not None
    assert offered["nobody-asked"].then is not None
    assert offered["not-theirs"].effect == "blocks"


DIED_NAMED = (
    "unidentified-suspect", "wanted-suspect", "arrest-charge", "release-status",
    "death-investigation", "custody-death", "officer-incident", "video-release",
)  # fmt: skip


@pytest.mark.parametrize("type_id", DIED_NAMED)
def test_whoever_died_and_is_named_by_release_forces_no_false_answer(type_id: str) -> None:
    """The relationship and the place are then in the post; the release says on whose word."""
    said = answers(type_id, "protected-victim")["died-named"]
    assert said.effect == "counts"
    assert said.waives == ("out",)
    assert said.then is not None
    assert said.then.kind == "reference"
    assert "others hidden" in said.label


def test_where_nobody_died_there_is_no_such_answer() -> None:
    assert "died-named" not in answers("crime-trend", "protected-victim")


@pytest.mark.parametrize("type_id", ["wanted-suspect", "arrest-charge"])
def test_an_adult_who_cannot_sign_at_night_agrees_aloud_by_a_supervisors_exception(
    type_id: str,
) -> None:
    aloud = answers(type_id, "protected-victim")["agreed-aloud"]
    assert aloud.effect == "needs-exception"
    assert "adult" in aloud.label
    assert "agreed-aloud" not in answers("release-status", "protected-victim")


def test_a_video_that_the_law_requires_shown_is_for_a_supervisor_to_decide() -> None:
    required = answers("video-release", "victims-in-video")["law-requires"]
    assert required.effect == "needs-exception"
    assert "kin told" in required.label
    assert "law-requires" not in answers("unidentified-suspect", "victims-in-video")


def test_the_likeness_of_somebody_alive_is_not_asked_of_an_examiner_alone() -> None:
    found = step("unidentified-person", "likeness-careful")
    assert "hospital" in found.ask.label
    assert "investigator" in found.why


def test_a_warning_without_figures_waits_for_no_analyst() -> None:
    reason = step("crime-trend", "trend-evidence").reason("no-figures")
    assert reason is not None
    assert {"investigator", "approver"} <= {role.id for role in reason.verified_by}
    assert step("crime-trend", "location-blur").ask.id == "investigator"
    smallest = step("crime-trend", "location-blur").field("smallest")
    assert smallest is not None
    assert smallest.label.endswith("0: none")
    assert smallest.min == 0


def test_a_language_note_waits_with_the_media_contact_before_a_reporter_asks() -> None:
    for checklist in (found for found in TYPES.values() if found.step("media-handoff")):
        sent = step(checklist.id, "media-handoff").field("sent")
        assert sent is not None
        assert sent.checks[0].label == "The media contact has the wording"


def test_the_entry_of_an_unidentified_person_rests_on_no_law_about_missing_ones() -> None:
    assert "law" not in step("unidentified-person", "missing-entry").why
    assert "hours" not in step("missing-person", "missing-entry").why


def test_a_gunman_who_is_known_is_nobody_to_tell_of_an_alert() -> None:
    (reason,) = step("life-safety-alert", "family-aware").does_not_apply
    assert "taken, missing or threatened" in reason.means


def test_whoever_an_order_protects_is_somebody_to_tell_of_a_release() -> None:
    reason = step("release-status", "release-notice").reason("nobody-to-tell")
    assert reason is not None
    assert "no order protects anyone" in reason.means
    found = TYPES["release-status"].person_class("victim")
    assert found is not None
    assert "protected by an order" in found.means


def test_custody_alerts_may_be_none_where_nobody_is_held() -> None:
    given = step("release-status", "next-steps-info").field("given")
    assert given is not None
    assert "Custody alerts, or none available" in {check.label for check in given.checks}


def test_a_safe_adult_is_one_whom_the_person_chose() -> None:
    told = [c for t in TYPES.values() for s in t.steps for c in answers(t.id, s.id).values()
            if c.id == "told-safe-adult"]  # fmt: skip
    assert told
    assert all("they chose" in choice.label for choice in told)


def test_whoever_is_missing_is_not_told_of_the_post_about_their_own_search() -> None:
    assert answers("missing-person", "whom-to-call")["is-missing"].effect == "excuses"
    assert "is-missing" not in answers("traffic-serious", "whom-to-call")
    reason = step("missing-person", "whom-to-call").reason("no-family-found")
    assert reason is not None


# A threat or a hoax

ASKED_OF_THEM = ("rights-and-wishes", "whom-to-call")


def threat() -> Walk:
    """A threat whose text is accepted, and of which nobody says who is affected yet."""
    return Walk("threat-hoax").case_number().write().post_on("facebook").every_step_asked()


def test_of_a_threat_nothing_is_asked_of_nobody_once_the_investigator_says_so() -> None:
    walk = threat()
    assert {walk.codes(name)[0] for name in ASKED_OF_THEM} == {"open"}
    walk.list_person("witness")
    walk.confirm("victims-identified")
    left_out = walk.status_now.not_needed
    assert set(ASKED_OF_THEM) <= set(left_out)
    assert left_out["whom-to-call"].said_by


def test_whoever_was_threatened_and_is_listed_is_asked_and_has_a_number_to_call() -> None:
    walk = threat()
    walk.confirm("victims-identified")
    walk.list_person("victim")
    assert {walk.codes(name)[0] for name in ASKED_OF_THEM} == {"open"}
    walk.confirm("victims-identified")
    assert {walk.codes(name)[0] for name in ASKED_OF_THEM} == {"open"}


def test_an_author_alone_does_not_say_that_nobody_was_threatened() -> None:
    walk = threat()
    (record,) = walk.whole("victims-identified")
    walk.confirm("victims-identified", {**record, "checked-with": "mruiz, PIO"})
    assert {walk.codes(name)[0] for name in ASKED_OF_THEM} == {"open"}


# A correction


def corrected() -> Step:
    """The step of a correction that asks whom it was told."""
    found = load_catalog().checklist("arrest-charge", "correction")
    assert found is not None
    told = found.step("correction-told")
    assert told is not None
    return told


def test_whom_the_first_post_exposed_hears_of_its_correction() -> None:
    told = corrected()
    assert "wrongly shown or exposed by it" in told.prompt
    reason = told.reason("nobody-was-told")
    assert reason is not None
    assert "wrongly shown or exposed by it" in reason.means
    found = load_catalog().checklist("arrest-charge", "correction")
    assert found is not None
    shown = found.person_class("wrongly-shown")
    assert shown is not None
    assert "exposed" in shown.means


def test_a_correction_has_a_true_answer_where_telling_somebody_is_unsafe_or_too_much() -> None:
    offered = {c.id: c for f in corrected().fields for c in f.choices}
    assert offered["direct-notice-unsafe"].effect == "needs-exception"
    assert {"how", "when"} <= set(offered["direct-notice-unsafe"].waives)
    assert {"how", "when"} <= set(offered["prior-request-not-to-be-contacted"].waives)
    assert offered["nobody-found"].effect == "needs-exception"
    assert offered["told-safe-adult"].then is not None
    assert offered["too-hurt"].effect == "excuses"


# A booking photo


@pytest.mark.parametrize(
    "type_id",
    [found.id for found in TYPES.values() if found.step("suspect-release-limits")],
)
def test_a_booking_photo_is_owed_down_by_its_day_wherever_one_can_be_shown(type_id: str) -> None:
    rule = next(found for found in TYPES[type_id].follow_ups if found.id == "taken-down")
    due = {(found.step, found.choice) for found in rule.due_in}
    assert ("suspect-release-limits", "booking-allowed") in due
    assert rule.safety


# Consent

OPTED_OUT = "prior-request-not-to-be-contacted"


@pytest.mark.parametrize(
    ("type_id", "step_id"),
    [
        ("agency-initiative", "story-consent"),
        ("video-release", "footage-consent"),
        ("unidentified-suspect", "footage-consent"),
    ],
)
def test_whoever_may_not_be_told_of_a_post_has_not_agreed_to_be_in_it(
    type_id: str, step_id: str
) -> None:
    """Where notice was excused, nobody takes that for a yes: consent is still asked of them."""
    walk = answered(type_id)
    walk.list_person("victim")
    walk.answer_everything().choose("advance-notice", "outcome", OPTED_OUT, "V2")
    assert answers(type_id, "advance-notice")[OPTED_OUT].effect == "excuses"
    walk.confirm(step_id, *(r for r in walk.whole(step_id) if r["person"] != "V2"))
    assert "person-missing V2" in walk.codes(step_id)


# Whom nobody has found, and whom nobody could ask


@pytest.mark.parametrize("step_id", ["support-contact", "comments-talk", "next-steps-info"])
def test_whoever_was_not_found_yet_is_recorded_so_and_a_supervisor_decides(step_id: str) -> None:
    offered = answers("arrest-charge", step_id)["nobody-found"]
    assert offered.effect == "needs-exception"
    assert offered.then is not None


def test_a_search_that_would_identify_a_victim_who_cannot_be_asked_needs_a_supervisor() -> None:
    offered = answers("wanted-suspect", "protected-victim")["danger-unnamed"]
    assert offered.effect == "needs-exception"
    assert offered.then is not None
    assert "danger-unnamed" in answers("release-status", "protected-victim")
    assert "danger-unnamed" not in answers("arrest-charge", "protected-victim")


def test_whoever_was_told_and_wants_no_call_is_promised_none() -> None:
    for checklist in TYPES.values():
        if checklist.step("whom-to-call") is not None:
            assert answers(checklist.id, "whom-to-call")["wants-no-call"].waives == ("advocate-by",)
    walk = answered("traffic-serious").choose("whom-to-call", "outcome", "wants-no-call", "K1")
    assert walk.codes("whom-to-call") == []


@pytest.mark.parametrize("type_id", ["death-investigation", "custody-death", "officer-incident"])
def test_a_man_was_shot_and_died_is_true_and_leaves_the_cause_to_the_examiner(type_id: str) -> None:
    assert answers(type_id, "cause-left-to-examiner")["plainly-done"].effect == "counts"
    assert "wound detail" in step(type_id, "medical-limits").prompt
    reads = {read.id: read for read in TYPES[type_id].cold_read}
    if "says-why" in reads:
        assert "plainly-done" in reads["says-why"].yes


def test_a_warning_may_name_its_public_place_and_no_home() -> None:
    assert answers("crime-trend", "location-blur")["public-place"].effect == "counts"
    assert "public places only to warn" in step("crime-trend", "location-blur").prompt


def test_a_crash_post_hints_at_no_intent() -> None:
    assert "hints at no intent" in step("traffic-serious", "crash-wording").prompt


@pytest.mark.parametrize(
    ("type_id", "step_id", "words"),
    [
        ("wanted-suspect", "identity-verified", "fleeing someone"),
        ("unidentified-person", "victim-safety", "may have fled"),
        ("video-release", "footage-consent", "family of anyone killed"),
        ("life-safety-alert", "protective-action", "when we update next"),
        ("traffic-advisory", "kin-followup-set", "anything about people"),
        ("holding-statement", "kin-followup-set", "anything about people"),
    ],
)
def test_a_prompt_asks_what_an_advocate_missed(type_id: str, step_id: str, words: str) -> None:
    assert words in step(type_id, step_id).prompt


@pytest.mark.parametrize(
    ("type_id", "rule_id"),
    [
        ("custody-death", "tell-now"),
        ("holding-statement", "family-told"),
        ("arrest-charge", "custody-told"),
        ("traffic-serious", "advocate-call"),
        ("traffic-serious", "contact-after"),
    ],
)
def test_whoever_could_not_be_reached_afterward_is_tried_again(type_id: str, rule_id: str) -> None:
    rule = next(found for found in TYPES[type_id].follow_ups if found.id == rule_id)
    missed = next(found for found in rule.outcomes if found.id == "not-reached")
    assert missed.again
    assert not missed.told


@pytest.mark.parametrize(
    ("type_id", "step_id"),
    [("crime-trend", "recent-victims-told"), ("traffic-serious", "kin-notified")],
)
def test_whoever_was_not_found_before_the_post_is_still_owed_a_person(
    type_id: str, step_id: str
) -> None:
    rule = next(f for f in TYPES[type_id].follow_ups if f.id == "tell-still")
    assert "nobody-found" in {one.step: one.among for one in rule.when}[step_id]


def test_a_child_never_interprets_a_death_notice() -> None:
    assert "a child never interprets" in step("traffic-serious", "kin-notified").why
