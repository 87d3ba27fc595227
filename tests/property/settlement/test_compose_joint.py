"""Whatever the intents and hops: a composed plan pays everyone and breaks none of its own floors."""

import random
from collections import Counter

import pytest

from solver.domain.primitives import Address
from solver.domain.route import Family, Hop
from solver.intents.build import Trade
from solver.settlement.compose import NO_PAYMENT, BuilderPayment, Moved, Part, Unprofitable, Window, compose_joint
from solver.settlement.plan import Plan
from solver.testing import intents as make
from solver.testing.routes import DAI, hop

TOKENS = (make.WETH, make.USDC, DAI)
TRADES = {
    (sold, bought): make.verified(make.hedge(Trade(sold, bought, 10, 10, 10, 10), nonce=3 * n + m))
    for n, sold in enumerate(TOKENS)
    for m, bought in enumerate(TOKENS)
    if sold != bought
}


def some_pair(chance: random.Random) -> tuple[Address, Address]:
    sold, bought = chance.sample(TOKENS, 2)
    return sold, bought


def some_part(chance: random.Random) -> Part:
    spend = chance.randrange(1, 10_000)
    return Part(TRADES[some_pair(chance)], None, Moved(spend, spend * chance.randrange(900, 1_000) // 1_000))


def some_hop(chance: random.Random) -> Hop:
    sold, bought = some_pair(chance)
    amount = chance.randrange(1, 10_000)
    family = chance.choice((Family.UNISWAP_V2, Family.INVENTORY))
    made = hop(sold, bought, amount, amount * chance.randrange(950, 1_050) // 1_000)
    return Hop(family, made.pool, sold, bought, amount, made.amount_out, 0)


def some_payment(chance: random.Random) -> BuilderPayment:
    most, share_bps = chance.randrange(1, 1_000), chance.randrange(10_001)
    return chance.choice((NO_PAYMENT, BuilderPayment(most, share_bps)))


def moved_by(parts: list[Part], plan: Plan, draws: dict[Address, int]) -> Counter[Address]:
    """What executor holds before the builder is paid, when every hop gives just its minimum."""
    held = Counter(draws)
    for one in parts:
        held[one.sell_token] += one.moved.spend
        held[one.buy_token] -= one.moved.receive
    for swap in plan.hops:
        held[swap.token_in] -= swap.amount_in
        held[swap.token_out] += swap.min_out
    return held


def paid_by(plan: Plan, weth_gained: int) -> int:
    """What the executor pays the builder."""
    share = max(weth_gained, 0) * plan.builder_share_bps // 10_000
    return min(share, plan.max_builder_payment_wei)


@pytest.mark.scaled(quick=300, soak=30_000)
def test_a_plan_pays_everyone_and_keeps_its_floors(scale: int, seed: int) -> None:
    chance = random.Random(seed)
    composed = 0
    for _ in range(scale):
        parts = [some_part(chance) for _ in range(chance.randrange(1, 5))]
        hops = [some_hop(chance) for _ in range(chance.randrange(5))]
        loss_bps = chance.choice((0, 500, 10_000))
        payment = some_payment(chance)
        plan = compose_joint(
            parts, hops, Window(1, 2), tolerance_bps=0, loss_bps=loss_bps, payment=payment, weth=make.WETH
        )
        if isinstance(plan, Unprofitable):
            continue
        composed += 1
        draws = {draw.token: draw.amount for draw in plan.draws}
        held = moved_by(parts, plan, draws)
        floors = {floor.token: floor.min_delta for floor in plan.floors}
        assert min(held.values()) >= 0
        assert floors.keys() >= held.keys()
        held[make.WETH] -= paid_by(plan, held[make.WETH] - draws.get(make.WETH, 0))
        for token, least in floors.items():
            assert held[token] - draws.get(token, 0) >= least >= -draws.get(token, 0)
    assert composed > scale // 20
