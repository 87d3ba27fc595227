"""The books against a real node: whatever moves, the database says what the chain says, to the unit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from eth_abi.abi import encode
from eth_hash.auto import keccak
from sqlalchemy import Engine, delete, select

from solver.adapters.chain.lens import LensSnapshots
from solver.adapters.chain.node import NodeChain
from solver.adapters.store.history import SqlHistory
from solver.adapters.store.journal import SqlJournal
from solver.adapters.store.ledger import ledger_difference, read_ledger
from solver.adapters.store.schema import open_current
from solver.adapters.store.tables import transfers
from solver.app.clock import SystemClock
from solver.app.universe import load_universe
from solver.app.venues import venues_of
from solver.domain.primitives import ZERO_ADDRESS, Address
from solver.domain.universe import Universe
from solver.pipeline.bookkeeping import Bookkeeper
from solver.pipeline.recorder import Recorder
from solver.sandbox.chain.anvil import Anvil
from solver.sandbox.chain.keys import address_of
from solver.sandbox.chain.world import WorldFiles
from solver.sandbox.chain.worldfile import World
from solver.settlement.errors import revert_name
from solver.wire.rpc import AsyncJsonRpc

pytestmark = pytest.mark.anvil

ETHER = 10**18


@dataclass(frozen=True)
class Books:
    """The bookkeeper of one test, its database and its node."""

    keeper: Bookkeeper
    engine: Engine
    chain: NodeChain
    node: Anvil
    universe: Universe

    async def difference(self) -> dict[Address, int]:
        """After everything up to the head is booked."""
        await self.keeper.step(await self.chain.head())
        return await ledger_difference(self.engine, self.chain)

    def send(self, sender: Address, to: str, data: bytes = b"", value: int = 0) -> bool:
        """One transaction, one block; whether it succeeded."""
        call = {"from": sender, "to": to, "data": "0x" + data.hex(), "value": hex(value), "gas": hex(600_000)}
        sent = self.node.rpc.call("eth_sendTransaction", [call])
        self.node.rpc.call("evm_mine")
        return bool(self.node.rpc.call("eth_getTransactionReceipt", [sent])["status"] == "0x1")


@asynccontextmanager
async def books(node: Anvil, files: WorldFiles, tracked: dict[Address, str], folder: Path) -> AsyncIterator[Books]:
    universe = load_universe(files.world)
    engine = open_current(f"sqlite:///{folder / 'books.db'}")
    recorder = Recorder(SqlJournal(engine, "run", SystemClock()), SystemClock())
    async with AsyncJsonRpc(node.rpc.url) as rpc:
        chain = NodeChain(rpc, revert_name)
        keeper = Bookkeeper(chain, recorder, SqlHistory(engine), universe)
        await keeper.start(await chain.head(), tracked)
        yield Books(keeper, engine, chain, node, universe)
    recorder.close()
    engine.dispose()


def call(signature: str, *values: object) -> bytes:
    types = signature[signature.index("(") + 1 : -1]
    return keccak(signature.encode())[:4] + encode(types.split(",") if types else [], values)


@dataclass(frozen=True)
class Cast:
    """Who takes part, and the files of their world."""

    alice: Address
    bob: Address
    builder: Address
    router: str
    files: WorldFiles


def move_everything(b: Books, cast: Cast) -> None:
    """Wrapping and unwrapping, plain and failing transfers of ether, a swap, a transfer."""
    alice, bob, router = cast.alice, cast.bob, cast.router
    weth, usdc = b.universe.contracts.weth, next(t.address for t in b.universe.tokens if t.symbol == "USDC")
    assert b.send(alice, weth, call("deposit()"), 5 * ETHER)
    assert b.send(alice, weth, call("transfer(address,uint256)", bob, 2 * ETHER))
    assert b.send(bob, weth, call("withdraw(uint256)", ETHER))
    assert b.send(alice, bob, b"", 123)
    assert not b.send(alice, weth, call("transfer(address,uint256)", bob, 10**30), 7)
    swap = call("swapExactETHForTokens(uint256,address[],address,uint256)", 0, [weth, usdc], bob, 2**40)
    swap = keccak(b"swapExactETHForTokens(uint256,address[],address,uint256)")[:4] + swap[4:]
    assert b.send(alice, router, swap, ETHER)


@pytest.fixture
def cast(world: World, anvil_world: WorldFiles, chain: Anvil) -> Cast:
    chain.rpc.call("evm_setAutomine", [False])
    chain.rpc.call("anvil_setCoinbase", [address_of(9)])
    chain.rpc.call("evm_mine")
    return Cast(address_of(12), address_of(13), address_of(9), world.contracts["v2_router"], anvil_world)


async def test_the_books_of_a_busy_chain_differ_by_nothing(chain: Anvil, cast: Cast, tmp_path: Path) -> None:
    async with books(chain, cast.files, {cast.alice: "execution", cast.bob: "vault"}, tmp_path) as b:
        move_everything(b, cast)
        difference = await b.difference()
        assert set(difference) == {ZERO_ADDRESS} | {token.address for token in b.universe.tokens}
        assert not any(difference.values())
        moved = {(line.account, line.token) for line in read_ledger(b.engine).lines if line.moved_units}
    assert {(who, ZERO_ADDRESS) for who in (cast.alice, cast.bob, cast.builder)} <= moved


async def test_an_account_met_later_is_followed_from_there(chain: Anvil, cast: Cast, tmp_path: Path) -> None:
    async with books(chain, cast.files, {cast.alice: "execution"}, tmp_path) as b:
        move_everything(b, cast)
        b.keeper.meet({cast.bob: "trader"})
        await b.keeper.step(await b.chain.head())
        move_everything(b, cast)
        assert not any((await b.difference()).values())


async def test_books_taken_up_by_another_process_go_on_where_they_stood(
    chain: Anvil, cast: Cast, tmp_path: Path
) -> None:
    tracked = {cast.alice: "execution", cast.bob: "vault"}
    async with books(chain, cast.files, tracked, tmp_path) as b:
        move_everything(b, cast)
        await b.difference()
        move_everything(b, cast)
    async with books(chain, cast.files, tracked, tmp_path) as again:
        move_everything(again, cast)
        assert not any((await again.difference()).values())


@pytest.mark.parametrize(("least", "most"), [(0, 2**62), (-1, -1), (-2, -2), (-(2**62), -3)])
async def test_a_movement_that_is_missing_shows(
    chain: Anvil, cast: Cast, tmp_path: Path, least: int, most: int
) -> None:
    async with books(chain, cast.files, {cast.alice: "execution", cast.bob: "vault"}, tmp_path) as b:
        move_everything(b, cast)
        assert not any((await b.difference()).values())
        with b.engine.begin() as connection:
            one = select(transfers).where(transfers.c.log_index.between(least, most), transfers.c.units != 0).limit(1)
            row = connection.execute(one).one()
            same = (transfers.c.tx_hash == row.tx_hash) & (transfers.c.log_index == row.log_index)
            connection.execute(delete(transfers).where(same))
        assert any((await b.difference()).values())


@pytest.mark.parametrize("restarted", [False, True], ids=["running", "restarted"])
async def test_blocks_that_a_reorganisation_replaces_no_longer_count(
    chain: Anvil, cast: Cast, tmp_path: Path, restarted: bool
) -> None:
    tracked = {cast.alice: "execution"}
    async with books(chain, cast.files, tracked, tmp_path) as b:
        move_everything(b, cast)
        assert not any((await b.difference()).values())
        before = chain.rpc.call("evm_snapshot")
        move_everything(b, cast)
        b.keeper.meet({cast.bob: "trader"})
        await b.difference()
        b.send(cast.alice, cast.bob, b"", 7)
        await b.difference()
        chain.rpc.call("evm_revert", [before])
        for value in (11, 12, 13):
            b.send(cast.alice, cast.bob, b"", value)
        if not restarted:
            move_everything(b, cast)
            await b.difference()
            assert not any((await b.difference()).values())
    async with books(chain, cast.files, tracked, tmp_path) as again:
        move_everything(again, cast)
        await again.difference()
        assert not any((await again.difference()).values())


async def test_every_pool_of_the_twin_is_read_at_a_block_that_has_passed(chain: Anvil, anvil_world: WorldFiles) -> None:
    universe = load_universe(anvil_world.world)
    async with AsyncJsonRpc(chain.rpc.url) as rpc:
        node = NodeChain(rpc, revert_name)
        past = await node.head()
        chain.rpc.call("evm_mine")
        snapshot = await LensSnapshots(node, universe.contracts.lens, universe.pools, venues_of(universe)).at(past)
    assert snapshot.unread == ()
    assert {market.pool for market in snapshot.markets} == {pool.id for pool in universe.pools}
