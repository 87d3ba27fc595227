"""What pools of Balancer v2's Vault share."""

from dataclasses import dataclass, replace
from typing import Self

from solver.domain.primitives import Address, Hash, uint
from solver.markets.many_tokens import ManyTokens

MOST_BALANCE = (1 << 112) - 1


@dataclass(frozen=True, slots=True)
class VaultPool(ManyTokens):
    """pool_id: what the Vault calls it; balances: units the Vault holds for it, in the Vault's order of tokens."""

    pool: Address
    pool_id: Hash
    tokens: tuple[Address, ...]
    balances: tuple[int, ...]

    def swap(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, Self]:
        """The fee stays in the balances."""
        i, j = self.places(token_in, token_out)
        paid = self.quote_in(token_in, token_out, amount_in)
        return paid, replace(self, balances=self._moved(i, max(amount_in, 0), j, paid))

    def hop_param(self, token_in: Address, token_out: Address) -> int:
        """The pool's identifier in the Vault."""
        self.places(token_in, token_out)
        return int(self.pool_id, 16)

    def _check_balances(self) -> None:
        for balance in self.balances:
            uint("balance", balance, 112)
