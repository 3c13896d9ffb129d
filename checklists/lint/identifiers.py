"""Finds numbers that name one person or one record: by their form, and by the words beside them."""

import re
from collections.abc import Iterator

from checklists.lint.contacts import Span, is_phone
from checklists.lint.phrases import Phrases
from checklists.lint.reading import Reading

_SSN = re.compile(
    r"(?<![\w-])(?!000|666|9)\d{3}([ -])(?!00)\d\d\1(?!0000)\d{4}(?!\w|-\d)", re.ASCII
)
_SSN_SAID = re.compile(
    r"(?<!\w)(?:ssn?#?|soc(?:ial)?(?: sec(?:urity)?)?(?: (?:number|no\.?|card|#))?)[^\n\dx*]{0,20}"
    r"(?P<found>(?:\d{3}|[x*]{3})[ -]?(?:\d\d|[x*]{2})[ -]?\d{4}|\d{4})(?![\w-])",
    re.ASCII | re.IGNORECASE,
)
_OF_SOMETHING_ELSE = re.compile(
    r"(?<!\w)(?:case|incident|report|reference|ref|file|tracking|order|serial|account|acct|ticket"
    r"|docket|complaint|cad|event|invoice|confirmation|permit|badge|claim|part|model|parcel|item)"
    r"(?: (?:number|no\.?|id))?[ :#]{0,5}$",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    r"(?<![\w/.-])(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{4}})(?!\w)",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"(?<!\w)(?:d\.? ?o\.? ?b(?!\w)|born|birth(?:date|day)?(?!\w))[^\n\d]*$", re.IGNORECASE
)
_LOOKED_BACK = 32
"""Characters."""
_PLATE_WORDS = frozenset(["plate", "plates", "tag", "tags", "license", "registration", "lp", "lic"])
_PLATE = re.compile(
    r"(?: (?:number|numbers|no\.?|is|was|are|of|reads|reading)){0,2}[ :#(.]{1,3}"
    r"(?P<found>[A-Z0-9]{1,4}[ -][A-Z0-9]{1,5}|[A-Z0-9]{4,8})(?![\w-])"
)
_SYSTEMS = Phrases(
    (words, 0)
    for words in (
        "ncic/fbi/sid/cii/nic/oca/namus/jid/booking/autopsy/inmate/offender/passport/vin/mrn/oln/leds",
        "state/student/patient/inmate id/file",
        "booked as",
        "me case",
        "coroner/coroner's/examiner/examiner's case",
        "driver/driver's/drivers license",
    )
)
_RECORD = re.compile(
    r"[^\n\d,;!?]{0,24}?(?<![\w-])"
    r"(?P<found>(?!1-8\d\d-)[a-z]{0,4}-?\d[\da-z]{0,17}(?:-[\da-z]{1,10}){0,3})(?!\w)",
    re.IGNORECASE,
)
_FEWEST_DIGITS = 4


def social_security_numbers(reading: Reading) -> Iterator[Span]:
    """Yield numbers with separators in the ranges that are given out, and any that are said so."""
    said = {match.span("found") for match in _SSN_SAID.finditer(reading.text)}
    for match in _SSN.finditer(reading.text):
        before = reading.text[max(0, match.start() - _LOOKED_BACK) : match.start()]
        if match.span() not in said and not _OF_SOMETHING_ELSE.search(before):
            yield match.span()
    yield from sorted(said)


def birth_dates(reading: Reading) -> Iterator[Span]:
    """Yield days after a word for birth."""
    for match in _DATE.finditer(reading.text):
        start, end = match.span()
        if _BORN.search(reading.text[max(0, start - _LOOKED_BACK) : start]):
            yield start, end


def plates(reading: Reading) -> Iterator[Span]:
    """Yield what may be the number of a car, right after a word for it."""
    for number in reading.where(_PLATE_WORDS):
        match = _PLATE.match(reading.text, reading.spans[number][1])
        found = match["found"] if match else ""
        if match and any(map(str.isdecimal, found)) and any(map(str.isupper, found)):
            yield match.span("found")


def record_numbers(reading: Reading) -> Iterator[Span]:
    """Yield numbers of record systems beside their names; a case number of a post is none."""
    for _, _, last in _SYSTEMS.find(reading):
        match = _RECORD.match(reading.text, reading.spans[last][1])
        if match is None:
            continue
        start, end = match.span("found")
        digits = sum(map(str.isdecimal, match["found"]))
        # A year and an hour have four numbers alone.
        is_whole = digits > _FEWEST_DIGITS or digits == _FEWEST_DIGITS < end - start
        if is_whole and not is_phone(reading.text, start):
            yield start, end
