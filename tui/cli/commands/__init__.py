"""The commands: each a function from parsed arguments to lines and an exit code."""
