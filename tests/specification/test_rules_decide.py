"""Each rule that version 1 of the product had not decides somewhere: left out, it is missed."""

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta

import pytest
from specification.histories import MARIA, MINUTE, NO_POLICY, catalog, whole_beginning
from specification.product import World, facts_of
from specification.specification import (
    EVERY_RULE,
    FormerLogin,
    Original,
    Owner,
    content_digest,
    digest,
    input_digests,
    judge,
    read_whole,
)

from checklists.records.codec import write_record

pytestmark = pytest.mark.slow

CRASH = "traffic-serious"
ARREST = "arrest-charge"
AN_HOUR = timedelta(hours=1)
MARIA_AS_WRITTEN = {"login": MARIA.login, "uid": MARIA.uid}
SUPERVISOR = {"login": "lchen", "uid": 1001}
OTHER = {"login": "okim", "uid": 1005}


class SessionPrompt:
    """A whole session of a type as a dictionary, to edit, and the facts beside it."""

    def __init__(self, name=CRASH):
        session, now = whole_beginning(name, MARIA, 0)[-1]
        world = World(session, catalog().checklists[name], MARIA, now, NO_POLICY)
        self.session = read_whole(write_record(session))
        self.facts = facts_of(world)
        self.now = now
        assert not judge(self.session, self.facts).blockers

    def answer(self, name):
        return next(found for found in self.session["steps"] if found["id"] == name)

    def take_out(self, name):
        kept = (found for found in self.session["steps"] if found["id"] != name)
        self.session["steps"] = list(kept)

    def row(self, class_id):
        return next(found for found in self.session["people"] if found["class"] == class_id)

    def believed(self):
        """Every answer says that it was given for what is there now."""
        inputs = input_digests(self.session)
        for found in (*self.session["steps"], *self.session.get("questions", [])):
            names = [entry.split(" ")[0] for entry in found.get("given_for", [])]
            found["given_for"] = [f"{name} {inputs[name]}" for name in names]

    def marked(self):
        mark = content_digest(self.session)
        self.session["ready"] = {"digest": mark, "at": self.now, "by": MARIA_AS_WRITTEN}

    def review(self, verdict, seconds, kernel=None, given_on="", step="", by=SUPERVISOR):
        at = self.now + timedelta(seconds=seconds)
        written = self.now + timedelta(seconds=seconds if kernel is None else kernel)
        review = {
            "verdict": verdict,
            "digest": given_on or content_digest(self.session),
            "at": at,
            "kernel_time": written,
            "by": by,
            "step": step,
        }
        self.facts = replace(
            self.facts, reviews=(*self.facts.reviews, review), now=self.now + MINUTE
        )

    def ask(self, name):
        """Ask for an exception in words, or of a step with people for the first of them."""
        answer = self.answer(name)
        answer.pop("evidence")
        answer |= {"outcome": "exception", "note": "Rang twice"}
        return answer

    def not_reached(self, name, field, *covers):
        """One next of kin was not reached; the steps that are covered no longer ask them."""
        answer = self.answer(name)
        label = self.row("next-of-kin")["label"]
        for record in answer["evidence"]:
            if record["person"] == label:
                record |= {field: "not-reached", field + "-detail": "Rang twice"}
                record.pop("how", None)
                if covers:
                    record["covers"] = list(covers)
        answer["outcome"] = "exception"
        for other in covers:
            self.leave_out(other, label)
        return answer

    def leave_out(self, name, label):
        other = self.answer(name)
        other["evidence"] = [found for found in other["evidence"] if found["person"] != label]

    def carry(self, name):
        """The answer is a colleague's, in a session that this one continues."""
        answer = self.answer(name)
        answer["by"] = OTHER
        given = deepcopy(answer)
        answer |= {"carried_from": "the-first", "carried_uid": 1005}
        original = self.session | {"id": "the-first", "author_uid": 1005, "steps": [given]}
        owner = Owner(1005, "okim", ("Oh Kim",))
        self.facts = replace(self.facts, originals=(Original(original, owner),))
        self.session["continues"] = {"session": "the-first", "by": OTHER, "digest": ""}
        return answer


def given_for_once(desk):
    desk.answer("kin-notified")["given_for"].append("people sha256:" + "0" * 64)


def answer_time(desk):
    desk.answer("crash-wording")["at"] = desk.now + 400 * 24 * AN_HOUR


def people_valid(desk):
    desk.row("next-of-kin")["for"] = desk.row("next-of-kin")["label"]


def author_login(desk):
    desk.session["author"] = "okim"


def one_account(desk):
    desk.session["history"][2]["by"] = OTHER


def author_names(desk):
    record = desk.answer("dignity-language")["evidence"][0]
    record["read-by"] = "Ruiz, Maria, PIO"


UIDS = (("mruiz", 1004), ("lchen", 1001))
SGT_RUIZ = {"name": "Sgt. Ruiz", "logins": ["mruiz", "lchen"]}


def directory_names(desk):
    desk.facts = replace(desk.facts, directory=(SGT_RUIZ,), uids=UIDS)
    desk.answer("dignity-language")["evidence"][0]["read-by"] = "Sgt. Ruiz, records"


def rank_left_out(desk):
    directory_names(desk)
    desk.answer("dignity-language")["evidence"][0]["read-by"] = "Ruiz, records"


def directory_accounts(desk):
    desk.facts = replace(desk.facts, directory=(SGT_RUIZ,), uids=UIDS)
    desk.marked()
    desk.review("approved", 5)


def called(desk, **more):
    """An on-call supervisor said yes a minute after the mark."""
    desk.marked()
    at = desk.now + MINUTE
    call = {"supervisor": "Lt. Chen", "uid": 1001, "phone": "555 0134", "recorded_at": at, "at": at}
    call |= {"digest": content_digest(desk.session), "by": MARIA_AS_WRITTEN}
    desk.session["by_phone"] = [call | more]
    on_call = ((1001, "Lt. Chen"), (1004, "Sgt. Ruiz"))
    desk.facts = replace(
        desk.facts, now=at, approval_asked=(CRASH,), by_phone=True, on_call=on_call
    )


def by_phone(desk):
    called(desk, digest="another")


def by_phone_listed(desk):
    called(desk, uid=1004, supervisor="Sgt. Ruiz")


def by_phone_in_time(desk):
    called(desk, at=desk.now - MINUTE)


def by_phone_returned(desk):
    called(desk)
    desk.review("returned", 90, given_on="other content")
    desk.facts = replace(desk.facts, now=desk.now + 2 * MINUTE)


@pytest.mark.parametrize("name", ["officer-incident", "custody-death", "release-status", CRASH])
def test_what_is_approved_by_phone_and_what_never_is(name):
    desk = SessionPrompt(name)
    called(desk)
    desk.facts = replace(desk.facts, approval_asked=("*",))
    assert judge(desk.session, desk.facts).may_go_out is (name == CRASH)
    assert not judge(desk.session, replace(desk.facts, by_phone=False)).may_go_out


def grant_order(desk):
    request = digest(desk.ask("crash-wording"))
    desk.review("exception-granted", 1, given_on=request, step="crash-wording")
    desk.review("exception-refused", 2, given_on="another", step="crash-wording")


def approval_order(desk):
    desk.marked()
    desk.review("returned", 5, given_on="other content")
    desk.review("approved", 8, kernel=4)


def reviewer_apart(desk):
    desk.session["history"][2]["by"] = MARIA_AS_WRITTEN | {"login_uid": 1001}
    desk.marked()
    desk.review("approved", 5)


def approval_condition(desk):
    desk.marked()
    desk.session["people"] = [dict(row, removed=True) for row in desk.session.get("people", [])]
    desk.answer("injury-status")["evidence"][0]["answer"] = "none"
    desk.facts = replace(desk.facts, approval_asked=(f"{CLOSURE} if hurt",))
    desk.believed()
    desk.marked()


def cold_read(desk):
    desk.marked()
    desk.facts = replace(desk.facts, approval_asked=(desk.session["incident_type"],))
    desk.review("approved", 5)


def carried_without_binds(desk):
    desk.carry("post-purpose")


def carried_by_continuing(desk):
    desk.carry("travel-details")
    desk.session.pop("continues")


def text_of_each_platform(desk):
    platform = desk.session["draft"]["platforms"][0]
    desk.session["draft"]["variants"] = {platform: " "}
    desk.believed()


def excuse_source_counts(desk):
    answer = desk.answer("kin-notified")
    label = desk.row("next-of-kin")["label"]
    for record in answer["evidence"]:
        if record["person"] == label:
            record |= {"outcome": "hurt-person-declined", "outcome-detail": "Cpl. Ito, patrol"}
            record.pop("how")
    answer["given_for"] = answer["given_for"][:-1]
    other = desk.answer("family-window")
    other["evidence"] = [found for found in other["evidence"] if found["person"] != label]


def family_told_itself(desk):
    label = desk.row("next-of-kin")["label"]
    for record in desk.answer("whom-to-call")["evidence"]:
        if record["person"] == label:
            record |= {"outcome": "notice-would-endanger", "outcome-detail": "Cpl. Ito, patrol"}
            del record["advocate-by"], record["when"]
    desk.leave_out("family-window", label)


def need_source_counts(desk):
    desk.session["people"] = []
    found = desk.answer("victims-identified")
    found["evidence"][0]["how-many"] = 0
    desk.believed()
    found["by"] = OTHER
    answer = desk.answer("advance-notice")
    answer.pop("evidence", None)
    answer |= {"outcome": "does-not-apply", "reason": "no-victim", "verified_by": "Det. Okafor"}


def grant_source_counts(desk):
    asked = desk.not_reached("kin-notified", "outcome", "whom-to-call")
    asked["by"] = OTHER
    desk.review("exception-granted", 1, given_on=digest(asked), step="kin-notified")


def refusal_on_served_step(desk):
    asked = desk.not_reached("kin-notified", "outcome", "whom-to-call")
    desk.review("exception-granted", 1, given_on=digest(asked), step="kin-notified")
    desk.review("exception-refused", 2, given_on="another", step="whom-to-call")


def grant_names_steps(desk):
    asked = desk.not_reached("kin-notified", "outcome", "whom-to-call")
    desk.leave_out("family-window", desk.row("next-of-kin")["label"])
    desk.review("exception-granted", 1, given_on=digest(asked), step="kin-notified")


def exception_for_each(desk):
    request = digest(desk.ask("kin-notified"))
    desk.review("exception-granted", 1, given_on=request, step="kin-notified")


def time_after_text(desk):
    desk.answer("facts-verified")["evidence"][0]["when"] -= AN_HOUR


def waived_is_empty(desk):
    record = desk.answer("kin-notified")["evidence"][0]
    record |= {"outcome": "hurt-person-declined", "outcome-detail": "Cpl. Ito, patrol"}


def verified_by_giver(desk):
    answer = desk.answer("travel-details")
    answer.pop("evidence")
    answer |= {"outcome": "does-not-apply", "reason": "road-open", "verified_by": "Lt. okim"}
    desk.carry("travel-details")


def givers_account(desk):
    desk.carry("travel-details")["by"] = OTHER | {"login": "lchen"}
    (original,) = desk.facts.originals
    given = original.session["steps"][0]
    given["by"] = OTHER | {"login": "lchen"}


def typed_differs(desk):
    desk.session["draft"]["typed"] = {"text": desk.session["draft"]["text"]}
    variants = desk.session["draft"].get("variants")
    if variants:
        desk.session["draft"]["typed"]["variants"] = variants


def says_its_own(desk):
    desk.answer("travel-details")["note"] = "And a note beside its evidence"


def ahead_when_given(desk):
    answer = desk.answer("family-window")
    record = answer["evidence"][0]
    record |= {"answer": "hold-until", "answer-detail": answer["at"]}


def too_long(desk):
    draft = desk.session["draft"]
    draft |= {"platforms": ["x"], "text": "Route 9 is closed at Mill Road. " * 10}
    draft.pop("variants", None)
    desk.believed()


def family_before_closure(desk):
    desk.facts = replace(desk.facts, family_first=True)
    hurt = desk.answer("injury-status")
    hurt["evidence"][0] |= {"answer": "unknown"}
    promised = {"owner": "Sgt. Park, duty", "confirm-by": desk.now + AN_HOUR}
    call = {"id": "kin-followup-set", "given_for": [], "evidence": [promised]}
    desk.session["steps"].append(hurt | call)


def not_needed(desk):
    desk.take_out("kin-followup-set")
    desk.answer("injury-status")["evidence"][0] |= {"answer": "none", "told-by": "Cpl. Ito"}


def not_needed_named(desk):
    not_needed(desk)
    desk.answer("injury-status")["evidence"][0]["told-by"] = "Sgt. mruiz"


def not_needed_stricter(desk):
    not_needed(desk)
    desk.review("exception-refused", 1, given_on="another", step="kin-followup-set")


def no_victim(desk, *listed):
    desk.session["people"] = list(listed)
    desk.answer("victims-identified")["evidence"][0]["how-many"] = len(listed)
    desk.take_out("advance-notice")
    wishes = desk.answer("rights-and-wishes")
    wishes.pop("evidence", None)
    wishes |= {"outcome": "does-not-apply", "reason": "no-victim", "verified_by": "Det. Okafor"}
    desk.believed()
    return wishes


def not_needed_source_counts(desk):
    no_victim(desk)["note"] = "And a note beside its reason"


def not_needed_listed(desk):
    """A witness is listed, of whom the reason does not speak, and asked in a step of this type."""
    no_victim(desk, {"label": "W1", "class": "witness"})
    types = deepcopy(desk.facts.types)
    (step,) = (found for found in types[ARREST]["steps"] if found["id"] == "advance-notice")
    step["per_person"] = ["witness"]
    desk.facts = replace(desk.facts, types=types)


def no_link(desk):
    desk.take_out("media-package")
    desk.session["draft"] |= {"text": "Closed. Map: example.gov/route9", "media": []}
    desk.believed()


def no_variants(desk):
    desk.take_out("versions-agree")
    desk.session["draft"] |= {"variants": {"x": "Closed."}}
    desk.believed()


def answered_no(desk):
    """Nobody died or was hurt: the steps that the question adds have no answer."""
    adding = next(found for found in desk.facts.types[ARREST]["questions"] if found["adds"])
    added = [s for s in desk.facts.types[ARREST]["steps"] if s["id"] in adding["adds"]]
    for step in added:
        desk.take_out(step["id"])
    grave = {name for step in added for name in (*step["per_person"], *step["must_cover"])}
    desk.session["people"] = [p for p in desk.session["people"] if p["class"] not in grave]
    labels = {person["label"] for person in desk.session["people"]}
    for answer in desk.session["steps"]:
        records = answer.get("evidence", [])
        kept = [record for record in records if record.get("person") in labels | {None}]
        if records:
            answer["evidence"] = kept
    counted = desk.answer("victims-identified")["evidence"][0]
    counted["how-many"] = len(desk.session["people"])
    desk.believed()
    (answer,) = (q for q in desk.session["questions"] if q["id"] == adding["id"])
    answer |= {"yes": False, "verified_by": "Det. Okafor, robbery"}
    answer["takes_out"] = [step["id"] for step in added]
    return answer


def taken_out(desk):
    answered_no(desk)


def taken_out_by_each(desk):
    answered_no(desk)
    types = deepcopy(desk.facts.types)
    (adding,) = (q for q in types[ARREST]["questions"] if q["id"] == "death-or-injury")
    types[ARREST]["questions"].append(adding | {"id": "not-asked-yet"})
    desk.facts = replace(desk.facts, types=types)


def no_verified(desk):
    answered_no(desk)["verified_by"] = "Sgt. mruiz"


def no_contradicted(desk):
    answered_no(desk)
    desk.session["people"].append({"label": "D1", "class": "deceased"})
    desk.answer("victims-identified")["evidence"][0]["how-many"] += 1
    desk.believed()


def no_names_steps(desk):
    answered_no(desk)["takes_out"].pop()


def question_says_its_own(desk):
    answered_no(desk)["reason"] = "Nobody said so"


def corrected(desk, how="correction"):
    """The session corrects a post of its own author with the same people."""
    first = deepcopy(desk.session)
    first |= {"id": "the-first", "posted": [{"platform": "x", "by": MARIA_AS_WRITTEN}]}
    desk.facts = replace(desk.facts, originals=(Original(first, desk.facts.owner),))
    link = {"session": "the-first", "how": how, "by": MARIA_AS_WRITTEN}
    desk.session["updates"] = link | {"digest": content_digest(first)}
    return first


def first_post_stands(desk):
    corrected(desk)["case_number"] = "26-0001"


def first_post_lists(desk):
    label = "V9"
    corrected(desk, "update")["people"].append({"label": label, "class": "victim"})
    (first,) = desk.facts.originals
    desk.session["updates"]["digest"] = content_digest(first.session)


def correction_adds(desk):
    corrected(desk)


def correction_keeps(desk):
    corrected(desk)
    gone = {"removed": True, "removed_because": "Moved away", "removed_verified_by": "Sgt. Fox"}
    desk.row("next-of-kin").update(gone)


CLOSURE = "traffic-advisory"
TYPES = {
    "carried_without_binds": "crime-trend",
    "family_before_closure": CLOSURE,
    "need_source_counts": ARREST,
    "approval_condition": CLOSURE,
    "cold_read": "death-investigation",
    "not_needed": CLOSURE,
    "not_needed_named": CLOSURE,
    "not_needed_source_counts": ARREST,
    "not_needed_stricter": CLOSURE,
    "not_needed_listed": ARREST,
    "taken_out": ARREST,
    "taken_out_by_each": ARREST,
    "no_verified": ARREST,
    "no_contradicted": ARREST,
    "no_names_steps": ARREST,
    "question_says_its_own": ARREST,
}
CASES = {
    case.__name__.replace("_", "-"): (case, TYPES.get(case.__name__, CRASH))
    for case in (
        given_for_once, answer_time, people_valid, author_login, one_account, author_names,
        grant_order, approval_order, reviewer_apart, givers_account, carried_without_binds,
        excuse_source_counts, family_told_itself, family_before_closure,
        need_source_counts, grant_source_counts, refusal_on_served_step, verified_by_giver,
        typed_differs, says_its_own, ahead_when_given, carried_by_continuing,
        text_of_each_platform, too_long, grant_names_steps, exception_for_each, time_after_text,
        waived_is_empty, not_needed, not_needed_named, not_needed_source_counts,
        not_needed_stricter, not_needed_listed, no_link, no_variants, taken_out, taken_out_by_each,
        no_verified, no_contradicted, no_names_steps, question_says_its_own,
        approval_condition, cold_read, first_post_stands, first_post_lists, correction_adds,
        correction_keeps,
        approval_condition, cold_read, directory_names, directory_accounts, rank_left_out,
        by_phone, by_phone_listed, by_phone_in_time, by_phone_returned,
    )
}  # fmt: skip


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_a_rule_left_out_is_missed(rule):
    case, name = CASES[rule]
    desk = SessionPrompt(name)
    case(desk)
    assert judge(desk.session, desk.facts) != judge(desk.session, desk.facts, {rule})


@pytest.mark.parametrize(("until", "found"), [("2026-11-22", False), ("2026-11-21", True)])
def test_a_former_login_counts_until_its_last_day(until, found):
    desk = SessionPrompt()
    former = FormerLogin(MARIA.uid, "mgarcia", date.fromisoformat(until))
    desk.session["author"] = "mgarcia"
    facts = replace(desk.facts, former_logins=(former,))
    # The content is another's in name; the answers are still those of the same account.
    assert (("edited-outside", "", "") in judge(desk.session, facts).blockers) is found


def test_the_names_that_are_the_authors_and_those_that_are_not():
    desk = SessionPrompt()
    record = desk.answer("dignity-language")["evidence"][0]
    for name, refused in (
        ("Maria Ruiz", True),
        ("ruiz, maria.", True),
        ("MRUIZ", True),
        ("the PIO", True),
        ("me", True),
        ("Maria Lopez", False),
        ("PIO Harris, Sheriff's Office", False),
        ("I. Moreno", False),
    ):
        record["read-by"] = name
        found = ("open", "dignity-language", "") in judge(desk.session, desk.facts).blockers
        assert found is refused, name
