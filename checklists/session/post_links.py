"""Which parts of a text X and Mastodon take for links.

X: the rule of twitter-text 3 (https://github.com/twitter/twitter-text), which also takes a host
name alone. Mastodon: the same links, but only with `http://` or `https://`, and then on any host.
"""

import re
import string
from collections.abc import Iterator

from checklists.session.top_level_domains import TOP_LEVEL_DOMAINS

_LETTERS_AND_DIGITS = string.ascii_letters + string.digits
_GOES_ON = frozenset(_LETTERS_AND_DIGITS + "@+-")
_LONGEST_TOP = max(map(len, TOP_LEVEL_DOMAINS))
_LONGEST_LINK = 4096
_LONGEST_SHORT_LINK = 40

_LATIN = (
    r"\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272"
    r"\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_NOT_IN_HOST = (
    r"!'#%&()*+,./:;<=>?@\[\]\^{|}~$\\"
    r"\x09-\x0d\x20\x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    r"\ufffe\ufeff\uffff\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
)
_PART = rf"(?![-_])[^{_NOT_IN_HOST}]{{1,63}}+(?<![-_])"

_IN_PATH = rf"[a-z\u0400-\u04ff0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_BRACKETS = rf"\((?:{_IN_PATH}+|{_IN_PATH}*\({_IN_PATH}+\){_IN_PATH}*)\)"
_PATH_END = rf"[-+a-z\u0400-\u04ff0-9=_#/{_LATIN}]"
_PATH = rf"/(?:{_IN_PATH}*(?:{_BRACKETS}{_IN_PATH}*)*{_PATH_END}|{_BRACKETS}|@{_IN_PATH}+/)*"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[-a-z0-9_&=#/]"

_BEFORE = r"([^A-Za-z0-9@\uff20$#\uff03\ufffe\ufeff\uffff]|^)"
_AFTER_HOST = rf"(?::[0-9]+)?(?P<path>{_PATH})?(?:{_QUERY})?"

_MAYBE_ON_X = re.compile(
    rf"{_BEFORE}(?P<protocol>https?://)?(?P<parts>(?:{_PART}\.){{1,32}})", re.IGNORECASE
)
_REST = re.compile(_AFTER_HOST, re.IGNORECASE)
_LATIN_PARTS = re.compile(rf"(?:[-a-z0-9{_LATIN}]++\.)+", re.IGNORECASE)
_PUNYCODE = re.compile(r"xn--[-0-9a-z]+", re.IGNORECASE)
_SHORT_LINK = re.compile(rf"https?://t\.co/([a-z0-9]+)(?:{_QUERY})?", re.IGNORECASE)
_ON_MASTODON = re.compile(
    rf"{_BEFORE}https?://(?:{_PART}\.){{0,31}}{_PART}{_AFTER_HOST}", re.IGNORECASE
)
_MENTION = re.compile(r"(?<![/\w])(@[a-z0-9_]+)@[a-z0-9.-]*[a-z0-9]", re.IGNORECASE)


def shortened(text: str, link_counts_as: int | None, *, mentions_without_host: bool) -> str:
    """Return a text with as many letters in place of each `http(s)://` link as it counts as.

    With `mentions_without_host` also with `@police` in place of each `@police@example.social`.
    """
    if link_counts_as is not None:
        text = _ON_MASTODON.sub(lambda found: found[1] + "x" * link_counts_as, text)
    return _MENTION.sub(r"\1", text) if mentions_without_host else text


def links_on_x(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each link of a text, in NFC, begins and ends."""
    at = 0
    while found := _MAYBE_ON_X.search(text, at):
        start, host_end = found.start("parts"), _end_of_host(text, *found.span("parts"))
        # No later beginning among these parts makes a host, but after an underscore.
        at = found.start() + 1 if "_" in found["parts"] else found.end() - 1
        rest = _REST.match(text, host_end)
        if not host_end or rest is None:
            continue
        at = rest.end()
        protocol = found["protocol"] or ""
        if at - start + (2 * len(protocol) or len("https://")) > _LONGEST_LINK:
            continue
        if protocol:
            start -= len(protocol)
            short = _SHORT_LINK.match(text, start, at)
            if short is None or len(short[1]) <= _LONGEST_SHORT_LINK:
                yield start, short.end() if short else at
        elif not found[1] or found[1] not in "-_./":
            yield from _latin_links(text, start, host_end, at if rest["path"] else host_end)


def _latin_links(text: str, at: int, host_end: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the Latin names within a host that has no protocol; the path belongs to the last."""
    host, links = text[:host_end], []
    while parts := _LATIN_PARTS.search(host, at):
        name_end = _end_of_host(host, *parts.span())
        at = name_end or parts.end()
        if name_end:
            links.append((parts.start(), name_end))
    yield from links[:-1]
    for start, name_end in links[-1:]:
        yield start, name_end + end - host_end


def _end_of_host(text: str, start: int, end: int) -> int:
    """Return where the host ends whose parts, each with its dot, are `text[start:end]`; or 0."""
    while end > start:
        before = max(start, text.rfind(".", start, end - 1) + 1)
        if "_" not in text[before:end] and (found := _end_of_top(text, end)):
            return found
        end = before
    return 0


def _end_of_top(text: str, start: int) -> int:
    """Return where the top-level domain ends that begins at `start`; 0 where there is none."""
    ahead = text[start : start + _LONGEST_TOP + 1]
    nearest = longest = len(ahead) - len(ahead.lstrip(_LETTERS_AND_DIGITS))
    if not ahead[nearest : nearest + 1].isascii():
        longest = min(len(ahead), _LONGEST_TOP)
    for end in range(longest, nearest - 1, -1):
        if ahead[end : end + 1] not in _GOES_ON and ahead[:end].lower() in TOP_LEVEL_DOMAINS:
            return start + end
    found = _PUNYCODE.match(text, start)
    return found.end() if found else 0
