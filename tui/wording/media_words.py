"""What is said of what a file tells besides its picture or sound."""

from collections.abc import Iterable, Iterator

from checklists.lint.media.report import MediaFinding
from checklists.session.model import Draft, Media, MediaTrace, Session
from checklists.text import show_text
from tui.wording.questions import MEDIA_KINDS, Option

FOUND = "The file has more in it than it shows"
FOUND_OPTIONS = (
    Option(
        "read",
        "Read it again after you clean it",
        "Clean it in another terminal: exiftool -all= FILE, or mat2 FILE.",
    ),
    Option(
        "keep",
        "Keep this file as it is",
        "It is saved. You can read another one in its place later.",
    ),
)
NOTHING_FOUND = "This program found nothing in the file, but does not read everything in it."
CLEAN_IT = "clean the file, then read it again"
_NOT_READ = "its file was not read"
_WORDS: dict[MediaTrace, str] = {
    "location": "location",
    "people": "names of people",
    "serial-number": "serial number",
    "author": "author",
    "comment": "comment or caption",
    "attached": "something after its end",
    "thumbnail": "thumbnail",
    "camera-data": "the camera's own notes",
    "date": "date and time",
    "not-readable": "not readable",
    "nothing": "nothing found in what this program reads",
}


def media_options(session: Session) -> tuple[Option, ...]:
    """Return what can be added, what can be removed, and whose file can be read again."""
    add = tuple(Option(kind, f"Add: {words}") for kind, words in MEDIA_KINDS.items())
    remove = tuple(
        Option(media.label, f"Remove {media.label}: {media.kind}", media.description, commits=True)
        for media in session.draft.media
    )
    read = tuple(
        Option(f"read {media.label}", f"Read {media.label} again: {kinds_words(media)}")
        for media in session.draft.media
    )
    return (*add, *remove, *read)


def findings_words(findings: Iterable[MediaFinding]) -> str:
    """Return what a file tells, each kind once with its first value; for whoever reads it now."""
    said: dict[MediaTrace, str] = {}
    for one in findings:
        value = f"{one.where}, {one.value}" if one.kind == "not-readable" else one.value
        said.setdefault(one.kind, f"{_WORDS[one.kind]} {show_text(value)}".strip())
    words = "; ".join(said.values())
    return f"{words[:1].upper()}{words[1:]}."


def media_finding_line(name: str, one: MediaFinding) -> str:
    """Return `file: kind in a part: "value"; what to do`."""
    if one.kind == "not-readable":
        return show_text(f"{name}: not readable: {one.where}: {one.value}")
    value = f': "{one.value}"' if one.value else ""
    return show_text(f"{name}: {_WORDS[one.kind]} in {one.where}{value}; {CLEAN_IT}")


def nothing_line(name: str) -> str:
    """Return what is said of a file without findings: never that it is clean."""
    return show_text(f"{name}: {_WORDS['nothing']}")


def media_line(media: Media) -> str:
    """Return an image or clip with what it shows, and what its file told."""
    found = f" [{kinds_words(media)}]" if media.found else ""
    return f"{media.label} {media.kind}: {media.description}{found}"


def kinds_words(media: Media) -> str:
    """Return what the record keeps of an image or clip's file; that none was read, where so."""
    return ", ".join(_WORDS[kind] for kind in media.found) or _NOT_READ


def media_findings(draft: Draft) -> tuple[str, ...]:
    """Return a line for each image and clip: what its file tells besides what it shows."""
    return tuple(_findings(draft))


def _findings(draft: Draft) -> Iterator[str]:
    for media in draft.media:
        is_dirty = set(media.found) - {"nothing", "not-readable"}
        yield f"{media.label} {media.kind}: {kinds_words(media)}{f'; {CLEAN_IT}' * bool(is_dirty)}"
