"""A route with all that is needed to prove it again."""

from dataclasses import dataclass

from solver.domain.primitives import Address, PoolId
from solver.domain.route import Route
from solver.optimizer.program.left_out import LeftOut

Priced = tuple[tuple[Address, float], ...]
"""Worth of one unit of each token in units of the objective token (bought, or sold for EXACT_OUT)."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What the trader gets of each of a market's tokens in the continuous optimum, in units; negative where he pays."""

    pool: PoolId
    net: tuple[tuple[Address, float], ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Prices and flows from which everything in a certificate follows by closed forms.

    prices, flows: of the continuous optimum over all markets without gas
    net_prices: at which the bound with gas is taken; used_prices: the optimum's over the markets of the hops alone
    """

    prices: Priced
    flows: tuple[Flow, ...]
    net_prices: Priced
    used_prices: Priced


@dataclass(frozen=True, slots=True)
class Answered:
    """left_out: every market that no hop is on. proof: None where no optimum was found; the hops hold regardless."""

    route: Route
    proof: Proof | None
    left_out: tuple[LeftOut, ...]
