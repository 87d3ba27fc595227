"""Networks of nothing but constant products and few tokens: one call of machine code from their arrays to flows."""
