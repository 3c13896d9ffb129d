"""The life of a session: started, opened, changed, reviewed."""
