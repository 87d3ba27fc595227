"""The convex program: what a solver is given (network.py), and how markets and orders become it (build.py)."""
