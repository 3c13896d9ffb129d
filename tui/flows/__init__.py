"""Each dialogue of the program once, for the screens and the prompts alike."""
