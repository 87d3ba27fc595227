"""A pool with the arithmetic of 3pool's `exchange`: balances of n coins, the fee taken from what goes out."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from solver.domain.primitives import Address
from solver.domain.route import Family
from solver.markets.fixed_point import ONE, mul
from solver.markets.many_tokens import ManyTokens
from solver.markets.market import InsufficientLiquidity
from solver.markets.monotone import below_dents, least_input
from solver.markets.stable_swap.invariant import balance_after, invariant

E10 = 10**10
_MOST_COINS = 8
_MOST_WORD = (1 << 256) - 1


@dataclass(frozen=True, slots=True)
class StableSwap(ManyTokens):
    """One pool.

    balances: units of each coin, without the owner's fees; multipliers: what scales a unit to 18 decimals
    amplification: A as the pool reports it, n^(n-1) included
    fee_e10: of the output, 1e10 = 100 %; admin_fee_e10: the owner's share of the fee; the rest stays in the pool
    """

    pool: Address
    tokens: tuple[Address, ...]
    balances: tuple[int, ...]
    multipliers: tuple[int, ...]
    amplification: int
    fee_e10: int
    admin_fee_e10: int

    hop_gas: ClassVar[int] = 84_000

    def __post_init__(self) -> None:
        self._check_tokens(_MOST_COINS, self.multipliers)
        if min(self.balances) < 0 or min(self.multipliers) < 1 or self.amplification < 1:
            raise ValueError(f"{self.pool}: {self.balances}, {self.multipliers}, A {self.amplification}")
        if not 0 <= self.fee_e10 < E10 or not 0 <= self.admin_fee_e10 <= E10:
            raise ValueError(f"{self.pool}: fee {self.fee_e10}, admin fee {self.admin_fee_e10}")

    @property
    def family(self) -> Family:
        """Hops are encoded as STABLESWAP."""
        return Family.STABLESWAP

    @property
    def scaled(self) -> tuple[int, ...]:
        """Balances at 18 decimals."""
        return tuple(b * m for b, m in zip(self.balances, self.multipliers, strict=True))

    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """As `exchange` pays; `get_dy` rounds before the fee instead of after and may differ by one unit."""
        i, j = self.places(token_in, token_out)
        if amount_in <= 0:
            return 0
        return self._paid(self._bought(i, j, amount_in), j)[0]

    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """Start from the invariant solved for the coin coming in, then search; least up to Newton's last unit.

        Newton's y may be one scaled unit above its neighbours', so where a scaled unit is a unit (18 decimals in and
        out) a slightly smaller input may pay as much: the search steps over such dents of the curve.
        """
        i, j = self.places(token_in, token_out)
        if amount_out <= 0:
            return 0
        start, most = self._input_near(i, j, amount_out), _MOST_WORD // (self.multipliers[i] * ONE)

        def pays(amount_in: int) -> int | None:
            return self._pays(i, j, amount_in) if amount_in <= most else None

        least = least_input(pays, amount_out, start)
        if least > most:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        return below_dents(pays, amount_out, least)

    def swap(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, Self]:
        """The pool keeps the fee less the owner's share, which leaves the balances at once."""
        i, j = self.places(token_in, token_out)
        if amount_in <= 0:
            return 0, self
        paid, owners = self._paid(self._bought(i, j, amount_in), j)
        return paid, replace(self, balances=self._moved(i, amount_in, j, paid + owners))

    def hop_param(self, token_in: Address, token_out: Address) -> int:
        """Coin index in (bits 0..7), out (bits 8..15)."""
        i, j = self.places(token_in, token_out)
        return i | j << 8

    def _bought(self, i: int, j: int, amount_in: int) -> int:
        """Scaled units before the fee; one less than the invariant asks. Raises where the contract would revert."""
        bought = self._bought_or_less(i, j, amount_in)
        if bought is None or bought < 0:
            raise InsufficientLiquidity(self.pool, self.tokens[i], amount_in)
        return bought

    def _bought_or_less(self, i: int, j: int, amount_in: int) -> int | None:
        """None where the pool lacks a coin or 256 bits do not hold what the contract computes.

        3pool multiplies an amount by a rate that has 18 more decimals than the multiplier.
        """
        scaled = self.scaled
        if min(scaled) == 0:
            return None
        try:
            new = scaled[i] + mul(amount_in, self.multipliers[i] * ONE) // ONE
            others = tuple(new if k == i else x for k, x in enumerate(scaled) if k != j)
            return scaled[j] - self._left(scaled, others) - 1
        except ArithmeticError:
            return None

    def _paid(self, bought: int, j: int) -> tuple[int, int]:
        """Units paid, and units that leave the balances as the owner's fee; both rounded down."""
        fee = bought * self.fee_e10 // E10
        return (bought - fee) // self.multipliers[j], fee * self.admin_fee_e10 // E10 // self.multipliers[j]

    def _pays(self, i: int, j: int, amount_in: int) -> int:
        bought = self._bought_or_less(i, j, amount_in) if amount_in > 0 else None
        return -1 if bought is None or bought < 0 else self._paid(bought, j)[0]

    def _input_near(self, i: int, j: int, amount_out: int) -> int:
        """An input within a few units of the least; raises where the coin going out does not suffice."""
        scaled = self.scaled
        bought = -(-amount_out * self.multipliers[j] * E10 // (E10 - self.fee_e10))
        left = scaled[j] - bought - 1
        if left <= 0 or min(scaled) == 0:
            raise InsufficientLiquidity(self.pool, self.tokens[j], amount_out)
        others = tuple(left if k == j else x for k, x in enumerate(scaled) if k != i)
        try:
            needed = self._left(scaled, others)
        except ArithmeticError as reverts:
            raise InsufficientLiquidity(self.pool, self.tokens[j], amount_out) from reverts
        return max(1, -(-(needed - scaled[i]) // self.multipliers[i]))

    def _left(self, scaled: tuple[int, ...], others: tuple[int, ...]) -> int:
        """The scaled balance of the coin not among others; raises ArithmeticError where the contract reverts."""
        return balance_after(invariant(scaled, self.amplification), others, self.amplification)
