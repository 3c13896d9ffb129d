"""A workstation with real users, apart from this machine's own: a mount namespace in which `/etc`
is laid over, and `/home`, `/var/lib` and `/run` are empty. The users, the groups, the shared home
and the policy exist only in it, at their real paths; it is gone with the process that holds it.

The program is installed for everybody, in an environment of the system's Python: root's own may be
unreadable to others.
"""

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from needs import need, need_program, need_root

REPOSITORY = Path(__file__).parents[2]
INSTALLED = Path("/var/tmp/cleartopost-tests")  # noqa: S108  # others must be able to read it
SYSTEM_PYTHON = "/usr/bin/python3"
HOME = Path("/var/lib/cleartopost")
POLICY = Path("/etc/cleartopost/policy.toml")
DRIVER = ("factories/sessions.py", "drivers/real_user.py", "drivers/four_accounts.py")

PIO1, PIO2, SUPERVISOR, OUTSIDER = "t_pio1", "t_pio2", "t_sup1", "t_out1"
OTHER_SUPERVISOR = "t_sup2"
ADVOCATE = "t_adv1"
USERS = (PIO1, PIO2, SUPERVISOR, OTHER_SUPERVISOR, ADVOCATE, OUTSIDER)
PIOS, SUPERVISORS, ADVOCATES = "t_pios", "t_sups", "t_advs"

_MADE_OF = f"""
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$1"
mkdir "$1/upper" "$1/work"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$1/upper,workdir=$1/work" /etc
for folder in /home /var/lib /run; do mount -t tmpfs -o mode=755 tmpfs $folder; done
rm -rf /etc/cleartopost
groupadd {PIOS}
groupadd {SUPERVISORS}
groupadd {ADVOCATES}
for user in {" ".join(USERS)}; do
    useradd -m -s /bin/bash $user
    usermod -p '*' $user
done
for user in {PIO1} {PIO2} {SUPERVISOR} {OTHER_SUPERVISOR} {ADVOCATE}; do
    usermod -aG {PIOS} $user
done
for user in {SUPERVISOR} {OTHER_SUPERVISOR}; do usermod -aG {SUPERVISORS} $user; done
usermod -aG {ADVOCATES} {ADVOCATE}
echo made
exec sleep infinity
"""


class Ran(NamedTuple):
    """How something ended, and what it printed."""

    code: int
    out: str
    err: str


class Workstation:
    """The users, and what they do."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        scratch.chmod(0o755)
        self.python = install() / "bin" / "python"
        self.program = self.python.with_name("cleartopost")
        inner = scratch / "inner"
        inner.mkdir()
        self._holder = subprocess.Popen(
            ["unshare", "-m", "bash", "-c", _MADE_OF, "bash", str(inner)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._holder.stdout is not None
        if self._holder.stdout.readline().strip() != "made":
            _, error = self._holder.communicate()
            need(there=False, what=f"the right to mount in a namespace of its own: {error}")
        self._driving: list[subprocess.Popen[str]] = []
        self._sshd: subprocess.Popen[bytes] | None = None
        self.port = 0

    def close(self) -> None:
        """End what was started; the users and all that they made go with it."""
        for process in (*self._driving, self._sshd, self._holder):
            if process is not None:
                process.kill()
                process.wait()
                for pipe in (process.stdin, process.stdout, process.stderr):
                    if pipe is not None:
                        pipe.close()

    # Doing something as somebody

    def _inside(self, user: str, umask: str = "022") -> list[str]:
        enter = ["nsenter", f"--mount=/proc/{self._holder.pid}/ns/mnt", "--wd=/"]
        if user == "root":
            return [*enter, "sh", "-c", f'umask {umask}; exec "$@"', "sh"]
        become = [
            "setpriv",
            f"--reuid={user}",
            f"--regid={user}",
            "--init-groups",
            "--no-new-privs",
        ]
        clean = ["env", "-i", f"HOME=/home/{user}", f"USER={user}", "PATH=/usr/bin:/bin"]
        clean += ["LC_ALL=C.UTF-8", "TERM=xterm-256color", "PYTHONDONTWRITEBYTECODE=1"]
        umasked = ["sh", "-c", f'umask {umask}; cd; exec "$@"', "sh"]
        # Who may read what is decided inside, so the user list must be the one in there.
        return [*enter, *become, *clean, *umasked]

    def run(
        self,
        user: str,
        *argv: str,
        umask: str = "022",
        typed: str = "",
        environment: dict[str, str] | None = None,
        patience: float = 120,
    ) -> Ran:
        """Run a program as a user."""
        more = [f"{name}={value}" for name, value in (environment or {}).items()]
        command = [*self._inside(user, umask), *(["env", *more] if more else []), *argv]
        ended = subprocess.run(
            command, input=typed, capture_output=True, text=True, check=False, timeout=patience
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    def cleartopost(self, user: str, *argv: str, typed: str = "", **more: object) -> Ran:
        """Run the installed program as a user."""
        return self.run(user, str(self.program), *argv, typed=typed, **more)  # type: ignore[arg-type]

    def shell(self, user: str, script: str, *, umask: str = "022") -> Ran:
        """Run a line of shell as a user."""
        return self.run(user, "bash", "-c", script, umask=umask)

    def drive(self, user: str, *argv: str, **more: object) -> Ran:
        """Run the driver as a user: what a person does on the screens."""
        return self.run(user, str(self.python), str(self.driver), *argv, **more)  # type: ignore[arg-type]

    def posted_early(self, user: str, incident_type: str) -> str:
        """A session of a user's whose post went out before it was ready; its ID."""
        session_id = self.drive(user, "walk", incident_type).out.strip()
        asked = "-\n\nOn the air already\nSgt. Park, patrol\n3\n" * 4
        ended = self.cleartopost(user, "posted", session_id, typed=asked)
        assert "Recorded:" in ended.out, ended
        return session_id

    def start_driving(self, user: str, *argv: str) -> "subprocess.Popen[str]":
        """The driver, going on while the test does."""
        started = subprocess.Popen(
            [*self._inside(user), str(self.python), str(self.driver), *argv],
            stdout=subprocess.PIPE,
            stdin=subprocess.PIPE,
            text=True,
        )
        self._driving.append(started)
        return started

    @property
    def driver(self) -> Path:
        """The driver, where every user can read it."""
        return self.python.parents[1] / "driver" / "real_user.py"

    def seen_from_here(self, path: Path | str) -> Path:
        """A path of the workstation as this process can open it."""
        return Path(f"/proc/{self._holder.pid}/root{path}")

    def uid(self, user: str) -> int:
        """A user's number."""
        return int(self.run(user, "id", "-u").out)

    # The program's side of it

    def set_up(self, *, needs_approval: str = '["*"]') -> None:
        """What an administrator does: the shared home, and a policy that asks for approvals."""
        groups = ("--pios", PIOS, "--supervisors", SUPERVISORS, "--victim-services", ADVOCATES)
        made = self.cleartopost("root", "setup", *groups)
        assert made.code == 0, made
        policy = self.seen_from_here(POLICY)
        text, _, rest = policy.read_text().partition("\nneeds_approval = [")
        _, _, rest = rest.partition("\nreview_after = [")
        rest = rest.partition("]\n")[2]
        policy.write_text(f"{text}\nneeds_approval = {needs_approval}\nreview_after = []\n{rest}")

    def forget(self) -> None:
        """Take every session and all that was written of one away, for a test of all of them."""
        every = "sessions/*/2* reviews/* completions/* audit/* holds/* purged/*"
        done = self.shell("root", f"cd {HOME} && rm -rf {every}")
        assert done.code == 0, done

    def file_of(self, session_id: str, user: str) -> Path:
        """Where a user's session is, on the workstation."""
        month = f"{session_id[:4]}-{session_id[4:6]}"
        return HOME / "sessions" / user / month / f"{session_id}.toml"

    def status(self, session_id: str, user: str, environment: dict[str, str] | None = None) -> str:
        """What `list` says of a session to a user."""
        ended = self.run(
            user, str(self.python), "-c",
            "import json,subprocess,sys;"
            f"rows=json.loads(subprocess.check_output([{str(self.program)!r},'list','--json']));"
            f"print([r['status'] for r in rows if r['id']=={session_id!r}][0])",
            environment=environment,
        )  # fmt: skip
        assert ended.code == 0, ended
        return ended.out.strip()

    # Over SSH

    def start_sshd(self) -> None:
        """A real SSH server on loopback, for these users only."""
        need_program("sshd", "openssh-server")
        need_program("ssh", "openssh-client")
        folder = self.scratch / "ssh"
        folder.mkdir()
        self.port = _free_port()
        _key(folder / "hostkey")
        for user in USERS:
            _key(folder / f"key_{user}")
            public = (folder / f"key_{user}.pub").read_text()
            made = self.shell(
                user, f"umask 077; mkdir -p .ssh; echo '{public.strip()}' > .ssh/authorized_keys"
            )
            assert made.code == 0, made
        config = folder / "sshd_config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/hostkey\n"
            f"PidFile {folder}/sshd.pid\nAuthorizedKeysFile .ssh/authorized_keys\nUsePAM no\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin no\n"
            f"AllowUsers {' '.join(USERS)}\nLogLevel VERBOSE\n"
            "ClientAliveInterval 2\nClientAliveCountMax 2\n"
        )
        server = shutil.which("sshd", path="/usr/sbin:/usr/bin") or "/usr/sbin/sshd"
        assert self.run("root", "mkdir", "-p", "/run/sshd").code == 0
        enter = ["nsenter", f"--mount=/proc/{self._holder.pid}/ns/mnt"]
        with (folder / "sshd.log").open("wb") as log:
            self._sshd = subprocess.Popen(
                [*enter, server, "-D", "-e", "-f", str(config)], stderr=log, stdout=log
            )
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        pytest.fail("sshd does not listen: " + (folder / "sshd.log").read_text())

    def ssh_command(self, user: str, command: str, *options: str) -> list[str]:
        """The command that logs in as a user."""
        known = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentitiesOnly=yes"]
        known += ["LogLevel=ERROR", "BatchMode=yes"]
        key = self.scratch / "ssh" / f"key_{user}"
        chosen = [part for option in known for part in ("-o", option)]
        return ["ssh", "-p", str(self.port), *chosen, "-i", str(key), *options,
                f"{user}@127.0.0.1", command]  # fmt: skip

    def ssh(self, user: str, command: str, *, typed: str = "") -> Ran:
        """Log in and run a command; `cleartopost` and `driver` stand for the real ones."""
        command = command.replace("cleartopost", str(self.program), 1)
        command = command.replace("driver", f"{self.python} {self.driver}", 1)
        ended = subprocess.run(
            self.ssh_command(user, command),
            input=typed, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    def start_ssh(self, user: str, command: str) -> "subprocess.Popen[str]":
        """Log in and run a command that goes on while the test does."""
        command = command.replace("driver", f"{self.python} {self.driver}", 1)
        started = subprocess.Popen(
            self.ssh_command(user, command),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._driving.append(started)
        return started


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _key(path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)


def install() -> Path:
    """The environment with the program as it stands now, made once and brought up to date."""
    need_root()
    need_program("unshare", "util-linux")
    need(Path(SYSTEM_PYTHON).exists(), f"{SYSTEM_PYTHON}: apt-get install python3 python3-venv")
    # Of this checkout alone: another one that is tested at the same time has its own.
    wanted = hashlib.sha256(bytes(REPOSITORY) + (REPOSITORY / "pyproject.toml").read_bytes())
    environment = INSTALLED / wanted.hexdigest()[:12]
    INSTALLED.mkdir(mode=0o755, exist_ok=True)
    assert INSTALLED.stat().st_uid == 0, f"{INSTALLED} is not root's"
    with (INSTALLED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (environment / "whole").exists():
            shutil.rmtree(environment, ignore_errors=True)
            made = subprocess.run(
                [SYSTEM_PYTHON, "-m", "venv", environment], capture_output=True, check=False
            )
            need(made.returncode == 0, "apt-get install python3-venv")
            pip = [environment / "bin" / "pip", "install", "--quiet", str(REPOSITORY)]
            subprocess.run(pip, check=True)
            (environment / "whole").touch()
        _bring_up_to_date(environment)
    return environment


def _bring_up_to_date(environment: Path) -> None:
    (packages,) = (environment / "lib").glob("python3*/site-packages")
    leave_out = shutil.ignore_patterns("__pycache__", "*.pyc")
    stamp = hashlib.sha256()
    sources = [*_sources(REPOSITORY / "checklists"), *_sources(REPOSITORY / "tui")]
    sources += [REPOSITORY / "tests" / name for name in DRIVER]
    for source in sources:
        stamp.update(f"{source}\n".encode() + source.read_bytes())
    kept = environment / "stamp"
    if kept.exists() and kept.read_text() == stamp.hexdigest():
        return
    for name in ("checklists", "tui"):
        shutil.rmtree(packages / name, ignore_errors=True)
        shutil.copytree(REPOSITORY / name, packages / name, ignore=leave_out)
    driver = environment / "driver"
    for name in DRIVER:
        copy = driver / name.removeprefix("drivers/")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / "tests" / name, copy)
    subprocess.run(
        [environment / "bin" / "python", "-m", "compileall", "-q", str(packages / "checklists"),
         str(packages / "tui"), str(driver)],
        check=True,
    )  # fmt: skip
    subprocess.run(["chmod", "-R", "go+rX", str(environment)], check=True)
    kept.write_text(stamp.hexdigest())


def _sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")


def umasks() -> tuple[str, ...]:
    """The umasks that a login may come with."""
    return ("022", "027", "077")


def am_root() -> bool:
    """Whether these tests can run at all."""
    return os.getuid() == 0
