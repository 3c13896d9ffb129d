"""`setup` and `doctor`: create and check a shared workstation."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from checklists.errors import ExitCode, NotAllowed, WrongUsage
from checklists.setup.after_restore import authors_named, lost_issues, number_issues
from checklists.setup.contents import shared_issues
from checklists.setup.groups import Groups, with_known_advocates
from checklists.setup.host import host_issues
from checklists.setup.own_folders import own_issues
from checklists.setup.setup import (
    Issue,
    account_issues,
    carry_out,
    definition_issues,
    issues,
    list_issues,
    plan,
    policy_issues,
    site_places,
)
from checklists.text import show_text
from checklists.workstation.directory import load_directory
from checklists.workstation.file_state import is_gone
from checklists.workstation.paths import HOME_VARIABLE, index_file, places_in
from checklists.workstation.policy import load_policy
from checklists.workstation.state_notes import load_state_notes
from checklists.workstation.trust import definitions_trust, untrusted_reason
from tui.cli.context import CommandContext, Printed
from tui.terminal.capabilities import is_terminal, why_not_draw
from tui.wording.wrapping import wrapped


def set_up(groups: Groups, *, dry_run: bool) -> Printed:
    """Create the shared home for its groups, or report what that would do.

    Where victim services are not named, they are those of the policy that is there.
    """
    if os.geteuid() != 0 and not dry_run:
        raise NotAllowed("For root", "Only root can set this up.", "sudo cleartopost setup ...")
    if os.environ.get(HOME_VARIABLE):
        raise WrongUsage(
            "Not in a trial home",
            f"{HOME_VARIABLE} is set, and setup makes the shared home of this workstation.",
            f"Run `unset {HOME_VARIABLE}` first if that is what you want.",
        )
    places = site_places()
    groups = with_known_advocates(groups, places)
    steps = plan(groups, places)
    lines = [f"{'would ' if dry_run else ''}{step}" for step in steps]
    if not dry_run:
        for step in steps:
            carry_out(step)
    policy = load_policy(places.policy)
    # What a dry run would make is no finding.
    found = () if dry_run and steps else tuple(issues(places, policy))
    if dry_run and steps:
        lines.append("Nothing was changed.")
    elif not steps and not found:
        lines.append("Everything is set up correctly.")
    lines += (line for issue in found for line in _lines(issue))
    if not dry_run and not policy.needs_approval:
        lines += wrapped(
            "No post needs an approval yet. List the types that do under `needs_approval` in "
            f"{places.policy}."
        )
    elif not dry_run and any(step.place.path == places.policy and step.is_new for step in steps):
        lines += wrapped(
            "From now on, a supervisor must approve these before they are posted: "
            f"{', '.join(policy.needs_approval)}. A supervisor reviews these after they were "
            f"posted: {', '.join(policy.review_after)}. Change both lists in {places.policy}."
        )
    code = ExitCode.DOES_NOT_HOLD if found else ExitCode.DONE
    return Printed(tuple(show_text(line) for line in lines), code)


def examine(here: CommandContext, *, after_restore: bool = False) -> Printed:
    """Return everything that is set up wrongly, each with the command that fixes it.

    `after_restore`: also what does not count anymore, for root in the shared home.
    """
    places = here.places
    policy = load_policy(places.policy)
    found: list[Issue] = []
    authors: dict[str, int] = {}
    if after_restore:
        _check_may_restore(here)
        authors = authors_named(here.store)
        found += number_issues(authors, policy)
    if places.kind == "shared":
        found += account_issues(places, policy, here.actor.uid)
        # Whoever may not enter sees none of it; to root, what is missing is what is wrong.
        if here.actor.uid == 0 or os.access(places.sessions, os.R_OK | os.X_OK):
            found += issues(places, policy)
            found += shared_issues(places, policy, authors)
        if after_restore:
            found += lost_issues(here.store, here.checklist_of, here.now)
        weak = untrusted_reason(places.home)
        if weak:
            found.append(Issue(f"The shared home is not safe: {weak}", f"ls -ld {places.home}"))
    else:
        site = places_in("shared", places.home, places.policy.parent)
        if policy.untrusted and places.kind == "own":
            found += policy_issues(site, policy)
        found += [Issue(str(p), f"editor {places.policy}") for p in policy.problems]
    found += own_issues(_own_folders(here), here.actor.uid)
    found += definition_issues(here.catalog.untrusted)
    trust = definitions_trust(places)
    people = load_directory(places.directory, here.catalog.roles, trust).problems
    found += list_issues("The directory has a mistake", places.directory, people, trust)
    notes = load_state_notes(places.state_notes, here.catalog, trust)
    wrong = (*notes.problems, *notes.overdue(here.now.date()))
    found += list_issues("The state law notes need work", places.state_notes, wrong, trust)
    found += host_issues(places.home)
    # Without any terminal, as from cron, there is nothing to look at.
    has_terminal = is_terminal(sys.stdin) or is_terminal(sys.stderr)
    cannot = why_not_draw(sys.stdin, sys.stderr, os.environ) if has_terminal else None
    if cannot is not None:
        found.append(Issue(cannot.message.rstrip("."), cannot.what_to_do))
    lines = [line for issue in found for line in _lines(issue)]
    kinds = {
        "shared": f"shared home {places.home}",
        "own": f"your own home {places.home}; nothing can be approved in it",
        "trial": f"trial home {places.home}; nothing can be approved in it unless root owns it",
    }
    head = [f"Checked: {kinds[places.kind]}"]
    if not has_terminal:
        head.append("There is no terminal here, so none was checked.")
    to_fix = sum(not issue.is_lost for issue in found)
    count = f"{to_fix} to fix." if to_fix else "Nothing to fix."
    code = ExitCode.DOES_NOT_HOLD if to_fix else ExitCode.DONE
    return Printed(tuple(show_text(line) for line in (*head, *lines, count)), code)


def _check_may_restore(here: CommandContext) -> None:
    if here.places.kind != "shared":
        raise WrongUsage(
            "Not the shared home",
            "After a restore, only the shared home of a workstation has owners to check.",
            "`cleartopost doctor` names what is not yours in a home of your own.",
        )
    if os.geteuid() != 0:
        raise NotAllowed(
            "For root",
            "Only root can read everything that was restored.",
            "sudo cleartopost doctor --after-restore",
        )


def _own_folders(here: CommandContext) -> Iterator[Path]:
    """Yield the folders in which everything must be this account's."""
    places = here.places
    if places.kind == "own":
        yield places.home
    elif places.kind == "trial" and not is_gone(places.sessions / here.actor.login):
        yield places.sessions / here.actor.login
    cache = index_file(places).parent
    if places.kind != "trial" and not is_gone(cache):
        yield cache


def _lines(issue: Issue) -> tuple[str, ...]:
    do = "cannot be fixed" if issue.is_lost else "fix"
    return (*wrapped(issue.what, "- ", "  "), f"    {do}: {issue.fix}")
