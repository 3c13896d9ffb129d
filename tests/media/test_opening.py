"""Which files are opened, and what is run to read them: nothing that a name or a PATH says."""

import hashlib
import os
import socket
import time
from pathlib import Path

import pytest
from factories.media_files import EXIF, app1, exif, jpeg
from needs import need

from checklists.errors import CannotReadOrWrite
from checklists.lint.media.report import kinds
from checklists.workstation import media_file
from checklists.workstation.media_file import LARGEST, read_media_file

PHOTO = jpeg(app1(exif(*EXIF["location"])))
PDF = b"%PDF-1.7"
SAYS_HOW = """\
#!/bin/sh
sleep 0.3
printf '[{"XMP:Title": "%s", "XMP:City": "%s", "XMP:Creator": "%s"}]' "$*" \\
    "$(env | sort | tr '\\n' ' ')" "$(ulimit -t) $(ulimit -f) $(pwd)"
"""


def program(path: Path, text: str) -> str:
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where one works, with a home beside it, and no exiftool."""
    monkeypatch.setattr(media_file, "EXIFTOOL", ())
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def trusted(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where exiftool is looked for; in a test everybody trusts it."""
    monkeypatch.setattr(media_file, "EXIFTOOL", (str(place / "exiftool"),))
    monkeypatch.setattr(media_file, "untrusted_reason", lambda _: "")
    return place / "exiftool"


@pytest.mark.parametrize("name", ["photo.jpg", "~/photo.jpg", "-all=.jpg", "@photo", "a b\n'.jpg"])
def test_a_file_is_read_by_its_name_here_or_at_home(place, name):
    (place / name.replace("~", "home")).write_bytes(PHOTO)
    read = read_media_file(name)
    assert read.sha256 == hashlib.sha256(PHOTO).hexdigest()
    assert kinds(read.findings) == ("location",)


@pytest.mark.parametrize("name", ["not there", "photo\0", "folder/photo", "~nobody/photo"])
def test_what_is_not_there_is_said(place, name):
    (place / "photo").write_bytes(PHOTO)
    with pytest.raises(CannotReadOrWrite, match="No such file"):
        read_media_file(name)


def test_a_link_a_folder_a_pipe_a_socket_and_a_device_are_refused_at_once(place):
    (place / "photo").write_bytes(PHOTO)
    (place / "link").symlink_to("photo")
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as there:
        there.bind("socket")
        begun = time.monotonic()
        for name in ("link", "home", "pipe", "socket", "/dev/null", "/dev/zero"):
            with pytest.raises(CannotReadOrWrite, match="Cannot be read: It is not a file"):
                read_media_file(name)
    assert time.monotonic() - begun < 1


def test_what_takes_the_place_of_a_file_while_it_is_opened_is_refused(place, monkeypatch):
    (place / "photo").write_bytes(PHOTO)
    state = (place / "photo").lstat()
    os.mkfifo("pipe")
    (place / "link").symlink_to("photo")
    monkeypatch.setattr(Path, "lstat", lambda _: state)
    for name in ("pipe", "link"):
        with pytest.raises(CannotReadOrWrite, match="Cannot be read"):
            read_media_file(name)


def test_what_may_not_be_read_is_said(place, monkeypatch):
    (place / "photo").write_bytes(PHOTO)

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(CannotReadOrWrite, match="permission denied"):
        read_media_file("photo")


def test_of_a_file_over_the_limit_only_the_digest_is_taken(place):
    with Path("photo").open("wb") as file:
        file.write(PHOTO)
        file.truncate(LARGEST + 1)
    read = read_media_file("photo")
    assert kinds(read.findings) == ("not-readable",)
    assert "100 MB" in read.findings[0].value
    assert read.sha256 == hashlib.sha256(Path("photo").read_bytes()).hexdigest()
    os.truncate("photo", LARGEST)
    assert kinds(read_media_file("photo").findings) == ("location",)


def test_no_exiftool_of_a_path_or_of_another_account_is_run(place, monkeypatch):
    ran = place / "ran"
    stub = program(place / "exiftool", f"#!/bin/sh\ntouch {ran}\n")
    (place / "paper.pdf").write_bytes(PDF)
    monkeypatch.setenv("PATH", str(place))
    monkeypatch.setattr(media_file, "EXIFTOOL", (stub,))
    os.chmod(place, 0o777)  # noqa: PTH101, S103  # anybody could put another one there
    read = read_media_file("paper.pdf")
    assert kinds(read.findings) == ("not-readable",)
    assert "exiftool" in read.findings[0].value
    assert not ran.exists()


def test_exiftool_is_given_no_name_no_variable_and_little_time(trusted, place, monkeypatch):
    program(trusted, SAYS_HOW)
    monkeypatch.setenv("PERL5LIB", "/somewhere")
    (place / "-config evil.pdf").write_bytes(PDF)
    said = {one.kind: one.value for one in read_media_file("-config evil.pdf").findings}
    assert said["comment"] == "-config  -json -G0 -fast -c %.2f -"
    assert said["location"].startswith("LC_ALL=C.UTF-8 PATH=/usr/bin:/bin PWD=/")
    assert said["author"].split() == ["10", "0", "/"]


@pytest.mark.parametrize(
    "does", ["exec sleep 15", "exec yes", "exit 3", "kill -9 $$", "sleep 15 & exec cat"]
)
def test_an_exiftool_that_hangs_or_fails_leaves_the_file_not_readable(
    trusted, place, monkeypatch, does
):
    monkeypatch.setattr(media_file, "SECONDS", 1)
    program(trusted, f"#!/bin/sh\n{does}\n")
    (place / "paper.pdf").write_bytes(PDF)
    begun = time.monotonic()
    assert kinds(read_media_file("paper.pdf").findings) == ("not-readable",)
    assert time.monotonic() - begun < 5


def test_the_real_exiftool_reads_what_this_program_does_not(place, monkeypatch):
    monkeypatch.undo()
    need(os.access("/usr/bin/exiftool", os.X_OK), "apt-get install libimage-exiftool-perl")
    paper = place / "paper.pdf"
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n2 0 obj<</Author(Mara Ruiz)>>endobj\n"
    places = b"%010d 00000 n \n%010d 00000 n \n" % (body.index(b"1 0 obj"), body.index(b"2 0 obj"))
    paper.write_bytes(
        body
        + b"xref\n0 3\n0000000000 65535 f \n"
        + places
        + b"trailer<</Size 3/Root 1 0 R/Info 2 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )
    said = {one.kind: one.value for one in read_media_file(str(paper)).findings}
    assert said["author"] == "Mara Ruiz"
