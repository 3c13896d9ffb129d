"""Everything that meets a person: the command line, the screens and the plain prompts."""

__version__ = "0.1.0"
