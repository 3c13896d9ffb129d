"""Screens, one per module; the styles of a screen are in the .tcss file next to it."""
