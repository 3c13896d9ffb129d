"""What `cleartopost check` says: `file:line: problem; what to do`, all of it in one run."""

import re
from pathlib import Path

import pytest
from factories.agency_folder import CONTACT, AgencyFolder, shipped_text, types_with

from checklists.definitions.catalog import load_catalog
from checklists.definitions.schema import LARGEST_FILE
from checklists.definitions.toml_lines import line_index, line_of

STEP = """\
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

  [[step.evidence]]
  id = "what"
  kind = "checks"
  label = "What"
  checks = [
    { id = "post", label = "The post" },
    { id = "hour", label = "The hour" },
  ]
  need = "all"
"""

MISTAKES = [
    # what is written, what instead, the line of STEP that is named, the sentence
    ("victim_related", "victim_relatd", 2,
     "unknown key `victim_relatd`; did you mean `victim_related`?"),
    ("victim_related = true", "zebra = 1", 2, "unknown key `zebra`; take it out"),
    ("victim_related = true", 'victim_related = "yes"', 2,
     "`victim_related` should be true or false, not text in quotes; correct it"),
    ('ask = "victim-services"', "ask = 3", 3,
     "`ask` should be text in quotes, not a whole number; correct it"),
    ('ask = "victim-services"', 'ask = "chaplain"', 3,
     "`ask` names `chaplain`, which does not exist; correct the id"),
    ('short = "chaplain told"\n', "", 0, "`short` is missing; add `short = ...`"),
    ("chaplain told", "the chaplain on call told", 4,
     "`short` has 25 characters; shorten it to 22"),
    ("this post.", "this post?", 5,
     "`prompt` is not a statement; end it with a period, and do not ask a question"),
    ("The chaplain on call knows", "The chaplain\\u202e on call knows", 5,
     "`prompt` has a control or hidden character; type it again"),
    ("Families ask for one within minutes.", "", 6, "`why` is empty; write it"),
    ('binds = ["people"]', 'binds = "people"', 7,
     "`binds` should be a list in [ ], not text in quotes; correct it"),
    ('binds = ["people"]', 'binds = ["persons"]', 7,
     "`binds` does not accept 'persons'; write one of `text`, `media`, `platforms`, `people`"),
    ('kind = "person"', 'kind = "persno"', 11,
     "`kind` does not accept 'persno'; write one of `person`, `time`, "),
    ('label = "Told by"', 'lable = "Told by"', 12,
     "unknown key `lable`; did you mean `label`?"),
    ('id = "told-by"', 'id = "Told By"', 10,
     "`Told By` is not a valid id; use lowercase letters, digits, and hyphens"),
    ('id = "told-by"', 'id = "home-address"', 10,
     "`home-address` looks like a victim's data; instead, ask what was done"),
    ('kind = "checks"', 'kind = "note"', 14,
     "`what`: checks, and only checks, have `checks`; list them"),
    ('need = "all"', "need = 3", 22, "`need` is 3, but there are 2 checks; lower it"),
    ('need = "all"', 'need = "all"\nnot_asked = true', 23,
     "only a person can have `not_asked`; take it out"),
    ('need = "all"', 'need = "both"', 22, "`need`"),
    ('id = "hour"', 'id = "post"', 18, "two checks of `what` share an id; rename one"),
    ('id = "what"', 'id = "told-by"', 0,
     "two `evidence` fields of `chaplain-told` share an id; rename one"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "line", "sentence"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_what_to_do(
    agency: AgencyFolder, before: str, after: str, line: int, sentence: str
) -> None:
    assert STEP.count(before) >= 1
    agency.write_step(STEP.replace(before, after, 1))
    expected = f"steps/ours.toml:{4 + line}: {sentence}"
    assert any(problem.startswith(expected) for problem in agency.problems()), agency.problems()


def test_the_step_as_it_should_be_has_no_problem(agency: AgencyFolder) -> None:
    agency.write_step(STEP)
    assert agency.problems() == []


def test_every_message_says_where_what_and_what_to_do(agency: AgencyFolder) -> None:
    for number, (before, after, _, _) in enumerate(MISTAKES):
        text = STEP.replace(before, after, 1).replace("chaplain-told", f"chaplain-told-{number}")
        agency.write_step(text, name=f"steps/{number:02}.toml")
    problems = agency.problems()
    assert {problem.split(":")[0] for problem in problems} == {
        f"steps/{number:02}.toml" for number in range(len(MISTAKES))
    }
    for problem in problems:
        assert re.fullmatch(r"steps/[0-9]{2}\.toml:[1-9][0-9]*: [^;]+; .+", problem), problem


def test_all_problems_of_a_file_are_told_in_one_run(agency: AgencyFolder) -> None:
    text = STEP.replace("victim_related", "victim_relatd").replace('"victim-services"', "3")
    text = text.replace('kind = "person"', 'kind = "persno"').replace('need = "all"', "need = 3.5")
    agency.write_step(text)
    lines = [int(problem.split(":")[1]) for problem in agency.problems()]
    assert lines == [6, 7, 15, 26]


def test_a_line_that_is_no_toml_is_named(agency: AgencyFolder) -> None:
    agency.write_step(STEP.replace("ask =", "ask"))
    [problem] = agency.problems()
    assert re.fullmatch(r"steps/ours\.toml:7: not TOML \(.+\); fix this line", problem)


def test_a_key_that_stands_twice_is_named(agency: AgencyFolder) -> None:
    agency.write_step(STEP.replace("ask =", 'ask = "scene"\nask ='))
    [problem] = agency.problems()
    assert problem.startswith("steps/ours.toml:8: not TOML")


def test_a_file_that_is_not_utf8_is_named(agency: AgencyFolder) -> None:
    path = agency.write_step(STEP)
    path.write_bytes(path.read_bytes().replace(b"Families", b"Familles \xe9mues"))
    assert agency.problems() == ["steps/ours.toml:1: is not UTF-8 text; save it as UTF-8"]


def test_a_file_that_an_editor_saved_with_a_mark_and_windows_lines_is_read(
    agency: AgencyFolder,
) -> None:
    path = agency.write_step(STEP.replace("Told by", "Told by whom on this earth"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert agency.problems() == ["steps/ours.toml:16: `label` has 26 characters; shorten it to 24"]


def test_an_endless_file_is_refused(agency: AgencyFolder) -> None:
    agency.write_step(STEP + "#" * LARGEST_FILE)
    assert agency.problems() == ["steps/ours.toml:1: is larger than 512 KiB; split it"]


def test_a_file_nested_too_deeply_is_refused(agency: AgencyFolder) -> None:
    agency.write("steps/ours.toml", "a = " + "[" * 5000 + "]" * 5000 + "\n")
    assert len(agency.problems()) == 1


def test_a_file_of_a_newer_kind_is_refused(agency: AgencyFolder) -> None:
    path = agency.write_step(STEP)
    path.write_text(path.read_text().replace("schema = 1", "schema = 2"))
    assert agency.problems() == [
        "steps/ours.toml:1: `schema` is not 1; write `schema = 1` at the top"
    ]


def test_problems_of_several_files_come_in_the_order_of_files_and_lines(
    agency: AgencyFolder,
) -> None:
    agency.write_step(STEP.replace("victim-services", "chaplain"), name="steps/b.toml")
    agency.write("roles.toml", '[[role]]\nid = "x y"\nlable = "X"\n')
    agency.write_incident("traffic-serious", ('fresh_for = "4h"', 'fresh_for = "9h"'))
    agency.write_incident("crime-trend", ('fresh_for = "24h"', 'fresh_for = "soon"'))
    found = [tuple(problem.split(":")[:2]) for problem in agency.problems()]
    assert found == sorted(found, key=lambda place: (place[0], int(place[1])))
    assert {name for name, _ in found} == {
        "incidents/crime-trend.toml",
        "incidents/traffic-serious.toml",
        "roles.toml",
        "steps/b.toml",
    }


def test_an_unknown_step_of_a_type_is_named_with_its_section(agency: AgencyFolder) -> None:
    agency.write_incident(
        "traffic-serious", ('  "family-window",\n', '  "family-window",\n  "chaplain-tlod",\n')
    )
    [problem] = agency.problems()
    text = (agency.folder / "incidents/traffic-serious.toml").read_text()
    line = text[: text.index(f'title = "{CONTACT}"')].count("\n") + 2
    assert problem == (
        f"incidents/traffic-serious.toml:{line}: there is no step `chaplain-tlod` in the section "
        f'"{CONTACT}"; correct the id'
    )


def test_a_step_of_another_section_is_named(agency: AgencyFolder) -> None:
    agency.write_incident(
        "traffic-serious", ('  "family-window",\n', '  "family-window",\n  "custody-status",\n')
    )
    assert "custody-status" in agency.problems()[0]


def test_ten_steps_in_one_section_are_refused(agency: AgencyFolder) -> None:
    names = []
    for number in range(9):
        step = STEP.replace("chaplain-told", f"ours-{number}").replace(
            "chaplain told", f"ours {number}"
        )
        agency.write_step(step, name=f"steps/{number}.toml")
        names.append(f'  "ours-{number}",\n')
    agency.write_incident(
        "missing-person", ('  "family-agreement",\n', '  "family-agreement",\n' + "".join(names))
    )
    [problem] = agency.problems()
    assert problem.endswith(
        f'"{CONTACT}" has 10 steps; list from one to 9: a section is a pause point'
    )


def test_two_steps_of_a_type_that_share_a_name_are_refused(agency: AgencyFolder) -> None:
    agency.write_step(STEP.replace("chaplain told", "family notified"))
    agency.write_incident(
        "traffic-serious", ('  "family-window",\n', '  "family-window",\n  "chaplain-told",\n')
    )
    [problem] = agency.problems()
    assert '`chaplain-told` and `kin-notified` share the name "family notified"' in problem


def test_a_shipped_problem_names_the_shipped_file(tmp_path: Path) -> None:
    copy = tmp_path / "definitions"
    for name in ("roles.toml", "incidents/traffic-serious.toml"):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text(shipped_text(name))
    files = {problem.file for problem in load_catalog(shipped=copy).problems}
    assert "people.toml" in files
    assert "roles.toml" not in files


def test_why_a_type_is_out_names_the_step_to_mend(agency: AgencyFolder) -> None:
    agency.write_step('id = "kin-notified"\nask = "self"\n')
    catalog = agency.catalog()
    assert set(catalog.why_out) == types_with("kin-notified")
    for why in catalog.why_out.values():
        assert [(problem.line, problem.what) for problem in why] == [
            (6, "changes `ask` of the shipped step `kin-notified`")
        ]


# Where something stands in a file

TEXT = '''\
top = 1 # [not.a.header]
multi = """
[fake]
key = 1
"""
lists = [
  "a", # ]
  "[b]",
]

[[step]]
id = "one"
  [[step.evidence]]
  id = "x"
  [[step.evidence]]
  id = "y"
  checks = [
    { id = "p" },
  ]
  need = 1

[[step]]
id = "two"
  [[step.evidence]]
  id = "z"
[plain.inner]
k = 'it''s'
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("multi",), 2),
        (("fake",), 1),
        (("lists",), 6),
        (("lists", 1), 6),
        (("step", 0), 11),
        (("step", 0, "id"), 12),
        (("step", 0, "evidence", 0, "id"), 14),
        (("step", 0, "evidence", 1, "id"), 16),
        (("step", 0, "evidence", 1, "checks", 0, "id"), 17),
        (("step", 0, "evidence", 1, "need"), 20),
        (("step", 0, "missing"), 11),
        (("step", 1, "evidence", 0), 24),
        (("step", 1, "evidence", 0, "id"), 25),
        (("plain", "inner", "k"), 27),
        ((), 1),
    ],
)
def test_the_line_of_a_table_or_key_is_found(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(line_index(TEXT), path) == line


# What a reason needs, and the settings


REASON = """\
[[reason]]
id = "ours"
label = "Ours"
means = "Nobody was hurt."
verified_by = ["scene"]
binds = ["people"]

  [reason.needs]
  nobody_of = ["deceased"]
  answer = { step = "injury-status", field = "answer", is = "none" }
"""


@pytest.mark.parametrize(
    ("before", "after", "line", "sentence"),
    [
        ('["deceased"]', '["dead"]', 9, "`nobody_of` names `dead`, which does not exist"),
        ("nobody_of =", "nobody =", 9, "unknown key `nobody`; did you mean `nobody_of`?"),
        ('"injury-status"', '"injuries"', 10, "`answer` names `injuries`, which does not exist"),
        ('field = "answer"', 'field = "when"', 10, "`injury-status` has no choice `when`"),
        ('is = "none"', 'is = "nobody"', 10, "has no answer `nobody`; correct `is`"),
        ('is = "none"', "is = 1", 10, "`is` should be text in quotes, not a whole number"),
        ("binds = [", 'binds = ["text"] # [', 6, "`ours` depends on the people list"),
        ('["scene"]', '["self"]', 5, "the author would verify `ours`; name another role"),
        ('["scene"]', '["program"]', 5, "the draft cannot prove `ours`"),
    ],
)
def test_a_mistake_in_what_a_reason_needs_is_told_with_its_line(
    agency: AgencyFolder, before: str, after: str, line: int, sentence: str
) -> None:
    assert REASON.count(before) == 1
    agency.write("reasons.toml", REASON.replace(before, after))
    [problem] = agency.problems()
    assert problem.startswith(f"reasons.toml:{line}: ")
    assert sentence in problem


def test_the_reason_as_it_should_be_has_no_problem(agency: AgencyFolder) -> None:
    agency.write("reasons.toml", REASON)
    assert agency.problems() == []


OUTCOME = """\
  [[step.evidence]]
  id = "outcome"
  kind = "choice"
  label = "Outcome"
  choices = "chaplain-outcome"

"""
CHAPLAIN_OUTCOME = """\
[[set]]
id = "chaplain-outcome"

  [[set.choice]]
  id = "reached"
  label = "Reached"

  [[set.choice]]
  id = "away"
  label = "Not reached"
  effect = "needs-exception"
  then = { kind = "note", label = "The attempts" }
  waive = ["what"]
"""
FIRST_FIELD = '  [[step.evidence]]\n  id = "told-by"'


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('waive = ["what"]', 'waive = ["what"]', ""),
        ('["what"]', '["told-by"]', "waives `told-by` in `chaplain-told`, which says who or why"),
        (
            '["what"]',
            '["outcome"]',
            "waives `outcome` in `chaplain-told`, but that field is not below",
        ),
        (
            '["what"]',
            '["nothing"]',
            "waives `nothing` in `chaplain-told`, but that field is not below",
        ),
        (
            '  effect = "needs-exception"\n',
            "",
            "asks about each person but has no way to ask for an",
        ),
    ],
)
def test_what_an_answer_waives_is_below_it_and_never_who_or_why(
    agency: AgencyFolder, before: str, after: str, sentence: str
) -> None:
    agency.write("choices.toml", CHAPLAIN_OUTCOME.replace(before, after))
    asking = STEP.replace("binds", 'per_person = ["victim"]\nbinds')
    agency.write_step(asking.replace(FIRST_FIELD, OUTCOME + FIRST_FIELD))
    found = agency.problems()
    assert any(sentence in problem for problem in found) if sentence else found == []


def test_a_choice_stands_above_what_it_waives(agency: AgencyFolder) -> None:
    agency.write("choices.toml", CHAPLAIN_OUTCOME)
    agency.write_step(f"{STEP}\n{OUTCOME}")
    (problem,) = agency.problems()
    assert "but that field is not below it; put the choice above it" in problem
