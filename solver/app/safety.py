"""A sandbox solver meets only the sandbox's chain, a live one only a real one: the twin has mainnet's chain id."""

from solver.app.config import ConfigError
from solver.domain.primitives import Address
from solver.domain.sandbox_keys import MARKER_ADDRESS, MARKER_CODE
from solver.domain.universe import Universe
from solver.ports import Chain


async def check_chain(chain: Chain, mode: str) -> None:
    """Refuse the other mode's chain. Raises ConfigError, or PortError where the node fails."""
    head = await chain.head()
    marked = await chain.code(MARKER_ADDRESS, head.hash) == bytes.fromhex(MARKER_CODE[2:])
    if mode == "live" and marked:
        raise ConfigError("chain.rpc_url: this is a sandbox chain; live mode refuses it")
    if mode == "sandbox" and not marked:
        raise ConfigError("chain.rpc_url: this is no sandbox chain; sandbox mode signs on no other")


async def check_contracts(chain: Chain, universe: Universe, executor: Address, vault: Address) -> None:
    """Refuse addresses without code: a typing error would cost a transaction."""
    head = await chain.head()
    c = universe.contracts
    named = {
        "contracts.executor": executor,
        "contracts.vault": vault,
        "universe contracts.reactor": c.reactor,
        "universe contracts.dutch_resolver": c.dutch_resolver,
        "universe contracts.lens": c.lens,
        "universe contracts.permit2": c.permit2,
    }
    for name, account in named.items():
        if not await chain.code(account, head.hash):
            raise ConfigError(f"{name}: there is no contract at {account}")
