"""Whether the product and the specification agree, over one history, and what was seen in it."""

from collections import Counter
from dataclasses import dataclass, field

from specification.histories import History
from specification.product import as_written, facts_of, left_out_by, verdict_of
from specification.specification import EVERY_RULE, Verdict, judge

from checklists.session.fingerprints import content_digest

LENGTH = 40
LAST_CHANGES = 6
RULES_ASKED_EVERY = 200


@dataclass
class Seen:
    """What occurred, counted in states: after each change of each history."""

    states: Counter[str] = field(default_factory=Counter)
    disagreements: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Seen") -> None:
        """Add what another run has seen."""
        self.states += other.states
        self.disagreements += other.disagreements
        self.examples = other.examples | self.examples


def compare(seed: int, *, ask_rules: bool = False) -> Seen:
    """Walk the history of a seed and compare after every change."""
    seen = Seen()
    history = History(seed)
    changes: list[str] = []
    for number, done in enumerate(history.run(LENGTH)):
        changes.append(done)
        count(seen, history, done)
        if ask_rules and (seed + number) % RULES_ASKED_EVERY == 0:
            count_deciding_rules(seen, history)
        product = verdict_of(history.world)
        wrong = history.wrong_mark
        if product == history.seen and not wrong:
            continue
        rule = explained_by(history, product)
        seen.disagreements[rule] += 1
        if product.may_go_out and not history.seen.may_go_out:
            seen.disagreements[f"{rule}: THE PRODUCT LETS IT OUT"] += 1
            seen.examples.setdefault(
                f"{rule}: THE PRODUCT LETS IT OUT",
                told(seed, changes, history.seen, product, wrong),
            )
        if rule not in seen.examples:
            seen.examples[rule] = told(seed, changes, history.seen, product, wrong)
    return seen


def count(seen: Seen, history: History, done: str) -> None:
    """Count what a state shows."""
    verdict, session = history.seen, history.world.session
    seen.states["states"] += 1
    seen.states[f"status {verdict.status}"] += 1
    seen.states["the text may go out"] += verdict.may_go_out
    seen.states[f"type {session.incident_type}"] += 1
    if verdict.may_go_out:
        seen.states[f"may go out: {session.incident_type}"] += 1
    is_called = any(call.digest == content_digest(session) for call in session.by_phone)
    seen.states["may go out, with a call"] += verdict.may_go_out and is_called
    for source in left_out_by(history.world):
        seen.states[f"not needed, says {source}"] += 1
    for code in {code for code, _, _ in verdict.blockers}:
        seen.states[f"code {code}"] += 1
    for outcome in {answer.outcome for answer in session.steps}:
        seen.states[f"outcome {outcome}"] += 1
    if any(answer.carried_from for answer in session.steps):
        seen.states["answers carried"] += 1
    if session.how is not None:
        seen.states[f"{session.how} of a post"] += 1
        seen.states[f"{session.how} of a post may go out"] += verdict.may_go_out
    seen.states[f"change {history.kind}{' refused' if done.startswith('refused') else ''}"] += 1


def count_deciding_rules(seen: Seen, history: History) -> None:
    """Count the rules without which this state would stand otherwise."""
    session, facts = as_written(history.world.session), facts_of(history.world)
    for rule in EVERY_RULE:
        if judge(session, facts, {rule}) != history.seen:
            seen.states[f"decided by {rule}"] += 1


def explained_by(history: History, product: Verdict) -> str:
    """Return the rule that the product has not, if leaving it out explains the difference."""
    session, facts = as_written(history.world.session), facts_of(history.world)
    if history.seen == product:
        return "the mark alone"
    for rule in EVERY_RULE:
        if judge(session, facts, {rule}) == product:
            return rule
    left_out: set[str] = set()
    for rule in EVERY_RULE:
        left_out.add(rule)
        if judge(session, facts, left_out) == product:
            needed = {r for r in left_out if judge(session, facts, left_out - {r}) != product}
            return " and ".join(sorted(needed))
    ours, theirs = history.seen, product
    codes = sorted({code for code, _, _ in ours.blockers ^ theirs.blockers})
    return f"no rule: {' '.join(codes) or 'status alone'}"


def told(seed: int, changes: list[str], ours: Verdict, product: Verdict, wrong: str) -> str:
    """Return what to read about a disagreement: seed, history, difference."""
    lines = [f"seed {seed}, after change {len(changes) - 1}; the last ones:"]
    lines += [f"    {done}" for done in changes[-LAST_CHANGES:]]
    for name, blockers in (
        ("only the specification", ours.blockers - product.blockers),
        ("only the product", product.blockers - ours.blockers),
    ):
        lines += [f"  {name} has {' '.join(found)}" for found in sorted(blockers)]
    for name, verdict in (("specification", ours), ("product", product)):
        goes = "may go out" if verdict.may_go_out else "may not go out"
        lines.append(f"  the {name} says {verdict.status}, {goes}")
    if wrong:
        lines.append(f"  the product {wrong}")
    return "\n".join(lines)
