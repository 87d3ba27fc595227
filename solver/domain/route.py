"""A route through markets in integers, and the certificate that goes with it."""

from dataclasses import dataclass
from enum import IntEnum

from solver.domain.auction import Side
from solver.domain.primitives import Address, PoolId


class Family(IntEnum):
    """Market families, numbered as contracts/src/types/Plan.sol; those from 100 on never settle in a plan."""

    UNISWAP_V2 = 0
    UNISWAP_V3 = 1
    STABLESWAP = 2
    UNISWAP_V4 = 3
    BALANCER_WEIGHTED = 4
    BALANCER_STABLE = 5
    LIMIT_ORDER = 100
    BOOK = 101
    CONSTANT_SUM = 102
    INVENTORY = 103


@dataclass(frozen=True, slots=True)
class Hop:
    """One exact-in swap on one pool; amount_out is the exact quoter's answer at the snapshot, in units.

    param: as Hop.param in contracts/src/types/Plan.sol.
    """

    family: Family
    pool: PoolId
    token_in: Address
    token_out: Address
    amount_in: int
    amount_out: int
    param: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """How good an answer is proven to be. None was not computed. The objective token is bought, or sold for EXACT_OUT.

    primal_units: what the continuous optimum over all markets receives (or spends), gas apart; dual_bound_units: what
        nothing can exceed (or undercut), but for a further hop on one pool, which may win back what fee an earlier one
        left there. Real numbers, in units of the objective token
    gap: their distance, as a fraction of the order's worth or of the primal, whichever is more
    shortfall: worst token balance missing in the continuous answer, as a fraction of the same
    integer_distance_units: how far the integers stay behind what the markets they use could give at best
    gas_bound: no choice of markets and amounts is better, net of gas, by more than this fraction
    """

    method: str
    status: str
    primal_units: float | None
    dual_bound_units: float | None
    gap: float | None
    shortfall: float | None
    integer_distance_units: float | None
    iterations: int
    solve_ms: float
    gas_bound: float | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Hops in executable order: no hop spends a token before earlier hops (or the order) have delivered it.

    amount_in: units of the sell token consumed; amount_out: units of the buy token delivered
    gas: estimated gas of the hops; gas_cost_units: that gas priced in units of the objective token, rounded up
    """

    side: Side
    sell_token: Address
    buy_token: Address
    amount_in: int
    amount_out: int
    hops: tuple[Hop, ...]
    gas: int
    gas_cost_units: int
    certificate: Certificate
