"""The same program over some of its markets."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from solver.optimizer.program.back import moves
from solver.optimizer.program.build import Program
from solver.optimizer.program.network import Floats, Optimum
from solver.optimizer.program.selection import over_rows


def restricted(program: Program, markets: Collection[int]) -> Program:
    """Only the rows of these markets, and limits of orders; what is aside stays there only if it is one of them."""
    chosen = np.array(sorted(markets), np.int64)
    network, owners = over_rows(
        program.network, program.owners, tuple(np.isin(c, chosen) | (c < 0) for c in program.owners.columns())
    )
    aside, aside_owners = over_rows(
        program.aside, program.aside_owners, tuple(np.isin(c, chosen) for c in program.aside_owners.columns())
    )
    return replace(program, network=network, owners=owners, aside=aside, aside_owners=aside_owners)


def earnings(program: Program, found: Optimum) -> Floats:
    """What each market earns at the optimum's prices by what the optimum trades with it, in scaled worth."""
    owner, token, amount = moves(program, found)
    mine = owner >= 0
    worth = amount[mine] * found.prices[token[mine]]
    return np.asarray(np.maximum(np.bincount(owner[mine], worth, len(program.pools)), 0.0))
