"""world.json: what the twin holds and who is who, for every process of the sandbox."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from solver.domain.pool_key import PoolKey
from solver.domain.primitives import Address, Hash, PoolId

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class TokenEntry:
    """One token."""

    address: Address
    symbol: str
    decimals: int


@dataclass(frozen=True, slots=True)
class PoolEntry:
    """One pool; tokens in the pool's order; fee_pips (1e6 = 100 %) is 0 where the pool itself tells its fee.

    key, key_hash: of a Uniswap v4 pool; its address is the manager's, and ether counts as WETH among its tokens
    """

    family: str
    address: Address
    tokens: tuple[Address, ...]
    fee_pips: int
    key: PoolKey | None = None
    key_hash: Hash | None = None

    @property
    def id(self) -> PoolId:
        """What names it."""
        return self.key_hash or self.address


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A feed that answers in 1e-8 US dollars of one whole base token; genesis_e8 is its answer at genesis."""

    base: Address
    address: Address
    genesis_e8: int


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An address and its index under the sandbox's mnemonic."""

    index: int
    address: Address


@dataclass(frozen=True, slots=True)
class SolverEntry:
    """One competing solver: its keys' addresses and its contracts."""

    name: str
    identity: Address
    execution: Address
    executor: Address
    vault: Address


@dataclass(frozen=True, slots=True)
class SafeEntry:
    """A Safe with one owner."""

    address: Address
    owner: Address


@dataclass(frozen=True, slots=True)
class Genesis:
    """The block the world begins on; timestamp in unix seconds of chain time."""

    block: int
    timestamp: int


@dataclass(frozen=True, slots=True)
class World:
    """All of it, as the file has it; refused_pools have hooks that change swaps, and no solver should touch them."""

    schema_version: int
    chain_id: int
    contracts: dict[str, Address]
    tokens: tuple[TokenEntry, ...]
    pools: tuple[PoolEntry, ...]
    feeds: tuple[FeedEntry, ...]
    accounts: dict[str, AccountEntry]
    solvers: tuple[SolverEntry, ...]
    safes: tuple[SafeEntry, ...]
    cosigner: Address
    genesis: Genesis
    refused_pools: tuple[PoolEntry, ...] = ()


def encode_world(world: World) -> bytes:
    """The file's bytes, indented for people."""
    return msgspec.json.format(msgspec.json.encode(world), indent=1) + b"\n"


def read_world(path: Path) -> World:
    """The world of a file; raises OSError or msgspec.ValidationError."""
    return msgspec.json.decode(path.read_bytes(), type=World)
