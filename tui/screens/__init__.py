"""One screen a module; a screen's styles stand beside it."""
