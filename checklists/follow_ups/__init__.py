"""What is owed after a post: derived when it is recorded, and what was done of it since. Pure."""
