"""One row for each session, kept from one run to the next, so that long lists open at once."""
