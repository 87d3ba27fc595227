"""Which Uniswap v4 pools the twin has: two of ether itself, a dynamic fee, and hooks that change swaps."""

from dataclasses import dataclass
from random import Random

from solver.domain.pool_key import DYNAMIC_FEE, PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.building.ranges import Range, drawn
from solver.sandbox.chain.tokens import DAI, USDC, USDT, WBTC, WETH, SandboxAsset


@dataclass(frozen=True, slots=True)
class V4Plan:
    """A pool of the manager; tokens in the key's order, WETH for ether, whose units are the same.

    fee_pips: what providers take, also where the key's fee is dynamic
    protocol_fees_pips: of swaps of token0 for token1, and of token1 for token0
    """

    key: PoolKey
    token0: SandboxAsset
    token1: SandboxAsset
    fee_pips: int
    protocol_fees_pips: tuple[int, int]
    sqrt_price_x96: int
    ranges: tuple[Range, ...]

    @property
    def refused(self) -> bool:
        """Whether its hooks change swaps, so that no solver should touch it."""
        return self.key.hooks == at.OVERRIDING_FEE_HOOK


@dataclass(frozen=True, slots=True)
class _Wanted:
    currency0: Address
    token0: SandboxAsset
    token1: SandboxAsset
    fee_pips: int
    spacing: int
    tvl_usd: int
    hooks: Address = ZERO_ADDRESS
    protocol_fees_pips: tuple[int, int] = (0, 0)


_ETHER = ZERO_ADDRESS
_POOLS = (
    _Wanted(_ETHER, WETH, USDC, 500, 10, 9_000_000),
    _Wanted(_ETHER, WETH, WBTC, 3000, 60, 5_000_000, protocol_fees_pips=(1000, 250)),
    _Wanted(at.DAI, DAI, USDC, 100, 1, 4_000_000),
    _Wanted(at.USDC, USDC, WETH, 400, 10, 3_000_000, at.DYNAMIC_FEE_HOOK),
    _Wanted(_ETHER, WETH, USDT, 500, 10, 1_000_000, at.OVERRIDING_FEE_HOOK),
)


def plan_v4(seed: int) -> tuple[V4Plan, ...]:
    """The same plan for the same seed, on every machine."""
    rng = Random(f"uniswap-v4:{seed}")
    return tuple(_plan(rng, pool) for pool in _POOLS)


def _plan(rng: Random, wanted: _Wanted) -> V4Plan:
    fee = wanted.fee_pips if wanted.hooks == ZERO_ADDRESS else DYNAMIC_FEE
    tokens = (wanted.token0, wanted.token1)
    price, ranges = drawn(rng, tokens, wanted.fee_pips, wanted.spacing, wanted.tvl_usd)
    key = PoolKey(wanted.currency0, wanted.token1.address, fee, wanted.spacing, wanted.hooks)
    return V4Plan(key, *tokens, wanted.fee_pips, wanted.protocol_fees_pips, price, ranges)
