"""What the search over constant products works on.

Prices are v_t = (root_t (1 + shift_t))^2, as everywhere in the compiled solver. In the shifts the best arbitrage of a
pair is a squared hinge of a linear form, so the dual is piecewise quadratic where nothing is demanded, and Newton's
method ends after the last change of pieces. All worths here are halves of those of the dual's derivatives: a slope is a
net flow in worth by 1 + shift.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.optimizer.program.network import Flags, Floats, Places

Ends = NDArray[np.uint32]

FIRST, FIRST_IN, FIRST_OUT, SECOND, SECOND_IN, SECOND_OUT = range(6)
"""Columns of Hinges.form: first token in and second out, then the other way about."""


class Hinges(NamedTuple):
    """ends (m, 2); depth (m, 2): roots of the reserves; drag (m): 1 / sqrt(keep).

    form (m, 6): by direction the hinge where all shifts are zero, and what it loses by the shift of the token that
    goes in, and gains by that of the one that comes out
    """

    ends: Ends
    depth: Floats
    drag: Floats
    form: Floats


class Ask(NamedTuple):
    """What is asked, as in Network, and the tokens from the least to the most connected.

    worth (T): supply at root; least (T): of shift; plain: nothing is demanded
    """

    supply: Floats
    value: Floats
    fixed: Flags
    order: Places
    worth: Floats
    least: Floats
    plain: bool


class Place(NamedTuple):
    """root, shift (T): the prices; known (T): which there are.

    slope, bend (T): of half the dual, and its second derivative; on (m): 1.0 where a pair trades
    """

    root: Floats
    shift: Floats
    known: Flags
    slope: Floats
    bend: Floats
    on: Floats


class Equations(NamedTuple):
    """rank (T): of each free token, -1 where held; token, right (T): by rank; matrix (T, T): above the diagonal."""

    rank: Places
    token: Places
    right: Floats
    matrix: Floats
