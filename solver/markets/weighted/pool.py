"""The arithmetic of Balancer v2's WeightedPool (BaseMinimalSwapInfoPool and WeightedMath), of every factory.

With balances B scaled to 18 decimals and weights w, an input of a (after its fee) pays
    B_out (1 - (B_in / (B_in + a)) ^ (w_in / w_out)),
every step in fixed point and rounded in the pool's favour; the power's own error is added to it. Rate providers and
protocol fees of such a pool touch joins and exits alone.
"""

from dataclasses import dataclass
from typing import ClassVar

from solver.domain.primitives import Address
from solver.domain.route import Family
from solver.markets.fixed_point import ONE, complement, div_down, div_up, mul_down, mul_up, with_fee, without_fee
from solver.markets.market import InsufficientLiquidity
from solver.markets.vault import MOST_BALANCE, VaultPool
from solver.markets.weighted.inverse import greatest_base
from solver.markets.weighted.powers import pow_up

MOST_RATIO = 3 * 10**17
"""Of a balance that one swap may bring in or take out."""

_MOST_TOKENS = 8
_LEAST_WEIGHT = 10**16
_MOST_SCALE = 10**36


@dataclass(frozen=True, slots=True)
class WeightedPool(VaultPool):
    """One pool.

    weights_e18: sum to one; scales_e18: what scales a unit to 18 decimals, itself with 18; fee_e18: of the input
    direct: whether powers of 1, 2 and 4 are multiplications, as from the second factory on, or go the way of all others
    """

    weights_e18: tuple[int, ...]
    scales_e18: tuple[int, ...]
    fee_e18: int
    direct: bool = True

    hop_gas: ClassVar[int] = 82_000

    def __post_init__(self) -> None:
        self._check_tokens(_MOST_TOKENS, self.weights_e18, self.scales_e18)
        self._check_balances()
        if sum(self.weights_e18) != ONE or min(self.weights_e18) < _LEAST_WEIGHT:
            raise ValueError(f"{self.pool}: weights {self.weights_e18}")
        if not all(ONE <= scale <= _MOST_SCALE for scale in self.scales_e18) or not 0 <= self.fee_e18 < ONE:
            raise ValueError(f"{self.pool}: scales {self.scales_e18}, fee {self.fee_e18}")

    @property
    def family(self) -> Family:
        """Hops are encoded as BALANCER_WEIGHTED."""
        return Family.BALANCER_WEIGHTED

    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """Rounds down, in the pool's favour."""
        i, j = self.places(token_in, token_out)
        if amount_in <= 0:
            return 0
        balance_in, balance_out = self._scaled(i), self._scaled(j)
        base = div_up(balance_in, balance_in + self._added(i, amount_in))
        power = pow_up(base, div_down(self.weights_e18[i], self.weights_e18[j]), direct=self.direct)
        return div_down(mul_down(balance_out, complement(power)), self.scales_e18[j])

    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """Every step turned round exactly, the power by a search among its bases."""
        i, j = self.places(token_in, token_out)
        if amount_out <= 0:
            return 0
        balance_in = self._scaled(i)
        added = -(-balance_in * ONE // self._base_for(i, j, amount_out)) - balance_in
        amount_in = with_fee(-(-added * ONE // self.scales_e18[i]), self.fee_e18)
        self._added(i, amount_in)
        return amount_in

    def exact_output(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """Units of token_in the contract asks for exactly amount_out (GIVEN_OUT).

        That is about quote_out, not always above it: each direction has roundings of its own.
        """
        i, j = self.places(token_in, token_out)
        if amount_out <= 0:
            return 0
        balance_in, balance_out = self._scaled(i), self._scaled(j)
        taken = mul_down(amount_out, self.scales_e18[j]) if amount_out <= self.balances[j] else balance_out + 1
        if taken > mul_down(balance_out, MOST_RATIO):
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        base, exponent = div_up(balance_out, balance_out - taken), div_up(self.weights_e18[j], self.weights_e18[i])
        grown = mul_up(balance_in, pow_up(base, exponent, direct=self.direct) - ONE)
        amount_in = with_fee(div_up(grown, self.scales_e18[i]), self.fee_e18)
        if self.balances[i] + amount_in > MOST_BALANCE:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        return amount_in

    def _scaled(self, k: int) -> int:
        return mul_down(self.balances[k], self.scales_e18[k])

    def _added(self, i: int, amount_in: int) -> int:
        """Scaled, without the fee; raises where the pool's limit on one swap or the Vault's on a balance refuses it."""
        balance_in = self._scaled(i)
        if balance_in and self.balances[i] + amount_in <= MOST_BALANCE:
            added = mul_down(without_fee(amount_in, self.fee_e18), self.scales_e18[i])
            if added <= mul_down(balance_in, MOST_RATIO):
                return added
        raise InsufficientLiquidity(self.pool, self.tokens[i], amount_in)

    def _base_for(self, i: int, j: int, amount_out: int) -> int:
        """Greatest B_in / (B_in + a) whose power leaves enough to pay amount_out; raises where none does."""
        balance_out = self._scaled(j)
        needed = -(-amount_out * self.scales_e18[j] // ONE)
        if needed < balance_out:
            most = ONE - -(-needed * ONE // balance_out)
            base = greatest_base(most, div_down(self.weights_e18[i], self.weights_e18[j]), direct=self.direct)
            if base is not None:
                return base
        raise InsufficientLiquidity(self.pool, self.tokens[j], amount_out)
