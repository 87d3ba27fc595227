"""One market, one order: networks whose optimum is a formula."""

import numpy as np

from solver.optimizer.program.network import Baskets, Curves, Floats, LevelBooks, Network, Products, Stables
from solver.testing.networks import assemble, exact_in

KEEP = 0.997


def floats(*numbers: float) -> Floats:
    return np.array(numbers)


def pair(amount: float = 1.0, reserves: tuple[float, float] = (20.0, 30.0)) -> Network:
    products = Products(np.array([[0, 1]]), np.array([reserves]), floats(KEEP))
    return exact_in(assemble(2, products=products), 0, 1, amount)


def curve(amount: float) -> Network:
    """Two pieces; the first takes 5."""
    given = Curves(
        np.array([[0, 1]]), floats(KEEP), np.array([0, 2]), floats(50.0, 80.0), floats(50.0, 60.0), floats(5.0, 40.0)
    )
    return exact_in(assemble(2, curves=given), 0, 1, amount)


def endless(amount: float) -> Network:
    """Two equal curves whose only pieces have no end."""
    given = Curves(
        np.array([[0, 1], [0, 1]]),
        floats(KEEP, KEEP),
        np.array([0, 1, 2]),
        floats(50.0, 50.0),
        floats(50.0, 50.0),
        floats(np.inf, np.inf),
    )
    return exact_in(assemble(2, curves=given), 0, 1, amount)


def book(amount: float) -> Network:
    given = LevelBooks(np.array([[0, 1]]), np.array([0, 3]), floats(1.0, 2.0, 3.0), floats(1.1, 1.0, 0.9))
    return exact_in(assemble(2, books=given), 0, 1, amount)


def basket(weight: tuple[float, ...], balance: tuple[float, ...], amount: float = 1.0) -> Network:
    count = len(weight)
    given = Baskets(np.array([0, count]), np.arange(count), floats(*balance), floats(*weight), floats(KEEP))
    return exact_in(assemble(count, baskets=given), 0, 1, amount)


def stable(keep_in: float, keep_out: float, coins: int = 2, amount: float = 3.0) -> Network:
    balance, share = floats(40.0, 50.0, 45.0, 60.0)[:coins], floats(90.0, 110.0, 100.0, 130.0)[:coins]
    given = Stables(np.array([0, coins]), np.arange(coins), balance, share, floats(keep_in), floats(keep_out))
    return exact_in(assemble(coins, stables=given), 0, 1, amount)
