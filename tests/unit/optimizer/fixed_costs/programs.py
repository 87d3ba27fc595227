"""Networks as programs whose markets own rows: both ways of a ranged pool or a book are one market."""

from itertools import product

import numpy as np

from solver.optimizer.costing import Trials
from solver.optimizer.dual.solve import prepare, solve
from solver.optimizer.program.build import Program
from solver.optimizer.program.network import Floats, Network
from solver.optimizer.program.restriction import restricted
from solver.optimizer.program.rows import Owners


def program_of(network: Network) -> Program:
    """Every unit is one; curves and books come in pairs, one for each direction."""
    counts = (
        len(network.products.keep),
        len(network.curves.keep) // 2,
        len(network.books.tokens) // 2,
        len(network.baskets.keep),
        len(network.stables.keep_in),
    )
    first = np.cumsum([0, *counts])
    pair, way, book, basket, stable = (
        np.repeat(np.arange(begin, end), rows)
        for begin, end, rows in zip(first[:-1], first[1:], (1, 2, 2, 1, 1), strict=True)
    )
    owners = Owners(pair, way, book, basket, stable)
    names = tuple(f"0x{n:040x}" for n in range(max(network.tokens, int(first[-1]))))
    unit = np.ones(network.tokens)
    return Program(network, owners, names[: first[-1]], names[: network.tokens], unit, network, owners, ())  # type: ignore[arg-type]  # names stand for addresses


def trials(program: Program) -> Trials:
    ready = prepare(program.network)
    return Trials.of(program, ready, solve(ready))


def best_of_all_choices(program: Program, gas: Floats) -> float:
    """Every subset solved anew."""
    best = -np.inf
    for on in product((False, True), repeat=len(gas)):
        part = restricted(program, np.flatnonzero(on).tolist())
        found = solve(part.network)
        reached = (found.prices[part.network.supply < 0] > 0).all()
        if reached and found.status == "optimal":
            best = max(best, found.primal - float(gas[list(on)].sum()))
    return best
