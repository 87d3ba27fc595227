"""The compiler, with the types of what it compiles kept; machine code is cached on disk wherever that is allowed."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Machine code; division by zero gives an infinity as it does in numpy.

    Cached beside the source, else in the user's cache or NUMBA_CACHE_DIR; where none can be written, compiled anew.
    """
    try:
        made: Callable[P, R] = njit(cache=True, error_model="numpy")(function)
    except RuntimeError:  # numba found no place for the cache
        made = njit(error_model="numpy")(function)
    return made


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """The same, copied into its callers: for small functions of many arrays, whose passing would cost more."""
    made: Callable[P, R] = njit(inline="always", error_model="numpy")(function)
    return made
