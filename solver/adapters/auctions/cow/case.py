"""One auction ready to be solved: markets as rows, what tokens and gas are worth, and the fee rule."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from solver.adapters.auctions.cow.auction import AuctionOrder, Class, CowAuction
from solver.domain.primitives import Address
from solver.markets.market import Market
from solver.optimizer.problem import MOST_PRICE
from solver.optimizer.program.rows import Rows, rows
from solver.optimizer.worths import worths

_WRAPPED_NATIVE = (
    Address("0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"),  # Ethereum
    Address("0xe91d153e0b41518a2ce8dd3d7944fa863463a97d"),  # Gnosis
    Address("0x82af49447d8a07e3bd95bd0d56f35241523fbab1"),  # Arbitrum
    Address("0x4200000000000000000000000000000000000006"),  # Base
)
_PRICE_UNITS = 10**18


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """worth_wei: wei of the native token for one unit of each token, where anything is known of it."""

    auction: CowAuction
    markets: tuple[Market, ...]
    rows: Rows
    worth_wei: Mapping[Address, Fraction]

    @classmethod
    def of(cls, auction: CowAuction) -> Self:
        """The driver's reference prices; a wrapped native token is worth itself; other tokens as the markets say."""
        markets = tuple(auction.listed[pool].market for pool in sorted(auction.listed))
        known = dict.fromkeys(_WRAPPED_NATIVE, Fraction(1))
        known |= {
            t: Fraction(token.reference_price, _PRICE_UNITS)
            for t, token in auction.tokens.items()
            if token.reference_price
        }
        made = rows(markets)
        return cls(auction, markets, made, worths(made, known))

    def gas_price(self, token: Address) -> Fraction:
        """Of one gas, in units of the token, at most what the optimizer takes; nothing where its worth is unknown."""
        worth = self.worth_wei.get(token)
        return min(MOST_PRICE, self.auction.effective_gas_price_wei / worth) if worth else Fraction(0)

    def fee(self, order: AuctionOrder, gas: Fraction | int) -> int | None:
        """Units of the sell token that pay for the gas, by the driver's own engine's rule, but rounded up.

        Orders of class market pay none. None where the worth of the token is unknown.
        """
        if order.order_class is Class.MARKET:
            return 0
        worth = self.worth_wei.get(order.sell_token)
        return None if not worth else math.ceil(gas * self.auction.effective_gas_price_wei / worth)
