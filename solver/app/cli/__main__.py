"""`python -m solver.app.cli` is `hedgerow`."""

from solver.app.cli import main

main()
