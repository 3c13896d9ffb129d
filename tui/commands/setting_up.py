"""`setup` and `doctor`: the shared workstation, made and checked."""

import os
import sys

from checklists.clean_text import show_text
from checklists.host import host_ailments
from checklists.places import HOME_VARIABLE, places_in
from checklists.policy import load_policy
from checklists.problems import ExitCode, NotAllowed, WrongUsage
from checklists.trust import weak_spot
from checklists.workstation import (
    Ailment,
    Groups,
    ailments,
    carry_out,
    own_ailments,
    plan,
    site_places,
)
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings
from tui.commands.wrapping import wrapped
from tui.terminal import why_not_draw


def set_up(pios: str, supervisors: str, *, dry_run: bool) -> Printed:
    """Make the shared home for two groups, or say what that would do."""
    if os.geteuid() != 0 and not dry_run:
        raise NotAllowed("For root", "Only root can set this up.", "sudo cleartopost setup ...")
    if os.environ.get(HOME_VARIABLE):
        raise WrongUsage(
            "Not in a trial home",
            f"{HOME_VARIABLE} is set, and setup makes the shared home of this workstation.",
            f"Run `unset {HOME_VARIABLE}` first if that is what you want.",
        )
    groups, places = Groups(pios, supervisors), site_places()
    steps = plan(groups, places)
    lines = [f"{'would ' if dry_run else ''}{step}" for step in steps]
    if not dry_run:
        for step in steps:
            carry_out(step)
    if not steps:
        lines.append("Everything stands as it must.")
    elif dry_run:
        lines.append("Nothing was changed.")
    after = () if dry_run else tuple(ailments(places, load_policy(places.policy)))
    for ailment in after:
        lines += _lines(ailment)
    return Printed(tuple(show_text(line) for line in lines))


def examine(here: Surroundings) -> Printed:
    """Everything that is not as it must be, each with the command that mends it."""
    places = here.places
    policy = load_policy(places.policy)
    found: list[Ailment] = []
    if places.kind == "shared":
        found += own_ailments(places, policy, here.actor.uid)
        if os.access(places.sessions, os.R_OK | os.X_OK):
            found += ailments(places, policy)
        weak = weak_spot(places.home)
        if weak:
            found.append(Ailment(f"The shared home is not safe: {weak}", f"ls -ld {places.home}"))
    else:
        site = places_in("shared", places.home, places.policy.parent)
        if policy.untrusted and places.kind == "own":
            found += [a for a in ailments(site, policy) if "does not count" in a.what]
        found += [Ailment(str(p), f"editor {places.policy}") for p in policy.problems]
    found += host_ailments(places.home)
    cannot = why_not_draw(sys.stdin, sys.stderr, os.environ)
    if cannot is not None:
        found.append(Ailment(cannot.message.rstrip("."), cannot.what_to_do))
    lines = [line for ailment in found for line in _lines(ailment)]
    kinds = {
        "shared": f"shared home {places.home}",
        "own": f"your own home {places.home}; nothing is approved in it",
        "trial": f"trial home {places.home}; nothing is approved in it unless root owns it",
    }
    head = (f"Looked at: {kinds[places.kind]}",)
    count = f"{len(found)} to mend." if found else "Nothing to mend."
    code = ExitCode.DOES_NOT_HOLD if found else ExitCode.DONE
    return Printed(tuple(show_text(line) for line in (*head, *lines, count)), code)


def _lines(ailment: Ailment) -> tuple[str, ...]:
    return (*wrapped(ailment.what, "- ", "  "), f"    mend: {ailment.mend}")
