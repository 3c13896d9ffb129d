"""How much room a screen has, and what gives way where there is little."""

NARROW = 70
"""Columns below which a list gives way to its card, and head lines and footer say less."""

LOW = 18
"""Lines below which blank lines and explanations give way to what is asked."""
