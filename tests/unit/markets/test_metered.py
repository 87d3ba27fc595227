"""A market whose gas is told from outside is otherwise the market itself."""

from fractions import Fraction

import pytest

from solver.domain.auction import Side
from solver.domain.route import Route
from solver.markets.market import Market, TokenNotTraded
from solver.markets.metered import Metered
from solver.optimizer.answered import Answered
from solver.optimizer.integer.lanes import lane
from solver.optimizer.problem import RouteProblem
from solver.optimizer.route import answered, route
from solver.optimizer.verify import verify
from solver.testing.markets import DAI, USDC, WETH, numbered, pair, ranges, weighted

E18 = 10**18
INSIDE = (pair(), ranges(), weighted({USDC: 10**13, WETH: 5_000 * E18}, (50, 50)))


@pytest.mark.parametrize("inside", INSIDE)
def test_it_quotes_as_the_market_and_takes_the_gas_it_was_told(inside: Market) -> None:
    told, amount = Metered(inside, 7), 10**15
    paid = inside.quote_in(WETH, USDC, amount)
    assert (told.family, told.pool, told.tokens) == (inside.family, inside.pool, inside.tokens)
    assert told.quote_in(WETH, USDC, amount) == paid
    assert told.quote_out(WETH, USDC, paid) == inside.quote_out(WETH, USDC, paid)
    assert told.quote_with_gas(WETH, USDC, amount) == (paid, 7)
    assert told.quote_out_with_gas(WETH, USDC, paid) == (inside.quote_out(WETH, USDC, paid), 7)
    assert told.hop_param(WETH, USDC) == inside.hop_param(WETH, USDC)
    assert told.gas(WETH, USDC, amount) == 7
    assert told.swap(WETH, USDC, amount) == (paid, Metered(inside.swap(WETH, USDC, amount)[1], 7))


@pytest.mark.parametrize("inside", INSIDE)
def test_a_lane_of_it_asks_the_market_and_takes_its_own_gas(inside: Market) -> None:
    bare, told = lane(inside, WETH, USDC), lane(Metered(inside, 7), WETH, USDC)
    assert told.pays(10**15) == bare.pays(10**15)
    assert (told.quick, told.product, told.gas(10**15)) == (bare.quick, bare.product, 7)


def test_a_token_it_does_not_trade_has_no_gas() -> None:
    with pytest.raises(TokenNotTraded):
        Metered(pair(), 7).gas(WETH, DAI, 1)


@pytest.mark.parametrize("gas", [-1, 1 << 64])
def test_gas_is_a_count(gas: int) -> None:
    with pytest.raises(ValueError, match="hop_gas"):
        Metered(pair(), gas)


def test_the_told_gas_decides_which_market_is_worth_a_hop_and_the_proof_counts_it() -> None:
    cheap = Metered(pair(pool=numbered(0x201)), 10_000)
    dear = Metered(pair(pool=numbered(0x202)), 10**9)
    problem = RouteProblem((cheap, dear), WETH, USDC, Side.EXACT_IN, 10 * E18, Fraction(1, 10))
    found = answered(problem, "convex")
    assert isinstance(found, Answered)
    assert [hop.pool for hop in found.route.hops] == [cheap.pool]
    assert found.route.gas == 10_000
    assert verify(problem, found).holds
    even = RouteProblem((cheap, Metered(dear.market, 10_000)), WETH, USDC, Side.EXACT_IN, 10 * E18, Fraction(1, 10))
    both = route(even, "convex")
    assert isinstance(both, Route)
    assert both.gas == 20_000
