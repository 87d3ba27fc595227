"""The compiler, with the types of what it compiles kept."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Machine code, cached on disk beside the source; division by zero gives an infinity as it does in numpy."""
    made: Callable[P, R] = njit(cache=True, error_model="numpy")(function)
    return made
