"""Sessions and reviews on disk: their text, their folders, saving and locking."""
