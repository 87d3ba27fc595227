"""What becomes of a batch and of each of its orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.optimizer.orders import Order
from solver.optimizer.program.left_out import LeftOut


class Unfilled(StrEnum):
    """Why an order is not filled."""

    NOT_JOINED = "not_joined"
    INSUFFICIENT_LIQUIDITY = "insufficient_liquidity"
    LIMIT_NOT_MET = "limit_not_met"
    BEYOND_ITS_LIMIT = "beyond_its_limit"


class Method(StrEnum):
    """Which of the two answers was better, surplus net of gas."""

    JOINTLY = "jointly"
    ONE_BY_ONE = "one_by_one"


@dataclass(frozen=True, slots=True)
class Fill:
    """An order as it was filled: units of its sell and of its buy token, within its limit."""

    sold: int
    bought: int


EVEN = 1e-5
"""Of a fill: how far it may be from a price that is the same for all, but for a unit of each token."""


def at_prices(fill: Fill, order: Order, prices: Mapping[Address, float]) -> bool:
    """Whether both legs of a fill are worth the same, up to EVEN; not where a token has no price."""
    if order.sell_token not in prices or order.buy_token not in prices:
        return False
    unit_in, unit_out = prices[order.sell_token], prices[order.buy_token]
    paid, got = fill.sold * unit_in, fill.bought * unit_out
    return abs(paid - got) <= EVEN * paid + unit_in + unit_out


@dataclass(frozen=True, slots=True)
class BatchCertificate:
    """In the batch's value, real numbers; surplus is counted against each limit, gas apart unless said.

    bound: total surplus that no answer exceeds; surplus: of this one; gap: of the continuous optimum, as a fraction of
    its worth or the batch's; shortfall: worst token missing in it, by the batch's worth; None: nothing was proven
    """

    bound: float | None
    surplus: float
    gas: float
    gap: float | None
    shortfall: float | None
    iterations: int
    solves: int
    solve_ms: float


@dataclass(frozen=True, slots=True)
class BatchProof:
    """What a bound on surplus follows from, by closed forms.

    prices: dual prices of a unit of each token; values: in which surplus is counted, of each token; both in the batch's
    value. spends: units of its sell token that each buy without limit may spend; without: orders the bound leaves out
    """

    prices: Mapping[Address, float]
    values: Mapping[Address, float]
    spends: Mapping[int, int]
    without: frozenset[int]


@dataclass(frozen=True, slots=True)
class BatchRoute:
    """Hops in executable order; what the orders sell is there before the first, what they buy is due after the last.

    fills: by order. prices: value of a unit of each token that an order names. uniform: whether every fill is at these
    prices, see at_prices; if not, each order has its own price, within its limit
    left: units of each token that stay with us; rival_surplus: net of gas, of the answer that was not taken, if any
    values: of a unit of each token in which surplus or gas is counted; proof: None where nothing was proven
    """

    fills: tuple[Fill | Unfilled, ...]
    hops: tuple[Hop, ...]
    gas: int
    prices: Mapping[Address, float]
    uniform: bool
    method: Method
    left: tuple[tuple[Address, int], ...]
    left_out: tuple[LeftOut, ...]
    rival_surplus: float | None
    certificate: BatchCertificate
    values: Mapping[Address, float]
    proof: BatchProof | None
