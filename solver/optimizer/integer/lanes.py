"""A market in one direction as two functions of integers, for searches that ask them often."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from solver.domain.primitives import Address
from solver.domain.route import Family
from solver.markets.concentrated_liquidity.ranged import RangedPool
from solver.markets.constant_product import ConstantProduct
from solver.markets.market import Market, MarketError
from solver.markets.metered import Metered
from solver.markets.two_tokens import PIPS

_MOST_RESERVE = (1 << 112) - 1
_QUICK = frozenset({Family.UNISWAP_V2, Family.LIMIT_ORDER, Family.BOOK, Family.CONSTANT_SUM, Family.INVENTORY})
_FINEST = 10**15
_IMPOSSIBLE = -1


@dataclass(frozen=True, slots=True)
class Product:
    """Reserves of a constant product in one direction, and what is kept of a million after the fee."""

    reserve_in: int
    reserve_out: int
    keep: int


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """pays: units out for units in, never less for more; least: fewest units in that pay so many out. -1: impossible.

    gas: of a hop with an input that was asked before; worth: of one unit in, and out
    pair: token in, token out; quick: quotes cost about a microsecond; product: where it is a constant product
    most: the greatest input, where the market can tell without a search
    """

    pays: Callable[[int], int]
    least: Callable[[int], int]
    gas: Callable[[int], int]
    pair: tuple[Address, Address]
    worth: tuple[float, float]
    quick: bool
    product: Product | None = None
    most: Callable[[], int] | None = None

    def counts(self, out: int) -> bool:
        """Whether a unit out is worth a search: below a part in 1e15 floats did not tell it apart anyway."""
        return self.quick or out < _FINEST


def lane(market: Market, token_in: Address, token_out: Address, worth: tuple[float, float] = (1.0, 1.0)) -> Lane:
    """The market at its present state; answers are kept, so asking twice costs once. worth: of a unit in, and out."""
    if isinstance(market, Metered):
        return replace(lane(market.market, token_in, token_out, worth), gas=lambda _: market.hop_gas)
    if isinstance(market, ConstantProduct):
        return _product(market, token_in, token_out, worth)
    paid: dict[int, tuple[int, int]] = {}
    needed: dict[int, int] = {}

    def asked(amount_in: int) -> tuple[int, int]:
        if amount_in not in paid:
            try:
                paid[amount_in] = market.quote_with_gas(token_in, token_out, amount_in)
            except MarketError:
                paid[amount_in] = _IMPOSSIBLE, 0
        return paid[amount_in]

    def least(amount_out: int) -> int:
        if amount_out not in needed:
            try:
                needed[amount_out] = market.quote_out(token_in, token_out, amount_out)
            except MarketError:
                needed[amount_out] = _IMPOSSIBLE
        return needed[amount_out]

    return Lane(
        pays=lambda amount_in: asked(amount_in)[0],
        least=least,
        gas=lambda amount_in: asked(amount_in)[1],
        pair=(token_in, token_out),
        worth=worth,
        quick=market.family in _QUICK,
        most=partial(market.most_in, token_in, token_out) if isinstance(market, RangedPool) else None,
    )


def _product(pool: ConstantProduct, token_in: Address, token_out: Address, worth: tuple[float, float]) -> Lane:
    """The pool's own formulas, without its checks of names."""
    reserve_in, reserve_out = pool.reserves(token_in, token_out)
    keep, scaled, room = PIPS - pool.fee_pips, reserve_in * PIPS, _MOST_RESERVE - reserve_in
    if not reserve_in or not reserve_out:
        room = 0

    def pays(amount_in: int) -> int:
        if amount_in > room:
            return _IMPOSSIBLE
        kept = amount_in * keep
        return kept * reserve_out // (scaled + kept)

    def least(amount_out: int) -> int:
        if amount_out >= reserve_out:
            return 0 if not amount_out else _IMPOSSIBLE
        amount_in = -(-amount_out * scaled // ((reserve_out - amount_out) * keep))
        return amount_in if amount_in <= room else _IMPOSSIBLE

    return Lane(
        pays=pays,
        least=least,
        gas=lambda _: pool.hop_gas,
        pair=(token_in, token_out),
        worth=worth,
        quick=True,
        product=Product(reserve_in, reserve_out, keep),
    )
