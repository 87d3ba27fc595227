"""Who is who in the sandbox: the one published mnemonic, and the role of each of its indices."""

from dataclasses import dataclass, field
from functools import cached_property

from eth_account import Account
from eth_account.hdaccount import key_from_seed, seed_from_mnemonic
from eth_account.signers.local import LocalAccount

from solver.domain.primitives import Address
from solver.domain.sandbox_keys import SANDBOX_ADDRESSES, SANDBOX_MNEMONIC
from solver.sandbox.chain.safety import require_sandbox_mnemonic

SOLVERS = ("hedgerow", "single-path", "grid")
BACKGROUND_TRADERS = range(12, 20)
TRADERS = range(20, 44)
SAFE_OWNERS = range(44, 50)

_SINGLES = {
    "deployer": 0,
    "cosigner": 1,
    "sandwich-bot": 8,
    "builder": 9,
    "feed-updater": 10,
    "background-lp": 11,
    "usdc-proxy-admin": 50,
    "rest-of-network": 51,
}


def roles() -> dict[str, int]:
    """Index of m/44'/60'/0'/0/i by role; several of one kind are numbered from zero, as trader.3."""
    several = {"background-trader": BACKGROUND_TRADERS, "trader": TRADERS, "safe-owner": SAFE_OWNERS}
    return (
        _SINGLES
        | {f"identity.{name}": 2 + i for i, name in enumerate(SOLVERS)}
        | {f"execution.{name}": 5 + i for i, name in enumerate(SOLVERS)}
        | {f"{kind}.{i}": index for kind, indices in several.items() for i, index in enumerate(indices)}
    )


def address_of(index: int) -> Address:
    """The address of an index below 64, without deriving its key."""
    return SANDBOX_ADDRESSES[index]


@dataclass(frozen=True)
class Keyring:
    """The sandbox's keys; refuses any mnemonic but the published one."""

    mnemonic: str = field(default=SANDBOX_MNEMONIC, repr=False)

    def __post_init__(self) -> None:
        require_sandbox_mnemonic(self.mnemonic)

    def account(self, index: int) -> LocalAccount:
        """The signer of one index."""
        account: LocalAccount = Account.from_key(key_from_seed(self._seed, f"m/44'/60'/0'/0/{index}"))
        return account

    @cached_property
    def _seed(self) -> bytes:
        return seed_from_mnemonic(self.mnemonic, "")
