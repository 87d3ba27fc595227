"""A position whose delta asks for the trade, also by the solver's own greeks."""

from dataclasses import replace
from itertools import pairwise

import pytest

from solver.hedging.exposure import delta_e8
from solver.sandbox.traders.draw import Draft, draw
from solver.sandbox.traders.position import E8, position_for
from solver.testing.intents import NOW, terms

SPOT_E8 = {"ETH": 2_512_34567890, "BTC": 101_234 * E8}
DRAFTS = [draft for seed in range(10) for draft in draw(seed, 24, 4, traders=24, safes=6)]


@pytest.mark.parametrize("draft", DRAFTS[:60], ids=lambda draft: f"{draft.index}-{draft.notional_usd}")
def test_the_position_asks_for_the_trade(draft: Draft) -> None:
    spot_e8 = SPOT_E8[draft.underlying]
    wanted = draft.notional_usd * E8 * E8 // spot_e8 * (1 if draft.buys_base else -1)
    position = position_for(draft.underlying, draft.legs, wanted, spot_e8, NOW)
    assert position.delta_e8 * wanted < 0
    assert abs(position.delta_e8 + wanted) * 10_000 < abs(wanted)
    signed = replace(terms(*position.legs), spot_ref_e8=spot_e8)
    assert abs(delta_e8(signed, NOW) - position.delta_e8) <= 2


@pytest.mark.parametrize("draft", DRAFTS[:60], ids=lambda draft: f"{draft.index}-{draft.notional_usd}")
def test_legs_stand_in_the_canonical_order_and_are_whole_options(draft: Draft) -> None:
    legs = position_for(draft.underlying, draft.legs, 10 * E8, SPOT_E8[draft.underlying], NOW).legs
    assert 1 <= len(legs) <= 2
    order = [(leg.expiry, leg.strike_e8, leg.is_call) for leg in legs]
    assert all(left < right for left, right in pairwise(order))
    assert all(leg.expiry > NOW and leg.strike_e8 % E8 == 0 and leg.vol_e8 > 0 and leg.size_e8 for leg in legs)
    assert all(leg.instrument.startswith(f"{draft.underlying}-") for leg in legs)
