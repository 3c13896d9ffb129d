"""The one shape in which a problem reaches a terminal: title, what happened, what to do."""

from checklists.clean_text import show_text
from checklists.problems import Problem


def problem_lines(problem: Problem) -> tuple[str, ...]:
    """A problem as lines that are safe to print: its parts may name files and typed words."""
    first = f"{problem.title}: {problem.message}"
    return tuple(show_text(line) for line in (first, f"  {problem.what_to_do}") if line.strip())
