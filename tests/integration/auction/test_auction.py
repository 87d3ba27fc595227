"""One auction over a real socket, from the post to the award."""

from typing import TYPE_CHECKING

from eth_account import Account
from eth_utils.crypto import keccak

from solver.domain.auction import Cosignature, Side
from solver.domain.primitives import Hash, address
from solver.intents.hashing import intent_hash
from solver.sandbox.auction.typed import cosignature_digest
from solver.sandbox.chain.worldfile import World

if TYPE_CHECKING:
    from tests.integration.auction.conftest import Saleroom


def test_a_posted_intent_is_listed_without_its_terms(saleroom: "Saleroom") -> None:
    made = saleroom.desk.fresh()
    posted = saleroom.post(made)
    assert posted.status_code == 201
    head = int(saleroom.chain.rpc.call("eth_blockNumber"), 16)
    hashed = intent_hash(made.intent)
    assert posted.json()["intentHash"] == made.intent_hash == hashed
    expected_id = "0x" + keccak(bytes.fromhex(hashed[2:]) + head.to_bytes(32, "big")).hex()
    (event,) = saleroom.events()
    assert event == {
        "id": saleroom.mark + 1,
        "type": "opened",
        "data": {
            "auctionId": expected_id,
            "sellToken": made.intent.spends[0].token,
            "buyToken": made.intent.receives[0].token,
            "side": "exact_in",
            "sizeBucket": len(str(made.draft.notional_usd)) - 1,
            "opensAtBlock": head,
            "bidsCloseAtBlock": head + 1,
        },
    }


def test_the_same_intent_again_is_the_same_auction_and_after_the_close_a_conflict(saleroom: "Saleroom") -> None:
    made = saleroom.desk.fresh()
    first, again = saleroom.post(made), saleroom.post(made)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    for bidder in (saleroom.alice, saleroom.bob):
        assert bidder.decline(saleroom.house, first.json()["auctionId"]).status_code == 200
    late = saleroom.post(made)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "already_auctioned")


def test_a_bidder_reads_the_intent_exactly_as_it_was_posted(saleroom: "Saleroom") -> None:
    made = saleroom.desk.fresh()
    auction = saleroom.opened(made)
    answer = saleroom.alice.get(saleroom.house, f"/v1/auctions/{auction}/intent").json()
    assert answer["signature"] == "0x" + made.signature.hex()
    assert answer["listing"] == saleroom.events()[0]["data"]
    assert answer["intent"]["info"]["nonce"] == str(made.intent.info.nonce)
    assert answer["intent"]["terms"]["legs"][0]["sizeE8"] == str(made.intent.terms.legs[0].size_e8)


def test_nobody_sees_a_bid_before_the_close_and_everybody_after(saleroom: "Saleroom") -> None:
    made = saleroom.desk.fresh()
    auction, limit = saleroom.opened(made), made.intent.receives[0].min_total
    secret = str(limit + 777_777)
    assert saleroom.alice.bid(saleroom.house, auction, int(secret)).status_code == 201
    seen = [
        saleroom.house.http.get("/v1/auctions").text,
        saleroom.house.http.get("/v1/house").text,
        *(
            bidder.get(saleroom.house, f"/v1/auctions/{auction}/{what}").text
            for bidder in (saleroom.alice, saleroom.bob)
            for what in ("intent", "award", "result")
        ),
    ]
    assert not any(secret in text for text in seen)
    early = saleroom.house.http.get(f"/v1/auctions/{auction}/result")
    assert (early.status_code, early.json()["error"]["code"]) == (409, "auction_open")
    assert saleroom.bob.bid(saleroom.house, auction, limit + 1).status_code == 201
    result = saleroom.house.http.get(f"/v1/auctions/{auction}/result").json()
    assert result["winner"] == saleroom.alice.address
    assert {line["bidder"]: line["amount"] for line in result["bids"]} == {
        saleroom.alice.address: secret,
        saleroom.bob.address: str(limit + 1),
    }
    assert [line["bidder"] for line in result["bids"]] == sorted(line["bidder"] for line in result["bids"])


def test_the_award_is_for_the_winner_alone_and_signed_by_the_house(saleroom: "Saleroom", world: World) -> None:
    made = saleroom.desk.fresh(Side.EXACT_OUT)
    auction, limit = saleroom.opened(made), made.intent.spends[0].max_total
    saleroom.alice.bid(saleroom.house, auction, limit - 5)
    saleroom.bob.bid(saleroom.house, auction, limit - 9)
    loser = saleroom.alice.get(saleroom.house, f"/v1/auctions/{auction}/award")
    assert (loser.status_code, loser.json()["error"]["code"]) == (404, "no_award")
    award = saleroom.bob.get(saleroom.house, f"/v1/auctions/{auction}/award").json()
    given = award["cosigned"]
    cosigned = Cosignature(
        Hash(given["intentHash"]),
        given["fillIndex"],
        given["validUntil"],
        given["decayStart"],
        given["exclusiveUntil"],
        address(given["exclusiveFiller"]),
        given["overrideBps"],
        tuple(map(int, given["spendCaps"])),
        tuple(map(int, given["receiveFloors"])),
    )
    assert cosigned.spend_caps == (limit - 9,)
    digest = cosignature_digest(cosigned, world.chain_id, world.contracts["reactor"])
    signature = bytes.fromhex(award["cosignature"][2:])
    assert Account._recover_hash(digest, signature=signature).lower() == world.cosigner


def test_a_bid_after_the_next_block_is_too_late(saleroom: "Saleroom") -> None:
    made = saleroom.desk.fresh()
    auction, limit = saleroom.opened(made), made.intent.receives[0].min_total
    saleroom.next_block()
    for answer in (saleroom.alice.bid(saleroom.house, auction, limit), saleroom.alice.decline(saleroom.house, auction)):
        assert (answer.status_code, answer.json()["error"]["code"]) == (410, "auction_closed")
    assert saleroom.house.http.get(f"/v1/auctions/{auction}/result").json()["winner"] is None


def test_a_repeated_bid_is_one_bid_and_a_second_one_a_conflict(saleroom: "Saleroom") -> None:
    made = saleroom.desk.fresh()
    auction, limit = saleroom.opened(made), made.intent.receives[0].min_total
    assert saleroom.alice.bid(saleroom.house, auction, limit).status_code == 201
    assert saleroom.alice.bid(saleroom.house, auction, limit).status_code == 200
    other = saleroom.alice.bid(saleroom.house, auction, limit + 1)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "bid_already_placed")


def test_a_bid_that_the_intent_itself_forbids_is_refused(saleroom: "Saleroom") -> None:
    made = saleroom.desk.fresh()
    auction = saleroom.opened(made)
    answer = saleroom.alice.bid(saleroom.house, auction, made.intent.receives[0].min_total - 1)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "below_limit")
