"""What the running house answers, held against docs/reference/auction.yaml."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from jsonschema import Draft202012Validator
from openapi_spec_validator.readers import read_from_filename

from solver.sandbox.chain.anvil import Anvil

if TYPE_CHECKING:
    from tests.integration.auction.conftest import Saleroom

DOCUMENT: dict[str, Any] = dict(
    read_from_filename(str(Path(__file__).resolve().parents[3] / "docs" / "reference" / "auction.yaml"))[0]
)

EXPECTED = {
    ("postIntent", 201),
    ("postIntent", 200),
    ("postIntent", 400),
    ("postIntent", 409),
    ("postIntent", 413),
    ("placeBid", 201),
    ("placeBid", 200),
    ("placeBid", 409),
    ("placeBid", 410),
    ("placeBid", 422),
    ("decline", 200),
    ("decline", 409),
    ("readAward", 200),
    ("readAward", 401),
    ("readAward", 404),
    ("readAward", 429),
    ("readIntent", 200),
    ("readIntent", 403),
    ("readIntent", 404),
    ("readResult", 200),
    ("readResult", 404),
    ("readResult", 409),
    ("listEvents", 200),
    ("listEvents", 400),
    ("readHouse", 200),
}
"""Operation and status; the life of one auction must show at least these."""


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """The component that a reference names."""
    if "$ref" not in node:
        return node
    found: Any = DOCUMENT
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


class Recorder:
    """Checks every answer against the operation it belongs to, and remembers which (operation, status) it saw."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int]] = set()

    def check(self, answer: httpx.Response) -> None:
        path, operation = self._operation(answer.request)
        assert str(answer.status_code) in operation["responses"], (path, answer.status_code)
        response = resolved(operation["responses"][str(answer.status_code)])
        schema = response["content"]["application/json"]["schema"]
        whole = {**schema, "components": DOCUMENT["components"]}
        Draft202012Validator(whole).validate(answer.json())
        for header in response.get("headers", {}):
            assert header in answer.headers
        self.seen.add((operation["operationId"], answer.status_code))

    def _operation(self, request: httpx.Request) -> tuple[str, dict[str, Any]]:
        parts = request.url.path.split("/")
        for path, operations in DOCUMENT["paths"].items():
            wanted = path.split("/")
            if len(wanted) == len(parts) and all(w in {p, "{auctionId}"} for w, p in zip(wanted, parts, strict=True)):
                return path, dict(operations[request.method.lower()])
        raise AssertionError(request.url.path)


def test_every_answer_of_an_auctions_life_is_a_documented_one(saleroom: "Saleroom") -> None:
    recorder = Recorder()
    made, other = saleroom.desk.make(), saleroom.desk.make(skip=1)
    limit = made.intent.receives[0].min_total
    check, house = recorder.check, saleroom.house
    unknown = "0x" + "00" * 32

    posted = saleroom.post(made)
    auction = posted.json()["auctionId"]
    check(posted)
    check(saleroom.post(made))
    check(house.http.post("/v1/intents", content=b"{"))
    check(house.http.post("/v1/intents", content=b" " * 70_000))
    check(house.http.get("/v1/house"))
    check(house.http.get(f"/v1/auctions/{auction}/result"))
    check(saleroom.alice.get(house, f"/v1/auctions/{auction}/intent"))
    check(saleroom.stranger.get(house, f"/v1/auctions/{auction}/intent"))
    check(saleroom.alice.get(house, f"/v1/auctions/{unknown}/intent"))
    check(house.http.get(f"/v1/auctions/{auction}/award"))
    check(saleroom.alice.get(house, f"/v1/auctions/{auction}/award"))
    check(saleroom.alice.bid(house, auction, limit - 1))
    check(saleroom.alice.bid(house, auction, limit + 1))
    check(saleroom.alice.bid(house, auction, limit + 1))
    check(saleroom.alice.bid(house, auction, limit + 2))
    check(saleroom.alice.decline(house, auction))
    check(saleroom.bob.decline(house, auction))
    check(saleroom.alice.get(house, f"/v1/auctions/{auction}/award"))
    check(saleroom.post(made))
    check(house.http.get(f"/v1/auctions/{auction}/result"))
    check(house.http.get("/v1/auctions"))
    check(house.http.get("/v1/auctions", params={"after": "x"}))
    check(house.http.get(f"/v1/auctions/{unknown}/result"))
    late = saleroom.opened(other)
    saleroom.next_block()
    check(saleroom.alice.bid(house, late, other.intent.receives[0].min_total))
    house.http.post("/control/faults", json={"refuseNext": 1})
    check(saleroom.alice.get(house, f"/v1/auctions/{auction}/award"))

    assert recorder.seen >= EXPECTED


def test_a_house_that_cannot_see_the_chain_says_so_and_goes_on(own_saleroom: "Saleroom", chain: Anvil) -> None:
    recorder = Recorder()
    own_saleroom.house.end()
    own_saleroom.house = own_saleroom.start("--rpc", chain.url)
    chain.close()
    answer = own_saleroom.post(own_saleroom.desk.make())
    recorder.check(answer)
    assert answer.json()["error"]["code"] == "chain_unavailable"
    assert own_saleroom.house.http.get("/v1/house").status_code == 200
