"""The arithmetic of Balancer v2's ComposableStablePool (BaseGeneralPool and StableMath), version 3 of its factory.

Balances are scaled by decimals and token rates; the fee is taken from the input; what the invariant asks is rounded in
the pool's favour and by one unit more. The pool's own shares, which the Vault lists among its tokens, take no part.
"""

from dataclasses import dataclass

from solver.domain.primitives import Address, uint
from solver.domain.route import Family
from solver.markets.composable_stable.invariant import A_PRECISION, balance_after, invariant
from solver.markets.fixed_point import ONE, div_down, div_up, mul_down, with_fee, without_fee, word
from solver.markets.market import InsufficientLiquidity
from solver.markets.monotone import below_dents, least_input
from solver.markets.vault import MOST_BALANCE, VaultPool

_HOP_GAS, _TOKEN_GAS = 102_000, 9_000
_MOST_TOKENS = 5
_MOST_A = 5000 * A_PRECISION


@dataclass(frozen=True, slots=True)
class ComposableStable(VaultPool):
    """One pool, without its own shares.

    scales_e18: what scales a unit to 18 decimals, times the token's rate, itself with 18
    amplification: A with n^(n-1) and three decimals in it, as the pool reports it; fee_e18: of the input
    """

    scales_e18: tuple[int, ...]
    amplification: int
    fee_e18: int

    def __post_init__(self) -> None:
        self._check_tokens(_MOST_TOKENS, self.scales_e18)
        self._check_balances()
        for scale in self.scales_e18:
            uint("scale", scale, 144)
        if not A_PRECISION <= self.amplification <= _MOST_A or not 0 <= self.fee_e18 < ONE or not min(self.scales_e18):
            raise ValueError(f"{self.pool}: A {self.amplification}, fee {self.fee_e18}, scales {self.scales_e18}")

    @property
    def family(self) -> Family:
        """Hops are encoded as BALANCER_STABLE."""
        return Family.BALANCER_STABLE

    @property
    def hop_gas(self) -> int:
        """Grows with the tokens; Newton's rounds vary little. A rate that the pool asks for anew takes 12,000 more."""
        return _HOP_GAS + _TOKEN_GAS * len(self.tokens)

    @property
    def scaled(self) -> tuple[int, ...]:
        """Balances at 18 decimals and their rates."""
        return tuple(mul_down(b, s) for b, s in zip(self.balances, self.scales_e18, strict=True))

    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """Rounds down, in the pool's favour."""
        i, j = self.places(token_in, token_out)
        if amount_in <= 0:
            return 0
        paid = self._pays(i, j, amount_in)
        if paid is None:
            raise InsufficientLiquidity(self.pool, token_in, amount_in)
        return paid

    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """Start from what the contract asks for an exact output, then search; least up to Newton's last unit.

        Newton's balance may be one scaled unit above its neighbours', so where a scaled unit is a unit a slightly
        smaller input may pay as much: the search steps over such dents of the curve.
        """
        i, j = self.places(token_in, token_out)
        if amount_out <= 0:
            return 0

        def pays(amount_in: int) -> int:
            paid = self._pays(i, j, amount_in) if amount_in <= most else amount_out
            return -1 if paid is None else paid

        most = MOST_BALANCE - self.balances[i]
        least = least_input(pays, amount_out, self.exact_output(token_in, token_out, amount_out))
        if least > most:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        return below_dents(pays, amount_out, least)

    def exact_output(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """Units of token_in the contract asks for exactly amount_out (GIVEN_OUT).

        That is about quote_out, not always above it: each direction has roundings of its own.
        """
        i, j = self.places(token_in, token_out)
        if amount_out <= 0:
            return 0
        try:
            amount_in = self._asks(i, j, amount_out)
        except ArithmeticError:
            amount_in = None
        if amount_in is None or self.balances[i] + amount_in > MOST_BALANCE:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        return amount_in

    def _pays(self, i: int, j: int, amount_in: int) -> int | None:
        """Units out; None where the contract reverts."""
        scaled = self.scaled
        if amount_in <= 0 or self.balances[i] + amount_in > MOST_BALANCE or not min(scaled):
            return None
        try:
            added = mul_down(without_fee(amount_in, self.fee_e18), self.scales_e18[i])
            after = _moved(scaled, i, added)
            left = balance_after(invariant(scaled, self.amplification), after, j, self.amplification)
        except ArithmeticError:
            return None
        taken = scaled[j] - left - 1
        return None if taken < 0 else div_down(taken, self.scales_e18[j])

    def _asks(self, i: int, j: int, amount_out: int) -> int | None:
        """Units in for an exact output; None where the contract reverts. Raises ArithmeticError likewise.

        So it does where nothing scaled would be left of the token: the balances' product divides.
        """
        scaled = self.scaled
        if amount_out >= self.balances[j] or not min(scaled):
            return None
        after = _moved(scaled, j, -mul_down(amount_out, self.scales_e18[j]))
        needed = balance_after(invariant(scaled, self.amplification), after, i, self.amplification)
        return with_fee(div_up(word(needed - scaled[i]) + 1, self.scales_e18[i]), self.fee_e18)


def _moved(scaled: tuple[int, ...], k: int, change: int) -> tuple[int, ...]:
    return tuple(x + change if index == k else x for index, x in enumerate(scaled))
