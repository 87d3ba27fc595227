"""The StableSwap invariant in integers, division by division as Curve's 3pool.

With x the balances scaled to 18 decimals, S their sum, n their number and Ann = A n (A holds n^(n-1)), D solves
    Ann S + D = Ann D + D^(n+1) / (n^n prod x).
Both unknowns come from Newton's iteration; each division rounds down; it ends when two iterates differ by at most one.
The contract counts in 256 bits: what needs more raises ArithmeticError, as what divides by zero does.
"""

from solver.markets.fixed_point import word
from solver.markets.remembered import remembered

_MOST_ROUNDS = 255


@remembered
def invariant(scaled: tuple[int, ...], amplification: int) -> int:
    """D at the scaled balances; 0 for an empty pool. Raises ArithmeticError where the contract reverts."""
    total, n = sum(scaled), len(scaled)
    if total == 0:
        return 0
    ann, d = amplification * n, total
    for _ in range(_MOST_ROUNDS):
        product = d
        for balance in scaled:
            product = word(product * d) // (balance * n)
        previous = d
        d = word((ann * total + product * n) * d) // word((ann - 1) * d + (n + 1) * product)
        if abs(d - previous) <= 1:
            break
    return d


def balance_after(d: int, others: tuple[int, ...], amplification: int) -> int:
    """The scaled balance of the one remaining coin at invariant d, given the others' in the order of their indices.

    Raises ArithmeticError where the contract reverts.
    """
    n = len(others) + 1
    ann, c, total = amplification * n, d, word(sum(others))
    for balance in others:
        c = word(c * d) // word(balance * n)
    c = word(c * d) // (ann * n)
    b = total + d // ann
    y = d
    for _ in range(_MOST_ROUNDS):
        previous = y
        y = word(y * y + c) // word(2 * y + b - d)
        if abs(y - previous) <= 1:
            break
    return y
