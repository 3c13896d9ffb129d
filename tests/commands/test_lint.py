"""`lint`: what is found in a file, line by line, for people and for other tools."""

import pytest
from factories.media_files import EXIF, app1, exif, jpeg, segment

POST = """\
UPDATE: fatal accident on Route 9.

A 9-year-old boy died; his mother lives at 12 Elm Street.
Call 503\u2011555\u20110177.
"""


@pytest.fixture
def post(tmp_path):
    path = tmp_path / "post.txt"
    path.write_text(POST, encoding="utf-8")
    return path


def test_each_finding_has_file_line_column_rule_words_and_what_to_do(desk, post):
    ended = desk.run("lint", "--type", "traffic-serious", str(post))
    say_child = 'say "child" or "teenager", or take out the place and the family'
    give_a_line = "give the agency's own number, or list this one as its own"
    assert ended.code == 1
    assert ended.lines == [
        f'{post}:1:15: accident: "accident"; say "crash" or "collision"',
        f'{post}:3:3: child-age: "9-year-old"; {say_child}',
        f'{post}:3:44: address: "12 Elm Street"; name a wider area',
        f'{post}:4:6: phone: "503\u2011555\u20110177"; {give_a_line}',
    ]
    assert ended.err == ""


def test_json_has_every_key(desk, post):
    ended = desk.run("lint", "--json", str(post), "--type", "traffic-serious")
    assert ended.code == 1
    first, *others = ended.json
    assert first == {
        "rule": "accident",
        "severity": "usual",
        "line": 1,
        "column": 15,
        "start": 14,
        "end": 22,
        "words": "accident",
        "say_instead": 'say "crash" or "collision"',
        "why": "The word suggests that nobody could have prevented it.",
    }
    assert [POST[one["start"] : one["end"]] for one in others] == [one["words"] for one in others]
    assert [one["severity"] for one in others] == ["grave", "usual", "usual"]


def test_lines_of_another_system_are_counted_alike(desk, post):
    lines = desk.run("lint", str(post)).lines
    text = POST.replace("\n", "\r\n")
    post.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert desk.run("lint", str(post)).lines == lines
    found = desk.run("lint", "--json", str(post)).json
    assert [text[one["start"] : one["end"]] for one in found] == [one["words"] for one in found]


def test_where_nothing_is_found_nothing_is_said(desk, post):
    post.write_text("Route 9 is closed until 9 a.m.\n")
    assert desk.run("lint", str(post)) == (0, "", "")
    assert desk.run("lint", "--json", str(post)) == (0, "[]\n", "")


def test_the_input_is_read_for_a_dash(desk, post):
    ended = desk.process("lint", "-", input="a tragic accident")
    assert ended.returncode == 1
    assert [line.partition(";")[0] for line in ended.stdout.splitlines()] == [
        '-:1:3: tragic: "tragic accident"',
        '-:1:10: accident: "accident"',
    ]


def test_nothing_of_a_text_reaches_the_terminal_as_it_is(desk, tmp_path):
    path = tmp_path / "a\x1b[2Jb.txt"
    path.write_text("an acci\x1b[31mdent\nacci\u202edent acc\u00adident\n", encoding="utf-8")
    ended = desk.run("lint", str(path))
    assert ended.code == 1
    assert ended.out.isascii()
    assert "\x1b" not in ended.out
    assert '"acci<U+202E>dent"' in ended.out
    assert '"acc<U+00AD>ident"' in ended.out


def test_the_agencys_own_rules_and_lines_count(desk, post):
    wording = desk.home / "checklists" / "wording"
    wording.mkdir(parents=True)
    (wording / "ours.toml").write_text(
        '[[name]]\nis = "phone"\ntext = ["503-555-0177"]\n'
        '[[rule]]\nid = "route"\nmatch = ["Route 9"]\nseverity = "minor"\n'
        'say_instead = "say the name"\nwhy = "Nobody knows it."\n'
        'hits = ["route 9"]\nmisses = ["9"]\n'
    )
    ended = desk.run("lint", "--type", "traffic-serious", str(post))
    assert 'route: "Route 9"; say the name' in ended.out
    assert "phone" not in ended.out
    (wording / "ours.toml").write_text("[[rule]]\n")
    ended = desk.run("lint", str(post))
    assert "phone" in ended.out
    assert ended.err.endswith("in the rules of wording; `cleartopost check` names each.\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["no such file"], 3, "no such file or directory"),
        (["/dev/null"], 2, "neither a file nor a pipe"),
        (["/"], 2, "neither a file nor a pipe"),
        (["large"], 2, "larger than 256 KiB"),
        (["latin"], 2, "not UTF-8 text"),
        (["--type", "traffic", "large"], 2, "No such incident type"),
        ([], 2, "FILE"),
    ],
)
def test_what_cannot_be_read_is_said(desk, tmp_path, monkeypatch, arguments, code, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "large").write_text("x" * (256 * 1024 + 1))
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    ended = desk.run("lint", *arguments)
    assert ended.code == code
    assert said in " ".join(ended.err.split())


def test_what_a_picture_tells_is_a_line_for_each_kind_in_each_part(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dirty = jpeg(app1(exif(*EXIF["location"], *EXIF["thumbnail"])), segment(0xFE, b"\x1b[2JHi"))
    (tmp_path / "photo.jpg").write_bytes(dirty)
    ended = desk.run("lint", "--media", "photo.jpg")
    assert ended.code == 1
    assert ended.lines == [
        'photo.jpg: location in EXIF: "29.42 N 98.49 W"; clean the file, then read it again',
        'photo.jpg: comment or caption in JPEG: "[2JHi"; clean the file, then read it again',
        "photo.jpg: thumbnail in EXIF; clean the file, then read it again",
    ]
    found = desk.run("lint", "--media", "--json", "photo.jpg").json
    assert found[0] == {"kind": "location", "where": "EXIF", "value": "29.42 N 98.49 W"}


def test_a_picture_is_never_called_clean(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photo.jpg").write_bytes(jpeg())
    ended = desk.run("lint", "--media", "photo.jpg")
    assert ended == (0, "photo.jpg: nothing found in what this program reads\n", "")
    (tmp_path / "photo.jpg").write_bytes(jpeg()[:-2])
    ended = desk.run("lint", "--media", "photo.jpg")
    assert ended == (1, "photo.jpg: not readable: JPEG: it is cut off or damaged\n", "")
    assert desk.run("lint", "--media", "--json", "no photo").code == 3
