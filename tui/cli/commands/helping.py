"""`help [TOPIC]`: show the offline manual, one page a topic, from `tui/manual/`."""

from pathlib import Path

import tui
from tui.cli.context import Printed, not_found
from tui.cli.parser import COMMANDS

MANUAL = Path(*tui.__path__) / "manual"


def topics() -> dict[str, Path]:
    """Return the manual's pages by topic."""
    return {path.stem: path for path in sorted(MANUAL.glob("*.md"))}


def title_of(page: Path) -> str:
    """Return the title of a page: its first line without the heading mark."""
    with page.open(encoding="utf-8") as lines:
        return next(lines, "").lstrip("#").strip()


def show_help(topic: str) -> Printed:
    """Return one page of the manual, or the list of topics.

    Raises WrongUsage with the nearest topics if the topic does not exist.
    """
    pages = topics()
    if not topic:
        width = max(map(len, pages))
        rows = (f"  {name:<{width}}  {title_of(page)}" for name, page in pages.items())
        return Printed(("Topics, each shown by `cleartopost help TOPIC`:", "", *rows))
    if topic not in pages:
        see = "See `cleartopost help`."
        if topic in COMMANDS:
            see = f"For the command, see `cleartopost {topic} --help`."
        raise not_found("topic", topic, pages, see)
    return Printed(pages[topic].read_text(encoding="utf-8").splitlines())
