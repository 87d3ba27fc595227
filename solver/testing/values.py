"""Valid values of what auctions, chains and relays say; a test states only what matters to it."""

from solver.domain.auction import AuctionedIntent, AuctionResult, Award, Bid, Listing, RevealedBid, Side
from solver.domain.bundle import Bundle, SignedTransaction
from solver.domain.chain import SLOT_S, BlockRef, Receipt
from solver.domain.hedge import HedgePlan
from solver.domain.intent import HedgeIntent, SignedIntent
from solver.domain.primitives import Address, Hash
from solver.domain.route import Certificate, Family, Hop, Route
from solver.intents.digests import auction_id
from solver.intents.hashing import intent_hash
from solver.testing.intents import EXECUTOR, NOW, USDC, WETH, account, cosignature, hedge

HEAD = 100
"""Number of the block whose timestamp is NOW."""

BUILDER = account(0xD001)
POOL = account(0xD002)
RIVAL = account(0xD003)
GWEI = 10**9


def hash_of(number: int) -> Hash:
    """A made-up hash."""
    return Hash(f"0x{number:064x}")


def block(number: int = HEAD, *, base_fee_wei: int = 2 * GWEI, coinbase: Address = BUILDER) -> BlockRef:
    """A block of one chain: equal numbers give equal blocks, and each one's parent is the one before."""
    timestamp = NOW + SLOT_S * (number - HEAD)
    return BlockRef(number, hash_of(number), hash_of(number - 1), timestamp, base_fee_wei, 30_000_000, coinbase)


def listing(intent: HedgeIntent | None = None, *, opens_at_block: int = HEAD) -> Listing:
    """The auction of an intent, open for one block."""
    intent = intent or hedge()
    side = Side.EXACT_IN if intent.spends[0].token == WETH else Side.EXACT_OUT
    name = auction_id(intent_hash(intent), opens_at_block)
    pair = (intent.spends[0].token, intent.receives[0].token)
    return Listing(name, *pair, side, 4, opens_at_block, opens_at_block + 1)


def auctioned(intent: HedgeIntent | None = None, signature: bytes = b"\1" * 65, *, at: int = HEAD) -> AuctionedIntent:
    """An intent as the house hands it over."""
    intent = intent or hedge()
    return AuctionedIntent(listing(intent, opens_at_block=at), SignedIntent(intent, signature))


def bid(of: Listing | None = None, amount: int = 9_995 * 10**6) -> Bid:
    """Our bid."""
    return Bid((of or listing()).auction_id, EXECUTOR, amount)


def award(of: AuctionedIntent | None = None, amount: int = 9_995 * 10**6) -> Award:
    """Our award for a receive of amount, with a signature that nothing has checked."""
    of = of or auctioned()
    return Award(of.listing.auction_id, cosignature(intent_hash(of.signed.intent), floors=(amount,)), b"\2" * 65)


def result(of: Listing | None = None, *, winner: Address | None = RIVAL, amount: int = 10_000 * 10**6) -> AuctionResult:
    """A closed auction that one bidder won and another passed."""
    of = of or listing()
    bids = () if winner is None else (RevealedBid(winner, EXECUTOR, amount),)
    return AuctionResult(of.auction_id, of.opens_at_block, winner, (*bids, RevealedBid(account(0xD004), None, None)))


def plan() -> HedgePlan:
    """Sell five ETH for at least 9,990 USDC."""
    return HedgePlan(Side.EXACT_IN, WETH, USDC, 5 * 10**18, 9_990 * 10**6, 0, 0, 5 * 10**8, 0, 0)


def certificate() -> Certificate:
    """A proof of optimality."""
    return Certificate("convex", "optimal", 1.0, 1.0 + 1e-12, 1e-12, 0.0, 3.0, 20, 12.5)


def route(amount_out: int = 10_010 * 10**6) -> Route:
    """Five ETH through one pool."""
    hop = Hop(Family.UNISWAP_V2, POOL, WETH, USDC, 5 * 10**18, amount_out, 3000)
    return Route(Side.EXACT_IN, WETH, USDC, 5 * 10**18, amount_out, (hop,), 110_000, 10**6, certificate())


def signed_transaction(number: int = 1, *, nonce: int = 0, sender: Address | None = None) -> SignedTransaction:
    """A transaction of which only hash and nonce matter."""
    return SignedTransaction(bytes([2, number % 256]), hash_of(0xE000 + number), sender or account(0xA007), nonce)


def bundle(*transactions: SignedTransaction, target_block: int = HEAD + 1) -> Bundle:
    """A bundle for the next block."""
    return Bundle(transactions or (signed_transaction(),), target_block, None, None, None)


def receipt(of: SignedTransaction | None = None, *, at: int = HEAD + 1, succeeded: bool = True) -> Receipt:
    """A mined transaction's receipt, without logs."""
    of = of or signed_transaction()
    return Receipt(of.hash, at, block(at).hash, 0, succeeded, 350_000, 3 * GWEI, of.sender, ())
