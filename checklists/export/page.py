"""One session as an HTML page that stands alone: no script, and nothing that is loaded."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from checklists.export.redaction import Part, Purpose

COPY = {
    "case": "Case copy. Nothing is left out. The session file has every digest in full.",
    "public": "Public copy. What is left out is counted, with the reason.",
}


def page(title: str, purpose: Purpose, parts: Iterable[Part]) -> bytes:
    """Return the page of one session."""
    text = _template().render(title=title, copy=COPY[purpose], parts=tuple(parts))
    return text.encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html")
