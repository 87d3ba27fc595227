"""Laws of answers to random auctions: orders of every sort over liquidity of every kind, some of it free money."""

import json
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from solver.adapters.auctions.cow.alone import alone
from solver.adapters.auctions.cow.auction import AuctionOrder, Class, CowAuction, read_auction
from solver.adapters.auctions.cow.case import Case
from solver.adapters.auctions.cow.endings import NotFilled, Solved, Unfilled
from solver.adapters.auctions.cow.engine import solve
from solver.adapters.auctions.cow.solution import Solution, Trade, executed_buy, executed_sell
from solver.domain.primitives import Address
from solver.testing.cow_auctions import random_auction


def seeded(seed: int) -> CowAuction:
    return read_auction(json.dumps(random_auction(seed)).encode())


auctions = st.builds(seeded, st.integers(0, 10**6))
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


@settings(max_examples=25)
@given(auctions)
@example(seeded(1037)).via("two fills at two prices: hops paid for what one price gave to nobody")
@example(seeded(1160)).via("a purchase that free money pays for")
@example(seeded(1175))
@example(seeded(10_701)).via("better than alone, and a twentieth left behind")
@example(seeded(5802)).via("a purchase whose integers stay behind their optimum, as is told")
def test_nothing_but_roundings_and_what_is_told_stays_with_the_settlement_contract(auction: CowAuction) -> None:
    case = Case.of(auction)
    for one in solve(auction, "convex").solved:
        solution, held = one.solution, dict[Address, int]()
        for trade in solution.trades:
            put(held, trade.order.sell_token, trade.sold)
            put(held, trade.order.buy_token, -trade.bought)
        for hop in solution.hops:
            put(held, hop.token_in, -hop.amount_in)
            put(held, hop.token_out, hop.amount_out)
        sold = sum(trade.sold * worth(case, trade.order.sell_token) for trade in solution.trades) + Fraction(0)
        left = sum(units * worth(case, token) for token, units in held.items())
        allowed = sum(worth(case, hop.token_in) + worth(case, hop.token_out) for hop in solution.hops) + Fraction(0)
        if len(solution.trades) > 1:
            allowed += sold / 10**5
        else:
            order = solution.trades[0].order
            objective = order.buy_token if order.exact_in else order.sell_token
            allowed += sold / 10**9 + Fraction(one.proven.integer_distance or 0) * worth(case, objective)
        assert left <= allowed


def put(held: dict[Address, int], token: Address, units: int) -> None:
    held[token] = held.get(token, 0) + units


@settings(max_examples=25)
@given(auctions)
@example(seeded(1037)).via("two fills at two prices")
@example(seeded(10_464)).via("at one price, and less than one of them alone")
@example(seeded(10_605))
def test_orders_in_one_solution_score_no_less_than_any_of_them_alone(auction: CowAuction) -> None:
    case = Case.of(auction)
    for one in solve(auction, "convex").solved:
        if len(one.solution.trades) > 1:
            ended = [alone(case, trade.order, "convex") for trade in one.solution.trades]
            best = max((scored(case, other) for other in ended if isinstance(other, Solved)), default=Fraction(0))
            assert scored(case, one) >= best * (1 - _FLOATS)


def scored(case: Case, solved: Solved) -> Fraction:
    """In wei: surplus beyond the limits with the fees, less the gas that fees leave to be paid."""
    total, paid = Fraction(0), Fraction(0)
    for trade in solved.solution.trades:
        order, given_ = trade.order, trade.sold + trade.fee
        limit = Fraction(max(order.buy_amount, 1), order.sell_amount)
        token = order.buy_token if order.exact_in else order.sell_token
        total += (trade.bought - limit * given_) / (1 if order.exact_in else limit) * case.worth_wei.get(token, 0)
        paid += trade.fee * case.worth_wei.get(order.sell_token, 0)
    return total - max(Fraction(0), solved.solution.gas * case.auction.effective_gas_price_wei - paid)


@settings(max_examples=25)
@given(auctions)
@example(seeded(10_416)).via("a part in 5e7 less than the optimizer's own fills")
def test_what_is_proven_of_several_orders_speaks_of_the_trades_that_are_answered(auction: CowAuction) -> None:
    case = Case.of(auction)
    amounts = ((order.sell_token, order.sell_amount, order.buy_token, order.buy_amount) for order in auction.orders)
    most = sum(max(sold * worth(case, sell), bought * worth(case, buy)) for sell, sold, buy, bought in amounts)
    for one in solve(auction, "convex").solved:
        proven, trades = one.proven, one.solution.trades
        if len(trades) > 1 and proven.bound is not None and proven.gas_bound is not None:
            surplus = sum(better(case, trade) for trade in trades)
            assert proven.primal == pytest.approx(float(surplus), rel=1e-9, abs=1e-12 * float(most))
            assert Fraction(proven.bound) - surplus <= Fraction(proven.gas_bound + 1e-12) * most


def better(case: Case, trade: Trade) -> Fraction:
    """In wei, beyond the limit, which a whole order has for what is left of it once the fee is paid."""
    order = trade.order
    sell = order.sell_amount - (0 if order.partially_fillable else trade.fee)
    if order.exact_in:
        return (trade.bought - Fraction(order.buy_amount * trade.sold, sell)) * worth(case, order.buy_token)
    return (Fraction(sell * trade.bought, order.buy_amount) - trade.sold) * worth(case, order.sell_token)


def worth(case: Case, token: Address) -> Fraction:
    return case.worth_wei.get(token, Fraction(0))


@settings(max_examples=15)
@given(auctions)
def test_the_same_auction_has_the_same_answer(auction: CowAuction) -> None:
    first, second = solve(auction, "convex"), solve(auction, "convex")
    assert [one.solution for one in first.solved] == [one.solution for one in second.solved]
