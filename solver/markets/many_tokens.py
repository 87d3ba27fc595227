"""Families that trade any two of many tokens."""

from solver.domain.primitives import Address
from solver.markets.flat_gas import FlatGas
from solver.markets.market import TokenNotTraded


class ManyTokens(FlatGas):
    """One balance a token; the same gas for every swap."""

    __slots__ = ()

    pool: Address
    tokens: tuple[Address, ...]
    balances: tuple[int, ...]

    def index(self, token: Address) -> int:
        """The token's index; raises TokenNotTraded."""
        if token not in self.tokens:
            raise TokenNotTraded(self.pool, token)
        return self.tokens.index(token)

    def places(self, token_in: Address, token_out: Address) -> tuple[int, int]:
        """Two different indices; raises TokenNotTraded."""
        i, j = self.index(token_in), self.index(token_out)
        if i == j:
            raise TokenNotTraded(self.pool, token_out)
        return i, j

    def _moved(self, i: int, into: int, j: int, out: int) -> tuple[int, ...]:
        """Balances after so much has come in at i and gone out at j."""
        balances = list(self.balances)
        balances[i] += into
        balances[j] -= out
        return tuple(balances)

    def _check_tokens(self, most: int, *columns: tuple[int, ...]) -> None:
        """From two tokens to so many, all different, with one entry of each column."""
        n = len(self.tokens)
        if not 2 <= n <= most or len(set(self.tokens)) != n or self.pool in self.tokens:  # noqa: PLR2004 (a pair)
            raise ValueError(f"{self.pool}: {self.tokens}")
        if any(len(column) != n for column in (self.balances, *columns)):
            raise ValueError(f"{self.pool}: {self.balances}, {columns} do not match {self.tokens}")
