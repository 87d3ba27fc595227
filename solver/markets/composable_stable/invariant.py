"""The StableSwap invariant in integers, division by division as Balancer's StableMath.

With x the scaled balances, S their sum, n their number and Ann = A n (A holds n^(n-1) and three decimals), D solves
    Ann S + D = Ann D + D^(n+1) / (n^n prod x).
D rounds every division down, a balance every one up; Newton's iteration ends when two iterates differ by at most one.
"""

from solver.markets.fixed_point import WordOverflow, mul, word
from solver.markets.remembered import remembered

A_PRECISION = 1000
_MOST_ROUNDS = 255


class NotConverged(ArithmeticError):
    """Newton's iteration did not end: the contract would revert."""


@remembered
def invariant(scaled: tuple[int, ...], amplification: int) -> int:
    """D at the scaled balances, none of which is 0. Raises ArithmeticError where the contract reverts."""
    total, n = sum(scaled), len(scaled)
    ann, d = amplification * n, total
    for _ in range(_MOST_ROUNDS):
        product = d
        for balance in scaled:
            product = mul(product, d) // (balance * n)
        previous = d
        d = mul(mul(ann, total) // A_PRECISION + product * n, d) // (
            mul(ann - A_PRECISION, d) // A_PRECISION + mul(n + 1, product)
        )
        if abs(d - previous) <= 1:
            return d
    raise NotConverged


def balance_after(d: int, scaled: tuple[int, ...], k: int, amplification: int) -> int:
    """The scaled balance of token k that keeps d when the others have theirs; scaled[k] only sets how terms round.

    Raises ArithmeticError where the contract reverts.
    """
    n = len(scaled)
    ann = amplification * n
    product = scaled[0] * n
    for balance in scaled[1:]:
        product = mul(mul(product, balance), n) // d
    squared = mul(d, d)
    c = mul(mul(-(-squared // mul(ann, product)), A_PRECISION), scaled[k])
    b = sum(scaled) - scaled[k] + d // ann * A_PRECISION
    y = -(-word(squared + c) // (d + b))
    for _ in range(_MOST_ROUNDS):
        previous = y
        below = 2 * y + b - d
        if below <= 0:
            raise WordOverflow
        y = -(-word(y * y + c) // below)
        if abs(y - previous) <= 1:
            return y
    raise NotConverged
