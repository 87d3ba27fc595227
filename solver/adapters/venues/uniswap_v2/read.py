"""IMarketLens.V2State to a market."""

from solver.adapters.venues.decoding import same_tokens, struct
from solver.domain.universe import PoolRef
from solver.markets.constant_product import ConstantProduct

_STATE = "address,address,uint112,uint112"


class UniswapV2:
    """ports.Venue: a pair does not tell its fee, the universe does."""

    words_each_side = 0

    def read(self, pool: PoolRef, data: bytes) -> ConstantProduct:
        token0, token1, reserve0, reserve1 = struct(_STATE, data)
        tokens = same_tokens(pool, (token0, token1))
        return ConstantProduct(pool.address, tokens[0], tokens[1], reserve0, reserve1, pool.fee_pips)
