"""Holds a text against every rule of wording and every scanner for an incident type."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from checklists.definitions.wording import Wording
from checklists.lint.contacts import Span, emails, own_phones, phones
from checklists.lint.descriptions import bare_descriptions
from checklists.lint.identifiers import birth_dates, plates, record_numbers, social_security_numbers
from checklists.lint.people import ages_of_children, ties_to_the_accused
from checklists.lint.phrases import Phrases
from checklists.lint.places import addresses, places
from checklists.lint.reading import Reading
from checklists.lint.wording import MOST_OF_A_RULE, WordingRules
from checklists.session.finding import Finding, Severity

_ABOUT_A_PLACE = frozenset(
    ["traffic-advisory", "life-safety-alert", "holding-statement", "threat-hoax"]
)
_ABOUT_NO_CASE = frozenset(["community-post", "agency-initiative", "prevention-advice"])

_ABOUT_SOMEBODY_SOUGHT = frozenset(
    ["unidentified-suspect", "wanted-suspect", "life-safety-alert", "crime-trend"]
)


class Scanner(NamedTuple):
    """What a scanner is called and says; not in the `silent` types, and only in those of `only`."""

    rule: str
    severity: Severity
    say_instead: str
    why: str
    silent: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()

    def is_for(self, incident_type: str) -> bool:
        """Return whether it is for a type; without one, it is."""
        if not incident_type:
            return True
        return incident_type not in self.silent and incident_type in (self.only or {incident_type})


SCANNERS = (
    Scanner("ssn", "grave", "leave it out", "It names one person to everybody."),
    Scanner(
        "child-age",
        "grave",
        'say "child" or "teenager", or take out the place and the family',
        "An age beside a street, a school or a family word tells who the child is.",
        frozenset(["missing-person", "life-safety-alert"]),
    ),
    Scanner(
        "relationship",
        "grave",
        "leave it out",
        "Saying how somebody is related to the accused can reveal the victim.",
        _ABOUT_NO_CASE,
    ),
    Scanner("birth-date", "grave", "leave it out", "It names one person to everybody."),
    Scanner(
        "address",
        "usual",
        "name a wider area",
        "An address tells who lives there, and where to find them.",
        _ABOUT_NO_CASE,
    ),
    Scanner(
        "place",
        "usual",
        "leave the name out",
        "A school, church, hospital or employer tells who somebody is, and where to find them.",
        _ABOUT_A_PLACE | _ABOUT_NO_CASE,
    ),
    Scanner(
        "phone",
        "usual",
        "give the agency's own number, or list this one as its own",
        "A private number stays in the feed forever.",
    ),
    Scanner(
        "email",
        "usual",
        "give the agency's own address, or list this one as its own",
        "A private address stays in the feed forever.",
    ),
    Scanner(
        "plate",
        "usual",
        "leave it out, unless the car is looked for",
        "A plate names whoever owns the car.",
    ),
    Scanner(
        "record-id",
        "usual",
        "leave it out",
        "A record number leads to a record about a person, and it helps nobody who reads the post.",
    ),
    Scanner(
        "bare-description",
        "usual",
        "add what else was seen, or leave the race out",
        "A race with little else helps find nobody, and it marks many people.",
        only=_ABOUT_SOMEBODY_SOUGHT,
    ),
)
"""The scanners, the most serious first."""


class Linter:
    """The rules and scanners for one incident type; without one, all of them."""

    def __init__(self, wording: Wording, incident_type: str = "") -> None:
        self._type = incident_type
        self._wording = WordingRules(wording, incident_type)
        own_lines = own_phones(wording.named("phone"))
        own_addresses = frozenset(map(str.lower, wording.named("email")))
        listed = Phrases((text, 0) for text in wording.named("place"))
        alone = self._wording.left_alone
        self._scan: dict[str, Callable[[Reading], Iterator[Span]]] = {
            "ssn": social_security_numbers,
            "child-age": ages_of_children,
            "relationship": ties_to_the_accused,
            "birth-date": birth_dates,
            "address": lambda reading: addresses(
                reading, alone(reading), only_homes=incident_type in _ABOUT_A_PLACE
            ),
            "place": lambda reading: places(reading, listed, alone(reading)),
            "phone": lambda reading: phones(reading, own_lines),
            "email": lambda reading: emails(reading, own_addresses),
            "plate": plates,
            "record-id": record_numbers,
            "bare-description": bare_descriptions,
        }

    def find(self, text: str) -> tuple[Finding, ...]:
        """Return what somebody should look at again, in the order of the text."""
        reading = Reading(text)
        found = [*self._wording.find(reading), *self._scanned(reading)]
        return tuple(sorted(found, key=lambda one: (one.start, one.end, one.rule)))

    def _scanned(self, reading: Reading) -> Iterator[Finding]:
        for scanner in SCANNERS:
            if not scanner.is_for(self._type):
                continue
            last = 0
            spans = islice(self._scan[scanner.rule](reading), MOST_OF_A_RULE)
            for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
                # Two ways to find one thing are one finding.
                if start >= last:
                    last = end
                    yield Finding(
                        scanner.rule,
                        scanner.severity,
                        *reading.place(start, end),
                        scanner.say_instead,
                        scanner.why,
                    )
