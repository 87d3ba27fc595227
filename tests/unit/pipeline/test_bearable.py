"""A promise rests on no more than the vault would bear of what others may take first."""

from dataclasses import replace

import pytest

from solver.domain.auction import Side
from solver.domain.route import Route
from solver.pipeline.solve import bearable
from solver.testing.values import route as valid_route


def found(side: Side, amount_in: int, amount_out: int) -> Route:
    return replace(valid_route(), side=side, amount_in=amount_in, amount_out=amount_out)


@pytest.mark.parametrize(("loss_bps", "promised"), [(0, 10_000), (40, 10_040), (500, 10_200)])
def test_an_exact_in_promises_at_most_what_lasts_and_the_loss_borne(loss_bps: int, promised: int) -> None:
    now, lasting = found(Side.EXACT_IN, 5, 10_200), found(Side.EXACT_IN, 5, 10_000)
    assert bearable(now, lasting, loss_bps).amount_out == promised


@pytest.mark.parametrize(("loss_bps", "promised"), [(0, 10_001), (40, 9_961), (500, 9_800)])
def test_an_exact_out_asks_at_least_what_lasts_less_the_loss_borne(loss_bps: int, promised: int) -> None:
    now, lasting = found(Side.EXACT_OUT, 9_800, 5), found(Side.EXACT_OUT, 10_001, 5)
    assert bearable(now, lasting, loss_bps).amount_in == promised


def test_a_better_price_to_come_is_not_promised() -> None:
    now, lasting = found(Side.EXACT_IN, 5, 10_000), found(Side.EXACT_IN, 5, 10_200)
    assert bearable(now, lasting, 0) == now
