"""The rules and the records of Clear to Post: no terminal, no network, nothing printed."""
