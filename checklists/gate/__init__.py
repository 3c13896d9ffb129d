"""Whether a session may be posted, and everything that is derived from it."""
