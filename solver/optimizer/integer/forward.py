"""Running legs forward: all that has arrived of a token is spent, once nothing more of it can come.

Where flows run in a circle no token is complete. Then legs whose whole input is there go first, then such as settle
late where the rules allow it, then a part of one as large as the balance; what never can start stays idle. What is
left in the end is sold over whatever market pays for it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from solver.domain.primitives import Address
from solver.optimizer.integer.account import Account, open_account
from solver.optimizer.integer.course import Course, Filled
from solver.optimizer.integer.leftovers import Ends, leftovers, sell
from solver.optimizer.integer.legs import Leg
from solver.optimizer.integer.ordering import on_circles
from solver.optimizer.integer.outcome import Reason
from solver.optimizer.integer.polish import Split, plain, spend

_NEARLY = 1 - 1e-9
_LEAST_PART = 1e-6
_UNPLACED = 10**9


def forward(
    course: Course, legs: Sequence[Leg], sold: Sequence[int], *, polished: bool, ends: Ends = Ends.SELL
) -> Filled | Reason:
    """Run the legs where the orders sell so much.

    polished: every unit counts, else shares are merely rounded; ends: what becomes of what is left then
    """
    account, wanted = open_account(course, legs, course.start(sold)), course.wanted()
    pending, idle, splits, flashed = list(legs), list[Leg](), 0, False
    while pending:
        token = _complete(pending)
        if token is not None:
            ready = [leg for leg in pending if leg.token_in == token]
            pending = [leg for leg in pending if leg.token_in != token]
            placed = _stage(account, ready, wanted.get(token), polished=polished)
            if not placed and not polished:
                return Reason.INSUFFICIENT_LIQUIDITY
            continue
        knot = on_circles(pending)
        inner = [leg for leg in pending if leg.token_in in knot and leg.token_out in knot]
        if whole := _whole(account, inner):
            account.run(whole, account.lane(whole), min(whole.spent, account.balances[whole.token_in]))
            pending.remove(whole)
        elif late := next((leg for leg in inner if course.settles_late(leg)), None):
            account.run(late, account.lane(late), late.spent)
            pending.remove(late)
            flashed = True
        elif splits < course.rules.most_splits and (part := _part(account, inner)):
            pending[pending.index(part)] = _begun(account, part)
            splits += 1
        else:
            idle += inner
            pending = [leg for leg in pending if leg not in inner]
    if min(account.balances.values(), default=0) < 0:
        return Reason.NO_EXECUTABLE_ORDER
    loose = left = leftovers(account, legs, sold)
    if left and polished and any(account.balances.get(token) for token in wanted):
        if ends is not Ends.SELL:
            account.cut(wanted)
        if ends is not Ends.CUT:
            sell(account, leftovers(account, legs, sold))
        left = leftovers(account, legs, sold)
    return Filled(tuple(account.hops), account.gas, tuple(sold), account.balances, flashed, tuple(idle), left, loose)


def _complete(pending: Sequence[Leg]) -> Address | None:
    """A token that pending legs spend and none pays."""
    paid = {leg.token_out for leg in pending}
    return min((leg.token_in for leg in pending if leg.token_in not in paid), default=None)


def _stage(account: Account, legs: Sequence[Leg], wanted: int | None, *, polished: bool) -> bool:
    """Spend what there is of a token, less what orders want of it; False where much of it finds no taker.

    Orders that buy the token get at least what is wanted, and what the legs would not have spent.
    """
    balance = account.balances.get(legs[0].token_in, 0)
    budget = balance if wanted is None else min(balance - wanted, sum(leg.spent for leg in legs))
    if budget <= 0:
        return True
    budget = _in_turn(account, legs, budget)
    uses = Counter(leg.market for leg in legs)
    alone = [leg for leg in legs if uses[leg.market] == 1]
    if not alone:
        return True
    lanes = [account.lane(leg) for leg in alone]
    weights = [leg.spent for leg in alone]
    split = (None if polished else plain(lanes, weights, budget)) or spend(lanes, weights, budget)
    for leg, through, amount in zip(alone, lanes, split.inputs, strict=True):
        account.run(leg, through, amount)
    return _placed(split, budget)


def _placed(split: Split, budget: int) -> bool:
    """Whether the rest is no more than rounding."""
    return split.left * _UNPLACED <= budget


def _in_turn(account: Account, legs: Sequence[Leg], budget: int) -> int:
    """Legs that use one market twice run one after the other by their weights; what is left for the others."""
    uses, whole = Counter(leg.market for leg in legs), sum(leg.spent for leg in legs)
    rest = budget
    last = all(count > 1 for count in uses.values())
    turns = [leg for leg in legs if uses[leg.market] > 1]
    for number, leg in enumerate(turns, start=1):
        amount = rest if last and number == len(turns) else budget * leg.spent // whole
        account.run(leg, account.lane(leg), amount)
        rest -= amount
    return rest


def _whole(account: Account, legs: Sequence[Leg]) -> Leg | None:
    """The first leg whose input is there, but for rounding."""
    return next((leg for leg in legs if account.balances.get(leg.token_in, 0) >= max(1, leg.spent * _NEARLY)), None)


def _part(account: Account, legs: Sequence[Leg]) -> Leg | None:
    """The leg of which the greatest part could run."""
    possible = [leg for leg in legs if account.balances.get(leg.token_in, 0) >= max(1, leg.spent * _LEAST_PART)]
    return max(possible, key=lambda leg: account.balances[leg.token_in] / leg.spent, default=None)


def _begun(account: Account, leg: Leg) -> Leg:
    """Run as much of the leg as there is; what remains of it."""
    amount = account.balances[leg.token_in]
    account.run(leg, account.lane(leg), amount, again=True)
    rest = leg.spent - amount
    return replace(leg, spent=rest, got=max(1, leg.got * rest // leg.spent))
