"""Solutions as the driver reads them: uniform clearing prices, fulfilled orders, one interaction for each hop.

An order that sells s and pays a fee of f in its sell token trades s at the clearing prices: executed sell times
price[sell] = executed buy times price[buy]. `executedAmount` is without the fee for a sell order, the bought amount for
a buy order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from solver.adapters.auctions.cow.auction import AuctionOrder, CowAuction, Listed
from solver.domain.auction import Side
from solver.domain.primitives import Address
from solver.domain.route import Hop

SETTLEMENT_GAS = 106_391
"""What a settlement costs beside its interactions, as the driver's own engine counts it."""


@dataclass(frozen=True, slots=True)
class Trade:
    """One order as it is filled. sold: units the market gets, without the fee; bought: what the trader receives."""

    order: AuctionOrder
    sold: int
    fee: int
    bought: int


@dataclass(frozen=True, slots=True)
class Solution:
    """Valid where `faults` finds none. prices: any scale; hops: in executable order; gas: of the whole settlement."""

    prices: Mapping[Address, int]
    trades: tuple[Trade, ...]
    hops: tuple[Hop, ...]
    gas: int


def to_json(number: int, solution: Solution, auction: CowAuction) -> dict[str, object]:
    """One entry of `solutions`."""
    return {
        "id": number,
        "prices": {token: str(price) for token, price in sorted(solution.prices.items())},
        "trades": [_trade(trade) for trade in solution.trades],
        "preInteractions": [],
        "interactions": [_interaction(hop, auction) for hop in solution.hops],
        "postInteractions": [],
        "gas": solution.gas,
    }


def faults(solution: Solution) -> tuple[str, ...]:
    """Why the driver would refuse it; empty where it would not."""
    return (*_trade_faults(solution), *_balance_faults(solution.trades, solution.hops))


def _trade(trade: Trade) -> dict[str, str]:
    executed = trade.sold if trade.order.side is Side.EXACT_IN else trade.bought
    return {"kind": "fulfillment", "order": trade.order.uid, "executedAmount": str(executed), "fee": str(trade.fee)}


def _interaction(hop: Hop, auction: CowAuction) -> dict[str, object]:
    return {
        "kind": "liquidity",
        "internalize": False,
        "id": auction.listed[hop.pool].liquidity_id,
        "inputToken": hop.token_in,
        "outputToken": hop.token_out,
        "inputAmount": str(hop.amount_in),
        "outputAmount": str(hop.amount_out),
    }


def settlement_gas(hops: Iterable[Hop], listed: Mapping[object, Listed]) -> int:
    """As the driver's own engine counts it."""
    return SETTLEMENT_GAS + sum(listed[hop.pool].gas for hop in hops)


def executed_buy(sold: int, price_sell: int, price_buy: int, side: Side) -> int:
    """What the settlement contract pays a trader at uniform prices: rounded up for sell orders, down for buy orders."""
    if side is Side.EXACT_IN:
        return -(-sold * price_sell // price_buy)
    return sold * price_sell // price_buy


def _trade_faults(solution: Solution) -> Iterable[str]:
    for trade in solution.trades:
        order, uid = trade.order, trade.order.uid[:18]
        if order.sell_token not in solution.prices or order.buy_token not in solution.prices:
            yield f"{uid}: a price is missing"
            continue
        whole = trade.sold + trade.fee
        if whole > order.sell_amount:
            yield f"{uid}: sells {whole} of {order.sell_amount}"
        if trade.bought * order.sell_amount < order.buy_amount * whole:
            yield f"{uid}: {trade.bought} for {whole} is below its limit"
        full = whole == order.sell_amount if order.side is Side.EXACT_IN else trade.bought == order.buy_amount
        if not order.partially_fillable and not full:
            yield f"{uid}: filled in part"


def _balance_faults(trades: Sequence[Trade], hops: Sequence[Hop]) -> Iterable[str]:
    """No token may be paid before it is there: traders pay first, hops run in order, then traders are paid."""
    held: dict[Address, int] = {}
    for trade in trades:
        held[trade.order.sell_token] = held.get(trade.order.sell_token, 0) + trade.sold + trade.fee
    for hop in hops:
        held[hop.token_in] = held.get(hop.token_in, 0) - hop.amount_in
        if held[hop.token_in] < 0:
            yield f"{hop.token_in}: {-held[hop.token_in]} missing before a hop on {hop.pool}"
        held[hop.token_out] = held.get(hop.token_out, 0) + hop.amount_out
    for trade in trades:
        held[trade.order.buy_token] = held.get(trade.order.buy_token, 0) - trade.bought
    yield from (f"{token}: {-units} missing at the end" for token, units in held.items() if units < 0)
