"""What was found in a file besides its picture or sound, and which names stand for it."""

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from msgspec import Struct

from checklists.session.model import MediaTrace
from checklists.text import clean_text

LONGEST_VALUE = 60
"""Characters of a value that are shown."""
DAMAGED = "it is cut off or damaged"

_KINDS: tuple[MediaTrace, ...] = get_args(MediaTrace)
_NAMES: dict[MediaTrace, str] = {
    "location": r"gps(?!version|time|date|info| )|latitude|longitude|(?<!subject)(?<!focus)location"
    r"|iso6709|geotag|landmark|\b(?:city|state|province|country)\b|countryname",
    "people": r"personinimage|persondisplayname|regionname$|mwg-rs:name$",
    "serial-number": r"serial|uniqueid|contentidentifier|cameraid",
    "author": r"artist|author|creator$|by-?line|owner|copyright|\brights$|credit|writer|modifiedby",
    "comment": r"comment|(?<!setting)(?<!rdf:)description|caption|title|subject$|keywords|headline"
    r"|instructions|documentname|iptc/naa",
    "date": r"date(?:time)?(?:original|digitized|created?)?$|creation ?time$",
    "camera-data": r"makernote$",
    "thumbnail": r"^thumbnail |thumbnail(?:image|s)?$|previewimage$|jpgfromraw$",
}
_PATTERNS = tuple((kind, re.compile(names)) for kind, names in _NAMES.items())
_BLANK = re.compile(r"[\s\x00:0.,\[\]-]*")


class MediaFinding(Struct, frozen=True):
    """One kind of detail in one part of a file; or a part that could not be read, and why.

    The value is for whoever reads the file now. It is never saved and never logged.
    """

    kind: MediaTrace
    where: str
    value: str = ""


def not_readable(where: str, why: str = DAMAGED) -> MediaFinding:
    """Return that a part of a file could not be read."""
    return MediaFinding("not-readable", where, why)


def named(name: str, value: str, where: str) -> Iterator[MediaFinding]:
    """Yield what a value of this name tells; nothing where it is blank, or tells nothing."""
    if _BLANK.fullmatch(value):
        return
    for kind, pattern in _PATTERNS:
        if pattern.search(name.lower()):
            has_words = kind not in ("thumbnail", "camera-data")
            text = clean_text(value[: 4 * LONGEST_VALUE], lines=False).text if has_words else ""
            yield MediaFinding(kind, where, text[:LONGEST_VALUE].strip())
            return


def once(found: Iterable[MediaFinding]) -> tuple[MediaFinding, ...]:
    """Return the first finding of each kind and part, the gravest kind first."""
    kept: dict[tuple[MediaTrace, str], MediaFinding] = {}
    for one in found:
        kept.setdefault((one.kind, one.where), one)
    return tuple(sorted(kept.values(), key=lambda one: _KINDS.index(one.kind)))


def kinds(found: Iterable[MediaFinding]) -> tuple[MediaTrace, ...]:
    """Return what the record keeps of findings: their kinds, and `nothing` where there are none."""
    return tuple(dict.fromkeys(one.kind for one in found)) or ("nothing",)
