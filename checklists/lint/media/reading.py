"""Reads a picture, a clip, or a document for what it tells besides what it shows.

Each kind of file is walked part by part, by the lengths that it gives. Where these do not fit, that
is a finding beside those before it. Nothing here ever says that a file is clean.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

from checklists.lint.media.embedded import (
    exif_findings,
    exiftool_findings,
    iptc_findings,
    xmp_findings,
)
from checklists.lint.media.report import MediaFinding, named, not_readable, once

Findings = Iterator[MediaFinding]
Parts = Iterator[tuple[str, bytes]]
"""The parts of a file, each with the name by which it is read."""

NO_EXIFTOOL = "it takes exiftool, which is not installed here"
TOO_MANY = "it has more parts than cameras and programs write"
_MOST_PARTS, _MOST_READ, _MOST_EXIF = 50_000, 200, 8
_LARGEST_TEXT = 1 << 18
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
"""What begins a part of a JPEG file; the others stand in the picture itself."""
_TIFF = re.compile(rb"Exif\0\0(?:II\*\0|MM\0\*)|II\*\0\x08\0\0\0|MM\0\*\0\0\0\x08")


def read_media(
    data: bytes, list_with_exiftool: Callable[[], bytes | None]
) -> tuple[MediaFinding, ...]:
    """Return what is found in the bytes of a file.

    `list_with_exiftool` gives what exiftool says of the same file, or None where there is none. It
    is asked about the kinds that are not read here, and about HEIC, which is read in part.
    """
    known = (name for name, (begins, _) in _FORMATS.items() if re.match(begins, data, re.DOTALL))
    form = next(known, "")
    found = [*xmp_findings(data), *(_read(form, _FORMATS[form][1](data)) if form else ())]
    if form in ("HEIC", ""):
        listing = list_with_exiftool()
        if listing is not None:
            found += exiftool_findings(listing)
        elif not form:
            found.append(not_readable("the file", NO_EXIFTOOL))
    return once(found)


def _read(form: str, parts: Parts) -> Findings:
    read = blocks = 0
    for number, (name, part) in enumerate(parts):
        read += name in _READERS
        blocks += name == "EXIF"
        if number > _MOST_PARTS or read > _MOST_READ or blocks > _MOST_EXIF:
            yield not_readable(form, TOO_MANY)
            return
        if name in _READERS:
            yield from _READERS[name](form, part)


def _jpeg(data: bytes) -> Parts:
    at, marker = 2, _MARKER.match(data, 2)
    while marker is not None and marker[1] != b"\xd9":
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
        if not marker.end() + 2 <= at <= len(data):
            marker = None
            break
        part = data[marker.end() + 2 : at]
        yield ("EXIF" if part[:6] == b"Exif\0\0" else marker[1].hex()), part
        # The picture itself has no length: it ends where the next marker stands.
        marker = (_MARKER.search if marker[1] == b"\xda" else _MARKER.match)(data, at)
    yield _end(data, marker.end() if marker else None)


def _png(data: bytes) -> Parts:
    at, name = 8, b""
    while name != b"IEND" and at <= len(data):
        size, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        part, at = data[at + 8 : at + 8 + size], at + size + 12
        yield ("EXIF" if name == b"eXIf" else name.decode("latin-1")), part
    yield _end(data, at)


def _webp(data: bytes) -> Parts:
    at, end = 12, 8 + int.from_bytes(data[4:8], "little")
    while at < end <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        yield name.decode("latin-1"), data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    yield _end(data, end if at == end else None)


def _tiff(data: bytes) -> Parts:
    yield "EXIF", data


def _heic(data: bytes) -> Parts:
    at, size = 0, 8
    while at < len(data) and size >= 8:
        size = int.from_bytes(data[at : at + 4])
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16])
        # Zero: to the end of the file.
        size = size or max(len(data) - at, 8)
        at += size
        yield "box", b""
    yield _end(data, at if size >= 8 else None)
    for found in _TIFF.finditer(data):
        yield "EXIF", data[found.start() :]
    if b"Exif" in data and not _TIFF.search(data):
        yield _DAMAGED


_DAMAGED = ("damaged", b"")


def _end(data: bytes, end: int | None) -> tuple[str, bytes]:
    """Return what a file has where it should end: less than it says, or more."""
    return _DAMAGED if end is None or end > len(data) else ("after", data[end:])


def _after(form: str, part: bytes) -> Findings:
    if part.strip(b"\0"):
        yield MediaFinding("attached", form)


def _jfif(form: str, part: bytes) -> Findings:
    if part[:5] == b"JFXX\0" or part[12:14].strip(b"\0"):
        yield MediaFinding("thumbnail", form)


def _text(form: str, part: bytes, *, is_packed: bool = False, begins: int = 0) -> Findings:
    keyword, _, text = part.partition(b"\0")
    text = text[begins:]
    if is_packed:
        unpack = zlib.decompressobj()
        packed, text = text, b""
        with suppress(zlib.error):
            text = unpack.decompress(packed, _LARGEST_TEXT)
        if not unpack.eof:
            yield not_readable(form)
    value = text.decode("utf-8", "replace")
    found = [*named(keyword.decode("latin-1"), value, form), *xmp_findings(text)]
    if not found and keyword not in (b"Software", b"XML:com.adobe.xmp"):
        found += named("comment", value, form)
    yield from found


def _international_text(form: str, part: bytes) -> Findings:
    keyword, _, rest = part.partition(b"\0")
    text = rest[2:].split(b"\0", 2)[-1]
    return _text(form, keyword + b"\0" + text, is_packed=rest[:1] == b"\1")


_READERS: dict[str, Callable[[str, bytes], Findings]] = {
    "EXIF": lambda _, part: exif_findings(part),
    "e0": _jfif,
    "ed": lambda _, part: iptc_findings(part),
    "fe": lambda form, part: named("comment", part.decode("utf-8", "replace"), form),
    "tEXt": _text,
    "zTXt": lambda form, part: _text(form, part, is_packed=True, begins=1),
    "iTXt": _international_text,
    "tIME": lambda form, _: iter((MediaFinding("date", form),)),
    "damaged": lambda form, _: iter((not_readable(form),)),
    "after": _after,
}
_FORMATS: dict[str, tuple[bytes, Callable[[bytes], Parts]]] = {
    "JPEG": (rb"\xff\xd8\xff", _jpeg),
    "PNG": (rb"\x89PNG\r\n\x1a\n", _png),
    "WebP": (rb"RIFF....WEBP", _webp),
    "TIFF": (rb"II\*\0|MM\0\*", _tiff),
    "HEIC": (rb"....ftyp(?:hei[cxms]|hevc|mif1|msf1|avi[fs])", _heic),
}
