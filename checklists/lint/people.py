"""Finds what tells who a child or a victim is: an age near a place, a tie to the accused."""

import re
from collections.abc import Iterator

from checklists.definitions.wording import words_in
from checklists.lint.contacts import Span
from checklists.lint.reading import Reading

ADULT = 18
NEAR = 80
"""Characters."""
NEAR_THE_ACCUSED = 160

_NOT_A_PERSON = (
    r"(?! (?:case|cold|program|tradition|car|truck|van|house|home|building|dog|cat|horse|puppy|k9"
    r"|k-9|law|record|bike|bridge|investigation|veteran)\b)"
)
_AGE = re.compile(
    r"(?<![\w$.:/-])(?:"
    rf"(?P<old>\d{{1,2}})[ -](?:year|yr|month|week|day)s?[ -]old(?!s){_NOT_A_PERSON}"
    r"|aged?:? (?P<aged>\d{1,2})"
    r"|(?:he|she|who|they) (?:is|was|just turned|turned) (?:just |only )?(?P<is>\d{1,2})"
    r"(?= (?:and|when|at|but|or)\b|[.,;])"
    r"|(?:teen|teenager|girl|boy|child|juvenile|son|daughter|student|driver|victim|youth)[:,]? "
    r"\(?(?P<label>\d{1,2})(?=[,.;)])"
    r"|[a-z]{3,20}, (?P<comma>\d{1,2})(?=,|\.(?!\d)|$)"
    r"|[a-z]{2,20} \((?P<brackets>\d{1,2})\)"
    r")(?![\w%])",
    re.IGNORECASE | re.ASCII | re.MULTILINE,
)
_FAMILY = frozenset(
    words_in(
        """
        mother father mom dad mommy daddy parents parent brother brothers sister sisters
        stepfather stepmother grandmother grandfather grandma grandpa grandparents uncle
        aunt niece nephew cousin family son daughter stepson stepdaughter guardian
        foster sibling siblings
        """
    )
)
_STREET = frozenset(
    words_in(
        """
        street st avenue ave road rd drive lane court boulevard blvd block home house
        apartment driveway neighborhood address lot alley lives lived trailer
        """
    )
)
_SCHOOL = frozenset(
    words_in(
        """
        school academy daycare preschool kindergarten grade student class classroom
        elementary college teacher campus bus
        """
    )
)
_TELLS_WHERE = _FAMILY | _STREET | _SCHOOL

_TIES = frozenset(
    words_in(
        """
        husband wife boyfriend girlfriend fiance fiancee spouse father mother stepfather
        stepmother stepdad stepmom dad mom uncle aunt niece nephew cousin brother sister
        stepbrother stepsister grandfather grandmother son daughter stepson stepdaughter
        roommate housemate babysitter neighbor
        """
    )
)
_PROTECTED = frozenset(
    words_in(
        """
        rape raped raping rapes rapist sexual sexually molest molested molesting
        molestation incest domestic abuse abused abusing strangling strangled
        strangulation stalking stalked stalker trafficking trafficked sodomy indecent
        grooming groomed fondled fondling assaulting
        """
    )
)
_ACCUSED = frozenset(
    words_in(
        """
        arrested arrest charged charge charges accused suspect warrant wanted booked
        custody convicted jail sentenced indicted gunman armed convict
        """
    )
)


def ages_of_children(reading: Reading) -> Iterator[Span]:
    """Yield an age under 18 near a street, a school or a family word."""
    telling = reading.where(_TELLS_WHERE)
    for match in _AGE.finditer(reading.text):
        name = match.lastgroup or "old"
        start, end = match.span(name)
        unit = match[0].lower()
        is_child = int(match[name]) < ADULT or (
            name == "old" and "year" not in unit and "yr" not in unit
        )
        # A word of the age's own, such as the student who is 15, is as near as any.
        if is_child and reading.near(telling, match.start(), match.end(), NEAR):
            yield start, match.end() if name == "old" else end


def ties_to_the_accused(reading: Reading) -> Iterator[Span]:
    """Yield how somebody is tied to an accused, in cases whose victims are protected."""
    if not reading.where(_PROTECTED):
        return
    accused = reading.where(_ACCUSED)
    for number in reading.where(_TIES):
        start, end = reading.spans[number]
        if reading.near(accused, start, end, NEAR_THE_ACCUSED):
            yield start, end
