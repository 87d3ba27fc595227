"""An auction as values: orders and markets; what cannot be used of it is listed with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import msgspec

from solver.adapters.auctions.cow.liquidity import UnusableLiquidity, as_market, as_units
from solver.adapters.auctions.cow.wire import (
    KINDS,
    PLAIN,
    AuctionShape,
    KindShape,
    LiquidityShape,
    OrderShape,
    TokenShape,
)
from solver.domain.auction import Side
from solver.domain.nesting import require_shallow
from solver.domain.primitives import Address, DomainError, PoolId, address
from solver.markets.metered import Metered

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


class Unusable(StrEnum):
    """Why an order makes no sense, or asks for what our solutions do not say."""

    NOTHING = "sells_or_buys_nothing"
    ITSELF = "sells_a_token_for_itself"
    LISTED_TWICE = "uid_is_listed_twice"
    NEEDS_WRAPPERS = "needs_wrappers"
    NEEDS_FLASHLOAN = "needs_a_flashloan"
    VAULT_BALANCE = "trades_balances_of_the_vault"


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

    @property
    def exact_in(self) -> bool:
        """Whether the amount sold is given."""
        return self.side is Side.EXACT_IN

    @property
    def limit(self) -> Fraction | None:
        """Units bought for a unit sold, at least; None where anything is enough."""
        return Fraction(self.buy_amount, self.sell_amount) if self.buy_amount else None


@dataclass(frozen=True, slots=True)
class Listed:
    """A market as the driver listed it, with the gas he reckons with; liquidity_id is opaque, and his name for it."""

    market: Metered
    liquidity_id: str


@dataclass(frozen=True, slots=True)
class CowAuction:
    """unusable: liquidity id and reason; refused: orders that cannot be answered, by uid."""

    auction_id: str | None
    tokens: Mapping[Address, AuctionToken]
    orders: tuple[AuctionOrder, ...]
    refused: tuple[tuple[str, Unusable], ...]
    listed: Mapping[PoolId, Listed]
    effective_gas_price_wei: int
    unusable: tuple[tuple[str, str], ...]


def read_auction(body: bytes) -> CowAuction:
    """Decode one auction. Raises MalformedAuction."""
    if len(body) > MOST_BYTES:
        raise MalformedAuction(f"more than {MOST_BYTES >> 20} MiB")
    try:
        shape = msgspec.json.decode(require_shallow(body), type=AuctionShape)
        tokens = {address(name): _token(name, token) for name, token in shape.tokens.items()}
        orders, refused = _orders(shape.orders)
        listed, unusable = _listed(shape.liquidity)
        gas_price = as_units(shape.effective_gas_price)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise MalformedAuction(str(error)[:_SHOWN]) from error
    except DomainError as error:
        raise MalformedAuction(repr(error)[:_SHOWN]) from error
    if len(tokens) < len(shape.tokens):
        raise MalformedAuction("a token is listed twice")
    return CowAuction(shape.id, tokens, orders, refused, listed, gas_price, unusable)


def _token(name: str, token: TokenShape) -> AuctionToken:
    price = None if token.reference_price is None else as_units(token.reference_price)
    balance = as_units(token.available_balance)
    return AuctionToken(address(name), token.symbol, token.decimals, price or None, balance, token.trusted)


def _orders(shapes: Iterable[OrderShape]) -> tuple[tuple[AuctionOrder, ...], tuple[tuple[str, Unusable], ...]]:
    found: dict[str, AuctionOrder] = {}
    refused = []
    for shape in shapes:
        order = _order(shape)
        why = Unusable.LISTED_TWICE if order.uid in found else _nonsense(order) or _unanswerable(shape)
        if why is None:
            found[order.uid] = order
        else:
            refused.append((order.uid, why))
    return tuple(found.values()), tuple(refused)


def _nonsense(order: AuctionOrder) -> Unusable | None:
    if order.sell_token == order.buy_token:
        return Unusable.ITSELF
    if not order.sell_amount or (order.side is Side.EXACT_OUT and not order.buy_amount):
        return Unusable.NOTHING
    return None


def _unanswerable(shape: OrderShape) -> Unusable | None:
    """A plain solution would settle it without what it cannot do without."""
    if any(not wrapper.is_omittable for wrapper in shape.wrappers or ()):
        return Unusable.NEEDS_WRAPPERS
    if shape.flashloan_hint is not None:
        return Unusable.NEEDS_FLASHLOAN
    if (shape.sell_token_source, shape.buy_token_destination) != (PLAIN, PLAIN):
        return Unusable.VAULT_BALANCE
    return None


def _order(order: OrderShape) -> AuctionOrder:
    return AuctionOrder(
        uid=order.uid.lower(),
        sell_token=address(order.sell_token),
        buy_token=address(order.buy_token),
        sell_amount=as_units(order.sell_amount),
        buy_amount=as_units(order.buy_amount),
        side=Side.EXACT_IN if order.kind == "sell" else Side.EXACT_OUT,
        partially_fillable=order.partially_fillable,
        order_class=Class(order.order_class),
    )


def _listed(entries: Iterable[msgspec.Raw]) -> tuple[dict[PoolId, Listed], tuple[tuple[str, str], ...]]:
    found: dict[PoolId, Listed] = {}
    unusable, ids = [], set[str]()
    for place, entry in enumerate(entries):
        shape = _liquidity(entry, place)
        name = str(shape.id)[:_SHOWN]
        if name in ids:
            unusable.append((name, "its id is listed twice: a hop over it could mean either"))
            continue
        ids.add(name)
        if isinstance(shape, KindShape):
            unusable.append((name, f"liquidity of an unknown kind, {shape.kind[:_SHOWN]}"))
            continue
        try:
            market = Metered(as_market(shape), as_units(shape.gas_estimate))
        except UnusableLiquidity as error:
            unusable.append((shape.id, error.reason))
        except DomainError as error:
            unusable.append((shape.id, f"gas estimate: {error!r}"[:_SHOWN]))
        else:
            if market.pool in found:
                unusable.append((shape.id, f"{market.pool} is listed twice"))
            else:
                found[market.pool] = Listed(market, shape.id)
    return found, tuple(unusable)


def _liquidity(entry: msgspec.Raw, place: int) -> LiquidityShape | KindShape:
    """KindShape for a kind that is not ours; raises ValidationError for one that is, but not as it should be."""
    try:
        shape: LiquidityShape = msgspec.json.decode(entry, type=LiquidityShape)
    except msgspec.ValidationError as error:
        try:
            kind = msgspec.json.decode(entry, type=KindShape)
        except msgspec.ValidationError:
            kind = None
        if kind is None or kind.kind in KINDS:
            raise msgspec.ValidationError(f"liquidity {place}: {error}") from error
        return kind
    return shape
