"""A Uniswap v4 pool without hooks in its swaps.

The protocol's fee p is taken of an input first, the liquidity providers' fee l of what is left: together
p + l - floor(p l / 1e6) pips. Of an input nothing else differs from v3.
"""

from dataclasses import dataclass

from solver.domain.pool_key import DYNAMIC_FEE, PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address, DomainError
from solver.domain.route import Family
from solver.markets.concentrated_liquidity.ranged import RangedPool
from solver.markets.concentrated_liquidity.swap import Swap, exact_in, exact_out
from solver.markets.concentrated_liquidity.swap_math import PIPS
from solver.markets.uniswap_v4.hooks import HooksTouchSwaps, swap_hooks

HOP_GAS, ETHER_GAS, TICK_GAS, WORD_GAS = 76_000, 7_000, 22_500, 5_800
"""Measured as flat_gas.py says."""

MOST_PROTOCOL_FEE_PIPS = 1_000
_MOST_AMOUNT = (1 << 127) - 1
"""The manager accounts in int128."""


@dataclass(frozen=True, slots=True)
class UniswapV4(RangedPool):
    """One pool, named by the hash of its key.

    token0 is WETH where the key has ether: the executor wraps and unwraps at the pool's door
    fee_pips: the providers' fee as it is now; where the key says DYNAMIC_FEE the hooks move it between swaps
    protocol_fees_pips: of a swap of token0 for token1, and of the other way
    """

    key: PoolKey
    protocol_fees_pips: tuple[int, int]

    def __post_init__(self) -> None:
        RangedPool.__post_init__(self)
        if flags := swap_hooks(self.key.hooks):
            raise HooksTouchSwaps(self.pool, flags)
        if self.tick_spacing != self.key.tick_spacing or self.key.fee not in (self.fee_pips, DYNAMIC_FEE):
            raise DomainError(f"{self.pool}: fee {self.fee_pips}, spacing {self.tick_spacing} of {self.key}")
        if self.token1 != self.key.currency1 or self.token0 == self.token1:
            raise DomainError(f"{self.pool}: {self.tokens} are not those of {self.key}")
        if self.token0 == ZERO_ADDRESS or (not self.native and self.token0 != self.key.currency0):
            raise DomainError(f"{self.pool}: {self.tokens} are not those of {self.key}")
        if not all(0 <= fee <= MOST_PROTOCOL_FEE_PIPS for fee in self.protocol_fees_pips):
            raise DomainError(f"{self.pool}: protocol fees of {self.protocol_fees_pips} pips")
        if max(self.swap_fee_pips(zero_for_one=True), self.swap_fee_pips(zero_for_one=False)) >= PIPS:
            raise DomainError(f"{self.pool}: all of an input is fee")

    @property
    def family(self) -> Family:
        """Hops are encoded as UNISWAP_V4."""
        return Family.UNISWAP_V4

    @property
    def native(self) -> bool:
        """Whether the pool holds ether, which `tokens` calls WETH."""
        return self.key.native

    def swap_fee_pips(self, *, zero_for_one: bool) -> int:
        """As ProtocolFeeLibrary.calculateSwapFee: rounded up."""
        protocol, providers = self.protocol_fees_pips[0 if zero_for_one else 1], self.fee_pips
        return protocol + providers - protocol * providers // PIPS

    def hop_gas(self, crossed: int, words: int = 0) -> int:
        """Unlocking the manager, swapping and settling, with ether unwrapped or wrapped."""
        return HOP_GAS + (ETHER_GAS if self.native else 0) + TICK_GAS * crossed + WORD_GAS * words

    def hop_param(self, token_in: Address, token_out: Address) -> int:
        """All of the key but the currencies, which are the hop's tokens."""
        self.zero_for_one(token_in, token_out)
        return self.key.hop_param

    def spend(self, amount_in: int, *, zero_for_one: bool) -> Swap | None:
        """None also where an amount does not fit the manager's accounts."""
        return _accounted(exact_in(self, amount_in, zero_for_one=zero_for_one))

    def receive(self, amount_out: int, *, zero_for_one: bool) -> Swap | None:
        """None also where an amount does not fit the manager's accounts."""
        return _accounted(exact_out(self, amount_out, zero_for_one=zero_for_one))


def _accounted(done: Swap | None) -> Swap | None:
    return None if done is None or max(done.amount_in, done.amount_out) > _MOST_AMOUNT else done
