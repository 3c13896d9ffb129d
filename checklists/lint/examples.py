"""Runs the examples of each rule of wording: every hit is found, every miss is not."""

from collections.abc import Iterator

from msgspec.structs import replace

from checklists.definitions.wording import Wording, WordingRule
from checklists.lint.reading import Reading
from checklists.lint.wording import WordingRules


def failed_examples(wording: Wording) -> Iterator[tuple[WordingRule, str, str]]:
    """Yield each rule with an example that fails, and the list that this is in."""
    for rule in wording.rules:
        alone = WordingRules(Wording((replace(rule, types=()),)))
        for key, examples in (("hits", rule.hits), ("misses", rule.misses)):
            for example in examples:
                if any(alone.find(Reading(example))) != (key == "hits"):
                    yield rule, key, example
