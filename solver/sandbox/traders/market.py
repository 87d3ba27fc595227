"""One block as the traders see it: time, gas price, reference prices, quotes, balances and used nonces."""

from dataclasses import dataclass
from typing import Any

from solver.domain.primitives import Address
from solver.sandbox.chain.abi import calldata, word
from solver.sandbox.chain.worldfile import World
from solver.sandbox.traders.quotes import Quoter
from solver.wire.rpc import AsyncJsonRpc

_BASES = {"ETH": "WETH", "BTC": "WBTC"}


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the world."""

    address: Address
    symbol: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Head:
    """The newest block; base fee in wei per gas, timestamp in unix seconds."""

    number: int
    timestamp: int
    base_fee_wei: int


class Market:
    """Reads of the chain; all of one intent are made at one block."""

    def __init__(self, rpc: AsyncJsonRpc, world: World, quoter: Quoter) -> None:
        self._rpc = rpc
        self._tokens = {t.symbol: Token(t.address, t.symbol, t.decimals) for t in world.tokens}
        self._feeds = {feed.base: feed.address for feed in world.feeds}
        self._permit2 = world.contracts["permit2"]
        self.quoter = quoter

    def base(self, underlying: str) -> Token:
        """The token that hedges an underlying."""
        return self._tokens[_BASES[underlying]]

    def token(self, symbol: str) -> Token:
        """A token by symbol."""
        return self._tokens[symbol]

    async def head(self) -> Head:
        """The newest block."""
        block = await self._rpc.call("eth_getBlockByNumber", ["latest", False])
        return Head(int(block["number"], 16), int(block["timestamp"], 16), int(block["baseFeePerGas"], 16))

    async def spot_e8(self, underlying: str, block: int) -> int:
        """The feed's answer: dollars of one whole base token in 1e8."""
        feed = self._feeds[self.base(underlying).address]
        return word(await self._read(feed, calldata("latestRoundData()"), block), 1)

    async def balance(self, token: Address, holder: Address, block: int) -> int:
        """In units of the token."""
        return word(await self._read(token, calldata("balanceOf(address)", holder), block))

    async def is_used(self, trader: Address, nonce: int, block: int) -> bool:
        """Whether Permit2 has the nonce's bit set."""
        data = calldata("nonceBitmap(address,uint256)", trader, nonce >> 8)
        return bool(word(await self._read(self._permit2, data, block)) >> (nonce & 0xFF) & 1)

    async def _read(self, to: Address, data: str, block: int) -> Any:
        return await self._rpc.call("eth_call", [{"to": to, "data": data}, hex(block)])
