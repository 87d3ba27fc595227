"""Hedgerow: a competing solver for option-hedge intents."""

__version__ = "0.1.0"
