"""One intent of every kind the signed type is meant for, as EIP-712 messages. Values are fixed and distinct."""

from typing import Any

from eth_abi.abi import encode

Message = dict[str, Any]

REACTOR = "0x00000000000000000000000000000000000000a1"
TRADER = "0x00000000000000000000000000000000000000b1"
WALLET = "0x00000000000000000000000000000000000000b2"
COSIGNER = "0x00000000000000000000000000000000000000c1"
WETH = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"
USDC = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"
DAI = "0x6b175474e89094c44da98b954eedeac495271d0f"
POSITIONS = "0x00000000000000000000000000000000000000d1"
FEED = "0x00000000000000000000000000000000000000e1"
NOBODY = "0x0000000000000000000000000000000000000000"
NO_HASH = "0x" + "00" * 32

NOW = 1_800_000_000
EXPIRY = 1_808_000_000
ONE_SHOT, STANDING = 0, 1
ALL, PAIRED = 0, 1
ERC20, POSITION = 0, 1

LISTS = "uint256[],uint256[],uint256[],uint256[]"
DUTCH = f"(uint64,uint64,{LISTS})"
ORACLE = "(address,uint32,address,uint16,uint128,uint128)"
DELTA = f"({ORACLE},uint16)"
BAND = f"({ORACLE},uint32,uint16,uint16,uint32,uint128,uint8)"
CURVE = f"({ORACLE},bytes32,uint32,uint16,uint16,uint32,uint128)"

ORACLE_VALUE = (FEED, 24, NOBODY, 50, 1_000 * 10**8, 4_000 * 10**8)


def info(nonce: int, authorization: int, rule: int, max_fills: int) -> Message:
    """Validity of one day from NOW."""
    return {
        "reactor": REACTOR,
        "swapper": TRADER,
        "nonce": nonce,
        "issuedAt": NOW - 1,
        "notBefore": NOW,
        "deadline": NOW + 86_400,
        "authorization": authorization,
        "rule": rule,
        "maxFills": max_fills,
    }


def resolution(number: int, kind: str, value: tuple[object, ...]) -> Message:
    """Resolver `number` with ABI-encoded parameters."""
    return {"resolver": f"0x{0x0500 + number:040x}", "data": "0x" + encode([kind], [value]).hex()}


def cosign(cosigner: str = NOBODY, seconds: int = 0, bps: int = 0) -> Message:
    """Who may cosign and within which limits."""
    return {"cosigner": cosigner, "maxExclusiveSeconds": seconds, "maxOverrideBps": bps}


def spend(token: str, total: int, per_fill: int | None = None) -> Message:
    """An ERC-20 the trader gives."""
    per_fill = total if per_fill is None else per_fill
    return {"standard": ERC20, "token": token, "id": 0, "maxPerFill": per_fill, "maxTotal": total}


def receive(token: str, minimum: int, recipient: str = TRADER) -> Message:
    """An ERC-20 the trader gets."""
    return {
        "standard": ERC20,
        "token": token,
        "minTotal": minimum,
        "recipient": recipient,
        "positionHash": NO_HASH,
    }


def leg(instrument: str, strike: int, *, is_call: bool, size_e8: int) -> Message:
    """A European option of the trader's book."""
    return {
        "instrument": instrument,
        "style": 0,
        "isCall": is_call,
        "strikeE8": strike * 10**8,
        "expiry": EXPIRY,
        "volE8": 62_000_000,
        "sizeE8": size_e8,
    }


def band(target_e8: int, width_e8: int, unit: int = 0) -> Message:
    """A symmetric band."""
    return {"targetE8": target_e8, "lowerWidthE8": width_e8, "upperWidthE8": width_e8, "unit": unit}


def terms(legs: list[Message], **changed: object) -> Message:
    """What the hedge is for."""
    return {
        "baseToken": WETH,
        "quoteToken": USDC,
        "underlying": "ETH",
        "legs": legs,
        "delta": band(0, 10**7),
        "gamma": band(0, 2**128 - 1),
        "vega": band(0, 2**128 - 1, 1),
        "spotRefE8": 2_000 * 10**8,
        "carryE8": -1_500_000,
        "initialHedgeE8": -3 * 10**8,
        "maxCostBps": 25,
        "urgency": 300,
        "maxParticipationBps": 1_000,
        "venuePolicy": "0x" + "01" * 32,
        "benchmark": "0x" + "02" * 32,
        **changed,
    }


CALL = leg("ETH-27JUN27-2500-C", 2_500, is_call=True, size_e8=10 * 10**8)
PUT = leg("ETH-27JUN27-1500-P", 1_500, is_call=False, size_e8=-7 * 10**8)
USD_TOTAL, WETH_TOTAL = 20_000 * 10**6, 10 * 10**18

TWO_WAY_SPENDS = [spend(USDC, USD_TOTAL, USD_TOTAL // 10), spend(WETH, WETH_TOTAL, WETH_TOTAL // 10)]
TWO_WAY_RECEIVES = [receive(WETH, WETH_TOTAL), receive(USDC, USD_TOTAL)]


def two_way(order: Message, resolver: Message, policy: Message, hedge: Message) -> Message:
    """Either direction at a price floor: one index moves per fill."""
    return {
        "info": order,
        "resolution": resolver,
        "cosign": policy,
        "spends": TWO_WAY_SPENDS,
        "receives": TWO_WAY_RECEIVES,
        "terms": hedge,
    }


def dutch_one_shot() -> Message:
    """2,000 USDC for WETH falling from 1.02 to 1."""
    amounts = ([2_000 * 10**6], [2_000 * 10**6], [1_020_000_000_000_000_000], [10**18])
    return {
        "info": info(2**256 - 1, ONE_SHOT, ALL, 1),
        "resolution": resolution(1, DUTCH, (NOW, NOW + 120, *amounts)),
        "cosign": cosign(COSIGNER, 36, 100),
        "spends": [spend(USDC, 2_000 * 10**6)],
        "receives": [receive(WETH, 10**18)],
        "terms": terms([CALL]),
    }


def batch_spend() -> Message:
    """USDC and DAI for WETH to another wallet; no legs, an underlying outside ASCII."""
    give = [2_000 * 10**6, 2_000 * 10**18]
    return {
        "info": info(1, ONE_SHOT, ALL, 1),
        "resolution": resolution(1, DUTCH, (NOW, NOW, give, give, [2 * 10**18], [2 * 10**18])),
        "cosign": cosign(),
        "spends": [spend(USDC, give[0]), spend(DAI, give[1])],
        "receives": [receive(WETH, 2 * 10**18, WALLET)],
        "terms": terms([], underlying="ETH é"),
    }


def standing_dutch() -> Message:
    """Up to ten fills in either direction at a decaying price."""
    prices = ([2_000 * 10**6, 10**18], [2_010 * 10**6, 10**18], [10**18, 2_000 * 10**6], [10**18, 1_990 * 10**6])
    return two_way(
        info(7, STANDING, PAIRED, 10),
        resolution(1, DUTCH, (NOW, NOW + 600, *prices)),
        cosign(COSIGNER, 24, 50),
        terms([CALL, PUT]),
    )


def delta_one_shot() -> Message:
    """Amount and direction from the greeks of the legs when it settles."""
    legs = [
        leg(f"ETH-27JUN27-{1_500 + 250 * i}-C", 1_500 + 250 * i, is_call=i % 2 == 0, size_e8=i - 4) for i in range(8)
    ]
    return two_way(
        info(8, ONE_SHOT, PAIRED, 1), resolution(2, DELTA, (ORACLE_VALUE, 20)), cosign(), terms(legs, carryE8=-(2**63))
    )


def standing_band() -> Message:
    """Re-hedged whenever delta leaves its band."""
    return two_way(
        info(9, STANDING, PAIRED, 500),
        resolution(3, BAND, (ORACLE_VALUE, 600, 5, 25, 60, 500 * 10**6, 1)),
        cosign(COSIGNER, 12, 25),
        terms([CALL, PUT], delta=band(-(10**8), 5 * 10**6)),
    )


def curve() -> Message:
    """The trader's own hedge curve, of which only a Merkle root is signed."""
    return two_way(
        info(10, STANDING, PAIRED, 500),
        resolution(4, CURVE, (ORACLE_VALUE, b"\x03" * 32, 600, 5, 25, 60, 500 * 10**6)),
        cosign(),
        terms([], initialHedgeE8=-(2**127)),
    )


def position_receive() -> Message:
    """Premium for an option position on chain."""
    position = {**receive(POSITIONS, 1), "standard": POSITION, "positionHash": "0x" + "04" * 32}
    return {
        "info": info(11, ONE_SHOT, ALL, 1),
        "resolution": resolution(5, DUTCH, (NOW, NOW, [300 * 10**6], [300 * 10**6], [1], [1])),
        "cosign": cosign(),
        "spends": [spend(USDC, 300 * 10**6)],
        "receives": [position],
        "terms": terms([CALL]),
    }


def position_spend() -> Message:
    """An option position given for its price; signed type only, no reactor of version 1 pulls it."""
    give = {"standard": POSITION, "token": POSITIONS, "id": 42, "maxPerFill": 1, "maxTotal": 1}
    return {
        "info": info(12, ONE_SHOT, ALL, 1),
        "resolution": resolution(5, DUTCH, (NOW, NOW, [1], [1], [290 * 10**6], [280 * 10**6])),
        "cosign": cosign(),
        "spends": [give],
        "receives": [receive(USDC, 280 * 10**6)],
        "terms": terms([PUT], vega=band(2**127 - 1, 1, 255)),
    }


KINDS = {
    make.__name__: make()
    for make in (
        dutch_one_shot,
        batch_spend,
        standing_dutch,
        delta_one_shot,
        standing_band,
        curve,
        position_receive,
        position_spend,
    )
}
