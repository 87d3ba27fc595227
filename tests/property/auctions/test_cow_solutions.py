"""Laws of answers to random auctions: orders of every sort over liquidity of every kind, some of it free money."""

import json
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from solver.adapters.auctions.cow.alone import alone
from solver.adapters.auctions.cow.auction import AuctionOrder, Class, CowAuction, read_auction
from solver.adapters.auctions.cow.case import Case
from solver.adapters.auctions.cow.endings import NotFilled, Solved, Unfilled
from solver.adapters.auctions.cow.engine import solve
from solver.adapters.auctions.cow.solution import Solution, executed_buy, executed_sell
from solver.testing.cow_auctions import random_auction

auctions = st.builds(random_auction, st.integers(0, 10**6)).map(lambda body: read_auction(json.dumps(body).encode()))
_FLOATS = Fraction(1, 10**9)


@settings(max_examples=25)
@given(auctions)
def test_every_order_ends_once_and_every_solution_can_be_settled(auction: CowAuction) -> None:
    ending = solve(auction, "convex")
    filled = [trade.order.uid for one in ending.solved for trade in one.solution.trades]
    assert sorted([*filled, *ending.unfilled]) == sorted(order.uid for order in auction.orders)
    assert all(why.reason is not Unfilled.FAULTY for why in ending.unfilled.values())
    for one in ending.solved:
        settles(one.solution, auction)


def settles(solution: Solution, auction: CowAuction) -> None:
    """The settlement contract's own arithmetic, written once more: pull, swap on the listed markets, pay."""
    held = dict[str, int]()
    for trade in solution.trades:
        order = trade.order
        sell, buy = solution.prices[order.sell_token], solution.prices[order.buy_token]
        if order.exact_in:
            assert trade.bought == executed_buy(trade.sold, sell, buy)
        else:
            assert trade.sold == executed_sell(trade.bought, sell, buy)
        given_ = trade.sold + trade.fee
        assert given_ <= order.sell_amount
        assert trade.bought * order.sell_amount >= order.buy_amount * given_
        assert order.partially_fillable or (given_ if order.exact_in else trade.bought) in (
            order.sell_amount,
            order.buy_amount,
        )
        assert order.order_class is Class.LIMIT or not trade.fee
        held[order.sell_token] = held.get(order.sell_token, 0) + given_
    markets = {pool: listed.market for pool, listed in auction.listed.items()}
    for hop in solution.hops:
        held[hop.token_in] = held.get(hop.token_in, 0) - hop.amount_in
        assert held[hop.token_in] >= 0
        paid, markets[hop.pool] = markets[hop.pool].swap(hop.token_in, hop.token_out, hop.amount_in)
        assert paid == hop.amount_out
        held[hop.token_out] = held.get(hop.token_out, 0) + paid
    for trade in solution.trades:
        held[trade.order.buy_token] = held.get(trade.order.buy_token, 0) - trade.bought
    assert min(held.values()) >= 0


@settings(max_examples=25)
@given(auctions)
def test_an_order_is_never_worse_off_than_on_the_best_single_path(auction: CowAuction) -> None:
    case = Case.of(auction)
    for order in auction.orders:
        ours, path = alone(case, order, "convex"), alone(case, order, "single-path")
        if isinstance(path, Solved):
            assert not isinstance(ours, NotFilled)
            assert net(case, order, ours) >= net(case, order, path) - _FLOATS * order.sell_amount


def net(case: Case, order: AuctionOrder, solved: Solved) -> Fraction:
    """Surplus in units of the sell token at the limit, less the gas that no fee pays for."""
    (trade,) = solved.solution.trades
    rate = Fraction(max(order.buy_amount, 1), order.sell_amount)
    unpaid = 0 if order.order_class is Class.LIMIT else solved.solution.gas * case.gas_price(order.sell_token)
    return trade.bought / rate - trade.sold - trade.fee - unpaid


@settings(max_examples=15)
@given(auctions)
def test_the_same_auction_has_the_same_answer(auction: CowAuction) -> None:
    first, second = solve(auction, "convex"), solve(auction, "convex")
    assert [one.solution for one in first.solved] == [one.solution for one in second.solved]
