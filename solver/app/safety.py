"""A sandbox solver meets only the sandbox's chain, a live one only a real one: the twin has mainnet's chain id."""

from solver.app.config import ConfigError
from solver.domain.primitives import Address
from solver.domain.sandbox_keys import MARKER_ADDRESS, MARKER_CODE
from solver.domain.universe import Universe
from solver.intents.digests import reactor_domain
from solver.intents.words import address_word, keccak, uint_word
from solver.ports import Chain, Refused


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


async def check_deployment(
    chain: Chain, universe: Universe, executor: Address, vault: Address, submitter: Address
) -> None:
    """Refuse contracts that do not belong together, to the universe's chain, or to our key.

    Raises ConfigError, or PortError where the node fails.
    """
    head = await chain.head()
    for subject, account, call, expected in _belongings(universe, executor, vault, submitter):
        try:
            told = await chain.call(account, call, head.hash)
        except Refused as error:
            raise ConfigError(f"{subject}: {account} does not tell it ({error.code})") from error
        if told != expected:
            raise ConfigError(f"{subject}: {account} says 0x{told.hex()}, it should be 0x{expected.hex()}")


def _belongings(
    universe: Universe, executor: Address, vault: Address, submitter: Address
) -> tuple[tuple[str, Address, bytes, bytes], ...]:
    """What is asked, of whom, by which call, and the right answer."""
    c, chain_id = universe.contracts, universe.chain_id
    domain = f"universe chain_id {chain_id} and contracts.reactor (EIP-712 domain)"
    return (
        ("universe contracts.reactor of contracts.executor", executor, _getter("reactor"), address_word(c.reactor)),
        ("universe contracts.weth of contracts.executor", executor, _getter("weth"), address_word(c.weth)),
        ("contracts.vault of contracts.executor", executor, _getter("vault"), address_word(vault)),
        ("contracts.executor of contracts.vault", vault, _getter("executor"), address_word(executor)),
        ("universe contracts.permit2 of the reactor", c.reactor, _getter("permit2"), address_word(c.permit2)),
        (domain, c.reactor, _getter("DOMAIN_SEPARATOR"), reactor_domain(chain_id, c.reactor)),
        ("keys.execution as a submitter of contracts.executor", executor, _is_submitter(submitter), uint_word(1)),
    )


def _getter(name: str) -> bytes:
    return keccak(f"{name}()".encode())[:4]


def _is_submitter(account: Address) -> bytes:
    return keccak(b"isSubmitter(address)")[:4] + address_word(account)
