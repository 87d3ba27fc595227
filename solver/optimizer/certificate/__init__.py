"""Closed forms that prove an answer, in plain Python: nothing here knows how a solver works."""
