"""An agency adds to the shipped definitions and never weakens them.

Each refusal names the step or the type, with file and line; the type is out until it is mended,
and the other types run.
"""

import re
from pathlib import Path

import pytest
from factories.agency_folder import (
    CONTACT,
    AgencyFolder,
    shipped_step,
    shipped_text,
    types_with,
)

from checklists.definitions.catalog import load_catalog
from checklists.definitions.model import Step

SHIPPED = load_catalog()


def step_in(agency: AgencyFolder, type_id: str, step_id: str) -> Step:
    catalog = agency.catalog()
    assert catalog.problems == ()
    step = catalog.checklists[type_id].step(step_id)
    assert step is not None
    return step


def line_of(path: Path, text: str) -> int:
    """The line of the first occurrence of `text`."""
    before, found, _ = path.read_text(encoding="utf-8").partition(text)
    assert found, text
    return before.count("\n") + 1


def assert_out(agency: AgencyFolder, *type_ids: str) -> None:
    """Just these types are out, each says why, and every other one is as it ships."""
    catalog = agency.catalog()
    assert set(catalog.why_out) == set(type_ids)
    assert set(SHIPPED.checklists) - set(catalog.checklists) == set(type_ids) & set(
        SHIPPED.checklists
    )
    for type_id in type_ids:
        assert catalog.why_out[type_id], f"{type_id} does not say why it is out"
        assert all(str(agency.folder) in why.file for why in catalog.why_out[type_id])
    for type_id, checklist in catalog.checklists.items():
        if type_id in SHIPPED.checklists:
            assert checklist.revision == SHIPPED.checklists[type_id].revision


# What an agency may do


def test_an_agency_without_a_folder_has_what_ships(agency: AgencyFolder) -> None:
    assert agency.catalog().problems == ()
    assert agency.catalog().checklists == SHIPPED.checklists


def test_an_agency_adds_a_type_of_its_own(agency: AgencyFolder) -> None:
    agency.write(
        "incidents/water-rescue.toml",
        """\
        schema = 1
        id = "water-rescue"
        title = "Rescue from water"
        short = "Water rescue"
        when = "First word about a rescue from a lake or river."
        group = "Urgent"
        fresh_for = "2h"
        case_number = true
        people = ["victim", "next-of-kin", "deceased", "guardian"]

        [[section]]
        title = "Family told"
        steps = ["kin-notified"]

        [[section]]
        title = "Notice and support"
        steps = [{ id = "advance-notice", prompt = "Each family was told." }]
        """,
    )
    catalog = agency.catalog()
    assert catalog.problems == ()
    assert set(catalog.checklists) == {*SHIPPED.checklists, "water-rescue"}
    assert catalog.in_order[-1].id == "water-rescue"
    assert catalog.checklists["water-rescue"].steps[1].prompt == "Each family was told."


def test_an_agency_adds_a_step_to_a_shipped_type(agency: AgencyFolder) -> None:
    agency.write_step(
        """\
        id = "chaplain-told"
        victim_related = true
        ask = "victim-services"
        short = "chaplain told"
        prompt = "The chaplain on call knows of this post."
        why = "Families ask for one within minutes."
        binds = ["people"]

          [[step.evidence]]
          id = "told-by"
          kind = "person"
          label = "Told by"
        """
    )
    agency.write_incident(
        "traffic-serious", ('  "family-window",\n', '  "family-window",\n  "chaplain-told",\n')
    )
    step = step_in(agency, "traffic-serious", "chaplain-told")
    assert step.victim_related
    assert step.binds == ("meaning", "people")
    assert len(agency.catalog().checklists["traffic-serious"].steps) == 29


def test_an_agency_rewords_a_shipped_step_everywhere(agency: AgencyFolder) -> None:
    agency.write_step('id = "kin-notified"\nprompt = "Told in person."\nwhy = "Our order 12."\n')
    step = step_in(agency, "traffic-serious", "kin-notified")
    assert (step.prompt, step.why) == ("Told in person.", "Our order 12.")
    assert step.victim_related
    assert step.fields == SHIPPED.checklists["traffic-serious"].step("kin-notified").fields  # type: ignore[union-attr]


def test_an_agency_rewords_a_step_in_one_type_only(agency: AgencyFolder) -> None:
    agency.write_incident(
        "traffic-serious",
        ('  "kin-notified",\n', '  { id = "kin-notified", prompt = "Told in person." },\n'),
    )
    assert step_in(agency, "traffic-serious", "kin-notified").prompt == "Told in person."
    other = SHIPPED.checklists["death-investigation"]
    assert agency.catalog().checklists["death-investigation"] == other


def test_an_agency_raises_a_step_to_victim_related(agency: AgencyFolder) -> None:
    assert not SHIPPED.checklists["traffic-serious"].step("agency-lead").victim_related  # type: ignore[union-attr]
    agency.write_step('id = "agency-lead"\nvictim_related = true\n', "Facts")
    assert step_in(agency, "traffic-serious", "agency-lead").victim_related


def test_an_agency_raises_a_step_in_one_type_only(agency: AgencyFolder) -> None:
    agency.write_incident(
        "traffic-serious",
        ('  "agency-lead",\n', '  { id = "agency-lead", victim_related = true },\n'),
    )
    assert step_in(agency, "traffic-serious", "agency-lead").victim_related


@pytest.mark.parametrize("step_id", ["victim-safety", "kin-notified"])
def test_an_agency_shortens_how_long_an_answer_holds(agency: AgencyFolder, step_id: str) -> None:
    type_id = min(types_with(step_id))
    section = SHIPPED.checklists[type_id].step(step_id).section  # type: ignore[union-attr]
    agency.write_step(f'id = "{step_id}"\nfresh_for = "90m"\n', section)
    fresh_for = step_in(agency, type_id, step_id).fresh_for
    assert fresh_for is not None
    assert fresh_for.total_seconds() == 90 * 60


def test_an_agency_shortens_how_long_ready_holds(agency: AgencyFolder) -> None:
    agency.write_incident("traffic-serious", ('fresh_for = "4h"', 'fresh_for = "1h"'))
    assert agency.catalog().problems == ()
    checklist = agency.catalog().checklists["traffic-serious"]
    assert checklist.fresh_for.total_seconds() == 3600


def test_a_whole_copy_of_a_shipped_step_changes_nothing(agency: AgencyFolder) -> None:
    agency.write_step(shipped_step("kin-notified"))
    assert agency.catalog().problems == ()
    assert agency.catalog().checklists == SHIPPED.checklists


def test_an_agency_adds_a_platform_limit_of_its_own(agency: AgencyFolder) -> None:
    agency.write(
        "platforms.toml",
        '[[platform]]\nid = "x"\ntitle = "X"\ncounts = "characters"\nlimit = 25000\n',
    )
    assert agency.catalog().problems == ()
    assert agency.catalog().platforms["x"].limit == 25000


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('counts = "x"\nlimit = 0\n', "`limit` is below one"),
        ('counts = "x"\nlimit = 9\nno_limit = true\n', "`no_limit` cannot be used with a limit"),
        ('counts = "x"\nchecked_on = 2026-11-22\n', "only one of `checked_on` and `source`"),
        ('counts = "x"\nsource = "https://a.gov"\n', "only one of `checked_on` and `source`"),
        ('counts = "x"\nlink_counts_as = 23\n', "`link_counts_as` cannot be used with"),
        ('counts = "x"\nmentions_without_host = true\n', "`mentions_without_host` cannot be used"),
        ('counts = "words"\n', "`counts` does not accept 'words'"),
        ('counts = "characters"\nwide_counts_as = 2\n', "unknown key `wide_counts_as`"),
    ],
)
def test_a_mistake_in_a_platform_is_named(agency: AgencyFolder, lines: str, said: str) -> None:
    agency.write("platforms.toml", f'[[platform]]\nid = "x"\ntitle = "X"\n{lines}')
    [problem] = agency.problems()
    assert said in problem


# What an agency may not do to a shipped step

CHANGES = [
    ("victim_related = false", "makes the victim-related step `kin-notified` ordinary"),
    ('ask = "self"', "changes `ask` of the shipped step `kin-notified`"),
    ('short = "told"', "changes `short` of the shipped step `kin-notified`"),
    ("binds = []", "changes `binds` of the shipped step `kin-notified`"),
    ("must_cover = []", "changes `must_cover` of the shipped step `kin-notified`"),
    ('must_cover = ["deceased"]', "changes `must_cover` of the shipped step `kin-notified`"),
    ("per_person = []", "changes `per_person` of the shipped step `kin-notified`"),
    ('does_not_apply = ["no-victim"]', "changes `does_not_apply` of the shipped step"),
    ("approver_sees_not_done = true", "changes `approver_sees_not_done` of the shipped step"),
    ("sources = []", "changes `sources` of the shipped step `kin-notified`"),
    ("evidence = []", "changes `evidence` of the shipped step `kin-notified`"),
]


@pytest.mark.parametrize(("change", "named"), CHANGES, ids=str)
def test_a_change_that_weakens_a_shipped_step_is_refused_by_name(
    agency: AgencyFolder, change: str, named: str
) -> None:
    path = agency.write_step(f'id = "kin-notified"\n{change}\n')
    line = line_of(path, change)
    problems = agency.problems()
    assert any(p.startswith(f"steps/ours.toml:{line}: {named}") for p in problems), problems
    assert_out(agency, *types_with("kin-notified"))


def test_a_whole_copy_that_leaves_victim_related_out_is_refused_by_name(
    agency: AgencyFolder,
) -> None:
    text = shipped_step("kin-notified").replace("victim_related = true\n", "")
    path = agency.write_step(text)
    assert agency.problems() == [
        (
            f"steps/ours.toml:{line_of(path, '[[step]]')}: makes the victim-related step "
            "`kin-notified` ordinary; add `victim_related = true`, or keep only the lines "
            "that change"
        )
    ]
    assert_out(agency, *types_with("kin-notified"))


def test_a_choice_set_of_a_field_cannot_be_swapped(agency: AgencyFolder) -> None:
    agency.write(
        "choices.toml",
        """\
        [[set]]
        id = "easy"
          [[set.choice]]
          id = "fine"
          label = "Fine"
          [[set.choice]]
          id = "also-fine"
          label = "Also fine"
        """,
    )
    before = shipped_step("kin-notified")
    after = before.replace('choices = "kin-outcome"', 'choices = "easy"')
    assert before != after
    agency.write_step(after)
    [problem] = agency.problems()
    assert "changes `evidence` of the shipped step `kin-notified`" in problem
    assert_out(agency, *types_with("kin-notified"))


def test_a_shipped_step_cannot_hold_longer(agency: AgencyFolder) -> None:
    path = agency.write_step('id = "victim-safety"\nfresh_for = "25h"\n', "Privacy and safety")
    assert agency.problems() == [
        (
            f"steps/ours.toml:{line_of(path, 'fresh_for')}: keeps the step `victim-safety` "
            'fresh longer than the shipped 24h; write "24h" or less'
        )
    ]
    assert_out(agency, *types_with("victim-safety"))


def test_a_time_that_is_none_is_no_way_to_hold_for_ever(agency: AgencyFolder) -> None:
    agency.write_step('id = "victim-safety"\nfresh_for = ""\n', "Privacy and safety")
    assert agency.problems()
    assert_out(agency, *types_with("victim-safety"))


def test_a_shipped_step_cannot_be_moved_to_another_section(agency: AgencyFolder) -> None:
    agency.write_step('id = "kin-notified"\n', "Publish")
    [problem] = agency.problems()
    assert problem.startswith("steps/ours.toml:4: moves the shipped step `kin-notified`")
    assert_out(agency, *types_with("kin-notified"))


def test_two_files_of_the_agency_cannot_weaken_in_two_bites(agency: AgencyFolder) -> None:
    agency.write_step('id = "agency-lead"\nvictim_related = true\n', "Facts", "steps/a.toml")
    agency.write_step('id = "agency-lead"\nvictim_related = false\n', "Facts", "steps/b.toml")
    [problem] = agency.problems()
    assert problem.startswith(
        "steps/b.toml:6: makes the victim-related step `agency-lead` ordinary"
    )


# What an agency may not do to a shipped type


def test_a_dropped_step_is_refused_by_name(agency: AgencyFolder) -> None:
    path = agency.write_incident("traffic-serious", ('  "kin-notified",\n', ""))
    [problem] = agency.problems()
    assert problem.startswith(
        f"incidents/traffic-serious.toml:{line_of(path, CONTACT) - 1}: drops the shipped step "
        "`kin-notified` from the type `traffic-serious`; put it back into the section "
        '"Family told"'
    )
    assert_out(agency, "traffic-serious")


def test_a_dropped_section_names_each_of_its_steps(agency: AgencyFolder) -> None:
    text = shipped_text("incidents/traffic-serious.toml")
    start = text.index('[[section]]\ntitle = "Family told"')
    end = text.index('[[section]]\ntitle = "Wishes"')
    agency.write("incidents/traffic-serious.toml", text[:start] + text[end:])
    named = re.findall(r"drops the shipped step `([a-z-]+)`", "\n".join(agency.problems()))
    assert set(named) == {"kin-notified", "family-window"}
    assert_out(agency, "traffic-serious")


def test_a_step_moved_to_another_section_is_refused_by_name(agency: AgencyFolder) -> None:
    agency.write_incident(
        "traffic-serious",
        ('  "kin-notified",\n', ""),
        ('  "media-handoff",\n', '  "media-handoff",\n  "kin-notified",\n'),
    )
    assert any(
        "moves the shipped step `kin-notified` of the type `traffic-serious`" in problem
        for problem in agency.problems()
    )
    assert_out(agency, "traffic-serious")


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ('{ id = "kin-notified", victim_related = false }', "changes `victim_related`"),
        ('{ id = "kin-notified", binds = ["text"] }', "changes `binds`"),
        ('{ id = "kin-notified", ask = "self" }', "changes `ask`"),
        ('{ id = "kin-notified", per_person = [] }', "changes `per_person`"),
        ('{ id = "kin-notified", short = "told" }', "changes `short`"),
    ],
)
def test_a_step_weakened_inside_a_shipped_type_is_refused_by_name(
    agency: AgencyFolder, entry: str, named: str
) -> None:
    agency.write_incident("traffic-serious", ('  "kin-notified",\n', f"  {entry},\n"))
    problems = agency.problems()
    assert any(
        f"{named} of the shipped step `kin-notified` in the type `traffic-serious`" in problem
        for problem in problems
    ), problems
    assert all(re.match(r"incidents/traffic-serious\.toml:[0-9]+: ", p) for p in problems)
    assert_out(agency, "traffic-serious")


def test_a_step_cannot_hold_longer_in_one_type(agency: AgencyFolder) -> None:
    agency.write_incident("release-status", ('fresh_for = "60m"', 'fresh_for = "61m"'))
    assert any(
        "keeps the step `facts-verified` of `release-status` fresh longer than the shipped 60m"
        in problem
        for problem in agency.problems()
    )
    assert_out(agency, "release-status")


def test_a_time_left_empty_in_one_type_does_not_hold_for_ever(agency: AgencyFolder) -> None:
    path = agency.write_incident("release-status", ('fresh_for = "60m"', 'fresh_for = ""'))
    [problem] = agency.problems()
    line = line_of(path, 'title = "Facts"')
    assert problem.startswith(f"incidents/release-status.toml:{line + 1}: `fresh_for` of the step")
    assert_out(agency, "release-status")


def test_a_type_whose_id_is_mistyped_does_not_fall_back_to_the_shipped_one(
    agency: AgencyFolder,
) -> None:
    agency.write_incident("traffic-serious", ('id = "traffic-serious"', 'id = "traffic-seriuos"'))
    assert "name the file traffic-seriuos.toml" in agency.problems()[0]
    assert_out(agency, "traffic-serious", "traffic-seriuos")


def test_ready_cannot_hold_longer(agency: AgencyFolder) -> None:
    path = agency.write_incident("traffic-serious", ('fresh_for = "4h"', 'fresh_for = "5h"'))
    assert agency.problems() == [
        (
            f"incidents/traffic-serious.toml:{line_of(path, 'fresh_for = ')}: keeps the type "
            '`traffic-serious` fresh longer than the shipped 4h; write "4h" or less'
        )
    ]
    assert_out(agency, "traffic-serious")


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        (
            'people_need_one_of = ["deceased", "seriously-hurt"]',
            "people_need_one_of = []",
            "people_need_one_of",
        ),
        ('people = ["victim", ', "people = [", "people"),
        ("case_number = true", "case_number = false", "case_number"),
        (
            'title = "Major traffic incident with serious injury or death"',
            'title = "Crash"',
            "title",
        ),
    ],
)
def test_a_shipped_type_changed_otherwise_is_refused_by_name(
    agency: AgencyFolder, before: str, after: str, key: str
) -> None:
    path = agency.write_incident("traffic-serious", (before, after))
    problems = agency.problems()
    where = f"incidents/traffic-serious.toml:{line_of(path, after)}: "
    assert f"changes `{key}` of the shipped type `traffic-serious`" in "\n".join(problems)
    assert all(problem.startswith(where) for problem in problems)
    assert_out(agency, "traffic-serious")


def test_a_type_of_the_agencys_own_cannot_make_a_shipped_step_ordinary(
    agency: AgencyFolder,
) -> None:
    agency.write(
        "incidents/easy.toml",
        """\
        schema = 1
        id = "easy"
        title = "Easy"
        short = "Easy"
        when = "Never."
        group = "Urgent"
        fresh_for = "2h"
        case_number = false
        people = ["victim", "next-of-kin", "deceased"]

        [[section]]
        title = "Notice and support"
        steps = [
          "support-contact",
          { id = "advance-notice", victim_related = false },
        ]
        """,
    )
    [problem] = agency.problems()
    assert problem.startswith("incidents/easy.toml:13: makes the victim-related step")
    assert "`advance-notice`" in problem
    assert_out(agency, "easy")


def test_a_type_without_a_victim_related_step_is_refused(agency: AgencyFolder) -> None:
    agency.write(
        "incidents/easy.toml",
        """\
        schema = 1
        id = "easy"
        title = "Easy"
        short = "Easy"
        when = "Never."
        group = "Urgent"
        fresh_for = "2h"
        case_number = false

        [[section]]
        title = "Facts"
        steps = ["agency-lead"]
        """,
    )
    assert agency.problems() == [
        "incidents/easy.toml:1: the type `easy` has no victim-related step; add one"
    ]
    assert_out(agency, "easy")


# What an agency may not do to the shipped lists

WEAKER = {
    "reason": (
        "reasons.toml",
        (
            '[[reason]]\nid = "no-victim"\nlabel = "No victim"\nmeans = "Says the author."\n'
            'verified_by = ["approver"]\nbinds = []\n'
        ),
    ),
    "set": (
        "choices.toml",
        (
            '[[set]]\nid = "kin-outcome"\n[[set.choice]]\nid = "reached"\nlabel = "Told"\n'
            '[[set.choice]]\nid = "not-reached"\nlabel = "Not reached"\n'
        ),
    ),
    "question": (
        "questions.toml",
        (
            '[[question]]\nid = "police-force"\nprompt = "Anything?"\n'
            'applies_to = ["crime-trend"]\nsuggests = "officer-incident"\nbinds = []\n'
        ),
    ),
    "class": (
        "people.toml",
        (
            '[[class]]\nid = "next-of-kin"\ntitle = "Next of kin"\nletter = "K"\ncontact = "none"\n'
            'means = "Nobody to be told."\n'
        ),
    ),
    "role": ("roles.toml", '[[role]]\nid = "investigator"\nlabel = "You, the author"\n'),
}


@pytest.mark.parametrize("kind", WEAKER)
def test_a_shipped_list_entry_that_is_changed_is_refused_by_name(
    agency: AgencyFolder, kind: str
) -> None:
    name, text = WEAKER[kind]
    path = agency.write(name, text)
    entry_id = text.split('id = "')[1].split('"')[0]
    assert agency.problems() == [
        (
            f"{name}:{line_of(path, 'id = ')}: changes the shipped {kind} `{entry_id}`; "
            "give yours its own id"
        )
    ]
    catalog = agency.catalog()
    assert catalog.why_out
    for why in catalog.why_out.values():
        assert [p.file for p in why] == [str(path)], "it says where the change is"
    assert set(catalog.checklists) | set(catalog.why_out) == set(SHIPPED.checklists)


# A file that cannot be used takes out what it names, and nothing falls back to the looser rule

TIGHTENED = 'id = "agency-lead"\nvictim_related = true\n'
HEAD = 'schema = 1\nsection = "Facts"\n\n'

BROKEN_STEPS_FILES = {
    "a line that is no TOML": f"{HEAD}[[step]]\n{TIGHTENED}prompt = \n",
    "single quotes": f"{HEAD}[[step]]\n{TIGHTENED}prompt = \n".replace(
        '"agency-lead"', "'agency-lead'"
    ),
    "one bracket too few": f"{HEAD}[step]\n{TIGHTENED}",
    "another table's name": f"{HEAD}[[steps]]\n{TIGHTENED}",
    "a key of the wrong kind": f'{HEAD}[[step]]\nid = "agency-lead"\nvictim_related = "yes"\n',
    "an unknown key": f"{HEAD}[[step]]\n{TIGHTENED}colour = 1\n",
    "no section": f"schema = 1\n\n[[step]]\n{TIGHTENED}",
}


@pytest.mark.parametrize("text", BROKEN_STEPS_FILES.values(), ids=BROKEN_STEPS_FILES)
def test_a_broken_steps_file_takes_out_just_the_types_whose_steps_it_names(
    agency: AgencyFolder, text: str
) -> None:
    agency.write("steps/ours.toml", text)
    assert agency.problems()
    assert_out(agency, *types_with("agency-lead"))


def test_a_steps_file_that_is_not_utf8_takes_out_the_types_whose_steps_it_names(
    agency: AgencyFolder,
) -> None:
    path = agency.write("steps/ours.toml", f"{HEAD}[[step]]\n{TIGHTENED}")
    path.write_bytes(path.read_bytes() + b'why = "Jos\xe9\'s order."\n')
    [problem] = agency.problems()
    assert problem == "steps/ours.toml:1: is not UTF-8 text; save it as UTF-8"
    assert_out(agency, *types_with("agency-lead"))


def test_a_steps_file_that_cannot_be_read_at_all_takes_out_every_type(
    agency: AgencyFolder,
) -> None:
    """Nobody can say which step it made stricter."""
    agency.write("steps/ours.toml", "")
    (agency.folder / "steps/ours.toml").unlink()
    (agency.folder / "steps/ours.toml").mkdir()
    [problem] = agency.problems()
    assert problem.startswith("steps/ours.toml:1: cannot be read (not a regular file)")
    assert_out(agency, *SHIPPED.checklists)


def test_a_broken_type_is_out_and_the_others_run(agency: AgencyFolder) -> None:
    agency.write_incident("traffic-serious", ("case_number = true", "case_number = "))
    [problem] = agency.problems()
    assert re.match(r"incidents/traffic-serious\.toml:[0-9]+: not TOML", problem)
    assert_out(agency, "traffic-serious")


QUESTION = (
    '[[question]]\nid = "ours"\nprompt = "Is it ours?"\napplies_to = ["crime-trend"]\n'
    'suggests = "death-investigation"\nbinds = ["text"]\n'
)


def test_an_agency_adds_a_question(agency: AgencyFolder) -> None:
    agency.write("questions.toml", QUESTION)
    assert agency.catalog().problems == ()
    assert agency.catalog().checklists["crime-trend"].question("ours") is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("binds = ", "bind = "),
        ('"Is it ours?"', '"Is it ours?'),
        ("[[question]]", "[[questions]]"),
        ("[[question]]", "[question]"),
        ('id = "ours"\n', ""),
        ('applies_to = ["crime-trend"]', 'applies_to = "crime-trend"'),
    ],
)
def test_a_broken_question_takes_out_the_types_that_it_names(
    agency: AgencyFolder, before: str, after: str
) -> None:
    """Without its question a type would ask less than the agency wants."""
    agency.write("questions.toml", QUESTION.replace(before, after))
    assert agency.problems()
    assert "crime-trend" in agency.catalog().why_out
    assert "traffic-serious" not in agency.catalog().why_out


def test_a_file_that_is_read_by_nobody_is_named(agency: AgencyFolder) -> None:
    agency.write("step/ours.toml", "")
    assert agency.problems() == [
        "step/ours.toml:1: the program does not read this file; move or rename it"
    ]


COLD = """
[[cold_read]]
id = "says-who"
prompt = "Does the post say who it is?"
step = "no-identifiers"
field = "result"
yes = ["named"]
"""


def read_cold(agency, questions):
    name = "incidents/arrest-charge.toml"
    agency.write(name, shipped_text(name) + questions)


def test_a_shipped_type_without_a_cold_read_gets_one_and_one_that_has_it_keeps_it(agency):
    read_cold(agency, COLD)
    assert agency.problems() == []
    (question,) = agency.catalog().checklists["arrest-charge"].cold_read
    assert (question.step, question.yes) == ("no-identifiers", ("named",))
    agency.write_incident("death-investigation", ('yes = ["named"]', 'yes = ["none"]'))
    assert any("changes `cold_read`" in problem for problem in agency.problems())


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('step = "no-identifiers"', 'step = "closure-only"', "does not list the step"),
        ('field = "result"', 'field = "cut"', "has no choice `cut`"),
        ('yes = ["named"]', 'yes = ["nobody"]', "has no answer `nobody`"),
        ('yes = ["named"]', "yes = []", "none of the answers, or all"),
        ("who it is?", "who it is.", "is not a question"),
        (COLD, COLD * 2, "write at most two, each with its own id and step"),
    ],
)
def test_a_cold_read_that_the_record_cannot_answer_is_named(agency, before, after, said):
    read_cold(agency, COLD.replace(before, after))
    problems = agency.problems()
    assert any(said in problem for problem in problems), problems
    assert all(".toml:0:" not in problem for problem in problems)
