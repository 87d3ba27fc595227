"""The background LP: now and then a new narrow position where the price is now."""

from random import Random

from solver.domain.primitives import Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.background.swaps import PATIENCE_S, Action
from solver.sandbox.chain.background.venues import PairState
from solver.sandbox.chain.building.plan import TICK_SPACING
from solver.sandbox.chain.building.ranges import NEAR_SPACINGS, tick_at
from solver.sandbox.chain.keys import address_of, roles

BLOCKS_BETWEEN = 12
_SHARE_OF_POOL_PERCENT = 1
_GAS = 800_000
_MINT = "mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))"


def position(rng: Random, state: PairState, now_s: int, tip_wei: int) -> Action:
    """Add at most a hundredth of what the pool holds within a few spacings of its price."""
    pool, lp = state.pool, roles()["background-lp"]
    spacing = TICK_SPACING[pool.fee_pips]
    floor = tick_at(state.sqrt_price_x96) // spacing * spacing
    below, above = (rng.randint(0, NEAR_SPACINGS[spacing]) * spacing for _ in range(2))
    amounts = deposit(state)
    ends = (floor - below, floor + above + spacing)
    fields = (pool.token0, pool.token1, pool.fee_pips, *ends, *amounts, 0, 0, address_of(lp), now_s + PATIENCE_S)
    return Action(lp, at.V3_POSITIONS, calldata(_MINT, fields), _GAS, tip_wei)


def deposit(state: PairState) -> tuple[int, int]:
    """The most a new position takes, in units of each token."""
    return state.reserve0 * _SHARE_OF_POOL_PERCENT // 100, state.reserve1 * _SHARE_OF_POOL_PERCENT // 100


def can_pay(state: PairState, balances: tuple[int, int]) -> bool:
    """Whether the LP still has that much."""
    return all(have >= want for have, want in zip(balances, deposit(state), strict=True))


def held_tokens(state: PairState) -> tuple[tuple[Address, str], ...]:
    """The reads of what the LP has of the pool's tokens."""
    data = calldata("balanceOf(address)", address_of(roles()["background-lp"]))
    return (state.pool.token0, data), (state.pool.token1, data)
