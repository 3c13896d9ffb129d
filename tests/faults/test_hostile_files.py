"""Whatever stands where a session, a review or a definition is looked for: one clear problem, at
once and in little memory, and everything else in the list is shown."""

import json
import os
import resource
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli
from factories.homes import HERE, ID, TrialHome
from factories.sessions import Walk, catalog
from needs import need_root

from checklists.definitions.catalog import load_catalog
from checklists.definitions.wording_files import load_wording
from checklists.records.codec import LARGEST, Unreadable, read_record
from checklists.records.store import Broken, Stored
from checklists.workstation.policy import load_policy
from tui.cli.main import main

pytestmark = pytest.mark.slow

Counted = Callable[[str], None]
SUITE = json.loads((Path(__file__).parent / "toml-test.json").read_text())["files"]
NEWER_TOML = {
    "invalid/datetime/no-secs.toml",
    "invalid/inline-table/trailing-comma.toml",
    "invalid/string/basic-byte-escapes.toml",
    *(f"invalid/inline-table/linebreak-{number}.toml" for number in range(1, 5)),
}
"""Wrong in TOML 1.0, right in TOML 1.1, which our parser reads."""
LONGEST = 1.0
MOST = 200 * 1024 * 1024


def bytes_of(name: str) -> bytes:
    return SUITE[name].encode("utf-8", "surrogateescape")


def problem_of(data: bytes, name: str = f"{ID}.toml") -> Unreadable:
    """The one problem of a file, told at once."""
    began = time.monotonic()
    with pytest.raises(Unreadable) as found:
        read_record(data, name)
    assert time.monotonic() - began < LONGEST
    assert found.value.what_to_do.endswith(".")
    assert found.value.message.startswith(name)
    assert found.value.message.isprintable()
    return found.value


# The TOML project's own test suite


def parses(data: bytes) -> bool:
    try:
        tomli.loads(data.decode())
    except ValueError:
        return False
    return True


def test_no_file_of_the_toml_suite_is_a_session_and_each_has_one_problem(counted: Counted) -> None:
    valid = [name for name in SUITE if name.startswith("valid/")]
    invalid = [name for name in SUITE if name.startswith("invalid/")]
    assert (len(valid), len(invalid)) == (100, 234)
    for name in valid:
        assert parses(bytes_of(name)), name
        assert "not TOML" not in problem_of(bytes_of(name)).message, name
    wrongly = {name for name in invalid if parses(bytes_of(name))}
    assert wrongly == NEWER_TOML
    for name in invalid:
        problem = problem_of(bytes_of(name))
        known = ("not TOML", "not UTF-8", "it is not a session file")
        assert name in wrongly or any(word in problem.message for word in known), name
    counted(f"toml-test: {len(valid)} right and {len(invalid)} wrong files, each one problem")


def test_no_wrong_file_of_the_toml_suite_spoils_only_a_part_of_a_session(
    home: TrialHome, counted: Counted
) -> None:
    """With wrong TOML in it a file is no session, not a session with less in it."""
    home.start().close()
    whole = home.path().read_bytes()
    wrong = [name for name in SUITE if name.startswith("invalid/") and name not in NEWER_TOML]
    for name in wrong:
        piece = b"\n" + bytes_of(name) + b" \n[draft]"
        assert problem_of(whole.replace(b"\n[draft]", piece, 1)), name
    counted(f"toml-test: {len(wrong)} wrong pieces put into a session, none of them read")


def test_every_file_of_the_toml_suite_as_a_definition_is_told_and_the_others_run(
    tmp_path: Path, counted: Counted
) -> None:
    folder = tmp_path / "agency"
    (folder / "incidents").mkdir(parents=True)
    names = sorted(SUITE)[::9]
    for number, name in enumerate(names):
        (folder / "incidents" / f"suite-{number}.toml").write_bytes(bytes_of(name))
    began = time.monotonic()
    found = load_catalog(folder)
    assert time.monotonic() - began < len(names) * LONGEST
    told = {problem.file for problem in found.problems}
    assert told == {str(folder / "incidents" / f"suite-{n}.toml") for n in range(len(names))}
    assert set(found.checklists) == set(catalog().checklists)
    counted(f"toml-test: {len(names)} files as definitions, each told, 19 types run on")


# Bombs


BOMBS = {
    "one key of 100,000 parts": b"a." * 100_000 + b"b = 1\n",
    "tables in tables": b"[" + b"a." * 900 + b"b]\nc = 1\n",
    "deep lists": b"a = " + b"[" * 100_000 + b"]" * 100_000,
    "deep tables": b"a = " + b"{ b = " * 30_000 + b"1" + b" }" * 30_000,
    "50,000 tables": b"[[steps]]\n" * 25_000,
    "50,000 keys": b"".join(b"k%d=1\n" % n for n in range(25_000)),
    "a number of 200,000 digits": b"revision = " + b"9" * 200_000,
    "a number of 200,000 hex digits": b"revision = 0x" + b"f" * 200_000,
    "one line of 250,000 letters": b"x" * 250_000,
    "200,000 quotes": b'a = """' + b'"' * 200_000,
    "200,000 zero bytes": b"\0" * 200_000,
    "a string that never ends": b'a = "' + b"\\u0041" * 40_000,
    "dates without end": b"a = [" + b"2026-11-22T00:00:00Z," * 10_000 + b"]",
}
READ_IT = """
import resource, sys, time
from checklists.records.codec import Unreadable, read_record
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
data = sys.stdin.buffer.read()
began = time.process_time()
try:
    read_record(data, "bomb.toml")
except Unreadable as problem:
    print(problem.what)
took = time.process_time() - began
# Not ru_maxrss: a forked process begins with that of the test run it came from.
status = open("/proc/self/status").read()
print(took, status.split("VmHWM:")[1].split()[0])
"""


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_unreadable_within_a_second_and_200_mb(bomb: str, counted: Counted) -> None:
    data = BOMBS[bomb]
    assert len(data) <= LARGEST, "it is not simply too large"
    ended = subprocess.run(
        [sys.executable, "-c", READ_IT, str(2 * MOST)],
        input=data, capture_output=True, check=True, timeout=60, cwd=HERE.parent.parent,
    )  # fmt: skip
    what, numbers = ended.stdout.decode().splitlines()
    seconds, kilobytes = numbers.split()
    assert what
    assert float(seconds) < LONGEST
    assert int(kilobytes) * 1024 < MOST
    counted(f"bomb, {bomb}: {float(seconds):.2f} s, {int(kilobytes) // 1024} MB")


def test_the_edge_of_1024_kib_is_exact(home: TrialHome) -> None:
    home.start().close()
    data = home.path().read_bytes()
    for length, read in ((LARGEST - 1, True), (LARGEST, True), (LARGEST + 1, False)):
        home.path().write_bytes(data + b"#" * (length - len(data)))
        found = home.store.look(home.path())
        assert isinstance(found, Stored) == read, length
        if isinstance(found, Broken):
            assert found.problem == "it is larger than 1024 KiB"


# What is planted among the sessions


def plant_link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def plant_endless_link(path: Path) -> None:
    path.symlink_to(path)


def plant_link_to_zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def plant_pipe(path: Path) -> None:
    os.mkfifo(path)


def plant_folder(path: Path) -> None:
    (path / "deeper").mkdir(parents=True)


def plant_device(path: Path) -> None:
    need_root()
    os.mknod(path, stat.S_IFCHR | 0o644, os.makedev(1, 5))


def plant_hole(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)


def plant_latin(path: Path) -> None:
    path.write_bytes(b'id = "caf\xe9"\n')


def plant_surrogates(path: Path) -> None:
    path.write_bytes(b'id = "\xed\xa0\x80"\n')


def plant_nothing(path: Path) -> None:
    path.touch()


PLANTED = (
    plant_link, plant_endless_link, plant_link_to_zero, plant_pipe, plant_folder, plant_device,
    plant_hole, plant_latin, plant_surrogates, plant_nothing,
)  # fmt: skip
NAMES = (
    "20261122-1200-traffic-serious-aaaa", "two\nlines", "\x1b]0;owned\x07", "..", "...", "-rf",
    "a b", "\u202etxt", "x" * 240,
)  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_what_is_planted_is_listed_with_one_problem_and_the_rest_is_shown(
    home: TrialHome, plant: Callable[[Path], None]
) -> None:
    home.start().close()
    folder = home.path().parent
    for name in NAMES:
        plant(folder / f"{name}.toml")
    began, memory = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = list(home.store.listing())
    assert time.monotonic() - began < LONGEST * len(NAMES)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) * 1024 < MOST
    assert [entry.session.id for entry in found if isinstance(entry, Stored)] == [ID]
    broken = {entry.id: entry.problem for entry in found if isinstance(entry, Broken)}
    # A name that begins with a dot is no session's, and hidden like every such name.
    assert set(broken) == {name for name in NAMES if not name.startswith(".")}
    assert all(broken.values())
    for name in NAMES:
        assert os.path.lexists(folder / f"{name}.toml"), "left as it is"


def test_names_that_drive_a_terminal_reach_it_as_text(
    home: TrialHome, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.start().close()
    for name in NAMES:
        plant_pipe(home.path().parent / f"{name}.toml")
    bad = os.fsencode(home.path().parent) + b"/\xff\xfe.toml"
    os.mkfifo(bad)
    monkeypatch.setenv("CLEARTOPOST_HOME", str(home.places.home))
    for command in (["list"], ["list", "--json"], ["verify", "--all"], ["show", "two\nlines"]):
        main(command)
        out, err = capsys.readouterr()
        for line in (out + err).split("\n"):
            assert line.isprintable(), (command, line)
    assert main(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert len(listed) == 2 + sum(not name.startswith(".") for name in NAMES)
    assert sum(entry.get("problem") is None for entry in listed) == 1


# What is planted among the definitions

DEFINITIONS = ("steps/ours.toml", "incidents/ours.toml", "questions.toml", "roles.toml")


@pytest.mark.parametrize("name", DEFINITIONS)
@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_what_is_planted_among_the_definitions_is_told_and_holds_nothing_up(
    plant: Callable[[Path], None], name: str, tmp_path: Path
) -> None:
    path = tmp_path / "agency" / name
    path.parent.mkdir(parents=True)
    plant(path)
    began = time.monotonic()
    found = load_catalog(tmp_path / "agency")
    assert time.monotonic() - began < 5 * LONGEST
    told = [problem for problem in found.problems if problem.file == str(path)]
    # An empty list of one's own adds nothing, and is no mistake.
    assert told or (plant is plant_nothing and name in ("questions.toml", "roles.toml"))


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_what_is_planted_among_the_rules_of_wording_is_told_and_takes_none_away(
    plant: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "agency" / "wording" / "ours.toml"
    path.parent.mkdir(parents=True)
    plant(path)
    began = time.monotonic()
    found = load_wording(tmp_path / "agency")
    assert time.monotonic() - began < 5 * LONGEST
    assert found.wording == load_wording().wording
    # An empty list of one's own adds nothing, and is no mistake.
    assert plant is plant_nothing or {one.file for one in found.problems} == {str(path)}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_what_is_planted_as_the_policy_makes_it_stricter_and_holds_nothing_up(
    plant: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "policy.toml"
    plant(path)
    began = time.monotonic()
    policy = load_policy(path)
    assert time.monotonic() - began < LONGEST
    if plant is not plant_nothing:
        walk = Walk("traffic-serious")
        assert policy.approval_rule(walk.session, walk.checklist).needed
    assert policy.supervisors == ""
