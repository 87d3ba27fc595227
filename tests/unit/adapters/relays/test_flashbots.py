"""eth_sendBundle: the bytes signed are the bytes sent, and no answer is trusted."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from solver.adapters.relays.flashbots import FlashbotsRelay, parameters
from solver.bundles.authentication import header_value
from solver.bundles.compose import bundle_hash
from solver.domain.bundle import Bundle
from solver.ports import Refused, Unreachable
from solver.testing.fake_signer import FakeSigner
from solver.testing.scripted_server import Said, ScriptedServer, scripted_server
from solver.testing.values import bundle, hash_of, signed_transaction
from solver.wire.http import HttpClient

SENT = bundle(signed_transaction(1), signed_transaction(2, nonce=1))
HASH = bundle_hash(SENT.transactions)
IDENTITY = FakeSigner(7, {})


@asynccontextmanager
async def relay(said: Said) -> AsyncIterator[tuple[FlashbotsRelay, ScriptedServer]]:
    async with scripted_server(lambda _: said) as server, HttpClient(server.url + "/relay", 1.0, 10_000) as http:
        yield FlashbotsRelay(http, "local", IDENTITY), server


def says(body: Any, status: int = 200) -> Said:
    return Said(json.dumps(body).encode(), status)


ACCEPTED = says({"jsonrpc": "2.0", "id": 1, "result": {"bundleHash": HASH}})


async def test_the_header_signs_exactly_the_bytes_that_arrive() -> None:
    async with relay(ACCEPTED) as (client, server):
        assert await client.send_bundle(SENT) == HASH
    (asked,) = server.asked
    assert asked.path == "/relay"
    assert asked.headers["x-flashbots-signature"] == header_value(IDENTITY.address, IDENTITY.sign_digest, asked.body)


async def test_the_request_is_one_bundle_for_one_block() -> None:
    async with relay(ACCEPTED) as (client, server):
        await client.send_bundle(SENT)
    body = json.loads(server.asked[0].body)
    assert (body["method"], len(body["params"])) == ("eth_sendBundle", 1)
    assert body["params"][0] == {"txs": ["0x0201", "0x0202"], "blockNumber": "0x65"}


def test_what_is_set_is_said_and_nothing_else() -> None:
    full = Bundle(SENT.transactions, 255, 5, 9, "name")
    assert parameters(full) == {
        "txs": ["0x0201", "0x0202"],
        "blockNumber": "0xff",
        "minTimestamp": 5,
        "maxTimestamp": 9,
        "replacementUuid": "name",
    }


@pytest.mark.parametrize(
    "said",
    [
        says({"jsonrpc": "2.0", "id": 1, "error": {"code": -32000, "message": "bundle too late"}}),
        says({"jsonrpc": "2.0", "id": 1, "error": {"code": -32000, "message": "bad signature"}}, 403),
        says({"jsonrpc": "2.0", "id": 1, "result": {"bundleHash": hash_of(9)}}),
        says({"jsonrpc": "2.0", "id": 1, "result": {"bundleHash": "0x12"}}),
        says({"jsonrpc": "2.0", "id": 1, "result": None}),
        says([]),
        Said(b"", 200),
        Said(b"<html>", 404),
        Said(b"", 301, {"Location": "http://127.0.0.1:1/"}),
        Said(b"x" * 20_000),
    ],
    ids=range(10),
)
async def test_any_other_answer_is_a_refusal(said: Said) -> None:
    async with relay(said) as (client, server):
        with pytest.raises(Refused):
            await client.send_bundle(SENT)
    assert len(server.asked) == 1


@pytest.mark.parametrize("said", [Said(b"oops", 500), Said(cut=True), Said(b"", hangs=True)], ids=range(3))
async def test_a_relay_that_breaks_is_unreachable(said: Said) -> None:
    async with relay(said) as (client, _):
        with pytest.raises(Unreachable):
            await client.send_bundle(SENT)


async def test_no_error_shows_the_transactions(capsys: pytest.CaptureFixture[str]) -> None:
    async with relay(Said(b"oops", 500)) as (client, _):
        with pytest.raises(Unreachable) as failed:
            await client.send_bundle(SENT)
    assert "0x0201" not in repr(failed.value) + capsys.readouterr().err
