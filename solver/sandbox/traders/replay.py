"""Which used nonce a replay uses: that of the earliest intent of ours that has settled, else one revoked on chain.

The revocation is sent when the stream begins, so that a replay is possible also where nothing has settled yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from solver.sandbox.chain.worldfile import World
from solver.sandbox.traders.market import Head, Market
from solver.sandbox.traders.sign import Trader
from solver.sandbox.traders.transactions import Fees, sign_invalidation
from solver.wire.rpc import AsyncJsonRpc

_TIP_WEI = 10**9


@dataclass(frozen=True, slots=True)
class Authorised:
    """A nonce that a trader has signed with, or has revoked."""

    trader: Trader
    nonce: int


async def first_used(candidates: Sequence[Authorised], market: Market, block: int) -> Authorised | None:
    """The first of them whose Permit2 nonce is used at that block."""
    for candidate in candidates:
        if await market.is_used(candidate.trader.address, candidate.nonce, block):
            return candidate
    return None


async def revoke(reserve: Authorised, rpc: AsyncJsonRpc, world: World, head: Head) -> None:
    """Send the trader's transaction that marks the nonce as used; it is mined in a later block."""
    count = await rpc.call("eth_getTransactionCount", [reserve.trader.address, "latest"])
    fees = Fees(2 * head.base_fee_wei + _TIP_WEI, _TIP_WEI)
    raw = sign_invalidation(reserve.nonce, reserve.trader.key, world, int(count, 16), fees)
    await rpc.call("eth_sendRawTransaction", ["0x" + raw.hex()])
