"""What is said of a finding, on a line of its own."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from checklists.definitions.model import Step
from checklists.lint.record import Beside
from checklists.session.finding import Finding
from checklists.session.model import Checked, Found
from checklists.text import show_text
from tui.wording.list_words import how_many
from tui.wording.media_words import media_findings

if TYPE_CHECKING:
    # The rules and scanners are read where a text is: whatever only shows a record needs none.
    from checklists.lint.draft import InText
    from checklists.workspace.open_session import OpenSession

Reasons = Mapping[tuple[str, str], str]
"""Why findings stay, by what they are about."""

CHECK_THIS = "Check this"
NOTHING_FOUND = (
    "The rules found nothing. That does not make the post safe: no rule knows what a neighbor "
    "knows. Read it aloud."
)
NO_FINDING = "The rules found nothing to check in this text."
NO_WORDS = "This rule has no words to put in. Change the text yourself."
WHY_KEPT = "Why do these words stay?"
ACCEPTED_ALREADY = (
    "The words you keep are recorded when you accept the text. Change the text first."
)
NOT_A_FINDING = "say 1 replaces the words of the first finding; keep 1 REASON keeps them."
WHY_IN_A_PIPE = "Grave words need a reason before the text is accepted: keep 1 REASON."
MEDIA_STEP = "media-package"
"""The step that says of every image and clip that it was checked."""
BEFORE, MOST_BESIDE = 3, 60
"""Findings beside the text: those in sight above the current one, and all together."""
MOST_LISTED = 5
"""Findings that the prompts, a card, and the first page of a review list."""


def found_words(text: str, found: Finding) -> str:
    """Return the words that were found, on one line."""
    return " ".join(text[found.start : found.end].split())


def finding_line(name: str, place: tuple[int, int], words: str, found: Finding) -> str:
    """Return `file:line:column: rule: "the words found"; what to do`."""
    line, column = place
    return show_text(f'{name}:{line}:{column}: {found.rule}: "{words}"; {found.say_instead}')


def place_line(one: "InText", reasons: Reasons) -> str:
    """Return `line:column "words"`, whether it is grave, and whether it stays."""
    line, column = one.place
    reason = reasons.get(one.found.about)
    stays = "" if reason is None else f" kept: {reason}" if reason else " kept"
    grave = "GRAVE " if one.found.grave else ""
    return show_text(f'{grave}{line}:{column} "{one.found.words}"{stays}')


def finding_lines(found: Sequence["InText"], reasons: Reasons, at: int) -> list[str]:
    """Return the findings around the one `at` the cursor, and of that what to do and why."""
    shown = [f"{CHECK_THIS}: {how_many(len(found), 'finding')}"]
    first = max(0, at - BEFORE)
    for number, one in enumerate(found[first : first + MOST_BESIDE], start=first):
        shown.append(f"{'>' if number == at else ' '} {place_line(one, reasons)}")
        if number == at:
            shown += [show_text(one.finding.say_instead), show_text(one.finding.why)]
    return shown


def strip_lines(found: Sequence["InText"], reasons: Reasons, at: int) -> list[str]:
    """Return one finding on two lines: where it is, then what to do and why."""
    one = found[at]
    return [
        f"{CHECK_THIS} {at + 1} of {len(found)}: {place_line(one, reasons)}",
        show_text(f"{one.finding.say_instead}. {one.finding.why}"),
    ]


def more_findings(count: int) -> list[str]:
    """Return how many findings are not listed; nothing where all are."""
    return [f"and {how_many(count, 'more finding')}"] if count > 0 else []


def why_kept(one: "InText") -> str:
    """Return what is said where somebody is asked why words stay."""
    finding = one.finding
    found = f'"{one.found.words}": {finding.say_instead}. {finding.why}'
    return show_text(f"{found} Give a reason without names, or go back and change the words.")


def outcome_words(found: Found) -> str:
    """Return a finding of an accepted text, and what became of it."""
    became = f"kept: {found.reason}" if found.reason else found.outcome
    return show_text(f"{_named(found)}, {became}")


def card_lines(opened: "OpenSession", step: Step) -> list[str]:
    """Return what was found that concerns a step; it does not answer the step."""
    found = opened.findings_for(step.id)
    in_files = media_findings(opened.session.draft) if step.id == MEDIA_STEP else ()
    listed = [f"{CHECK_THIS}: {outcome_words(one)}" for one in found[:MOST_LISTED]]
    return [*listed, *more_findings(len(found) - MOST_LISTED), *map(show_text, in_files)]


def beside_lines(found: Iterable[Beside]) -> list[str]:
    """Return what was found beside the text of a post: where it is, and the words."""
    return [show_text(f"{one.where}: {_named(one.found)}") for one in found]


def _named(found: Found) -> str:
    return f'{"GRAVE " if found.grave else ""}"{found.words}" ({found.rule})'


def checked_lines(checked: Checked | None) -> list[str]:
    """Return what the rules found in an accepted text: first what stays and why."""
    if checked is None:
        return []
    worst = sorted(checked.found, key=lambda one: (not one.grave, one.outcome != "kept"))
    lines = [outcome_words(one) for one in worst]
    lines += more_findings(checked.more)
    if checked.changed:
        said = ", ".join(f"{rule} {count}" for rule, count in checked.changed.items())
        lines.append(f"changed before it was accepted: {said}")
    return lines
