"""Turning the rounded power round: the greatest base whose power is small enough."""

from math import isqrt

from solver.markets.fixed_point import ONE
from solver.markets.monotone import least_input
from solver.markets.weighted.powers import ExponentOutOfBounds, pow_up, power

_ERROR_PARTS = 10**18 + 10**4


def greatest_base(most: int, exponent: int, *, direct: bool = True) -> int | None:
    """Greatest base, at most one, with pow_up(base, exponent) <= most; None where it is below what the power allows.

    The rounded power rises with its base. The first guess is most^(1 / exponent), a few units off; the search walks
    down from one in units of the base's last digit. Nothing but a base of zero has a power of zero, and no swap brings
    a balance there.
    """
    if most <= 0:
        return None
    if direct and exponent == ONE:
        return min(most, ONE)
    if direct and exponent == 2 * ONE:
        return min(isqrt(most * ONE), ONE)
    if direct and exponent == 4 * ONE:
        return min(isqrt(isqrt(most * ONE) * ONE), ONE)

    def fits(down: int) -> int | None:
        return most - pow_up(ONE - down, exponent, direct=direct) if down < ONE else None

    try:
        guess = power((most - 1) * ONE // _ERROR_PARTS, ONE * ONE // exponent)
        steps = least_input(fits, 0, ONE - min(guess, ONE - 1))
    except ExponentOutOfBounds:
        return None
    return ONE - steps if steps < ONE else None
