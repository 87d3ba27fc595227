"""What the house asks of the chain: the head, prices by which it buckets sizes, and which awards have settled."""

from collections.abc import Iterable
from typing import Any

from eth_utils.crypto import keccak

from solver.domain.primitives import Address, Hash
from solver.ports import PortError
from solver.sandbox.auction.house import Head
from solver.sandbox.auction.prices import Prices
from solver.sandbox.auction.refusal import Code, Refusal
from solver.wire.rpc import AsyncJsonRpc

_LATEST_ROUND_DATA = "0xfeaf968c"
_SETTLED = "0x" + keccak(text="Settled(bytes32,address,address,uint32,uint256[],uint256[])").hex()
_FEED_DECIMALS = 8


class ChainReader:
    """Reads over JSON-RPC; every failure of the node is Refusal(CHAIN_UNAVAILABLE)."""

    def __init__(self, rpc: AsyncJsonRpc, prices: Prices, reactor: Address) -> None:
        self._rpc = rpc
        self._prices = prices
        self._reactor = reactor

    async def head(self) -> Head:
        """The newest block."""
        block = await self._call("eth_getBlockByNumber", ["latest", False])
        return Head(int(block["number"], 16), int(block["timestamp"], 16))

    async def size_bucket(self, amounts: Iterable[tuple[Address, int]], block: int) -> int:
        """Floor of log10 of the notional in whole dollars, by the first of the amounts whose token has a feed."""
        for token, units in amounts:
            source = self._prices.source(token)
            if source is not None:
                feed, decimals = source
                price = await self._price_e8(feed, block)
                dollars = units * price // 10 ** (decimals + _FEED_DECIMALS)
                return max(0, len(str(dollars)) - 1)
        raise Refusal(Code.UNPRICED, "the house has no price of either token")

    async def settled(self, hashes: Iterable[Hash], from_block: int) -> frozenset[Hash]:
        """Which of the intents the reactor has settled."""
        topics = [_SETTLED, sorted(hashes)]
        query = {"address": self._reactor, "fromBlock": hex(from_block), "toBlock": "latest", "topics": topics}
        return frozenset(Hash(log["topics"][1]) for log in await self._call("eth_getLogs", [query]))

    async def _price_e8(self, feed: Address, block: int) -> int:
        answer = await self._call("eth_call", [{"to": feed, "data": _LATEST_ROUND_DATA}, hex(block)])
        price = int.from_bytes(bytes.fromhex(answer[2:])[32:64], "big", signed=True)
        if price <= 0:
            raise Refusal(Code.UNPRICED, "the feed has no price")
        return price

    async def _call(self, method: str, params: list[object]) -> Any:
        try:
            return await self._rpc.call(method, params)
        except PortError as error:
            raise Refusal(Code.CHAIN_UNAVAILABLE, f"{method} failed at the node") from error
