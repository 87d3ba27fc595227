"""What makes a Uniswap v4 pool, and how a hop of a plan carries it."""

from dataclasses import dataclass

from solver.domain.primitives import ZERO_ADDRESS, Address, DomainError, uint

DYNAMIC_FEE = 0x800000
"""Stands for a fee that the pool's hooks set as they like."""

MOST_FEE_PIPS = 1_000_000
MOST_TICK_SPACING = 32_767

_SPACING_BIT, _HOOKS_BIT, _NATIVE_BIT = 24, 48, 208


@dataclass(frozen=True, slots=True)
class PoolKey:
    """The key as the manager hashes it to the pool's id.

    currency0: ZERO_ADDRESS where the pool holds ether itself; fee: pips (1e6 = 100 %), or DYNAMIC_FEE
    """

    currency0: Address
    currency1: Address
    fee: int
    tick_spacing: int
    hooks: Address

    def __post_init__(self) -> None:
        if int(self.currency0, 16) >= int(self.currency1, 16):
            raise DomainError(f"currencies {self.currency0}, {self.currency1} do not ascend")
        if not 0 <= self.fee <= MOST_FEE_PIPS and self.fee != DYNAMIC_FEE:
            raise DomainError(f"a fee of {self.fee} pips")
        if not 1 <= self.tick_spacing <= MOST_TICK_SPACING:
            raise DomainError(f"a tick spacing of {self.tick_spacing}")
        uint("hooks", int(self.hooks, 16), 160)

    @property
    def native(self) -> bool:
        """Whether currency0 is ether, which the solver holds and counts as WETH."""
        return self.currency0 == ZERO_ADDRESS

    @property
    def hop_param(self) -> int:
        """Hop.param: fee in bits 0..23, tick spacing in 24..47, hooks in 48..207, bit 208 where currency0 is ether."""
        packed = self.fee | self.tick_spacing << _SPACING_BIT | int(self.hooks, 16) << _HOOKS_BIT
        return packed | self.native << _NATIVE_BIT
