"""Valid intents, terms and awards for tests: a test replaces only what matters to it."""

from dataclasses import replace

from solver.domain.auction import Cosignature
from solver.domain.chain import SLOT_S, BlockRef
from solver.domain.intent import (
    Authorization,
    CosignPolicy,
    GreekBand,
    HedgeIntent,
    HedgeTerms,
    OptionLeg,
    SignedIntent,
)
from solver.domain.money import Token
from solver.domain.primitives import ZERO_ADDRESS, ZERO_HASH, Address, Hash
from solver.domain.universe import Contracts, Universe
from solver.domain.verified import Verified
from solver.intents.build import Lifetime, Trade, one_shot, standing
from solver.intents.dutch import decode_dutch
from solver.intents.facts import IntentFacts, StandingFacts
from solver.intents.hashing import intent_hash, terms_hash
from solver.intents.policy import VerifyPolicy, policy_of
from solver.intents.sign import sign
from solver.testing.keys import KnownKey

CHAIN_ID = 1
NOW = 1_790_000_000
DAY_S = 86_400


def account(number: int) -> Address:
    """A made-up address, never zero for number > 0."""
    return Address(f"0x{number:040x}")


REACTOR = account(0xA001)
DUTCH_RESOLVER = account(0xA002)
PERMIT2 = account(0xA003)
LENS = account(0xA007)
COSIGNER = account(0xA004)
EXECUTOR = account(0xA005)
VAULT = account(0xA006)
TRADER_KEY = KnownKey(3)
TRADER = TRADER_KEY.address
WETH = account(0xC001)
USDC = account(0xC002)

UNIVERSE = Universe(
    CHAIN_ID,
    Contracts(REACTOR, DUTCH_RESOLVER, LENS, PERMIT2, WETH),
    (Token(WETH, "WETH", 18), Token(USDC, "USDC", 6)),
    (),
    (),
)
HEAD = BlockRef(100, Hash("0x" + "11" * 32), Hash("0x" + "22" * 32), NOW, 10**9, 36_000_000, ZERO_ADDRESS)

NO_BAND = GreekBand(0, 0, 2**128 - 1, 0)


def call_leg(strike: int = 2_000, *, days: int = 30, size_e8: int = 10 * 10**8, is_call: bool = True) -> OptionLeg:
    """A European option on ETH at 60 % volatility; strike in whole dollars."""
    name = f"ETH-{strike}-{'C' if is_call else 'P'}"
    return OptionLeg(name, 0, is_call, strike * 10**8, NOW + days * DAY_S, 60_000_000, size_e8)


def terms(*legs: OptionLeg, initial_hedge_e8: int = 0, target_e8: int = 0) -> HedgeTerms:
    """A book on ETH at a reference of 2,000 dollars whose delta shall go to the target."""
    return HedgeTerms(
        base_token=WETH,
        quote_token=USDC,
        underlying="ETH",
        legs=legs or (call_leg(),),
        delta=GreekBand(target_e8, 10**7, 10**7, 0),
        gamma=NO_BAND,
        vega=NO_BAND,
        spot_ref_e8=2_000 * 10**8,
        carry_e8=0,
        initial_hedge_e8=initial_hedge_e8,
        max_cost_bps=50,
        urgency=300,
        max_participation_bps=1_000,
        venue_policy=ZERO_HASH,
        benchmark=ZERO_HASH,
    )


def lifetime(*, issued_at: int = NOW, seconds: int = 600, decay_seconds: int = 120) -> Lifetime:
    """Valid from the start; the decay starts at once."""
    return Lifetime(issued_at, issued_at, issued_at + seconds, issued_at, decay_seconds)


SELL_ETH = Trade(WETH, USDC, 5 * 10**18, 5 * 10**18, 9_990 * 10**6, 9_900 * 10**6)
BUY_ETH = Trade(USDC, WETH, 10_010 * 10**6, 10_100 * 10**6, 5 * 10**18, 5 * 10**18)


def hedge(
    trade: Trade = SELL_ETH,
    hedge_terms: HedgeTerms | None = None,
    *,
    nonce: int = 7,
    swapper: Address = TRADER,
    recipient: Address | None = None,
    life: Lifetime | None = None,
) -> HedgeIntent:
    """A one-shot hedge: a trader long ten calls at the money sells five ETH."""
    return one_shot(
        trade,
        hedge_terms or terms(),
        life or lifetime(),
        reactor=REACTOR,
        resolver=DUTCH_RESOLVER,
        swapper=swapper,
        recipient=recipient or swapper,
        nonce=nonce,
        cosign=CosignPolicy(COSIGNER, 60, 100),
    )


def standing_hedge(*, nonce: int = 7, swapper: Address = TRADER) -> HedgeIntent:
    """A standing hedge of the same book, both directions."""
    return standing(
        (SELL_ETH, BUY_ETH),
        terms(),
        lifetime(seconds=7 * DAY_S),
        max_fills=20,
        reactor=REACTOR,
        resolver=DUTCH_RESOLVER,
        swapper=swapper,
        recipient=swapper,
        nonce=nonce,
        cosign=CosignPolicy(COSIGNER, 60, 100),
    )


def cosignature(intent_hash: Hash, *, floors: tuple[int, ...] = (), caps: tuple[int, ...] = ()) -> Cosignature:
    """An award to EXECUTOR that starts the decay one slot from NOW."""
    start = NOW + 12
    return Cosignature(intent_hash, 0, start + 48, start, start + 36, EXECUTOR, 0, caps, floors)


def with_info(intent: HedgeIntent, **changes: object) -> HedgeIntent:
    """The intent with other fields of its OrderInfo."""
    return replace(intent, info=replace(intent.info, **changes))  # type: ignore[arg-type]  # the names are checked at run time


def signed(intent: HedgeIntent, key: KnownKey = TRADER_KEY) -> SignedIntent:
    """The intent with a true signature of the key."""
    return sign(intent, key, chain_id=CHAIN_ID, permit2=PERMIT2)


def verified(intent: HedgeIntent) -> Verified:
    """The intent as verification hands it on one block after HEAD."""
    dutch = decode_dutch(intent.resolution.data)
    return Verified(signed(intent), intent_hash(intent), terms_hash(intent.terms), dutch, NOW + SLOT_S)


def policy() -> VerifyPolicy:
    """The policy of the solver with EXECUTOR and VAULT in UNIVERSE."""
    return policy_of(UNIVERSE, executor=EXECUTOR, vault=VAULT)


def sound_facts(intent: HedgeIntent) -> IntentFacts:
    """A plain account with plenty of everything."""
    plenty, nothing = (2**200,) * len(intent.spends), (0,) * len(intent.spends)
    standing_facts = StandingFacts(plenty, (NOW + DAY_S,) * len(intent.spends), False, 0, 0, nothing)
    is_standing = intent.info.authorization == Authorization.STANDING
    return IntentFacts(NOW, NOW + SLOT_S, b"", None, 0, plenty, plenty, standing_facts if is_standing else None)
