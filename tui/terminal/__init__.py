"""Input, output, signals and crashes. The only folder that uses private Textual API."""
