"""The second verifier: what it finds, alone, on any machine with Python."""

import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from factories.homes import PIO
from factories.sessions import ALL_TYPES, NOON, SUPERVISOR, answered
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace
from needs import need_program, need_root

from checklists.export.export import VERIFIER
from checklists.export.target import MANIFEST
from checklists.export.verify_export import content_digest as theirs
from checklists.export.verify_export import history_digests
from checklists.records.review_names import file_name
from checklists.records.reviews import write_review
from checklists.session.fingerprints import answer_digest, content_digest, history_digest
from checklists.session.model import Account, Session
from checklists.session.review import Review

PROGRAM = Path(__file__).parents[2] / "checklists" / "export" / VERIFIER
REVIEWER = SUPERVISOR.account


def on_disk(desk, walk) -> Session:
    session = replace(walk.session if hasattr(walk, "session") else walk, revision=1)
    return desk.store.create(session).session


def approval(session: Session, **changed) -> Review:
    made = Review(
        session.id, "approved", content_digest(session), NOON, REVIEWER,
        history_length=len(session.history), history_digest=history_digest(session.history),
    )  # fmt: skip
    return replace(made, **changed)


def give(desk, review: Review, owner: int = SUPERVISOR.uid) -> None:
    desk.places.reviews.mkdir(exist_ok=True)
    path = desk.places.reviews / file_name(review.session, NOON, owner)
    path.write_bytes(write_review(review))
    os.chown(path, owner, owner)


@pytest.fixture
def office(desk):
    """A home whose supervisors' reviews count."""
    need_root()
    desk.places.home.mkdir()
    desk.places.reviews.mkdir()
    desk.places.reviews.chmod(0o3775)
    return desk


def test_it_has_at_most_150_lines_and_imports_the_standard_library_alone():
    text = PROGRAM.read_text()
    assert len(text.splitlines()) <= 150
    # Of Python 3.8, as far as its grammar goes.
    tree = ast.parse(text, feature_version=(3, 8))
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    imported |= {str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert imported == {"__future__", "hashlib", "json", "os", "sys", "tomllib", "typing"}
    assert imported - {"__future__"} <= sys.stdlib_module_names


@pytest.mark.parametrize("purpose", ["case", "public"])
def test_a_whole_export_holds(desk, purpose):
    on_disk(desk, answered("traffic-serious", author=PIO).mark_ready())
    on_disk(desk, posted(answered("arrest-charge", author=PIO)))
    done = desk.export(purpose)
    assert done.manifest_digest == desk.digest()
    ended = desk.verify(done.manifest_digest)
    assert ended.returncode == 0, ended
    assert "0 wrong" in ended.stdout
    # Without the cover letter it says what it could not check.
    ended = desk.verify()
    assert (ended.returncode, "NOT CHECKED: compare the SHA-256" in ended.stdout) == (2, True)
    assert desk.verify("0" * 64).returncode == 1


@pytest.mark.parametrize(
    "given", [["."], ["--help"], ["0" * 63], ["0" * 65], ["g" * 64], ["0" * 64, "."]]
)
def test_what_is_no_sha_256_is_no_finding_but_wrong_usage(desk, given):
    on_disk(desk, answered("traffic-serious", author=PIO).mark_ready())
    desk.export("case")
    ended = desk.verify(*given)
    assert (ended.returncode, "WRONG" in ended.stdout, ended.stderr) == (2, False, ""), ended
    assert ended.stdout.startswith("Usage: python3 verify_export.py [SHA-256]\n")
    # Capitals are the same digits.
    digest = desk.digest()
    assert desk.verify(digest.upper()).returncode == 0


def test_it_agrees_with_the_program_on_the_digests_of_every_type(desk):
    for incident_type in ALL_TYPES:
        session = on_disk(desk, posted(answered(incident_type, author=PIO)))
        table = tomllib.loads(desk.path(session.id).read_text())
        assert theirs(table) == content_digest(session)
        assert history_digests(table)[-1] == session.history_digest


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "approved by lchen, for what it has now"),
        ({"digest": "sha256:" + "0" * 64}, "given for something else"),
        ({"by": Account("root", 0)}, "not by the owner of its file"),
        ({"history_digest": "sha256:" + "0" * 64}, "given for another history"),
        ({"history_length": 3}, "given for another history"),
    ],
)
def test_an_approval_fits_its_content(office, changed, said):
    session = on_disk(office, answered("arrest-charge", author=PIO).mark_ready())
    give(office, approval(session, **changed))
    office.export("case")
    forged = office.manifest
    # As whoever forges it would: the program says that it does not count, and they say it does.
    forged["sessions"][0]["does_not_count"] = []
    (office.to / MANIFEST).write_text(json.dumps(forged))
    ended = office.verify(office.digest())
    assert said in ended.stdout
    assert ended.returncode == bool(changed)


def test_a_grant_fits_the_request_that_it_was_given_for(office):
    session = on_disk(office, answered("arrest-charge", author=PIO).mark_ready())
    answer = session.steps[3]
    grant = approval(
        session, verdict="exception-granted", step=answer.id, digest=answer_digest(answer)
    )
    give(office, grant)
    office.export("case")
    manifest = office.manifest
    manifest["sessions"][0]["does_not_count"] = []
    (office.to / MANIFEST).write_text(json.dumps(manifest))
    ended = office.verify(office.digest())
    assert "exception-granted by lchen, for a part or earlier content" in ended.stdout
    assert ended.returncode == 0


def test_a_session_that_was_changed_outside_is_said_to_be(desk):
    session = on_disk(desk, answered("arrest-charge", author=PIO).case_number().mark_ready())
    desk.edit("26-1182", "26-1183", session.id)
    ended = desk.verify(desk.export("case").manifest_digest)
    assert ended.returncode == 0
    assert "was changed outside the program" in ended.stdout


def test_a_seal_that_was_said_to_fit_is_looked_at(desk):
    session = on_disk(desk, answered("arrest-charge", author=PIO).case_number().mark_ready())
    desk.edit("26-1182", "26-1183", session.id)
    desk.export("case")
    manifest = desk.manifest
    manifest["sessions"][0]["sealed"] = True
    (desk.to / MANIFEST).write_text(json.dumps(manifest))
    ended = desk.verify(desk.digest())
    assert (ended.returncode, "its seal differs from what the manifest says" in ended.stdout) == (
        1,
        True,
    )


def test_an_additional_file_a_link_and_a_missing_one_are_found(desk):
    on_disk(desk, answered("arrest-charge", author=PIO))
    digest = desk.export("case").manifest_digest
    (desk.to / "pages" / "more.html").touch()
    assert "pages/more.html: added" in desk.verify(digest).stdout
    (desk.to / "pages" / "more.html").unlink()
    page = next((desk.to / "pages").iterdir())
    page.rename(desk.to.with_name("moved.html"))
    assert ".html: missing" in desk.verify(digest).stdout
    page.symlink_to(desk.to.with_name("moved.html"))
    assert desk.verify(digest).returncode == 1


def test_what_it_prints_cannot_be_obeyed_by_a_terminal(desk):
    on_disk(desk, answered("arrest-charge", author=PIO))
    digest = desk.export("case").manifest_digest
    (desk.to / "\x1b]0;x\x07").touch()
    ended = desk.verify(digest)
    assert "\x1b" not in ended.stdout
    assert "\\x1b]0;x\\x07: added" in ended.stdout


CHANGE_EACH = """
set -e
python="chroot {bare} /usr/bin/python3 -I -S"
for place in usr lib lib64 bin; do
    mkdir {bare}/$place
    mount --rbind /$place {bare}/$place
done
mkdir {bare}/pristine
cp {program} {bare}/pristine/
cat > {bare}/change.py <<'END'
import sys
name, at = sys.argv[1], int(sys.argv[2])
with open(name, "r+b") as file:
    file.seek(at)
    byte = file.read(1)[0]
    file.seek(at)
    file.write(bytes([byte ^ (1 + at % 255)]))
END
cat > {bare}/check.py <<'END'
import sys
sys.path.insert(0, "/pristine")
sys.dont_write_bytecode = True
import verify_export
try:
    sys.exit(verify_export.main("/export", sys.argv[1]))
except Exception:
    sys.exit(1)
END
while read -r path at; do
    $python /change.py "/export/$path" "$at"
    code=0
    $python /check.py {digest} > /dev/null || code=$?
    echo "$code $path $at"
    $python /change.py "/export/$path" "$at"
done
$python /export/verify_export.py {digest} > /dev/null
echo whole
$python -c 'import checklists' 2> /dev/null || echo alone
"""
"""In a root folder with the system's Python alone: one byte is changed, looked for, changed back.

The verifier is the one that the program ships: one that was changed with the rest could say
anything."""


def test_each_of_many_random_changes_of_one_byte_is_found_without_the_program(
    office, soak, counted, tmp_path
):
    need_program("unshare", "util-linux")
    session = on_disk(office, answered("arrest-charge", author=PIO).mark_ready())
    give(office, approval(session))
    on_disk(office, posted(answered("traffic-serious", author=PIO)))
    digest = office.export("case").manifest_digest
    bare = tmp_path / "bare"
    shutil.copytree(office.to, bare / "export")
    inner = bare / "export"
    script = CHANGE_EACH.format(bare=bare, program=PROGRAM, digest=digest)
    files = sorted(path for path in inner.rglob("*") if path.is_file())
    changes = []
    for seed in soak.seeds(10):
        chosen = random.Random(seed)  # noqa: S311
        path = chosen.choice(files)
        changes.append(f"{path.relative_to(inner)} {chosen.randrange(path.stat().st_size)}")
    ended = subprocess.run(
        ["unshare", "-m", "bash", "-c", script],
        input="\n".join(changes) + "\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    *found, whole, alone = ended.stdout.splitlines()
    assert (whole, alone) == ("whole", "alone"), ended
    assert found == [f"1 {change}" for change in changes]
    counted(f"{len(found)} changes of one byte in an export: all found")
