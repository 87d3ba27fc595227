"""The convex program as flat arrays: tokens are nodes, markets are (hyper)edges, orders are supplies and levels."""
