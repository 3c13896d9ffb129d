"""What a supervisor sees of a session first: what decides, the gravest before the rest."""

from datetime import timedelta

import pytest
from factories.sessions import NOON, SOMEBODY, TEXT, Walk, answered, catalog
from follow_ups.test_ledger import done
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace

from checklists import changes
from checklists.gate.context import EMPTY_CONTEXT, SessionContext
from checklists.review.brief import ABOUT, READ_BY, TOLD_BY, Brief
from checklists.review.report import review_view
from checklists.session.directory import Directory, DirectoryPerson
from checklists.session.model import WordsDiffer
from tui.wording.review_words import NOTHING_RECORDED, page_lines, stands_words
from tui.wording.wrapping import wrapped


def brief(walk: Walk, context: SessionContext = EMPTY_CONTEXT) -> Brief:
    view = review_view(walk.session, walk.checklist, context, walk.now)
    return view.brief


def words(walk: Walk, context: SessionContext = EMPTY_CONTEXT) -> str:
    view = review_view(walk.session, walk.checklist, context, walk.now)
    lines = page_lines("brief", view, walk.checklist, walk.now)
    return " ".join(" ".join(line.text for line in lines).split())


@pytest.fixture
def crash() -> Walk:
    """A fatal crash with two families and a harmed person, all of them told."""
    walk = Walk("traffic-serious")
    walk.case_number().write().post_on("x").questions_no().list_who_is_needed()
    dead = next(p.label for p in walk.session.listed if p.person_class == "deceased")
    walk.list_person("next-of-kin", dead)
    return walk.answer_everything()


def test_it_says_what_it_is_whose_and_who_read_it(crash: Walk) -> None:
    found = brief(crash)
    assert (found.case_number, found.author) == ("26-1182", "mruiz")
    assert found.second_readers == (SOMEBODY,)
    assert f"26-1182. By mruiz; read by {SOMEBODY}." in words(crash)
    assert "read by nobody named." in words(Walk("traffic-serious"))


def test_one_name_that_told_the_family_and_read_the_text_comes_first(crash: Walk) -> None:
    told = crash.answer("kin-notified").evidence[0][TOLD_BY]
    (record,) = crash.whole(READ_BY)
    crash.confirm(READ_BY, {**record, "read-by": "Sgt. Fox, records"})
    assert brief(crash).told_and_read == ()
    other_role = f"{told.partition(',')[0]}, night shift"
    crash.confirm(READ_BY, {**record, "read-by": other_role})
    assert brief(crash).told_and_read == (other_role,)
    said = words(crash)
    assert f"Look first told people and was also the second reader: {other_role}" in said
    assert said.index("Look first") < said.index("Told first")


def test_whoever_is_not_in_the_directory_is_named_for_in_house_roles_alone(crash: Walk) -> None:
    ask = crash.step("facts-verified").ask.id
    listed = DirectoryPerson("Sgt. Fox", "patrol", answers_for=(ask,))
    away = DirectoryPerson("Amy Hall", "advocate", ("family-liaison",), in_house=False)
    found = brief(crash, SessionContext(directory=Directory((listed, away))))
    asked = {step.ask.id for steps in found.unlisted.values() for step in steps}
    assert (set(found.unlisted), asked) == ({SOMEBODY}, {ask})
    said = words(crash, SessionContext(directory=Directory((listed, away))))
    assert f"not in the directory: {SOMEBODY} (" in said
    them = DirectoryPerson(SOMEBODY.partition(",")[0], "patrol", answers_for=(ask,))
    for everybody in ((them,), (away,), ()):
        assert not brief(crash, SessionContext(directory=Directory(everybody))).unlisted


def test_answers_faster_than_they_can_be_read_come_first() -> None:
    walk = Walk("traffic-serious").case_number().write().post_on("x").list_who_is_needed()
    for step in walk.checklist.steps[:3]:
        walk.session = changes.confirm(
            walk.session,
            walk.checklist,
            step.id,
            walk.whole(step.id),
            actor=walk.actor,
            now=walk.now,
        )
    assert "Look first faster than anybody can read: " in words(walk)


def test_whoever_was_not_told_comes_before_whoever_was(crash: Walk) -> None:
    assert {told.heard for told in brief(crash).told} == {"told"}
    last = crash.list_person("next-of-kin", "D1")
    first = brief(crash).told[0]
    assert (first.person.label, first.heard) == (last, "not-told")
    assert f"{last} next of kin for D1: NOT TOLD (family notified)" in words(crash)


def test_whoever_was_not_reached_is_not_told_and_the_others_are(crash: Walk) -> None:
    crash.ask_exception("kin-notified", "Rang twice, knocked once")
    found = brief(crash).told
    assert [told.heard for told in found].count("tried") == 1
    assert found[0].heard == "tried"
    assert f"{found[0].person.label} next of kin for D1: NOT TOLD: Not reached" in words(crash)
    assert "Exceptions waiting: family notified" in words(crash)


def test_the_worst_of_several_calls_counts() -> None:
    walk = answered("arrest-charge")
    kin = next(p for p in walk.session.listed if p.person_class == "next-of-kin")
    calls = [
        step.id
        for step in walk.checklist.steps
        if step.field(TOLD_BY) and kin.person_class in step.per_person
    ]
    assert len(calls) > 1
    walk.ask_exception(calls[-1])
    heard = {told.person.label: told.heard for told in brief(walk).told}
    assert "tried" in heard.values()


def test_whoever_is_excused_from_every_call_is_not_called_untold() -> None:
    walk = answered("arrest-charge")
    excuse = next(
        (step.id, field.id, choice.id)
        for step in walk.checklist.steps
        if step.is_contact and step.per_person
        for field in step.fields
        for choice in field.choices
        if choice.effect == "excuses"
    )
    label = next(
        p.label for p in walk.session.listed if p.person_class in walk.step(excuse[0]).per_person
    )
    walk.choose(*excuse, label)
    told = {told.person.label: told.heard for told in brief(walk).told}
    assert told[label] == "excused"


def test_a_hold_is_named_with_its_step() -> None:
    walk = answered("traffic-serious")
    hold = next(
        (step.id, field.id, choice.id)
        for step in walk.checklist.steps
        for field in step.fields
        for choice in field.choices
        if choice.effect == "blocks"
    )
    assert not brief(walk).holds
    walk.choose(*hold)
    assert [held.step for held in brief(walk).holds] == [hold[0]]
    assert "On hold" in words(walk)


def test_children_protected_victims_and_a_suspect_have_their_lines() -> None:
    walk = answered("arrest-charge")
    said = words(walk)
    for title in ("Children children's faces:", "Protected", "Suspect"):
        assert title in said


def test_the_steps_that_it_looks_for_are_among_the_shipped_ones() -> None:
    shipped = {step.id for found in catalog().in_order for step in found.steps}
    assert shipped >= {READ_BY, *(name for names in ABOUT.values() for name in names)}
    telling = [s for found in catalog().in_order for s in found.steps if s.field(TOLD_BY)]
    assert {step.id for step in telling} >= {"kin-notified", "advance-notice"}


def test_who_was_told_after_the_post_went_out_is_out_of_order(crash: Walk) -> None:
    crash.mark_ready().later(minutes=5)
    crash.posted()
    assert not brief(crash).late
    earlier = [p.at - timedelta(hours=2) for p in crash.session.posted]
    went_out = tuple(
        replace(posted, at=at) for posted, at in zip(crash.session.posted, earlier, strict=True)
    )
    crash.session = replace(crash.session, posted=went_out)
    assert {late.step.id for late in brief(crash).late} >= {"kin-notified"}
    assert "after the post went out" in words(crash)


def test_what_went_out_early_says_why(crash: Walk) -> None:
    crash.mark_ready().posted()
    early = tuple(
        replace(posted, early="ready", reason="The chief said so")
        for posted in crash.session.posted
    )
    crash.session = replace(crash.session, posted=early)
    assert "posted on x before it was ready: The chief said so" in words(crash)


def test_what_a_post_owes_is_said_first_of_what_decides_and_what_is_done_is_counted() -> None:
    walk = answered("arrest-charge").mark_ready()
    assert "Follow-ups" not in words(walk)
    walk.session = posted(walk)
    told = done(walk.session, "custody-told")
    walk.later(days=2)
    said = words(walk, SessionContext(completions=(told,)))
    assert "Follow-ups taken-down: OVERDUE since 2026-11-22" in said
    assert (
        said.index("comments-read: OVERDUE")
        < said.index("1 done, 2 owed")
        < said.index("Told first")
    )


def test_a_post_that_is_out_is_read_as_it_went_out_whatever_went_stale_since() -> None:
    walk = answered("arrest-charge").mark_ready()
    walk.session = posted(walk)
    walk.later(days=2)
    view = review_view(walk.session, walk.checklist, EMPTY_CONTEXT, walk.now)
    assert stands_words(view) == "POSTED."
    assert "stale" not in words(walk)
    assert "stale" not in {line.state for line in view.steps}


def test_what_was_open_when_a_post_went_out_early_is_named_though_it_is_out() -> None:
    walk = answered("arrest-charge").ask_exception("victim-safety")
    walk.session = posted(walk)
    view = review_view(walk.session, walk.checklist, EMPTY_CONTEXT, walk.later(days=2).now)
    assert stands_words(view) == "POSTED. When it went out: blocked by victim safety"


def test_a_live_post_that_is_not_the_confirmed_one_comes_first_of_what_is_out_of_order(
    crash: Walk,
) -> None:
    crash.mark_ready().posted()
    right = crash.session.posted
    assert "posted on x" not in words(crash)
    for live, said in (
        ("text-differs", 'posted on x: LIVE TEXT DIFFERS; was: "Two", now: "Three"'),
        ("wrong-picture", "posted on x: WRONG PICTURE"),
    ):
        differs = (WordsDiffer("Two", "Three"),) if live == "text-differs" else ()
        posted = tuple(replace(one, live=live, differs=differs) for one in right)
        crash.session = replace(crash.session, posted=posted)
        assert f"Out of order {said}" in words(crash)


def test_a_draft_changed_after_people_were_told_comes_first() -> None:
    crash = answered("traffic-serious")
    assert "draft changed" not in words(crash)
    crash.write(f"{TEXT} It was raining.", changes_meaning=False)
    crash.write(f"{TEXT} It was raining hard.", changes_meaning=False)
    said = words(crash)
    assert said.index("draft changed") < said.index("Told first")
    assert "(5 words) after people were told; the author said it did not change what" in said
    assert "draft changed" not in words(crash.write(changes_meaning=True))


def test_what_is_not_needed_says_who_said_so() -> None:
    walk = Walk("arrest-charge").write().post_on("x")
    walk.confirm("victims-identified").does_not_apply("rights-and-wishes", "no-victim")
    said = words(walk)
    assert f"({SOMEBODY}" in said.partition("Not needed")[2]
    assert "advance notice" in said.partition("Not needed")[2]
    assert "(the draft): images checked" in said


def test_what_names_nobody_else_was_confirmed_by_the_author_alone(crash: Walk) -> None:
    found = brief(crash)
    assert 0 < len(found.alone) < found.asked
    assert all(step.victim_related for step in found.alone)
    assert not any(field.kind == "person" for step in found.alone for field in step.fields)
    assert (
        f"{len(found.alone)} of {found.asked} victim-related steps name only the author"
        in words(crash)
    )


def test_what_is_not_recorded_is_said_and_never_as_clear() -> None:
    assert f"{NOTHING_RECORDED}: told first, exceptions, on hold, children" in words(
        Walk("traffic-serious")
    )


@pytest.mark.parametrize("kind", ["traffic-serious", "arrest-charge", "missing-person"])
def test_it_fits_on_one_small_screen(kind: str) -> None:
    """The lines between head and foot of 80 by 24, wrapped as the screen wraps them."""
    walk = answered(kind, NOON)
    view = review_view(walk.session, walk.checklist, SessionContext(), walk.now)
    lines = page_lines("brief", view, walk.checklist, walk.now)
    assert sum(len(wrapped(line.text, "", " " * line.hang)) for line in lines) <= 19


def test_whoever_one_request_covers_everywhere_was_tried_and_not_forgotten() -> None:
    walk = answered("traffic-serious")
    label = walk.list_person("next-of-kin", "D1")
    walk.answer_everything()
    walk.choose("kin-notified", "outcome", "not-reached", label, covers=["whom-to-call"])
    walk.confirm("whom-to-call")
    told = {told.person.label: told for told in brief(walk).told}
    assert (told[label].heard, told[label].step.id) == ("tried", "kin-notified")
    assert f"{label} next of kin for D1: NOT TOLD: Not reached" in words(walk)
