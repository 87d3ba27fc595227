"""Solutions as the driver reads them: uniform clearing prices, fulfilled orders, one interaction for each hop.

An order that sells s and pays a fee of f in its sell token trades s at the clearing prices: the settlement contract
pays a sell order s price[sell] / price[buy], rounded up, and takes from a buy order what it buys times price[buy] /
price[sell], rounded down. `executedAmount` is s for a sell order, the bought amount for a buy order.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from solver.adapters.auctions.cow.auction import AuctionOrder, Class, CowAuction
from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.optimizer.certificate.replay import replayed

SETTLEMENT_GAS = 106_391
"""What a settlement costs beside its interactions, as the driver's own engine counts it."""

_WORD = 1 << 256


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


def executed_buy(sold: int, price_sell: int, price_buy: int) -> int:
    """What the settlement contract pays for what a sell order sells."""
    return -(-sold * price_sell // price_buy)


def executed_sell(bought: int, price_sell: int, price_buy: int) -> int:
    """What the settlement contract takes for what a buy order buys."""
    return bought * price_buy // price_sell


def faults(solution: Solution, auction: CowAuction) -> tuple[str, ...]:
    """Why the driver would refuse it, or the chain would revert it; empty where neither would."""
    return (*_trade_faults(solution), *_price_faults(solution), *_hop_faults(solution, auction))


def _trade(trade: Trade) -> dict[str, str]:
    """The fee of an order of class market was fixed when it was signed: there is no field for it."""
    executed = trade.sold if trade.order.exact_in else trade.bought
    told = {"kind": "fulfillment", "order": trade.order.uid, "executedAmount": str(executed)}
    return told | ({"fee": str(trade.fee)} if trade.order.order_class is Class.LIMIT else {})


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


def _trade_faults(solution: Solution) -> Iterable[str]:
    for uid, count in Counter(trade.order.uid for trade in solution.trades).items():
        if count > 1:
            yield f"{uid}: filled {count} times"
    for trade in solution.trades:
        order, uid, whole = trade.order, trade.order.uid, trade.sold + trade.fee
        if not 0 < trade.sold <= whole <= order.sell_amount or (trade.fee and order.order_class is Class.MARKET):
            yield f"{uid}: sells {trade.sold} of {order.sell_amount}, with a fee of {trade.fee}"
        if trade.bought * order.sell_amount < order.buy_amount * whole:
            yield f"{uid}: {trade.bought} for {whole} is below its limit"
        exact_in = order.exact_in
        if not exact_in and not 0 < trade.bought <= order.buy_amount:
            yield f"{uid}: buys {trade.bought} of {order.buy_amount}"
        full = whole == order.sell_amount if exact_in else trade.bought == order.buy_amount
        if not order.partially_fillable and not full:
            yield f"{uid}: filled in part"


def _price_faults(solution: Solution) -> Iterable[str]:
    if not all(0 < price < _WORD for price in solution.prices.values()):
        yield "a price is nothing, or more than a word"
        return
    for trade in solution.trades:
        order, uid = trade.order, trade.order.uid
        sell, buy = solution.prices.get(order.sell_token), solution.prices.get(order.buy_token)
        if sell is None or buy is None:
            yield f"{uid}: a price is missing"
            continue
        paid = executed_buy(trade.sold, sell, buy) if order.exact_in else trade.bought
        taken = executed_sell(trade.bought, sell, buy) if not order.exact_in else trade.sold
        if (taken, paid) != (trade.sold, trade.bought):
            yield f"{uid}: {taken} for {paid} at these prices, not {trade.sold} for {trade.bought}"
        if max(order.sell_amount * sell, order.buy_amount * buy, trade.sold * sell, trade.bought * buy) >= _WORD:
            yield f"{uid}: its worth is more than a word"


def _hop_faults(solution: Solution, auction: CowAuction) -> Iterable[str]:
    """No token may be paid before it is there: traders pay first, hops run in order, then traders are paid.

    Fees are there too, but hops do not spend them; what roundings of the prices take may come out of them.
    """
    unknown = [hop.pool for hop in solution.hops if hop.pool not in auction.listed]
    if unknown:
        yield f"no liquidity {unknown}"
        return
    purse: dict[Address, int] = {}
    for trade in solution.trades:
        purse[trade.order.sell_token] = purse.get(trade.order.sell_token, 0) + trade.sold
    markets = tuple(auction.listed[pool].market for pool in {hop.pool for hop in solution.hops})
    done = replayed(solution.hops, markets, purse)
    yield from done.faults
    held = dict(done.purse)
    for trade in solution.trades:
        held[trade.order.buy_token] = held.get(trade.order.buy_token, 0) - trade.bought
        held[trade.order.sell_token] = held.get(trade.order.sell_token, 0) + trade.fee
    yield from (f"{token}: {-units} missing at the end" for token, units in held.items() if units < 0)
    if solution.gas != SETTLEMENT_GAS + done.gas:
        yield f"{solution.gas} gas, not {SETTLEMENT_GAS} and {done.gas}"
