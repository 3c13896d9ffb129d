"""The values of a session, its evidence, its people and its form."""
