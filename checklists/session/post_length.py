"""How long a text is on a platform. The limits are data (`definitions/platforms.toml`)."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

from checklists.definitions.model import Platform
from checklists.session.model import Draft

LINK_ON_X = 23
"""What a link counts as on X, however long it is."""

_MAYBE_LINK = re.compile(r"://|\.\w")

_WIDE_ON_X = re.compile(r"[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
"""What X counts as two; all others, letters and quotation marks among them, count as one."""


class Length(Struct, frozen=True):
    """A text's length on one platform, and its limit there; `limit` is None where there is none.

    There is none where that `is_unknown`, too.
    `unit` is "bytes" where only the bytes are too many. A text that is over a limit that
    `is_confirmed` blocks posting.
    """

    platform: str
    title: str
    used: int
    limit: int | None
    unit: str = "characters"
    is_confirmed: bool = False
    is_unknown: bool = False

    @property
    def over(self) -> int:
        """Return how many characters, or bytes, must be removed."""
        return max(0, self.used - self.limit) if self.limit is not None else 0


def lengths(draft: Draft, platforms: Mapping[str, Platform]) -> tuple[Length, ...]:
    """Return the length of the draft on each platform chosen for it, in the order chosen."""
    return tuple(
        _length(platforms.get(name) or Platform(id=name, title=name), draft.for_platform(name))
        for name in draft.platforms
    )


def _length(platform: Platform, text: str) -> Length:
    used, limit, unit = length_on(platform, text), platform.limit, "characters"
    if platform.limit_bytes is not None and (limit is None or used <= limit):
        in_bytes = len(_as_stored(text).encode())
        if in_bytes > platform.limit_bytes:
            used, limit, unit = in_bytes, platform.limit_bytes, "bytes"
    is_unknown = limit is None and not platform.no_limit
    return Length(platform.id, platform.title, used, limit, unit, platform.is_confirmed, is_unknown)


def has_link(draft: Draft) -> bool:
    """Return whether a text of the draft has a link: platforms show a picture of where it leads."""
    return any(_has_link(text) for text in (draft.text, *draft.variants.values()))


@lru_cache(maxsize=64)
def _has_link(text: str) -> bool:
    if not _MAYBE_LINK.search(text):
        return False
    from checklists.session.post_links import links_on_x  # noqa: PLC0415  # see below

    return "://" in text or any(links_on_x(_as_stored(text)))


def load_for_links_and_emoji() -> None:
    """Load what only some texts need, before a session is changed.

    A save that first has to load it would fail as a program, not as a disk, where the disk fails.
    """
    import regex  # noqa: F401, PLC0415

    import checklists.session.post_links  # noqa: F401, PLC0415


@lru_cache(maxsize=64)
def length_on(platform: Platform, text: str) -> int:
    """Return how many characters `text` counts as on `platform`, by the platform's own rule."""
    text = _as_stored(text)
    if platform.counts == "x":
        return _length_on_x(text)
    shortens = platform.link_counts_as is not None or platform.mentions_without_host
    if shortens and ("://" in text or "@" in text):
        # Imported where used here and below: most lists and texts need none of it.
        from checklists.session.post_links import shortened  # noqa: PLC0415  # see above

        text = shortened(
            text, platform.link_counts_as, mentions_without_host=platform.mentions_without_host
        )
    return len(text) if platform.counts == "characters" else _graphemes(text)


def _as_stored(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def _graphemes(text: str) -> int:
    if text.isascii():
        return len(text)
    import regex  # noqa: PLC0415  # see above

    return len(regex.findall(r"\X", text))


def _length_on_x(text: str) -> int:
    """Return the weighted length of twitter-text, configuration version 3."""
    if "." not in text:
        return _weight_on_x(text)
    from checklists.session.post_links import links_on_x  # noqa: PLC0415  # see above

    total = end = 0
    for start, link_end in links_on_x(text):
        if start >= end:
            total += _weight_on_x(text[end:start]) + LINK_ON_X
            end = link_end
    return total + _weight_on_x(text[end:])


def _weight_on_x(text: str) -> int:
    if text.isascii():
        return len(text)
    import regex  # noqa: PLC0415  # see above

    # UTS #51: a flag, a keycap, a flag of tags, or pictures with their skin tones, joined.
    picture = (
        r"(?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|[\p{Emoji_Presentation}--\p{Emoji_Modifier}]"
        r"|[\p{Emoji}--\p{Emoji_Presentation}--[0-9#*]]\uFE0F?)"
    )
    emoji = (
        r"(?V1)\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3"
        r"|\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F"
        rf"|{picture}(?:\u200D{picture})*"
    )
    others, emojis = regex.subn(emoji, "", text)
    return 2 * emojis + len(others) + len(_WIDE_ON_X.findall(others))
