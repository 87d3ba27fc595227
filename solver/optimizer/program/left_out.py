"""Markets that a program leaves out, and why."""

from dataclasses import dataclass
from enum import StrEnum

from solver.domain.primitives import PoolId


class Reason(StrEnum):
    """Why a market is not in the program, or not in the route."""

    EMPTY = "empty"
    UNREACHABLE = "unreachable"
    PRICE_INSANE = "price_insane"
    DUST = "dust"
    COSTS_MORE_GAS_THAN_IT_EARNS = "costs_more_gas_than_it_earns"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One market, by its pool, and the first reason that holds.

    EMPTY: nothing to trade. UNREACHABLE: fewer than two of its tokens lie on a way between the tokens of an order.
    PRICE_INSANE: a billion times off what the other markets say. DUST: all it could pay is worth less than 1e-9 of the
    order.
    """

    pool: PoolId
    reason: Reason
