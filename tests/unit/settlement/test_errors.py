"""Reverts in words."""

import json
import runpy
from pathlib import Path

import pytest
from eth_abi.abi import encode
from eth_hash.auto import keccak

from solver.settlement.errors import revert_name
from solver.testing import intents as make

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "solver/settlement/errors.json"


def error(signature: str, *values: object) -> bytes:
    types = signature[signature.index("(") + 1 : -1]
    return keccak(signature.encode())[:4] + (encode(types.split(","), values) if types else b"")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (error("ReceiveBelowLimit(uint256,uint256,uint256)", 0, 5, 7), "ReceiveBelowLimit(0, 5, 7)"),
        (error("NothingMoves()"), "NothingMoves()"),
        (error("WrongReactor(address)", make.REACTOR), f"WrongReactor({make.REACTOR})"),
        (error("CosignatureOfOtherIntent(bytes32)", b"\x01" * 32), "CosignatureOfOtherIntent(0x" + "01" * 32 + ")"),
        (error("InvalidNonce()"), "InvalidNonce()"),
        (error("TransferFromFailed()"), "TransferFromFailed()"),
        (error("Error(string)", "UniswapV2: K"), "UniswapV2: K"),
        (error("Panic(uint256)", 17), "Panic(0x11)"),
        (b"", "reverted without a reason"),
        (b"\xde\xad\xbe\xef", "unknown error 0xdeadbeef"),
        (b"\x01", "unknown error 0x01"),
        (error("ReceiveBelowLimit(uint256,uint256,uint256)", 0, 5, 7)[:-1], "malformed error 0x"),
        (error("Error(string)", "x")[:40], "malformed error 0x08c379a0"),
    ],
)
def test_a_revert_has_a_name(data: bytes, name: str) -> None:
    assert revert_name(data).startswith(name)


def test_an_error_inside_an_error_is_named_too() -> None:
    inner = error("DecayEndsBeforeStart(uint64,uint64)", 2, 1)
    outer = error("ResolverFailed(address,bytes)", make.DUTCH_RESOLVER, inner)
    assert revert_name(outer) == f"ResolverFailed({make.DUTCH_RESOLVER}, DecayEndsBeforeStart(2, 1))"


def test_a_long_reason_is_cut() -> None:
    assert len(revert_name(error("Error(string)", "x" * 10_000))) == 300


def test_regenerating_the_table_from_the_sources_changes_nothing() -> None:
    script = runpy.run_path(str(ROOT / "scripts/errors"))
    assert script["rendered"]() == TABLE.read_text()


def test_the_table_holds_every_error_of_the_built_contracts() -> None:
    known = set(json.loads(TABLE.read_text()).values())
    sources = {path.name for path in (ROOT / "contracts/src").rglob("*.sol")}
    built = [path for name in sources for path in (ROOT / "out" / name).glob("*.json")]
    if not built:
        pytest.skip("the contracts are not built")
    for artifact in built:
        for entry in json.loads(artifact.read_text())["abi"]:
            if entry["type"] == "error":
                assert f"{entry['name']}({','.join(one['type'] for one in entry['inputs'])})" in known
