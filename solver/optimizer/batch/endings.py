"""What becomes of a batch and of each of its orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from solver.domain.primitives import Address
from solver.domain.route import Hop
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


@dataclass(frozen=True, slots=True)
class BatchCertificate:
    """In the batch's value, real numbers; surplus is counted against each limit, gas apart unless said.

    bound: total surplus that no answer exceeds; surplus: of this one; gap: of the continuous optimum, as a fraction of
    its worth or the batch's; shortfall: worst token missing in it, by the batch's worth; None: routed one by one
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
class BatchRoute:
    """Hops in executable order; what the orders sell is there before the first, what they buy is due after the last.

    fills: by order. prices: value of a unit of each token that an order names. uniform: whether every fill is at these
    prices, up to rounding; if not, each order has its own price, within its limit
    left: units of each token that stay with us; rival_surplus: net of gas, of the answer that was not taken, if any
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
