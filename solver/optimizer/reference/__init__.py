"""The same program stated in cvxpy and solved by Clarabel: slower, independent of the compiled solver, and honest."""
