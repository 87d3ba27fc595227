"""What a search over markets with fixed costs asks of the solver of the convex program."""

from dataclasses import dataclass
from typing import Protocol

from solver.optimizer.program.network import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """The optimum where only some depth of every market is open. Values are the network's: sum of value_t psi_t.

    worth: what that optimum is worth, costs aside; -inf where there is none
    base: the dual's terms that no market with a cost has part in, at the prices (supply, limits of orders)
    earned: by market, its best arbitrage at the prices at full depth, open or not
    used: by market, 1.0 where it carries anything
    moves (markets, T): what the trader gets of each token in each market's best trade at full depth, at its price
    bend (T, T): by how much worth is moved when prices change, of the open network: second derivatives of its dual in
        the logs of prices; the rows and columns of a token whose price is held are zero but for a one
    """

    prices: Floats
    worth: float
    base: float
    earned: Floats
    used: Floats
    moves: Floats
    bend: Floats
    most: float | None = None


class Engine(Protocol):
    """One network, to be solved again and again. A market may own several rows; rows of none are always open."""

    @property
    def markets(self) -> int:
        """How many have a cost."""
        ...

    def solve(self, depth: Floats, near: Floats | None) -> Trial:
        """depth: by market, the share of it that is open, 0 to 1; near: prices to start from."""
        ...
