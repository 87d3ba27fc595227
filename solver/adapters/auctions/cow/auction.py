"""An auction as values: orders, markets and their gas; liquidity that cannot be used is listed with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from solver.adapters.auctions.cow.liquidity import UnusableLiquidity, as_market, as_units
from solver.adapters.auctions.cow.wire import AuctionShape, LiquidityShape, OrderShape, TokenShape
from solver.domain.auction import Side
from solver.domain.nesting import require_shallow
from solver.domain.primitives import Address, DomainError, PoolId, address
from solver.markets.market import Market

MOST_BYTES = 64 << 20
_SHOWN = 200


@dataclass(eq=False)
class MalformedAuction(ValueError):
    """Bytes that are no auction; detail names the place."""

    detail: str

    def __str__(self) -> str:
        return f"no CoW auction: {self.detail}"


class Class(StrEnum):
    """Whether the solver takes its fee out of the order."""

    MARKET = "market"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class AuctionToken:
    """reference_price: wei of the native token for 1e18 units; available_balance: units in the settlement contract."""

    address: Address
    symbol: str | None
    decimals: int | None
    reference_price: int | None
    available_balance: int
    trusted: bool


@dataclass(frozen=True, slots=True)
class AuctionOrder:
    """Sells at most sell_amount for at least buy_amount, in proportion where it is filled in part."""

    uid: str
    sell_token: Address
    buy_token: Address
    sell_amount: int
    buy_amount: int
    side: Side
    partially_fillable: bool
    order_class: Class


@dataclass(frozen=True, slots=True)
class Listed:
    """A market as the driver listed it; liquidity_id is opaque and not always unique."""

    market: Market
    liquidity_id: str
    gas: int


@dataclass(frozen=True, slots=True)
class CowAuction:
    """unusable: liquidity id and reason."""

    auction_id: str | None
    tokens: Mapping[Address, AuctionToken]
    orders: tuple[AuctionOrder, ...]
    listed: Mapping[PoolId, Listed]
    effective_gas_price_wei: int
    unusable: tuple[tuple[str, str], ...]


def read_auction(body: bytes) -> CowAuction:
    """Decode one auction. Raises MalformedAuction."""
    if len(body) > MOST_BYTES:
        raise MalformedAuction(f"{len(body)} bytes, more than {MOST_BYTES}")
    try:
        shape = msgspec.json.decode(require_shallow(body), type=AuctionShape)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise MalformedAuction(str(error)[:_SHOWN]) from error
    try:
        tokens = {address(name): _token(name, token) for name, token in shape.tokens.items()}
        orders = tuple(_order(order) for order in shape.orders)
    except DomainError as error:
        raise MalformedAuction(str(error)[:_SHOWN]) from error
    listed, unusable = _listed(shape.liquidity)
    gas_price = as_units(shape.effective_gas_price)
    return CowAuction(shape.id, tokens, orders, listed, gas_price, tuple(unusable))


def _token(name: str, token: TokenShape) -> AuctionToken:
    price = None if token.reference_price is None else as_units(token.reference_price)
    balance = as_units(token.available_balance)
    return AuctionToken(address(name), token.symbol, token.decimals, price, balance, token.trusted)


def _order(order: OrderShape) -> AuctionOrder:
    return AuctionOrder(
        uid=order.uid.lower(),
        sell_token=address(order.sell_token),
        buy_token=address(order.buy_token),
        sell_amount=as_units(order.sell_amount),
        buy_amount=as_units(order.buy_amount),
        side=Side.EXACT_IN if order.kind == "sell" else Side.EXACT_OUT,
        partially_fillable=order.partially_fillable,
        order_class=Class(order.klass),
    )


def _listed(liquidity: Iterable[LiquidityShape]) -> tuple[dict[PoolId, Listed], list[tuple[str, str]]]:
    found: dict[PoolId, Listed] = {}
    unusable = []
    for shape in liquidity:
        try:
            market = as_market(shape)
        except UnusableLiquidity as error:
            unusable.append((shape.id, error.reason))
            continue
        if market.pool in found:
            unusable.append((shape.id, f"{market.pool} is listed twice"))
            continue
        found[market.pool] = Listed(market, shape.id, as_units(shape.gas_estimate))
    return found, unusable
