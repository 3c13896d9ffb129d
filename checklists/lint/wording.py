"""Finds the words that the rules of wording name."""

from collections import Counter
from collections.abc import Iterator

from checklists.definitions.wording import Wording, WordingRule
from checklists.lint.phrases import Phrases
from checklists.lint.reading import Reading
from checklists.session.finding import Finding

MOST_OF_A_RULE = 100
"""Findings: more of one rule in one text would help nobody."""


class WordingRules:
    """The rules for one incident type, ready to be held against a text."""

    def __init__(self, wording: Wording, incident_type: str = "") -> None:
        """Take the rules for a type; without one, all of them."""
        self._rules = tuple(
            rule
            for rule in wording.rules
            if not incident_type or not rule.types or incident_type in rule.types
        )
        rules = tuple(enumerate(self._rules))
        self._match = Phrases((text, n) for n, rule in rules for text in rule.match)
        self._unless = Phrases((text, n) for n, rule in rules for text in rule.unless)
        self._names = Phrases((text, 0) for text in wording.named("left-alone"))

    def left_alone(self, reading: Reading) -> frozenset[int]:
        """Return the numbers of the words that are in a name of the agency's."""
        found = self._names.find(reading)
        return frozenset(n for _, first, last in found for n in range(first, last + 1))

    def find(self, reading: Reading) -> Iterator[Finding]:
        """Yield what is found, the longest where several are in one place."""
        names = self.left_alone(reading)
        right = {
            (meant, number)
            for meant, first, last in self._unless.find(reading)
            for number in range(first, last + 1)
        }
        found = sorted(self._match.find(reading), key=lambda one: (one[0], one[1], -one[2]))
        counted: Counter[int] = Counter()
        before = (-1, -1)
        for meant, first, last in found:
            rule = self._rules[meant]
            numbers = range(first, last + 1)
            is_within = before[0] == meant and last <= before[1]
            is_name = rule.severity != "grave" and names.issuperset(numbers)
            is_right = all((meant, number) in right for number in numbers)
            start, end = reading.spans[first][0], reading.spans[last][1]
            if is_within or is_name or is_right or reading.is_quoted(start, end):
                continue
            before = (meant, last)
            counted[meant] += 1
            if counted[meant] <= MOST_OF_A_RULE:
                yield _finding(rule, *reading.place(start, end))


def _finding(rule: WordingRule, start: int, end: int) -> Finding:
    severity = rule.severity if rule.severity != "off" else "minor"
    return Finding(rule.id, severity, start, end, rule.say_instead, rule.why)
