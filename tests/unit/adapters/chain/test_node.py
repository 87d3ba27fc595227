"""Our node's answers: read strictly, hostile ones refused by name."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from solver.adapters.chain import decode
from solver.adapters.chain.node import NodeChain
from solver.domain.bundle import Transaction
from solver.domain.chain import EthTransfer
from solver.ports import Refused, Unreachable
from solver.testing.intents import EXECUTOR, USDC, account
from solver.testing.scripted_server import Asked, Said, ScriptedServer, scripted_server
from solver.testing.values import block, hash_of
from solver.wire.rpc import AsyncJsonRpc

HEADER = {
    "number": "0x64",
    "hash": hash_of(100),
    "parentHash": hash_of(99),
    "timestamp": "0x6ab13b80",
    "baseFeePerGas": "0x77359400",
    "gasLimit": "0x1c9c380",
    "gasUsed": "0x0",
    "miner": account(0xD001),
}
TRANSACTION = Transaction(1, 3, EXECUTOR, b"\x01", 0, 400_000, 10**11, 10**9)


@asynccontextmanager
async def node(answers: dict[str, Any]) -> AsyncIterator[tuple[NodeChain, ScriptedServer]]:
    """Answers each method with a result, or with an error given as an exception's arguments."""

    def answer(asked: Asked) -> Said:
        result = answers[json.loads(asked.body)["method"]]
        kind = "error" if isinstance(result, dict) and "code" in result else "result"
        return Said(json.dumps({"jsonrpc": "2.0", "id": 0, kind: result}).encode())

    async with scripted_server(answer) as server, AsyncJsonRpc(server.url, 1.0) as rpc:
        yield NodeChain(rpc, lambda data: f"named {data.hex()}"), server


async def test_the_head_is_read() -> None:
    async with node({"eth_getBlockByNumber": HEADER}) as (chain, _):
        assert await chain.head() == block(100)


@pytest.mark.parametrize(
    "change",
    [
        {"hash": "0x12"},
        {"number": "100"},
        {"number": "0x064"},
        {"number": 100},
        {"timestamp": "0x" + "f" * 20},
        {"miner": None},
        {"baseFeePerGas": "-0x1"},
    ],
)
async def test_a_header_that_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    async with node({"eth_getBlockByNumber": HEADER | change}) as (chain, _):
        with pytest.raises(Refused, match="malformed"):
            await chain.head()


@pytest.mark.parametrize(("answer", "code"), [(None, "unknown_block"), ([], "malformed"), ("0x", "malformed")])
async def test_a_block_that_is_none_is_refused(answer: object, code: str) -> None:
    async with node({"eth_getBlockByNumber": answer}) as (chain, _):
        with pytest.raises(Refused, match=code):
            await chain.block(5)


async def test_a_call_names_its_block_by_hash() -> None:
    async with node({"eth_call": "0x07"}) as (chain, server):
        assert await chain.call(USDC, b"\xab", hash_of(5)) == b"\x07"
    assert json.loads(server.asked[0].body)["params"] == [{"to": USDC, "data": "0xab"}, {"blockHash": hash_of(5)}]


async def test_a_call_may_see_another_time() -> None:
    async with node({"eth_call": "0x07"}) as (chain, server):
        assert await chain.call(USDC, b"\xab", hash_of(5), time_s=block(6).timestamp) == b"\x07"
    asked = json.loads(server.asked[0].body)["params"]
    assert asked == [{"to": USDC, "data": "0xab"}, {"blockHash": hash_of(5)}, {}, {"time": hex(block(6).timestamp)}]


async def test_a_revert_is_refused_with_its_name() -> None:
    error = {"code": 3, "message": "execution reverted", "data": "0xdeadbeef"}
    async with node({"eth_call": error}) as (chain, _):
        with pytest.raises(Refused) as refused:
            await chain.call(USDC, b"", hash_of(5))
    assert (refused.value.code, refused.value.detail) == ("reverted", "named deadbeef")


async def test_another_error_is_no_revert() -> None:
    async with node({"eth_call": {"code": -32001, "message": "Resource not found"}}) as (chain, _):
        with pytest.raises(Refused) as refused:
            await chain.call(USDC, b"", hash_of(5))
    assert refused.value.code == "-32001"


async def test_a_simulation_runs_in_the_next_block_with_the_codes_given() -> None:
    call = {"gasUsed": "0x5208", "returnData": "0x", "status": "0x1", "logs": []}
    async with node({"eth_getBlockByHash": HEADER, "eth_simulateV1": [{"number": "0x65", "calls": [call]}]}) as (
        chain,
        server,
    ):
        (result,) = await chain.simulate(EXECUTOR, [TRANSACTION], hash_of(100), {USDC: b"\xfe"})
    assert (result.gas_used, result.error) == (21_000, None)
    request, at = json.loads(server.asked[1].body)["params"]
    (state,) = request["blockStateCalls"]
    assert at == {"blockHash": hash_of(100)}
    assert (state["blockOverrides"]["number"], state["stateOverrides"]) == ("0x65", {USDC: {"code": "0xfe"}})
    assert int(state["blockOverrides"]["time"], 16) == block(101).timestamp
    assert state["calls"][0]["nonce"] == "0x3"


async def test_a_simulated_revert_is_named() -> None:
    call = {"gasUsed": "0x5208", "returnData": "0xdeadbeef", "status": "0x0", "logs": [], "error": {"message": "x"}}
    async with node({"eth_getBlockByHash": HEADER, "eth_simulateV1": [{"number": "0x65", "calls": [call]}]}) as (
        chain,
        _,
    ):
        (result,) = await chain.simulate(EXECUTOR, [TRANSACTION], hash_of(100))
    assert result.error == "named deadbeef"


async def test_a_simulation_with_too_few_answers_is_refused() -> None:
    async with node({"eth_getBlockByHash": HEADER, "eth_simulateV1": [{"number": "0x65", "calls": []}]}) as (chain, _):
        with pytest.raises(Refused, match="malformed"):
            await chain.simulate(EXECUTOR, [TRANSACTION], hash_of(100))


async def test_a_receipt_that_is_not_there_is_none() -> None:
    async with node({"eth_getTransactionReceipt": None}) as (chain, _):
        assert await chain.receipt(hash_of(1)) is None


async def test_heads_come_once_each_and_go_on_after_a_failure() -> None:
    numbers = iter([100, 100, None, 101, 101, 102])

    def answer(_: Asked) -> Said:
        number = next(numbers)
        if number is None:
            return Said(cut=True)
        header = HEADER | {"number": hex(number), "hash": hash_of(number)}
        return Said(json.dumps({"jsonrpc": "2.0", "id": 0, "result": header}).encode())

    async with scripted_server(answer) as server, AsyncJsonRpc(server.url, 1.0) as rpc:
        chain, seen = NodeChain(rpc, bytes.hex, 0.001), []
        async for head in chain.heads():
            seen.append(head.number)
            if head.number == 102:
                break
    assert seen == [100, 101, 102]


async def test_a_node_that_is_away_is_unreachable() -> None:
    async with AsyncJsonRpc("http://127.0.0.1:9", 1.0) as rpc:
        with pytest.raises(Unreachable):
            await NodeChain(rpc, bytes.hex).head()


@pytest.mark.parametrize(
    ("used", "base_fee", "expected"),
    [(0, 1000, 875), (15_000_000, 1000, 1000), (30_000_000, 1000, 1125), (15_000_001, 7, 8), (0, 7, 7)],
)
def test_the_next_base_fee_is_that_of_eip_1559(used: int, base_fee: int, expected: int) -> None:
    raw = {"baseFeePerGas": hex(base_fee), "gasUsed": hex(used), "gasLimit": hex(30_000_000)}
    assert decode.next_base_fee_wei(raw) == expected


def frame(kind: str = "CALL", value: int = 0, *calls: dict[str, Any], error: str | None = None) -> dict[str, Any]:
    made = {"type": kind, "from": account(1), "to": account(2), "value": hex(value), "calls": list(calls)}
    return made | ({"error": error} if error else {})


def moved(top: dict[str, Any]) -> list[tuple[int, int]]:
    traced = decode.eth_transfers({"txHash": hash_of(1), "result": top})
    return [(move.call_index, move.value_wei) for move in traced]


def test_value_moves_in_calls_inside_calls() -> None:
    assert moved(frame("CALL", 5, frame("CALL", 0, frame("CALL", 7)), frame("CREATE", 9))) == [(0, 5), (2, 7), (3, 9)]


def test_a_failed_call_and_all_inside_it_move_nothing() -> None:
    assert moved(frame("CALL", 5, frame("CALL", 6, frame("CALL", 7), error="reverted"), frame("CALL", 8))) == [
        (0, 5),
        (1, 8),
    ]


def test_a_delegate_call_shows_its_caller_s_value_and_moves_none() -> None:
    assert moved(frame("CALL", 5, frame("DELEGATECALL", 5))) == [(0, 5)]


def test_a_transfer_says_who_and_to_whom() -> None:
    (move,) = decode.eth_transfers({"txHash": hash_of(1), "result": frame(value=5)})
    assert move == EthTransfer(hash_of(1), 0, account(1), account(2), 5)


def test_deep_traces_are_walked_without_recursion() -> None:
    deep = frame(value=1)
    for _ in range(5_000):
        deep = frame("CALL", 1, deep)
    assert len(moved(deep)) == 5_001
