"""Finds addresses, and named schools, churches, hospitals and employers."""

import re
from collections.abc import Iterator

from checklists.definitions.wording import words_in
from checklists.lint.contacts import Span
from checklists.lint.phrases import Phrases
from checklists.lint.reading import Reading

_SUFFIXES = (
    "Street St Avenue Ave Road Rd Drive Dr Lane Ln Court Ct Boulevard Blvd Place Pl Way Terrace "
    "Ter Circle Cir Highway Hwy Parkway Pkwy Trail Trl Square Sq Alley Loop Row Crescent Cove Cv "
    "Pike Turnpike Ridge Path Plaza Bend Hollow Landing Crossing Run Broadway"
)
_SUFFIX = "|".join(form for word in _SUFFIXES.split() for form in (word, word.upper()))
_ADDRESS = re.compile(
    r"(?<![\w$#./:-])\d{1,5}(?:-\d{1,5})?[A-Z]? (?:[NSEW]{1,2}\.? )?"
    rf"(?:(?:[A-Z][\w'-]{{0,20}}|\d{{1,3}}(?i:st|nd|rd|th))\.? ){{1,4}}?(?:{_SUFFIX})(?!\w)",
    re.ASCII,
)
_BLOCK = re.compile(
    r"(?<![\w$#./:-])\d{1,5}(?:-\d{1,5})?(?i: hundred)?[ -]?(?i:block|blk)(?!\w)"
    r"(?: of(?: [A-Z0-9][\w'.-]{0,20}){1,4})?",
    re.ASCII,
)
_RURAL = re.compile(
    r"(?<![\w$#./:-])\d{2,5} (?:(?i:state|county|u\.?s\.?|rural|farm|old) )?"
    r"(?i:route|rt|rte|highway|hwy|road|rd|cr) \d{1,4}(?!\w)",
    re.ASCII,
)
_A_HOME = "home|house|residence|apartment|trailer|duplex|condo|townhouse|townhome"
_LIVES = re.compile(
    r"(?<!\w)(?<!open )(?<!Open )(?<!funeral )(?<!nursing )(?<!community )"
    rf"(?:(?i:lives|lived|living|resides|resided|residing|{_A_HOME}) (?i:at|on|off|in) (?:the )?"
    rf"(?P<street>(?:(?:[A-Z][\w'-]{{0,20}}|\d{{1,3}}(?i:st|nd|rd|th))\.? ){{1,3}}(?:{_SUFFIX}))"
    rf"|(?i:lives|lived|living|resides|resided|residing|{_A_HOME})"
    r" (?i:at|on) (?P<house>\d{1,5}(?: [A-Z][\w'-]{0,20}){1,4})"
    rf"|(?i:{_A_HOME}) (?i:at|on|near) (?:the )?(?i:corner of)"
    r" (?P<corner>[A-Z\d][\w'-]{0,20} and [A-Z\d][\w'-]{0,20}))(?!\w)",
    re.ASCII,
)
_HOME_OF_A_STREET = re.compile(
    rf"(?<![\w'-])(?:(?:[A-Z][\w'-]{{0,20}}|\d{{1,3}}(?i:st|nd|rd|th))\.? ){{1,3}}?(?:{_SUFFIX})"
    rf"(?= (?i:{_A_HOME})(?!\w))",
    re.ASCII,
)
_WITHOUT_ITS_KIND = re.compile(
    r"(?<![\w$#./:-])(?:(?<=area of )\d{2,5}(?: [NSEW]{1,2}\.?)?|\d{3,5} [NSEW]{1,2}\.?"
    r"|(?!(?:19|20)\d\d )\d{3,5} (?:North|South|East|West)) [A-Z][\w'-]{1,20}(?!\w)",
    re.ASCII,
)
"""A number on a street that is named alone: after "area of", or with its direction."""
_ROOM = re.compile(
    r"(?<!\w)(?i:room|lot|apartment|apt\.?|suite) #?\d{1,5}[A-Z]?(?:,| at| of| in)? (?:the )?"
    r"(?:\d{1,5} )?[A-Z][\w'-]{1,20}(?: [A-Z][\w'-]{1,20}){0,4}(?!\w)",
    re.ASCII,
)
_NO_STREET = re.compile(
    r"(?:toy|food|blood|coat|book|clothing|wheel|membership|disk|superior|district|municipal|circuit"
    r"|supreme|county|federal|juvenile|drug|town|fair) (?:drive|court|square|place|way)$",
    re.IGNORECASE,
)
_NOT_A_HOUSE = re.compile(
    r"(?:exit|route|rt|mile|milepost|highway|hwy|unit|engine|channel|i|age|aged) ?-?$",
    re.IGNORECASE,
)

_HOME_WORDS = frozenset(
    words_in(
        "home homes house residence apartment apt lives lived living resides resided resident "
        "residents family families trailer duplex condo townhouse townhome bedroom"
    )
)
_NEAR_HOME = 50
_PLACE_WORDS = frozenset(
    words_in(
        """
        school academy daycare preschool kindergarten college university elementary
        seminary church cathedral chapel temple mosque synagogue parish ministries
        hospital clinic hospice infirmary high apartments apts motel hotel shelter middle
        intermediate montessori lutheran baptist methodist presbyterian episcopal
        """
    )
)
_PLACE_PAIRS = {
    "medical": ("center", "centre"),
    "nursing": ("home", "center"),
    "head": ("start",),
    **dict.fromkeys(
        ("health", "care", "rehabilitation", "treatment", "recovery", "learning"), ("center",)
    ),
}
_JOINING = frozenset(["of", "the", "st", "and", "mt"])
_NO_NAMES = frozenset(
    words_in(
        "the a an our their his her this that high middle elementary junior senior primary public "
        "local community city county state regional general at in to from of and student officers "
        "police school church hospital taken near"
    )
)
_MOST_IN_A_NAME = 6
_SAINT_OR_TEMPLE = re.compile(
    r"(?<!\w)(?:St\.? [A-Z][a-z]{1,20}'s|(?:Temple|Congregation|Masjid|Iglesia) "
    r"(?:[A-Z][\w'-]{1,20}(?: (?=[A-Z])|(?!\w))){1,3})"
    r"(?! (?:Day|Eve|Parade|Week|Festival|Feast|University)\b)",
    re.ASCII,
)
"""A name whose kind stands first, or is left out."""
_WORK_WORDS = frozenset(
    words_in(
        """
        works worked working employed employee attends nurse teacher clerk cashier manager cook
        driver waitress waiter teller janitor coach pastor student job shift barista
        server owner paramedic volunteer bartender mechanic dishwasher stylist barber
        hairdresser dentist doctor surgeon professor principal counselor librarian
        custodian guard welder trucker stocker intern dispatcher accountant lawyer
        attorney engineer junior senior sophomore freshman attended attending enrolled
        graduated member deacon usher volunteers volunteered worships worshiped
        """
    )
)
_FOR_A_PLACE = frozenset(["drives", "drove", "plays", "played", "coaches", "coached"])
_TEACHES = frozenset(["teaches", "taught", "studies", "studied"])
_BETWEEN = 4
"""Words between such a word and its "at": teaches third grade at Hillcrest."""
_OF_A_PLACE = frozenset(["employee", "student", "pastor", "principal", "member", "owner"])
_STREETS = frozenset(form.lower() for form in _SUFFIXES.split())
_NO_EMPLOYERS = _STREETS | frozenset(
    words_in(
        """
        police sheriff sheriff's department patrol county state city district exit highway
        route interstate milepost fire january february march april may june july august
        september october november december monday tuesday wednesday thursday friday
        saturday sunday
        """
    )
)
_NOT_A_PLACE_BEFORE = _STREETS | frozenset(
    ["district", "board", "resource", "zone", "bus", "buses", "parking", "crossing", "supplies"]
)


def addresses(
    reading: Reading, left_alone: frozenset[int], *, only_homes: bool = False
) -> Iterator[Span]:
    """Yield a house number with its street, hundred-blocks, and a street where somebody lives.

    With `only_homes` those alone that stand near a word for a home.
    """
    homes = reading.where(_HOME_WORDS) if only_homes else []
    for start, end in _addresses(reading, left_alone):
        if not only_homes or reading.near(homes, start, end, _NEAR_HOME):
            yield start, end


def _addresses(reading: Reading, left_alone: frozenset[int]) -> Iterator[Span]:
    owned = {reading.spans[number][0] for number in left_alone}
    for pattern in (_ADDRESS, _BLOCK, _RURAL, _HOME_OF_A_STREET, _WITHOUT_ITS_KIND, _ROOM):
        for match in pattern.finditer(reading.text):
            before = reading.text[max(0, match.start() - 10) : match.start()]
            is_none = _NOT_A_HOUSE.search(before) or _NO_STREET.search(match[0])
            if match.start() not in owned and not is_none:
                yield match.span()
    for match in _LIVES.finditer(reading.text):
        start, end = match.span(match.lastgroup or 0)
        if start not in owned:
            yield start, end


def places(reading: Reading, listed: Phrases, left_alone: frozenset[int]) -> Iterator[Span]:
    """Yield the names of places that tell who somebody is, and those that the agency lists."""
    for _, first, last in listed.find(reading):
        yield reading.spans[first][0], reading.spans[last][1]
    for first, last in (*_named_by_kind(reading), *_employers(reading)):
        if not left_alone.issuperset(range(first, last + 1)):
            yield reading.spans[first][0], reading.spans[last][1]
    owned = {reading.spans[number][0] for number in left_alone}
    for match in _SAINT_OR_TEMPLE.finditer(reading.text):
        if match.start() not in owned:
            yield match.start(), match.start() + len(match[0].rstrip())


def _named_by_kind(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield names that end in a word such as School, as far as they are written in capitals."""
    words = reading.words
    for number in reading.where(_PLACE_WORDS | _PLACE_PAIRS.keys()):
        last = number
        if words[number] in _PLACE_PAIRS:
            last += 1
            if last == len(words) or words[last] not in _PLACE_PAIRS[words[number]]:
                continue
        after = words[last + 1] if last + 1 < len(words) and reading.gap(last) == 0 else ""
        is_part = after in _NOT_A_PLACE_BEFORE or (words[number], after) == ("high", "school")
        if is_part or not _is_capital(reading, number):
            continue
        first = _first_of_name(reading, number)
        if not _NO_NAMES.issuperset(words[first:number]):
            yield first, last


def _first_of_name(reading: Reading, number: int) -> int:
    """Return the first word of the name in capitals that a word ends, or the word itself."""
    first = number
    while first > max(0, number - _MOST_IN_A_NAME) and reading.gap(first - 1) == 0:
        before = reading.words[first - 1]
        if not _is_capital(reading, first - 1) and before not in _JOINING:
            break
        first -= 1
    while first < number and (
        reading.words[first] in ("the", "a", "an", "at", "our") or not _is_capital(reading, first)
    ):
        first += 1
    return first


def _employers(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield what is written in capitals after "works at" and the like, or before "employee"."""
    words = reading.words
    for number in reading.where(_FOR_A_PLACE):
        if words[number + 1 : number + 2] == ["for"]:
            yield from _name_from(reading, number + 2)
    for number in reading.where(_TEACHES):
        if "at" in (near := words[number + 1 : number + 2 + _BETWEEN]):
            yield from _name_from(reading, number + 2 + near.index("at"))
    for number in reading.where(_WORK_WORDS):
        link = words[number + 1] if number + 1 < len(words) else ""
        is_linked = link in ("at", "for", "by", "in", "from") or (
            link == "of" and words[number] in _OF_A_PLACE
        )
        if is_linked or words[number] in ("attends", "attended", "attending"):
            yield from _name_from(reading, number + 1 + is_linked)
        first = _first_of_name(reading, number)
        name = words[first:number]
        is_named = len(name) > 1 or words[number] == "employee"
        if (
            is_named
            and _is_capital(reading, number - 1)
            and not _NO_NAMES.issuperset(name)
            and _NO_EMPLOYERS.isdisjoint(name)
        ):
            yield first, number - 1


def _name_from(reading: Reading, first: int) -> Iterator[tuple[int, int]]:
    """Yield what is written in capitals from a word on, "the" before it left out."""
    words = reading.words
    first += words[first : first + 1] == ["the"]
    last = first - 1
    while (
        last + 1 < min(len(words), first + _MOST_IN_A_NAME)
        and _is_capital(reading, last + 1)
        and (last < first or reading.gap(last) == 0)
    ):
        last += 1
    if last >= first and _NO_EMPLOYERS.isdisjoint(words[first : last + 1]):
        yield first, last


def _is_capital(reading: Reading, number: int) -> bool:
    return reading.text[reading.spans[number][0]].isupper()
