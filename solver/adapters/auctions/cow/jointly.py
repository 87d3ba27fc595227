"""Several orders in one solution: one program, opposite orders netted, one price a token.

Gas is shared by worth, so fees depend on who is filled, and that on the fees: both are found in turns.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from solver.adapters.auctions.cow.alone import checked
from solver.adapters.auctions.cow.auction import AuctionOrder
from solver.adapters.auctions.cow.case import Case
from solver.adapters.auctions.cow.choosing import MOST_LEFT, Joint, left_over, scale_of
from solver.adapters.auctions.cow.endings import Solved
from solver.adapters.auctions.cow.filling import batch_of, by_batch
from solver.adapters.auctions.cow.solution import SETTLEMENT_GAS, Solution, Trade, executed_buy, executed_sell
from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.optimizer.answer import NoRoute
from solver.optimizer.batch.endings import BatchRoute, Fill
from solver.optimizer.batch.layers import fillable_worths
from solver.optimizer.batch.route import route_batch, surplus
from solver.optimizer.batch.uniform import Leg, delivered, lessened, uniform_prices
from solver.optimizer.orders import BatchProblem, Order

_MOST_TOGETHER = 32
"""The largest orders: a program of more takes longer than an auction lasts."""

_TURNS = 5
_HEADROOM = 100
"""One part in so many is added to a fee once the first turns did not end: fills change a little with the fees."""

_PARTS = (Fraction(1), *(1 - Fraction(1, 10**digits) for digits in (8, 7, 6, 5)))
_FINEST = 1 << 60
"""Of the cheapest token's price: as fine as a float tells prices apart, and more."""

Fees = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Turn:
    """asked: the orders as the optimizer got them, and the fee each of them kept back."""

    asked: tuple[tuple[AuctionOrder, Order, int], ...]
    problem: BatchProblem
    found: BatchRoute

    def filled(self) -> list[tuple[AuctionOrder, Order, int, Fill]]:
        """Those that are, with their fills."""
        pairs = zip(self.asked, self.found.fills, strict=True)
        return [(*asked, fill) for asked, fill in pairs if isinstance(fill, Fill)]


def together(case: Case, orders: Sequence[AuctionOrder], expired: Callable[[], bool] = lambda: False) -> Joint | None:
    """The best solution for as many of them as one price a token serves; None where that is not at least two.

    Fees that are more than the gas, because a turn fills fewer than the one they come from, are lowered in another
    turn; where that does not end, they stand. expired: whether no further turn may be begun.
    """
    payable = [order for order in orders if case.fee(order, SETTLEMENT_GAS) is not None]
    payable = sorted(_largest(case, payable), key=lambda order: (-_worth(case, order, None), order.uid))
    fees: Fees = _shared(case, {order.uid: (order, _worth(case, order, None)) for order in payable}, SETTLEMENT_GAS)
    enough: Joint | None = None
    for turn in range(_TURNS):
        done = None if expired() else _turn(case, payable, fees)
        if done is None or len(done.filled()) < 2:  # noqa: PLR2004 (one order is `alone`'s)
            break
        weights = {order.uid: (order, _worth(case, order, fill)) for order, _, _, fill in done.filled()}
        due = _shared(case, weights, SETTLEMENT_GAS + done.found.gas)
        asked = [(fee, due[order.uid]) for order, _, fee, _ in done.filled()]
        if all(fee >= least for fee, least in asked):
            enough = _solved(case, done) or enough
            if all(fee <= least + 2 * least // _HEADROOM + 1 for fee, least in asked):
                break
        fees = {**fees, **{uid: fee + (fee // _HEADROOM if turn else 0) for uid, fee in due.items()}}
    return enough


def _largest(case: Case, orders: Sequence[AuctionOrder]) -> list[AuctionOrder]:
    """Those that take part, by the worth of as much of each as anything could fill: a giant takes no other's place."""
    worths = fillable_worths(case.rows, {n: _asked(order, 0) for n, order in enumerate(orders)})
    ranked = sorted(enumerate(orders), key=lambda one: (-worths[one[0]], one[1].uid))
    return [order for _, order in ranked[:_MOST_TOGETHER]]


def _turn(case: Case, orders: Sequence[AuctionOrder], fees: Fees) -> _Turn | None:
    asked = tuple(
        (order, _asked(order, fees[order.uid]), fees[order.uid])
        for order in orders
        if fees[order.uid] < order.sell_amount
    )
    if len(asked) < 2:  # noqa: PLR2004
        return None
    problem = batch_of(case, tuple(order for _, order, _ in asked))
    found = route_batch(problem)
    return None if isinstance(found, NoRoute) else _Turn(asked, problem, found)


def _asked(order: AuctionOrder, fee: int) -> Order:
    """The order without its fee. One that may be filled in part bears it by its surplus, once that is known."""
    pair, whole = (order.sell_token, order.buy_token), order.sell_amount - fee
    limit = order.limit
    if limit is not None and not order.partially_fillable:
        limit = Fraction(order.buy_amount, whole)
    amount = whole if order.exact_in else order.buy_amount
    return Order(*pair, order.side, amount, limit, least=0 if order.partially_fillable and limit is not None else None)


def _worth(case: Case, order: AuctionOrder, fill: Fill | None) -> Fraction:
    """In wei, of what is sold, or of what is bought where nothing is known of that; of equal weight without either."""
    sold, bought = (order.sell_amount, order.buy_amount) if fill is None else (fill.sold, fill.bought)
    for token, amount in ((order.sell_token, sold), (order.buy_token, bought)):
        if worth := case.worth_wei.get(token):
            return worth * amount
    return Fraction(1)


def _shared(case: Case, weights: Mapping[str, tuple[AuctionOrder, Fraction]], gas: int) -> Fees:
    """Each order's fee for its share of the gas, rounded up to a unit: together they pay for all of it."""
    total = sum(weight for _, weight in weights.values())
    return {
        uid: case.fee(order, gas * weight / total if total else gas) or 0 for uid, (order, weight) in weights.items()
    }


def _solved(case: Case, done: _Turn) -> Joint | None:
    """At the least lessening of the hops that leaves room for any prices."""
    tried = (_best_of(case, done, hops, offered) for hops, offered in _priced(case, done))
    return next((found for found in tried if found is not None), None)


def _best_of(case: Case, done: _Turn, hops: tuple[Hop, ...], offered: Sequence[dict[Address, int]]) -> Joint | None:
    """The best for all traders together of those prices that settle and leave next to nothing to nobody.

    Fills that are not at one price may leave more: hops that were routed for them pay what no trader then gets.
    """
    scale = scale_of(done.problem, done.found)
    tried = [(tuple(_trade(*one, prices) for one in done.filled()), prices) for prices in offered]
    scored = sorted(((_surplus(done, trades), place) for place, (trades, _) in enumerate(tried)), reverse=True)
    for total, place in scored:
        trades, prices = tried[place]
        solution = Solution(prices, trades, hops, SETTLEMENT_GAS + done.found.gas)
        ready = checked(Solved(solution, by_batch(done.problem, done.found, float(total))), case.auction)
        if isinstance(ready, Solved) and left_over(solution, scale) <= MOST_LEFT:
            return Joint(ready, scale)
    return None


def _surplus(done: _Turn, trades: Sequence[Trade]) -> Fraction:
    """Of the trades as they are settled, counted as the batch counts its fills."""
    numbers = {order.uid: number for number, (order, _, _) in enumerate(done.asked)}
    fills = {numbers[trade.order.uid]: Fill(trade.sold, trade.bought) for trade in trades}
    return surplus(done.problem, {token: Fraction(value) for token, value in done.found.values.items()}, fills)


def _priced(case: Case, done: _Turn) -> Iterator[tuple[tuple[Hop, ...], list[dict[Address, int]]]]:
    """Hops, and prices to try with them. What roundings take may come out of the fees."""
    filled, fees = done.filled(), dict[Address, int]()
    for order, _, fee, _ in filled:
        fees[order.sell_token] = fees.get(order.sell_token, 0) + fee
    legs = [_leg(order, asked, fee, fill) for order, asked, fee, fill in filled]
    for part in _PARTS:
        offered = _stated(done) if part == 1 else []
        hops = lessened(done.found.hops, case.markets, part)
        found = None if hops is None else uniform_prices(legs, delivered(hops), done.found.prices, fees)
        if hops is not None and found is not None:
            offered.append(_whole(found))
        yield (done.found.hops if hops is None else hops), offered


def _stated(done: _Turn) -> list[dict[Address, int]]:
    """Two tokens have one price, which each fill states exactly, and those that are not at it do not."""
    if len(done.found.prices) != 2:  # noqa: PLR2004
        return []
    fills = [(order, fill) for order, _, _, fill in done.filled() if fill.sold and fill.bought]
    return [{order.sell_token: fill.bought, order.buy_token: fill.sold} for order, fill in fills]


def _leg(order: AuctionOrder, asked: Order, fee: int, fill: Fill) -> Leg:
    """With the other leg's limit in whole units, the fee paid."""
    if order.exact_in:
        return Leg(asked, fill.sold, -(-order.buy_amount * (fill.sold + fee) // order.sell_amount))
    return Leg(asked, fill.bought, order.sell_amount * fill.bought // order.buy_amount - fee)


def _whole(prices: Mapping[Address, float]) -> dict[Address, int]:
    """On the scale on which the smallest has sixty binary digits."""
    scale = _FINEST / Fraction(min(prices.values()))
    return {token: round(Fraction(price) * scale) for token, price in prices.items()}


def _trade(order: AuctionOrder, _asked: Order, fee: int, fill: Fill, prices: Mapping[Address, int]) -> Trade:
    sell, buy = prices[order.sell_token], prices[order.buy_token]
    if order.exact_in:
        return Trade(order, fill.sold, fee, executed_buy(fill.sold, sell, buy))
    return Trade(order, executed_sell(fill.bought, sell, buy), fee, fill.bought)
