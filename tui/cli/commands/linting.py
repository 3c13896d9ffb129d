"""`lint`: point at words and details in any text that should not be in a post."""

from collections.abc import Iterator

from msgspec.structs import asdict

from checklists.definitions.wording_files import load_wording
from checklists.errors import ExitCode
from checklists.lint.linter import Linter
from checklists.session.finding import Finding, Lines
from checklists.workstation.trust import definitions_trust
from tui.cli.context import CommandContext, Printed, as_json
from tui.cli.text_input import input_bytes, text_in
from tui.wording.finding_words import finding_line, found_words
from tui.wording.list_words import how_many


def lint(here: CommandContext, name: str, incident_type: str, *, json: bool) -> Printed:
    """Report each finding in a file, or for `-` in the input; exit code 1 where there is one."""
    if incident_type:
        here.check_type(incident_type)
    text = text_in(name, "Nothing was looked for.", input_bytes)
    files = load_wording(here.places.checklists, trust=definitions_trust(here.places))
    found = Linter(files.wording, incident_type).find(text)
    code = ExitCode.DOES_NOT_HOLD if found else ExitCode.DONE
    errors: tuple[str, ...] = ()
    if files.problems:
        mistakes = how_many(len(files.problems), "mistake")
        errors = (f"{mistakes} in the rules of wording; `cleartopost check` names each.",)
    if json:
        return Printed((as_json(list(_in_json(text, found))),), code, errors)
    lines = Lines(text)
    return Printed(
        tuple(
            finding_line(name, lines.place(one.start), found_words(text, one), one) for one in found
        ),
        code,
        errors,
    )


def lint_media(name: str, *, json: bool) -> Printed:
    """Report what a picture, clip or document tells besides what it shows; exit code 1 then."""
    # Imported here: a text has none of it.
    from checklists.workstation.media_file import read_media_file
    from tui.wording.media_words import media_finding_line, nothing_line

    found = read_media_file(name).findings
    code = ExitCode.DOES_NOT_HOLD if found else ExitCode.DONE
    if json:
        return Printed((as_json([asdict(one) for one in found]),), code)
    return Printed(
        tuple(media_finding_line(name, one) for one in found) or (nothing_line(name),), code
    )


def _in_json(text: str, found: tuple[Finding, ...]) -> Iterator[dict[str, object]]:
    lines = Lines(text)
    for one in found:
        line, column = lines.place(one.start)
        yield {
            "rule": one.rule,
            "severity": one.severity,
            "line": line,
            "column": column,
            "start": one.start,
            "end": one.end,
            "words": text[one.start : one.end],
            "say_instead": one.say_instead,
            "why": one.why,
        }
