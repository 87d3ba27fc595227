"""JSON of an auction as a CoW driver sends it. Numbers are strings, decimal or 0x-hex; unknown fields are ignored.

A fraction may be written with an exponent: Rust's BigDecimal does so beyond five zeros after the point.
"""

from typing import Annotated, Literal

from msgspec import Meta, Raw, Struct, field

Amount = Annotated[str, Meta(pattern=r"^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})\Z")]
Decimal = Annotated[str, Meta(pattern=r"^[0-9]{1,78}(\.[0-9]{1,36})?([eE][+-]?[0-9]{1,2})?\Z")]
AddressText = Annotated[str, Meta(pattern=r"^0x[0-9a-fA-F]{40}\Z")]
HashText = Annotated[str, Meta(pattern=r"^0x[0-9a-fA-F]{64}\Z")]
UidText = Annotated[str, Meta(pattern=r"^0x[0-9a-fA-F]{112}\Z")]
Signed = Annotated[str, Meta(pattern=r"^-?[0-9]{1,39}\Z")]
Id = Annotated[str, Meta(max_length=128)]


PLAIN = "erc20"
"""Where balances are held, unless the Vault of Balancer holds them."""


class TokenShape(Struct, frozen=True, rename="camel"):
    """reference_price: wei of the native token for 1e18 units of this one."""

    decimals: Annotated[int, Meta(ge=0, le=255)] | None = None
    symbol: str | None = None
    reference_price: Amount | None = None
    available_balance: Amount = "0"
    trusted: bool = False


class WrapperShape(Struct, frozen=True, rename="camel"):
    """A contract that the settlement has to be called through, unless it is omittable."""

    is_omittable: bool = False


class OrderShape(Struct, frozen=True, rename="camel"):
    """The remaining part of one signed order; limits are the ratio of the two amounts."""

    uid: UidText
    sell_token: AddressText
    buy_token: AddressText
    sell_amount: Amount
    buy_amount: Amount
    kind: Literal["sell", "buy"]
    partially_fillable: bool
    order_class: Literal["market", "limit"] = field(default="limit", name="class")
    sell_token_source: str = PLAIN
    buy_token_destination: str = PLAIN
    wrappers: Annotated[list[WrapperShape], Meta(max_length=1_000)] | None = None
    flashloan_hint: object = None


class BalanceShape(Struct, frozen=True, rename="camel"):
    """A token of a constant product pool."""

    balance: Amount


class StableBalanceShape(Struct, frozen=True, rename="camel"):
    """A token of a stable pool; scaling_factor brings it to 18 decimals, its rate included."""

    balance: Amount
    scaling_factor: Decimal


class WeightedBalanceShape(Struct, frozen=True, rename="camel"):
    """A token of a weighted pool; weights sum to one."""

    balance: Amount
    scaling_factor: Decimal
    weight: Decimal


class ConstantProductShape(Struct, frozen=True, rename="camel", tag_field="kind", tag="constantProduct"):
    """Uniswap v2 and forks."""

    id: Id
    address: AddressText
    gas_estimate: Amount
    fee: Decimal
    tokens: dict[AddressText, BalanceShape]


class WeightedProductShape(Struct, frozen=True, rename="camel", tag_field="kind", tag="weightedProduct"):
    """Balancer v2 weighted pools; v3Plus multiplies for some exponents."""

    id: Id
    address: AddressText
    balancer_pool_id: HashText
    gas_estimate: Amount
    fee: Decimal
    version: Literal["v0", "v3Plus"]
    tokens: dict[AddressText, WeightedBalanceShape]


class StableShape(Struct, frozen=True, rename="camel", tag_field="kind", tag="stable"):
    """Balancer v2 stable pools; a composable one lists its own share token too."""

    id: Id
    address: AddressText
    balancer_pool_id: HashText
    gas_estimate: Amount
    fee: Decimal
    amplification_parameter: Decimal
    tokens: dict[AddressText, StableBalanceShape]


class ConcentratedLiquidityShape(Struct, frozen=True, rename="camel", tag_field="kind", tag="concentratedLiquidity"):
    """Uniswap v3 pools with their whole tick map."""

    id: Id
    address: AddressText
    gas_estimate: Amount
    fee: Decimal
    tokens: Annotated[list[AddressText], Meta(min_length=2, max_length=2)]
    sqrt_price: Amount
    liquidity: Amount
    tick: Annotated[int, Meta(ge=-887272, le=887272)]
    liquidity_net: dict[Annotated[str, Meta(pattern=r"^-?[0-9]{1,6}\Z")], Signed]


class LimitOrderShape(Struct, frozen=True, rename="camel", tag_field="kind", tag="limitOrder"):
    """A maker's order of the 0x protocol."""

    id: Id
    address: AddressText
    gas_estimate: Amount
    hash: HashText
    maker_token: AddressText
    taker_token: AddressText
    maker_amount: Amount
    taker_amount: Amount
    taker_token_fee_amount: Amount


LiquidityShape = (
    ConstantProductShape | WeightedProductShape | StableShape | ConcentratedLiquidityShape | LimitOrderShape
)


class KindShape(Struct, frozen=True):
    """What any liquidity says of itself, of a kind that we know or not."""

    kind: str
    id: object = ""


KINDS = frozenset({"constantProduct", "weightedProduct", "stable", "concentratedLiquidity", "limitOrder"})


class AuctionShape(Struct, frozen=True, rename="camel"):
    """One auction; id is null for a quote. Liquidity is decoded one by one, for its kind may be new to us."""

    tokens: dict[AddressText, TokenShape]
    orders: Annotated[list[OrderShape], Meta(max_length=10_000)]
    liquidity: Annotated[list[Raw], Meta(max_length=200_000)]
    effective_gas_price: Amount
    id: Annotated[str, Meta(pattern=r"^-?[0-9]{1,19}\Z")] | None = None
