"""What cowprotocol/services publishes as the answers of its own engine: our markets quote the same."""

from typing import Any

import msgspec
import pytest

from solver.adapters.auctions.cow.liquidity import as_market
from solver.adapters.auctions.cow.wire import LiquidityShape
from solver.markets.market import Market

GNO, COW = "0x6810e776880c02933d47db1b9fc05908e5386b96", "0xdef1ca1fb7fbcdc777520aa7f396b4e015f497ab"
XCOW, XGNO = "0x177127622c4a00f3d409b75571e12cb3c8973d3c", "0x9c58bacc331c9aa871afd802db6379a98e80cedb"
DAI, USDC = "0x6b175474e89094c44da98b954eedeac495271d0f", "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"
USDT, WETH = "0xdac17f958d2ee523a2206206994597c13d831ec7", "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"
AGEUR, EURE = "0x4b1e2c2762667331bc91648052f646d1b0d35984", "0xcb444e90d8198415266c6a2724b7900fb12fc56e"
SHARES = "0x5c78d05b8ecf97507d1cf70646082c54faa4da95"


def market(**fields: Any) -> Market:
    common = {"id": "0", "address": "0x" + "92" * 20, "gasEstimate": "0x15b3c", "balancerPoolId": "0x" + "5c" * 32}
    shape: LiquidityShape = msgspec.convert(common | fields, LiquidityShape)
    return as_market(shape)


def weighted(version: str, **balances: str) -> Market:
    tokens = {t: {"balance": b, "scalingFactor": "1", "weight": "0.5"} for t, b in balances.items()}
    return market(kind="weightedProduct", fee="0.005", version=version, tokens=tokens)


def stable(amplification: str, tokens: dict[str, tuple[str, str]], address: str = "0x" + "92" * 20) -> Market:
    listed = {token: {"balance": balance, "scalingFactor": scale} for token, (balance, scale) in tokens.items()}
    return market(kind="stable", fee="0.0001", amplificationParameter=amplification, tokens=listed, address=address)


V0 = {GNO: "11260752191375725565253", COW: "18764168403990393422000071"}
V0_ROUND = {XCOW: "1963528800698237927834721", XGNO: "1152796145430714835825"}
V3_PLUS = {XCOW: "5089632258314443812936111", XGNO: "3043530764763263654069"}
THREE_POOL = {
    DAI: ("505781036390938593206504", "1"),
    USDC: ("554894862074", "1000000000000"),
    USDT: ("1585576741011", "1000000000000"),
}
COMPOSABLE = {
    AGEUR: ("126041615528606990697699", "1"),
    SHARES: ("2596148429267369423681023550322451", "1"),
    EURE: ("170162457652825667152980", "1"),
}


@pytest.mark.parametrize(
    ("pool", "token_in", "token_out", "amount_in", "amount_out"),
    [
        (weighted("v0", **V0), GNO, COW, 10**18, 1657855325872947866705),
        (weighted("v0", **V0_ROUND), XCOW, XGNO, 15503270361052085989, 9056454904360584),
        (weighted("v3Plus", **V3_PLUS), XGNO, XCOW, 10**18, 1663373703594405548696),
        (weighted("v3Plus", **V3_PLUS), XGNO, XCOW, 600991453799057, 1000000000004392195),
        (stable("5000.0", THREE_POOL), DAI, USDC, 10**19, 9999475),
        (stable("5000.0", THREE_POOL), DAI, USDC, 10000524328839166557, 10**7),
        (stable("100.0", COMPOSABLE, SHARES), AGEUR, EURE, 10**19, 10029862202766050434),
    ],
)
def test_the_published_output_of_a_published_input(
    pool: Market, token_in: Any, token_out: Any, amount_in: int, amount_out: int
) -> None:
    assert pool.quote_in(token_in, token_out, amount_in) == amount_out


def test_a_pair_pays_what_the_published_buy_order_got() -> None:
    tokens = {
        USDC.upper().replace("0X", "0x"): {"balance": "30493445841295"},
        WETH: {"balance": "16551311935742077745684"},
    }
    pair = market(kind="constantProduct", fee="0.003", tokens=tokens)
    assert pair.quote_in(USDC, WETH, 1848013595) == 1000000000428620302  # type: ignore[arg-type]
    assert pair.quote_out(USDC, WETH, 10**18) == 1848013595  # type: ignore[arg-type]


def test_the_least_input_of_a_pool_of_the_first_factories_is_the_published_one() -> None:
    pool = weighted("v0", **V0_ROUND)
    least = pool.quote_out(XCOW, XGNO, 9056454904357528)  # type: ignore[arg-type]
    assert least == 15503270361046529181
    assert pool.quote_in(XCOW, XGNO, least - 1) < 9056454904357528  # type: ignore[arg-type]
