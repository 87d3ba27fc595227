"""Fixed costs: gas for each market used makes routing combinatorial; found by search, proved by Lagrangian bounds."""
