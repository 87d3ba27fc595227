"""Calldata of settle: the selector of the contract, and nothing lost on the way."""

import json
from pathlib import Path

import pytest

from solver.domain.auction import Award
from solver.domain.primitives import ZERO_HASH
from solver.settlement.compose import Moved, Window, compose
from solver.settlement.encode import SETTLE, NotAPlan, decode_settle, encode_settle
from solver.settlement.layout import abi_type
from solver.settlement.plan import Plan
from solver.testing import intents as make
from solver.testing.routes import hop, route

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / "out/ISolverExecutor.sol/ISolverExecutor.json"


def some_plan() -> Plan:
    verified = make.verified(make.hedge())
    award = Award(ZERO_HASH, make.cosignature(verified.intent_hash, floors=(9_995,)), b"\x05" * 65)
    swaps = route(hop(make.WETH, make.USDC, 5 * 10**18, 10_000 * 10**6))
    plan = compose(
        verified, award, swaps, Moved(5 * 10**18, 9_995 * 10**6), Window(101, 103), tolerance_bps=0, weth=make.WETH
    )
    assert isinstance(plan, Plan)
    return plan


@pytest.mark.skipif(not BUILT.exists(), reason="the contracts are not built")
def test_the_selector_is_the_one_that_forge_computed() -> None:
    identifiers = json.loads(BUILT.read_text())["methodIdentifiers"]
    assert identifiers[f"settle({abi_type(Plan)})"] == SETTLE.hex()


def test_encode_then_decode_is_the_identity() -> None:
    assert decode_settle(encode_settle(some_plan())) == some_plan()


def test_the_names_of_the_layout_are_the_contracts() -> None:
    source = (ROOT / "contracts/src/types/Plan.sol").read_text()
    for name in ("firstBlock", "lastBlock", "deadline", "parentHash", "maxBuilderPaymentWei", "builderShareBps"):
        assert name in source


@pytest.mark.parametrize(
    "calldata",
    [b"", b"\x00" * 4, SETTLE, SETTLE + b"\xff" * 64, encode_settle(some_plan())[:-40], b"\x01" + bytes(500)],
    ids=range(6),
)
def test_other_bytes_are_no_plan(calldata: bytes) -> None:
    with pytest.raises(NotAPlan):
        decode_settle(calldata)


def test_an_unknown_market_family_is_no_plan() -> None:
    calldata = bytearray(encode_settle(some_plan()))
    at = calldata.find(bytes.fromhex(some_plan().hops[0].pool[2:])) - 12 - 1
    assert calldata[at] == 0
    calldata[at] = 77
    with pytest.raises(NotAPlan, match="77"):
        decode_settle(bytes(calldata))
