"""The commands: each a function from what was asked to lines and an exit code."""
