"""What a definition may say makes a step unnecessary, and what `check` refuses, with its line."""

import pytest
from factories.agency_folder import AgencyFolder, shipped_step, types_with

from checklists.definitions.catalog import load_catalog
from checklists.definitions.not_needed_rules import is_always_told

SHIPPED = load_catalog()
RULE = '{ step = "injury-status", answer = "none", as = "no-death-injury" }'
STEP = f"""\
id = "union-told"
victim_related = true
ask = "scene"
short = "union told"
prompt = "The union knows."
why = "Officers hear of it first."
binds = []
does_not_apply = ["no-death-injury"]
not_needed_if = [
  {RULE},
]
evidence = [{{ id = "who", kind = "person", label = "Told" }}]
"""
AT = 13
"""The line of the rule in the file."""
CLOSURE = ("traffic-advisory", '  "kin-followup-set",', '  "kin-followup-set",\n  "union-told",')


def in_closure(agency: AgencyFolder, step: str = STEP, section: str = "Family told") -> list[str]:
    """What is wrong where the road closure asks such a step."""
    agency.write_step(step, section)
    type_id, before, after = CLOSURE
    agency.write_incident(type_id, (before, after))
    return agency.problems()


def in_closure_by(agency: AgencyFolder, edit: tuple[str, str]) -> list[str]:
    """What is wrong where a step like the injury status, edited, leaves it out."""
    status = shipped_step("injury-status").replace('id = "injury-status"', 'id = "our-status"')
    status = status.replace("injury status", "our status")
    assert status.count(edit[0]) == 1
    agency.write_step(status.replace(*edit), "Facts", name="steps/status.toml")
    agency.write_step(STEP.replace("injury-status", "our-status"))
    above = ('  "injury-status",', '  "injury-status",\n  "our-status",')
    agency.write_incident(CLOSURE[0], CLOSURE[1:], above)
    return agency.problems()


def test_an_agency_may_say_of_its_own_contact_what_makes_it_unnecessary(agency: AgencyFolder):
    assert in_closure(agency) == []
    step = agency.catalog().checklists["traffic-advisory"].step("union-told")
    (rule,) = step.not_needed_if
    assert (rule.step, rule.answer, rule.reason.id) == ("injury-status", "none", "no-death-injury")


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (
            RULE.replace("injury-status", "injury-state"),
            "`not_needed_if` names `injury-state`, which does not exist; correct the id",
        ),
        (
            RULE.replace('"none"', '"nobody"'),
            "`injury-status` has no answer `nobody`; correct `answer`",
        ),
        (
            RULE.replace("no-death-injury", "no-victim"),
            (
                "`union-told` does not list the reason `no-victim`; correct `as`, or add it to "
                "`does_not_apply`"
            ),
        ),
        (
            '{ step = "kin-followup-set", answer = "no-death-injury", as = "no-death-injury" }',
            (
                "`union-told` is left out by `kin-followup-set`, which may be left out itself; "
                "name a step that is always asked"
            ),
        ),
        (
            '{ as = "no-death-injury" }',
            (
                "`union-told` has no `step`, and the draft cannot prove `no-death-injury`; name "
                'the `step` and its `answer`, or a reason verified by "program"'
            ),
        ),
        (
            '{ step = "media-package", answer = "no-media", as = "no-death-injury" }',
            (
                "`media-package` names nobody who said `no-media`; add a required field with "
                '`kind = "person"` to it'
            ),
        ),
        (
            RULE.replace(" }", ', types = ["traffic"] }'),
            "`types` names `traffic`, which does not exist; correct the id",
        ),
        (RULE.replace("answer", "anwser"), "unknown key `anwser`; did you mean `answer`?"),
    ],
)
def test_a_mistake_in_a_rule_is_told_with_its_line(
    agency: AgencyFolder, rule: str, problem: str
) -> None:
    found = in_closure(agency, STEP.replace(RULE, rule))
    assert f"steps/ours.toml:{AT}: {problem}" in found, found


def test_a_source_that_need_name_nobody_makes_nothing_unnecessary(agency: AgencyFolder) -> None:
    optional = ('label = "Who told us"', 'label = "Who told us"\n  required = false')
    (problem,) = in_closure_by(agency, optional)
    assert "`our-status` names nobody who said `none`; add a required field" in problem


@pytest.mark.parametrize("rule", [RULE, '{ as = "no-media" }'])
def test_nothing_of_privacy_and_safety_is_left_out(agency: AgencyFolder, rule: str) -> None:
    step = STEP.replace(RULE, rule).replace('["no-death', '["no-media", "no-death')
    agency.write_step(step, "Privacy and safety")
    (problem,) = agency.problems()
    assert problem.endswith(
        '`union-told` is in "Privacy and safety"; take the rule out: such a step is always asked'
    )


def test_no_other_victim_related_step_is_left_out_but_by_the_draft(agency: AgencyFolder) -> None:
    type_id, section = "holding-statement", '  "no-prejudgment",'
    edit = (section, section + '\n  "union-told",')
    agency.write_step(STEP, "Fairness")
    path = agency.write_incident(type_id, edit)
    (problem,) = agency.problems()
    line = path.read_text().splitlines().index(section) + 1
    assert problem.startswith(f"incidents/{type_id}.toml:{line - 1}: no answer can leave out")
    # An ordinary step may be; one that this type makes victim-related may not.
    agency.write_step(STEP.replace("victim_related = true\n", ""), "Fairness")
    assert agency.problems() == []
    use = '\n  { id = "union-told", victim_related = true },'
    agency.write_incident(type_id, (section, section + use))
    assert len(agency.problems()) == 1
    proved = STEP.replace("no-death-injury", "no-media").replace(RULE, '{ as = "no-media" }')
    agency.write_step(
        proved.replace(RULE.replace("no-death-injury", "no-media"), '{ as = "no-media" }'),
        "Fairness",
    )
    agency.write_incident(type_id, edit)
    assert agency.problems() == []


NOBODY = """\
[[reason]]
id = "nobody-here"
label = "Nobody here"
means = "Nobody whom it asks is listed."
verified_by = ["investigator"]
binds = ["people"]

  [reason.needs]
  nobody_of = "step"
"""
ASKED = '{ id = "said", kind = "choice", label = "Answer", choices = "view-answer" }'
BY_THE_LIST = (
    STEP.replace(RULE, '{ step = "victims-identified", as = "nobody-here" }')
    .replace('["no-death-injury"]', '["nobody-here", "no-victim"]')
    .replace("binds = []", 'binds = ["people"]\nper_person = ["victim"]')
    .replace("evidence = [", f"evidence = [{ASKED}, ")
)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("nobody-here", "nobody-here", ""),
        ('as = "nobody-here"', 'as = "no-victim"', "without an `answer`"),
        ('per_person = ["victim"]', "", "without an `answer`"),
    ],
)
def test_without_an_answer_only_a_list_that_has_nobody_to_ask_leaves_a_step_out(
    agency: AgencyFolder, before: str, after: str, said: str
) -> None:
    agency.write("reasons.toml", NOBODY)
    agency.write_step(BY_THE_LIST.replace(before, after), "Fairness")
    agency.write_incident("threat-hoax", ('  "civil-liberties",', '  "union-told",'))
    found = [p for p in agency.problems() if p.startswith("steps/")]
    assert [said in problem for problem in found] == [True] * bool(said), found


def test_without_an_answer_the_source_binds_the_people_list(agency: AgencyFolder) -> None:
    agency.write("reasons.toml", NOBODY)
    agency.write_step(BY_THE_LIST.replace("victims-identified", "facts-verified"), "Fairness")
    edit = ('  "civil-liberties",', '  "civil-liberties",\n  "union-told",')
    agency.write_incident("threat-hoax", edit)
    (problem,) = agency.problems()
    assert "`facts-verified` leaves out `union-told` but does not bind people" in problem


@pytest.mark.parametrize(("type_id", "may_be"), [("threat-hoax", True), ("arrest-charge", False)])
def test_a_source_that_may_be_left_out_in_the_same_type_is_refused(
    agency: AgencyFolder, type_id: str, may_be: bool
) -> None:
    rule = RULE.replace("injury-status", "rights-and-wishes").replace('"none"', '"no-victim"')
    rule = rule.replace(" }", f', types = ["{type_id}"] }}')
    agency.write_step(STEP.replace(RULE, rule).replace("no-death-injury", "no-victim"))
    found = [p for p in agency.problems() if "which may be left out itself" in p]
    assert len(found) == may_be


def test_of_a_death_a_missing_person_and_a_release_no_contact_is_left_out(
    agency: AgencyFolder,
) -> None:
    contacts = '{ step = "victims-identified", answer = "x", as = "no-death-injury" }'
    agency.write_step(STEP.replace(RULE, contacts))
    type_id, before = "death-investigation", '  "kin-notified",'
    agency.write_incident(type_id, (before, before + '\n  "union-told",'))
    told = [p for p in agency.problems() if p.startswith("incidents/")]
    assert "never leaves out a contact step, and `union-told` is one; limit the rule" in told[0]


def test_which_types_these_are():
    steps = SHIPPED._sources.decoded["step"]  # only the files have the roles
    found = {
        type_id
        for type_id, incident in SHIPPED._sources.decoded["type"].items()  # as above
        if is_always_told(incident, steps)
    }
    assert found == {
        "traffic-serious",
        "death-investigation",
        "custody-death",
        "video-release",
        "missing-person",
        "officer-incident",
        "release-status",
    }


def test_the_source_must_stand_above_and_bind_what_the_post_says(agency: AgencyFolder) -> None:
    rule = '{ step = "release-authority", answer = "x", as = "no-death-injury" }'
    found = in_closure(agency, STEP.replace(RULE, rule))
    assert any("but comes after it; move it up" in problem for problem in found), found
    (problem,) = in_closure_by(agency, ('"text", "media", ', ""))
    assert "`our-status` leaves out `union-told` but does not bind media, text; add" in problem


@pytest.mark.parametrize("step", ["kin-notified", "no-identifiers", "kin-followup-set"])
def test_an_agency_makes_no_shipped_step_unnecessary(agency: AgencyFolder, step: str) -> None:
    section = SHIPPED.checklists[min(types_with(step))].step(step).section
    agency.write_step(f'id = "{step}"\nnot_needed_if = [{RULE}]\n', section)
    assert any(
        f"changes `not_needed_if` of the shipped step `{step}`" in p for p in agency.problems()
    )
    assert set(agency.catalog().why_out) == types_with(step)


def test_a_reason_that_a_link_takes_away_depends_on_the_text(agency: AgencyFolder) -> None:
    agency.write(
        "reasons.toml",
        """\
        [[reason]]
        id = "no-picture"
        label = "No picture"
        means = "No picture."
        verified_by = ["program"]
        binds = ["media"]

          [reason.needs]
          draft_empty = "media"
          no_link = true
        """,
    )
    assert agency.problems() == ['reasons.toml:6: `no-picture` depends on the text; add "text"']
