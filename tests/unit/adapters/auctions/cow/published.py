"""Auctions that cowprotocol/services publishes with the answers of its own engine (crates/solvers/src/tests)."""

from typing import Any

Json = dict[str, Any]

GNO, XGNO = "0x6810e776880c02933d47db1b9fc05908e5386b96", "0x9c58bacc331c9aa871afd802db6379a98e80cedb"
COW, XCOW = "0xdef1ca1fb7fbcdc777520aa7f396b4e015f497ab", "0x177127622c4a00f3d409b75571e12cb3c8973d3c"
WETH, WXDAI = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", "0xe91d153e0b41518a2ce8dd3d7944fa863463a97d"
USDC, DAI = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", "0x6b175474e89094c44da98b954eedeac495271d0f"
USDT, A, B = "0xdac17f958d2ee523a2206206994597c13d831ec7", "0x" + "0" * 39 + "a", "0x" + "0" * 39 + "b"
AGEUR, EURE = "0x4b1e2c2762667331bc91648052f646d1b0d35984", "0xcb444e90d8198415266c6a2724b7900fb12fc56e"
SHARES = "0x5c78d05b8ecf97507d1cf70646082c54faa4da95"
POOL_ID = "0x5c78d05b8ecf97507d1cf70646082c54faa4da950000000000000000000005ca"


def token(symbol: str, price: str | None, decimals: int = 18) -> Json:
    balance = {"availableBalance": "0", "trusted": True}
    return {"decimals": decimals, "symbol": symbol, "referencePrice": price} | balance


def order(sell: tuple[str, str], buy: tuple[str, str], kind: str, **fields: Any) -> Json:
    told: Json = {"uid": "0x" + "2a" * 56, "sellToken": sell[0], "sellAmount": sell[1], "buyToken": buy[0]}
    told |= {"buyAmount": buy[1], "feeAmount": "0", "kind": kind, "partiallyFillable": False, "class": "market"}
    return told | {"feePolicies": []} | fields


def pair(balances: dict[str, str], fee: str = "0.003", **fields: Any) -> Json:
    told = {"kind": "constantProduct", "tokens": {t: {"balance": b} for t, b in balances.items()}, "fee": fee}
    return told | {"id": "0", "address": "0x" + "97" * 20, "router": "0x" + "7a" * 20, "gasEstimate": "110000"} | fields


def weighted(version: str, balances: dict[str, str], **fields: Any) -> Json:
    held = {t: {"balance": b, "scalingFactor": "1", "weight": "0.5"} for t, b in balances.items()}
    told = {"kind": "weightedProduct", "tokens": held, "fee": "0.005", "id": "0", "address": "0x" + "92" * 20}
    return told | {"balancerPoolId": POOL_ID, "gasEstimate": "88892", "version": version} | fields


def stable(amplification: str, balances: dict[str, tuple[str, str]], address: str = "0x" + "06" * 20) -> Json:
    held = {t: {"balance": b, "scalingFactor": scale} for t, (b, scale) in balances.items()}
    told = {"kind": "stable", "tokens": held, "fee": "0.0001", "amplificationParameter": amplification, "id": "0"}
    return told | {"address": address, "balancerPoolId": POOL_ID, "gasEstimate": "183520"}


def auction(tokens: Json, orders: list[Json], liquidity: list[Json], gas_price: str = "1000000000") -> Json:
    told = {"id": "1", "tokens": tokens, "orders": orders, "liquidity": liquidity, "effectiveGasPrice": gas_price}
    return told | {"deadline": "2106-01-01T00:00:00.000Z"}


V2_POOL = pair({WETH: "3828187314911751990", COW: "179617892578796375604692"})
V2_TOKENS = {WETH: token("WETH", "1000000000000000000"), COW: token("COW", "53125132573502")}
DIRECT_SWAP = auction(
    V2_TOKENS,
    [order((WETH, "133700000000000000"), (COW, "6000000000000000000000"), "sell")],
    [V2_POOL],
    "15000000000",
)
PARTIAL_FILL = auction(
    V2_TOKENS,
    [
        order(
            (WETH, "1000000000000000000"),
            (COW, "40000000000000000000000"),
            "sell",
            partiallyFillable=True,
            **{"class": "limit"},
        )
    ],
    [V2_POOL],
    "15000000000",
)
BUY_ON_V2 = auction(
    {WETH: token("WETH", "1000000000000000000"), USDC: token("USDC", "543222446200924874026413848", 6)},
    [order((USDC, "2000000000"), (WETH, "1000000000000000000"), "buy")],
    [pair({USDC: "30493445841295", WETH: "16551311935742077745684"})],
    "15000000000",
)
UNPRICED = {XCOW: token("xCOW", None), XGNO: token("xGNO", None), WXDAI: token("wxDAI", None)}
WEIGHTED_V0 = auction(
    {GNO: token("GNO", "59970737022467696"), COW: token("COW", "35756662383952")},
    [order((GNO, "1000000000000000000"), (COW, "1"), "sell")],
    [weighted("v0", {GNO: "11260752191375725565253", COW: "18764168403990393422000071"})],
)
V3_PLUS_POOL = weighted("v3Plus", {XCOW: "5089632258314443812936111", XGNO: "3043530764763263654069"})
NATIVE_POOL = pair(
    {XGNO: "20000000000000000000000", WXDAI: "1000000000000000000000"},
    "0.0025",
    id="1",
    address="0x" + "21" * 20,
    gasEstimate="88892",
)
WEIGHTED_V3_PLUS = auction(
    UNPRICED, [order((XGNO, "1000000000000000000"), (XCOW, "1"), "sell")], [V3_PLUS_POOL, NATIVE_POOL]
)
LIMIT_SALE_WITHOUT_PRICES = auction(
    UNPRICED,
    [order((XGNO, "1000000000000000000"), (XCOW, "1"), "sell", **{"class": "limit"})],
    [V3_PLUS_POOL, NATIVE_POOL],
)
BUY_OVER_TWO_POOLS = auction(
    UNPRICED,
    [
        order(
            (XCOW, "22300745198530623141535718272648361505980416"),
            (WXDAI, "1000000000000000000"),
            "buy",
            uid="0x" + "00" * 56,
        )
    ],
    [
        pair({XGNO: "9661963829146095661", WXDAI: "1070533209145548137343"}, "0.0025", gasEstimate="90171"),
        weighted("v0", {XCOW: "1963528800698237927834721", XGNO: "1152796145430714835825"}, id="1"),
        pair(
            {XCOW: "1000000000000000000000000000", WXDAI: "1000000000000000000000"},
            id="2",
            address="0x" + "90" * 20,
            gasEstimate="90171",
        ),
    ],
)
STABLE_SALE = auction(
    {DAI: token("DAI", "597423824203645"), USDC: token("USDC", "597647838715990684620292096", 6)},
    [order((DAI, "10000000000000000000"), (USDC, "9500000"), "sell")],
    [
        stable(
            "5000.0",
            {
                DAI: ("505781036390938593206504", "1"),
                USDC: ("554894862074", "1000000000000"),
                USDT: ("1585576741011", "1000000000000"),
            },
        )
    ],
)
COMPOSABLE_BUY = auction(
    {AGEUR: token("agEUR", "1090118822951692177"), EURE: token("EURe", "10917431192660550458")},
    [order((AGEUR, "10500000000000000000"), (EURE, "10000000000000000000"), "buy")],
    [
        stable(
            "100.0",
            {
                AGEUR: ("126041615528606990697699", "1"),
                SHARES: ("2596148429267369423681023550322451", "1"),
                EURE: ("170162457652825667152980", "1"),
            },
            SHARES,
        )
    ],
)
OPPOSITE_ORDERS = auction(
    {},
    [
        order((A, "40000000000000000000"), (B, "30000000000000000000"), "sell", uid="0x" + "01" * 56),
        order((B, "100000000000000000000"), (A, "90000000000000000000"), "sell", uid="0x" + "02" * 56),
    ],
    [pair({A: "1000000000000000000000", B: "1000000000000000000000"}, address="0x" + "ff" * 20)],
    "15000000000",
)
