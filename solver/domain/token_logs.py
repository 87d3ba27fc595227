"""Which logs move tokens, and what they say. WETH mints and burns by Deposit and Withdrawal, without a Transfer."""

from dataclasses import dataclass

from solver.domain.chain import Log
from solver.domain.primitives import ZERO_ADDRESS, Address, Hash

TRANSFER = Hash("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
DEPOSIT = Hash("0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c")
WITHDRAWAL = Hash("0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65")

_WORD = 32
_TRANSFER_TOPICS = 3
_WRAP_TOPICS = 2


@dataclass(frozen=True, slots=True)
class TokenMove:
    """Units of a token that changed hands; the zero address mints and burns."""

    token: Address
    sender: Address
    recipient: Address
    units: int


def token_move(log: Log, weth: Address) -> TokenMove | None:
    """What the log moved; None for a log of another shape (an NFT's Transfer has one topic more)."""
    kind, count = (log.topics[0] if log.topics else None), len(log.topics)
    if len(log.data) != _WORD:
        return None
    units = int.from_bytes(log.data, "big")
    if kind == TRANSFER and count == _TRANSFER_TOPICS:
        return TokenMove(log.address, _account(log.topics[1]), _account(log.topics[2]), units)
    if log.address != weth or count != _WRAP_TOPICS:
        return None
    if kind == DEPOSIT:
        return TokenMove(weth, ZERO_ADDRESS, _account(log.topics[1]), units)
    if kind == WITHDRAWAL:
        return TokenMove(weth, _account(log.topics[1]), ZERO_ADDRESS, units)
    return None


def _account(topic: Hash) -> Address:
    return Address("0x" + topic[26:])
