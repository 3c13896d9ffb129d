"""What an administrator and a PIO can rely on in the nineteen shipped checklists."""

import re
import textwrap
from collections import Counter

import pytest

from checklists.definitions.catalog import load_catalog
from checklists.definitions.model import CONTACT_SECTIONS, COVERS, Checklist, Step

CATALOG = load_catalog()
TYPES = CATALOG.in_order
EVERY_TYPE = pytest.mark.parametrize("checklist", TYPES, ids=lambda found: found.id)
STEPS = {step.id: step for checklist in TYPES for step in checklist.steps}

SECTIONS = (
    "Facts",
    "Who is affected",
    "Family told",
    "Wishes",
    "Privacy and safety",
    "Fairness",
    "Words and images",
    "Notice and support",
    "Publish",
)
SETTLES_WORDS = ("Privacy and safety", "Fairness", "Words and images")
TELLS_WHAT_IT_SAYS = (
    "advance-notice", "release-notice", "recent-victims-told", "support-contact", "whom-to-call",
)  # fmt: skip
HEAVY = ("traffic-serious", "death-investigation", "missing-person", "officer-incident")
"""The types in which there always is somebody harmed."""
AFFECT_NOBODY = ("community-post", "prevention-advice")
"""The types that suggest another one as soon as the draft concerns a real case."""


def test_the_shipped_definitions_hold_no_problem() -> None:
    assert CATALOG.problems == ()
    assert CATALOG.why_out == {}


def test_nineteen_types_and_ninety_five_steps_ship() -> None:
    assert len(TYPES) == 19
    assert len(STEPS) == 95


def test_the_three_urgent_types_come_first() -> None:
    assert [checklist.id for checklist in TYPES[:3]] == [
        "life-safety-alert",
        "traffic-advisory",
        "holding-statement",
    ]
    assert [checklist.urgent for checklist in TYPES] == [True] * 3 + [False] * 16


@EVERY_TYPE
def test_a_type_has_victim_related_steps_in_the_three_sections(checklist: Checklist) -> None:
    victim_related = {step.section for step in checklist.steps if step.victim_related}
    assert {"Privacy and safety", "Words and images"} <= victim_related
    if checklist.id not in AFFECT_NOBODY:
        assert victim_related & set(CONTACT_SECTIONS)


@EVERY_TYPE
def test_sections_are_short_and_in_the_order_in_which_they_are_walked(
    checklist: Checklist,
) -> None:
    titles = [section.title for section in checklist.sections]
    assert titles == [title for title in SECTIONS if title in titles]
    for section in checklist.sections:
        assert 1 <= len(section.steps) <= 9, section.title


@EVERY_TYPE
def test_people_hear_what_a_post_says_once_its_words_are_settled(checklist: Checklist) -> None:
    sections = [step.section for step in checklist.steps]
    told = [n for n, step in enumerate(checklist.steps) if step.id in TELLS_WHAT_IT_SAYS]
    settled = [n for n, section in enumerate(sections) if section in SETTLES_WORDS]
    assert max(settled) < min(told, default=len(sections))
    # A family that does not know yet is asked for no wish.
    assert [s for s in dict.fromkeys(sections) if s in ("Family told", "Wishes")] in (
        ["Family told", "Wishes"],
        ["Family told"],
        ["Wishes"],
        [],
    )


@EVERY_TYPE
def test_an_urgent_type_is_short_enough_for_the_minute_it_has(checklist: Checklist) -> None:
    assert len(checklist.questions) <= (2 if checklist.urgent else 4)
    if checklist.urgent:
        # A first word also says who watches what is written below it.
        assert len(checklist.steps) <= (11 if checklist.id == "holding-statement" else 10)
        assert checklist.classes == ()


@EVERY_TYPE
def test_names_in_a_list_are_short_and_no_two_alike(checklist: Checklist) -> None:
    assert len(checklist.short) <= 34
    labels = [step.short for step in checklist.steps]
    assert [label for label, times in Counter(labels).items() if times > 1] == []
    assert all(0 < len(label) <= 22 for label in labels)


@EVERY_TYPE
def test_every_prompt_is_one_statement_of_three_lines_at_most(checklist: Checklist) -> None:
    for step in checklist.steps:
        assert step.prompt.endswith("."), step.id
        assert step.prompt.count(".") == 1, step.id
        assert "?" not in step.prompt, step.id
        assert len(textwrap.wrap(step.prompt, 48)) <= 3, step.id
        assert len(textwrap.wrap("Why: " + step.why, 48)) <= 4, step.id


@EVERY_TYPE
def test_whoever_a_step_asks_for_can_be_listed(checklist: Checklist) -> None:
    classes = {found.id for found in checklist.classes}
    assert set(checklist.people_need_one_of) <= classes
    for step in checklist.steps:
        if step.per_person:
            assert set(step.per_person) & classes, step.id


@EVERY_TYPE
def test_a_question_points_to_another_type_or_adds_steps_and_binds_the_draft(
    checklist: Checklist,
) -> None:
    for question in checklist.questions:
        assert bool(question.suggests) != bool(question.adds)
        if question.suggests:
            assert question.suggests != checklist.id
            assert question.suggests_short == CATALOG.checklists[question.suggests].short
        assert {step.id for step in checklist.added_by(question)} == set(question.adds)
        assert {"text", "media"} <= set(question.binds)
        assert question.prompt.endswith("?")


@EVERY_TYPE
def test_every_contact_step_binds_the_meaning_and_no_other_step_does(
    checklist: Checklist,
) -> None:
    for step in checklist.steps:
        assert ("meaning" in step.binds) == (step.section in CONTACT_SECTIONS), step.id


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda found: found.id)
def test_a_step_asks_for_few_facts_and_for_at_least_one(step: Step) -> None:
    asked = [field for field in step.fields if field.id != COVERS]
    # A name that is released needs who, on what paper, by whose wish, and whether it is theirs.
    may_ask_more = step.per_person or step.id == "name-release-basis"
    assert 1 <= len(asked) <= (4 if may_ask_more else 3)
    assert any(field.required for field in step.fields)
    if step.per_person:
        assert "people" in step.binds
    assert step.sources


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda found: found.id)
def test_no_field_asks_for_a_victims_name_or_data(step: Step) -> None:
    for field in step.fields:
        assert not re.search(r"\b(name|phone|address|birth|dob)\b", field.id), field.id
        assert not re.search(r"\bvictim'?s? name|date of birth\b", field.label, re.IGNORECASE)


def test_identifiers_and_dignified_words_always_apply() -> None:
    for checklist in TYPES:
        for step_id in ("no-identifiers", "dignity-language"):
            step = checklist.step(step_id)
            assert step is None or (step.victim_related and step.does_not_apply == ())


@pytest.mark.parametrize("type_id", HEAVY)
def test_nobody_can_say_no_victim_where_there_always_is_one(type_id: str) -> None:
    for step in CATALOG.checklists[type_id].steps:
        assert step.reason("no-victim") is None, step.id


def test_every_reason_but_what_the_draft_proves_names_somebody_other_than_the_author() -> None:
    for step in STEPS.values():
        for reason in step.does_not_apply:
            if reason.proved_by_program:
                assert reason.needs.empty
                bound = "text" if reason.needs.empty == "variants" else reason.needs.empty
                assert bound in reason.binds
            else:
                assert "self" not in {role.id for role in reason.verified_by}


def test_a_hold_has_a_time_ahead_and_an_exception_has_words() -> None:
    seen = Counter[str]()
    for step in STEPS.values():
        for choice in (choice for field in step.fields for choice in field.choices):
            seen[choice.effect] += 1
            if choice.effect == "holds-until":
                assert choice.then is not None
                assert (choice.then.kind, choice.then.future) == ("time", True)
            if choice.effect == "needs-exception":
                assert choice.then is not None
                assert choice.then.kind == "note"
    assert set(seen) == {
        "counts",
        "blocks",
        "holds-until",
        "needs-exception",
        "excuses",
        "excuses-needs-another",
    }


def test_a_social_media_message_is_no_way_to_reach_a_family() -> None:
    step = CATALOG.checklists["arrest-charge"].step("advance-notice")
    assert step is not None
    how = step.field("how")
    assert how is not None
    assert {choice.id for choice in how.choices} == {
        "in-person",
        "phone",
        "video",
        "written",
        "other-agency",
        "advocate",
        "lawyer",
    }


def test_every_class_of_people_has_a_letter_of_its_own() -> None:
    letters = {found.letter: found.id for checklist in TYPES for found in checklist.classes}
    assert len(letters) == len({found.id for checklist in TYPES for found in checklist.classes})


def test_spelling_is_american_and_nothing_hidden_stands_in_a_text() -> None:
    british = re.compile(
        r"\b(recognis|apologis|neighbour|offence|programme|colour|honour|authoris|organis"
        r"|publicis|judgement)\w*",
        re.IGNORECASE,
    )
    for checklist in TYPES:
        texts = [checklist.title, checklist.short, checklist.when]
        texts += [text for step in checklist.steps for text in (step.short, step.prompt, step.why)]
        texts += [question.prompt for question in checklist.questions]
        for text in texts:
            assert text.isprintable()
            assert not british.search(text), text


def test_every_source_that_a_step_names_can_be_looked_up() -> None:
    for step in STEPS.values():
        for name in step.sources:
            source = CATALOG.sources[name]
            assert source.title
            assert re.match(r"https?://\S+$|tip-sheet\.txt$", source.address)


def test_the_revision_of_a_type_is_the_same_at_every_reading() -> None:
    again = load_catalog()
    assert {found.id: found.revision for found in TYPES} == {
        name: found.revision for name, found in again.checklists.items()
    }
    assert len({found.revision for found in TYPES}) == 19


def test_platform_limits_say_when_they_were_checked() -> None:
    for platform in CATALOG.platforms.values():
        assert bool(platform.checked_on) == bool(platform.source), platform.id
    assert CATALOG.platforms["x"].limit == 280
    assert CATALOG.platforms["website"].limit is None


def test_what_lists_of_types_show_is_what_their_checklists_say():
    for offer, checklist in zip(CATALOG.offered, TYPES, strict=True):
        shown = [offer.id, offer.title, offer.short, offer.when, offer.urgent, offer.steps]
        assert shown == [
            checklist.id,
            checklist.title,
            checklist.short,
            checklist.when,
            checklist.urgent,
            len(checklist.steps),
        ]


@EVERY_TYPE
def test_what_is_told_is_settled_before_it_is_told_and_the_family_knows_before_wishes_are_asked(
    checklist: Checklist,
) -> None:
    order = [step.id for step in checklist.steps]

    def stands_before(first: str, second: str) -> bool:
        return not {first, second} <= set(order) or order.index(first) < order.index(second)

    assert order[-1] == "release-authority"
    if not checklist.urgent:
        for told in ("advance-notice", "support-contact", "release-notice", "recent-victims-told"):
            assert all(
                stands_before(settled, told) for settled in ("no-identifiers", "dignity-language")
            )
    assert stands_before("kin-notified", "rights-and-wishes")
    assert stands_before("kin-notified", "no-identifiers")
