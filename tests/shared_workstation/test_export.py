"""Who may export what, among real accounts: the system decides, and nothing is left out unsaid."""

import json

import pytest
from drivers.workstation import HOME, OUTSIDER, PIO1, PIO2, SUPERVISOR

pytestmark = pytest.mark.slow


@pytest.fixture
def approved(workstation):
    """A session of the first PIO, approved by a supervisor, and another of the second PIO."""
    workstation.forget()
    first = workstation.drive(PIO1, "walk", "traffic-serious").out.strip()
    second = workstation.drive(PIO2, "walk", "traffic-advisory").out.strip()
    approved = workstation.cleartopost(SUPERVISOR, "review", first, typed="approve\nleave\n")
    assert approved.code == 0, approved
    yield first, second
    for user in (PIO1, PIO2, SUPERVISOR, OUTSIDER):
        workstation.shell(user, "rm -rf ~/out*")
    workstation.forget()


def export(workstation, user, to, *more):
    return workstation.cleartopost(user, "export", *more, "--to", f"/home/{user}/{to}")


def manifest(workstation, user, to):
    return json.loads(workstation.shell(user, f"cat ~/{to}/MANIFEST.json").out)


def of_case(*more):
    return ("--case", "26-1182", *more)


@pytest.mark.parametrize("purpose", ["case", "public"])
def test_a_clerk_in_the_pios_group_exports_everybodys_sessions(workstation, approved, purpose):
    first, second = approved
    ended = export(workstation, PIO2, "out", *of_case("--for", purpose))
    assert ended.code == 0, ended
    found = manifest(workstation, PIO2, "out")
    assert {row["id"] for row in found["sessions"]} == {first, second}
    # It holds for whoever has only the folder and the cover letter.
    digest = next(line for line in ended.out.splitlines() if len(line) == 64)
    check = workstation.run(PIO2, "/usr/bin/python3", "-I", "out/verify_export.py", digest)
    assert (check.code, "0 wrong" in check.out) == (0, True), check
    fits = f"{first}: approved by {SUPERVISOR}, for what it has now"
    assert (fits in check.out) == (purpose == "case")
    stat = workstation.shell(PIO2, "stat -c '%U %a' out; find out -type f -perm /077").out
    assert stat == f"{PIO2} 700\n"
    for user in (PIO1, SUPERVISOR, OUTSIDER):
        assert workstation.shell(user, f"ls /home/{PIO2}/out").code != 0


def test_root_exports_for_a_clerk_who_writes_no_posts(workstation, approved):
    to = f"/home/{OUTSIDER}/out"
    ended = workstation.cleartopost("root", "export", *of_case("--for", "public"), "--to", to)
    assert ended.code == 0, ended
    assert workstation.shell("root", f"chown -R {OUTSIDER}: {to}").code == 0
    digest = next(line for line in ended.out.splitlines() if len(line) == 64)
    check = workstation.run(OUTSIDER, "/usr/bin/python3", "-I", "out/verify_export.py", digest)
    assert (check.code, "0 wrong" in check.out) == (0, True), check


def test_the_owner_of_each_original_is_the_one_that_the_system_says(workstation, approved):
    first, second = approved
    assert export(workstation, SUPERVISOR, "out", *of_case()).code == 0
    files = manifest(workstation, SUPERVISOR, "out")["files"]
    owners = {entry["path"].rpartition("/")[2]: entry.get("owner") for entry in files}
    assert owners[f"{first}.toml"] == PIO1
    assert owners[f"{second}.toml"] == PIO2


def test_an_outsider_exports_nothing(workstation, approved):
    ended = export(workstation, OUTSIDER, "out", *of_case())
    assert ended.code == 4, ended
    assert workstation.shell(OUTSIDER, "ls ~/out").code != 0


def test_what_an_account_may_not_read_is_named(workstation, approved):
    first, second = approved
    path = workstation.file_of(first, PIO1)
    assert workstation.shell(PIO1, f"chmod 600 {path}").code == 0
    ended = export(workstation, PIO2, "out", *of_case())
    assert ended.code == 1
    assert f"Could not be exported: {first}: permission denied." in ended.out
    found = manifest(workstation, PIO2, "out")
    assert found["not_read"] == [{"name": first, "why": "permission denied"}]
    assert {row["id"] for row in found["sessions"]} == {second}
    # The author may.
    assert export(workstation, PIO1, "out", *of_case()).code == 0
    assert workstation.shell(PIO1, f"chmod 700 {path.parent}; chmod 640 {path}").code == 0
    ended = export(workstation, PIO2, "out2", *of_case())
    assert (ended.code, "the folder cannot be opened" in ended.out) == (1, True)


def test_a_colleagues_copy_of_a_session_is_named_as_one(workstation, approved):
    first, _ = approved
    path = workstation.file_of(first, PIO1)
    own = workstation.file_of(first, PIO2)
    assert workstation.shell(PIO2, f"mkdir -p {own.parent} && cp {path} {own}").code == 0
    ended = export(workstation, PIO2, "out", *of_case())
    assert (ended.code, "copied: it says user ID" in ended.out) == (1, True)


def test_nobody_exports_into_the_home_or_into_anothers_folder(workstation, approved):
    first, _ = approved
    made = workstation.shell(PIO1, "chmod 711 ~; mkdir ~/theirs; chmod 777 ~/theirs")
    assert made.code == 0, made
    theirs = f"/home/{PIO1}/theirs"
    for to in (f"{HOME}/sessions/{PIO2}/out", f"{HOME}/completions/out", theirs):
        ended = workstation.cleartopost(PIO2, "export", first, "--to", to)
        assert ended.code == 2, ended
    assert workstation.shell(PIO1, "ls -A ~/theirs; rmdir ~/theirs; chmod 700 ~").out == ""
