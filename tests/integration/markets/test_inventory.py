"""What our own stock quotes is what the executor draws from the vault and brings back to it, to the unit.

A hop on the stock is no call: the plan draws what the stock gives, and what it takes goes to the vault at the end.
"""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest

from solver.domain.primitives import Address
from solver.domain.route import Hop
from solver.markets.constant_product import ConstantProduct
from solver.markets.inventory import Inventory, inventory
from solver.markets.market import InsufficientLiquidity
from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.tokens import ASSETS, asset_at
from solver.settlement.compose import Part, Unprofitable, Window, compose_joint
from solver.settlement.plan import Draw, Floor
from solver.testing.markets import numbered
from tests.integration.markets.balancer import Pair
from tests.integration.markets.desk import Desk, exact_hop, worth

pytestmark = pytest.mark.anvil

PAIRS: list[Pair] = list(permutations((asset.address for asset in ASSETS), 2))
DOLLARS = 2_000
STOCK = numbered(1)
Caps = dict[Address, int]


@pytest.fixture
def caps(desk: Desk) -> Caps:
    """What one plan may draw of each token."""
    return {asset.address: desk.cap(asset.address) for asset in ASSETS}


@pytest.mark.scaled(quick=200, soak=2000)
def test_the_vault_gives_and_takes_what_the_stock_quotes(desk: Desk, caps: Caps, scale: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        sold, bought = chance.choice(PAIRS)
        stock = some_stock(caps, chance.choice(((sold, bought), (bought, sold))), chance)
        least = stock.quote_out(sold, bought, 1)
        most = most_in(stock, sold, bought)
        hop, after = exact_hop(stock, sold, bought, max(least, int(most * 10 ** chance.uniform(-4, 0))))
        plan = desk.plan([desk.part(sold, bought, hop.amount_in, hop.amount_out)], [hop])
        assert (plan.hops, plan.draws) == ((), (Draw(bought, hop.amount_out),))
        assert plan.floors == (Floor(sold, hop.amount_in), Floor(bought, -hop.amount_out))
        gained = desk.gains(plan)
        assert gained == {sold: hop.amount_in, bought: -hop.amount_out}
        assert gained == {token: held(after, token) - held(stock, token) for token in (sold, bought)}


@pytest.mark.scaled(quick=200, soak=2000)
def test_an_exact_output_costs_the_least_input_for_which_the_vault_may_give_it(
    desk: Desk, caps: Caps, scale: int, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(scale):
        sold, bought = chance.choice(PAIRS)
        stock = some_stock(caps, chance.choice(((sold, bought), (bought, sold))), chance)
        most = stock.quote_in(sold, bought, most_in(stock, sold, bought))
        wanted = max(1, int(most * 10 ** chance.uniform(-4, 0)))
        hop, _ = exact_hop(stock, sold, bought, stock.quote_out(sold, bought, wanted))
        part = desk.part(sold, bought, hop.amount_in, wanted)
        assert desk.gains(desk.plan([part], [hop])) == {sold: hop.amount_in, bought: -wanted}
        less, _ = exact_hop(stock, sold, bought, hop.amount_in - 1)
        assert without_loss(part, less) == Unprofitable(bought, wanted)


def test_beside_a_pool_the_vault_gives_no_more_than_its_own_part(desk: Desk, caps: Caps, seed: int) -> None:
    chance = random.Random(seed)
    for pool in desk.twin.markets(ConstantProduct):
        for sold, bought in permutations(pool.tokens, 2):
            stock = some_stock(caps, (sold, bought), chance)
            amounts = [worth(sold, chance.randrange(1, DOLLARS)) for _ in range(2)]
            lent, _ = exact_hop(stock, sold, bought, amounts[0])
            swapped, _ = exact_hop(pool, sold, bought, amounts[1])
            part = desk.part(sold, bought, sum(amounts), lent.amount_out + swapped.amount_out)
            plan = desk.plan([part], [lent, swapped])
            assert plan.draws == (Draw(bought, lent.amount_out),)
            assert desk.gains(plan) == {sold: amounts[0], bought: -lent.amount_out}


def test_a_stock_of_what_the_vault_lets_one_plan_draw_is_given_to_the_end_and_no_further(
    desk: Desk, caps: Caps
) -> None:
    for sold, bought in PAIRS:
        stock = some_stock(caps, (sold, bought), random.Random(1))
        cap = held(stock, bought)
        last, _ = exact_hop(stock, sold, bought, most_in(stock, sold, bought))
        plan = desk.plan([desk.part(sold, bought, last.amount_in, last.amount_out)], [last])
        assert desk.gains(plan) == {sold: last.amount_in, bought: -last.amount_out}
        richer = replace(stock, held_quote=cap * 101 // 100)
        beyond, _ = exact_hop(richer, sold, bought, last.amount_in + 1)
        assert beyond.amount_out > cap
        plan = desk.plan([desk.part(sold, bought, beyond.amount_in, beyond.amount_out)], [beyond])
        assert desk.refusal(plan) == above_plan_cap(bought, beyond.amount_out, cap)


def some_stock(caps: Caps, pair: Pair, chance: random.Random) -> Inventory:
    """Around the market's price, of what one plan may draw; all of it moves the price by up to a tenth."""
    base, quote = pair
    prices = [Fraction(asset_at(token).genesis_usd, asset_at(token).one) for token in pair]
    return inventory(
        STOCK,
        base,
        quote,
        mid=prices[0] / prices[1] * Fraction(chance.randrange(950, 1_051), 1_000),
        held=(caps[base], caps[quote]),
        risk=Fraction(chance.randrange(1, 100), 1_000 * caps[base]),
        fee_pips=chance.choice((0, 1, 500, 10_000)),
    )


def held(stock: Inventory, token: Address) -> int:
    """What the stock may give of a token."""
    return stock.held_base if token == stock.base else stock.held_quote


def most_in(stock: Inventory, sold: Address, bought: Address) -> int:
    """The greatest input for which the stock can pay."""
    low, high = 0, 1 << 128
    while high - low > 1:
        middle = (low + high) // 2
        try:
            stock.quote_in(sold, bought, middle)
            low = middle
        except InsufficientLiquidity:
            high = middle
    return low


def without_loss(part: Part, hop: Hop) -> object:
    """The plan in which the vault gives nothing that the stock does not."""
    return compose_joint((part,), (hop,), Window(1, 1), tolerance_bps=0, weth=ASSETS[0].address)


def above_plan_cap(token: Address, drawn: int, cap: int) -> str:
    return calldata("AbovePlanCap(address,uint256,uint256)", token, drawn, cap)
