"""The closed set of concave trading sets that markets have, in floats: what the convex program knows of them.

Every family maps its markets to shapes in a file `convex.py` of its own. Amounts are in units of each token; `keep` is
one less the fee. A market may give several shapes (a concentrated pool one for each direction), or none when empty.
"""

from dataclasses import dataclass

from solver.domain.primitives import Address


@dataclass(frozen=True, slots=True)
class Product:
    """Constant product, either way: out = reserve_out keep x / (reserve_in + keep x)."""

    tokens: tuple[Address, Address]
    reserves: tuple[float, float]
    keep: float


@dataclass(frozen=True, slots=True)
class Piece:
    """out(x) = reserve_out keep x / (reserve_in + keep x) for 0 <= x <= capacity: concave, increasing.

    keep = 1 - fee; reserves are virtual where the piece is a range of a concentrated pool.
    """

    reserve_in: float
    reserve_out: float
    keep: float
    capacity: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One direction as bounded hyperbolas, one after the other: the price never improves from one to the next."""

    token_in: Address
    token_out: Address
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """One direction at fixed prices, best first: level k takes up to sizes[k] of token_in at prices[k].

    prices: units of token_out per unit of token_in, after fees, not increasing; sizes: units of token_in, positive
    """

    token_in: Address
    token_out: Address
    sizes: tuple[float, ...]
    prices: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weighted:
    """prod(balance_i ^ weight_i) does not fall; the fee is taken from what goes in. weights sum to one."""

    tokens: tuple[Address, ...]
    balances: tuple[float, ...]
    weights: tuple[float, ...]
    keep: float


@dataclass(frozen=True, slots=True)
class Stable:
    """prod(1 + c_i) (1 + sum_i share_i c_i) >= 1 in relative changes c_i of the balances (StableSwap's invariant).

    share_i = Ann B_i / (D T) with T = Ann (S/D - 1) + 1, Ann = A n as the invariant uses it.
    keep_in: of what is added (Balancer takes its fee there); keep_out: of what is taken (Curve takes it there)
    """

    tokens: tuple[Address, ...]
    balances: tuple[float, ...]
    shares: tuple[float, ...]
    keep_in: float
    keep_out: float


Shape = Product | Curve | Levels | Weighted | Stable
