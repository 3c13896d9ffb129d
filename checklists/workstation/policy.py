"""The settings that an agency may choose: the shipped ones, with its own over them.

An agency's file counts only where nobody but root can change it. One that does not count, or that
has a mistake, is never read as a looser rule: every type then needs an approval, and where the file
does not count there is no supervisor who could give one.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checklists.definitions.model import Checklist
from checklists.definitions.schema import DefinitionFile, DefinitionProblem, Shape, decode, span
from checklists.gate.approval import CONDITIONS, EVERY_TYPE, approval_rule, parts_of, step_asked
from checklists.session.model import Session
from checklists.session.review import ApprovalRule, OnCall
from checklists.workstation.agency_list import accepted
from checklists.workstation.paths import may_exist
from checklists.workstation.retention import RetentionShape, check_retention
from checklists.workstation.trust import untrusted_reason


class FormerSupervisorShape(Shape, frozen=True):
    """Somebody whose earlier reviews still count."""

    uid: int
    until: date
    name: str = ""


class RenamedShape(Shape, frozen=True):
    """A former login of an account, and until when its sessions may name it as their author."""

    uid: int
    login: str
    until: date


class SamePersonShape(Shape, frozen=True):
    """The accounts of one person, who reviews with none what they wrote with another."""

    uids: tuple[int, ...]


class PolicyShape(Shape, frozen=True):
    """The policy file."""

    schema: int = 1
    pios: str = ""
    supervisors: str = ""
    victim_services: str = ""
    needs_approval: tuple[str, ...] = ()
    review_after: tuple[str, ...] = ()
    approval_holds: str = ""
    blank_after: str = ""
    plain: tuple[str, ...] = ()
    shared_logins: tuple[str, ...] = ()
    clipboard: bool = False
    family_before_closure: bool = False
    on_call: tuple[OnCall, ...] = ()
    phone_approval: bool = False
    former_supervisor: tuple[FormerSupervisorShape, ...] = ()
    renamed: tuple[RenamedShape, ...] = ()
    same_person: tuple[SamePersonShape, ...] = ()
    retention: RetentionShape = RetentionShape()


class Policy(Struct, frozen=True):
    """The settings in force.

    `untrusted` says why the agency's file does not count; empty where it does or there is none.
    `unread`: a file could not be read, so the settings are stricter than they may be at the next
    attempt. `needs_approval` and `review_after` have types, each alone or with a condition.
    `blank_after`: after how long without a key the screen is blanked. `clipboard`: whether
    a text that may be posted may be sent to the clipboard of one's own terminal.
    `family_before_closure`: whether a road closure waits until the family was told. `on_call` are
    the supervisors to call, in this order; `phone_approval`: whether they may approve by phone.
    `retention`: for how long sessions are kept; without a rule, forever.
    """

    blank_after: timedelta
    problems: tuple[DefinitionProblem, ...] = ()
    pios: str = ""
    supervisors: str = ""
    victim_services: str = ""
    needs_approval: tuple[str, ...] = ()
    review_after: tuple[str, ...] = ()
    approval_holds: timedelta = timedelta(hours=12)
    plain: tuple[str, ...] = ()
    shared_logins: tuple[str, ...] = ()
    clipboard: bool = False
    family_before_closure: bool = False
    on_call: tuple[OnCall, ...] = ()
    phone_approval: bool = False
    former_supervisors: tuple[FormerSupervisorShape, ...] = ()
    renamed: tuple[RenamedShape, ...] = ()
    same_person: tuple[SamePersonShape, ...] = ()
    retention: RetentionShape = RetentionShape()
    untrusted: str = ""
    unread: bool = False

    def approval_rule(self, session: Session, checklist: Checklist | None) -> ApprovalRule:
        """Return whether one post needs an approval, or a review once it is posted."""
        return approval_rule(
            self.needs_approval,
            self.review_after,
            self.approval_holds,
            session,
            checklist,
            by_phone=self.phone_approval,
        )

    def former_logins(self, uid: int, day: date) -> tuple[str, ...]:
        """Return the logins that an account had on a day, where the policy names them."""
        return tuple(
            found.login for found in self.renamed if found.uid == uid and day <= found.until
        )

    def with_other_accounts(self, uids: Iterable[int]) -> frozenset[int]:
        """Return accounts, with every other one that the policy names as the same person's."""
        found = frozenset(uids)
        others = (row.uids for row in self.same_person if found.intersection(row.uids))
        wider = found.union(*others)
        return wider if wider == found else self.with_other_accounts(wider)

    def served_until(self, uid: int) -> date | None:
        """Return the last day on which somebody was a supervisor, where the policy names one."""
        days = [former.until for former in self.former_supervisors if former.uid == uid]
        return max(days, default=None)


SHIPPED_POLICY = Path(__file__).parents[1] / "definitions" / "shipped" / "policy.toml"


def load_policy(agency: Path | None = None, shipped: Path = SHIPPED_POLICY) -> Policy:
    """Return the shipped settings with the agency's over them; what is wrong is in `problems`."""
    policy = _read(Policy(blank_after=timedelta(minutes=5)), shipped, shipped.name)
    if agency is None or not may_exist(agency):
        return policy
    untrusted = untrusted_reason(agency)
    own = _read(policy, agency, str(agency))
    if untrusted:
        return Policy(
            blank_after=min(policy.blank_after, own.blank_after),
            problems=own.problems,
            victim_services=own.victim_services,
            needs_approval=(EVERY_TYPE,),
            approval_holds=policy.approval_holds,
            family_before_closure=True,
            plain=own.plain,
            shared_logins=own.shared_logins,
            untrusted=untrusted,
            unread=own.unread,
        )
    return own


def _read(base: Policy, path: Path, name: str) -> Policy:
    """Return the settings of one file over `base`.

    If the file has a mistake, every type needs an approval.
    """
    file = DefinitionFile(path, name)
    found = decode(PolicyShape, file.tables, file, ()) if not file.problems else None
    if found is None:
        return _strict(base, file)
    spans = {"blank_after": base.blank_after, "approval_holds": base.approval_holds}
    for key, before in tuple(spans.items()):
        text = getattr(found, key)
        length = span(text) if text else before
        if length is None:
            file.add((key,), f"`{key}` is not a time", 'write it like "5m"')
        else:
            spans[key] = length
    _check_conditions(found, file)
    _check_on_call(found, file)
    check_retention(found.retention, file)
    if found.schema != 1:
        file.add(
            ("schema",), f"schema {found.schema} is not known", "use a newer version of the program"
        )
    read = Policy(
        blank_after=spans["blank_after"],
        problems=base.problems,
        pios=found.pios or base.pios,
        supervisors=found.supervisors or base.supervisors,
        victim_services=found.victim_services or base.victim_services,
        needs_approval=found.needs_approval or base.needs_approval,
        review_after=found.review_after or base.review_after,
        approval_holds=spans["approval_holds"],
        plain=found.plain or base.plain,
        shared_logins=found.shared_logins or base.shared_logins,
        clipboard=found.clipboard or base.clipboard,
        family_before_closure=found.family_before_closure or base.family_before_closure,
        on_call=found.on_call or base.on_call,
        phone_approval=found.phone_approval or base.phone_approval,
        former_supervisors=found.former_supervisor or base.former_supervisors,
        renamed=found.renamed or base.renamed,
        same_person=found.same_person or base.same_person,
        retention=found.retention if found.retention.keep else base.retention,
        unread=base.unread,
    )
    return _strict(read, file) if file.problems else read


def _check_conditions(found: PolicyShape, file: DefinitionFile) -> None:
    for key in ("needs_approval", "review_after"):
        for entry in getattr(found, key):
            incident_type, condition = parts_of(entry)
            if " " in incident_type or (" if " in entry and condition not in CONDITIONS):
                known = ", ".join(f"`if {name}`" for name in CONDITIONS)
                what = f"`{key}` does not accept `{entry}`"
                _add_at(file, key, entry, what, f"write a type alone, or with {known}")


def _check_on_call(found: PolicyShape, file: DefinitionFile) -> None:
    for number, one in enumerate(found.on_call):
        for key in ("name", "phone"):
            accepted(file, getattr(one, key), ("on_call", number, key), needs_letters=key == "name")
    if found.phone_approval and not found.on_call:
        file.add(("phone_approval",), "nobody is listed to call", "write `[[on_call]]`")


def unknown_types(
    path: Path, policy: Policy, checklists: Mapping[str, Checklist]
) -> tuple[DefinitionProblem, ...]:
    """Return each entry of the policy that fits no post, or whose condition no answer decides.

    These are mistakes to fix. They tighten nothing: nobody can say which type was meant.
    """
    file = DefinitionFile(path if may_exist(path) else None, str(path))
    file.problems.clear()
    lists = {"needs_approval": policy.needs_approval, "review_after": policy.review_after}
    for key, entries in lists.items():
        for entry in entries:
            incident_type, condition = parts_of(entry)
            step = step_asked(condition)
            if incident_type == EVERY_TYPE:
                continue
            if incident_type not in checklists:
                what = f"`{key}` names `{incident_type}`, but no such type is in use"
                _add_at(file, key, entry, what, "correct it; `cleartopost types` lists them")
            elif step and checklists[incident_type].step(step) is None:
                what = (
                    f"`{incident_type}` does not ask `{step}`, so `if {condition}` is always true"
                )
                _add_at(file, key, entry, what, "name the type alone")
    for number, rule in enumerate(policy.retention.keep):
        for name in sorted(set(rule.types) - checklists.keys()):
            what = f"`retention` names `{name}`, but no such type is in use"
            do = "correct it; `cleartopost types` lists them"
            file.add(("retention", "keep", number, "types"), what, do)
    return tuple(file.problems)


def _add_at(file: DefinitionFile, key: str, entry: str, what: str, do: str) -> None:
    """Record a problem at the line of one entry of a list."""
    file.add((key,), what, do)
    found = file.problems.pop()
    lines = enumerate(file.text.split("\n")[found.line - 1 :], start=found.line)
    line = next((number for number, text in lines if f'"{entry}"' in text), found.line)
    file.problems.append(replace(found, line=line))


def _strict(policy: Policy, file: DefinitionFile) -> Policy:
    return Policy(
        blank_after=policy.blank_after,
        problems=(*policy.problems, *file.problems),
        pios=policy.pios,
        supervisors=policy.supervisors,
        victim_services=policy.victim_services,
        needs_approval=(EVERY_TYPE,),
        approval_holds=policy.approval_holds,
        family_before_closure=True,
        on_call=policy.on_call,
        plain=policy.plain,
        shared_logins=policy.shared_logins,
        former_supervisors=policy.former_supervisors,
        renamed=policy.renamed,
        same_person=policy.same_person,
        unread=policy.unread or file.unread,
    )
