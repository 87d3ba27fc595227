"""Several orders at once: one program, opposite orders netted, one price a token."""
