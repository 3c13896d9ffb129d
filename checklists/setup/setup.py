"""The shared workstation: which folders and files it needs, with which owner and mode.

One table serves both `setup`, which creates them, and `doctor`, which reports what differs.
"""

import grp
import os
import pwd
import shlex
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from checklists.definitions.schema import DefinitionProblem
from checklists.definitions.trust import Trust, UntrustedPlace
from checklists.errors import CannotReadOrWrite, NotAllowed, Problem, WrongUsage
from checklists.records.store import FOLDER_MODE
from checklists.setup.groups import Groups, gid_of, groups_of
from checklists.workstation.account import login_of
from checklists.workstation.directory import SHIPPED_DIRECTORY
from checklists.workstation.file_state import is_gone
from checklists.workstation.paths import SHARED_HOME, SITE_POLICY, Places, places_in
from checklists.workstation.policy import SHIPPED_POLICY, Policy, load_policy
from checklists.workstation.retention import why_no_copies
from checklists.workstation.state_notes import SHIPPED_NOTES
from checklists.workstation.system_lists import members

HOME_MODE = 0o750
REVIEWS_MODE = 0o3775
OPEN_MODE = 0o755
POLICY_MODE = 0o644


class Place(Struct, frozen=True):
    """One folder or file, as it must be. `text` is the content for a missing file.

    Nothing is wrong where an `optional` one is missing; setup makes it all the same.
    """

    path: Path
    kind: Literal["folder", "file"]
    uid: int
    gid: int
    mode: int
    text: str = ""
    optional: bool = False

    @property
    def commands(self) -> tuple[str, ...]:
        """Return the commands that make its owner, group and mode right."""
        path = shlex.quote(str(self.path))
        owner = f"{login_of(self.uid)}:{_group_name(self.gid)}"
        make = (f"mkdir {path}",) if self.kind == "folder" and is_gone(self.path) else ()
        return (*make, f"chown {owner} {path}", f"chmod {self.mode:04o} {path}")


def site_places() -> Places:
    """Return the shared home, whatever the environment says."""
    return places_in("shared", SHARED_HOME, SITE_POLICY)


def _group_name(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def needed_places(groups: Groups, places: Places) -> tuple[Place, ...]:
    """Return every place that must exist, the outer before the inner."""
    pios, supervisors, *_ = map(gid_of, groups.named)
    policy, advocates = places.policy, groups.advocates()
    folders = (
        Place(places.home, "folder", 0, pios, HOME_MODE),
        Place(places.sessions, "folder", 0, pios, HOME_MODE),
        *(
            Place(places.sessions / member.pw_name, "folder", member.pw_uid, pios, FOLDER_MODE)
            for member in members(groups.pios)
            if member.pw_uid not in advocates
        ),
        Place(places.reviews, "folder", 0, supervisors, REVIEWS_MODE),
        Place(places.audit, "folder", 0, supervisors, REVIEWS_MODE),
        Place(places.holds, "folder", 0, supervisors, REVIEWS_MODE),
        Place(places.purged, "folder", 0, pios, HOME_MODE),
        Place(places.completions, "folder", 0, pios, REVIEWS_MODE),
        Place(policy.parent, "folder", 0, 0, OPEN_MODE),
        Place(places.checklists, "folder", 0, 0, OPEN_MODE),
    )
    lists = {places.directory: SHIPPED_DIRECTORY, places.state_notes: SHIPPED_NOTES}
    return (
        *folders,
        Place(policy, "file", 0, 0, POLICY_MODE, first_policy(groups)),
        *(
            Place(
                path, "file", 0, 0, POLICY_MODE, shipped.read_text(encoding="utf-8"), optional=True
            )
            for path, shipped in lists.items()
        ),
    )


FIRST_LISTS = {
    "needs_approval": """[
  "traffic-serious", "death-investigation", "custody-death", "officer-incident", "release-status",
  "wanted-suspect", "unidentified-suspect", "video-release",
  "arrest-charge if listed", "arrest-charge if child", "arrest-charge if booking-photo",
]""",
    "review_after": """[
  "life-safety-alert", "holding-statement", "missing-person", "traffic-advisory if hurt",
]""",
}
"""What a first policy asks a supervisor to see, before and after it is posted."""


def first_policy(groups: Groups) -> str:
    """Return the shipped policy, its comments and all, with what a workstation begins with."""
    text = SHIPPED_POLICY.read_text(encoding="utf-8")
    text = text.replace('pios = ""', f'pios = "{groups.pios}"', 1)
    text = text.replace('supervisors = ""', f'supervisors = "{groups.supervisors}"', 1)
    text = text.replace('services = ""', f'services = "{groups.victim_services}"', 1)
    for key, entries in FIRST_LISTS.items():
        text = text.replace(f"\n{key} = []", f"\n{key} = {entries}", 1)
    head, _, rest = text.partition("#   pios ")
    introduction = (
        '# The agency\'s policy. After an edit, run "cleartopost check" and '
        '"cleartopost doctor".\n# It counts only while it and every folder above '
        "it belong to root and nobody else can\n# write to them.\n#\n"
    )
    return introduction + "#   pios " + rest if head and rest else text


def what_is_wrong(place: Place) -> str:
    """Return why a place is not as it must be; empty where it is."""
    try:
        state = place.path.lstat()
    except FileNotFoundError:
        return "is not there"
    except OSError as error:
        return f"cannot be checked ({(error.strerror or 'failed').lower()})"
    right_kind = stat.S_ISDIR if place.kind == "folder" else stat.S_ISREG
    if not right_kind(state.st_mode):
        return f"is not a {place.kind}"
    found = []
    if state.st_uid != place.uid:
        found.append(f"belongs to {login_of(state.st_uid)}, not to {login_of(place.uid)}")
    if state.st_gid != place.gid:
        found.append(f"is in the group {_group_name(state.st_gid)}, not {_group_name(place.gid)}")
    mode = stat.S_IMODE(state.st_mode)
    if mode != place.mode:
        found.append(f"has the mode {mode:04o}, not {place.mode:04o}")
    return " and ".join(found)


def check_groups(groups: Groups, places: Places) -> None:
    """Raise for groups that contradict the policy in place or are the same, or for a mistake."""
    for group in groups.named:
        gid_of(group)
    if len(set(groups.named)) < len(groups.named):
        raise WrongUsage(
            "One group",
            "PIOs, supervisors, and victim services must be groups of their own.",
            "The group that writes sessions must not be the one that approves them.",
        )
    if not is_gone(places.policy):
        policy = load_policy(places.policy)
        if policy.problems:
            raise Problem(
                "A mistake in the policy",
                f"{policy.problems[0]}.",
                "Correct it first, then run setup again. Nothing was changed.",
            )
        named = groups_of(policy)
        if (named.pios or named.supervisors) and named != groups:
            raise Problem(
                "Other groups",
                f"{places.policy} names {' and '.join(named.named)}.",
                "Change it there first, then run setup with the same names.",
            )


class Step(Struct, frozen=True):
    """One thing that setup does, or would do."""

    place: Place
    wrong: str

    @property
    def is_new(self) -> bool:
        """Return whether it makes what is not there."""
        return self.wrong == "is not there"

    def __str__(self) -> str:
        place = self.place
        owner = f"{login_of(place.uid)}:{_group_name(place.gid)}"
        verb = "make" if self.is_new else "fix"
        return f"{verb} {place.path}  {owner} {place.mode:04o}  ({self.wrong})"


def plan(groups: Groups, places: Places) -> tuple[Step, ...]:
    """Return what setup has to do; nothing where all is as it must be."""
    check_groups(groups, places)
    steps = (Step(place, what_is_wrong(place)) for place in needed_places(groups, places))
    return tuple(step for step in steps if step.wrong)


def carry_out(step: Step) -> None:
    """Do one thing. Raises CannotReadOrWrite, and NotAllowed for anybody but root."""
    if os.geteuid() != 0:
        raise NotAllowed("For root", "Only root can set this up.", "sudo cleartopost setup ...")
    place = step.place
    try:
        if place.kind == "folder":
            _make_folder(place)
        else:
            _make_file(place)
    except OSError as error:
        raise CannotReadOrWrite(
            "Cannot set up",
            f"{place.path}: {(error.strerror or 'failed').lower()}.",
            "Fix that, then run setup again. What it has done so far stays.",
        ) from None


def _make_folder(place: Place) -> None:
    made = False
    try:
        place.path.mkdir(mode=0o700)
        made = True
    except FileExistsError:
        pass
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(place.path, flags)
    try:
        state = os.fstat(descriptor)
        if not made and state.st_uid not in (0, place.uid):
            raise CannotReadOrWrite(
                "Somebody else's folder",
                f"{place.path} belongs to {login_of(state.st_uid)}.",
                "Nothing was changed. Check what is in it, then move it somewhere else.",
            )
        os.fchown(descriptor, place.uid, place.gid)
        os.fchmod(descriptor, place.mode)
    finally:
        os.close(descriptor)


def _make_file(place: Place) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    descriptor = os.open(place.path, flags, 0o600)
    try:
        if os.fstat(descriptor).st_size == 0:
            os.write(descriptor, place.text.encode())
        os.fchown(descriptor, place.uid, place.gid)
        os.fchmod(descriptor, place.mode)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Issue(Struct, frozen=True):
    """Something that is not as it must be, and the command that fixes it.

    `is_lost`: nothing does, and `fix` says what to do about that.
    """

    what: str
    fix: str
    is_lost: bool = False


MOST_NAMED = 3


def some_of(things: Iterable[Path | str]) -> str:
    """Return the first three, and how many more there are."""
    every = [str(thing) for thing in things]
    more = f" and {len(every) - MOST_NAMED} more" if len(every) > MOST_NAMED else ""
    return f"{', '.join(every[:MOST_NAMED])}{more}"


def issues(places: Places, policy: Policy) -> Iterator[Issue]:
    """Yield what is wrong with the shared home, its groups and its policy."""
    has_groups = policy.pios and policy.supervisors
    until = "" if has_groups else ". Until then, nobody can approve a post or place a legal hold"
    for problem in policy.problems:
        yield Issue(f"The policy has a mistake: {problem}{until}", f"editor {places.policy}")
    yield from policy_issues(places, policy)
    if not has_groups:
        # A policy that does not count may name some.
        if not policy.problems and not policy.untrusted:
            yield Issue(
                "The policy names no groups, so nothing can be approved",
                "cleartopost setup --pios GROUP --supervisors GROUP",
            )
        return
    groups = groups_of(policy)
    try:
        needed = needed_places(groups, places)
    except WrongUsage as problem:
        yield Issue(problem.message.rstrip("."), problem.what_to_do.partition(": ")[2])
        return
    for place in needed:
        wrong = what_is_wrong(place)
        if wrong and not (place.optional and is_gone(place.path)):
            yield Issue(f"{place.path} {wrong}", " && ".join(place.commands))
    if found := why_no_copies(policy.retention, places.kind):
        yield Issue(f"Nothing can be purged, since no copies can be made: {found.why}", found.fix)
    yield from _people(groups)
    yield from _advocates(groups, places)
    supervisors = {member.pw_uid for member in members(groups.supervisors)}
    for one in policy.on_call:
        if one.uid not in supervisors:
            yield Issue(
                f"The policy lists {login_of(one.uid)} in on_call, who is not in the group "
                f"{groups.supervisors}, so that nobody is told to call them",
                f"usermod -aG {groups.supervisors} {shlex.quote(login_of(one.uid))}",
            )


def policy_issues(places: Places, policy: Policy) -> Iterator[Issue]:
    """Yield why the policy does not count, where others than root can change it."""
    if policy.untrusted:
        yield Issue(
            f"The policy does not count: {policy.untrusted}",
            f"chown root:root {places.policy.parent} {places.policy} && "
            f"chmod go-w {places.policy.parent} {places.policy}",
        )


def definition_issues(untrusted: Iterable[UntrustedPlace]) -> Iterator[Issue]:
    """Yield what does not count of the agency's definitions, because others can change it."""
    for place in untrusted:
        yield Issue(
            (
                f"Some agency definitions do not count: {place.why}. Some types are "
                "unavailable until this is fixed. First read the definitions through: "
                "somebody may have changed them"
            ),
            place.fix or f"ls -ld {shlex.quote(str(place.path))}",
        )


def list_issues(
    what: str, path: Path, problems: tuple[DefinitionProblem, ...], trust: Trust
) -> Iterator[Issue]:
    """Yield what is wrong with a list of the agency's; of several problems, the first."""
    if problems:
        untrusted = trust(path)
        more = f"; `cleartopost check` names {len(problems) - 1} more" if problems[1:] else ""
        yield Issue(
            f"{what}: {problems[0]}{more}",
            untrusted.fix if untrusted and untrusted.fix else f"editor {path}",
        )


def _people(groups: Groups) -> Iterator[Issue]:
    pios = {member.pw_uid for member in members(groups.pios)}
    supervisors = members(groups.supervisors)
    if not pios:
        yield Issue(f"Nobody is in the group {groups.pios}", f"usermod -aG {groups.pios} LOGIN")
    if not supervisors:
        yield Issue(
            f"Nobody is in the group {groups.supervisors}",
            f"usermod -aG {groups.supervisors} LOGIN",
        )
    for member in supervisors:
        if member.pw_uid not in pios:
            yield Issue(
                (
                    f"{member.pw_name} is a supervisor but is not in {groups.pios}, and so has "
                    "no access"
                ),
                f"usermod -aG {groups.pios} {shlex.quote(member.pw_name)}",
            )


def _advocates(groups: Groups, places: Places) -> Iterator[Issue]:
    """Yield what keeps victim services from completing, or what they should not have."""
    group = groups.victim_services
    if not group:
        return
    pios = {member.pw_uid for member in members(groups.pios)}
    advocates = groups.advocates()
    if not members(group):
        yield Issue(f"Nobody is in the group {group}", f"usermod -aG {group} LOGIN")
    for member in members(group):
        login = shlex.quote(member.pw_name)
        if member.pw_uid not in pios:
            yield Issue(
                f"{member.pw_name} is victim services and may not enter: not in {groups.pios}",
                f"usermod -aG {groups.pios} {login}",
            )
        folder = places.sessions / member.pw_name
        if member.pw_uid in advocates and not is_gone(folder):
            yield Issue(
                f"{member.pw_name} is victim services and has a folder of sessions, which nobody "
                "can continue there: give whoever changed to victim services another account",
                f"gpasswd -d {login} {group}   or   rmdir {shlex.quote(str(folder))}",
            )


def account_issues(places: Places, policy: Policy, uid: int) -> Iterator[Issue]:
    """Yield what keeps one account from working, where the home is a shared one."""
    try:
        login = pwd.getpwuid(uid).pw_name
    except KeyError:
        return
    if not policy.pios or uid == 0:
        return
    group = policy.pios
    if uid not in {member.pw_uid for member in members(group)}:
        yield Issue(f"{login} is not in the group {group}", f"usermod -aG {group} {login}")
        return
    try:
        gid = grp.getgrnam(group).gr_gid
    except KeyError:
        return
    if gid not in {*os.getgroups(), os.getgid()}:
        yield Issue(f"This login began before {login} was added to {group}", "log in again")
    if not os.access(places.home, os.R_OK | os.X_OK):
        home = shlex.quote(str(places.home))
        fix = f"chown root:{group} {home} && chmod {HOME_MODE:04o} {home}"
        yield Issue(f"{login} has no access to {places.home}", fix)
    elif is_gone(places.sessions / login) and uid not in groups_of(policy).advocates():
        yield Issue(f"{login} has no folder for sessions", groups_of(policy).command)
