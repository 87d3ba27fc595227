"""The program in flat arrays, as the compiled solver reads it.

Tokens t = 0..T-1 have prices v_t >= 0. Markets are concave trading sets; an order is either a fixed supply (what it
sells for certain, or, negative, what it must receive) or a limit: a level market that pays the order's sell token and
takes its buy token. With psi = supply + what all markets pay - what they take,

    maximise  sum_t value_t psi_t    subject to  psi_t >= 0 (psi_t of either sign where `fixed`)

and its dual, which is what is solved,

    minimise  sum_t supply_t v_t + sum of every market's best arbitrage at v
    subject to  v_t >= value_t (= where fixed).

One exact-in order: supply[sell] = amount, value[buy] = 1 and fixed. One exact-out order: supply[buy] = -amount,
value[sell] = 1 and fixed. A batch: value_t is the reference price of every token in which surplus is counted.

All amounts are in scaled units: 1.0 of token t is `unit[t]` of its own units, chosen so that prices are near one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """tokens (m, 2), reserves (m, 2), keep (m): either direction."""

    tokens: Places
    reserves: Floats
    keep: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """tokens (k, 2) in and out; curve i owns pieces start[i] to start[i + 1], best price first.

    reserve_in, reserve_out: virtual reserves at the start of each piece; capacity: input it takes, fee included
    """

    tokens: Places
    keep: Floats
    start: Places
    reserve_in: Floats
    reserve_out: Floats
    capacity: Floats


@dataclass(frozen=True, slots=True, eq=False)
class LevelBooks:
    """tokens (l, 2) in and out; book i owns levels start[i] to start[i + 1], best price first.

    size: input each takes; price: output per input
    """

    tokens: Places
    start: Places
    size: Floats
    price: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Baskets:
    """Weighted pools: pool i owns slots start[i] to start[i + 1]; keep (pools) of what goes in."""

    start: Places
    token: Places
    balance: Floats
    weight: Floats
    keep: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Stables:
    """Stable pools: pool i owns slots start[i] to start[i + 1]; see markets.shapes.Stable."""

    start: Places
    token: Places
    balance: Floats
    share: Floats
    keep_in: Floats
    keep_out: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Everything a solve needs. supply, value (T) in scaled units; fixed (T): v_t = value_t."""

    tokens: int
    products: Products
    curves: Curves
    books: LevelBooks
    baskets: Baskets
    stables: Stables
    supply: Floats
    value: Floats
    fixed: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """What the solver found, and its own account of how good it is; optimizer.verify recomputes that without it.

    prices (T); dual and primal in the scaled value; gap = (dual - primal) / max(|primal|, order value), missing tokens
    being charged to the primal at the dual's prices; shortfall: worst psi_t v_t below zero, by order value
    product_in, product_out (m, 2): what the pair takes and pays of each token; curve_in, curve_out (k); book_in,
    book_out (l); basket_net, stable_net (slots): what the trader gets of each token, negative where he pays
    """

    status: str
    iterations: int
    prices: Floats
    dual: float
    primal: float
    gap: float
    shortfall: float
    product_in: Floats
    product_out: Floats
    curve_in: Floats
    curve_out: Floats
    book_in: Floats
    book_out: Floats
    basket_net: Floats
    stable_net: Floats
