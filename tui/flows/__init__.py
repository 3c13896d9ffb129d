"""Each dialogue once, and where a walk goes next, for the screens and the prompts alike."""
