"""The bound on what a stable pool's best trade earns."""

import math

import pytest

from solver.markets.stable_swap.arbitrage import Coin, most_earned


def _coins(scale: float) -> list[Coin]:
    """One coin next to worthless, as where an order is larger than all that is asked for it."""
    worths = (2977077191534.15, 0.000265406119, 2705239899714.97, 3344552236307.36)
    shares = (0.9941965901065457, 0.875407662189376, 0.8121062492986484, 1.240349925772018)
    return [Coin(share, scale * worth, scale * worth * 0.9999) for share, worth in zip(shares, worths, strict=True)]


@pytest.mark.parametrize("guess", [(0.0,) * 4, (0.0957, 0.2126, 0.0278, -0.2568), (3.0, -0.9, -0.9, -0.9)])
def test_the_bound_depends_neither_on_the_unit_nor_on_the_guess(guess: tuple[float, ...]) -> None:
    plain = most_earned(_coins(1.0), (0.0,) * 4)
    for power in range(-30, 31, 5):
        assert most_earned(_coins(10.0**power), guess) == pytest.approx(plain * 10.0**power, rel=1e-12)


@pytest.mark.parametrize("guess", [(0.0,) * 4, (1e-4, -1e-4, 0.0, 0.0)])
def test_a_search_that_passes_where_no_coin_is_traded_goes_on(guess: tuple[float, ...]) -> None:
    shares = (1090.5629876565238, 2288.479716775404, 402.2046156362341, 3180.627199887634)
    costs = (3877212829685.1846, 8138867980115.093, 1431031062152.2144, 11313950975189.63)
    gains = (3873331739642.6694, 8130720973266.997, 1429598600059.0, 11302625710263.465)
    coins = [Coin(*row) for row in zip(shares, costs, gains, strict=True)]
    assert most_earned(coins, guess) == pytest.approx(183536191.75, rel=1e-9)


def test_no_trade_earns_more_than_the_bound_and_some_trade_nearly_as_much() -> None:
    coins = [Coin(50.0, 1.0, 0.999), Coin(50.0, 1.2, 1.1988)]
    bound = most_earned(coins, (0.0, 0.0))
    best = 0.0
    for step in range(1, 4000):
        added = step / 4000 * 2
        taken = _least_left(added, 50.0)
        best = max(best, -taken * 1.1988 - added * 1.0)
    assert best <= bound * (1 + 1e-12)
    assert best == pytest.approx(bound, rel=1e-4)


def _least_left(added: float, share: float) -> float:
    """The most negative change of the other balance that the invariant allows, by bisection."""
    low, high = -1.0 + 1e-15, 0.0
    for _ in range(200):
        middle = (low + high) / 2
        room = (
            math.log1p(added) + math.log1p(middle) + math.log1p(share * (added + middle))
            if added + middle > -1 / share
            else -1.0
        )
        low, high = (low, middle) if room >= 0 else (middle, high)
    return high
