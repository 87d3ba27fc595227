"""What makes a demo fail: each way in which a run can be otherwise than it should."""

from dataclasses import replace

import pytest

from solver.app.demo.expect import disappointments
from solver.app.demo.outcome import IntentLine, Outcome

SETTLED = IntentLine(
    intent_hash="0xaa",
    block=10,
    pair="WETH→USDC",
    side="exact_in",
    ending="settled",
    detail="",
    winner="hedgerow",
    amounts=("1 WETH", "2,500 USDC"),
    improvement_bps=0.5,
    hops=2,
    sandwiched=False,
)
DECLINED = replace(SETTLED, ending="declined", winner="", improvement_bps=None, hops=0)
REASONS = {
    "expired": "expired",
    "forged": "forged",
    "unreachable_limit": "unreachable_limit",
    "replayed_nonce": "nonce_used",
}


def told(*lines: IntentLine, kind: str = "honest", ledger: dict[str, int] | None = None) -> list[str]:
    """Of a run with one intent, 0xaa, of that kind."""
    outcome = Outcome(lines, {}, ledger or {}, "hedgerow.toml", "hedgerow.db", "report.html")
    return disappointments(outcome, [{"intent_hash": "0xaa", "kind": kind}])


@pytest.mark.parametrize("ending", ["settled", "lost"])
def test_an_honest_intent_may_be_settled_or_lost(ending: str) -> None:
    assert told(replace(SETTLED, ending=ending)) == []


@pytest.mark.parametrize("ending", ["reverted", "expired"])
def test_an_honest_intent_must_end_in_no_other_way(ending: str) -> None:
    (sentence,) = told(replace(SETTLED, ending=ending))
    assert f"honest intent 0xaa ended as {ending}" in sentence


def test_an_honest_intent_must_not_be_declined() -> None:
    (sentence,) = told(replace(DECLINED, detail="no_route"))
    assert "declined.no_route" in sentence


@pytest.mark.parametrize("kind", REASONS)
def test_a_hostile_intent_must_be_declined_for_its_own_reason(kind: str) -> None:
    assert told(replace(DECLINED, detail=REASONS[kind]), kind=kind) == []
    for reason in {*REASONS.values(), "malformed"} - {REASONS[kind]}:
        assert len(told(replace(DECLINED, detail=reason), kind=kind)) == 1
    assert len(told(SETTLED, kind=kind)) == 1


def test_an_intent_must_not_be_missing_nor_end_twice() -> None:
    assert "intent 0xaa never ended" in told()
    assert told(SETTLED, SETTLED) == ["1 intents were posted, 2 recorded, 2 ended"]


def test_nothing_may_be_sandwiched_and_the_books_must_agree() -> None:
    assert told(replace(SETTLED, sandwiched=True)) == ["intent 0xaa was sandwiched"]
    assert told(SETTLED, ledger={"USDC": -1}) == ["the ledger is off by -1 units of USDC"]
