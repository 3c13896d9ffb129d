"""What a file tells besides its picture is named, kind by kind; what cannot be read says so."""

import random
import time
import zlib
from itertools import chain

import pytest
from factories.media_files import (
    EXIF,
    PLAIN,
    app1,
    chunk,
    exif,
    heic,
    iptc,
    jpeg,
    png,
    segment,
    webp,
    xmp,
)

from checklists.lint.media.reading import NO_EXIFTOOL, read_media
from checklists.lint.media.report import DAMAGED, MediaFinding, kinds

CONTAINERS = {
    "JPEG": lambda block: jpeg(app1(block)),
    "PNG": lambda block: png(chunk(b"eXIf", block)),
    "WebP": lambda block: webp((b"EXIF", block)),
    "TIFF": lambda block: block,
    "HEIC": lambda block: heic(b"Exif\0\0" + block),
    "HEIC, bare": heic,
    "AVIF": lambda block: heic(block, brand=b"avif"),
}
VALUES = {
    "location": "29.42 N 98.49 W",
    "serial-number": "SN-4711-0042",
    "author": "Mara Ruiz",
    "comment": "Front door, unit 4",
    "date": "2026:11:22 02:14:00",
    "thumbnail": "",
    "camera-data": "",
}
EVERYTHING = exif(*chain(*EXIF.values()), *PLAIN)
XMP = xmp(
    ' xmlns:photoshop="x" exif:GPSLatitude="29,25.2N"><dc:creator><rdf:Seq><rdf:li>Mara Ruiz'
    '</rdf:li></rdf:Seq></dc:creator><dc:description><rdf:Alt><rdf:li xml:lang="x-default">'
    "Front door</rdf:li></rdf:Alt></dc:description><mwg-rs:Name>Lee Park</mwg-rs:Name>"
    "</rdf:Description>"
)


def read(data: bytes, listing: bytes | None = None) -> tuple[MediaFinding, ...]:
    return read_media(data, lambda: listing)


def told(data: bytes, listing: bytes | None = None) -> dict[str, str]:
    return {one.kind: one.value for one in read(data, listing)}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("container", CONTAINERS)
def test_each_kind_of_detail_is_named_in_each_kind_of_file(container, kind):
    made = CONTAINERS[container](exif(*EXIF[kind], *PLAIN))
    assert told(made) == {kind: VALUES[kind]}


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_picture_without_details_has_none_and_is_never_called_clean(container):
    assert read(CONTAINERS[container](exif(*PLAIN))) == ()
    assert kinds(()) == ("nothing",)


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_gravest_kind_comes_first(container):
    found = kinds(read(CONTAINERS[container](EVERYTHING)))
    assert set(found) == {*VALUES}
    assert (found[0], found[-1]) == ("location", "date")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (jpeg(segment(0xFE, b"Front door")), {"comment": "Front door"}),
        (jpeg(segment(0xE0, b"JFXX\0\x10")), {"thumbnail": ""}),
        (jpeg(segment(0xED, b"Photoshop 3.0\x008BIM\x04\x0c\0\0")), {"thumbnail": ""}),
        (jpeg(iptc(0x5A, b"Mill Road")), {"location": "Mill Road"}),
        (jpeg(iptc(0x78, b"Front door")), {"comment": "Front door"}),
        (jpeg(after=b"ftypmp42"), {"attached": ""}),
        (jpeg(after=bytes(9)), {}),
        (png(chunk(b"tEXt", b"Author\0Mara Ruiz")), {"author": "Mara Ruiz"}),
        (
            png(chunk(b"zTXt", b"Note\0\0" + zlib.compress(b"Front door"))),
            {"comment": "Front door"},
        ),
        (png(chunk(b"iTXt", b"Title\0\0\0en\0\0Front door")), {"comment": "Front door"}),
        (png(chunk(b"tEXt", b"Software\0Editor 3")), {}),
        (png(chunk(b"tIME", bytes(7))), {"date": ""}),
        (png(chunk(b"zTXt", b"Note\0\0not packed")), {"not-readable": DAMAGED}),
        (png(after=b"more"), {"attached": ""}),
        (
            png(chunk(b"zTXt", b"Note\0\0" + zlib.compress(bytes(1 << 20)))),
            {"not-readable": DAMAGED},
        ),
    ],
)
def test_what_else_files_tell_is_named(data, expected):
    assert told(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)),
        png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)),
        png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP))),
        webp((b"XMP ", XMP)),
        heic(XMP),
        heic(XMP.decode().encode("utf-16-le")),
    ],
)
def test_what_xmp_tells_is_named_wherever_it_is(data):
    assert told(data) == {
        "location": "29,25.2N",
        "people": "Lee Park",
        "author": "Mara Ruiz",
        "comment": "Front door",
    }


def test_nothing_in_xmp_is_expanded():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + xmp(
        "><dc:title>&b;</dc:title>"
    )
    assert told(jpeg(segment(0xE1, laughs))) == {"comment": "&b;"}


def test_no_value_can_drive_a_terminal_or_is_long():
    (one,) = read(jpeg(segment(0xFE, b"Front\x1b[2J door\n" + b"x" * 500)))
    assert one.value.startswith("Front[2J door x")
    assert len(one.value) == 60


@pytest.mark.parametrize("name", ["clip.mov", "paper.pdf", "unknown"])
def test_what_only_exiftool_reads_is_not_readable_without_it(name):
    data = {"clip.mov": heic(brand=b"qt  "), "paper.pdf": b"%PDF-1.7", "unknown": b""}[name]
    assert told(data) == {"not-readable": NO_EXIFTOOL}
    listing = (
        b'[{"SourceFile": "-", "File:FileType": "MOV", "QuickTime:GPSCoordinates": "29.42 N"}]'
    )
    assert told(data, listing) == {"location": "29.42 N"}
    assert told(data, b'[{"SourceFile": "-", "PDF:Creator": "Editor 3"}]') == {}


@pytest.mark.parametrize(
    "listing",
    [
        b"",
        b"[",
        b"[]",
        b"{}",
        b'[{"ExifTool:Error": "Unknown file type"}]',
        b'[{"ExifTool:Warning": "Truncated"}]',
    ],
)
def test_what_exiftool_cannot_read_is_not_readable(listing):
    assert kinds(read(b"%PDF-1.7", listing)) == ("not-readable",)


def test_exiftool_adds_to_what_is_found_in_heic():
    assert told(heic(exif(*EXIF["author"])), b'[{"XMP:City": "Mill Road"}]') == {
        "location": "Mill Road",
        "author": "Mara Ruiz",
    }


@pytest.mark.parametrize(
    "block",
    [
        exif(*EXIF["location"], after=1 << 30),
        exif(*EXIF["location"])[:-20],
        b"II*\0\xff\xff\xff\xff" + bytes(40),
        b"BigTIFF, perhaps",
        b"",
    ],
)
def test_lengths_and_places_that_lie_are_not_readable(block):
    assert "not-readable" in kinds(read(jpeg(app1(block))))


@pytest.mark.parametrize(
    "data",
    [
        jpeg(app1(EVERYTHING)).replace(b"\xff\xe1\x01", b"\xff\xe1\xf1"),
        jpeg(segment(0xFE, b"ab")).replace(b"\xff\xfe\0\4", b"\xff\xfe\0\1"),
        png().replace(b"\0\0\0\x0dIHDR", b"\xff\0\0\x0dIHDR"),
        webp((b"EXIF", EVERYTHING)).replace(b"RIFF", b"RIFF\xff", 1),
        heic().replace(b"\0\0\0\x14ftyp", b"\0\0\0\x07ftyp"),
        b"\0\0\0\1ftypheic" + bytes(20),
        heic(b"Exif, and nothing of it"),
        jpeg(segment(0xFE, XMP.replace(b"</rdf:RDF>", b""))),
    ],
)
def test_a_damaged_file_is_not_readable(data):
    assert "not-readable" in kinds(read(data))


def test_directories_in_a_circle_end():
    block = exif(*EXIF["location"], after=8)
    assert told(jpeg(app1(block)))["location"] == VALUES["location"]


def test_what_a_maker_writes_badly_does_not_hide_the_rest():
    maker = (
        ("image", 0x10F, 2, b"NIKON\0"),
        ("exif", 0x927C, 7, b"\1\0\x0d\0\3\0\x09\0\0\0<\0\0\0"),
    )
    found = told(jpeg(app1(exif(*EXIF["location"], *maker))))
    assert found["location"] == VALUES["location"]


WHOLE = {name: make(EVERYTHING) for name, make in CONTAINERS.items()}


@pytest.mark.parametrize("name", [name for name in WHOLE if name != "TIFF"])
def test_a_file_that_is_cut_off_anywhere_says_so(name):
    for end in range(12, len(WHOLE[name]), 97):
        assert "not-readable" in kinds(read(WHOLE[name][:end])), end


def test_what_was_found_before_the_damage_is_named():
    cut = jpeg(app1(EVERYTHING))[:-12]
    assert {"location", "not-readable"} <= set(kinds(read(cut)))


HOSTILE = {
    "directories": b"II*\0"
    + b"".join((n + 6).to_bytes(4, "little") + b"\xff\xff" for n in range(2, 60_000, 6)),
    "entries": b"II*\0\x08\0\0\0\xff\xff" + b"\x86\x92\7\0\xe7\3\0\0\x08\0\0\0" * 65_535,
    "long text": b"II*\0\x08\0\0\0\xff\xff"
    + b"\x3b\1\2\0\xff\xff\xff\x0f\x08\0\0\0" * 65_535
    + bytes(1 << 22),
    "packets": b"\xff\xd8\xff" + b"<rdf:RDF" * 500_000,
    "property": xmp("a:a " * 250_000),
    "tags": xmp("<a:a>" + "<b " * 200_000),
    "bomb": png(chunk(b"zTXt", b"Note\0\0" + zlib.compress(bytes(1 << 28)))),
    "markers": b"\xff\xd8" + b"\xff" * 4_000_000,
    "picture": jpeg()[:-2] + b"\xff\0" * 2_000_000,
    "blocks": heic(b"II*\0\x08\0\0\0" * 200_000),
    "segments": b"\xff\xd8" + b"\xff\xfe\0\2" * 5_000_000,
    "exif in each": jpeg(*[app1(EVERYTHING)] * 20_000),
    "chunks": png(*[chunk(b"tEXt", b"Note\0a")] * 500_000),
    "bombs": png(*[chunk(b"zTXt", b"Note\0\0" + zlib.compress(bytes(1 << 20)))] * 5_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little(name):
    begun = time.process_time()
    read(HOSTILE[name])
    assert time.process_time() - begun < 8


@pytest.mark.slow
def test_any_damage_ends_in_a_report(soak):
    for seed in soak.seeds(400):
        chosen = random.Random(seed)  # noqa: S311
        data = bytearray(chosen.choice([*WHOLE.values(), jpeg(segment(0xE1, XMP)), png()]))
        for _ in range(chosen.randint(1, 8)):
            at = chosen.randrange(len(data))
            data[at : at + chosen.randint(0, 3)] = chosen.randbytes(chosen.randint(0, 4))
        assert kinds(read(bytes(data))), seed
