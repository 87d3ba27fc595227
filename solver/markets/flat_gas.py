"""Families whose hop takes the same gas whatever the amount.

Every family's figures are what one more hop adds to a settlement through SolverExecutor, its calldata included, where
its tokens are warm, its pool is cold and has traded before; held to measurements by
tests/integration/markets/test_hop_gas.py and contracts/snapshots/Hops.json.
"""

from abc import abstractmethod

from solver.domain.primitives import Address


class FlatGas:
    """Quotes with gas, from quotes and one number.

    Not an ABC: its isinstance takes ten times as long, where snapshots are sorted by family. mypy checks all the same.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def hop_gas(self) -> int:
        """Estimated, of any hop."""

    @abstractmethod
    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """As in Market."""

    @abstractmethod
    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """As in Market."""

    @abstractmethod
    def hop_param(self, token_in: Address, token_out: Address) -> int:
        """As in Market."""

    def quote_with_gas(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, int]:
        """The gas does not depend on the amount."""
        return self.quote_in(token_in, token_out, amount_in), self.hop_gas

    def quote_out_with_gas(self, token_in: Address, token_out: Address, amount_out: int) -> tuple[int, int]:
        """The gas does not depend on the amount."""
        return self.quote_out(token_in, token_out, amount_out), self.hop_gas

    def gas(self, token_in: Address, token_out: Address, amount_in: int) -> int:  # noqa: ARG002 (flat)
        """The same for every amount; raises TokenNotTraded."""
        self.hop_param(token_in, token_out)
        return self.hop_gas
