"""Money: integers of the token's smallest unit, never mixed between tokens."""

from dataclasses import dataclass

from solver.domain.primitives import Address, DomainError


@dataclass(eq=False)
class TokenMismatch(DomainError):
    """Two amounts of different tokens met in one sum or comparison."""

    left: Address
    right: Address


@dataclass(frozen=True, slots=True)
class Token:
    """An ERC-20 token; decimals as read from the chain."""

    address: Address
    symbol: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A signed number of smallest units of one token."""

    token: Address
    units: int

    def _same(self, other: "Amount") -> int:
        if self.token != other.token:
            raise TokenMismatch(self.token, other.token)
        return other.units

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.token, self.units + self._same(other))

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.token, self.units - self._same(other))

    def __neg__(self) -> "Amount":
        return Amount(self.token, -self.units)

    def __lt__(self, other: "Amount") -> bool:
        return self.units < self._same(other)

    def __le__(self, other: "Amount") -> bool:
        return self.units <= self._same(other)
