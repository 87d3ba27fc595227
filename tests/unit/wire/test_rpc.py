"""The JSON-RPC client against a real loopback HTTP server."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from solver.ports import Refused, Unreachable
from solver.testing.scripted_server import Said, scripted_server
from solver.wire.rpc import AsyncJsonRpc, JsonRpc, RpcRefused


@contextmanager
def serving(answer: Callable[[Any], tuple[int, bytes]]) -> Iterator[str]:
    """A server that answers each request body with (status, body)."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def echo(request: Any) -> tuple[int, bytes]:
    answers = [{"jsonrpc": "2.0", "id": r["id"], "result": r["params"]} for r in _listed(request)]
    return 200, json.dumps(answers[::-1] if isinstance(request, list) else answers[0]).encode()


def _listed(request: Any) -> list[Any]:
    return request if isinstance(request, list) else [request]


def refusing(request: Any) -> tuple[int, bytes]:
    error = {"code": 3, "message": "execution reverted", "data": "0x08c379a0"}
    return 400, json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": error}).encode()


def test_a_call_returns_the_result() -> None:
    with serving(echo) as url, JsonRpc(url) as rpc:
        assert rpc.call("eth_call", [1, "0x"]) == [1, "0x"]


async def test_an_async_call_returns_the_result() -> None:
    with serving(echo) as url:
        async with AsyncJsonRpc(url) as rpc:
            assert await rpc.call("eth_call", [1]) == [1]
            assert await rpc.batch([("a", [1]), ("b", [2])]) == [[1], [2]]


def test_a_batch_keeps_the_order_of_the_calls_whatever_the_order_of_the_answers() -> None:
    with serving(echo) as url, JsonRpc(url) as rpc:
        assert rpc.batch([("a", [1]), ("b", [2]), ("c", [3])]) == [[1], [2], [3]]


def test_an_error_answer_carries_code_message_and_data() -> None:
    with serving(refusing) as url, JsonRpc(url) as rpc, pytest.raises(RpcRefused) as refused:
        rpc.call("eth_call")
    assert (refused.value.code, refused.value.detail, refused.value.data) == ("3", "execution reverted", "0x08c379a0")


@pytest.mark.parametrize("body", [b"[]", b"7", b'{"id":0}', b"<html>"])
def test_an_answer_that_is_no_json_rpc_is_refused(body: bytes) -> None:
    with serving(lambda _: (200, body)) as url, JsonRpc(url) as rpc, pytest.raises(Refused):
        rpc.call("eth_chainId")


def test_a_batch_with_a_missing_answer_is_refused() -> None:
    with (
        serving(lambda _: (200, b'[{"id":0,"result":1}]')) as url,
        JsonRpc(url) as rpc,
        pytest.raises(Refused) as refused,
    ):
        rpc.batch([("a", []), ("b", [])])
    assert refused.value.code == "malformed"


def test_an_answer_above_the_cap_is_refused() -> None:
    with (
        serving(lambda _: (200, b" " * 1001)) as url,
        JsonRpc(url, max_response_bytes=1000) as rpc,
        pytest.raises(Refused) as refused,
    ):
        rpc.call("eth_chainId")
    assert refused.value.code == "response_too_large"


def test_a_server_error_without_json_is_unreachable() -> None:
    with serving(lambda _: (502, b"bad gateway")) as url, JsonRpc(url) as rpc, pytest.raises(Unreachable):
        rpc.call("eth_chainId")


def test_a_closed_port_is_unreachable_and_the_error_hides_path_and_password() -> None:
    with serving(echo) as url:
        port = url.rpartition(":")[2]
    with JsonRpc(f"http://user:pass@127.0.0.1:{port}/v3/key") as rpc, pytest.raises(Unreachable) as unreachable:
        rpc.call("eth_chainId")
    assert unreachable.value.who == f"127.0.0.1:{port}"
    assert not any(secret in str(unreachable.value) for secret in ("key", "pass"))


async def test_a_node_that_drips_is_unreachable_when_the_budget_ends() -> None:
    async with scripted_server(lambda _: Said(drips=True)) as server, AsyncJsonRpc(server.url, 0.3) as rpc:
        async with asyncio.timeout(5.0):
            with pytest.raises(Unreachable, match="no whole answer"):
                await rpc.call("eth_blockNumber")
