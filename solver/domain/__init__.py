"""Frozen values the stages hand each other; standard library only."""
