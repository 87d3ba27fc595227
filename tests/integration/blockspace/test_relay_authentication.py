"""Who may speak to the relay."""

import json
from typing import TYPE_CHECKING

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_utils.crypto import keccak

if TYPE_CHECKING:
    from tests.integration.blockspace.conftest import Space

pytestmark = pytest.mark.anvil

HEADER = "X-Flashbots-Signature"
HOSTILE = [
    ("eth_sendBundle", []),
    ("eth_sendBundle", [None]),
    ("eth_sendBundle", ["0x"]),
    ("eth_sendBundle", [{"txs": []}]),
    ("eth_sendBundle", [{"txs": "0x02"}]),
    ("eth_sendBundle", [{"txs": ["0x02"] * 101}]),
    ("eth_sendBundle", [{"txs": ["0x02"], "blockNumber": 7}]),
    ("eth_sendBundle", [{"txs": ["0x02"], "blockNumber": "0x" + "f" * 65}]),
    ("eth_sendBundle", [{"txs": ["0x02"], "minTimestamp": "soon"}]),
    ("eth_sendBundle", [{"txs": ["0x02"], "maxTimestamp": True}]),
    ("eth_sendBundle", [{"txs": ["0x02"], "refundPercent": 50}]),
    ("eth_sendBundle", [{"txs": ["0x02"], "droppingTxHashes": ["0x" + "00" * 32]}]),
    ("eth_sendBundle", [{"txs": ["0x02"], "revertingTxHashes": ["0x00"]}]),
    ("eth_cancelBundle", [{}]),
    ("eth_cancelBundle", [{"replacementUuid": 5}]),
    ("eth_callBundle", [{"txs": ["0xzz"]}]),
    ("eth_callBundle", [{"txs": [{}]}]),
    ("eth_sendPrivateTransaction", [{"tx": None}]),
    ("eth_sendPrivateTransaction", ["0x02"]),
    ("eth_sendPrivateRawTransaction", [[]]),
    ("eth_sendPrivateRawTransaction", []),
    ("eth_cancelPrivateTransaction", [{"txHash": "0x1"}]),
    ("eth_sendRawTransaction", ["0x02"]),
    ("evm_mine", []),
]


def signed(body: bytes) -> str:
    key = Account.from_key("0x" + "11" * 32)
    message = encode_defunct(text="0x" + keccak(body).hex())
    return f"{key.address}:{key.sign_message(message).signature.to_0x_hex()}"


async def test_a_tampered_body_is_refused_with_403_and_changes_nothing(space: "Space") -> None:
    payment = (await space.person(12)).pay_builder()
    bundle = {"txs": [payment.raw], "blockNumber": hex(await space.head() + 1)}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_sendBundle", "params": [bundle]}).encode()
    answer = await space.http.post("/relay", content=body + b" ", headers={HEADER: signed(body)})
    assert answer.status_code == 403
    assert "error" in answer.json()
    assert await space.seal() == []


async def test_a_request_without_a_signature_is_refused_with_403(space: "Space") -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_cancelBundle", "params": [{"replacementUuid": "a"}]})
    assert (await space.http.post("/relay", content=body)).status_code == 403


async def test_any_key_may_sign_as_it_only_stands_for_an_identity(space: "Space") -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 7, "method": "eth_cancelBundle", "params": [{"replacementUuid": "a"}]})
    answer = await space.http.post("/relay", content=body, headers={HEADER: signed(body.encode())})
    assert answer.json() == {"jsonrpc": "2.0", "id": 7, "result": {"cancelled": False}}


@pytest.mark.parametrize(("method", "params"), HOSTILE)
async def test_a_malformed_request_is_told_what_is_wrong(space: "Space", method: str, params: list[object]) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    answer = await space.http.post("/relay", content=body, headers={HEADER: signed(body)})
    assert answer.json()["error"]["code"] in (-32000, -32601, -32602)
    assert space.blockspace.private.signers(await space.head() + 1) == ()


async def test_the_same_transaction_twice_is_no_bundle(space: "Space") -> None:
    payment = (await space.person(12)).pay_builder()
    with pytest.raises(Exception, match="twice"):
        await space.send_bundle(2, payment, payment)
