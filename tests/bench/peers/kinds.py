"""What the kernels read and write, each kind of market as one argument."""

from typing import NamedTuple

from solver.optimizer.program.network import Floats, Places


class At(NamedTuple):
    """Prices v (T), and what markets add to `left` (T) of each token: the gradient."""

    v: Floats
    left: Floats


class Written(NamedTuple):
    """Where flows go if they are wanted: see Optimum. Pools of several tokens use `first` for their net."""

    wanted: bool
    first: Floats
    second: Floats


class Pairs(NamedTuple):
    """As Products."""

    tokens: Places
    reserves: Floats
    keep: Floats


class Walks(NamedTuple):
    """As Curves."""

    tokens: Places
    keep: Floats
    start: Places
    reserve_in: Floats
    reserve_out: Floats
    capacity: Floats


class Weights(NamedTuple):
    """As Baskets."""

    start: Places
    token: Places
    balance: Floats
    weight: Floats
    keep: Floats


class Coins(NamedTuple):
    """As Stables; multipliers (pools, 2): where the last search ended."""

    start: Places
    token: Places
    balance: Floats
    share: Floats
    keep_in: Floats
    keep_out: Floats
    multipliers: Floats


class Pool(NamedTuple):
    """One stable pool at given prices: what a whole balance costs and brings, and its share."""

    cost: Floats
    gain: Floats
    share: Floats
