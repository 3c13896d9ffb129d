"""Finds a description that is little more than a race: it finds nobody, and marks many."""

from collections.abc import Iterator

from checklists.definitions.wording import words_in
from checklists.lint.contacts import Span
from checklists.lint.phrases import Phrases
from checklists.lint.reading import Reading

FEWEST = 3
"""Other things that are said of the person."""
NEAR = 250
"""Characters."""

_PERSON = (
    "male/males/female/females/man/men/woman/women/teen/teens/youth/person/people/adult/adults"
)
_RACE = Phrases(
    (f"{race} {between}{_PERSON}", 0)
    for race in (
        "black/white/hispanic/latino/latina/asian/caucasian/arab/indian",
        "african american",
        "native american",
        "middle eastern",
    )
    for between in ("", "adult/young/younger/older/elderly/juvenile/teenage/teen ")
)
_SAID = frozenset(
    words_in(
        """
        hair beard mustache goatee bald tattoo tattoos scar glasses hat cap beanie
        hoodie jacket coat vest shirt sweatshirt sweater pants jeans shorts shoes boots
        sneakers backpack bag purse mask gloves build tall short feet foot ft lbs pounds
        limp limps cane eyes earring earrings piercing dress skirt heavyset thin slim
        stocky wheelchair bicycle bike
        """
    )
)


def bare_descriptions(reading: Reading) -> Iterator[Span]:
    """Yield a race with fewer than three other things that are said of the person."""
    said = reading.where(_SAID)
    for _, first, last in _RACE.find(reading):
        start, end = reading.spans[first][0], reading.spans[last][1]
        others = {reading.words[number] for number in reading.those_near(said, start, end, NEAR)}
        if len(others) < FEWEST:
            yield start, end
