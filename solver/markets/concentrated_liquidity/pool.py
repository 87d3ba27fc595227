"""A Uniswap v3 pool."""

from dataclasses import dataclass

from solver.domain.route import Family
from solver.markets.concentrated_liquidity.ranged import RangedPool


@dataclass(frozen=True, slots=True)
class ConcentratedLiquidity(RangedPool):
    """One pool of Uniswap v3 or a fork."""

    @property
    def family(self) -> Family:
        """Hops are encoded as UNISWAP_V3."""
        return Family.UNISWAP_V3
