"""Widgets that redraw only what changed."""
