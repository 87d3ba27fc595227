"""Constant-product networks by a plain Newton of their own, and every subset of their markets."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from solver.optimizer.fixed_costs.engine import Trial
from solver.optimizer.program.network import Floats, Network, Places
from solver.testing.networks.two_asset import Priced


class Dual(NamedTuple):
    """Pairs by root of reserves and of the fee's inverse; the share of each that is open; one token bought."""

    tokens: Places
    roots: Floats
    fees: Floats
    depth: Floats
    supply: Floats
    buy: int


@njit(cache=True, error_model="numpy")
def _hinge(dual: Dual, i: int, u: np.ndarray) -> tuple[float, float, float]:
    """What pair i earns is its square; its slopes in u of the pair's two tokens."""
    first, second = dual.roots[i, 0], dual.roots[i, 1]
    a, b = first * u[dual.tokens[i, 0]], second * u[dual.tokens[i, 1]]
    if b - dual.fees[i] * a > 0:
        return b - dual.fees[i] * a, -dual.fees[i] * first, second
    return max(a - dual.fees[i] * b, 0.0), first, -dual.fees[i] * second


@njit(cache=True, error_model="numpy")
def _height(dual: Dual, u: np.ndarray) -> float:
    total = float((dual.supply * u * u).sum())
    for i in range(len(dual.fees)):
        total += dual.depth[i] * _hinge(dual, i, u)[0] ** 2
    return total


@njit(cache=True, error_model="numpy")
def _derivatives(dual: Dual, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    slope, bend = 2 * dual.supply * u, np.diag(2 * dual.supply)
    for i in range(len(dual.fees)):
        hinge, first, second = _hinge(dual, i, u)
        if hinge > 0:
            a, b, twice = dual.tokens[i, 0], dual.tokens[i, 1], 2 * dual.depth[i]
            slope[a] += twice * hinge * first
            slope[b] += twice * hinge * second
            bend[a, a] += twice * first * first
            bend[b, b] += twice * second * second
            bend[a, b] += twice * first * second
            bend[b, a] += twice * first * second
    slope[dual.buy], bend[dual.buy, :], bend[:, dual.buy] = 0.0, 0.0, 0.0
    bend[dual.buy, dual.buy] = 1.0
    return slope, bend


@njit(cache=True, error_model="numpy")
def minimise(dual: Dual, u: np.ndarray) -> float:
    """Of the dual in u = sqrt(prices), u[buy] = 1: damped Newton with a little of the identity; u is improved."""
    here = _height(dual, u)
    for _ in range(80):
        slope, bend = _derivatives(dual, u)
        if np.abs(slope * u).sum() <= 1e-13 * here:
            break
        for t in range(len(u)):
            bend[t, t] += 1e-10 * (bend[t, t] + dual.supply.max())
        step = -np.linalg.solve(bend, slope)
        length = 1.0
        for t in range(len(u)):
            if step[t] < 0:
                length = min(length, -0.9 * u[t] / step[t])
        there = _height(dual, u + length * step)
        while there > here + 1e-4 * length * (step * slope).sum() and length > 1e-10:
            length /= 2
            there = _height(dual, u + length * step)
        if length <= 1e-10:
            break
        u += length * step
        here = there
    return here


@njit(cache=True, error_model="numpy")
def _best_subset(dual: Dual, gas: np.ndarray) -> float:
    best, count = 0.0, len(dual.fees)
    for subset in range(1, 1 << count):
        paid = 0.0
        for i in range(count):
            dual.depth[i] = (subset >> i) & 1
            paid += dual.depth[i] * gas[i]
        best = max(best, minimise(dual, np.ones(len(dual.supply))) - paid)
    return best


def dual_of(network: Network, depth: Floats) -> Dual:
    products = network.products
    fees, buy = 1 / np.sqrt(products.keep), int(np.flatnonzero(network.fixed)[0])
    return Dual(products.tokens, np.sqrt(products.reserves), fees, depth, network.supply, buy)


def best_of_all_subsets(priced: Priced) -> float:
    """Selling nothing for nothing is one of them."""
    return float(_best_subset(dual_of(priced.network, np.zeros(len(priced.gas))), priced.gas))


@dataclass(frozen=True, slots=True, eq=False)
class PlainEngine:
    """An engine for networks of pairs under one exact-in order."""

    network: Network

    @property
    def markets(self) -> int:
        return len(self.network.products.keep)

    def solve(self, depth: Floats, near: Floats | None) -> Trial:  # noqa: ARG002 (it always starts anew)
        dual, u = dual_of(self.network, depth), np.ones(self.network.tokens)
        worth = float(minimise(dual, u))
        first, second = (dual.roots[:, side] * u[dual.tokens[:, side]] for side in (0, 1))
        hinge = np.maximum(second - dual.fees * first, first - dual.fees * second)
        earned = np.maximum(hinge, 0.0) ** 2
        used = (earned * depth > 1e-12 * worth).astype(np.float64)
        return Trial(u * u, worth, float(dual.supply @ (u * u)), earned, used, *_response(dual, u))


def _response(dual: Dual, u: Floats) -> tuple[Floats, Floats]:
    """Worth moved by each market, and its change, in the logs of prices."""
    moves = np.zeros((len(dual.fees), len(u)))
    for i, (a, b) in enumerate(dual.tokens):
        hinge, first, second = _hinge(dual, i, u)
        moves[i, a], moves[i, b] = hinge * first * u[a], hinge * second * u[b]
    bend = _derivatives(dual, u)[1] * u * u[:, None] / 4
    bend[dual.buy, dual.buy] = 1.0
    moves[:, dual.buy] = 0.0
    return moves, bend
