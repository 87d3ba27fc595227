"""Moving input between lanes between the same two tokens, along their marginal prices, where that gains.

Near its share x a lane's output is about out + m d - k d^2 / 2, with m and k from two exact quotes; under a fixed sum
the best moves are d = (m - l) / k, l the same for all. Moves stay within a trust region, and only what exact quotes
confirm is kept. Constant products alone have the answer in closed form.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from solver.optimizer.integer.lanes import Lane
from solver.optimizer.integer.products import spend_evenly

_ROUNDS = 6
_REGION, _WIDER, _NARROWER = 64, 4, 8
"""At first one part in so many of a share may move; then more where that was too little, less where it was enough."""

_LEAST_OUT = 1 << 20
"""Below so many units out, marginal prices drown in rounding; the search by units does the rest."""

_AT_EDGE = 0.9
_LEAST_GAIN = 1e-11
"""Of the output; a smaller predicted gain is not worth its quotes."""


@dataclass(frozen=True, slots=True)
class _Local:
    """A lane near its share: marginal price, its fall for one more unit in, and the farthest move."""

    price: float
    fall: float
    farthest: float


def evened(lanes: Sequence[Lane], shares: Sequence[int]) -> list[int]:
    """Shares with the same sum for each pair of tokens (or a few units less), and no less output."""
    found = list(shares)
    for pair in dict.fromkeys(one.pair for one in lanes):
        group = [place for place, one in enumerate(lanes) if one.pair == pair and shares[place] > 0]
        if len(group) > 1:
            better = _group([lanes[place] for place in group], [shares[place] for place in group])
            for place, share in zip(group, better, strict=True):
                found[place] = share
    return found


def _group(lanes: Sequence[Lane], shares: list[int]) -> list[int]:
    pools = [one.product for one in lanes if one.product is not None]
    if len(pools) == len(lanes):
        even = spend_evenly(pools, sum(shares))
        return shares if even is None else even.amounts
    out, region = _out(lanes, shares), _REGION
    for _ in range(_ROUNDS):
        moved, clipped = _moved(lanes, shares, region, out)
        if moved is None:
            break
        then = _out(lanes, moved)
        gains = then > out
        if gains:
            shares, out = moved, then
        region = max(2, region // _WIDER) if gains and clipped else region * _NARROWER
    return shares


def _out(lanes: Sequence[Lane], shares: Sequence[int]) -> int:
    """The sum of what lanes pay; -1 where one cannot."""
    outs = [one.pays(share) for one, share in zip(lanes, shares, strict=True)]
    return -1 if min(outs) < 0 else sum(outs)


def _moved(lanes: Sequence[Lane], shares: Sequence[int], region: int, out: int) -> tuple[list[int] | None, bool]:
    """Shares after the best moves of the local model, and whether the region held one back.

    None where they would gain next to nothing.
    """
    local = [_local(one, share, share // region) for one, share in zip(lanes, shares, strict=True)]
    known = [(place, one) for place, one in enumerate(local) if one is not None]
    if len(known) <= 1:
        return None, False
    level = sum(one.price / one.fall for _, one in known) / sum(1 / one.fall for _, one in known)
    moves = {p: max(-one.farthest, min(one.farthest, (one.price - level) / one.fall)) for p, one in known}
    balanced = _balanced(moves)
    gain = sum((one.price - level) * balanced[place] - one.fall * balanced[place] ** 2 / 2 for place, one in known)
    if gain < max(1.0, _LEAST_GAIN * out):
        return None, False
    whole = {place: int(move) for place, move in balanced.items()}
    whole[max(whole, key=lambda place: shares[place])] -= sum(whole.values())
    clipped = any(abs(balanced[place]) >= one.farthest * _AT_EDGE for place, one in known)
    return [share + whole.get(place, 0) for place, share in enumerate(shares)], clipped


def _balanced(moves: dict[int, float]) -> dict[int, float]:
    """What is given and what is taken cut down to the smaller of both."""
    given = -sum(move for move in moves.values() if move < 0)
    taken = sum(move for move in moves.values() if move > 0)
    less = min(given, taken)
    return {p: move * less / (given if move < 0 else taken) if less else 0.0 for p, move in moves.items()}


def _local(one: Lane, share: int, step: int) -> _Local | None:
    here, below, above = one.pays(share), one.pays(share - step), one.pays(share + step)
    if step < 1 or here < _LEAST_OUT or below < 0 or above < 0:
        return None
    price = (above - below) / (2 * step)
    fall = (2 * here - above - below) / step / step
    return _Local(price, max(fall, price / share * 1e-6), step) if price > 0 else None
