"""HTTP: budgets and caps, and nothing shown that should not be."""

import asyncio

import pytest

from solver.ports import Refused, Unreachable
from solver.testing.scripted_server import Said, scripted_server
from solver.wire.http import Answer, HttpClient


async def test_the_bytes_given_are_the_bytes_sent() -> None:
    async with scripted_server(lambda _: Said(b"yes", 201)) as server, HttpClient(server.url + "/base/") as http:
        answer = await http.request("POST", "/path?q=1", b"\x00\xff", {"X-Name": "v"})
    (asked,) = server.asked
    assert (answer.status, answer.body) == (201, b"yes")
    assert (asked.method, asked.path, asked.body, asked.headers["x-name"]) == (
        "POST",
        "/base/path?q=1",
        b"\x00\xff",
        "v",
    )


async def test_a_response_above_the_cap_is_refused() -> None:
    async with scripted_server(lambda _: Said(b"x" * 101)) as server, HttpClient(server.url, 1.0, 100) as http:
        with pytest.raises(Refused, match="response_too_large"):
            await http.request("GET", "/")


async def test_a_response_at_the_cap_is_taken() -> None:
    async with scripted_server(lambda _: Said(b"x" * 100)) as server, HttpClient(server.url, 1.0, 100) as http:
        assert len((await http.request("GET", "/")).body) == 100


@pytest.mark.parametrize("said", [Said(cut=True), Said(b"part", hangs=True)], ids=["cut", "hangs"])
async def test_a_server_that_does_not_finish_is_unreachable(said: Said) -> None:
    async with scripted_server(lambda _: said) as server, HttpClient(server.url, 0.2) as http:
        with pytest.raises(Unreachable):
            await http.request("GET", "/")


async def test_a_server_that_drips_is_unreachable_when_the_budget_ends() -> None:
    async with scripted_server(lambda _: Said(drips=True)) as server, HttpClient(server.url, 0.3) as http:
        async with asyncio.timeout(5.0):
            with pytest.raises(Unreachable, match="no whole answer"):
                await http.request("GET", "/")


async def test_a_redirect_is_handed_up_and_not_followed() -> None:
    moved = Said(b"", 307, {"Location": "http://127.0.0.1:1/"})
    async with scripted_server(lambda _: moved) as server, HttpClient(server.url) as http:
        assert (await http.request("GET", "/")).status == 307
    assert len(server.asked) == 1


async def test_a_stream_gives_what_came_and_is_unreachable_when_it_falls_silent() -> None:
    chunks: list[bytes] = []

    async def read(http: HttpClient) -> None:
        async with http.stream("/", {}, 0.2) as (_, stream):
            async for chunk in stream:
                chunks.append(chunk)  # noqa: PERF401 (the stream breaks in the middle)

    async with scripted_server(lambda _: Said(b"data: x\n\n", hangs=True)) as server, HttpClient(server.url) as http:
        with pytest.raises(Unreachable):
            await read(http)
    assert b"".join(chunks) == b"data: x\n\n"


def test_a_server_is_named_without_its_credentials_or_path() -> None:
    assert HttpClient("https://user:secret@relay.example:8443/key").who == "relay.example:8443"


def test_a_body_is_shown_short_whatever_it_holds() -> None:

    assert len(Answer(200, b"\xff" * 10_000).shown()) == 300
