"""Uniswap v4: pools of ranges inside one manager, with hooks, ether and a fee that may move."""

from solver.markets.uniswap_v4.hooks import HooksTouchSwaps, SwapHook, swap_hooks
from solver.markets.uniswap_v4.pool import UniswapV4

__all__ = ["HooksTouchSwaps", "SwapHook", "UniswapV4", "swap_hooks"]
