"""The tokens and pools a solver may touch, and the contracts it settles through."""

from dataclasses import dataclass

from solver.domain.money import Token
from solver.domain.primitives import Address
from solver.domain.route import Family


@dataclass(frozen=True, slots=True)
class PoolRef:
    """A pool by address; fee_pips (1e6 = 100 %) is what a UNISWAP_V2 fork charges, 0 where the pool tells it itself."""

    family: Family
    address: Address
    tokens: tuple[Address, ...]
    fee_pips: int


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
