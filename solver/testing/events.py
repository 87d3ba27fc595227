"""One journal event of every kind, of one intent from first sight to settlement."""

from solver.domain import events as e
from solver.domain.ending import Declined, Ending, Expired, Lost, Reason, Reverted, Settled
from solver.domain.primitives import ZERO_ADDRESS
from solver.intents.hashing import intent_hash
from solver.testing import values as v
from solver.testing.intents import EXECUTOR, USDC


def settled_story() -> tuple[e.Event, ...]:
    """Events of a run in which one intent settles; every kind of event occurs."""
    auctioned = v.auctioned()
    listing, name = auctioned.listing, auctioned.listing.auction_id
    hashed = intent_hash(auctioned.signed.intent)
    transaction = v.signed_transaction()
    bundle, bundle_hash = v.bundle(transaction), v.hash_of(0xB0)
    receipt = v.receipt(transaction)
    ending = Settled(receipt.tx_hash, receipt.block_number, (5 * 10**18,), (9_995 * 10**6,))
    place = (v.HEAD + 1, v.block(v.HEAD + 1).hash, receipt.tx_hash)
    return (
        e.RunStarted("run-1", "0.1.0", v.hash_of(0xC0), v.block()),
        e.BlockScanned(v.block()),
        e.BalanceOpened(EXECUTOR, "executor", USDC, 2**256 - 1, v.HEAD),
        e.BalanceOpened(EXECUTOR, "executor", ZERO_ADDRESS, 0, v.HEAD),
        e.AuctionSeen(listing),
        e.IntentReceived(auctioned, hashed),
        e.Planned(name, v.plan()),
        e.Solved(name, v.block(), v.hash_of(0x5), v.route(), v.route(10_000 * 10**6)),
        e.StageTimed(name, "optimise", 1, 12_500_000),
        e.BidPlaced(name, v.bid(listing)),
        e.AuctionClosed(v.result(listing, winner=EXECUTOR)),
        e.Awarded(v.award(auctioned)),
        e.BundleSubmitted(name, "local", bundle, bundle_hash, transaction.hash),
        e.RelayAnswered(name, "local", bundle_hash, None),
        e.Mined(name, receipt),
        e.TransferSeen(*place, 3, USDC, v.POOL, EXECUTOR, 10_010 * 10**6),
        e.TransferSeen(*place, 4, USDC, EXECUTOR, v.RIVAL, 9_995 * 10**6),
        e.BlockScanned(v.block(v.HEAD + 1)),
        e.Incident("relay", "answered late"),
        e.Ended(name, hashed, ending),
    )


def every_ending() -> tuple[Ending, ...]:
    """One ending of each kind."""
    return (
        Settled(v.hash_of(1), 7, (1,), (2**256 - 1,)),
        Declined(Reason.EXPIRED, "deadline passed"),
        Lost(None, None, 5),
        Lost(v.RIVAL, 2**255, 5),
        Reverted(v.hash_of(1), 7, "InvalidNonce()"),
        Expired(9, "window over"),
    )
