"""The price outside the twin: a seeded walk that arbitrageurs and feeds follow."""

from dataclasses import dataclass
from math import exp, sqrt
from random import Random

from solver.domain.primitives import Address
from solver.sandbox.chain.tokens import WBTC, WETH, asset_at

USD_E8 = 10**8
ANNUAL_VOLATILITY = 0.6
STEP_S = 12
_YEAR_S = 365.25 * 24 * 3600
_CORRELATION = 0.8


@dataclass(frozen=True, slots=True)
class Reference:
    """US dollars, in 1e-8, of one whole ether and one whole bitcoin; a stablecoin is a dollar."""

    eth_usd_e8: int
    btc_usd_e8: int

    def usd_e8(self, token: Address) -> int:
        """The price of one whole token."""
        if token == WETH.address:
            return self.eth_usd_e8
        return self.btc_usd_e8 if token == WBTC.address else USD_E8

    def value_usd_e8(self, token: Address, units: int) -> int:
        """What that many units are worth, rounded down."""
        return units * self.usd_e8(token) // asset_at(token).one

    def ratio(self, token0: Address, token1: Address) -> tuple[int, int]:
        """Units of token1 for one unit of token0, as numerator and denominator."""
        return self.usd_e8(token0) * asset_at(token1).one, self.usd_e8(token1) * asset_at(token0).one


GENESIS = Reference(WETH.genesis_usd * USD_E8, WBTC.genesis_usd * USD_E8)
"""Where the twin begins; a fork begins where its feeds are."""


class ReferencePath:
    """Geometric Brownian motion of two correlated assets, 60 % volatility, in steps of 12 s from genesis.

    Floats: this is the world's chance, not anybody's money. The same seed gives the same path.
    """

    def __init__(self, seed: int, start: Reference = GENESIS) -> None:
        self._rng = Random(f"reference:{seed}")
        self._logs = (0.0, 0.0)
        self._path = [start]

    def at(self, step: int) -> Reference:
        """The prices a number of steps after genesis; a step before genesis is genesis."""
        while len(self._path) <= step:
            self._advance()
        return self._path[max(step, 0)]

    def _advance(self) -> None:
        sigma = ANNUAL_VOLATILITY * sqrt(STEP_S / _YEAR_S)
        common, own = self._rng.gauss(), self._rng.gauss()
        shocks = (common, _CORRELATION * common + sqrt(1 - _CORRELATION**2) * own)
        eth, btc = (log + sigma * z - sigma**2 / 2 for log, z in zip(self._logs, shocks, strict=True))
        self._logs = (eth, btc)
        start = self._path[0]
        self._path.append(Reference(round(start.eth_usd_e8 * exp(eth)), round(start.btc_usd_e8 * exp(btc))))
