"""What a wheel has beside the program; only its build imports this, and no wheel has it."""
