"""How long a text is on a platform. The limits are data (`definitions/platforms.toml`)."""

import re

from msgspec import Struct

from checklists.definitions.model import Platform
from checklists.session.model import Draft

_LINK = re.compile(r"https?://\S+")


class Length(Struct, frozen=True):
    """A text's length on one platform, and its limit there; `limit` is None where there is none."""

    platform: str
    title: str
    used: int
    limit: int | None

    @property
    def over(self) -> int:
        """Return how many characters must be removed."""
        return max(0, self.used - self.limit) if self.limit is not None else 0


def length_on(platform: Platform, text: str) -> int:
    """Return how many characters `text` counts as on `platform`."""
    counted = 0
    if platform.link_counts_as is not None:
        text, links = _LINK.subn("", text)
        counted = links * platform.link_counts_as
    if platform.wide_counts_as is None:
        return counted + len(text)
    return counted + sum(
        platform.wide_counts_as if _is_wide(character) else 1 for character in text
    )


_NARROW = (range(0x1100), range(0x2000, 0x200E), range(0x2010, 0x2020), range(0x2032, 0x2038))
"""What X counts as one: letters up to U+10FF, spaces, dashes and quotation marks; all others, an
ellipsis and a bullet among them, count as two (its own rule: twitter-text, version 3)."""


def _is_wide(character: str) -> bool:
    return not any(ord(character) in narrow for narrow in _NARROW)


def lengths(draft: Draft, platforms: dict[str, Platform]) -> tuple[Length, ...]:
    """Return the length of the draft on each platform chosen for it, in the order chosen."""
    found = []
    for name in draft.platforms:
        platform = platforms.get(name) or Platform(id=name, title=name)
        used = length_on(platform, draft.for_platform(name))
        found.append(Length(name, platform.title, used, platform.limit))
    return tuple(found)
