"""Every sentence of the tip sheet reaches a step that somebody must confirm.

`tip_sheet_trace.toml` cuts the sheet into verbatim pieces and names the steps that serve each.
"""

from pathlib import Path
from typing import Any

import pytest
import tomli

from checklists.definitions.catalog import load_catalog

HERE = Path(__file__).parent
SHEET = (HERE / "tip-sheet.txt").read_text(encoding="utf-8")
PIECES: list[dict[str, Any]] = tomli.loads(
    (HERE / "tip_sheet_trace.toml").read_text(encoding="utf-8")
)["piece"]
CATALOG = load_catalog()
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
    piece: dict[str, Any],
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
