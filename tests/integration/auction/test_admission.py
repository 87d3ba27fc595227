"""Who is let in, and what happens to the rest."""

import socket
import time
from typing import TYPE_CHECKING

import httpx
import msgspec

if TYPE_CHECKING:
    from tests.integration.auction.conftest import Saleroom


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_request_signed_by_another_than_it_names_is_refused(saleroom: "Saleroom") -> None:
    path = f"/v1/auctions/{saleroom.opened()}/intent"
    headers = saleroom.bob.headers("GET", path, b"")
    headers["X-Hedgerow-Signature"] = headers["X-Hedgerow-Signature"].replace(
        saleroom.bob.address, saleroom.alice.address
    )
    assert code(saleroom.house.http.get(path, headers=headers)) == (401, "bad_signature")


def test_a_stale_request_is_refused(saleroom: "Saleroom") -> None:
    path = f"/v1/auctions/{saleroom.opened()}/intent"
    headers = saleroom.alice.headers("GET", path, b"", at=int(time.time()) - 120)
    assert code(saleroom.house.http.get(path, headers=headers)) == (401, "bad_signature")


def test_a_body_changed_on_the_way_is_refused(saleroom: "Saleroom") -> None:
    made = saleroom.desk.fresh()
    path = f"/v1/auctions/{saleroom.opened(made)}/bids"
    limit = made.intent.receives[0].min_total
    body, tampered = (msgspec.json.encode({"executor": "0x" + "ee" * 20, "amount": str(limit + i)}) for i in (5, 6))
    headers = saleroom.alice.headers("POST", path, body)
    assert code(saleroom.house.http.post(path, content=tampered, headers=headers)) == (401, "bad_signature")


def test_a_bidder_off_the_list_is_refused_everywhere(saleroom: "Saleroom") -> None:
    made = saleroom.desk.fresh()
    auction = saleroom.opened(made)
    answers = [
        saleroom.stranger.get(saleroom.house, f"/v1/auctions/{auction}/intent"),
        saleroom.stranger.get(saleroom.house, f"/v1/auctions/{auction}/award"),
        saleroom.stranger.bid(saleroom.house, auction, made.intent.receives[0].min_total),
        saleroom.stranger.decline(saleroom.house, auction),
    ]
    assert [code(answer) for answer in answers] == [(403, "not_allowed")] * 4


def test_an_unsigned_request_is_refused(saleroom: "Saleroom") -> None:
    path = f"/v1/auctions/{saleroom.opened()}/intent"
    assert code(saleroom.house.http.get(path)) == (401, "bad_signature")


def test_one_bidder_asking_too_often_is_slowed_down_and_another_is_not(own_saleroom: "Saleroom") -> None:
    own_saleroom.house.end()
    own_saleroom.house = own_saleroom.start("--requests-per-second", "0.01", "--burst", "3")
    path = f"/v1/auctions/{own_saleroom.opened()}/intent"
    answers = [own_saleroom.alice.get(own_saleroom.house, path) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (code(answers[-1]), answers[-1].headers["Retry-After"]) == ((429, "too_many_requests"), "1")
    assert own_saleroom.bob.get(own_saleroom.house, path).status_code == 200


def test_a_body_above_the_cap_is_refused_with_and_without_a_length(saleroom: "Saleroom") -> None:
    big = b'{"signature":"0x' + b"00" * 40_000 + b'"}'
    assert code(saleroom.house.http.post("/v1/intents", content=big)) == (413, "too_large")
    chunks = iter([big[:50_000], big[50_000:]])
    assert code(saleroom.house.http.post("/v1/intents", content=chunks)) == (413, "too_large")


def test_hostile_bytes_get_a_named_error_and_the_house_goes_on(saleroom: "Saleroom") -> None:
    for body in (b"", b"\xff\xfe\x00", b"[" * 60_000, b'{"intent":null,"signature":"0x"}', b"{}" * 1000):
        assert code(saleroom.house.http.post("/v1/intents", content=body)) == (400, "malformed")
    host, port = saleroom.house.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(b"\x16\x03\x01\x00\xa5 this is not HTTP\r\n\r\n")
        assert raw.recv(1000).startswith(b"HTTP/1.1 400")
    assert saleroom.house.http.get("/v1/house").status_code == 200


def test_an_unknown_path_method_or_auction_is_a_named_error(saleroom: "Saleroom") -> None:
    http = saleroom.house.http
    assert code(http.get("/v2/anything")) == (404, "not_found")
    assert code(http.delete("/v1/intents")) == (405, "method_not_allowed")
    for name in ("0x" + "00" * 32, "0xZZ", "..%2f..%2fetc", "%00"):
        assert code(http.get(f"/v1/auctions/{name}/result"))[0] == 404


def test_a_query_that_is_no_event_id_is_malformed(saleroom: "Saleroom") -> None:
    http = saleroom.house.http
    for query in ("after=-1", "after=x", "after=1e3", "limit=0", "limit=1001", "after=99999999999999999999"):
        assert code(http.get(f"/v1/auctions?{query}")) == (400, "malformed")
    assert code(http.get("/v1/stream", headers={"Last-Event-ID": "last"})) == (400, "malformed")


def test_a_house_told_to_be_late_is_late_and_right(saleroom: "Saleroom") -> None:
    path = f"/v1/auctions/{saleroom.opened()}/intent"
    saleroom.house.http.post("/control/faults", json={"delayMs": 300})
    answer = saleroom.alice.get(saleroom.house, path)
    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() >= 0.3
