"""universe.json: the tokens, pools and contracts a solver may touch. Keys that only the sandbox reads are let be."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from solver.app.config import AddressText, ConfigError
from solver.domain.money import Token
from solver.domain.pool_key import PoolKey
from solver.domain.primitives import Address, DomainError, address, hash32
from solver.domain.route import Family
from solver.domain.universe import Contracts, Feed, PoolRef, Universe

HashText = Annotated[str, Meta(pattern=r"^0x[0-9a-fA-F]{64}\Z")]

_FAMILIES = {
    "uniswap-v2": Family.UNISWAP_V2,
    "uniswap-v3": Family.UNISWAP_V3,
    "stableswap": Family.STABLESWAP,
    "uniswap-v4": Family.UNISWAP_V4,
    "balancer-weighted": Family.BALANCER_WEIGHTED,
    "balancer-stable": Family.BALANCER_STABLE,
}


class _Contracts(Struct, frozen=True):
    reactor: AddressText
    dutch_resolver: AddressText
    lens: AddressText
    permit2: AddressText
    weth: AddressText


class _Token(Struct, frozen=True):
    address: AddressText
    symbol: str
    decimals: Annotated[int, Meta(ge=0, le=77)]


class _Key(Struct, frozen=True):
    currency0: AddressText
    currency1: AddressText
    fee: int
    tick_spacing: int
    hooks: AddressText


class _Pool(Struct, frozen=True):
    family: Literal["uniswap-v2", "uniswap-v3", "stableswap", "uniswap-v4", "balancer-weighted", "balancer-stable"]
    address: AddressText
    tokens: Annotated[tuple[AddressText, ...], Meta(min_length=2, max_length=8)]
    fee_pips: Annotated[int, Meta(ge=0, lt=1_000_000)]
    key: _Key | None = None
    key_hash: HashText | None = None


class _Feed(Struct, frozen=True):
    base: AddressText
    address: AddressText


class _File(Struct, frozen=True):
    schema_version: Literal[1]
    chain_id: int
    contracts: _Contracts
    tokens: tuple[_Token, ...]
    pools: tuple[_Pool, ...]
    feeds: tuple[_Feed, ...]


def load_universe(path: Path) -> Universe:
    """Read and check the file. Raises ConfigError."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    try:
        universe = _universe(file)
    except DomainError as error:
        raise ConfigError(f"{path}: {error}") from error
    _check(path, universe)
    return universe


def _universe(file: _File) -> Universe:
    c = file.contracts
    contracts = [address(text) for text in (c.reactor, c.dutch_resolver, c.lens, c.permit2, c.weth)]
    return Universe(
        chain_id=file.chain_id,
        contracts=Contracts(*contracts),
        tokens=tuple(Token(address(token.address), token.symbol, token.decimals) for token in file.tokens),
        pools=tuple(map(_pool, file.pools)),
        feeds=tuple(Feed(address(feed.base), address(feed.address)) for feed in file.feeds),
    )


def _pool(pool: _Pool) -> PoolRef:
    return PoolRef(
        family=_FAMILIES[pool.family],
        address=address(pool.address),
        tokens=tuple(map(address, pool.tokens)),
        fee_pips=pool.fee_pips,
        key=None if pool.key is None else _key(pool.key),
        key_hash=None if pool.key_hash is None else hash32(pool.key_hash),
    )


def _key(key: _Key) -> PoolKey:
    currencies = address(key.currency0), address(key.currency1)
    return PoolKey(*currencies, key.fee, key.tick_spacing, address(key.hooks))


def _check(path: Path, universe: Universe) -> None:
    tokens: list[Address] = [token.address for token in universe.tokens]
    pools = [pool.id for pool in universe.pools]
    if len(set(tokens)) != len(tokens) or len(set(pools)) != len(pools):
        raise ConfigError(f"{path}: a token or pool is listed twice")
    unknown = {token for pool in universe.pools for token in pool.tokens} - set(tokens)
    if unknown:
        raise ConfigError(f"{path}: pools trade tokens that are not listed: {', '.join(sorted(unknown))}")
    if universe.contracts.weth not in tokens:
        raise ConfigError(f"{path}: WETH is not among the tokens, so gas has no price")
