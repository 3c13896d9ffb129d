"""The checklists as an administrator writes them, read, checked and resolved."""
