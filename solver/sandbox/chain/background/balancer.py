"""Balancer's pools as arbitrageurs see them: where they are, and the swaps that pull them to the reference."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

from eth_abi.abi import decode

from solver.domain.primitives import Address, hash32
from solver.markets.composable_stable import ComposableStable
from solver.markets.fixed_point import ONE
from solver.markets.market import InsufficientLiquidity
from solver.markets.weighted import WeightedPool
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.background.multicall import Read, read_all, uint
from solver.sandbox.chain.background.reference import Reference
from solver.sandbox.chain.background.swaps import VaultSwap
from solver.sandbox.chain.worldfile import PoolEntry, World
from solver.wire.rpc import AsyncJsonRpc

BalancerPool = WeightedPool | ComposableStable

_FAMILIES = frozenset({"balancer-weighted", "balancer-stable"})
_STABLE_SIZES_USD = (20_000, 100_000, 500_000)
_LARGEST_SHARE = 0.25


async def know_balancer(rpc: AsyncJsonRpc, world: World, block: int) -> tuple[BalancerPool, ...]:
    """The world's Balancer pools at that block."""
    entries = [pool for pool in world.pools if pool.family in _FAMILIES]
    reads = [read for entry in entries for read in _fact_reads(entry)]
    answers = await read_all(rpc, reads, block)
    empty = [_known(entry, *answers[4 * k : 4 * k + 4]) for k, entry in enumerate(entries)]
    return await observe_balancer(rpc, empty, block)


async def observe_balancer(rpc: AsyncJsonRpc, pools: Sequence[BalancerPool], block: int) -> tuple[BalancerPool, ...]:
    """The same pools with what the Vault holds for them at that block."""
    signature = "getPoolTokens(bytes32)"
    reads = [(at.BALANCER_VAULT, calldata(signature, bytes.fromhex(pool.pool_id[2:]))) for pool in pools]
    return tuple(_holding(pool, a or b"") for pool, a in zip(pools, await read_all(rpc, reads, block), strict=True))


def vault_swaps(pool: BalancerPool, reference: Reference) -> Iterator[VaultSwap]:
    """Swaps worth a look: what takes a weighted pool to the reference, and three sizes on a stable one."""
    for token_in, token_out in permutations(pool.tokens, 2):
        if isinstance(pool, WeightedPool):
            amounts = [_to_reference(pool, token_in, token_out, reference)]
        else:
            whole = pool.balances[pool.index(token_in)]
            usd_e8 = max(reference.value_usd_e8(token_in, whole), 1)
            amounts = [min(whole * usd * 10**8 // usd_e8, whole) for usd in _STABLE_SIZES_USD]
        for amount in amounts:
            swap = _quoted(pool, token_in, token_out, amount)
            if swap is not None:
                yield swap


def _to_reference(pool: WeightedPool, token_in: Address, token_out: Address, reference: Reference) -> int:
    """Units in after which the marginal price, less the fee k, is the reference r; 0 where it is worse already.

    With balances B and weights w:  (B_in' / B_in) ^ (1 + w_in / w_out) = k (w_in / w_out) (B_out / B_in) / r.
    """
    i, j = pool.index(token_in), pool.index(token_out)
    numerator, denominator = reference.ratio(token_in, token_out)
    kept, weights = 1 - pool.fee_e18 / ONE, pool.weights_e18[i] / pool.weights_e18[j]
    gain = kept * weights * pool.balances[j] / pool.balances[i] * denominator / numerator
    grown = gain ** (1 / (1 + weights)) - 1
    return int(min(grown, _LARGEST_SHARE) / kept * pool.balances[i]) if grown > 0 else 0


def _quoted(pool: BalancerPool, token_in: Address, token_out: Address, amount: int) -> VaultSwap | None:
    try:
        paid = pool.quote_in(token_in, token_out, amount)
    except InsufficientLiquidity:
        return None
    return VaultSwap(pool.pool_id, token_in, token_out, amount, paid) if paid else None


def _fact_reads(entry: PoolEntry) -> Iterator[Read]:
    weighted = entry.family == "balancer-weighted"
    yield entry.address, calldata("getPoolId()")
    yield entry.address, calldata("getSwapFeePercentage()")
    yield entry.address, calldata("getScalingFactors()")
    yield entry.address, calldata("getNormalizedWeights()" if weighted else "getAmplificationParameter()")


def _known(
    entry: PoolEntry, pool_id: bytes | None, fee: bytes | None, scales: bytes | None, kind: bytes | None
) -> BalancerPool:
    """Without balances. The twin's pools have no rates, so the factors are for good; the own shares' is left out."""
    identity = hash32(f"0x{uint(pool_id):064x}")
    factors: Any = decode(["uint256[]"], scales or b"")[0]
    nothing = (0,) * len(entry.tokens)
    if entry.family == "balancer-weighted":
        weights: Any = decode(["uint256[]"], kind or b"")[0]
        return WeightedPool(entry.address, identity, entry.tokens, nothing, tuple(weights), tuple(factors), uint(fee))
    place = sum(token < entry.address for token in entry.tokens)
    scales_e18 = (*factors[:place], *factors[place + 1 :])
    return ComposableStable(entry.address, identity, entry.tokens, nothing, scales_e18, uint(kind), uint(fee))


def _holding(pool: BalancerPool, answer: bytes) -> BalancerPool:
    listed: Any = decode(["address[]", "uint256[]", "uint256"], answer)
    balances = dict(zip(listed[0], listed[1], strict=True))
    return replace(pool, balances=tuple(balances[token] for token in pool.tokens))
