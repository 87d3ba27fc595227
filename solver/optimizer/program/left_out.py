"""Markets that a program leaves out, and why."""

from dataclasses import dataclass
from enum import StrEnum

from solver.domain.primitives import PoolId


class Reason(StrEnum):
    """Why no hop of the answer is on a market; the first that holds.

    EMPTY: nothing to trade. UNREACHABLE: fewer than two of its tokens lie on a way between the tokens of an order.
    PRICE_INSANE: a billion times worse than what the other markets say. DUST: all it could pay is worth less than 1e-9
    of the order, or less than 1e-12 where its price is a bargain. NO_GAIN: at the optimum's prices no trade with it
    earns anything. COSTS_MORE_GAS: it earns less there than the least gas of a hop. BETTER_WITHOUT: it earns something
    there, and yet no better answer in integers was found.
    """

    EMPTY = "empty"
    UNREACHABLE = "unreachable"
    PRICE_INSANE = "price_insane"
    DUST = "dust"
    NO_GAIN = "no_gain"
    COSTS_MORE_GAS = "costs_more_gas"
    BETTER_WITHOUT = "better_without"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One market, by its pool."""

    pool: PoolId
    reason: Reason
