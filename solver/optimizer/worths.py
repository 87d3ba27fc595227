"""What one unit of each token is worth, where an outside source knows some of them and markets the rest."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from solver.domain.primitives import Address
from solver.optimizer.program.reference import reference_prices
from solver.optimizer.program.rows import Rows


def worths(rows: Rows, known: Mapping[Address, Fraction]) -> dict[Address, Fraction]:
    """Known worths as they are; others by the markets, on the scale of the median of what is known.

    Markets speak for one set of tokens that they join: that of the token of the most markets or, where nothing is known
    there, that of a known one. Unknown tokens outside of it are not named.
    """
    said, scales = _said(rows, known, None)
    if not scales:
        traded = next((rows.place[token] for token in sorted(known) if token in rows.place), None)
        said, scales = (said, scales) if traded is None else _said(rows, known, traded)
    if not scales:
        return dict(known)
    scale = float(np.median(scales))
    return {token: Fraction(price * scale) for token, price in said.items() if price > 0} | dict(known)


def _said(rows: Rows, known: Mapping[Address, Fraction], start: int | None) -> tuple[dict[Address, float], list[float]]:
    """What markets say of each token, and by how much what is known of some is more."""
    said = dict(zip(rows.tokens, reference_prices(rows.network, start).tolist(), strict=True))
    return said, [float(worth) / said[token] for token, worth in known.items() if said.get(token, 0.0) > 0]
