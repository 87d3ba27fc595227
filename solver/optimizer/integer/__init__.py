"""From the continuous optimum to exact hops, whoever found it.

    integers(markets, trades, wishes, worth, rules=Rules()) -> Integers | NoIntegers

markets  a sequence of Market, all that the optimum was free to use (the proof is about all of them)
trades   the orders, each to be filled whole: `Trade(sell_token, buy_token, side, amount, expected, limit)`. All that
         they sell is there before the first hop, and what they buy is needed after the last; what several sell or buy
         of one token is one heap, so opposite orders meet without a market.
wishes   the optimum as flows on pairs: `Wish(market, token_in, token_out, spent, got)`, in units. A pool of
         many coins gives net amounts: `pairwise(market, place, net, worth)` makes wishes of them.
worth    of one unit of each token, floats on any one scale: the optimum's prices. It weighs tokens against each other
         and against gas, and gives the bound; amounts never depend on it beyond such choices.
rules    gas_worth on the same scale, the families that settle at the end of the transaction, and how many hops may be
         cut in two.

Only hops whose input is there (or which may settle later) are in the answer, in an order in which they can run; every
amount_out is the exact quoter's answer on the state the hop meets. Deterministic.

All of what arrives is spent. What finds no taker among the flows is sold over whatever market pays for it, or the hops
that brought it are cut; orders that sell exact amounts are not filled where more than rounding would be left even so.
For an exact amount out a coarse lot, or a circle, may bring more than any market takes: that stays with us.
"""

from solver.optimizer.integer.integers import integers
from solver.optimizer.integer.outcome import Dropped, Integers, NoIntegers, Reason, Why
from solver.optimizer.integer.pairing import pairwise
from solver.optimizer.integer.request import Rules, Trade, Wish

__all__ = ["Dropped", "Integers", "NoIntegers", "Reason", "Rules", "Trade", "Why", "Wish", "integers", "pairwise"]
