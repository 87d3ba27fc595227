"""Hops with their exact amounts, before they are certified."""

from dataclasses import dataclass
from enum import StrEnum

from solver.domain.route import Hop
from solver.optimizer.problem import RouteProblem


class Refusal(StrEnum):
    """Why there is no route."""

    NO_PATH = "no_path"
    INSUFFICIENT_LIQUIDITY = "insufficient_liquidity"
    NO_EXECUTABLE_ORDER = "no_executable_order"


@dataclass(frozen=True, slots=True)
class NoRoute:
    """An expected ending: these markets do not fill this order."""

    reason: Refusal
    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An executable list of hops; score: as RouteProblem.score, larger is better."""

    hops: tuple[Hop, ...]
    amount_in: int
    amount_out: int
    gas: int
    score: int


def answer(problem: RouteProblem, hops: tuple[Hop, ...], gas: int) -> Answer:
    """Sum up hops: what the order spends and receives."""
    amount_in = sum(hop.amount_in for hop in hops if hop.token_in == problem.sell_token)
    amount_out = sum(hop.amount_out for hop in hops if hop.token_out == problem.buy_token)
    return Answer(hops, amount_in, amount_out, gas, problem.score(amount_in, amount_out, gas))
