"""The pools as background traders see them: how each is traded, and where its price is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from solver.domain.primitives import Address
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.background.multicall import Read, read_all, uint
from solver.sandbox.chain.worldfile import PoolEntry, World
from solver.wire.rpc import AsyncJsonRpc

STABLE_PROBES_USD = (20_000, 100_000, 500_000)
_PAIRS = frozenset({"uniswap-v2", "uniswap-v3"})
_STABLE_DECIMALS = {at.DAI: 18, at.USDC: 6, at.USDT: 6}


@dataclass(frozen=True, slots=True)
class PairPool:
    """A Uniswap pool; v2 pools charge 3000 pips."""

    address: Address
    token0: Address
    token1: Address
    fee_pips: int
    router: Address
    concentrated: bool


@dataclass(frozen=True, slots=True)
class PairState:
    """A pool at one block: units it holds, and for a concentrated one its square-root price."""

    pool: PairPool
    reserve0: int
    reserve1: int
    sqrt_price_x96: int


@dataclass(frozen=True, slots=True)
class StableProbe:
    """What an amount of one stablecoin buys of another in 3pool."""

    sold: int
    bought: int
    token_in: Address
    token_out: Address
    amount_in: int
    amount_out: int


@dataclass(frozen=True, slots=True)
class VenueStates:
    """Every pool at one block."""

    pairs: tuple[PairState, ...]
    stable: tuple[StableProbe, ...]


async def know_pools(rpc: AsyncJsonRpc, world: World, block: int) -> tuple[PairPool, ...]:
    """Fees and routers of the world's Uniswap pools."""
    pools = [pool for pool in world.pools if pool.family in _PAIRS]
    reads = [(p.address, calldata("fee()" if p.family == "uniswap-v3" else "factory()")) for p in pools]
    answers = await read_all(rpc, reads, block)
    return tuple(_known(pool, uint(answer)) for pool, answer in zip(pools, answers, strict=True))


async def observe_pools(rpc: AsyncJsonRpc, pools: Sequence[PairPool], block: int) -> VenueStates:
    """Where every pool is at that block."""
    probes = list(_probes())
    reads = [read for pool in pools for read in _state_reads(pool)]
    answers = await read_all(rpc, [*reads, *(read for _, read in probes)], block)
    words = iter(answers)
    pairs = tuple(_state(pool, next(words), next(words), next(words)) for pool in pools)
    stable = tuple(_probed(draft, uint(answer)) for (draft, _), answer in zip(probes, words, strict=True))
    return VenueStates(pairs, stable)


def _known(pool: PoolEntry, fact: int) -> PairPool:
    token0, token1 = pool.tokens
    if pool.family == "uniswap-v3":
        return PairPool(pool.address, token0, token1, fact, at.V3_ROUTER, concentrated=True)
    router = at.SUSHI_ROUTER if fact == int(at.SUSHI_FACTORY, 16) else at.V2_ROUTER
    return PairPool(pool.address, token0, token1, pool.fee_pips, router, concentrated=False)


def _state_reads(pool: PairPool) -> Iterator[Read]:
    yield pool.address, calldata("slot0()" if pool.concentrated else "getReserves()")
    for token in (pool.token0, pool.token1):
        yield token, calldata("balanceOf(address)", pool.address)


def _state(pool: PairPool, price: bytes | None, balance0: bytes | None, balance1: bytes | None) -> PairState:
    if pool.concentrated:
        return PairState(pool, uint(balance0), uint(balance1), uint(price))
    return PairState(pool, uint(price), uint(price, 1), 0)


def _probes() -> Iterator[tuple[StableProbe, Read]]:
    coins = list(_STABLE_DECIMALS)
    for sold, token_in in enumerate(coins):
        for bought, token_out in enumerate(coins):
            for usd in STABLE_PROBES_USD if sold != bought else ():
                amount = usd * 10 ** _STABLE_DECIMALS[token_in]
                data = calldata("get_dy(int128,int128,uint256)", sold, bought, amount)
                yield StableProbe(sold, bought, token_in, token_out, amount, 0), (at.THREE_POOL, data)


def _probed(draft: StableProbe, amount_out: int) -> StableProbe:
    return StableProbe(draft.sold, draft.bought, draft.token_in, draft.token_out, draft.amount_in, amount_out)
