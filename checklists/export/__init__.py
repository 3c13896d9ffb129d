"""Copies to hand out: for a case, with everything; for the public, with what may be released."""
