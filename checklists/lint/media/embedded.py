"""Reads the blocks of details that files of many kinds have in them: EXIF, XMP, IPTC.

Any of it may be hostile: what is read, and how often, is bounded.
"""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec

from checklists.lint.media.report import MediaFinding, named, not_readable

_BUDGET = 16 << 20
"""What a block of EXIF may cost: the bytes read, and 64 for each time."""
_LARGEST_XMP = 1 << 20
"""Bytes, in all the packets of a file."""
_LONGEST = 200
_NAME = r"[\w-]{1,40}:[\w-]{1,60}"
_PROPERTY = re.compile(
    rf"<(?P<element>{_NAME})(?=[^<>]{{0,200}}(?<!/)>(?:\s{{0,80}}<[^<>/][^<>]{{0,80}}>){{0,3}}"
    rf"\s{{0,80}}(?P<text>[^<]{{0,200}}))"
    rf"|(?P<attribute>{_NAME})\s{{0,9}}=\s{{0,9}}[\"'](?P<value>[^\"'<]{{0,200}})"
)
_IPTC_NUMBERS = b"\x05\x19\x37\x50\x5a\x5c\x5f\x65\x69\x6e\x74\x78"
_IPTC = re.compile(rb"\x1c\x02([%b])(..)" % re.escape(_IPTC_NUMBERS), re.DOTALL)
_IPTC_NAMES = (
    *("title", "keywords", "date", "by-line", "city", "location"),
    *("state", "country", "headline", "credit", "copyright", "caption"),
)
_NOT_OF_THE_FILE = ("System", "File", "ICC_Profile", "JFIF", "")
"""What exiftool tells of the file system, of colors, and of how it read."""


class _Bounded(io.BytesIO):
    """A file that counts what is read, and keeps whether that went past its end."""

    left = _BUDGET
    is_short = False

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.left -= len(found) + 64
        if self.left < 0:
            raise OverflowError
        self.is_short |= size is not None and len(found) < size
        return found


def exif_findings(data: bytes) -> Iterator[MediaFinding]:
    """Yield what a block of EXIF tells: a TIFF file, or what other files have of one."""
    data = data.removeprefix(b"Exif\0\0")
    tags: dict[str, Any] = {}
    # The maker's own notes, which each maker writes another way, must not hide the rest.
    for with_notes in (True, False):
        file = _Bounded(data)
        try:
            tags = _tags(file, with_notes=with_notes)
        except Exception:  # noqa: BLE001  # whatever a hostile block makes of somebody else's parser
            yield not_readable("EXIF")
            continue
        if file.is_short or data[:4] not in (b"II*\0", b"MM\0*"):
            yield not_readable("EXIF")
        break
    yield from _place(tags)
    for name, tag in tags.items():
        # Of a value that is too long for it, the parser keeps the name.
        yield from named(name, str(tag) if getattr(tag, "values", ()) else "(long)", "EXIF")


def _tags(file: _Bounded, *, with_notes: bool) -> dict[str, Any]:
    # Imported here: only a draft with a picture needs it.
    from exifread import exif_log, process_file  # noqa: PLC0415  # see above

    # It would print what it finds odd.
    exif_log.get_logger().disabled = True
    return process_file(file, details=with_notes, extract_thumbnail=False)


def _place(tags: dict[str, Any]) -> Iterator[MediaFinding]:
    from exifread.utils import get_gps_coords  # noqa: PLC0415  # as above

    with suppress(Exception):
        if found := get_gps_coords({**tags}):
            north, east = "NS"[found[0] < 0], "EW"[found[1] < 0]
            place = f"{abs(found[0]):.2f} {north} {abs(found[1]):.2f} {east}"
            yield MediaFinding("location", "EXIF", place)


def xmp_findings(data: bytes) -> Iterator[MediaFinding]:
    """Yield what the packets of XMP anywhere in a file tell. Nothing in them is expanded."""
    left = _LARGEST_XMP
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        ends, at = "</rdf:RDF>".encode(encoding), 0
        while left > 0 and (at := data.find("<rdf:RDF".encode(encoding), at)) >= 0:
            end = data.find(ends, at, at + left)
            end = end if end >= 0 else at + left
            for found in _PROPERTY.finditer(data[at:end].decode(encoding, "replace")):
                name, value = found["element"], found["text"]
                yield from named(name or found["attribute"], value or found["value"] or "", "XMP")
            left, at = left - (end - at), end + 1
    if left <= 0:
        yield not_readable("XMP")


def iptc_findings(data: bytes) -> Iterator[MediaFinding]:
    """Yield what the IPTC records in a block of Photoshop's tell."""
    for found in _IPTC.finditer(data):
        size = min(int.from_bytes(found[2]), _LONGEST)
        value = data[found.end() : found.end() + size].decode("utf-8", "replace")
        yield from named(_IPTC_NAMES[_IPTC_NUMBERS.index(found[1])], value, "IPTC")
    if b"8BIM\x04\x0c" in data or b"8BIM\x04\x09" in data:
        yield MediaFinding("thumbnail", "Photoshop")


def exiftool_findings(output: bytes) -> Iterator[MediaFinding]:
    """Yield what a listing of exiftool's tells (`-json -G0`)."""
    try:
        (listing,) = msgspec.json.decode(output, type=tuple[dict[str, Any]])
    except msgspec.DecodeError:
        listing = {"ExifTool:Error": ""}
    warning = str(listing.get("ExifTool:Warning", "[minor]"))
    if "ExifTool:Error" in listing or not warning.startswith("[minor]"):
        yield not_readable("exiftool")
    for key, value in listing.items():
        group, _, name = key.rpartition(":")
        if (group not in _NOT_OF_THE_FILE or name == "Comment") and key != "PDF:Creator":
            yield from named(name, str(value), "exiftool")
