"""What one unit of each token is worth, where an outside source knows some of them and markets the rest."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from solver.domain.primitives import Address
from solver.optimizer.program.reference import reference_prices
from solver.optimizer.program.rows import Rows


def worths(rows: Rows, known: Mapping[Address, Fraction]) -> dict[Address, Fraction]:
    """Known worths as they are; others by the markets, on the scale of the median of what is known.

    A token that no market joins to a known one is not named.
    """
    prices = reference_prices(rows.network)
    said = dict(zip(rows.tokens, prices.tolist(), strict=True))
    scales = [float(worth) / said[token] for token, worth in known.items() if said.get(token, 0.0) > 0]
    if not scales:
        return dict(known)
    scale = float(np.median(scales))
    return {token: Fraction(price * scale) for token, price in said.items() if price > 0} | dict(known)
