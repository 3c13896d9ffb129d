"""Keys that somebody presses, made up at random, and the pauses of hands and of a bad line.

F5 is not among them: what it would confirm has to be on the screen when it is pressed.
"""

from random import Random

PRESSED = (
    *("down", "up", "enter", "tab", "shift+tab", "pagedown", "pageup", "home", "end"),
    *("f2", "f3", "f4", "f6", "f9", "f10", "escape", "n", "1", "2", "3", "?", "a", "x"),
    *("Ann Brown", "02:05", "Exit 14", "26-1182"),
)
PAUSES = (0, 0, 0, 0.01, 0.05, 0.1, 0.2, 0.4)
"""Seconds between two keys; several come in one piece."""
AFTER_ESCAPE = 0.2
"""Seconds: sooner, Escape and a key are the same bytes as Alt and that key."""


def keys_at_any_speed(seed: int) -> list[tuple[str, float]]:
    """Keys by their names, or words letter by letter, each with the pause after it."""
    r = Random(seed)  # noqa: S311  # repeatable, and no secret
    found: list[tuple[str, float]] = []
    for pressed in r.choices(PRESSED, k=r.randrange(3, 12)):
        is_word = (len(pressed) > 1 and not pressed.islower()) or pressed[0].isdecimal()
        for key in pressed if is_word else (pressed,):
            pause = r.choice(PAUSES)
            found.append((key, max(pause, AFTER_ESCAPE) if key == "escape" else pause))
    return found
