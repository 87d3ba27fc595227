"""What the integer step answers."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from solver.domain.primitives import Address
from solver.domain.route import Hop


class Reason(StrEnum):
    """Why there are no hops that fill the orders."""

    NO_EXECUTABLE_ORDER = "no_executable_order"
    INSUFFICIENT_LIQUIDITY = "insufficient_liquidity"
    PAYS_NOTHING = "pays_nothing"
    LIMIT_NOT_MET = "limit_not_met"


@dataclass(frozen=True, slots=True)
class NoIntegers:
    """An expected ending: these flows do not fill these orders."""

    reason: Reason
    detail: str


class Why(StrEnum):
    """Why a flow of the optimum is not among the hops."""

    DUST = "dust"
    CIRCULATION = "circulation"
    NEEDS_FLASH = "needs_flash"
    UNCONNECTED = "unconnected"
    GAS = "gas"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A flow, or the part of it, that was left out; market: its place among the markets."""

    market: int
    token_in: Address
    token_out: Address
    why: Why


@dataclass(frozen=True, slots=True)
class Integers:
    """Hops in executable order; amount_out of each is the exact quote on the state that it meets.

    sold, bought: units for each order, in the order given
    left: units of each token that end up with us: what is sold and paid in, less what is spent and bought
    flashed: whether some hop spends what only later hops bring
    bound: of one order between constant products alone: units that no split of real numbers exceeds (EXACT_IN: bought),
        or goes below (EXACT_OUT: sold); exact, at the optimum's prices; else None
    """

    hops: tuple[Hop, ...]
    sold: tuple[int, ...]
    bought: tuple[int, ...]
    left: tuple[tuple[Address, int], ...]
    gas: int
    flashed: bool
    dropped: tuple[Dropped, ...]
    bound: Fraction | None
    distance_units: Fraction | None

    @property
    def proven(self) -> bool:
        """Whether no integers whatsoever do better: the bound is less than one unit away."""
        return self.distance_units is not None and self.distance_units < 1
