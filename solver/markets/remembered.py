"""An invariant is asked for at every quote of a pool, and is the same for all of them."""

from collections.abc import Callable
from functools import lru_cache, wraps

_POOLS = 4096

Invariant = Callable[[tuple[int, ...], int], int]
"""Of scaled balances and amplification; raises ArithmeticError where the contract reverts."""


def remembered(solve: Invariant) -> Invariant:
    """The same, solved once for each state of a pool; a state that has none is not tried again either."""

    @lru_cache(maxsize=_POOLS)
    def outcome(scaled: tuple[int, ...], amplification: int) -> int | type[ArithmeticError]:
        try:
            return solve(scaled, amplification)
        except ArithmeticError as refused:
            return type(refused)

    @wraps(solve)
    def answer(scaled: tuple[int, ...], amplification: int) -> int:
        found = outcome(scaled, amplification)
        if isinstance(found, int):
            return found
        raise found

    return answer
