"""Traders who hold options: a seeded stream of signed hedge intents, most of them honest."""
