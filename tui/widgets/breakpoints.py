"""The sizes below which the layout of a screen changes."""

NARROW = 70
"""Columns below which the card replaces the list, and header and footer are shortened."""

LOW = 18
"""Lines below which blank lines and explanations are left out."""
