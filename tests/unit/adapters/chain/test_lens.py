"""Snapshots: many pools in few calls; what fails is listed with its reason, and alone."""

import tracemalloc
from dataclasses import dataclass, field, replace

import pytest
from eth_abi.abi import decode, encode
from eth_hash.auto import keccak

from solver.adapters.chain.lens import READ, LensSnapshots, request
from solver.domain.pool_key import PoolKey
from solver.domain.primitives import ZERO_ADDRESS, Address, Hash
from solver.domain.route import Family
from solver.domain.universe import PoolRef
from solver.markets.market import Market
from solver.ports import Refused, Unreachable
from solver.testing.fake_chain import FakeChain
from solver.testing.fake_relay import FakeRelay
from solver.testing.intents import USDC, WETH, account
from solver.testing.markets import pair
from solver.testing.values import block

LENS = account(0xAE)
POOLS = tuple(PoolRef(Family.UNISWAP_V2, account(0xD100 + n), (WETH, USDC), 3000) for n in range(30))


class OneWord:
    """A venue whose whole state is one word: 1 is sound."""

    words_each_side = 0

    def read(self, pool: PoolRef, data: bytes) -> Market:
        if data != b"\1":
            raise ValueError(f"not a state: {data.hex()}")
        return pair(pool=pool.address)


@dataclass
class LensChain(FakeChain):
    """Answers the lens; broken pools make the node refuse any call that holds them.

    needs: gas without which a pool's reading stops with nothing to say; most_gas: all that one call asked for
    """

    states: dict[Address, tuple[bool, bytes]] = field(default_factory=dict)
    broken: set[Address] = field(default_factory=set)
    needs: dict[Address, int] = field(default_factory=dict)
    calls: int = 0
    most_gas: int = 0
    answer: bytes | None = None

    def __post_init__(self) -> None:
        super().__init__(FakeRelay())

    async def call(self, to: Address, data: bytes, at: Hash, time_s: int | None = None) -> bytes:
        self.troubles.strike("call")
        assert (to, at, time_s) == (LENS, block().hash, block().next_timestamp)
        self.calls += 1
        asked = [pool.address for pool in POOLS if bytes.fromhex(pool.address[2:]) in data]
        if self.broken.intersection(asked):
            raise Refused("node", "reverted", "out of gas")
        (requests,) = decode(["(uint8,address,uint32,uint16,int24,bytes32)[]"], data[4:])
        gas = {pool: limit for _, pool, limit, *_ in requests}
        self.most_gas = max(self.most_gas, sum(gas.values()))
        starved = {pool for pool in asked if gas[pool] < self.needs.get(pool, 0)}
        results = [(False, b"") if pool in starved else self.states.get(pool, (True, b"\1")) for pool in asked]
        if self.answer is not None:
            return self.answer
        return encode(["uint256", "uint256", "(bool,bytes)[]"], [block().number, block().next_timestamp, results])


class Ticks(OneWord):
    """A venue that takes any state."""

    def read(self, pool: PoolRef, data: bytes) -> Market:  # noqa: ARG002
        return pair(pool=pool.address)


def lens(chain: LensChain) -> LensSnapshots:
    return LensSnapshots(chain, LENS, POOLS, {Family.UNISWAP_V2: OneWord()})


def test_the_selector_is_that_of_the_interface() -> None:
    assert keccak(b"read((uint8,address,uint32,uint16,int24,bytes32)[])")[:4] == READ


def test_a_pool_with_a_key_is_asked_for_by_its_id_at_its_manager() -> None:
    key = PoolKey(ZERO_ADDRESS, USDC, 500, 10, ZERO_ADDRESS)
    pool = PoolRef(Family.UNISWAP_V4, account(0x4444), (WETH, USDC), 0, key, Hash("0x" + "ab" * 32))
    family, contract, _, words, spacing, pool_id = request(pool, words_each_side=4)
    assert (family, contract, words, spacing, pool_id) == (3, account(0x4444), 4, 10, b"\xab" * 32)
    assert request(POOLS[0], 0)[4:] == (0, bytes(32))


async def test_a_pool_with_a_key_that_cannot_be_read_is_listed_by_its_id() -> None:
    key = PoolKey(ZERO_ADDRESS, USDC, 500, 10, ZERO_ADDRESS)
    pool = replace(POOLS[0], family=Family.UNISWAP_V4, key=key, key_hash=Hash("0x" + "ab" * 32))
    chain = LensChain(states={pool.address: (True, b"\2")})
    reader = LensSnapshots(chain, LENS, [pool], {Family.UNISWAP_V4: OneWord()})
    assert (await reader.at(block())).unread == ((pool.id, "unreadable: not a state: 02"),)


async def test_every_pool_is_read_in_few_calls() -> None:
    chain = LensChain()
    snapshot = await lens(chain).at(block())
    assert [market.pool for market in snapshot.markets] == [pool.address for pool in POOLS]
    assert (snapshot.unread, chain.calls) == ((), 3)


async def test_a_pool_that_reverts_or_makes_no_sense_is_listed_alone() -> None:
    chain = LensChain(states={POOLS[3].address: (False, b"\xde\xad\xbe\xef"), POOLS[4].address: (True, b"\2")})
    snapshot = await lens(chain).at(block())
    assert len(snapshot.markets) == 28
    assert snapshot.unread == (
        (POOLS[3].address, "reverted: 0xdeadbeef"),
        (POOLS[4].address, "unreadable: not a state: 02"),
    )


async def test_a_pool_that_breaks_its_call_leaves_the_others_readable() -> None:
    chain = LensChain(broken={POOLS[7].address})
    snapshot = await lens(chain).at(block())
    assert len(snapshot.markets) == 29
    assert snapshot.unread == ((POOLS[7].address, "reverted: out of gas"),)


async def test_a_pool_of_many_ticks_is_asked_again_with_more_gas_and_at_once_from_then_on() -> None:
    dense = POOLS[5].address
    chain = LensChain(states={dense: (True, bytes(64 * 1_300))}, needs={dense: 16_000_000})
    reader = LensSnapshots(chain, LENS, POOLS, {Family.UNISWAP_V2: Ticks()})
    first = await reader.at(block())
    assert ([market.pool for market in first.markets], first.unread) == ([pool.address for pool in POOLS], ())
    assert chain.calls == 3 + 1
    assert (await reader.at(block())).markets == first.markets
    assert chain.calls == 4 + 3


async def test_no_call_asks_for_more_gas_than_a_node_lends() -> None:
    crowd = {pool.address: (True, bytes(64 * 700)) for pool in POOLS}
    chain = LensChain(states=crowd, needs=dict.fromkeys(crowd, 8_000_000))
    reader = LensSnapshots(chain, LENS, POOLS, {Family.UNISWAP_V2: Ticks()})
    assert not (await reader.at(block())).unread
    chain.calls = 0
    assert not (await reader.at(block())).unread
    assert chain.calls == len(POOLS) / 2
    assert chain.most_gas <= 28_000_000


async def test_a_pool_that_stops_without_a_reason_even_so_is_listed_and_asked_once_a_block() -> None:
    chain = LensChain(states={POOLS[3].address: (False, b"")})
    reader = lens(chain)
    for calls in (4, 4 + 5):
        assert (await reader.at(block())).unread == ((POOLS[3].address, "reverted: 0x"),)
        assert chain.calls == calls


@pytest.mark.parametrize("answer", [b"", b"\1" * 31, b"\xff" * 320, encode(["uint256"] * 3, [1, 2, 96])])
async def test_an_answer_that_is_no_snapshot_leaves_every_pool_unread(answer: bytes) -> None:
    snapshot = await lens(LensChain(answer=answer)).at(block())
    assert (len(snapshot.markets), len(snapshot.unread)) == (0, 30)


def _many_alike(count: int, size: int) -> bytes:
    """An answer whose results all lie at the same place, so that decoding copies those bytes for each."""
    words = [block().number, block().next_timestamp, 96, count, *([32 * count] * count), 1, 64, size]
    return b"".join(word.to_bytes(32) for word in words) + bytes(size)


@pytest.mark.parametrize(("count", "size"), [(2_000, 64_000), (12, 12 << 20)])
async def test_an_answer_cannot_fill_memory_by_naming_one_result_many_times(count: int, size: int) -> None:
    chain = LensChain(answer=_many_alike(count, size))
    tracemalloc.start()
    snapshot = await lens(chain).at(block())
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(snapshot.markets), len(snapshot.unread)) == (0, 30)
    assert most_bytes < 2_000_000


async def test_an_answer_of_another_block_is_not_taken() -> None:
    other = encode(["uint256", "uint256", "(bool,bytes)[]"], [7, 7, [(True, b"\1")] * 12])
    assert not (await lens(LensChain(answer=other)).at(block())).markets


async def test_a_node_that_is_away_is_not_a_broken_pool() -> None:
    chain = LensChain()
    chain.troubles.plan("call", Unreachable("node", "timeout"))
    with pytest.raises(Unreachable):
        await lens(chain).at(block())
