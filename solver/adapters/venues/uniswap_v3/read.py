"""IMarketLens.V3State to a market."""

from dataclasses import dataclass

from solver.adapters.venues.decoding import same_tokens, struct
from solver.adapters.venues.ticks import check_ticks
from solver.domain.universe import PoolRef
from solver.markets.concentrated_liquidity import ConcentratedLiquidity

_STATE = "address,address,uint24,int24,uint160,int24,uint128,int16,int16,int24[],int128[]"


@dataclass(frozen=True, slots=True)
class UniswapV3:
    """ports.Venue; a word is 256 tick spacings: at a spacing of 10, four on each side reach a price twice as far."""

    words_each_side: int = 4

    def read(self, pool: PoolRef, data: bytes) -> ConcentratedLiquidity:
        token0, token1, fee_pips, spacing, price, tick, liquidity, first, last, ticks, net = struct(_STATE, data)
        tokens = same_tokens(pool, (token0, token1))
        check_ticks(pool.id, spacing=spacing, tick=tick, liquidity=liquidity, words=(first, last), ticks=ticks, net=net)
        return ConcentratedLiquidity(
            pool=pool.address,
            token0=tokens[0],
            token1=tokens[1],
            fee_pips=fee_pips,
            tick_spacing=spacing,
            sqrt_price_x96=price,
            tick=tick,
            liquidity=liquidity,
            first_word=first,
            last_word=last,
            ticks=tuple(ticks),
            liquidity_net=tuple(net),
        )
