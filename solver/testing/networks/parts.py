"""Networks put together: kinds that are not given are empty."""

from dataclasses import replace

import numpy as np

from solver.optimizer.program.network import (
    Baskets,
    Curves,
    Flags,
    Floats,
    LevelBooks,
    Network,
    Places,
    Products,
    Stables,
)


def _floats(*shape: int) -> Floats:
    return np.zeros(shape)


def _places(*shape: int) -> Places:
    return np.zeros(shape, np.int64)


def no_products() -> Products:
    """None at all."""
    return Products(_places(0, 2), _floats(0, 2), _floats(0))


def no_curves() -> Curves:
    """None at all."""
    return Curves(_places(0, 2), _floats(0), _places(1), _floats(0), _floats(0), _floats(0))


def no_books() -> LevelBooks:
    """None at all."""
    return LevelBooks(_places(0, 2), _places(1), _floats(0), _floats(0))


def no_baskets() -> Baskets:
    """None at all."""
    return Baskets(_places(1), _places(0), _floats(0), _floats(0), _floats(0))


def no_stables() -> Stables:
    """None at all."""
    return Stables(_places(1), _places(0), _floats(0), _floats(0), _floats(0), _floats(0))


def assemble(
    tokens: int,
    *,
    products: Products | None = None,
    curves: Curves | None = None,
    books: LevelBooks | None = None,
    baskets: Baskets | None = None,
    stables: Stables | None = None,
    supply: Floats | None = None,
    value: Floats | None = None,
    fixed: Flags | None = None,
) -> Network:
    """The network of these; without an order nothing is supplied and nothing is worth anything."""
    return Network(
        tokens=tokens,
        products=products or no_products(),
        curves=curves or no_curves(),
        books=books or no_books(),
        baskets=baskets or no_baskets(),
        stables=stables or no_stables(),
        supply=_floats(tokens) if supply is None else supply,
        value=_floats(tokens) if value is None else value,
        fixed=np.zeros(tokens, np.bool_) if fixed is None else fixed,
    )


def exact_in(network: Network, sell: int, buy: int, amount: float) -> Network:
    """The same markets with one order that sells `amount` for as much as it can get."""
    return _ordered(network, sell, amount, buy)


def exact_out(network: Network, sell: int, buy: int, amount: float) -> Network:
    """The same markets with one order that must receive `amount` for as little as it can."""
    return _ordered(network, buy, -amount, sell)


def _ordered(network: Network, supplied: int, amount: float, valued: int) -> Network:
    supply, value = _floats(network.tokens), _floats(network.tokens)
    supply[supplied], value[valued] = amount, 1.0
    return replace(network, supply=supply, value=value, fixed=value > 0)


def starts(counts: Places) -> Places:
    """Where each owner's slots start, and the end: the form of every `start`."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
