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

_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen"
)
_SPELLED = "|".join(_NUMBERS.split())
_GRADES = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|\d{1,2}(?:st|nd|rd|th)"
)
_NOT_A_PERSON = (
    r"(?! (?:case|cold|program|tradition|car|truck|van|house|home|building|dog|cat|horse|puppy|k9"
    r"|k-9|law|record|bike|bridge|investigation|veteran)\b)"
)
_AGE = re.compile(
    r"(?<![\w$.:/-])(?:"
    rf"(?P<old>\d{{1,2}}|{_SPELLED})[ -]?(?:(?:year|yr|month|week|day)s?[ -]old(?!s)|y/?o\b)"
    rf"{_NOT_A_PERSON}"
    r"|(?:two|three|four|five|both|several) (?P<olds>\d{1,2})[ -]years?[ -]olds"
    rf"|(?P<grade>{_GRADES})[ -]grader"
    r"|aged?:? (?P<aged>\d{1,2})"
    r"(?! ?(?:and|or|&|to|through|-|\+) ?(?:under|over|up|old|young|\d|above|below))"
    r"|(?:he|she|who|they) (?:is|was|just turned|turned) (?:just |only )?(?P<is>\d{1,2})"
    r"(?= (?:and|when|at|but|or)\b|[.,;])"
    r"|(?:teen|teenager|girl|boy|child|juvenile|son|daughter|student|driver|victim|youth)[:,]? "
    r"\(?(?P<label>\d{1,2})(?=[,.;)])"
    r"|[a-z]{3,20}, (?P<comma>\d{1,2})(?=,|\.(?!\d)|$)"
    r"|[a-z]{2,20} \((?P<brackets>\d{1,2})\)"
    r")(?![\w%])",
    re.IGNORECASE | re.ASCII | re.MULTILINE,
)
_NUMBER_WORD = re.compile(rf"\b(?:{_SPELLED})$", re.IGNORECASE)
_COUNTS_MONTHS = re.compile(r"(?:month|week|day)s?[ -]old", re.IGNORECASE)
_FAMILY = frozenset(
    words_in(
        """
        mother father mom dad mommy daddy parents parent brother brothers sister sisters
        stepfather stepmother grandmother grandfather grandma grandpa grandparents uncle
        aunt niece nephew cousin family son daughter stepson stepdaughter guardian
        foster sibling siblings grandparent moms dads mothers fathers kids children
        godmother relatives relative boyfriend girlfriend
        """
    )
)
_STREET = frozenset(
    words_in(
        """
        street st avenue ave road rd drive lane court boulevard blvd block home house
        apartment driveway neighborhood address lot alley lives lived trailer homes
        residence yard porch backyard mobile
        """
    )
)
_SCHOOL = frozenset(
    words_in(
        """
        school academy daycare preschool kindergarten grade student class classroom
        elementary college teacher campus bus schools high middle camp scout preschooler
        playground practice gym locker
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
        roommate housemate babysitter neighbor fiancé fiancée coworker
        classmate landlord tenant caregiver caretaker godfather godmother grandson
        granddaughter stepchild grandparent lover exes ex estranged partner relative
        mistress girlfriends boyfriends
        """
    )
)
_PROTECTED = frozenset(
    words_in(
        """
        rape raped raping rapes rapist sexual sexually molest molested molesting
        molestation incest domestic abuse abused abusing strangling strangled
        strangulation stalking stalked stalker trafficking trafficked sodomy indecent
        grooming groomed fondled fondling assaulting lewd sex exploitation exploiting
        pornography voyeurism intimate violence prostitution molester rapists sodomizing
        strangle choked choking restraining protective batterer battering harassed
        harassing harassment stalk
        """
    )
)
_COUPLES = frozenset(
    words_in(
        """
        husband wife boyfriend girlfriend fiance fiancee spouse fiancé fiancée lover ex
        exes estranged partner mistress
        """
    )
)
_HURT = frozenset(
    words_in(
        """
        assault assaulted battery stabbed stabbing shot shooting killed killing murder
        murdered beat beaten beating threatened threatening kidnapped kidnapping attacked
        attacking punched homicide manslaughter
        """
    )
)
_ACCUSED = frozenset(
    words_in(
        """
        arrested arrest charged charge charges accused suspect warrant wanted booked
        custody convicted jail sentenced indicted gunman armed convict arraigned bail
        attacker assailant perpetrator allegedly indictment pleaded guilty offender
        detained apprehended fugitive faces felony sought
        """
    )
)


def ages_of_children(reading: Reading) -> Iterator[Span]:
    """Yield an age under 18 near a street, a school or a family word."""
    telling = reading.where(_TELLS_WHERE)
    for match in _AGE.finditer(reading.text):
        name = match.lastgroup or "old"
        start, end = match.span(name)
        age = match[name]
        is_child = not age.isdecimal() or int(age) < ADULT or _COUNTS_MONTHS.search(match[0])
        if name == "brackets" and _NUMBER_WORD.search(reading.text[max(0, start - 14) : start - 2]):
            continue
        # A word of the age's own, such as the student who is 15, is as near as any.
        if is_child and reading.near(telling, match.start(), match.end(), NEAR):
            yield start, match.end() if name in ("old", "olds", "grade") else end


def ties_to_the_accused(reading: Reading) -> Iterator[Span]:
    """Yield how somebody is tied to an accused, in cases whose victims are protected."""
    is_protected, hurt = reading.where(_PROTECTED), reading.where(_HURT)
    # Of a couple, violence is domestic, whatever the post calls it.
    ties = _TIES if is_protected else _COUPLES if hurt else frozenset[str]()
    accused, words = reading.where(_ACCUSED), reading.words
    for number in reading.where(ties):
        # Of "ex husband" the husband is told.
        if words[number] in ("ex", "estranged") and not ties.isdisjoint(
            words[number + 1 : number + 2]
        ):
            continue
        start, end = reading.spans[number]
        is_near = reading.near(accused, start, end, NEAR_THE_ACCUSED)
        if is_near or (words[number] in _COUPLES and reading.near(hurt, start, end, NEAR)):
            yield start, end
