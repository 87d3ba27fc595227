"""A sum shared out among parallel lanes in whole units: nothing left over, nothing missing, no unit wasted.

Spending: from the given (for constant products: the exact) shares, each lane keeps the least input that pays what it
pays; what that frees buys further units where they are cheapest. Acquiring mirrors it: from a little too low, units are
bought where they are cheapest until the sum is there, and what is too much is given back where that saves most.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from solver.optimizer.integer.greedy import Amounts, buy, fill_up
from solver.optimizer.integer.lanes import Lane, Product
from solver.optimizer.integer.products import Evened, acquire_evenly, spend_evenly

_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Split:
    """inputs, outs: by lane; left: of what was to be spent, what no lane can take."""

    inputs: list[int]
    outs: list[int]
    left: int


def parts(total: int, weights: Sequence[int]) -> list[int]:
    """Shares of total by weight, each rounded down."""
    whole = sum(weights)
    return [total * weight // whole for weight in weights]


def spend(lanes: Sequence[Lane], weights: Sequence[int], budget: int) -> Split:
    """Share budget out for the most worth; never less than the shares rounded down, the rest to the heaviest."""
    rounded = plain(lanes, weights, budget)
    even = _even(lanes, lambda pools: spend_evenly(pools, budget))
    found = _spent(lanes, parts(budget, weights) if even is None else even, weights, budget)
    if rounded is not None and _worth(lanes, rounded.outs) > _worth(lanes, found.outs):
        return rounded
    return found


def acquire(lanes: Sequence[Lane], weights: Sequence[int], wanted: int) -> Split | None:
    """Outputs that sum to wanted, or as little more as can be, for the least input; None where there is not so much."""
    even = _even(lanes, lambda pools: acquire_evenly(pools, wanted))
    targets = parts(wanted, weights) if even is None else even
    amounts = Amounts([0] * len(lanes), [0] * len(lanes))
    for _ in range(_ROUNDS):
        for place, one in enumerate(lanes):
            _reach(one, place, amounts, targets[place])
        missing, more = fill_up(lanes, amounts, _absorbed(lanes, weights, amounts, wanted - sum(amounts.outs)))
        if missing <= 0:
            _give_back(lanes, amounts, -missing)
            return Split(amounts.inputs, amounts.outs, 0)
        if not more and all(out < target for out, target in zip(amounts.outs, targets, strict=True)):
            break
        targets = [out + part for out, part in zip(amounts.outs, parts(missing, weights), strict=True)]
    return None


def _even(lanes: Sequence[Lane], solve: Callable[[list[Product]], Evened | None]) -> list[int] | None:
    """The exact shares, where all lanes are constant products that pay the same token."""
    pools = [one.product for one in lanes if one.product is not None]
    if len(pools) != len(lanes) or len({one.worth for one in lanes}) > 1:
        return None
    found = solve(pools)
    return None if found is None else found.amounts


def plain(lanes: Sequence[Lane], weights: Sequence[int], budget: int) -> Split | None:
    """Shares rounded down, the rest to the heaviest; None where a lane cannot take its share."""
    inputs = parts(budget, weights)
    inputs[max(range(len(weights)), key=lambda place: weights[place])] += budget - sum(inputs)
    outs = [one.pays(amount) for one, amount in zip(lanes, inputs, strict=True)]
    return None if min(outs) < 0 else Split(inputs, outs, 0)


def _worth(lanes: Sequence[Lane], outs: Sequence[int]) -> float | int:
    """Exact where all lanes pay the same."""
    if len({one.worth for one in lanes}) == 1:
        return sum(outs)
    return sum(out * one.worth for one, out in zip(lanes, outs, strict=True))


def _spent(lanes: Sequence[Lane], shares: Sequence[int], weights: Sequence[int], budget: int) -> Split:
    amounts = Amounts([0] * len(lanes), [0] * len(lanes))
    dust = budget
    for _ in range(_ROUNDS):
        for place, (one, share) in enumerate(zip(lanes, shares, strict=True)):
            _take(one, place, amounts, amounts.inputs[place] + share)
        dust, more = buy(lanes, amounts, budget - sum(amounts.inputs))
        if not more:
            break
        shares = parts(dust, weights)
    return Split(amounts.inputs, amounts.outs, _handed_over(lanes, amounts, dust))


def _take(one: Lane, place: int, amounts: Amounts, amount_in: int) -> None:
    """Let a lane take so much, or the most it can; only as much as pays the same, where units count."""
    out = one.pays(amount_in)
    if out < 0:
        amount_in = _most(one.pays, amount_in)
        out = one.pays(amount_in)
    if one.counts(out):
        least = one.least(out)
        if 0 <= least < amount_in and one.pays(least) >= out:
            amount_in, out = least, one.pays(least)
    amounts.inputs[place], amounts.outs[place] = amount_in, out


def _most(answers: Callable[[int], int], beyond: int) -> int:
    """The largest amount that has an answer, below one that has none: doubling strides, then halves."""
    stride, low = 1, beyond - 1
    while low > 0 and answers(low) < 0:
        beyond, stride = low, stride * 2
        low = max(0, low - stride)
    while beyond - low > 1:
        middle = (low + beyond) // 2
        low, beyond = (low, middle) if answers(middle) < 0 else (middle, beyond)
    return low


def _handed_over(lanes: Sequence[Lane], amounts: Amounts, dust: int) -> int:
    """What buys no unit anywhere goes where it does no harm, to a lane too fine to search if there is one."""
    order = sorted(
        range(len(lanes)), key=lambda place: (lanes[place].counts(amounts.outs[place]), -amounts.inputs[place])
    )
    for place in order if dust else ():
        out = lanes[place].pays(amounts.inputs[place] + dust)
        if amounts.outs[place] and out >= amounts.outs[place]:
            amounts.inputs[place] += dust
            amounts.outs[place] = out
            return 0
    return dust


def _reach(one: Lane, place: int, amounts: Amounts, target: int) -> None:
    """The least input for so much, less one unit where units count: a start below every answer."""
    needed = one.least(target)
    if needed < 0:
        needed = one.least(_most(one.least, target))
    amount_in = needed - 1 if needed and one.counts(target) else needed
    amounts.inputs[place], amounts.outs[place] = amount_in, one.pays(amount_in)


def _absorbed(lanes: Sequence[Lane], weights: Sequence[int], amounts: Amounts, missing: int) -> int:
    """What is missing once the heaviest lane too fine to search has taken up what it can of it."""
    fine = [place for place, one in enumerate(lanes) if not one.counts(amounts.outs[place])]
    if not fine or missing <= 0:
        return missing
    place = max(fine, key=lambda one: weights[one])
    needed = lanes[place].least(amounts.outs[place] + missing)
    if needed < 0:
        return missing
    before = amounts.outs[place]
    amounts.inputs[place], amounts.outs[place] = needed, lanes[place].pays(needed)
    return missing - (amounts.outs[place] - before)


def _give_back(lanes: Sequence[Lane], amounts: Amounts, surplus: int) -> None:
    """Lower one lane at a time by as much as is too much, as long as that saves input."""
    for _ in lanes:
        lower = [one.least(max(0, out - surplus)) for one, out in zip(lanes, amounts.outs, strict=True)]
        saved, place = max(
            (taken - less, place) for place, (taken, less) in enumerate(zip(amounts.inputs, lower, strict=True))
        )
        if saved <= 0:
            return
        before = amounts.outs[place]
        amounts.inputs[place], amounts.outs[place] = lower[place], lanes[place].pays(lower[place])
        surplus -= before - amounts.outs[place]
