"""By the words of the page `install`, each block as it stands there: the wheelhouse is made here,
and carried to a machine that has no network."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
from drivers.machine import Machine
from drivers.workstation import Ran
from needs import need_program, need_root
from papers.papers import MANUAL, ROOT, blocks, text_of

from tui import __version__

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installed machine")]

WHEELHOUSE, INSTALL, FISH, TIMERS, UPGRADE, REMOVE = (
    block.text for block in blocks("sh") if block.paper == MANUAL / "install.md"
)
NEWER = "99.1.0"
SOURCE = ("pyproject.toml", "README.md", "LICENSE", "checklists", "tui")
UNITS = ("cleartopost-audit", "cleartopost-doctor")


@pytest.fixture(scope="session")
def wheelhouses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheelhouse of this version, and in `newer` one of a later version."""
    need_root()
    source = tmp_path_factory.mktemp("source")
    for name in SOURCE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    subprocess.run(["bash", "-e", "-c", WHEELHOUSE], cwd=source, check=True)
    carried = tmp_path_factory.mktemp("carried")
    for folder in (carried, carried / "newer"):
        shutil.copytree(source / "wheelhouse", folder / "wheelhouse")
        shutil.copy(source / "wheelhouse.sha256", folder)
    newer = carried / "newer"
    next((newer / "wheelhouse").glob("cleartopost-*")).unlink()
    (source / "tui" / "__init__.py").write_text(f'"""Newer."""\n\n__version__ = "{NEWER}"\n')
    again = ".venv/bin/pip wheel --quiet --no-deps --wheel-dir {0}/wheelhouse . && "
    again += "cd {0} && sha256sum wheelhouse/*.whl > wheelhouse.sha256"
    subprocess.run(["bash", "-e", "-c", again.format(newer)], cwd=source, check=True)
    return carried


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory, wheelhouses: Path) -> Iterator[Machine]:
    """A workstation with two accounts, on which the program was installed as the page says."""
    made = Machine(tmp_path_factory.mktemp("machine"), wheelhouses)
    try:
        made.does(INSTALL)
        accounts = text_of(MANUAL / "administrator.md").partition("```sh\n")[2]
        made.does("\n".join(accounts.partition("```")[0].splitlines()[2:]))
        made.does(TIMERS)
        yield made
    finally:
        made.close()


def test_it_is_installed_without_a_network(machine: Machine) -> None:
    interfaces = machine.does("tail -n +3 /proc/net/dev | cut -d: -f1").split()
    assert interfaces == ["lo"]
    asked = machine.run("/opt/cleartopost/bin/pip download --quiet --retries 0 shtab")
    assert asked.code != 0
    assert machine.does("cleartopost --version", user="mruiz") == f"cleartopost {__version__}\n"


def test_a_wheel_that_was_changed_on_the_way_is_named(machine: Machine) -> None:
    changed = "cp -r wheelhouse* /tmp && cd /tmp && echo >> wheelhouse/tomli_w*.whl && "
    ended = machine.run(changed + INSTALL.splitlines()[1])
    assert ended.code == 1
    assert re.fullmatch(r"wheelhouse/tomli_w\S+: FAILED\n", ended.out)


def test_the_man_page_is_found(machine: Machine) -> None:
    need_program("man", "man-db")
    page = machine.does("MANWIDTH=80 man cleartopost | col -bx", user="mruiz")
    assert page.startswith("CLEARTOPOST(1)")
    assert "list --by mruiz --since 2026-11-22" in page
    assert max(map(len, page.splitlines())) <= 80


COMPLETED = {
    "cleartopost ta": {"takedown"},
    "cleartopost list --st": {"--status"},
    "cleartopost list --status can": {"canceled"},
    "cleartopost start traffic-": {"traffic-advisory", "traffic-serious"},
    "cleartopost list --type missing": {"missing-person"},
    "cleartopost list --by mru": {"mruiz"},
    "cleartopost setup --pios pio": {"pios"},
    "cleartopost help insta": {"install"},
    "cleartopost lint wheelhouse.s": {"wheelhouse.sha256"},
    "cleartopost show ": set[str](),
}
"""What is offered for what is typed. For an ID fish and zsh say what is wanted, or offer files."""


BASH = """
source /usr/share/bash-completion/bash_completion
_completion_loader cleartopost || :
# The function that bash calls: `complete -o bashdefault -F NAME cleartopost`.
set -- $(complete -p cleartopost)
while [ "$1" != -F ]; do shift; done
while IFS= read -r line; do
    COMP_WORDS=($line)
    case $line in *" ") COMP_WORDS+=("");; esac
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    "$2"
    echo "${COMPREPLY[*]}"
done
"""
FISH_LINES = "while read line; echo (complete -C $line | cut -f1); end"


def test_bash_completes(machine: Machine) -> None:
    lines = "".join(f"{typed}\n" for typed in COMPLETED)
    found = machine.does(BASH, user="mruiz", typed=lines).split("\n")
    assert [set(line.split()) for line in found[:-1]] == list(COMPLETED.values())


def test_fish_completes(machine: Machine) -> None:
    need_program("fish", "fish")
    machine.does(FISH)
    lines = "".join(f"{typed}\n" for typed in COMPLETED if not typed.endswith(" "))
    found = machine.does(f"fish -c '{FISH_LINES}'", user="mruiz", typed=lines).split("\n")
    assert [set(line.split()) for line in found[:-1]] == list(filter(None, COMPLETED.values()))


def test_zsh_completes(machine: Machine) -> None:
    need_program("zsh", "zsh")
    command = machine.command("TERM=dumb", "zsh", "-f", user="mruiz")
    zsh = pexpect.spawn(command[0], command[1:], encoding="utf-8", timeout=30)
    try:
        zsh.sendline("unsetopt zle_bracketed_paste; autoload -U compinit && compinit -D; PS1='%%'")
        zsh.sendline("echo be''gun")
        zsh.expect("begun\r\n")
        for typed, offered in COMPLETED.items():
            zsh.send(f"{typed}\t\x01echo '\x05'; echo en''ded\n")
            zsh.expect("ended\r\n")
            printed = (zsh.before or "").replace("\r", "")
            line = re.findall(r"^cleartopost .*", printed, re.MULTILINE)[-1]
            # Of several that fit, it adds what they have in common: here nothing.
            one = f"{typed.rpartition(' ')[0]} {min(offered)}" if len(offered) == 1 else typed
            assert line.rstrip() == one.rstrip()
    finally:
        zsh.close(force=True)


# The units


def ran_unit(machine: Machine, unit: str) -> tuple[Ran, str]:
    """Start a service and wait for it; how it ended, and what it said."""
    machine.does("journalctl --quiet --rotate --vacuum-time=1s && systemctl reset-failed")
    ended = machine.run(f"systemctl start {unit}")
    machine.does("journalctl --sync")
    return ended, machine.does(f"journalctl --quiet --output=cat --unit={unit}")


@pytest.mark.parametrize("unit", UNITS)
def test_the_units_are_right_and_their_timers_run(machine: Machine, unit: str) -> None:
    verified = machine.run(f"systemd-analyze verify {unit}.service {unit}.timer")
    assert (verified.code, verified.out + verified.err) == (0, "")
    exposed = machine.does(f"systemd-analyze security --no-pager {unit}.service")
    assert float(re.findall(r"exposure level for \S+: ([\d.]+)", exposed)[0]) < 2
    shown = machine.does(f"systemctl is-enabled {unit}.timer; systemctl is-active {unit}.timer")
    assert shown.split() == ["enabled", "active"]
    assert f"{unit}.timer" in machine.does("systemctl list-timers --no-pager")


def test_the_audit_notes_what_is_there_and_fails_where_a_session_is_gone(machine: Machine) -> None:
    machine.does("cleartopost --plain start traffic-advisory", user="mruiz", typed="26-1182\n")
    ended, said = ran_unit(machine, "cleartopost-audit")
    assert ended.code == 0, said
    assert "1 session checked: no problems." in said
    (session,) = machine.does("ls /var/lib/cleartopost/sessions/mruiz/*/*.toml").split()
    assert Path(session).stem in machine.does("cat /var/lib/cleartopost/audit/*.0.log")
    machine.does(f"mv {session} /tmp/gone.toml", user="mruiz")
    try:
        ended, said = ran_unit(machine, "cleartopost-audit")
        assert ended.code == 1
        assert f"{Path(session).stem}: audit log:" in said
        assert "cleartopost-audit" in machine.does("systemctl --failed --no-pager")
    finally:
        machine.does(f"mv /tmp/gone.toml {session}", user="mruiz")
    assert ran_unit(machine, "cleartopost-audit")[0].code == 0


def test_the_audit_keeps_roots_own_copy_of_a_legal_hold(machine: Machine) -> None:
    machine.does("cleartopost hold 26-1190", user="tchen", typed="Subpoena of November 30\n")
    folder = "/var/lib/cleartopost/holds"
    # The timer may have copied it already.
    (placed,) = machine.does(f"ls --ignore='kept.*' {folder}").split()
    ended, said = ran_unit(machine, "cleartopost-audit")
    assert ended.code == 0, said
    copy = f"{folder}/kept.{placed}"
    assert machine.does(f"stat -c %U {copy}; cmp {copy} {folder}/{placed}") == "root\n"


def test_doctor_runs_and_fails_where_something_is_wrong(machine: Machine) -> None:
    ended, said = ran_unit(machine, "cleartopost-doctor")
    assert ended.code == 0, said
    assert "Nothing to fix." in said
    machine.does("chmod 666 /etc/cleartopost/policy.toml")
    try:
        ended, said = ran_unit(machine, "cleartopost-doctor")
        assert ended.code == 1
        assert "chmod go-w" in said
    finally:
        machine.does("chmod 644 /etc/cleartopost/policy.toml")


TRIED = {
    "write a session": "touch /var/lib/cleartopost/sessions/mruiz/no",
    "write a review": "touch /var/lib/cleartopost/reviews/no",
    "write the policy": "touch /etc/cleartopost/policy.toml",
    "look into a home": "ls /home/mruiz",
    "become somebody": "setpriv --reuid=mruiz --clear-groups true",
    "change an owner": "chown mruiz /var/cache/cleartopost",
    "ask a network": "exec 3<>/dev/tcp/127.0.0.1/22",
    "mount": "mount -t tmpfs tmpfs /mnt",
}


@pytest.mark.parametrize("unit", UNITS)
def test_what_a_service_has_no_right_to_fails(machine: Machine, unit: str) -> None:
    folder = f"/run/systemd/system/{unit}.service.d"
    tries = "; ".join(f"if {line}; then echo CAN {what}; fi" for what, line in TRIED.items())
    month = "/var/lib/cleartopost/sessions/mruiz/2000-01"
    script = f"{tries}; cat {month}/*.toml > /dev/null && echo reads"
    machine.does(
        f"(umask 027; mkdir {month}; touch {month}/some.toml; chown -R mruiz:pios {month})"
    )
    machine.does(
        f"mkdir {folder}; cat > {folder}/tries.conf; systemctl daemon-reload",
        typed=f"[Service]\nExecStart=\nExecStart=/bin/bash -c '{script}'\n",
    )
    try:
        said = ran_unit(machine, unit)[1]
    finally:
        machine.does(f"rm -r {folder} {month}; systemctl daemon-reload")
    assert "CAN" not in said
    assert "reads" in said.splitlines()


# At last: no test after this one finds the program


def test_an_upgrade_keeps_every_record_and_a_removal_what_is_the_agencys(machine: Machine) -> None:
    # Its notes would be a change.
    machine.does("systemctl stop cleartopost-audit.timer")
    kept = "cd / && find var/lib/cleartopost etc/cleartopost -type f | sort | xargs sha256sum"
    machine.does("cleartopost --plain start traffic-advisory", user="mruiz", typed="26-1183\n")
    before = machine.does(kept)
    assert before
    ended = machine.run(f"cd newer\n{UPGRADE}")
    assert ended.code == 0, ended
    assert machine.does("cleartopost --version", user="mruiz") == f"cleartopost {NEWER}\n"
    assert NEWER in machine.does("man cleartopost")
    assert "26-1183" in machine.does("cleartopost list", user="mruiz")
    assert machine.does(kept) == before
    machine.does(f"rm -r /opt/cleartopost\n{INSTALL}")
    assert machine.does("cleartopost --version") == f"cleartopost {__version__}\n"
    assert "26-1183" in machine.does("cleartopost list", user="mruiz")
    machine.does(REMOVE)
    assert machine.does(kept) == before
    left = machine.does("find /etc /opt /usr /var/cache /var/lib -name '*cleartopost*' -prune")
    assert left.split() == ["/etc/cleartopost", "/var/lib/cleartopost"]
