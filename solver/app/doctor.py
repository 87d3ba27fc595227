"""Checks of a configuration against the world. Each one is told; none hides the next."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from solver.adapters.chain.node import NodeChain
from solver.adapters.store.engine import is_new, open_engine, shown
from solver.adapters.store.schema import WrongRevision, revision
from solver.adapters.store.tables import REVISION
from solver.app.config import Config, ConfigError
from solver.app.safety import check_chain, check_contracts, check_deployment
from solver.app.secrets import open_signers
from solver.app.universe import load_universe
from solver.domain.primitives import address
from solver.ports import PortError
from solver.settlement.errors import revert_name
from solver.wire.http import HttpClient
from solver.wire.rpc import AsyncJsonRpc

_LEAST_GAS_MONEY_WEI = 10**16
_SERVER_FAILED = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was found, or what is wrong and what to do."""

    subject: str
    detail: str
    problem: str | None = None


Check = Callable[[], Awaitable[str]]


async def examine(config: Config, environment: Mapping[str, str]) -> tuple[Finding, ...]:
    """Every check in the order in which a solver would stumble."""
    async with AsyncJsonRpc(config.document.chain.rpc_url, 5.0) as rpc:
        chain = NodeChain(rpc, revert_name)
        checks: tuple[tuple[str, Check], ...] = (
            ("keys", lambda: _keys(config, environment)),
            ("universe", lambda: _universe(config)),
            ("node", lambda: _node(config, chain)),
            ("contracts", lambda: _contracts(config, environment, chain)),
            ("gas money", lambda: _gas_money(config, environment, chain)),
            ("database", lambda: _database(config)),
            ("auction house", lambda: _answers(config.document.auction.url, "/v1/house")),
            ("relay", lambda: _answers(config.document.relay.url, "")),
        )
        return tuple([await _finding(subject, check) for subject, check in checks])


async def _finding(subject: str, check: Check) -> Finding:
    try:
        return Finding(subject, await check())
    except (ConfigError, WrongRevision) as error:
        return Finding(subject, "", str(error))
    except PortError as error:
        return Finding(subject, "", repr(error))


async def _keys(config: Config, environment: Mapping[str, str]) -> str:
    identity, execution = open_signers(config, environment)
    return f"identity {identity.address}, execution {execution.address}"


async def _universe(config: Config) -> str:
    universe = load_universe(config.universe_file)
    return f"{len(universe.tokens)} tokens, {len(universe.pools)} pools"


async def _node(config: Config, chain: NodeChain) -> str:
    await check_chain(chain, config.document.mode)
    return f"block {(await chain.head()).number}"


async def _contracts(config: Config, environment: Mapping[str, str], chain: NodeChain) -> str:
    section, universe = config.document.contracts, load_universe(config.universe_file)
    executor, vault = address(section.executor), address(section.vault)
    await check_contracts(chain, universe, executor, vault)
    _, execution = open_signers(config, environment)
    await check_deployment(chain, universe, executor, vault, execution.address)
    return f"executor {section.executor}, vault {section.vault}"


async def _gas_money(config: Config, environment: Mapping[str, str], chain: NodeChain) -> str:
    _, execution = open_signers(config, environment)
    wei = await chain.balance_wei(execution.address, (await chain.head()).hash)
    if wei < _LEAST_GAS_MONEY_WEI:
        raise ConfigError(f"{execution.address} holds {wei / 1e18:.6f} ETH: send it at least 0.01")
    return f"{wei / 1e18:.4f} ETH at {execution.address}"


async def _database(config: Config) -> str:
    if is_new(config.database_url):
        return "will be created"
    engine = open_engine(config.database_url)
    try:
        found = revision(engine)
        if found != REVISION:
            raise WrongRevision(shown(engine.url), found)
        return f"revision {found}"
    finally:
        engine.dispose()


async def _answers(url: str, path: str) -> str:
    """Any answer short of a server's failure shows that somebody is there: a relay refuses a plain GET."""
    async with HttpClient(url) as http:
        answer = await http.request("GET", path)
    if answer.status >= _SERVER_FAILED:
        raise ConfigError(f"{url} answers HTTP {answer.status}")
    return f"{url} answers"
