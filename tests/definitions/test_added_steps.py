"""What a question may add to a type, and what `check` refuses, with its line."""

import pytest
from factories.agency_folder import STRICTER, AgencyFolder, shipped_step, shipped_text

from checklists.definitions.catalog import load_catalog

CLOSURE = "traffic-advisory"
ARREST = "arrest-charge"
QUESTION = """\
[[question]]
id = "ours"
prompt = "Does it name a road worker?"
applies_to = ["traffic-advisory"]
adds = ["chaplain-told"]
binds = ["text", "media"]
"""
AT = 5
"""The line of `adds`."""


def asking(agency: AgencyFolder, *edits: tuple[str, str], step: str = STRICTER) -> list[str]:
    """What is wrong where an agency asks such a question, edited, and has such a step."""
    text = QUESTION
    for before, after in edits:
        assert text.count(before) == 1
        text = text.replace(before, after)
    agency.write("steps/ours.toml", step)
    agency.write("questions.toml", text)
    return agency.problems()


def test_an_agency_may_add_steps_by_a_question_of_its_own(agency: AgencyFolder) -> None:
    assert asking(agency) == []
    found = agency.catalog().checklists[CLOSURE]
    question = found.question("ours")
    assert question is not None
    assert [step.id for step in found.added_by(question)] == ["chaplain-told"]
    (told,) = (s for s in found.sections if s.title == "Family told")
    assert [step.id for step in told.steps] == [
        "kin-followup-set",
        "comments-until-told",
        "chaplain-told",
    ]
    offer = next(offer for offer in agency.catalog().offered if offer.id == CLOSURE)
    assert offer.steps == len(found.steps)


def test_an_added_step_stands_where_the_file_of_steps_has_it() -> None:
    found = load_catalog().checklists
    for name in ("traffic-serious", "death-investigation", "custody-death", "officer-incident"):
        (told,) = (s for s in found[name].sections if s.title == "Family told")
        first = [step.id for step in told.steps][:2]
        assert first == ["family-call-now", "kin-notified"]


def test_a_section_that_no_type_has_stands_before_the_last_one(agency: AgencyFolder) -> None:
    assert asking(agency, step=STRICTER.replace("Family told", "Chaplaincy")) == []
    titles = [section.title for section in agency.catalog().checklists[CLOSURE].sections]
    assert titles[-2:] == ["Chaplaincy", "Publish"]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            'adds = ["chaplain-told"]\n',
            "",
            ("1: `ours` has neither `suggests` nor `adds`; name a type in `suggests`, or steps in "
            "`adds`"),
        ),
        (
            "adds =",
            'suggests = "crime-trend"\nadds =',
            ("1: `ours` has both `suggests` and `adds`; name a type in `suggests`, or steps in "
            "`adds`"),
        ),
        ('"chaplain-told"]', '"nobody-told"]', ("5: `adds` names `nobody-told`, which does not "
         "exist; correct the id")),
        ('"chaplain-told"]', '"chaplain-told", "chaplain-told"]', ("5: `ours` adds a step twice; "
         "take one out")),
        (
            '["text", "media"]',
            '["text"]',
            '6: `ours` adds steps but does not bind media; write `binds = ["text", "media"]`',
        ),
        (
            '"chaplain-told"]',
            '"kin-notified"]',
            ("5: `ours` adds `kin-notified`, which asks about people that `traffic-advisory` "
            "does not list; take out either it or the type"),
        ),
        ("adds =", "add =", "5: unknown key `add`; did you mean `adds`?"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(
    agency: AgencyFolder, before: str, after: str, problem: str
) -> None:
    assert f"questions.toml:{problem}" in asking(agency, (before, after))
    assert CLOSURE in agency.catalog().why_out


def test_two_steps_of_one_name_are_refused(agency: AgencyFolder) -> None:
    step = STRICTER.replace('"chaplain told"', '"injury status"')
    assert asking(agency, step=step) == [
        (
            f"questions.toml:{AT}: `chaplain-told` and `injury-status` share the name "
            '"injury status" in `traffic-advisory`; reword one of them'
        )
    ]


def test_a_section_with_more_than_nine_is_refused(agency: AgencyFolder) -> None:
    head, body = STRICTER.split("[[step]]\n")
    steps = [
        "[[step]]\n"
        + body.replace("chaplain-told", f"told-{n}").replace("chaplain told", f"no. {n}")
        for n in range(9)
    ]
    names = ", ".join(f'"told-{n}"' for n in range(9))
    edit = ('"chaplain-told"', names)
    assert asking(agency, edit, step=head + "\n".join(steps)) == [
        (
            f'questions.toml:{AT}: "Family told" in `traffic-advisory` has 11 steps, '
            "counting those that are added; at most 9"
        )
    ]


def test_a_rule_of_an_added_step_that_does_not_hold_in_the_type_is_refused(
    agency: AgencyFolder,
) -> None:
    rule = '{ step = "rights-and-wishes", answer = "no-victim", as = "no-victim" }'
    step = STRICTER.replace(
        'binds = ["text"]',
        f'binds = ["text"]\ndoes_not_apply = ["no-victim"]\nnot_needed_if = [{rule}]',
    ).replace("Family told", "Facts")
    found = asking(agency, ('["traffic-advisory"]', '["arrest-charge"]'), step=step)
    assert any(
        line.startswith(f"questions.toml:{AT}: ") and "no answer can leave out" in line
        for line in found
    )


# An agency adds, and never weakens


def test_an_agency_cannot_move_a_shipped_step_behind_a_question(agency: AgencyFolder) -> None:
    found = asking(agency, ('"chaplain-told"', '"kin-followup-set"'))
    assert found == [
        (
            f"questions.toml:{AT}: `ours` adds `kin-followup-set`, which `traffic-advisory` always "
            "asks; take it out: no question can take out a step that a type lists"
        )
    ]


def test_nor_by_taking_it_off_the_list_first(agency: AgencyFolder) -> None:
    agency.write_incident(CLOSURE, ('  "kin-followup-set",', '  "chaplain-told",'))
    found = asking(agency, ('"chaplain-told"', '"kin-followup-set"'))
    assert any("drops the shipped step `kin-followup-set`" in line for line in found)
    assert CLOSURE in agency.catalog().why_out


@pytest.mark.parametrize(
    "edit",
    [
        ('"medical-limits", "name-release-basis"]', '"medical-limits"]'),
        ("Did someone die or get seriously hurt in this case", "Is it a homicide"),
        (
            'adds = ["kin-notified", "family-window", "medical-limits", "name-release-basis"]',
            'suggests = "crime-trend"',
        ),
    ],
)
def test_a_shipped_question_that_adds_steps_cannot_be_changed(
    agency: AgencyFolder, edit: tuple[str, str]
) -> None:
    blocks = shipped_text("questions.toml").split("[[question]]\n")
    (shipped,) = (block for block in blocks if block.startswith('id = "death-or-injury"'))
    assert shipped.count(edit[0]) == 1
    agency.write("questions.toml", "[[question]]\n" + shipped.replace(*edit))
    assert any("changes the shipped question `death-or-injury`" in p for p in agency.problems())
    assert ARREST in agency.catalog().why_out


def test_a_question_of_its_own_beside_it_takes_nothing_out(agency: AgencyFolder) -> None:
    text = QUESTION.replace(CLOSURE, ARREST).replace("chaplain-told", "kin-notified")
    agency.write("questions.toml", text)
    assert agency.problems() == []
    found = agency.catalog().checklists[ARREST].questions_adding["kin-notified"]
    assert [question.id for question in found] == ["death-or-injury", "ours"]


def test_an_agency_may_always_ask_what_a_shipped_question_adds(agency: AgencyFolder) -> None:
    agency.write_incident(
        ARREST, ('  "protected-victim",', '  "protected-victim",\n  "medical-limits",')
    )
    assert agency.problems() == []
    found = agency.catalog().checklists[ARREST]
    assert set(found.questions_adding) == {
        "kin-notified", "family-window", "name-release-basis", "additional-victims",
    }  # fmt: skip
    (privacy,) = (s for s in found.sections if s.title == "Privacy and safety")
    assert [step.id for step in privacy.steps].count("medical-limits") == 1


def test_what_an_agency_makes_too_much_of_takes_out_that_type_alone(agency: AgencyFolder) -> None:
    """The shipped question is not at fault, and the line is in the agency's own file."""
    text = shipped_step("medical-limits").replace('id = "medical-limits"', 'id = "our-limits"', 1)
    agency.write_step(text, "Privacy and safety")
    agency.write_incident(
        ARREST, ('  "protected-victim",', '  "protected-victim",\n  "our-limits",')
    )
    (problem,) = agency.problems()
    assert problem.startswith("incidents/arrest-charge.toml:")
    assert "`medical-limits` and `our-limits` share the name" in problem
    assert set(agency.catalog().why_out) == {ARREST}


def test_a_broken_added_step_takes_out_the_types_that_ask_it(agency: AgencyFolder) -> None:
    asking(agency, step=STRICTER.replace('ask = "victim-services"', 'ask = "nobody"'))
    assert set(agency.catalog().why_out) == {CLOSURE}


def test_what_shipped_questions_add_is_this_and_no_more() -> None:
    found = {
        (name, question.id, step)
        for name, checklist in load_catalog().checklists.items()
        for question in checklist.questions
        for step in question.adds
    }
    suspect = ("identity-verified", "allegation-wording", "suspect-release-limits")
    deaths = ("traffic-serious", "death-investigation", "officer-incident")
    hurt = ("kin-notified", "family-window", "medical-limits", "name-release-basis")
    case = (
        "case-integrity", "rights-and-wishes", "victim-safety", "protected-victim",
        "advance-notice", "participation-risk",
    )  # fmt: skip
    assert found == {
        *((ARREST, "death-or-injury", step) for step in hurt),
        *((name, "asks-others", "additional-victims") for name in (ARREST, "wanted-suspect")),
        *(("missing-person", "names-companion", step) for step in suspect),
        ("officer-incident", "held-when-dead", "publication-deadline"),
        *(
            (name, "shows-suspect", step)
            for name in (*deaths, "custody-death", "threat-hoax", "video-release")
            for step in suspect
        ),
        *((name, "public-already", "family-call-now") for name in (*deaths, "custody-death")),
        *(("agency-initiative", "real-protected-case", step) for step in case),
        ("prevention-advice", "harm-between-people", "services-line"),
        ("unidentified-suspect", "clip-of-the-crime", "victims-in-video"),
        ("unidentified-suspect", "clip-of-the-crime", "content-warning"),
    }
