"""The StableSwap invariant in integers, division by division as Curve's 3pool.

With x the balances scaled to 18 decimals, S their sum, n their number and Ann = A n (A holds n^(n-1)), D solves
    Ann S + D = Ann D + D^(n+1) / (n^n prod x).
Both unknowns come from Newton's iteration; each division rounds down; it ends when two iterates differ by at most one.
"""

from functools import lru_cache

_MOST_ROUNDS = 255


@lru_cache(maxsize=4096)
def invariant(scaled: tuple[int, ...], amplification: int) -> int:
    """D at the scaled balances; 0 for an empty pool."""
    total, n = sum(scaled), len(scaled)
    if total == 0:
        return 0
    ann, d = amplification * n, total
    for _ in range(_MOST_ROUNDS):
        product = d
        for balance in scaled:
            product = product * d // (balance * n)
        previous = d
        d = (ann * total + product * n) * d // ((ann - 1) * d + (n + 1) * product)
        if abs(d - previous) <= 1:
            break
    return d


def balance_after(d: int, others: tuple[int, ...], amplification: int) -> int:
    """The scaled balance of the one remaining coin at invariant d, given the others' in the order of their indices."""
    n = len(others) + 1
    ann, c, total = amplification * n, d, sum(others)
    for balance in others:
        c = c * d // (balance * n)
    c = c * d // (ann * n)
    b = total + d // ann
    y = d
    for _ in range(_MOST_ROUNDS):
        previous = y
        y = (y * y + c) // (2 * y + b - d)
        if abs(y - previous) <= 1:
            break
    return y
