"""The recorded pools stand on the chain as they stood on mainnet: no tick and no unit less."""

from dataclasses import replace
from typing import Any

import pytest

from solver.adapters.venues.uniswap_v2 import UniswapV2
from solver.adapters.venues.uniswap_v3 import UniswapV3
from solver.domain.route import Family
from solver.markets.concentrated_liquidity import ConcentratedLiquidity
from solver.sandbox.chain.abi import calldata, decoded
from tests.integration.optimizer.recorded.conftest import GAS_LIMIT
from tests.integration.optimizer.recorded.positions import Range, positions

pytestmark = pytest.mark.anvil

WHOLE_RANGE_WORDS = 7_000
READING_GAS = 20 * 10**9


def test_positions_add_up_to_the_net_liquidity_of_every_tick() -> None:
    assert positions((-20, 0, 10, 30), (5, 7, -8, -4)) == (Range(0, 10, 7), Range(-20, 10, 1), Range(-20, 30, 4))
    with pytest.raises(ValueError, match="never closed"):
        positions((0, 10), (5, -4))
    with pytest.raises(ValueError, match="than is open"):
        positions((0, 10), (5, -6))
    with pytest.raises(ValueError, match="changes nothing"):
        positions((0,), (0,))


def test_the_lens_reads_every_pool_with_all_its_ticks_as_recorded(standing: Any) -> None:
    rpc = standing.desk.rpc
    rpc.call("evm_setBlockGasLimit", [hex(READING_GAS)])
    venues = {Family.UNISWAP_V2: UniswapV2(), Family.UNISWAP_V3: UniswapV3(words_each_side=WHOLE_RANGE_WORDS)}
    read = standing.desk.markets(venues)
    rpc.call("evm_setBlockGasLimit", [hex(GAS_LIMIT)])
    assert len(read) == len(standing.recorded)
    assert sum(len(m.ticks) for m in read if isinstance(m, ConcentratedLiquidity)) > 4_000
    for pool, record in zip(read, standing.recorded, strict=True):
        known = {"pool": pool.pool}
        if isinstance(pool, ConcentratedLiquidity):
            known |= {"first_word": pool.first_word, "last_word": pool.last_word}
        assert pool == replace(record, **known)


def test_every_pool_says_the_same_of_itself(standing: Any) -> None:
    desk = standing.desk
    for ref, record in zip(desk.universe.pools, standing.recorded, strict=True):
        if not isinstance(record, ConcentratedLiquidity):
            assert views(desk, ref.address, "getReserves()", "uint112", "uint112") == (record.reserve0, record.reserve1)
            continue
        assert views(desk, ref.address, "slot0()", "uint160", "int24") == (record.sqrt_price_x96, record.tick)
        assert views(desk, ref.address, "liquidity()", "uint128") == (record.liquidity,)
        assert views(desk, ref.address, "fee()", "uint24") == (record.fee_pips,)
        asked = [(ref.address, calldata("ticks(int24)", tick)) for tick in record.ticks]
        told = [decoded(["uint128", "int128"], answer) for answer in called(desk, asked)]
        assert told == [(abs(net), net) for net in record.liquidity_net]


def views(desk: Any, pool: str, signature: str, *types: str) -> tuple[object, ...]:
    (answer,) = called(desk, [(pool, calldata(signature))])
    return decoded(list(types), answer)


def called(desk: Any, calls: list[tuple[str, str]]) -> list[str]:
    found: list[str] = desk.rpc.batch([("eth_call", [{"to": to, "data": data}, "latest"]) for to, data in calls])
    return found
