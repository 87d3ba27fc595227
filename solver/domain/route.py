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
    """How good an answer is proven to be. Fractions are relative to the primal value; None was not computed.

    dual_bound_units, primal_units: real numbers, in units of the objective token (buy token, or sell for EXACT_OUT)
    gap: |dual - primal| / primal of the continuous program without gas
    shortfall: worst token balance missing in the continuous answer, as a fraction of the order
    integer_distance_units: continuous optimum minus what the integers deliver, in units of the objective token
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
