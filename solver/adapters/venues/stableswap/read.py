"""IMarketLens.StableState to a market."""

from collections.abc import Iterable

from solver.adapters.venues.decoding import same_tokens, struct
from solver.domain.money import Token
from solver.domain.universe import PoolRef
from solver.markets.stable_swap import StableSwap

_STATE = "address[],uint256[],uint256,uint256,uint256"
_SCALED_DECIMALS = 18


class StableSwapPools:
    """ports.Venue: the pool does not tell how it scales its coins, their decimals do."""

    words_each_side = 0

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._decimals = {token.address: token.decimals for token in tokens}

    def read(self, pool: PoolRef, data: bytes) -> StableSwap:
        coins, balances, amplification, fee_e10, admin_fee_e10 = struct(_STATE, data)
        tokens = same_tokens(pool, coins)
        unknown = [token for token in tokens if token not in self._decimals]
        if unknown:
            raise ValueError(f"{pool.address}: the decimals of {unknown} are not known")
        return StableSwap(
            pool=pool.address,
            tokens=tokens,
            balances=tuple(balances),
            multipliers=tuple(10 ** (_SCALED_DECIMALS - self._decimals[token]) for token in tokens),
            amplification=amplification,
            fee_e10=fee_e10,
            admin_fee_e10=admin_fee_e10,
        )
