"""The convex program, stated once in cvxpy and solved by Clarabel.

Over pieces k with spend x_k, stable pools with coins added a and taken o, and tokens t:

    maximise  net(buy)     subject to  net(t) + [t = sell] amount >= 0 for t other than buy          (EXACT_IN)
    minimise  spent        subject to  net(buy) >= amount, net(sell) + spent >= 0, net(t) >= 0       (EXACT_OUT)

where net(t) is what the markets pay of t less what they take. Interior point methods need numbers near one and small
differences kept out of sums, so each curve is written as its tangent less a curvature term of its own:

* hyperbola with w = keep c / reserve_in and spend x = c v:  out = reserve_out (w v - w^2 s),  s (1 + w v) >= v^2;
* stable pool with relative changes e l of its n balances and of its last factor: a tree of geometric means,
      mean(1 + e l, 1 + e r) = 1 + e ((l + r)/2 - e k),      k (2 + e (l + r) - e^2 k) >= ((l - r)/2)^2,
  whose two last branches must satisfy (1 + e l)(1 + e r) >= 1:  l + r = 2 e u,  u (2 + e^2 u) >= ((l - r)/2)^2.
"""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field

import cvxpy as cp
import numpy as np
import scipy.sparse as sp

from solver.optimizer.forms import Floats, Forms, StableForm

Row = dict[int, float]
"""An affine term: coefficient by column, the constant at _ONE."""

_ONE = -1
_SETTINGS = {"tol_gap_abs": 1e-9, "tol_gap_rel": 1e-9, "tol_feas": 1e-9, "max_threads": 1, "max_iter": 100}


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """What Clarabel says; nothing of it is trusted: primal and bound are computed from spends and prices alone.

    spends: input of each piece; added, taken: of each stable pool's coins; prices: of each token, 1 for the objective's
    """

    status: str
    iterations: int
    spends: Floats
    added: tuple[tuple[float, ...], ...]
    taken: tuple[tuple[float, ...], ...]
    prices: Floats


@dataclass(slots=True)
class _Rows:
    """Affine terms collected into one sparse matrix and a constant."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    constants: list[float] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Append one term."""
        for column, value in row.items():
            if column != _ONE:
                self.rows.append(len(self.constants))
                self.columns.append(column)
                self.values.append(value)
        self.constants.append(row.get(_ONE, 0.0))

    def extend(self, rows: Iterable[Row]) -> None:
        """Append many."""
        for row in rows:
            self.add(row)

    def of(self, variable: cp.Variable) -> cp.Expression:
        """The terms as one vector."""
        shape = (len(self.constants), variable.size)
        return sp.csr_matrix((self.values, (self.rows, self.columns)), shape=shape) @ variable + np.array(
            self.constants
        )


@dataclass(slots=True)
class _Program:
    """The program while it is written: each cone is left * right >= middle^2."""

    width: int = 0
    left: _Rows = field(default_factory=_Rows)
    right: _Rows = field(default_factory=_Rows)
    middle: _Rows = field(default_factory=_Rows)
    zero: _Rows = field(default_factory=_Rows)
    caps: list[tuple[int, float]] = field(default_factory=list)
    net: list[Row] = field(default_factory=list)

    def column(self) -> int:
        self.width += 1
        return self.width - 1

    def cone(self, left: Row, right: Row, middle: Row) -> None:
        self.left.add(left)
        self.right.add(right)
        self.middle.add(middle)

    def flow(self, token: int, column: int, coefficient: float) -> None:
        self.net[token][column] = self.net[token].get(column, 0.0) + coefficient


def solve(given: Forms) -> Solution | None:
    """Solve; None where Clarabel finds no answer, or says that there is none."""
    program = _Program(net=[{} for _ in given.tokens])
    unit = _write_pieces(program, given)
    coins = [_write_stable(program, form) for form in given.stables]
    spent = program.column()
    values, prices, status, iterations = _run(program, given, spent)
    if values is None or prices is None:
        return None
    return Solution(
        status=status,
        iterations=iterations,
        spends=np.minimum(np.maximum(unit * values[0 : 2 * unit.size : 2], 0.0), given.pieces.capacity),
        added=tuple(tuple(_amount(values, c) for c in added) for added, _ in coins),
        taken=tuple(tuple(_amount(values, c) for c in taken) for _, taken in coins),
        prices=prices,
    )


Coin = tuple[int, float] | None
"""The column of a coin's flow and what 1.0 of it is, or None where it cannot flow."""


def _amount(values: Floats, coin: Coin) -> float:
    return 0.0 if coin is None else max(0.0, float(values[coin[0]])) * coin[1]


def _write_pieces(program: _Program, given: Forms) -> Floats:
    """Two columns a piece, v and s; returns c, the spend that v = 1 stands for."""
    p = given.pieces
    unit = np.minimum(np.minimum(p.capacity, 1.0), p.reserve_in / p.keep)
    weight = p.keep * unit / p.reserve_in
    for k in range(unit.size):
        v, s, w = program.column(), program.column(), float(weight[k])
        program.flow(int(p.token_in[k]), v, -float(unit[k]))
        program.flow(int(p.token_out[k]), v, float(p.reserve_out[k]) * w)
        program.flow(int(p.token_out[k]), s, -float(p.reserve_out[k]) * w**2)
        program.cone({s: 1.0}, {v: w, _ONE: 1.0}, {v: 1.0})
        if np.isfinite(p.capacity[k]):
            program.caps.append((v, float(p.capacity[k] / unit[k])))
    return unit


def _write_stable(program: _Program, form: StableForm) -> tuple[list[Coin], list[Coin]]:
    """Flows of each coin in and out, and the tree of means over the pool's factors."""
    curve = form.curve
    step = min(1.0, max(1.0 / b for b, t in zip(curve.balances, form.tokens, strict=True) if t is not None))
    added: list[Coin] = []
    taken: list[Coin] = []
    leaves: list[Row] = []
    for i, token in enumerate(form.tokens):
        leaf: Row = {}
        size = step * curve.balances[i]
        for side, allowed, sign in ((added, form.can_add[i], 1.0), (taken, form.can_take[i], -1.0)):
            if token is None or not allowed:
                side.append(None)
                continue
            column = program.column()
            side.append((column, size))
            leaf[column] = sign
            program.flow(token, column, -size if sign > 0 else size * curve.keep)
        leaves.append(leaf)
    last: Row = {}
    for leaf, share in zip(leaves, curve.shares, strict=True):
        last |= {column: share * value for column, value in leaf.items()}
    _mean(program, [*leaves, last], step)
    return added, taken


def _mean(program: _Program, leaves: list[Row], step: float) -> None:
    """The product of all 1 + step * leaf is at least one; an absent leaf counts as zero."""
    while len(leaves) > 2:  # noqa: PLR2004 (the last two are joined without a mean)
        pairs = [(leaves[i], leaves[i + 1] if i + 1 < len(leaves) else {}) for i in range(0, len(leaves), 2)]
        leaves = [_halfway(program, left, right, step) for left, right in pairs]
    left, right = leaves
    u = program.column()
    program.zero.add(_sum((left, 0.5), (right, 0.5), ({u: 1.0}, -step)))
    program.cone({u: 1.0}, {u: step**2, _ONE: 2.0}, _sum((left, 0.5), (right, -0.5)))


def _halfway(program: _Program, left: Row, right: Row, step: float) -> Row:
    k = program.column()
    middle = _sum((left, 0.5), (right, -0.5))
    program.cone({k: 1.0}, _sum((left, step), (right, step), ({k: 1.0}, -(step**2)), ({_ONE: 2.0}, 1.0)), middle)
    return _sum((left, 0.5), (right, 0.5), ({k: 1.0}, -step))


def _sum(*terms: tuple[Row, float]) -> Row:
    total: Row = {}
    for row, factor in terms:
        for column, value in row.items():
            total[column] = total.get(column, 0.0) + factor * value
    return total


def _run(program: _Program, given: Forms, spent: int) -> tuple[Floats | None, Floats | None, str, int]:
    z = cp.Variable(program.width, nonneg=True)
    balances = _Rows()
    balances.extend(_balance_rows(program, given, spent))
    balanced = balances.of(z) >= 0
    left, right = program.left.of(z), program.right.of(z)
    constraints = [balanced, cp.SOC(left + right, cp.vstack([2 * program.middle.of(z), left - right]), axis=0)]
    if program.caps:
        columns, caps = zip(*program.caps, strict=True)
        constraints.append(z[list(columns)] <= np.array(caps))
    if program.zero.constants:
        constraints.append(program.zero.of(z) == 0)
    objective = _Rows()
    objective.add(program.net[given.buy] if given.exact_in else {spent: -1.0})
    problem = cp.Problem(cp.Maximize(cp.sum(objective.of(z))), constraints)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # an inaccurate solution is told by the status
            problem.solve(solver=cp.CLARABEL, **_SETTINGS)
    except cp.SolverError as error:
        return None, None, str(error), 0
    iterations = problem.solver_stats.num_iters if problem.solver_stats else 0
    if z.value is None or balanced.dual_value is None:
        return None, None, problem.status, iterations
    return z.value, _prices(given, np.asarray(balanced.dual_value)), problem.status, iterations


def _balance_rows(program: _Program, given: Forms, spent: int) -> list[Row]:
    rows = []
    for token, net in enumerate(program.net):
        if given.exact_in and token == given.buy:
            continue
        row = dict(net)
        if token == given.sell:
            row |= {_ONE: given.amount} if given.exact_in else {spent: 1.0}
        elif token == given.buy:
            row[_ONE] = -given.amount
        rows.append(row)
    return rows


def _prices(given: Forms, duals: Floats) -> Floats:
    """In the objective token's unit for 1.0 of each token; never negative, and exactly 1 for the objective token."""
    prices = np.insert(duals, given.buy, 1.0) if given.exact_in else duals
    prices = np.maximum(prices, 0.0)
    normal: Floats = prices / prices[given.buy if given.exact_in else given.sell]
    return normal
