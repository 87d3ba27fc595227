"""The public gateway: its mempool's rules, what it shows, what it hides, and what it refuses."""

import asyncio
from typing import TYPE_CHECKING

import pytest

from solver.sandbox.chain.abi import calldata
from solver.sandbox.chain.addresses import WETH
from solver.sandbox.chain.keys import address_of, roles

if TYPE_CHECKING:
    from tests.integration.blockspace.conftest import Space

pytestmark = pytest.mark.anvil

SOLVER = 2
BUILDER = address_of(roles()["builder"])
HOSTILE = [
    b"",
    b"\x00\xff\xfe",
    b"null",
    b"[]",
    b"[[]]",
    b'"eth_call"',
    b"{}",
    b'{"id":{},"method":"eth_call"}',
    b'{"id":1,"method":7}',
    b'{"id":1,"method":"eth_call","params":{"a":1}}',
    b'{"id":1,"method":"eth_sendRawTransaction","params":[]}',
    b'{"id":1,"method":"eth_sendRawTransaction","params":["0xzz"]}',
    b'{"id":1,"method":"eth_sendRawTransaction","params":["0xc0"]}',
    b'{"id":1,"method":"eth_sendRawTransaction","params":[{"a":[]}]}',
    b'{"id":1,"method":"eth_getTransactionByHash","params":[null]}',
    b'{"id":1,"method":"eth_getBlockByNumber","params":["\\ud800"]}',
    b'{"id":1,"method":"eth_call","params":[' + b"[" * 60_000,
    b'{"id":1,"method":"eth_call","params":[1' + b"0" * 5_000 + b"]}",
]


async def test_a_public_transaction_is_seen_while_it_waits_and_gone_once_mined(space: "Space") -> None:
    person = await space.person(12)
    mined, payment = person.nonce, person.pay_builder(5)
    assert await space.public("eth_sendRawTransaction", payment.raw) == payment.hash
    pending = (await space.public("txpool_content"))["pending"]
    assert pending[person.address][str(mined)]["hash"] == payment.hash
    assert (await space.public("eth_getTransactionByHash", payment.hash))["blockNumber"] is None
    assert await space.public("debug_getRawTransaction", payment.hash) == payment.raw
    assert await space.public("eth_getTransactionCount", person.address, "pending") == hex(mined + 1)
    assert await space.seal() == [payment.hash]
    assert await space.public("txpool_status") == {"pending": "0x0", "queued": "0x0"}
    assert (await space.public("eth_getTransactionByHash", payment.hash))["blockNumber"] is not None


async def test_a_private_transaction_is_shown_nowhere_before_inclusion(space: "Space") -> None:
    bundled, single = [person.pay_builder() for person in await space.people(12, 13)]
    await space.send_bundle(SOLVER, bundled, block=await space.head() + 2)
    assert await space.relay(SOLVER, "eth_sendPrivateRawTransaction", single.raw) == single.hash
    await space.relay(SOLVER, "eth_callBundle", {"txs": [bundled.raw]})
    for endpoint in (space.public, space.node):
        assert (await endpoint("eth_getBlockByNumber", "pending", True))["transactions"] == []
        for secret in (bundled, single):
            assert await endpoint("eth_getTransactionByHash", secret.hash) is None
            assert await endpoint("eth_getTransactionReceipt", secret.hash) is None
    assert await space.public("txpool_content") == {"pending": {}, "queued": {}}
    counts = [await space.public("eth_getTransactionCount", address_of(12), tag) for tag in ("latest", "pending")]
    assert counts[0] == counts[1]
    assert [await space.seal(), await space.seal()] == [[single.hash], [bundled.hash]]


async def test_a_private_transaction_lands_within_its_blocks_or_never(space: "Space") -> None:
    head = await space.head()
    bad = (await space.person(12)).sign(WETH, calldata("transfer(address,uint256)", BUILDER, 1 << 200))
    reverting = {"tx": bad.raw, "maxBlockNumber": hex(head + 1)}
    cancelled = (await space.person(13)).pay_builder()
    await space.relay(SOLVER, "eth_sendPrivateTransaction", reverting)
    await space.relay(SOLVER, "eth_sendPrivateTransaction", {"tx": cancelled.raw})
    assert await space.relay(3, "eth_cancelPrivateTransaction", {"txHash": cancelled.hash}) is False
    assert await space.relay(SOLVER, "eth_cancelPrivateTransaction", {"txHash": cancelled.hash}) is True
    assert await space.seal() == []
    assert space.blockspace.private.signers(head + 2) == ()


async def test_a_replacement_must_pay_ten_percent_more(space: "Space") -> None:
    person = await space.person(12)
    old = person.sign(BUILDER, tip=10, max_fee=100, nonce=person.nonce, gas=21_000)
    cheap = person.sign(BUILDER, tip=10, max_fee=120, nonce=person.nonce, gas=21_000)
    dear = person.sign(BUILDER, tip=11, max_fee=110, nonce=person.nonce, gas=21_000)
    await space.public("eth_sendRawTransaction", old.raw)
    with pytest.raises(Exception, match="replacement transaction underpriced"):
        await space.public("eth_sendRawTransaction", cheap.raw)
    await space.public("eth_sendRawTransaction", dear.raw)
    assert await space.seal() == [dear.hash]


async def test_a_senders_transactions_run_in_nonce_order_whatever_they_pay(space: "Space") -> None:
    person, other = await space.people(12, 13)
    first, second = person.pay_builder(tip=1), person.pay_builder(tip=50)
    between = other.pay_builder(tip=20)
    for payment in (second, first, between):
        await space.public("eth_sendRawTransaction", payment.raw)
    assert await space.seal() == [between.hash, first.hash, second.hash]


async def test_a_transaction_behind_a_nonce_gap_waits_until_the_gap_closes(space: "Space") -> None:
    person = await space.person(12)
    first, second = person.pay_builder(), person.pay_builder()
    await space.public("eth_sendRawTransaction", second.raw)
    assert (await space.public("txpool_status"))["queued"] == "0x1"
    assert await space.seal() == []
    await space.public("eth_sendRawTransaction", first.raw)
    assert await space.seal() == [first.hash, second.hash]


async def test_a_public_transaction_may_land_reverted(space: "Space") -> None:
    bad = (await space.person(12)).sign(WETH, calldata("transfer(address,uint256)", BUILDER, 1 << 200))
    await space.public("eth_sendRawTransaction", bad.raw)
    await space.seal()
    assert await space.statuses(bad) == [0]


async def test_a_fee_below_the_base_fee_waits(space: "Space") -> None:
    person = await space.person(12)
    await space.public("eth_sendRawTransaction", person.sign(BUILDER, tip=0, max_fee=0, gas=21_000).raw)
    assert await space.seal() == []
    assert (await space.public("txpool_status"))["pending"] == "0x1"


async def test_the_dearer_public_transaction_comes_first(space: "Space") -> None:
    payments = [
        person.pay_builder(tip=tip) for person, tip in zip(await space.people(12, 13, 14), (2, 9, 5), strict=True)
    ]
    for payment in payments:
        await space.public("eth_sendRawTransaction", payment.raw)
    assert await space.seal() == [payments[i].hash for i in (1, 2, 0)]


@pytest.mark.parametrize(
    "method",
    [
        "anvil_mine",
        "anvil_setBalance",
        "evm_mine",
        "evm_snapshot",
        "hardhat_setCode",
        "eth_sendTransaction",
        "eth_sendUnsignedTransaction",
        "eth_newPendingTransactionFilter",
        "eth_sendRawTransactionSync",
        "eth_accounts",
        "eth_sendBundle",
        "no_such_method",
    ],
)
async def test_what_would_change_or_reveal_the_hidden_node_does_not_exist(space: "Space", method: str) -> None:
    for endpoint in (space.public, space.node):
        with pytest.raises(Exception, match="does not exist") as refused:
            await endpoint(method)
        assert refused.value.code == -32601  # type: ignore[attr-defined]


async def test_the_node_endpoint_simulates_but_does_not_broadcast(space: "Space") -> None:
    assert await space.node("eth_simulateV1", {"blockStateCalls": [{"calls": []}]}, "latest")
    with pytest.raises(Exception, match="does not exist"):
        await space.node("eth_sendRawTransaction", (await space.person(12)).pay_builder().raw)


@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("path", ["/", "/node"])
async def test_hostile_bytes_are_answered_by_an_error(space: "Space", path: str, body: bytes) -> None:
    answer = await space.http.post(path, content=body)
    fields = answer.json()
    first = fields[0] if isinstance(fields, list) else fields
    assert first["error"]["code"] in (-32700, -32600, -32601, -32602, -32000)
    assert "Traceback" not in answer.text
    assert await space.head() > 0


async def test_a_body_above_the_cap_is_refused(space: "Space") -> None:
    assert (await space.http.post("/", content=b" " * (2 * 1024 * 1024 + 1))).status_code == 413


async def test_a_batch_is_answered_in_order_and_notifications_not_at_all(space: "Space") -> None:
    body = b'[{"id":1,"method":"eth_chainId"},{"method":"eth_chainId"},{"id":"x","method":"evm_mine"},7]'
    answers = (await space.http.post("/", content=body)).json()
    assert [(a["id"], a.get("result"), a.get("error", {}).get("code")) for a in answers] == [
        (1, "0x1", None),
        ("x", None, -32601),
        (None, None, -32600),
    ]


async def test_a_revert_of_a_read_keeps_its_data(space: "Space") -> None:
    call = {"to": WETH, "data": calldata("transfer(address,uint256)", BUILDER, 1), "from": "0x" + "01" * 20}
    with pytest.raises(Exception, match="revert") as reverted:
        await space.public("eth_call", call, "latest")
    assert reverted.value.code == 3  # type: ignore[attr-defined]


async def test_a_read_never_sees_a_block_that_is_being_built(space: "Space") -> None:
    people = await space.people(*range(12, 20))
    for person in people:
        await space.public("eth_sendRawTransaction", person.pay_builder(1000).raw)
    before = int(await space.public("eth_getBalance", BUILDER, "latest"), 16)
    sealing = asyncio.create_task(space.blockspace.seal())
    seen: set[int] = set()
    while not sealing.done():
        seen.add(int(await space.public("eth_getBalance", BUILDER, "latest"), 16))
        assert (await space.node("eth_getBlockByNumber", "pending", False))["transactions"] == []
    await sealing
    after = int(await space.public("eth_getBalance", BUILDER, "latest"), 16)
    assert before in seen
    assert seen <= {before, after}
    assert len(await space.block_hashes()) == 8
