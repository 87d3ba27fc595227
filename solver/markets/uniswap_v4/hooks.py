"""What a hooks contract may do to a swap, as its address says: the manager calls it for no flag that is not there."""

from dataclasses import dataclass
from enum import Flag

from solver.domain.primitives import Address, PoolId


class SwapHook(Flag):
    """Flags in the low bits of a hooks address that let it change what a swap moves, or refuse the swap.

    The rest (initialise, add, remove, donate) never run in a swap. BEFORE_SWAP may also set the fee of that swap.
    """

    BEFORE_SWAP = 1 << 7
    AFTER_SWAP = 1 << 6
    BEFORE_SWAP_RETURNS_DELTA = 1 << 3
    AFTER_SWAP_RETURNS_DELTA = 1 << 2


@dataclass(eq=False)
class HooksTouchSwaps(ValueError):
    """A pool whose swaps no arithmetic of ours foretells."""

    pool: PoolId
    flags: SwapHook

    def __str__(self) -> str:
        names = ", ".join(flag.name.lower() for flag in self.flags if flag.name)
        return f"hooks_touch_swaps: {self.pool} calls {names}"


def swap_hooks(hooks: Address) -> SwapHook:
    """Those of the flags that a hooks address carries; none for the zero address."""
    every = ~SwapHook(0)
    return SwapHook(int(hooks, 16) & every.value)
