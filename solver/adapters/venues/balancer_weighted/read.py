"""IMarketLens.BalancerWeightedState to a market."""

from solver.adapters.venues.decoding import same_tokens, struct
from solver.domain.primitives import hash32
from solver.domain.universe import PoolRef
from solver.markets.weighted import WeightedPool

_STATE = "bytes32,address[],uint256[],uint256[],uint256[],uint256,bool"


class BalancerWeighted:
    """ports.Venue: the pool tells everything itself."""

    words_each_side = 0

    def read(self, pool: PoolRef, data: bytes) -> WeightedPool:
        pool_id, tokens, balances, weights, scales, fee_e18, paused = struct(_STATE, data)
        if paused:
            raise ValueError(f"{pool.address} is paused")
        return WeightedPool(
            pool=pool.address,
            pool_id=hash32("0x" + pool_id.hex()),
            tokens=same_tokens(pool, tokens),
            balances=tuple(balances),
            weights_e18=tuple(weights),
            scales_e18=tuple(scales),
            fee_e18=fee_e18,
        )
