"""Every sentence of the tip sheet reaches a step that somebody must confirm.

`trace.toml` cuts the sheet into verbatim pieces, names the steps that serve each, and says of
every type in which none of them serves a piece why that is so.
"""

from pathlib import Path

import pytest
from msgspec import structs, to_builtins

from checklists.definitions.catalog import load_catalog
from checklists.definitions.trace import Blank, load_trace
from tui.wording.trace_words import trace_lines

HERE = Path(__file__).parent
MANUAL_PAGE = HERE.parents[1] / "tui/manual/trace.md"
SHEET = (HERE / "tip-sheet.txt").read_text(encoding="utf-8")
TRACE = load_trace()
PIECES = to_builtins(TRACE.piece)
CATALOG = load_catalog()
TYPES = CATALOG.checklists
VICTIM_RELATED = {
    checklist.id: {step.id for step in checklist.steps if step.victim_related}
    for checklist in CATALOG.in_order
}
STEPS = {step.id for checklist in CATALOG.in_order for step in checklist.steps}
HEADINGS = (
    ("S-PCU", "Purpose and Common Uses"),
    ("S-VRC", "Victims' Rights Connections"),
    ("S-VC", "Victimization Considerations"),
    ("S-VSR", "Victim Services Role"),
)
RUNNING_TITLE = "Media Relations Tip Sheet"


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("number", range(len(HEADINGS)), ids=[code for code, _ in HEADINGS])
def test_the_pieces_laid_end_to_end_are_the_sheets_section(number: int) -> None:
    code, heading = HEADINGS[number]
    start = SHEET.index(heading) + len(heading)
    end = SHEET.index(HEADINGS[number + 1][1]) if number + 1 < len(HEADINGS) else len(SHEET)
    section = _in_one_line(SHEET[start:end].replace(RUNNING_TITLE, ""))
    pieces = " ".join(piece["text"] for piece in PIECES if piece["section"] == code)
    assert _in_one_line(pieces) == section


def test_every_clause_has_a_name_of_its_own() -> None:
    names = [piece["clause"] for piece in PIECES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("piece", PIECES, ids=lambda found: found["clause"])
def test_a_clause_about_victims_is_served_by_a_step_that_holds_the_gate(
    piece: dict,
) -> None:
    assert piece["steps"]
    assert set(piece["steps"]) <= STEPS
    assert piece["required"] == (piece["section"] != "S-PCU")
    if piece["required"]:
        assert set(piece["steps"]) & set().union(*VICTIM_RELATED.values())


def test_every_step_that_holds_the_gate_is_asked_for_by_some_clause() -> None:
    traced = {name for piece in PIECES if piece["required"] for name in piece["steps"]}
    assert set().union(*VICTIM_RELATED.values()) <= traced


@pytest.mark.parametrize(
    ("clause", "type_id", "step_id"),
    [
        ("VC-2", "traffic-serious", "kin-notified"),
        ("VC-3 (a)", "wanted-suspect", "advance-notice"),
        ("VC-3 (b)", "arrest-charge", "advance-notice"),
        ("VC-3 (c)", "release-status", "release-notice"),
        ("VSR-1 (c)", "death-investigation", "media-handoff"),
        ("VSR-5 (c)", "agency-initiative", "initiative-victims-informed"),
    ],
)
def test_what_the_sheet_says_of_one_kind_of_post_is_asked_in_its_type(
    clause: str, type_id: str, step_id: str
) -> None:
    steps = next(piece["steps"] for piece in PIECES if piece["clause"] == clause)
    assert step_id in steps
    assert step_id in VICTIM_RELATED[type_id]


def test_every_blank_has_a_reason_and_no_reason_stands_where_a_step_serves() -> None:
    assert list(TRACE.gaps(CATALOG.checklists)) == []
    assert TRACE.types == set(CATALOG.checklists)
    pairs = [(c, t) for blank in TRACE.blank for c in blank.clauses for t in blank.types]
    assert len(pairs) == len(set(pairs))
    assert all(blank.reason.endswith(".") for blank in TRACE.blank)


def test_a_blank_without_a_reason_and_a_reason_too_many_are_found() -> None:
    key = ("VC-3 (c)", "crime-trend")
    assert key in TRACE.reasons
    fewer = structs.replace(TRACE, blank=())
    assert any("VC-3 (c) is not covered in `crime-trend`" in gap for gap in fewer.gaps(TYPES))
    more = structs.replace(TRACE, blank=(Blank(("arrest-charge",), ("VC-3 (b)",), "No."),))
    assert "VC-3 (b) is covered in `arrest-charge`, but a reason says it is not" in more.gaps(TYPES)


def test_the_manual_has_what_the_command_prints() -> None:
    in_order = {found.id: found for found in CATALOG.in_order}
    printed = "\n".join(trace_lines(TRACE, in_order))
    assert f"```text\n{printed}\n```\n" in MANUAL_PAGE.read_text(encoding="utf-8")


def test_the_command_prints_every_clause_step_and_reason() -> None:
    printed = " ".join(" ".join(trace_lines(TRACE, CATALOG.checklists)).split())
    for piece in TRACE.piece:
        assert piece.text.replace("\N{EN DASH}", "-") in printed
        assert f"Steps: {', '.join(piece.steps)}" in printed
    for blank in TRACE.blank:
        assert blank.reason in printed
