"""What `hedgerow route` tells a person."""

from collections.abc import Iterator

from solver.adapters.auctions.cow.auction import CowAuction
from solver.adapters.auctions.cow.endings import Proven, Solved
from solver.adapters.auctions.cow.solution import Trade
from solver.app.routing.measuring import Measured
from solver.app.routing.output import worst
from solver.app.routing.words import KINDS, amount, figure, name, number, plain, short
from solver.domain.route import Hop

_MOST_NAMED = 20
_GWEI_DECIMALS = 9
_PRICE_DECIMALS = 12


def lines(auction: CowAuction, measured: Measured) -> Iterator[str]:
    """Plain lines, one fact each."""
    solved, unfilled = measured.ending.solved, sorted(measured.ending.unfilled.items())
    gwei = number(auction.effective_gas_price_wei, _GWEI_DECIMALS)
    head = f"auction {auction.auction_id or '(a quote)'}"
    yield f"{head}: {len(auction.orders)} orders, {len(auction.listed)} markets, gas {gwei} gwei"
    for place, one in enumerate(solved):
        yield from _solution(auction, place, one)
    whys = [f"{short(uid)} {why.reason.value} {plain(why.detail)}".rstrip() for uid, why in unfilled]
    yield from _some("not filled", whys)
    aside = [f"{plain(liquidity, 40)}: {plain(reason)}" for liquidity, reason in auction.unusable]
    yield from _some("liquidity left aside", aside)
    if len(solved) > 1:
        yield f"all solutions: {_proof(worst([one.proven for one in solved]))}"
    runs = len(measured.solve_ms)
    yield f"solved in {measured.best_ms:.3f} ms at best, {measured.median_ms:.3f} ms in the median of {runs}"


def _solution(auction: CowAuction, place: int, solved: Solved) -> Iterator[str]:
    solution = solved.solution
    yield f"solution {place}: {len(solution.trades)} orders, {len(solution.hops)} hops, {solution.gas:,} gas"
    for trade in solution.trades:
        yield f"  order {short(trade.order.uid)}: {_trade(auction, trade)}"
    for hop in solution.hops:
        yield f"  hop {_hop(auction, hop)}"
    yield f"  {_proof(solved.proven)}"


def _trade(auction: CowAuction, trade: Trade) -> str:
    sell, buy = trade.order.sell_token, trade.order.buy_token
    ends = f"{amount(auction, sell, trade.sold)} -> {amount(auction, buy, trade.bought)}"
    fee = amount(auction, sell, trade.fee)
    return f"{ends}, fee {fee}, {_price(auction, trade)}, surplus {_surplus(auction, trade)}"


def _price(auction: CowAuction, trade: Trade) -> str:
    """Bought for one sold, where decimals of both are known."""
    ends = [auction.tokens.get(token) for token in (trade.order.sell_token, trade.order.buy_token)]
    sell, buy = (None if token is None else token.decimals for token in ends)
    if sell is None or buy is None:
        return "price not known"
    scaled = trade.bought * 10 ** (sell + _PRICE_DECIMALS) // (trade.sold * 10**buy)
    pair = f"{name(auction, trade.order.buy_token)}/{name(auction, trade.order.sell_token)}"
    return f"{number(scaled, _PRICE_DECIMALS)} {pair}"


def _surplus(auction: CowAuction, trade: Trade) -> str:
    """Beyond the limit, in the token in which a better price shows."""
    order, given = trade.order, trade.sold + trade.fee
    if order.exact_in:
        return amount(auction, order.buy_token, trade.bought - -(-order.buy_amount * given // order.sell_amount))
    return amount(auction, order.sell_token, order.sell_amount * trade.bought // order.buy_amount - given)


def _hop(auction: CowAuction, hop: Hop) -> str:
    listed = auction.listed[hop.pool]
    paid, got = amount(auction, hop.token_in, hop.amount_in), amount(auction, hop.token_out, hop.amount_out)
    where = f"{KINDS[hop.family]} {short(hop.pool)} (id {plain(listed.liquidity_id, 24)})"
    return f"{where}: {paid} -> {got}, {listed.market.hop_gas:,} gas"


def _proof(proven: Proven) -> str:
    told = (
        f"gap {figure(proven.gap)}, shortfall {figure(proven.shortfall)}, gas bound {figure(proven.gas_bound)}, "
        f"integer distance {figure(proven.integer_distance)}, {proven.iterations} iterations"
    )
    return f"{proven.method}, {plain(proven.status)}: {told}"


def _some(title: str, facts: list[str]) -> Iterator[str]:
    if not facts:
        return
    yield f"{title}: {len(facts)}"
    yield from (f"  {fact}" for fact in facts[:_MOST_NAMED])
    if len(facts) > _MOST_NAMED:
        yield f"  and {len(facts) - _MOST_NAMED} more; --json names them all"
