"""One step of a swap inside a range of constant liquidity: Uniswap v3's SwapMath, and v4's.

They write the last step down differently and come to the same: v3 derives that step's input from the price it reached
and calls the rest of what was left the fee, v4 the other way round, and in sum either is all that was left. An exact
output's last step pays what was left in both: v4 takes it as given, v3 as a cap of an amount that is never below it.
"""

from typing import NamedTuple

from solver.markets.concentrated_liquidity.sqrt_price_math import (
    amount0_delta,
    amount1_delta,
    ceil_div,
    next_price_from_input,
    next_price_from_output,
)

PIPS = 1_000_000


class Step(NamedTuple):
    """price: where the step ends; amount_in: without the fee; fee: in units of the token coming in."""

    price: int
    amount_in: int
    amount_out: int
    fee: int


def step_exact_in(price: int, target: int, liquidity: int, remaining: int, fee_pips: int) -> Step:
    """Go towards target with remaining units of input, fee included."""
    zero_for_one = price >= target
    less_fee = remaining * (PIPS - fee_pips) // PIPS
    amount_in = _input(price, target, liquidity, zero_for_one)
    if less_fee >= amount_in:
        fee = ceil_div(amount_in * fee_pips, PIPS - fee_pips)
        return Step(target, amount_in, _output(price, target, liquidity, zero_for_one), fee)
    # less_fee is below the exact amount to target and the new price rounds away from it: end never equals target.
    end = next_price_from_input(price, liquidity, less_fee, zero_for_one=zero_for_one)
    amount_in = _input(price, end, liquidity, zero_for_one)
    return Step(end, amount_in, _output(price, end, liquidity, zero_for_one), remaining - amount_in)


def step_exact_out(price: int, target: int, liquidity: int, remaining: int, fee_pips: int) -> Step:
    """Go towards target until remaining units of output are paid."""
    zero_for_one = price >= target
    amount_out = _output(price, target, liquidity, zero_for_one)
    if remaining >= amount_out:
        end = target
    else:
        end = next_price_from_output(price, liquidity, remaining, zero_for_one=zero_for_one)
        amount_out = min(_output(price, end, liquidity, zero_for_one), remaining)
    amount_in = _input(price, end, liquidity, zero_for_one)
    return Step(end, amount_in, amount_out, ceil_div(amount_in * fee_pips, PIPS - fee_pips))


def _input(price: int, end: int, liquidity: int, zero_for_one: bool) -> int:
    delta = amount0_delta if zero_for_one else amount1_delta
    return delta(end, price, liquidity, round_up=True)


def _output(price: int, end: int, liquidity: int, zero_for_one: bool) -> int:
    delta = amount1_delta if zero_for_one else amount0_delta
    return delta(end, price, liquidity, round_up=False)
