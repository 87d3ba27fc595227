"""The best front-run of one swap, in exact integers.

Buying first what the victim buys moves the price against it; selling after it takes the difference. The more is bought
first, the more is taken, until the victim's own limit would make it revert: the tolerance it signed is what it loses.
"""

from dataclasses import dataclass

from solver.markets.market import Market, MarketError
from solver.sandbox.adversaries.sandwich.victims import Victim


@dataclass(frozen=True, slots=True)
class Attack:
    """front_in of token_in buys front_out of token_out, which is sold back for back_out of token_in."""

    victim: Victim
    front_in: int
    front_out: int
    back_out: int

    @property
    def profit(self) -> int:
        """Units of the victim's token_in, before gas."""
        return self.back_out - self.front_in


def best_attack(market: Market, victim: Victim, purse: int) -> Attack | None:
    """The most profitable attack with at most purse of token_in; None where nothing is left to take."""
    limit = largest_front(market, victim, purse)
    attack = _most_profitable(market, victim, limit)
    return attack if attack is not None and attack.profit > 0 else None


def largest_front(market: Market, victim: Victim, purse: int) -> int:
    """The greatest front-run, up to purse, after which the victim still succeeds; 0 where it fails anyway."""
    low, high = 0, purse
    while low < high:
        middle = (low + high + 1) // 2
        if attempt(market, victim, middle) is None:
            high = middle - 1
        else:
            low = middle
    return low


def attempt(market: Market, victim: Victim, front_in: int) -> Attack | None:
    """That front-run, the victim, and the sale; None where one of them fails."""
    try:
        front_out, moved = market.swap(victim.token_in, victim.token_out, front_in)
        after = victim.swap(moved)
        if after is None:
            return None
        back_out = after.quote_in(victim.token_out, victim.token_in, front_out)
    except MarketError:
        return None
    return Attack(victim, front_in, front_out, back_out)


def _most_profitable(market: Market, victim: Victim, limit: int) -> Attack | None:
    """Profit rises to one peak, usually beyond the limit, then falls as fees outgrow what the victim adds."""
    last, before = attempt(market, victim, limit), attempt(market, victim, limit - limit // 100)
    if last is not None and before is not None and last.profit > before.profit:
        return last
    return _peak(market, victim, limit)


def _peak(market: Market, victim: Victim, limit: int) -> Attack | None:
    """Ternary search over 1..limit."""
    low, high = 1, limit
    while high - low > 2:  # noqa: PLR2004 three candidates are compared below
        third = (high - low) // 3
        left, right = attempt(market, victim, low + third), attempt(market, victim, high - third)
        if left is None or right is None or left.profit >= right.profit:
            high -= third
        else:
            low += third
    candidates = [attempt(market, victim, front_in) for front_in in range(low, high + 1)]
    return max((c for c in candidates if c is not None), key=lambda c: (c.profit, -c.front_in), default=None)
