"""Every sentence, key and mark that a user meets, each defined once."""
