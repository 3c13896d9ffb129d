"""Pictures with and without what cameras and programs add, written byte by byte.

    jpeg(app1(exif(*EXIF["location"])), comment(b"Front door"))

A tag of an EXIF block is its directory, number, type and value.
"""

import struct
import zlib

ASCII, LONG, RATIO, UNDEFINED = 2, 4, 5, 7
_SIZES = {ASCII: 1, LONG: 4, RATIO: 8, UNDEFINED: 1}
Tag = tuple[str, int, int, bytes]


def _words(directory: str, number: int, words: str) -> Tag:
    return directory, number, ASCII, words.encode() + b"\0"


def _degrees(*numbers: int) -> bytes:
    return b"".join(struct.pack("<II", number, 1) for number in numbers)


EXIF: dict[str, tuple[Tag, ...]] = {
    "location": (
        _words("gps", 1, "N"),
        ("gps", 2, RATIO, _degrees(29, 25, 12)),
        _words("gps", 3, "W"),
        ("gps", 4, RATIO, _degrees(98, 29, 24)),
    ),
    "serial-number": (_words("exif", 0xA431, "SN-4711-0042"),),
    "author": (_words("image", 0x13B, "Mara Ruiz"),),
    "comment": (("exif", 0x9286, UNDEFINED, b"ASCII\0\0\0Front door, unit 4"),),
    "date": (_words("exif", 0x9003, "2026:11:22 02:14:00"),),
    "thumbnail": (("thumbnail", 0x103, LONG, struct.pack("<I", 6)),),
    "camera-data": (("exif", 0x927C, UNDEFINED, b"a maker's own notes"),),
}
PLAIN: tuple[Tag, ...] = (
    _words("image", 0x110, "Phone 12"),
    ("exif", 0x829A, RATIO, _degrees(1)),
    ("gps", 0, UNDEFINED, b"\2\3\0\0"),
)
"""By which nobody is found."""


def exif(*tags: Tag, after: int | None = None) -> bytes:
    """A block of EXIF with these tags; `after` is where its next directory is said to be."""
    tables: dict[str, list[list]] = {"image": [], "exif": [], "gps": [], "thumbnail": []}
    for directory, *rest in tags:
        tables[directory].append(rest)
    links = {"exif": 0x8769, "gps": 0x8825}
    for name, number in links.items():
        if tables[name]:
            tables["image"].append([number, LONG, name])
    tables = {name: rows for name, rows in tables.items() if rows or name == "image"}
    starts, at = {}, 8
    for name, rows in tables.items():
        starts[name] = at
        at += 6 + 12 * len(rows) + sum(len(v) for *_, v in rows if v not in links and len(v) > 4)
    next_one = starts.get("thumbnail", 0) if after is None else after
    parts = [b"II*\0\x08\0\0\0"]
    for name, rows in tables.items():
        place, heads, values = starts[name] + 6 + 12 * len(rows), b"", b""
        for number, kind, value in sorted(rows, key=lambda row: row[0]):
            data = struct.pack("<I", starts[value]) if isinstance(value, str) else value
            heads += struct.pack("<HHI", number, kind, len(data) // _SIZES[kind])
            if len(data) > 4:
                heads += struct.pack("<I", place + len(values))
                values += data
            else:
                heads += data.ljust(4, b"\0")
        following = struct.pack("<I", next_one if name == "image" else 0)
        parts.append(struct.pack("<H", len(rows)) + heads + following + values)
    return b"".join(parts)


def segment(code: int, data: bytes) -> bytes:
    return bytes([0xFF, code]) + struct.pack(">H", len(data) + 2) + data


def app1(block: bytes) -> bytes:
    return segment(0xE1, b"Exif\0\0" + block)


def jpeg(*segments: bytes, after: bytes = b"") -> bytes:
    """A picture whose data has bytes in it that look like markers and are none."""
    plain = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + segment(0xDB, bytes(65))
    picture = segment(0xDA, bytes(10)) + b"\x12\xff\0\x34\xff\xd3\x56"
    return b"\xff\xd8" + plain + b"".join(segments) + picture + b"\xff\xd9" + after


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*chunks: bytes, after: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    picture = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + picture + after


def webp(*parts: tuple[bytes, bytes]) -> bytes:
    whole = ((b"VP8X", b"\x08" + bytes(9)), *parts)
    body = b"".join(n + struct.pack("<I", len(d)) + d + b"\0" * (len(d) % 2) for n, d in whole)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + name + data


def heic(block: bytes = b"", *, brand: bytes = b"heic") -> bytes:
    items = box(b"meta", bytes(4) + box(b"iinf", b"\0\0\0\0\0\1"))
    return box(b"ftyp", brand + bytes(4) + brand) + items + box(b"mdat", block)


def xmp(properties: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description rdf:about=""'
        f"{properties}</rdf:RDF></x:xmpmeta>"
    ).encode()


def iptc(number: int, words: bytes) -> bytes:
    record = b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(words)) + words
    return segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + record)
