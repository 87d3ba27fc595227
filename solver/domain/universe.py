"""The tokens and pools a solver may touch, and the contracts it settles through."""

from dataclasses import dataclass

from solver.domain.money import Token
from solver.domain.pool_key import PoolKey
from solver.domain.primitives import Address, DomainError, Hash, PoolId
from solver.domain.route import Family


@dataclass(frozen=True, slots=True)
class PoolRef:
    """A pool; fee_pips (1e6 = 100 %) is what a UNISWAP_V2 fork charges, 0 where the pool tells it itself.

    address: the contract that is read and swapped on
    key, key_hash: UNISWAP_V4: what makes a pool out of the manager at that address, and the id it has there
    """

    family: Family
    address: Address
    tokens: tuple[Address, ...]
    fee_pips: int
    key: PoolKey | None = None
    key_hash: Hash | None = None

    def __post_init__(self) -> None:
        keyed = self.family is Family.UNISWAP_V4
        if keyed != (self.key is not None) or keyed != (self.key_hash is not None):
            raise DomainError(f"{self.address}: {self.family.name} with key {self.key} and id {self.key_hash}")

    @property
    def id(self) -> PoolId:
        """What names it: its address, or its id where pools share one contract."""
        return self.key_hash or self.address


@dataclass(frozen=True, slots=True)
class Feed:
    """A price feed with Chainlink's interface: answers are US dollars of one whole base token."""

    base: Address
    address: Address


@dataclass(frozen=True, slots=True)
class Contracts:
    """Where the deployed contracts are; dutch_resolver is the resolver of Dutch decays."""

    reactor: Address
    dutch_resolver: Address
    lens: Address
    permit2: Address
    weth: Address


@dataclass(frozen=True, slots=True)
class Universe:
    """Everything allow-listed; a token or pool that is not here does not exist for the solver."""

    chain_id: int
    contracts: Contracts
    tokens: tuple[Token, ...]
    pools: tuple[PoolRef, ...]
    feeds: tuple[Feed, ...]
