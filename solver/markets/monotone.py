"""Inverting a quoter: the least input that pays enough, where the output never falls as the input grows."""

from collections.abc import Callable

_LONGEST_DENT = 3

Quoter = Callable[[int], int | None]
"""Output for an input; None where so much cannot be swapped, which counts as more than enough."""


def least_input(pays: Quoter, amount_out: int, start: int) -> int:
    """Least x with pays(x) >= amount_out, searched outwards from start in doubling strides.

    The caller knows that such an x exists. Costs about twice the logarithm of the distance from start to the answer.
    """
    low, high = _bracket(pays, amount_out, max(start, 1))
    while high - low > 1:
        middle = (low + high) // 2
        if _enough(pays, middle, amount_out):
            high = middle
        else:
            low = middle
    return high


def below_dents(pays: Quoter, amount_out: int, least: int) -> int:
    """A smaller input that pays as much, as long as there is one at most three units below; else least.

    For curves whose last unit may be one too low here and there, which a search by halves does not see.
    """
    lower = True
    while lower:
        lower = False
        for step in range(1, _LONGEST_DENT + 1):
            if least > step and _enough(pays, least - step, amount_out):
                least, lower = least - step, True
                break
    return least


def _bracket(pays: Quoter, amount_out: int, start: int) -> tuple[int, int]:
    """An input that pays too little (or 0), and one that pays enough."""
    stride = 1
    if _enough(pays, start, amount_out):
        high = start
        low = start - 1
        while low > 0 and _enough(pays, low, amount_out):
            high = low
            stride *= 2
            low = high - stride
        return max(low, 0), high
    low, high = start, start + 1
    while not _enough(pays, high, amount_out):
        low = high
        stride *= 2
        high = low + stride
    return low, high


def _enough(pays: Quoter, amount_in: int, amount_out: int) -> bool:
    paid = pays(amount_in)
    return paid is None or paid >= amount_out
