"""A sum shared out among parallel lanes in whole units: nothing left over, nothing missing, no unit wasted.

Spending: from the given (for constant products: the exact) shares, each lane keeps the least input that pays what it
pays; what that frees buys further units where they are cheapest. Acquiring mirrors it: from a little too low, units are
bought where they are cheapest until the sum is there, and what is too much is given back where that saves most.

Between constant products the result is less than a unit out below the real optimum where a unit in is worth little
beside it: what is left does not buy the cheapest unit. Where a unit in is worth w units out, each of n lanes may lose
up to min(w, 1) more, because inputs are whole, too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from solver.optimizer.integer.exchange import evened
from solver.optimizer.integer.greedy import Amounts, buy, fill_up
from solver.optimizer.integer.lanes import Lane
from solver.optimizer.integer.products import acquire_evenly

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
    found = _spent(lanes, evened(lanes, parts(budget, weights)), weights, budget)
    if rounded is not None and _worth(lanes, rounded.outs) > _worth(lanes, found.outs):
        return rounded
    return found


def acquire(lanes: Sequence[Lane], weights: Sequence[int], wanted: int) -> Split | None:
    """Outputs that sum to wanted, or as little more as can be, for the least input; None where there is not so much."""
    amounts = _reached(lanes, weights, wanted)
    missing = wanted - sum(amounts.outs)
    for _ in range(_ROUNDS):
        missing, more = fill_up(lanes, amounts, _absorbed(lanes, weights, amounts, missing))
        if missing <= 0:
            _give_back(lanes, amounts, -missing)
            return Split(amounts.inputs, amounts.outs, 0)
        if not more:
            break
    return None


def _reached(lanes: Sequence[Lane], weights: Sequence[int], wanted: int) -> Amounts:
    """A little less than wanted, by weight; what one lane does not have is shared out among the others."""
    amounts, able = Amounts([0] * len(lanes), [0] * len(lanes)), list(weights)
    targets = _even_targets(lanes, parts(wanted, weights))
    for _ in lanes:
        short = [place for place, one in enumerate(lanes) if able[place] and one.least(targets[place]) < 0]
        for place in short:
            targets[place], able[place] = _most_paid(lanes[place], targets[place]), 0
        if not short or not any(able):
            break
        shares = parts(wanted - sum(targets), able)
        targets = [target + share for target, share in zip(targets, shares, strict=True)]
    for place, one in enumerate(lanes):
        _reach(one, place, amounts, targets[place])
    return amounts


def plainly_acquired(lanes: Sequence[Lane], weights: Sequence[int], wanted: int) -> Split | None:
    """Shares of what is wanted rounded up, each for its least input; None where a lane cannot pay its share."""
    inputs = [one.least(part + 1) for one, part in zip(lanes, parts(wanted, weights), strict=True)]
    if min(inputs) < 0:
        return None
    return Split(inputs, [one.pays(amount) for one, amount in zip(lanes, inputs, strict=True)], 0)


def _even_targets(lanes: Sequence[Lane], targets: list[int]) -> list[int]:
    """The targets, as many for each pair of tokens, at or near their best split."""
    found = list(targets)
    for pair in dict.fromkeys(one.pair for one in lanes):
        group = [place for place, one in enumerate(lanes) if one.pair == pair and targets[place] > 0]
        if len(group) > 1:
            better = _even_group([lanes[place] for place in group], [targets[place] for place in group])
            for place, target in zip(group, better, strict=True):
                found[place] = target
    return found


def _even_group(lanes: Sequence[Lane], targets: list[int]) -> list[int]:
    """The same sum shared out better; the given shares where a lane cannot pay its own."""
    pools = [one.product for one in lanes if one.product is not None]
    if len(pools) == len(lanes):
        even = acquire_evenly(pools, sum(targets))
        return targets if even is None else even.amounts
    inputs = [one.least(target) for one, target in zip(lanes, targets, strict=True)]
    if min(inputs) < 0:
        return targets
    outs = [one.pays(amount) for one, amount in zip(lanes, evened(lanes, inputs), strict=True)]
    return parts(sum(targets), outs) if min(outs) >= 0 and any(outs) else targets


def plain(lanes: Sequence[Lane], weights: Sequence[int], budget: int) -> Split | None:
    """Shares rounded down, the rest to the heaviest; None where a lane cannot take its share."""
    inputs = parts(budget, weights)
    inputs[max(range(len(weights)), key=lambda place: weights[place])] += budget - sum(inputs)
    outs = [one.pays(amount) for one, amount in zip(lanes, inputs, strict=True)]
    return None if min(outs) < 0 else Split(inputs, outs, 0)


def _worth(lanes: Sequence[Lane], outs: Sequence[int]) -> float | int:
    """Exact where all lanes pay the same."""
    if len({one.pair for one in lanes}) == 1:
        return sum(outs)
    return sum(out * one.worth[1] for one, out in zip(lanes, outs, strict=True))


def _spent(lanes: Sequence[Lane], shares: Sequence[int], weights: Sequence[int], budget: int) -> Split:
    amounts, able, dust = Amounts([0] * len(lanes), [0] * len(lanes)), list(weights), budget
    for _ in range(_ROUNDS + len(lanes)):
        for place, (one, share) in enumerate(zip(lanes, shares, strict=True)):
            if share and not _take(one, place, amounts, amounts.inputs[place] + share):
                able[place] = 0
        dust, more = buy(lanes, amounts, budget - sum(amounts.inputs))
        if not any(able) or not (more or (0 in able and dust > len(lanes))):
            break
        shares = parts(dust, able)
    return Split(amounts.inputs, amounts.outs, _handed_over(lanes, amounts, dust))


def _take(one: Lane, place: int, amounts: Amounts, amount_in: int) -> bool:
    """Let a lane take so much; only as much as pays the same, where units count. False: it took the most it can."""
    out = one.pays(amount_in)
    fits = out >= 0
    if not fits:
        amount_in = _most_taken(one, amount_in)
        out = one.pays(amount_in)
    if one.counts(out):
        least = one.least(out)
        if 0 <= least < amount_in and one.pays(least) >= out:
            amount_in, out = least, one.pays(least)
    amounts.inputs[place], amounts.outs[place] = amount_in, out
    return fits


def _most_taken(one: Lane, beyond: int) -> int:
    known = one.most() if one.most is not None else beyond
    return known if _is_most(one.pays, known, beyond) else _most(one.pays, beyond)


def _most_paid(one: Lane, beyond: int) -> int:
    known = one.pays(one.most()) if one.most is not None else beyond
    return known if _is_most(one.least, known, beyond) else _most(one.least, beyond)


def _is_most(answers: Callable[[int], int], amount: int, beyond: int) -> bool:
    return 0 <= amount < beyond and answers(amount) >= 0 and (amount + 1 == beyond or answers(amount + 1) < 0)


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
            ((taken - less) * one.worth[0], place)
            for place, (one, taken, less) in enumerate(zip(lanes, amounts.inputs, lower, strict=True))
        )
        if saved <= 0:
            return
        before = amounts.outs[place]
        amounts.inputs[place], amounts.outs[place] = lower[place], lanes[place].pays(lower[place])
        surplus -= before - amounts.outs[place]
