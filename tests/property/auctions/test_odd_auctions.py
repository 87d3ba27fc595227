"""Auctions whose numbers are of the right form and make no sense: each ends in an answer or a named refusal."""

import json
import random
import warnings
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from solver.adapters.auctions.cow.auction import MalformedAuction, read_auction
from solver.adapters.auctions.cow.endings import Unfilled
from solver.adapters.auctions.cow.engine import solve
from solver.adapters.auctions.cow.solution import faults
from solver.app.routing.measuring import Measured
from solver.app.routing.output import as_json
from solver.app.routing.picture import ribbons
from solver.app.routing.table import lines
from solver.testing.cow_auctions import random_auction

SCHEMA = Draft202012Validator(json.loads((Path(__file__).parents[3] / "docs/reference/route.schema.json").read_text()))
UNITS = [
    0,
    1,
    2,
    10,
    10**6,
    10**18,
    10**27,
    1 << 96,
    (1 << 112) - 1,
    1 << 112,
    (1 << 128) - 1,
    1 << 255,
    (1 << 256) - 1,
]
PARTS = ["0", "1", "0.003", "0.999999", "0.5", "0.01", "0.99", "1000000000000", "0.000000000000000001", "5000", "1.05"]
NEEDS: list[dict[str, Any]] = [
    {"wrappers": [{"isOmittable": False}]},
    {"wrappers": [{"isOmittable": True}]},
    {"flashloanHint": {"amount": "1"}},
    {"sellTokenSource": "internal"},
    {"buyTokenDestination": "internal"},
]
AMOUNTS = {"balance", "makerAmount", "takerAmount", "takerTokenFeeAmount", "liquidity", "sqrtPrice", "gasEstimate"}
FRACTIONS = {"fee", "weight", "scalingFactor", "amplificationParameter"}


def odd(seed: int) -> bytes:
    """A random auction with some of its numbers replaced by ones nobody expects."""
    chance, body = random.Random(seed), random_auction(seed)
    for order in body["orders"]:
        if chance.random() < 0.1:
            order.update(chance.choice(NEEDS))
        if chance.random() < 0.5:
            order[chance.choice(["sellAmount", "buyAmount"])] = str(chance.choice(UNITS))
    for entry in body["liquidity"]:
        disturb(chance, entry)
    for token in body["tokens"].values():
        if chance.random() < 0.2:
            token["referencePrice"] = chance.choice([None, *map(str, UNITS)])
        if chance.random() < 0.2:
            token["decimals"] = chance.choice([None, 0, 27, 255])
    if chance.random() < 0.2:
        body["effectiveGasPrice"] = str(chance.choice(UNITS))
    return json.dumps(body).encode()


def disturb(chance: random.Random, entry: dict[str, Any]) -> None:
    for key, value in entry.items():
        if isinstance(value, dict):
            disturb(chance, value)
        elif chance.random() < 0.12:
            if key in AMOUNTS:
                entry[key] = str(chance.choice(UNITS))
            elif key in FRACTIONS:
                entry[key] = chance.choice(PARTS)
            elif key == "tick":
                entry[key] = chance.choice([-887272, 887272, 0, value + 1])


@settings(max_examples=60)
@given(st.integers(0, 10**6).map(odd))
def test_it_ends_and_what_it_answers_can_be_settled_shown_and_drawn(body: bytes) -> None:
    try:
        auction = read_auction(body)
    except MalformedAuction:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ending = solve(auction, "convex")
    for one in ending.solved:
        assert faults(one.solution, auction) == ()
        assert len(ribbons(auction, one.solution)) == len(one.solution.hops)
    told = {trade.order.uid for one in ending.solved for trade in one.solution.trades} | ending.unfilled.keys()
    assert told == {order.uid for order in auction.orders} | {uid for uid, _ in auction.refused}
    for why in ending.unfilled.values():
        assert why.reason is not Unfilled.FAULTY or "more than a word" in why.detail
    measured = Measured("convex", ending, (1.0,))
    SCHEMA.validate(json.loads(json.dumps(as_json(auction, measured), allow_nan=False)))
    assert all(line.isprintable() and line.isascii() for line in lines(auction, measured))
