"""Real pools recorded from mainnet, in the form that propeller-heads/tycho-simulation writes them."""

import json
from pathlib import Path
from typing import Any

from solver.domain.money import Token
from solver.domain.primitives import Address, address
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.constant_product import ConstantProduct
from solver.testing.markets import numbered

RECORDED_POOLS = Path(__file__).resolve().parents[3] / "shared/data/pools/serialized_pools_19.json"

_FEE_PIPS = {"Lowest": 100, "Low": 500, "MediumLow": 2500, "Medium": 3000, "MediumHigh": 5000, "High": 10_000}


def recorded_pools(path: Path = RECORDED_POOLS) -> tuple[ConstantProduct | ConcentratedLiquidity, ...]:
    """The file's pools, with an address by their place in it, for it names none."""
    entries = json.loads(path.read_text())
    return tuple(_market(numbered(0x9000 + place), entry) for place, entry in enumerate(entries))


def recorded_tokens(path: Path = RECORDED_POOLS) -> tuple[Token, ...]:
    """Every token of the file's pools once, by address."""
    listed = [token for entry in json.loads(path.read_text()) for token in entry["tokens"]]
    found = {address(token["address"]): token for token in listed}
    return tuple(Token(at, found[at]["symbol"], found[at]["decimals"]) for at in sorted(found))


def _market(pool: Address, entry: dict[str, Any]) -> ConstantProduct | ConcentratedLiquidity:
    token0, token1 = (address(token["address"]) for token in entry["tokens"])
    state = entry["state"]["state"]
    if entry["state"]["protocol"] == "UniswapV2State":
        return ConstantProduct(pool, token0, token1, int(state["reserve0"], 16), int(state["reserve1"], 16), 3000)
    ticks = state["ticks"]["ticks"]
    return ConcentratedLiquidity(
        pool=pool,
        token0=token0,
        token1=token1,
        fee_pips=_FEE_PIPS[state["fee"]],
        tick_spacing=state["ticks"]["tick_spacing"],
        sqrt_price_x96=int(state["sqrt_price"], 16),
        tick=state["tick"],
        liquidity=state["liquidity"],
        first_word=-(1 << 15),
        last_word=(1 << 15) - 1,
        ticks=tuple(tick["index"] for tick in ticks),
        liquidity_net=tuple(tick["net_liquidity"] for tick in ticks),
    )
