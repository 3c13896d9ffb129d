"""A case copy has everything, byte for byte, and names what it does not have."""

import csv
import io
import json
import os
import re
import stat
from pathlib import Path

import pytest
from factories.homes import PIO
from factories.sessions import NOON, answered
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace

from checklists import changes
from checklists.errors import CannotReadOrWrite, WrongUsage
from checklists.export import target as target_module
from checklists.export.fields import Recorded, blocks_of
from checklists.export.page import page
from checklists.export.redaction import Redactor
from checklists.session.model import Session

GOLDEN = Path(__file__).parent / "golden"


def on_disk(desk, session: Session) -> Session:
    return desk.store.create(replace(session, revision=1)).session


def crash(desk) -> Session:
    walk = answered("traffic-serious", author=PIO)
    return on_disk(desk, walk.case_number("26-1182").mark_ready().session)


def test_the_file_of_a_session_is_there_byte_for_byte_with_what_was_kept_beside_it(desk):
    session = crash(desk)
    path = desk.path(session.id)
    edited = desk.edit("26-1182", "26-9999", session.id)
    kept = path.with_name(f"{path.name}.edited-0a1b2c3d")
    kept.write_bytes(b"an earlier file")
    desk.export("case")
    folder = f"sessions/{PIO.login}/2026-11"
    files = desk.files()
    assert files[f"{folder}/{path.name}"] == edited
    assert files[f"{folder}/{kept.name}"] == b"an earlier file"
    assert desk.manifest["sessions"][0]["sealed"] is False


def test_reviews_completions_and_notes_are_there_also_those_that_do_not_count(desk):
    session = on_disk(desk, posted(answered("arrest-charge", author=PIO)))
    other = session.id.replace("k7q2", "aaaa")
    made = {
        f"reviews/{session.id}.20261122T120000000000-1001.toml": b"no review",
        f"completions/{session.id}.custody-told.20261122T120000000000-1001.toml": b"none",
    }
    for name, data in made.items():
        (desk.places.home / name).parent.mkdir(exist_ok=True)
        (desk.places.home / name).write_bytes(data)
    notes = [
        b'{"session":"%s","n":%d}\n' % (i.encode(), n) for n in (1, 2) for i in (session.id, other)
    ]
    desk.places.audit.mkdir()
    (desk.places.audit / "2026-11.1001.log").write_bytes(b"".join(notes))
    desk.export("case")
    files = desk.files()
    assert {name: files[name] for name in made} == made
    assert files[f"audit/{session.id}.1001.log"] == notes[0] + notes[2]
    does_not_count = {one["file"] for one in desk.manifest["sessions"][0]["does_not_count"]}
    assert does_not_count == {name.partition("/")[2] for name in made}
    # None of it is in the public copy, not even by its name.
    desk.export("public", to=desk.to.with_name("public"))
    names = {p.name for p in desk.to.with_name("public").rglob("*")}
    assert names == {
        "MANIFEST.json", "list.csv", "list.jsonl", "verify_export.py", "pages", f"{session.id}.html"
    }  # fmt: skip


def test_the_manifest_says_whose_each_original_is(desk):
    session = crash(desk)
    desk.export("case")
    (entry,) = [e for e in desk.manifest["files"] if e["path"].endswith(".toml")]
    assert entry["owner_uid"] == os.getuid()
    assert desk.manifest["sessions"][0]["file"] == entry["path"]
    assert desk.manifest["asked_for"] == "all of it"
    assert desk.manifest["sessions"][0]["refers_to"] == []
    assert session.id in entry["path"]


def test_a_session_that_continues_another_names_it(desk):
    first = crash(desk)
    again = changes.continue_session(
        first, answered("traffic-serious").checklist, "20261122-1300-traffic-serious-aaaa",
        actor=PIO, now=NOON,
    )  # fmt: skip
    on_disk(desk, again)
    desk.export("case", desk.path(again.id))
    assert desk.manifest["sessions"][0]["refers_to"] == [first.id]


def test_a_file_that_cannot_be_read_is_named_and_handed_out_as_it_is(desk):
    session = crash(desk)
    path = desk.path(session.id)
    path.write_bytes(b"id = [")
    done = desk.export("case", path)
    assert [one.name for one in done.not_read] == [session.id]
    assert desk.manifest["not_read"] == [
        {"name": session.id, "why": "line 1: it is incomplete or not TOML"}
    ]
    assert desk.files()[f"sessions/{PIO.login}/2026-11/{path.name}"] == b"id = ["
    desk.export("public", path, to=desk.to.with_name("public"))
    found = json.loads((desk.to.with_name("public") / "MANIFEST.json").read_bytes())
    assert found["not_read"] == [{"name": session.id, "why": "it cannot be read"}]


def test_a_link_in_place_of_a_session_is_named_and_not_followed(desk, tmp_path):
    session = crash(desk)
    path = desk.path(session.id)
    secret = tmp_path / "secret"
    secret.write_bytes(b"somebody else's")
    path.unlink()
    path.symlink_to(secret)
    desk.export("case", path)
    assert len(desk.manifest["not_read"]) == 2
    assert b"somebody else's" not in b"".join(desk.files().values())


def test_a_public_copy_names_no_file_that_has_no_sessions_name(desk):
    path = desk.path(crash(desk).id).with_name("Jane Doe.toml")
    path.write_bytes(b"id = [")
    desk.export("public", path)
    assert b"Jane" not in b"".join(desk.files().values())
    assert desk.manifest["not_read"][0]["name"] == "a file that has no session's name"


def test_nothing_in_the_home_is_changed(desk):
    session = crash(desk)
    before = {p: p.lstat().st_mtime_ns for p in desk.places.home.rglob("*")}
    desk.export("case")
    desk.export("public", to=desk.to.with_name("public"))
    assert {p: p.lstat().st_mtime_ns for p in desk.places.home.rglob("*")} == before
    assert session.id


# The list and the page


def test_the_list_has_a_row_a_session_and_no_formula(desk):
    session = on_disk(desk, replace(crash_of_case("=1+2"), author_uid=PIO.uid))
    desk.export("case")
    (row,) = csv.DictReader(io.StringIO(desk.files()["list.csv"].decode()))
    (line,) = map(json.loads, desk.files()["list.jsonl"].decode().splitlines())
    assert (row["id"], line["id"]) == (session.id, session.id)
    assert (row["case_number"], line["case_number"]) == ("'=1+2", "=1+2")
    assert line["page"] in desk.files()


def crash_of_case(number: str) -> Session:
    walk = answered("traffic-serious", author=PIO)
    return replace(walk.session, case_number=number)


def test_what_somebody_typed_is_never_markup_on_a_page(desk):
    text = "<script>alert(1)</script> & <b>“bold”</b>"
    walk = answered("traffic-advisory", author=PIO)
    on_disk(desk, replace(walk.session, draft=replace(walk.session.draft, text=text)))
    desk.export("case")
    (made,) = [data.decode() for name, data in desk.files().items() if name.endswith(".html")]
    assert "<script" not in made
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;“bold”&lt;/b&gt;" in made


def test_a_page_loads_nothing(desk):
    crash(desk)
    desk.export("case")
    (made,) = [data.decode() for name, data in desk.files().items() if name.endswith(".html")]
    for word in ("src=", "href=", "url(", "@import", "<script", "<link", "http:", "https:"):
        assert word not in made, word


def test_the_golden_manifest_and_pages(desk):
    walk = answered("traffic-advisory").mark_ready()
    session = posted(walk)
    found = Recorded(session, walk.checklist, "posted")
    on_disk(desk, posted(answered("traffic-advisory", author=PIO).mark_ready()))
    made = {}
    for purpose in ("case", "public"):
        redactor = Redactor(purpose, desk.catalog.release, desk.notes)
        parts = redactor.parts(blocks_of(found), session.incident_type)
        made[f"{purpose}.html"] = page(session.id, purpose, parts).decode()
        desk.export(purpose, to=desk.to.with_name(purpose))
        manifest = json.loads((desk.to.with_name(purpose) / "MANIFEST.json").read_bytes())
        for entry in manifest["files"]:
            for name in ("sha256", "bytes", "changed", "owner", "owner_uid"):
                entry.pop(name, None)
        manifest.pop("made_by", None)
        made[f"{purpose}.json"] = json.dumps(manifest, indent=1) + "\n"
    for name, text in made.items():
        plain = re.sub("sha256:[0-9a-f]{8}", "sha256:12345678", text)
        if os.environ.get("CLEARTOPOST_WRITE_GOLDEN"):
            (GOLDEN / name).write_text(plain)
        assert plain == (GOLDEN / name).read_text(), name
    assert sorted(made) == sorted(found.name for found in GOLDEN.iterdir())


# Where it may go


def test_the_folder_and_all_in_it_are_for_its_maker_alone(desk):
    crash(desk)
    before = os.umask(0)
    try:
        desk.export("case")
    finally:
        os.umask(before)
    for path in (desk.to, *desk.to.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.lstat().st_mode) == wanted, path


def test_an_empty_folder_will_do_and_is_closed_to_others(desk):
    crash(desk)
    desk.to.mkdir(mode=0o777)
    desk.export("case")
    assert stat.S_IMODE(desk.to.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "where", ["full", "file", "link", "no/such/folder", "home", "home/sessions/new"]
)
def test_no_other_folder_will_do(desk, tmp_path, where):
    crash(desk)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").touch()
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WrongUsage, match="Not a folder to export to"):
        desk.export("case", to=tmp_path / where)
    assert sorted(tmp_path.rglob("*")) == before


def test_the_home_is_recognized_however_it_is_reached(desk, tmp_path):
    crash(desk)
    (tmp_path / "way").symlink_to(desk.places.sessions)
    with pytest.raises(WrongUsage, match="where the sessions are kept"):
        desk.export("case", to=tmp_path / "way" / "new")
    assert not (desk.places.sessions / "new").exists()


def test_an_export_that_was_cut_off_has_no_manifest(desk, monkeypatch):
    crash(desk)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(target_module, "write_durably", full)
    with pytest.raises(CannotReadOrWrite, match="an unfinished export"):
        desk.export("case")
    assert "MANIFEST.json" not in desk.files()
    ended = desk.verify()
    assert (ended.returncode, "not a whole export" in ended.stdout) == (1, True)
