"""Exact integer mathematics of each market family, and the snapshot of many markets at one block."""
