"""What pools of ranges share: price, liquidity in range, and the initialised ticks that are known."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

from solver.domain.primitives import Address, PoolId
from solver.markets.concentrated_liquidity.swap import Swap, exact_in, exact_out, most_in
from solver.markets.concentrated_liquidity.swap_math import PIPS
from solver.markets.concentrated_liquidity.tick_math import (
    MAX_SQRT_RATIO,
    MIN_SQRT_RATIO,
    MIN_TICK,
    sqrt_ratio_at_tick,
    tick_at_sqrt_ratio,
)
from solver.markets.market import InsufficientLiquidity
from solver.markets.monotone import least_input
from solver.markets.two_tokens import TwoTokens

_HOP_GAS, _CROSSING_GAS, TICK_GAS, WORD_GAS = 72_000, 11_000, 23_500, 7_300
"""Of a swap within its range, of crossing ticks at all (an observation is read and written), of each of them, and of
each further word of the bitmap.

Measured as flat_gas.py says.
"""


@dataclass(frozen=True, slots=True)
class RangedPool(TwoTokens):
    """One pool; nothing is known of ticks in bitmap words outside [first_word, last_word].

    token0, token1: in the pool's order; fee_pips: what liquidity providers take of an input
    ticks: initialised ticks, ascending; liquidity_net: what crossing each upwards adds
    tick: as the contract keeps it: one less than that of the price where a downward swap ended on a tick's own ratio
    """

    pool: PoolId
    token0: Address
    token1: Address
    fee_pips: int
    tick_spacing: int
    sqrt_price_x96: int
    tick: int
    liquidity: int
    first_word: int
    last_word: int
    ticks: tuple[int, ...]
    liquidity_net: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.ticks) != len(self.liquidity_net):
            raise ValueError(f"{self.pool}: {len(self.ticks)} ticks, {len(self.liquidity_net)} liquidities")
        if any(a >= b for a, b in pairwise(self.ticks)):
            raise ValueError(f"{self.pool}: ticks do not ascend")
        if not 0 <= self.fee_pips < PIPS or self.tick_spacing <= 0 or self.liquidity < 0:
            raise ValueError(f"{self.pool}: fee {self.fee_pips}, spacing {self.tick_spacing}, {self.liquidity}")
        price_tick = tick_at_sqrt_ratio(self.sqrt_price_x96)
        crossed = self.tick == price_tick - 1 >= MIN_TICK and self.sqrt_price_x96 == sqrt_ratio_at_tick(price_tick)
        if self.tick != price_tick and not crossed:
            raise ValueError(f"{self.pool}: tick {self.tick} is not that of its price, {price_tick}")

    def swap_fee_pips(self, *, zero_for_one: bool) -> int:  # noqa: ARG002 - where the way makes a difference
        """All that is taken of an input that way."""
        return self.fee_pips

    def hop_gas(self, crossed: int, words: int = 0) -> int:
        """Estimated gas of a hop inside the executor that crosses so many initialised ticks and ends of words."""
        return _HOP_GAS + (_CROSSING_GAS + TICK_GAS * crossed if crossed else 0) + WORD_GAS * words

    @property
    def tokens(self) -> tuple[Address, Address]:
        """token0, token1."""
        return (self.token0, self.token1)

    def zero_for_one(self, token_in: Address, token_out: Address) -> bool:
        """As the contracts call the way of a swap; raises TokenNotTraded."""
        return self.forward(token_in, token_out)

    def quote_in(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """As the pool's own swap with the widest price limit; raises where it would take only a part."""
        return self.exact_input(token_in, token_out, amount_in).amount_out

    def quote_out(self, token_in: Address, token_out: Address, amount_out: int) -> int:
        """As quote_out_with_gas."""
        return self.quote_out_with_gas(token_in, token_out, amount_out)[0]

    def quote_out_with_gas(self, token_in: Address, token_out: Address, amount_out: int) -> tuple[int, int]:
        """The least input: what the contract's own exact-output swap asks, or a little less where that ends a step.

        Both swaps pass the same full steps at the same cost. In the last the exact-output swap moves the price by the
        least that pays amount_out; the least net input a that moves it so far is its amount_in, and the least gross one
        is ceil(a 1e6 / (1e6 - fee)) = a + ceil(a fee / (1e6 - fee)), its amount_in and fee. Two cases are searched:
        where the contract leaves its usual formula for fear of overflow an exact-input swap needs more, and where
        amount_out is all that a step gives, the contract goes on to the step's end though a shorter way pays as much.
        """
        if amount_out <= 0:
            return 0, self.quote_with_gas(token_in, token_out, 0)[1]
        zero_for_one = self.zero_for_one(token_in, token_out)
        amount_in = self.exact_output(token_in, token_out, amount_out).amount_in
        done = self.spend(amount_in, zero_for_one=zero_for_one)
        if done is not None and (done.amount_out < amount_out or _ends_a_step(done)):
            amount_in = least_input(lambda amount: self._paid(token_in, token_out, amount), amount_out, amount_in)
            done = self.spend(amount_in, zero_for_one=zero_for_one)
        if done is None:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        return amount_in, self.hop_gas(done.crossed, done.words)

    def quote_with_gas(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, int]:
        """One walk for both."""
        done = self.exact_input(token_in, token_out, amount_in)
        return done.amount_out, self.hop_gas(done.crossed, done.words)

    def swap(self, token_in: Address, token_out: Address, amount_in: int) -> tuple[int, Self]:
        """Fees leave the swap's price and liquidity alone."""
        done = self.exact_input(token_in, token_out, amount_in)
        return done.amount_out, self.after(done)

    def exact_input(self, token_in: Address, token_out: Address, amount_in: int) -> Swap:
        """The whole account of an exact-input swap; raises InsufficientLiquidity."""
        zero_for_one = self.zero_for_one(token_in, token_out)
        done = self.spend(max(amount_in, 0), zero_for_one=zero_for_one)
        if done is None:
            raise InsufficientLiquidity(self.pool, token_in, amount_in)
        return done

    def exact_output(self, token_in: Address, token_out: Address, amount_out: int) -> Swap:
        """The contract's exact-output swap: amount_in is what the pool would ask; raises InsufficientLiquidity."""
        zero_for_one = self.zero_for_one(token_in, token_out)
        done = self.receive(max(amount_out, 0), zero_for_one=zero_for_one)
        if done is None:
            raise InsufficientLiquidity(self.pool, token_out, amount_out)
        return done

    def spend(self, amount_in: int, *, zero_for_one: bool) -> Swap | None:
        """The exact-input swap; None where what is known of the pool does not suffice."""
        return exact_in(self, amount_in, zero_for_one=zero_for_one)

    def receive(self, amount_out: int, *, zero_for_one: bool) -> Swap | None:
        """The exact-output swap; None where what is known of the pool does not suffice."""
        return exact_out(self, amount_out, zero_for_one=zero_for_one)

    def most_in(self, token_in: Address, token_out: Address) -> int:
        """The greatest input that what is known of the pool can take, in one walk."""
        return most_in(self, zero_for_one=self.zero_for_one(token_in, token_out))

    def after(self, done: Swap) -> Self:
        """The pool as a swap leaves it."""
        return replace(self, sqrt_price_x96=done.sqrt_price_x96, tick=done.tick, liquidity=done.liquidity)

    def gas(self, token_in: Address, token_out: Address, amount_in: int) -> int:
        """Grows with the initialised ticks that the swap crosses, and with the words of the bitmap that it reads."""
        return self.quote_with_gas(token_in, token_out, amount_in)[1]

    def _paid(self, token_in: Address, token_out: Address, amount_in: int) -> int | None:
        done = self.spend(amount_in, zero_for_one=self.zero_for_one(token_in, token_out))
        return None if done is None else done.amount_out


def _ends_a_step(done: Swap) -> bool:
    """On a tick, or on the last price that the contract goes to."""
    ends = (MIN_SQRT_RATIO + 1, MAX_SQRT_RATIO - 1, *map(sqrt_ratio_at_tick, (done.tick, done.tick + 1)))
    return done.sqrt_price_x96 in ends
