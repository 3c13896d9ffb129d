"""The groups of the system that a shared workstation works with."""

import grp
import shlex

from msgspec import Struct
from msgspec.structs import replace

from checklists.errors import WrongUsage
from checklists.workstation.paths import Places
from checklists.workstation.policy import Policy, load_policy
from checklists.workstation.system_lists import members


class Groups(Struct, frozen=True):
    """The groups of the system; that of victim services may be missing."""

    pios: str
    supervisors: str
    victim_services: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """Return those that there are."""
        return tuple(filter(None, (self.pios, self.supervisors, self.victim_services)))

    def advocates(self) -> frozenset[int]:
        """Return the accounts of victim services: they keep no sessions."""
        found = {member.pw_uid for member in members(self.victim_services)}
        return frozenset(found - {member.pw_uid for member in members(self.supervisors)})

    @property
    def command(self) -> str:
        """Return the command that sets up a home for them."""
        more = f" --victim-services {self.victim_services}" if self.victim_services else ""
        return f"cleartopost setup --pios {self.pios} --supervisors {self.supervisors}{more}"


def with_known_advocates(groups: Groups, places: Places) -> Groups:
    """Return groups with the victim services of the policy that is there, where none is named."""
    known = groups.victim_services or load_policy(places.policy).victim_services
    return replace(groups, victim_services=known)


def groups_of(policy: Policy) -> Groups:
    """Return the groups that a policy names."""
    return Groups(policy.pios, policy.supervisors, policy.victim_services)


def gid_of(group: str) -> int:
    """Return the number of a group. Raises WrongUsage with the command that makes it."""
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        raise WrongUsage(
            "No such group",
            f"The system has no group {group}.",
            f"Create it first: groupadd {shlex.quote(group)}",
        ) from None
