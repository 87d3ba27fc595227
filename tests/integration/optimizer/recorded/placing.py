"""The recorded pools put on the twin: the genuine contracts, filled through their own entry points.

The twin has pools of its own for some of the pairs, so the ranged ones come from a second genuine factory.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from eth_abi.abi import encode

from solver.domain.money import Token
from solver.domain.primitives import Address
from solver.domain.route import Family
from solver.domain.universe import PoolRef
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.markets.concentrated_liquidity.tick_math import sqrt_ratio_at_tick
from solver.markets.constant_product import ConstantProduct
from solver.sandbox.chain import addresses as at
from solver.sandbox.chain.abi import as_address, calldata
from solver.sandbox.chain.artifacts import ours, third_party
from solver.sandbox.chain.building.site import Placement, Site
from solver.sandbox.chain.toolchain import forge_build
from tests.integration.optimizer.recorded.positions import positions

Recorded = ConstantProduct | ConcentratedLiquidity

FACTORY = Address("0x0000000000000000000000000000000000ec03d3")
PROVIDER = Address("0x0000000000000000000000000000000000ec03d4")
_PROVIDER_SOURCE = "contracts/test/actors/RangeProvider.sol"
_PROVIDER_OUT = Path("out") / "RangeProvider.sol" / "RangeProvider.json"
_PLENTY = 10**60
_RANGES_A_CALL = 32
_TICKS_A_CALL = 100
_TRADED_WORDS = 5
"""How far from its price each pool has been traded before, in words of 256 spacings: further than the lens reads."""


def place(site: Site, root: Path, tokens: Sequence[Token], recorded: Sequence[Recorded]) -> tuple[PoolRef, ...]:
    """Every recorded pool, in order; each has been traded before, so that it has fees and clocks to go on from."""
    _place_contracts(site, root, tokens)
    refs = _created(site, recorded)
    for token in tokens:
        deal(site, {(PROVIDER, token.address): _PLENTY})
    for ref, market in zip(refs, recorded, strict=True):
        for to, data in _filling(ref.address, market):
            site.send(site.deployer, to, data)
    site.seal()
    for ref, market in zip(refs, recorded, strict=True):
        for to, data in _trading(ref.address, market):
            site.send(site.deployer, to, data)
    site.seal()
    return refs


def deal(site: Site, wanted: Mapping[tuple[Address, Address], int]) -> None:
    """Units by holder and token, whatever they had before."""
    site.rpc.batch([("anvil_dealERC20", [holder, token, hex(units)]) for (holder, token), units in wanted.items()])


def _place_contracts(site: Site, root: Path, tokens: Sequence[Token]) -> None:
    forge_build(root, (_PROVIDER_SOURCE,))
    provider = bytes.fromhex(msgspec.json.decode((root / _PROVIDER_OUT).read_bytes())["bytecode"]["object"][2:])
    plain = ours(root, "SandboxToken")
    site.place(
        [
            Placement(FACTORY, third_party(root, "UniswapV3Factory"), site.deployer),
            Placement(PROVIDER, provider, site.deployer),
            *(Placement(t.address, plain + _arguments(t, site.deployer), site.deployer) for t in tokens),
        ]
    )
    site.send(site.deployer, FACTORY, calldata("enableFeeAmount(uint24,int24)", 100, 1))


def _arguments(token: Token, minter: Address) -> bytes:
    return encode(["string", "string", "uint8", "address"], [token.symbol, token.symbol, token.decimals, minter])


def _created(site: Site, recorded: Sequence[Recorded]) -> tuple[PoolRef, ...]:
    for market in recorded:
        if isinstance(market, ConstantProduct):
            site.send(site.deployer, at.V2_FACTORY, calldata("createPair(address,address)", *market.tokens))
        else:
            key = (*market.tokens, market.fee_pips)
            site.send(site.deployer, FACTORY, calldata("createPool(address,address,uint24)", *key))
    site.seal()
    return tuple(_found(site, market) for market in recorded)


def _found(site: Site, market: Recorded) -> PoolRef:
    if isinstance(market, ConstantProduct):
        pair = as_address(site.read(at.V2_FACTORY, "getPair(address,address)", *market.tokens))
        return PoolRef(Family.UNISWAP_V2, pair, market.tokens, market.fee_pips)
    pool = as_address(site.read(FACTORY, "getPool(address,address,uint24)", *market.tokens, market.fee_pips))
    return PoolRef(Family.UNISWAP_V3, pool, market.tokens, 0)


def _filling(pool: Address, market: Recorded) -> Iterator[tuple[Address, str]]:
    """Calls that give an empty pool the recorded liquidity."""
    if isinstance(market, ConstantProduct):
        for token, reserve in zip(market.tokens, (market.reserve0, market.reserve1), strict=True):
            yield PROVIDER, calldata("give(address,address,uint256)", token, pool, reserve)
        yield pool, calldata("mint(address)", PROVIDER)
        return
    yield pool, calldata("initialize(uint160)", market.sqrt_price_x96)
    ranges = [(r.lower, r.upper, r.liquidity) for r in positions(market.ticks, market.liquidity_net)]
    for start in range(0, len(ranges), _RANGES_A_CALL):
        some = ranges[start : start + _RANGES_A_CALL]
        yield PROVIDER, calldata("provide(address,(int24,int24,uint128)[])", pool, some)


def _trading(pool: Address, market: Recorded) -> Iterator[tuple[Address, str]]:
    """Calls that lead a pool of the recorded state up, down and back to it."""
    if isinstance(market, ConstantProduct):
        yield pool, calldata("sync()")
        return
    reach = _TRADED_WORDS * 256 * market.tick_spacing
    above = [tick for tick in market.ticks if market.tick < tick < market.tick + reach]
    below = [tick for tick in market.ticks if market.tick - reach < tick <= market.tick]
    way = [*_some(above), *reversed(_some(below + above)), *_some(below)]
    for price in (*map(sqrt_ratio_at_tick, way), market.sqrt_price_x96):
        yield PROVIDER, calldata("moveTo(address,uint160)", pool, price)


def _some(ticks: Sequence[int]) -> list[int]:
    """The first, the last and every so many of ascending ticks."""
    return sorted({*ticks[::_TICKS_A_CALL], *ticks[-1:]})
