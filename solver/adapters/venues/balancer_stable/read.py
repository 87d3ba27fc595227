"""IMarketLens.BalancerStableState to a market."""

from collections.abc import Sequence
from typing import TypeVar

from solver.adapters.venues.decoding import same_tokens, struct
from solver.domain.primitives import hash32
from solver.domain.universe import PoolRef
from solver.markets.composable_stable import ComposableStable

_STATE = "bytes32,address[],uint256[],uint256[],uint256,uint256,uint256,bool"

T = TypeVar("T")


class BalancerStable:
    """ports.Venue: the pool tells everything itself; its own shares, which the Vault holds for it, are left out."""

    words_each_side = 0

    def read(self, pool: PoolRef, data: bytes) -> ComposableStable:
        pool_id, tokens, balances, scales, own, amplification, fee_e18, paused = struct(_STATE, data)
        if paused:
            raise ValueError(f"{pool.address} is paused")
        return ComposableStable(
            pool=pool.address,
            pool_id=hash32("0x" + pool_id.hex()),
            tokens=same_tokens(pool, _without(tokens, own)),
            balances=_without(balances, own),
            scales_e18=_without(scales, own),
            amplification=amplification,
            fee_e18=fee_e18,
        )


def _without(values: Sequence[T], place: int) -> tuple[T, ...]:
    return tuple(value for k, value in enumerate(values) if k != place)
