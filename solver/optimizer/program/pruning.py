"""Rows that only spoil the numbers: liquidity worth next to nothing, and prices that no sane market has."""

import numpy as np

from solver.optimizer.program.left_out import Reason
from solver.optimizer.program.network import Floats, Network, Places
from solver.optimizer.program.rows import Masks, Owners, owners_of_slots
from solver.optimizer.program.selection import over_rows

_DUST, _SANE = 1e-9, 1e9
_FAIR, _PETTY = 10.0, 1e-12
"""Dust whose price is better than that many times the fair one counts until it is petty: it is free money."""


def split_off(
    network: Network, owners: Owners, *, whole: bool
) -> tuple[Network, Owners, Network, Owners, dict[int, Reason]]:
    """The sane rows, the others, and why markets have rows among the others; amounts in scaled units.

    whole: all are taken for sane
    """
    payable = payable_rows(network)
    prices = _generosity(network)
    dust = tuple(
        (paid < _PETTY) | ((paid < _DUST) & (price < _FAIR)) for paid, price in zip(payable, prices, strict=True)
    )
    insane = tuple(1 / price > _SANE for price in prices)
    if whole:
        dust = insane = tuple(np.zeros(paid.size, np.bool_) for paid in payable)
    out = tuple(i | d for i, d in zip(insane, dust, strict=True))
    why = dict.fromkeys(_markets(owners, insane), Reason.PRICE_INSANE)
    why |= dict.fromkeys(_markets(owners, dust), Reason.DUST)
    aside = over_rows(network, owners, out)
    kept = over_rows(network, owners, tuple(~mask for mask in out)) if why else (network, owners)
    return *kept, *aside, why


def _markets(owners: Owners, masks: Masks) -> list[int]:
    return sorted(
        {int(n) for column, mask in zip(owners.columns(), masks, strict=True) for n in column[mask] if n >= 0}
    )


def payable_rows(network: Network) -> tuple[Floats, ...]:
    """The most that each row could ever pay, at prices of one."""
    c, b = network.curves, network.books
    kept = c.keep[owners_of_slots(c.start)] * c.capacity
    with np.errstate(invalid="ignore"):
        paid = np.where(np.isfinite(kept), c.reserve_out * kept / (c.reserve_in + kept), c.reserve_out)
    return (
        network.products.reserves.max(axis=1, initial=0.0),
        _sums(c.start, paid),
        _sums(b.start, b.size * b.price),
        _sums(network.baskets.start, network.baskets.balance),
        _sums(network.stables.start, network.stables.balance),
    )


def _generosity(network: Network) -> tuple[Floats, ...]:
    """First price of each row, the better direction where it has two or more."""
    p, c, b = network.products, network.curves, network.books
    pair = p.reserves[:, 0] / p.reserves[:, 1]
    curve = c.reserve_out[c.start[:-1]] / c.reserve_in[c.start[:-1]]
    book = b.price[b.start[:-1]]
    weighted = network.baskets.balance / network.baskets.weight
    stable = network.stables.balance / (1 + network.stables.share)
    return (
        np.maximum(pair, 1 / pair),
        curve,
        book,
        _spread(network.baskets.start, weighted),
        _spread(network.stables.start, stable),
    )


def _sums(start: Places, slots: Floats) -> Floats:
    return np.asarray(np.add.reduceat(slots, start[:-1])) if start.size > 1 else np.zeros(0)


def _spread(start: Places, slots: Floats) -> Floats:
    """Largest over smallest slot of each owner."""
    if start.size == 1:
        return np.zeros(0)
    return np.asarray(np.maximum.reduceat(slots, start[:-1]) / np.minimum.reduceat(slots, start[:-1]))
