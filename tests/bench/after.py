"""Markets as trades leave them, without the fees that stay in the pools: what a second order meets."""

from dataclasses import replace

import numpy as np

from solver.optimizer.program.network import Curves, Floats, LevelBooks, Network, Optimum, Stables
from solver.optimizer.reference.pieces import along, owners


def after(network: Network, found: Optimum) -> Network:
    """Every kind of market; curves start where the walk ended, and nobody trades back on them."""
    p, w = network.products, network.baskets
    kept = found.basket_net < 0
    keep = w.keep[owners(w.start)]
    return replace(
        network,
        products=replace(p, reserves=p.reserves + p.keep[:, None] * found.product_in - found.product_out),
        curves=_walked(network.curves, found.curve_in),
        books=_filled(network.books, found.book_in),
        baskets=replace(w, balance=w.balance - found.basket_net * np.where(kept, keep, 1.0)),
        stables=_drawn(network.stables, found.stable_net),
    )


def _walked(c: Curves, total: Floats) -> Curves:
    """x taken from a hyperbola moves its start: reserves r + keep x and r s / (r + keep x), capacity less x."""
    takes = along(c.start, c.capacity, total)
    here = c.reserve_in + c.keep[owners(c.start)] * takes
    rest = np.maximum(c.capacity - takes, 0.0)
    return replace(c, reserve_in=here, reserve_out=c.reserve_out * c.reserve_in / here, capacity=rest)


def _filled(b: LevelBooks, total: Floats) -> LevelBooks:
    return replace(b, size=np.maximum(b.size - along(b.start, b.size, total), 0.0))


def _drawn(s: Stables, net: Floats) -> Stables:
    """With relative changes c, shares of the new balances are share (1 + c) / (1 + sum of share c)."""
    owner = owners(s.start)
    factor = np.where(net < 0, s.keep_in[owner], 1 / s.keep_out[owner])
    change = -net * factor / s.balance
    term = 1 + np.bincount(owner, s.share * change, s.keep_in.size)
    return replace(s, balance=s.balance * (1 + change), share=s.share * (1 + change) / term[owner])
