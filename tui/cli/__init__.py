"""The command line: parsing, commands and printing."""
