"""The compiler, with the types of what it compiles kept; machine code is cached on disk wherever that is allowed.

numba notices when the file of a function has changed, but not when a function that it calls has, in another file. So
the cache lies in a folder named after the text of all kernels: code of another version is never run.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from numba import njit
from numba.core import config

P = ParamSpec("P")
R = TypeVar("R")

_KERNELS = ("dual", "fixed_costs")


def _configured() -> str:
    """NUMBA_CACHE_DIR as numba read it."""
    return str(vars(config)["CACHE_DIR"])


def _version() -> str:
    """Of everything that is compiled."""
    text = hashlib.sha256()
    for folder in _KERNELS:
        for path in sorted((Path(__file__).parents[1] / folder).rglob("*.py")):
            text.update(path.name.encode() + path.read_bytes())
    return text.hexdigest()[:16]


def cache_folder() -> Path | None:
    """NUMBA_CACHE_DIR, else beside the source, else among the user's own files: the first that is allowed.

    Never among files that others can write: whoever writes them runs code in our name.
    """
    named = [Path(_configured())] if _configured() else []
    user = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "hedgerow"
    version = _version()
    for base in (*named, Path(__file__).parent / "__pycache__", user):
        folder = base / f"machine-code-{version}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


_FOLDER = cache_folder()


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Machine code; division by zero gives an infinity as it does in numpy."""
    before = _configured()
    try:
        if _FOLDER is not None:
            vars(config)["CACHE_DIR"] = str(_FOLDER)
        made: Callable[P, R] = njit(cache=_FOLDER is not None, error_model="numpy")(function)
    finally:
        vars(config)["CACHE_DIR"] = before
    return made


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """The same, copied into its callers: for small functions of many arrays, whose passing would cost more."""
    made: Callable[P, R] = njit(inline="always", error_model="numpy")(function)
    return made
