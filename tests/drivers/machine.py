"""A machine of its own with this one's system on it, booted with systemd and without a network: in
namespaces, its disk an overlay that is gone with it. Nothing was ever installed for Python there.
"""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from drivers.workstation import Ran
from needs import need, need_program, need_root

FOLDER = "/srv"
"""Where what was carried to the machine is."""
PATIENCE = 240
"""Seconds for a command, of which an installation takes eight where nothing else runs."""
_ENVIRONMENT = ("PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C.UTF-8")

_BOOTS = """
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
cd "$1/root"
rm -rf home/* opt/* etc/pip.conf etc/xdg/pip root/.config root/.cache usr/local/lib/systemd
rm -rf etc/cleartopost var/lib/cleartopost var/cache/cleartopost var/lib/dbus/machine-id
for file in passwd group; do awk -F: '$3 < 1000 || $3 > 60000' /etc/$file > etc/$file; done
chroot . pwconv
chroot . grpconv
systemd-id128 new > etc/machine-id
cp -r "$2"/. srv
exec systemd-nspawn --quiet --directory=. --register=no --keep-unit --private-network \
    --console=pipe --boot systemd.unit=basic.target
"""


class Machine:
    """The machine, and what its administrator does."""

    def __init__(self, scratch: Path, carried: Path) -> None:
        need_root()
        need_program("systemd-nspawn", "systemd-container")
        with (scratch / "said").open("wb") as said:
            self._started = subprocess.Popen(
                ["unshare", "--mount", "bash", "-c", _BOOTS, "bash", str(scratch), str(carried)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        self._first = 0
        until = time.monotonic() + PATIENCE
        while not self._is_up():
            dead = self._started.poll() is not None or time.monotonic() > until
            why = (scratch / "said").read_text(errors="replace")[-500:] if dead else ""
            if dead:
                self.close()
            need(not dead, f"the right to boot a machine in namespaces of its own: {why}")
            time.sleep(0.2)

    def _is_up(self) -> bool:
        pid = self._started.pid
        for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
            # Before it, what the script runs.
            with suppress(OSError):
                if Path(f"/proc/{child}/comm").read_text() == "systemd\n":
                    self._first = child
        up = ("running", "degraded")
        return bool(self._first) and self.run("systemctl is-system-running").out.strip() in up

    def close(self) -> None:
        """Turn it off: with its first process everything in it ends."""
        if self._first:
            os.kill(self._first, signal.SIGKILL)
        self._started.kill()
        self._started.wait()

    def command(self, *argv: str, user: str = "root") -> list[str]:
        """Return the command that runs something there."""
        inside = ["nsenter", f"--target={self._first}", "--mount", "--uts", "--ipc", "--net"]
        inside += ["--pid", "--cgroup"]
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        home = "/root" if user == "root" else f"/home/{user}"
        return [
            *inside,
            *become,
            "env",
            "-i",
            f"--chdir={FOLDER}",
            *_ENVIRONMENT,
            f"HOME={home}",
            f"USER={user}",
            *argv,
        ]

    def run(self, script: str, *, user: str = "root", typed: str = "") -> Ran:
        """Run the lines of a shell, up to the first that fails."""
        ended = subprocess.run(
            self.command("bash", "-e", "-c", script, user=user),
            input=typed, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    def does(self, script: str, *, user: str = "root", typed: str = "") -> str:
        """Run what must succeed, and return what it prints."""
        ended = self.run(script, user=user, typed=typed)
        assert ended.code == 0, ended
        return ended.out
