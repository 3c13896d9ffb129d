"""What a supervisor reads, and which review may be given."""
