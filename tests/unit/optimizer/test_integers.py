"""A float plan becomes integers, loses the hops that do not pay, and leaves nothing behind."""

from fractions import Fraction

from solver.domain.auction import Side
from solver.optimizer.flows import Flow, runs_forward, token_order
from solver.optimizer.gas import without_unprofitable
from solver.optimizer.integers import Plan, connected, fill, fill_order, plan
from solver.optimizer.paths import Edge
from solver.optimizer.problem import RouteProblem
from solver.testing.markets import DAI, USDC, USDT, WETH, numbered, pair, three_pool

FREE = Fraction(0)
AMOUNT = 10**18 + 1
MARKETS = (
    pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(1)),
    pair({WETH: 10**22, USDC: 3 * 10**13}, pool=numbered(2)),
    pair({WETH: 10**22, DAI: 3 * 10**25}, pool=numbered(3)),
    three_pool(pool=numbered(4)),
)
DIRECT, SECOND = Edge(0, WETH, USDC), Edge(1, WETH, USDC)
TO_DAI, FROM_DAI = Edge(2, WETH, DAI), Edge(3, DAI, USDC)
ORDER = (WETH, DAI, USDC)


def _problem(side: Side = Side.EXACT_IN, amount: int = AMOUNT, gas: Fraction = FREE) -> RouteProblem:
    return RouteProblem(MARKETS, WETH, USDC, side, amount, gas)


def _plan(*weighted: tuple[Edge, int]) -> Plan:
    return connected(ORDER, list(weighted))


def test_parts_by_thirds_sum_to_the_order_and_what_arrives_is_spent() -> None:
    found = fill(_problem(), _plan((DIRECT, 1), (SECOND, 1), (TO_DAI, 1), (FROM_DAI, 1)), AMOUNT)
    assert found is not None
    assert found.amount_in == AMOUNT
    to_dai, from_dai = (next(h for h in found.hops if h.token_in == WETH and h.token_out == DAI), found.hops[-1])
    assert from_dai.amount_in == to_dai.amount_out


def test_an_edge_without_a_supply_or_without_an_end_is_left_out() -> None:
    assert _plan((DIRECT, 1), (FROM_DAI, 1)).edges == ((DIRECT, 1),)
    assert _plan((DIRECT, 1), (TO_DAI, 1)).edges == ((DIRECT, 1),)


def test_a_part_that_rounds_to_nothing_is_no_hop() -> None:
    found = fill(_problem(), _plan((DIRECT, 10**30), (SECOND, 1)), AMOUNT)
    assert found is not None
    assert [h.pool for h in found.hops] == [numbered(1)]


def test_a_pool_used_twice_is_quoted_where_the_first_hop_left_it() -> None:
    usdt = pair({WETH: 10**22, USDT: 3 * 10**13}, pool=numbered(5))
    problem = RouteProblem((*MARKETS, usdt), WETH, USDC, Side.EXACT_IN, 10**21, FREE)
    edges = [(TO_DAI, 1), (FROM_DAI, 1), (Edge(4, WETH, USDT), 1), (Edge(3, USDT, USDC), 1)]
    found = fill(problem, connected((WETH, DAI, USDT, USDC), edges), 10**21)
    assert found is not None
    stable = MARKETS[3]
    for hop in (h for h in found.hops if h.pool == stable.pool):
        paid, stable = stable.swap(hop.token_in, hop.token_out, hop.amount_in)
        assert hop.amount_out == paid


def test_an_edge_that_costs_more_gas_than_it_earns_is_dropped() -> None:
    split = _plan((DIRECT, 1), (SECOND, 1))
    gained = _score(split) - _score(_plan((DIRECT, 1)))
    assert gained > 0
    gas = 75_000
    assert without_unprofitable(_problem(gas=Fraction(gained - 1, gas)), split, AMOUNT).edges == split.edges
    assert len(without_unprofitable(_problem(gas=Fraction(gained + 1, gas)), split, AMOUNT).edges) == 1


def _score(given: Plan) -> int:
    found = fill(_problem(), given, AMOUNT)
    assert found is not None
    return found.score


def test_exact_out_without_a_direct_hop_spends_the_least_that_suffices() -> None:
    problem = _problem(Side.EXACT_OUT, 10**10)
    indirect = _plan((TO_DAI, 1), (FROM_DAI, 1))
    found = fill_order(problem, indirect, 3 * 10**18)
    assert found is not None
    assert found.amount_out >= 10**10
    less = fill(problem, indirect, found.amount_in - 1)
    assert less is not None
    assert less.amount_out < 10**10


def test_a_direct_hop_takes_up_what_the_others_leave() -> None:
    found = fill_order(_problem(Side.EXACT_OUT, 10**10 + 7), _plan((DIRECT, 2), (TO_DAI, 1), (FROM_DAI, 1)), 10**18)
    assert found is not None
    assert found.amount_out == 10**10 + 7


def test_tokens_are_ordered_so_that_the_least_worth_flows_backwards() -> None:
    flows = [
        Flow(Edge(0, WETH, USDT), 1, 1, 1.0),
        Flow(Edge(1, USDT, DAI), 1, 1, 0.9),
        Flow(Edge(2, DAI, USDT), 1, 1, 0.1),
        Flow(Edge(3, DAI, USDC), 1, 1, 0.8),
    ]
    order = token_order(flows, WETH, USDC)
    assert order == (WETH, USDT, DAI, USDC)
    assert not runs_forward(flows[2].edge, order)
    assert [edge for edge, _ in plan(flows, order).edges] == [flows[0].edge, flows[1].edge, flows[3].edge]
