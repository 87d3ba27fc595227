"""What the house reads off an intent: which side is fixed, how much, and the worst amount the trader allows."""

from dataclasses import dataclass

from solver.domain.auction import Side
from solver.domain.intent import Authorization, HedgeIntent, Rule, Standard
from solver.domain.primitives import Address
from solver.sandbox.auction.refusal import Code, Refusal

_WORD = 32
# abi.encode(DutchParams) with arrays of one element: offset of the tuple; decayStart, decayEnd and four array offsets;
# four times (length 1, element).
_FIXED_WORDS = {0: 0x20, 3: 0xC0, 4: 0x100, 5: 0x140, 6: 0x180, 7: 1, 9: 1, 11: 1, 13: 1}
_WORDS = 15


@dataclass(frozen=True, slots=True)
class Trade:
    """One spend for one receive.

    fixed: units of the sell token (EXACT_IN) or of the buy token (EXACT_OUT)
    limit: least receive (EXACT_IN) or most spend (EXACT_OUT) that the intent itself allows, in units of the other token
    """

    side: Side
    sell_token: Address
    buy_token: Address
    fixed: int
    limit: int

    def allows(self, amount: int) -> bool:
        """Whether a bid keeps the signed limit."""
        return amount >= self.limit if self.side is Side.EXACT_IN else amount <= self.limit


def trade_of(intent: HedgeIntent) -> Trade:
    """Raises Refusal(UNSUPPORTED_SHAPE) where this house cannot run an auction of the intent."""
    _check_kind(intent)
    spend, receive = intent.spends[0], intent.receives[0]
    start_spend, end_spend, start_receive, end_receive = _dutch_amounts(intent.resolution.data)
    if start_spend == end_spend:
        return Trade(Side.EXACT_IN, spend.token, receive.token, start_spend, receive.min_total)
    if start_receive == end_receive:
        return Trade(Side.EXACT_OUT, spend.token, receive.token, start_receive, spend.max_total)
    raise Refusal(Code.UNSUPPORTED_SHAPE, "either the spend or the receive must be fixed")


def _check_kind(intent: HedgeIntent) -> None:
    info = intent.info
    if (info.authorization, info.rule, info.max_fills) != (Authorization.ONE_SHOT, Rule.ALL, 1):
        raise Refusal(Code.UNSUPPORTED_SHAPE, "only ONE_SHOT intents of rule ALL with one fill")
    if len(intent.spends) != 1 or len(intent.receives) != 1:
        raise Refusal(Code.UNSUPPORTED_SHAPE, "exactly one spend and one receive")
    spend, receive = intent.spends[0], intent.receives[0]
    if (spend.standard, receive.standard) != (Standard.ERC20, Standard.ERC20):
        raise Refusal(Code.UNSUPPORTED_SHAPE, "only ERC-20 tokens")
    if spend.token == receive.token:
        raise Refusal(Code.UNSUPPORTED_SHAPE, "a token against itself")


def _dutch_amounts(data: bytes) -> tuple[int, int, int, int]:
    """startSpend, endSpend, startReceive, endReceive of canonically encoded parameters with one element each."""
    if len(data) != _WORDS * _WORD:
        raise Refusal(Code.UNSUPPORTED_SHAPE, "the resolution is not the parameters of a Dutch decay")
    words = [int.from_bytes(data[at : at + _WORD], "big") for at in range(0, len(data), _WORD)]
    if any(words[at] != value for at, value in _FIXED_WORDS.items()):
        raise Refusal(Code.UNSUPPORTED_SHAPE, "the resolution is not the parameters of a Dutch decay")
    return words[8], words[10], words[12], words[14]
