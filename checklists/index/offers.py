"""The types that can be started, as a list shows them, kept for this account's next program.

Home lists them in its first frame, and reading every definition takes a sixth of that. They are
kept beside the index for exactly the files that they were read from. Nothing but a list is made
from them: a type is started by its definitions.
"""

import os
from contextlib import suppress

import msgspec

from checklists.definitions.model import Offer
from checklists.digests import digest_of
from checklists.records.atomic import folder_descriptor, read_safely
from checklists.text import show_text
from checklists.workstation.paths import Places, index_file
from checklists.workstation.rules import Rules

_LARGEST = 256 * 1024


class Offers(msgspec.Struct, frozen=True):
    """The types that can be started, in their order, and the ids of those that cannot be used."""

    usable: tuple[Offer, ...]
    out: tuple[str, ...]


class _Kept(msgspec.Struct, frozen=True):
    read_from: str
    offers: Offers


def offers_now(places: Places, rules: Rules) -> Offers:
    """Return what can be started by the rules in force."""
    read_from = digest_of(rules.fingerprint)
    # Where a file may have changed unseen, what was kept for it may be of before.
    kept = None if rules.is_unsure else _kept(places, read_from)
    if kept is not None:
        return kept
    offers = Offers(rules.catalog.offered, tuple(sorted(rules.catalog.why_out)))
    if not rules.is_unsure:
        _keep(places, _Kept(read_from, offers))
    return offers


def _kept(places: Places, read_from: str) -> Offers | None:
    """Return what was kept for these files; None where nothing was, or where it is not whole."""
    file = index_file(places).with_suffix(".types")
    try:
        with folder_descriptor(file.parent) as folder:
            data, state = read_safely(folder, file.name, _LARGEST)
        kept = msgspec.json.decode(data, type=_Kept)
    except (OSError, msgspec.DecodeError):
        return None
    if state.st_uid != os.geteuid() or kept.read_from != read_from:
        return None
    shown = [text for offer in kept.offers.usable for text in msgspec.structs.astuple(offer)]
    texts = [text for text in (*shown, *kept.offers.out) if isinstance(text, str)]
    return kept.offers if all(show_text(text) == text for text in texts) else None


def _keep(places: Places, kept: _Kept) -> None:
    """Keep them for the next program; where no file can be kept, that one reads them again.

    Nothing waits for the disk: what a power cut leaves of it is not whole, and not taken.
    """
    file = index_file(places).with_suffix(".types")
    new = f".{file.name}.{os.getpid()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with folder_descriptor(file.parent) as folder:
            with open(os.open(new, flags, 0o600, dir_fd=folder), "wb") as made:  # noqa: PTH123
                made.write(msgspec.json.encode(kept))
            os.replace(new, file.name, src_dir_fd=folder, dst_dir_fd=folder)
