"""What tokens are worth, where an outside source knows some and markets the rest."""

from fractions import Fraction

import pytest

from solver.optimizer.program.rows import rows
from solver.optimizer.worths import worths
from solver.testing.markets import DAI, USDC, USDT, WBTC, WETH, numbered, pair

E18 = 10**18
MARKETS = (
    pair({WETH: 1000 * E18, USDC: 3 * 10**12}, pool=numbered(1)),
    pair({WETH: 1000 * E18, DAI: 3 * 10**24}, pool=numbered(2)),
    pair({USDT: 10**12, WBTC: 10**9}, pool=numbered(3)),
)


def test_a_token_without_a_known_worth_is_worth_what_the_markets_say() -> None:
    found = worths(rows(MARKETS), {WETH: Fraction(1)})
    assert found[WETH] == 1
    assert float(found[USDC]) == pytest.approx(E18 / (3000 * 10**6), rel=1e-9)
    assert float(found[DAI]) == pytest.approx(1 / 3000, rel=1e-9)


def test_what_is_known_stays_as_it_is_and_one_wrong_worth_does_not_move_the_others() -> None:
    known = {WETH: Fraction(1), USDC: Fraction(E18, 3000 * 10**6), USDT: Fraction(10**30)}
    found = worths(rows(MARKETS), known)
    assert {token: found[token] for token in known} == known
    assert float(found[DAI]) == pytest.approx(1 / 3000, rel=1e-9)


def test_tokens_that_no_market_joins_to_a_known_one_are_not_named() -> None:
    assert USDT not in worths(rows(MARKETS), {WETH: Fraction(1)})
    assert worths(rows(MARKETS), {}) == {}
    assert worths(rows(()), {WETH: Fraction(1)}) == {WETH: 1}


def test_a_crowd_of_markets_that_nobody_knows_the_worth_of_does_not_hide_the_others() -> None:
    strange = tuple(pair({USDT: 10**12, WBTC: 10**9}, pool=numbered(number)) for number in range(4, 10))
    found = worths(rows((*MARKETS, *strange)), {WETH: Fraction(1)})
    assert float(found[DAI]) == pytest.approx(1 / 3000, rel=1e-9)
    assert USDT not in found
