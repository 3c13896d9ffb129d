"""Digests: SHA-256 over a canonical form of values.

The form is JSON in UTF-8 with sorted keys and no spaces, code points as they are stored. The layout
of a file and its comments change no digest; one letter or one invisible character does.
"""

import hashlib

import msgspec

PREFIX = "sha256:"


def digest_of(value: object) -> str:
    """Return the digest of any value made of structs, lists, dicts, strings, numbers and times."""
    return PREFIX + hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()


def short_digest(digest: str) -> str:
    """Return the first eight digits, to compare by eye or over a radio."""
    return digest.removeprefix(PREFIX)[:8]
