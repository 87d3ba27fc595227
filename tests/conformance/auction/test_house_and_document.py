"""The house against docs/reference/auction.yaml: same operations, same bodies, same refusals."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from openapi_spec_validator import validate
from openapi_spec_validator.readers import read_from_filename
from starlette.routing import Route

from solver.sandbox.auction import messages as wire
from solver.sandbox.auction.app import MAX_BODY_BYTES, create_app
from solver.sandbox.auction.authentication import Doorkeeper
from solver.sandbox.auction.award import Cosigner
from solver.sandbox.auction.chain import ChainReader
from solver.sandbox.auction.desk import Desk
from solver.sandbox.auction.house import House
from solver.sandbox.auction.journal import Journal
from solver.sandbox.auction.limiter import Limiter
from solver.sandbox.auction.prices import Prices
from solver.sandbox.auction.refusal import STATUS, Code
from solver.sandbox.auction.server import SystemClock
from solver.sandbox.auction.stream import Feed
from solver.sandbox.chain.keys import Keyring
from solver.sandbox.chain.worldfile import Genesis, World
from solver.testing.intents import COSIGNER, REACTOR
from solver.wire.rpc import AsyncJsonRpc

DOCUMENT: dict[str, Any] = dict(
    read_from_filename(str(Path(__file__).resolve().parents[3] / "docs" / "reference" / "auction.yaml"))[0]
)
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
OPERATIONS = {
    (path, method.upper())
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
    if method != "parameters"
}
BODIES: dict[str, type[wire.Message]] = {
    "OrderInfo": wire.OrderInfo,
    "ResolverCall": wire.ResolverCall,
    "CosignPolicy": wire.CosignPolicy,
    "Spend": wire.Spend,
    "Receive": wire.Receive,
    "OptionLeg": wire.OptionLeg,
    "GreekBand": wire.GreekBand,
    "HedgeTerms": wire.HedgeTerms,
    "HedgeIntent": wire.HedgeIntent,
    "PostedIntent": wire.PostedIntent,
    "Posted": wire.Posted,
    "Listing": wire.Listing,
    "ClosedNotice": wire.ClosedNotice,
    "Events": wire.Events,
    "AuctionedIntent": wire.AuctionedIntent,
    "Bid": wire.Bid,
    "Accepted": wire.Accepted,
    "Cosignature": wire.Cosignature,
    "Award": wire.Award,
    "Result": wire.Result,
    "RevealedBid": wire.RevealedBid,
    "House": wire.HouseFacts,
    "Error": wire.Error,
}


async def served(folder: Path, *, control: bool = False) -> set[tuple[str, str]]:
    world = World(1, 1, {"reactor": REACTOR}, (), (), (), {}, (), (), COSIGNER, Genesis(1, 1))
    journal, clock = Journal(folder / "auction.jsonl"), SystemClock()
    async with AsyncJsonRpc("http://127.0.0.1:1") as rpc:
        house = House(journal, Cosigner(Keyring().account(1), 1, REACTOR), frozenset(), lambda _: None)
        desk = Desk(
            house, ChainReader(rpc, Prices(world), REACTOR), Doorkeeper(frozenset(), clock), Limiter(1, 1, clock)
        )
        app = create_app(desk, Feed(), silence_s=1, stall_s=1, control=control)
    journal.close()
    routes = [route for route in app.routes if isinstance(route, Route)]
    return {
        (route.path.replace("{auction_id}", "{auctionId}"), method)
        for route in routes
        for method in (route.methods or set()) - {"HEAD"}
    }


def test_the_document_is_valid() -> None:
    validate(DOCUMENT)


async def test_the_house_serves_the_documented_operations_and_no_others(tmp_path: Path) -> None:
    assert await served(tmp_path) == OPERATIONS


async def test_control_is_served_only_when_asked_for(tmp_path: Path) -> None:
    assert await served(tmp_path, control=True) - OPERATIONS == {("/control/faults", "POST")}


def test_the_refusals_are_the_documented_ones() -> None:
    assert {code.value for code in Code} == set(SCHEMAS["Error"]["properties"]["error"]["properties"]["code"]["enum"])
    assert set(STATUS) == set(Code)


@pytest.mark.parametrize(
    "code", [code for code in Code if code not in {Code.NOT_FOUND, Code.METHOD_NOT_ALLOWED, Code.INTERNAL}]
)
def test_every_refusal_is_described_where_its_status_is(code: Code) -> None:
    responses = DOCUMENT["components"]["responses"]
    statuses = {
        status
        for path in DOCUMENT["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
        for status, response in operation["responses"].items()
        if f"`{code.value}`" in responses.get(response.get("$ref", "").rpartition("/")[2], {}).get("description", "")
    }
    assert statuses == {str(STATUS[code])}


@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_body_has_the_documented_fields_all_required_and_no_others(name: str) -> None:
    schema, kind = SCHEMAS[name], BODIES[name]
    fields = [field.encode_name for field in msgspec.structs.fields(kind)]
    assert fields == list(schema["properties"])
    assert fields == schema["required"]
    assert schema["additionalProperties"] is False


def test_the_cap_on_bodies_is_the_documented_one() -> None:
    assert f"Request bodies above {MAX_BODY_BYTES} bytes" in DOCUMENT["info"]["description"]
