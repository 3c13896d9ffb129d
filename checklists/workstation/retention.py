"""How long the records of a post are kept, as an agency's policy says; without a rule, forever."""

import shlex
import stat
from datetime import date
from pathlib import Path
from typing import Literal

from checklists.definitions.schema import DefinitionFile, Shape
from checklists.definitions.trust import UntrustedPlace
from checklists.workstation.paths import Kind
from checklists.workstation.trust import find_untrusted_place

MOST_YEARS = 200


class KeepShape(Shape, frozen=True):
    """For how many years sessions are kept; without a status or types, of every one."""

    years: int
    status: Literal["", "posted", "canceled"] = ""
    types: tuple[str, ...] = ()

    def fits(self, incident_type: str, status: str) -> bool:
        """Return whether it is for a session of this type, ended as `posted` or `withdrawn`."""
        named = "canceled" if status == "withdrawn" else status
        return self.status in ("", named) and (not self.types or incident_type in self.types)

    @property
    def words(self) -> str:
        """Return the rule in words, as a tombstone keeps it."""
        years = f"{self.years} year{'' if self.years == 1 else 's'}"
        return ", ".join(filter(None, (f"kept {years}", self.status, " ".join(self.types))))


class RetentionShape(Shape, frozen=True):
    """The rules, of which the first that fits counts, and where a copy is exported to before."""

    export_first: bool = False
    export_to: str = ""
    keep: tuple[KeepShape, ...] = ()

    def rule(self, incident_type: str, status: str) -> KeepShape | None:
        """Return the first rule that fits; None: such sessions are kept forever."""
        return next((rule for rule in self.keep if rule.fits(incident_type, status)), None)

    @property
    def types(self) -> frozenset[str]:
        """Return every type that a rule names."""
        return frozenset(name for rule in self.keep for name in rule.types)


def check_retention(found: RetentionShape, file: DefinitionFile) -> None:
    """Add what is wrong with the rules to the problems of their file."""
    for number, rule in enumerate(found.keep):
        if not 1 <= rule.years <= MOST_YEARS:
            what = f"`years` is {rule.years}"
            place = ("retention", "keep", number, "years")
            file.add(place, what, f"write a whole number from 1 to {MOST_YEARS}")
    if found.export_first != bool(found.export_to):
        what = "`export_first` and `export_to` belong together"
        file.add(("retention",), what, "write both, or neither")
    elif found.export_to and not Path(found.export_to).is_absolute():
        file.add(
            ("retention", "export_to"), "`export_to` is not an absolute path", "start it with /"
        )


def why_no_copies(rules: RetentionShape, kind: Kind) -> UntrustedPlace | None:
    """Return why no copy can be made before a purge from such a home; None where one can."""
    if not rules.export_first:
        return None
    folder, named = Path(rules.export_to), shlex.quote(rules.export_to)
    try:
        is_folder = stat.S_ISDIR(folder.stat().st_mode)
    except FileNotFoundError:
        return UntrustedPlace(folder, f"{folder} is not there", f"mkdir -m 700 {named}")
    except OSError:
        # This account may not look. Who purges may.
        return None
    if not is_folder:
        return UntrustedPlace(folder, f"{folder} is not a folder", f"ls -ld {named}")
    found = find_untrusted_place(folder) if kind == "shared" else None
    at = shlex.quote(str(found.path)) if found else ""
    return found and found._replace(fix=f"chown root:root {at} && chmod go-w {at}")


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; March 1 for February 29 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
